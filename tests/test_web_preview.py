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

from inkpress.desk import Board, Mail, Row, open_desk
from inkpress.desk.board import Kept
from inkpress.pipeline.preview import Preview
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

    def mail(row: Row) -> Mail:
        return Mail(b"<style>@media (prefers-color-scheme: dark) {}</style>mail", b"text")

    def page(name: str, context: dict[str, object]) -> bytes:
        return f"{name} {sorted(context)}".encode()

    board = Board(site, tmp_path / "math", mail, lambda row: [found("wrong")], page)
    board.put([Row("alpha", "Alpha", "2026-11-23", "ready", "posts/a.md")], {})
    return board


def found(message: str, line: int = 3) -> dict[str, object]:
    return {"file": "posts/a.md", "line": line, "message": message}


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
def test_an_address_without_its_last_slash_leads_to_the_page_in_every_script(desk: str, board: Board) -> None:
    (board.folder / "p" / "внимание").mkdir()
    (board.folder / "p" / "внимание" / "index.html").write_text("<body>Here.</body>", "utf-8")
    assert "Here." in get(f"{desk}/p/%D0%B2%D0%BD%D0%B8%D0%BC%D0%B0%D0%BD%D0%B8%D0%B5")[1]
    assert get(f"{desk}//p")[0] == 404, "and not to a host of that name"


@pytest.mark.wire
def test_the_desk_shows_a_post_in_every_form(desk: str) -> None:
    assert get(f"{desk}/_desk/")[1].startswith("index.html.j2")
    assert get(f"{desk}/_desk/post/alpha")[1].startswith("post.html.j2")
    assert get(f"{desk}/_desk/text/alpha")[1] == "text"
    assert "prefers-color-scheme: dark" in get(f"{desk}/_desk/mail/alpha")[1]
    assert "@media all" in get(f"{desk}/_desk/mail/alpha?dark")[1]
    assert "@media all" in get(f"{desk}/style.css?dark")[1]
    assert "@media not all" in get(f"{desk}/_desk/mail/alpha?light")[1]
    told = json.loads(get(f"{desk}/_desk/findings/alpha")[1])
    assert (told["findings"], told["error"], told["post"]["title"]) == ([found("wrong")], "", "Alpha")
    assert get(f"{desk}/math/f.png")[1] == "png"
    for missing in ("post/beta", "mail/beta", "nothing"):
        assert get(f"{desk}/_desk/{missing}")[0] == 404


@pytest.mark.wire
def test_a_page_that_waits_hears_of_a_rebuild(desk: str, board: Board) -> None:
    seen = json.loads(get(f"{desk}/_desk/version")[1])["version"]
    threading.Timer(0.05, board.fail, ("inkpress.toml:3: broken",)).start()
    answer = json.loads(get(f"{desk}/_desk/version?seen={seen}")[1])
    assert answer == {"version": seen + 1, "error": "inkpress.toml:3: broken"}
    assert [row.slug for row in board.rows] == ["alpha"], "after a failed build the last posts stay"


def test_trouble_of_the_build_and_of_check_is_told_once(board: Board) -> None:
    board.put(board.rows, {"posts/a.md": [found("wrong"), found("broken", 4)], "posts/b.md": [found("elsewhere")]})
    assert board.findings(board.rows[0]) == [found("wrong"), found("broken", 4)]


def test_a_post_is_made_into_a_mail_once_for_all_frames_of_a_version() -> None:
    made: list[Row] = []
    row = Row("alpha", "Alpha", "2026-11-23", "ready", "posts/a.md")
    kept = Kept[None](made.append)
    for version in (1, 1, 2, 2):
        kept.get(row, version)
    assert made == [row, row]


def a_preview(tmp_path: Path) -> tuple[Bench, Preview]:
    bench = Bench(tmp_path / "letter")
    bench.post("alpha", body="The first wording.\n")
    bench.post("beta", date="2026-11-25")
    preview = Preview(bench.workspace, lambda said: None)
    preview.rebuild()
    return bench, preview


def shown(preview: Preview, slug: str = "alpha") -> str:
    return (preview.folder / "p" / slug / "index.html").read_text("utf-8")


def row_of(preview: Preview, slug: str = "alpha") -> Row:
    row = preview.board.row(slug)
    assert row is not None
    return row


def test_another_posts_mistake_does_not_hold_an_edit_back(tmp_path: Path) -> None:
    bench, preview = a_preview(tmp_path)
    version = preview.board.version
    bench.post("beta", date="2026-11-25").write_text("---\ntitle: [unclosed\n---\n", "utf-8")
    bench.post("alpha", body="The second wording.\n")
    preview.rebuild()
    assert preview.board.version > version
    assert "The second wording." in shown(preview)
    assert preview.board.error == ""
    alpha, beta = (preview.board.findings(row_of(preview, slug)) for slug in ("alpha", "beta"))
    assert all(finding["file"] != row_of(preview, "beta").path for finding in alpha)
    assert [(f["severity"], f["line"]) for f in beta] == [("error", 3)]
    assert row_of(preview, "beta").status == "ready", "as it was when it could be read"
    assert "posts/2026-11-25-beta.md:3:" in preview.board.everything_wrong()


def test_a_post_that_cannot_be_read_keeps_its_page_and_its_mail(tmp_path: Path) -> None:
    bench, preview = a_preview(tmp_path)
    good = preview.board.mail(row_of(preview))
    assert b"Issue 1" in good.text
    assert b"Issue 2" in preview.board.mail(row_of(preview, "beta")).text
    assert b"The first wording." in good.html
    bench.post("alpha").write_text("no front matter\n", "utf-8")
    preview.rebuild()
    mail = preview.board.mail(row_of(preview))
    assert "The first wording." in shown(preview)
    assert (mail.html, mail.text) == (good.html, good.text)
    assert mail.error.startswith("posts/2026-11-23-alpha.md:")


@pytest.mark.wire
def test_a_preview_imports_no_client_of_the_network(tmp_path: Path) -> None:
    bench = Bench(tmp_path / "letter")
    bench.post("alpha")
    code = (
        "import sys; from inkpress.config import load_workspace; from inkpress.pipeline.preview import Preview;"
        f"import pathlib; preview = Preview(load_workspace(pathlib.Path({str(bench.folder)!r})), print);"
        "preview.rebuild(); row = preview.board.rows[0]; preview.board.mail(row); preview.board.findings(row);"
        "import watchfiles; print(*sorted({'openai', 'httpx', 'httpx2', 'arxiv', 'sklearn'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == ""


def test_the_mail_follows_the_settings_and_a_mistake_in_them_is_said_with_its_line(tmp_path: Path) -> None:
    bench, preview = a_preview(tmp_path)
    settings = bench.folder / "inkpress.toml"
    before = settings.read_text("utf-8")
    settings.write_text(before + '[design]\naccent = "#aa0011"\n[newsletter.x]\n', "utf-8")
    preview.rebuild()
    assert "inkpress.toml:8: newsletter.x" in preview.board.error
    assert b"#aa0011" not in preview.board.mail(row_of(preview)).html
    settings.write_text(before.replace("Test Letter", "Best Letter"), "utf-8")
    preview.rebuild()
    assert preview.board.error == ""
    assert b"Best Letter" in preview.board.mail(row_of(preview)).html


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
