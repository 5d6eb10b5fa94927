"""Parts of a formula on one line, with the white space between them that their kinds ask for."""

from __future__ import annotations

import re
from typing import NamedTuple


class Piece(NamedTuple):
    """A written part and how it stands to its neighbours, as in TeX: ord, op, bin, rel, open, close, punct, space."""

    text: str
    kind: str
    simple: bool = False  # may stand beside / or under a root without brackets


_BEFORE_OPENING = frozenset({"start", "open", "fence-open", "rel", "bin", "punct", "op", "prefix"})


def join(pieces: list[Piece], *, tight: bool = False) -> str:
    """The pieces with the white space that their kinds ask for; `tight`, in scripts, leaves it out beside signs."""
    out = ""
    before = "start"
    opened: set[str] = set()  # the bars that are open: the same sign opens and closes
    for index, piece in enumerate(pieces):
        kind, text = piece.kind, piece.text
        if kind == "fence":
            sign = text[:1]  # what follows it are its scripts
            kind = "fence-close" if sign in opened and before not in _BEFORE_OPENING else "fence-open"
            opened = opened - {sign} if kind == "fence-close" else opened | {sign}
        if kind == "bin" and before in _BEFORE_OPENING:
            kind = "prefix"
        if kind == "frac":
            after = pieces[index + 1].kind if index + 1 < len(pieces) else "end"
            if (
                before == "op"
                or after in ("ord", "op", "big", "open", "frac", "space", "text")
                or (after == "fence" and not opened)
            ):
                text = f"({text})"
        if (out and not out.endswith(" ") and _spaced(before, kind, tight)) or _runs_on(out, text, kind):
            out += " "
        out += text if kind != "space" or not out.endswith(" ") else ""
        before = kind if kind != "space" else ("start" if before in ("start", "open") else before)
        if kind == "punct" and index + 1 < len(pieces) and not tight:
            out += " "
    return out


def _spaced(before: str, kind: str, tight: bool) -> bool:
    if before in ("start", "open", "fence-open", "prefix") or kind in ("close", "fence-close", "punct", "space"):
        return False
    if "rel" in (before, kind) or "bin" in (before, kind):
        return not tight
    if before in ("op", "big"):
        return kind not in ("open", "prefix") or before == "big"
    if kind in ("op", "big"):
        return True
    return "text" in (before, kind) and not (before == "text" and kind == "open")


def _runs_on(out: str, text: str, kind: str) -> bool:
    """A letter straight after a script written on the line would read as part of it: `∇_θ L`, not `∇_θL`."""
    if kind not in ("ord", "frac") or not out or not text[:1].isalpha():
        return False
    return re.search(r"[_^][^\W_]+$", out) is not None
