"""Colours, sizes and transparency, as far as they hide words from a reader of the printed page."""

from __future__ import annotations

import re

from inkpress.read.colours import LEAST_WHITE, is_white, lightness
from inkpress.read.hidden import SMALLEST_POINTS
from inkpress.read.latex.stomach import Handler, Stomach

MAX_COLOURS = 2_000
LEAST_SCALE = 0.2  # print of 10 points becomes 2: drawings are scaled down as far, sentences are not
LEAST_OPACITY = 0.05
_BACKGROUNDS = ("colorbox", "tcolorbox", "pagecolor")
_POINTS = {"pt": 1.0, "bp": 1.0, "mm": 2.85, "cm": 28.5, "in": 72.3, "em": 10.0, "ex": 4.3, "pc": 12.0, "sp": 0.0}
_LENGTH = re.compile(r"\s*(\d*\.?\d+)\s*(?:true)?([a-z]{2})\s*")
_IN_WHITE = "in white"


# --- colours -----------------------------------------------------------------------------------------------


def define_colour(s: Stomach, token: str) -> None:
    """`\\definecolor{name}{model}{spec}`, `\\colorlet{name}{mix}`."""
    s.gullet.optional()
    name = s.gullet.text_argument().lower()
    s.gullet.optional()
    model = "" if token == "\\colorlet" else s.gullet.text_argument()
    light = lightness(s.gullet.text_argument(), model, s.colours)
    if len(s.colours) < MAX_COLOURS:
        s.colours[name] = light


def textcolor(s: Stomach, _: str) -> None:
    """`\\textcolor{white}{...}` hides its argument; any other colour means nothing."""
    if _next_is_white(s) and not _on_colour(s):
        s.argument(lambda text: s.outline.hide(text, _IN_WHITE))


def color(s: Stomach, _: str) -> None:
    """`\\color{white}` hides the rest of its group, or what stands before the next colour."""
    white = _next_is_white(s)
    _show_again(s)
    if white and not _on_colour(s):
        _hide_group(s, _IN_WHITE)
        s.groups[-1].white = s.groups[-1].done[-1]


def normal_colour(s: Stomach, _: str) -> None:
    """`\\normalcolor`: black again."""
    _show_again(s)


def colorbox(s: Stomach, token: str) -> None:
    """A box with a background: white text in it can be seen, unless the ground is white too."""
    model = "".join(s.gullet.optional() or [])
    if token == "\\fcolorbox":
        s.gullet.argument()
        model = "".join(s.gullet.optional() or []) or model
    ground = lightness(s.gullet.text_argument(), model, s.colours)
    content = s.gullet.argument()
    name = "colorbox" if ground < LEAST_WHITE else "whitebox"
    s.begin_group(name)
    s.gullet.push([*content, "\\inkend", "{", name, "}"])


def cell_colour(s: Stomach, _: str) -> None:
    """A coloured cell or row: white text in it can be seen."""
    white = _next_is_white(s)
    s.skip("oo")
    s.coloured_cells |= not white


def page_colour(s: Stomach, _: str) -> None:
    """A page that is not white: white text on it can be seen."""
    s.open["pagecolor"] = int(not _next_is_white(s))


def _next_is_white(s: Stomach) -> bool:
    """Whether the colour given next, `[model]{spec}` or `{name}`, is white."""
    model = "".join(s.gullet.optional() or [])
    return is_white(s.gullet.text_argument(), model, s.colours)


def _on_colour(s: Stomach) -> bool:
    return (s.coloured_cells and bool(s.grids)) or any(s.open.get(name) for name in _BACKGROUNDS)


def _show_again(s: Stomach) -> None:
    """End what an earlier `\\color{white}` of this group hides."""
    group = s.groups[-1]
    if group.white is not None and group.done and group.done[-1] is group.white:
        group.done.pop()()
    group.white = None


def _hide_group(s: Stomach, how: str) -> None:
    s.capture(lambda text: s.outline.hide(text, how), opaque=False)


# --- size and transparency ---------------------------------------------------------------------------------


def fontsize(s: Stomach, _: str) -> None:
    """Print too small to be read hides the rest of its group."""
    digits = s.gullet.text_argument().rstrip("ptxemn ")
    s.gullet.argument()
    if (size := _number(digits)) is not None and size < SMALLEST_POINTS:
        _hide_group(s, f"smaller than {SMALLEST_POINTS:g} points")


def scalebox(s: Stomach, _: str) -> None:
    """`\\scalebox{0.02}{...}` makes its argument too small to be read."""
    scale = _number(s.gullet.text_argument().removeprefix("-"))
    s.gullet.optional()
    if scale is not None and scale < LEAST_SCALE:
        _hide_argument(s, "too small to be read")


def resizebox(s: Stomach, _: str) -> None:
    """`\\resizebox{0.1pt}{!}{...}`: words squeezed into less than one letter's width or height."""
    s.gullet.star()
    lengths = [_points(s.gullet.text_argument()) for _ in range(2)]
    if any(length is not None and length < SMALLEST_POINTS for length in lengths):
        _hide_argument(s, "too small to be read")


def transparent(s: Stomach, token: str) -> None:
    """`\\transparent{0}` hides the rest of its group, `\\texttransparent{0}{...}` its argument."""
    opacity = _number(s.gullet.text_argument())
    if opacity is None or opacity >= LEAST_OPACITY:
        return
    if token == "\\texttransparent":
        _hide_argument(s, "transparent")
    else:
        _hide_group(s, "transparent")


def _hide_argument(s: Stomach, how: str) -> None:
    s.argument(lambda text: s.outline.hide(text, how))


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _points(text: str) -> float | None:
    """A length written out, in points; None for one that depends on the page."""
    match = _LENGTH.fullmatch(text)
    return float(match[1]) * _POINTS[match[2]] if match and match[2] in _POINTS else None


HIDING: dict[str, Handler] = {
    **dict.fromkeys(("\\definecolor", "\\providecolor", "\\colorlet"), define_colour),
    "\\textcolor": textcolor,
    "\\color": color,
    "\\normalcolor": normal_colour,
    "\\colorbox": colorbox,
    "\\fcolorbox": colorbox,
    "\\rowcolor": cell_colour,
    "\\cellcolor": cell_colour,
    "\\pagecolor": page_colour,
    "\\fontsize": fontsize,
    "\\scalebox": scalebox,
    "\\resizebox": resizebox,
    "\\transparent": transparent,
    "\\texttransparent": transparent,
}
