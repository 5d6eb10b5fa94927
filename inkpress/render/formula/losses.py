"""The checks that nothing of a formula is lost: between its LaTeX and its tree, and between the tree and a line."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter

from inkpress.render.formula.node import LatexError, MathNode, texts

_SIGNS = frozenset("+=<>/")
_COMMAND_NAMES = re.compile(
    r"\\(?:begin|end)\s*\{[^{}]*\}(?:\s*\{[lcr|@{}. ]*\})?"
    r"|\\(?:color|textcolor|colorbox|phantom|hphantom|vphantom)\*?\s*(?:\[[^\]]*\])?\s*\{[^{}]*\}"
    r"|\\genfrac\s*(?:\{[^{}]*\}){4}|\\[a-zA-Z]+\*?|\\."
)


def refuse_losses(latex: str, tree: MathNode) -> None:
    """Raise LatexError unless every letter, digit and plain sign of the source stands in the tree."""
    source = _counted(_COMMAND_NAMES.sub(" ", latex))
    shown = _counted("".join(texts(tree)))
    lost = source - shown
    if lost:
        raise LatexError(f"{' '.join(sorted(lost))} would be lost")
    if not any(text.strip() for text in texts(tree)):
        raise LatexError("is empty", "remove it")


def refuse_unwritten(tree: MathNode, line: str) -> None:
    """Raise LatexError unless every letter, digit and plain sign of the tree stands in the line written from it."""
    lost = _counted(_visible(tree)) - _counted(line)
    if lost:
        raise LatexError(f"{' '.join(sorted(lost))} would be lost on one line")


def _visible(node: MathNode) -> str:
    return node.text + "".join(_visible(child) for child in node.children if child.tag != "mphantom")


def _counted(text: str) -> Counter[str]:
    text = unicodedata.normalize("NFKD", text.replace("∛", "3").replace("∜", "4"))
    return Counter(c for c in text if c in _SIGNS or (c.isalnum() and unicodedata.category(c) != "Lm"))
