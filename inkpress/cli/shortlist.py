"""The shortlist as it is read with a coffee: few papers, why each, and an end."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from inkpress.cli.output import console
from inkpress.text import clean_for_terminal

if TYPE_CHECKING:
    from inkpress.models import Candidate, Shortlist

WIDEST = 88  # a line that is longer is no pleasure


class Line(NamedTuple):
    """One printed line and its style: "title", "plain", "faint", "flag" or "head"."""

    text: str
    style: str = "plain"


_STYLES = {"title": "bold", "plain": "", "faint": "dim", "flag": "yellow", "head": "bold cyan"}


def print_shortlist(listed: Shortlist, path: str, notes: tuple[str, ...], counts: str) -> None:
    """Print the list on stderr, as wide as the terminal, at most WIDEST columns."""
    from rich.text import Text

    out = console()
    for line in shortlist_lines(listed, path, notes, counts, min(out.width, WIDEST)):
        out.print(Text(clean_for_terminal(line.text), style=_STYLES[line.style], no_wrap=True, overflow="ignore"))


def shortlist_lines(listed: Shortlist, path: str, notes: tuple[str, ...], counts: str, width: int) -> Iterator[Line]:
    """The lines, none wider than `width`."""
    minutes = sum(row.minutes for row in listed.proposals)
    chosen = f"{len(listed.proposals)} of {listed.counts.new:,} new papers"
    yield Line(f"{listed.date:%A, %-d %B %Y}: {chosen}, {_hours(minutes)} to read them all", "head")
    for number, row in enumerate(listed.proposals, 1):
        yield Line("")
        yield from _paper(row, f"{number:>2}  ", width)
    if listed.near_misses:
        yield Line("")
        yield Line("Near misses", "head")
        for row in listed.near_misses:
            yield from _near_miss(row, width)
    if listed.changed:
        yield Line("")
        yield Line("Changed since you saw them", "head")
        for row in listed.changed:
            yield from _wrapped(f"{row.id} {row.paper.title} ({', '.join(row.flags)})", "    ", width, "flag")
    yield Line("")
    for note in notes:
        yield from _wrapped(note, "", width, "faint")
    yield Line("That is all. " + _first(counts), "head")
    yield from _wrapped(counts, "", width, "faint")
    if path:
        yield from _wrapped(f"Choose in {path}, or: inkpress pick --choose ID --skip ID --later ID", "", width, "faint")


def _paper(row: Candidate, mark: str, width: int) -> Iterator[Line]:
    indent = " " * len(mark)
    lines = textwrap.wrap(row.paper.title, width - len(mark)) or [""]
    yield Line(mark + lines[0], "title")
    yield from (Line(indent + line, "title") for line in lines[1:])
    yield from _wrapped(" · ".join(_about(row)), indent, width, "faint")
    for flag in row.flags:
        yield Line(f"{indent}! {flag}", "flag")
    for reason in row.reasons:
        yield from _wrapped(reason, indent, width, "plain")


def _near_miss(row: Candidate, width: int) -> Iterator[Line]:
    yield from _wrapped(f"{row.paper.title} ({row.id})", "  ", width, "plain")
    for reason in row.reasons[:2]:
        yield from _wrapped(reason, "    ", width, "faint")


def _about(row: Candidate) -> list[str]:
    paper = row.paper
    authors = paper.authors[0] if paper.authors else "authors unknown"
    if len(paper.authors) == 2:
        authors = f"{paper.authors[0]} and {paper.authors[1]}"
    elif len(paper.authors) > 2:
        authors = f"{paper.authors[0]} et al."
    return [row.id, *paper.categories[:1], textwrap.shorten(authors, 40, placeholder="…"), f"{row.minutes} min"]


def _wrapped(text: str, indent: str, width: int, style: str) -> Iterator[Line]:
    for line in textwrap.wrap(text, width - len(indent), break_on_hyphens=False):
        yield Line(indent + line, style)


def _hours(minutes: int) -> str:
    return f"{minutes} minutes" if minutes < 90 else f"{minutes / 60:.0f} hours"


def _first(counts: str) -> str:
    return "The rest was left out:" if counts else ""
