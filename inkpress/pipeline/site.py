"""Records -> files: renders the pages whose key changed, moves them into place, deletes what is no longer there."""

from __future__ import annotations

import datetime as dt
import json
from functools import cache as remember

from inkpress.adapters.posts import load_glossary
from inkpress.adapters.site_cache import Output, SiteCache, walk_files
from inkpress.adapters.site_output import Staged, output_of, remove, same_on_disk
from inkpress.adapters.template_keys import template_keys
from inkpress.adapters.templates import template_environment
from inkpress.config import Workspace
from inkpress.issue import slot_on
from inkpress.models import Finding, Severity
from inkpress.pipeline.build import BuildReport
from inkpress.render.entry import Entry, Story, key_of
from inkpress.render.pages import Look, site_context
from inkpress.render.shelf import MOST_DEBTS, Shelf
from inkpress.render.site import Parts, dead_links, site_pages
from inkpress.render.style import style_sheet
from inkpress.render.templating import render_template


def rebuild(
    cache: SiteCache, workspace: Workspace, settings_key: str, report: BuildReport, *, outside: list[str], root: str
) -> None:
    """Write the site from the records in `cache`, and say in `report` what was done.

    `root` is where the site lies on its host, "" or a path: it stands before every address on the pages.
    """
    entries: dict[str, Entry] = {}
    for row in cache.entries():
        entry = Entry._make(row)
        entries.setdefault(entry.slug, entry)
    parts = _parts(workspace, list(entries.values()), cache.ready_dates(), settings_key, root)
    report.errors = [Finding.model_validate(row) for row in cache.findings()]
    report.errors += [_outside(name) for name in outside]
    report.warnings = dead_links(parts.shelf.entries, parts.shelf, parts.glossary)
    report.debts = [(c.name, len(c.needed_by)) for c in parts.shelf.debts(tuple(parts.glossary))[:MOST_DEBTS]]
    outputs = cache.outputs()
    with Staged(report.folder) as staged:
        rows = _stage(cache, outputs, workspace, parts, staged, report)
        # from here to the end the site is being changed: a build that finds the mark looks at every file
        was_broken = cache.meta("placing") == "yes"
        cache.set_meta("placing", "yes")
        cache.checkpoint()
        staged.place()
        gone = set(outputs) - set(rows)
        if was_broken:
            gone |= set(walk_files(report.folder)) - set(rows)
        remove(report.folder, gone)
        cache.drop_outputs(gone)
        report.removed = len(gone)
    cache.put_outputs((path, output_of(report.folder, path, key)) for path, key in rows.items() if key)
    cache.set_meta("placing", "")


def _parts(workspace: Workspace, entries: list[Entry], ready_dates: list[str], settings_key: str, root: str) -> Parts:
    config = workspace.config
    environment = template_environment(
        workspace.templates, folder="web", cache=workspace.output / "cache" / "templates"
    )
    style = style_sheet(environment, config.design)
    script = render_template(environment, "search.js.j2", {})
    site = site_context(config, environment, style_url=f"/style.css?v={key_of(style)[:8]}")
    shelf = Shelf(
        entries, ready_dates=ready_dates, first_issue=config.newsletter.first_issue, related=config.web.related
    )
    key = key_of(settings_key, site["head"], site["foot"], script, root)
    look = Look(config, environment, site, key, template_keys(workspace.templates / "web"), script, root)
    glossary = {term.slug: term for term in load_glossary(workspace)}

    @remember
    def moment(date: str) -> dt.datetime:
        return slot_on(dt.date.fromisoformat(date), config.newsletter).at

    return Parts(shelf, look, glossary, style, moment)


def _stage(
    cache: SiteCache,
    outputs: dict[str, Output],
    workspace: Workspace,
    parts: Parts,
    staged: Staged,
    report: BuildReport,
) -> dict[str, str]:
    """Stage what changed. Path -> key of what is to be recorded, "" where the record stands as it is."""
    root = report.folder
    paths = {entry.slug: entry.path.removeprefix("posts/") for entry in parts.shelf.entries}
    files = {address: name for entry in parts.shelf.entries for address, name in entry.media}

    def load(slug: str) -> Story:
        return Story._make(json.loads(cache.story(paths[slug])))

    def read_media(address: str) -> bytes:
        return (workspace.posts / files[address]).read_bytes()

    rows: dict[str, str] = {}
    media = {address: address for address in sorted(files)}
    for page in site_pages(parts, load, media, read_media, report.warnings):
        report.pages += 1
        if page.path in rows:
            continue
        last = outputs.get(page.path)
        if last is not None and output_of(root, page.path, last.key) != last:  # not on disk as it was written
            last = None
        if last is not None and last.key == page.key:
            rows[page.path] = ""
            continue
        rows[page.path] = page.key
        content = page.make()
        if (last is not None and last.size != len(content)) or not same_on_disk(root, page.path, content):
            staged.add(page.path, content)
            report.written += 1
    report.pages = len(rows)
    report.unchanged = report.pages - report.written
    return rows


def _outside(name: str) -> Finding:
    return Finding(
        rule="build-outside",
        severity=Severity.ERROR,
        file=f"posts/{name}",
        message="is a link to a file outside posts/ and is not read",
        hint="copy the file into posts/",
    )
