"""What both engines make and the writer turns into Markdown: layers, line by line, each with its evidence."""

from __future__ import annotations

from inkpress.draft.prose import has_number
from inkpress.models import Evidence, EvidenceFile, FrontMatter, Noun, Provenance, Table


class Line(Noun):
    """One sentence. `quoted` marks the authors' own words; without evidence it is the writer's."""

    text: str
    evidence: Evidence | None = None
    more: tuple[Evidence, ...] = ()  # further spans, for a sentence that rests on several claims
    quoted: bool = False


class ProposedTable(Noun):
    """Numbers of the paper worth showing: a table, perhaps cut, and its rows as the paper prints them."""

    table: Table
    printed: tuple[tuple[str, ...], ...] = ()
    cut: bool = False


class Layer(Noun):
    """One part of an explainer: a heading, lines, and what the author is asked to write there."""

    heading: str
    level: int = 2
    lines: tuple[Line, ...] = ()
    bullets: bool = False
    ask: str = ""  # becomes a line `TODO(author): ...`
    notes: tuple[str, ...] = ()  # become comments `<!-- author: ... -->`
    tables: tuple[ProposedTable, ...] = ()


class Outline(Noun):
    """A whole explainer before it is Markdown. The front matter's provenance lacks only the body's hash."""

    front: FrontMatter
    note: str  # to the author, above everything
    layers: tuple[Layer, ...]
    asks: tuple[str, ...] = ()  # to the author too: what the front matter still lacks
    head: tuple[tuple[str, Line], ...] = ()  # the sentences of the front matter by field: `summary`, `roles.product`


class Dropped(Noun):
    """A sentence that was kept out of the draft, and why."""

    sentence: str
    why: str


class DraftedPost(Noun):
    """A new post's Markdown and evidence, and what was kept out of it."""

    slug: str
    markdown: str
    evidence: EvidenceFile
    provenance: Provenance
    dropped: tuple[Dropped, ...] = ()

    @property
    def claims(self) -> int:
        """Sentences that rest on a span of the paper."""
        return self.evidence.tied

    @property
    def unsupported(self) -> int:
        """Sentences of the draft that state an amount and rest on no span. What the paper did not bear out is not
        in the draft but in `dropped`."""
        return sum(claim.evidence is None and has_number(claim.sentence) for claim in self.evidence.claims)
