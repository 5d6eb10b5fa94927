"""The full-text index of the built site, made by Pagefind (https://pagefind.app), at publishing only."""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
import sys
from pathlib import Path

from inkpress.errors import InputError, Refused

_UNUSED = ("pagefind-ui", "pagefind-modular-ui", "pagefind-component-ui", "pagefind-highlight")  # the site has its own
# marks, labels of boxes, and what stands at the end or in the glossary too
_BESIDE_TEXT = "sup.note, sup.evidence, .aside, .tip, .back, .box h2"
TIMEOUT_SECONDS = 900


def make_search_index(site: Path, folder: Path, name: str) -> Path:
    """The folder with the index of `site`, whose content has that `name`; made anew only when the name changed.

    Raises Refused when Pagefind is not installed, InputError when it fails.
    """
    stamp = folder.with_suffix(".name")
    if folder.is_dir() and stamp.is_file() and stamp.read_text("utf-8") == name:
        return folder
    if importlib.util.find_spec("pagefind") is None:
        raise Refused(
            "the search index needs Pagefind, which is not installed",
            hint="pip install 'inkpress[search]', or publish with --no-search",
        )
    stamp.unlink(missing_ok=True)
    shutil.rmtree(folder, ignore_errors=True)
    folder.parent.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "pagefind", "--site", str(site), "--output-path", str(folder), "--silent"]
    command += ["--exclude-selectors", _BESIDE_TEXT]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=TIMEOUT_SECONDS, check=False)
    except subprocess.TimeoutExpired as error:
        raise InputError(f"Pagefind was not done after {TIMEOUT_SECONDS} s", hint="publish with --no-search") from error
    if done.returncode != 0 or not (folder / "pagefind.js").is_file():
        said = (done.stderr or done.stdout).strip().splitlines() or ["it made no index"]
        raise InputError(f"Pagefind failed: {said[-1]}", hint="publish with --no-search, and look at its message")
    for file in folder.iterdir():
        if file.name.startswith(_UNUSED):
            file.unlink()
    stamp.write_text(name, "utf-8")
    return folder
