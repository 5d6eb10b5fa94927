"""`inkpress preview`: serve the drafts on this machine, and build again whenever a file is saved."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path

from inkpress.adapters.files import write_atomic
from inkpress.adapters.posts import load_post
from inkpress.adapters.site_cache import SiteCache
from inkpress.config import CONFIG_NAME, Workspace, load_workspace
from inkpress.desk import Board, Shown, open_desk
from inkpress.desk.board import Row
from inkpress.errors import InkpressError, InputError
from inkpress.pipeline.build import build_site

DEBOUNCE_MS = 60  # editors write a file in several steps
STEP_MS = 25

Say = Callable[[str], None]


def serve_preview(workspace: Workspace, *, port: int, port_file: Path | None, say: Say) -> None:
    """Serve until interrupted. Raises InputError when the port is taken."""
    folder = workspace.output / "drafts"
    formulas = workspace.output / "cache" / "math"
    board = Board(folder, formulas, partial(_show, workspace), _desk_templates(workspace))
    _rebuild(workspace.root, board, say)
    try:
        desk = open_desk(port, board)
    except OSError as error:
        raise InputError(f"port {port} cannot be opened: {error.strerror}", hint="--port 0 picks a free one") from error
    with desk:
        threading.Thread(target=desk.serve_forever, daemon=True).start()
        opened = desk.server_address[1]
        if port_file is not None:
            write_atomic(port_file, f"{opened}\n".encode())
        say(f"http://127.0.0.1:{opened}/_desk/  (stop with Ctrl-C)")
        try:
            watch_workspace(workspace.root, partial(_rebuild, workspace.root, board, say))
        finally:
            desk.shutdown()


def watch_workspace(root: Path, rebuild: Callable[[], None]) -> None:
    """Call `rebuild` after each change of posts, templates or settings, until interrupted."""
    lock = threading.Lock()

    def follow(places: list[Path], *, recursive: bool, wanted: tuple[str, ...]) -> None:
        from watchfiles import watch

        def is_ours(_: object, path: str) -> bool:
            name = path.rpartition("/")[2]
            return path.startswith(wanted) and not name.startswith((".", "#")) and not name.endswith(("~", ".swp"))

        for _ in watch(
            *places,
            recursive=recursive,
            debounce=DEBOUNCE_MS,
            step=STEP_MS,
            watch_filter=is_ours,
            raise_interrupt=False,
        ):
            with lock:
                rebuild()

    # the root is watched without its folders, because output/ changes with each build
    config = partial(follow, [root], recursive=False, wanted=(str(root / CONFIG_NAME),))
    threading.Thread(target=config, daemon=True).start()
    folders = [folder for folder in (root / "posts", root / "templates") if folder.is_dir()]
    follow(folders, recursive=True, wanted=tuple(f"{folder}/" for folder in folders))


def _rebuild(root: Path, board: Board, say: Say) -> None:
    """Build with the settings as they are now; a mistake is said, and what was shown stays."""
    try:
        workspace = load_workspace(root)
        report = build_site(workspace, drafts=True, folder=workspace.output / "drafts", processes=1)
        rows = _rows(workspace)
    except InkpressError as error:
        board.put([], str(error))
        say(f"inkpress: {error}")
        return
    errors = "; ".join(f"{f.file}:{f.line}: {f.message}" for f in report.errors)
    board.put(rows, errors)
    say(f"{report.written} files written" + (f"; {errors}" if errors else ""))


def _rows(workspace: Workspace) -> list[Row]:
    """The posts on the desk, newest first."""
    with SiteCache(workspace.output / "cache" / "drafts.sqlite3") as cache:
        from inkpress.render.entry import Entry

        entries = [Entry._make(row) for row in cache.entries()]
        ready = cache.ready_paths()
    return [
        Row(e.slug, e.title, e.date, "ready" if e.path.removeprefix("posts/") in ready else "draft", e.path)
        for e in sorted(entries, key=lambda e: (e.date, e.slug), reverse=True)
    ]


def _desk_templates(workspace: Workspace) -> Callable[[str, dict[str, object]], bytes]:
    from inkpress.adapters.templates import template_environment

    environment = template_environment(workspace.templates, folder="desk")
    return lambda name, context: environment.get_template(name).render(**context).encode()


def _show(workspace: Workspace, slug: str) -> Shown:
    """The post as e-mail and text with its findings, made when the desk asks for it."""
    from inkpress.pipeline.check import judge_posts
    from inkpress.pipeline.render import issue_of_one, mail_artifacts, mail_part

    path = next((row.path for row in _rows(workspace) if row.slug == slug), "")
    try:
        post = load_post(workspace.root / path, workspace.root)
        findings: list[dict[str, object]] = [f.model_dump(mode="json") for f in judge_posts(workspace, [post]).standing]
        part, _ = mail_part(workspace, post)
        issue = issue_of_one(post, [post], workspace.config.newsletter)
        made = {a.path: a.content for a in mail_artifacts(workspace, issue, [part])}
    except InkpressError as error:
        return Shown(f"<p>{type(error).__name__}</p>".encode(), str(error).encode(), [], str(error))
    # pictures are addressed as subscribers get them: here they come from this machine
    html = made["email.html"]
    for folder in (b"/media/", b"/math/"):
        html = html.replace(workspace.config.newsletter.url.encode() + folder, folder)
    return Shown(html, made["email.txt"], findings, "")
