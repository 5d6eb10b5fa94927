"""The readers on real papers, in the forms arXiv delivers, and on its traps."""

from __future__ import annotations

import json
import re
import statistics
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from inkpress.config import Workspace, load_workspace
from inkpress.errors import PaperError
from inkpress.pipeline.read import read_file
from inkpress.read import read_eprint
from tests import yardstick_read as yardstick
from tests.servers import REPLAY, server

pytestmark = pytest.mark.shared


def measured(shared: Path, form: str) -> list[dict[str, float]]:
    """Shares found, per paper of one form and reference."""
    found = []
    for paper, kind, path, reader in yardstick.forms():
        if kind != form or path.stat().st_size < 5_000:
            continue
        text = reader(path.read_bytes(), path.name)
        for reference in yardstick.references(paper, form):
            row: dict[str, float | None] = {
                "prose": yardstick.prose_recall(text, reference.prose or "", []),
                "titles": yardstick.title_recall(text, reference.titles or [], []),
                "captions": yardstick.caption_recall(text, reference.captions or [], []),
                "cells": yardstick.cell_recall(text, reference.cells or [], []),
            }
            found.append({name: value for name, value in row.items() if value is not None})
    return found


@pytest.mark.parametrize(
    ("form", "prose", "titles", "captions"),
    [("eprint", 0.98, 0.95, 0.95), ("html", 0.98, 0.95, 0.95), ("pdf", 0.95, 0.8, 0.95)],
)
def test_papers_are_read_whole(shared: Path, form: str, prose: float, titles: float, captions: float) -> None:
    rows = measured(shared, form)

    for name, least in (("prose", prose), ("titles", titles), ("captions", captions)):
        values = [row[name] for row in rows if name in row]
        assert statistics.median(values) >= least, (name, values)
    if form != "pdf":
        assert min(row["cells"] for row in rows if "cells" in row) >= 0.85


def test_every_source_is_read_in_a_blink(shared: Path) -> None:
    files = sorted((shared / "data/papers/eprint").iterdir())
    took = [yardstick.seconds(read_eprint, path.read_bytes(), path.name) for path in files]

    assert all(read_file(path).gate.complete for path in files)
    assert statistics.median(took) < 0.3


@pytest.mark.parametrize(
    ("name", "outcome"),
    [
        ("empty.gz", "is empty"),
        ("truncated-1706.03762.tar.gz", "cut short"),
        ("path-traversal.tar.gz", "outside its own folder"),
        ("symlink.tar.gz", "leads out of it"),
    ],
)
def test_traps_that_are_no_paper_are_refused(shared: Path, name: str, outcome: str) -> None:
    with pytest.raises(PaperError, match=outcome):
        read_file(shared / "data/papers/traps" / name)


@pytest.mark.parametrize(
    ("name", "title", "warning"),
    [
        ("single-file-9802040.gz", "Quantum vs. Classical Communication and Computation", ""),
        ("latin1.tar.gz", "Quantum vs. Classical Communication and Computation", ""),
        ("three-mains-2310.06825.tar.gz", "Mistral 7B", "main file main.tex"),
        ("hidden-instruction-2310.06825.tar.gz", "Mistral 7B", "19 words in white"),
        ("eprint-is-a-pdf.bin", "Physics in Next-token Prediction", "no source: a PDF"),
    ],
)
def test_traps_that_hold_a_paper_are_read(shared: Path, name: str, title: str, warning: str) -> None:
    text = read_file(shared / "data/papers/traps" / name)

    assert (text.title, text.gate.complete) == (title, True)
    assert any(warning in w for w in text.warnings) or not warning
    assert not any("best paper ever" in s.text for s in text.sentences())


def test_files_that_include_each_other_end(shared: Path) -> None:
    text = read_file(shared / "data/papers/traps/input-loop.tar.gz")

    assert [s.text for s in text.sentences()] == ["Part A. Part B."]


def test_an_example_claim_inside_a_table_is_no_finding_of_the_paper(shared: Path) -> None:
    text = read_file(shared / "data/papers/eprint/2004.14974.tar.gz")

    assert not any("cannot thrive in warmer" in s.text for s in text.sentences())


@pytest.fixture(scope="module")
def arxiv(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """A workspace whose arXiv is the replay server."""
    if not REPLAY.exists():
        pytest.skip("the shared replay server is not here")
    folder = tmp_path_factory.mktemp("read")
    with server(REPLAY, folder, "--candidates") as port:
        address = f"http://127.0.0.1:{port}"
        settings = f'[arxiv]\napi_url = "{address}/api/query"\nsite_url = "{address}"\ngap_seconds = 0\n'
        (folder / "inkpress.toml").write_text(settings)
        yield load_workspace(folder)


def inkpress(workspace: Workspace, *arguments: str, offline: bool = False) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "inkpress", "--workspace", str(workspace.root), *arguments]
    settings = {"INKPRESS_OFFLINE": "1"} if offline else {}
    return subprocess.run(
        command, capture_output=True, text=True, timeout=120, check=False, env={"PATH": "/usr/bin", **settings}
    )


@pytest.mark.wire
def test_a_paper_is_read_from_arxiv_once_and_then_offline(arxiv: Workspace) -> None:
    first = inkpress(arxiv, "read", "1706.03762", "--json")
    again = inkpress(arxiv, "read", "1706.03762v1", "--json", offline=True)
    row = json.loads(first.stdout)

    assert (first.returncode, again.returncode) == (0, 0), first.stderr
    assert first.stdout == again.stdout
    assert (row["paper"], row["source"], row["gate"]["complete"]) == ("1706.03762", "eprint", True)
    assert "ltx_ERROR" in row["warnings"][0]


@pytest.mark.wire
def test_a_paper_that_is_not_kept_cannot_be_read_offline(arxiv: Workspace) -> None:
    done = inkpress(arxiv, "read", "2310.06825", offline=True)

    assert done.returncode == 3
    assert "Traceback" not in done.stderr
    assert re.search(r"try: ", done.stderr)
