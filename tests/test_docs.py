"""The documents say only what is so."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.webkit import Bench
from tests.write_configuration import TARGET, configuration_markdown

ROOT = Path(__file__).resolve().parents[1]


def test_the_configuration_page_is_made_of_the_settings_as_they_are() -> None:
    assert TARGET.read_text("utf-8") == configuration_markdown(), "run `python -m tests.write_configuration`"


@pytest.mark.wire
def test_every_command_of_the_publishing_page_runs(tmp_path: Path) -> None:
    pytest.importorskip("pagefind")
    bench = Bench(tmp_path / "letter")
    bench.post("alpha")
    settings = {**os.environ, "GIT_AUTHOR_NAME": "Ada", "GIT_AUTHOR_EMAIL": "ada@letter.example"}
    settings |= {"GIT_COMMITTER_NAME": "Ada", "GIT_COMMITTER_EMAIL": "ada@letter.example"}
    subprocess.run(["git", "init", "-q", "-b", "main", str(bench.folder)], check=True)
    block = re.search(r"```sh\n(.*?)```", (ROOT / "docs" / "publishing.md").read_text("utf-8"), re.S)
    assert block is not None
    for line in block[1].splitlines():
        command = [sys.executable, "-m", *line.split()]
        subprocess.run(command, cwd=bench.folder, env=settings, check=True, capture_output=True)
    assert (bench.folder / "public" / "current" / "pagefind" / "pagefind.js").is_file()
