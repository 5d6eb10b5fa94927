"""Collects what an author should know about a front matter while it is read."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from typing import Any

from inkpress.errors import PostError
from inkpress.frontmatter.head import Node
from inkpress.models import Finding, Severity


class Notes:
    """Findings about one file, and the unknown keys that are kept."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.findings: list[Finding] = []
        self.kept: dict[str, Any] = {}

    def info(self, rule: str, message: str, line: int, hint: str = "") -> None:
        self._add(rule, Severity.INFO, message, line, hint)

    def warn(self, rule: str, message: str, line: int, hint: str = "") -> None:
        self._add(rule, Severity.WARNING, message, line, hint)

    def error(self, rule: str, message: str, line: int, hint: str = "") -> None:
        self._add(rule, Severity.ERROR, message, line, hint)

    def refuse(self, message: str, line: int, hint: str = "") -> PostError:
        """The error of a post that cannot be used."""
        return PostError(f"front matter, {message}", file=self.path, line=line, hint=hint)

    def unknown(self, node: Node, key: str, names: Iterable[str]) -> None:
        """Report and keep the entries of a mapping that are none of `names`."""
        if node.kind != "map":
            return
        for name in node.pairs.keys() - set(names):
            self.keep(f"{key}.{name}" if key else name, node.pairs[name], node.key_lines[name], names)

    def keep(self, key: str, value: Node, line: int, known: Iterable[str]) -> None:
        """Keep an unknown key, and name the known one it looks like."""
        self.kept[key] = value.plain()
        near = difflib.get_close_matches(key.rpartition(".")[2], list(known), n=1)
        self.warn(
            "front-unknown-key", f"unknown key `{key}` (kept)", line, f"did you mean `{near[0]}`?" if near else ""
        )

    def _add(self, rule: str, severity: Severity, message: str, line: int, hint: str) -> None:
        self.findings.append(
            Finding(rule=rule, severity=severity, file=self.path, line=line, message=message, hint=hint)
        )
