"""`inkpress pick --explain` and `--audit`: what makes up a score, and which settings have not helped."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import NamedTuple

from inkpress.adapters.inbox import Inbox, open_inbox, peek_inbox
from inkpress.config import Workspace
from inkpress.errors import InputError
from inkpress.models import Paper
from inkpress.pick.model import Example
from inkpress.pick.rank import Share, Sketched, prepare
from inkpress.pick.rules import without_orders
from inkpress.pick.sketch import Sketch, sketch_of
from inkpress.pick.words import contains_phrase
from inkpress.pipeline.choices import Catalogue, all_choices, examples_of, known_papers
from inkpress.pipeline.pick import ranker_for, taste_of
from inkpress.text import parse_arxiv_id

AUDIT_DAYS = 60
TESTED, TRIED = 10, 40  # the newest picks, on whose places it is measured; the choices left out one by one
AUDIT_BACKGROUND = 2_000
IDLE_GAIN = 0.1  # a choice is named when the newest picks stand this much higher without it
IDLE_NAMED = 3  # choices, those that would help most


class Explained(NamedTuple):
    """A paper, its score, and what it is made of, largest first."""

    paper: Paper
    score: float
    shares: tuple[Share, ...]


class Proposal(NamedTuple):
    """Something that could go, in words. Nothing is ever dropped by itself."""

    what: str
    why: str


def explain(workspace: Workspace, name: str, today: dt.date, *, arxiv: Catalogue) -> Explained:
    """Every share in the score of one paper. Raises InputError when arXiv has no such paper."""
    found = parse_arxiv_id(name)
    if found is None:
        raise InputError(f"{name!r} is not an arXiv id", hint="write it like 2310.06825")
    with open_inbox(workspace) as inbox:
        known_papers(inbox, [found.id], arxiv=arxiv)
        kept = inbox.find([found.id])
        if not kept:
            raise InputError(f"arXiv has no paper {found.id}", hint="look at the id again")
        paper = kept[found.id].paper
        row = Sketched(paper, sketch_of(without_orders(paper)))
        ranker = ranker_for(workspace, inbox, [row], today)
    return Explained(paper, float(ranker.scores([row])[0]), tuple(ranker.shares(row)))


def audit(workspace: Workspace, today: dt.date) -> list[Proposal]:
    """What has not helped in the last AUDIT_DAYS days. Raises InputError without a history."""
    with peek_inbox(workspace) as inbox:
        if inbox is None:
            raise InputError("there is no history yet", hint="pick and choose for a few weeks")
        since = today - dt.timedelta(days=AUDIT_DAYS)
        rows = [row.paper for row in inbox.all_seen() if row.paper.listed and row.paper.listed >= since]
        liked = {choice.id for choice in all_choices(workspace) if choice.choose != "no"}
        return [
            *_idle_categories(workspace, rows, liked),
            *_idle_phrases(workspace, rows, liked),
            *_idle_choices(workspace, inbox, today),
        ]


def _idle_categories(workspace: Workspace, rows: Sequence[Paper], liked: set[str]) -> list[Proposal]:
    found = []
    for name in workspace.config.arxiv.categories:
        mine = [paper for paper in rows if paper.categories[:1] == (name,)]
        if mine and not any(paper.id in liked for paper in mine):
            found.append(Proposal(f"category {name}", f"0 picks of {len(mine):,} papers in {AUDIT_DAYS} days"))
    return found


def _idle_phrases(workspace: Workspace, rows: Sequence[Paper], liked: set[str]) -> list[Proposal]:
    found = []
    for phrase in workspace.config.pick.exclude:
        if rows and not any(contains_phrase(f"{paper.title} {paper.abstract}", phrase) for paper in rows):
            found.append(Proposal(f"exclude “{phrase}”", f"it filtered none of {len(rows):,} papers"))
    for phrase in workspace.config.pick.interests:
        words = phrase.lower().split()
        near = [p for p in rows if all(word in f"{p.title} {p.abstract}".lower() for word in words)]
        if near and liked and not any(paper.id in liked for paper in near):
            found.append(Proposal(f"interest “{phrase}”", f"0 picks of {len(near):,} papers that mention it"))
    return found


def _idle_choices(workspace: Workspace, inbox: Inbox, today: dt.date) -> list[Proposal]:
    """Choices without which the newest picks would have stood higher: each is left out once."""
    examples, _ = examples_of(all_choices(workspace), inbox, today, {})
    liked = sorted((e for e in examples if e.choose == "yes"), key=lambda e: e.age_days)
    tested, tried = liked[:TESTED], liked[TESTED : TESTED + TRIED]
    rest = [e for e in examples if e not in tested]
    names = {e.id for e in examples}
    background = [sketch_of(row.paper) for row in inbox.all_seen()[-AUDIT_BACKGROUND:] if row.paper.id not in names]
    if len(tested) < TESTED or not tried or not background:
        return []
    place = _mean_place(workspace, rest, tested, background)
    places = [_mean_place(workspace, [e for e in rest if e is not out], tested, background) for out in tried]
    idle = sorted((without, out.id, out) for without, out in zip(places, tried, strict=True))
    return [
        Proposal(
            f"choice {out.id} “{out.title}”",
            f"without it your last {TESTED} picks stand at place {without:.0f}, with it at {place:.0f}",
        )
        for without, _, out in idle[:IDLE_NAMED]
        if without < (1 - IDLE_GAIN) * place
    ]


def _mean_place(
    workspace: Workspace, examples: Sequence[Example], tested: Sequence[Example], background: Sequence[Sketch]
) -> float:
    """The mean place of the tested papers among the background."""
    flood = [Sketched(Paper(id=str(n), title="-"), sketch) for n, sketch in enumerate(background)]
    ranker = prepare(flood, examples, [], background, taste_of(workspace))
    ordinary = ranker.scores(flood)
    scores = ranker.scores([Sketched(Paper(id=e.id, title=e.title), e.sketch) for e in tested])
    return float(sum(1 + (ordinary > score).sum() for score in scores) / len(tested))
