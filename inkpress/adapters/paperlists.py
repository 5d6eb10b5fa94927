"""Lists of papers and choices from files: JSON lines (plain or .gz), a JSON array, a conference's CSV, a saved feed."""

from __future__ import annotations

import csv
import datetime as dt
import gzip
import io
import json
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from inkpress.adapters.arxiv import FEED_LIMIT_BYTES, is_withdrawn, papers_in_feed, plain
from inkpress.adapters.net import Unfit
from inkpress.errors import InputError
from inkpress.models import Choice, Paper
from inkpress.text import parse_arxiv_id, slugify

LIMIT_BYTES = 500_000_000  # unpacked; 250,000 papers


def read_paper_list(path: Path, notes: list[str]) -> list[Paper]:
    """The papers in `path`, in order; what was left out goes to `notes`.

    Raises InputError with file and line for a row that is no paper, SourceError for arXiv's error entry.
    """
    if not path.name.endswith((".xml", ".atom")):
        return [_paper(row, path, line) for line, row in _rows(path)]
    try:
        papers, warnings = papers_in_feed(_bytes(path, FEED_LIMIT_BYTES))
    except Unfit as error:
        raise InputError(f"is not a whole answer of arXiv's: {error}", file=path, hint="save it again") from error
    notes += warnings
    return papers


def read_weeks(path: Path) -> list[tuple[str, Paper]]:
    """(`week`, paper) of every row: the Monday of its announcement week, "" when the row has none."""
    return [(str(row.get("week") or ""), _paper(row, path, line)) for line, row in _rows(path)]


def read_choices(path: Path) -> list[Choice]:
    """Rows `{id, choose, date?, why?}`. Raises InputError with file and line."""
    return [_choice(row, path, line) for line, row in _rows(path)]


def read_rows(path: Path) -> list[dict[str, Any]]:
    """The rows as they are. Raises InputError with file and line."""
    return [row for _, row in _rows(path)]


def _rows(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """(1-based line or row, mapping)."""
    text = _unpacked(path)
    name = path.name.removesuffix(".gz")
    if name.endswith(".csv"):
        try:
            yield from enumerate(csv.DictReader(io.StringIO(text)), 2)
        except csv.Error as error:
            raise InputError(f"is not CSV: {error}", file=path) from error
        return
    if name.endswith(".json") or text.lstrip()[:1] == "[":
        rows: Iterable[tuple[int, Any]] = enumerate(_listed(_json(text, path, 1)), 1)
    else:
        rows = ((n, _json(line, path, n)) for n, line in enumerate(text.split("\n"), 1) if line.strip())
    for line, row in rows:
        if not isinstance(row, dict):
            raise InputError("is not a JSON object", file=path, line=line, hint='one a line: {"id": ..., "title": ...}')
        yield line, row


def _listed(data: Any) -> list[Any]:
    """A list of papers as it is, or the only list inside an object such as OpenReview's `{"notes": [...]}`."""
    inside = [value for value in data.values() if isinstance(value, list)] if isinstance(data, dict) else []
    if len(inside) == 1 and "title" not in data:
        return [_flat(row) for row in inside[0]]
    return data if isinstance(data, list) else [data]


def _flat(row: Any) -> Any:
    """OpenReview's `{"id": ..., "content": {"title": {"value": ...}}}` as `{"id": ..., "title": ...}`.

    https://docs.openreview.net/reference/api-v2/entities/note/fields
    """
    if not isinstance(row, dict) or not isinstance(row.get("content"), dict):
        return row
    content = {key: x.get("value") if isinstance(x, dict) else x for key, x in row["content"].items()}
    return {**row, **content}


def _json(text: str, path: Path, line: int) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise InputError(f"is not JSON: {error}", file=path, line=line) from error


def _unpacked(path: Path) -> str:
    """The file as text. Raises InputError: missing, too large, damaged, not UTF-8."""
    data = _bytes(path, LIMIT_BYTES)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise InputError("is not UTF-8 text", file=path, line=line, hint="save it as UTF-8") from error


def _bytes(path: Path, limit: int) -> bytes:
    """The file, unpacked, at most `limit` bytes. Raises InputError."""
    try:
        with gzip.open(path) if path.name.endswith(".gz") else path.open("rb") as file:
            data = file.read(limit + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise InputError(f"cannot be read: {getattr(error, 'strerror', None) or error}", file=path) from error
    if len(data) > limit:
        raise InputError(f"is larger than {limit:,} bytes", file=path)
    return data


def _paper(row: dict[str, Any], path: Path, line: int) -> Paper:
    row = {str(key).strip().lower(): value for key, value in row.items()}
    title = plain(str(row.get("title") or ""))
    if not title:
        raise InputError("has no title", file=path, line=line, hint="a paper needs a title; id and abstract help")
    abstract = plain(str(row.get("abstract") or row.get("summary") or ""))[:20_000]
    comment = plain(str(row.get("comment") or ""))[:2_000]
    name = parse_arxiv_id(str(row.get("id") or row.get("url") or row.get("arxiv") or ""))
    return Paper(
        id=name.id if name else str(row.get("id") or slugify(title)),
        version=(name.version if name else None) or _whole(row.get("version")),
        title=title,
        authors=tuple(_names(row.get("authors"))),
        abstract=abstract,
        categories=tuple(_names(row.get("categories"))),
        listed=_day(row.get("listed"), path, line),
        comment=comment or None,
        withdrawn=bool(row.get("withdrawn") is True) or is_withdrawn(abstract, comment),
    )


def _whole(value: Any) -> int:
    return value if isinstance(value, int) and value > 0 else 1


def _names(value: Any) -> list[str]:
    """Names from a list, or from one string with `;` (or, without any, `,`) between them."""
    if isinstance(value, str):
        value = value.split(";" if ";" in value else ",")
    return [plain(str(name)) for name in value or () if plain(str(name))] if isinstance(value, list) else []


def _day(value: Any, path: Path, line: int) -> dt.date | None:
    if not value:
        return None
    try:
        return dt.date.fromisoformat(str(value)[:10])
    except ValueError as error:
        raise InputError(f"{value!r} is not a date", file=path, line=line, hint="write it like 2026-11-23") from error


def _choice(row: dict[str, Any], path: Path, line: int) -> Choice:
    word = row.get("choose")
    choose = {True: "yes", False: "no"}.get(word, word) if isinstance(word, bool) else word
    if not row.get("id") or choose not in ("yes", "no", "later"):
        raise InputError("is not a choice", file=path, line=line, hint='{"id": "2310.06825", "choose": "yes|no|later"}')
    name = parse_arxiv_id(str(row["id"]))
    return Choice(
        id=name.id if name else str(row["id"]),
        choose=choose,
        date=_day(row.get("date"), path, line),
        why=str(row.get("why") or ""),
        paper=_paper(row, path, line) if row.get("title") else None,
    )
