"""The guide to picking says only what runs."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from inkpress.config import PickConfig
from tests.servers import REPLAY, server

GUIDE = (Path(__file__).resolve().parents[1] / "docs" / "picking.md").read_text("utf-8")
NEEDS_A_MODEL = "inkpress evaluate pick --change second_stage=true"


def test_every_setting_the_guide_names_is_one() -> None:
    named = set(re.findall(r"`([a-z]+(?:_[a-z]+)+|interests|seeds|lists|insight)(?: = [^`]*)?`", GUIDE))
    assert named <= set(PickConfig.model_fields)
    assert len(named) >= 9


@pytest.mark.wire
@pytest.mark.shared
def test_every_command_of_the_guide_runs(shared: Path, tmp_path: Path) -> None:
    (tmp_path / "posts").mkdir()
    (tmp_path / "accepted.csv").write_text("title,abstract,authors\nOne,We show.,A B\nTwo,We see.,C D\n", "utf-8")
    with server(REPLAY, tmp_path, "--date", "2026-01-12") as port:
        here = f"http://127.0.0.1:{port}"
        urls = f'[arxiv]\napi_url = "{here}/api/query"\nrss_url = "{here}"\nsite_url = "{here}"\ngap_seconds = 0\n'
        (tmp_path / "inkpress.toml").write_text(urls, "utf-8")
        listed = re.findall(r"^    (inkpress [^#\n]*)", GUIDE, re.MULTILINE)
        inline = re.findall(r"`(inkpress pick --candidates [^`]+)`", GUIDE)
        assert len(listed + inline) == 7
        for command in ["inkpress pick --date 2026-01-12", *listed, *inline]:
            words = [sys.executable, "-m", "inkpress", "--workspace", str(tmp_path), *shlex.split(command)[1:]]
            done = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False)
            assert done.returncode == (2 if command.strip() == NEEDS_A_MODEL else 0), f"{command}: {done.stderr}"
