"""Ranking a day with 50,000 papers in the inbox, beside a plain scikit-learn re-fit; 1,000 papers from a file, cold.

The papers are made up: 180 words from a vocabulary with the frequencies of natural text (Zipf), 200 choices.
"""

from __future__ import annotations

import datetime as dt
import json
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from inkpress.adapters.inbox import open_inbox
from inkpress.config import load_workspace
from inkpress.models import Paper
from inkpress.pick.sketch import pack, sketch_of
from tests.bench import Table

CACHED, NEW, CHOSEN, DISTINCT = 50_000, 500, 200, 2_000
TODAY = dt.date(2026, 1, 12)
_MEASURE = (
    "import resource as r; u = r.getrusage(r.RUSAGE_SELF);"
    "print(f'{u.ru_utime + u.ru_stime:.2f} {u.ru_maxrss / 1024:.0f}')"
)
_RANK = f"""
import datetime as dt, sys
from pathlib import Path
from inkpress.config import load_workspace
from inkpress.pipeline.pick import pick
class Quiet:
    warnings = []
    def papers(self, ids): return []
    def submitted(self, categories, since, until): return []
    def announced(self, categories): return []
picked = pick(load_workspace(Path(sys.argv[1])), dt.date({TODAY.year}, {TODAY.month}, {TODAY.day}), arxiv=Quiet())
assert len(picked.ranked) == {NEW} and len(picked.shortlist.proposals) == 7
{_MEASURE}
"""
_REFIT = f"""
import json, sys
import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
rows = [json.loads(line) for line in open(sys.argv[1])]
vectors = TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True)
matrix = vectors.fit_transform([row["title"] + " " + row["abstract"] for row in rows])
target = np.zeros(len(rows)); target[: {CHOSEN}] = 1
LogisticRegression(C=3, class_weight="balanced", max_iter=100).fit(matrix, target).decision_function(matrix[-{NEW} :])
{_MEASURE}
"""


def bench() -> Table:
    """CPU seconds and peak memory of one process each; the goals are 3 s and 400 MB, and 5 s for the file."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        every = _workspace(folder)
        day = _run("-c", _RANK, str(folder))
        refit = _run("-c", _REFIT, str(every))
        begun = time.perf_counter()
        command = [sys.executable, "-m", "inkpress", "--workspace", name, "pick", "--json"]
        ranked = subprocess.run(
            [*command, "--candidates", str(folder / "1000.jsonl")],
            check=True, capture_output=True, timeout=120,
        )  # fmt: skip
        seconds = time.perf_counter() - begun
        assert ranked.stdout.count(b"\n") == 1_000
    return Table(
        title=f"Picking, {CACHED:,} papers in the inbox, {NEW} new, {CHOSEN} choices",
        head=("what", "CPU s", "MB", "wall s"),
        rows=(
            ("rank a day and write the list", *day, ""),
            ("TF-IDF and logistic regression fitted anew", *refit, ""),
            ("1,000 papers from a file, cold", "", "", f"{seconds:.1f}"),
        ),
    )


def _run(*arguments: str) -> tuple[str, str]:
    done = subprocess.run([sys.executable, *arguments], check=True, capture_output=True, text=True, timeout=900)
    cpu, memory = done.stdout.split()
    return cpu, memory


def _workspace(folder: Path) -> Path:
    """A workspace with a full inbox; the path of all its papers as JSON lines, chosen ones first, new ones last."""
    (folder / "posts" / "picks").mkdir(parents=True)
    (folder / "inkpress.toml").write_text("", "utf-8")
    texts = list(_papers(DISTINCT))
    sketches = [pack(sketch_of(paper)) for paper in texts]
    papers = [
        texts[n % DISTINCT].model_copy(update={"id": f"{2501 + n // 10_000}.{n % 10_000:05d}"})
        for n in range(CACHED + NEW)
    ]
    rows = [(paper, sketches[n % DISTINCT]) for n, paper in enumerate(papers)]
    with open_inbox(load_workspace(folder)) as inbox:
        inbox.add(rows[:CACHED], "seen")
        inbox.add(rows[CACHED:], "pending")
    lines = [f"  - id: '{paper.id}'\n    choose: yes\n" for paper in papers[:CHOSEN]]
    (folder / "posts" / "picks" / "2026-01-09.yaml").write_text("proposals:\n" + "".join(lines), "utf-8")
    _write(folder / "all.jsonl", papers)
    _write(folder / "1000.jsonl", papers[:1_000])
    return folder / "all.jsonl"


def _write(path: Path, papers: list[Paper]) -> None:
    rows = ({"id": p.id, "title": p.title, "abstract": p.abstract, "authors": list(p.authors)} for p in papers)
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")


def _papers(number: int) -> Iterator[Paper]:
    chance = random.Random(7)
    letters = "abcdefghijklmnopqrstuvwxyz"
    vocabulary = ["".join(chance.choices(letters, k=chance.randint(3, 11))) for _ in range(30_000)]
    weights = [1 / (rank + 3) for rank in range(len(vocabulary))]
    for n in range(number):
        words = chance.choices(vocabulary, weights, k=190)
        yield Paper(
            id=str(n),
            title=" ".join(words[:10]).title(),
            abstract=" ".join(words[10:]) + ".",
            authors=tuple(f"Author {chance.randrange(20_000)}" for _ in range(5)),
            categories=("cs.LG",),
            listed=TODAY - dt.timedelta(days=1 + n % 200),
        )
