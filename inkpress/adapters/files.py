"""Write files so that a crash leaves the old or the new content, and an author's file is never overwritten."""

from __future__ import annotations

import contextlib
import os
import tempfile
from pathlib import Path

from inkpress.errors import InputError, Refused


def write_atomic(path: Path, content: bytes, *, durable: bool = True) -> None:
    """Replace `path` by `content` in one step: temporary file beside it, fsync (unless not `durable`), rename."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            if durable:
                file.flush()
                os.fsync(file.fileno())
        os.chmod(temporary, 0o644)
        os.replace(temporary, path)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(temporary)
        raise


def write_if_changed(path: Path, content: bytes) -> bool:
    """Write `content` unless `path` already holds it; True when something was written."""
    try:
        if path.read_bytes() == content:
            return False
    except FileNotFoundError:
        pass
    write_atomic(path, content, durable=False)
    return True


def write_new(path: Path, content: bytes) -> Path:
    """Create `path`, whole or not at all; a file that exists is never touched. Raises Refused if it does."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(temporary, 0o644)
        # link() fails where the name exists, so that two runs at once cannot overwrite each other
        os.link(temporary, path)
    except FileExistsError as error:
        raise Refused("exists and is left as it is", file=path, hint="edit it, or move it away first") from error
    finally:
        with contextlib.suppress(OSError):
            os.unlink(temporary)
    return path


def read_text(path: Path, *, limit_bytes: int = 20_000_000) -> str:
    """The file as UTF-8 text, without a byte-order mark, line ends made `\\n`. Raises InputError naming it."""
    try:
        if path.stat().st_size > limit_bytes:
            raise InputError(f"is larger than {limit_bytes:,} bytes", file=path, hint="is this the right file?")
        return path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        raise InputError("is not UTF-8 text", file=path, line=line, hint="save it as UTF-8") from error
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror or error}", file=path) from error
