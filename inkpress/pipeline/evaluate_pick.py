"""`inkpress evaluate pick`: how well the picker would have done, week by week, and whether a setting helps."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from inkpress.adapters.files import write_atomic
from inkpress.adapters.inbox import peek_inbox
from inkpress.adapters.paperlists import read_rows, read_weeks
from inkpress.config import PickConfig, Workspace
from inkpress.errors import ConfigError, InputError
from inkpress.models import Paper
from inkpress.pick.evaluate import Label, Ranked, Verdict, Week, compare, recall, replay, weekly_ndcg
from inkpress.pick.rank import Sketched
from inkpress.pick.rules import without_orders
from inkpress.pick.second import FIRST, reordered
from inkpress.pick.sketch import sketch_of
from inkpress.pipeline.choices import all_choices
from inkpress.pipeline.pick import taste_of
from inkpress.pipeline.second_stage import Grade

_CHOICE_WORDS = ("yes", "no", "later")


class History(NamedTuple):
    """What is replayed: weeks of papers, and choices with the day they were known."""

    weeks: tuple[Week, ...]
    labels: tuple[Label, ...]


class Evaluated(NamedTuple):
    """Over the weeks with picks; `verdict` compares NDCG@50 with that of the changed settings, where asked."""

    weeks: int
    picks: int
    ndcg: float  # @50
    recall: float  # @50
    verdict: Verdict | None


def history_of_files(candidates: Sequence[Path], labels: Path, curator: str) -> History:
    """The history in files of the benchmark's form. Raises InputError with file and line."""
    by_week: dict[dt.date, list[Paper]] = {}
    for path in candidates:
        for week, paper in read_weeks(path):
            by_week.setdefault(_monday(week, path), []).append(paper)
    rows = [row for row in read_rows(labels) if not curator or row.get("curator") == curator]
    if not rows:
        raise InputError(f"has no label by {curator!r}", file=labels, hint="look at the `curator` fields")
    return History(_weeks(by_week), tuple(_label(row, labels) for row in rows))


def own_history(workspace: Workspace) -> History:
    """The author's own: papers from the inbox, choices from the picks files. Raises InputError when there is none."""
    by_week: dict[dt.date, list[Paper]] = {}
    with peek_inbox(workspace) as inbox:
        for row in inbox.all_seen() if inbox else ():
            if row.paper.listed:
                by_week.setdefault(row.paper.listed - dt.timedelta(row.paper.listed.weekday()), []).append(row.paper)
    labels = tuple(Label(c.id, c.date, c.choose) for c in all_choices(workspace) if c.date is not None)
    if not by_week or not labels:
        raise InputError("there is no history yet", hint="pick and choose for a few weeks, or name --candidates FILE")
    return History(_weeks(by_week), labels)


def evaluate_pick(
    workspace: Workspace, history: History, first: dt.date | None, last: dt.date | None,
    changes: Sequence[str] = (), out: Path | None = None, grade: Grade | None = None,
) -> Evaluated:  # fmt: skip
    """Replay the weeks from `first` to `last`; rows {week, id, score} go to `out`. Raises InputError.

    `grade` is the model that `second_stage=true` among the changes is about.
    """
    mondays = [week.monday for week in history.weeks]
    if not mondays:
        raise InputError("the candidates hold no week")
    span = first or min(mondays), last or max(mondays)
    rankings = list(replay(history.weeks, history.labels, taste_of(workspace), *span))
    if not rankings:
        raise InputError(f"no candidate is listed in the weeks from {span[0]} to {span[1]}")
    if out is not None:
        write_atomic(out, "".join(_rows(rankings)).encode(), durable=False)
    mine = weekly_ndcg(rankings, history.labels)
    verdict = None
    if changes:
        changed = with_changes(workspace, changes)
        theirs = list(replay(history.weeks, history.labels, taste_of(changed), *span))
        if changed.config.pick.second_stage and grade is not None:
            theirs = [_regraded(ranked, history, grade) for ranked in theirs]
        verdict = compare(mine, weekly_ndcg(theirs, history.labels))
    picks = sum(number for number, _ in mine.values())
    mean = sum(number * value for number, value in mine.values()) / picks if picks else 0.0
    liked = {label.id for label in history.labels if label.choose == "yes"}
    return Evaluated(len(mine), picks, mean, recall(rankings, liked), verdict)


def _regraded(ranked: Ranked, history: History, grade: Grade) -> Ranked:
    """One week's ranking after the second stage, which sees the choices that were known before that week."""
    papers = {row.paper.id: row for week in history.weeks for row in week.papers}
    known = sorted((label.known_on, label.id) for label in history.labels if label.known_on < ranked.monday)
    chosen = [papers[name].paper.title for _, name in reversed(known) if name in papers]
    rows = sorted(zip(ranked.ids, ranked.scores, strict=True), key=lambda row: (-row[1], row[0]))
    before = [(papers[name], score) for name, score in rows]
    after = reordered(before, grade([row.paper for row, _ in before[:FIRST]], chosen))
    return Ranked(ranked.monday, tuple(row.paper.id for row, _ in after), tuple(score for _, score in after))


def with_changes(workspace: Workspace, changes: Sequence[str]) -> Workspace:
    """The workspace with `KEY=VALUE` settings of [pick], values as in TOML. Raises ConfigError."""
    import tomllib

    from pydantic import ValidationError

    text = "\n".join(changes)
    try:
        values: dict[str, Any] = tomllib.loads(text)
        pick = PickConfig.model_validate({**workspace.config.pick.model_dump(), **values})
    except (tomllib.TOMLDecodeError, ValidationError) as error:
        raise ConfigError(f"{text!r} is no change of [pick]", hint="write it like half_life_days=28") from error
    return Workspace(root=workspace.root, config=type(workspace.config)(**{**dict(workspace.config), "pick": pick}))


def _rows(rankings: Sequence[Ranked]) -> list[str]:
    return [
        json.dumps({"week": ranked.monday.isoformat(), "id": name, "score": round(score, 6)}) + "\n"
        for ranked in rankings
        for name, score in zip(ranked.ids, ranked.scores, strict=True)
    ]


def _weeks(by_week: dict[dt.date, list[Paper]]) -> tuple[Week, ...]:
    return tuple(
        Week(monday, [Sketched(paper, sketch_of(without_orders(paper))) for paper in papers])
        for monday, papers in sorted(by_week.items())
    )


def _label(row: dict[str, Any], path: Path) -> Label:
    try:
        word = row.get("choose", "yes")
        return Label(
            str(row["id"]), dt.date.fromisoformat(str(row["known_on"])), word if word in _CHOICE_WORDS else "yes"
        )
    except (KeyError, ValueError) as error:
        raise InputError(f"is no label: {error}", file=path, hint="a label has `id`, `curator`, `known_on`") from error


def _monday(text: str, path: Path) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        raise InputError(f"week {text!r} is not a date", file=path, hint="each row needs `week`, a Monday") from error
