"""Parts of a formula on one line: the white space between them that their kinds ask for, and their brackets."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple


class Piece(NamedTuple):
    """A written part and how it stands to its neighbours, nearly as in TeX.

    Kinds: ord, named (hat(AB)), word (log, softmax), text, big (∑), bin, prefix, rel, open, close, fence (opens or
    closes), bar (neither), post (!), punct, stop, slash, frac, root, quantifier, space, gap (a quad).
    """

    text: str
    kind: str
    simple: bool = False  # one sign, perhaps with scripts: may stand beside / or under a root without brackets
    raised: bool = False  # has an upper script
    guarded: str = ""  # how a fraction or root is written beside another factor


BARS = frozenset("|‖")
_SIGNS = frozenset("+−-±∓")  # of a number: log −x, but BP · exp(x)
_NO_OPERANDS = frozenset({"rel", "punct", "close", "bin"})
_BEFORE_OPENING = frozenset(
    {"start", "open", "fence", "rel", "bin", "punct", "word", "big", "prefix", "bar", "gap", "slash", "quantifier"}
)
_FACTORS_BEFORE = frozenset({"ord", "named", "word", "big", "close", "frac", "root", "text", "post", "slash"})
_FACTORS_AFTER = frozenset(
    {"ord", "named", "word", "big", "open", "frac", "root", "text", "post", "bar", "fence", "slash"}
)
_NO_SPACE_AFTER = frozenset({"start", "open", "prefix", "bar", "space", "slash"})
_NO_SPACE_BEFORE = frozenset({"stop", "close", "punct", "post", "bar", "space", "gap", "slash"})
_SPACE_BEFORE = frozenset({"named", "word", "big", "quantifier"})
_APART_BEFORE = frozenset({"ord", "named", "close", "frac", "root", "post"})
_APART_AFTER = frozenset({"ord", "named", "frac", "root", "word", "big", "fence", "quantifier"})
_THINGS = frozenset({"ord", "named", "word", "text", "root"})
_NESTING = {"open": 1, "close": -1}
_ENDS_IN_LETTERS = re.compile(r"[^\W\d_]{2}$")
_BEGINS_WITH_LETTER = re.compile(r"(?:<[a-z]>)*[^\W\d_]")
# a script on the line reads on: `∇_θ L`, not `∇_θL`; `Q* x`, not `Q*x`
_OPEN_END = re.compile(r"[_^][^\s_^()\[\]{}<>]+$|[*⋆†]$")


def settle(pieces: Sequence[Piece]) -> list[Piece]:
    """A whole row with the part of each sign decided: which bars open and close, which minus belongs to a number."""
    out = list(pieces)
    opened: list[int] = []
    before = "start"
    for index, piece in enumerate(pieces):
        kind = piece.kind
        if kind == "bin" and before in _BEFORE_OPENING and (before != "word" or piece.text in _SIGNS):
            follower = _neighbour(pieces, index, 1)
            kind = "prefix" if follower is not None and follower.kind not in _NO_OPERANDS else "ord"
        elif kind == "bin" and index == len(pieces) - 1:
            kind = "post"  # 10×
        elif kind == "fence" and opened and before not in _BEFORE_OPENING and _same_bar(out[opened[-1]], piece):
            start = opened.pop()
            out[start] = out[start]._replace(kind="open")
            kind = "close"
        elif kind in ("open", "fence"):
            opened.append(index)
        elif kind == "close" and not _found_opening(out, opened) and piece.text[:1] in BARS:
            kind = "post"
        out[index] = piece._replace(kind=kind)
        before = kind if kind != "space" else before
    return [piece._replace(kind="bar") if piece.kind == "fence" else piece for piece in out]


def _same_bar(start: Piece, end: Piece) -> bool:
    return start.kind == "fence" and start.text[:1] == end.text[:1]


def _found_opening(pieces: Sequence[Piece], opened: list[int]) -> bool:
    """Close the last bracket that is open; bars within it that are still open stay what they are."""
    while opened:
        if pieces[opened.pop()].kind == "open":
            return True
    return False


def join(pieces: Sequence[Piece], *, tight: bool = False) -> str:
    """A settled row with white space; `tight`, in scripts, leaves it out beside signs."""
    out = last = ""
    before = "start"
    for index, piece in enumerate(pieces):
        kind, text = piece.kind, piece.text
        if kind == "gap":
            out += ", " if _stands_apart(pieces, index) else " "
            last = ""
        elif kind == "space":
            out += " "
            last = ""
        else:
            if piece.guarded and _touches(pieces, index):
                text = piece.guarded
            if _spaced(before, piece, out, tight) or _reads_on(last, piece):
                out += " "
            out += text
            last = text
            if kind == "punct" and index + 1 < len(pieces) and not tight:
                out += " "
        before = kind if kind not in ("space", "gap") else before if before in ("start", "open") else "space"
    return re.sub(" {2,}", " ", out)


def _spaced(before: str, piece: Piece, out: str, tight: bool) -> bool:
    kind = piece.kind
    if before in _NO_SPACE_AFTER or kind in _NO_SPACE_BEFORE:
        return False
    if "rel" in (before, kind) or "bin" in (before, kind):
        return not tight
    if before == "big" or kind in _SPACE_BEFORE:
        return True
    if before == "text":
        return _ENDS_IN_LETTERS.search(out[-2:]) is not None and _BEGINS_WITH_LETTER.match(piece.text) is not None
    return before in ("word", "named") and kind != "open"


def _reads_on(last: str, piece: Piece) -> bool:
    starts = piece.kind in ("ord", "frac", "root", "text") and piece.text[:1] not in "( "
    return starts and _OPEN_END.search(last) is not None


def _neighbour(pieces: Sequence[Piece], index: int, step: int) -> Piece | None:
    """The next piece before or after that is no thin space."""
    index += step
    while 0 <= index < len(pieces) and pieces[index].kind == "space":
        index += step
    return pieces[index] if 0 <= index < len(pieces) else None


def _touches(pieces: Sequence[Piece], index: int) -> bool:
    """Whether another factor stands at the fraction or, of a root, after it."""
    before, after = _neighbour(pieces, index, -1), _neighbour(pieces, index, 1)
    if after is not None and after.kind in _FACTORS_AFTER and not after.text.startswith(" "):
        return True
    if before is None or pieces[index].kind == "root":
        return False
    return before.text == "÷" or (before.kind in _FACTORS_BEFORE and not before.text.endswith(" "))


def _stands_apart(pieces: Sequence[Piece], index: int) -> bool:
    """Whether a quad parts two formulas: between two things, neither a word of text."""
    before, after = _neighbour(pieces, index, -1), _neighbour(pieces, index, 1)
    return before is not None and after is not None and before.kind in _APART_BEFORE and after.kind in _APART_AFTER


# --- what needs brackets


def is_one(pieces: Sequence[Piece]) -> bool:
    """Whether the settled row is one sign or one pair of brackets with what is in it."""
    return (len(pieces) == 1 and (pieces[0].simple or len(pieces[0].text) == 1)) or is_closed(pieces)


def is_closed(pieces: Sequence[Piece]) -> bool:
    """Whether the row's first bracket closes at its last."""
    depth = 0
    for index, piece in enumerate(pieces):
        depth += _NESTING.get(piece.kind, 0)
        if depth == 0:
            return index == len(pieces) - 1 and index > 0
    return False


