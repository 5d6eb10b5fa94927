"""What authors write -> what Python-Markdown reads.

Python-Markdown wants nested lists indented by four columns and an empty line before a list, table or heading;
most authors, and every model, write as CommonMark allows (https://spec.commonmark.org/0.31.2/#list-items).
Boxes to tick and notices (`> [!NOTE]`), which several forges know, become words.
It also takes quadratic time, or overflows the stack, on thousands of brackets in one paragraph, so a paragraph
that is mostly markup characters is made plain text.
"""

from __future__ import annotations

import re
from collections.abc import Callable

_MARKER = re.compile(r"(?P<indent>[ \t]*)(?P<mark>[-*+]|\d{1,9}[.)])(?P<gap>[ \t]+)(?P<rest>\S.*)")
_RULE = re.compile(r"[ \t]*(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,})$")
_TABLE_RULE = re.compile(r"[ \t]*\|?[ \t]*:?-{1,200}:?[ \t]*(?:\|[ \t]*:?-{1,200}:?[ \t]*){0,60}\|?[ \t]*$")
_MARKUP = re.compile(r"[\[\]()*_`<>!&\\~#|^]")
_BREAK = re.compile(r"(?<!\\)\\$")
_BOX = re.compile(r"\A\[([ xX])\](?=[ \t])")
_NOTICE = re.compile(r"(?P<quote>[ \t]*>[ \t]?)\[!(?P<name>NOTE|TIP|IMPORTANT|WARNING|CAUTION)\][ \t]*$", re.IGNORECASE)
_DETAILS = re.compile(r"<details(?P<open>[ ]+open)?>(?=$|<summary>)")
_ATTRIBUTES = re.compile(r"[ \t]\{[#.][\w#. -]{1,80}\}[ \t]*$")  # of a heading: its id comes from its words
_QUOTES = re.compile(r"[ \t]*(?:>[ \t]*){9,}")
_MANY_MARKS = re.compile(r"[ \t]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+){9,}")
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ue000\ue001\ufff9-\ufffb]")

MAX_BRACKETS = 250  # in one paragraph: Python-Markdown needs 10 ms for these, and 400 ms for 2,000
MAX_MARKUP = 1500
MAX_LIST_DEPTH = 9


def clean_characters(body: str) -> tuple[str, int]:
    """`body` without control and direction-override characters, and how many there were; tabs and newlines stay."""
    return _UNSEEN.subn("", body)


def to_python_markdown(text: str, keep_plain: Callable[[str], str]) -> tuple[str, int]:
    """`text` in Python-Markdown's dialect, and how many paragraphs were made plain because of their markup.

    `keep_plain` takes a line that is to be text and gives the token that stands for it.
    """
    lines, plain = _plain_where_dense(text.split("\n"), keep_plain)
    return "\n".join(_indent_lists(_open_blocks(lines))), plain


def _plain_where_dense(lines: list[str], keep_plain: Callable[[str], str]) -> tuple[list[str], int]:
    """Set paragraphs with too much markup aside as text; a list item or a table row counts as a paragraph."""
    out: list[str] = []
    group: list[str] = []
    plain = 0

    def close() -> None:
        nonlocal plain
        if _is_dense(group):
            plain += 1
            out.extend(keep_plain(line) if line.strip() else line for line in group)
        else:
            out.extend(group)
        group.clear()

    for line in lines:
        if not line.strip() or _MARKER.match(line) or line.count("|") > 1:
            close()
        group.append(line)
    close()
    return out, plain


def _is_dense(group: list[str]) -> bool:
    text = "\n".join(group)
    if len(text) < 9 or (text.count("[") <= MAX_BRACKETS and len(_MARKUP.findall(text)) <= MAX_MARKUP):
        return any(_QUOTES.match(line) or _MANY_MARKS.match(line) for line in group) and not any(
            _RULE.match(line) for line in group
        )
    return True


