"""`inkpress render`: one post, or formulas, as readers will get them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from inkpress.cli.output import json_line, say, the_workspace


def add(app: typer.Typer, evaluate: typer.Typer) -> None:
    """Register this group's commands."""
    app.command("render", short_help="Render one post, or a file of formulas.")(render)


def render(
    context: typer.Context,
    out: Annotated[Path, typer.Option(help="The folder to write to.")],
    post: Annotated[Path | None, typer.Argument(help="A post of any status.")] = None,
    math: Annotated[Path | None, typer.Option(help="Formulas, one a line: `inline|display<TAB>LaTeX`.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line on stdout.")] = False,
) -> None:
    """Render one post as e-mail and web page, or the formulas of a file in every form."""
    from inkpress.errors import InputError

    if (post is None) == (math is None):
        raise InputError("give either a POST or --math FILE", hint="inkpress render posts/x.md --out DIR")
    if math is not None:
        _formulas(math, out, as_json)
    elif post is not None:
        _post(the_workspace(context), post, out, as_json)


def _post(workspace: Any, post: Path, out: Path, as_json: bool) -> None:
    from inkpress.pipeline.render import render_post

    rendered = render_post(workspace, post, out)
    for finding in rendered.findings:
        say(f"{finding.file}:{finding.line}: {finding.severity}: {finding.message} [{finding.rule}]")
    for artifact in rendered.artifacts:
        if as_json:
            json_line({"path": artifact.path, "bytes": len(artifact.content), "sha256": artifact.sha256})
        else:
            say(f"{out / artifact.path}  {len(artifact.content):,} bytes")


def _formulas(math: Path, out: Path, as_json: bool) -> None:
    from inkpress.pipeline.render import render_formulas

    rows = render_formulas(math, out)
    for row in rows:
        if as_json:
            json_line(row)
        else:
            say(row["error"] or row["text"])
    wrong = sum(row["error"] is not None for row in rows)
    say(f"{len(rows) - wrong} of {len(rows)} formulas set")
    if wrong:
        raise typer.Exit(1)
