"""Commands of the calendar: `issue` and `status`."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

import typer

from inkpress.cli.output import json_line, say, the_workspace


def add(app: typer.Typer, evaluate: typer.Typer) -> None:
    """Register this group's commands."""
    app.command("issue", short_help="Build one issue: e-mail and web pages.")(issue)
    app.command("status", short_help="Show the coming slots and what they lack.")(status)


def issue(
    context: typer.Context,
    date: Annotated[str, typer.Option(help="The slot, YYYY-MM-DD (default: the next one from today).")] = "",
    shots: Annotated[bool, typer.Option(help="Photograph the issue into contact-sheet.png (needs Chromium).")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="The manifest on stdout.")] = False,
) -> None:
    """Build one issue: e-mail as HTML, text and .eml, and its web pages."""
    from inkpress.cli.findings import print_findings
    from inkpress.issue import local_date
    from inkpress.pipeline.issue import IssueRefused, make_issue

    workspace = the_workspace(context)
    today = local_date(dt.datetime.now(dt.UTC), workspace.config.newsletter)
    try:
        report = make_issue(workspace, _date(date) if date else None, today)
    except IssueRefused as refused:
        print_findings(workspace, refused.findings)
        raise
    if shots:
        from inkpress.adapters.shots import contact_sheet

        say(f"contact sheet: {contact_sheet(report.folder)}")
    if as_json:
        json_line(report.manifest.model_dump(mode="json"))
    for line in report.summary():
        say(line)


def status(
    context: typer.Context,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a slot on stdout.")] = False,
) -> None:
    """Show the coming slots and what each still lacks."""
    from inkpress.cli.build import tell_debts
    from inkpress.issue import local_date
    from inkpress.pipeline.status import debts
    from inkpress.pipeline.status import status as look_ahead

    workspace = the_workspace(context)
    for slot in look_ahead(workspace, local_date(dt.datetime.now(dt.UTC), workspace.config.newsletter)):
        if as_json:
            json_line(slot.model_dump(mode="json"))
        else:
            what = slot.post or "free"
            say(f"{slot.date:%a %Y-%m-%d}  {what}" + (f"  lacks {', '.join(slot.lacks)}" if slot.lacks else "  ready"))
    tell_debts(debts(workspace))


def _date(text: str) -> dt.date:
    from inkpress.errors import InputError

    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        raise InputError(f"{text!r} is not a date", hint="write it as 2026-11-23") from error
