"""What the desk shows now, shared between the thread that rebuilds and those that answer the browser."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple


class Shown(NamedTuple):
    """One post as e-mail and text, and its findings."""

    html: bytes
    text: bytes
    findings: list[dict[str, object]]  # as `inkpress check --json` prints them
    error: str  # why it cannot be shown, or ""


class Row(NamedTuple):
    """A post on the desk's list."""

    slug: str
    title: str
    date: str
    status: str
    path: str


class Board:
    """The site's folder, the posts, the last error; `version` rises with each rebuild."""

    def __init__(
        self,
        folder: Path,
        formulas: Path,
        show: Callable[[str], Shown],
        page: Callable[[str, dict[str, object]], bytes],
    ) -> None:
        """`folder` holds the built site, `formulas` the pictures of formulas that e-mails show.

        `show` gives a post by its slug, `page` renders a template of templates/desk: any thread may call them.
        """
        self.folder = folder
        self.formulas = formulas
        self.show = show
        self.page = page
        self._changed = threading.Condition()
        self._version = 1
        self._rows: list[Row] = []
        self._error = ""

    def put(self, rows: list[Row], error: str) -> None:
        """A rebuild is done: what there is now, or why there is nothing new."""
        with self._changed:
            self._rows, self._error = rows or self._rows, error
            self._version += 1
            self._changed.notify_all()

    @property
    def version(self) -> int:
        return self._version

    @property
    def error(self) -> str:
        return self._error

    @property
    def rows(self) -> list[Row]:
        return self._rows

    def wait(self, version: int, timeout_seconds: float) -> int:
        """The version as soon as it is not `version` any more, or after the time-out."""
        with self._changed:
            self._changed.wait_for(lambda: self._version != version, timeout_seconds)
            return self._version
