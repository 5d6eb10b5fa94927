"""Posts on disk -> records of the site: read, check, make the parts of a page. The slow half of `build`."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import PurePosixPath
from typing import NamedTuple

from inkpress.adapters.pictures import media_address
from inkpress.adapters.posts import load_post
from inkpress.adapters.site_cache import Source
from inkpress.adapters.site_sources import PictureFacts, Sources, digest_of, evidence_name, picture_facts
from inkpress.config import Workspace
from inkpress.errors import InkpressError, InputError
from inkpress.models import Finding, GlossaryTerm, Post, Severity
from inkpress.render.article import PictureFile
from inkpress.render.document import parse_document
from inkpress.render.story import make_story
from inkpress.render.tree import Document

POOL_FROM = 50  # posts: for fewer, starting processes costs more than it saves
CHUNK = 25


class Task(NamedTuple):
    """What reading posts needs besides their names: small, because it travels to worker processes."""

    workspace: Workspace
    glossary: tuple[GlossaryTerm, ...]
    sizes: Mapping[str, int]  # of the files under posts/, in bytes
    with_drafts: bool


def read_posts(task: Task, sources: Sources, names: Sequence[str], *, processes: int) -> Iterator[Source]:
    """The records of the posts `names`, in that order."""
    if len(names) <= POOL_FROM or processes < 2:
        yield from _signed((read_one(task, name) for name in names), sources)
        return
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    # forking is cheap here, but not safe where other threads run
    method = "fork" if hasattr(os, "fork") and threading.active_count() == 1 else "spawn"
    chunks = [names[i : i + CHUNK] for i in range(0, len(names), CHUNK)]
    with ProcessPoolExecutor(processes, mp_context=get_context(method), initializer=_begin, initargs=(task,)) as pool:
        for rows in pool.map(_read_chunk, chunks):
            yield from _signed(rows, sources)


_TASK: list[Task] = []  # in a worker process: what `_begin` was given


def _begin(task: Task) -> None:
    _TASK[:] = [task]


def _read_chunk(names: Sequence[str]) -> list[Source]:
    return [read_one(_TASK[0], name) for name in names]


def _signed(rows: Iterable[Source], sources: Sources) -> Iterator[Source]:
    """Rows with their signature. A post with errors gets none: it is read at each build until it is mended."""
    for row in rows:
        yield row._replace(signature="" if row.findings != "[]" else sources.signature(row.files))


def read_one(task: Task, name: str) -> Source:
    """The record of one post. Its errors are findings, named with file and line, and then it has no entry."""
    posts = task.workspace.posts
    files = [name, evidence_name(name)]
    row = Source(name, "", digest_of(posts, files), files, "", "[]", "", None, None)
    try:
        post = load_post(posts / name, task.workspace.root)
    except InkpressError as error:
        return row._replace(findings=_json([_as_finding(error, f"posts/{name}")]))
    is_ready = post.front.status == "ready"
    row = row._replace(ready=post.front.date.isoformat() if is_ready else "", slug=post.slug)
    if not (is_ready or task.with_drafts):
        return row
    return _record(task, row, post)


def _record(task: Task, row: Source, post: Post) -> Source:
    """`row` with entry and story, or with what stands in the way: in the author's preview, findings do not."""
    try:
        document = parse_document(post.body, file=post.path, first_line=post.body_line, title=post.front.title)
        pictures, media, facts, missing = _pictures(task, document, post)
        if facts:
            files = row.files + sorted(facts)
            row = row._replace(files=files, digest=digest_of(task.workspace.posts, files))
        errors = [] if task.with_drafts else [*missing, *_errors(task, post)]
        if errors:
            return row._replace(findings=_json(errors))
        config = task.workspace.config
        made = make_story(
            post,
            document,
            pictures=pictures,
            media=media,
            base_url=config.newsletter.url,
            arxiv=config.arxiv.site_url,
            author=config.newsletter.author,
        )
    except InkpressError as error:
        return row._replace(findings=_json([_as_finding(error, post.path)]))
    return row._replace(entry=json.dumps(made.entry), story=json.dumps(made.story))


def _errors(task: Task, post: Post) -> list[Finding]:
    """What `check` finds wrong in `post` by itself. Whether its links to other posts lead anywhere shows later."""
    from inkpress.adapters.papers import cached_paper
    from inkpress.check import RULES, check_post
    from inkpress.check.material import Surroundings
    from inkpress.check.waivers import split_waived

    around = Surroundings(
        settings=task.workspace.config.check, glossary=task.glossary, slugs=_Any(), file_size=lambda t: _size(task, t)
    )
    paper = cached_paper(task.workspace, post.front.paper) if post.front.paper else None
    standing, _ = split_waived(check_post(post, paper, around, rules=RULES), post)
    return [finding for finding in standing if finding.severity == Severity.ERROR]


class _Any(frozenset[str]):
    """A set that holds every slug: links between posts are judged when all posts are known."""

    def __contains__(self, item: object) -> bool:
        return True


def _size(task: Task, target: str) -> int | None:
    return task.sizes.get(_normal(target))


def _normal(target: str) -> str:
    """`./images/x.png` -> `images/x.png`; "" when it leads out of posts/."""
    path = PurePosixPath(target)
    return "" if path.is_absolute() or ".." in path.parts else str(path)


def _pictures(
    task: Task, document: Document, post: Post
) -> tuple[dict[str, PictureFile], dict[str, str], dict[str, PictureFacts], list[Finding]]:
    """Where each picture of the text is served, the file behind each address, all files, and what cannot be shown."""
    served: dict[str, PictureFile] = {}
    media: dict[str, str] = {}
    facts: dict[str, PictureFacts] = {}
    missing: list[Finding] = []
    for source in dict.fromkeys(picture.src for picture in document.images):
        name = _normal(source) if "://" not in source else ""
        try:
            if not name:
                raise InputError("is not beside the post", hint="download it, and put it under posts/images/")
            fact = facts[name] = picture_facts(task.workspace.posts / name)
        except InputError as error:
            line = post.text[: max(0, post.text.find(source))].count("\n") + 1
            missing.append(
                _as_finding(InputError(f"picture {source!r} {error.message}", hint=error.hint), post.path, line)
            )
            if name:
                facts[name] = PictureFacts("", 0, 0)  # watched, so that the post is read again when it appears
            continue
        address = media_address(name, fact)
        served[source] = PictureFile(address, fact.width, fact.height)
        media[address] = name
    return served, media, facts, missing


def slug_taken(row: Source, owner: str) -> Source:
    """`row` without entry, and with the finding that another post has its slug."""
    message = f"slug {row.slug!r} is that of posts/{owner}: two posts cannot have one address"
    error = _as_finding(InputError(message, hint="give one of them another `slug:`"), f"posts/{row.path}")
    return row._replace(signature="", entry=None, story=None, findings=_json([error]))


def _as_finding(error: InkpressError, file: str, line: int = 1) -> Finding:
    return Finding(
        rule="build-" + type(error).__name__.removesuffix("Error").lower(),
        severity=Severity.ERROR,
        file=str(error.file or file),
        line=error.line or line,
        message=error.message,
        hint=error.hint,
    )


def _json(findings: Sequence[Finding]) -> str:
    return json.dumps([finding.model_dump(mode="json") for finding in findings])
