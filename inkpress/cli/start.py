"""Commands for the first day: `init`, `doctor`, `demo`."""

from __future__ import annotations

import shlex
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from inkpress.cli.output import fitted, is_offline, json_line, say

if TYPE_CHECKING:
    from inkpress.config import Workspace
    from inkpress.pipeline.init import Answers


def add(app: typer.Typer, evaluate: typer.Typer) -> None:
    """Register this group's commands."""
    app.command("init", short_help="Make a newsletter of your own.")(init)
    app.command("doctor", short_help="Say what is missing, and how to mend it.")(doctor)
    app.command("demo", short_help="Show the whole pipeline, offline.")(demo)


def init(
    folder: Annotated[Path, typer.Argument(help="The new workspace; made if it is not there.")],
    title: Annotated[str, typer.Option(help="The newsletter's name.")] = "",
    author: Annotated[str, typer.Option(help="Your name.")] = "",
    url: Annotated[str, typer.Option(help="Address of the web archive.")] = "",
    timezone: Annotated[str, typer.Option(help="Zone of the send days, such as Europe/Berlin.")] = "",
    from_address: Annotated[str, typer.Option("--from", help="Address the mail comes from.")] = "",
    postal_address: Annotated[str, typer.Option(help="Postal address printed in every mail.")] = "",
    category: Annotated[list[str] | None, typer.Option(help="arXiv category; repeatable.")] = None,
    interest: Annotated[list[str] | None, typer.Option(help="A topic you care about; repeatable.")] = None,
) -> None:
    """Make a newsletter of your own: a few questions on a terminal, flags and defaults elsewhere."""
    from inkpress.pipeline.init import Answers, init_workspace

    given = {
        "title": title,
        "author": author,
        "url": url,
        "timezone": timezone,
        "from_address": from_address,
        "postal_address": postal_address,
        "categories": tuple(category or ()),
        "interests": tuple(interest or ()),
    }
    answers = Answers(**{key: value for key, value in given.items() if value})  # type: ignore[arg-type]
    if sys.stdin.isatty():
        answers = _ask(answers, asked=[key for key in ("title", "author", "timezone") if not given[key]])
    command = _own_command()
    for path in init_workspace(folder, answers, command):
        say(f"wrote {path}")
    say(f"\nNext:\n  cd {shlex.quote(str(folder))}\n  {command} doctor\n  {command} pick")


def _own_command() -> str:
    """How a shell finds this program: by its name, or by its path while its environment is not active."""
    program = Path(sys.argv[0]).absolute()
    if shutil.which("inkpress") or program.name != "inkpress":
        return "inkpress"
    return shlex.quote(str(program))


def _ask(answers: Answers, asked: list[str]) -> Answers:
    from dataclasses import replace

    questions = {
        "title": "Name of the newsletter",
        "author": "Your name",
        "timezone": "Time zone of the send days",
    }
    said = {key: typer.prompt(questions[key], default=getattr(answers, key), err=True) for key in asked}
    return replace(answers, **said)


def doctor(
    context: typer.Context,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line on stdout.")] = False,
) -> None:
    """Say what is missing here, and the command that mends it."""
    import os

    from inkpress.pipeline.doctor import doctor as examine

    checks = examine(context.find_root().obj, Path.cwd(), os.environ, None if is_offline() else _probe)
    for check in checks:
        if as_json:
            json_line(check.model_dump())
            continue
        mark = "ok  " if check.ok else ("MISS" if check.needed else "note")
        say(fitted(f"{mark}  {check.name}: {check.message}", "      "))
        if not check.ok and check.fix:
            say(fitted(f"      {check.fix}", "        "))
    if any(check.needed and not check.ok for check in checks):
        raise typer.Exit(1)


def _probe(workspace: Workspace, url: str) -> str:
    from inkpress.adapters.net import open_net
    from inkpress.errors import ServiceError

    if workspace.config.model.base_url and url.startswith(workspace.config.model.base_url.rstrip("/")):
        from inkpress.adapters.model_local import ask_for_models

        return ask_for_models(url)
    try:
        answer = open_net(workspace, offline=False).get(url, limit_bytes=2_000_000)
    except ServiceError as error:
        return str(error)
    return "" if answer.status < 400 else f"answers {answer.status}"


def demo(
    context: typer.Context,
    folder: Annotated[Path | None, typer.Option(help="Where to build it (default: output/demo).")] = None,
) -> None:
    """The whole pipeline on a bundled corpus: offline, without a key, in a folder of its own."""
    from inkpress.config import find_workspace
    from inkpress.errors import ConfigError
    from inkpress.pipeline.demo import run_demo

    if folder is None:
        named: Path | None = context.find_root().obj
        try:
            root = named if named is not None else find_workspace(Path.cwd())
        except ConfigError:
            root = Path.cwd()
        folder = root / "output" / "demo"
    for line in run_demo(folder):
        say(line)
