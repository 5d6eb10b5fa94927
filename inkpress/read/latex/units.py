"""siunitx: numbers with units in running text."""

from __future__ import annotations

import re
from collections.abc import Sequence

from inkpress.read.latex.stomach import Handler, Stomach

_PREFIXES = {"kilo": "k", "mega": "M", "giga": "G", "tera": "T", "peta": "P", "milli": "m", "micro": "µ", "nano": "n",
             "pico": "p", "centi": "c", "deci": "d"}  # fmt: skip
_UNITS = {"meter": "m", "metre": "m", "second": "s", "gram": "g", "kilogram": "kg", "byte": "B", "bit": "bit",
          "hertz": "Hz", "watt": "W", "joule": "J", "volt": "V", "kelvin": "K", "celsius": "°C", "degreeCelsius": "°C",
          "percent": "%", "degree": "°", "minute": "min", "hour": "h", "day": "d", "litre": "L", "liter": "L",
          "electronvolt": "eV", "mole": "mol", "ampere": "A", "newton": "N", "pascal": "Pa", "ms": "ms", "km": "km",
          "cm": "cm", "mm": "mm", "kg": "kg", "GB": "GB", "MB": "MB", "per": "/", "squared": "^2", "cubed": "^3",
          "square": "", "of": "", "tothe": "^"}  # fmt: skip


def number(s: Stomach, _: str) -> None:
    """`\\num{1234.5e-3}`."""
    s.gullet.optional()
    s.out.append(number_text(s.gullet.text_argument()))


def quantity(s: Stomach, _: str) -> None:
    """`\\SI{5}{\\kilo\\meter}` and `\\qty`."""
    s.gullet.optional()
    value = number_text(s.gullet.text_argument())
    s.gullet.optional()
    s.out.append(with_unit(value, unit_text(s.gullet.argument())))


def span(s: Stomach, _: str) -> None:
    """`\\SIrange{1}{5}{\\milli\\second}` and `\\qtyrange`."""
    s.gullet.optional()
    first, last = (number_text(s.gullet.text_argument()) for _ in range(2))
    s.out.append(with_unit(f"{first} to {last}", unit_text(s.gullet.argument())))


def number_span(s: Stomach, _: str) -> None:
    s.gullet.optional()
    first, last = (number_text(s.gullet.text_argument()) for _ in range(2))
    s.out.append(f"{first} to {last}")


def number_list(s: Stomach, _: str) -> None:
    """`\\numlist{1;2;3}`."""
    s.gullet.optional()
    s.out.append(_listed(s.gullet.text_argument()))


def quantity_list(s: Stomach, _: str) -> None:
    """`\\SIlist{1;2}{\\metre}`, `\\qtyproduct{2 x 3}{\\metre}`."""
    s.gullet.optional()
    values = _listed(s.gullet.text_argument())
    s.out.append(with_unit(values, unit_text(s.gullet.argument())))


def angle(s: Stomach, _: str) -> None:
    s.gullet.optional()
    s.out.append(f"{number_text(s.gullet.text_argument())}°")


def _listed(text: str) -> str:
    """`1;2;3` -> `1, 2, 3`; `2 x 3` -> `2 × 3`."""
    return " × ".join(", ".join(number_text(n.strip()) for n in part.split(";")) for part in re.split(r"\s*x\s*", text))


def unit(s: Stomach, _: str) -> None:
    s.gullet.optional()
    s.out.append(unit_text(s.gullet.argument()))


def number_text(text: str) -> str:
    """siunitx's way of writing numbers, as people read them: `1.5e-3` -> `1.5 × 10^-3`, `3+-1` -> `3 ± 1`."""
    text = re.sub(r"(?<=[\d.])\s*[eEdD]\s*([+-]?\d+)", r" × 10^\1", text)
    return re.sub(r"(?<=\d) (?=\d{3})", "", text.replace("+-", " ± "))


def unit_text(tokens: Sequence[str]) -> str:
    """The unit's signs."""
    signs = []
    for token in tokens:
        name = token.removeprefix("\\")
        signs.append(_PREFIXES.get(name) or _UNITS.get(name, name) if token[0] == "\\" else token.replace("~", " "))
    return "".join(signs).strip()


def with_unit(value: str, sign: str) -> str:
    return f"{value}{sign}" if sign[:1] in ("%", "°") and sign != "°C" else f"{value} {sign}"


UNITS: dict[str, Handler] = {
    "\\num": number,
    **dict.fromkeys(("\\SI", "\\qty"), quantity),
    **dict.fromkeys(("\\SIrange", "\\qtyrange"), span),
    "\\numrange": number_span,
    "\\numlist": number_list,
    **dict.fromkeys(("\\SIlist", "\\qtylist", "\\qtyproduct"), quantity_list),
    "\\ang": angle,
    **dict.fromkeys(("\\si", "\\unit"), unit),
}
