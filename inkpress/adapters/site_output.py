"""Files of the site on disk. What changed is staged first and moved into place at the end, all or (nearly) nothing."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from collections.abc import Iterable
from pathlib import Path

from inkpress.adapters.site_cache import Output, stat_of
from inkpress.errors import InputError


class Staged:
    """Changed files beside the site, to be moved into it by `place`. Use `with`: what was not placed is deleted."""

    def __init__(self, root: Path) -> None:
        self.root = root
        root.parent.mkdir(parents=True, exist_ok=True)
        self._folder = Path(tempfile.mkdtemp(dir=root.parent, prefix=f".{root.name}-"))
        self._files: list[str] = []

    def __enter__(self) -> Staged:
        return self

    def __exit__(self, *_: object) -> None:
        shutil.rmtree(self._folder, ignore_errors=True)

    def add(self, path: str, content: bytes) -> None:
        """Keep `content` for `path`."""
        try:
            with open(self._folder / str(len(self._files)), "wb", buffering=0) as file:
                file.write(content)
        except OSError as error:
            raise _unwritable(path, error) from error
        self._files.append(path)

    def place(self) -> None:
        """Move everything into the site."""
        made: set[str] = set()
        for number, path in enumerate(self._files):
            target = f"{self.root}/{path}"
            folder = os.path.dirname(target)
            try:
                if folder not in made:
                    os.makedirs(folder, exist_ok=True)
                    made.add(folder)
                os.replace(self._folder / str(number), target)
            except OSError as error:
                raise _unwritable(target, error) from error
        self._files.clear()


def _unwritable(path: str, error: OSError) -> InputError:
    reason = error.strerror or str(error)
    return InputError(f"cannot be written: {reason}", file=path, hint="delete output/ and build again")


def same_on_disk(root: Path, path: str, content: bytes) -> bool:
    """Whether the site's file already holds `content`."""
    try:
        with open(f"{root}/{path}", "rb") as file:
            return file.read() == content
    except OSError:
        return False


def output_of(root: Path, path: str, key: str) -> Output:
    """The record of a file just written."""
    size, mtime = stat_of(f"{root}/{path}") or (0, 0)
    return Output(key, size, mtime)


def remove(root: Path, paths: Iterable[str]) -> None:
    """Delete files of the site, and folders that are empty then."""
    for path in paths:
        with contextlib.suppress(OSError):
            os.unlink(root / path)
        folder = os.path.dirname(path)
        while folder:
            try:
                os.rmdir(root / folder)
            except OSError:
                break
            folder = os.path.dirname(folder)
