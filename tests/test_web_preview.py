"""The author's desk: loopback only, its own name only, and an edit is on screen at once."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from inkpress.desk import Board, Shown, open_desk
from inkpress.desk.board import Row
from tests.webkit import Bench

PAGE = b'<head><meta http-equiv="Content-Security-Policy" content="script-src \'none\'"></head><body>Hi</body>'


def get(address: str, **headers: str) -> tuple[int, str, dict[str, str]]:
    """Status, body and headers."""
    try:
        with urllib.request.urlopen(urllib.request.Request(address, headers=headers), timeout=10) as answer:
            return answer.status, answer.read().decode(), dict(answer.headers)
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode(), dict(error.headers)


@pytest.fixture
def board(tmp_path: Path) -> Board:
    site = tmp_path / "site"
    (site / "p" / "alpha").mkdir(parents=True)
    for file in (site / "index.html", site / "p" / "alpha" / "index.html", site / "404.html"):
        file.write_bytes(PAGE)
    (site / "style.css").write_text("@media (prefers-color-scheme: dark) { a {} }", "utf-8")
    (tmp_path / "math").mkdir()
    (tmp_path / "math" / "f.png").write_bytes(b"png")
    (tmp_path / "secret.txt").write_text("secret", "utf-8")

    def show(slug: str) -> Shown:
        return Shown(b"<style>@media (prefers-color-scheme: dark) {}</style>mail", b"text", [{"message": "wrong"}], "")

    def page(name: str, context: dict[str, object]) -> bytes:
        return f"{name} {sorted(context)}".encode()

    board = Board(site, tmp_path / "math", show, page)
    board.put([Row("alpha", "Alpha", "2026-11-23", "ready", "posts/a.md")], "")
    return board


@pytest.fixture
def desk(board: Board) -> Iterator[str]:
    server = open_desk(0, board)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_preview_shows_a_ready_post_whatever_check_finds(tmp_path: Path) -> None:
    bench = Bench(tmp_path / "letter")
    bench.post("alpha", body="A broken ![picture](images/none.png) and a word: quokka.\n")
    report = bench.build(drafts=True, folder=bench.folder / "output" / "drafts")
    assert report.errors == []
    assert "quokka" in (report.folder / "p" / "alpha" / "index.html").read_text("utf-8")
    assert bench.build().errors, "the published site stays strict"


@pytest.mark.wire
def test_pages_get_the_script_that_reloads_them(desk: str) -> None:
    status, body, headers = get(f"{desk}/p/alpha/")
    assert status == 200
    assert "reload.js" in body
    assert "http-equiv" not in body
    assert "frame-ancestors 'self'" in headers["Content-Security-Policy"]
    assert headers["Cache-Control"] == "no-store"


@pytest.mark.wire
def test_another_host_name_is_refused(desk: str) -> None:
    assert get(f"{desk}/", Host="evil.example")[0] == 421
    assert get(f"{desk}/", Host="localhost:" + desk.rpartition(":")[2])[0] == 200


@pytest.mark.wire
@pytest.mark.parametrize(
    "path", ["/../secret.txt", "/%2e%2e/secret.txt", "/..%2fsecret.txt", "/math/../secret.txt", "/nope"]
)
def test_no_file_outside_the_site_is_served(desk: str, path: str) -> None:
    status, body, _ = get(desk + path)
    assert status == 404
    assert "secret" not in body


@pytest.mark.wire
def test_the_desk_shows_a_post_in_every_form(desk: str) -> None:
    assert get(f"{desk}/_desk/")[1].startswith("index.html.j2")
    assert get(f"{desk}/_desk/post/alpha")[1].startswith("post.html.j2")
    assert get(f"{desk}/_desk/text/alpha")[1] == "text"
    assert "prefers-color-scheme: dark" in get(f"{desk}/_desk/mail/alpha")[1]
    assert "@media all" in get(f"{desk}/_desk/mail/alpha?dark")[1]
    assert "@media all" in get(f"{desk}/style.css?dark")[1]
    assert json.loads(get(f"{desk}/_desk/findings/alpha")[1])["findings"] == [{"message": "wrong"}]
    assert get(f"{desk}/math/f.png")[1] == "png"
    for missing in ("post/beta", "mail/beta", "nothing"):
        assert get(f"{desk}/_desk/{missing}")[0] == 404


@pytest.mark.wire
def test_a_page_that_waits_hears_of_a_rebuild(desk: str, board: Board) -> None:
    seen = json.loads(get(f"{desk}/_desk/version")[1])["version"]
    threading.Timer(0.05, board.put, ([], "posts/a.md:3: broken")).start()
    answer = json.loads(get(f"{desk}/_desk/version?seen={seen}")[1])
    assert answer == {"version": seen + 1, "error": "posts/a.md:3: broken"}
    assert [row.slug for row in board.rows] == ["alpha"], "after a failed build the last posts stay"


@pytest.mark.wire
def test_a_saved_edit_is_served_within_a_second_and_a_mistake_is_said(tmp_path: Path) -> None:
    bench = Bench(tmp_path / "letter")
    post = bench.post("alpha", status="draft")
    port_file = tmp_path / "port"
    command = [sys.executable, "-m", "inkpress", "--workspace", str(bench.folder), "preview", "--port", "0"]
    server = subprocess.Popen([*command, "--port-file", str(port_file)], stderr=subprocess.PIPE, text=True)
    try:
        deadline = time.monotonic() + 30
        while not port_file.exists() and time.monotonic() < deadline:
            time.sleep(0.02)
        desk = f"http://127.0.0.1:{port_file.read_text('utf-8').strip()}"
        time.sleep(0.5)  # until the files are watched
        seen = json.loads(get(f"{desk}/_desk/version")[1])["version"]
        post.write_text(post.read_text("utf-8") + "\nA new sentence.\n", "utf-8")
        started = time.monotonic()
        json.loads(get(f"{desk}/_desk/version?seen={seen}")[1])
        assert "A new sentence." in get(f"{desk}/p/alpha/")[1]
        assert time.monotonic() - started < 1.5
        seen = json.loads(get(f"{desk}/_desk/version")[1])["version"]
        post.write_text("no front matter\n", "utf-8")
        answer = json.loads(get(f"{desk}/_desk/version?seen={seen}")[1])
        assert "posts/2026-11-23-alpha.md" in answer["error"]
        assert "A new sentence." in get(f"{desk}/p/alpha/")[1], "the last good page stays"
    finally:
        server.send_signal(signal.SIGINT)
        _, said = server.communicate(timeout=20)
    assert "Traceback" not in said
    assert os.path.exists(bench.folder / "output" / "drafts")
