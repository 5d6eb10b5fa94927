"""Draft against a model server with faults: python -m tests.hostile.llm_driver QUEUE.json OUT

Starts the fake model server on loopback, loads the case's queue into it, runs `inkpress draft --engine model` on a
paper of our own in a fresh workspace, and renders what was drafted. OUT gets the posts and what was rendered; the
kept replies stay out of it, for they hold every answer just as it came. Besides the command's own exit code it gives
70 when an author's file changed, 71 when a failed draft left a post behind, 72 when the key was shown.

A queue of five or more answers is for five papers at once. There a run is right (0) when the posts written and the
papers named as failed make five together and the command's exit code is that of a failure whenever one failed.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import urllib.request
from pathlib import Path
from typing import Any

import inkpress.demo
from tests.servers import FAKE_MODEL, server

KEY = "sk-live-driver-0123456789abcdef"
CONFIG = """[newsletter]
from_address = "test@newsletter.example"
[draft]
engine = "model"
[model]
base_url = "http://127.0.0.1:{port}/v1"
name = "fake-1"
key_env = "DRIVER_KEY"
timeout_seconds = 6
max_tokens = 20_000_000
"""  # so many, for the fake server keeps to the number and would never send an answer that is too large
AUTHORS_OWN = """---
title: Written by hand
date: 2026-01-05
status: draft
---

Words of the author.
"""


def main(case: Path, out: Path) -> int:
    """The exit code, as said above."""
    queue = json.loads(case.read_text("utf-8"))
    with tempfile.TemporaryDirectory() as folder:
        return _run(queue, Path(folder), out)


def _run(queue: dict[str, Any], folder: Path, out: Path) -> int:
    with server(FAKE_MODEL, folder, "--slow", "1") as port:
        _control(port, queue)
        workspace = _workspace(folder, port)
        count = 5 if len(queue["queue"]) >= 5 else 1
        papers = [_paper(folder, number) for number in range(1, count + 1)]
        before = _hashes(workspace)
        drafted = _inkpress(workspace, "draft", *map(str, papers), "--json")
        sys.stderr.write(drafted.stderr)
        after = _hashes(workspace)
    posts = sorted(set(after) - set(before))
    shutil.copytree(workspace / "posts", out / "posts")
    if any(after.get(name) != digest for name, digest in before.items()):
        return 70
    if drafted.returncode and count == 1 and posts:
        return 71
    if _is_shown(KEY, drafted.stdout + drafted.stderr, folder):
        return 72
    for name in posts:
        if name.endswith(".md"):
            rendered = _inkpress(workspace, "render", str(workspace / "posts" / name), "--out", str(out / "rendered"))
            if rendered.returncode:
                sys.stderr.write(rendered.stderr)
                return rendered.returncode
    if count == 1:
        return drafted.returncode
    written, named = sum(name.endswith(".md") for name in posts), drafted.stderr.count("refused:")
    right = written + named == count and (drafted.returncode != 0) == (named > 0)
    return 0 if right else 73


def _control(port: int, queue: dict[str, Any]) -> None:
    request = urllib.request.Request(f"http://127.0.0.1:{port}/_control", data=json.dumps(queue).encode())
    urllib.request.urlopen(request, timeout=10).close()


def _workspace(folder: Path, port: int) -> Path:
    workspace = folder / "workspace"
    (workspace / "posts").mkdir(parents=True)
    (workspace / "inkpress.toml").write_text(CONFIG.format(port=port), "utf-8")
    (workspace / "posts" / "2026-01-05-mine.md").write_text(AUTHORS_OWN, "utf-8")
    (workspace / "posts" / "glossary.yaml").write_text("[]\n", "utf-8")
    return workspace


def _paper(folder: Path, number: int) -> Path:
    """A copy of the bundled paper under a title of its own."""
    paper = folder / "papers" / f"paper-{number}"
    shutil.copytree(Path(inkpress.demo.__file__).parent / "paper", paper)
    main_file = paper / "main.tex"
    text = main_file.read_text("utf-8")
    main_file.write_text(text.replace("for One Author}", f"for One Author, Part {number}}}"), "utf-8")
    return paper


def _inkpress(workspace: Path, *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "inkpress", "--workspace", str(workspace), *words]
    return subprocess.run(command, check=False, capture_output=True, text=True, env={**os.environ, "DRIVER_KEY": KEY})


def _hashes(workspace: Path) -> dict[str, str]:
    files = (path for path in (workspace / "posts").iterdir() if path.is_file())
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def _is_shown(key: str, printed: str, folder: Path) -> bool:
    return key in printed or any(key.encode() in path.read_bytes() for path in folder.rglob("*") if path.is_file())


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2])))
