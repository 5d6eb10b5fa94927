"""Checking: one post against a whole paper, 700 posts afresh, and 700 posts again when nothing has changed."""

from __future__ import annotations

import json
import random
import shutil
import tempfile
import time
from collections.abc import Callable
from functools import cache
from pathlib import Path

from inkpress.adapters.papers import save_text
from inkpress.adapters.posts import load_post
from inkpress.check import check_post
from inkpress.check.search import index_paper
from inkpress.config import Workspace, load_workspace
from inkpress.models import PaperText
from inkpress.pipeline.check import check_files
from inkpress.read import read_latex
from tests.bench import Table

ROOT = Path(__file__).resolve().parents[2]
POSTS = 700
PAPERS = 100


def bench() -> Table:
    """Seconds on the clock, of one run."""
    with tempfile.TemporaryDirectory() as folder:
        workspace = _workspace(Path(folder))
        first = load_post(workspace.posts / "post-0.md", workspace.root)
        paper = _paper("2601.00001")
        rows = [
            ("index the demo's paper", _seconds(lambda: index_paper(paper)), ""),
            ("one post of 900 words, that paper indexed afresh", _seconds(lambda: check_post(first, paper)), "< 0.5 s"),
            (
                f"{POSTS} posts on {PAPERS} papers, nothing remembered",
                _seconds(lambda: check_files(workspace, [])),
                "< 10 s",
            ),
            (f"{POSTS} posts again, nothing changed", _seconds(lambda: check_files(workspace, [])), "< 10 s"),
        ]
    return Table("check", ("what", "seconds", "goal"), tuple((what, f"{took:.2f}", goal) for what, took, goal in rows))


def _workspace(root: Path) -> Workspace:
    """700 posts, each with evidence of its own, on 100 kept papers."""
    (root / "inkpress.toml").write_text("[newsletter]\n", "utf-8")
    (root / "posts").mkdir()
    shutil.copy(ROOT / "posts" / "glossary.yaml", root / "posts")
    workspace = load_workspace(root)
    for number in range(PAPERS):
        identifier = f"2601.{number:05d}"
        save_text(workspace, f"{identifier}v1", _paper(identifier))
    for number in range(POSTS):
        identifier = f"2601.{number * PAPERS // POSTS:05d}"
        (root / "posts" / f"post-{number}.md").write_text(_post(number, identifier), "utf-8")
    return workspace


def _paper(identifier: str) -> PaperText:
    return PaperText(**{**dict(_demo_paper()), "paper": identifier, "version": 1})


@cache
def _demo_paper() -> PaperText:
    folder = ROOT / "inkpress" / "demo" / "paper"
    files = {str(file.relative_to(folder)): file.read_bytes() for file in sorted(folder.rglob("*")) if file.is_file()}
    return read_latex(files, "the demo's paper")


def _post(number: int, identifier: str) -> str:
    """About 900 words: sentences of the paper retold, and some of our own."""
    rng = random.Random(number)
    said = [sentence.replace("We ", "The authors ") for sentence in _paper_sentences()]
    paragraphs = []
    for _ in range(12):
        own = f"Think of it as reading {rng.randrange(3, 90)} letters in one evening and keeping what matters to you."
        paragraphs.append(" ".join([*rng.sample(said, min(3, len(said))), own]))
    head = {"title": f"Post {number}", "date": f"20{number % 50 + 30}-01-05", "status": "draft", "summary": "Short."}
    lines = "".join(f"{key}: {json.dumps(value)}\n" for key, value in head.items())
    return (
        f"---\n{lines}paper: {{id: '{identifier}', version: 1}}\n---\n\n## TL;DR\n\n" + "\n\n".join(paragraphs) + "\n"
    )


@cache
def _paper_sentences() -> tuple[str, ...]:
    return tuple(sentence.text for sentence in _paper("2601.00001").sentences())


def _seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started
