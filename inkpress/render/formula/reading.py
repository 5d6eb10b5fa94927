"""LaTeX -> the formula's tree, once per formula. A formula never vanishes.

`latex2mathml` does the reading. It leaves what it does not know in the output as it stands, so only known elements
and attributes are kept, and a formula is refused that has a command left in it, or signs missing.
"""

from __future__ import annotations

import html
import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

from inkpress.errors import RenderError
from inkpress.render.formula.alphabets import in_alphabet
from inkpress.render.formula.losses import refuse_losses
from inkpress.render.formula.node import LatexError, MathNode
from inkpress.render.formula.prepare import prepare
from inkpress.render.formula.shaping import inner_display, shaped
from inkpress.render.tree import Formula

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element as XmlElement

MAX_NODES = 3000
MAX_MATH_DEPTH = 60


def math_tree(formula: Formula) -> MathNode:
    """The formula's tree, an `mrow`. Raises RenderError with file and line when it cannot be read faithfully."""
    try:
        return read_latex(formula.latex, formula.display)
    except LatexError as error:
        raise refusal(formula, error) from error


def refusal(formula: Formula, error: LatexError) -> RenderError:
    """The error that names the formula's file and line."""
    message = f"formula {formula.latex[:60]!r}: {error}"
    return RenderError(message, file=formula.file, line=formula.line, hint=error.hint)


@lru_cache(maxsize=4096)
def read_latex(latex: str, display: bool) -> MathNode:
    """The tree of `latex`. Raises LatexError."""
    from latex2mathml.converter import Converter

    prepared = prepare(latex)
    try:
        element = Converter(display="block" if display else "inline").convert_to_element(prepared)
    except RecursionError as error:
        raise LatexError("is nested too deeply") from error
    except _latex_errors() as error:
        raise LatexError(_why(error)) from error
    tree = _node(element[0], 0, [MAX_NODES], display)
    refuse_losses(prepared, tree)
    return tree


def _latex_errors() -> tuple[type[Exception], ...]:
    """latex2mathml's errors, which share no base class of their own, and what it lets through on broken input."""
    from latex2mathml import exceptions

    own = [e for e in vars(exceptions).values() if isinstance(e, type) and issubclass(e, Exception)]
    return (*own, ValueError, LookupError, TypeError, AttributeError, RuntimeError, StopIteration)


def _why(error: Exception) -> str:
    """`DoubleSubscriptsError` -> `double subscripts`."""
    name = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", type(error).__name__.removesuffix("Error")).lower()
    return f"cannot be read ({name})"


# --- known elements only

_TAG_NAMES = (
    "mrow mi mo mn mtext mspace msub msup msubsup munder mover munderover mfrac msqrt mroot mtable mtr mtd mstyle"
    " mpadded mphantom menclose"
)
_TAGS = frozenset(_TAG_NAMES.split())
_ATTR_NAMES = (
    "accent columnalign columnspacing depth displaystyle fence form height linethickness lspace mathvariant"
    " maxsize minsize movablelimits rowspacing rspace scriptlevel stretchy voffset width"
)
_ATTRS = frozenset(_ATTR_NAMES.split())
_VALUE = re.compile(r"[A-Za-z0-9+.%# -]{1,60}")
_BINOMIAL = "2.047em"  # the fixed size latex2mathml gives to the brackets of \\binom
_LEAVES = frozenset({"mi", "mo", "mn", "mtext"})
_SCRIPTS = frozenset({"msub", "msup", "msubsup", "munder", "mover", "munderover"})
# what stands after \\big and its kin comes through as it was written
_DELIMITERS = {
    r"\{": "{", r"\}": "}", r"\lbrace": "{", r"\rbrace": "}", r"\lbrack": "[", r"\rbrack": "]", r"\|": "‖",
    r"\vert": "|", r"\lvert": "|", r"\rvert": "|", r"\Vert": "‖", r"\lVert": "‖", r"\rVert": "‖",
    r"\langle": "⟨", r"\rangle": "⟩", r"\lfloor": "⌊", r"\rfloor": "⌋", r"\lceil": "⌈", r"\rceil": "⌉",
    r"\uparrow": "↑", r"\downarrow": "↓", r"\backslash": "\\",
}  # fmt: skip
_WORD_SIGNS = frozenset("∞∅°′″‴…∂∇%#$†‡ℓ⊤⊥")


