"""The author's walk on real papers: pick, choose, draft, edit, check, issue; as an author runs it."""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.servers import FAKE_MODEL, REPLAY, server

pytestmark = [pytest.mark.wire, pytest.mark.shared]

LIE = "The Transformer reached 29.4 BLEU on the WMT 2014 English-to-German translation task."
TRUTH = LIE.replace("29.4", "28.4")
SETTINGS = """\
[newsletter]
title = "Walk"
author = "Ada Editor"
url = "https://walk.example"
timezone = "Europe/Berlin"
from_address = "ada@walk.example"
postal_address = "PO Box 12, 10115 Berlin"
[arxiv]
api_url = "{arxiv}/api/query"
rss_url = "{arxiv}"
site_url = "{arxiv}"
categories = ["cs.CL", "cs.LG"]
gap_seconds = 0
[pick]
interests = ["attention", "translation"]
[model]
base_url = "{model}"
name = "fake-1"
key_env = "WALK_KEY"
"""


@pytest.fixture(scope="module")
def arxiv(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """arXiv as it was on the day after "Attention Is All You Need" was listed."""
    if not REPLAY.exists():
        pytest.skip("the shared replay server is not here")
    folder = tmp_path_factory.mktemp("arxiv")
    with server(REPLAY, folder, "--date", "2017-06-16") as port:
        yield f"http://127.0.0.1:{port}"


@pytest.fixture
def walk(tmp_path: Path, arxiv: str) -> Walk:
    (tmp_path / "posts").mkdir()
    (tmp_path / "inkpress.toml").write_text(SETTINGS.format(arxiv=arxiv, model="http://127.0.0.1:9/v1"), "utf-8")
    return Walk(tmp_path)


class Walk:
    """One author's workspace and the command line."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def run(self, *arguments: str, expect: int = 0, **environ: str) -> subprocess.CompletedProcess[str]:
        """Run `inkpress ARGUMENTS` here; the exit code is checked and a traceback fails the test."""
        command = [sys.executable, "-m", "inkpress", "--workspace", str(self.root), *arguments]
        settings = {**os.environ, "WALK_KEY": "sk-test-walk", "TZ": "Asia/Tokyo", **environ}
        done = subprocess.run(command, capture_output=True, text=True, env=settings, timeout=120, check=False)
        assert "Traceback" not in done.stderr, done.stderr
        assert done.returncode == expect, done.stderr
        return done

    def rows(self, *arguments: str, expect: int = 0) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.run(*arguments, "--json", expect=expect).stdout.splitlines()]

    @property
    def post(self) -> Path:
        (path,) = (self.root / "posts").glob("*.md")
        return path

    def edit(self, *changes: tuple[str, str]) -> str:
        """Replace words in the post as an author would in an editor; each must be there."""
        text = self.post.read_text("utf-8")
        for old, new in changes:
            assert old in text, f"nothing to edit: {old}"
            text = text.replace(old, new)
        self.post.write_text(text, "utf-8")
        return text

    def fill_in(self) -> str:
        """Do what the draft asks of its author: a summary, words where only they can write, `status: ready`."""
        text = self.post.read_text("utf-8")
        text = re.sub(r"<!-- author:.*?-->\n*", "", text, flags=re.DOTALL)
        text = re.sub(
            r"^TODO\(author\):.*$", "I have read it twice and say so in my own words.", text, flags=re.MULTILINE
        )
        text = text.replace("status: draft", "status: ready")
        text = text.replace("summary: ''", "summary: Attention alone is enough to translate well.")
        self.post.write_text(text, "utf-8")
        return text


def test_from_the_flood_to_the_mail_without_a_model(walk: Walk) -> None:
    proposed = walk.rows("pick", "--date", "2017-06-16")
    assert "1706.03762" in [row["id"] for row in proposed]
    walk.run("pick", "--date", "2017-06-16", expect=4)

    walk.run("pick", "--choose", "1706.03762", "--why", "the idea behind everything since")
    (drafted,) = walk.rows("draft", "--engine", "extract")
    assert (drafted["engine"], drafted["unsupported"], drafted["cost"]) == ("extract", 0, 0)
    assert drafted["claims"] >= 10
    assert (walk.root / drafted["post"]).exists()

    before = walk.post.read_bytes()
    walk.run("draft", "--engine", "extract", expect=4)
    walk.run("draft", "1706.03762", "--engine", "extract", expect=1)
    assert walk.post.read_bytes() == before

    waiting = walk.rows("check", expect=1)
    assert {row["rule"] for row in waiting if row["severity"] == "error"} == {"author-block"}
    date = re.search(r"^date: (\S+)", walk.fill_in(), re.MULTILINE)
    assert date
    walk.run("check")

    walk.edit(("## Why it matters\n", f"## Why it matters\n\n{LIE}\n"))
    refused = walk.run("issue", "--date", date[1], expect=1)
    assert "28.4" in refused.stderr, "the paper's own number is shown"
    assert not (walk.root / "output" / "issues").exists()
    walk.edit((LIE, TRUTH))

    (manifest,) = walk.rows("issue", "--date", date[1])
    folder = walk.root / "output" / "issues" / date[1]
    mail = (folder / "email.eml").read_bytes()
    assert b"multipart/alternative" in mail
    for entry in manifest["artifacts"]:
        content = (folder / entry["path"]).read_bytes()
        assert (len(content), hashlib.sha256(content).hexdigest()) == (entry["bytes"], entry["sha256"])
    assert (walk.root / "output" / "web" / "p" / "attention-is-all-you-need" / "index.html").exists()

    walk.run("issue", "--date", date[1], TZ="America/New_York", LANG="tr_TR.UTF-8", LC_ALL="C")
    assert (folder / "email.eml").read_bytes() == mail


def test_a_model_server_drafts_through_the_same_walk(walk: Walk, tmp_path_factory: pytest.TempPathFactory) -> None:
    with server(FAKE_MODEL, tmp_path_factory.mktemp("model")) as port:
        config = walk.root / "inkpress.toml"
        config.write_text(config.read_text("utf-8").replace("127.0.0.1:9", f"127.0.0.1:{port}"), "utf-8")
        (drafted,) = walk.rows("draft", "1706.03762", "--engine", "model")
    assert drafted["engine"] == "model"
    assert drafted["unsupported"] == 0
    assert drafted["tokens"] > 0
    text = walk.post.read_text("utf-8")
    assert "provenance:" in text
    assert "sk-test-walk" not in "".join(p.read_text("utf-8", "replace") for p in walk.root.rglob("*") if p.is_file())


def test_a_model_server_that_is_down_leaves_no_file_and_says_so(walk: Walk) -> None:
    failed = walk.run("draft", "1706.03762", "--engine", "model", expect=3)
    assert "127.0.0.1:9" in failed.stderr
    assert not list((walk.root / "posts").glob("*.md"))


def test_without_network_a_draft_ends_with_a_hint(walk: Walk) -> None:
    failed = walk.run("draft", "1706.03762", expect=3, INKPRESS_OFFLINE="1")
    assert "try:" in failed.stderr
    assert not list((walk.root / "posts").glob("*.md"))
