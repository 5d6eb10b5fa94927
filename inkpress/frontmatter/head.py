"""YAML -> a tree that keeps each value as it was written, and its line.

YAML's own reading loses what an author means: `2411.01230` becomes a float without its last digit, `no` becomes
false, a key given twice keeps the last in silence, and aliases can grow a kilobyte into gigabytes. So the events of
libyaml are read here; nothing is constructed, and nothing recurses.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import yaml

from inkpress.errors import PostError

MOST_NODES = 20_000
DEEPEST = 24
_TRUE, _FALSE, _NULL = {"true", "True", "TRUE"}, {"false", "False", "FALSE"}, {"", "~", "null", "Null", "NULL"}
_INT = re.compile(r"[-+]?(?:0|[1-9]\d{0,17})")
_FLOAT = re.compile(r"[-+]?(?:\d{1,300}\.\d{0,300}|\.\d{1,300}|\d{1,300}(?:\.\d{0,300})?[eE][-+]?\d{1,3})")

Plain = str | int | float | bool | None | list["Plain"] | dict[str, "Plain"]


@dataclass
class Node:
    """A YAML value: exactly one of text, items and pairs counts, by `kind`. `line` is 1-based in the file."""

    kind: str  # "text", "list", "map"
    line: int
    text: str = ""
    bare: bool = False  # a scalar without quotes
    items: list[Node] = field(default_factory=list)
    pairs: dict[str, Node] = field(default_factory=dict)
    key_lines: dict[str, int] = field(default_factory=dict)

    @property
    def is_null(self) -> bool:
        return self.kind == "text" and self.bare and self.text in _NULL

    def plain(self) -> Plain:
        """The value as Python data. Words stay words: only true and false are truth values, and dates stay text."""
        if self.kind == "list":
            return [item.plain() for item in self.items]
        if self.kind == "map":
            return {key: node.plain() for key, node in self.pairs.items()}
        if not self.bare:
            return self.text
        if self.text in _NULL:
            return None
        if self.text in _TRUE or self.text in _FALSE:
            return self.text in _TRUE
        if _INT.fullmatch(self.text):
            return int(self.text)
        return float(self.text) if _FLOAT.fullmatch(self.text) else self.text


def read_head(text: str, path: str, first_line: int) -> Node:
    """The tree of a front matter that begins on `first_line` of the file. Raises PostError with file and line."""
    builder = _Builder(path, first_line)
    try:
        for event in yaml.parse(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
            builder.take(event)
    except yaml.YAMLError as error:
        raise _not_yaml(error, text, path, first_line) from error
    root = builder.root
    if root is None or root.is_null:
        return Node("map", first_line)
    if root.kind != "map":
        raise PostError(
            f"the front matter is a {'list' if root.kind == 'list' else 'word'}, not keys and values",
            file=path,
            line=root.line,
            hint="write `title: ...`, `date: ...` and `status: draft`, one a line",
        )
    return root


class _Builder:
    """Builds the tree from libyaml's events with a stack of its own."""

    def __init__(self, path: str, first_line: int) -> None:
        self.path, self.first_line = path, first_line
        self.root: Node | None = None
        self.stack: list[Node] = []
        self.keys: list[str | None] = []  # of each open map, the key that waits for its value
        self.nodes = 0

    def take(self, event: yaml.Event) -> None:
        line = self.first_line + event.start_mark.line if event.start_mark else self.first_line
        if isinstance(event, yaml.AliasEvent):
            raise self._refuse(f"YAML alias `*{event.anchor}`", line, "write the value out; aliases are not followed")
        if isinstance(event, yaml.DocumentStartEvent) and self.root is not None:
            raise self._refuse("a second YAML document", line, "the front matter is one block between two --- lines")
        if isinstance(event, (yaml.SequenceEndEvent, yaml.MappingEndEvent)):
            self.stack.pop()
            self.keys.pop()
        elif isinstance(event, (yaml.ScalarEvent, yaml.SequenceStartEvent, yaml.MappingStartEvent)):
            self._add(self._node(event, line))

    def _node(self, event: yaml.Event, line: int) -> Node:
        self.nodes += 1
        if self.nodes > MOST_NODES or len(self.stack) >= DEEPEST:
            what = "nested too deeply" if len(self.stack) >= DEEPEST else "too long"
            raise self._refuse(f"YAML {what}", line, "front matter is a few lines of keys and values")
        tag = getattr(event, "tag", None)
        if tag and tag not in ("!", "tag:yaml.org,2002:str"):
            raise self._refuse(f"YAML tag `{tag}`", line, "leave the tag out; only plain values are read")
        if isinstance(event, yaml.ScalarEvent):
            return Node("text", line, text=event.value, bare=bool(event.implicit[0]) and not tag)
        return Node("list" if isinstance(event, yaml.SequenceStartEvent) else "map", line)

    def _add(self, node: Node) -> None:
        if not self.stack:
            self.root = node
        elif self.stack[-1].kind == "list":
            self.stack[-1].items.append(node)
        elif self.keys[-1] is None:
            self._key(node)
            return
        else:
            self.stack[-1].pairs[self.keys[-1]] = node
            self.keys[-1] = None
        if node.kind != "text":
            self.stack.append(node)
            self.keys.append(None)

    def _key(self, node: Node) -> None:
        parent = self.stack[-1]
        if node.kind != "text":
            raise self._refuse("a key that is a list", node.line, "quote the value, or write `key: value`")
        if node.text in parent.pairs:
            first = parent.key_lines[node.text]
            raise self._refuse(
                f"`{node.text}` twice (first on line {first})", node.line, "YAML would keep only the last"
            )
        self.keys[-1] = node.text
        parent.pairs[node.text] = Node("text", node.line, bare=True)
        parent.key_lines[node.text] = node.line

    def _refuse(self, what: str, line: int, hint: str) -> PostError:
        return PostError(f"the front matter has {what}", file=self.path, line=line, hint=hint)


def _not_yaml(error: yaml.YAMLError, text: str, path: str, first_line: int) -> PostError:
    """The error with its line, and the cure of the two commonest slips: a colon in a title, a tab."""
    mark = getattr(error, "problem_mark", None)
    number = mark.line if mark else 0
    lines = text.split("\n")
    line = lines[number] if number < len(lines) else ""
    problem = str(getattr(error, "problem", None) or "it cannot be read")
    hint = "compare it with the front matter of a post that works"
    if "\t" in line or "\\t" in problem:
        hint = "indent with spaces; YAML allows no tabs"
    elif "mapping values" in problem or line.count(": ") > 1:
        hint = 'a value with a colon needs quotes: title: "Nets: a tale"'
    return PostError(f"the front matter is not YAML: {problem}", file=path, line=first_line + number, hint=hint)
