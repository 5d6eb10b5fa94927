"""Sentence -> its numbers, in digits and in words: "28.4", "two thirds", "seventeen hundred", "nine in ten", "7B"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from inkpress.check import number_words as tables
from inkpress.check.numbers import Number

# Digits that begin a number: not inside a word (Llama2), a hyphenated name (GPT-4) or a dotted number (1.2.3).
# A hyphen after a digit (10-20) or after white space is no part of a name.
_DIGITS = re.compile(
    r"(?<![\w.#])(?<![^\W\d_][-‑–])"
    r"(?P<money>[$€£])?(?P<digits>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?(?:[eE][-+]?\d{1,3}(?!\w))?|(?<!\d)\.\d+)"
    r"(?P<power>\s?[×x·*]\s?10\s?\^?\s?[{(]?(?P<exponent>[-−]?\d{1,2})[})]?)?"
    r"(?!\.?\d)(?:(?P<letter>[kKMBT]|bn)(?!\w))?(?!(?:st|nd|rd|th|D|d)\b)(?!,\d)"
)
_SPELLED = re.compile(
    r"(?<![\w-])(?:"
    + "|".join(
        sorted(
            {*tables.SMALL, *tables.TENS, *tables.SCALES, *tables.FRACTIONS, *tables.VAGUE, *tables.MULTIPLES},
            key=len,
            reverse=True,
        )
    )
    + r")(?!\w)",
    re.IGNORECASE,
)
_JOIN = re.compile(r"\s+and\s+(?:an?\s+)?|\s+of\s+(?:an?\s+)?|\s+an?\s+|[\s-]+")
_TOKEN = re.compile(r"[A-Za-z]+")
_UNIT = re.compile(
    r"(?P<gap>[\s\u00a0]?|[-‑–]|\\,)(?:(?:person|man|gpu|cpu|tpu|core|device|machine)[\s-])?(?P<unit>"
    + "|".join(re.escape(u) for u in sorted(tables.UNITS, key=len, reverse=True))
    + r")(?![\w])",
    re.IGNORECASE,
)
_SCALE_AFTER = re.compile(
    r"[\s\u00a0–-]?(?P<scale>hundred|thousand|million|billion|trillion|dozen)(?![\w])", re.IGNORECASE
)
_AND_A_HALF = re.compile(r"\s+and\s+a\s+(half|quarter|third)(?!\w)", re.IGNORECASE)
_A_BEFORE = re.compile(r"(?<!\w)(?:an?|per)\s+$", re.IGNORECASE)
_WORD_UNITS = "|".join(re.escape(u) for u in sorted(tables.UNITS, key=len, reverse=True) if len(u) > 3 and u != "times")
_OF_A_UNIT = re.compile(rf"\s+(?:of\s+)?(?:an?|one)\s+(?P<unit>{_WORD_UNITS})(?!\w)", re.IGNORECASE)
_UNIT_AND_A_HALF = re.compile(
    rf"(?<!\w)(?:an?|one)\s+(?P<unit>{_WORD_UNITS})\s+and\s+a\s+(?P<part>half|quarter)(?!\w)", re.IGNORECASE
)
_RATIO = re.compile(r"(?:\s[a-z]+(?=\s))?\s?(?P<join>of|out of|in|/)\s?(?:the\s|every\s)?")
_IN_OR_OF = {2, 3, 4, 5, 6, 8, 10, 12, 20, 100, 1000}  # the denominators of "nine in ten"
_BEFORE = re.compile(
    r"(?:(?<!\w)(?P<words>"
    + "|".join(re.escape(b) for b in sorted(tables.BOUNDS_BEFORE, key=len, reverse=True) if b[0].isalpha())
    + r")\s+|(?P<sign>[~≈<>≥≤])\s?)(?:(?:an?|the|just|only|by|its|their)\s+)?[$€£]?$",
    re.IGNORECASE,
)
_AFTER = re.compile(r"\s+(?:[a-z]+\s+){0,1}(?P<words>" + "|".join(tables.BOUNDS_AFTER) + r")(?!\w)", re.IGNORECASE)
_FACTOR = re.compile(r"(?<!\w)factors?\s+of\s+(?:[a-z]+\s+){0,3}$", re.IGNORECASE)
_COMPARATIVE = re.compile(
    r"\s+(?:as|more|less|fewer|the|that|better|worse|[a-z]{3,}er|of|its|their)(?!\w)", re.IGNORECASE
)


class _Raw(NamedTuple):
    """A value before unit and bound are known."""

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


def read_numbers(text: str) -> list[Number]:
    """The numbers of `text` in order; "23 of 36" is one ratio whose `parts` are 23 and 36."""
    raws = sorted([*_digit_numbers(text), *_spelled_numbers(text)], key=lambda raw: raw.start)
    numbers: list[Number] = []
    for raw in raws:
        if numbers and raw.start < numbers[-1].end:
            continue
        number = _finish(raw, text)
        joined = _ratio(numbers[-1], number, text) if numbers else None
        if joined is not None:
            numbers[-1] = joined
        else:
            numbers.append(number)
    return numbers


def _digit_numbers(text: str) -> Iterator[_Raw]:
    for match in _DIGITS.finditer(text):
        digits = match["digits"].replace(",", "")
        value = float(digits)
        grain = _grain(digits)
        factor = tables.LETTER_SCALES.get(match["letter"] or "", 1.0)
        if match["power"]:
            factor *= 10.0 ** int(match["exponent"].replace("−", "-"))
        end = match.end()
        scale = _SCALE_AFTER.match(text, end)
        if scale:
            factor *= tables.SCALES[scale["scale"].lower()]
            end = scale.end()
        half = _AND_A_HALF.match(text, end)
        if half:
            value, end = value + tables.FRACTIONS[half[1].lower()], half.end()
        value *= factor
        yield _Raw(
            value, value, grain * factor, match.start(), end, size=bool(match["letter"]), money=bool(match["money"])
        )


def _grain(digits: str) -> float:
    """The size of the last digit that carries meaning: 100 for 1400, 5 for 25, 0.1 for 4.5."""
    mantissa, _, exponent = digits.lower().partition("e")
    whole, _, decimals = mantissa.partition(".")
    power = 10.0 ** int(exponent or 0)
    if decimals:
        return power * 10.0 ** -len(decimals)
    stripped = whole.rstrip("0")
    grain = 10.0 ** (len(whole) - len(stripped)) if stripped else 1.0
    return power * grain * (5 if stripped.endswith("5") and len(stripped) > 1 else 1)


def _spelled_numbers(text: str) -> Iterator[_Raw]:
    for half in _UNIT_AND_A_HALF.finditer(text):  # "a week and a half"
        unit, size = tables.UNITS[half["unit"].lower()]
        value = size * (1 + tables.FRACTIONS[half["part"].lower()])
        yield _Raw(value, value, size / 2, half.start(), half.end(), unit, spelled=True, bound="about")
    position = 0
    while match := _SPELLED.search(text, position):
        raw = _spelled_at(text, match.start())
        position = raw.end if raw else match.end()
        if raw:
            yield raw


def _spelled_at(text: str, start: int) -> _Raw | None:
    """The longest number in words that begins at `start`; None for "double-blind" and "a third model"."""
    words, ends = _number_run(text, start)
    first = words[0]
    if first in tables.MULTIPLES and len(words) == 1:
        if first in ("twice", "thrice") and not _COMPARATIVE.match(text, ends[0]):
            return None
        return _Raw(tables.MULTIPLES[first], tables.MULTIPLES[first], 1, start, ends[0], "times", spelled=True)
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


def _vague(words: list[str], ends: list[int], start: int) -> _Raw:
    low, high = tables.VAGUE[words[0]]
    count = 1
    for word in words[1:2]:
        if word in tables.VAGUE or word in tables.SCALES:
            factor = tables.VAGUE[word][0] if word in tables.VAGUE else tables.SCALES[word]
            low, high, count = low * factor, high * factor, 2
    return _Raw(low, high, low, start, ends[count - 1], spelled=True)


def _lone_fraction(text: str, start: int, words: list[str], ends: list[int]) -> _Raw | None:
    """ "half", "a third of", "a quarter of a percent", "half a million"."""
    before = text[max(0, start - 12) : start].lower().rstrip()
    after = text[ends[0] : ends[0] + 12].lower()
    fraction = tables.FRACTIONS[words[0]]
    if before.endswith(("first", "second", "other", "latter", "each", "either")) or after.startswith("-"):
        return None
    of_a = _OF_A_UNIT.match(text, ends[0])
    if of_a:
        unit, size = tables.UNITS[of_a["unit"].lower()]
        return _Raw(fraction * size, fraction * size, fraction * size, start, of_a.end(), unit, spelled=True)
    if len(words) > 1 and words[1] in tables.SCALES:
        value = fraction * tables.SCALES[words[1]]
        return _Raw(value, value, value, start, ends[1], spelled=True)
    if words[0] not in ("half", "quarter") and not after.startswith((" of ", " the ")):
        return None
    if words[0] == "quarter" and not after.startswith((" of ", " the ", " as ")):
        return None
    return _Raw(fraction, fraction, fraction / 2, start, ends[0], "ratio", spelled=True)


def _counted(text: str, start: int, words: list[str], ends: list[int]) -> _Raw | None:
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
    return _Raw(value, value, grain, start, ends[used - 1], spelled=True)


def _with_fraction(text: str, start: int, ends: list[int], value: float, word: str) -> _Raw:
    """ "two thirds" is a ratio; "three and a half" is 3.5."""
    joint = text[ends[-2] : ends[-1]].lower()
    fraction = tables.FRACTIONS[word]
    if " and " in joint or (word in ("half",) and " a " in joint):
        return _Raw(value + fraction, value + fraction, fraction, start, ends[-1], spelled=True)
    return _Raw(value * fraction, value * fraction, fraction / 2, start, ends[-1], "ratio", spelled=True)


def _finish(raw: _Raw, text: str) -> Number:
    """`raw` with the unit and the bound that stand around it."""
    end, unit, factor, percent = raw.end, raw.unit, 1.0, False
    match = None if raw.unit else _UNIT.match(text, raw.end)
    if match and _is_unit(match, text):
        unit, factor = tables.UNITS[match["unit"].lower()]
        end, percent = match.end(), unit == "ratio"
    if raw.money:
        unit = "money"
    elif not unit and _FACTOR.search(text, max(0, raw.start - 40), raw.start):
        unit = "times"
    return Number(
        low=raw.low * factor,
        high=raw.high * factor,
        unit=unit,
        bound=_bound(text, raw.start, end) or raw.bound,
        grain=raw.grain * factor,
        text=text[raw.start : end],
        start=raw.start,
        end=end,
        spelled=raw.spelled,
        size=raw.size,
        percent=percent,
    )


def _is_unit(match: re.Match[str], text: str) -> bool:
    """Whether the letters after a number are its unit: "2 x 3" and "cited ten times" are not multiples."""
    unit, gap = match["unit"].lower(), match["gap"]
    if unit == "times":
        return _COMPARATIVE.match(text, match.end()) is not None
    if unit in ("x", "×"):
        return re.match(r"\s?[\d(]", text[match.end() : match.end() + 2]) is None and match["unit"] in "x×"
    if unit in ("s", "h", "min") and not gap:
        return True
    if unit == "s":
        return match["unit"] == "s"
    return unit not in ("h", "pp") or match["unit"].islower()


def _bound(text: str, start: int, end: int) -> str:
    after = _AFTER.match(text, end)
    if after:
        return tables.BOUNDS_AFTER[after["words"].lower()]
    match = _BEFORE.search(text, max(0, start - 40), start)
    if match is None:
        return ""
    return tables.BOUNDS_BEFORE[(match["words"] or match["sign"]).lower()]


def _ratio(first: Number, second: Number, text: str) -> Number | None:
    """ "23 of 36", "nine in ten", "23 / 36" as one ratio; None when the two are no such pair."""
    joint = _RATIO.fullmatch(text, first.end, second.start)
    if joint is None or first.unit or second.unit or not 0 < first.low < second.low or first.low != first.high:
        return None
    if joint["join"] == "in" and second.low not in _IN_OR_OF:
        return None
    if first.low != int(first.low) or second.low != int(second.low):
        return None
    value = first.low / second.low
    return first._replace(
        low=value,
        high=value,
        unit="ratio",
        grain=1 / second.low,
        text=text[first.start : second.end],
        end=second.end,
        parts=(first, second),
    )
