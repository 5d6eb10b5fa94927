"""Markdown with YAML front matter -> `Post`. Tolerant: unknown keys are kept and reported, never dropped."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import PurePath
from typing import Any

import yaml
from pydantic import ValidationError

from inkpress.errors import PostError
from inkpress.models import Finding, FrontMatter, PaperRef, Post, Severity
from inkpress.text import parse_arxiv_id, sha256, slugify

_FENCE = re.compile(r"\A---[ \t]*\n(?P<head>.*?)(?:\n)?^---[ \t]*$\n?", re.DOTALL | re.MULTILINE)


def parse_post(text: str, path: str) -> Post:
    """The post in `text`; `path` is for messages and the default slug. Raises PostError with file and line."""
    match = _FENCE.match(text)
    if match is None:
        raise PostError(
            "has no front matter", file=path, line=1, hint="begin the file with --- title, date, status ---"
        )
    try:
        head = yaml.load(match["head"], Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)) or {}
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 2 if mark else 1
        raise PostError(
            f"front matter is not YAML: {getattr(error, 'problem', error)}", file=path, line=line
        ) from error
    if not isinstance(head, dict):
        raise PostError("front matter is not a list of keys", file=path, line=1)
    front, findings = _front_matter(head, path)
    body_line = text[: match.end()].count("\n") + 1
    return Post(
        path=path,
        front=front,
        body=text[match.end() :],
        body_line=body_line,
        text=text,
        sha256=sha256(text),
        findings=findings,
    )


def _front_matter(head: dict[str, Any], path: str) -> tuple[FrontMatter, tuple[Finding, ...]]:
    known = {k: v for k, v in head.items() if k in FrontMatter.model_fields and k != "extra" and v is not None}
    extra = {str(k): v for k, v in head.items() if k not in FrontMatter.model_fields}
    if "arxiv" in extra and "paper" not in known:
        known["paper"] = _paper_ref(extra.pop("arxiv"))
    if "description" in extra and "summary" not in known:
        known["summary"] = extra.pop("description")
    if isinstance(known.get("date"), dt.datetime):
        known["date"] = known["date"].date()
    known.setdefault("slug", slugify(re.sub(r"^\d{4}-\d{2}-\d{2}-", "", PurePath(path).stem)))
    findings = tuple(
        Finding(rule="front-unknown-key", severity=Severity.WARNING, file=path, message=f"unknown key `{key}` (kept)")
        for key in extra
    )
    try:
        return FrontMatter(**known, extra=extra), findings
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise PostError(f"front matter, {where}: {first['msg']}", file=path, line=1) from error


def _paper_ref(value: object) -> PaperRef | None:
    found = parse_arxiv_id(str(value))
    return PaperRef(id=found.id, version=found.version) if found else None
