"""`inkpress publish`: build, make the search index, and put the site where readers get it, all or nothing."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from inkpress.adapters.search_index import make_search_index
from inkpress.adapters.site_cache import SiteCache
from inkpress.adapters.site_files import SiteFile, name_of, site_files
from inkpress.config import Workspace
from inkpress.errors import InputError, Refused
from inkpress.pipeline.build import BuildReport, build_site

FEW = 5  # pages that may always vanish: a small site is not guarded


class Target(Protocol):
    """Where a site is published. What others put there is none of its business, and stays."""

    def published(self) -> set[str]: ...

    def publish(self, files: Sequence[SiteFile], name: str) -> str: ...


@dataclass(frozen=True)
class PublishReport:
    """What was published, or would be."""

    build: BuildReport
    target: str
    release: str  # where it is; its name only, in a dry run
    files: int
    added: int
    removed: int


def publish_site(
    workspace: Workspace, target: str, *, dry_run: bool = False, force: bool = False, search: bool = True
) -> PublishReport:
    """Publish to `target` (dir:PATH, git:BRANCH, s3:BUCKET).

    Raises Refused when more pages would vanish than `[publish] max_deletions` allows and `force` is not set.
    """
    place = open_target(workspace, target)
    report = build_site(workspace)
    roots = {"": report.folder, "math/": workspace.output / "cache" / "math"}
    pictures = draw_formulas(workspace)
    if search and not dry_run:
        indexed = name_of(site_files({"": report.folder}))
        roots["pagefind/"] = make_search_index(report.folder, workspace.output / "search" / "pagefind", indexed)
    files = [f for f in site_files(roots) if not f.path.startswith("math/") or f.path in pictures]
    there = place.published()
    here = {file.path for file in files}
    gone = {path for path in there - here if not path.startswith("pagefind/")}
    guard(there, gone, workspace.config.publish.max_deletions, force=force)
    name = name_of(files)
    release = name if dry_run else place.publish(files, name)
    return PublishReport(report, target, release, len(files), len(here - there), len(gone))


def draw_formulas(workspace: Workspace) -> set[str]:
    """The addresses of the formula pictures that e-mails of published posts show; the missing ones are drawn.

    They are no part of the built site, because drawing takes longer than all the rest of a build. A formula that
    cannot be drawn was in no e-mail: `issue` refuses it.
    """
    from inkpress.errors import RenderError
    from inkpress.pipeline.render import drawn_formulas
    from inkpress.render.entry import Story
    from inkpress.render.tree import Document, Formula

    wanted = set()
    with SiteCache(workspace.output / "cache" / "web.sqlite3") as cache:
        for path, story in cache.stories():
            formulas = tuple(Formula(latex, True, path, 1) for latex in Story._make(json.loads(story)).formulas)
            with contextlib.suppress(RenderError):
                pictures = drawn_formulas(workspace, Document(path, (), formulas=formulas))
                wanted |= {f"math/{picture.name}" for picture in pictures.values()}
    return wanted


def guard(there: set[str], gone: set[str], most: float, *, force: bool) -> None:
    """Raise Refused when too many of the pages that readers have now would vanish."""
    pages = sum(path.endswith(".html") for path in there)
    vanish = sorted(path for path in gone if path.endswith(".html"))
    if not force and len(vanish) > max(FEW, most * pages):
        raise Refused(
            f"{len(vanish)} of {pages} published pages would vanish, such as /{vanish[0].removesuffix('index.html')}",
            hint="look whether posts are missing; publish with --force if it is meant",
        )


def open_target(workspace: Workspace, target: str) -> Target:
    """The place that `target` names. Raises InputError for a name of another form."""
    kind, _, rest = target.partition(":")
    if kind == "dir" and rest:
        from inkpress.adapters.publish_dir import FolderTarget

        return FolderTarget((workspace.root / Path(rest).expanduser()).resolve())
    if kind == "git" and rest and not rest.startswith("-"):
        from inkpress.adapters.publish_git import BranchTarget

        return BranchTarget(workspace.root, rest)
    if kind == "s3" and rest:
        from inkpress.adapters.publish_s3 import open_bucket

        return open_bucket(rest, workspace.config.publish.s3_endpoint)
    raise InputError(f"target {target!r} is none of dir:PATH, git:BRANCH, s3:BUCKET", hint="--target dir:public")
