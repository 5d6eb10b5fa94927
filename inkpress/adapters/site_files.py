"""The site as it is to be published: every file by its address, with what a host should say of it."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json; charset=utf-8",
    ".xml": "application/xml; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".webp": "image/webp",
    ".avif": "image/avif",
    ".gif": "image/gif",
    ".wasm": "application/wasm",
    ".webmanifest": "application/manifest+json",
}
_FEEDS = {"atom.xml": "application/atom+xml; charset=utf-8", "rss.xml": "application/rss+xml; charset=utf-8",
          "feed.json": "application/feed+json; charset=utf-8"}  # fmt: skip
_LAST = frozenset({*_FEEDS, "sitemap.xml"})
LONG = "public, max-age=31536000, immutable"
SHORT = "public, max-age=300"


class SiteFile(NamedTuple):
    """One file of the site."""

    path: str  # relative to the site's root, with slashes
    source: Path

    @property
    def content_type(self) -> str:
        name = self.path.rpartition("/")[2]
        return _FEEDS.get(name) or _TYPES.get(os.path.splitext(name)[1].lower(), "application/octet-stream")

    @property
    def cache_control(self) -> str:
        """A year for files whose name changes with their content, minutes for the rest."""
        return LONG if self.path.startswith(("media/", "cards/", "pagefind/fragment/", "pagefind/index/")) else SHORT


def rank_of(path: str) -> int:
    """The order of uploading: 0 what pages show, 1 pages, 2 what announces pages."""
    name = path.rpartition("/")[2]
    return 2 if name in _LAST else 1 if name.endswith(".html") else 0


def site_files(roots: Mapping[str, Path]) -> list[SiteFile]:
    """The files of the site in the order in which they may be uploaded.

    `roots` maps prefixes ("", "pagefind/") to folders.
    """
    files = [
        SiteFile(prefix + found.relative_to(root).as_posix(), found)
        for prefix, root in roots.items()
        for found in root.rglob("*")
        if found.is_file()
    ]
    return sorted(files, key=lambda file: (rank_of(file.path), file.path))


def name_of(files: Iterable[SiteFile]) -> str:
    """A name for the content of all files: equal content, equal name."""
    total = hashlib.blake2b(digest_size=8)
    for file in sorted(files):
        content = file.source.read_bytes()
        total.update(f"{file.path}\0{len(content)}\0".encode() + content)
    return total.hexdigest()
