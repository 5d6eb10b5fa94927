"""Drafting: a long paper without a model, in a process of its own; and seven papers with one, beside a single one."""

from __future__ import annotations

import datetime as dt
import gzip
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from inkpress.adapters.papers import save_entry, save_form
from inkpress.config import Workspace, load_workspace
from inkpress.models import Paper
from inkpress.pipeline.draft import Library, draft_papers
from inkpress.pipeline.engines import open_engine
from inkpress.pipeline.read import read_file
from tests.bench import Table
from tests.model_server import Asked, Said, copying_model, model_server

CHARACTERS, LATENCY_SECONDS, PAPERS = 200_000, 2.0, 7
NOW = dt.datetime(2026, 11, 20, 12, tzinfo=dt.UTC)
ABSTRACT = "We propose a small checker for the claims of large models. It costs little and finds most errors."
_TITLES = ("Introduction", "Related Work", "Method", "Training", "Experiments", "Results", "Ablations", "Limitations")
_WORDS = """model checker claim passage score token layer data reader letter paper author method error table figure
training test accuracy baseline result budget answer question sentence section language network step rate"""
_STARTS = ("We train the", "The proposed", "Our", "However, the", "Compared with it, the", "In practice a", "Each")
_DRAFT_AND_CHECK = """
import datetime as dt, resource, sys
from pathlib import Path
from inkpress.adapters.arxiv import open_arxiv
from inkpress.config import load_workspace
from inkpress.pipeline.check import check_files
from inkpress.pipeline.draft import Library, draft_papers
from inkpress.pipeline.engines import open_engine
from inkpress.pipeline.read import read_paper
workspace = load_workspace(Path(sys.argv[1]))
arxiv = open_arxiv(workspace, offline=True)
library = Library(read=lambda ref: read_paper(workspace, ref, arxiv=arxiv), about=lambda ref: None)
engine = open_engine(workspace, "extract", key=None, offline=True)
(outcome,) = draft_papers(workspace, ["2601.00001v1"], library, engine, dt.datetime(2026, 11, 20, tzinfo=dt.UTC))
if outcome.error:
    raise outcome.error
check_files(workspace, [outcome.drafted.path])
print(f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f}")
"""


def bench() -> Table:
    """Seconds on the clock, of one run each; memory includes the interpreter and all imports."""
    with tempfile.TemporaryDirectory() as folder:
        seconds, peak = _without_model(Path(folder))
    single, seven = _with_model(1), _with_model(PAPERS)
    return Table(
        title="Drafting",
        head=("what", "seconds", "MB", "goal"),
        rows=(
            ("kept e-print of 200,000 characters: read, drafted, checked", f"{seconds:.2f}", peak, "< 1.5 s, 200 MB"),
            ("one draft with a model, 2 s a call", f"{single:.2f}", "", ""),
            ("seven drafts with that model", f"{seven:.2f}", "", "little longer"),
        ),
        notes=("the first row is a whole process, its start included",),
    )


def _without_model(root: Path) -> tuple[float, str]:
    workspace = _workspace(root, "")
    paper = Paper(id="2601.00001", title="A small checker", abstract=ABSTRACT, published=NOW, updated=NOW, version=1)
    save_entry(workspace, paper)
    save_form(workspace, paper.versioned_id, "html", b"")
    save_form(workspace, paper.versioned_id, "eprint", gzip.compress(paper_source(CHARACTERS, seed=1)))
    save_form(workspace, paper.versioned_id, "pdf", b"")
    begun = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", _DRAFT_AND_CHECK, str(root)], capture_output=True, text=True, check=True
    )
    return time.perf_counter() - begun, done.stdout.strip()


def _with_model(papers: int) -> float:
    """Seconds for so many drafts, each in parts of 30,000 characters, against a server that takes two a call."""

    def slowly(asked: Asked) -> Said:
        return copying_model(asked)._replace(delay=LATENCY_SECONDS)

    with tempfile.TemporaryDirectory() as folder, model_server(slowly) as server:
        workspace = _workspace(Path(folder), f'[model]\nbase_url = "{server.base_url}"\nname = "small-1"\n')
        files = [Path(folder) / f"paper-{number}.tex" for number in range(papers)]
        for number, file in enumerate(files):
            file.write_bytes(paper_source(40_000, seed=number))
        engine = open_engine(workspace, "model", key=None, offline=False)
        library = Library(read=lambda ref: read_file(Path(ref)), about=lambda ref: None)
        begun = time.perf_counter()
        outcomes = draft_papers(workspace, [str(file) for file in files], library, engine, NOW)
        took = time.perf_counter() - begun
        failed = [outcome.error for outcome in outcomes if outcome.error]
        if failed:
            raise failed[0]
    return took


def _workspace(root: Path, more: str) -> Workspace:
    (root / "inkpress.toml").write_text(f"[newsletter]\n{more}", "utf-8")
    (root / "posts").mkdir()
    return load_workspace(root)


def paper_source(characters: int, *, seed: int) -> bytes:
    """A paper in LaTeX of about so many characters, its sentences drawn by lot."""
    rng = random.Random(seed)
    parts, size = [], 0
    while size < characters:
        words = " ".join(rng.choices(_WORDS.split(), k=rng.randrange(8, 20)))
        sentence = f"{rng.choice(_STARTS)} {words} by {rng.random():.3f}."
        parts.append(sentence)
        size += len(sentence) + 1
    share = len(parts) // len(_TITLES) + 1
    sections = [
        f"\\section{{{title}}}\n" + "\n\n".join(" ".join(own[i : i + 5]) for i in range(0, len(own), 5))
        for title, own in ((title, parts[n * share : (n + 1) * share]) for n, title in enumerate(_TITLES))
    ]
    head = f"\\documentclass{{article}}\\title{{A small checker, part {seed}}}\\begin{{document}}\\maketitle"
    abstract = f"\\begin{{abstract}}{ABSTRACT}\\end{{abstract}}"
    cited = "\\begin{thebibliography}{9}\\bibitem{a} A. Author. A paper. 2020.\\end{thebibliography}\\end{document}"
    return "\n\n".join([head, abstract, *sections, cited]).encode()
