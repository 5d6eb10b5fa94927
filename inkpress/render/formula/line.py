"""A formula on one line: for the text part, for alt texts, and as HTML for formulas inside a sentence.

What stands above another thing is written beside it: a/b, √(x), x̂, ∑_(i=1)^N. The HTML form differs from the
text only in italics, bold letters, `<sub>` and `<sup>`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence

from inkpress.render.formula.joining import BARS, Piece, is_closed, is_factor, is_one, join, settle
from inkpress.render.formula.node import MathNode, texts
from inkpress.render.formula.shaping import LONG_ARROWS
from inkpress.render.formula.style import AS_HTML, Style, text_style
from inkpress.render.formula.tables import table_text

_KINDS = (
    ("=<>≤≥≠≈≡∼≃≅∝∈∉∋⊂⊆⊃⊇→←↔⇒⇐⇔↦∣∥≪≫≔≜≝⟶⟵⟹⟺⟸⊢⊨≺≻⪯⪰∶:", "rel"),
    ("+−-±∓×÷·⋅∗*∘∙⊕⊗⊙⊖∪∩∧∨∖⧵⊔⊎†⋆", "bin"),
    ("([{⟨⌊⌈", "open"),
    (")]}⟩⌋⌉", "close"),
    (",;", "punct"),
    ("∑∏∫∐⋃⋂⨁⨂⋁⋀∬∭∮", "big"),
    ("!", "post"),
    ("/", "slash"),
    (".", "stop"),
    ("∀∃∄", "quantifier"),
    ("∇∂∞¬∅∆√⊤⊥′⋯…⋮⋱⋰", "ord"),
)
_KIND = {sign: kind for signs, kind in _KINDS for sign in signs}
_ARROWS = (("\u2190", "\u21ff"), ("\u27f0", "\u27ff"), ("\u2900", "\u297f"))
_ACCENTS = {
    "^": "\u0302", "˜": "\u0303", "¯": "\u0304", "‾": "\u0304", "→": "\u20d7", "˙": "\u0307", "¨": "\u0308",
    "˘": "\u0306", "ˇ": "\u030c", "´": "\u0301", "`": "\u0300", "˚": "\u030a", "∘": "\u030a", "…": "\u20db",
    "⃛": "\u20db", "←": "\u20d6", "\u20d7": "\u20d7", "\u20d6": "\u20d6", "\u0302": "\u0302", "\u0303": "\u0303",
}  # fmt: skip
_ACCENT_NAMES = {
    "\u0302": "hat", "\u0303": "tilde", "\u0304": "overline", "\u20d7": "arrow", "\u20d6": "leftarrow",
    "\u0307": "dot", "\u0308": "ddot", "\u20db": "dddot", "\u0306": "breve", "\u030c": "check", "\u030a": "ring",
    "\u0301": "acute", "\u0300": "grave", "\u0332": "underline",
}  # fmt: skip
_SHORT_ARROWS = {long: short for short, long in LONG_ARROWS.items()}
_UNDERLINES = frozenset("―_‾¯\u0332")
_BRACES = frozenset("⏞⏟⏜⏝⎴⎵")
_PRIMES = frozenset("′″‴⁗")
_UPPER_ONLY = ("msup", "mover")


def math_text(tree: MathNode) -> str:
    """The formula as one line of text, without LaTeX."""
    return join(_line([tree], text_style("".join(texts(tree))))).strip()


def math_html(tree: MathNode) -> str:
    """The formula as inline HTML: `<i>`, `<b>`, `<sub>` and `<sup>` only."""
    return join(_line([tree], AS_HTML)).strip()


# --- pieces


def _line(nodes: Sequence[MathNode], style: Style) -> list[Piece]:
    """The pieces of nodes that are a row of their own."""
    return settle(_row(nodes, style))


def _row(nodes: Sequence[MathNode], style: Style) -> list[Piece]:
    pieces: list[Piece] = []
    shown = [n for n in nodes if n.text or n.children or n.tag == "mspace"]
    for index, node in enumerate(shown):
        around = [n.text for n in (*shown[max(0, index - 1) : index], *shown[index + 1 : index + 2])]
        if node.tag == "mfrac" and node.get("linethickness") == "0":
            pieces.append(_stack(node, style, around == ["(", ")"]))
        elif node.tag == "mtable":
            rows = [[_row(cell.children, style) for cell in row.children] for row in node.children]
            pieces.append(Piece(table_text(node, rows, is_case=around == ["{"]), "ord"))
        else:
            pieces.extend(_pieces(node, style))
    return pieces


def _pieces(node: MathNode, style: Style) -> list[Piece]:
    match node.tag:
        case "mi" | "mo" | "mn" | "mtext":
            return [_leaf(node, style)]
        case "mspace":
            return _space(node.get("width"))
        case "mphantom":
            return [Piece(" ", "space")]
        case "msub" | "msup" | "msubsup" | "munder" | "mover" | "munderover":
            return _scripted(node, style)
        case "mfrac" if node.get("linethickness") != "0":
            return [_fraction(node, style)]
        case "msqrt" | "mroot":
            return [_root(node, style)]
        case "mfrac" | "mtable":
            return _row([node], style)
        case _:
            return _row(node.children, style)


def _space(width: str) -> list[Piece]:
    if width.startswith(("-", "n", "0em")):
        return []
    return [Piece(" ", "gap" if re.match(r"[1-9][\d.]*em", width) else "space")]


def _leaf(node: MathNode, style: Style) -> Piece:
    raw = node.text
    if node.tag == "mtext":
        words = style.text(raw)
        return Piece(words, "text" if words.strip() else "space", " " not in words)
    if node.tag == "mn":
        return Piece(style.letters(raw, node), "ord", True)
    text = " ".join(raw.replace("\u2009", " ").replace("\u2006", " ").split())
    if len(text) > 1 and text.replace(" ", "").isalpha():
        return Piece(style.letters(text, node), "word", True)
    kind = _kind(text, node)
    if kind == "ord":
        return Piece(style.letters(text, node), "ord", True)
    return Piece(style.text("−" if text == "-" else text), kind)


def _kind(text: str, node: MathNode) -> str:
    if text in BARS and node.tag == "mo":
        form = node.get("form")
        return {"prefix": "open", "postfix": "close"}.get(form, "fence")
    if text in _KIND:
        return _KIND[text]
    if len(text) != 1 or node.tag != "mo":
        return "ord"
    is_arrow = any(start <= text <= end for start, end in _ARROWS)
    return "rel" if is_arrow or unicodedata.category(text) == "Sm" else "ord"


def _stack(node: MathNode, style: Style, in_brackets: bool) -> Piece:
    top, bottom = (join(_line([child], style)) for child in node.children)
    return Piece(f"{top} choose {bottom}" if in_brackets else f"{top}; {bottom}", "ord")


# --- scripts and accents


def _scripted(node: MathNode, style: Style) -> list[Piece]:
    """A base with its indices; where the base is a row that ends in a lone bar, they belong to that."""
    base, *scripts = node.children
    written = _row([base], style)
    decorated = _decorated(node, written, style)
    if decorated is not None:
        return [decorated]
    lower = None if node.tag in _UPPER_ONLY else scripts[0]
    upper = scripts[-1] if node.tag in _UPPER_ONLY or len(scripts) == 2 else None
    head, core = _base(written, raised=upper is not None)
    text = core.text
    if lower is not None:
        text += _script(_line([lower], style), style.lower)
    if upper is not None:
        primes, rest = _primes(upper)
        text += primes + (_script(_line(rest, style), style.upper) if rest else "")
    return [*head, Piece(text, core.kind, True, upper is not None or core.raised)]


def _base(written: list[Piece], *, raised: bool) -> tuple[list[Piece], Piece]:
    """What scripts stand at, in brackets unless it is one sign; and what goes before it."""
    if not written:
        return [], Piece("", "ord")
    if len(written) == 1:
        piece = written[0]
        if piece.kind in ("space", "gap"):
            return [piece], Piece("", "ord")
        loose = piece.kind in ("ord", "text") and (not piece.simple or (raised and piece.raised))
        if piece.guarded or loose:
            return [], Piece(f"({piece.text})", "ord")
        return [], piece
    settled = settle(written)
    if settled[-1].kind == "post":
        return settled[:-1], settled[-1]
    text = join(settled)
    return [], Piece(text if is_closed(settled) and not settled[-1].raised else f"({text})", "ord")


def _script(pieces: list[Piece], write: Callable[[str, bool], str]) -> str:
    """An index in brackets unless it is one sign. (t) needs none of its own, but (t+1) does: it is not the sum."""
    is_sum = pieces[:1] and pieces[0].text == "(" and any(piece.kind in ("bin", "prefix") for piece in pieces)
    return write(join(pieces, tight=True).strip(), is_one(pieces) and not is_sum)


def _primes(upper: MathNode) -> tuple[str, list[MathNode]]:
    """The primes that an upper index begins with, and the rest of it."""
    parts = list(upper.children) if upper.tag == "mrow" else [upper]
    primes = ""
    while parts and parts[0].text and set(parts[0].text) <= _PRIMES:
        primes += parts.pop(0).text
    return primes, parts


def _decorated(node: MathNode, written: list[Piece], style: Style) -> Piece | None:
    """An accent, a brace with its words, or a relation with words above it; None for an index."""
    if node.tag not in ("mover", "munder", "munderover"):
        return None
    base, *scripts = node.children
    sign = scripts[0].text if len(scripts) == 1 and scripts[0].tag == "mo" else ""
    if sign in _BRACES and sign:
        settled = settle(written)
        return Piece(_bracketed(settled, is_factor(settled, len(settled))), "ord", True)
    if sign and node.tag == "mover" and sign in _ACCENTS:
        return _accented(written, _ACCENTS[sign])
    if sign and node.tag == "munder" and sign in _UNDERLINES:
        return _accented(written, "\u0332")
    words = "; ".join(join(_line([script], style)).strip() for script in reversed(scripts))
    if base.tag in ("munder", "mover") and base.children[1].text in _BRACES:
        return Piece(f"{join(settle(written))} [{words}]", "ord")
    kind = written[0].kind if len(written) == 1 else ""
    if kind in ("rel", "bin"):
        return Piece(f"{_SHORT_ARROWS.get(written[0].text, written[0].text)}[{words}]", kind)
    if node.tag == "mover" and kind == "ord":
        return Piece(f"{written[0].text} [{words} above]", "ord")
    return None


def _accented(written: list[Piece], accent: str) -> Piece:
    """A letter with its accent, `x̂`; over more than one sign the accent's name, `hat(AB)`."""
    text = join(settle(written)).strip()
    letter = re.fullmatch(r"((?:<[a-z]>)*)(\w)((?:</[a-z]>)*)", text)
    if letter:
        return Piece(letter[1] + unicodedata.normalize("NFC", letter[2] + accent) + letter[3], "ord", True)
    return Piece(f"{_ACCENT_NAMES[accent]}({text})", "named", True)


