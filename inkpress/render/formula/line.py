"""A formula on one line: for the text part, for alt texts, and as HTML for formulas inside a sentence.

What stands above another thing is written beside it: a/b, √(x), x̂, ∑_(i=1)^N. The HTML form differs from the
text only in italics, `<sub>` and `<sup>`.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from inkpress.render.formula.joining import Piece, join
from inkpress.render.formula.node import MathNode
from inkpress.render.formula.style import AS_HTML, AS_TEXT, KEPT_LETTERS, Style

_RELATIONS = frozenset("=<>≤≥≠≈≡∼≃≅∝∈∉∋⊂⊆⊃⊇→←↔⇒⇐⇔↦∣∥≪≫≔≜≝⟶⟵⟹⟺⟸⊢⊨≺≻⪯⪰∶:")
_BINARIES = frozenset("+−-±∓×÷·⋅∗*∘∙⊕⊗⊙⊖∪∩∧∨∖⧵⊔⊎†⋆")
_OPENING = frozenset("([{⟨⌊⌈")
_CLOSING = frozenset(")]}⟩⌋⌉!")
_PUNCTUATION = frozenset(",;")
_BIG = frozenset("∑∏∫∐⋃⋂⨁⨂⋁⋀")
_LETTER_SIGNS = frozenset("∇∂∞∀∃∄¬∅∆√⊤⊥/′")
_ACCENTS = {
    "^": "\u0302", "˜": "\u0303", "¯": "\u0304", "‾": "\u0304", "→": "\u20d7", "˙": "\u0307", "¨": "\u0308",
    "˘": "\u0306", "ˇ": "\u030c", "´": "\u0301", "`": "\u0300", "˚": "\u030a", "…": "\u20db",
}  # fmt: skip
_ACCENT_NAMES = {
    "^": "hat", "˜": "tilde", "¯": "mean", "‾": "mean", "→": "vec", "˙": "dot", "¨": "ddot", "˘": "breve", "ˇ": "check",
}  # fmt: skip
_SCRIPT_LETTERS = frozenset("ℒℱℋℐℛℬℰℳℯℊℴℭℌℑℜℨ")
_BRACES = frozenset("⏞⏟⏜⏝⎴⎵")
_FENCE_PAIRS = frozenset("|‖∣∥")


def math_text(tree: MathNode) -> str:
    """The formula as one line of text, without LaTeX."""
    return " ".join(join(_row([tree], AS_TEXT)).split())


def math_html(tree: MathNode) -> str:
    """The formula as inline HTML: `<i>`, `<sub>` and `<sup>` only."""
    return " ".join(join(_row([tree], AS_HTML)).split())


# --- pieces


def _row(nodes: Iterable[MathNode], style: Style) -> list[Piece]:
    pieces: list[Piece] = []
    for node in nodes:
        pieces.extend(_pieces(node, style))
    return pieces


def _pieces(node: MathNode, style: Style) -> list[Piece]:
    match node.tag:
        case "mi" | "mo" | "mn" | "mtext":
            return [_leaf(node, style)]
        case "mspace":
            return [] if node.get("width").startswith(("-", "n", "0em")) else [Piece(" ", "space")]
        case "mphantom":
            return [Piece(" ", "space")]
        case "mrow" | "mstyle" | "mpadded" | "menclose":
            return _matrix_row(node, style)
        case "msub" | "msup" | "msubsup" | "munder" | "mover" | "munderover":
            return [_scripted(node, style)]
        case "mfrac":
            return [_fraction(node, style)]
        case "msqrt" | "mroot":
            return [_root(node, style)]
        case "mtable":
            return [Piece(_table(node, style, ", "), "ord")]
        case _:
            return _row(node.children, style)


def _leaf(node: MathNode, style: Style) -> Piece:
    raw = node.text
    if node.tag == "mtext":
        return Piece(style.text(raw), "text")
    if node.tag == "mn":
        return Piece(style.text(_plain(raw)), "ord", True)
    text = " ".join(raw.replace("\u2009", " ").replace("\u2006", " ").split())
    if len(text) > 1 and text.replace(" ", "").isalpha():
        return Piece(style.text(text), "op", True)
    kind = _kind(text, node)
    if kind == "ord":
        return Piece(style.letters(_plain(text), node), "ord", True)
    return Piece(style.text("−" if text == "-" else text), kind)


def _kind(text: str, node: MathNode) -> str:
    if text in _FENCE_PAIRS and node.tag == "mo":
        form = node.get("form")
        return {"prefix": "open", "postfix": "close"}.get(form, "rel" if text == "∣" else "fence")
    for signs, kind in (
        (_RELATIONS, "rel"),
        (_BINARIES, "bin"),
        (_OPENING, "open"),
        (_CLOSING, "close"),
        (_PUNCTUATION, "punct"),
    ):
        if text in signs and text:
            return kind
    if text in _BIG:
        return "big"
    is_sign = node.tag == "mo" and len(text) == 1 and unicodedata.category(text) == "Sm" and text not in _LETTER_SIGNS
    return "rel" if is_sign else "ord"


def _plain(text: str) -> str:
    """Mathematical alphabets as plain letters; blackboard bold stays, because it carries the meaning (ℝ, 𝔼)."""
    return "".join(
        unicodedata.normalize("NFKC", c)
        if ("\U0001d400" <= c <= "\U0001d7ff" or c in _SCRIPT_LETTERS) and KEPT_LETTERS not in unicodedata.name(c, "")
        else c
        for c in text
    )


def _matrix_row(node: MathNode, style: Style) -> list[Piece]:
    """A row; brackets around a table or a fraction without a line are written as one thing."""
    children = [c for c in node.children if c.text or c.children or c.tag == "mspace"]
    if len(children) == 3 and children[1].tag == "mfrac" and children[1].get("linethickness") == "0":
        top, bottom = (join(_row([c], style)) for c in children[1].children)
        return [Piece(f"({top} choose {bottom})", "ord", True)]
    if len(children) == 2 and children[0].text == "{" and children[1].tag == "mtable":
        return [Piece("{" + " " + _table(children[1], style, " "), "ord")]
    return _row(children, style)


def _scripted(node: MathNode, style: Style) -> Piece:
    base, *scripts = node.children
    written = _row([base], style)
    text = join(written)
    kind = written[-1].kind if len(written) == 1 else "ord"
    upper_only = node.tag in ("msup", "mover")
    if node.tag in ("mover", "munder") and scripts[0].tag == "mo":
        sign = scripts[0].text
        if sign in _BRACES:
            return Piece(_bracketed(text, len(written) == 1 or _is_factor(written, len(written))), "ord", True)
        if node.tag == "mover" and sign in _ACCENTS:
            return _accented(text, base, sign)
    if base.tag in ("munder", "mover") and len(base.children) == 2 and base.children[1].text in _BRACES:
        return Piece(f"{text} [{join(_row(scripts, style))}]", "ord")
    if kind == "rel" and node.tag in ("mover", "munder"):
        return Piece(f"{text}[{join(_row(scripts, style))}]", "rel")
    if len(written) > 1 and base.tag not in ("mi", "mn", "mo") and not _is_fenced(written):
        text = f"({text})"
    lower = None if upper_only else scripts[0]
    upper = scripts[0] if upper_only else scripts[1] if len(scripts) > 1 else None
    for script, write in ((lower, style.lower), (upper, style.upper)):
        if script is not None:
            pieces = _row([script], style)
            text += write(join(pieces, tight=True), len(pieces) == 1 or _is_fenced(pieces))
    return Piece(text, kind if kind in ("op", "big", "rel", "bin", "close", "fence") else "ord", True)


def _is_fenced(pieces: list[Piece]) -> bool:
    return pieces[0].kind in ("open", "fence") and pieces[-1].kind in ("close", "fence")


def _accented(text: str, base: MathNode, sign: str) -> Piece:
    bare = "".join(c for c in _plain(base.text) if c.isalnum())
    if len(bare) == 1 and base.text:
        at = text.index(bare) + 1
        return Piece(unicodedata.normalize("NFC", text[:at] + _ACCENTS[sign]) + text[at:], "ord", True)
    return Piece(f"{_ACCENT_NAMES.get(sign, 'over')}({text})", "ord", True)


def _fraction(node: MathNode, style: Style) -> Piece:
    top, bottom = (_row([child], style) for child in node.children)
    if node.get("linethickness") == "0":
        return Piece(f"{join(top)} choose {join(bottom)}", "ord")
    above, below = join(top), join(bottom)
    is_derivative = all(p and join(p).lstrip("<i>")[:1] in ("d", "∂") and len(p) <= 3 for p in (top, bottom))
    written = (
        f"{_bracketed(above, _is_factor(top, len(top)))}/{_bracketed(below, is_derivative or _is_factor(bottom, 1))}"
    )
    return Piece(written, "frac")


def _is_factor(pieces: list[Piece], most: int) -> bool:
    """A product of at most `most` things and bracketed groups: what needs no brackets of its own beside a slash."""
    depth = things = 0
    for piece in pieces:
        if piece.kind in ("open", "close"):
            depth += 1 if piece.kind == "open" else -1
        elif depth == 0:
            if piece.kind not in ("ord", "op", "text", "fence") or (piece.kind == "ord" and not piece.simple):
                return False
            things += piece.kind != "fence"
            if piece.kind == "text" and len(pieces) > 1:
                return False
    return things <= most and not (things > 1 and any(p.kind == "op" for p in pieces))


def _root(node: MathNode, style: Style) -> Piece:
    pieces = _row(node.children[:1] if node.tag == "mroot" else node.children, style)
    inner = _bracketed(join(pieces), len(pieces) == 1 and pieces[0].simple)
    if node.tag == "mroot":
        index = join(_row(node.children[1:], style))
        return Piece({"3": "∛", "4": "∜"}.get(index, f"root_{index}") + inner, "ord", True)
    return Piece(f"√{inner}", "ord", True)


def _bracketed(text: str, simple: bool) -> str:
    return text if simple else f"({text})"


def _table(node: MathNode, style: Style, between: str) -> str:
    """Rows apart by `;`. Aligned equations are not cells but one line each, so their parts follow one another."""
    aligned = node.get("displaystyle") == "true"
    rows = []
    for row in node.children:
        cells = [join(_row([cell], style)).strip() for cell in row.children]
        rows.append((" " if aligned else between).join(cell for cell in cells if cell).rstrip(",;"))
    return "; ".join(row for row in rows if row)
