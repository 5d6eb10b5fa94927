"""Direction of a sentence: on each scale (amount, quality, speed, cost) does it point up or down?

A negation shortly before a word turns it round: "not well suited" points down on quality.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from inkpress.check import lexicon
from inkpress.check.words import Word

SCALES = ("quality", "speed", "cost", "amount")
NEAR = 6  # words behind a comparison in which its other side stands
REACH = 3  # words over which a negation turns a direction round


class Sign(NamedTuple):
    """A direction in a sentence: its words, and where they stand."""

    text: str
    at: int


TREND = 5  # words behind a metric in which its rise or fall is told
SPARED = 3  # words behind "without affecting" in which a metric is spared
_ADVANTAGES = lexicon.keys("advantage benefit gain improvement lead edge")


def trends_differ(ours: Sequence[Word], theirs: Sequence[Word]) -> tuple[str, str] | None:
    """(our words, the paper's words) where a metric rises in one sentence and falls, or stays, in the other."""
    yours = _trends(theirs)
    for metric, (sign, text) in _trends(ours).items():
        if metric in yours and yours[metric][0] != sign:
            return text, yours[metric][1]
    return None


def _trends(words: Sequence[Word]) -> dict[str, tuple[int, str]]:
    """Metric -> (1, 0 or -1, the words that say so), told behind it and before the next clause."""
    found: dict[str, tuple[int, str]] = {}
    for index, word in enumerate(words):
        if word.key not in lexicon.GOOD_METRICS | lexicon.BAD_METRICS | lexicon.SLOW_METRICS:
            continue
        if spared := next((s for s in _null_effects(words[:index]) if index - s.at <= SPARED), None):
            found.setdefault(word.key, (0, f"{spared.text} {word.text}"))  # "without affecting the quality"
            continue
        for other in words[index + 1 : index + 1 + TREND]:
            scales = lexicon.DIRECTIONS.get(other.key, {})
            sign = scales.get("amount") or (scales.get("quality") if other.key in lexicon.CHANGES else None)
            if other.text.lower() in ("and", "while", "but", "than") or is_negation(other) or other.number:
                break
            if sign is not None or other.key in lexicon.SAMENESS:
                found.setdefault(word.key, (sign or 0, f"{word.text} {other.text}"))
                break
    return found


def clash(ours: Sequence[Word], theirs: Sequence[Word]) -> tuple[str, str] | None:
    """(our word, the paper's word) that point in opposite directions on one scale; None when nothing is opposed.

    A scale on which either sentence points both ways decides nothing.
    """
    change = _no_change(ours, theirs)
    if change is not None:
        return change
    our_keys, their_keys = {word.key for word in ours}, {word.key for word in theirs}
    our_signs, their_signs = _signs(ours, their_keys), _signs(theirs, our_keys)
    if _correlated(ours) and _correlated(theirs):
        return None
    for scale in SCALES:
        one, two = our_signs.get(scale), their_signs.get(scale)
        if one and two and len(one) == len(two) == 1 and one.keys() != two.keys():
            mine, yours = next(iter(one.values())), next(iter(two.values()))
            if not _other_way_round(ours, mine.at, theirs, yours.at):
                return mine.text, yours.text
    return None


def _other_way_round(ours: Sequence[Word], here: int, theirs: Sequence[Word], there: int) -> bool:
    """ "The baseline is better" for "our method underperforms the baseline": what stood behind now stands before."""
    subject = {w.key for w in ours[:here] if w.is_content and w.number is None}
    behind = {w.key for w in theirs[there + 1 : there + 1 + NEAR] if w.is_content}
    return bool(subject & behind) and not subject & {w.key for w in theirs[:there]}


def _correlated(words: Sequence[Word]) -> bool:
    """ "The longer, the harder" may stand for "the shorter, the easier"."""
    return sum(a.text.lower() == "the" and b.key in lexicon.DIRECTIONS for a, b in pairwise(words)) >= 2


def _signs(words: Sequence[Word], others: Collection[str]) -> dict[str, dict[int, Sign]]:
    """Scale -> sign -> the words (with their negation) that give it; `others` are the keys of the other sentence."""
    signs: dict[str, dict[int, Sign]] = defaultdict(dict)
    derived: list[tuple[str, int, Sign]] = []
    for index, word in enumerate(words):
        scales = lexicon.DIRECTIONS.get(word.key, {})
        if not scales or _is_bound(words, index):
            continue
        negation = next((w for w in words[max(0, index - REACH) : index] if is_negation(w)), None)
        found = Sign(f"{negation.text} {word.text}" if negation else word.text, index)
        turn = -1 if negation else 1
        if _is_turned(words, index, others):
            turn = -turn
        for scale in scales.keys() & set(SCALES):
            signs[scale].setdefault(scales[scale] * turn, found)
        derived += [(scale, sign * turn, found) for scale, sign in _by_metric(words, index, scales.get("amount", 0))]
    if len(signs["amount"]) == 1:  # "peaks and then declines" says nothing of the metric as a whole
        for scale, sign, found in derived:
            if sign:
                signs[scale].setdefault(sign, found)
    return signs


def _by_metric(words: Sequence[Word], index: int, amount: int) -> list[tuple[str, int]]:
    """What a rise or fall means when the word beside it is a metric: more errors are worse, less latency is faster."""
    if not amount:
        return []
    beside = {word.key for word in words[max(0, index - REACH) : index + REACH + 1]}
    good, bad = bool(beside & lexicon.GOOD_METRICS), bool(beside & lexicon.BAD_METRICS)
    slow = bool(beside & lexicon.SLOW_METRICS)
    return [("quality", amount * (good - bad)), ("speed", -amount * slow)]


def _is_turned(words: Sequence[Word], index: int, others: Collection[str]) -> bool:
    """ "More unsure" is less sure, and an advantage that shrinks is a loss."""
    behind = words[index + 1 : index + 3]
    if words[index].key in _ADVANTAGES:
        return any(lexicon.DIRECTIONS.get(word.key, {}).get("amount") == -1 for word in behind)
    adjective = behind[0].text.lower() if behind else ""
    return adjective.startswith("un") and lexicon.word_key(adjective.removeprefix("un")) in others


def is_negation(word: Word) -> bool:
    return word.key in lexicon.NEGATIONS or word.key.endswith("n't")


def _is_bound(words: Sequence[Word], index: int) -> bool:
    """ "More than 17%" and "28 or more" are bounds of the number, no direction."""
    if index > 1 and words[index - 1].text.lower() == "or" and any(w.number for w in words[max(0, index - 3) : index]):
        return True
    near = words[index + 1 : index + 4]
    return bool(near) and (
        near[0].number is not None or (near[0].text.lower() == "than" and any(w.number for w in near))
    )


def _no_change(ours: Sequence[Word], theirs: Sequence[Word]) -> tuple[str, str] | None:
    """ "No difference" against an effect, or "a large loss" against "comparable", on whichever side."""
    mine, yours = next(_null_effects(ours), None), next(_null_effects(theirs), None)
    if mine and not yours and (effect := next(_effects(theirs), "")):
        return mine.text, effect
    if yours and not mine:
        same = theirs[yours.at].key
        for word in ours:
            if word.key in lexicon.EFFECTS and (word.key == same or _share_stem(word.key, same)):
                return word.text, yours.text
    comparable = next((word.text for word in theirs if word.key in lexicon.SAMENESS), "")
    sizeable = any(word.key in lexicon.SIZEABLE for word in ours)
    if comparable and not mine and sizeable and (effect := next(_effects(ours), "")):
        return effect, comparable
    return None


def _share_stem(one: str, two: str) -> bool:
    return one[:5] == two[:5]


def _null_effects(words: Sequence[Word]) -> Iterator[Sign]:
    """ "No difference", "without a measurable loss", "almost negligible effect"."""
    for index, word in enumerate(words):
        if word.key not in lexicon.EFFECTS:
            continue
        at = index - 1
        while at >= 0 and words[at].key in lexicon.QUALIFIERS:
            at -= 1
        verb = next((w for w in words[max(0, index - REACH - 2) : index] if w.key in lexicon.NOT), None)
        negated = at >= 0 and (is_negation(words[at]) or words[at].key in lexicon.TINY)
        if negated or (verb is not None and not any(w.text.lower() == "the" for w in words[max(0, index - 2) : index])):
            yield Sign(" ".join(w.text for w in words[max(0, at) : index + 1]), index)


def _effects(words: Sequence[Word]) -> Iterator[str]:
    for index, word in enumerate(words):
        moves = word.key in lexicon.EFFECTS or "amount" in lexicon.DIRECTIONS.get(word.key, {})
        negated = any(is_negation(w) for w in words[max(0, index - REACH) : index])
        if moves and not negated and not _is_bound(words, index):
            yield word.text
