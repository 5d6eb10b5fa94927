"""`inkpress check`: findings like a compiler's, as JSON lines, or as annotations in GitHub Actions."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from inkpress.cli.findings import show_findings
from inkpress.cli.output import is_offline, json_line, say, the_workspace

if TYPE_CHECKING:
    from inkpress.config import Workspace
    from inkpress.models import Finding


def add(app: typer.Typer, evaluate: typer.Typer) -> None:
    """Register this group's commands."""
    app.command("check", short_help="Say what in the posts is not supported.")(check)


def check(
    context: typer.Context,
    posts: Annotated[list[Path] | None, typer.Argument(help="Posts to check (default: all).")] = None,
    claims: Annotated[Path | None, typer.Option(help="Statements, one JSON object a line; needs --text.")] = None,
    text: Annotated[Path | None, typer.Option(help="The paper as plain text.")] = None,
    online: Annotated[bool, typer.Option("--online", help="Ask arXiv for newer versions and withdrawals too.")] = False,
    archive: Annotated[bool, typer.Option("--archive", help="Ask arXiv about the papers of every post.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One finding a line on stdout.")] = False,
) -> None:
    """Say what in the posts their papers do not support, and what else is broken."""
    if claims is not None or text is not None:
        _check_claims(claims, text, as_json)
        return
    from inkpress.pipeline.check import check_files, watch_papers

    workspace = the_workspace(context)
    found: list[Finding] = []
    if online or archive:
        from inkpress.adapters.arxiv import open_arxiv

        found += watch_papers(workspace, [] if archive else posts or [], open_arxiv(workspace, offline=is_offline()))
        found += _outside_links(workspace, posts or []) if online and workspace.config.check.link_hosts else []
    if not archive:
        report = check_files(workspace, posts or [])
        found += report.standing
        if workspace.config.check.judge_with_model:
            found += _second_opinion(workspace, posts or [])
    show_findings(workspace, found, as_json=as_json)
    if not archive and not as_json:
        _sum_up(found, posts=report.posts, waived=len(report.waived))
    unusable = any(finding.rule == "post-unusable" for finding in found)
    if unusable or any(finding.severity == "error" for finding in found):
        raise typer.Exit(2 if unusable else 1)


def _outside_links(workspace: Workspace, files: Sequence[Path]) -> list[Finding]:
    import datetime as dt

    from inkpress.adapters.link_answers import open_asker
    from inkpress.pipeline.check import usable_posts
    from inkpress.pipeline.check_links import check_links

    ask = open_asker(workspace, offline=is_offline())
    return check_links(workspace, usable_posts(workspace, files), ask, dt.datetime.now(dt.UTC).date())


def _second_opinion(workspace: Workspace, files: Sequence[Path]) -> list[Finding]:
    """What a model doubts; raises ConfigError when none is configured."""
    from pydantic import SecretStr

    from inkpress.adapters.model import ModelClient
    from inkpress.adapters.model_address import Server
    from inkpress.adapters.model_purse import Purse
    from inkpress.errors import ConfigError
    from inkpress.pipeline.check import usable_posts
    from inkpress.pipeline.judge import judge_with_model

    model = workspace.config.model
    if not (model.base_url and model.name):
        raise ConfigError("[check] judge_with_model needs a model", hint="set [model] base_url and name")
    key = os.environ.get(model.key_env, "")
    server = Server(model.base_url, model.name, SecretStr(key) if key else None, model.key_env)
    client = ModelClient(server, model, workspace.state, offline=is_offline())
    purse = Purse(workspace.config.draft.max_cost_per_issue, "this check")
    return judge_with_model(workspace, usable_posts(workspace, files), lambda prompt: client.ask(prompt, purse))


def _check_claims(claims: Path | None, text: Path | None, as_json: bool) -> None:
    from inkpress.errors import InputError
    from inkpress.pipeline.check import check_statements

    if claims is None or text is None:
        raise InputError("--claims and --text go together", hint="inkpress check --claims FILE.jsonl --text PAPER.txt")
    for row in check_statements(claims, text):
        if as_json:
            json_line(row)
        elif row["verdict"] == "unsupported":
            say(f"{row['id']}: {row['rule']}: {row['message']}")


def _sum_up(findings: Sequence[Finding], *, posts: int, waived: int) -> None:
    counts = {kind: sum(f.severity == kind for f in findings) for kind in ("error", "warning", "info")}
    waivers = f", {waived} waived" if waived else ""
    parts = [
        f"{n} {kind}{'s' * (n != 1)}" for kind, n in zip(("error", "warning", "note"), counts.values(), strict=True)
    ]
    say(f"{posts} post{'s' * (posts != 1)}: {', '.join(parts)}{waivers}")
