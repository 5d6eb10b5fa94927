"""Jinja templates from disk: an author's own file wins over the packaged one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import inkpress

if TYPE_CHECKING:
    from types import CodeType

    from jinja2 import BytecodeCache, Environment

MOST_KEPT = 500  # compiled templates
_COMPILED: dict[tuple[str, str], CodeType] = {}  # file and content -> code: a process that builds often compiles once


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
    from jinja2 import BaseLoader, ChoiceLoader, FileSystemLoader, StrictUndefined

    from inkpress.adapters.bounded import BoundedEnvironment

    places = [place / folder for place in (own, packaged_templates()) if place is not None]
    loader: BaseLoader = ChoiceLoader([FileSystemLoader(place) for place in places])
    return BoundedEnvironment(
        loader=loader,
        autoescape=lambda name: name is None or not name.removesuffix(".j2").endswith((".txt", ".md")),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        bytecode_cache=_compiled_templates(cache),
        auto_reload=False,
    )


def _compiled_templates(folder: Path | None) -> BytecodeCache:
    """Compiled templates of this process, and those in `folder` if there is one."""
    from jinja2 import BytecodeCache, FileSystemBytecodeCache
    from jinja2.bccache import Bucket

    on_disk = None
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
        on_disk = FileSystemBytecodeCache(str(folder))

    class Compiled(BytecodeCache):
        def load_bytecode(self, bucket: Bucket) -> None:
            bucket.code = _COMPILED.get((bucket.key, bucket.checksum))
            if bucket.code is None and on_disk is not None:
                on_disk.load_bytecode(bucket)

        def dump_bytecode(self, bucket: Bucket) -> None:
            if len(_COMPILED) >= MOST_KEPT:
                _COMPILED.clear()
            if bucket.code is not None:
                _COMPILED[bucket.key, bucket.checksum] = bucket.code
            if on_disk is not None:
                on_disk.dump_bytecode(bucket)

    return Compiled()
