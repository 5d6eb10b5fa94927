"""Commands of the web archive: `build`, `publish`, `preview`."""

from __future__ import annotations

import gc
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from inkpress.cli.output import json_line, say, the_workspace

if TYPE_CHECKING:
    from inkpress.config import Workspace
    from inkpress.pipeline.build import BuildReport

SHOWN_WARNINGS = 10
SHOWN_FILES = 10


def add(app: typer.Typer, evaluate: typer.Typer) -> None:
    """Register this group's commands."""
    app.command("build", short_help="Build the web archive, writing only what changed.")(build)
    app.command("publish", short_help="Build the archive and put it in place.")(publish)
    app.command("preview", short_help="Write with the pages beside you, on this machine.")(preview)


def build(
    context: typer.Context,
    drafts: Annotated[bool, typer.Option("--drafts", help="Show drafts too, in output/drafts/.")] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="{pages, written, unchanged, seconds, debts} on stdout.")
    ] = False,
) -> None:
    """Build the web archive into output/web/, writing only what changed."""
    # a short run that makes many small objects and few cycles: collecting them often costs a tenth of its time
    gc.set_threshold(100_000)
    from inkpress.pipeline.build import build_site

    started = time.perf_counter()
    workspace = the_workspace(context)
    folder = workspace.output / "drafts" if drafts else None
    report = build_site(workspace, drafts=drafts, folder=folder)
    seconds = round(time.perf_counter() - started, 3)
    if as_json:
        counts = {"pages": report.pages, "written": report.written, "unchanged": report.unchanged, "seconds": seconds}
        json_line(counts | {"debts": [{"concept": name, "posts": number} for name, number in report.debts]})
    tell(workspace, report)
    say(f"{report.folder}: {report.pages} files, {report.written} written, {report.removed} deleted, {seconds:.2f} s")
    if report.errors:
        raise typer.Exit(1)


def publish(
    context: typer.Context,
    target: Annotated[str, typer.Option(help="dir:PATH, git:BRANCH or s3:BUCKET (default: [publish] target).")] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would change, and publish nothing.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Publish even if many pages vanish.")] = False,
    no_search: Annotated[bool, typer.Option("--no-search", help="Leave out the search index.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object on stdout.")] = False,
) -> None:
    """Build the web archive, make its search index, and put it where readers get it."""
    from inkpress.errors import InputError
    from inkpress.pipeline.publish import publish_site

    workspace = the_workspace(context)
    if target.startswith("dir:"):
        target = f"dir:{Path(target[4:]).expanduser().absolute()}"  # as typed: from here, not from the workspace
    target = target or workspace.config.publish.target
    if not target:
        raise InputError("no target", hint="--target dir:PATH, or `target` under [publish] in inkpress.toml")
    report = publish_site(workspace, target, dry_run=dry_run, force=force, search=not no_search)
    if as_json:
        row = {"target": report.target, "release": report.release, "files": report.files, "added": report.added}
        json_line(row | {"removed": report.removed, "dry_run": dry_run, "pages": report.build.pages})
    tell(workspace, report.build)
    did = "would be published" if dry_run else "published"
    say(f"{report.files} files {did} to {report.release}: {report.added} added, {report.removed} removed")
    if target.startswith("git:") and not dry_run:
        say(f"  then: git push origin {target[4:]}")
    if report.build.errors:
        raise typer.Exit(1)


def preview(
    context: typer.Context,
    port: Annotated[int, typer.Option(min=0, max=65535, help="0 picks a free one.")] = 8000,
    port_file: Annotated[Path | None, typer.Option(help="Write the port to this file when it is open.")] = None,
) -> None:
    """Serve the workspace on this machine, drafts too: web, e-mail and text side by side, rebuilt on save."""
    from inkpress.pipeline.preview import serve_preview

    workspace = the_workspace(context)
    serve_preview(workspace, port=port, port_file=port_file, say=say)


def tell(workspace: Workspace, report: BuildReport) -> None:
    """What the author should know of a build: posts left out, links without an end, what to write next."""
    if report.errors or report.warnings:
        from inkpress.cli.findings import print_findings

        print_findings(workspace, report.errors + report.warnings[:SHOWN_WARNINGS])
        if len(report.warnings) > SHOWN_WARNINGS:
            say(f"and {len(report.warnings) - SHOWN_WARNINGS} warnings more")
    files = sorted({finding.file for finding in report.errors})
    if files:
        more = f" and {len(files) - SHOWN_FILES} more" if len(files) > SHOWN_FILES else ""
        say(f"not built, the last good page stays: {', '.join(files[:SHOWN_FILES])}{more}")
    tell_debts(report.debts)


def tell_debts(debts: Sequence[tuple[str, int]]) -> None:
    """What would make the next deep dive, if there is anything."""
    if debts:
        owed = ", ".join(f"{name} ({number} posts)" for name, number in debts)
        say(f"needed often and explained nowhere, a deep dive for each: {owed}")
