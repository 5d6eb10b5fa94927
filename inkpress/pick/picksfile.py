"""The text of `posts/picks/DATE.yaml`: written once, then the author's. A choice edits a line and leaves the rest.

The author may comment, reorder and delete; only `id`, `choose` and `why` are ever read back.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterable
from typing import Any, Literal

import yaml

from inkpress.errors import PostError
from inkpress.models import Candidate, Choice, Paper, Shortlist
from inkpress.text import parse_arxiv_id

Word = Literal["yes", "no", "later"]
LISTS = ("proposals", "near_misses", "added")
_ITEM = re.compile(r"^(?P<indent>\s*)-\s+id:\s*(?P<quote>['\"]?)(?P<id>[^'\"#\s]+)(?P=quote)\s*(?:#.*)?$")
_FIELD = re.compile(r"^(?P<head>\s+(?P<name>choose|why):)(?P<value>[^\n]*)$")
_WORDS: dict[object, Word] = {True: "yes", False: "no", "yes": "yes", "no": "no", "later": "later"}


def picks_text(shortlist: Shortlist) -> str:
    """The whole file for one day."""
    counts = shortlist.counts
    lines = [
        f"# Papers for {shortlist.date:%A, %-d %B %Y}. Write `choose: yes`, `no` or `later`, and `why:` if you like:",
        "# the next list learns from it. Your comments stay. `inkpress pick --choose ID` edits the same lines.",
        f"date: '{shortlist.date}'",
        "counts:",
        f"  fetched: {counts.fetched}",
        f"  new: {counts.new}",
        f"  merged: {counts.merged}",
        f"  filtered: {json.dumps(counts.filtered)}",
    ]
    for name, rows in (("proposals", shortlist.proposals), ("near_misses", shortlist.near_misses)):
        lines += [f"{name}:" if rows else f"{name}: []", *(line for row in rows for line in item_lines(row))]
    lines += ["changed:" if shortlist.changed else "changed: []"]
    for row in shortlist.changed:
        lines += [f"  - id: '{row.id}'", f"    title: {_quoted(row.paper.title)}", f"    flags: {_list(row.flags)}"]
    return "\n".join(lines) + "\n"


def item_lines(row: Candidate, choose: str = "", why: str = "") -> list[str]:
    """One paper as lines of a list."""
    reasons = ["    reasons:", *(f"      - {_quoted(reason)}" for reason in row.reasons)]
    return [
        f"  - id: '{row.id}'",
        f"    title: {_quoted(row.paper.title)}",
        f"    score: {row.score}",
        *(reasons if row.reasons else ["    reasons: []"]),
        f"    flags: {_list(row.flags)}",
        f"    minutes: {row.minutes}",
        f"    choose:{' ' + choose if choose else ''}",
        f"    why:{' ' + _quoted(why) if why else ''}",
    ]


def _quoted(text: str) -> str:
    """A YAML double-quoted string; JSON's are such."""
    return json.dumps(text, ensure_ascii=False).replace("\u2028", "\\u2028").replace("\x7f", "\\x7f")


def _list(items: Iterable[str]) -> str:
    return json.dumps(list(items), ensure_ascii=False)


def set_choice(text: str, paper_id: str, choose: Word, why: str = "") -> str | None:
    """`text` with the choice written on the lines of `paper_id`; None when the paper is not in the file."""
    lines = text.splitlines(keepends=True)
    start = next((n for n, line in enumerate(lines) if _is_item(line, paper_id)), None)
    if start is None:
        return None
    indent = len(lines[start]) - len(lines[start].lstrip())
    end = start + 1
    while end < len(lines) and (_depth(lines[end]) > indent or not lines[end].strip()):
        end += 1
    while not lines[end - 1].strip():
        end -= 1
    wanted = {"choose": choose, **({"why": _quoted(why)} if why else {})}
    for n in range(start + 1, end):
        match = _FIELD.match(lines[n].rstrip("\r\n"))
        if match and match["name"] in wanted:
            ending = lines[n][len(lines[n].rstrip("\r\n")) :]
            lines[n] = f"{match['head']} {wanted.pop(match['name'])}{_comment(match['value'])}{ending}"
    if wanted and not lines[end - 1].endswith("\n"):
        lines[end - 1] += "\n"
    lines[end:end] = [f"{' ' * (indent + 2)}{name}: {value}\n" for name, value in wanted.items()]
    return "".join(lines)