# --- fractions and roots


def _fraction(node: MathNode, style: Style) -> Piece:
    top, bottom = (_line([child], style) for child in node.children)
    if top and top[-1].kind == "root":  # the root ends before the slash
        top[-1] = top[-1]._replace(text=top[-1].guarded)
    above = _bracketed(top, is_factor(top, len(top)))
    below = _bracketed(bottom, _is_derivative(top, bottom) or is_factor(bottom, 1))
    return Piece(f"{above}/{below}", "frac", guarded=f"({above}/{below})")


def _is_derivative(top: list[Piece], bottom: list[Piece]) -> bool:
    """Whether d or ∂ leads both, with one thing after it below: dx/dt, ∂/∂t, d²y/dx²."""
    signs = [re.sub(r"<[^>]*>", "", pieces[0].text) if pieces else "" for pieces in (top, bottom)]
    led = all(re.fullmatch(r"[d∂][²³2-9]?", sign) for sign in signs)
    return led and is_factor(top, len(top)) and len(bottom) == 2 and bottom[1].kind == "ord" and bottom[1].simple


def _root(node: MathNode, style: Style) -> Piece:
    pieces = _line(node.children[:1] if node.tag == "mroot" else node.children, style)
    sign = "√"
    if node.tag == "mroot":
        index = join(_line(node.children[1:], style))
        sign = {"2": "√", "3": "∛", "4": "∜"}.get(index, f"root_{index}")
    alone = len(pieces) == 1 and pieces[0].simple and sign in "√∛∜"
    inner = join(pieces)
    closed = is_closed(pieces) and pieces[0].text == "(" and not pieces[-1].raised
    guarded = f"{sign}{inner}" if closed else f"{sign}({inner})"
    return Piece(f"{sign}{inner}" if alone else guarded, "root", True, guarded=guarded)


def _bracketed(pieces: list[Piece], bare: bool) -> str:
    text = join(pieces)
    return text if bare else f"({text})"
