"""The papers the author said yes to: read from the newest file in posts/picks/."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from inkpress.adapters.files import read_text
from inkpress.config import Workspace
from inkpress.errors import NothingReady, PostError
from inkpress.text import parse_arxiv_id

_LISTS = ("proposals", "near_misses", "changed")


def chosen_papers(workspace: Workspace) -> list[str]:
    """Ids of the papers with `choose: yes` in the newest picks file, in its order.

    Raises NothingReady when there is no such file or no such paper, PostError when the file cannot be used.
    """
    files = sorted(workspace.picks.glob("*.yaml"))
    if not files:
        raise NothingReady("no paper has been picked yet", hint="run `inkpress pick`, or name one: `inkpress draft ID`")
    rows = _rows(files[-1])
    ids = [_id(row, files[-1]) for row in rows if row.get("choose") in (True, "yes")]
    if not ids:
        raise NothingReady(
            "no paper is chosen",
            file=files[-1],
            hint="set `choose: yes` beside one, or run `inkpress pick --choose ID`",
        )
    return list(dict.fromkeys(ids))


def _rows(file: Path) -> list[dict[str, Any]]:
    try:
        content = yaml.load(read_text(file), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)) or {}
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        problem = str(getattr(error, "problem", None) or error)
        raise PostError(f"is not YAML: {problem}", file=file, line=mark.line + 1 if mark else None) from error
    if not isinstance(content, dict):
        raise PostError("is not a picks file", file=file, hint="`inkpress pick` writes it anew")
    return [row for name in _LISTS for row in content.get(name) or () if isinstance(row, dict)]


def _id(row: dict[str, Any], file: Path) -> str:
    found = parse_arxiv_id(row["id"]) if isinstance(row.get("id"), str) else None
    if found is None:
        raise PostError(f"id {row.get('id')!r} is no arXiv id", file=file, hint="put the id in quotes: '2411.01230'")
    return found.id
