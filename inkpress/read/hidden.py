"""Text that a person would not see, by the CSS of its element.

Papers are untrusted: preprints have carried white or tiny text that asks reviewers' models for praise
(https://asia.nikkei.com/business/technology/artificial-intelligence/positive-review-only-researchers-hide-ai-prompts-in-papers).
`aria-hidden` is no sign of it: such text is seen, and only not read aloud.
"""

from __future__ import annotations

import re
from functools import lru_cache

from inkpress.read.colours import is_white

SMALLEST_POINTS = 4.0  # print below this size is not meant to be read: footnotes go down to 5 points
FAR_OFF_PIXELS = 400.0  # a shift to the left or upwards that leads off the page
_PIXELS = {"px": 1.0, "": 1.0, "pt": 1.33, "em": 13.0, "rem": 13.0, "ch": 7.0, "cm": 38.0, "mm": 3.8, "in": 96.0,
           "vw": 10.0, "vh": 8.0, "%": 10.0}  # fmt: skip
_LENGTH = re.compile(r"(-?\d*\.?\d+)([a-z%]{0,3})")
_POINTS = {"pt": 1.0, "px": 0.75, "": 0.75, "%": 0.1, "em": 10.0, "rem": 10.0}
_NOTHING = re.compile(r"0*\.?0*(?:px|pt|em|rem|%)?")
_CLIPPED = re.compile(r"rect\((?:[01](?:px)?[, ]?){4}\)|inset\((?:[5-9]\d|100)%.*\)|circle\(0.*\)|polygon\(0\w*0\w*\)")
_SHRUNK = re.compile(r"scale[xy3d]*\(0(?:\.0\d*)?[,)]")
_COLOURS = ("color", "--ltx-fg-color", "-webkit-text-fill-color")


@lru_cache(maxsize=1_000)
def hides_by_style(style: str) -> str:
    """How inline CSS hides its element (`white`, `tiny`, `invisible`), or ""."""
    if ":" not in style:
        return ""
    css = declarations(style)
    if _is_invisible(css) or _is_off_the_page(css):
        return "invisible"
    if _is_tiny(css.get("font-size", "")) or _SHRUNK.search(css.get("transform", "")):
        return "tiny"
    if not has_ground(style) and any(is_white(css[name]) for name in _COLOURS if name in css):
        return "white"
    return ""


def declarations(style: str) -> dict[str, str]:
    """CSS properties to values, both in small letters, without needless spaces. Of two alike, the last one counts."""
    style = re.sub(r"/\*.{0,1000}?\*/|!\s*important", "", style[:10_000].lower(), flags=re.DOTALL)
    style = re.sub(r" ?([:;,()/]) ?", r"\1", " ".join(style.split()))
    pairs = (part.partition(":") for part in style.split(";"))
    return {name.strip(): value.strip() for name, _, value in pairs if value.strip()}


def has_ground(style: str) -> bool:
    """Whether the style paints a ground, on which white print may be seen."""
    css = declarations(style)
    grounds = [css[n] for n in ("background", "background-color", "--ltx-bg-color", "background-image") if n in css]
    return any(ground not in ("none", "inherit") and not is_white(ground) for ground in grounds)


def _is_invisible(css: dict[str, str]) -> bool:
    nothing = css.get("overflow") in ("hidden", "clip") and any(
        _NOTHING.fullmatch(css[name]) for name in ("width", "height", "max-width", "max-height") if name in css
    )
    return (
        css.get("display") == "none"
        or css.get("visibility") in ("hidden", "collapse")
        or re.fullmatch(r"0?(?:\.0\d*)?|[0-4]%", css.get("opacity", "1")) is not None
        or any(_CLIPPED.fullmatch(css.get(name, "")) for name in ("clip", "clip-path"))
        or nothing
    )


def _is_off_the_page(css: dict[str, str]) -> bool:
    moved = ["text-indent", "margin-left", "margin-top"]
    if css.get("position") in ("absolute", "fixed", "relative"):
        moved += ["left", "top", "right", "bottom"]
    lengths = [css[name] for name in moved if name in css]
    lengths += re.findall(r"translate[xy3d]*\(([^,)]+)", css.get("transform", ""))
    return any(_pixels(length) < -FAR_OFF_PIXELS for length in lengths)


def _is_tiny(size: str) -> bool:
    match = _LENGTH.fullmatch(size)
    return match is not None and match[2] in _POINTS and float(match[1]) * _POINTS[match[2]] < SMALLEST_POINTS


def _pixels(length: str) -> float:
    match = _LENGTH.fullmatch(length)
    return float(match[1]) * _PIXELS.get(match[2], 0.0) if match else 0.0
