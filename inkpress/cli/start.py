"""Commands of the `start` group."""

from __future__ import annotations

import typer


def add(app: typer.Typer, evaluate: typer.Typer) -> None:
    """Register this group's commands."""
