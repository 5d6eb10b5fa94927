"""The claims of a post: each sentence against its evidence, or against the whole paper when it gives none."""

from __future__ import annotations

from collections.abc import Iterator

from inkpress.check.claims import GRAVE, doubts_about, judge_all, misquoted
from inkpress.check.material import OWN_SECTIONS, Material
from inkpress.check.parts import Prose
from inkpress.check.quotes import find_quotations, quoted_speech, stands_in
from inkpress.check.search import PaperIndex
from inkpress.check.voice import own_numbers
from inkpress.models import Evidence, Finding, Severity, Verdict
from inkpress.text import split_sentences

SEARCHED = ("claim-number", "claim-unit", "claim-name")  # what a span lacks, the paper may say nearby


def statements(material: Material) -> Iterator[Finding]:
    """A finding for each number, quotation, name or turn that the evidence, or the paper, does not support."""
    if material.post.front.paper is None and not material.index.passages:
        return
    yield from _footnotes(material)
    doubted = {prose: verdicts for prose in material.body.sentences if (verdicts := _judge(prose, material))}
    nowhere = {prose for prose, verdicts in doubted.items() if any(map(_is_nowhere, verdicts))}
    own = own_numbers(material, {prose for prose in nowhere if not spans_of(prose, material)}) if nowhere else {}
    for prose, verdicts in doubted.items():
        for verdict in verdicts:
            is_own = _is_nowhere(verdict) and verdict.ours in own.get(prose, ())
            yield _own(material, prose, verdict) if is_own else _finding(material, prose, verdict)


def _is_nowhere(verdict: Verdict) -> bool:
    """Whether a number stands in no sentence of the paper, rather than otherwise in one."""
    return verdict.rule == "claim-number" and not verdict.fix and verdict.evidence is None


def _own(material: Material, prose: Prose, verdict: Verdict) -> Finding:
    """A number of the author's own world: worth a second look, and no lie about the paper."""
    line, column = material.find(verdict.ours, prose)
    return material.warning(
        "claim-not-found",
        f"{verdict.ours} is not the paper's",
        line=line,
        column=column,
        hint="right, if it is your own; a reader will want to know from where",
        sentence=prose.text,
        ours=verdict.ours,
    )


def evidence_is_verbatim(material: Material) -> Iterator[Finding]:
    """The spans kept beside the post stand in the paper, when the paper is at hand."""
    if material.paper is None or material.post.evidence is None:
        return
    for claim in material.post.evidence.claims:
        if claim.evidence and not stands_in(claim.evidence.quote, material.index.flat):
            yield material.error(
                "evidence-quote",
                f"evidence {claim.id} does not stand in the paper: “{claim.evidence.quote}”",
                line=_note_line(material, claim.id),
                hint="quote the paper's own words in the evidence file",
            )


def front_matter_claims(material: Material) -> Iterator[Finding]:
    """Title, summary and roles are read before anything else: what they claim must stand in the paper too."""
    front = material.post.front
    if front.paper is None or not material.index.passages:
        return
    told = {"title": front.title, "summary": front.summary}
    told |= {
        "roles": " ".join(text for text in (front.roles.research, front.roles.product, front.roles.engineering) if text)
    }
    for key, text in told.items():
        for sentence in split_sentences(text):
            prose = Prose(sentence, material.front_line(key), 1, key, "front")
            yield from (_finding(material, prose, verdict) for verdict in doubts_about(sentence, material.index))


def scrutiny_is_verbatim(material: Material) -> Iterator[Finding]:
    """The sentence that an answer of the scrutiny box rests on stands in the paper."""
    if material.paper is None:
        return
    for name, line in material.post.front.scrutiny.items():
        if line.quote and not stands_in(line.quote, material.index.flat):
            yield material.error(
                "evidence-quote",
                f"scrutiny, {name}: “{line.quote}” does not stand in the paper",
                line=material.front_line("scrutiny"),
                hint="quote the paper's own words",
            )


def paper_at_hand(material: Material) -> Iterator[Finding]:
    """Says so when a post was checked against its evidence only."""
    reference = material.post.front.paper
    if reference is not None and material.paper is None:
        spans = len(material.index.passages)
        yield material.finding(
            "paper-not-at-hand",
            Severity.INFO,
            f"the text of {reference.id} is not in state/; checked against {spans} spans of evidence only",
            line=material.front_line("paper"),
            hint=f"`inkpress read {reference.id}{f'v{reference.version}' if reference.version else ''}` fetches it",
        )


