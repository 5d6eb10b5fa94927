"""Numbers in words: "seventeen hundred", "three and a half", "two thirds", "a quarter of a percent", "hundreds"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from inkpress.check import number_words as tables
from inkpress.check.number_units import NAMES

_WORDS = {*tables.SMALL, *tables.TENS, *tables.SCALES, *tables.FRACTIONS, *tables.VAGUE, *tables.MULTIPLES}
_SPELLED = re.compile(r"(?<![\w-])(?:" + "|".join(sorted(_WORDS, key=len, reverse=True)) + r")(?!\w)", re.IGNORECASE)
_JOIN = re.compile(r"\s+and\s+(?:an?\s+)?|\s+of\s+(?:an?\s+)?|\s+an?\s+|[\s-]+")
_FRACTION = re.compile(r"(?:" + "|".join(tables.FRACTIONS) + r")(?!\w)", re.IGNORECASE)
_BETWEEN = re.compile(r"(?<!\w)between\s+(?:\w+\s+)?$", re.IGNORECASE)
_TOKEN = re.compile(r"[A-Za-z]+")
_A_BEFORE = re.compile(r"(?<!\w)(?:an?|per|each|every)\s+$", re.IGNORECASE)
# Of the units only those stand behind "a" or "half a" that mean nothing else there: no bits, grams or feet.
_MEASURES = ("time", "length", "money", "bytes", "mass", "power", "energy", "ratio", "points")
_ONE = {name for name, unit in NAMES.items() if len(name) > 2 and name.isalpha() and unit.kind.startswith(_MEASURES)}
_ONE |= {"percentage point", "per cent"}
_UNIT = r"(?P<unit>" + "|".join(sorted(_ONE, key=len, reverse=True)) + r")(?!\w)"
_ALSO_WORDS = {"second", "minute", "min", "sec", "foot"}  # "a second model"
_IN_THE_OPEN = re.compile(r"\s*(?:$|[.,;:!?)]|\s(?:of|to|for|on|in|at|with|than|per|and|or|from|instead)(?!\w))")
_ONLY_ONCE = re.compile(r"(?<!\w)(?:only|just|merely)\s+(once)(?!\w)", re.IGNORECASE)
COMPARATIVE = re.compile(
    r"\s+(?:as|more|less|fewer|the|that|better|worse|[a-z]{3,}er|of|its|their)(?!\w)", re.IGNORECASE
)
# What stands behind "a third" when it is a share and not an ordinal: "a third model".
_SHARE = re.compile(
    r"\s*(?:$|[^\w\s-])|\s+(?:of|the|as|more|less|and|or|but|in|on|at|for|when|while|if|to|than|with|without|by|its|"
    r"their|from|during|since|because|over|compared|ahead|behind|off|down|up|is|are|was|were|[a-z]{3,}er)(?!\w)",
    re.IGNORECASE,
)
_ARTICLE = re.compile(r"(?<!\w)(?:an?|one|every)\s+$", re.IGNORECASE)


class _Patterns(NamedTuple):
    """What is compiled when the first sentence with a unit in words is read: it takes 10 ms."""

    of_a_unit: re.Pattern[str]
    unit_and_a_half: re.Pattern[str]
    a_unit: re.Pattern[str]
    few: re.Pattern[str]


@cache
def _patterns() -> _Patterns:
    flags = re.IGNORECASE
    return _Patterns(
        of_a_unit=re.compile(rf"\s+(?:of\s+)?(?:an?|one)\s+{_UNIT}", flags),
        unit_and_a_half=re.compile(rf"(?<!\w)(?:an?|one)\s+{_UNIT}\s+and\s+a\s+(?P<part>half|quarter)(?!\w)", flags),
        a_unit=re.compile(
            r"(?<!\w)(?<!once )(?<!twice )(?<!times )(?:an?\s+(?:(?:full|whole|entire|single)\s+)?|"
            rf"one\s+(?:full|whole|entire|single)\s+){_UNIT}"
            r"(?!-|\s+(?:ago|later|earlier|before|after|old|and\s+a)(?!\w))",
            flags,
        ),
        few=re.compile(
            r"(?<![\w-])(?P<few>couple|few|several|handful)\s+(?:of\s+)?"
            rf"(?:(?P<scale>{'|'.join(tables.SCALES)})(?!\w)|(?={_UNIT}))",
            flags,
        ),
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
    bound: str = ""  # that its own words imply
    negative: bool = False


def spelled_numbers(text: str) -> Iterator[RawNumber]:
    """The numbers of `text` that are written in words, in no order."""
    tokens = _TOKEN.findall(text.lower())
    if not _ONE.isdisjoint(tokens):
        yield from _single_units(text)
    if not tables.FEW.keys().isdisjoint(tokens):
        for few in _patterns().few.finditer(text):  # "a few hundred", "a couple of hours"
            low, high = tables.FEW[few["few"].lower()]
            scale = tables.SCALES[few["scale"].lower()] if few["scale"] else 1.0
            high = (high + 1) * scale if few["scale"] else high
            yield RawNumber(low * scale, high, low * scale, few.start(), few.end(), spelled=True)
    if "once" in tokens:
        yield from (RawNumber(1, 1, 1, m.start(1), m.end(), spelled=True) for m in _ONLY_ONCE.finditer(text))
    if _WORDS.isdisjoint(tokens):
        return  # most sentences: the quick way out
    position = 0
    while match := _SPELLED.search(text, position):
        raw = _spelled_at(text, match.start())
        position = raw.end if raw else match.end()
        if raw:
            yield raw


def _single_units(text: str) -> Iterator[RawNumber]:
    """ "A week and a half", "a full week", "an hour"."""
    for half in _patterns().unit_and_a_half.finditer(text):
        unit = NAMES[half["unit"].lower()]
        value = unit.size * (1 + tables.FRACTIONS[half["part"].lower()])
        yield RawNumber(value, value, unit.size / 2, half.start(), half.end(), unit.kind, spelled=True, bound="about")
    for one in _patterns().a_unit.finditer(text):
        name = one["unit"].lower()
        if name != "point" and (name not in _ALSO_WORDS or _IN_THE_OPEN.match(text, one.end())):
            unit = NAMES[name]
            yield RawNumber(unit.size, unit.size, unit.size, one.start(), one.end(), unit.kind, spelled=True)


def _spelled_at(text: str, start: int) -> RawNumber | None:
    """The longest number in words that begins at `start`; None for "double-blind" and "a third model"."""
    words, ends = _number_run(text, start)
    first = words[0]
    if first in tables.MULTIPLES and len(words) == 1:
        return _multiple(text, start, ends[0], first)
    if first in tables.VAGUE:
        return _vague(text, words, ends, start)
    if first in tables.FRACTIONS:
        return _lone_fraction(text, start, words, ends)
    if first in tables.SCALES and not _A_BEFORE.search(text, max(0, start - 6), start):
        return None
    return _counted(text, start, words, ends)


def _multiple(text: str, start: int, end: int, word: str) -> RawNumber | None:
    """ "Twice as fast", "doubled"; "failed twice" is a count, and "double-blind" multiplies nothing."""
    value = tables.MULTIPLES[word]
    multiplies = COMPARATIVE.match(text, end) is not None
    if text[end : end + 1] == "-" or (word.endswith("le") and not multiplies):
        return None
    unit = "" if word in ("twice", "thrice") and not multiplies else "times"
    return RawNumber(value, value, 1, start, end, unit, spelled=True)


def _number_run(text: str, start: int) -> tuple[list[str], list[int]]:
    """The number words from `start` on, joined by spaces, hyphens, "and" or "of" (at most nine), and their ends."""
    words: list[str] = []
    ends: list[int] = []
    position = start
    is_between = _BETWEEN.search(text, max(0, start - 20), start) is not None
    while len(words) < 9 and (match := _SPELLED.match(text, position) or _TOKEN.match(text, position)):
        word = match[0].lower()
        known = word in tables.SMALL or word in tables.TENS or word in tables.SCALES or word in tables.FRACTIONS
        if not (known or word in tables.VAGUE or word in tables.MULTIPLES or (word == "point" and words)):
            break
        words.append(word)
        ends.append(match.end())
        joint = _JOIN.match(text, match.end())
        if joint is None or ("of" in joint[0] and (word in tables.SMALL or word in tables.TENS)):
            break  # "ten of a hundred" are two numbers, "tens of thousands" is one
        if "and" in joint[0] and (is_between or word not in tables.SCALES) and not _FRACTION.match(text, joint.end()):
            break  # "five hundred and twelve" is one, "between ten and twelve" are two
        position = joint.end()
    return words, ends


def _vague(text: str, words: list[str], ends: list[int], start: int) -> RawNumber:
    """ "Hundreds", "tens of thousands", "millions of times more"."""
    low, high = tables.VAGUE[words[0]]
    count = 1
    for word in words[1:2]:
        if word in tables.VAGUE or word in tables.SCALES:
            factor = tables.VAGUE[word][0] if word in tables.VAGUE else tables.SCALES[word]
            low, high, count = low * factor, high * factor, 2
    end = ends[count - 1]
    times = re.compile(r"\s+of\s+times(?!\w)").match(text, end)
    if times and COMPARATIVE.match(text, times.end()):
        return RawNumber(low, high, low, start, times.end(), "times", spelled=True)
    return RawNumber(low, high, low, start, end, spelled=True)


def _lone_fraction(text: str, start: int, words: list[str], ends: list[int]) -> RawNumber | None:
    """ "half", "a third of", "a fifth as many", "by a quarter", "a quarter of a percent", "half a million"."""
    before = text[max(0, start - 12) : start].lower().rstrip()
    fraction, end = tables.FRACTIONS[words[0]], ends[0]
    if before.endswith(("first", "second", "other", "latter", "each", "either")) or text[end : end + 1] == "-":
        return None
    of_a = _patterns().of_a_unit.match(text, end)
    if of_a:
        unit = NAMES[of_a["unit"].lower()]
        value = fraction * unit.size
        return RawNumber(value, value, value, start, of_a.end(), unit.kind, spelled=True)
    if len(words) > 1 and words[1] in tables.SCALES:
        value = fraction * tables.SCALES[words[1]]
        return RawNumber(value, value, value, start, ends[1], spelled=True)
    article = _ARTICLE.search(text, max(0, start - 8), start)
    if words[0] != "half" and not (article and (article[0].lower().startswith("every") or _SHARE.match(text, end))):
        return None
    if article and article[0].lower().startswith("every"):
        start = article.start()
    return RawNumber(fraction, fraction, fraction / 2, start, end, "ratio", spelled=True)


def _counted(text: str, start: int, words: list[str], ends: list[int]) -> RawNumber | None:
    """ "twenty-eight", "three and a half", "one hundred and fifty", "two thirds", "five thousand"."""
    total = current = 0.0
    grain, used, decimal = 1.0, 0, 0.0
    for word in words:
        if word == "point":
            decimal = 0.1
        elif decimal and word in tables.SMALL:
            current, decimal, grain = current + tables.SMALL[word] * decimal, decimal / 10, decimal
        elif word in tables.SMALL and (not used or (total + current and _adds(current, word))):
            current, grain = current + tables.SMALL[word], 1.0
        elif word in tables.TENS and current % 100 == 0:
            current, grain = current + tables.TENS[word], 10.0
        elif word in tables.SCALES:
            current = (current or 1.0) * tables.SCALES[word]
            grain = tables.SCALES[word]
            if tables.SCALES[word] >= 1000:
                total, current = total + current, 0.0
        elif word in tables.FRACTIONS and used:
            return _with_fraction(text, start, words[used:], ends[used - 1 :], total + current)
        else:
            break
        used += 1
    if not used:
        return None
    value = total + current
    return RawNumber(value, value, grain, start, ends[used - 1], spelled=True)


def _adds(current: float, word: str) -> bool:
    """ "Twenty-eight" is one number, "ten fifteen" and "thirty twelve" are two."""
    return current % 100 == 0 or (current % 10 == 0 and current % 100 >= 20 and tables.SMALL[word] < 10)


def _with_fraction(text: str, start: int, words: list[str], ends: list[int], value: float) -> RawNumber:
    """ "two thirds" is a ratio; "three and a half" is 3.5, and "two and a half trillion" as many trillion.

    `words` are those from the fraction on, and `ends` begin with the end of the word before it.
    """
    joint = text[ends[0] : ends[1]].lower()
    fraction = tables.FRACTIONS[words[0]]
    if " and " in joint or (words[0] == "half" and " a " in joint):
        scale = tables.SCALES.get(words[1], 0.0) if len(words) > 1 else 0.0
        factor, end = (scale, ends[2]) if scale else (1.0, ends[1])
        return RawNumber((value + fraction) * factor, (value + fraction) * factor, fraction * factor, start, end,
                         spelled=True)  # fmt: skip
    of_a = _patterns().of_a_unit.match(text, ends[1])
    if of_a:  # "three quarters of an hour"
        unit = NAMES[of_a["unit"].lower()]
        size = value * fraction * unit.size
        return RawNumber(size, size, fraction * unit.size, start, of_a.end(), unit.kind, spelled=True)
    return RawNumber(value * fraction, value * fraction, fraction / 2, start, ends[1], "ratio", spelled=True)
