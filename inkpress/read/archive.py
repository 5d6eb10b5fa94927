"""Bytes of a source archive -> names and contents, in memory. Pure and bounded: nothing is written to disk.

arXiv serves a paper's source as a tar.gz, as a gzip of a single file, or, when there is none, as a PDF.
"""

from __future__ import annotations

import io
import posixpath
import tarfile
import zlib
from dataclasses import dataclass, field

from inkpress.errors import PaperError
from inkpress.text import clean_for_terminal

MAX_ARCHIVE_BYTES = 50_000_000
MAX_UNPACKED_BYTES = 200_000_000
MAX_MEMBERS = 10_000
MAX_TEXT_BYTES = 24_000_000  # kept in memory: text files only; pictures are counted, not kept
_KEPT = {".tex", ".ltx", ".latex", ".bbl", ".bib", ".sty", ".cls", ".def", ".txt", ".clo", ".cfg", ".tikz", ""}
_HINT = "get it again; if it stays so, read the HTML or the PDF"


@dataclass(frozen=True)
class Source:
    """What an archive holds: text files by name. `kind` says what the bytes were."""

    kind: str  # "tar", "file", "pdf", "zip"
    files: dict[str, bytes] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()


def unpack(data: bytes) -> Source:
    """The text files in an e-print. Raises PaperError for what is broken, too large or not a paper's source."""
    if len(data) > MAX_ARCHIVE_BYTES:
        raise PaperError(f"the source is larger than {MAX_ARCHIVE_BYTES:,} bytes", hint="read the HTML or the PDF")
    if data[:5] == b"%PDF-":
        return Source("pdf")
    if data[:4] in (b"PK\x03\x04", b"PK\x05\x06"):
        return Source("zip", warnings=("unknown archive type: zip",))
    if data[:2] != b"\x1f\x8b":
        return _plain(data)
    inside = _Inflated(data)
    head = inside.read(tarfile.BLOCKSIZE)
    if head[257:262] == b"ustar" or (len(head) == tarfile.BLOCKSIZE and not head.strip(b"\0")):
        return _untar(inside, head)
    return _plain(head + inside.rest())


def _plain(data: bytes) -> Source:
    """A single file, packed or not; a tar that was not packed."""
    start = data[:2000].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if data[:5] == b"%PDF-":
        return Source("pdf")
    if start.startswith((b"<!doctype", b"<html", b"<?xml")):
        raise PaperError("is a web page, not a paper's source", hint=_HINT)
    if data[257:262] == b"ustar":
        return _untar(io.BytesIO(data[tarfile.BLOCKSIZE :]), data[: tarfile.BLOCKSIZE])
    if not data.strip(b"\0 \r\n"):
        raise PaperError("is empty", hint=_HINT)
    return Source("file", {"main.tex": data})


class _Inflated:
    """A gzip stream that is unpacked as it is read, up to the limit. Raises PaperError where it is damaged."""

    def __init__(self, data: bytes) -> None:
        self._rest = data
        self._unpacker = zlib.decompressobj(wbits=31)
        self._given = 0

    def read(self, size: int = -1) -> bytes:
        """Exactly `size` bytes, fewer only at the end."""
        pieces: list[bytes] = []
        wanted = size
        while wanted > 0 and (piece := self._some(wanted)):
            pieces.append(piece)
            wanted -= len(piece)
        return b"".join(pieces)

    def rest(self) -> bytes:
        """Everything that is left of a single file."""
        pieces: list[bytes] = []
        total = 0
        while piece := self._some(1 << 16):
            pieces.append(piece)
            total += len(piece)
            if total > MAX_TEXT_BYTES:
                raise PaperError(f"unpacks to more than {MAX_TEXT_BYTES:,} bytes of one file", hint=_HINT)
        return b"".join(pieces)

    def _some(self, limit: int) -> bytes:
        while not self._unpacker.eof:
            try:
                piece = self._unpacker.decompress(self._rest, min(limit, 1 << 20))
            except zlib.error as error:
                raise PaperError(f"is a damaged gzip file ({error})", hint=_HINT) from error
            self._rest = self._unpacker.unconsumed_tail
            self._given += len(piece)
            if self._given > MAX_UNPACKED_BYTES:
                raise PaperError(f"unpacks to more than {MAX_UNPACKED_BYTES:,} bytes", hint=_HINT)
            if piece:
                return piece
            if not self._rest and not self._unpacker.eof:
                raise PaperError("is a gzip file that was cut short", hint=_HINT)
        return b""


class _Headed:
    """A stream with its first bytes put back."""

    def __init__(self, head: bytes, rest: _Inflated | io.BytesIO) -> None:
        self._head = io.BytesIO(head)
        self._rest = rest

    def read(self, size: int = -1) -> bytes:
        first = self._head.read(size)
        return first + self._rest.read(size - len(first)) if len(first) < size else first


def _untar(stream: _Inflated | io.BytesIO, head: bytes) -> Source:
    files: dict[str, bytes] = {}
    warnings: list[str] = []
    kept = unpacked = 0
    try:
        with tarfile.open(fileobj=_Headed(head, stream), mode="r|", bufsize=1 << 16) as archive:  # type: ignore[call-overload]
            for count, member in enumerate(archive, 1):
                unpacked += member.size
                if count > MAX_MEMBERS or unpacked > MAX_UNPACKED_BYTES:
                    raise PaperError(
                        f"holds more than {MAX_MEMBERS:,} files or {MAX_UNPACKED_BYTES:,} bytes", hint=_HINT
                    )
                name = _safe_name(member)
                if not member.isfile():
                    if member.issym() or member.islnk():
                        warnings.append(f"the link {name} was left out")
                    continue
                if posixpath.splitext(name)[1].lower() not in _KEPT:
                    continue
                kept += member.size
                if kept > MAX_TEXT_BYTES:
                    raise PaperError(f"holds more than {MAX_TEXT_BYTES:,} bytes of text", hint=_HINT)
                content = archive.extractfile(member)
                files[name] = content.read() if content is not None else b""
        while stream.read(1 << 20):  # what follows the archive's end: only zeros, but the checksum is behind them
            pass
    except (tarfile.TarError, EOFError) as error:
        raise PaperError(f"is a damaged tar file ({error})", hint=_HINT) from error
    return Source("tar", files, tuple(warnings))


def _safe_name(member: tarfile.TarInfo) -> str:
    """The member's name inside the archive. Raises PaperError for one that points out of it or is no plain file."""
    raw = member.name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    name = " ".join(clean_for_terminal(raw).split())
    if _leads_out(name):
        raise PaperError(f"holds a file named {name[:80]!r}, outside its own folder", hint=_HINT)
    if member.issym() or member.islnk():
        base = posixpath.dirname(name) if member.issym() else ""
        if _leads_out(member.linkname) or _leads_out(posixpath.join(base, member.linkname)):
            raise PaperError(f"holds a link {name[:80]!r} that leads out of it", hint=_HINT)
    elif not (member.isfile() or member.isdir()):
        raise PaperError(f"holds {name[:80]!r}, which is neither a file nor a folder", hint=_HINT)
    return posixpath.normpath(name)


def _leads_out(name: str) -> bool:
    return name.startswith(("/", "\\")) or name[1:2] == ":" or posixpath.normpath(name).split("/")[0] == ".."
