"""Commands of the `pick` group: `pick`, `add`, `evaluate pick`."""

from __future__ import annotations

import datetime as dt
import os
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from inkpress.cli.output import is_offline, json_line, say, the_workspace

if TYPE_CHECKING:
    from inkpress.config import Workspace
    from inkpress.models import Candidate
    from inkpress.pipeline.pick import Picked
    from inkpress.pipeline.second_stage import Grade

_DAY = ["%Y-%m-%d"]
EXPLAINED = 24  # shares shown one by one
Json = Annotated[bool, typer.Option("--json", help="Machine-readable lines on stdout.")]
Day = Annotated[dt.datetime | None, typer.Option("--date", formats=_DAY, help="Pretend today is this day.")]
Files = Annotated[list[Path] | None, typer.Option(help="Rank the papers in this file instead; repeatable.")]


def add(app: typer.Typer, evaluate: typer.Typer) -> None:
    """Register this group's commands."""
    app.command("pick", short_help="Propose a few papers, or note your choice.")(pick)
    app.command("add", short_help="Put a paper of your own on the list.")(add_paper)
    evaluate.command("pick")(evaluate_pick)


def pick(
    context: typer.Context,
    date: Day = None,
    as_json: Json = False,
    choose: Annotated[list[str] | None, typer.Option(help="Write about this paper; repeatable.")] = None,
    skip: Annotated[list[str] | None, typer.Option(help="Not this paper, nor such papers; repeatable.")] = None,
    later: Annotated[list[str] | None, typer.Option(help="Keep this paper for another day; repeatable.")] = None,
    why: Annotated[str, typer.Option(help="Your reason, kept beside the choice.")] = "",
    candidates: Files = None,
    choices: Annotated[
        list[Path] | None, typer.Option(help="Choices in a file, with --candidates; repeatable.")
    ] = None,
    explain: Annotated[str, typer.Option(help="Show what makes up the score of this paper.")] = "",
    audit: Annotated[bool, typer.Option("--audit", help="Show which settings and choices have not helped.")] = False,
    limit: Annotated[int | None, typer.Option(min=1, help="With --json: at most so many lines.")] = None,
) -> None:
    """Propose a few papers out of the flood, with reasons; or note your choice."""
    workspace = the_workspace(context)
    day = _today(workspace, date)
    words = (("yes", choose or []), ("no", skip or []), ("later", later or []))
    if any(ids for _, ids in words):
        _choose(workspace, words, why, day, as_json)
    elif explain:
        _explain(workspace, explain, day, as_json)
    elif audit:
        _audit(workspace, day, as_json)
    else:
        _pick(workspace, day, candidates or [], choices or [], as_json=as_json, limit=limit)


def _pick(
    workspace: Workspace, day: dt.date, candidates: list[Path], choices: list[Path], *, as_json: bool, limit: int | None
) -> None:
    from inkpress.adapters.arxiv import open_arxiv
    from inkpress.adapters.lists import read_lists
    from inkpress.pipeline.pick import pick as pick_today
    from inkpress.pipeline.pick import pick_from_files

    offline = is_offline()
    grade = _grade(workspace) if workspace.config.pick.second_stage else None
    if candidates:
        picked = pick_from_files(workspace, candidates, choices, day, grade=grade)
    else:
        arxiv = open_arxiv(workspace, offline=offline)
        lists = partial(read_lists, workspace, offline=offline)
        picked = pick_today(workspace, day, arxiv=arxiv, lists=lists, grade=grade)
    _print(workspace, picked, as_json=as_json, limit=limit)


def add_paper(
    context: typer.Context,
    paper: Annotated[list[str], typer.Argument(help="arXiv ids or addresses; with --title any address.")],
    title: Annotated[str, typer.Option(help="The name of a paper that is not on arXiv.")] = "",
    date: Day = None,
    as_json: Json = False,
) -> None:
    """Put a paper of your own choice on the newest list."""
    from inkpress.adapters.arxiv import open_arxiv
    from inkpress.pipeline.choices import add_paper as add_one

    workspace = the_workspace(context)
    arxiv = open_arxiv(workspace, offline=is_offline())
    for name in paper:
        written = add_one(workspace, name, _today(workspace, date), arxiv=arxiv, title=title)
        if as_json:
            json_line({"id": written.id, "title": written.title, "file": str(written.path)})
        say(f"added {written.id} “{written.title}” to {written.path.relative_to(workspace.root)}")


