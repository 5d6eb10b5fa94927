"""What the last check found, in `output/check.json`, by the content it looked at: deleting it costs time, nothing else.

Also the paper watch's last answers, in `state/watch.json`: a withdrawal once seen must not be forgotten.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from pydantic import ValidationError

import inkpress
from inkpress.adapters.files import write_atomic, write_if_changed
from inkpress.adapters.papers import newest_version, paper_folder
from inkpress.config import Workspace
from inkpress.errors import InputError
from inkpress.models import Noun, Paper, PaperRef
from inkpress.text import parse_arxiv_id

RULES = (
    "check/*.py",
    "frontmatter/*.py",
    "text/*.py",
    "models/*.py",
    "render/formula/*.py",
    "render/islands.py",
)  # what the findings depend on


class _Watched(Noun):
    papers: tuple[Paper, ...] = ()


def load_checked(workspace: Workspace) -> dict[str, Any]:
    """Post path -> what was kept for it; empty when there is nothing, or when the rules are others now."""
    try:
        kept = json.loads((workspace.output / "check.json").read_bytes())
    except (OSError, ValueError):
        return {}
    if not isinstance(kept, dict) or kept.get("rules") != rules_digest() or not isinstance(kept.get("posts"), dict):
        return {}
    posts: dict[str, Any] = kept["posts"]
    return posts


def save_checked(workspace: Workspace, posts: dict[str, Any]) -> None:
    """Keep what was found; `posts` must be plain data."""
    content = json.dumps({"rules": rules_digest(), "posts": posts}, ensure_ascii=False, sort_keys=True)
    write_if_changed(workspace.output / "check.json", content.encode())


def rules_digest() -> str:
    """Changes with every change of the rules: a hash of the modules that make them."""
    digest = hashlib.sha256()
    package = Path(inkpress.__file__).parent
    for file in sorted(file for place in RULES for file in package.glob(place)):
        digest.update(file.read_bytes())
    return digest.hexdigest()


def paper_digest(workspace: Workspace, reference: PaperRef | None) -> str:
    """Changes with the kept text of the paper; "" when none is kept."""
    if reference is None or parse_arxiv_id(reference.id) is None:
        return ""
    version = reference.version or newest_version(workspace, reference.id)
    if version is None:
        return ""
    try:
        return hashlib.sha256(
            (paper_folder(workspace, f"{reference.id}v{version}") / "text.json").read_bytes()
        ).hexdigest()
    except OSError:
        return ""


def load_watched(workspace: Workspace) -> tuple[Paper, ...]:
    """The catalogue's newest entries as last asked for. Raises InputError when the file is damaged."""
    file = workspace.state / "watch.json"
    try:
        return _Watched.model_validate_json(file.read_bytes()).papers
    except FileNotFoundError:
        return ()
    except (OSError, ValidationError) as error:
        raise InputError("cannot be read", file=file, hint="delete it, then run `inkpress check --archive`") from error


def save_watched(workspace: Workspace, papers: Iterable[Paper]) -> None:
    """Keep the newest entries, together with those of other papers kept before."""
    known = {paper.id: paper for paper in (*load_watched(workspace), *papers)}
    kept = _Watched(papers=tuple(known[identifier] for identifier in sorted(known)))
    write_atomic(workspace.state / "watch.json", kept.model_dump_json(indent=1).encode() + b"\n")
