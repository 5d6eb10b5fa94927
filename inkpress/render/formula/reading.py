"""LaTeX -> the formula's tree, once per formula. A formula never vanishes.

`latex2mathml` does the reading. It leaves what it does not know in the output as it stands, so only known elements
and attributes are kept, and a formula is refused that has a command left in it, or letters or digits missing.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections import Counter
from functools import lru_cache
from typing import TYPE_CHECKING

from inkpress.errors import RenderError
from inkpress.render.formula.node import LatexError, MathNode, texts
from inkpress.render.formula.prepare import prepare
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
        raise RenderError(
            f"formula {formula.latex[:60]!r}: {error}", file=formula.file, line=formula.line, hint=error.hint
        ) from error


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
    _refuse_losses(prepared, tree)
    return tree


def _latex_errors() -> tuple[type[Exception], ...]:
    """latex2mathml's errors, which share no base class of their own, and what it lets through on broken input."""
    from latex2mathml import exceptions

    own = [e for e in vars(exceptions).values() if isinstance(e, type) and issubclass(e, Exception)]
    return (*own, ValueError, LookupError, TypeError, AttributeError, RuntimeError)


def _why(error: Exception) -> str:
    """`DoubleSubscriptsError` -> `double subscripts`."""
    name = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", type(error).__name__.removesuffix("Error")).lower()
    return f"cannot be read ({name})"


# --- after: known elements only

_TAG_NAMES = (
    "mrow mi mo mn mtext mspace msub msup msubsup munder mover munderover mfrac msqrt mroot mtable mtr mtd mstyle"
    " mpadded mphantom menclose"
)
_TAGS = frozenset(_TAG_NAMES.split())
_ATTR_NAMES = (
    "accent columnalign columnlines columnspacing depth displaystyle fence form height linethickness lspace mathvariant"
    " maxsize minsize movablelimits notation rowlines rowspacing rspace scriptlevel stretchy voffset width"
)
_ATTRS = frozenset(_ATTR_NAMES.split())
_VALUE = re.compile(r"[A-Za-z0-9+.%# -]{1,60}")
_BINOMIAL = "2.047em"  # the fixed size latex2mathml gives to the brackets of \\binom
_LEAVES = frozenset({"mi", "mo", "mn", "mtext"})
_LIMIT_NAMES = "max min sup inf lim argmax argmin det gcd Pr ⋃ ⋂ ⨁ ⨂ ∐ ⋁ ⋀"
_LIMITS = frozenset(_LIMIT_NAMES.split())
_SCRIPTS = frozenset({"msub", "msup", "msubsup", "munder", "mover", "munderover"})
# what stands after \\big and its kin comes through as it was written
_DELIMITERS = {
    r"\{": "{", r"\}": "}", r"\lbrace": "{", r"\rbrace": "}", r"\lbrack": "[", r"\rbrack": "]", r"\|": "‖",
    r"\vert": "|", r"\lvert": "|", r"\rvert": "|", r"\Vert": "‖", r"\lVert": "‖", r"\rVert": "‖",
    r"\langle": "⟨", r"\rangle": "⟩", r"\lfloor": "⌊", r"\rfloor": "⌋", r"\lceil": "⌈", r"\rceil": "⌉",
    r"\uparrow": "↑", r"\downarrow": "↓", r"\backslash": "\\",
}  # fmt: skip
_PARTS = {
    "msub": 2, "msup": 2, "msubsup": 3, "munder": 2, "mover": 2, "munderover": 3, "mfrac": 2, "mroot": 2,
}  # fmt: skip
_WORD_SIGNS = frozenset("∞∅°′″‴…∂∇%#$†‡ℓ⊤⊥")


def _node(element: XmlElement, depth: int, budget: list[int], display: bool) -> MathNode:
    """The element as a node, its unknown parts unwrapped. `budget` counts down the nodes still allowed."""
    budget[0] -= 1
    if budget[0] < 0 or depth > MAX_MATH_DEPTH:
        raise LatexError("is too large", "split it into several formulas")
    tag = element.tag if element.tag in _TAGS else "mrow"
    attrs = tuple(sorted((k, v) for k, v in element.attrib.items() if k in _ATTRS and _VALUE.fullmatch(v)))
    if dict(attrs).get("minsize") == _BINOMIAL:
        attrs = (("fence", "true"), ("stretchy", "true"))  # brackets that follow the height, whatever the size
    if tag == "mstyle" and not attrs:
        tag = "mrow"
    if tag in _LEAVES and len(element) == 0:
        return _leaf(tag, attrs, element.text or "")
    if tag in _LEAVES:
        tag, attrs = "mrow", ()
    inner = _inner_display(tag, dict(attrs), display)
    children = tuple(
        _node(child, depth + 1, budget, inner and (index == 0 or tag not in _SCRIPTS))
        for index, child in enumerate(element)
    )
    if tag == "mrow":
        children = _joined_letters(children)
        if len(children) == 1 and not attrs:
            return children[0]
    return _with_limits(_accented(MathNode(tag, attrs, _arity(tag, children))), display)


