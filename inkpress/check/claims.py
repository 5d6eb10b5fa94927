"""The claim ladder: one sentence of ours against one span, or against the whole paper.

1. A quotation stands verbatim. 2. Numbers agree. 3. Names stand there. 4. Direction, negation and strength do not
drift. `judge_claim` has a span to hold the sentence against; `find_claim` looks for it in the whole paper, and says
found (with the place), contradicted (with the paper's own sentence) or not found.
"""

from __future__ import annotations

from inkpress.check import number_claims, plain
from inkpress.check.align import Alignment, align
from inkpress.check.drift import Drift, judge_changes
from inkpress.check.numbers import agrees, units_fit
from inkpress.check.quotes import flatten, quoted_speech, stands_in, without
from inkpress.check.search import PaperIndex, Passage, index_paper
from inkpress.check.words import Word, read_words
from inkpress.models import Evidence, PaperText, Verdict

VERBATIM, VERBATIM_WORDS = 0.8, 5  # share and number of our content words that stand in the span, in order
WHOLE = 0.9  # share of the whole span's words that stand in ours: the span with something put in
SPAN_WORDS = 5  # content words; a shorter span is no sentence of its own
SAME_MATTER = 0.5  # share of our words' weight, numbers aside, that makes a passage tell the same
FRAME = 6  # fewer content words around a quotation only say who wrote it
LONG_PIECE = 3  # content words
NEAR = 0.45  # share of a sentence's weight that makes a passage worth laying beside it


def judge_claim(sentence: str, span: str) -> Verdict:
    """Whether `span`, a piece of the paper, supports `sentence`. Nothing else is consulted."""
    evidence = Evidence(paper="", quote=span)
    flat = flatten([span])
    quotations = quoted_speech(sentence)
    for quotation in quotations:
        if not stands_in(quotation.text, flat):
            return _misquoted(quotation.text, "evidence", "", evidence)
    ours, theirs = read_words(without(sentence, quotations)), read_words(span)
    if quotations and sum(word.is_content for word in ours) < FRAME:
        return Verdict(supported=True, evidence=evidence)
    alignment = align(ours, theirs)
    if _is_verbatim(alignment, theirs):
        drift = judge_changes(alignment)
    else:
        drift = judge_changes(alignment, loose=True) if alignment.is_close else None
        drift = drift or plain.judge_retelling(ours, theirs)
    if drift is None:
        return Verdict(supported=True, evidence=evidence)
    return _departs(drift, evidence)


def _is_verbatim(alignment: Alignment, span: list[Word]) -> bool:
    """So near to the span that a new word is a new statement; a looser retelling may choose its own words."""
    if alignment.our_share >= VERBATIM:
        return alignment.matched >= VERBATIM_WORDS
    content = sum(word.is_content for word in span)
    return alignment.is_close and content >= SPAN_WORDS and alignment.matched >= WHOLE * content


def find_claim(sentence: str, paper: PaperText | PaperIndex) -> Verdict:
    """Whether the paper says `sentence`. Give the `PaperIndex` when there are many sentences to find."""
    index = paper if isinstance(paper, PaperIndex) else index_paper(paper)
    quotations = quoted_speech(sentence, strict=index.is_whole)
    for quotation in quotations:
        if not stands_in(quotation.text, index.flat):
            nearest = [index.passages[number] for _, number in index.nearest(read_words(quotation.text), 1)]
            evidence = _evidence(nearest[0]) if nearest else None
            return _misquoted(quotation.text, "paper", nearest[0].text if nearest else "", evidence)
    ours = read_words(without(sentence, quotations))
    if quotations and sum(word.is_content for word in ours) < FRAME:
        return Verdict(supported=True)
    retold = _closest(ours, index)
    if retold is None:
        return _judge_numbers(ours, index)
    passage, drift = retold
    if drift is None:
        return Verdict(supported=True, evidence=_evidence(passage))
    return _departs(drift, _evidence(passage))


