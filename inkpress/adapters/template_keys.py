"""Which templates changed: each is named by its content and that of the templates it builds on."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

from inkpress.adapters.templates import packaged_templates

_TAG = re.compile(r"{%-?\s*(?:extends|include|import|from)\s+(?P<what>[^%]*)")
_NAME = re.compile(r"""(["'])(?P<name>[^"']+)\1""")


def template_sources(own: Path) -> dict[str, str]:
    """The text of every template of the web by its name: the packaged ones, and `own` ones in their place."""
    sources: dict[str, str] = {}
    for folder in (packaged_templates() / own.name, own):
        for file in sorted(folder.glob("*.j2")) if folder.is_dir() else ():
            sources[file.name] = file.read_text("utf-8", errors="replace")
    return sources


def template_keys(own: Path) -> dict[str, str]:
    """Name -> key of each template. One that builds on a template named at run time depends on all."""
    sources = template_sources(own)
    return {name: _key(sources, _behind(name, sources)) for name in sources}


def _behind(name: str, sources: dict[str, str]) -> set[str]:
    """`name` and the templates it extends, includes or imports from, through any number of steps."""
    seen: set[str] = set()
    waiting = [name]
    while waiting:
        current = waiting.pop()
        if current in seen or current not in sources:
            continue
        seen.add(current)
        for tag in _TAG.finditer(sources[current]):
            named = _NAME.match(tag["what"])
            waiting += [named["name"]] if named else sources
    return seen


def _key(sources: dict[str, str], names: set[str]) -> str:
    total = hashlib.blake2b(digest_size=12)
    for name in sorted(names):
        total.update(f"{name}\0{len(sources[name])}\0{sources[name]}".encode())
    return total.hexdigest()
