"""`inkpress check`: what in the posts their papers do not support, and what else is broken."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple, Protocol

from inkpress.adapters.check_cache import load_watched, save_watched
from inkpress.adapters.files import read_text
from inkpress.adapters.posts import load_post, post_files
from inkpress.check.claims import find_claim, judge_claim
from inkpress.check.search import index_paper
from inkpress.check.text_file import read_text_paper
from inkpress.check.together import check_together
from inkpress.check.waivers import idle_waivers, split_waived
from inkpress.check.watch import watch
from inkpress.config import Workspace
from inkpress.errors import InputError, PostError
from inkpress.issue import next_slot
from inkpress.models import Finding, Paper, Post, Severity
from inkpress.pipeline.remembered import Remembered
from inkpress.text import slug_of_name


class Checked(NamedTuple):
    """Findings that stand and those the author waived, file by file; how many posts were read."""

    standing: tuple[Finding, ...]
    waived: tuple[Finding, ...]
    posts: int


class AsksArxiv(Protocol):
    """What the paper watch needs of the arXiv adapter."""

    def papers(self, ids: Sequence[str]) -> list[Paper]: ...


def check_posts(workspace: Workspace, posts: Sequence[Post]) -> list[Finding]:
    """The findings that stand in `posts`, file by file; what the author waived is left out."""
    return list(judge_posts(workspace, posts).standing)


def judge_posts(workspace: Workspace, posts: Sequence[Post]) -> Checked:
    """The findings in `posts`, those that stand and those that are waived."""
    others, _ = _load(post_files(workspace), workspace)
    everything = {post.path: post for post in (*others, *posts)}
    letter = workspace.config.newsletter
    off_days = {post.front.date for post in posts if next_slot(post.front.date, letter).date != post.front.date}
    elsewhere = [
        *check_together(list(everything.values()), letter.posts_per_issue, off_days),
        *_known_trouble(workspace, posts),
    ]
    taught = frozenset(slug_of_name(name) for post in everything.values() for name in post.front.teaches)
    memory = Remembered(workspace, frozenset(post.slug for post in everything.values()), taught)
    memory.judge_many(posts, os.cpu_count() or 1)
    standing: list[Finding] = []
    waived: list[Finding] = []
    for post in posts:
        found = (*memory.findings(post), *(finding for finding in elsewhere if finding.file == post.path))
        stands, accepted = split_waived(found, post)
        standing += [*stands, *idle_waivers(found, post)]
        waived += accepted
    memory.save()
    return Checked(tuple(standing), tuple(waived), len(posts))


def _known_trouble(workspace: Workspace, posts: Sequence[Post]) -> list[Finding]:
    """What the paper watch last said of the posts' papers; nothing is asked now."""
    known = load_watched(workspace)
    ids = {paper.id for paper in known}
    return watch([post for post in posts if post.front.paper and post.front.paper.id in ids], known)


def check_files(workspace: Workspace, files: Sequence[Path]) -> Checked:
    """The findings in the named posts, or in all of them; a post that cannot be read is a finding of its own."""
    posts, unusable = _load(_named(workspace, files), workspace)
    checked = judge_posts(workspace, posts)
    return checked._replace(standing=(*unusable, *checked.standing))


def usable_posts(workspace: Workspace, files: Sequence[Path]) -> list[Post]:
    """The named posts, or all, without those that cannot be read."""
    return _load(_named(workspace, files), workspace)[0]


def check_statements(claims: Path, text: Path) -> Iterator[dict[str, str]]:
    """For each `{id, claim, evidence?}` of a JSON-lines file, the verdict against its evidence or the whole text."""
    index = index_paper(read_text_paper(read_text(text), text.stem))
    for number, line in enumerate(read_text(claims).splitlines(), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            claim, evidence = str(row["claim"]), row.get("evidence")
        except (ValueError, KeyError, AttributeError, TypeError) as error:
            raise InputError("is no statement", file=claims, line=number, hint='{"id": ..., "claim": ...}') from error
        verdict = judge_claim(claim, str(evidence)) if evidence else find_claim(claim, index)
        yield {
            "id": str(row.get("id", number)),
            "verdict": "supported" if verdict.supported else "unsupported",
            "rule": verdict.rule,
            "message": verdict.message,
        }


def watch_papers(workspace: Workspace, files: Sequence[Path], arxiv: AsksArxiv) -> list[Finding]:
    """Newer versions and withdrawals of the papers of the named posts, or of all. Raises ServiceError."""
    posts = usable_posts(workspace, files)
    ids = sorted({post.front.paper.id for post in posts if post.front.paper})
    latest = arxiv.papers(ids) if ids else []
    save_watched(workspace, latest)
    return watch(posts, latest)


def _load(files: Sequence[Path], workspace: Workspace) -> tuple[list[Post], list[Finding]]:
    """The posts in `files`, and a finding for each file that is no usable post."""
    posts: list[Post] = []
    unusable: list[Finding] = []
    for file in files:
        try:
            posts.append(load_post(file, workspace.root))
        except PostError as error:
            unusable.append(
                Finding(
                    rule="post-unusable",
                    severity=Severity.ERROR,
                    file=str(error.file or file),
                    line=error.line or 1,
                    message=error.message,
                    hint=error.hint,
                )
            )
    return posts, unusable


def _named(workspace: Workspace, files: Sequence[Path]) -> list[Path]:
    """The files as typed, a folder standing for the posts in it; every post when none is typed."""
    found: list[Path] = []
    for file in files:
        place = _inside(workspace, file)
        found += sorted(place.glob("*.md")) if place.is_dir() else [place]
    return found if files else post_files(workspace)


def _inside(workspace: Workspace, file: Path) -> Path:
    """The post as typed, from here or from the workspace."""
    return file.resolve() if file.exists() else (workspace.root / file).resolve()
