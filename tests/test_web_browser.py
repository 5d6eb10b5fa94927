"""The published archive in a real browser, under the policy a host would send; and the author's desk."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from inkpress.desk import open_desk
from inkpress.pipeline.preview import Preview
from inkpress.pipeline.publish import publish_site
from tests.test_web_build import png
from tests.webkit import Bench

pytestmark = [pytest.mark.browser, pytest.mark.wire]
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
POLICY = (
    "default-src 'none'; img-src 'self'; style-src 'self'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self';"
    " worker-src 'none'"
)


class Handler(SimpleHTTPRequestHandler):
    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", POLICY)
        super().end_headers()

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def site(tmp_path: Path) -> Iterator[str]:
    """The address of a published site of two posts."""
    pytest.importorskip("pagefind")
    bench = Bench(tmp_path / "letter")
    words = "A word such as quokka stands in the text alone.\n"
    paper = {"id": "2601.00001", "version": 2}
    bench.post("alpha", body=words, tags=["vision"], authors=["Zoë <b>Guest</b>"], paper=paper)
    body = 'Nothing here. It is small.[^1]\n\n![A tower](tower.png "Tall")\n\n[^1]: As notes go.\n'
    bench.post("beta", body=body, date="2026-11-25")
    (bench.folder / "posts" / "tower.png").write_bytes(png(300, 1500))
    publish_site(bench.workspace, f"dir:{tmp_path / 'public'}")
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=tmp_path / "public" / "current"))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def browser() -> Iterator[Any]:
    api = pytest.importorskip("playwright.sync_api")
    if CHROMIUM is None:
        pytest.skip("no Chromium here: apt-get install chromium")
    with api.sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield opened
        opened.close()


def test_search_finds_a_word_that_only_a_body_has(site: str, browser: Any) -> None:
    page = browser.new_page()
    said: list[str] = []
    bytes_read: list[int] = []
    page.on("console", lambda message: said.append(message.text))
    page.goto(f"{site}/search/", wait_until="networkidle")
    page.on("response", lambda answer: bytes_read.append(len(answer.body()) if answer.ok else 0))
    page.fill("#x_words", "quokka")
    page.wait_for_selector("#x_found a")
    page.wait_for_load_state("networkidle")
    assert page.get_attribute("#x_found a", "href") == "/p/alpha/"
    assert "quokka" in page.inner_text("#x_found")
    assert 0 < sum(bytes_read) <= 250_000
    assert said == []


@pytest.mark.parametrize(
    ("query", "excerpt", "where"),
    [
        ("notes go", "As notes go.", "/p/beta/"),  # a footnote
        ("Guest", "What alpha is, in a line.", "/p/alpha/"),
        ("2601.00001", "What alpha is, in a line.", "/p/alpha/"),
        ("about alpha", "What alpha is, in a line.", "/p/alpha/"),
    ],
)
def test_search_finds_notes_titles_authors_and_papers(
    site: str, browser: Any, query: str, excerpt: str, where: str
) -> None:
    page = browser.new_page()
    page.goto(f"{site}/search/?q={query}")
    page.wait_for_selector("#x_found a")
    assert page.get_attribute("#x_found a", "href") == where
    assert excerpt in page.inner_text("#x_found li:first-child")
    assert page.locator("#x_found b").count() == 0


def test_a_tag_alone_lists_its_posts(site: str, browser: Any) -> None:
    page = browser.new_page()
    page.goto(f"{site}/search/")
    page.focus("#x_tag")
    page.wait_for_selector("#x_tag option[value=vision]", state="attached")
    page.select_option("#x_tag", "vision")
    page.wait_for_selector("#x_found a")
    assert page.locator("#x_found li").count() == 1
    assert page.url.endswith("?q=&tag=vision")
    page.reload()
    page.wait_for_selector("#x_found a")
    assert page.input_value("#x_tag") == "vision"


def test_a_note_opens_on_a_tap_without_any_script(site: str, browser: Any) -> None:
    context = browser.new_context(viewport={"width": 360, "height": 700}, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site}/p/beta/")
    note = page.locator("#m_1")
    assert not note.is_visible()
    page.click("button[popovertarget=m_1]")
    assert note.is_visible()
    assert "As notes go." in note.inner_text()


def test_a_note_stands_in_the_margin_of_a_wide_window(site: str, browser: Any) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    page.goto(f"{site}/p/beta/")
    note, text = page.locator("#m_1").bounding_box(), page.locator(".text").bounding_box()
    assert note["x"] >= text["x"] + text["width"]
    assert note["x"] + note["width"] <= 1280


def test_a_tall_picture_fits_the_window_also_before_it_is_loaded(site: str, browser: Any) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    page.goto(f"{site}/p/beta/")
    picture = page.locator("figure img")
    box = picture.bounding_box()
    assert (box["width"], box["height"]) == (300, 0.9 * 800)
    picture.scroll_into_view_if_needed()
    page.wait_for_function("document.querySelector('figure img').complete")
    assert picture.bounding_box()["height"] == box["height"]


@pytest.mark.parametrize(("width", "height"), [(1440, 900), (1280, 720)])
def test_the_desk_shows_web_mail_and_findings_at_once_and_follows_an_edit(
    tmp_path: Path, browser: Any, width: int, height: int
) -> None:
    bench = Bench(tmp_path / "letter")
    bench.post("alpha", body="The first wording.\n")
    preview = Preview(bench.workspace, lambda said: None)
    preview.rebuild()
    desk = open_desk(0, preview.board)
    thread = threading.Thread(target=desk.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        page = browser.new_page(viewport={"width": width, "height": height})
        page.goto(f"http://127.0.0.1:{desk.server_address[1]}/_desk/post/alpha")
        web, mail = (page.frame_locator(f"#{name} iframe") for name in ("web", "mail"))
        for frame in (web, mail):
            frame.get_by_text("The first wording.").first.wait_for()
        for part in ("#counts", "#web .room", "#mail .room"):
            box = page.locator(part).bounding_box()
            assert 0 <= box["x"] <= box["x"] + box["width"] <= width
            assert 0 <= box["y"] <= box["y"] + box["height"] <= height
        assert page.evaluate("document.documentElement.scrollWidth") == width
        assert not page.locator("#text").is_visible()
        page.keyboard.press("7")
        page.frame_locator("#text iframe").get_by_text("The first wording.").first.wait_for()
        bench.post("alpha", body="The second wording. ![](images/none.png)\n")
        preview.rebuild()
        web.get_by_text("The second wording.").first.wait_for(timeout=3000)
        mail.get_by_text("The second wording.").first.wait_for(timeout=3000)
        page.get_by_text("none.png").first.wait_for(timeout=3000)
    finally:
        desk.shutdown()
        thread.join()
        desk.server_close()
