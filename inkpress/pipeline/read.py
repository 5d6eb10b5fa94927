"""`read`: a paper's whole text, from a file or from arXiv, kept by exact version.

arXiv's HTML is asked first, then the authors' source, then the PDF, then the abstract. Each is held to the
completeness gate; where HTML and source exist they are held against each other too.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from inkpress.adapters.papers import (
    Form,
    load_entry,
    load_form,
    load_text,
    newest_version,
    save_entry,
    save_form,
    save_text,
)
from inkpress.config import Workspace
from inkpress.errors import InputError, PaperError
from inkpress.models import Paper, PaperText
from inkpress.read import judge_gate, read_abstract, read_eprint, read_html, read_latex, read_pdf
from inkpress.read.gate import LEAST_OVERLAP, overlap, word_count
from inkpress.text import ArxivId, parse_arxiv_id

MAX_FILE_BYTES = 60_000_000
MAX_FOLDER_FILES = 5_000
_TEX_ENDINGS = {".tex", ".ltx", ".bbl", ".bib", ".sty", ".cls", ".def", ".txt", ""}
READERS: dict[Form, Callable[[bytes, str], PaperText]] = {"html": read_html, "eprint": read_eprint, "pdf": read_pdf}


class Library(Protocol):
    """What reading needs of arXiv."""

    def papers(self, ids: list[str]) -> list[Paper]: ...
    def html(self, versioned_id: str) -> bytes | None: ...
    def eprint(self, versioned_id: str) -> bytes | None: ...
    def pdf(self, versioned_id: str) -> bytes | None: ...


def read_file(path: Path) -> PaperText:
    """The paper in a file or a folder of TeX; what it is, its first bytes and its ending say. Raises PaperError."""
    try:
        if path.is_dir():
            return read_latex(_folder(path), path.name)
        if path.stat().st_size > MAX_FILE_BYTES:
            raise PaperError(f"is larger than {MAX_FILE_BYTES:,} bytes", file=path, hint="is this the right file?")
        data = path.read_bytes()
    except OSError as error:
        raise PaperError(f"cannot be read: {error.strerror or error}", file=path) from error
    try:
        return _reader_for(path, data)(data, path.name)
    except PaperError as error:
        raise PaperError(error.message, file=path, hint=error.hint) from error


def _reader_for(path: Path, data: bytes) -> Callable[[bytes, str], PaperText]:
    ending = path.suffix.lower()
    if ending in (".html", ".xhtml", ".htm"):
        return read_html
    if ending == ".pdf":
        return read_pdf
    if ending in (".tex", ".ltx"):
        return lambda content, name: read_latex({name: content}, name)
    return read_eprint  # .gz, .tar, .tgz, or no telling name: it looks at the bytes


def _folder(path: Path) -> dict[str, bytes]:
    """Text files of a folder. Links are not followed, so that nothing outside it is read."""
    files: dict[str, bytes] = {}
    total = 0
    for file in sorted(path.rglob("*"))[:MAX_FOLDER_FILES]:
        if file.is_symlink() or not file.is_file() or file.suffix.lower() not in _TEX_ENDINGS:
            continue
        total += file.stat().st_size
        if total > MAX_FILE_BYTES:
            raise PaperError(f"holds more than {MAX_FILE_BYTES:,} bytes of text", file=path)
        files[file.relative_to(path).as_posix()] = file.read_bytes()
    return files


def read_paper(workspace: Workspace, ref: str, *, arxiv: Library) -> PaperText:
    """The paper `ref` names: a file, or an arXiv id with or without version.

    A paper read before comes from `state/papers/` without network; without a version, the newest one kept there.
    Raises InputError when arXiv does not know the id, and what `arxiv` raises when it cannot be reached.
    """
    path = Path(ref)
    if path.exists():
        return read_file(path)
    parsed = parse_arxiv_id(ref)
    if parsed is None:
        raise InputError(
            f"{ref!r} is neither a file nor an arXiv id", hint="write an id like 2310.06825 or 2310.06825v1"
        )
    version = parsed.version or newest_version(workspace, parsed.id)
    kept = load_text(workspace, f"{parsed.id}v{version}") if version else None
    if kept is not None:
        return kept
    paper = _entry(workspace, parsed, arxiv)
    text = _best(paper, lambda form: _form(workspace, paper.versioned_id, form, arxiv))
    save_text(workspace, paper.versioned_id, text)
    return text


def _entry(workspace: Workspace, wanted: ArxivId, arxiv: Library) -> Paper:
    name = f"{wanted.id}v{wanted.version}" if wanted.version else wanted.id
    kept = load_entry(workspace, name) if wanted.version else None
    if kept is not None:
        return kept
    found = [p for p in arxiv.papers([name]) if p.id == wanted.id]
    if not found:
        raise InputError(f"arXiv has no paper {name}", hint="check the id and its version")
    save_entry(workspace, found[0])
    return found[0]


def _form(workspace: Workspace, versioned_id: str, form: Form, arxiv: Library) -> bytes | None:
    """The bytes of one form: kept ones, or asked for once. None where arXiv has none."""
    data = load_form(workspace, versioned_id, form)
    if data is None:
        fetch: dict[Form, Callable[[str], bytes | None]] = {
            "html": arxiv.html,
            "eprint": arxiv.eprint,
            "pdf": arxiv.pdf,
        }
        data = fetch[form](versioned_id) or b""
        save_form(workspace, versioned_id, form, data)
    return data or None


def _best(paper: Paper, bytes_of: Callable[[Form], bytes | None]) -> PaperText:
    """The first complete source, or the fullest incomplete one; the first warning says which won and why."""
    notes: list[str] = []
    read: list[PaperText] = []
    for form in ("html", "eprint", "pdf"):
        if form == "pdf" and any(text.gate.complete for text in read):
            break
        text = _read_form(form, paper, bytes_of, notes)
        if text is not None:
            read.append(text)
        if form == "eprint":
            read = _held_together(read)
    if not read:
        return _labelled(read_abstract(paper), notes, "abstract alone: no other source could be read")
    winner = next((t for t in read if t.gate.complete), None) or max(read, key=word_count)
    notes += [f"{t.source}: {'; '.join(t.gate.reasons)}" for t in read if t is not winner and t.gate.reasons]
    why = "complete" if winner.gate.complete else "incomplete, but the fullest of what could be read"
    return _labelled(winner, notes, why)


def _read_form(
    form: Form, paper: Paper, bytes_of: Callable[[Form], bytes | None], notes: list[str]
) -> PaperText | None:
    data = bytes_of(form)
    if data is None:
        notes.append(f"{form}: arXiv has none")
        return None
    try:
        text = READERS[form](data, paper.id)
    except PaperError as error:
        notes.append(f"{form}: {error.message}")
        return None
    own = tuple(text.gate.reasons)
    judged = judge_gate(text, abstract=paper.abstract if paper.abstract_is == "original" else "", reasons=own)
    reasons = tuple(dict.fromkeys(judged.gate.reasons))
    gate = judged.gate.model_copy(update={"reasons": reasons})
    return PaperText(**{**dict(judged), "gate": gate, "version": paper.version, "title": paper.title or judged.title})


def _held_together(read: list[PaperText]) -> list[PaperText]:
    """HTML and source compared: when they share too little, the shorter one is not the whole paper."""
    if len(read) != 2 or (share := overlap(*read)) >= LEAST_OVERLAP:
        return read
    shorter = min(read, key=word_count)
    other = next(t for t in read if t is not shorter)
    reason = f"shares {share:.0%} with the {other.source}, at least {LEAST_OVERLAP:.0%} expected"
    doubtful = judge_gate(shorter, reasons=tuple(dict.fromkeys((*shorter.gate.reasons, reason))))
    return [doubtful if t is shorter else t for t in read]


def _labelled(text: PaperText, notes: list[str], why: str) -> PaperText:
    lost = f" ({' | '.join(notes)})" if notes else ""
    return PaperText(**{**dict(text), "warnings": (f"read from {text.source}, {why}{lost}", *text.warnings)})
