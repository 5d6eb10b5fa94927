"""Findings for people, as a compiler prints them: place and message, source line and caret, what to try."""

from __future__ import annotations

import os
import re
import shutil
import sys
import textwrap
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from inkpress.cli.output import json_line, say

if TYPE_CHECKING:
    from inkpress.config import Workspace
    from inkpress.models import Finding

COLUMNS = 80  # where the terminal does not say; never more than WIDEST
WIDEST = 110
MARGIN = 8  # "   12 | "
MOST_ALIKE = 20  # findings of one rule in one file that are shown
_PLACE = re.compile(
    r"(?:S(?P<section>\d+)|A(?P<appendix>\d+))(?:\.SS(?P<part>\d+))?(?:\.(?P<kind>[TF])(?P<number>\d+)|\.\w+){0,8}"
)


def print_findings(workspace: Workspace, findings: Sequence[Finding]) -> None:
    """The findings on stderr, each with its source line and a caret; annotations on stdout in GitHub Actions."""
    show_findings(workspace, findings, as_json=False)


def show_findings(workspace: Workspace, findings: Sequence[Finding], *, as_json: bool) -> None:
    """All findings as JSON lines on stdout; for people on stderr, of each rule and file the first twenty."""
    if as_json:
        for finding in findings:
            json_line(finding.model_dump(mode="json"))
        return
    sources: dict[str, list[str]] = {}
    seen: Counter[tuple[str, str]] = Counter()
    width = _width()
    for finding in findings:
        seen[finding.file, finding.rule] += 1
        if seen[finding.file, finding.rule] > MOST_ALIKE:
            continue
        if os.environ.get("GITHUB_ACTIONS") == "true":
            sys.stdout.write(annotation(finding) + "\n")
        if finding.file not in sources:
            sources[finding.file] = _lines(workspace.root / finding.file)
        for line in as_text(finding, sources[finding.file], width):
            say(line)
    for (file, rule), count in seen.items():
        if count > MOST_ALIKE:
            say(f"{file}: {count - MOST_ALIKE:,} more [{rule}], all of them with --json")


def _width() -> int:
    return min(shutil.get_terminal_size((COLUMNS, 24)).columns, WIDEST) if sys.stderr.isatty() else COLUMNS


def _lines(file: Path) -> list[str]:
    try:
        return file.read_text("utf-8-sig", errors="replace").split("\n")
    except OSError:
        return []


def as_text(finding: Finding, source: Sequence[str], width: int = COLUMNS) -> list[str]:
    """One finding, at most `width` characters wide but for its first line, which programs read."""
    lines = [f"{finding.file}:{finding.line}:{finding.column}: {finding.severity}[{finding.rule}]: {finding.message}"]
    if 1 <= finding.line <= len(source) and source[finding.line - 1].strip():
        shown, caret = excerpt(source[finding.line - 1], finding.column, width - MARGIN - 2)
        lines += [f"{finding.line:>5} | {shown}", f"      | {' ' * caret}^"]
    if finding.evidence:
        place = place_name(finding.place)
        lines += _wrapped(f"the paper{f' ({place})' if place else ''}: ", f"“{_short(finding.evidence)}”", width)
    if finding.hint:
        lines += _wrapped("try: ", _short(finding.hint), width)
    return lines


def place_name(place: str) -> str:
    """ "Section 4.1" for LaTeXML's `S4.SS1.p2.s1`, "Section 5, Table 2" for `S5.T2`; other ids as they are."""
    return ", ".join(dict.fromkeys(_one_place(one) for one in place.split(", ") if one))


def _one_place(place: str) -> str:
    match = _PLACE.fullmatch(place)
    if match is None:
        return place
    number = match["section"] or chr(ord("A") + (int(match["appendix"]) - 1) % 26)
    part = f".{match['part']}" if match["part"] else ""
    name = f"{'Section' if match['section'] else 'Appendix'} {number}{part}"
    kind = {"T": "Table", "F": "Figure"}.get(match["kind"] or "", "")
    return f"{name}, {kind} {match['number']}" if kind else name


def _wrapped(lead: str, text: str, width: int) -> Iterator[str]:
    """The text behind its lead, in lines that begin below each other."""
    yield from textwrap.wrap(
        lead + text, width, initial_indent="      = ", subsequent_indent=" " * MARGIN, break_on_hyphens=False
    )


def excerpt(line: str, column: int, columns: int = COLUMNS) -> tuple[str, int]:
    """At most so many characters of a source line around `column` (1-based), and where in them the caret stands."""
    line = line.replace("\t", " ")
    at = min(max(column - 1, 0), max(len(line) - 1, 0))
    if len(line) <= columns:
        return line, at
    start = max(0, min(at - columns // 3, len(line) - columns))
    head, tail = "…" * (start > 0), "…" * (start + columns < len(line))
    return head + line[start : start + columns] + tail, at - start + len(head)


def annotation(finding: Finding) -> str:
    """The finding as a workflow command of GitHub Actions.

    Form and escapes: https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands
    """
    kind = {"error": "error", "warning": "warning", "info": "notice"}[finding.severity]
    place = f"file={_property(finding.file)},line={finding.line},col={finding.column},title={_property(finding.rule)}"
    return f"::{kind} {place}::{_data(finding.message)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def _short(text: str, limit: int = 300) -> str:
    text = " ".join(text.split())
    return text if len(text) <= limit else text[: limit - 1] + "…"
