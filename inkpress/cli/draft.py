"""Commands that write posts: `draft`, `redraft`, `evaluate extract`."""

from __future__ import annotations

import sys
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from inkpress.cli.output import complain, is_offline, json_line, say, the_workspace

if TYPE_CHECKING:
    from inkpress.config import Workspace
    from inkpress.pipeline.draft import Drafted, Engine, Library, Outcome

_EngineName = Annotated[str, typer.Option(help="auto, extract or model (default: [draft] engine).")]
_Replay = Annotated[bool, typer.Option("--replay", help="Answer from the kept replies alone, without network.")]


_SHOWN = 5  # sentences kept out that are named on the terminal
_COLUMNS = 80


def add(app: typer.Typer, evaluate: typer.Typer) -> None:
    """Register this group's commands."""
    app.command("draft", short_help="Write new posts about chosen papers.")(draft)
    app.command("redraft", short_help="Show what a new draft would change.")(redraft)
    evaluate.command("extract")(extract)


def draft(
    context: typer.Context,
    ids: Annotated[
        list[str] | None, typer.Argument(help="arXiv ids (default: every paper chosen in the latest picks).")
    ] = None,
    engine: _EngineName = "",
    replay: _Replay = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a post on stdout.")] = False,
) -> None:
    """Write new posts about chosen papers; a post that exists is left as it is."""
    from inkpress.pipeline.draft import draft_papers

    workspace = the_workspace(context)
    chosen = _engine(workspace, engine, replay)
    _tell(f"engine: {chosen.name} ({chosen.why})")
    outcomes = draft_papers(workspace, ids or None, _library(workspace), chosen, _now(), say=_tell)
    _report(outcomes, workspace, as_json)


def redraft(
    context: typer.Context,
    post: Annotated[str, typer.Argument(help="The post's file, its slug, its paper's id or file.")],
    engine: _EngineName = "",
    replay: _Replay = False,
    fresh: Annotated[bool, typer.Option("--fresh", help="Ask the model anew, also where a reply was kept.")] = False,
) -> None:
    """Draft a post's paper again and show the difference on stdout; the post stays as it is."""
    from inkpress.pipeline.draft import redraft_post

    workspace = the_workspace(context)
    chosen = _engine(workspace, engine, replay, fresh)
    _tell(f"engine: {chosen.name} ({chosen.why})")
    difference = redraft_post(workspace, post, _library(workspace), chosen, _now(), say=_tell)
    sys.stdout.write(difference)
    say("the post was left as it is" if difference else "a new draft would say the same")


def extract(
    sources: Annotated[Path, typer.Option(help="JSON lines with `source`, a list of sentences, and perhaps `title`.")],
    out: Annotated[Path, typer.Option(help="Where to write rows {row, index, sentence}.")],
) -> None:
    """Choose the one sentence that says most from each row of a file."""
    from inkpress.pipeline.evaluate_extract import evaluate_extract

    say(f"wrote {out}: {evaluate_extract(sources, out)} rows")


def _tell(text: str) -> None:
    """Lines for people of at most 80 columns, as far as paths and addresses allow."""
    for line in text.splitlines():
        indent = " " * (len(line) - len(line.lstrip()) + 2)
        say(textwrap.fill(line, _COLUMNS, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False))


def _engine(workspace: Workspace, name: str, replay: bool, fresh: bool = False) -> Engine:
    import os

    from pydantic import SecretStr

    from inkpress.pipeline.engines import open_engine

    key = os.environ.get(workspace.config.model.key_env, "")
    return open_engine(
        workspace, name, key=SecretStr(key) if key else None, offline=is_offline(), replay=replay, fresh=fresh
    )


def _library(workspace: Workspace) -> Library:
    from inkpress.adapters.arxiv import open_arxiv
    from inkpress.adapters.papers import load_entry
    from inkpress.pipeline.draft import Library
    from inkpress.pipeline.read import read_paper

    arxiv = open_arxiv(workspace, offline=is_offline())
    return Library(
        read=lambda ref: read_paper(workspace, ref, arxiv=arxiv),
        about=lambda versioned_id: load_entry(workspace, versioned_id),
    )


def _now() -> Any:
    import datetime as dt

    return dt.datetime.now(dt.UTC)


def _report(outcomes: list[Outcome], workspace: Workspace, as_json: bool) -> None:
    """Say what became of each paper; the first error ends the command, after all were named."""
    for outcome in outcomes:
        if outcome.left:
            _tell(f"{outcome.left}: there already, left as it is")
        if outcome.drafted:
            _say_draft(outcome.drafted, workspace.root, as_json)
    errors = [outcome for outcome in outcomes if outcome.error]
    for outcome in errors[1:]:
        assert outcome.error
        complain(outcome.error)
    if errors and errors[0].error:
        raise errors[0].error


def _say_draft(drafted: Drafted, root: Path, as_json: bool) -> None:
    shown = str(drafted.path.relative_to(root))
    post = drafted.post
    _tell(f"wrote {shown}")
    if drafted.engine == "extract":
        _tell(f"  extractive draft, no model used: {post.claims} quotations with their places")
    else:
        _tell(f"  {post.claims} claims with evidence, {drafted.tokens:,} tokens, cost {drafted.cost:.4f}")
    for warning in drafted.warnings:
        _tell(f"  note: {warning}")
    dropped = post.dropped
    once = list(dict.fromkeys((item.sentence, item.why) for item in dropped))
    for sentence, reason in once[:_SHOWN]:
        _tell(f"  kept out: “{sentence}” ({reason})")
    if len(once) > _SHOWN:
        _tell(f"  and {len(once) - _SHOWN} more; --json lists them")
    _tell("  next: answer its TODO lines and notes; `make check` says what is missing")
    if as_json:
        json_line(
            {
                "post": shown,
                "engine": drafted.engine,
                "tokens": drafted.tokens,
                "cost": drafted.cost,
                "claims": drafted.post.claims,
                "unsupported": drafted.post.unsupported,
                "warnings": list(drafted.warnings),
                "kept_out": [item.model_dump() for item in dropped],
            }
        )
