"""`inkpress evaluate extract`: the ranker's one sentence for each row of a file, for scoring elsewhere."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from inkpress.adapters.files import read_text, write_atomic
from inkpress.draft import best_sentence
from inkpress.errors import InputError

_LIMIT_BYTES = 200_000_000


def evaluate_extract(sources: Path, out: Path) -> int:
    """Write one row `{row, index, sentence}` per row `{source, title?}` of `sources`; how many there were.

    `row` counts from 0. Raises InputError with the line of the first row that cannot be used.
    """
    lines = read_text(sources, limit_bytes=_LIMIT_BYTES).split("\n")
    rows = [_parse(line, sources, number) for number, line in enumerate(lines, 1) if line.strip()]
    answers = []
    for number, row in enumerate(rows):
        index = best_sentence(str(row.get("title") or ""), row["source"])
        answers.append({"row": number, "index": index, "sentence": row["source"][index]})
    write_atomic(out, "".join(json.dumps(answer, ensure_ascii=False) + "\n" for answer in answers).encode())
    return len(answers)


def _parse(line: str, file: Path, number: int) -> dict[str, Any]:
    try:
        row = json.loads(line)
    except ValueError as error:
        raise InputError(f"is not JSON: {error}", file=file, line=number) from error
    source = row.get("source") if isinstance(row, dict) else None
    if not isinstance(source, list) or not source or not all(isinstance(s, str) for s in source):
        raise InputError("`source` is not a list of sentences", file=file, line=number)
    return dict(row)