def _node(element: XmlElement, depth: int, budget: list[int], display: bool) -> MathNode:
    """The element as a node, its unknown parts unwrapped. `budget` counts down the nodes still allowed."""
    budget[0] -= 1
    if budget[0] < 0 or depth > MAX_MATH_DEPTH:
        raise LatexError("is too large", "split it into several formulas")
    tag = element.tag if element.tag in _TAGS else "mrow"
    _refuse_what_is_not_shown(tag, element)
    attrs = tuple(sorted((k, v) for k, v in element.attrib.items() if k in _ATTRS and _VALUE.fullmatch(v)))
    if dict(attrs).get("minsize") == _BINOMIAL:
        attrs = (("fence", "true"), ("stretchy", "true"))  # brackets that follow the height, whatever the size
    if (tag == "mstyle" and not attrs) or tag == "menclose":
        tag = "mrow"  # a frame is emphasis, which neither browsers nor text know
    if tag in _LEAVES and len(element) == 0:
        return _leaf(tag, attrs, element.text or "")
    if tag in _LEAVES:
        tag, attrs = "mrow", ()
    inner = inner_display(tag, dict(attrs), display)
    children = tuple(
        _node(child, depth + 1, budget, inner and (index == 0 or tag not in _SCRIPTS))
        for index, child in enumerate(element)
    )
    return shaped(MathNode(tag, attrs, children), display)


def _refuse_what_is_not_shown(tag: str, element: XmlElement) -> None:
    """Raise LatexError for what only some of the formula's forms could show."""
    if tag == "mspace" and "linebreak" in element.attrib:
        raise LatexError(r"\\ stands outside of a table", r"use \begin{aligned}")
    if tag == "menclose" and element.get("notation") != "box":
        raise LatexError("what is struck out cannot be shown", "say it in words")


def _leaf(tag: str, attrs: tuple[tuple[str, str], ...], text: str) -> MathNode:
    if tag == "mtext":
        return MathNode(tag, (), (), _words(html.unescape(text), dict(attrs).get("mathvariant", "")))
    text = _DELIMITERS.get(text, text)
    if text.startswith("\\") and len(text) > 1:
        hint = f"for a name, write \\operatorname{{{text[1:]}}}" if text[1:].isalpha() else ""
        raise LatexError(f"{text} is not a command that is known here", hint)
    if text == "&":  # an escaped one comes as a character reference
        raise LatexError("& stands outside of a table", r"use \begin{aligned} or \begin{matrix}")
    text = html.unescape(text) if "&" in text else text
    if tag == "mi" and text in ("~", "∼"):
        return MathNode("mo", (), (), "∼")
    variant = dict(attrs).get("mathvariant", "normal") if attrs else "normal"
    if variant != "normal":
        text, attrs = in_alphabet(text, variant), tuple(a for a in attrs if a[0] != "mathvariant")
    elif tag == "mi" and attrs:
        return MathNode("mi", attrs, (), text)
    if tag == "mi" and len(text) == 1 and unicodedata.category(text)[0] in "SP" and text not in _WORD_SIGNS:
        return MathNode("mo", attrs, (), text)
    if tag == "mn" and text[-1:].isalpha() and text[:1].isascii():
        raise LatexError(f"{text} reads like a length", "put a space between number and letters")
    return MathNode(tag, attrs, (), text)


_ESCAPED = re.compile(r"\\([%&#_$ {}])")
_LIGATURES = {"---": "—", "--": "–", "``": "“", "''": "”", "`": "‘", "'": "’", "~": "\u00a0"}
_LIGATURE = re.compile("---?|``|''|[`'~]")


def _words(text: str, variant: str) -> str:
    r"""The words of `\text{...}` as LaTeX prints them. Raises LatexError for a command among them."""
    plain = _ESCAPED.sub("", text)
    if "\\" in plain or "{" in plain:
        command = re.search(r"\\(?:[a-zA-Z]+|.?)", plain)
        raise LatexError(f"{command[0] if command else '{'} stands inside of words", "end \\text{...} before it")
    text = _LIGATURE.sub(lambda match: _LIGATURES[match[0]], _ESCAPED.sub(r"\1", text))
    return in_alphabet(text, variant) if len(text) == 1 else text
