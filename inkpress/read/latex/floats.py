"""Figures, tables and algorithms: captions, files and cells gathered until the float ends."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from inkpress.read.latex.commands import FLOATS, TABULARS
from inkpress.read.latex.keys import key_values
from inkpress.read.latex.stomach import Handler, Stomach
from inkpress.read.latex.tables import Grid

_NAMES = {"figure": "Figure", "table": "Table", "algorithm": "Algorithm"}
LEAST_WORDS_OF_LOOSE_TEXT = 8  # fewer are labels inside a drawing


@dataclass(eq=False)
class Float:
    """One float while it is being read."""

    kind: str
    captions: list[tuple[str, str]] = field(default_factory=list)  # (kind, text)
    files: list[str] = field(default_factory=list)
    grids: list[Grid] = field(default_factory=list)
    panels: list[tuple[str, list[list[str]]]] = field(default_factory=list)  # tables in it that have own captions


def begin_float(s: Stomach, name: str) -> None:
    """`\\begin{figure}` and its kin; the paragraph they stand in goes on behind them."""
    kind = FLOATS[name.rstrip("*")]
    group = s.begin_group(name)
    made = Float(kind)
    group.float = made
    s.floats.append(made)
    s.capture(lambda text: _end_float(s, made, text))


def _end_float(s: Stomach, made: Float, text: str) -> None:
    s.floats.remove(made)
    if s.floats and made.kind.startswith("sub"):
        outer = s.floats[-1]
        outer.files += made.files
        if made.grids and made.captions:
            text = " ".join(caption for _, caption in made.captions)
            outer.panels.append((text, [row for grid in made.grids for row in grid.rows]))
        else:
            outer.grids += made.grids
            outer.captions += [("sub", caption) for _, caption in made.captions]
        return
    if not s.in_body:
        return
    _emit(s, made)
    words = re.findall(r"[^\W\d_]{2,}", text)
    if len(words) >= LEAST_WORDS_OF_LOOSE_TEXT or (made.kind == "algorithm" and words):
        s.outline.paragraph(text)


def _emit(s: Stomach, made: Float) -> None:
    """A float becomes one entry per caption; the tables in it go to the captions in order."""
    captions = [c for c in made.captions if c[0] != "sub"]
    subs = [text for kind, text in made.captions if kind == "sub" and text.strip()]
    grids = [grid.rows for grid in made.grids]
    if not captions:
        kind = "table" if grids and made.kind != "figure" else made.kind
        captions = [(kind, " ".join(f"{text}" for text in subs))] if grids or made.files or subs else []
        subs = []
    shared = len(captions) == len(grids)
    first = ""
    for index, (kind, caption) in enumerate(captions):
        rows = grids[index] if shared else [row for grid in grids for row in grid] if index == 0 else []
        if kind == "table":
            place = s.outline.table(caption, rows)
        else:
            file = made.files[0] if made.files and index == 0 else ""
            place = s.outline.figure(caption, file)
            if rows:
                s.outline.table("", rows, id=f"{place}.tab1")
            for number, text in enumerate(subs if index == 0 else (), 1):
                s.outline.figure(text, "", id=f"{place}.sf{number}")
        first = first or place
    panels = [*((text, []) for text in subs if captions and captions[0][0] == "table"), *made.panels]
    for number, (text, rows) in enumerate(panels, 1):
        s.outline.table(text, rows, id=f"{first}.st{number}" if first else "")


def caption(s: Stomach, _: str) -> None:
    """`\\caption[short]{...}`: numbers the float, so that a label behind it names it."""
    star = s.gullet.star()
    s.gullet.optional()
    kind = s.floats[-1].kind if s.floats else "table" if s.grids else "figure"
    _caption(s, kind, numbered=not star)


def caption_of(s: Stomach, _: str) -> None:
    """`\\captionof{table}[short]{...}`."""
    s.gullet.star()
    kind = s.gullet.text_argument()
    s.gullet.optional()
    _caption(s, kind if kind in _NAMES else "figure", numbered=True)


def _caption(s: Stomach, kind: str, *, numbered: bool) -> None:
    if kind in _NAMES and numbered:
        s.counters[kind] = s.counters.get(kind, 0) + 1
        s.current = (_NAMES[kind], str(s.counters[kind]))

    def done(text: str) -> None:
        if s.floats:
            s.floats[-1].captions.append((kind if kind in _NAMES else "sub", text))
        elif s.grids and s.grids[-1].grid is not None:
            s.grids[-1].grid.caption = text
        elif kind == "table":
            s.outline.table(text, ())
        else:
            s.outline.figure(text)

    s.argument(done)


def subcaption(s: Stomach, _: str) -> None:
    """`\\subfloat[caption]{...}`: the caption is an optional argument, the content follows."""
    text = s.gullet.optional()
    s.gullet.optional()
    if text and s.floats:
        made = s.floats[-1]
        s.gullet.push(["{", *text, "}"])
        s.argument(lambda found: made.captions.append(("sub", found)))


def subcaption_box(s: Stomach, _: str) -> None:
    """`\\subcaptionbox{caption}[width]{content}`."""
    s.gullet.star()
    s.gullet.optional()
    _caption(s, "sub", numbered=False)


def plain_subcaption(s: Stomach, _: str) -> None:
    """`\\subcaption{...}`."""
    s.gullet.star()
    _caption(s, "sub", numbered=False)


def ctable(s: Stomach, _: str) -> None:
    """`\\ctable[caption={...},label=t]{columns}{notes}{rows}`: a whole table in one command."""
    keys = key_values(s.gullet.optional() or [])
    columns, notes, rows = (s.gullet.argument() for _ in range(3))
    caption = ["\\caption", "{", *keys["caption"], "}"] if "caption" in keys else []
    label = ["\\label", "{", *keys["label"], "}"] if "label" in keys else []
    tabular = [*_environment("tabular", ["{", *columns, "}", *rows]), *notes]
    s.gullet.push(_environment("table", [*caption, *label, *tabular]))


def _environment(name: str, content: list[str]) -> list[str]:
    return ["\\begin", "{", name, "}", *content, "\\end", "{", name, "}"]


def table_head(s: Stomach, _: str) -> None:
    """AASTeX's `\\tablehead{...}`: rows of their own, which end with the argument."""
    s.gullet.push([*s.gullet.argument(), "\\\\"])


