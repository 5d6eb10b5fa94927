"""Papers kept in `state/papers/`: the bytes as they came and the text as it was read, by exact version.

    state/papers/2310.06825v1/html        the bytes of each form, as arXiv sent them
    state/papers/2310.06825v1/eprint
    state/papers/2310.06825v1/paper.json  the catalogue's entry
    state/papers/2310.06825v1/text.json   the `PaperText`

A version never changes on arXiv, so nothing here is ever out of date; an old id's slash becomes an underscore.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import ValidationError

from inkpress.adapters.files import write_atomic
from inkpress.config import Workspace
from inkpress.models import Noun, Paper, PaperRef, PaperText
from inkpress.text import parse_arxiv_id

READER = 1  # raised when papers should be read again from the bytes kept here
Form = Literal["html", "eprint", "pdf"]


class _Kept(Noun):
    reader: int
    text: PaperText


def paper_folder(workspace: Workspace, versioned_id: str) -> Path:
    """Where one version is kept. `versioned_id` must be an arXiv id, so that no path can be made of it."""
    parsed = parse_arxiv_id(versioned_id)
    if parsed is None:
        raise ValueError(f"not an arXiv id: {versioned_id!r}")
    return workspace.state / "papers" / f"{parsed.id.replace('/', '_')}v{parsed.version or 1}"


def cached_paper(workspace: Workspace, reference: PaperRef) -> PaperText | None:
    """The text read earlier, of that version or, where none is stated, of the newest one kept; None if none is."""
    if parse_arxiv_id(reference.id) is None:
        return None
    version = reference.version or newest_version(workspace, reference.id)
    return load_text(workspace, f"{reference.id}v{version}") if version else None


def newest_version(workspace: Workspace, id: str) -> int | None:
    """The newest version of a paper of which a text is kept."""
    folder = paper_folder(workspace, f"{id}v1")
    stem = folder.name.removesuffix("1")
    versions = [p.parent.name.removeprefix(stem) for p in folder.parent.glob(f"{stem}*/text.json")]
    return max((int(v) for v in versions if v.isdigit()), default=None)


def load_text(workspace: Workspace, versioned_id: str) -> PaperText | None:
    """The text of exactly that version, if it was read by this reader."""
    kept = _read(paper_folder(workspace, versioned_id) / "text.json")
    if kept is None:
        return None
    try:
        found = _Kept.model_validate_json(kept)
    except ValidationError:
        return None  # written by another inkpress: read again
    return found.text if found.reader == READER else None


def save_text(workspace: Workspace, versioned_id: str, text: PaperText) -> None:
    """Keep a text."""
    kept = _Kept(reader=READER, text=text).model_dump_json(indent=1)
    write_atomic(paper_folder(workspace, versioned_id) / "text.json", kept.encode() + b"\n")


def load_form(workspace: Workspace, versioned_id: str, form: Form) -> bytes | None:
    """The bytes of one form as arXiv sent them; b"" where it said that there are none; None if never asked."""
    return _read(paper_folder(workspace, versioned_id) / form)


def save_form(workspace: Workspace, versioned_id: str, form: Form, data: bytes) -> None:
    """Keep the bytes of one form."""
    write_atomic(paper_folder(workspace, versioned_id) / form, data)


def load_entry(workspace: Workspace, versioned_id: str) -> Paper | None:
    """The catalogue's entry kept with that version."""
    kept = _read(paper_folder(workspace, versioned_id) / "paper.json")
    try:
        return Paper.model_validate_json(kept) if kept is not None else None
    except ValidationError:
        return None


def save_entry(workspace: Workspace, paper: Paper) -> None:
    """Keep the catalogue's entry."""
    content = paper.model_dump_json(indent=1).encode() + b"\n"
    write_atomic(paper_folder(workspace, paper.versioned_id) / "paper.json", content)


def _read(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
