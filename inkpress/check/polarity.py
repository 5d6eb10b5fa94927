"""Direction of a sentence: on each scale (amount, quality, speed, cost) does it point up or down?

A negation shortly before a word turns it round: "not well suited" points down on quality.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise

from inkpress.check import lexicon
from inkpress.check.words import Word

SCALES = ("quality", "speed", "cost", "amount")
REACH = 3  # words over which a negation turns a direction round


def clash(ours: Sequence[Word], theirs: Sequence[Word]) -> tuple[str, str] | None:
    """(our word, the paper's word) that point in opposite directions on one scale; None when nothing is opposed.

    A scale on which either sentence points both ways decides nothing.
    """
    change = _no_change(ours, theirs)
    if change is not None:
        return change
    our_signs, their_signs = _signs(ours), _signs(theirs)
    if _correlated(ours) and _correlated(theirs):
        return None
    for scale in SCALES:
        one, two = our_signs.get(scale), their_signs.get(scale)
        if one and two and len(one) == len(two) == 1 and one.keys() != two.keys():
            return next(iter(one.values())), next(iter(two.values()))
    return None


def _correlated(words: Sequence[Word]) -> bool:
    """ "The longer, the harder" may stand for "the shorter, the easier"."""
    return sum(a.text.lower() == "the" and b.key in lexicon.DIRECTIONS for a, b in pairwise(words)) >= 2


def _signs(words: Sequence[Word]) -> dict[str, dict[int, str]]:
    """Scale -> sign -> the word (with its negation) that gives it."""
    signs: dict[str, dict[int, str]] = defaultdict(dict)
    for index, word in enumerate(words):
        for scale, sign in lexicon.DIRECTIONS.get(word.key, {}).items():
            if scale not in SCALES or _is_bound(words, index):
                continue
            negation = next((w for w in words[max(0, index - REACH) : index] if is_negation(w)), None)
            text = f"{negation.text} {word.text}" if negation else word.text
            signs[scale].setdefault(-sign if negation else sign, text)
    return signs


def is_negation(word: Word) -> bool:
    return word.key in lexicon.NEGATIONS or word.key.endswith("n't")


def _is_bound(words: Sequence[Word], index: int) -> bool:
    """ "More than 17%" is a bound of the number, no direction."""
    near = words[index + 1 : index + 4]
    return bool(near) and (
        near[0].number is not None or (near[0].text.lower() == "than" and any(w.number for w in near))
    )


def _no_change(ours: Sequence[Word], theirs: Sequence[Word]) -> tuple[str, str] | None:
    """ "No difference" of ours against an effect in the paper, or "a large loss" against "comparable"."""
    mine, yours = next(_null_effects(ours), ""), next(_null_effects(theirs), "")
    if mine and not yours and (effect := next(_effects(theirs), "")):
        return mine, effect
    same = next((word.text for word in theirs if word.key in lexicon.SAMENESS), "")
    sizeable = any(word.key in lexicon.SIZEABLE for word in ours)
    if same and not mine and sizeable and (effect := next(_effects(ours), "")):
        return effect, same
    return None


def _null_effects(words: Sequence[Word]) -> Iterator[str]:
    for index, word in enumerate(words):
        if word.key in lexicon.EFFECTS:
            before = words[max(0, index - REACH) : index]
            if any(is_negation(w) or w.key in lexicon.TINY for w in before):
                yield " ".join(w.text for w in before) + f" {word.text}"


def _effects(words: Sequence[Word]) -> Iterator[str]:
    for index, word in enumerate(words):
        moves = word.key in lexicon.EFFECTS or "amount" in lexicon.DIRECTIONS.get(word.key, {})
        if (
            moves
            and not any(is_negation(w) for w in words[max(0, index - REACH) : index])
            and not _is_bound(words, index)
        ):
            yield word.text
