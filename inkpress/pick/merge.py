"""Many rows, one paper: versions and cross-lists folded by id, the newest version kept."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from inkpress.models import Paper

_NO_MAIL = (4, 5)  # no announcement is mailed on Saturday and Sunday: those of Friday and later go out on Monday
DEADLINE_HOUR_UTC = 18  # 14:00 in New York in summer time, the earlier of the two


def merge(papers: Iterable[Paper]) -> tuple[list[Paper], int]:
    """(one paper an id in order of appearance, the number of rows folded away)."""
    found: dict[str, Paper] = {}
    folded = 0
    for paper in papers:
        known = found.get(paper.id)
        folded += known is not None
        found[paper.id] = paper if known is None else _newer(known, paper)
    return list(found.values()), folded


def _newer(one: Paper, other: Paper) -> Paper:
    """The newer version; withdrawn once is withdrawn; categories of both, so that a cross-list is not lost."""
    new, old = (other, one) if other.version >= one.version else (one, other)
    categories = tuple(dict.fromkeys((*new.categories, *old.categories)))
    return Paper(**{**dict(new), "categories": categories, "listed": old.listed or new.listed})


def announced_on(submitted: dt.datetime) -> dt.date:
    """The first day on which a paper submitted then can stand on arXiv's new-submissions list.

    Submissions up to 14:00 New York time go out at 20:00 the same day, Sunday to Thursday, and are dated the next
    day (https://info.arxiv.org/help/availability.html). Moderation may hold a paper back longer.
    """
    moment = submitted.astimezone(dt.UTC)
    day = moment.date() + dt.timedelta(days=moment.hour >= DEADLINE_HOUR_UTC)
    if day.weekday() > 4:  # the weekend's submissions close on Monday
        day += dt.timedelta(days=7 - day.weekday())
    return day + dt.timedelta(days=3 if day.weekday() == 4 else 1)
