"""Pictures beside posts: where the web archive serves them, and how large they are."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path, PurePosixPath

from inkpress.adapters.site_sources import PictureFacts, picture_facts
from inkpress.errors import InputError


def media_address(name: str, facts: PictureFacts) -> str:
    """The address on the site of file `name`: it holds a key of the content, so that it may be cached for ever."""
    path = PurePosixPath(name)
    stem = "".join(c if c.isalnum() else "-" for c in path.stem.lower())[:60]
    return f"/media/{stem}-{facts.key}{path.suffix.lower()}"


def beside_post(folder: Path, root: Path, sources: Iterable[str]) -> dict[str, tuple[Path, PictureFacts] | InputError]:
    """For each relative address its file and facts, or why it cannot be shown. No file outside `root` is read."""
    found: dict[str, tuple[Path, PictureFacts] | InputError] = {}
    for source in dict.fromkeys(sources):
        if "://" in source:
            continue
        path = (folder / source).resolve()
        try:
            if not path.is_relative_to(root.resolve()):
                raise InputError("lies outside of the workspace", hint="copy it beside the post")
            found[source] = (path, picture_facts(path))
        except InputError as error:
            found[source] = error
    return found
