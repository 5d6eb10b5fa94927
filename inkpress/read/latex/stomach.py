"""The stomach: expanded tokens in, an outline of the paper out.

One loop without recursion, so that a hundred thousand open braces cost nothing but memory. Text goes into the
innermost *capture* (a caption, a cell, a footnote), or into the running paragraph when there is none. What the
commands do is in the modules beside this one; each handler takes the stomach and the token.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from inkpress.read.colours import NAMED
from inkpress.read.latex.commands import SKIPPED, SPACES
from inkpress.read.latex.gullet import Gullet
from inkpress.read.latex.lexer import PAR, RAW_MARK
from inkpress.read.outline import Outline
from inkpress.read.symbols import TEXT_SYMBOLS

if TYPE_CHECKING:
    from inkpress.read.latex.floats import Float
    from inkpress.read.latex.tables import Grid

Handler = Callable[["Stomach", str], None]
REF_OPEN, NAMED_OPEN, CITE_OPEN, MARK_CLOSE = "\ue000", "\ue001", "\ue002", "\ue003"
_MARK = re.compile(f"([{REF_OPEN}{NAMED_OPEN}{CITE_OPEN}])([^{MARK_CLOSE}]*){MARK_CLOSE}")
_DIMENSION = re.compile(r"\s*=?\s*[-+]?[\d.,]*\s*(?:true)?(?:pt|cm|mm|in|em|ex|bp|pc|sp|mu|dd)?\s*")


@dataclass(slots=True)
class Group:
    """An open brace or environment. `done` runs, last first, when it closes."""

    name: str
    done: list[Callable[[], None]] = field(default_factory=list)
    grid: Grid | None = None
    float: Float | None = None
    white: Callable[[], None] | None = None  # of `done`, what ends a `\color{white}`
    opaque: bool = False  # a capture inside a cell: `\\\\` in it does not end the row


class Stomach:
    """State of one reading."""

    def __init__(self, gullet: Gullet, outline: Outline, handlers: dict[str, Handler]) -> None:
        self.gullet = gullet
        self.outline = outline
        self.handlers = handlers
        self.base: list[str] = []  # the running paragraph
        self.out = self.base
        self.groups: list[Group] = [Group("")]
        self.open: dict[str, int] = {}  # environments, by name
        self.grids: list[Group] = []
        self.floats: list[Float] = []
        self.in_body = True
        self.labels: dict[str, tuple[str, str]] = {}  # label -> (kind, number)
        self.current = ("", "")  # what a \label here would name
        self.cited: dict[str, str] = {}  # citation key -> "Author et al. (2017)"
        self.cite_keys: dict[str, None] = {}
        self.acronyms: dict[str, tuple[str, str]] = {}  # key -> (short, in full)
        self.acronyms_used: set[str] = set()
        self.counters: dict[str, int] = {}
        self.section_numbers = [0, 0, 0, 0, 0, 0, 0]
        self.appendix = self.chapters = False
        self.theorems: dict[str, tuple[str, str, str]] = {}  # name -> (title, counter, within)
        self.colours: dict[str, float] = dict(NAMED)  # how light those are that have a name
        self.coloured_cells = False  # white print in a coloured cell can be seen
        self.maths_failures = self.runaways = 0  # formulas and environments that never ended
        self.bibliography_done = False

    def run(self) -> None:
        """Digest everything."""
        take = self.gullet.next
        special: dict[str, Callable[[], None]] = {
            "{": lambda: self.groups.append(Group("{")),
            "}": self._close_brace,
            "$": lambda: self.handlers["$"](self, "$"),
            "&": self._ampersand,
            "~": lambda: self.out.append(" "),
        }
        while (token := take()) is not None:
            if token[0] == "\\" and len(token) > 1:
                self.command(token)
            elif token in special:
                special[token]()
            elif token[0] == RAW_MARK:
                self.out.append(re.sub(r"([-`'])(?=\1)", "\\1\u200b", token))
            else:
                self.out.append(token)
        self.close_all()
        self.flush()

    def command(self, token: str) -> None:
        """One control sequence: a handler, a sign, something to skip, or unknown (its arguments are read as text)."""
        handler = self.handlers.get(token)
        if handler is not None:
            handler(self, token)
        elif token in TEXT_SYMBOLS:
            self.out.append(TEXT_SYMBOLS[token])
        elif token in SKIPPED:
            self.skip(SKIPPED[token])
            if token in SPACES:
                self.out.append(" ")
        elif token == PAR or token == "\\endgraf":
            self.flush()
        elif len(token) > 2 and self.gullet.peek() == "[":
            self.gullet.optional()

    # --- text ----------------------------------------------------------------------------------------------

    def flush(self) -> None:
        """End the paragraph; inside a capture, where there are no paragraphs, a space."""
        if self.out is not self.base:
            self.out.append(" ")
            return
        text = join(self.base)
        self.base.clear()
        if text and self.in_body:
            self.outline.paragraph(text)

    def capture(self, done: Callable[[str], None], *, opaque: bool = True) -> None:
        """Send text elsewhere until the innermost group closes; then `done` gets it."""
        previous = self.out
        buffer: list[str] = []
        self.out = buffer

        def finish() -> None:
            self.out = previous
            done(join(buffer))

        self.groups[-1].opaque |= opaque
        self.groups[-1].done.append(finish)

    def argument(self, done: Callable[[str], None]) -> None:
        """Read the next argument as text, in place; `done` gets it when it ends."""
        token = self.gullet.raw()
        while token == " ":
            token = self.gullet.raw()
        if token is None:
            done("")
            return
        if token != "{":
            self.gullet.push([token])
            self.gullet.push([*self.gullet.argument(), "}"])
        self.groups.append(Group("{"))
        self.capture(done)

    # --- groups --------------------------------------------------------------------------------------------

    def begin_group(self, name: str) -> Group:
        """Open an environment."""
        group = Group(name)
        self.groups.append(group)
        self.open[name] = self.open.get(name, 0) + 1
        return group

    def end_group(self, name: str) -> None:
        """Close the innermost environment of that name, and what was left open inside it."""
        if not self.open.get(name):
            return
        while self.groups[-1].name != name:
            self._close()
        self._close()

    def close_captures(self) -> None:
        """Close what an unbalanced brace left open before a heading: everything down to the running text."""
        while self.out is not self.base and len(self.groups) > 1:
            self._close()

    def close_all(self) -> None:
        """Close everything, at the end of the paper."""
        while len(self.groups) > 1:
            self._close()

    def _close_brace(self) -> None:
        if self.groups[-1].name == "{":
            self._close()

    def _close(self) -> None:
        group = self.groups.pop()
        while group.done:
            group.done.pop()()
        if group.name != "{":
            self.open[group.name] = self.open.get(group.name, 1) - 1

    def cell_group(self) -> Group | None:
        """The tabular whose cell is being read, unless something opaque lies between."""
        for group in reversed(self.groups[-40:]):
            if group.grid is not None:
                return group
            if group.opaque or group.name not in ("{", ""):
                return None
        return None

    def _ampersand(self) -> None:
        group = self.cell_group()
        if group is not None and group.grid is not None:
            group.grid.end_cell(self.cell_text(group))
        else:
            self.out.append(" ")

    def cell_text(self, group: Group) -> str:
        """The text of the cell that ends here, and what `\\color{white}` hides in it with it."""
        while len(group.done) > 1:  # the first one ends the table
            group.done.pop()()
        text = join(self.out)
        self.out.clear()
        return text

    # --- arguments -----------------------------------------------------------------------------------------

    def skip(self, pattern: str) -> None:
        """Swallow arguments as `commands.py` writes them."""
        for kind in pattern:
            if kind == "m":
                self.gullet.argument()
            elif kind == "o":
                self.gullet.optional()
            elif kind == "s":
                self.gullet.star()
            elif kind == "p":
                self._skip_round()
            elif kind == "g":
                self._skip_glue()
            elif kind == "T":
                self._skip_to_width()
            elif kind == "x":
                self._skip_assignment()

    def _skip_round(self) -> None:
        following = self.gullet.peek()
        if following is not None and following[0] == "(":
            token = self.gullet.raw() or ""
            closing = token.find(")")
            if 0 <= closing < len(token) - 1:
                self.gullet.push([token[closing + 1 :]])

    def _skip_glue(self) -> None:
        """A dimension: `=12pt plus 1pt`, `-3\\baselineskip`."""
        token = self.gullet.raw()
        if token is None:
            return
        if token[0] == "\\":
            if len(token) < 3 or token not in SKIPPED:
                self.gullet.push([token])
            return
        rest = token[_DIMENSION.match(token).end() :]  # type: ignore[union-attr]
        if rest:
            self.gullet.push([rest])
            return
        for sign in ("plus", "minus"):
            self._skip_stretch(sign)
        if (after := self.gullet.peek()) and after[0] == "\\" and SKIPPED.get(after) == "g":
            self.gullet.raw()

    def _skip_stretch(self, sign: str) -> None:
        """` plus 1pt` behind a dimension."""
        taken = [t for t in (self.gullet.raw() for _ in range(4)) if t is not None]
        if taken[:2] != [" ", sign]:
            self.gullet.push(taken)

    def _skip_to_width(self) -> None:
        """tabu's `to \\linewidth` before its columns."""
        while (token := self.gullet.peek()) is not None and token not in ("{", "[", PAR):
            self.gullet.raw()
        self.gullet.optional()

    def _skip_assignment(self) -> None:
        """A primitive assignment: register, `=`, value, file name or group."""
        for _ in range(12):
            token = self.gullet.raw()
            if token is None or (token == " " and self.gullet.peek() != "by"):
                return
            if token == "by":
                self.gullet.raw()
                continue
            if token == "{":
                self.gullet.push([token])
                self.gullet.argument()
                return
            if token == PAR or token == "}":
                self.gullet.push([token])
                return

    # --- marks ---------------------------------------------------------------------------------------------

    def resolve(self, text: str) -> str:
        """`text` with references and citations put in, now that all labels are known."""
        if REF_OPEN not in text and NAMED_OPEN not in text and CITE_OPEN not in text:
            return text
        return _MARK.sub(lambda m: self._mark(m[1], m[2]), text)

    def _mark(self, kind: str, key: str) -> str:
        if kind == CITE_OPEN:
            return self.cited.get(key, "")
        name, number = self.labels.get(key, ("", ""))
        return f"{name} {number}".strip() if kind == NAMED_OPEN and number else number


def join(buffer: list[str]) -> str:
    """The pieces as one string, TeX's ligatures made characters."""
    text = "".join(buffer)
    if "-" in text:
        text = text.replace("---", "—").replace("--", "–")
    if "`" in text or "'" in text:
        text = text.replace("``", "“").replace("''", "”").replace("`", "‘").replace("'", "’")
    return text
