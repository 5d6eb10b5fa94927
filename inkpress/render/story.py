"""One post and its tree -> `Entry` and `Story`: everything about a post that does not depend on other posts.

Entry point: `make_story`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape, unescape
from typing import Any, NamedTuple
from urllib.parse import unquote

from inkpress.models import Post, Provenance
from inkpress.render.addresses import absolute
from inkpress.render.article import PictureFile, article_html
from inkpress.render.entry import Entry, Story, day_in_words, key_of, make_entry, post_url
from inkpress.render.feed_body import feed_html
from inkpress.render.tree import Document

QUESTIONS = {
    "code": "Is the code public?",
    "data": "Is the data public?",
    "weights": "Can you get the weights?",
    "compute": "Is the computing stated?",
    "seeds": "Were runs repeated?",
    "baselines": "Are the comparisons fair?",
    "limits": "Do the authors name limits?",
    "funding": "Who paid for it?",
}
_ROLES = (
    ("research", "If you do research"),
    ("product", "If you build products"),
    ("engineering", "If you write code"),
)
_TABLE = r'(?P<table><div class="table".*?</table></div>)'
_MARK = re.compile(
    _TABLE + r'|<sup class="(?P<kind>evidence|note)"><a(?P<back> id="fnref_[^"]*")? href="#fn_(?P<label>[^"]*)"[^>]*>'
    r"(?P<shown>[^<]*)</a></sup>",
    re.DOTALL,
)
_LAST_WORD = re.compile(r"[^\s<>]+\Z")
LONGEST_TIED = 40  # characters; a longer word may be broken, also from its mark
_QUOTED = re.compile(r'(<li id="fn_e\d+">(?:<p>)?)"(.{1,3000}?)"(?= \()', re.DOTALL)
_NOTES = re.compile(r'<section class="(?:notes|evidence)" aria-labelledby')
_NOTE = re.compile(r'<li id="fn_(?P<label>[^"]*)">(?P<text>.*?) <a class="back"[^>]*>[^<]*</a></li>', re.DOTALL)
_BLOCK = re.compile(r"<(?:ul|ol|pre|table|div|figure|blockquote|details|dl|h[1-6]|img)\b")
_TERM = re.compile(r'<a href="/glossary/#(?P<slug>[^"]*)"[^>]*>(?P<text>.*?)</a>', re.DOTALL)
_POST = re.compile(r'<a href="/p/(?P<slug>[^"/]*)/(?P<anchor>#[^"]*)?"[^>]*>(?P<text>.*?)</a>', re.DOTALL)


class Made(NamedTuple):
    """What one post becomes: light and heavy part."""

    entry: Entry
    story: Story


def make_story(
    post: Post,
    document: Document,
    *,
    pictures: Mapping[str, PictureFile],
    media: Mapping[str, str],
    base_url: str,
    arxiv: str,
    author: str,
) -> Made:
    """The records of `post`.

    `pictures` says where each picture of the text is served, and `media` which file each of those addresses is.
    `base_url` and `arxiv` are site addresses without a slash at the end; `author` writes the newsletter. Raises
    RenderError for a formula that cannot be set.
    """
    html = _QUOTED.sub(r"\1“\2”", article_html(document, pictures=pictures, prefix="/"))
    paper = paper_card(post, arxiv)
    article, notes = _split_notes(_with_margin_notes(html))
    story = Story(
        article=article,
        notes=notes,
        feed="",
        contents=[[h.level, h.id, h.text] for h in document.headings],
        paper=paper,
        then=post.front.then,
        today=post.front.today,
        roles=[[name, text] for field, name in _ROLES if (text := getattr(post.front.roles, field).strip())],
        scrutiny=[[QUESTIONS.get(k, k.capitalize()), s.answer, s.quote] for k, s in post.front.scrutiny.items()],
        confidence=[post.front.confidence.level, post.front.confidence.why] if post.front.confidence.level else [],
        corrections=[[c.date.isoformat(), c.text] for c in sorted(post.front.corrections, key=lambda c: c.date)],
        made=how_made(post),
        formulas=list(dict.fromkeys(formula.latex for formula in document.formulas if formula.display)),
    )
    story = story._replace(feed=absolute(feed_html(story, *_split_notes(html)), base_url, post_url(post.slug)))
    entry = make_entry(
        post,
        author=author,
        words=document.words,
        terms=list(dict.fromkeys(unescape(m["slug"]) for m in _TERM.finditer(html))),
        links=list(dict.fromkeys(_post_slug(m) for m in _POST.finditer(html))),
        media=sorted([address, file] for address, file in media.items()),
        paper_title=paper.get("title", ""),
    )
    return Made(entry._replace(digest=key_of(entry, story)), story)


def paper_card(post: Post, arxiv: str) -> dict[str, Any]:
    """What the paper card shows: the exact version and its addresses, and title and authors where they are known."""
    ref = post.front.paper
    if ref is None:
        return {}
    about = post.evidence.about if post.evidence else None
    name = f"{ref.id}v{ref.version}" if ref.version else ref.id
    card: dict[str, Any] = {"id": ref.id, "version": ref.version, "name": name}
    card |= {"abs": f"{arxiv}/abs/{name}", "pdf": f"{arxiv}/pdf/{name}", "html": f"{arxiv}/html/{name}"}
    card["code"] = post.front.code if post.front.code.startswith("https://") else ""
    if about is not None and about.id == ref.id:
        card |= {"title": about.title, "authors": list(about.authors), "withdrawn": about.withdrawn}
        card["date"] = about.updated.date().isoformat() if about.updated else ""
        card["year"] = about.published.year if about.published else ""
    return card


def how_made(post: Post) -> list[str]:
    """Sentences on how the post was drafted and checked, from its provenance and evidence; only what is known."""
    made = post.front.provenance
    said = [_drafted(made)] if made and not (made.engine == "hand" and made.note) else []
    if made and made.note:
        said.append(made.note)
    tied = post.evidence.tied if post.evidence else 0
    if tied:
        count = "One sentence is" if tied == 1 else f"{tied} sentences are"
        said.append(f"{count} tied to the paper’s own words, and every number was checked against its text.")
    return said


def _drafted(made: Provenance) -> str:
    if made.engine == "hand":
        return "Written by hand."
    when = f" on {day_in_words(made.drafted_at.date().isoformat())}" if made.drafted_at else ""
    source = {"html": "HTML", "eprint": "source", "pdf": "PDF", "abstract": "abstract alone"}.get(made.source, "text")
    if made.engine == "extract":
        return f"Begun{when} from sentences of the paper’s {source}, then rewritten and checked by the author."
    return f"Drafted{when} by {made.model or 'a language model'} from the paper’s {source}, then edited by the author."


# --- the article's HTML, which the article writer makes in one regular form


def _with_margin_notes(html: str) -> str:
    """Each mark gets its note beside it: in the margin where there is room, on a tap where there is not.

    The popover attribute needs no script (https://html.spec.whatwg.org/multipage/popover.html). A note that
    holds more than running text stays at the end, with a link.
    """
    texts = {match["label"]: _as_running_text(match["text"]) for match in _NOTE.finditer(html)}
    placed: set[str] = set()
    pieces: list[str] = []
    end = 0
    for match in _MARK.finditer(html):
        label, sign, kind = match["label"], match["shown"], match["kind"]
        text = texts.get(label) if label else None  # a table has no margin: its marks stay links
        if text is None or label in placed:
            continue
        placed.add(label)
        before, word = _cut_last_word(html[end : match.start()])
        name = f"Evidence {sign}: the paper’s own words" if kind == "evidence" else f"Note {sign}"
        button = f'<button type="button" popovertarget="m_{label}" aria-label="{name}">{sign}</button>'
        mark = f'<span class="tied">{word}<sup class="mark {kind}"{match["back"] or ""}>{button}</sup></span>'
        note = f'<span class="aside {kind}" id="m_{label}" popover><span class="number">{sign}</span> {text}</span>'
        pieces += (before, mark, note)
        end = match.end()
    html = "".join((*pieces, html[end:]))
    # a formula wider than a phone scrolls: without a place in the tab order the keyboard could not reach its end
    return html.replace('<div class="formula">', '<div class="formula" tabindex="0">')


def _cut_last_word(html: str) -> tuple[str, str]:
    """`html` without its last word, and that word: its mark must not begin a line alone."""
    word = _LAST_WORD.search(html, max(0, len(html) - LONGEST_TIED))
    length = len(word[0]) if word else 0
    return (html[:-length], html[-length:]) if 0 < length < LONGEST_TIED else (html, "")


def _split_notes(html: str) -> tuple[str, str]:
    """The text, and the sections of notes after it."""
    found = _NOTES.search(html)
    return (html[: found.start()], html[found.start() :]) if found else (html, "")


def _as_running_text(html: str) -> str | None:
    if _BLOCK.search(html):
        return None
    return re.sub(r"</p>\s*<p>", "<br>", html.strip()).replace("<p>", "").replace("</p>", "").strip()


def with_links(html: str, terms: Mapping[str, str], posts: Mapping[str, str]) -> str:
    """`html` with its glossary links made tips, and links to posts that do not exist made text.

    `terms` are plain explanations by slug, `posts` titles by slug. The first link to a term becomes a button that
    shows the explanation; later ones lead to the glossary.
    """
    tipped: set[str] = set()

    def term(match: re.Match[str]) -> str:
        slug = unescape(match["slug"])
        if slug not in terms:
            return match["text"]
        if slug in tipped or "<" in match["text"]:
            return match[0]
        tipped.add(slug)
        return (
            f'<button type="button" class="term" popovertarget="t_{escape(slug)}">{match["text"]}</button>'
            f'<span class="tip" id="t_{escape(slug)}" popover>{escape(terms[slug], quote=False)}'
            f' <a href="/glossary/#{escape(slug)}">Glossary</a></span>'
        )

    def link(match: re.Match[str]) -> str:
        return match[0] if _post_slug(match) in posts else match["text"]

    return _POST.sub(link, _TERM.sub(term, html))


def _post_slug(match: re.Match[str]) -> str:
    return unquote(unescape(match["slug"]))
