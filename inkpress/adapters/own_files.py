"""Which files at a target are inkpress's own: a list of them is published with the site.

What is there and not on the list was put there by somebody else (`CNAME`, `.well-known/`): it is kept.
"""

from __future__ import annotations

from collections.abc import Iterable

LIST = ".inkpress-files"


def as_list(paths: Iterable[str]) -> bytes:
    """The list's content: one path a line, sorted."""
    return "".join(f"{path}\n" for path in sorted(paths)).encode()


def listed(content: bytes) -> set[str]:
    """The paths on a list."""
    return set(content.decode("utf-8", "replace").splitlines())
