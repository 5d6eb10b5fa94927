"""One line of Markdown -> the runs of its text without markup, and the links, images and footnote marks in it."""

from __future__ import annotations

import re
from html import unescape
from typing import NamedTuple


class Run(NamedTuple):
    """Characters that stand side by side in the file, from `column` on; those of an entity all stand where it does."""

    text: str
    line: int
    column: int
    is_entity: bool = False

    def place(self, offset: int) -> tuple[int, int]:
        """Line and column in the file of the character at `offset`."""
        return self.line, self.column if self.is_entity else self.column + offset


class Link(NamedTuple):
    """A link or image: its text (or alt text), target, title and place."""

    text: str
    target: str
    title: str
    line: int
    column: int


# Every repetition is bounded and none can match the character that begins it: linear on any input.
_NOTE = re.compile(r"\[\^([^\]\s\[]{1,80})\]")
_LINK = re.compile(
    r"(!?)\[([^\[\]]{0,2000})\]\(\s{0,9}(<[^<>\n]{0,2000}>|[^\s()<>]{0,2000}(?:\([^\s()]{0,200}\)[^\s()]{0,500})?)"
    r"(?:\s{1,9}(?:\"((?:[^\"\\]|\\.){0,2000})\"|'((?:[^'\\]|\\.){0,2000})'))?\s{0,9}\)"
)
_REFERENCE = re.compile(r"\[([^\[\]]{1,500})\]\[[^\[\]]{0,200}\]")
_AUTOLINK = re.compile(r"<(https?://[^\s<>]{1,2000}|[^\s<>@]{1,100}@[^\s<>@]{1,200})>")
_URL = re.compile(r"https?://[^\s<>()\[\]]{1,2000}")
_TAG = re.compile(r"</?[A-Za-z][^<>]{0,500}>")
_CODE = re.compile(r"(`+)(?!`)")
_MATH = re.compile(r"\$(?=[^\s$])(?:[^$\\\n]|\\.){1,1000}?(?<=[^\s\\])\$(?!\d)|\\\((?:[^\\]|\\(?!\))){1,1000}\\\)")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")
_SPECIAL = re.compile(r"[`$\\\[!<*_~&]|https?://")


def read_inline(text: str, line: int, column: int) -> tuple[list[Run], list[tuple[int, str]], list[Link], list[Link]]:
    """Runs of text, footnote marks as (characters of text before it, label), links, images."""
    runs: list[Run] = []
    notes: list[tuple[int, str]] = []
    links: list[Link] = []
    images: list[Link] = []
    position = 0
    size = 0  # of the runs

    def keep(run: Run) -> None:
        nonlocal size
        if run.text:
            runs.append(run)
            size += len(run.text)

    while match := _SPECIAL.search(text, position):
        at = match.start()
        keep(Run(text[position:at], line, column + position))
        if entity := _ENTITY.match(text, at):
            keep(Run(unescape(entity[0]), line, column + at, is_entity=True))
            position = entity.end()
            continue
        position, found = _step(text, at)
        if isinstance(found, str):
            notes.append((size, found))
        elif isinstance(found, Link):
            (images if text[at] == "!" else links).append(found._replace(line=line, column=column + at))
            if text[at] == "[" and not _stands_alone(text, at, position):
                inner, inner_notes, _, _ = read_inline(found.text, line, column + at + 1)
                notes += [(size + n, label) for n, label in inner_notes]
                for run in inner:
                    keep(run)
        elif isinstance(found, tuple):
            keep(Run(text[found[0] : found[1]], line, column + found[0]))
    keep(Run(text[position:], line, column + position))
    return runs, notes, links, images


def _stands_alone(text: str, start: int, end: int) -> bool:
    """A link that fills its brackets, as in "(the table in the paper)", is a reference and no part of the sentence."""
    return text[start - 1 : start] == "(" and text[end : end + 1] == ")"


def _step(text: str, at: int) -> tuple[int, Link | str | tuple[int, int] | None]:
    """What stands at the special character: (where it ends, link, footnote label, characters to keep, or nothing)."""
    char = text[at]
    if char == "\\":
        return (at + 2, (at + 1, at + 2)) if text[at + 1 : at + 2] in _PUNCTUATION else _formula(text, at)
    if char == "$":
        return _formula(text, at)
    if char == "`":
        return _code(text, at)
    if char in "[!":
        return _bracket(text, at)
    if char == "&":
        return at + 1, (at, at + 1)
    if char == "<":
        return _angle(text, at)
    if char == "h":
        url = _URL.match(text, at)
        return (url.end(), Link("", url[0].rstrip(".,;:!?'\""), "", 0, 0)) if url else (at + 1, (at, at + 1))
    if char == "~":
        return at + 1, (at, at + 1) if text[at + 1 : at + 2] != "~" and text[at - 1 : at] != "~" else None
    return at + 1, (at, at + 1) if _inside_word(text, at) else None


_PUNCTUATION = set("!\"#$%&'*+,-./:;<=>?@[]^_`{|}~\\")


def _formula(text: str, at: int) -> tuple[int, tuple[int, int] | None]:
    match = _MATH.match(text, at)
    return (match.end(), None) if match else (at + 1, (at, at + 1))


def _code(text: str, at: int) -> tuple[int, tuple[int, int] | None]:
    run = _CODE.match(text, at)
    ticks = run[1] if run else "`"
    end = text.find(ticks, at + len(ticks), at + 5000)
    return (end + len(ticks), None) if end >= 0 else (at + len(ticks), None)


def _bracket(text: str, at: int) -> tuple[int, Link | str | tuple[int, int] | None]:
    note = _NOTE.match(text, at)
    if note:
        return note.end(), note[1]
    link = _LINK.match(text, at)
    if link:
        return link.end(), Link(link[2], link[3].strip("<>"), link[4] or link[5] or "", 0, 0)
    reference = _REFERENCE.match(text, at)
    if reference:
        return reference.end(), (reference.start(1), reference.end(1))
    return at + 1, (at, at + 1)


def _angle(text: str, at: int) -> tuple[int, Link | tuple[int, int] | None]:
    auto = _AUTOLINK.match(text, at)
    if auto:
        return auto.end(), Link("", auto[1], "", 0, 0)
    tag = _TAG.match(text, at)
    return (tag.end(), None) if tag else (at + 1, (at, at + 1))


def _inside_word(text: str, at: int) -> bool:
    """`n_layers` keeps its underscore; `2 * 3` keeps its star; `*so*` loses both."""
    before, after = text[at - 1 : at], text[at + 1 : at + 2]
    if text[at] == "_":
        return before.isalnum() and after.isalnum()
    return before.isspace() and after.isspace()
