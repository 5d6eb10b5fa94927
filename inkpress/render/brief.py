"""What pages show of a post, or of a list, that is not their own: as little as they need, so that few pages change.

All are named tuples of plain values: quick to make by the thousand, and templates use their names.
"""

from __future__ import annotations

from typing import NamedTuple

from inkpress.render.entry import KIND_NAMES, Entry, Link, day_in_words, key_of, tag_link


class Row(NamedTuple):
    """A line of an index: a tag, an author, a year."""

    url: str
    title: str
    number: int  # of posts


class Line(NamedTuple):
    """A post in a list of one line each."""

    url: str
    title: str
    date: str  # ISO
    day: str  # "25 November 2026"
    kind: str
    paper: str = ""  # in the list of papers: "arXiv:2205.14135, its title"


class Brief(NamedTuple):
    """A post with its summary, as the home page and "read next" show it."""

    url: str
    title: str
    date: str
    day: str
    kind: str
    minutes: int
    summary: str
    tags: tuple[Link, ...]
    key: str = ""  # names all of the above


Line.__repr__ = Brief.__repr__ = tuple.__repr__  # type: ignore[method-assign]  # as for `Link`


def link_to(entry: Entry) -> Link:
    return Link(entry.url, entry.title)


def line(entry: Entry) -> Line:
    """`entry` in one line; made once, because a post is in a dozen lists."""
    known = _LINES.get(entry.digest)
    if known is None:
        kind = KIND_NAMES.get(entry.kind, entry.kind)
        known = _LINES[entry.digest] = Line(entry.url, entry.title, entry.date, day_in_words(entry.date), kind)
    return known


def brief(entry: Entry) -> Brief:
    """What "read next" shows of `entry`; made once."""
    known = _BRIEFS.get(entry.digest)
    if known is None:
        known = _BRIEFS[entry.digest] = _brief(entry)
    return known


_LINES: dict[str, Line] = {}  # by the digest, which names all that is shown
_BRIEFS: dict[str, Brief] = {}


def _brief(entry: Entry) -> Brief:
    url, title, date, day, kind, _ = line(entry)
    shown = Brief(url, title, date, day, kind, entry.minutes, entry.summary, tuple(map(tag_link, entry.tags)))
    return shown._replace(key=key_of(shown))
