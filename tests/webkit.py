"""A small workspace for tests of the web archive."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

from inkpress.config import Workspace, load_workspace
from inkpress.pipeline.build import BuildReport, build_site

SETTINGS = """[newsletter]
title = "Test Letter"
tagline = "Words about papers."
url = "https://letter.example"
subscribe_url = "https://forms.example/join"
"""
BODY = "## TL;DR\n\n- Plain words.\n\n## Why it matters\n\nIt does.\n\n## How it works\n\nQuietly.\n"


class Bench:
    """A workspace in a folder, its posts written by keyword."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "posts" / "images").mkdir(parents=True)
        (folder / "inkpress.toml").write_text(SETTINGS, "utf-8")
        (folder / "posts" / "glossary.yaml").write_text(
            "- {term: Token, slug: token, plain: A piece of a word.}\n", "utf-8"
        )

    @property
    def workspace(self) -> Workspace:
        return load_workspace(self.folder)

    def post(self, slug: str, body: str = BODY, **front: Any) -> Path:
        """Write `posts/DATE-SLUG.md`; notes need the fewest parts."""
        head = {
            "title": f"All about {slug}",
            "slug": slug,
            "date": "2026-11-23",
            "status": "ready",
            "kind": "note",
            "summary": f"What {slug} is, in a line.",
            **front,
        }
        lines = "\n".join(f"{key}: {json.dumps(value)}" for key, value in head.items())
        path = self.folder / "posts" / f"{head['date']}-{slug}.md"
        path.write_text(f"---\n{lines}\n---\n\n{body}", "utf-8")
        return path

    def build(self, **options: Any) -> BuildReport:
        return build_site(self.workspace, processes=1, **options)

    def page(self, address: str) -> str:
        """The text of the page at `address` of the built site."""
        file = self.folder / "output" / "web" / address.lstrip("/")
        return (file / "index.html" if address.endswith("/") else file).read_text("utf-8")

    def has(self, address: str) -> bool:
        return (self.folder / "output" / "web" / address.lstrip("/")).exists()

    def files(self) -> dict[str, bytes]:
        """Every file of the built site."""
        return tree(self.folder / "output" / "web")

    @staticmethod
    def rest() -> None:
        """Let files grow old enough that their time of change can be trusted."""
        time.sleep(0.03)


def tree(root: Path) -> dict[str, bytes]:
    """The files under `root` by their path."""
    return {p.relative_to(root).as_posix(): p.read_bytes() for p in sorted(root.rglob("*")) if p.is_file()}
