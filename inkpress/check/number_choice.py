"""Which number of the paper's span a wrong one of ours most likely stands for: what the finding shows."""

from __future__ import annotations

import math
from collections.abc import Sequence

from inkpress.check.drift import Drift
from inkpress.check.number_derived import Stated
from inkpress.check.number_kinds import is_date, is_label
from inkpress.check.number_roles import nouns, role
from inkpress.check.numbers import Number, agrees, units_fit
from inkpress.check.pair import Pair

FAR = 1.0  # powers of ten; of two numbers further apart none stands for the other


def number_drift(index: int, pair: Pair, told: Sequence[Stated]) -> Drift:
    """The finding about the number at `index` of our words that the span, with the numbers `told`, does not say."""
    word = pair.ours[index]
    number = word.number
    assert number is not None
    found = [
        (likeness, stated) for stated in _open(number, pair, told) if (likeness := _likeness(number, stated, pair))
    ]
    if not found:
        return Drift("claim-number", word.text, "", f"the paper's sentence has no number like {word.text}")
    best = max(found, key=lambda item: item[0])[1]
    rule = "claim-number" if units_fit(number, best.number) else "claim-unit"
    theirs, ours = best.number.text, word.text
    if theirs.lower() == ours.lower():  # the same number in another part
        theirs, ours = f"{best.role} {theirs}".strip(), f"{role(pair.ours, index)} {ours}".strip()
    says = f"says {theirs}, not {ours}" if theirs != ours else f"has {theirs} of something else"
    return Drift(rule, word.text, theirs, f"the paper {says}")


def _open(number: Number, pair: Pair, told: Sequence[Stated]) -> list[Stated]:
    """The span's numbers that ours may stand for: no label, date, size or setting, and none that ours reports."""
    others = [w.number for w in pair.ours if w.number and w.number is not number]
    out = {
        id(word.number)
        for i, word in enumerate(pair.theirs)
        if word.number
        and (is_label(pair.theirs, i) or is_date(pair.theirs, i) or (i and len(pair.theirs[i - 1].text) == 1))
    }
    return [
        stated
        for stated in told
        if id(stated.number) not in out
        and (number.size or not stated.number.size)
        and not any(agrees(other, stated.number) for other in others)
    ]


def _likeness(number: Number, stated: Stated, pair: Pair) -> tuple[bool, bool, bool, float] | None:
    """Same digits, then same thing counted, then same unit, then nearest; None for one that nobody would confuse."""
    other = stated.number
    digits = _digits(number) == _digits(other)
    noun = bool(set(nouns(pair.ours, number)) & set(stated.nouns))
    unit = units_fit(number, other)
    apart = abs(math.log10(number.low / other.low)) if number.low > 0 and other.low > 0 else FAR
    if not (digits or noun or (unit and apart <= FAR)):
        return None
    return digits, noun, unit, -apart


def _digits(number: Number) -> str:
    """The digits that carry meaning: 395 of 395,000 and of 395 million."""
    return f"{number.low / (number.factor or 1.0):.6e}".split("e")[0]
