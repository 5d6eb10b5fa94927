"""Questions about an HTML tree that the reader asks: classes, nesting, the rows of a table, a formula's TeX."""

from __future__ import annotations

import re
from collections.abc import Callable

from selectolax.lexbor import LexborNode

MAX_COLUMNS = 200
_LINE_BREAK = re.compile(r"(?<!\\)%\s*\n\s*")
_TAG = re.compile(r"<(/?)([a-zA-Z][\w-]*)")
_CLOSED_BY_ITSELF = {
    *("p", "li", "dt", "dd", "td", "th", "tr", "thead", "tbody", "tfoot", "option", "br", "hr", "img", "meta", "link"),
    *("input", "col", "wbr", "area", "base", "embed", "source", "track", "mprescripts", "none"),
}


def depth_of(text: str) -> int:
    """How deep elements nest, roughly: a parser's time grows with the square of it."""
    depth = deepest = 0
    for closing, name in _TAG.findall(text):
        if name.lower() not in _CLOSED_BY_ITSELF:
            depth = max(depth - 1, 0) if closing else depth + 1
            deepest = max(deepest, depth)
    return deepest


def classes_of(node: LexborNode) -> set[str]:
    """The element's classes."""
    return set((node.attributes.get("class") or "").split())


def outermost(nodes: list[LexborNode]) -> list[LexborNode]:
    """Those that lie in no other of them, each once: a selector with two parts may find a node twice."""
    found = {n.mem_id: n for n in nodes}
    kept = []
    for node in found.values():
        parent = node.parent
        while parent is not None and parent.mem_id not in found:
            parent = parent.parent
        if parent is None:
            kept.append(node)
    return kept


def rows_of(grid: LexborNode, text_of: Callable[[LexborNode], str]) -> list[list[str]]:
    """The grid's own rows: tables inside its cells are read as those cells' text."""
    rows: list[list[str]] = []
    reach: dict[int, int] = {}
    for child in grid.iter():
        classes = classes_of(child)
        if child.tag == "tr" or "ltx_tr" in classes:
            rows.append(_cells(child, text_of, reach))
        elif child.tag in ("thead", "tbody", "tfoot") or classes & {"ltx_thead", "ltx_tbody", "ltx_tfoot"}:
            rows += rows_of(child, text_of)
    return rows


def _cells(row: LexborNode, text_of: Callable[[LexborNode], str], reach: dict[int, int]) -> list[str]:
    """The row's cells; a wide one leaves empty ones beside it and a tall one below it, so that columns stay aligned.

    `reach` says for each column how many more rows a cell from above takes up.
    """
    taken = {column for column, rows in reach.items() if rows > 0}
    for column in taken:
        reach[column] -= 1
    cells: list[str] = []
    for cell in row.iter():
        if (cell.tag not in ("td", "th") and "ltx_td" not in classes_of(cell)) or len(cells) >= MAX_COLUMNS:
            continue
        while len(cells) in taken:
            cells.append("")
        first = len(cells)
        cells += [text_of(cell), *[""] * (_span(cell, "colspan") - 1)]
        if (rows := _span(cell, "rowspan")) > 1:
            reach.update(dict.fromkeys(range(first, len(cells)), rows - 1))
    cells += [""] * (max(taken, default=-1) + 1 - len(cells))
    return cells[:MAX_COLUMNS]


def _span(cell: LexborNode, name: str) -> int:
    """How many columns or rows the cell takes up."""
    written = cell.attributes.get(name) or ""
    return min(int(written), MAX_COLUMNS) or 1 if written.isdecimal() and len(written) < 6 else 1


def tex_of(formula: LexborNode) -> str:
    """The formula's TeX, without the `%` at which converters break its lines."""
    tex = formula.css_first("annotation[encoding='application/x-tex']")
    said = formula.attributes.get("alttext") or (tex.text() if tex is not None else formula.text())
    return _LINE_BREAK.sub("", said)
