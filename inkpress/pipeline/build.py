"""`inkpress build`: the whole web archive into output/web/, writing only what changed.

Stat first, then content, then record: a build after which nothing changed reads no post and imports no renderer.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from inkpress.adapters.site_cache import SiteCache, Source
from inkpress.adapters.site_sources import Sources, code_key, outside_links, scan, templates_key
from inkpress.config import Workspace

if TYPE_CHECKING:
    from inkpress.models import Finding


Known = dict[str, tuple[str, str]]  # post -> its signature at the last build, and the files it was made from


@dataclass
class BuildReport:
    """What a build did. `pages` are all files of the site: `written` ones changed, the others are `unchanged`."""

    folder: Path
    pages: int = 0
    written: int = 0
    unchanged: int = 0
    removed: int = 0
    errors: list[Finding] = field(default_factory=list)  # of posts that keep their last good page
    warnings: list[Finding] = field(default_factory=list)
    debts: list[tuple[str, int]] = field(default_factory=list)  # concepts many posts need and none explains


def build_site(
    workspace: Workspace, *, drafts: bool = False, folder: Path | None = None, processes: int | None = None
) -> BuildReport:
    """Build the site of `workspace` into `folder` (default: output/web), from scratch or from what the last build left.

    With `drafts`, posts of any status are shown, findings or not: for the author's own preview. A post with errors
    keeps its last good page and is named in `errors`. Raises TemplateError, with the site left as it was.
    """
    root = folder or workspace.output / "web"
    with SiteCache(workspace.output / "cache" / f"{root.name}.sqlite3") as cache:
        sources = scan(workspace.posts)
        keys = _Keys.of(workspace, drafts)
        done = _nothing_to_do(cache, sources, keys, root)
        if done is not None:
            return done
        from inkpress.pipeline.site import rebuild

        cache.begin()
        report = BuildReport(root)
        read_changed(cache, workspace, sources, keys, drafts=drafts, processes=processes or os.cpu_count() or 1)
        cache.checkpoint()  # a mistake in a template does not cost reading the posts again
        place = "" if drafts else workspace.config.newsletter.path  # the preview serves drafts at its own root
        rebuild(cache, workspace, keys.settings, report, outside=outside_links(workspace.posts), root=place)
        cache.set_meta("sources", sources.everything() if not report.errors else "")
        cache.set_meta("look", keys.look)
        cache.set_meta("pages", str(report.pages))
        cache.set_meta("debts", json.dumps(report.debts))
        cache.set_meta("root", str(root))
        return report


@dataclass(frozen=True)
class _Keys:
    """What the records depend on besides posts, and what the pages depend on besides records."""

    parse: str
    settings: str
    look: str  # the settings and all templates

    @classmethod
    def of(cls, workspace: Workspace, drafts: bool) -> _Keys:
        from inkpress.adapters.templates import packaged_templates

        config = workspace.config
        code = code_key()
        letter = config.newsletter
        parse = f"{code}|{drafts}|{letter.url}|{letter.author}|{config.arxiv.site_url}|{config.check!r}"
        looks = templates_key(workspace.templates / "web", packaged_templates() / "web")
        settings = f"{code}|{letter!r}|{config.design!r}|{config.web!r}|{config.arxiv.site_url}"
        return cls(parse, settings, f"{settings}|{looks}")


def _nothing_to_do(cache: SiteCache, sources: Sources, keys: _Keys, root: Path) -> BuildReport | None:
    same = (
        cache.meta("sources") == (sources.everything() or "-")
        and cache.meta("parse") == keys.parse
        and cache.meta("look") == keys.look
        and cache.meta("root") == str(root)
        and cache.outputs_stand(root)
    )
    count = int(cache.meta("pages") or 0)
    if not same:
        return None
    debts = [(name, number) for name, number in json.loads(cache.meta("debts") or "[]")]
    return BuildReport(root, pages=count, unchanged=count, debts=debts)


def read_changed(
    cache: SiteCache, workspace: Workspace, sources: Sources, keys: _Keys, *, drafts: bool, processes: int
) -> None:
    """Bring the records up to date with the posts on disk."""
    if cache.meta("parse") != keys.parse:
        cache.forget_sources()
        cache.set_meta("parse", keys.parse)
    known = cache.signatures()
    names = sources.posts()
    gone = set(known) - set(names)
    changed = _changed(cache, known, workspace, sources, names)
    if changed:
        _read(cache, workspace, sources, changed, gone, drafts=drafts, processes=processes)
    cache.drop_sources(gone)


def _read(
    cache: SiteCache,
    workspace: Workspace,
    sources: Sources,
    changed: list[str],
    gone: set[str],
    *,
    drafts: bool,
    processes: int,
) -> None:
    """Read the posts `changed`. One with errors keeps its last good record, also under the name of another file."""
    from inkpress.adapters.posts import load_glossary
    from inkpress.pipeline.records import Task, read_posts, slug_taken

    sizes = {name: stat[0] for name, stat in sources.stats.items()}
    task = Task(workspace, load_glossary(workspace), sizes, drafts)
    fresh = gone.union(changed)
    # `Alpha` and `alpha` are one folder on many disks
    owners = {slug.casefold(): path for slug, path in cache.slug_owners().items() if path not in fresh}
    for row in read_posts(task, sources, changed, processes=processes):
        if row.entry is not None and (owner := owners.setdefault(row.slug.casefold(), row.path)) != row.path:
            row = slug_taken(row, owner)
        if row.entry is None and row.findings != "[]":
            last = cache.source(row.path) or _renamed(cache, row, gone)
            if last is not None and last.entry is not None:
                entry = json.dumps([f"posts/{row.path}", *json.loads(last.entry)[1:]])
                # a file that cannot be read counts as it did, so that later issues keep their numbers
                row = row._replace(entry=entry, story=last.story, ready=row.ready if row.slug else last.ready)
        cache.put_source(row)


def _renamed(cache: SiteCache, row: Source, gone: Iterable[str]) -> Source | None:
    """The record of the file that `row` was before it was renamed: the same slug, or the same content."""
    records = filter(None, map(cache.source, sorted(gone)))
    return next((old for old in records if (row.slug and old.slug == row.slug) or old.digest == row.digest), None)


def _changed(cache: SiteCache, known: Known, workspace: Workspace, sources: Sources, names: Sequence[str]) -> list[str]:
    """The posts whose content is not that of their record. A touched file is read, and its record kept."""
    from inkpress.adapters.site_sources import digest_of

    changed = []
    for name in names:
        signature, files = known.get(name, ("", "[]"))
        now = sources.signature(json.loads(files))
        if now and now == signature:
            continue
        last = cache.source(name) if signature or name in known else None
        if last is None or last.findings != "[]" or last.digest != digest_of(workspace.posts, last.files):
            changed.append(name)
        else:
            cache.set_signature(name, now)
    return changed
