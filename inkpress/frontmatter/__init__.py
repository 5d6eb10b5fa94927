"""Markdown with YAML front matter -> `Post`. Tolerant: unknown keys are kept and reported, never dropped.

`parse_post` is the entry point. What can be read is read, and what the author should know about it is a finding with
the key's line; only a post that cannot be used (no title, no date, a slug that is a path) raises.
"""

from __future__ import annotations

import re
from pathlib import PurePath
from typing import Any

from pydantic import ValidationError

from inkpress.errors import PostError
from inkpress.frontmatter import fields
from inkpress.frontmatter.head import Node, read_head
from inkpress.frontmatter.legacy import map_legacy
from inkpress.frontmatter.notes import Notes
from inkpress.models import FrontMatter, Post
from inkpress.text import sha256, slugify

MOST_HEAD = 200_000  # characters
MOST_BODY = 5_000_000
_OPEN = re.compile(r"\A(?:[ \t]*\n)*---[ \t]*\n")
_CLOSE = re.compile(r"^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.MULTILINE)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_CONFLICT = re.compile(r"^(?:<{7}|>{7})(?=[ \n])", re.MULTILINE)
_CODE = re.compile(r"^ {0,3}(`{3,}|~{3,}).*?^ {0,3}\1", re.MULTILINE | re.DOTALL)
_START = "begin the file with a line ---, then title:, date: and status:, then a line ---"

READERS = {
    "title": fields.title,
    "slug": fields.slug,
    "date": fields.date,
    "status": fields.one_of(("draft", "ready")),
    "kind": fields.one_of(("explainer", "classic", "deep-dive", "tutorial", "guest", "note")),
    "authors": fields.texts,
    "summary": fields.summary,
    "tags": fields.tags,
    "paper": fields.paper,
    "code": fields.text,
    "needs": fields.needs,
    "teaches": fields.texts,
    "roles": fields.record("research", "product", "engineering", lone="research"),
    "scrutiny": fields.scrutiny,
    "confidence": fields.record("level", "why", lone="level"),
    "then": fields.text,
    "today": fields.text,
    "provenance": fields.anything,
    "corrections": fields.corrections,
    "waive": fields.waivers,
    "aliases": fields.texts,
    "series": fields.text,
}


def parse_post(text: str, path: str) -> Post:
    """The post in `text`; `path` is for messages and the default slug. Raises PostError with file and line."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    head, first_line, body_at = _split(text, path)
    _refuse_damage(text, path)
    notes = Notes(path)
    front = _front_matter(read_head(head, path, first_line), notes)
    return Post(
        path=path,
        front=front,
        body=text[body_at:],
        body_line=text.count("\n", 0, body_at) + 1,
        text=text,
        sha256=sha256(text),
        findings=tuple(notes.findings),
    )


def _split(text: str, path: str) -> tuple[str, int, int]:
    """(the head, its first line in the file, where the body begins)."""
    if not text.strip():
        raise PostError("the post is empty", file=path, line=1, hint=_START)
    opened = _OPEN.match(text)
    if opened is None:
        raise PostError("the post has no front matter", file=path, line=1, hint=_START)
    closed = _CLOSE.search(text, opened.end())
    first_line = text.count("\n", 0, opened.end()) + 1
    if closed is None:
        raise PostError("the front matter has no end", file=path, line=first_line, hint="close it with a line ---")
    if closed.start() - opened.end() > MOST_HEAD:
        raise PostError(f"the front matter is longer than {MOST_HEAD:,} characters", file=path, line=first_line)
    if len(text) - closed.end() > MOST_BODY:
        raise PostError(f"the post is longer than {MOST_BODY:,} characters", file=path, line=1, hint="cut it in two")
    return text[opened.end() : closed.start()], first_line, closed.end()


def _refuse_damage(text: str, path: str) -> None:
    """Raises PostError for control characters and for the marks of a merge that was not finished."""
    control = _CONTROL.search(text)
    if control:
        line = text.count("\n", 0, control.start()) + 1
        code = f"U+{ord(control[0]):04X}"
        raise PostError(f"control character {code}", file=path, line=line, hint="delete it; is this a text file?")
    if "<<<<<<<" not in text and ">>>>>>>" not in text:
        return
    # a post may show the marks in a code block
    bare = _CODE.sub(lambda match: "\n" * match[0].count("\n"), text)
    conflict = _CONFLICT.search(bare)
    if conflict:
        line = bare.count("\n", 0, conflict.start()) + 1
        raise PostError("a merge is not finished here", file=path, line=line, hint="keep one side, delete the marks")


def _front_matter(head: Node, notes: Notes) -> FrontMatter:
    head = map_legacy(head, notes)
    values: dict[str, Any] = {}
    for key, node in head.pairs.items():
        reader = READERS.get(key)
        if reader is None:
            notes.keep(key, node, head.key_lines[key], READERS)
        elif not node.is_null or key in ("title", "slug", "date"):
            values[key] = reader(node, key, notes)
            if key == "authors":
                values["about_authors"] = fields.about_authors(node, notes)
    fields.require(values.get("title"), "title", notes.path, "title: what the reader will find")
    fields.require(values.get("date"), "date", notes.path, "date: 2026-11-23, the issue it belongs to")
    values.setdefault("slug", slugify(re.sub(r"^\d{4}-\d{2}-\d{2}-", "", PurePath(notes.path).stem)))
    try:
        return FrontMatter(**values, extra=notes.kept)
    except ValidationError as error:
        first = error.errors()[0]
        key = str(first["loc"][0])
        where = ".".join(str(part) for part in first["loc"])
        raise notes.refuse(f"`{where}`: {first['msg']}", head.key_lines.get(key, 1)) from error
