"""Numbers in words: "seventeen hundred", "three and a half", "two thirds", "a quarter of a percent", "hundreds"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from inkpress.check import number_words as tables

_WORDS = {*tables.SMALL, *tables.TENS, *tables.SCALES, *tables.FRACTIONS, *tables.VAGUE, *tables.MULTIPLES}
_SPELLED = re.compile(r"(?<![\w-])(?:" + "|".join(sorted(_WORDS, key=len, reverse=True)) + r")(?!\w)", re.IGNORECASE)
_JOIN = re.compile(r"\s+and\s+(?:an?\s+)?|\s+of\s+(?:an?\s+)?|\s+an?\s+|[\s-]+")
_TOKEN = re.compile(r"[A-Za-z]+")
_A_BEFORE = re.compile(r"(?<!\w)(?:an?|per)\s+$", re.IGNORECASE)
_WORD_UNITS = "|".join(re.escape(u) for u in sorted(tables.UNITS, key=len, reverse=True) if len(u) > 3 and u != "times")
_OF_A_UNIT = re.compile(rf"\s+(?:of\s+)?(?:an?|one)\s+(?P<unit>{_WORD_UNITS})(?!\w)", re.IGNORECASE)
_UNIT_AND_A_HALF = re.compile(
    rf"(?<!\w)(?:an?|one)\s+(?P<unit>{_WORD_UNITS})\s+and\s+a\s+(?P<part>half|quarter)(?!\w)", re.IGNORECASE
)
COMPARATIVE = re.compile(
    r"\s+(?:as|more|less|fewer|the|that|better|worse|[a-z]{3,}er|of|its|their)(?!\w)", re.IGNORECASE
)


class RawNumber(NamedTuple):
    """A value before the unit and the bound around it are known."""

    low: float
    high: float
    grain: float
    start: int
    end: int
    unit: str = ""
    spelled: bool = False
    size: bool = False
    money: bool = False
    bound: str = ""  # that its own words imply


def spelled_numbers(text: str) -> Iterator[RawNumber]:
    """The numbers of `text` that are written in words, in no order."""
    if _WORDS.isdisjoint(_TOKEN.findall(text.lower())):
        return  # most sentences: the quick way out
    for half in _UNIT_AND_A_HALF.finditer(text):  # "a week and a half"
        unit, size = tables.UNITS[half["unit"].lower()]
        value = size * (1 + tables.FRACTIONS[half["part"].lower()])
        yield RawNumber(value, value, size / 2, half.start(), half.end(), unit, spelled=True, bound="about")
    position = 0
    while match := _SPELLED.search(text, position):
        raw = _spelled_at(text, match.start())
        position = raw.end if raw else match.end()
        if raw:
            yield raw


def _spelled_at(text: str, start: int) -> RawNumber | None:
    """The longest number in words that begins at `start`; None for "double-blind" and "a third model"."""
    words, ends = _number_run(text, start)
    first = words[0]
    if first in tables.MULTIPLES and len(words) == 1:
        if first in ("twice", "thrice") and not COMPARATIVE.match(text, ends[0]):
            return None
        return RawNumber(tables.MULTIPLES[first], tables.MULTIPLES[first], 1, start, ends[0], "times", spelled=True)
    if first in tables.VAGUE:
        return _vague(words, ends, start)
    if first in tables.FRACTIONS:
        return _lone_fraction(text, start, words, ends)
    if first in tables.SCALES and not _A_BEFORE.search(text, max(0, start - 6), start):
        return None
    return _counted(text, start, words, ends)


def _number_run(text: str, start: int) -> tuple[list[str], list[int]]:
    """The number words from `start` on, joined by spaces, hyphens, "and" or "of" (at most nine), and their ends."""
    words: list[str] = []
    ends: list[int] = []
    position = start
    while len(words) < 9 and (match := _SPELLED.match(text, position) or _TOKEN.match(text, position)):
        word = match[0].lower()
        known = word in tables.SMALL or word in tables.TENS or word in tables.SCALES or word in tables.FRACTIONS
        if not (known or word in tables.VAGUE or word in tables.MULTIPLES or (word == "point" and words)):
            break
        words.append(word)
        ends.append(match.end())
        joint = _JOIN.match(text, match.end())
        if joint is None:
            break
        position = joint.end()
    return words, ends


def _vague(words: list[str], ends: list[int], start: int) -> RawNumber:
    low, high = tables.VAGUE[words[0]]
    count = 1
    for word in words[1:2]:
        if word in tables.VAGUE or word in tables.SCALES:
            factor = tables.VAGUE[word][0] if word in tables.VAGUE else tables.SCALES[word]
            low, high, count = low * factor, high * factor, 2
    return RawNumber(low, high, low, start, ends[count - 1], spelled=True)


def _lone_fraction(text: str, start: int, words: list[str], ends: list[int]) -> RawNumber | None:
    """ "half", "a third of", "a quarter of a percent", "half a million"."""
    before = text[max(0, start - 12) : start].lower().rstrip()
    after = text[ends[0] : ends[0] + 12].lower()
    fraction = tables.FRACTIONS[words[0]]
    if before.endswith(("first", "second", "other", "latter", "each", "either")) or after.startswith("-"):
        return None
    of_a = _OF_A_UNIT.match(text, ends[0])
    if of_a:
        unit, size = tables.UNITS[of_a["unit"].lower()]
        return RawNumber(fraction * size, fraction * size, fraction * size, start, of_a.end(), unit, spelled=True)
    if len(words) > 1 and words[1] in tables.SCALES:
        value = fraction * tables.SCALES[words[1]]
        return RawNumber(value, value, value, start, ends[1], spelled=True)
    if words[0] not in ("half", "quarter") and not after.startswith((" of ", " the ")):
        return None
    if words[0] == "quarter" and not after.startswith((" of ", " the ", " as ")):
        return None
    return RawNumber(fraction, fraction, fraction / 2, start, ends[0], "ratio", spelled=True)


def _counted(text: str, start: int, words: list[str], ends: list[int]) -> RawNumber | None:
    """ "twenty-eight", "three and a half", "one hundred and fifty", "two thirds", "five thousand"."""
    total = current = 0.0
    grain, used, decimal = 1.0, 0, 0.0
    for word in words:
        if word == "point":
            decimal = 0.1
        elif decimal and word in tables.SMALL:
            current, decimal, grain = current + tables.SMALL[word] * decimal, decimal / 10, decimal
        elif word in tables.SMALL and (not used or current % 10 == 0) and not (used and current == 0 and total == 0):
            current, grain = current + tables.SMALL[word], 1.0
        elif word in tables.TENS and current % 100 == 0:
            current, grain = current + tables.TENS[word], 10.0
        elif word in tables.SCALES:
            current = (current or 1.0) * tables.SCALES[word]
            grain = tables.SCALES[word]
            if tables.SCALES[word] >= 1000:
                total, current = total + current, 0.0
        elif word in tables.FRACTIONS and used:
            return _with_fraction(text, start, ends[: used + 1], total + current, word)
        else:
            break
        used += 1
    if not used:
        return None
    value = total + current
    return RawNumber(value, value, grain, start, ends[used - 1], spelled=True)


def _with_fraction(text: str, start: int, ends: list[int], value: float, word: str) -> RawNumber:
    """ "two thirds" is a ratio; "three and a half" is 3.5."""
    joint = text[ends[-2] : ends[-1]].lower()
    fraction = tables.FRACTIONS[word]
    if " and " in joint or (word in ("half",) and " a " in joint):
        return RawNumber(value + fraction, value + fraction, fraction, start, ends[-1], spelled=True)
    return RawNumber(value * fraction, value * fraction, fraction / 2, start, ends[-1], "ratio", spelled=True)
