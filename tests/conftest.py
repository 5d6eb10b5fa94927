"""What every test may use."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from tests.builders import SHARED


@pytest.fixture
def shared() -> Path:
    """The folder of shared test data; the test is skipped where there is none."""
    if not (SHARED / "data").is_dir():
        pytest.skip("the shared test data is not here")
    return SHARED


@pytest.fixture
def workspace_folder(tmp_path: Path) -> Path:
    """An empty workspace: a folder with an inkpress.toml and posts/."""
    (tmp_path / "inkpress.toml").write_text('[newsletter]\ntitle = "Test Letter"\n', "utf-8")
    (tmp_path / "posts").mkdir()
    return tmp_path


@pytest.fixture(scope="session")
def chromium() -> str:
    """Path of the system's Chromium; skipped where there is none, but never in CI (INKPRESS_REQUIRE_BROWSER=1)."""
    pytest.importorskip("playwright", reason="the `shots` extra is not installed")
    for name in ("chromium", "chromium-browser", "google-chrome"):
        found = shutil.which(name)
        if found:
            return found
    if os.environ.get("INKPRESS_REQUIRE_BROWSER") == "1":
        pytest.fail("Chromium is missing, and CI has to have it")
    pytest.skip("no Chromium here; install the Debian package chromium to run this")
