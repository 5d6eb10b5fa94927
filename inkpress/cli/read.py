"""`inkpress read`: the whole text of a paper."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from inkpress.cli.output import is_offline, json_line, say, the_workspace

if TYPE_CHECKING:
    from inkpress.models import PaperText

_JSON = Annotated[bool, typer.Option("--json", help="Print the text as one JSON line.")]


def add(app: typer.Typer, evaluate: typer.Typer) -> None:
    """Register this group's commands."""
    app.command("read", short_help="Read a paper whole, sentence by sentence.")(read)


def read(
    context: typer.Context,
    paper: Annotated[
        str, typer.Argument(metavar="FILE-or-ID", help="HTML, source archive, .tex, PDF, or an arXiv id.")
    ],
    json: _JSON = False,
) -> None:
    """Read a paper whole: sections, sentences with ids, figures, tables, references; and say when it is not whole."""
    from inkpress.pipeline.read import read_file, read_paper

    if Path(paper).exists():
        text = read_file(Path(paper))
    else:
        from inkpress.adapters.arxiv import open_arxiv

        workspace = the_workspace(context)
        text = read_paper(workspace, paper, arxiv=open_arxiv(workspace, offline=is_offline()))
    for warning in text.warnings:
        say(f"  note: {warning}")
    if json:
        json_line(as_row(text))
    else:
        _print(text)
    state = "complete" if text.gate.complete else "NOT complete: " + "; ".join(text.gate.reasons)
    say(f"{text.paper}: read from {text.source}, {state}")


def as_row(text: PaperText) -> dict[str, Any]:
    """The JSON form of docs/contracts: hidden text is counted in the warnings, never printed."""
    fields = text.model_dump(mode="json", exclude={"hidden"})
    return {"paper": fields.pop("paper"), "source": fields.pop("source"), "gate": fields.pop("gate"), **fields}


def _print(text: PaperText) -> None:
    """The text for people, on stdout."""
    from inkpress.text import clean_for_terminal

    lines = [text.title, ""]
    for section in text.sections:
        lines += [f"{'#' * section.level} {section.title or 'Front matter'}  [{section.id}]", ""]
        lines += [f"[{sentence.id}] {sentence.text}" for sentence in section.sentences] + [""]
    lines += [f"[{figure.id}] Figure. {figure.caption}" for figure in text.figures]
    for table in text.tables:
        lines += [f"[{table.id}] Table. {table.caption}", *("    " + " | ".join(row) for row in table.rows)]
    lines += [f"[{note.id}] {note.text}" for note in text.footnotes]
    typer.echo(clean_for_terminal("\n".join(lines)))
