"""Replay an author's history week by week, and say with an interval whether one ranking is better than another.

For week w only choices known before its Monday are learned from, and only papers listed by its end are looked at.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from inkpress.pick.model import BACKGROUND_PAPERS, Example
from inkpress.pick.rank import Sketched, Taste, prepare

TOP = 50
DRAWS = 2_000
_SEED = 7


class Week(NamedTuple):
    """The papers of one announcement week, by its Monday."""

    monday: dt.date
    papers: Sequence[Sketched]


class Label(NamedTuple):
    """A choice and the day on which it was known."""

    id: str
    known_on: dt.date
    choose: str = "yes"


class Ranked(NamedTuple):
    """The scores of one week's papers, in the order of its papers."""

    monday: dt.date
    ids: tuple[str, ...]
    scores: tuple[float, ...]


class Verdict(NamedTuple):
    """NDCG@50 of two rankings over the same weeks, and the paired difference with its 95 % interval."""

    before: float
    after: float
    low: float
    high: float

    @property
    def in_words(self) -> str:
        difference = f"{self.after - self.before:+.3f} [{self.low:+.3f}, {self.high:+.3f}]"
        if self.low > 0:
            return f"better: {difference}"
        return f"worse: {difference}" if self.high < 0 else f"no difference shown: {difference}"


def replay(
    weeks: Sequence[Week],
    labels: Sequence[Label],
    taste: Taste,
    first: dt.date,
    last: dt.date,
    seeds: Sequence[Example] = (),
    most_choices: int | None = None,
) -> Iterator[Ranked]:
    """The rankings of the weeks from `first` to `last` (Mondays), each learned from what was known by then.

    With `most_choices`, only from so many of the latest choices, as if the author had begun with them.
    """
    past: list[Sketched] = []
    for week in sorted(weeks, key=lambda week: week.monday):
        if first <= week.monday <= last:
            known = {label.id: label for label in labels if label.known_on < week.monday}
            examples = [
                Example(row.paper.id, row.paper.title, row.sketch, known[row.paper.id].choose, _age(row, week.monday))
                for row in past
                if row.paper.id in known
            ]
            if most_choices is not None:
                examples.sort(key=lambda example: (known[example.id].known_on, example.id))
                del examples[: max(0, len(examples) - most_choices)]
            background = [row.sketch for row in past if row.paper.id not in known][-BACKGROUND_PAPERS:]
            ranker = prepare(week.papers, examples, seeds, background, taste)
            scores = ranker.scores(week.papers)
            yield Ranked(week.monday, tuple(row.paper.id for row in week.papers), tuple(scores.tolist()))
        past += sorted(week.papers, key=lambda row: (row.paper.listed or week.monday, row.paper.id))


def _age(row: Sketched, monday: dt.date) -> float:
    return float((monday - row.paper.listed).days) if row.paper.listed else 0.0


def best(ranked: Ranked, top: int = TOP) -> list[str]:
    """The ids of the first `top` papers."""
    order = sorted(zip(ranked.ids, ranked.scores, strict=True), key=lambda pair: (-pair[1], _tie(pair[0])))
    return [name for name, _ in order[:top]]


def recall(rankings: Iterable[Ranked], liked: set[str], top: int = TOP) -> float:
    """The share of all picks that stand among the first `top` of their week."""
    picks = [(liked & set(ranked.ids), best(ranked, top)) for ranked in rankings]
    return sum(len(picked & set(first)) for picked, first in picks) / max(sum(len(picked) for picked, _ in picks), 1)


def ndcg(ranked: Ranked, picked: set[str], top: int = TOP) -> float:
    """Normalised discounted cumulative gain: 1 when every pick stands first, 0 when none is in the first `top`."""
    gain = sum(1 / np.log2(place + 2) for place, name in enumerate(best(ranked, top)) if name in picked)
    return float(gain / sum(1 / np.log2(place + 2) for place in range(min(len(picked), top))))


def _tie(paper_id: str) -> str:
    """A fixed shuffle, so that no order of the input is rewarded."""
    return hashlib.sha1(paper_id.encode()).hexdigest()


def weekly_ndcg(rankings: Sequence[Ranked], labels: Sequence[Label]) -> dict[dt.date, tuple[int, float]]:
    """Monday -> (picks, NDCG) for the weeks in which something was picked."""
    liked = {label.id for label in labels if label.choose == "yes"}
    found = {}
    for ranked in rankings:
        picked = liked & set(ranked.ids)
        if picked:
            found[ranked.monday] = (len(picked), ndcg(ranked, picked))
    return found


def compare(before: Mapping[dt.date, tuple[int, float]], after: Mapping[dt.date, tuple[int, float]]) -> Verdict | None:
    """The paired difference, resampling whole weeks; None when no week has a pick."""
    mondays = sorted(set(before) & set(after))
    if not mondays:
        return None
    picks = np.array([before[monday][0] for monday in mondays], float)
    values = np.array([[before[monday][1], after[monday][1]] for monday in mondays])
    draws = np.random.default_rng(_SEED).integers(0, len(mondays), (DRAWS, len(mondays)))
    weights = picks[draws]
    sampled = (values[draws] * weights[..., None]).sum(1) / weights.sum(1)[:, None]
    low, high = np.percentile(sampled[:, 1] - sampled[:, 0], [2.5, 97.5])
    mean = (values * picks[:, None]).sum(0) / picks.sum()
    return Verdict(float(mean[0]), float(mean[1]), float(low), float(high))
