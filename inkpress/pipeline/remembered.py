"""Findings of a post, taken from the last check when nothing they rest on has changed.

A post's findings rest on its text, its evidence, the kept paper, the settings, the glossary, and on what the rules
asked while they ran: which slugs exist, how large files are. The answers are kept with the findings and asked again.
"""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from inkpress.adapters.check_cache import load_checked, paper_digest, save_checked
from inkpress.adapters.papers import cached_paper
from inkpress.adapters.posts import load_glossary
from inkpress.check import check_post
from inkpress.check.material import Surroundings
from inkpress.check.search import PaperIndex, index_paper
from inkpress.config import Workspace
from inkpress.models import Finding, PaperText, Post
from inkpress.pipeline.check_formulas import formula_faults
from inkpress.text import sha256

MOST_INDEXES = 8  # papers that several posts explain, kept in memory at once
POOL_FROM = 50  # posts: for fewer, starting processes costs more than it saves


class Remembered:
    """The findings of posts in one workspace, remembered from run to run. Call `save` at the end."""

    def __init__(self, workspace: Workspace, slugs: frozenset[str], taught: frozenset[str] = frozenset()) -> None:
        self.workspace, self.slugs, self.taught = workspace, slugs, taught
        self.glossary = load_glossary(workspace)
        self.kept = load_checked(workspace)
        self.changed = False
        self.papers: dict[str, tuple[PaperText, PaperIndex]] = {}
        terms = [term.model_dump_json() for term in self.glossary]
        self.ground = sha256("\n".join([workspace.config.check.model_dump_json(), *terms]))

    def findings(self, post: Post) -> tuple[Finding, ...]:
        """Everything the rules see in `post`, from memory or afresh."""
        row = self._row(post)
        if row is not None:
            return tuple(Finding.model_validate(finding) for finding in row["findings"])
        paper = paper_digest(self.workspace, post.front.paper)
        return self._afresh(post, self._key(post, paper), paper, _sizes_beside(self.workspace.root / post.path))

    def judge_many(self, posts: Sequence[Post], processes: int) -> None:
        """Judge those of many posts that changed on all cores, so that `findings` knows them.

        Only where a process can be forked, which is cheap, and safe while no other thread runs.
        """
        changed = [post for post in posts if self._row(post) is None]
        can_fork = hasattr(os, "fork") and threading.active_count() == 1
        if len(changed) <= POOL_FROM or processes < 2 or not can_fork:
            return
        from concurrent.futures import ProcessPoolExecutor
        from multiprocessing import get_context

        changed.sort(key=lambda post: str(post.front.paper))  # posts on one paper share its index
        size = len(changed) // (4 * processes) + 1
        chunks = [changed[at : at + size] for at in range(0, len(changed), size)]
        with ProcessPoolExecutor(processes, get_context("fork"), initializer=_begin, initargs=(self,)) as pool:
            for rows in pool.map(_judge_chunk, chunks):
                self.kept.update(rows)
        self.changed = True

    def save(self) -> None:
        """Keep what was found for the next run."""
        if self.changed:
            save_checked(self.workspace, self.kept)

    def _key(self, post: Post, paper: str) -> str:
        evidence = post.evidence.model_dump_json() if post.evidence else ""
        return sha256("\n".join((self.ground, post.sha256, sha256(evidence), paper)))

    def _row(self, post: Post) -> dict[str, Any] | None:
        """What is kept of `post`, if it still holds."""
        row = self.kept.get(post.path)
        if row is None or row["key"] != self._key(post, paper_digest(self.workspace, post.front.paper)):
            return None
        return row if self._same_answers(row, _sizes_beside(self.workspace.root / post.path)) else None

    def _same_answers(self, row: dict[str, Any], size: Callable[[str], int | None]) -> bool:
        slugs = all((slug in self.slugs) == known for slug, known in row["slugs"].items())
        slugs = slugs and all((slug in self.taught) == known for slug, known in row.get("taught", {}).items())
        return slugs and all(size(target) == found for target, found in row["files"].items())

    def _afresh(self, post: Post, key: str, paper: str, size: Callable[[str], int | None]) -> tuple[Finding, ...]:
        slugs, taught, files = _Asked(self.slugs), _Asked(self.taught), {}

        def ask_size(target: str) -> int | None:
            files[target] = size(target)
            return files[target]

        around = Surroundings(
            self.workspace.config.check,
            self.glossary,
            slugs,
            ask_size,
            formula_faults=formula_faults,
            taught=taught,
        )
        text, index = self._paper(post, paper)
        findings = check_post(post, text, around, index=index)
        rows = [json.loads(finding.model_dump_json()) for finding in findings]
        self.kept[post.path] = {
            "key": key,
            "slugs": slugs.answers,
            "taught": taught.answers,
            "files": files,
            "findings": rows,
        }
        self.changed = True
        return findings

    def _paper(self, post: Post, digest: str) -> tuple[PaperText | None, PaperIndex | None]:
        if post.front.paper is None or not digest:
            return None, None
        if digest not in self.papers:
            text = cached_paper(self.workspace, post.front.paper)
            if text is None:
                return None, None
            if len(self.papers) >= MOST_INDEXES:
                self.papers.pop(next(iter(self.papers)))
            self.papers[digest] = text, index_paper(text)
        return self.papers[digest]


_MEMORY: list[Remembered] = []  # in a worker process: what `_begin` was given


def _begin(memory: Remembered) -> None:
    _MEMORY[:] = [memory]


def _judge_chunk(posts: Sequence[Post]) -> dict[str, dict[str, Any]]:
    (memory,) = _MEMORY
    for post in posts:
        memory.findings(post)
    return {post.path: memory.kept[post.path] for post in posts}


class _Asked(frozenset[str]):
    """A set that remembers what it was asked for."""

    answers: dict[str, bool]

    def __init__(self, _: frozenset[str]) -> None:
        self.answers = {}

    def __contains__(self, item: object) -> bool:
        found = super().__contains__(item)
        self.answers[str(item)] = found
        return found


def _sizes_beside(post: Path) -> Callable[[str], int | None]:
    """Sizes of files named relative to the post; nothing outside its folder is looked at."""
    folder = post.parent.resolve()

    def size(target: str) -> int | None:
        try:
            file = (folder / target).resolve()
            return file.stat().st_size if file.is_relative_to(folder) and file.is_file() else None
        except (OSError, ValueError):
            return None  # a name no file can have

    return size
