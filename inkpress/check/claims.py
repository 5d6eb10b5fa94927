"""The claim ladder: one sentence of ours against one span, or against the whole paper.

1. A quotation stands verbatim. 2. Numbers agree. 3. Names stand there. 4. Direction, negation and strength do not
drift. `judge_claim` has a span to hold the sentence against; `find_claim` looks for it in the whole paper, and says
found (with the place), contradicted (with the paper's own sentence) or not found.
"""

from __future__ import annotations

from collections.abc import Sequence

from inkpress.check import number_claims, plain
from inkpress.check.align import Alignment, align
from inkpress.check.drift import Drift, judge_changes, that_count
from inkpress.check.numbers import Number, agrees, as_percent, units_fit
from inkpress.check.pair import Pair
from inkpress.check.quotes import flatten, quoted_speech, stands_in, without
from inkpress.check.search import PaperIndex, Passage, index_paper
from inkpress.check.words import Word, read_words
from inkpress.models import Evidence, PaperText, Verdict

VERBATIM, VERBATIM_WORDS = 0.8, 5  # share and number of our content words that stand in the span, in order
WHOLE = 0.9  # share of the whole span's words that stand in ours: the span with something put in
SPAN_WORDS = 5  # content words; a shorter span is no sentence of its own
TELLING, FEW = 100, 3  # a number of this size, or a fraction, that so few passages have tells which is meant
SAME_MATTER = 0.5  # share of our words' weight, numbers aside, that makes a passage tell the same
FRAME = 6  # fewer content words around a quotation only say who wrote it
LONG_PIECE = 3  # content words
Near = Sequence[tuple[float, int]]  # (share of our words, passage number), best first
# Rules whose word stops an issue. The others are about strength and wording, where a reader must judge.
GRAVE = frozenset({"claim-number", "claim-unit", "claim-quote", "claim-swapped", "claim-reversed", "claim-negation"})
# "In the last two years" counts from today.
_LATELY, _CALENDAR = {"last", "past", "recent", "next", "coming"}, {"years", "months", "decades", "weeks"}
NEAR = 0.45  # share of a sentence's weight that makes a passage worth laying beside it


def judge_claim(sentence: str, span: str) -> Verdict:
    """Whether `span`, a piece of the paper, supports `sentence`. Nothing else is consulted."""
    return next(iter(judge_all(sentence, span)), Verdict(supported=True, evidence=Evidence(paper="", quote=span)))


def judge_all(sentence: str, span: str) -> list[Verdict]:
    """Everything in `sentence` that `span` does not support, the gravest first; empty when it supports all."""
    evidence = Evidence(paper="", quote=span)
    flat = flatten([span])
    quotations = quoted_speech(sentence)
    found = [_misquoted(q.text, "evidence", "", evidence) for q in quotations if not stands_in(q.text, flat)]
    ours, theirs = read_words(without(sentence, quotations)), read_words(span)
    if quotations and sum(word.is_content for word in ours) < FRAME:
        return found
    alignment = align(ours, theirs)
    if _is_verbatim(alignment, theirs):
        drifts = [*that_count(judge_changes(alignment), alignment), *number_claims.numbers_agree(Pair(ours, theirs))]
        drifts = drifts or plain.judge_swaps(ours, theirs)
    else:
        turned = judge_changes(alignment, loose=True) if alignment.is_close else []
        drifts = [*turned, *plain.judge_retelling(ours, theirs)]
    return [*found, *(_departs(drift, evidence) for drift in _gravest_first(drifts))]


def _gravest_first(drifts: Sequence[Drift]) -> list[Drift]:
    """The drifts that stop an issue, then the doubtful ones; each word of ours once."""
    ordered = sorted(drifts, key=lambda drift: drift.rule not in GRAVE)
    return list({drift.ours or drift.message: drift for drift in reversed(ordered)}.values())[::-1]


def _is_verbatim(alignment: Alignment, span: list[Word]) -> bool:
    """So near to the span that a new word is a new statement; a looser retelling may choose its own words."""
    if alignment.our_share >= VERBATIM:
        return alignment.matched >= VERBATIM_WORDS
    content = sum(word.is_content for word in span)
    return alignment.is_close and content >= SPAN_WORDS and alignment.matched >= WHOLE * content


def find_claim(sentence: str, paper: PaperText | PaperIndex) -> Verdict:
    """Whether the paper says `sentence`. Give the `PaperIndex` when there are many sentences to find."""
    index = paper if isinstance(paper, PaperIndex) else index_paper(paper)
    doubts, found = _find(sentence, index)
    return doubts[0] if doubts else Verdict(supported=True, evidence=_evidence(found) if found else None)


def doubts_about(sentence: str, index: PaperIndex) -> list[Verdict]:
    """Everything in `sentence` that the paper contradicts or does not have."""
    return _find(sentence, index)[0]


def _find(sentence: str, index: PaperIndex) -> tuple[list[Verdict], Passage | None]:
    """What the paper does not support, and the passage that tells most nearly what `sentence` tells."""
    quotations = quoted_speech(sentence, strict=index.is_whole)
    found = [misquoted(q.text, index) for q in quotations if not stands_in(q.text, index.flat)]
    ours = read_words(without(sentence, quotations))
    if quotations and sum(word.is_content for word in ours) < FRAME:
        return found, None
    near = index.nearest(ours)
    retold = _closest(ours, index, near)
    if retold is None:
        return [*found, *(_judge_numbers(ours, index) or _judge_swaps(ours, index, near[:1]))], None
    passage, drifts = retold
    return [*found, *(_departs(drift, _evidence(passage)) for drift in _gravest_first(drifts))], passage


