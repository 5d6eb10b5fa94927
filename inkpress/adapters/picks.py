"""`posts/picks/DATE.yaml` on disk: read, created, and edited line by line. The text itself is the caller's."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

from inkpress.adapters.files import read_text
from inkpress.config import Workspace

_NAME = re.compile(r"\d{4}-\d{2}-\d{2}\.yaml")


def picks_path(workspace: Workspace, day: dt.date) -> Path:
    """Where the list of `day` lies."""
    return workspace.picks / f"{day}.yaml"


def picks_files(workspace: Workspace) -> list[tuple[dt.date, Path]]:
    """Every picks file with its day, oldest first."""
    found = []
    for path in sorted(workspace.picks.glob("*.yaml")):
        if _NAME.fullmatch(path.name):
            try:
                found.append((dt.date.fromisoformat(path.stem), path))
            except ValueError:
                continue
    return found


def read_picks(workspace: Workspace) -> list[tuple[dt.date, str, str]]:
    """(day, path as the author would type it, text) of every picks file, oldest first. Raises InputError."""
    return [(day, str(path.relative_to(workspace.root)), read_text(path)) for day, path in picks_files(workspace)]
