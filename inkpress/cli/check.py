"""`inkpress check`: findings like a compiler's, as JSON lines, or as annotations in GitHub Actions."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from inkpress.cli.output import is_offline, json_line, say, the_workspace

if TYPE_CHECKING:
    from inkpress.config import Workspace
    from inkpress.models import Finding

COLUMNS = 100  # of a source line that is shown


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
    _show(workspace, found, as_json=as_json)
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


def print_findings(workspace: Workspace, findings: Sequence[Finding]) -> None:
    """The findings on stderr, each with its source line and a caret; annotations on stdout in GitHub Actions."""
    _show(workspace, findings, as_json=False)


def _show(workspace: Workspace, findings: Sequence[Finding], *, as_json: bool) -> None:
    sources: dict[str, list[str]] = {}
    for finding in findings:
        if as_json:
            json_line(finding.model_dump(mode="json"))
            continue
        if os.environ.get("GITHUB_ACTIONS") == "true":
            sys.stdout.write(annotation(finding) + "\n")
        if finding.file not in sources:
            sources[finding.file] = _lines(workspace.root / finding.file)
        for line in as_text(finding, sources[finding.file]):
            say(line)


def _lines(file: Path) -> list[str]:
    try:
        return file.read_text("utf-8-sig", errors="replace").splitlines()
    except OSError:
        return []


def as_text(finding: Finding, source: Sequence[str]) -> list[str]:
    """One finding as a compiler prints it: place and message, source line and caret, the paper's words, what to try."""
    lines = [f"{finding.file}:{finding.line}:{finding.column}: {finding.severity}[{finding.rule}]: {finding.message}"]
    if 1 <= finding.line <= len(source) and source[finding.line - 1].strip():
        shown, caret = excerpt(source[finding.line - 1], finding.column)
        margin = f"{finding.line:>5} | "
        lines += [margin + shown, " " * 5 + " | " + " " * caret + "^"]
    if finding.evidence:
        place = f" ({finding.place})" if finding.place else ""
        lines.append(f"      = the paper{place}: “{_short(finding.evidence)}”")
    if finding.hint:
        lines.append(f"      = try: {_short(finding.hint)}")
    return lines


def excerpt(line: str, column: int) -> tuple[str, int]:
    """At most 100 characters of a source line around `column` (1-based), and where in them the caret stands."""
    line = line.replace("\t", " ")
    at = min(max(column - 1, 0), max(len(line) - 1, 0))
    if len(line) <= COLUMNS:
        return line, at
    start = max(0, min(at - COLUMNS // 3, len(line) - COLUMNS))
    head, tail = "…" * (start > 0), "…" * (start + COLUMNS < len(line))
    return head + line[start : start + COLUMNS] + tail, at - start + len(head)


def annotation(finding: Finding) -> str:
    """The finding as a workflow command of GitHub Actions.

    Form and escapes: https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands
    """
    kind = {"error": "error", "warning": "warning", "info": "notice"}[finding.severity]
    place = f"file={_property(finding.file)},line={finding.line},col={finding.column},title={_property(finding.rule)}"
    return f"::{kind} {place}::{_data(finding.message)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def _short(text: str, limit: int = 300) -> str:
    text = " ".join(text.split())
    return text if len(text) <= limit else text[: limit - 1] + "…"


def _sum_up(findings: Sequence[Finding], *, posts: int, waived: int) -> None:
    counts = {kind: sum(f.severity == kind for f in findings) for kind in ("error", "warning", "info")}
    waivers = f", {waived} waived" if waived else ""
    parts = [
        f"{n} {kind}{'s' * (n != 1)}" for kind, n in zip(("error", "warning", "note"), counts.values(), strict=True)
    ]
    say(f"{posts} post{'s' * (posts != 1)}: {', '.join(parts)}{waivers}")
