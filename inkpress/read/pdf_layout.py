"""Lines of a PDF -> outline. Four streams run side by side: text, caption, footnotes, and loose print such as the
labels of figures and the cells of tables, so that a sentence goes on behind the figure that interrupts it."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Sequence

from inkpress.read.hidden import SMALLEST_POINTS
from inkpress.read.hyphens import Mender
from inkpress.read.outline import Outline
from inkpress.read.pdf_headings import CAPTION, ENDS, REFERENCES, Heading, Headings, Line, plain

LEAST_HIDDEN_WORDS = 5  # fewer white words are labels in a dark part of a figure
MOST_OVER_CAPTION = 30.0  # points between a table's last row and the caption below it
SPREAD = 0.8  # of the size of the print, for each character: labels and cells in one line stand far apart
_MARGIN = 0.075  # of the page's height: where running heads and page numbers stand
_STAMP = re.compile(r"arXiv:\d{4}\.\d{4,5}(v\d+)?\s*\[")
_ENTRY = re.compile(r"\[\d{1,3}\]\s|\d{1,3}\.\s+[A-Z]|\[[A-Z][\w+]{1,10}\]\s")
_NOTE_MARK = re.compile(r"(?:\d{1,2}|[∗*†‡§¶])\s?[^\W\d_]{2,}|(?:\d{1,2}\s?)?https?:")
_AUTHORS_YEAR = r"[A-Z][\w’'-]{1,30}(?: et al\.?| (?:and|&) [A-Z][\w’'-]{1,30})?,? (?:\d{4}[a-z]?)(?:, \d{4}[a-z]?)*"
_CITATION = re.compile(rf" ?\((?:e\.g\.,? |see |cf\. )?{_AUTHORS_YEAR}(?:; ?{_AUTHORS_YEAR})*\)")
_NUMBERS = re.compile(r"(?<=[^\W\d_]{2}) \[[1-9]\d{0,2}(?:[,–-] ?[1-9]\d{0,2})*\](?=[\s.,;:)]|$)")


def lay_out(pages: Sequence[Sequence[Line]]) -> Outline:
    """The outline of a paper's pages."""
    layout = _Layout([line for page in _without_running_heads(pages) for line in page])
    return layout.read()


