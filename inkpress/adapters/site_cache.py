"""What the last build read and wrote, in one SQLite file under output/: deleting it costs a full build, nothing else.

Two tables. `sources`: each post with the stat signature of the files it was made from, and its records.
`outputs`: each file of the site with the key of what it shows, and its stat. The order of questions is always
stat, then content, then record, so that what did not change is never read.
"""

from __future__ import annotations

import json
import os
import sqlite3
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

SCHEMA = "5"
_TABLES = """
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE sources (
  path TEXT PRIMARY KEY, signature TEXT NOT NULL, digest TEXT NOT NULL, files TEXT NOT NULL, ready TEXT NOT NULL,
  findings TEXT NOT NULL, slug TEXT NOT NULL, entry TEXT, story BLOB
);
CREATE TABLE outputs (path TEXT PRIMARY KEY, key TEXT NOT NULL, size INT NOT NULL, mtime INT NOT NULL) WITHOUT ROWID;
"""


class Source(NamedTuple):
    """A post as last read. `entry` and `story` are JSON of the last version without errors, or None."""

    path: str  # relative to posts/
    signature: str  # size and mtime of each of `files`; "" when they must be read again
    digest: str  # of the content of `files`
    files: list[str]  # relative to posts/: the post, its evidence, its pictures
    ready: str  # the post's ISO date when its status is ready, else ""
    findings: str  # JSON list
    slug: str
    entry: str | None
    story: str | None


class Output(NamedTuple):
    """A file of the site as last written."""

    key: str
    size: int
    mtime: int  # nanoseconds