def add_item(text: str, row: Candidate, choose: str = "", why: str = "") -> str:
    """`text` with `row` at the end of its list `added`, which is begun at the end of the file when it is missing."""
    lines = text.splitlines(keepends=True)
    if lines and not lines[-1].endswith("\n"):
        lines[-1] += "\n"
    head = next((n for n, line in enumerate(lines) if re.match(r"added:\s*(?:\[\s*\])?\s*(?:#.*)?$", line)), None)
    item = [f"{line}\n" for line in item_lines(row, choose, why)]
    if head is None:
        return "".join([*lines, "added:\n", *item])
    lines[head] = re.sub(r"\[\s*\]", "", lines[head]).rstrip() + "\n"
    end = head + 1
    while end < len(lines) and (_depth(lines[end]) > 0 or not lines[end].strip()):
        end += 1
    return "".join([*lines[:end], *item, *lines[end:]])


def _is_item(line: str, paper_id: str) -> bool:
    match = _ITEM.match(line.rstrip("\r\n"))
    return match is not None and _same_id(match["id"], paper_id)


def _same_id(one: str, other: str) -> bool:
    left, right = parse_arxiv_id(one), parse_arxiv_id(other)
    return left.id == right.id if left and right else one == other


def _depth(line: str) -> int:
    """Indentation; a list item at the start of a line counts as inside."""
    return len(line) - len(line.lstrip()) if line.strip() else 0


def _comment(value: str) -> str:
    """The comment behind a value, with the blanks before it, or ""."""
    match = re.match(r"""\s*?(?:"(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[^#"']*?)(\s+#.*|\s*)$""", value)
    return match[1].rstrip() if match and "#" in match[1] else ""


def parse_picks(text: str, file: str) -> dict[str, Any]:
    """The file's content as YAML. Raises PostError with the line."""
    try:
        data = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark is not None else None
        raise PostError(
            f"is not YAML: {getattr(error, 'problem', None) or error}", file=file, line=line,
            hint="correct that line, or take the file back from git",
        ) from error  # fmt: skip
    if data is None:
        return {}
    if not isinstance(data, dict):
        raise PostError("is not a picks file: a mapping with `proposals:` is expected", file=file)
    return data


def rows_of(data: dict[str, Any], file: str) -> list[dict[str, Any]]:
    """Every row of the lists with its `list` name. Raises PostError for a row that is not a mapping with an id."""
    rows = []
    for name in LISTS:
        for row in data.get(name) or []:
            if not isinstance(row, dict) or "id" not in row:
                raise PostError(f"a row under `{name}:` has no id", file=file)
            if not isinstance(row["id"], str):
                raise PostError(
                    f"id {row['id']} is read as a number", file=file, hint=f"put the id in quotes: id: '{row['id']}'"
                )
            rows.append({**row, "list": name})
    return rows


def choices_of(data: dict[str, Any], file: str, day: dt.date) -> list[Choice]:
    """The rows with a `choose`, in order. Raises PostError for another word than yes, no and later."""
    found = []
    for row in rows_of(data, file):
        word = row.get("choose")
        if word is None or word == "":
            continue
        key = word.strip().lower() if isinstance(word, str) else word
        if not isinstance(key, str | bool) or key not in _WORDS:
            raise PostError(f"choose: {word!r} for {row['id']}", file=file, hint="write yes, no or later")
        name = parse_arxiv_id(row["id"])
        paper_id = name.id if name else row["id"]
        title = str(row.get("title") or "")
        paper = Paper(id=paper_id, version=(name.version if name else None) or 1, title=title) if title else None
        found.append(Choice(id=paper_id, choose=_WORDS[key], date=day, why=str(row.get("why") or ""), paper=paper))
    return found
