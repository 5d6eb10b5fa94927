"""What a reader finds, in reading order -> `PaperText` with stable ids.

Text is kept as found and finished in `build`: only then are the numbers behind references known.

Ids follow LaTeXML's scheme, which arXiv's HTML uses for its anchors, so that `https://arxiv.org/html/ID#S3.SS1.p2`
leads to the place whatever source was read:

| thing | id |
|---|---|
| section, subsection, sub-subsection, paragraph heading | `S3`, `S3.SS1`, `S3.SS1.SSS2`, `S3.SS1.SSS0.Px1` |
| unnumbered section, appendix, abstract | `Sx1`, `A1`, `abstract` |
| paragraph, sentence | `S3.SS1.p2`, `S3.SS1.p2.s1` (`.s1` is ours: cut it off for an anchor) |
| figure, table, equation, footnote, reference | `S3.F2`, `S5.T2`, `S2.E1`, `footnote3`, `bib.bib7` |
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from inkpress.models import Equation, Figure, Gate, PaperSource, PaperText, Reference, Section, Sentence, Table
from inkpress.read.orders import MAX_CHARACTERS, is_order_to_model
from inkpress.text import clean_for_terminal, collapse, split_sentences

MAX_TITLE_CHARACTERS = 400
MAX_CELL_CHARACTERS = 3_000
MAX_LISTS = 6  # inside each other, as far as ids tell
_SAFE_ID = re.compile(r"[A-Za-z][A-Za-z0-9._-]{0,60}")
_LINK = re.compile(r"https?://[^\s<>\"'\\{}|^`\x00-\x20\x7f-\x9f]{3,400}")
_WORD = re.compile(r"[\u3040-\u9fff]|[^\W\d_]{2,}")
_COMMAND = re.compile(r"\\(?:[A-Za-z]+|.)|[{}~]")
_ORDER = "addressed to a language model"
_PREFIXES = ("S", "SS", "SSS", "Px", "SPx")


@dataclass
class _Open:
    """A section being filled."""

    id: str
    title: str
    level: int
    paragraphs: list[tuple[str, str]] = field(default_factory=list)  # (id, text)
    own: int = 0  # paragraphs that are not in a list

    def next_id(self) -> str:
        self.own += 1
        return f"{self.id}.p{self.own}"


@dataclass
class _List:
    """A list whose items are being filled."""

    id: str
    items: int = 0
    paragraphs: int = 0

    def item_id(self) -> str:
        return f"{self.id}.i{max(self.items, 1)}"

    def next_id(self) -> str:
        self.paragraphs += 1
        return f"{self.item_id()}.p{self.paragraphs}"


class Outline:
    """Collects a paper piece by piece; `build` makes the noun."""

    def __init__(self) -> None:
        self.title = ""
        self.warnings: list[str] = []
        self.resolve: Callable[[str], str] = str  # puts in what was not known while reading
        self.last_id = ""  # of the figure or table added last
        self._sections: list[_Open] = [_Open("front", "", 1)]
        self._current = self._sections[0]
        self._lists: list[_List] = []
        self._figures: list[Figure] = []
        self._tables: list[Table] = []
        self._equations: list[Equation] = []
        self._references: list[Reference] = []
        self._footnotes: list[str] = []
        self._links: dict[str, None] = {}
        self._hidden: list[str] = []
        self._ids: dict[str, int] = {}  # id -> how often it was wanted
        self._counts = [0, 0, 0, 0, 0]  # of headings, by level
        self._unnumbered = 0
        self._appendix = False
        self._list_count = 0
        self._made: dict[str, int] = {}
        self._unit = "p"  # the section that figures, tables and equations are counted under

    # --- sections ------------------------------------------------------------------------------------------

    def start_appendix(self) -> None:
        """Sections from here on are `A1`, `A2`, ..."""
        if not self._appendix:
            self._appendix = True
            self._counts = [0, 0, 0, 0, 0]

    def section(self, level: int, title: str, *, id: str = "", numbered: bool = True) -> None:
        """Open a section; `level` 1 is the outermost. `id` is the source's own, where it has one."""
        level = min(max(level, 1), 5)
        made = self._section_id(level, numbered)
        title = tidy(title)[:MAX_TITLE_CHARACTERS].rstrip()
        self._open(_Open(self._unique(id or made), title, level))
        if level == 1:
            self._unit = self._current.id
            self._list_count = 0

    def abstract(self) -> None:
        """Open the abstract."""
        self._open(_Open(self._unique("abstract"), "Abstract", 1))

    def end_abstract(self) -> None:
        """What follows the abstract before the first heading belongs to the front matter again."""
        self._current = self._sections[0]

    def _open(self, section: _Open) -> None:
        self._sections.append(section)
        self._current = section
        self._lists.clear()

    def _section_id(self, level: int, numbered: bool) -> str:
        if level == 1 and not numbered:
            self._unnumbered += 1
            self._counts = [self._counts[0], 0, 0, 0, 0]
            return f"Sx{self._unnumbered}"
        self._counts[level - 1] += 1
        for deeper in range(level, 5):
            self._counts[deeper] = 0
        if level == 1:
            return ("A" if self._appendix else "S") + str(self._counts[0])
        # LaTeXML counts a skipped level as 0 for run-in headings: S3.SS1.SSS0.Px1
        parts = [f"{_PREFIXES[i]}{self._counts[i]}" for i in range(1, level) if self._counts[i] or i == 2 < level - 1]
        return ".".join([self._unit, *parts])

    # --- text ----------------------------------------------------------------------------------------------

    def paragraph(self, text: str, *, id: str = "") -> None:
        """Add a paragraph to the open section; white space alone adds nothing."""
        if text := tidy(text):
            made = self._lists[-1].next_id() if self._lists else self._current.next_id()
            self._current.paragraphs.append((self._unique(id or made), text))

    def start_list(self) -> None:
        """Paragraphs from here on belong to a list's items: `S3.I1.i2.p1`."""
        if len(self._lists) < MAX_LISTS:
            self._list_count += 1
            above = self._lists[-1].item_id() if self._lists else self._unit
            self._lists.append(_List(f"{above}.I{self._list_count}"))

    def item(self) -> None:
        """The next item of the innermost list."""
        if self._lists:
            self._lists[-1].items += 1
            self._lists[-1].paragraphs = 0

    def end_list(self) -> None:
        """Close the innermost list."""
        if self._lists:
            self._lists.pop()

    def footnote(self, text: str) -> None:
        """Add a footnote, out of the running text."""
        if text := tidy(text):
            self._footnotes.append(text)

    def _sentences(self, text: str, place: str) -> Iterator[Sentence]:
        number = 0
        for sentence in split_sentences(tidy(self.resolve(text))):
            if is_order_to_model(sentence):
                self.hide(sentence, _ORDER, place)
                continue
            number += 1
            yield Sentence(id=f"{place}.s{number}", text=sentence)

    def hide(self, text: str, how: str, place: str = "") -> None:
        """Keep `text` out of the paper's text. A couple of words (spacing tricks in tables) are not worth a warning.

        The warning does not repeat the words: warnings are shown where prompts and terminals may read them.
        """
        text = tidy(text)
        if len(_WORD.findall(text)) < 3:
            return
        self._hidden.append(text)
        self.warn(f"{len(text.split())} words {how} in {place or self._current.id}: kept out of the text")

    # --- floats and back matter ----------------------------------------------------------------------------

    def figure(self, caption: str, file: str = "", *, id: str = "") -> str:
        """Add a figure; the id it got."""
        self.last_id = self._unique(id or f"{self._unit}.F{self._count('F')}")
        self._figures.append(Figure(id=self.last_id, caption=tidy(caption), file=tidy(file)[:200]))
        return self.last_id

    def table(self, caption: str, rows: Iterable[Iterable[str]], *, id: str = "") -> str:
        """Add a table as plain cells; empty rows are left out. The id it got."""
        self.last_id = self._unique(id or f"{self._unit}.T{self._count('T')}")
        cells = (tuple(tidy(cell)[:MAX_CELL_CHARACTERS] for cell in row) for row in rows)
        kept = tuple(row for row in cells if any(row))
        self._tables.append(Table(id=self.last_id, caption=tidy(caption), rows=kept))
        return self.last_id

    def _count(self, kind: str) -> int:
        self._made[kind] = self._made.get(kind, 0) + 1
        return self._made[kind]

    def _line(self, text: str, place: str) -> str:
        """A caption, heading or cell: its sentences, resolved, without those that give orders."""
        text = tidy(self.resolve(text))
        if len(text) <= MAX_CHARACTERS and not is_order_to_model(text):
            return text
        return " ".join(sentence.text for sentence in self._sentences(text, place))

    def _is_clean(self, text: str, place: str) -> bool:
        """Whether a formula or reference gives no orders; what does is left out whole."""
        order = is_order_to_model(" ".join(text.split()))
        if order:
            self.hide(text, _ORDER, place)
        return not order

    def equation(self, latex: str, *, id: str = "") -> None:
        """Add a displayed formula."""
        if latex := tidy(latex):
            place = self._unique(id or f"{self._unit}.E{self._count('E')}")
            self._equations.append(Equation(id=place, latex=latex))

    def reference(self, text: str, *, id: str = "") -> None:
        """Add an entry of the bibliography."""
        if text := tidy(text):
            place = self._unique(id or f"bib.bib{len(self._references) + 1}")
            self._references.append(Reference(id=place, text=text))

    @property
    def has_references(self) -> bool:
        """Whether the bibliography was found."""
        return bool(self._references)

    def link(self, address: str) -> None:
        """Remember a web address the paper names; any other scheme is dropped."""
        if match := _LINK.match(address.strip()):
            self._links[match[0].rstrip(".,;:)")] = None

    def warn(self, message: str) -> None:
        """Remember something the author should know, once."""
        message = tidy(message)
        if message not in self.warnings and len(self.warnings) < 60:
            self.warnings.append(message)

    # --- the result ----------------------------------------------------------------------------------------

    def build(self, paper: str, source: PaperSource) -> PaperText:
        """The paper's text. The gate is judged later, by `judge_gate`: until then it is closed."""
        sections = tuple(
            Section(
                id=section.id,
                title=self._line(section.title, section.id),
                level=section.level,
                sentences=tuple(s for place, text in section.paragraphs for s in self._sentences(text, place)),
            )
            for section in self._sections
            if section.title or section.paragraphs
        )
        figures = tuple(Figure(id=f.id, caption=self._line(f.caption, f.id), file=f.file) for f in self._figures)
        tables = tuple(
            Table(
                id=t.id,
                caption=self._line(t.caption, t.id),
                rows=tuple(tuple(self._line(cell, t.id) for cell in row) for row in t.rows),
            )
            for t in self._tables
        )
        notes = tuple(s for n, text in enumerate(self._footnotes, 1) for s in self._sentences(text, f"footnote{n}"))
        return PaperText(
            paper=paper,
            title=self._line(self.title, "the title")[:MAX_TITLE_CHARACTERS],
            source=source,
            gate=Gate(complete=False, reasons=("not judged",)),
            sections=sections,
            figures=figures,
            tables=tables,
            equations=tuple(e for e in self._equations if self._is_clean(_COMMAND.sub(" ", e.latex), e.id)),
            references=tuple(r for r in self._references if self._is_clean(r.text, r.id)),
            footnotes=notes,
            links=tuple(self._links),
            hidden=tuple(self._hidden),
            warnings=tuple(self.warnings),
        )

    def _unique(self, wanted: str) -> str:
        """`wanted`, or the next free variant of it: ids address evidence and must not clash."""
        base = wanted if _SAFE_ID.fullmatch(wanted) else "x"
        made = base
        while made in self._ids:
            self._ids[base] += 1
            made = f"{base}-{self._ids[base]}"
        self._ids[made] = 1
        return made


def tidy(text: str) -> str:
    """One line of clean text: no control characters, single spaces, none before closing punctuation."""
    text = collapse(clean_for_terminal(text.replace("\u00ad", "").replace("\u200b", "")))
    return re.sub(r"(?<=[\w)\]%”\"’]) (?=[,;:!?.](?:\s|$|[)\]”]))", "", text)
