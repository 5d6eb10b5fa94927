"""Publish to a folder: PATH/releases/ID, and the link PATH/current that is switched to it in one step."""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from pathlib import Path

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
        """The paths of the files that readers get now."""
        folder = self.current
        return {file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file()}

    def publish(self, files: Sequence[SiteFile], name: str) -> str:
        """Put the release in place; where it is. Killed at any moment, `current` is the old or the new release."""
        try:
            release = self._release(files, name)
            self._switch(release)
            self._prune(release)
        except OSError as error:
            raise InputError(f"cannot be written: {error.strerror or error}", file=self.path) from error
        return str(release)

    def _release(self, files: Sequence[SiteFile], name: str) -> Path:
        release = self.releases / name
        if release.is_dir():
            return release
        self.releases.mkdir(parents=True, exist_ok=True)
        unfinished = self.releases / f".{name}.{os.getpid()}"
        shutil.rmtree(unfinished, ignore_errors=True)
        for file in files:
            target = unfinished / file.path
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file.source, target)
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
