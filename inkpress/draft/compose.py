"""Step 3 of a model's draft: an explainer composed from verified claims only, line by line with their ids.

Every line comes back to the judge. A line that says more than its claims is written again, at most twice; one that
still does is replaced by the verified claim itself, or left out. A line without claims is the writer's: it may only be
a bridge or a picture, without amounts, comparisons and results, and never stands in a layer of findings. Optionally
the model reads each sentence and its span once more, alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from inkpress.draft.answers import Explainer, Judgements, MendedLines, WrittenLine
from inkpress.draft.asking import MAX_ASKS, Model
from inkpress.draft.asks import head_asks
from inkpress.draft.claims import Verified, collect_claims, touches
from inkpress.draft.extract import NOTE_ON_TEXT, link_notes, text_warnings
from inkpress.draft.head import SHORT, fill_head, is_unfit
from inkpress.draft.layout import Dropped, Layer, Line, Outline
from inkpress.draft.places import Places
from inkpress.draft.proposals import figure_notes, glossary_notes, known_terms, propose_table
from inkpress.draft.prose import prose_problem, shown_words, unfounded
from inkpress.draft.scrutiny import scrutiny_box, scrutiny_of
from inkpress.draft.slots import choose_sentences
from inkpress.errors import ModelError
from inkpress.models import FrontMatter, GlossaryTerm, Noun, Roles, Scrutiny, Verdict

MOST_TERMS = 8
BRIDGES = ("why", "how", "try_it")  # the layers in which a line may rest on no claim
MOST_LINES = {"tldr": 5, "why": 8, "how": 16, "measured": 10, "doubt": 8, "try_it": 4}
_ELSEWHERE = Verdict(supported=False, rule="claim-elsewhere", message="it shares no word with its claims")
NOTE = "Drafted with a model from claims that were each held against the paper. " + NOTE_ON_TEXT


class Style(Noun):
    """How the author wants to be written for: audience, the voice file's text, posts to take the tone from."""

    audience: str
    voice: str = ""
    exemplars: tuple[str, ...] = ()
    second_reading: bool = False


class Judged(NamedTuple):
    """A line, the claims it rests on, and why it cannot stay ("" when it can)."""

    line: WrittenLine
    claims: tuple[Verified, ...]
    problem: str


def model_outline(
    front: FrontMatter, places: Places, model: Model, style: Style, glossary: Sequence[GlossaryTerm]
) -> tuple[Outline, tuple[Dropped, ...]]:
    """The outline of a model's draft, and the sentences that were kept out of it.

    Raises ModelError when no claim could be verified, and what `model.ask` raises: then there is no draft at all.
    """
    collected = collect_claims(places, model, style.audience)
    if not collected.claims:
        reasons = "; ".join(dict.fromkeys(item.why for item in collected.dropped[:3])) or "it gave none"
        raise ModelError(
            f"none of the model's claims about {places.paper.paper} is borne out by the paper: {reasons}",
            hint="use a stronger model, or draft with --engine extract",
        )
    claims = {claim.id: claim for claim in collected.claims}
    written = _compose(places, model, style, glossary, claims)
    lines, dropped = _settle(_lines_of(written), claims, model, style)
    layers = _layers(written, lines, places, glossary)
    filled, head = fill_head(front, written, lines, glossary)
    filled = FrontMatter(**{**dict(filled), "scrutiny": _scrutiny(places, collected.claims)})
    note = " ".join([NOTE, *text_warnings(places.paper)])
    asks = head_asks(filled, places, choose_sentences(places.paper), known_terms(places.paper, glossary))
    return Outline(front=filled, note=note, asks=asks, layers=layers, head=head), (*collected.dropped, *dropped)


def _compose(
    places: Places, model: Model, style: Style, glossary: Sequence[GlossaryTerm], claims: Mapping[str, Verified]
) -> Explainer:
    values: dict[str, object] = {
        "title": places.paper.title,
        "audience": style.audience,
        "voice": style.voice,
        "exemplars": style.exemplars,
        "terms": [term.term for term in glossary],
        "claims": [{"id": c.id, "about": c.about, "sentence": c.sentence} for c in claims.values()],
    }
    return model.answer("compose", values, Explainer, claim_ids=tuple(claims))


def _lines_of(written: Explainer) -> dict[str, WrittenLine]:
    """Every line that may rest on claims, by its place: `tldr.0`, `how.3`, `roles.research`, `core`, `confidence`."""
    sure = written.confidence
    places = {"core": written.core, "confidence": WrittenLine(text=sure.why, claims=sure.claims)}
    for name, most in MOST_LINES.items():
        places |= {f"{name}.{n}": line for n, line in enumerate(getattr(written, name)[:most])}
    for role in Roles.model_fields:
        places[f"roles.{role}"] = getattr(written.roles, role)
    return {place: line for place, line in places.items() if line.text.strip()}


def _settle(
    written: Mapping[str, WrittenLine], claims: Mapping[str, Verified], model: Model, style: Style
) -> tuple[dict[str, Line], tuple[Dropped, ...]]:
    """The lines that may stay, by place, and those that were dropped or replaced by their claim."""
    judged = {place: _judge(place, line, claims, model) for place, line in written.items()}
    for turn in range(1, MAX_ASKS):
        failing = {place: row for place, row in judged.items() if row.problem}
        if not failing:
            break
        for place, line in _mended(failing, model, turn).items():
            judged[place] = _judge(place, line, claims, model)
    if style.second_reading:
        judged = _read_again(judged, model)
    kept = {place: _line(row) for place, row in judged.items() if not row.problem}
    said = {line.text for line in kept.values()}
    for place, row in judged.items():
        # a claim in its own words says nothing of how far to believe the paper
        if row.problem and row.claims and row.claims[0].sentence not in said and place != "confidence":
            kept[place] = _claim_line(row.claims[0])
            said.add(row.claims[0].sentence)
    dropped = tuple(Dropped(sentence=shown_words(r.line.text), why=r.problem) for r in judged.values() if r.problem)
    return kept, dropped