def is_factor(pieces: Sequence[Piece], most: int) -> bool:
    """A product of at most `most` things: what needs no brackets beside a slash.

    Brackets are a thing of their own, unless they hold the argument of a function: `q(x)`, but `n(n + 1)`.
    """
    depth = things = words = 0
    for index, piece in enumerate(pieces):
        if depth == 0 and piece.kind == "open":
            before = pieces[index - 1].kind if index else "start"
            things += 0 if before == "word" else int(before != "ord" or _holds_sum(pieces[index + 1 :]))
        elif depth == 0 and piece.kind not in ("post", "bar"):
            if piece.kind not in _THINGS or not (piece.simple or piece.kind == "text"):
                return False
            things += 1
            words += piece.kind == "word" and not (index + 1 < len(pieces) and pieces[index + 1].kind == "open")
        depth += _NESTING.get(piece.kind, 0)
    return things <= most and not (words and len(pieces) > 1)


def _holds_sum(pieces: Sequence[Piece]) -> bool:
    """Whether a plus or minus stands between the bracket just opened and its partner."""
    depth = 1
    for piece in pieces:
        depth += _NESTING.get(piece.kind, 0)
        if depth == 0:
            return False
        if depth == 1 and piece.kind in ("bin", "prefix"):
            return True
    return False