def includegraphics(s: Stomach, _: str) -> None:
    """Remember the file's name, if it lies inside the source."""
    s.gullet.star()
    s.gullet.optional()
    s.gullet.optional()
    name = s.gullet.text_argument()
    if s.floats and not name.startswith(("/", "..", "~")):
        s.floats[-1].files.append(name)


# --- tabulars ----------------------------------------------------------------------------------------------


def begin_tabular(s: Stomach, name: str) -> None:
    """Cells go to a grid of their own until the environment ends."""
    s.skip(TABULARS[name])
    group = s.begin_group(name)
    grid = Grid()
    group.grid = grid
    s.grids.append(group)
    s.capture(lambda text: _end_tabular(s, grid, text), opaque=False)


def _end_tabular(s: Stomach, grid: Grid, text: str) -> None:
    grid.end_row(text)
    s.grids.pop()
    s.coloured_cells = bool(s.grids) and s.coloured_cells
    if s.grids:
        s.out.append(f" {grid.text()} ")  # a table in a cell
    elif s.floats and (grid.is_table() or s.floats[-1].kind in ("table", "subtable")):
        s.floats[-1].grids.append(grid)
    elif not s.in_body:
        return
    elif grid.caption or (grid.is_table() and s.out is s.base):
        s.outline.table(grid.caption, grid.rows)
    else:
        s.out.append(f" {grid.text()} ")


def multicolumn(s: Stomach, _: str) -> None:
    """`\\multicolumn{2}{c}{...}`: one cell that spans; its text follows."""
    columns = s.gullet.text_argument()
    s.gullet.argument()
    if (group := s.cell_group()) is not None and group.grid is not None and columns.isdigit():
        group.grid.span(int(columns[:3]))


def end_part(s: Stomach, token: str) -> None:
    """`\\endhead` and its kin: of two heads the first is the table's, and so is the last foot."""
    group = s.cell_group()
    if group is not None and (grid := group.grid) is not None:
        grid.end_part(repeated=token == "\\endfoot" or (token == "\\endhead" and grid.has_parts))


FLOAT_COMMANDS: dict[str, Handler] = {
    "\\caption": caption,
    "\\captionof": caption_of,
    "\\tabcaption": caption,
    "\\figcaption": caption,
    "\\topcaption": caption,
    "\\tablecaption": caption,
    "\\ctable": ctable,
    "\\tablehead": table_head,
    "\\subfloat": subcaption,
    "\\subfigure": subcaption,
    "\\subtable": subcaption,
    "\\subcaption": plain_subcaption,
    "\\subcaptionbox": subcaption_box,
    "\\includegraphics": includegraphics,
    "\\epsfig": lambda s, _: s.skip("m"),
    "\\psfig": lambda s, _: s.skip("m"),
    "\\plotone": lambda s, _: s.skip("m"),
    "\\multicolumn": multicolumn,
    **dict.fromkeys(("\\endfirsthead", "\\endhead", "\\endfoot", "\\endlastfoot"), end_part),
    "\\multirow": lambda s, _: s.skip("omomo"),
    "\\makecell": lambda s, _: _opaque(s),
    "\\thead": lambda s, _: _opaque(s),
    "\\shortstack": lambda s, _: _opaque(s),
}


def _opaque(s: Stomach) -> None:
    """A cell of several lines."""
    s.gullet.star()
    s.gullet.optional()
    out = s.out
    s.argument(out.append)
