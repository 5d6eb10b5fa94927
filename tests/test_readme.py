"""Every command of the README runs, in its order, in a copy of this checkout."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.servers import REPLAY, server

ROOT = Path(__file__).resolve().parents[1]
ITSELF = "make test"  # what runs this test
FINDINGS = {"make check": 2}  # a fresh draft has blocks that wait for the author; make says 2 when a command says 1

pytestmark = pytest.mark.wire


def readme_commands() -> list[str]:
    """The lines of the README's `sh` blocks."""
    text = (ROOT / "README.md").read_text("utf-8")
    blocks = re.findall(r"^```sh\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    return [line for block in blocks for line in block.splitlines() if line.strip()]


def test_the_readme_names_the_two_commands_of_the_first_day() -> None:
    assert readme_commands()[:2] == ["make demo", ITSELF]


def test_every_file_the_readme_links_to_is_there() -> None:
    text = (ROOT / "README.md").read_text("utf-8")
    for target in re.findall(r"\]\(([^)#]+)\)", text):
        assert (ROOT / target).exists(), target


@pytest.mark.shared
def test_every_command_of_the_readme_runs(tmp_path: Path) -> None:
    if not REPLAY.exists():
        pytest.skip("the shared replay server is not here")
    if not (ROOT / ".venv" / ".ready").exists():
        pytest.skip("this checkout has no .venv made by make")
    copy = tmp_path / "inkpress"
    copy.mkdir()
    for name in subprocess.check_output(["git", "ls-files"], cwd=ROOT, text=True).splitlines():
        if (ROOT / name).is_file():
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, copy / name)
    (copy / ".venv").symlink_to(ROOT / ".venv")
    for name in ("requirements.lock", "pyproject.toml"):
        os.utime(copy / name, (0, 0))  # the borrowed .venv counts as fresh, and is not built again
    with server(REPLAY, tmp_path, "--date", "2026-01-12") as port:
        config = copy / "inkpress.toml"
        here = f"http://127.0.0.1:{port}"
        urls = f'[arxiv]\napi_url = "{here}/api/query"\nrss_url = "{here}/rss"\nsite_url = "{here}"\ngap_seconds = 0\n'
        config.write_text(config.read_text("utf-8").replace("[arxiv]\n", urls), "utf-8")
        for command in readme_commands():
            if command == ITSELF:
                continue
            done = run(command, copy)
            assert "Traceback" not in done.stderr, done.stderr
            assert done.returncode == FINDINGS.get(command, 0), f"{command}\n{done.stdout}\n{done.stderr}"
    assert (copy / "output" / "issues" / "2026-11-23" / "email.eml").exists()


def run(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    settings = {**os.environ, "NO_COLOR": "1"}
    settings.pop("ARGS", None)
    if command == "make pick":
        settings["ARGS"] = "--date 2026-01-12"  # the day the replayed arXiv pretends
    if "doctor" in command:
        settings["INKPRESS_OFFLINE"] = "1"  # the new newsletter's arXiv is the real one
    return subprocess.run(
        ["sh", "-c", command], cwd=folder, capture_output=True, text=True, env=settings, timeout=300, check=False
    )
