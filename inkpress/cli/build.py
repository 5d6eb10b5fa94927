"""Commands of the web archive: `build`, `publish`, `preview`."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Annotated

import typer

from inkpress.cli.output import json_line, say, the_workspace

if TYPE_CHECKING:
    from inkpress.config import Workspace
    from inkpress.pipeline.build import BuildReport

SHOWN_WARNINGS = 10


def add(app: typer.Typer, evaluate: typer.Typer) -> None:
    """Register this group's commands."""
    app.command("build")(build)


def build(
    context: typer.Context,
    drafts: Annotated[bool, typer.Option("--drafts", help="Show drafts too, in output/drafts/.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="{pages, written, unchanged, seconds} on stdout.")] = False,
) -> None:
    """Build the web archive into output/web/, writing only what changed."""
    from inkpress.pipeline.build import build_site

    started = time.perf_counter()
    workspace = the_workspace(context)
    folder = workspace.output / "drafts" if drafts else None
    report = build_site(workspace, drafts=drafts, folder=folder)
    seconds = round(time.perf_counter() - started, 3)
    if as_json:
        counts = {"pages": report.pages, "written": report.written, "unchanged": report.unchanged, "seconds": seconds}
        json_line(counts)
    tell(workspace, report)
    say(f"{report.folder}: {report.pages} files, {report.written} written, {report.removed} deleted, {seconds:.2f} s")
    if report.errors:
        raise typer.Exit(1)


def tell(workspace: Workspace, report: BuildReport) -> None:
    """What the author should know of a build: posts left out, links without an end, what to write next."""
    if report.errors or report.warnings:
        from inkpress.cli.check import print_findings

        print_findings(workspace, report.errors + report.warnings[:SHOWN_WARNINGS])
        if len(report.warnings) > SHOWN_WARNINGS:
            say(f"and {len(report.warnings) - SHOWN_WARNINGS} warnings more")
    files = sorted({finding.file for finding in report.errors})
    if files:
        say(f"not built, the last good page stays: {', '.join(files)}")
    if report.debts:
        owed = ", ".join(f"{name} ({count} posts)" for name, count in report.debts)
        say(f"needed often and explained nowhere: {owed}")
