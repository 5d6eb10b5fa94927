"""The `inkpress` command: parses, wires adapters, reads clock and environment, prints; takes no decision.

One module per group of commands, each with an `add(app, evaluate)`. Heavy packages are imported inside the
commands, so that `inkpress --help` stays quick. Only `main` catches `InkpressError`.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

import inkpress
from inkpress.cli import build, check, draft, issue, pick, read, render, start
from inkpress.cli.output import complain
from inkpress.errors import InkpressError, InputError

app = typer.Typer(
    name="inkpress",
    help="From the day's flood of papers to a plain-language newsletter, by e-mail and on the web.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # boxes around the help cost as much time as the rest of the start
    context_settings={"help_option_names": ["-h", "--help"]},
)
evaluate = typer.Typer(help="Measure a stage on files.", no_args_is_help=True, rich_markup_mode=None)


def _say_version(wanted: bool) -> None:
    if wanted:
        sys.stdout.write(f"inkpress {inkpress.__version__}\n")
        raise typer.Exit


@app.callback()
def _workspace(
    context: typer.Context,
    workspace: Annotated[
        Path | None, typer.Option(help="A folder with an inkpress.toml (default: the nearest parent that has one).")
    ] = None,
    version: Annotated[
        bool, typer.Option("--version", help="Say which version this is.", is_eager=True, callback=_say_version)
    ] = False,
) -> None:
    context.obj = workspace


for module in (pick, read, draft, check, render, issue, build, start):
    module.add(app, evaluate)
app.add_typer(evaluate, name="evaluate")


def main() -> None:
    """Run the command line; every InkpressError becomes one line, a hint and its exit code."""
    try:
        app(args=_workspace_first(sys.argv[1:]))
    except InkpressError as error:
        complain(error)
        sys.exit(error.exit_code)
    except BrokenPipeError:
        sys.exit(1)
    except OSError as error:  # a path that cannot be read or written, wherever it was met
        complain(InputError(error.strerror or str(error), file=error.filename, hint="look at the path and its rights"))
        sys.exit(InputError.exit_code)
    except KeyboardInterrupt:
        sys.exit(130)


def _workspace_first(args: list[str]) -> list[str]:
    """`--workspace DIR` may stand anywhere; typer wants it before the command."""
    for index, arg in enumerate(args):
        if arg == "--":
            break
        if arg.startswith("--workspace="):
            return [arg, *args[:index], *args[index + 1 :]]
        if arg == "--workspace" and index + 1 < len(args):
            return [arg, args[index + 1], *args[:index], *args[index + 2 :]]
    return args
