"""How light a colour is, as CSS and LaTeX's xcolor write colours: what cannot be seen on a white page.

A colour is told by its darkest channel, 0 to 1: only near-white has a bright one, and mixing keeps it in proportion.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

LEAST_WHITE = 0.95  # of the darkest channel: less than 1.13 to 1 in contrast, where 3 to 1 is the least for large print
NAMED = {"white": 1.0, "transparent": 1.0, "snow": 0.98, "ghostwhite": 0.97, "whitesmoke": 0.96, "mintcream": 0.96}
_MAX_MIXED = 10
_NUMBER = re.compile(r"(\d*\.?\d+)(%|deg)?")
_HEX = re.compile(r"#?([0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})")


def is_white(colour: str, model: str = "", named: Mapping[str, float] = NAMED) -> bool:
    """Whether print in this colour cannot be seen on a white page. `model` is xcolor's: `rgb`, `HTML`, `gray`."""
    return lightness(colour, model, named) >= LEAST_WHITE


def lightness(colour: str, model: str = "", named: Mapping[str, float] = NAMED) -> float:
    """The colour's darkest channel, 0 to 1; of one that is unknown, 0. `named` are colours the paper defines."""
    colour = re.sub(r" ?([,/!()]) ?", r"\1", " ".join(colour[:200].lower().split()))
    numbers = _numbers(colour)
    if model and numbers is not None:
        return _in_model(model, numbers, colour)
    if colour.startswith("#"):
        return _hex(colour)
    if (call := re.fullmatch(r"(rgba?|hsla?)\((.+)\)", colour)) is not None:
        return _css_function(call[1], call[2])
    return _mixed(colour, named)


def _numbers(text: str) -> list[float] | None:
    """`1,.5,0` as numbers; None when it is something else. A single word of hexadecimal digits has none."""
    parts = re.split(r"[,/]", text)
    if all(_NUMBER.fullmatch(part) for part in parts):
        return [_share(part) for part in parts]
    return [] if _HEX.fullmatch(text) else None


def _share(part: str) -> float:
    match = _NUMBER.match(part)
    return 0.0 if match is None else float(match[1]) / (100 if match[2] == "%" else 1)


def _in_model(model: str, numbers: list[float], colour: str) -> float:
    """A colour in one of xcolor's models."""
    if model == "HTML":
        return _hex(colour)
    if model == "RGB":
        return min(numbers, default=0.0) / 255
    if model == "cmyk" and len(numbers) == 4:
        return 1 - min(max(numbers[:3]) + numbers[3], 1.0)
    if model in ("hsb", "HSB") and len(numbers) == 3:
        return numbers[2] * (1 - numbers[1])
    return min(numbers, default=0.0) if model in ("rgb", "gray") else 0.0


def _hex(colour: str) -> float:
    match = _HEX.fullmatch(colour)
    if match is None:
        return 0.0
    digits = match[1] if len(match[1]) > 4 else "".join(2 * digit for digit in match[1])
    channels = [int(digits[i : i + 2], 16) / 255 for i in range(0, len(digits), 2)]
    return 1.0 if len(channels) == 4 and channels[3] < 1 - LEAST_WHITE else min(channels[:3])


def _css_function(name: str, inside: str) -> float:
    parts = [part for part in re.split(r"[,/ ]", inside) if part]
    if len(parts) < 3 or not all(_NUMBER.fullmatch(part) for part in parts):
        return 0.0
    if len(parts) > 3 and _share(parts[3]) < 1 - LEAST_WHITE:
        return 1.0
    if name.startswith("hsl"):
        _, saturation, light = (_share(part) for part in parts[:3])
        return light - saturation * min(light, 1 - light)
    return min(_share(part) if part.endswith("%") else _share(part) / 255 for part in parts[:3])


def _mixed(colour: str, named: Mapping[str, float]) -> float:
    """xcolor's `blue!20`, `white!98!black`: each share is of what stands before it; the last colour may be left out."""
    parts = colour.split("!")[: 2 * _MAX_MIXED]
    light = named.get(parts[0], 0.0)
    for index in range(1, len(parts), 2):
        share = min(_share(parts[index]) / 100, 1.0)
        other = parts[index + 1] if index + 1 < len(parts) else "white"
        light = share * light + (1 - share) * named.get(other, 0.0)
    return light