class _Layout:
    """One pass over the lines."""

    def __init__(self, lines: list[Line]) -> None:
        self.outline = Outline()
        # a scanned paper's words lie invisible behind its pictures
        self.scanned = sum(len(line.text) * (1 if line.invisible else -1) for line in lines) > 0
        self.lines = [line for line in lines if not self._hides(line)]
        sizes = Counter[float]()
        for line in self.lines:
            sizes[line.size] += len(line.text)
        self.body = max(sizes, key=lambda size: sizes[size], default=10.0)
        self.headings = Headings(self.body)
        self.mender = Mender(line.text for line in self.lines)
        self.leading = _leading(self.lines)
        self.numeric = sum(bool(re.match(r"\[\d{1,3}\]", line.text)) for line in self.lines) > 3
        self.words, self.previous = "", None  # type: tuple[str, Line | None]
        self.caption, self.caption_kind, self.caption_line = "", "", None  # type: tuple[str, str, Line | None]
        self.caption_first: Line | None = None
        self.table = ""  # the caption of a table whose rows are being read
        self.notes: list[str] = []
        self.note_line: Line | None = None
        self.loose: list[Line] = []
        self.beside_float = False  # behind a caption, until prose comes again
        self.in_references = False
        self.seen_heading = False

    def _hides(self, line: Line) -> bool:
        """Whether the line cannot be seen. A few white or tiny words are labels, if they stand in a picture or say
        no sentence."""
        words = len(re.findall(r"[^\W\d_]{2,}", line.text))
        label = words < LEAST_HIDDEN_WORDS
        if line.invisible and not self.scanned:
            how = "invisible"
        elif line.white and not (label and line.on_ground):
            how = "in white"
        elif line.size < SMALLEST_POINTS - 1 and not (label and not ENDS.search(line.text.strip())):
            how = "too small to be read"
        else:
            return False
        self.outline.hide(line.text, how)
        return True

    def read(self) -> Outline:
        """Everything, in order."""
        self._take_title()
        index = 0
        while index < len(self.lines):
            heading = self.headings.at(self.lines, index)
            if heading is None:
                self._read(self.lines[index])
            else:
                self._open(heading)
            index += heading.lines if heading else 1
        self._end_section()
        for note in self.notes:
            self.outline.footnote(self._uncited(note))
        return self.outline

    def _take_title(self) -> None:
        """The largest words in the upper part of the first page are the title; all else there stays text."""
        groups: list[list[Line]] = []
        for line in self.lines:
            if line.page > 0 or not line.upright or line.bottom < 0.45 * line.page_height:
                continue
            last = groups[-1][-1] if groups else None
            if last and abs(last.size - line.size) < 0.6 and 0 < last.bottom - line.bottom < 2.5 * line.size:
                groups[-1].append(line)
            else:
                groups.append([line])
        wordy = [g for g in groups if len(re.findall(r"[^\W\d_]{3,}", " ".join(line.text for line in g))) >= 2]
        title = max(wordy, key=lambda g: g[0].size, default=[])
        if title and title[0].size > self.body * 1.1 and len(title) <= 5:
            self.outline.title = " ".join(plain(line.text) for line in title)
            self.lines = [line for line in self.lines if line not in title]

    def _open(self, heading: Heading) -> None:
        self._end_section()
        self.seen_heading = True
        if heading.title.lower() == "abstract":
            self.outline.abstract()
            return
        self.in_references = REFERENCES.fullmatch(heading.title) is not None
        if self.in_references:
            return
        if heading.number[:1].isalpha() and not re.fullmatch(r"[IVX]+", heading.number):
            self.outline.start_appendix()
        self.outline.section(heading.number.count(".") + 1, heading.title, numbered=bool(heading.number))

    # --- which stream a line belongs to --------------------------------------------------------------------

    def _read(self, line: Line) -> None:
        text = plain(line.text)
        if self._is_note(line, text):
            self._add_note(line, text)
        elif match := CAPTION.match(text):
            self._end_caption()
            self.caption_kind = "table" if match["kind"].lower().startswith("tab") else "figure"
            self.caption, self.caption_line, self.caption_first = text[match.end() :], line, line
        elif self._is_caption(line):
            self.caption, self.caption_line = self.mender.join(self.caption, text), line
        else:
            self._end_caption()
            self._add_text(line, text)

    def _is_note(self, line: Line, text: str) -> bool:
        """Small print low on the page that begins with a mark; and its further lines."""
        if self.in_references or not self.seen_heading or line.size > self.body - 0.7:
            return False
        last = self.note_line
        if last and last.page == line.page and abs(last.size - line.size) < 0.4:
            return 0 < last.bottom - line.bottom < 3 * line.size
        return line.bottom < 0.4 * line.page_height and _NOTE_MARK.match(text) is not None

    def _add_note(self, line: Line, text: str) -> None:
        if self.notes and self.note_line and self.note_line.page == line.page and not _NOTE_MARK.match(text):
            self.notes[-1] = self.mender.join(self.notes[-1], text)
        else:
            self.notes.append(text)
        self.note_line = line

    def _is_caption(self, line: Line) -> bool:
        last = self.caption_line
        if not self.caption_kind or last is None or last.page != line.page or line.bottom > last.top:
            return False
        return not self._is_apart(last, line) and abs(last.size - line.size) < 0.6

    def _is_apart(self, before: Line, line: Line) -> bool:
        """Whether more than the usual space lies between two lines, one under the other."""
        return before.bottom - line.bottom > 1.35 * self.leading * max(line.size, 6.0)

    def _is_loose(self, line: Line, text: str) -> bool:
        """Labels and cells: print of another size, or behind a caption, without the words of prose."""
        words = len(re.findall(r"[^\W\d_]{3,}", text))
        numbers = len(re.findall(r"\d", text)) > 0.3 * len(text)
        spread = line.right - line.left > SPREAD * line.size * len(text)
        if self.in_references or (words >= 5 and not numbers and not spread) or self._is_next(line):
            self.beside_float = False
            return False
        few = words < (5 if self.table else 4)
        return not line.upright or abs(line.size - self.body) > 0.9 or (self.beside_float and (few or numbers))

    def _is_next(self, line: Line) -> bool:
        """Whether the line stands right under the text read last, in the same print."""
        last = self.previous
        if last is None or last.page != line.page or abs(last.size - line.size) > 0.3:
            return False
        return last.bottom > line.bottom and not self._is_apart(last, line) and abs(last.left - line.left) < 40

    def _add_text(self, line: Line, text: str) -> None:
        if self._is_loose(line, text):
            self.loose.append(line)
            return
        self._end_table()
        if (self.in_references and _ENTRY.match(text)) or self._breaks(line):
            self._end_paragraph()
        if lead := self._run_in(line):
            self._end_paragraph()
            self.outline.section(4, lead.rstrip(" .:"), numbered=True)
            text = plain(line.text[line.bold_lead :])
        self.words, self.previous = self.mender.join(self.words, text), line

    def _run_in(self, line: Line) -> str:
        """The bold words that begin a paragraph, as a heading: they end in a mark, or stand apart from the rest."""
        lead = line.text[: line.bold_lead].strip()
        if self.in_references or not self.seen_heading or not 3 < len(lead) < 70 or not lead[0].isupper():
            return ""
        if self.words and not ENDS.search(self.words[-8:]):
            return ""
        return lead if lead[-1] in ".:?" or line.lead_gap > 0.5 * line.size else ""

    def _breaks(self, line: Line) -> bool:
        """Whether a new paragraph begins: behind a finished sentence, after a gap or with an indent."""
        before = self.previous
        if before is None or not ENDS.search(before.text.strip()):
            return before is None
        if before.page != line.page or line.bottom > before.top:  # a new page or column
            return False
        return self._is_apart(before, line) or 6 < line.left - before.left < 40

    # --- what becomes of a stream --------------------------------------------------------------------------

    def _end_caption(self) -> None:
        kind, text = self.caption_kind, self._uncited(self.caption)
        self.caption = self.caption_kind = ""
        if kind:
            self._end_table()
            self.beside_float = True
        if kind == "table" and (rows := self._rows_above()):
            self.outline.table(text, rows)
        elif kind == "table":
            self._end_loose()
            self.table = text
        elif kind:
            self.outline.figure(text)

    def _rows_above(self) -> list[list[str]]:
        """The cells that stand right over a table's caption, taken from the loose print."""
        first = self.caption_first
        if not self.loose or first is None or self.loose[-1].page != first.page:
            return []
        return self._take_rows() if 0 < self.loose[-1].bottom - first.top < MOST_OVER_CAPTION else []

    def _take_rows(self) -> list[list[str]]:
        """The loose print as rows of one cell, line by line: where its columns end, a PDF does not say."""
        rows = [[self._uncited(plain(line.text))] for line in self.loose]
        self.loose.clear()
        return rows

    def _end_table(self) -> None:
        """The print between a table's caption and the prose that follows is the table."""
        if self.table:
            self.outline.table(self.table, self._take_rows())
            self.table = ""

    def _end_loose(self) -> None:
        self.outline.paragraph(" ".join(plain(line.text) for line in self.loose))
        self.loose.clear()

    def _end_paragraph(self) -> None:
        text = self._uncited(self.words)
        if self.in_references:
            self.outline.reference(self.words.replace("\ufffe", "-"))
        else:
            self.outline.paragraph(text)
        self.words = ""
        if not self.table:
            self._end_loose()

    def _end_section(self) -> None:
        self._end_caption()
        self._end_table()
        self._end_paragraph()
        self.previous = None
        self.beside_float = False

    def _uncited(self, text: str) -> str:
        """The text without citations in brackets, as the other readers give it."""
        text = _CITATION.sub("", text.replace("\ufffe", "-"))
        return _NUMBERS.sub("", text) if self.numeric else text


def _leading(lines: Sequence[Line]) -> float:
    """The usual distance from line to line, in sizes of the print."""
    steps = [
        (before.bottom - line.bottom) / line.size
        for before, line in itertools.pairwise(lines)
        if before.page == line.page and line.size > 0 and before.size == line.size
    ]
    usual = sorted(step for step in steps if 0.8 < step < 3) or [1.2]
    return usual[len(usual) // 3]  # below the middle: gaps between paragraphs make the steps longer, nothing shorter


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
