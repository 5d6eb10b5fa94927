"""An outline -> Markdown with front matter, footnotes and the evidence file beside it.

Paper text and model answers are untrusted: whatever they hold, it becomes plain prose on one line, with
every character in it that Markdown or HTML would act on made harmless.
"""

from __future__ import annotations

import re
from typing import Any

import yaml

from inkpress.draft.layout import DraftedPost, Dropped, Layer, Line, Outline, ProposedTable
from inkpress.draft.places import Places, table_row
from inkpress.models import Claim, Evidence, EvidenceFile, FrontMatter, PaperRef, Provenance
from inkpress.text import clean_for_terminal, collapse, sha256

_ACTIVE = re.compile(r"([\\`*\[\]$|]|(?<!\w)_|_(?!\w))")
_LINE_START = re.compile(r"^(\d{0,9})([#>+-]|(?<=\d)[.)](?=\s))")
_LINE_START_BARE = {"=": "&#61;", "~": "&#126;"}  # which Markdown knows no backslash for
AUTHOR_ONLY: tuple[tuple[str, str], ...] = (
    ("My take", "what do you make of it? Nobody else can write this."),
    (
        "Between the lines",
        "what does the paper not say: habits of the field, incentives, what you would ask the authors?",
    ),
)


def write_post(outline: Outline, places: Places, *, footnotes: bool, dropped: tuple[Dropped, ...] = ()) -> DraftedPost:
    """The Markdown of `outline` and its evidence. `footnotes` puts each span at the end of the post as well."""
    writer = _Writer(places, footnotes)
    parts = [comment(outline.note), *(comment(ask) for ask in outline.asks)]
    for layer in outline.layers:
        parts += writer.layer(layer)
    for place, line in outline.head:
        writer.head(place, line)
    for heading, question in AUTHOR_ONLY:
        parts += [
            f"## {heading}",
            comment("only you can write this; delete the heading to leave it out."),
            todo(question),
        ]
    if footnotes and writer.notes:
        parts.append("\n".join(writer.notes))
    body = "\n" + "\n\n".join(parts) + "\n"
    provenance = outline.front.provenance or Provenance(engine="hand")
    provenance = Provenance(**{**dict(provenance), "body_sha256": sha256(body)})
    front = FrontMatter(**{**dict(outline.front), "provenance": provenance})
    paper = PaperRef(id=places.paper.paper, version=places.paper.version)
    return DraftedPost(
        slug=front.slug,
        markdown=f"---\n{front_yaml(front)}---\n{body}",
        evidence=EvidenceFile(paper=paper, source=places.paper.source, claims=tuple(writer.claims)),
        provenance=provenance,
        dropped=dropped,
    )


def plain(text: str) -> str:
    """`text` as one line of plain prose for Markdown: nothing in it is markup any more, `$` is a dollar sign."""
    text = collapse(clean_for_terminal(text)).replace("&", "&amp;").replace("<", "&lt;")
    text = _LINE_START.sub(r"\1\\\2", _ACTIVE.sub(r"\\\1", text))
    return _LINE_START_BARE.get(text[:1], text[:1]) + text[1:]


def comment(text: str) -> str:
    """A note to the author that is no part of the post; it cannot be closed from inside."""
    inner = clean_for_terminal(text).replace("<", "‹").replace(">", "›")
    return f"<!-- author: {re.sub('-{2,}', '-', inner).strip()} -->"


def todo(question: str) -> str:
    """The line that stands where the author must write; a check refuses the post while it does."""
    return f"TODO(author): {question}"


def front_yaml(front: FrontMatter) -> str:
    """The front matter as YAML in the order of its fields, without those that are empty."""
    head = front.model_dump(mode="json", exclude_defaults=True, exclude={"extra", "scrutiny", "paper"})
    head |= {"date": front.date, "status": front.status, "kind": front.kind, "summary": front.summary}
    head |= {"tags": list(front.tags), "needs": head.get("needs", []), "teaches": list(front.teaches)}
    head |= {"roles": front.roles.model_dump(), "confidence": front.confidence.model_dump()}
    if front.paper:
        head["paper"] = front.paper.model_dump(exclude_none=True)
    if front.scrutiny:
        head["scrutiny"] = {key: line.model_dump() for key, line in front.scrutiny.items()}
    ordered = {name: _plain_data(head[name]) for name in FrontMatter.model_fields if name in head}
    return yaml.safe_dump(ordered, sort_keys=False, allow_unicode=True, width=2000, default_flow_style=None)


