"""Units behind a number: words, and symbols made of an SI prefix and a base ("kWh", "milliwatts", "square miles")."""

from __future__ import annotations

import re
from typing import NamedTuple

MINUTE, HOUR, DAY = 60.0, 3600.0, 86400.0
_TIME_NAMES = {
    "second": 1.0, "sec": 1.0, "minute": MINUTE, "min": MINUTE, "hour": HOUR, "hr": HOUR, "day": DAY, "night": DAY,
    "week": 7 * DAY, "month": 365.25 / 12 * DAY, "year": 365.25 * DAY, "decade": 3652.5 * DAY,
    "century": 36525 * DAY,
}  # fmt: skip
_PREFIX_NAMES = {
    "": 1.0, "nano": 1e-9, "micro": 1e-6, "milli": 1e-3, "centi": 1e-2, "kilo": 1e3, "mega": 1e6, "giga": 1e9,
    "tera": 1e12, "peta": 1e15, "exa": 1e18,
}  # fmt: skip
_PREFIXES = {
    "": 1.0, "n": 1e-9, "µ": 1e-6, "μ": 1e-6, "u": 1e-6, "m": 1e-3, "c": 1e-2, "k": 1e3, "K": 1e3, "M": 1e6,
    "G": 1e9, "T": 1e12, "P": 1e15, "E": 1e18,
}  # fmt: skip
_BASE_NAMES = {
    "second": ("time", 1.0), "byte": ("bytes", 1.0), "bit": ("bits", 1.0), "metre": ("length", 1.0),
    "meter": ("length", 1.0), "gram": ("mass", 1e-3), "gramme": ("mass", 1e-3), "litre": ("volume", 1e-3),
    "liter": ("volume", 1e-3), "watt": ("power", 1.0), "watthour": ("energy", HOUR), "joule": ("energy", 1.0),
    "volt": ("voltage", 1.0), "ampere": ("current", 1.0), "pascal": ("pressure", 1.0),
    "electronvolt": ("energy", 1.602e-19),
}  # fmt: skip
# Symbol -> kind, size, and the prefixes it is read with; none that makes a word of its own ("am", "pm", "as").
_BASE_SYMBOLS = {
    "s": ("time", 1.0, ("", "n", "µ", "μ", "u", "m")), "m": ("length", 1.0, ("", "n", "µ", "μ", "m", "c", "k")),
    "g": ("mass", 1e-3, ("", "µ", "μ", "m", "k")), "W": ("power", 1.0, ("", "µ", "μ", "m", "k", "M", "G", "T")),
    "Wh": ("energy", HOUR, ("", "m", "k", "M", "G", "T")), "J": ("energy", 1.0, ("", "m", "k", "M", "G")),
    "V": ("voltage", 1.0, ("", "µ", "m", "k")), "mA": ("current", 1e-3, ("",)), "Pa": ("pressure", 1.0, ("k", "M")),
    "eV": ("energy", 1.602e-19, ("", "k", "M", "G", "T")), "L": ("volume", 1e-3, ("m", "µ")),
    "l": ("volume", 1e-3, ("m",)), "bit": ("bits", 1.0, ("", "k", "M", "G", "T")),
    "dB": ("decibel", 1.0, ("",)),
}  # fmt: skip
_OTHERS = {
    "%": ("ratio", 0.01), "percent": ("ratio", 0.01), "per cent": ("ratio", 0.01), "pct": ("ratio", 0.01),
    "percentage point": ("points", 1.0), "percentage points": ("points", 1.0), "pp": ("points", 1.0),
    "points": ("points", 1.0), "point": ("points", 1.0),
    "times": ("times", 1.0), "×": ("times", 1.0), "x": ("times", 1.0), "fold": ("times", 1.0),
    "msec": ("time", 1e-3), "h": ("time", HOUR),
    "mile": ("length", 1609.344), "yard": ("length", 0.9144), "foot": ("length", 0.3048), "feet": ("length", 0.3048),
    "inch": ("length", 0.0254), "inches": ("length", 0.0254), "hectare": ("length2", 1e4), "acre": ("length2", 4046.86),
    "ton": ("mass", 1e3), "tonne": ("mass", 1e3), "ounce": ("mass", 0.0283495),
    "celsius": ("celsius", 1.0), "degrees celsius": ("celsius", 1.0), "°c": ("celsius", 1.0), "℃": ("celsius", 1.0),
    "fahrenheit": ("fahrenheit", 1.0), "degrees fahrenheit": ("fahrenheit", 1.0), "°f": ("fahrenheit", 1.0),
    "degrees": ("degrees", 1.0), "°": ("degrees", 1.0),
    "dollar": ("money usd", 1.0), "us dollars": ("money usd", 1.0), "usd": ("money usd", 1.0),
    "euro": ("money eur", 1.0), "eur": ("money eur", 1.0), "pound": ("pounds", 1.0), "gbp": ("money gbp", 1.0),
    "yen": ("money jpy", 1.0), "yuan": ("money cny", 1.0), "rmb": ("money cny", 1.0), "rupee": ("money inr", 1.0),
    "franc": ("money chf", 1.0), "cent": ("money", 0.01),
}  # fmt: skip
CURRENCIES = {"$": "money usd", "€": "money eur", "£": "money gbp", "¥": "money jpy"}
# A unit that leaves open which of several it is.
_OPEN: dict[str, tuple[str, ...]] = {
    "money": ("money ",), "pounds": ("money gbp", "mass"), "degrees": ("celsius", "fahrenheit"),
}  # fmt: skip


