"""Where a number is checked: what a number is, and the one rule that says when two of them agree.

Beside it stand `number_reading` (a sentence -> its numbers, in digits and in words), `number_words` and `number_units`
(what they are made of), `number_roles` (level or change), `number_derived` (what follows from the paper's numbers) and
`number_claims` (which numbers of a sentence are held against which of the paper's).
To change how a number is checked, change `agrees` below; `tests/test_check_numbers.py` shows it by example.
"""

from __future__ import annotations

import math
from typing import NamedTuple

from inkpress.check import number_units
from inkpress.check.number_words import LOWER_BOUNDS, UPPER_BOUNDS

# How far a rounding that is announced in words may lie from the paper's value, as a share of our own value.
ABOUT = 0.13  # "about one point" may stand for 0.9
JUST = 0.15  # "just over", "nearly"
JUST_ONE = 0.2  # the same of a bare 1, 10 or tenth: "just over an hour"
MORE_THAN = 0.34  # "more than 100" may stand for 130, not for 200
_SAME = 1e-9  # equal, but for the arithmetic of floats
_SAME_CALENDAR = 0.02  # 26 weeks are half a year, and a month 30 days
_MONTH = 30 * 86400.0


class Number(NamedTuple):
    """One number of a sentence.

    `low` to `high` is its value in base units (seconds, bytes, ratios); they differ only for "hundreds" and the like.
    `unit` is "" for counts, or a kind of `number_units`: ratio (percent, fractions), points, times, time, money usd ...
    `bound` is "" for exact, or about, nearly, just over, more, over, less, under, least, most.
    `grain` is the size of the last digit that carries meaning: 100 for 1,400, and 0.1 for 4.5.
    `factor` is the size of the unit as written (3600 for hours), and `per_seconds` the time of a rate (60 per minute).
    """

    low: float
    high: float
    unit: str
    bound: str
    grain: float
    text: str
    start: int
    end: int
    spelled: bool = False  # written in words
    size: bool = False  # a designator such as 7B
    percent: bool = False  # written with % or percent
    parts: tuple[Number, ...] = ()  # of "23 of 36"
    factor: float = 1.0
    per_seconds: float = 0.0
    negative: bool = False  # -0.31; `low` is the amount

    @property
    def key(self) -> str:
        """Equal for two ways of writing one quantity: `50%` and `50 percent`, `2` and `two`."""
        sign = "-" if self.negative else ""
        return f"#{sign}{self.low:.12g}:{self.high:.12g}:{self.unit}:{self.per_seconds:g}"


def agrees(ours: Number, theirs: Number) -> bool:
    """True when a careful reader would accept `ours` as a report of `theirs`.

    The units are of one kind and the bounds do not contradict each other; then the values are equal, or ours is a
    rounding that our own words announce ("about 1,400" for 1,409).
    """
    if {ours.unit, theirs.unit} == {"ratio", "times"} and theirs.low:
        theirs = theirs._replace(low=1 / theirs.low, high=1 / theirs.low, unit=ours.unit)  # a fifth: five times smaller
    ours, theirs = _as_share(ours, theirs.unit), _as_share(theirs, ours.unit)
    if not units_fit(ours, theirs) or bounds_clash(ours, theirs):
        return False
    if ours.negative != theirs.negative and ours.unit == theirs.unit == "":
        return False
    if ours.per_seconds and theirs.per_seconds:
        ours, theirs = _per_second(ours), _per_second(theirs)
    if ours.low != ours.high and theirs.low != theirs.high:
        return ours.low < theirs.high and theirs.low < ours.high  # millions begin where thousands end
    if theirs.low != theirs.high:
        return False  # "two weeks" says more than "a few weeks"
    if ours.low != ours.high:
        return ours.low <= theirs.high * (1 + _SAME) and theirs.low <= ours.high * (1 + _SAME)
    return _values_agree(ours, theirs)


def _as_share(number: Number, unit: str) -> Number:
    """0.93 beside a percentage is 93 percent."""
    is_share = unit == "ratio" and not number.unit and 0 <= number.low < 1
    return number._replace(unit="ratio") if is_share else number


def _per_second(number: Number) -> Number:
    seconds = number.per_seconds
    return number._replace(low=number.low / seconds, high=number.high / seconds, grain=number.grain / seconds)


def units_fit(ours: Number, theirs: Number) -> bool:
    """Units of one kind. "Points" may be a bare score, but never percent: 3 points up from 30 is 10 percent."""
    return number_units.units_fit(ours.unit, theirs.unit)


def bounds_clash(ours: Number, theirs: Number) -> bool:
    """ "More than ten" does not report "fewer than ten"."""
    return (ours.bound in LOWER_BOUNDS and theirs.bound in UPPER_BOUNDS) or (
        ours.bound in UPPER_BOUNDS and theirs.bound in LOWER_BOUNDS
    )


def as_percent(number: Number) -> Number:
    """A bare number read as percent: 85.3 of a table whose heading says %."""
    return number._replace(
        low=number.low / 100, high=number.high / 100, grain=number.grain / 100, unit="ratio", percent=True
    )


def _values_agree(ours: Number, theirs: Number) -> bool:
    value, stated = ours.low, theirs.low
    calendar = ours.unit == "time" and ours.factor != theirs.factor and value > _MONTH / 2
    if math.isclose(value, stated, rel_tol=_SAME_CALENDAR if calendar else _SAME, abs_tol=1e-12):
        # "more than 16" is wrong of exactly 16; "over 16 runs" may only mean "across"
        return not (ours.bound in ("more", "less") and not theirs.bound)
    if ours.bound == theirs.bound != "about":
        return False  # "more than 16%" is true of "more than 17%", but reports it wrongly
    excess = (stated - value) / abs(value) if value else math.inf
    just = JUST_ONE if ours.grain >= abs(value) else JUST
    match ours.bound:
        case "over" | "more":
            return 0 < excess <= MORE_THAN
        case "under" | "less":
            return -MORE_THAN <= excess < 0
        case "just over":
            return 0 < excess <= just
        case "nearly":
            return -just <= excess < 0
        case "about":
            return abs(stated - value) <= (1 + _SAME) * min(ours.grain / 2, ABOUT * abs(value))
        case _:
            return False