class SiteCache:
    """The cache file, open. Use `with`: leaving without an error commits, with one rolls back."""

    def __init__(self, file: Path) -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        self._file = file
        self._db = self._open()

    def _open(self) -> sqlite3.Connection:
        try:
            db = self._connect()
        except sqlite3.DatabaseError:  # not a database, or damaged: it can be rebuilt
            self._file.unlink(missing_ok=True)
            db = self._connect()
        return db

    def _connect(self) -> sqlite3.Connection:
        db = sqlite3.connect(self._file, isolation_level=None, timeout=120)
        try:
            db.execute("PRAGMA synchronous = OFF")  # a crash of the machine costs a full build
            names = {row[0] for row in db.execute("SELECT name FROM sqlite_master")}
            known = db.execute("SELECT value FROM meta WHERE name = 'schema'").fetchone() if "meta" in names else None
            if known is None or known[0] != SCHEMA:
                for table in names & {"meta", "sources", "outputs"}:
                    db.execute(f"DROP TABLE {table}")
                db.executescript(_TABLES)
                db.execute("INSERT INTO meta VALUES ('schema', ?)", (SCHEMA,))
        except sqlite3.DatabaseError:
            db.close()
            raise
        return db

    def __enter__(self) -> SiteCache:
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        if self._db.in_transaction:
            self._db.execute("COMMIT" if kind is None else "ROLLBACK")
        self._db.close()

    def begin(self) -> None:
        """Wait for other builds of this workspace, and keep them out until `with` is left."""
        self._db.execute("BEGIN IMMEDIATE")

    def checkpoint(self) -> None:
        """Keep what was recorded so far, whatever happens next."""
        self._db.execute("COMMIT")
        self._db.execute("BEGIN IMMEDIATE")

    def meta(self, name: str) -> str:
        row = self._db.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
        return str(row[0]) if row else ""

    def set_meta(self, name: str, value: str) -> None:
        self._db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (name, value))

    # --- sources

    def signatures(self) -> dict[str, tuple[str, str]]:
        """Path -> (signature, JSON list of files)."""
        return {row[0]: (row[1], row[2]) for row in self._db.execute("SELECT path, signature, files FROM sources")}

    def source(self, path: str) -> Source | None:
        row = self._db.execute(
            "SELECT path, signature, digest, files, ready, findings, slug, entry, story FROM sources WHERE path = ?",
            (path,),
        ).fetchone()
        if row is None:
            return None
        path, signature, digest, files, ready, findings, slug, entry, story = row
        return Source(path, signature, digest, json.loads(files), ready, findings, slug, entry, _unpacked(story))

    def put_source(self, source: Source) -> None:
        self._db.execute(
            "INSERT OR REPLACE INTO sources VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (*source[:3], json.dumps(source.files), *source[4:8], _packed(source.story)),
        )

    def set_signature(self, path: str, signature: str) -> None:
        self._db.execute("UPDATE sources SET signature = ? WHERE path = ?", (signature, path))

    def drop_sources(self, paths: Iterable[str]) -> None:
        self._db.executemany("DELETE FROM sources WHERE path = ?", [(path,) for path in paths])

    def forget_sources(self) -> None:
        """Read every post again at the next build; the last good records stay until then."""
        self._db.execute("UPDATE sources SET signature = '', digest = ''")

    def entries(self) -> list[list[object]]:
        """The light records of all posts that have one, as plain lists: those without errors first, then by path."""
        rows = self._db.execute("SELECT entry FROM sources WHERE entry IS NOT NULL ORDER BY findings != '[]', path")
        loaded: list[list[object]] = json.loads(f"[{','.join(row[0] for row in rows)}]")
        return loaded

    def slug_owners(self) -> dict[str, str]:
        """Slug -> path of the post that has it and no errors."""
        rows = self._db.execute("SELECT slug, path FROM sources WHERE entry IS NOT NULL AND findings = '[]'")
        return dict(rows)

    def ready_dates(self) -> list[str]:
        return [row[0] for row in self._db.execute("SELECT DISTINCT ready FROM sources WHERE ready != ''")]

    def ready_paths(self) -> set[str]:
        return {row[0] for row in self._db.execute("SELECT path FROM sources WHERE ready != ''")}

    def findings(self) -> list[dict[str, object]]:
        rows = self._db.execute("SELECT findings FROM sources WHERE findings != '[]' ORDER BY path")
        return [finding for row in rows for finding in json.loads(row[0])]

    def story(self, path: str) -> str:
        """The heavy record of the post at `path` (relative to posts/), as JSON."""
        row = self._db.execute("SELECT story FROM sources WHERE path = ?", (path,)).fetchone()
        return _unpacked(row[0]) or ""

    def stories(self) -> Iterator[tuple[str, str]]:
        """(post, heavy record as JSON) of every post that has one."""
        for path, blob in self._db.execute("SELECT path, story FROM sources WHERE story IS NOT NULL ORDER BY path"):
            yield path, zlib.decompress(blob).decode()

    # --- outputs

    def outputs(self) -> dict[str, Output]:
        rows = self._db.execute("SELECT path, key, size, mtime FROM outputs")
        return {path: Output(key, size, mtime) for path, key, size, mtime in rows}

    def put_outputs(self, rows: Iterable[tuple[str, Output]]) -> None:
        self._db.executemany("INSERT OR REPLACE INTO outputs VALUES (?, ?, ?, ?)", ((p, *o) for p, o in rows))

    def drop_outputs(self, paths: Iterable[str]) -> None:
        self._db.executemany("DELETE FROM outputs WHERE path = ?", [(path,) for path in paths])

    def outputs_stand(self, root: Path) -> bool:
        """Whether every file of the site is on disk as it was written."""
        prefix = f"{root}/"
        try:
            for path, size, mtime in self._db.execute("SELECT path, size, mtime FROM outputs"):
                found = os.stat(prefix + path)
                if found.st_size != size or found.st_mtime_ns != mtime:
                    return False
        except OSError:
            return False
        return True


def _packed(text: str | None) -> bytes | None:
    return None if text is None else zlib.compress(text.encode(), 1)


def _unpacked(blob: bytes | None) -> str | None:
    return None if blob is None else zlib.decompress(blob).decode()


def stat_of(path: str) -> tuple[int, int] | None:
    """Size and mtime in nanoseconds, or None when there is no such file."""
    try:
        found = os.stat(path)
    except OSError:
        return None
    return found.st_size, found.st_mtime_ns


def walk_files(root: Path) -> Iterator[str]:
    """Every file under `root`, relative to it."""
    for folder, _, names in os.walk(root):
        for name in names:
            yield os.path.relpath(os.path.join(folder, name), root)
