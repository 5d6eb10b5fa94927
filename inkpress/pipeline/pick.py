"""`inkpress pick`: fetch what is new, rank it by the author's own choices, propose a few, and stop."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from inkpress.adapters.files import write_atomic, write_new
from inkpress.adapters.inbox import Inbox, Kept, open_inbox, peek_inbox
from inkpress.adapters.lists import Lists
from inkpress.adapters.paperlists import read_choices, read_paper_list
from inkpress.adapters.picks import picks_path
from inkpress.adapters.posts import load_posts
from inkpress.config import Workspace
from inkpress.errors import AllFiltered, NothingNew, Refused
from inkpress.models import Candidate, Counts, Paper, Shortlist
from inkpress.pick.merge import merge
from inkpress.pick.model import BACKGROUND_PAPERS
from inkpress.pick.picksfile import picks_text
from inkpress.pick.rank import Ranker, Sketched, Taste, prepare
from inkpress.pick.rules import Rules, sift, without_orders
from inkpress.pick.shortlist import Limits, order, shortlist
from inkpress.pick.sketch import pack, sketch_of, unpack
from inkpress.pipeline.choices import all_choices, examples_of, known_papers, tracked_ids
from inkpress.pipeline.fetch import Fetched, Source, fetch_new
from inkpress.pipeline.second_stage import Grade, second_stage
from inkpress.text import sha256

FEW = 1_000  # below so many past papers, today's are looked at too, to know what is ordinary


class Picked(NamedTuple):
    """One pick: the list, everything ranked, the file written (None for a pick from files), and notes to print."""

    shortlist: Shortlist
    ranked: tuple[tuple[Sketched, float], ...]
    ranker: Ranker
    path: Path | None
    notes: tuple[str, ...] = ()
    flags: Mapping[str, Sequence[str]] = MappingProxyType(
        {}
    )  # by id: what the choices say of a paper that is ranked again


def taste_of(workspace: Workspace) -> Taste:
    """The settings that bear on the ranking."""
    pick = workspace.config.pick
    return Taste(
        pick.interests, pick.watch_authors, pick.use_authors, pick.insight, pick.half_life_days,
        lists_share=pick.lists_share,
    )  # fmt: skip


def no_lists() -> Lists:
    """What is read of other people's lists when none is wanted."""
    return Lists({})


def pick(
    workspace: Workspace, today: dt.date, *, arxiv: Source, lists: Callable[[], Lists] = no_lists,
    grade: Grade | None = None,
) -> Picked:  # fmt: skip
    """Today's proposals, written to `posts/picks/TODAY.yaml`.

    `lists` is asked only when there is something to rank; `grade` is the model of the second stage.
    Raises SourceError (nothing is lost), NothingNew, AllFiltered with the counts, Refused when the author has already
    edited today's list.
    """
    config = workspace.config
    path = picks_path(workspace, today)
    with open_inbox(workspace) as inbox:
        tracked = tracked_ids(workspace)
        known_papers(inbox, tracked, arxiv=arxiv)
        fetched = fetch_new(inbox, arxiv, config.arxiv.categories, config.arxiv.lookback_days, today, tracked)
        pending = inbox.pending()
        _require_new(pending, fetched)
        _require_untouched(path, inbox)
        said = frozenset(choice.id for choice in all_choices(workspace))
        kept, filtered = sift([row.paper for row in pending], rules_of(workspace)._replace(chosen=said))
        counts = Counts(fetched=fetched.fetched, new=len(pending), merged=fetched.merged, filtered=filtered)
        if not kept:
            inbox.mark_seen(row.paper.id for row in pending)
            raise AllFiltered(f"every new paper fell to a rule: {counts_in_words(counts)}", hint="see [pick] exclude")
        candidates = [*_sketches(pending, {paper.id for paper in kept}), *_listed_today(path, inbox)]
        others = lists()
        ranker = ranker_for(workspace, inbox, candidates, today, others.by_id)
        picked = _decide(workspace, today, candidates, ranker, counts, fetched, grade=grade)
        _write(path, picked.shortlist, inbox)
        inbox.add([(paper, pack(sketch_of(paper))) for paper in fetched.changed], "known")
        inbox.mark_seen(row.paper.id for row in pending)
    return Picked(*picked[:3], path, (*fetched.notes, *others.notes, *picked.notes))


def pick_from_files(
    workspace: Workspace, candidates: Sequence[Path], choices: Sequence[Path], today: dt.date,
    *, grade: Grade | None = None,
) -> Picked:  # fmt: skip
    """The same ranking over files: no network, nothing written. Without `choices`, the workspace's own count."""
    said: list[str] = []
    papers, folded = merge(paper for path in candidates for paper in read_paper_list(path, said))
    rules = Rules(exclude=workspace.config.pick.exclude, covered=rules_of(workspace).covered)
    kept, filtered = sift(papers, rules)
    counts = Counts(fetched=len(papers) + folded, new=len(papers), merged=folded, filtered=filtered)
    if not papers:
        raise NothingNew("the files hold no paper")
    if not kept:
        raise AllFiltered(f"every paper fell to a rule: {counts_in_words(counts)}")
    sketched = [_fresh(paper) for paper in kept]
    by_id = {row.paper.id: row for row in sketched}
    with peek_inbox(workspace) as inbox:
        chosen = [choice for path in choices for choice in read_choices(path)] if choices else all_choices(workspace)
        examples, notes = examples_of(chosen, inbox, today, by_id)
        seeds, _ = examples_of(all_choices(workspace, seeds_only=True), inbox, today, by_id)
    names = {example.id for example in examples}
    background = [row.sketch for row in sketched if row.paper.id not in names]
    ranker = prepare(sketched, examples, seeds, background, taste_of(workspace))
    flags = {e.id: (f"you chose {e.choose}",) for e in examples if e.id in by_id}
    picked = _decide(workspace, today, sketched, ranker, counts, None, flags, grade)
    return Picked(*picked[:3], None, (*said, *notes, *picked.notes), flags)