class Unit(NamedTuple):
    """What a number counts: the kind, the size of one in base units, and for a rate its time in seconds."""

    kind: str
    size: float
    per_seconds: float = 0.0


def _names() -> dict[str, Unit]:
    """Names without case -> units."""
    found = {name: Unit(*unit) for name, unit in _OTHERS.items()}
    found |= {name: Unit("time", size) for name, size in _TIME_NAMES.items()}
    for prefix, factor in _PREFIX_NAMES.items():
        found |= {prefix + base: Unit(kind, size * factor) for base, (kind, size) in _BASE_NAMES.items()}
        found[f"{prefix}watt hour"] = found[f"{prefix}watthour"]
        found[f"{prefix}hertz"] = Unit("", factor, 1.0)
    plain = [name for name in found if name.isascii() and name[-1].isalpha() and len(name) > 2 and name[-1] != "s"]
    found |= {f"{name}s": found[name] for name in plain} | {"centuries": found["century"]}
    for letter in "KMGTP":  # written in any case
        unit = Unit("bytes", _PREFIXES[letter])
        found |= {f"{letter}b".lower(): unit, f"{letter}ib".lower(): unit}
    return found


def _symbols() -> dict[str, Unit]:
    """Symbols, whose case counts -> units."""
    found = {
        prefix + base: Unit(kind, size * _PREFIXES[prefix])
        for base, (kind, size, prefixes) in _BASE_SYMBOLS.items()
        for prefix in prefixes
    }
    for prefix in ("", "m", "k", "M", "G", "T"):
        found[f"{prefix}Hz"] = Unit("", _PREFIXES[prefix], 1.0)
    return found | {"mph": Unit("length", 1609.344, HOUR), "kph": Unit("length", 1000.0, HOUR)}