def hidden_text(material: Material) -> Iterator[Finding]:
    """Says so when the paper holds words that no reader sees, or orders to a model; no prompt ever had them."""
    if material.paper is not None and material.paper.hidden:
        words = sum(len(part.split()) for part in material.paper.hidden)
        yield material.finding(
            "paper-hidden-text",
            Severity.WARNING,
            f"the paper holds {words} words of hidden text or orders to a model; they were kept out of every prompt",
            line=material.front_line("paper"),
            hint="look at the paper's source, and ask yourself why they are there",
        )


def _note_line(material: Material, label: str) -> int:
    note = material.body.footnotes.get(label)
    return note.line if note else 1


def spans_of(prose: Prose, material: Material) -> list[str]:
    """The spans of evidence a sentence carries: by its footnotes, or as the evidence file has it."""
    claims = material.post.evidence.claims if material.post.evidence else ()
    by_id = {claim.id: claim.evidence.quote for claim in claims if claim.evidence}
    spans = [by_id[label] for label in prose.notes if label in by_id]
    if not prose.notes:
        spans += [c.evidence.quote for c in claims if c.evidence and c.sentence == prose.text]
    for label in prose.notes:
        note = material.body.footnotes.get(label)
        if label not in by_id and note is not None:
            spans += [quotation.text for quotation in find_quotations(note.text)]
    return spans


def _judge(prose: Prose, material: Material) -> list[Verdict]:
    """The verdicts on what is wrong in a sentence; in the author's own sections only quotations are the paper's."""
    if prose.text.startswith("TODO(author)"):
        return []
    verdicts = _quotations(prose, material.index)
    if prose.section.lower() in OWN_SECTIONS:
        return verdicts
    said = {verdict.ours for verdict in verdicts}
    return verdicts + [verdict for verdict in _claims(prose, material) if verdict.ours not in said]


def _claims(prose: Prose, material: Material) -> list[Verdict]:
    """All that the sentence's spans do not support, and the paper does not either; without spans, the paper alone.

    What a span lacks, the paper may say nearby; what the span contradicts, it does not.
    """
    spans = spans_of(prose, material)
    if not spans:
        return doubts_about(prose.text, material.index)
    judged = [_placed(verdict, prose, material) for verdict in judge_all(prose.text, " … ".join(spans))]
    sure = [verdict for verdict in judged if verdict.fix or verdict.rule not in SEARCHED]
    if len(sure) == len(judged):
        return sure
    said = {verdict.ours for verdict in sure}
    elsewhere = doubts_about(prose.text, material.index)
    return sure + [verdict for verdict in elsewhere if verdict.rule in SEARCHED and verdict.ours not in said]


def _placed(verdict: Verdict, prose: Prose, material: Material) -> Verdict:
    """The verdict with the place of its span in the paper, where the evidence file has it."""
    claims = material.post.evidence.claims if material.post.evidence else ()
    places = [c.evidence.section for c in claims if c.evidence and c.id in prose.notes]
    if verdict.evidence is None or not places:
        return verdict
    evidence = Evidence(**{**dict(verdict.evidence), "section": ", ".join(dict.fromkeys(places))})
    return Verdict(**{**dict(verdict), "evidence": evidence})


def _quotations(prose: Prose, index: PaperIndex) -> list[Verdict]:
    """A verdict on each quotation in the sentence that is not the paper's."""
    quoted = quoted_speech(prose.text, strict=index.is_whole) if index.passages else []
    return [misquoted(quotation.text, index) for quotation in quoted if not stands_in(quotation.text, index.flat)]


def _footnotes(material: Material) -> Iterator[Finding]:
    """A quotation in a footnote is the paper's too."""
    for note in material.body.footnotes.values():
        yield from (_finding(material, note, verdict) for verdict in _quotations(note, material.index))


def _finding(material: Material, prose: Prose, verdict: Verdict) -> Finding:
    evidence = verdict.evidence
    line, column = material.find(verdict.ours, prose)
    severity = Severity.ERROR if verdict.rule in GRAVE else Severity.WARNING
    hint = "correct it, cite the place, or waive it with a reason"
    if verdict.rule == "claim-quote":
        hint = "quote the paper's own words, or tell it in yours without the marks"
    elif verdict.fix:
        hint = f"the paper's words: {verdict.fix}"
    return material.finding(
        verdict.rule,
        severity,
        verdict.message,
        line=line,
        column=column,
        hint=hint,
        sentence=prose.text,
        ours=verdict.ours,
        evidence=evidence.quote if evidence else "",
        place=evidence.section if evidence else "",
    )
