"""The inbox: every paper fetched, in `state/inbox.sqlite3`. A cache: deleting it costs a fetch, never a choice.

A paper is `pending` until a list with it has been written, then `seen`; `known` papers were fetched by id, because the
author chose or added them. `sketch` is opaque here. One transaction an operation: a crash leaves it before or after.
"""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Literal, NamedTuple

from inkpress.config import Workspace
from inkpress.errors import ConfigError
from inkpress.models import Paper

State = Literal["pending", "seen", "known"]
_SCHEMA = """
create table if not exists papers (
    id text primary key, version integer not null, listed text not null, state text not null,
    paper text not null, sketch blob not null
) without rowid;
create index if not exists papers_by_state on papers (state, listed, id);
create table if not exists facts (name text primary key, value text not null) without rowid;
"""
_MANY = 500


class Kept(NamedTuple):
    """A paper as it lies in the inbox."""

    paper: Paper
    sketch: bytes


class Inbox:
    """The papers fetched so far, and until when."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    def versions(self, ids: Collection[str]) -> dict[str, int]:
        """id -> version of those papers that have come with the flood before."""
        return {row[0]: int(row[1]) for row in self._rows("id, version", ids, "and state != 'known'")}

    def find(self, ids: Collection[str]) -> dict[str, Kept]:
        """id -> paper, for those of `ids` that are here."""
        return {row[0]: _kept(row[1], row[2]) for row in self._rows("id, paper, sketch", ids)}

    def _rows(self, columns: str, ids: Collection[str], more: str = "") -> Iterator[tuple[str, ...]]:
        names = list(ids)
        for first in range(0, len(names), _MANY):
            batch = names[first : first + _MANY]
            marks = ",".join("?" * len(batch))
            yield from self._db.execute(f"select {columns} from papers where id in ({marks}) {more}", batch)

    def add(self, papers: Iterable[tuple[Paper, bytes]], state: State) -> None:
        """Put papers in. One that is here keeps its state, unless it was only `known`; a newer version replaces."""
        rows = [
            (p.id, p.version, (p.listed or dt.date.min).isoformat(), state, p.model_dump_json(), sketch)
            for p, sketch in papers
        ]
        with self._db:
            self._db.executemany(
                "insert into papers values (?, ?, ?, ?, ?, ?) on conflict (id) do update set"
                " version = excluded.version, paper = excluded.paper, sketch = excluded.sketch,"
                " state = case when state = 'known' then excluded.state else state end,"
                " listed = case when state = 'known' then excluded.listed else listed end"
                " where excluded.version >= version",
                rows,
            )

    def pending(self) -> list[Kept]:
        """Papers no list has been made of, in order of their ids."""
        rows = self._db.execute("select paper, sketch from papers where state = 'pending' order by id")
        return [_kept(*row) for row in rows]

    def mark_seen(self, ids: Iterable[str]) -> None:
        """A list of these has been written."""
        with self._db:
            self._db.executemany("update papers set state = 'seen' where id = ?", [(name,) for name in ids])

    def recent_sketches(self, most: int, without: Collection[str]) -> list[bytes]:
        """Sketches of the papers last seen, oldest first, at most `most`, without those named."""
        rows = self._db.execute(
            "select id, sketch from papers where state = 'seen' order by listed desc, id desc limit ?",
            (most + len(without),),
        )
        left_out = set(without)
        return [row[1] for row in rows if row[0] not in left_out][:most][::-1]

    def all_seen(self) -> list[Kept]:
        """Every paper that stood in the flood, oldest first."""
        rows = self._db.execute("select paper, sketch from papers where state != 'known' order by listed, id")
        return [_kept(*row) for row in rows]

    def facts(self) -> dict[str, str]:
        """Small facts kept from run to run: `watermark:cs.LG`, `picks:2026-11-23`."""
        return {row[0]: row[1] for row in self._db.execute("select name, value from facts")}

    def remember(self, facts: Mapping[str, str]) -> None:
        """Keep these facts."""
        with self._db:
            self._db.executemany("insert or replace into facts values (?, ?)", list(facts.items()))


def _kept(paper: str, sketch: bytes | str) -> Kept:
    return Kept(Paper.model_validate_json(paper), sketch if isinstance(sketch, bytes) else sketch.encode())


@contextmanager
def open_inbox(workspace: Workspace) -> Iterator[Inbox]:
    """The workspace's inbox, made when missing. Raises ConfigError when it cannot be used."""
    path = workspace.state / "inbox.sqlite3"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(path, timeout=30)
    except (OSError, sqlite3.Error) as error:
        raise _unusable(path, error) from error
    try:
        connection.executescript(_SCHEMA)
        yield Inbox(connection)
    except sqlite3.Error as error:
        raise _unusable(path, error) from error
    finally:
        connection.close()


@contextmanager
def peek_inbox(workspace: Workspace) -> Iterator[Inbox | None]:
    """The inbox for reading only; None where there is none. Nothing is written."""
    path = workspace.state / "inbox.sqlite3"
    if not path.exists():
        yield None
        return
    try:
        connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, timeout=30)
    except sqlite3.Error as error:
        raise _unusable(path, error) from error
    try:
        yield Inbox(connection)
    except sqlite3.Error as error:
        raise _unusable(path, error) from error
    finally:
        connection.close()


def _unusable(path: Path, error: Exception) -> ConfigError:
    return ConfigError(f"cannot be used: {error}", file=path, hint="it is only a cache: delete it and pick again")