def _open_blocks(lines: list[str]) -> list[str]:
    """Put the empty line before a table that follows a paragraph at once; a backslash at a line's end breaks it."""
    out: list[str] = []
    for index, line in enumerate(lines):
        if line.startswith("<details"):
            line = _DETAILS.sub(r'<details\g<open> markdown="1">', line)
        elif line.startswith("#"):
            line = _ATTRIBUTES.sub("", line)
        elif "[!" in line:
            line = _NOTICE.sub(lambda found: f"{found['quote']}**{found['name'].capitalize()}.**", line)
        is_head = "|" in line and index + 1 < len(lines) and "|" in lines[index + 1]
        if is_head and out and out[-1].strip() and "|" not in out[-1] and _TABLE_RULE.match(lines[index + 1]):
            out.append("")
        out.append(_BREAK.sub("  ", line))
    return out


def _indent_lists(lines: list[str]) -> list[str]:
    """Indent every list level by four columns, and let a list interrupt a paragraph."""
    lists = _Lists()
    for line in lines:
        lists.read(line)
    return lists.out


class _Lists:
    """Takes one line after the other, and writes it at the depth of the list it belongs to."""

    def __init__(self) -> None:
        self.out: list[str] = []
        self.levels: list[int] = []  # the column at which each open item's content begins
        self.after_blank = True
        self.depth = 0  # of the first line since the last empty one
        self.in_paragraph = False  # whether that line began a paragraph

    def read(self, line: str) -> None:
        if not line.strip():
            self.out.append("")
            self.after_blank = True
            return
        marker = None if _RULE.match(line) else _MARKER.match(line)
        column = _column(line)
        if marker and (self.levels or column < 4):
            self.item(line, marker, column)
        else:
            self.other(line, column)
        self.after_blank = False

    def item(self, line: str, marker: re.Match[str], column: int) -> None:
        """An item's first line; after a deeper block Python-Markdown would take it for a part of that block."""
        was_list = bool(self.levels)
        self._close(column)
        interrupts = marker["mark"] in ("-", "*", "+", "1.", "1)")
        if not was_list and not self.after_blank and not interrupts:
            self.out.append(line)
            return
        if not was_list or self.depth > len(self.levels) or (self.in_paragraph and interrupts):
            self._part(len(self.levels))
        elif self.after_blank:
            self.depth = len(self.levels)
        self.in_paragraph = False
        self.out.append(_item(marker, self.levels, column))

    def other(self, line: str, column: int) -> None:
        """A line that goes on with what is open, or with nothing."""
        if self.after_blank:
            self._close(column)
            self.depth = len(self.levels)
            self.in_paragraph = True
        elif self.levels and line.lstrip().startswith(">") and not self.out[-1].lstrip().startswith(">"):
            self._part(len(self.levels))
        self.out.append(_continuation(line, self.levels, column))

    def _close(self, column: int) -> None:
        while self.levels and self.levels[-1] > column:
            self.levels.pop()

    def _part(self, depth: int) -> None:
        """Begin a new block."""
        if not self.after_blank:
            self.out.append("")
        self.depth = depth


def _item(marker: re.Match[str], levels: list[int], column: int) -> str:
    """The item's first line at its depth; `levels` gains the item."""
    depth = min(len(levels), MAX_LIST_DEPTH)
    after = column + len(marker["mark"])
    gap = len(f"{' ' * after}{marker['gap']}".expandtabs(4)) - after
    levels.append(after + (gap if gap <= 4 else 1))
    mark = marker["mark"].replace(")", ".")
    rest = _BOX.sub(lambda box: "☐" if box[1] == " " else "☑", marker["rest"])
    return f"{' ' * 4 * depth}{mark} {rest}"


def _continuation(line: str, levels: list[int], column: int) -> str:
    if not levels:
        return line
    beyond = max(0, column - levels[-1])
    return " " * (4 * min(len(levels), MAX_LIST_DEPTH) + beyond) + line.lstrip(" \t")


def _column(line: str) -> int:
    blanks = line[: len(line) - len(line.lstrip(" \t"))]
    return len(blanks.expandtabs(4))
