"""Posts on disk. They are the author's: read, and created once; never rewritten."""

from __future__ import annotations

import json
from pathlib import Path

from pydantic import ValidationError

from inkpress.adapters.files import read_text
from inkpress.config import Workspace
from inkpress.errors import InputError, PostError
from inkpress.frontmatter import parse_post
from inkpress.models import EvidenceFile, GlossaryTerm, Post

EVIDENCE_SUFFIX = ".evidence.json"


def post_files(workspace: Workspace) -> list[Path]:
    """Every Markdown file directly in posts/, by name."""
    return sorted(p for p in workspace.posts.glob("*.md") if not p.name.startswith((".", "_")))


def load_post(path: Path, root: Path) -> Post:
    """The post in `path` with its evidence sidecar. Raises PostError with file and line."""
    shown = str(path.relative_to(root)) if path.is_relative_to(root) else str(path)
    if path.is_symlink() and not path.resolve().is_relative_to(path.parent.resolve()):
        raise PostError("is a link to a file elsewhere", file=shown, hint="copy the file into posts/")
    try:
        text = read_text(path)
    except InputError as error:
        raise PostError(error.message, file=shown, line=error.line, hint=error.hint) from error
    post = parse_post(text, shown)
    evidence = load_evidence(evidence_path(path))
    return Post(**{**dict(post), "evidence": evidence}) if evidence else post


def evidence_path(post: Path) -> Path:
    """`posts/x.md` -> `posts/x.evidence.json`."""
    return post.with_name(post.stem + EVIDENCE_SUFFIX)


def load_evidence(path: Path) -> EvidenceFile | None:
    """The sidecar, or None when there is none. Raises PostError when it cannot be used."""
    if not path.exists():
        return None
    try:
        return EvidenceFile.model_validate_json(read_text(path))
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise PostError(
            f"{where or 'content'}: {first['msg']}", file=path, hint="draft again, or restore it from git"
        ) from error


def load_posts(workspace: Workspace) -> list[Post]:
    """All posts, by file name. Raises PostError for the first that cannot be used."""
    return [load_post(path, workspace.root) for path in post_files(workspace)]


def evidence_json(evidence: EvidenceFile) -> bytes:
    """The sidecar's bytes: sorted where order means nothing, one claim's fields a line apart, ending in a newline."""
    return (json.dumps(evidence.model_dump(mode="json"), ensure_ascii=False, indent=1) + "\n").encode()


def load_glossary(workspace: Workspace) -> tuple[GlossaryTerm, ...]:
    """`posts/glossary.yaml`, or nothing. Raises PostError."""
    import yaml

    path = workspace.posts / "glossary.yaml"
    if not path.exists():
        return ()
    try:
        rows = yaml.load(read_text(path), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
        return tuple(GlossaryTerm.model_validate(row) for row in rows or ())
    except (yaml.YAMLError, ValidationError, TypeError) as error:
        raise PostError(f"is not a list of terms: {' '.join(str(error).split())}", file=path) from error
