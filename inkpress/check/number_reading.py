"""Sentence -> its numbers, in digits and in words: "28.4", "two thirds", "seventeen hundred", "nine in ten", "7B"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from inkpress.check import number_words as tables
from inkpress.check.number_spelled import COMPARATIVE, RawNumber, spelled_numbers
from inkpress.check.numbers import Number

# Digits that begin a number: not inside a word (Llama2), a hyphenated name (GPT-4) or a dotted number (1.2.3).
# A hyphen after a digit (10-20) or after white space is no part of a name.
_DIGITS = re.compile(
    r"(?<![\w.#])(?<![^\W\d_][-‑–])"
    r"(?P<money>[$€£])?(?P<digits>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?(?:[eE][-+]?\d{1,3}(?!\w))?|(?<!\d)\.\d+)"
    r"(?P<power>\s?[×x·*]\s?10\s?\^?\s?[{(]?(?P<exponent>[-−]?\d{1,2})[})]?)?"
    r"(?!\.?\d)(?:(?P<letter>[kKMBT]|bn)(?!\w))?(?!(?:st|nd|rd|th|D|d)\b)(?!,\d)"
)
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
_RATIO = re.compile(r"(?:\s[a-z]+(?=\s))?\s?(?P<join>of|out of|in|/)\s?(?:the\s|every\s)?")
_BEFORE = re.compile(
    r"(?:(?<!\w)(?P<words>"
    + "|".join(re.escape(b) for b in sorted(tables.BOUNDS_BEFORE, key=len, reverse=True) if b[0].isalpha())
    + r")\s+|(?P<sign>[~≈<>≥≤])\s?)(?:(?:an?|the|just|only|by|its|their)\s+)?[$€£]?$",
    re.IGNORECASE,
)
_AFTER = re.compile(r"\s+(?:[a-z]+\s+){0,1}(?P<words>" + "|".join(tables.BOUNDS_AFTER) + r")(?!\w)", re.IGNORECASE)
_FACTOR = re.compile(r"(?<!\w)factors?\s+of\s+(?:[a-z]+\s+){0,3}$", re.IGNORECASE)


def read_numbers(text: str) -> list[Number]:
    """The numbers of `text` in order; "23 of 36" is one ratio whose `parts` are 23 and 36."""
    raws = sorted([*_digit_numbers(text), *spelled_numbers(text)], key=lambda raw: raw.start)
    numbers: list[Number] = []
    for raw in raws:
        if numbers and raw.start < numbers[-1].end:
            continue
        number = _finish(raw, text)
        joined = _ratio(numbers[-1], number, text) if numbers else None
        if joined is not None:
            numbers[-1] = joined
        elif numbers and _is_range(numbers[-1], number, text):
            numbers[-1:] = [_with_unit_of(numbers[-1], number), number]
        else:
            numbers.append(number)
    return numbers


def _digit_numbers(text: str) -> Iterator[RawNumber]:
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
        yield RawNumber(
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


def _finish(raw: RawNumber, text: str) -> Number:
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
        return COMPARATIVE.match(text, match.end()) is not None
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


def _is_range(first: Number, second: Number, text: str) -> bool:
    """ "Two to five percent", "2-5%", "between 2 and 5 ms": the unit stands once and belongs to both."""
    joint = text[first.end : second.start].strip().lower()
    between = text[max(0, first.start - 8) : first.start].strip().lower().endswith("between")
    return not first.unit and bool(second.unit) and (joint in ("to", "-", "–") or (joint == "and" and between))


def _with_unit_of(first: Number, second: Number) -> Number:
    unit = _UNIT.search(second.text)
    factor = tables.UNITS[unit["unit"].lower()][1] if unit else 1.0
    return first._replace(
        low=first.low * factor,
        high=first.high * factor,
        grain=first.grain * factor,
        unit=second.unit,
        percent=second.percent,
    )


def _is_denominator(value: float) -> bool:
    """The tens of "nine in ten" and "one in forty", but no year and no odd count."""
    return 2 <= value <= 8 or value == 12 or (value % 10 == 0 and not 1950 <= value <= 2049)


def _ratio(first: Number, second: Number, text: str) -> Number | None:
    """ "23 of 36", "nine in ten", "23 / 36" as one ratio; None when the two are no such pair."""
    joint = _RATIO.fullmatch(text, first.end, second.start)
    if joint is None or first.unit or second.unit or not 0 < first.low < second.low or first.low != first.high:
        return None
    if joint["join"] == "in" and not _is_denominator(second.low):
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
