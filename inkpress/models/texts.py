"""A paper's text: ordered sections of sentences with stable ids, and what stands beside them."""

from __future__ import annotations

from typing import Literal

from inkpress.models.base import Noun


class Sentence(Noun):
    """One sentence; `id` is stable for an exact paper version: `S3.p2.s1`."""

    id: str
    text: str


class Section(Noun):
    """A heading and the sentences up to the next heading. `level` 1 is a section, 2 a subsection."""

    id: str  # "S3", "S3.1", "A1" for appendices, "abstract"
    title: str
    level: int = 1
    sentences: tuple[Sentence, ...] = ()


class Figure(Noun):
    """A figure's caption and, where the source has one, its file name."""

    id: str  # "S3.F2"
    caption: str = ""
    file: str = ""


class Table(Noun):
    """A table as plain cells, row by row."""

    id: str  # "S5.T2"
    caption: str = ""
    rows: tuple[tuple[str, ...], ...] = ()


class Equation(Noun):
    """A displayed formula in LaTeX."""

    id: str
    latex: str


class Reference(Noun):
    """One entry of the bibliography."""

    id: str
    text: str


class Gate(Noun):
    """The completeness gate: is this the whole paper? `reasons` says what is missing."""

    complete: bool
    reasons: tuple[str, ...] = ()


PaperSource = Literal["html", "eprint", "pdf", "abstract"]


class PaperText(Noun):
    """The paper as ordered sections of sentences with stable ids, and where it came from."""

    paper: str  # arXiv id without version, or the file's name
    version: int | None = None
    title: str = ""
    source: PaperSource
    gate: Gate
    sections: tuple[Section, ...] = ()
    figures: tuple[Figure, ...] = ()
    tables: tuple[Table, ...] = ()
    equations: tuple[Equation, ...] = ()
    references: tuple[Reference, ...] = ()
    footnotes: tuple[Sentence, ...] = ()
    links: tuple[str, ...] = ()  # addresses the paper names, such as its code
    hidden: tuple[str, ...] = ()  # hidden text and orders to a model, kept out of every prompt
    warnings: tuple[str, ...] = ()

    def sentences(self) -> tuple[Sentence, ...]:
        """All sentences in reading order, footnotes last."""
        return tuple(s for section in self.sections for s in section.sentences) + self.footnotes