def _judge_swaps(ours: list[Word], index: PaperIndex, near: Near) -> list[Verdict]:
    """Two sides or numbers that the one passage which tells the same has the other way round."""
    for share, number in near:
        passage = index.passages[number]
        if share >= SAME_MATTER and not passage.is_table:
            return [_departs(drift, _evidence(passage)) for drift in plain.judge_swaps(ours, passage.words)]
    return []


def misquoted(quotation: str, index: PaperIndex) -> Verdict:
    """The verdict on a quotation that is not the paper's, with the paper's sentence that comes nearest to it."""
    nearest = [index.passages[number] for _, number in index.nearest(read_words(quotation), 1)]
    evidence = _evidence(nearest[0]) if nearest else None
    return _misquoted(quotation, "paper", nearest[0].text if nearest else "", evidence)


def _closest(ours: list[Word], index: PaperIndex, near: Near) -> tuple[Passage, list[Drift]] | None:
    """The passage that our sentence retells almost word for word, and how ours drifts from it; None if there is none.

    A sentence is supported when one passage says it, however many say something like it.
    """
    best: tuple[Alignment, Passage, list[Drift]] | None = None
    for share, number in near:
        if share < NEAR:
            break
        alignment = _lay_beside(ours, index, number)
        if not alignment.is_close:
            continue
        drifts = judge_changes(alignment, index.near_keys(number))
        if not drifts:
            return index.passages[number], []
        if best is None or alignment.our_share > best[0].our_share:
            best = (alignment, index.passages[number], drifts)
    return (best[1], that_count(best[2], best[0])) if best else None


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


def _judge_numbers(ours: list[Word], index: PaperIndex) -> list[Verdict]:
    """The numbers of a sentence in our own words that the paper contradicts, or that stand nowhere in it."""
    held = [word for position, word in enumerate(ours) if word.number and _is_held(ours, position, index)]
    if not held:
        return []
    near = [(share, index.passages[n]) for share, n in index.nearest([w for w in ours if not w.number])]
    found = []
    for word in held:
        number = word.number
        assert number is not None
        told = _rival(number, ours, near)
        if told is None and (index.reports(number) or _without_unit(word, ours, index)):
            continue
        if told is None and _follows(word, ours, near, index):
            continue
        passage, other = told or _same_matter(number, near) or (None, None)
        nowhere = "no sentence of the paper has" if index.is_whole else "no span kept beside the post has"
        message = f"the paper says {other.text}, not {word.text}" if other else f"{nowhere} {word.text}"
        drift = Drift("claim-number", word.text, other.text if other else "", message)
        found.append(_departs(drift, _evidence(passage) if passage else None))
    return found


def _without_unit(word: Word, ours: Sequence[Word], index: PaperIndex) -> bool:
    """ "60.1 percent, against 55.6": a bare number behind which nothing is counted may stand for a share."""
    number = word.number
    if number is None or number.unit:
        return False
    behind = next((other for other in ours if other.start >= word.end), None)
    counts = behind is not None and behind.is_content and behind.start - word.end == 1
    return not counts and index.reports(as_percent(number))


def _follows(word: Word, ours: list[Word], near: Sequence[tuple[float, Passage]], index: PaperIndex) -> bool:
    """Whether a reader works our number out: from a passage that tells the same, or a difference from our own two.

    A passage tells the same when it has most of our words, or another telling number of ours that few others have.
    """
    passages = [passage for share, passage in near if share >= SAME_MATTER]
    others = [other for other in ours if other is not word or (other.number and other.number.parts)]
    for number in number_claims.with_parts(others):
        places = index.places.get(number.key, ()) if number.grain < 1 or number.low >= TELLING else ()
        passages += [index.passages[place] for place in places if len(places) <= FEW]
    texts: list[Sequence[Word]] = [passage.words for passage in passages if not passage.is_table]
    if word.number and word.number.unit in ("points", "ratio", "times"):
        texts.append([other for other in ours if other is not word])
    return any(
        word.text not in {drift.ours for drift in number_claims.numbers_agree(Pair(ours, words))} for words in texts
    )


Told = tuple[Passage, Number]


def _same_matter(number: Number, near: Sequence[tuple[float, Passage]]) -> Told | None:
    """A sentence that tells mostly what ours tells, with its number of that unit; bare counts are too alike."""
    for share, passage in near:
        alike = (n for n in number_claims.with_parts(passage.words) if number.unit and units_fit(number, n))
        if share >= NEAR and not passage.is_table and (other := next(alike, None)):
            return passage, other
    return None


def _is_held(ours: list[Word], position: int, index: PaperIndex) -> bool:
    """Whether a number of ours has to stand in the paper; labels, dates and grammar need not."""
    if number_claims.is_label(ours, position) or number_claims.is_date(ours, position):
        return False
    if position and ours[position - 1].text.lower() in _LATELY and ours[position].text.split()[-1] in _CALENDAR:
        return False
    return not number_claims.is_weak(ours, position) and not _is_small(ours[position], index)


def _rival(number: Number, ours: list[Word], near: list[tuple[float, Passage]]) -> Told | None:
    """A passage that tells what our sentence tells, with the number it gives for the same things.

    None when any passage nearby has our number: the paper may give several.
    """
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
            return passage, other
    return None
