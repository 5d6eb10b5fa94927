"""The shortlist as it is read with a coffee: few papers, why each, and an end."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from inkpress.cli.output import console
from inkpress.pick.reasons import JUST_BELOW
from inkpress.text import clean_for_terminal

if TYPE_CHECKING:
    from inkpress.models import Candidate, Shortlist

WIDEST = 88  # a line that is longer is no pleasure
WORDS_A_MINUTE = 220
_TIED = "\u00a0"  # stands for a blank at which no line is broken


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
    papers = list(_papers(listed, width))
    yield Line(f"{listed.date:%A, %-d %B %Y}", "head")
    yield from _wrapped(_summary(listed, papers), "", width, "faint")
    yield from papers
    if listed.changed:
        yield from (Line(""), Line("Changed since you saw them", "head"))
        for row in listed.changed:
            yield from _wrapped(f"{row.paper.title} ({row.id}): {', '.join(row.flags)}", "    ", width, "flag")
    if notes:
        yield Line("")
        for note in notes:
            yield from _wrapped(note, "", width, "plain")
    yield from (Line(""), Line("That is all.", "head"))
    yield from _wrapped(f"{counts}.", "", width, "faint")
    if path:
        yield from _wrapped(f"Choose in {path}, or say it here:", "", width, "faint")
        yield Line('  inkpress pick --choose ID --skip ID --later ID --why "..."', "faint")


def _summary(listed: Shortlist, papers: list[Line]) -> str:
    """How much of the day this is, and how long it takes."""
    words = sum(len(line.text.split()) for line in papers)
    minutes = sum(row.minutes for row in listed.proposals)
    new = listed.counts.new
    several = len(listed.proposals) > 1
    return (
        f"{len(listed.proposals)} of {new:,} new paper{'s' * (new != 1)}. {_time(words // WORDS_A_MINUTE + 1)} "
        f"for this list, {_time(minutes)} for the paper{'s' * several}."
    )


def _papers(listed: Shortlist, width: int) -> Iterator[Line]:
    for number, row in enumerate(listed.proposals, 1):
        yield Line("")
        yield from _paper(row, f"{number:>2}  ", width)
    if listed.near_misses:
        yield from (Line(""), Line("Near misses", "head"))
        for row in listed.near_misses:
            yield from _near_miss(row, width)


def _paper(row: Candidate, mark: str, width: int) -> Iterator[Line]:
    indent = " " * len(mark)
    lines = textwrap.wrap(row.paper.title, width - len(mark)) or [""]
    yield Line(mark + lines[0], "title")
    yield from (Line(indent + line, "title") for line in lines[1:])
    yield from _wrapped(" · ".join(_about(row)), indent, width, "faint")
    for flag in row.flags:
        yield from _wrapped(f"! {flag}", indent, width, "flag")
    yield from _wrapped(" ".join(row.reasons), indent, width, "plain")


def _near_miss(row: Candidate, width: int) -> Iterator[Line]:
    """Title and one or two sentences; that it stands just below the list goes without saying here."""
    first, *more = _wrapped(f"{row.paper.title} ({row.id})", "    ", width, "plain")
    yield from (Line(f"  · {first.text[4:]}"), *more)
    for flag in row.flags:
        yield from _wrapped(f"! {flag}", "    ", width, "flag")
    told = [reason for reason in row.reasons if not reason.startswith(JUST_BELOW)] or list(row.reasons)
    yield from _wrapped(" ".join(told[:2]), "    ", width, "faint")


def _about(row: Candidate) -> list[str]:
    paper = row.paper
    authors = paper.authors[0] if paper.authors else "authors unknown"
    if len(paper.authors) == 2:
        authors = f"{paper.authors[0]} and {paper.authors[1]}"
    elif len(paper.authors) > 2:
        authors = f"{paper.authors[0]} et al."
    parts = [row.id, *paper.categories[:1], textwrap.shorten(authors, 40, placeholder="…"), f"{row.minutes} min"]
    return [part.replace(" ", _TIED) for part in parts]


def _wrapped(text: str, indent: str, width: int, style: str) -> Iterator[Line]:
    for line in textwrap.wrap(text, width - len(indent), break_on_hyphens=False):
        yield Line(indent + line.replace(_TIED, " "), style)


def _time(minutes: int) -> str:
    """`1 minute`, `25 minutes`, `3½ hours`."""
    if minutes < 90:
        return f"{minutes} minute{'s' * (minutes != 1)}"
    halves = round(minutes / 30)
    return f"{halves // 2}{'½' * (halves % 2)} hours"
