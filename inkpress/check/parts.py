"""The parts of a post's body, as the rules look at them."""

from __future__ import annotations

from typing import NamedTuple

from inkpress.check.inline import Link


class Line(NamedTuple):
    """One heading, code block or comment: its text and its line in the file."""

    text: str
    line: int
    level: int = 0


class Image(NamedTuple):
    alt: str
    target: str
    title: str
    line: int
    column: int


class Prose(NamedTuple):
    """A sentence without its markup. `kind` is text, item, cell, caption or quote.

    `section` is the chapter it stands in, `heading` the nearest heading above it.
    """

    text: str
    line: int
    column: int
    section: str = ""
    kind: str = "text"
    notes: tuple[str, ...] = ()  # footnote labels it carries
    heading: str = ""
    paragraph: int = 0  # its number; the items of a list are one each
    links: tuple[str, ...] = ()  # targets


class Body(NamedTuple):
    """What a post's body holds, in order."""

    sentences: tuple[Prose, ...]
    headings: tuple[Line, ...]
    images: tuple[Image, ...]
    links: tuple[Link, ...]
    code: tuple[Line, ...]  # text is the language, or ""
    comments: tuple[Line, ...]
    footnotes: dict[str, Prose]
    marks: tuple[Line, ...]  # of footnotes, in sentences and headings: the label
    displayed: tuple[int, ...]  # lines on which a displayed formula begins
    unclosed: tuple[int, ...]  # lines on which a displayed formula begins that never ends
