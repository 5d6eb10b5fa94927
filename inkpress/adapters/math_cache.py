"""Pictures of formulas, kept by name in `output/cache/math/`: drawing one takes longer than the rest of a mail."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from inkpress.adapters.files import write_atomic


def cached_bytes(folder: Path, name: str, make: Callable[[], bytes]) -> bytes:
    """The file `name` of `folder`; where there is none, what `make` gives, kept for the next time."""
    path = folder / name
    try:
        return path.read_bytes()
    except FileNotFoundError:
        content = make()
        write_atomic(path, content, durable=False)
        return content