def _decide(
    workspace: Workspace, today: dt.date, candidates: Sequence[Sketched], ranker: Ranker, counts: Counts,
    fetched: Fetched | None, flags: Mapping[str, Sequence[str]] | None = None, grade: Grade | None = None,
) -> Picked:  # fmt: skip
    pick = workspace.config.pick
    ranked = order(candidates, ranker)
    notes: list[str] = []
    if grade is not None:
        latest = sorted(ranker.examples, key=lambda example: example.age_days)
        ranked, note = second_stage(ranked, [example.title for example in latest], grade)
        notes.append(note)
    limits = Limits(pick.proposals, pick.near_misses, pick.max_per_topic)
    proposals, near = shortlist(ranked, ranker, limits, flags or {})
    changed = tuple(_change(paper) for paper in fetched.changed) if fetched else ()
    listed = Shortlist(date=today, counts=counts, proposals=proposals, near_misses=near, changed=changed)
    return Picked(listed, tuple(ranked), ranker, None, tuple(notes))


def ranker_for(
    workspace: Workspace, inbox: Inbox, candidates: Sequence[Sketched], today: dt.date,
    listed: Mapping[str, Sequence[str]] = MappingProxyType({}),
) -> Ranker:  # fmt: skip
    """The ranker that the author's choices up to now give. `listed`: what stands on other people's lists."""
    examples, _ = examples_of(all_choices(workspace), inbox, today, {})
    seeds, _ = examples_of(all_choices(workspace, seeds_only=True), inbox, today, {})
    names = {example.id for example in examples}
    background = [
        sketch for data in inbox.recent_sketches(BACKGROUND_PAPERS, names) if (sketch := unpack(data)) is not None
    ]
    if len(background) < FEW:
        background += [row.sketch for row in candidates if row.paper.id not in names]
    return prepare(candidates, examples, seeds, background, taste_of(workspace)._replace(listed=listed))


def rules_of(workspace: Workspace) -> Rules:
    """The rules of this workspace; papers that posts are about are covered."""
    posts = load_posts(workspace)
    covered = frozenset(post.front.paper.id for post in posts if post.front.paper is not None)
    return Rules(workspace.config.arxiv.categories, workspace.config.pick.exclude, covered)


def counts_in_words(counts: Counts) -> str:
    """`812 fetched, 402 new, 12 merged, 3 filtered (withdrawn 1, excluded phrase 2); 398 seen before or older`."""
    rules = ", ".join(f"{rule} {number}" for rule, number in sorted(counts.filtered.items()))
    filtered = f"{sum(counts.filtered.values()):,} filtered" + (f" ({rules})" if rules else "")
    rest = counts.fetched - counts.new - counts.merged
    older = f"; {rest:,} seen before or older" if rest > 0 else ""
    return f"{counts.fetched:,} fetched, {counts.new:,} new, {counts.merged:,} merged, {filtered}{older}"


def _require_new(pending: Sequence[Kept], fetched: Fetched) -> None:
    if not pending:
        changed = "".join(f"; {paper.id} {_flag(paper)}" for paper in fetched.changed)
        seen = (
            f"{fetched.fetched:,} fetched, all seen before" if fetched.fetched else "arXiv listed none for these days"
        )
        raise NothingNew(f"no new paper: {seen}{changed}", hint="arXiv announces on weekdays; look again tomorrow")


def _require_untouched(path: Path, inbox: Inbox) -> None:
    """A list that is still as we wrote it may be made anew; one with the author's words in it is theirs."""
    if path.exists() and inbox.facts().get(f"picks:{path.stem}") != sha256(path.read_bytes()):
        raise Refused(
            "exists and has been edited: it is left as it is", file=path,
            hint="new papers wait for the next day's list: `inkpress pick --date DAY`",
        )  # fmt: skip


def _listed_today(path: Path, inbox: Inbox) -> list[Sketched]:
    """The papers of an earlier list of the same day, to be ranked again beside the new ones."""
    from inkpress.adapters.files import read_text
    from inkpress.pick.picksfile import parse_picks, rows_of

    if not path.exists():
        return []
    rows = rows_of(parse_picks(read_text(path), path.name), path.name)
    return [_fresh(row.paper) for row in inbox.find([row["id"] for row in rows]).values()]


def _write(path: Path, listed: Shortlist, inbox: Inbox) -> None:
    text = picks_text(listed).encode()
    if path.exists():
        write_atomic(path, text)
    else:
        write_new(path, text)
    inbox.remember({f"picks:{path.stem}": sha256(text)})


def _sketches(rows: Iterable[Kept], wanted: set[str]) -> list[Sketched]:
    return [Sketched(row.paper, unpack(row.sketch) or sketch_of(row.paper)) for row in rows if row.paper.id in wanted]


def _fresh(paper: Paper) -> Sketched:
    return Sketched(paper, sketch_of(without_orders(paper)))


def _change(paper: Paper) -> Candidate:
    return Candidate(paper=paper, score=0.0, flags=(_flag(paper),))


def _flag(paper: Paper) -> str:
    return "withdrawn" if paper.withdrawn else f"replaced: now v{paper.version}"
