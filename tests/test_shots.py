"""The contact sheet: with a browser it shows everything, without one it says what to install."""

from __future__ import annotations

import importlib.util
import shutil
from pathlib import Path

import pytest

from inkpress.adapters import shots
from inkpress.adapters.shots import BROWSERS, VIEWS, _local, contact_sheet
from inkpress.errors import ActError

HTML = (
    "<!doctype html><html lang='en'><body><h1>Title</h1><img src='https://n.example/math/a.png' alt='a'></body></html>"
)


def issue_folder(root: Path) -> Path:
    folder = root / "issues" / "2026-11-23"
    (folder / "math").mkdir(parents=True)
    (folder / "email.html").write_text(HTML, "utf-8")
    (folder / "email.txt").write_text("Title\n", "utf-8")
    return folder


@pytest.mark.browser
@pytest.mark.wire
def test_the_sheet_shows_every_view_side_by_side(tmp_path: Path) -> None:
    if importlib.util.find_spec("playwright") is None or not any(map(shutil.which, BROWSERS)):
        pytest.skip("no playwright or no Chromium")
    from PIL import Image

    folder = issue_folder(tmp_path)
    Image.new("RGB", (40, 40), "#ff0000").save(folder / "math" / "a.png")
    sheet = Image.open(contact_sheet(folder))
    assert sheet.width == sum(view.width for view in VIEWS) + shots.MARGIN * (len(VIEWS) + 1)
    reds = sum(count for count, colour in sheet.getcolors(1_000_000) or [] if colour == (255, 0, 0))
    assert reds == 40 * 40 * sum(view.images and not view.text for view in VIEWS)


def test_without_a_browser_it_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ActError) as caught:
        contact_sheet(issue_folder(tmp_path))
    assert "install" in caught.value.hint


def test_only_pictures_of_the_issue_and_the_site_are_shown(tmp_path: Path) -> None:
    folder = issue_folder(tmp_path)
    (folder / "math" / "a.png").write_bytes(b"x")
    (tmp_path / "secret.png").write_bytes(b"x")
    assert _local("https://n.example/math/a.png", (folder,)) == (folder / "math" / "a.png").resolve()
    for address in ("https://n.example/email.txt", "https://n.example/../../secret.png", "https://n.example/no.png"):
        assert _local(address, (folder,)) is None
