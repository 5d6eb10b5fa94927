"""Tables of a formula on one line: matrices, cases, and equations below each other."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import dropwhile

from inkpress.render.formula.joining import Piece, join, settle
from inkpress.render.formula.node import MathNode

Cells = Sequence[Sequence[Piece]]


def table_text(table: MathNode, rows: Sequence[Cells], *, is_case: bool) -> str:
    """The table's `rows` of cells, apart by `;`. A case, after a brace, has its condition behind a comma."""
    if table.get("displaystyle") == "true":
        written = _equations(rows)
    else:
        written = [_case(row) if is_case else ", ".join(_shown(row)) for row in rows]
    return (" " if is_case else "") + "; ".join(text for row in written if (text := row.rstrip(",; ")))


def _shown(cells: Cells) -> list[str]:
    return [text for cell in cells if (text := join(settle(cell)).strip())]


def _case(cells: Cells) -> str:
    """`x, x > 0`, but `x if x > 0`: a condition that begins with a word needs no comma."""
    out = ""
    for cell in cells:
        text = join(settle(cell)).strip()
        begins_with_word = bool(cell) and cell[0].kind in ("text", "word", "space")
        apart = " " if begins_with_word or out.endswith((",", ";")) else ", "
        out += apart * bool(out and text) + text
    return out


def _equations(rows: Sequence[Cells]) -> list[str]:
    """Two cells make an equation; a further pair is another, or a remark. A row may go on with the one above."""
    equations: list[list[list[Piece]]] = []
    for row in rows:
        pairs = [[piece for cell in row[at : at + 2] for piece in cell] for at in range(0, len(row), 2)]
        shown = [pair for pair in pairs if any(piece.text.strip() for piece in pair)]
        if shown and equations and len(equations[-1]) == 1 and _goes_on(shown[0], indented=not row[0]):
            equations[-1][-1] += dropwhile(lambda piece: piece.kind in ("space", "gap"), shown[0])
            equations[-1] += shown[1:]
        elif shown:
            equations.append(shown)
    return [", ".join(join(settle(pair)).strip(" ,;") for pair in pairs) for pairs in equations]


def _goes_on(pieces: Sequence[Piece], *, indented: bool) -> bool:
    """Whether a row begins with a relation, or says nothing of its own: begins with a sign, or with an empty cell."""
    kinds: list[str] = []
    depth = 0
    for piece in pieces:
        depth -= piece.kind == "close"
        if depth == 0 and piece.kind not in ("space", "gap"):
            kinds.append(piece.kind)
        depth += piece.kind == "open"
    says_nothing = "rel" not in kinds and kinds[0] != "text"
    return kinds[0] == "rel" or (says_nothing and (indented or kinds[0] == "bin"))
