"""The records of the web archive: what a post shows on its own page, and what other pages show of it."""

from __future__ import annotations

import json
from functools import lru_cache
from hashlib import blake2b
from typing import Any, NamedTuple

from inkpress.models import Post
from inkpress.text import collapse
from inkpress.text import slugify as _slugify

slugify = lru_cache(maxsize=20_000)(_slugify)  # the same few tags and names, thousands of times

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

    @property
    def url(self) -> str:
        return f"/p/{self.slug}/"

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
    feed: str  # HTML with absolute addresses, for feed readers
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
    post: Post, *, words: int, terms: list[str], links: list[str], media: list[list[str]], paper_title: str
) -> Entry:
    """The light facts of `post`; `words` is the length of its body. The digest is still to be filled in."""
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
        authors=[collapse(name) for name in front.authors],
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
    )


@lru_cache(maxsize=20_000)
def day_in_words(date: str) -> str:
    """`2026-11-25` -> `25 November 2026`."""
    year, month, day = date.split("-")
    return f"{int(day)} {_MONTHS[int(month) - 1]} {year}"


def key_of(*parts: Any) -> str:
    """A short name for JSON values: equal values, equal name; lists and tuples are equal."""
    return blake2b(_encode(parts).encode(), digest_size=12).hexdigest()


_encode = json.JSONEncoder(sort_keys=True, separators=(",", ":")).encode


def tag_url(tag: str) -> str:
    return f"/tags/{slugify(tag)}/"


@lru_cache(maxsize=20_000)
def tag_link(tag: str) -> tuple[str, str]:
    """The tag and its address: one pair, however many posts have the tag."""
    return tag, tag_url(tag)


def author_url(name: str) -> str:
    return f"/authors/{slugify(name)}/"
