"""The records of the web archive: what a post shows on its own page, and what other pages show of it."""

from __future__ import annotations

from functools import lru_cache
from hashlib import blake2b
from typing import Any, NamedTuple
from urllib.parse import quote

from inkpress.models import Post
from inkpress.text import collapse, slug_of_name

slug_of = lru_cache(maxsize=20_000)(slug_of_name)  # the same few tags and names, thousands of times

WORDS_PER_MINUTE = 230
KIND_NAMES = {
    "explainer": "Explainer",
    "classic": "Classic",
    "deep-dive": "Deep dive",
    "tutorial": "Tutorial",
    "guest": "Guest post",
    "note": "Note",
}
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


class Link(NamedTuple):
    """An address and the words that lead there."""

    url: str
    title: str


Link.__repr__ = tuple.__repr__  # type: ignore[method-assign]  # quick: `key_of` asks thousands of times


class Entry(NamedTuple):
    """The light facts of one post: all that listings, neighbours and feeds need to decide what to show.

    Plain JSON values only, so that thousands load in milliseconds.
    """

    path: str  # the Markdown file, relative to the workspace
    digest: str  # of everything the post's own page shows
    slug: str
    title: str
    date: str  # ISO
    updated: str  # ISO: the date, or that of the last correction
    kind: str
    authors: list[str]
    summary: str
    tags: list[str]
    paper: str  # arXiv id without version, or ""
    paper_title: str
    minutes: int
    needs: list[list[str]]  # [concept, why, link]
    teaches: list[str]
    aliases: list[str]
    terms: list[str]  # glossary slugs the text links to
    links: list[str]  # slugs of posts the text links to
    media: list[list[str]]  # [address on the site, file relative to posts/] of each picture
    about_authors: list[list[str]]  # [name, who they are, their address] of authors who say so
    series: str

    @property
    def url(self) -> str:
        return post_url(self.slug)

    @property
    def year(self) -> str:
        return self.date[:4]


class Story(NamedTuple):
    """The heavy part of a post: HTML fragments made once per edit. Plain JSON values only.

    Links to the glossary and to other posts stay as written (`glossary:SLUG`, `post:SLUG`): where they lead
    is decided when the page is made, so that a new post or term does not mean reading every post again.
    """

    article: str  # HTML of the text
    notes: str  # HTML of the notes and the evidence at its end
    feed: str  # everything of the post that no other post decides, as plain HTML with absolute addresses
    contents: list[list[Any]]  # [level, id, text] of each heading
    paper: dict[str, Any]  # the paper card, or {}
    then: str
    today: str
    roles: list[list[str]]  # [reader, text]
    scrutiny: list[list[str]]  # [question, answer, the paper's words]
    confidence: list[str]  # [level, why] or []
    corrections: list[list[str]]  # [ISO date, text]
    made: list[str]  # sentences on how the post was made
    formulas: list[str]  # LaTeX of the displayed formulas: e-mails show pictures of them


def make_entry(
    post: Post, *, author: str, words: int, terms: list[str], links: list[str], media: list[list[str]], paper_title: str
) -> Entry:
    """The light facts of `post`; `words` is the length of its body. The digest is still to be filled in.

    `author` is who writes the newsletter: a post that names nobody is theirs.
    """
    front = post.front
    corrected = [correction.date.isoformat() for correction in front.corrections]
    return Entry(
        path=post.path,
        digest="",
        slug=front.slug,
        title=collapse(front.title),
        date=front.date.isoformat(),
        updated=max([front.date.isoformat(), *corrected]),
        kind=front.kind,
        authors=[collapse(name) for name in front.authors] or [author],
        summary=collapse(front.summary),
        tags=list(dict.fromkeys(collapse(tag) for tag in front.tags if tag.strip())),
        paper=front.paper.id if front.paper else "",
        paper_title=paper_title,
        minutes=max(1, round(words / WORDS_PER_MINUTE)),
        needs=[[need.concept, need.why, need.link] for need in front.needs],
        teaches=list(front.teaches),
        aliases=list(front.aliases),
        terms=terms,
        links=links,
        media=media,
        about_authors=[[collapse(who.name), who.bio, who.url] for who in front.about_authors if who.bio or who.url],
        series=collapse(front.series),
    )


@lru_cache(maxsize=20_000)
def day_in_words(date: str) -> str:
    """`2026-11-25` -> `25 November 2026`."""
    year, month, day = date.split("-")
    return f"{int(day)} {_MONTHS[int(month) - 1]} {year}"


def key_of(*parts: Any) -> str:
    """A short name for plain values made the same way each time: the same values, the same name.

    `repr` takes half the time of JSON, and a build names every page of the site to find the few that changed.
    """
    return blake2b(repr(parts).encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()


@lru_cache(maxsize=20_000)
def in_address(slug: str) -> str:
    """A slug as part of an address: letters that are not ASCII percent-encoded."""
    return slug if slug.isascii() else quote(slug)


def post_url(slug: str) -> str:
    return f"/p/{in_address(slug)}/"


@lru_cache(maxsize=20_000)
def tag_link(tag: str) -> Link:
    """The tag and its page: one value, however many posts have the tag."""
    return Link(tag_url(slug_of(tag)), tag)


def tag_url(slug: str) -> str:
    return f"/tags/{in_address(slug)}/"


def author_url(slug: str) -> str:
    return f"/authors/{in_address(slug)}/"


def list_url(slug: str) -> str:
    return f"/lists/{in_address(slug)}/"


def series_url(slug: str) -> str:
    return f"/series/{in_address(slug)}/"
