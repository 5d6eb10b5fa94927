"""What a careful reader works out from the paper's numbers: differences, sums, shares, the rest, growth in percent."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import NamedTuple

from inkpress.check.number_kinds import is_label
from inkpress.check.number_lexicon import EACH
from inkpress.check.number_roles import Side, nouns, role, side_at, side_of
from inkpress.check.number_units import NAMES
from inkpress.check.numbers import Number
from inkpress.check.words import Word

MOST_NUMBERS = 5  # of a sentence; a row of a table has more
FIRST_YEAR, LAST_YEAR = 1900, 2100
_FORMAT = re.compile(r"(?:FP|BF|TF|U?INT|float|u?int)(4|8|16|32|64)s?")  # of numbers in a machine
LEAST_COMPOSED = 100  # a smaller sum or product may agree by chance


class Stated(NamedTuple):
    """A number of the paper's span: its role, what it counts, of which side, and whether it is the 3 of "3 of 40".

    `opposed` is its `opposition` to the number of ours that is held against it.
    """

    number: Number
    role: str = ""
    nouns: tuple[str, ...] = ()
    is_part: bool = False
    side: Side = Side()
    opposed: int = 0
    is_label: bool = False  # the 3 of "Row 3", from which nothing follows

    @property
    def is_share(self) -> bool:
        return self.number.unit == "ratio" or self.is_part


def read_stated(words: Sequence[Word]) -> list[Stated]:
    """The numbers of a span; of "23 of 36" the ratio, the 23 and the 36."""
    found = []
    whole = side_of(words)
    for index, word in enumerate(words):
        if bits := bits_of(word):
            found.append(Stated(bits))
        if word.number is None:
            continue
        named = index > 0 and words[index - 1].is_name  # of "RTX 3090"
        what, told = role(words, index), () if named else tuple(nouns(words, word.number))
        side = side_at(words, index, whole)
        found.append(Stated(word.number, what, told, side=side, is_label=is_label(words, index)))
        if word.number.unit == "time" and index and words[index - 1].text.lower() == "every":  # 10 seconds: so often
            found.append(Stated(_made(word.number, 1, "")._replace(per_seconds=word.number.low)))
        if word.number.per_seconds:  # "per decade" is told of ten years
            found.append(Stated(_made(word.number, word.number.per_seconds, "time")._replace(per_seconds=0.0)))
        earlier = next((s.number for s in reversed(found[:-1]) if s.number.unit), None)
        if (
            earlier
            and earlier.unit not in ("ratio", "points", "times")
            and not word.number.unit
            and not told
            and not named
        ):  # "120 years, at worst 35"
            found.append(Stated(_with_unit(word.number, earlier), what, side=side))
        for place, part in enumerate(word.number.parts):
            found.append(Stated(part, "", told, is_part=place == 0, side=side))
    return found


def bits_of(word: Word) -> Number | None:
    """The 8 bits of FP8; None for another word."""
    match = _FORMAT.fullmatch(word.text)
    if match is None:
        return None
    size = float(match[1])
    return Number(size, size, "bits", "", 1.0, word.text, word.start, word.end)


def _with_unit(number: Number, like: Number) -> Number:
    low = number.low * like.factor
    return number._replace(low=low, high=low, grain=number.grain * like.factor, unit=like.unit, percent=like.percent)


def follows(stated: Sequence[Stated], our_role: str) -> Iterator[Number]:
    """The numbers that follow from those of the span and may be told in `our_role`."""
    told = [s for s in stated if 0 < s.number.low == s.number.high and not s.is_label][:MOST_NUMBERS]
    for one in told:
        yield from _from_one(one, our_role)
    for one, two in combinations(told, 2):
        low, high = sorted((one.number, two.number), key=lambda number: number.low)
        if "times" in (low.unit, high.unit):
            yield from _multiplied(*sorted((low, high), key=lambda number: number.unit != "times"))
            continue
        if low.unit == high.unit:
            yield from _from_two(low, high, our_role, is_change="by" in (one.role, two.role))
        elif {low.unit, high.unit} == {"", "ratio"} and low.low * high.low >= 1:
            yield _made(high, low.low * high.low, "")
            if low.low * LEAST_COMPOSED <= high.low:
                yield _made(high, high.low / low.low, "")  # 14,500, a fifth of all: 72,500


def _from_one(stated: Stated, our_role: str) -> Iterator[Number]:
    """ "Three times faster" is two thirds of the time less, and "a quarter of it" 75 percent less."""
    number = stated.number
    if number.unit == "times" and our_role == "by" and number.low > 1:
        yield _made(number, 1 - 1 / number.low, "ratio")
        yield _made(number, number.low - 1, "ratio")
    changes = our_role != stated.role and "by" in (our_role, stated.role)
    told = our_role and stated.role  # "cut to a quarter" leaves no doubt
    if (told or stated.opposed >= 0) and changes and number.unit == "ratio" and number.low < 1:
        yield _made(number, 1 - number.low, "ratio")
        if our_role != "by":
            yield _made(number, 1 + number.low, "times")


def _from_two(low: Number, high: Number, our_role: str, *, is_change: bool) -> Iterator[Number]:
    difference = high.low - low.low
    if all(number.unit == "" and FIRST_YEAR <= number.low <= LAST_YEAR for number in (low, high)):
        yield _made(high, difference * NAMES["year"].size, "time")
    if our_role not in ("to", "from") or is_change:
        points = high.percent and low.percent
        yield _made(high, difference * 100 if points else difference, "points" if points else high.unit)
        if is_change and not points:
            yield _made(high, high.low + low.low, high.unit)
    if our_role == "by" and difference:
        yield _made(high, difference / low.low, "ratio")
        yield _made(high, difference / high.low, "ratio")
    yield _made(high, high.low / low.low, "times")


def _multiplied(times: Number, other: Number) -> Iterator[Number]:
    """3.6 GB, 12 times less than the text: 43 GB of text."""
    if (
        times.unit != other.unit != "ratio"
        and not _is_power_of_ten(times.low)
        and (other.unit or other.low >= LEAST_COMPOSED)
    ):
        yield _made(other, other.low * times.low, other.unit)
        yield _made(other, other.low / times.low, other.unit)


def _counts(stated: Sequence[Stated]) -> list[Number]:
    counts = [s.number for s in stated if not s.number.unit and not s.is_label]
    return [number for number in counts if 0 < number.low == number.high][:MOST_NUMBERS]


def composed(stated: Sequence[Stated], *, each: bool) -> Iterator[Number]:
    """Sums, products and averages of counts; so many that only a close number of ours may be one of them."""
    counts = _counts(stated)
    for one, two in combinations(counts, 2):
        low, high = sorted((one.low, two.low))
        for value in _composed(low, high, each=each):
            yield _made(one, value, "")


def _composed(low: float, high: float, *, each: bool) -> Iterator[float]:
    if low < 2 or low != int(low) or high != int(high):
        return
    if low + high >= LEAST_COMPOSED:
        yield low + high
    if low * high >= LEAST_COMPOSED and not (_is_power_of_ten(low) or _is_power_of_ten(high)):
        yield low * high
    if each and high >= LEAST_COMPOSED:
        yield high / low


def _is_power_of_ten(value: float) -> bool:
    return set(f"{value:.0f}"[1:]) <= {"0"} and f"{value:.0f}"[0] == "1"


def _made(like: Number, value: float, unit: str) -> Number:
    return like._replace(
        low=value, high=value, unit=unit, bound="", percent=False, parts=(), size=False, negative=False
    )


def wants_each(words: Sequence[Word]) -> bool:
    """Whether the sentence tells an average: "400 of each"."""
    return any(word.key in EACH for word in words)


def the_rest(stated: Sequence[Stated]) -> Iterator[Number]:
    """Of each share of a whole what is left: 8 percent of 92, 37 of 40 for 3 of 40, 6 percent for 94 among 100."""
    counts = _counts(stated)
    for one, two in combinations(counts, 2):
        yield _made(one, 1 - min(one.low, two.low) / max(one.low, two.low), "ratio")
    for number in (s.number for s in stated):
        if number.unit == "ratio" and number.low < 1 and not number.bound:
            yield _made(number, 1 - number.low, "ratio")
            if number.parts:
                yield _made(number.parts[1], number.parts[1].low - number.parts[0].low, "")
