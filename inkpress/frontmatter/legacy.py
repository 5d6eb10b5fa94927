"""Keys of other programs that mean one of ours: read, and named in a note so that the author can rename them."""

from __future__ import annotations

from inkpress.frontmatter.head import Node
from inkpress.frontmatter.notes import Notes

RENAMED = {
    "arxiv": "paper",
    "arxiv_id": "paper",
    "description": "summary",
    "excerpt": "summary",
    "subtitle": "summary",
    "keywords": "tags",
    "author": "authors",
}
_YES = {"true", "yes", "on", "1"}


def map_legacy(head: Node, notes: Notes) -> Node:
    """The head with legacy keys under their names here; one that has a rival under that name stays unknown."""
    pairs = dict(head.pairs)
    lines = dict(head.key_lines)
    for old, new in RENAMED.items():
        if old in pairs and new not in pairs:
            pairs[new], lines[new] = pairs.pop(old), lines[old]
            notes.info("front-legacy-key", f"`{old}:` is read as `{new}:`", lines[old], f"rename it to `{new}:`")
    _draft(pairs, lines, notes)
    return Node("map", head.line, pairs=pairs, key_lines=lines)


def _draft(pairs: dict[str, Node], lines: dict[str, int], notes: Notes) -> None:
    """`draft: true` never ships, whatever `status:` says; `draft: false` is the word `ready`."""
    if "draft" not in pairs:
        return
    node, line = pairs.pop("draft"), lines["draft"]
    is_draft = node.text.strip().lower() in _YES
    status = pairs.get("status")
    if status is None:
        pairs["status"] = Node("text", line, text="draft" if is_draft else "ready")
        lines["status"] = line
        notes.info("front-legacy-key", f"`draft:` is read as `status: {pairs['status'].text}`", line, "rename it")
    elif is_draft and status.text.strip() == "ready":
        pairs["status"] = Node("text", status.line, text="draft")
        notes.error("front-draft", "`draft: true` and `status: ready` contradict each other", line, "keep one of them")