class _Writer:
    """Writes layers and collects footnotes and claims on the way, numbered in the order of the text."""

    def __init__(self, places: Places, footnotes: bool) -> None:
        self.places = places
        self.footnotes = footnotes
        self.notes: list[str] = []
        self.claims: list[Claim] = []
        self._seen: dict[tuple[str, str], str] = {}

    def layer(self, layer: Layer) -> list[str]:
        parts = ["#" * layer.level + f" {layer.heading}"]
        if layer.ask:
            parts.append(todo(layer.ask))
        unfounded = [line.text for line in layer.lines if line.evidence is None]
        if unfounded:
            told = " ".join(f"“{text}”" for text in unfounded)
            parts.append(comment(f"the model's own words, nothing in the paper stands behind them; yours? {told}"))
        if layer.lines:
            parts.append(self._lines(layer))
        for proposed in layer.tables:
            parts += self._table(proposed)
        parts += [comment(note) for note in layer.notes]
        return parts

    def head(self, place: str, line: Line) -> None:
        """Keep what a sentence of the front matter rests on; without evidence it is the writer's."""
        spans = (line.evidence, *line.more)
        for number, span in enumerate(spans, 1):
            name = place if number == 1 else f"{place}.{number}"
            self.claims.append(Claim(id=name, sentence=line.text, evidence=span))

    def _lines(self, layer: Layer) -> str:
        written = [self._line(line) for line in layer.lines]
        if layer.bullets:
            return "\n".join(f"- {line}" for line in written)
        if all(line.quoted for line in layer.lines):
            return "\n>\n".join(f"> {line}" for line in written)
        return " ".join(written)

    def _line(self, line: Line) -> str:
        text = f"“{plain(line.text)}”" if line.quoted else plain(line.text)
        if line.evidence is None:
            number = sum(claim.evidence is None for claim in self.claims) + 1
            self.claims.append(Claim(id=f"w{number}", sentence=line.text))
            return text
        return text + "".join(self._mark(line.text, span) for span in (line.evidence, *line.more))

    def _mark(self, sentence: str, span: Evidence) -> str:
        key = (sentence, span.quote)
        place = self.places.link(span.section)
        if key not in self._seen:
            self._seen[key] = f"e{len(self.notes) + 1}"
            self.claims.append(Claim(id=self._seen[key], sentence=sentence, evidence=span))
            # whole, also where the text quotes it: the author will say it otherwise, and readers look it up here
            self.notes.append(f'[^{self._seen[key]}]: "{plain(span.quote)}" ({place})')
        return f"[^{self._seen[key]}]" if self.footnotes else f" ({place})"

    def _table(self, proposed: ProposedTable) -> list[str]:
        table = proposed.table
        rows = [[plain(cell) or " " for cell in row] for row in table.rows]
        lines = ["| " + " | ".join(row) + " |" for row in rows]
        lines.insert(1, "|" + "---|" * len(rows[0]))
        self._keep_rows(proposed)
        caption = f"{plain(table.caption)} " if table.caption else ""
        cut = " The table was cut to fit." if proposed.cut else ""
        return [
            comment("a table of the paper, proposed; keep the rows your reader needs, or delete it." + cut),
            "\n".join(lines),
            f"{caption}({self.places.link(table.id, 'the table in the paper')})",
        ]

    def _keep_rows(self, proposed: ProposedTable) -> None:
        """Caption and rows as spans too, so that their numbers can be checked where the paper is not at hand."""
        table = proposed.table
        shown = [table.caption, *(" ".join(row) for row in table.rows)]
        printed = [table.caption, *map(table_row, proposed.printed)]
        for number, (sentence, quote) in enumerate(zip(shown, printed, strict=True)):
            if quote:
                span = self.places.evidence(table.id, quote)
                self.claims.append(Claim(id=f"t.{table.id}.{number}", sentence=sentence, evidence=span))


def _plain_data(value: Any) -> Any:
    """Front-matter values without control and direction characters, which YAML would write as escapes."""
    if isinstance(value, str):
        return collapse(clean_for_terminal(value))
    if isinstance(value, dict):
        return {key: _plain_data(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain_data(item) for item in value]
    return value