def _closest(ours: list[Word], index: PaperIndex) -> tuple[Passage, Drift | None] | None:
    """The passage that our sentence retells almost word for word, and how ours drifts from it; None if there is none.

    A sentence is supported when one passage says it, however many say something like it.
    """
    best: tuple[float, Passage, Drift] | None = None
    for share, number in index.nearest(ours):
        if share < NEAR:
            break
        alignment = _lay_beside(ours, index, number)
        if not alignment.is_close:
            continue
        drift = judge_changes(alignment, index.near_keys(number))
        if drift is None:
            return index.passages[number], None
        if best is None or alignment.our_share > best[0]:
            best = (alignment.our_share, index.passages[number], drift)
    return (best[1], best[2]) if best else None


def _lay_beside(ours: list[Word], index: PaperIndex, number: int) -> Alignment:
    """The alignment with a passage; with its neighbours joined on only when it leaves a long piece of ours over."""
    alone = align(ours, index.passages[number].words)
    longest = max((sum(w.is_content for w in change.ours) for change in alone.changes), default=0)
    if alone.is_close and longest <= LONG_PIECE:
        return alone
    return max((alone, *(align(ours, theirs) for theirs in index.joined(number))), key=_closeness)


def _closeness(alignment: Alignment) -> tuple[float, float]:
    return round(alignment.our_share, 3), alignment.their_share


def _evidence(passage: Passage) -> Evidence:
    return Evidence(paper="", section=passage.id, quote=passage.text)


def _misquoted(quotation: str, where: str, nearest: str, evidence: Evidence | None) -> Verdict:
    message = f"“{quotation}” does not stand in the {where}"
    return Verdict(supported=False, rule="claim-quote", message=message, fix=nearest, ours=quotation, evidence=evidence)


def _departs(drift: Drift, evidence: Evidence | None) -> Verdict:
    return Verdict(
        supported=False,
        rule=drift.rule,
        message=drift.message,
        fix=drift.theirs,
        ours=drift.ours,
        evidence=evidence,
    )


def _is_small(word: Word, index: PaperIndex) -> bool:
    """Three, four, a dozen: too common to be held against a few spans only."""
    number = word.number
    return not index.is_whole and number is not None and number.spelled and number.low <= 12 and not number.unit


def _judge_numbers(ours: list[Word], index: PaperIndex) -> Verdict:
    """Whether the numbers of a sentence in our own words stand in the paper: found, contradicted, or not found."""
    held = [
        word
        for position, word in enumerate(ours)
        if word.number and not (number_claims.is_label(ours, position) or number_claims.is_date(ours, position))
        if not number_claims.is_weak(ours, position) and not _is_small(word, index)
    ]
    if not held:
        return Verdict(supported=True)
    near = [(share, index.passages[n]) for share, n in index.nearest([w for w in ours if not w.number])]
    nearest = near[0][1] if near else None
    for word in held:
        rival = _rival(word, ours, near)
        if word.number and (rival is not None or not index.reports(word.number)):
            passage = rival or nearest
            stated = number_claims.with_parts(passage.words) if passage else ()
            drift = number_claims.number_drift(word, [n for n in stated if units_fit(word.number, n)])
            return _departs(drift, _evidence(passage) if passage else None)
    return Verdict(supported=True, evidence=_evidence(nearest) if nearest else None)


def _rival(word: Word, ours: list[Word], near: list[tuple[float, Passage]]) -> Passage | None:
    """A passage that tells what our sentence tells and counts the same things, but otherwise.

    None when any passage nearby has our number: the paper may give several.
    """
    number = word.number
    assert number is not None
    stated = [
        (share, passage, n)
        for share, passage in near
        if not passage.is_table
        for n in number_claims.with_parts(passage.words)
    ]
    if any(agrees(number, other) for _, _, other in stated):
        return None
    counted = number_claims.counted(ours, number)
    for share, passage, other in stated:
        if (
            share >= SAME_MATTER
            and counted
            and units_fit(number, other)
            and number_claims.counted(passage.words, other) == counted
        ):
            return passage
    return None
