"""Publish to a folder: PATH/releases/ID, and the link PATH/current that is switched to it in one step."""

from __future__ import annotations

import filecmp
import itertools
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from inkpress.adapters.own_files import LIST, as_list, listed
from inkpress.adapters.site_files import SiteFile
from inkpress.errors import InputError

KEPT = 3  # releases, the current one included


class FolderTarget:
    """`dir:PATH`."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.releases = path / "releases"
        self.current = path / "current"

    def published(self) -> set[str]:
        """The paths of inkpress's own files that readers get now."""
        own = self.current / LIST
        return listed(own.read_bytes()) & set(_tree(self.current)) if own.is_file() else set()

    def publish(self, files: Sequence[SiteFile], name: str) -> str:
        """Put the release in place; where it is. Killed at any moment, `current` is the old or the new release.

        What somebody else put into the current release is carried over.
        """
        try:
            kept = {path: self.current / path for path in set(_tree(self.current)) - self.published() - {LIST}}
            content = kept | {file.path: file.source for file in files}
            release = self._release(content, as_list(file.path for file in files), name)
            self._switch(release)
            self._prune(release)
        except OSError as error:
            raise InputError(f"cannot be written: {error.strerror or error}", file=self.path) from error
        return str(release)

    def _release(self, content: Mapping[str, Path], own: bytes, name: str) -> Path:
        """A release with exactly this content: one that is there, or a new one. A damaged one is left for pruning."""
        names = (f"{name}-{number}" if number else name for number in itertools.count())
        release = self.releases / next(names)
        while release.is_dir():
            if _holds(release, content, own):
                return release
            release = self.releases / next(names)
        self.releases.mkdir(parents=True, exist_ok=True)
        unfinished = self.releases / f".{name}.{os.getpid()}"
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir()
        for path, source in content.items():
            target = unfinished / path
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, target, follow_symlinks=False)
        (unfinished / LIST).write_bytes(own)
        os.sync()
        unfinished.rename(release)
        return release

    def _switch(self, release: Path) -> None:
        if self.current.is_dir() and not self.current.is_symlink():
            raise InputError("is a folder, not a link", file=self.current, hint="move it away first")
        link = self.path / f".current.{os.getpid()}"
        link.unlink(missing_ok=True)
        link.symlink_to(Path("releases") / release.name)
        os.replace(link, self.current)

    def _prune(self, release: Path) -> None:
        """Delete what killed runs left, and all but the newest releases."""
        others = [p for p in self.releases.iterdir() if p.is_dir() and p != release]
        finished = sorted((p for p in others if not p.name.startswith(".")), key=lambda p: p.stat().st_mtime_ns)
        for old in [p for p in others if p.name.startswith(".")] + finished[: max(0, len(finished) - KEPT + 1)]:
            shutil.rmtree(old, ignore_errors=True)


def _tree(folder: Path) -> Iterator[str]:
    """Every file and link under `folder`, relative to it."""
    for place, folders, names in os.walk(folder):
        for name in (*names, *(name for name in folders if os.path.islink(os.path.join(place, name)))):
            yield Path(place, name).relative_to(folder).as_posix()


def _holds(release: Path, content: Mapping[str, Path], own: bytes) -> bool:
    """Whether the release has this content and nothing else, byte for byte."""
    if set(_tree(release)) != {*content, LIST} or (release / LIST).read_bytes() != own:
        return False
    paths = [path for path in content if not (release / path).is_symlink()]
    return all(filecmp.cmp(content[path], release / path, shallow=False) for path in paths)
