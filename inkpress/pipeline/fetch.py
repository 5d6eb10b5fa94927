"""What is new on arXiv since the last time: fetched whole or not at all, kept in the inbox.

The catalogue is asked for what was submitted since the watermark, and for a week before it, because a paper may be
announced days after it was submitted; the day's announcement names papers that moderation held back for longer. Ids
decide what is new. Nothing is written before every answer is in.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple, Protocol

from inkpress.adapters.feeds import Announced
from inkpress.adapters.inbox import Inbox, Kept
from inkpress.errors import ServiceError
from inkpress.models import Paper
from inkpress.pick.merge import announced_on, merge
from inkpress.pick.sketch import pack, sketch_of

OVERLAP_DAYS = 7  # a weekend, holidays, a few days of moderation
FIRST_LAG_DAYS = 4  # Thursday afternoon's submissions are announced on Monday
TRACKED = 100  # papers looked at again for a new version: one request


class Source(Protocol):
    """What fetching needs of arXiv."""

    warnings: list[str]

    def papers(self, ids: Iterable[str]) -> list[Paper]: ...
    def submitted(self, categories: Sequence[str], since: dt.datetime, until: dt.datetime) -> list[Paper]: ...
    def announced(self, categories: Sequence[str]) -> list[Announced]: ...


class Fetched(NamedTuple):
    """What came in. `changed` are tracked papers with a newer version or withdrawn; they are not yet in the inbox."""

    fetched: int
    merged: int
    changed: tuple[Paper, ...]
    notes: tuple[str, ...]


def fetch_new(
    inbox: Inbox, arxiv: Source, categories: Sequence[str], lookback_days: int, today: dt.date, tracked: Sequence[str]
) -> Fetched:
    """Put everything new into the inbox as `pending`, and move the watermark to `today`. Raises SourceError."""
    notes: list[str] = []
    cut = {name: today - dt.timedelta(days=lookback_days) for name in _first_time(inbox, categories, today)}
    rows = arxiv.submitted(categories, _midnight(_since(inbox, categories, today, lookback_days)), _end_of(today))
    rows += _held_back(inbox, arxiv, categories, {paper.id for paper in rows}, notes)
    papers, folded = merge(rows)
    known = inbox.versions([paper.id for paper in papers])
    tracked_now = [name for name in tracked if name not in {paper.id for paper in papers}][:TRACKED]
    again = arxiv.papers(tracked_now) if tracked_now else []
    changed = _changed([*papers, *again], inbox.find(tracked), tracked)
    fresh = [paper for paper in papers if paper.id not in known]
    listed = [_listed(paper) for paper in fresh]
    old = [paper for paper in listed if _too_old(paper, categories, cut)]
    inbox.add(_sketched([p for p in listed if p not in old]), "pending")
    held = {paper.id for paper in changed}
    newer = [p for p in papers if p.version > known.get(p.id, p.version) and p.id not in held]
    inbox.add(_sketched([*old, *newer]), "seen")
    inbox.remember({f"watermark:{name}": today.isoformat() for name in categories})
    replaced = sum(paper.version > known.get(paper.id, paper.version) for paper in papers)
    return Fetched(len(rows), folded + replaced, tuple(changed), (*notes, *arxiv.warnings))


def _watermark(inbox: Inbox, category: str, today: dt.date) -> dt.date | None:
    """The day up to which `category` was fetched; None when never, or when that lies after `today`."""
    text = inbox.facts().get(f"watermark:{category}")
    day = dt.date.fromisoformat(text) if text else None
    return day if day is not None and day <= today else None


def _first_time(inbox: Inbox, categories: Sequence[str], today: dt.date) -> list[str]:
    return [name for name in categories if _watermark(inbox, name, today) is None]


def _since(inbox: Inbox, categories: Sequence[str], today: dt.date, lookback_days: int) -> dt.date:
    """The first day of submission to ask for. It never lies before that of the first fetch."""
    first = today - dt.timedelta(days=max(lookback_days + FIRST_LAG_DAYS, OVERLAP_DAYS))
    marks = [_watermark(inbox, name, today) for name in categories]
    return min((mark - dt.timedelta(days=OVERLAP_DAYS) if mark else first for mark in marks), default=first)


def _midnight(day: dt.date) -> dt.datetime:
    return dt.datetime(day.year, day.month, day.day, tzinfo=dt.UTC)


def _end_of(day: dt.date) -> dt.datetime:
    return _midnight(day) + dt.timedelta(days=1)


def _held_back(
    inbox: Inbox, arxiv: Source, categories: Sequence[str], here: Collection[str], notes: list[str]
) -> list[Paper]:
    """Papers of today's announcement that the catalogue's window does not hold. A failure is noted, not raised."""
    try:
        names = [found.id.id for found in arxiv.announced(categories) if not found.kind.startswith("replace")]
    except ServiceError as error:
        notes.append(f"the day's announcement could not be read, the catalogue alone was used ({error})")
        return []
    wanted = [name for name in dict.fromkeys(names) if name not in here]
    known = inbox.versions(wanted)
    wanted = [name for name in wanted if name not in known]
    if not wanted:
        return []
    found = arxiv.papers(wanted)
    if len(found) < len(wanted):
        absent = sorted(set(wanted) - {paper.id for paper in found})
        notes.append(f"{len(absent)} missing: announced, but not in the catalogue: {', '.join(absent[:5])}")
    return found


def _changed(papers: Iterable[Paper], before: Mapping[str, Kept], tracked: Collection[str]) -> list[Paper]:
    """Tracked papers that were replaced or withdrawn since they were put into the inbox."""
    names = set(tracked)
    return [
        paper
        for paper in papers
        if paper.id in names
        and paper.id in before
        and (paper.version > before[paper.id].paper.version or paper.withdrawn > before[paper.id].paper.withdrawn)
    ]


def _listed(paper: Paper) -> Paper:
    """The paper with the day on which it can first have been announced."""
    if paper.listed is not None or paper.published is None:
        return paper
    return Paper(**{**dict(paper), "listed": announced_on(paper.published)})


def _too_old(paper: Paper, categories: Sequence[str], cut: Mapping[str, dt.date]) -> bool:
    """Whether the paper was announced before the first pick of all its categories reaches back."""
    mine = [name for name in paper.categories if name in categories]
    if not mine or paper.listed is None or any(name not in cut for name in mine):
        return False
    return paper.listed < min(cut[name] for name in mine)


def _sketched(papers: Iterable[Paper]) -> list[tuple[Paper, bytes]]:
    return [(paper, pack(sketch_of(paper))) for paper in papers]
