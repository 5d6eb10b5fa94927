"""The two ways of writing a formula on one line: as text, and as HTML with italics, `<sub>` and `<sup>`."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from html import escape

from inkpress.render.formula.node import MathNode

KEPT_LETTERS = "DOUBLE-STRUCK"
_UPPER = str.maketrans("0123456789+-−=()ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿⁱ")
_LOWER = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
_NESTED = frozenset(" _^")


@dataclass(frozen=True, slots=True)
class Style:
    """How letters and scripts are written."""

    letters: Callable[[str, MathNode], str]
    lower: Callable[[str, bool], str]  # (written, simple)
    upper: Callable[[str, bool], str]
    text: Callable[[str], str]


def _text_lower(written: str, simple: bool) -> str:
    if written.isdigit():
        return written.translate(_LOWER)
    return f"_{written}" if simple and not _NESTED & set(written) else f"_({written})"


def _text_upper(written: str, simple: bool) -> str:
    if written in ("′", "″", "‴", "*", "∗", "⊤", "†", "⋆", "+"):
        return "*" if written == "∗" else "ᵀ" if written == "⊤" else written
    if all(c in "0123456789-−" for c in written):
        return written.translate(_UPPER)
    return f"^{written}" if simple and not _NESTED & set(written) else f"^({written})"


def _html_letters(text: str, node: MathNode) -> str:
    bold = any("MATHEMATICAL BOLD" in unicodedata.name(c, "") for c in node.text) or node.get("mathvariant").startswith(
        "bold"
    )
    upright = (
        node.get("mathvariant") == "normal" or not text.isalpha() or KEPT_LETTERS in unicodedata.name(text[:1], "")
    )
    text = escape(text, quote=False)
    if bold:
        return f"<b>{text}</b>"
    return text if upright else f"<i>{text}</i>"


AS_TEXT = Style(lambda text, _: text, _text_lower, _text_upper, lambda text: text.replace("\u00a0", " "))
AS_HTML = Style(
    _html_letters,
    lambda written, _: f"<sub>{written}</sub>",
    lambda written, _: f"<sup>{written}</sup>",
    lambda text: escape(text.replace("\u00a0", " "), quote=False),
)
