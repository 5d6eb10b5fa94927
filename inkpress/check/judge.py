"""A second opinion on retellings: what a model is asked about a sentence and its span, and how its answer is read.

The model sees the span and the sentence and nothing else. It can only add doubt: what the ladder found stays found.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from inkpress.check.material import OWN_SECTIONS, Material
from inkpress.check.parts import Prose
from inkpress.check.statements import spans_of
from inkpress.errors import ModelError
from inkpress.models import Evidence, Finding, Severity, Verdict

AT_ONCE = 12  # pairs in one prompt: an answer that is cut short loses no more than these
MOST_WHY = 200  # characters of the model's reason that are shown


class Cited(NamedTuple):
    """A sentence with the span it cites; `place` is its name in the prompt and in the answer."""

    place: str
    prose: Prose
    span: str


def cited_sentences(material: Material) -> list[Cited]:
    """Every sentence of a post that cites a span, outside the author's own sections."""
    found: list[Cited] = []
    for prose in material.body.sentences:
        spans = spans_of(prose, material)
        if spans and prose.section.lower() not in OWN_SECTIONS:
            found.append(Cited(f"p{len(found) + 1}", prose, " … ".join(spans)))
    return found


def in_batches(cited: Sequence[Cited]) -> Iterator[Sequence[Cited]]:
    """At most twelve pairs at a time."""
    for start in range(0, len(cited), AT_ONCE):
        yield cited[start : start + AT_ONCE]


def answer_schema(cited: Sequence[Cited]) -> dict[str, Any]:
    """The shape of an answer: for each place `supported` and `why`."""
    one = {
        "type": "object",
        "properties": {
            "place": {"type": "string", "enum": [pair.place for pair in cited]},
            "supported": {"type": "boolean"},
            "why": {"type": "string"},
        },
        "required": ["place", "supported", "why"],
        "additionalProperties": False,
    }
    return {
        "type": "object",
        "properties": {"judgements": {"type": "array", "items": one}},
        "required": ["judgements"],
        "additionalProperties": False,
    }


def read_judgements(text: str, cited: Sequence[Cited]) -> dict[str, Verdict]:
    """Place -> verdict. Raises ModelError when the answer is not of the shape that was asked for."""
    spans = {pair.place: pair.span for pair in cited}
    try:
        rows = json.loads(text)["judgements"]
        return {row["place"]: _verdict(row, spans[row["place"]]) for row in rows}
    except (ValueError, KeyError, TypeError) as error:
        raise ModelError("the model's judgement cannot be read", hint="try again, or another model") from error


def _verdict(row: Mapping[str, object], span: str) -> Verdict:
    supported = row["supported"]
    if not isinstance(supported, bool):
        raise ValueError("supported is no truth value")
    why = " ".join(str(row.get("why", "")).split())[:MOST_WHY]
    evidence = Evidence(paper="", quote=span)
    return Verdict(supported=supported, rule="" if supported else "claim-judged", message=why, evidence=evidence)


def doubts(material: Material, cited: Sequence[Cited], verdicts: Mapping[str, Verdict]) -> Iterator[Finding]:
    """A warning for each sentence that the model does not find in its span."""
    for pair in cited:
        verdict = verdicts.get(pair.place)
        if verdict is not None and not verdict.supported:
            yield material.finding(
                "claim-judged",
                Severity.WARNING,
                f"the model doubts this: {verdict.message or 'no reason given'}",
                line=pair.prose.line,
                column=pair.prose.column,
                sentence=pair.prose.text,
                evidence=pair.span,
            )
