"""Where in a paper something stands: the section of a sentence, its label and deep link, and the search for a span."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from itertools import takewhile

from inkpress.models import Evidence, PaperText, Section, Table
from inkpress.text import normalise, parse_arxiv_id

MIN_SPAN_WORDS = 3
MOST_HEAD_ROWS = 3
_FLOAT = re.compile(r"[SA]\d+\.(?:SS\d+\.)?[FT]\d+")
_NUMBERED = re.compile(r"\.(?P<kind>[FT])(?P<number>\d+)")
_FOOTNOTE = re.compile(r"footnote(\d+)")
_BAR = re.compile(r"\s*\|\s*")
_PART = re.compile(r"^(?P<kind>[SA])(?P<number>\d+(?:\.(?:SS|SSS)?\d+)*)")


def table_row(cells: Iterable[str]) -> str:
    """A table's row as a prompt shows it and a quotation gives it."""
    return " | ".join(" ".join(cell.split()) for cell in cells)


def float_name(place: str) -> str:
    """`Table 2` for `S6.T2`, `Figure 1` for `S3.F1`; "" for what is neither."""
    match = _NUMBERED.search(place)
    return f"{'Figure' if match['kind'] == 'F' else 'Table'} {match['number']}" if match else ""


class Places:
    """One paper, indexed by sentence id and searchable for verbatim spans: text, footnotes, captions, table rows."""

    def __init__(self, paper: PaperText, site_url: str) -> None:
        self.paper = paper
        self._site_url = site_url.rstrip("/")
        self._section = {s.id: section for section in paper.sections for s in section.sentences}
        self._section |= {section.id: section for section in paper.sections}
        texts = [[(s.id, s.text) for s in section.sentences] for section in paper.sections]
        texts.append([(s.id, s.text) for s in paper.footnotes])
        texts += [[(figure.id, figure.caption)] for figure in paper.figures if figure.caption]
        texts += [[(table.id, table.caption)] for table in paper.tables if table.caption]
        self._running = [_Running(rows) for rows in texts]
        self._tables = [_Running([(t.id, table_row(row)) for row in t.rows], bars=True) for t in paper.tables if t.rows]
        self._around = {table.id: _head_of(table) for table in paper.tables if table.rows}

    def evidence(self, sentence_id: str, quote: str) -> Evidence:
        """The span `quote` at a sentence known by its id."""
        return Evidence(paper=self.paper.paper, version=self.paper.version, section=sentence_id, quote=quote)

    def find(self, quote: str) -> Evidence | None:
        """The evidence for a verbatim span, which may run over several sentences of a section; None if not there.

        Compared in the normalised form (quotes, dashes, white space; in tables also without bars); a span under three
        words proves nothing.
        """
        wanted = normalise(quote)
        if len(wanted.split()) < MIN_SPAN_WORDS:
            return None
        without_bars = _BAR.sub(" ", wanted).strip()
        for running, words in [(r, wanted) for r in self._running] + [(t, without_bars) for t in self._tables]:
            place = running.find(words)
            if place:
                return self.evidence(place, " ".join(quote.split()))
        return None

    def around(self, place: str) -> str:
        """What a row of a table cannot be read without: the table's caption and head; "" for any other place."""
        return self._around.get(place, "")

    def section_of(self, place: str) -> Section | None:
        """The section of a sentence id or section id."""
        return self._section.get(place)

    def label(self, place: str) -> str:
        """`Section 3.2`, `Appendix A`, `Abstract`, or the section's title: as a reader would say it."""
        section = self.section_of(place)
        name = section.id if section else place
        footnote = _FOOTNOTE.match(name)
        if footnote or (section is None and float_name(name)):
            return f"Footnote {footnote[1]}" if footnote else float_name(name)
        part = _PART.match(name)
        if part is None:
            return (section.title if section else "") or "the paper"
        number = re.sub(r"S+", "", part["number"]).removesuffix(".0")
        if part["kind"] == "S":
            return f"Section {number}"
        first, _, rest = number.partition(".")
        letter = chr(ord("A") + min(25, int(first) - 1)) if first.isdigit() and int(first) else first
        return f"Appendix {letter}{'.' + rest if rest else ''}"

    def url(self, place: str) -> str:
        """The address of the place in exactly this version; "" when the paper is not on arXiv."""
        arxiv = parse_arxiv_id(self.paper.paper)
        if arxiv is None:
            return ""
        name = arxiv.id + (f"v{self.paper.version}" if self.paper.version else "")
        if self.paper.source not in ("html", "eprint"):
            return f"{self._site_url}/abs/{name}"
        section = self.section_of(place)
        return f"{self._site_url}/html/{name}{_anchor(section.id if section else place)}"

    def link(self, place: str, label: str = "") -> str:
        """A Markdown link to the place, or its plain label."""
        label, url = label or self.label(place), self.url(place)
        return f"[{label}]({url})" if url else label


def _head_of(table: Table) -> str:
    """Caption and column names: the first row, and those after it up to the first that begins a cell with a digit."""
    head = takewhile(lambda row: not any(cell[:1].isdigit() for cell in row), table.rows[1:MOST_HEAD_ROWS])
    return " ".join([table.caption, table_row(table.rows[0]), *map(table_row, head)])


class _Running:
    """Neighbouring sentences as one normalised string, with the offset at which each begins."""

    def __init__(self, rows: Sequence[tuple[str, str]], *, bars: bool = False) -> None:
        self.ids = [name for name, _ in rows]
        self.starts: list[int] = []
        parts: list[str] = []
        length = 0
        for _, text in rows:
            plain = normalise(text)
            plain = _BAR.sub(" ", plain).strip() if bars else plain
            self.starts.append(length)
            parts.append(plain)
            length += len(plain) + 1
        self.text = " ".join(parts)

    def find(self, wanted: str) -> str:
        """The id of the sentence in which `wanted` begins as whole words, "" when it is not there."""
        at = self.text.find(wanted)
        return self.sentence_at(at) if at >= 0 and self.whole_words(at, at + len(wanted)) else ""

    def sentence_at(self, offset: int) -> str:
        return self.ids[bisect_right(self.starts, offset) - 1]

    def whole_words(self, start: int, end: int) -> bool:
        before, after = self.text[max(0, start - 1) : start], self.text[end : end + 1]
        return not (before.isalnum() and self.text[start].isalnum()) and not (
            after.isalnum() and self.text[end - 1].isalnum()
        )


def _anchor(section_id: str) -> str:
    """LaTeXML's name of a part, which arXiv's HTML pages use: `S3.2` -> `#S3.SS2`, `S3.F1`; "" for anything else."""
    if _FLOAT.fullmatch(section_id):
        return f"#{section_id}"
    footnote = _FOOTNOTE.match(section_id)
    if footnote:
        return f"#{footnote[0]}"
    part = _PART.match(section_id)
    if part is None:
        return ""
    levels = [re.sub(r"S+", "", level) for level in part["number"].removesuffix(".SSS0").split(".")]
    names = ["", "SS", "SSS"]
    if len(levels) > len(names):
        return ""
    return "#" + part["kind"] + ".".join(f"{name}{level}" for name, level in zip(names, levels, strict=False))