def evaluate_pick(
    context: typer.Context,
    candidates: Files = None,
    labels: Annotated[Path | None, typer.Option(help="Rows {id, curator, known_on}.")] = None,
    curator: Annotated[str, typer.Option(help="Whose labels count.")] = "",
    first: Annotated[dt.datetime | None, typer.Option("--from", formats=_DAY, help="The first Monday.")] = None,
    last: Annotated[dt.datetime | None, typer.Option("--to", formats=_DAY, help="The last Monday.")] = None,
    out: Annotated[Path | None, typer.Option(help="Where to write rows {week, id, score}.")] = None,
    change: Annotated[list[str] | None, typer.Option(help="Compare with [pick] KEY=VALUE; repeatable.")] = None,
    as_json: Json = False,
) -> None:
    """Replay your history (or that in files) week by week, and say how well the picker would have done."""
    from inkpress.errors import InputError
    from inkpress.pipeline.evaluate_pick import evaluate_pick as evaluate_weeks
    from inkpress.pipeline.evaluate_pick import history_of_files, own_history

    workspace = the_workspace(context)
    if bool(candidates) != bool(labels):
        raise InputError("--candidates and --labels belong together", hint="give both, or neither for your own history")
    history = history_of_files(candidates, labels, curator) if candidates and labels else own_history(workspace)
    days = [moment.date() if moment else None for moment in (first, last)]
    wanted = any(text.replace(" ", "") == "second_stage=true" for text in change or [])
    grade = _grade(workspace) if wanted else None
    found = evaluate_weeks(workspace, history, days[0], days[1], change or [], out, grade)
    if as_json:
        verdict = found.verdict._asdict() if found.verdict else None
        figures = {"ndcg@50": round(found.ndcg, 4), "recall@50": round(found.recall, 4)}
        json_line({"weeks": found.weeks, "picks": found.picks, **figures, "change": verdict})
    if not found.picks:
        say("nothing to measure yet: no week in this time has both its papers and a choice of yours among them")
        return
    say(f"{found.weeks} weeks with {found.picks} picks: NDCG@50 {found.ndcg:.3f}, recall@50 {found.recall:.3f}")
    if found.verdict:
        say(f"with {', '.join(change or [])}: {found.verdict.in_words}")


def _grade(workspace: Workspace) -> Grade:
    """The model of the second stage. Raises ConfigError when none is configured."""
    from pydantic import SecretStr

    from inkpress.pipeline.second_stage import open_grade

    key = os.environ.get(workspace.config.model.key_env, "")
    now = dt.datetime.now(dt.UTC)
    return open_grade(workspace, key=SecretStr(key) if key else None, offline=is_offline(), now=now)


def _choose(workspace: Workspace, words: Any, why: str, day: dt.date, as_json: bool) -> None:
    from inkpress.adapters.arxiv import open_arxiv
    from inkpress.pipeline.choices import choose

    arxiv = open_arxiv(workspace, offline=is_offline())
    for word, ids in words:
        for written in choose(workspace, ids, word, why, day, arxiv=arxiv):
            if as_json:
                json_line({"id": written.id, "title": written.title, "choose": word, "file": str(written.path)})
            say(f"{written.path.relative_to(workspace.root)}: {written.id} “{written.title}” is now {word}")


def _explain(workspace: Workspace, name: str, day: dt.date, as_json: bool) -> None:
    from inkpress.adapters.arxiv import open_arxiv
    from inkpress.pipeline.explain import explain

    found = explain(workspace, name, day, arxiv=open_arxiv(workspace, offline=is_offline()))
    if as_json:
        shares = [{"name": s.name, "kind": s.kind, "share": round(s.share, 4)} for s in found.shares]
        json_line({"id": found.paper.id, "title": found.paper.title, "score": round(found.score, 4), "shares": shares})
        return
    say(f"{found.paper.title}\n{found.paper.id}, score {found.score:+.2f}\n")
    for share in found.shares[:EXPLAINED]:
        say(f"  {share.share:+.3f}  {share.kind:<8}  {share.name}")
    rest = found.shares[EXPLAINED:]
    if rest:
        say(f"  {sum(share.share for share in rest):+.3f}  {len(rest)} smaller ones (all of them: --json)")


def _audit(workspace: Workspace, day: dt.date, as_json: bool) -> None:
    from inkpress.pipeline.explain import audit

    found = audit(workspace, day)
    for row in found:
        if as_json:
            json_line(row._asdict())
        else:
            say(f"{row.what}: {row.why}. Drop it?")
    if not found:
        say("nothing stands out: every category, phrase and choice has earned its place")


def _print(workspace: Workspace, picked: Picked, *, as_json: bool, limit: int | None) -> None:
    from inkpress.pick.shortlist import candidate
    from inkpress.pipeline.pick import counts_in_words
    from inkpress.pipeline.queue import waiting

    counts = counts_in_words(picked.shortlist.counts)

    if as_json:
        for paper, score in picked.ranked[:limit]:
            known = picked.flags.get(paper.paper.id, ())
            json_line(_row(candidate(paper, score, picked.ranker, flags=known)))
        for note in picked.notes:
            say(f"note: {note}")
        say(counts)
        return
    from inkpress.cli.shortlist import print_shortlist

    path = str(picked.path.relative_to(workspace.root)) if picked.path else ""
    print_shortlist(picked.shortlist, path, (*picked.notes, *waiting(workspace, picked.shortlist.date)), counts)


def _row(row: Candidate) -> dict[str, Any]:
    return {
        "id": row.id,
        "title": row.paper.title,
        "score": row.score,
        "reasons": list(row.reasons),
        "flags": list(row.flags),
        "minutes": row.minutes,
    }


def _today(workspace: Workspace, date: dt.datetime | None) -> dt.date:
    """The day named, or today where the newsletter is at home."""
    from zoneinfo import ZoneInfo

    return date.date() if date else dt.datetime.now(ZoneInfo(workspace.config.newsletter.timezone)).date()