def _judge(place: str, line: WrittenLine, claims: Mapping[str, Verified], model: Model) -> Judged:
    """Held against the paper's own words, all spans of its claims together; without claims, against `BRIDGES`."""
    resting = tuple(claims[name] for name in dict.fromkeys(line.claims) if name in claims)
    problem = prose_problem(line.text)
    if not problem and not resting:
        problem = unfounded(line.text) if place.startswith(BRIDGES) else "it rests on no claim"
    if not problem and resting:
        spans = " ".join(claim.basis for claim in resting)
        verdict = model.judge(line.text, spans) if touches(line.text, spans) else _ELSEWHERE
        if not verdict.supported:
            problem = verdict.message or f"its claims do not bear it out ({verdict.rule})"
    return Judged(line, resting, problem)


def _mended(failing: Mapping[str, Judged], model: Model, turn: int) -> dict[str, WrittenLine]:
    rows = [
        {
            "place": place,
            "text": shown_words(row.line.text, 400),
            "why": row.problem,
            "claims": [{"id": c.id, "sentence": c.sentence, "quote": c.basis} for c in row.claims],
        }
        for place, row in failing.items()
        if row.claims
    ]
    if not rows:
        return {}
    names = tuple(dict.fromkeys(claim.id for row in failing.values() for claim in row.claims))
    answer = model.answer("mend", {"lines": rows}, MendedLines, claim_ids=names, turn=turn)
    # a mended line rests on the claims it had: a model may not move it to others
    return {
        line.place: WrittenLine(text=line.text, claims=[claim.id for claim in failing[line.place].claims])
        for line in answer.lines
        if line.place in failing
    }


def _read_again(judged: Mapping[str, Judged], model: Model) -> dict[str, Judged]:
    """The optional second reading: span and sentence alone, by the model."""
    rows = [
        {"place": place, "text": row.line.text, "quote": " ".join(c.basis for c in row.claims)}
        for place, row in judged.items()
        if row.claims and not row.problem
    ]
    if not rows:
        return dict(judged)
    answer = model.answer("second_reading", {"lines": rows}, Judgements)
    doubts = {row.place: row.why for row in answer.lines if not row.supported}
    return {
        place: row._replace(problem=f"second reading: {shown_words(doubts[place])}") if place in doubts else row
        for place, row in judged.items()
    }


def _line(row: Judged) -> Line:
    spans = tuple(dict.fromkeys(claim.evidence for claim in row.claims))
    quoted = len(row.claims) == 1 and row.claims[0].quoted and row.line.text == row.claims[0].sentence
    return Line(text=row.line.text, evidence=spans[0] if spans else None, more=spans[1:], quoted=quoted)


def _claim_line(claim: Verified) -> Line:
    return Line(text=claim.sentence, evidence=claim.evidence, quoted=claim.quoted)


def _layers(
    written: Explainer, lines: Mapping[str, Line], places: Places, glossary: Sequence[GlossaryTerm]
) -> tuple[Layer, ...]:
    paper = places.paper

    def of(name: str) -> tuple[Line, ...]:
        found = [(int(place.partition(".")[2]), line) for place, line in lines.items() if place.startswith(f"{name}.")]
        return tuple(line for _, line in sorted(found, key=lambda row: row[0]))

    def layer(heading: str, name: str, ask: str, notes: tuple[str, ...] = ()) -> Layer:
        found = of(name)
        return Layer(heading=heading, lines=found, ask="" if found else ask, notes=notes, bullets=name == "tldr")

    measured = layer("What they measured", "measured", "which numbers carry the claim?")
    notes = (*figure_notes(paper, places), *glossary_notes(paper, places, glossary), *_term_notes(written))
    return (
        layer("TL;DR", "tldr", "two or three bullets."),
        layer("Why it matters", "why", "what was the trouble before this paper, and whom did it trouble?"),
        layer("How it works", "how", "tell the idea as to a friend, one step at a time.", notes),
        _own_words("An analogy", written.analogy, "one picture from everyday life."),
        _own_words("Where the analogy breaks", written.analogy_breaks, "where does the picture mislead?"),
        Layer(**{**dict(measured), "tables": propose_table(paper)}),
        layer("What to doubt", "doubt", "what is missing: a baseline, a second run, an honest limit?"),
        layer("Try it", "try_it", "something to do in ten minutes.", link_notes(paper.links)),
    )


def _own_words(heading: str, text: str, ask: str) -> Layer:
    """A layer of the writer's own, which may not claim anything."""
    usable = not prose_problem(text) and not unfounded(text)
    return Layer(heading=heading, level=3, lines=(Line(text=text),) if usable else (), ask="" if usable else ask)


def _term_notes(written: Explainer) -> tuple[str, ...]:
    fit = [t for t in written.terms[:MOST_TERMS] if not is_unfit(t.term, SHORT) and not is_unfit(t.plain)]
    rows = [f"- {t.term}: {t.plain}" for t in fit]
    return ("\n".join(["terms the model would explain; check before you use them:", *rows]),) if rows else ()


def _scrutiny(places: Places, claims: Iterable[Verified]) -> dict[str, Scrutiny]:
    """The box of the paper's own sentences; a claim's quote fills a line that is still open, if it speaks of that."""
    box = scrutiny_box(places.paper)
    for claim in claims:
        if claim.about in box and box[claim.about].answer == "not stated":
            box[claim.about] = scrutiny_of(claim.about, claim.evidence.quote) or box[claim.about]
    return box
