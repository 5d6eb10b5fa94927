"""What every test may use."""

from __future__ import annotations

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
