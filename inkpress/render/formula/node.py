"""The tree of a formula: MathML elements as plain frozen nodes, and the error that says why there is none."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class MathNode:
    """One MathML element. `text` is set on leaves only (mi, mo, mn, mtext)."""

    tag: str
    attrs: tuple[tuple[str, str], ...] = ()
    children: tuple[MathNode, ...] = ()
    text: str = ""

    def get(self, name: str) -> str:
        return dict(self.attrs).get(name, "")


class LatexError(ValueError):
    """Why a formula cannot be set; `hint` says what to write instead."""

    def __init__(self, message: str, hint: str = "write it with common LaTeX commands, or as words") -> None:
        super().__init__(message)
        self.hint = hint


def texts(node: MathNode) -> Iterator[str]:
    """The text of every leaf, in reading order."""
    if node.text:
        yield node.text
    for child in node.children:
        yield from texts(child)
