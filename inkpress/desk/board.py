"""What the desk shows now, shared between the thread that rebuilds and those that answer the browser."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Generic, NamedTuple, TypeVar

Made = TypeVar("Made")
Found = dict[str, Any]  # a finding as `inkpress check --json` prints it


class Mail(NamedTuple):
    """One post as e-mail and text."""

    html: bytes
    text: bytes
    error: str = ""  # why it is not the post as it is now, or ""


class Row(NamedTuple):
    """A post on the desk's list."""

    slug: str
    title: str
    date: str
    status: str
    path: str


class Kept(Generic[Made]):
    """What `make` gives for a post, made once for each version however many frames ask for it."""

    def __init__(self, make: Callable[[Row], Made]) -> None:
        self._make = make
        self._lock = threading.Lock()
        self._made: dict[Row, tuple[int, Made]] = {}

    def get(self, row: Row, version: int) -> Made:
        """The thing as of `version`."""
        with self._lock:
            kept = self._made.get(row)
            if kept is None or kept[0] != version:
                kept = self._made[row] = version, self._make(row)
            return kept[1]


class Board:
    """The site's folder, the posts and what is wrong with them; `version` rises with each rebuild."""

    def __init__(
        self,
        folder: Path,
        formulas: Path,
        mail: Callable[[Row], Mail],
        check: Callable[[Row], list[Found]],
        page: Callable[[str, dict[str, object]], bytes],
    ) -> None:
        """`folder` holds the built site, `formulas` the pictures of formulas that e-mails show.

        `mail` and `check` look at a post, `page` renders a template of templates/desk: any thread may call them.
        """
        self.folder = folder
        self.formulas = formulas
        self.page = page
        self._mail = Kept(mail)
        self._check = Kept(check)
        self._changed = threading.Condition()
        self.version = 1
        self.rows: Sequence[Row] = ()
        self.troubles: Mapping[str, Sequence[Found]] = {}  # file -> why its page is not the post as it is now
        self.debts: Sequence[tuple[str, int]] = ()  # concepts that many posts need and none explains
        self.error = ""  # why nothing at all could be rebuilt, or ""

    def put(
        self, rows: Sequence[Row], troubles: Mapping[str, Sequence[Found]], debts: Sequence[tuple[str, int]] = ()
    ) -> None:
        """A rebuild is done: what there is now, the posts that keep their last page, and what to explain next."""
        with self._changed:
            self.rows, self.troubles, self.debts, self.error = rows, troubles, debts, ""
            self._rise()

    def fail(self, error: str) -> None:
        """Nothing could be rebuilt: what was shown stays."""
        with self._changed:
            self.error = error
            self._rise()

    def _rise(self) -> None:
        self.version += 1
        self._changed.notify_all()

    def mail(self, row: Row) -> Mail:
        return self._mail.get(row, self.version)

    def findings(self, row: Row) -> list[Found]:
        """Why the page is not the post as it is now, and what `check` finds in it; what both say only once."""
        trouble = self.troubles.get(row.path, ())
        said = {(found["line"], found["message"]) for found in trouble}
        more = self._check.get(row, self.version)
        return [*trouble, *(found for found in more if (found["line"], found["message"]) not in said)]

    def row(self, slug: str) -> Row | None:
        return next((row for row in self.rows if row.slug == slug), None)

    def everything(self) -> dict[str, object]:
        """What the list of posts shows."""
        shown = {"rows": self.rows, "troubles": self.troubles, "debts": self.debts}
        return {**shown, "error": self.error, "version": self.version}

    def everything_wrong(self) -> str:
        """All that stands in the way of the whole site, in one line."""
        rows = [f"{f['file']}:{f['line']}: {f['message']}" for found in self.troubles.values() for f in found]
        return "; ".join(filter(None, [self.error, *rows]))

    def wait(self, version: int, timeout_seconds: float) -> int:
        """The version as soon as it is not `version` any more, or after the time-out."""
        with self._changed:
            self._changed.wait_for(lambda: self.version != version, timeout_seconds)
            return self.version