NAMES, SYMBOLS = _names(), _symbols()
_FLOPS = re.compile(r"([KMGTPE]?)FLOPs?", re.IGNORECASE)
_BEHIND = re.compile(
    r"(?P<gap>[\s\u00a0]?|[-‑–]|\\,)"
    r"(?:(?:person|man|gpu|cpu|tpu|core|device|machine|calendar|[A-Z]{1,4}\d{2,4})[\s-]){0,2}"
    r"(?P<power>(?:square|cubic)\s)?"
    r"(?P<unit>\\?%|×|°\s?[CF](?!\w)|℃|°|[^\W\d_]+)(?:(?P<join>[-\s])(?P<second>[^\W\d_]+))?",
    re.IGNORECASE,
)
_POWER = re.compile(r"(?:\^?(?P<digit>[23])(?![\d.])|(?P<raised>[²³]))(?!\w)")
_POWERS = {"square": 2, "cubic": 3, "2": 2, "3": 3, "²": 2, "³": 3}
_RATE = re.compile(
    r"(?:(?P<words>(?:\s[a-z-]+){0,4}?)\s(?P<join>per|an?|each|every)\s|\s?(?P<slash>[/⁄])\s?)(?:[GCT]PU[\s-])?(?P<unit>[a-zµμ]+)(?!\w)"
    r"(?!\s(?:ago|later|earlier|before|after|old)(?!\w))"
)


_OPENING = re.compile(r"\s*(?:Every|Each|Per)\s+([a-z]+)(?!\w)")


class Found(NamedTuple):
    """A unit as it stands in a text, up to `end`."""

    unit: Unit
    end: int
    name: str
    gap: str


def unit_behind(text: str, position: int) -> Found | None:
    """The unit that stands directly behind `position`: "GB", "GPU hours", "percentage points", "square metres"."""
    match = _BEHIND.match(text, position)
    if match is None:
        return None
    one, two = match["unit"].lstrip("\\").replace("° ", "°"), match["second"]
    if two is not None and (unit := NAMES.get(f"{one} {two}".lower())):
        return Found(unit, match.end(), f"{one} {two}".lower(), match["gap"])
    unit = SYMBOLS.get(one) or NAMES.get(one.lower()) or _flops(one)
    end = match.end("unit")
    if unit is None:
        return None
    raised = _POWER.match(text, end) if unit.kind == "length" else None
    if raised:
        end = raised.end()
    elif end < len(text) and (text[end].isalnum() or text[end] == "_") and one[-1].isalpha():
        return None
    named = (match["power"] or "").strip().lower() or (raised and (raised["digit"] or raised["raised"])) or ""
    return Found(_raised(unit, _POWERS.get(named, 1)), end, one if one in SYMBOLS else one.lower(), match["gap"])


def _raised(unit: Unit, power: int) -> Unit:
    if power == 1 or unit.kind != "length":
        return unit
    return Unit("volume" if power == 3 else "length2", unit.size**power)


def _flops(name: str) -> Unit | None:
    """Operations are counted: 5 TFLOPs are 5e12 of them."""
    match = _FLOPS.fullmatch(name)
    return Unit("", _PREFIXES[match[1].upper()]) if match else None


def rate_behind(text: str, position: int) -> tuple[float, int] | None:
    """(seconds, end) of "per minute", "frames a second", "/s" behind a number and its unit."""
    match = _RATE.match(text, position)
    if match is None:
        return None
    name = match["unit"]
    unit = (SYMBOLS.get(name) if match["slash"] else None) or NAMES.get(name.lower())
    if unit is None or unit.kind != "time" or (not match["slash"] and name.endswith("s")):
        return None
    if match["join"] in ("a", "an") and match["words"] and not match["words"].endswith("s"):
        return None  # "one GPU a week" is a week
    return unit.size, match.end()


def opening_rate(text: str) -> float:
    """Seconds of the rate with which a sentence opens: "Every night it takes 700 pictures"; 0 for none."""
    match = _OPENING.match(text)
    unit = NAMES.get(match[1].lower()) if match else None
    return unit.size if unit and unit.kind == "time" else 0.0


def units_fit(one: str, two: str) -> bool:
    """Kinds that may count the same: alike, a score and its points, or one that leaves open what the other says."""
    if one == two or {one, two} == {"", "points"}:
        return True
    return any(a in _OPEN and b.startswith(_OPEN[a]) for a, b in ((one, two), (two, one)))
