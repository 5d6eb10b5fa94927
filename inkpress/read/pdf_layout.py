"""Lines of a PDF -> outline: headings by size, weight and number; running heads dropped; hyphens mended."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from inkpress.read.hidden import SMALLEST_POINTS
from inkpress.read.outline import Outline

MAX_HEADING_CHARACTERS = 120
LEAST_HIDDEN_WORDS = 5  # fewer white words are labels in a dark part of a figure
_MARGIN = 0.075  # of the page's height: where running heads and page numbers stand
_STAMP = re.compile(r"arXiv:\d{4}\.\d{4,5}(v\d+)?\s*\[")
_NUMBERED = re.compile(r"(?P<number>(?:\d{1,2}|[A-Z])(?:\.\d{1,2}){0,3})\.?\s+(?=[^\W\d_])(?P<title>.+)")
_ROMAN = re.compile(r"(?P<number>[IVX]{1,5})\.\s+(?P<title>[A-Z].+)")
_NAMED = re.compile(
    r"(?:abstract|introduction|related works?|background|methods?|methodology|experiments?|results|discussion"
    r"|conclusions?|conclusion and future work|limitations?|acknowledge?ments?|appendix|appendices|references"
    r"|bibliography|broader impacts?|ethics statement|supplementary materials?|preliminaries|evaluation)",
    re.IGNORECASE,
)
_REFERENCES = re.compile(r"references(?: and notes)?|bibliography|literature cited", re.IGNORECASE)
_CAPTION = re.compile(
    r"(?P<kind>Figure|Fig\.|FIG\.|Table|TABLE|FIGURE|Algorithm)\s*(?P<number>[A-Z]?\d+|[IVX]+)\s*[:.|]\s*"
)
_ENTRY = re.compile(r"\[\d{1,3}\]\s|\d{1,3}\.\s+[A-Z]|\[[A-Z][\w+]{1,10}\]\s")
_ENDS = re.compile(r"[.!?:][\"”’)\]]*$")


@dataclass(frozen=True)
class Line:
    """One printed line. Lengths are points; `bold_lead` is how many characters at its start are bold."""

    text: str
    page: int
    size: float
    bold: bool = False
    bold_lead: int = 0
    left: float = 0.0
    right: float = 0.0
    bottom: float = 0.0
    top: float = 0.0
    page_height: float = 792.0
    upright: bool = True
    white: bool = False


def lay_out(pages: Sequence[Sequence[Line]]) -> Outline:
    """The outline of a paper's pages."""
    outline = Outline()
    lines = [line for page in _without_running_heads(pages) for line in page]
    reader = _Layout(outline, lines)
    reader.read()
    return outline


