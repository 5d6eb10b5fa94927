"""Sentence -> its numbers, in digits and in words: "28.4", "two thirds", "seventeen hundred", "nine in ten", "7B"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from inkpress.check import number_words as tables
from inkpress.check.number_spelled import COMPARATIVE, RawNumber, spelled_numbers
from inkpress.check.number_units import CURRENCIES, Found, Unit, opening_rate, rate_behind, unit_behind
from inkpress.check.numbers import Number

MOST_DIGITS, LARGEST_EXPONENT = 30, 60  # what is longer is no quantity, and would overflow a float
# Addresses and identifiers hold digits that count nothing.
_NO_QUANTITY = re.compile(
    r"(?:https?://|www\.|doi:\s?)[^\s<>\"]+|(?<![\w.])10\.\d{4,9}/[^\s<>\"]+|(?<!\w)arxiv[:.\s/]\s?[\w./-]*\d{4}[\w./]*",
    re.IGNORECASE,
)
# Digits that begin a number: not inside a word (Llama2), a hyphenated name (GPT-4) or a dotted number (1.2.3).
# A hyphen after a digit (10-20) or after white space is no part of a name. Thousands are parted by commas, by thin or
# hard spaces, or by common ones when the last three digits are 000; else "28 113" are two cells of a table.
_DIGITS = re.compile(
    r"(?<![\w.#])(?<![^\W\d_][-‑–])(?P<money>(?:US)?[$€£¥])?"
    r"(?P<digits>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d{1,3}(?:[\u00a0\u202f\u2009]\d{3})+(?!\d)|\d{1,3}(?: \d{3})* 000(?!\d)"
    r"|\d+(?:\.\d+)?(?:[eE][-+]?\d{1,3}(?!\w))?|(?<!\d)\.\d+)"
    r"(?P<power>\s?[×x·*]\s?10\s?(?:\^?\s?[{(]?(?P<exponent>[-−]?\d{1,2})[})]?|(?P<raised>⁻?[⁰¹²³⁴-⁹]{1,2})))?"
    r"(?!\.?\d)(?P<part>\s?[½⅓¼¾⅔⅛]|\s1/[248](?![\w/])|\s3/4(?![\w/]))?"
    r"(?:(?P<letter>[kKMBT]|bn)(?!\w))?(?!(?:st|nd|rd|th|D|d)\b)(?!,\d)"
)
# "10⁻⁴", "10^{-4}" right behind the 10.
_RAISED = re.compile(r"\^\s?[{(]?(?P<exponent>[-−]?\d{1,2})[})]?(?![\d.]\d)|(?P<raised>⁻?[⁰¹²³⁴-⁹]{1,2})")
_PART = {"½": 1 / 2, "⅓": 1 / 3, "¼": 1 / 4, "¾": 3 / 4, "⅔": 2 / 3, "⅛": 1 / 8, "1/2": 1 / 2, "1/4": 1 / 4,
         "1/8": 1 / 8, "3/4": 3 / 4}  # fmt: skip
_LOWERED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻−", "0123456789--")
_PART_ALONE = re.compile(r"(?<![\w/])[½⅓¼¾⅔⅛]")
_SCALE_AFTER = re.compile(
    r"[\s\u00a0–-]?(?P<scale>hundred|thousand|million|billion|trillion|dozen)(?![\w])", re.IGNORECASE
)
_AND_A_HALF = re.compile(r"\s+and\s+a\s+(half|quarter|third)(?!\w)", re.IGNORECASE)
# "Nine cases in ten", "23 claims of the 36"; but "120 pictures of 48,000 breeds" are two counts.
_RATIO = re.compile(r"(?P<noun>\s[a-z]+(?=\s))?\s?(?P<join>of|out of|in|/)\s?(?P<article>(?:the|every|an?)\s)?")
_BEFORE = re.compile(
    r"(?:(?<!\w)(?P<words>"
    + "|".join(re.escape(b) for b in sorted(tables.BOUNDS_BEFORE, key=len, reverse=True) if b[0].isalpha())
    + r")\s+|(?P<sign>[~≈<>≥≤])\s?)(?:(?:an?|the|just|only|by|its|their)\s+)?(?:minus\s|[-−])?(?:US)?[$€£¥]?$",
    re.IGNORECASE,
)
_AFTER = re.compile(r"\s+(?:[a-z]+\s+){0,1}(?P<words>" + "|".join(tables.BOUNDS_AFTER) + r")(?!\w)", re.IGNORECASE)
_PLUS = re.compile(r"\+(?![\w/-])")  # "28+ cards", not "3+4" or "5+/-1"
_FACTOR = re.compile(r"(?<!\w)factors?\s+of\s+(?:[a-z]+\s+){0,3}$", re.IGNORECASE)
_MINUS = re.compile(r"(?:(?:^|[\s(\[=:≈~])(?<!\d\s)[-−]|(?<!\w)minus\s)$", re.IGNORECASE)


def read_numbers(text: str) -> list[Number]:
    """The numbers of `text` in order; "23 of 36" is one ratio whose `parts` are 23 and 36."""
    if "/" in text or ":" in text or "rXiv" in text:
        text = _NO_QUANTITY.sub(lambda match: "\x00" * len(match[0]), text)
    raws = sorted([*_digit_numbers(text), *spelled_numbers(text)], key=lambda raw: raw.start)
    numbers: list[Number] = []
    opening = opening_rate(text)
    read_to = 0
    for raw in raws:
        if raw.start < read_to:
            continue
        number = _finish(raw, text)
        rate = rate_behind(text, number.end)
        read_to = rate[1] if rate else number.end
        if rate or (opening and not numbers and not number.unit):
            number = number._replace(per_seconds=rate[0] if rate else opening)
        joined = _ratio(numbers[-1], number, text) or _compound(numbers[-1], number, text) if numbers else None
        if joined is not None:
            numbers[-1] = joined
        elif numbers and _is_range(numbers[-1], number, text):
            numbers[-1:] = [_with_unit_of(numbers[-1], number), number]
        else:
            numbers.append(number)
    return numbers


def _digit_numbers(text: str) -> Iterator[RawNumber]:
    for match in _PART_ALONE.finditer(text):
        value = _PART[match[0]]
        yield RawNumber(value, value, value / 2, match.start(), match.end(), "ratio")
    for match in _DIGITS.finditer(text):
        digits = re.sub(r"[,\s]", "", match["digits"])
        exponent = int(digits.lower().partition("e")[2] or 0) if len(digits) <= MOST_DIGITS else LARGEST_EXPONENT + 1
        if abs(exponent) <= LARGEST_EXPONENT:
            yield _digit_number(match, digits, text)


def _digit_number(match: re.Match[str], digits: str, text: str) -> RawNumber:
    value, grain = float(digits), _grain(digits)
    factor = tables.LETTER_SCALES.get(match["letter"] or "", 1.0)
    if match["power"]:
        factor *= 10.0 ** int((match["exponent"] or match["raised"]).translate(_LOWERED))
    if match["part"]:
        value, grain = value + _PART[match["part"].strip()], _PART[match["part"].strip()]
    end = match.end()
    raised = _RAISED.match(text, end) if match[0] == "10" else None
    if raised:
        value, grain, end = 1.0, 1.0, raised.end()
        factor = 10.0 ** int((raised["exponent"] or raised["raised"]).translate(_LOWERED))
    scale = _SCALE_AFTER.match(text, end)
    if scale:
        factor *= tables.SCALES[scale["scale"].lower()]
        end = scale.end()
    half = _AND_A_HALF.match(text, end)
    if half:
        value, end = value + tables.FRACTIONS[half[1].lower()], half.end()
    value *= factor
    return RawNumber(
        value,
        value,
        grain * factor,
        match.start(),
        end,
        unit=CURRENCIES[match["money"][-1]] if match["money"] else "",
        size=bool(match["letter"]),
        negative=_MINUS.search(text, max(0, match.start() - 6), match.start()) is not None,
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
    end, unit = raw.end, Unit(raw.unit, 1.0)
    found = None if raw.unit else unit_behind(text, raw.end)
    if found and _is_unit(found, raw, text):
        end, unit = found.end, found.unit
    elif not raw.unit and _FACTOR.search(text, max(0, raw.start - 40), raw.start):
        unit = Unit("times", 1.0)
    return Number(
        low=raw.low * unit.size,
        high=raw.high * unit.size,
        unit=unit.kind,
        bound=_bound(text, raw.start, end) or raw.bound,
        grain=raw.grain * unit.size,
        text=text[raw.start : end],
        start=raw.start,
        end=end,
        spelled=raw.spelled,
        size=raw.size,
        percent=found is not None and unit.kind == "ratio",
        factor=unit.size,
        per_seconds=unit.per_seconds,
        negative=raw.negative,
    )


def _is_unit(found: Found, raw: RawNumber, text: str) -> bool:
    """Whether the letters after a number are its unit: "2 x 3" and "cited ten times" are not multiples."""
    behind = text[found.end : found.end + 2]
    match found.name:
        case "times":  # nothing happens 1.9 times
            return raw.low != int(raw.low) or COMPARATIVE.match(text, found.end) is not None
        case "x" | "×":
            return re.match(r"\s?[\d(]", behind) is None and text[found.end - 1] in "x×"
        case "m" | "g" | "V" | "W" | "J":  # "5m users", and "Table 5 V"
            return bool(found.gap) or found.name in "WV"
        case "h" | "pp":
            return text[found.end - 1].islower()
        case _:
            return True


def _bound(text: str, start: int, end: int) -> str:
    if _PLUS.match(text, end):
        return "least"
    after = _AFTER.match(text, end)
    if after:
        return tables.BOUNDS_AFTER[after["words"].lower()]
    match = _BEFORE.search(text, max(0, start - 40), start)
    if match is None:
        return ""
    return tables.BOUNDS_BEFORE[(match["words"] or match["sign"]).lower()]


def _compound(first: Number, second: Number, text: str) -> Number | None:
    """ "6 hours and 45 minutes" as one time; None when the two are apart."""
    joint = text[first.end : second.start].strip(" ,")
    if not first.unit == second.unit == "time" or second.factor >= first.factor or joint not in ("", "and"):
        return None
    value = first.low + second.low
    return first._replace(
        low=value,
        high=value,
        grain=second.grain,
        factor=second.factor,
        text=text[first.start : second.end],
        end=second.end,
        parts=(first, second),
    )


def _is_range(first: Number, second: Number, text: str) -> bool:
    """ "Two to five percent", "2-5%", "between 2 and 5 ms": the unit stands once and belongs to both."""
    joint = text[first.end : second.start].strip().lower()
    between = text[max(0, first.start - 8) : first.start].strip().lower().endswith("between")
    return not first.unit and bool(second.unit) and (joint in ("to", "-", "–") or (joint == "and" and between))


def _with_unit_of(first: Number, second: Number) -> Number:
    factor = second.factor
    return first._replace(
        low=first.low * factor,
        high=first.high * factor,
        grain=first.grain * factor,
        unit=second.unit,
        factor=factor,
        percent=second.percent,
        per_seconds=second.per_seconds,
    )


def _is_denominator(value: float) -> bool:
    """The tens of "nine in ten" and "one in forty", but no year and no odd count."""
    return 2 <= value <= 8 or value == 12 or (value % 10 == 0 and not 1950 <= value <= 2049)


def _ratio(first: Number, second: Number, text: str) -> Number | None:
    """ "23 of 36", "nine in ten", "23 / 36" as one ratio; None when the two are no such pair."""
    joint = _RATIO.fullmatch(text, first.end, second.start)
    if joint is None or first.unit or second.unit or not 0 < first.low < second.low or first.low != first.high:
        return None
    if joint["noun"] and joint["join"] == "of" and not joint["article"]:
        return None
    if joint["join"] == "in" and not (_is_denominator(second.low) or (first.low == 1 and second.low < 1000)):
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
