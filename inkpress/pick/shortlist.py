"""From a ranking to a list that ends: few proposals that differ, a few near-misses, and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from inkpress.models import Candidate
from inkpress.pick.rank import Ranker, Sketched
from inkpress.pick.reasons import SAME_PAPER, minutes_to_read, near_miss_reason, reasons_for, short
from inkpress.pick.rules import text_flags

SAME_TOPIC = 0.3
SAME_GROUP = 2  # authors in common
LOOKED_AT = 60  # how far down the ranking the list looks


class Limits(NamedTuple):
    """How long the list is, and how many papers of one topic or one group of authors it may hold."""

    proposals: int = 7
    near_misses: int = 5
    max_per_topic: int = 2


def order(papers: Sequence[Sketched], ranker: Ranker) -> list[tuple[Sketched, float]]:
    """Papers with scores, best first; equal scores in order of their ids, so that no input order is rewarded."""
    scores = ranker.scores(papers)
    ranked = sorted(zip(papers, scores.tolist(), strict=True), key=lambda pair: (-pair[1], pair[0].paper.id))
    return [(paper, round(score, 4)) for paper, score in ranked]


def candidate(
    paper: Sketched, score: float, ranker: Ranker, *, flags: Sequence[str] = (), reason: str = ""
) -> Candidate:
    """The candidate with its reasons; `reason` stands first when given."""
    found = reasons_for(paper, ranker)
    return Candidate(
        paper=paper.paper,
        score=score,
        reasons=(reason, *found) if reason else found,
        flags=(*flags, *text_flags(paper.paper)),
        minutes=minutes_to_read(paper.paper),
    )


def shortlist(
    ranked: Sequence[tuple[Sketched, float]], ranker: Ranker, limits: Limits, flags: Mapping[str, Sequence[str]]
) -> tuple[tuple[Candidate, ...], tuple[Candidate, ...]]:
    """(proposals, near-misses). `flags`: what is known of a paper besides its own words, by id.

    A paper that says nearly the same as a proposal takes no place: it is named beside that one.
    """
    top = list(ranked[:LOOKED_AT])
    if not top:
        return (), ()
    likeness = ranker.likeness([paper for paper, _ in top])
    chosen: list[int] = []
    missed: list[tuple[int, str]] = []
    twins: dict[int, list[str]] = {}
    for place in range(len(top)):
        if len(chosen) == limits.proposals and len(missed) >= limits.near_misses:
            break
        twin = next((other for other in chosen if likeness[place, other] >= SAME_PAPER), None)
        if twin is not None:
            twins.setdefault(twin, []).append(top[place][0].paper.id)
            continue
        cause = _cause(place, chosen, top, likeness, limits.max_per_topic)
        if cause or len(chosen) == limits.proposals:
            missed.append((place, cause))
        else:
            chosen.append(place)

    def flagged(place: int) -> tuple[str, ...]:
        grouped = [f"nearly the same: {name}" for name in twins.get(place, ())]
        return (*flags.get(top[place][0].paper.id, ()), *grouped)

    proposals = tuple(candidate(*top[place], ranker, flags=flagged(place)) for place in chosen)
    near = tuple(
        candidate(*top[place], ranker, flags=flagged(place), reason=near_miss_reason(place + 1, cause))
        for place, cause in missed[: limits.near_misses]
    )
    return proposals, near


def _cause(
    place: int,
    chosen: Sequence[int],
    top: Sequence[tuple[Sketched, float]],
    likeness: np.ndarray[tuple[int, int], np.dtype[np.float64]],
    most: int,
) -> str:
    """Why the list has enough of this topic or this group, or ""."""
    near = [other for other in chosen if likeness[place, other] >= SAME_TOPIC]
    if len(near) >= most:
        return f"the list has {most} on this topic, such as “{short(top[near[0]][0].paper.title)}”"
    authors = set(top[place][0].sketch.authors.tolist())
    group = [other for other in chosen if len(authors & set(top[other][0].sketch.authors.tolist())) >= SAME_GROUP]
    if len(group) >= most:
        return f"the list has {most} by this group, such as “{short(top[group[0]][0].paper.title)}”"
    return ""