class _Layout:
    """One pass over the lines. `words` is the running paragraph."""

    def __init__(self, outline: Outline, lines: list[Line]) -> None:
        self.outline = outline
        self.lines = [line for line in lines if not self._hide(outline, line)]
        sizes = Counter[float]()
        for line in self.lines:
            sizes[line.size] += len(line.text)
        self.body = max(sizes, key=lambda s: sizes[s], default=10.0)
        self.compounds = set(re.findall(r"\w+-\w+", " ".join(line.text for line in self.lines)))
        self.words = ""
        self.caption = ""  # "Figure" or "Table" while a caption is being read
        self.in_references = False
        self.seen_heading = False
        self.previous: Line | None = None

    @staticmethod
    def _hide(outline: Outline, line: Line) -> bool:
        words = len(re.findall(r"[^\W\d_]{2,}", line.text))
        if words < LEAST_HIDDEN_WORDS or not (line.white or line.size < SMALLEST_POINTS - 1):
            return False
        outline.hide(line.text, "in white" if line.white else "too small to be read")
        return True

    def read(self) -> None:
        start = self._title()
        index = start
        while index < len(self.lines):
            index += self._step(index)
        self._flush()

    def _title(self) -> int:
        """The largest print on the first page is the title; what stands above it is no text."""
        first = [line for line in self.lines if line.page == 0 and line.upright]
        if not first:
            return 0
        largest = (
            max(line.size for line in first if len(line.text.strip()) > 3)
            if any(len(line.text.strip()) > 3 for line in first)
            else 0
        )
        title = [line for line in first if line.size >= largest - 0.6] if largest > self.body * 1.1 else first[:1]
        self.outline.title = " ".join(self._mend(line.text) for line in title[:4])
        return self.lines.index(title[min(len(title), 4) - 1]) + 1

    def _step(self, index: int) -> int:
        """Read the line at `index`; how many lines were taken."""
        line = self.lines[index]
        text = self._mend(line.text).strip()
        if not text:
            return 1
        if (heading := self._heading(index)) is not None:
            number, title, taken = heading
            self._open(number, title)
            self.previous = None
            return taken
        if match := _CAPTION.match(text):
            self._flush()
            self.caption = "Table" if match["kind"].lower().startswith("tab") else "Figure"
        elif (self.in_references and _ENTRY.match(text)) or self._breaks(line):
            self._flush()
        if lead := self._run_in(line):
            self._flush()
            self.outline.section(4, lead.rstrip(" .:"), numbered=True)
            text = self._mend(line.text[line.bold_lead :]).strip()
        self._add(line, text)
        self.previous = line
        return 1

    def _run_in(self, line: Line) -> str:
        """The bold words that begin a paragraph, as a heading."""
        lead = line.text[: line.bold_lead].strip()
        if self.in_references or not 3 < len(lead) < 70 or self.caption or not lead[0].isupper():
            return ""
        if self.words and not _ENDS.search(self.words):
            return ""
        return lead if lead[-1] in ".:?" or self._is_gap(line) or not self.words else ""

    # --- headings ------------------------------------------------------------------------------------------

    def _heading(self, index: int) -> tuple[str, str, int] | None:
        """(number, title, lines) when a heading begins here."""
        line = self.lines[index]
        text = self._mend(line.text).strip()
        if not self._stands_out(line) or len(text) > MAX_HEADING_CHARACTERS or not re.search(r"[^\W\d_]{3}", text):
            return None
        match = _NUMBERED.fullmatch(text) or _ROMAN.fullmatch(text)
        taken = 1
        if match is None and re.fullmatch(r"(?:\d{1,2}|[A-Z])(?:\.\d{1,2}){0,3}\.?", text):
            return None
        if match is None and not _NAMED.fullmatch(text.rstrip(".:")) and not self._is_unnumbered(index):
            return None
        title = match["title"] if match else text
        while index + taken < len(self.lines) and taken < 3 and self._continues(index + taken - 1):
            title = f"{title} {self._mend(self.lines[index + taken].text).strip()}"
            taken += 1
        return (match["number"] if match else "", title.rstrip(":"), taken)

    def _stands_out(self, line: Line) -> bool:
        if not line.upright or _CAPTION.match(line.text):
            return False
        capitals = line.text.isupper() and bool(
            _NUMBERED.match(line.text) or _ROMAN.match(line.text) or _NAMED.fullmatch(line.text.strip())
        )
        return (line.bold and line.size >= self.body - 0.3) or line.size >= self.body * 1.08 or capitals

    def _is_unnumbered(self, index: int) -> bool:
        """A line that stands out alone, between paragraphs, once headings have begun."""
        line = self.lines[index]
        if (
            not self.seen_heading
            or not (line.bold and line.size > self.body * 1.05)
            or not line.text.strip()[0].isupper()
        ):
            return False
        return len(line.text.strip()) < 80 and not _ENDS.search(line.text.strip()) and self._is_gap(line)

    def _continues(self, index: int) -> bool:
        """Whether the line behind `index` goes on with its heading."""
        line, following = self.lines[index], self.lines[index + 1]
        same = following.page == line.page and following.bold == line.bold and abs(following.size - line.size) < 0.3
        text = following.text.strip()
        near = 0 < line.bottom - following.bottom < 2 * max(line.size, 1)
        fresh = _NUMBERED.match(text) or _NAMED.fullmatch(text.rstrip(".:"))
        return same and near and self._stands_out(following) and not fresh and len(text) < 80

    def _open(self, number: str, title: str) -> None:
        self._flush()
        self.seen_heading = True
        name = title.strip(" .:")
        if name.lower() == "abstract":
            self.outline.abstract()
            return
        self.in_references = _REFERENCES.fullmatch(name) is not None
        if self.in_references:
            return
        if number[:1].isalpha() and not re.fullmatch(r"[IVX]+", number):
            self.outline.start_appendix()
        self.outline.section(number.count(".") + 1, name, numbered=bool(number))

    # --- paragraphs ----------------------------------------------------------------------------------------

    def _is_gap(self, line: Line) -> bool:
        before = self.previous
        return (
            before is None
            or before.page != line.page
            or before.bottom - line.top > 0.6 * max(line.size, 6)
            or line.bottom > before.top
        )

    def _breaks(self, line: Line) -> bool:
        """Whether a new paragraph begins at `line`: a gap, or an indent after a finished sentence."""
        before = self.previous
        if before is None:
            return True
        if before.page != line.page or line.bottom > before.top:  # a new page or column goes on with the sentence
            return bool(_ENDS.search(before.text.strip())) and bool(self.caption)
        gap = before.bottom - line.top
        indented = 6 < line.left - before.left < 40
        finished = _ENDS.search(before.text.strip()) is not None
        return (
            gap > 0.75 * max(line.size, 6)
            or (indented and finished)
            or abs(before.size - line.size) > 1.2 * (len(line.text) > 20)
        )

    def _add(self, line: Line, text: str) -> None:
        """Put the line behind the running words; a hyphen at their end is mended."""
        if self.words.endswith("\ufffe"):
            head = self.words[:-1]
            before, after = re.search(r"\w*$", head), re.match(r"\w*", text)
            pair = (before[0] if before else "", after[0] if after else "")
            real = f"{pair[0]}-{pair[1]}" in self.compounds or not pair[1][:1].islower()
            self.words = head + ("-" if real else "") + text
        else:
            self.words = f"{self.words} {text}" if self.words else text

    def _mend(self, text: str) -> str:
        """Hyphens inside a line are hyphens; the one at its end stays marked."""
        text = text.rstrip()
        return text[:-1].replace("\ufffe", "-") + text[-1:]

    def _flush(self) -> None:
        text = self.words.replace("\ufffe", "-").strip()
        self.words = ""
        kind, self.caption = self.caption, ""
        if not text:
            return
        if kind == "Table":
            self.outline.table(_CAPTION.sub("", text, count=1), ())
        elif kind == "Figure":
            self.outline.figure(_CAPTION.sub("", text, count=1))
        elif self.in_references:
            self.outline.reference(text)
        else:
            self.outline.paragraph(text)


def _without_running_heads(pages: Sequence[Sequence[Line]]) -> list[list[Line]]:
    """Pages without page numbers, repeated heads and feet, and arXiv's stamp."""
    seen = Counter(key for page in pages for key in {_key(line) for line in page if _in_margin(line)})
    often = max(3, len(pages) // 3)
    return [
        [
            line
            for line in page
            if not _STAMP.search(line.text)
            and not (_in_margin(line) and (seen[_key(line)] >= often or re.fullmatch(r"[\W\d]*", line.text)))
        ]
        for page in pages
    ]


def _in_margin(line: Line) -> bool:
    return line.bottom < _MARGIN * line.page_height or line.top > (1 - _MARGIN) * line.page_height


def _key(line: Line) -> str:
    return re.sub(r"\d+", "#", " ".join(line.text.split()))
