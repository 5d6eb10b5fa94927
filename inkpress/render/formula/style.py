"""The two ways of writing a formula on one line: as text, and as HTML with italics, `<sub>` and `<sup>`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from html import escape

from inkpress.render.formula.alphabets import is_meaningful, plain_letter, style_of
from inkpress.render.formula.node import MathNode

_UPPER = str.maketrans("0123456789+-−", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻")
_LOWER = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
_NESTED = frozenset(" _^")
_STARS = {"*": "*", "∗": "*", "⋆": "⋆", "†": "†", "⊤": "ᵀ", "⊺": "ᵀ", "∘": "°"}


@dataclass(frozen=True, slots=True)
class Style:
    """How letters and scripts are written."""

    letters: Callable[[str, MathNode], str]
    lower: Callable[[str, bool], str]  # (written, simple)
    upper: Callable[[str, bool], str]
    text: Callable[[str], str]


def text_style(letters: Iterable[str]) -> Style:
    """The style of text. Where the formula has a letter in two alphabets, they are told apart: 𝐱 ≠ x. A bold 1, which
    is no number, stays bold; a bold 85.3 does not."""
    forms: dict[str, set[str]] = {}
    for letter in letters:
        forms.setdefault(plain_letter(letter), set()).add(style_of(letter))
    kept = frozenset(style for styles in forms.values() if len(styles) > 1 for style in styles if style)

    def written(text: str, _: MathNode) -> str:
        if len(text) == 1 and text.isdecimal():
            return text
        return "".join(c if style_of(c) in kept or is_meaningful(c) else plain_letter(c) for c in text)

    return Style(written, _text_lower, _text_upper, lambda text: text.replace("\u00a0", " "))


def _text_lower(written: str, simple: bool) -> str:
    if written.isdecimal():
        return written.translate(_LOWER)
    return f"_{written}" if simple and not _NESTED & set(written) else f"_({written})"


def _text_upper(written: str, simple: bool) -> str:
    if written in _STARS:
        return _STARS[written]
    if all(c in "0123456789+-−" for c in written):
        return written.translate(_UPPER)
    return f"^{written}" if simple and not _NESTED & set(written) else f"^({written})"


def _html_letters(text: str, node: MathNode) -> str:
    """Single letters are slanted, as in MathML; words, digits and letters of an alphabet of their own are not."""
    styles = [style_of(c) for c in text]
    slanted = len(text) == 1 and text.isalpha() and (not styles[0] or "ITALIC" in styles[0])
    written = escape("".join(c if is_meaningful(c) else plain_letter(c) for c in text), quote=False)
    if slanted and node.get("mathvariant") != "normal" and not is_meaningful(text):
        written = f"<i>{written}</i>"
    return f"<b>{written}</b>" if any("BOLD" in style for style in styles) else written


AS_HTML = Style(
    _html_letters,
    lambda written, _: f"<sub>{written}</sub>",
    lambda written, _: f"<sup>{written}</sup>",
    lambda text: escape(text.replace("\u00a0", " "), quote=False),
)
