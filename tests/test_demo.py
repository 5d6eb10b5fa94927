"""The demo: what a newcomer sees first."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.wire


def demo(folder: Path) -> subprocess.CompletedProcess[str]:
    settings = {key: value for key, value in os.environ.items() if key != "OPENAI_API_KEY"}
    command = [sys.executable, "-m", "inkpress", "demo", "--folder", str(folder)]
    return subprocess.run(
        command,
        capture_output=True,
        text=True,
        cwd=folder.parent,
        env={**settings, "INKPRESS_OFFLINE": "1"},
        timeout=120,
        check=False,
    )


def digests(folder: Path) -> dict[str, str]:
    """Everything but output/cache, which remembers when files were written."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file() and "cache" not in path.parts)
    return {str(p.relative_to(folder)): hashlib.sha256(p.read_bytes()).hexdigest() for p in files}


def test_the_demo_shows_the_whole_day_in_thirty_lines_and_twice_the_same(tmp_path: Path) -> None:
    done = demo(tmp_path / "demo")
    assert done.returncode == 0, done.stderr
    lines = done.stderr.splitlines()
    assert len(lines) <= 30
    assert max(len(line) for line in lines) <= 80
    said = " ".join(done.stderr.split())
    assert "the paper says 0.587, not 0.687" in said
    assert "“Logistic regression with 21 metadata features places 0.587" in said
    assert "not a byte of the edited post has changed" in said

    first = digests(tmp_path / "demo")
    assert "output/issues/2026-01-12/email.eml" in first
    assert "output/web/p/ranking-papers-for-one-author/index.html" in first
    again = demo(tmp_path / "demo")
    assert again.stderr == done.stderr
    assert digests(tmp_path / "demo") == first


def test_the_demo_leaves_a_folder_alone_that_it_did_not_make(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "novel.txt").write_text("a life's work", "utf-8")
    done = demo(tmp_path / "mine")
    assert done.returncode == 1
    assert (tmp_path / "mine" / "novel.txt").read_text("utf-8") == "a life's work"
