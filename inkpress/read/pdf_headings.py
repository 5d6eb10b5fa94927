"""Which printed lines are headings: by number, by name, by size and weight."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

MAX_HEADING_CHARACTERS = 120
MAX_HEADING_LINES = 3
ENDS = re.compile(r"[.!?:][\"”’)\]]*$")
CAPTION = re.compile(
    r"(?P<kind>Figure|Fig\.|FIG\.|Table|TABLE|FIGURE|Algorithm)\s*(?P<number>[A-Z]?\d+|[IVX]+)\s*[:.|]\s*"
)
REFERENCES = re.compile(r"references(?: and notes)?|bibliography|literature cited", re.IGNORECASE)
_NUMBERED = re.compile(r"(?P<number>(?:\d{1,2}|[A-Z])(?:\.\d{1,2}){0,3})\.?\s+(?=[^\W\d_])(?P<title>.+)")
_ROMAN = re.compile(r"(?P<number>[IVX]{1,5})\.\s+(?P<title>[A-Z].+)")
_NUMBER_ALONE = re.compile(r"(?:\d{1,2}|[A-Z])(?:\.\d{1,2}){0,3}\.?")
_NAMED = re.compile(
    r"(?:abstract|introduction|related works?|background|methods?|methodology|experiments?|results|discussion"
    r"|conclusions?|conclusion and future work|limitations?|acknowledge?ments?|appendix|appendices|references"
    r"|bibliography|broader impacts?|ethics statement|supplementary materials?|preliminaries|evaluation)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Line:
    """One printed line. Lengths are points; `bold_lead` is how many characters at its start are bold, `lead_gap` the
    space behind them."""

    text: str
    page: int
    size: float
    bold: bool = False
    bold_lead: int = 0
    lead_gap: float = 0.0
    left: float = 0.0
    right: float = 0.0
    bottom: float = 0.0
    top: float = 0.0
    page_height: float = 792.0
    upright: bool = True
    white: bool = False
    on_ground: bool = False  # something coloured or a picture lies under it
    invisible: bool = False  # printed without ink, or outside the page


class Heading(NamedTuple):
    """A heading found: `lines` is how many printed lines it takes."""

    number: str  # "3.2", "A", "" when it has none
    title: str
    lines: int


class Headings:
    """Finds headings in a paper whose running text is printed in `body` points."""

    def __init__(self, body: float) -> None:
        self._body = body
        self._sizes: set[float] = set()  # of headings known by number or name

    def at(self, lines: Sequence[Line], index: int) -> Heading | None:
        """The heading that begins at `index`, if one does."""
        line = lines[index]
        text = plain(line.text)
        if not self._stands_out(line) or len(text) > MAX_HEADING_CHARACTERS or not re.search(r"[^\W\d_]{3}", text):
            return None
        match = _NUMBERED.fullmatch(text) or _ROMAN.fullmatch(text)
        if match or _NAMED.fullmatch(text.rstrip(".:")):
            self._sizes.add(line.size)
        elif _NUMBER_ALONE.fullmatch(text) or not self._is_unnumbered(line, text):
            return None
        title, taken = match["title"] if match else text, 1
        while index + taken < len(lines) and taken < MAX_HEADING_LINES and self._continues(lines, index + taken):
            title = f"{title} {plain(lines[index + taken].text)}"
            taken += 1
        return Heading(match["number"] if match else "", title.strip(" .:"), taken)

    def _stands_out(self, line: Line) -> bool:
        if not line.upright or CAPTION.match(line.text):
            return False
        text = line.text.strip()
        capitals = text.isupper() and bool(_NUMBERED.match(text) or _ROMAN.match(text) or _NAMED.fullmatch(text))
        return (line.bold and line.size >= self._body - 0.3) or line.size >= self._body * 1.08 or capitals

    def _is_unnumbered(self, line: Line, text: str) -> bool:
        """A bold line in the print of the headings known so far."""
        alike = any(abs(line.size - size) < 0.3 for size in self._sizes)
        larger = line.size > self._body * 1.05
        return alike and line.bold and larger and text[0].isupper() and len(text) < 80 and not ENDS.search(text)

    def _continues(self, lines: Sequence[Line], index: int) -> bool:
        """Whether the line at `index` goes on with the heading before it."""
        line, following = lines[index - 1], lines[index]
        same = following.page == line.page and following.bold == line.bold and abs(following.size - line.size) < 0.3
        text = plain(following.text)
        near = 0 < line.bottom - following.bottom < 2 * max(line.size, 1)
        fresh = _NUMBERED.match(text) or _NAMED.fullmatch(text.rstrip(".:"))
        alike = self._stands_out(following) or (plain(line.text).isupper() and text.isupper())
        return same and near and alike and not fresh and len(text) < 80


def plain(text: str) -> str:
    """The line's text; hyphens inside it are hyphens, only the one at its end stays marked."""
    text = text.strip()
    return text[:-1].replace("\ufffe", "-") + text[-1:]
