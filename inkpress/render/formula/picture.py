"""A displayed formula as a picture for e-mail: a 2x PNG on a white plate, which also stands in a dark mail."""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from xml.etree import ElementTree

from inkpress.errors import RenderError
from inkpress.models import Finding, Severity
from inkpress.render.formula.forms import xml_of
from inkpress.render.formula.node import MathNode, texts
from inkpress.render.formula.reading import math_tree
from inkpress.render.formula.shaping import BRACKETS
from inkpress.render.tree import Formula
from inkpress.text import sha256

SCALE = 2  # pixels for each CSS pixel
EM = 19.0  # CSS pixels
PADDING = 10.0  # CSS pixels of white around the formula
VERSION = 4  # of how a picture is made: part of its name, so that a change of looks is a new file
MAX_SIDE = 4000  # CSS pixels
MAX_ROWS = 11  # rows within rows: ziamath sets each twice to know its height, so time doubles with every level

_TALL_PARTS = frozenset({"mfrac", "msub", "msup", "msubsup", "munder", "mover", "munderover", "mroot", "mtable"})
_SIZE = re.compile(r'<svg [^>]*?width="([\d.]+)" height="([\d.]+)"')
# what ziamath raises on trees that it was not made for; it has no errors of its own
_DRAWING_ERRORS = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    RecursionError,
    SyntaxError,
    TypeError,
    ValueError,
)
_INVISIBLE = frozenset("\u00a0\u2009\u2006\u200b\u2061\u2062\u2063 ")


@dataclass(frozen=True, slots=True)
class FormulaPicture:
    """The PNG's bytes, its file name, and its size in CSS pixels."""

    name: str
    png: bytes
    width: int
    height: int


def picture_name(formula: Formula) -> str:
    """The file name of a displayed formula's picture: the same formula has the same name everywhere."""
    return f"{sha256(f'{VERSION} {EM} {PADDING} {formula.latex}')[:20]}.png"


def draw_formula(formula: Formula) -> FormulaPicture:
    """The formula drawn. Raises RenderError with file and line when a sign is not in the font, or nothing is drawn."""
    tree = math_tree(formula)
    if _rows(tree) > MAX_ROWS:
        raise _refuse(formula, "is nested too deeply")
    missing = {c for text in texts(tree) for c in text if c not in _INVISIBLE and not _has_glyph(c)}
    if missing:
        raise _refuse(formula, f"the font has no {' '.join(sorted(missing))}")
    svg = _svg(formula, tree)
    size = _SIZE.match(svg)
    if size is not None and float(size[2]) > EM * _most_height(tree) + 2 * PADDING:
        raise _refuse(formula, "would be drawn far too high")
    if size is None or float(size[1]) > MAX_SIDE or float(size[2]) > MAX_SIDE or "<use" not in svg:
        raise _refuse(formula, "nothing could be drawn, or too much")
    import resvg_py

    png = bytes(resvg_py.svg_to_bytes(svg_string=svg, background="#ffffff", zoom=SCALE, skip_system_fonts=True))
    return FormulaPicture(picture_name(formula), png, round(float(size[1])), round(float(size[2])))


def too_wide(formula: Formula, picture: FormulaPicture, column: int) -> Finding | None:
    """A finding when the mail's column, in CSS pixels, is narrower than the formula, which then shrinks."""
    if picture.width <= column:
        return None
    return Finding(
        rule="formula-wide",
        severity=Severity.WARNING,
        file=formula.file,
        line=formula.line,
        message=f"formula {formula.latex[:40]!r} is {picture.width} px wide, the column of the mail {column}",
        hint=r"break it with \begin{aligned}",
    )


def _drawable(node: MathNode, over: bool = False) -> MathNode:
    """The tree as ziamath draws it rightly. `over`: the node is what stands over or under another.

    A sign that is no bracket keeps its size: at one that could grow, ziamath takes an index to stand 2,000 pixels away.
    Of a sum in a fraction the limits stand beside it, which ziamath does not know.
    """
    accent = node.tag in ("mover", "munder")
    children = tuple(_drawable(child, accent and index > 0) for index, child in enumerate(node.children))
    if node.tag == "mfrac":
        children = tuple(MathNode("mstyle", (("displaystyle", "false"),), (child,)) for child in children)
    attrs = node.attrs
    grows = node.get("stretchy") or node.text in BRACKETS
    if node.tag == "mo" and not over and (not grows or node.get("minsize")):
        attrs = (*(pair for pair in attrs if pair[0] != "stretchy"), ("stretchy", "false"))
    return MathNode(node.tag, attrs, children, node.text)


def _most_height(node: MathNode) -> float:
    """A height, in ems, that the node cannot need; what is drawn higher was drawn wrongly."""
    below = [_most_height(child) for child in node.children]
    if node.tag in _TALL_PARTS or node.tag == "msqrt":
        return sum(below) + 1.0
    return max(below, default=3.6)


def _svg(formula: Formula, tree: MathNode) -> str:
    """As elements, not as text: in text ziamath replaces `:=` and hyphens, and what stands before them."""
    from ziamath.zmath import Math

    try:
        elements = ElementTree.fromstring(f"<math display='block'>{xml_of(_drawable(tree))}</math>")
        return str(Math(elements, size=EM, margin=PADDING).svg())
    except _DRAWING_ERRORS as error:
        raise _refuse(formula, f"cannot be drawn ({type(error).__name__})") from error


def _rows(node: MathNode) -> int:
    """How many rows lie within rows, at most."""
    own = 1 if len(node.children) > 1 else 0
    return own + max(map(_rows, node.children), default=0)


@lru_cache(maxsize=1)
def _font() -> Any:
    from ziamath.zmath import Math

    return Math("<math><mi>x</mi></math>").font


@lru_cache(maxsize=4096)
def _has_glyph(character: str) -> bool:
    return bool(_font().glyphindex(character))


def _refuse(formula: Formula, why: str) -> RenderError:
    return RenderError(
        f"formula {formula.latex[:60]!r}: {why}",
        file=formula.file,
        line=formula.line,
        hint="write it with common signs, or as words",
    )


def measure_png(png: bytes) -> tuple[int, int]:
    """Width and height in CSS pixels, from the PNG's header (https://www.w3.org/TR/png/#11IHDR)."""
    width, height = struct.unpack(">II", png[16:24])
    return round(width / SCALE), round(height / SCALE)
