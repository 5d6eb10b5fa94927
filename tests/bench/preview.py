"""The preview of 700 posts: from saving an edit to the new page, its mail and its findings, and to the screen.

The screen is that of a headless Chromium with the desk open, where playwright and a browser are installed.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from tests.bench import Table
from tests.bench.web import make_workspace

POSTS = int(os.environ.get("BENCH_PREVIEW_POSTS", "700"))
EDITS = 9
PAUSE_SECONDS = 0.5  # between edits
WAIT_SECONDS = 30


def bench() -> Table:
    """Edit one of `POSTS` posts `EDITS` times while its preview runs; the middle and the slowest of the times."""
    with tempfile.TemporaryDirectory(prefix="inkpress-preview-") as folder:
        root = make_workspace(Path(folder) / "letter", POSTS, formulas=True)
        started = time.perf_counter()
        with running(root) as desk:
            rows = [("open the desk, nothing built before", f"{time.perf_counter() - started:.2f}", "")]
            post = sorted((root / "posts").glob("*.md"))[POSTS // 2]
            rows += [_row(name, times) for name, times in _served(desk, post).items()]
            on_screen = _shown(desk, post)
        if on_screen:
            rows.append(_row("the edit is on screen, web and mail", on_screen))
    notes = (f"{POSTS} posts, {EDITS} edits of one; seconds on the clock from saving the file",)
    return Table("Preview", ("what", "middle s", "slowest s"), tuple(rows), notes)


def _row(name: str, times: list[float]) -> tuple[str, ...]:
    return name, f"{statistics.median(times):.2f}", f"{max(times):.2f}"


@contextlib.contextmanager
def running(root: Path) -> Iterator[str]:
    """The address of `inkpress preview` of the workspace, until the block is left."""
    port = root / "port"
    command = [sys.executable, "-m", "inkpress", "--workspace", str(root), "preview", "--port", "0"]
    server = subprocess.Popen([*command, "--port-file", str(port)], stderr=subprocess.DEVNULL)
    try:
        until(port.exists, 300)
        yield f"http://127.0.0.1:{port.read_text('utf-8').strip()}"
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(timeout=30)


def until(happened: Callable[[], object], seconds: float = WAIT_SECONDS) -> None:
    """Return as soon as `happened`; raises TimeoutError."""
    end = time.monotonic() + seconds
    while not happened():
        if time.monotonic() > end:
            raise TimeoutError
        time.sleep(0.005)


def get(address: str) -> str:
    with urllib.request.urlopen(address, timeout=WAIT_SECONDS) as answer:
        return str(answer.read().decode())


def save(post: Path, word: str) -> None:
    """An edit: `word` at the end of the text."""
    post.write_text(post.read_text("utf-8") + f"\nThe word is {word}.\n", "utf-8")


def slug_of(post: Path) -> str:
    found = re.search(r"^slug: (.+)$", post.read_text("utf-8"), re.M)
    assert found is not None
    return found[1]


def _served(desk: str, post: Path) -> dict[str, list[float]]:
    """Seconds from saving to each answer of the desk, asked for as its script does."""
    slug = slug_of(post)
    times: dict[str, list[float]] = {"its page is served": [], "its mail is served": [], "its findings are served": []}
    get(f"{desk}/_desk/findings/{slug}")
    for number in range(EDITS):
        time.sleep(PAUSE_SECONDS)
        seen = json.loads(get(f"{desk}/_desk/version"))["version"]
        save(post, f"served{number}")
        started = time.perf_counter()
        get(f"{desk}/_desk/version?seen={seen}")
        for name, address in zip(times, (f"p/{slug}/", f"_desk/mail/{slug}", f"_desk/findings/{slug}"), strict=True):
            body = get(f"{desk}/{address}")
            assert "findings" in address or f"served{number}" in body
            times[name].append(time.perf_counter() - started)
    return times


def _shown(desk: str, post: Path) -> list[float]:
    """Seconds from saving to the words in both frames of the open desk; nothing where there is no browser."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        return []
    if chromium is None:
        return []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        page.goto(f"{desk}/_desk/post/{slug_of(post)}", wait_until="load")
        times = [_one_edit(page, post, f"shown{number}") for number in range(EDITS)]
        browser.close()
    return times


# asked at every frame that is drawn, because a test driver's own waiting is coarser than what is measured
_SEEN = """word => new Promise(done => {
  const frames = ["web", "mail"].map(name => document.querySelector(`#${name} iframe`));
  const has = frame => frame.contentDocument?.body?.textContent.includes(word);
  const look = () => frames.every(has) ? done(Date.now() / 1000) : requestAnimationFrame(look);
  look();
})"""


def _one_edit(page: Any, post: Path, word: str) -> float:
    time.sleep(PAUSE_SECONDS)
    page.evaluate(f"word => {{ window.seen = ({_SEEN})(word) }}", word)
    save(post, word)
    started = time.time()
    return float(page.evaluate("window.seen")) - started
