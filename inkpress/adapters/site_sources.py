"""The author's files as the build sees them: names, sizes and times first, content only when asked."""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import inkpress
from inkpress.errors import InputError

Stat = tuple[int, int]  # size in bytes, mtime in nanoseconds
MAX_DEPTH = 6  # folders below posts/
MAX_PICTURE = 20_000_000  # bytes
_TYPES = {".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif", ".svg"}


class Sources(NamedTuple):
    """Everything under posts/ by its path relative to it."""

    stats: dict[str, Stat]
    now: int  # the file system's own time, nanoseconds: a file as young as this may change without a new mtime

    def posts(self) -> list[str]:
        return sorted(n for n in self.stats if n.endswith(".md") and "/" not in n and n[0] not in "._")

    def signature(self, names: list[str]) -> str:
        """Sizes and times of `names`; "" when one is so young that its mtime says nothing yet."""
        parts = []
        for name in names:
            stat = self.stats.get(name)
            if stat is not None and stat[1] >= self.now:
                return ""
            parts.append(f"{stat[0]}:{stat[1]}" if stat else "-")
        return ",".join(parts)

    def everything(self) -> str:
        """One signature for all files; "" when one is too young."""
        whole = self.signature(sorted(self.stats))
        names = "\n".join(sorted(self.stats))
        return hashlib.blake2b(f"{names}\n{whole}".encode(), digest_size=16).hexdigest() if whole else ""


def scan(posts: Path) -> Sources:
    """The files under `posts`, without picks/ and hidden ones; links that lead out of it are left out."""
    stats: dict[str, Stat] = {}
    if posts.is_dir():
        for name, stat in _walk(str(posts), "", 0, os.path.realpath(posts) + os.sep):
            stats[name] = stat
    return Sources(stats, _file_system_time(posts))


def _walk(folder: str, prefix: str, depth: int, inside: str) -> Iterator[tuple[str, Stat]]:
    with os.scandir(folder) as found:
        for item in found:
            if item.name.startswith(".") or (depth == 0 and item.name == "picks"):
                continue
            if item.is_symlink() and not os.path.realpath(item.path).startswith(inside):
                continue
            try:
                if item.is_dir():
                    if depth < MAX_DEPTH:
                        yield from _walk(item.path, f"{prefix}{item.name}/", depth + 1, inside)
                else:
                    stat = item.stat()
                    yield prefix + item.name, (stat.st_size, stat.st_mtime_ns)
            except OSError:  # deleted since, or a link to nowhere
                continue


def outside_links(posts: Path) -> list[str]:
    """Posts that are links to files outside posts/: they are never read."""
    inside = os.path.realpath(posts) + os.sep
    if not posts.is_dir():
        return []
    with os.scandir(posts) as found:
        return sorted(
            item.name
            for item in found
            if item.name.endswith(".md") and item.is_symlink() and not os.path.realpath(item.path).startswith(inside)
        )


def _file_system_time(posts: Path) -> int:
    """The time as files under the workspace get it, one tick (10 ms) ago."""
    place = posts.parent / "output"
    place.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=place, prefix=".now-") as marker:
        return os.stat(marker.name).st_mtime_ns - 10_000_000


def evidence_name(post: str) -> str:
    """`x.md` -> `x.evidence.json`."""
    # imported here, because a build that finds nothing to do needs no posts and none of the nouns
    from inkpress.adapters.posts import EVIDENCE_SUFFIX

    return post.removesuffix(".md") + EVIDENCE_SUFFIX


def digest_of(posts: Path, names: list[str]) -> str:
    """A hash of the content of `names`; a file that is not there counts as such."""
    total = hashlib.blake2b(digest_size=16)
    for name in names:
        try:
            content = (posts / name).read_bytes()
            total.update(f"{len(content)}:".encode() + content)
        except OSError:
            total.update(b"-:")
    return total.hexdigest()


class PictureFacts(NamedTuple):
    """A picture file: what names its content, and its size in pixels."""

    key: str
    width: int
    height: int


def picture_facts(file: Path) -> PictureFacts:
    """What is known of a picture. Raises InputError for a file that is no picture, or too large."""
    if file.suffix.lower() not in _TYPES:
        raise InputError("is no picture the web shows", hint="use PNG, JPEG, WebP or SVG")
    try:
        if file.stat().st_size > MAX_PICTURE:
            raise InputError(f"is larger than {MAX_PICTURE:,} bytes", hint="make it smaller")
        content = file.read_bytes()
    except OSError as error:
        raise InputError("is not there", hint="put the file beside the post, or correct the name") from error
    width, height = _svg_size(content) if file.suffix.lower() == ".svg" else _pixels(file)
    return PictureFacts(hashlib.blake2b(content, digest_size=6).hexdigest(), width, height)


def _pixels(file: Path) -> tuple[int, int]:
    from PIL import Image, UnidentifiedImageError

    try:
        with Image.open(file) as image:
            return image.size
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError) as error:
        raise InputError("is no picture that can be read", hint="save it again as PNG or JPEG") from error


def _svg_size(content: bytes) -> tuple[int, int]:
    """Width and height of an SVG's root, from its attributes or its view box; 800 by 450 when it states neither."""
    root = re.search(rb"<svg\b[^>]{0,4000}>", content)
    if root is None:
        raise InputError("is no SVG", hint="save it again")
    head = root[0].decode("utf-8", "replace")
    sides = [re.search(rf"""\b{side}=["']([\d.]{{1,12}})(?:px)?["']""", head) for side in ("width", "height")]
    if sides[0] and sides[1]:
        return round(float(sides[0][1])), round(float(sides[1][1]))
    box = re.search(r"""\bviewBox=["'][\d.-]{1,12}[\s,]+[\d.-]{1,12}[\s,]+([\d.]{1,12})[\s,]+([\d.]{1,12})["']""", head)
    return (round(float(box[1])), round(float(box[2]))) if box else (800, 450)


def code_key() -> str:
    """Names the code that makes records and pages: sizes and times of the modules it is made of."""
    package = Path(inkpress.__file__).parent
    rows = []
    for folder in ("check", "frontmatter", "models", "pipeline", "render", "text"):
        for file in (package / folder).rglob("*.py"):
            stat = file.stat()
            rows.append(f"{folder}/{file.name}:{stat.st_size}:{stat.st_mtime_ns}")
    return hashlib.blake2b("\n".join(sorted(rows)).encode(), digest_size=12).hexdigest()


def templates_key(*folders: Path) -> str:
    """Names the content of the templates in `folders`."""
    total = hashlib.blake2b(digest_size=12)
    for folder in folders:
        for file in sorted(folder.glob("*.j2")) if folder.is_dir() else ():
            total.update(f"{file.name}:".encode() + file.read_bytes())
        total.update(b"|")
    return total.hexdigest()
