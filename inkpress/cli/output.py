"""Printing: JSON lines on stdout, everything for people on stderr; plain when it is not a terminal."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from inkpress.errors import InkpressError

if TYPE_CHECKING:
    from rich.console import Console

    from inkpress.config import Workspace


def json_line(row: dict[str, Any]) -> None:
    """One JSON object on a line of stdout."""
    sys.stdout.write(json.dumps(row, ensure_ascii=False, default=str) + "\n")


def say(text: str = "") -> None:
    """A line for people, on stderr, without control characters."""
    from inkpress.text import clean_for_terminal

    sys.stderr.write(clean_for_terminal(text) + "\n")


def complain(error: InkpressError) -> None:
    """One line that says what and where, and a hint when there is one; on a terminal, as wide as it is."""
    say(fitted(f"inkpress: {error}"))
    if error.hint:
        say(fitted(f"  try: {' '.join(error.hint.split())}"))


def fitted(line: str, indent: str = "    ") -> str:
    """`line`, on a terminal broken between words; files and pipes get one line, which is easier to search."""
    if not sys.stderr.isatty():
        return line
    import shutil
    import textwrap

    width = max(shutil.get_terminal_size().columns, 40)
    return textwrap.fill(line, width, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)


def console() -> Console:
    """A rich console on stderr: colours on a terminal unless NO_COLOR, at most 100 columns, 80 when unknown."""
    from rich.console import Console

    terminal = sys.stderr.isatty()
    return Console(
        file=sys.stderr,
        highlight=False,
        width=None if terminal else 80,
        no_color=not terminal or None,
        soft_wrap=False,
        emoji=False,
        markup=False,
    )


def the_workspace(context: Any) -> Workspace:
    """The workspace named by `--workspace`, or the nearest one above the current folder."""
    from inkpress.config import find_workspace, load_workspace

    named: Path | None = context.find_root().obj
    return load_workspace(named if named is not None else find_workspace(Path.cwd()))


def is_offline() -> bool:
    """INKPRESS_OFFLINE=1 refuses every connection."""
    return os.environ.get("INKPRESS_OFFLINE", "") not in ("", "0")
