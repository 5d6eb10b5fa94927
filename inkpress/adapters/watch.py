"""Tells when the author saves something: posts, templates or settings."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path

from inkpress.config import CONFIG_NAME

DEBOUNCE_MS = 60  # editors write a file in several steps
STEP_MS = 25
FOLDERS = ("posts", "templates")


def watch_workspace(root: Path, changed: Callable[[], None]) -> None:
    """Call `changed` after each change of posts, templates or settings, one call at a time, until interrupted."""
    lock = threading.Lock()
    folder_came = threading.Event()

    def saved(paths: set[str]) -> None:
        if any(path == str(root / name) for path in paths for name in FOLDERS):
            folder_came.set()
        with lock:
            changed()

    # the root is watched without its folders, because output/ changes with each build
    wanted = {str(root / name) for name in (CONFIG_NAME, *FOLDERS)}
    beside = partial(_follow, [root], wanted.__contains__, saved, threading.Event(), recursive=False)
    threading.Thread(target=beside, daemon=True).start()
    while True:
        folders = [root / name for name in FOLDERS if (root / name).is_dir()]
        folder_came.clear()
        if _follow(folders or [root / CONFIG_NAME], _is_authors, saved, folder_came, recursive=True):
            return


def _follow(
    places: list[Path],
    wanted: Callable[[str], bool],
    saved: Callable[[set[str]], None],
    stop: threading.Event,
    *,
    recursive: bool,
) -> bool:
    """Pass on changes of the `wanted` paths under `places`; True when interrupted, False when told to stop."""
    from watchfiles import watch

    for changes in watch(
        *places,
        recursive=recursive,
        debounce=DEBOUNCE_MS,
        step=STEP_MS,
        watch_filter=lambda _, path: wanted(path),
        stop_event=stop,
        raise_interrupt=False,
    ):
        saved({path for _, path in changes})
    return not stop.is_set()


def _is_authors(path: str) -> bool:
    """Whether `path` is none of the files that editors keep beside the one being written."""
    name = path.rpartition("/")[2]
    return not name.startswith((".", "#")) and not name.endswith(("~", ".swp"))
