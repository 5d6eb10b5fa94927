"""Jinja templates from disk: an author's own file wins over the packaged one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import inkpress

if TYPE_CHECKING:
    from jinja2 import Environment


def packaged_templates() -> Path:
    """The folder `templates/`: inside the installed package, or beside it in a checkout."""
    package = Path(inkpress.__file__).parent
    inside = package / "templates"
    return inside if inside.is_dir() else package.parent / "templates"


def template_environment(own: Path | None, *, folder: str, cache: Path | None = None) -> Environment:
    """An environment over `own/folder` and the packaged `folder`.

    Everything is escaped but `.txt` and `.md` (Jinja's default leaves `.mjml` and `.html.j2` unescaped), an
    undefined name is an error, and templates run sandboxed. `cache` is a folder for compiled templates.
    """
    # a build that finds nothing to do asks only where the templates are
    from jinja2 import BaseLoader, ChoiceLoader, FileSystemBytecodeCache, FileSystemLoader, StrictUndefined

    from inkpress.adapters.bounded import BoundedEnvironment

    places = [place / folder for place in (own, packaged_templates()) if place is not None]
    loader: BaseLoader = ChoiceLoader([FileSystemLoader(place) for place in places])
    bytecode = None
    if cache is not None:
        cache.mkdir(parents=True, exist_ok=True)
        bytecode = FileSystemBytecodeCache(str(cache))
    return BoundedEnvironment(
        loader=loader,
        autoescape=lambda name: name is None or not name.removesuffix(".j2").endswith((".txt", ".md")),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        bytecode_cache=bytecode,
        auto_reload=False,
    )
