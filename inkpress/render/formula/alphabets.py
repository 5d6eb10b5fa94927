r"""Mathematical alphabets: the letters of `\mathbb`, `\mathcal` and `\mathbf`, each a character of its own.

Browsers know no `mathvariant` but `normal` (https://www.w3.org/TR/mathml-core/#the-mathvariant-attribute), and text
has none at all, so a letter carries its alphabet in itself.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from inkpress.render.formula.node import LatexError

_STYLE_WORDS = frozenset(
    {"BOLD", "ITALIC", "SCRIPT", "FRAKTUR", "BLACK-LETTER", "DOUBLE-STRUCK", "SANS-SERIF", "MONOSPACE"}
)
_STYLES = {
    "bold": "BOLD", "bold-italic": "BOLD ITALIC", "double-struck": "DOUBLE-STRUCK", "script": "SCRIPT",
    "bold-script": "BOLD SCRIPT", "fraktur": "FRAKTUR", "bold-fraktur": "BOLD FRAKTUR", "sans-serif": "SANS-SERIF",
    "bold-sans-serif": "SANS-SERIF BOLD", "sans-serif-italic": "SANS-SERIF ITALIC", "monospace": "MONOSPACE",
}  # fmt: skip
_MEANINGFUL = ("DOUBLE-STRUCK", "SCRIPT", "FRAKTUR", "BLACK-LETTER")
_LETTERLIKE = "ℂℊℋℌℍℐℑℒℕℙℚℛℜℝℤℨℬℭℯℰℱℳℴ"


def in_alphabet(text: str, variant: str) -> str:
    """`text` in the alphabet that MathML calls `variant`. Raises LatexError where that has no such letter."""
    style = _STYLES.get(variant)
    if style is None:
        return text
    return "".join(_letter(character, style) for character in text)


def _letter(character: str, style: str) -> str:
    found = _table().get((character, style))
    if found is None and character.isalnum() and style in _MEANINGFUL and not _is_styled(character):
        raise LatexError(f"there is no {style.lower()} {character}")
    return found or character


def plain_letter(character: str) -> str:
    """The letter of ordinary text that `character` is a form of: 𝐱 -> x."""
    return chr(int(unicodedata.decomposition(character).split()[1], 16)) if _is_styled(character) else character


def style_of(character: str) -> str:
    """The alphabet's name in Unicode, such as `BOLD ITALIC`, or nothing."""
    if not _is_styled(character):
        return ""
    words = unicodedata.name(character).removeprefix("MATHEMATICAL ").split()
    return " ".join(word for word in words if word in _STYLE_WORDS)


def is_meaningful(character: str) -> bool:
    """Whether the alphabet carries meaning by itself, so that it is kept everywhere: ℝ, ℒ, ℜ."""
    return style_of(character).endswith(_MEANINGFUL)


def _is_styled(character: str) -> bool:
    return "\U0001d400" <= character <= "\U0001d7ff" or character in _LETTERLIKE


@lru_cache(maxsize=1)
def _table() -> dict[tuple[str, str], str]:
    """(letter, style) -> its character."""
    block = (chr(code) for code in range(0x1D400, 0x1D800) if unicodedata.name(chr(code), ""))
    return {(plain_letter(c), style_of(c).replace("BLACK-LETTER", "FRAKTUR")): c for c in (*block, *_LETTERLIKE)}