def _arity(tag: str, children: tuple[MathNode, ...]) -> tuple[MathNode, ...]:
    """The children a two- or three-part element needs: surplus ones at the front are its base (`[`, table, `]`)."""
    wanted = _PARTS.get(tag)
    if wanted is None or len(children) == wanted:
        return children
    if len(children) < wanted:
        raise LatexError("a part is missing", "look for an empty index, fraction or root")
    surplus = len(children) - wanted + 1
    return (MathNode("mrow", (), children[:surplus]), *children[surplus:])


def _inner_display(tag: str, attrs: dict[str, str], display: bool) -> bool:
    if attrs.get("displaystyle") in ("true", "false"):
        return attrs["displaystyle"] == "true"
    return display and tag not in ("mfrac", "mtable")


def _leaf(tag: str, attrs: tuple[tuple[str, str], ...], text: str) -> MathNode:
    text = _DELIMITERS.get(text, text)
    if text.startswith("\\") and len(text) > 1:
        hint = f"for a name, write \\operatorname{{{text[1:]}}}" if text[1:].isalpha() else ""
        raise LatexError(f"{text} is not a command that is known here", hint)
    if text == "&":  # an escaped one comes as a character reference
        raise LatexError("& stands outside of a table", r"use \begin{aligned} or \begin{matrix}")
    text = html.unescape(text)
    if tag == "mi" and text in ("~", "∼"):
        return MathNode("mo", (), (), "∼")
    if tag == "mn" and dict(attrs).get("mathvariant") == "double-struck" and text.isdecimal():
        return MathNode("mi", (), (), "".join(chr(0x1D7D8 + int(digit)) for digit in text))
    if tag == "mi" and dict(attrs).get("mathvariant") == "normal":
        return MathNode("mi", attrs, (), text)
    if tag == "mi" and len(text) == 1 and unicodedata.category(text)[0] in "SP" and text not in _WORD_SIGNS:
        return MathNode("mo", attrs, (), text)
    return MathNode(tag, attrs, (), text)


def _joined_letters(children: tuple[MathNode, ...]) -> tuple[MathNode, ...]:
    """Upright letters side by side are one word: `\\mathrm{softmax}`, with its thin spaces."""
    out: list[MathNode] = []
    for child in children:
        upright = _is_upright(child)
        if upright and out and _is_upright(out[-1]):
            out[-1] = MathNode("mi", out[-1].attrs, (), out[-1].text + child.text)
        elif upright and len(out) > 1 and out[-1].tag == "mspace" and _is_upright(out[-2]):
            out[-2:] = [MathNode("mi", child.attrs, (), f"{out[-2].text}\u2009{child.text}")]
        else:
            out.append(child)
    return tuple(out)


def _is_upright(node: MathNode) -> bool:
    return node.tag == "mi" and node.attrs == (("mathvariant", "normal"),)


def _accented(node: MathNode) -> MathNode:
    r"""`\tilde` and `\hat` come as ASCII signs; set them as the spacing accents that fonts place well."""
    if node.tag == "mover" and len(node.children) == 2 and node.children[1].tag == "mo":
        base, accent = node.children
        sign = {"~": "˜", "∼": "˜", "―": "¯", "^": "^"}.get(accent.text)
        if sign == "¯" and accent.text == "―" and len(list(texts(base))) > 1:
            return MathNode("mover", node.attrs, (base, MathNode("mo", (("stretchy", "true"),), (), "‾")))
        if sign:
            return MathNode("mover", node.attrs, (base, MathNode("mo", accent.attrs, (), sign)))
    return node


def _with_limits(node: MathNode, display: bool) -> MathNode:
    """In a displayed formula what stands at max, lim or a union stands below and above it."""
    tags = {"msub": "munder", "msup": "mover", "msubsup": "munderover"}
    if not display or node.tag not in tags or not node.children:
        return node
    base = node.children[0]
    name = "".join(base.text.split())
    if base.tag in ("mo", "mi") and (name in _LIMITS or base.get("movablelimits") == "true"):
        return MathNode(tags[node.tag], node.attrs, node.children)
    return node


# --- the check: nothing is lost

_COMMAND_NAMES = re.compile(
    r"\\(?:begin|end)\s*\{[^{}]*\}(?:\s*\{[lcr|@{}. ]*\})?"
    r"|\\(?:color|textcolor|colorbox|hspace|vspace|mspace|hskip|kern|mkern|mskip|phantom|hphantom|vphantom|rule)\*?"
    r"\s*(?:\[[^\]]*\])?\s*(?:\{[^{}]*\}|-?[\d.]+\s*[a-z]{2})(?:\s*\{[^{}]*\})?"
    r"|\\\\\s*\[[^\]]{0,10}\]|\\genfrac\s*(?:\{[^{}]*\}){4}|\\[a-zA-Z]+\*?|\\."
)


def _refuse_losses(latex: str, tree: MathNode) -> None:
    """Raise LatexError unless every letter and digit of the source stands in the tree."""
    source = Counter(c for c in _COMMAND_NAMES.sub(" ", latex) if c.isalnum())
    shown = Counter(c for c in unicodedata.normalize("NFKC", "".join(texts(tree))) if c.isalnum())
    lost = source - shown
    if lost:
        raise LatexError(f"{' '.join(sorted(lost))} would be lost")
    if not shown and not any(text.strip() for text in texts(tree)):
        raise LatexError("is empty", "remove it")
