"""`inkpress preview`: serve the drafts on this machine, and build again whenever a file is saved."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from html import escape
from pathlib import Path

from inkpress.adapters.files import write_atomic
from inkpress.adapters.posts import load_post
from inkpress.adapters.site_cache import SiteCache
from inkpress.adapters.watch import watch_workspace
from inkpress.config import Workspace, load_workspace
from inkpress.desk import Board, Mail, Row, open_desk
from inkpress.errors import InkpressError, InputError
from inkpress.models import Finding, Issue, Severity
from inkpress.pipeline.build import build_site

Say = Callable[[str], None]


def serve_preview(workspace: Workspace, *, port: int, port_file: Path | None, say: Say) -> None:
    """Serve until interrupted. Raises InputError when the port is taken."""
    preview = Preview(workspace, say)
    preview.rebuild(processes=None)
    try:
        desk = open_desk(port, preview.board)
    except OSError as error:
        raise InputError(f"port {port} cannot be opened: {error.strerror}", hint="--port 0 picks a free one") from error
    with desk:
        threading.Thread(target=desk.serve_forever, daemon=True).start()
        opened = desk.server_address[1]
        if port_file is not None:
            write_atomic(port_file, f"{opened}\n".encode())
        say(f"http://127.0.0.1:{opened}/_desk/  (stop with Ctrl-C)")
        try:
            watch_workspace(workspace.root, preview.rebuild)
        finally:
            desk.shutdown()


class Preview:
    """The workspace as last read without a mistake, and its posts as the desk asks for them."""

    def __init__(self, workspace: Workspace, say: Say) -> None:
        self.workspace = workspace
        self.say = say
        self.folder = workspace.output / "drafts"
        formulas = workspace.output / "cache" / "math"
        self.board = Board(self.folder, formulas, self.mail, self.check, _desk_templates(workspace))
        self._last: dict[str, Mail] = {}  # by slug: the last mail that could be made

    def rebuild(self, *, processes: int | None = 1) -> None:
        """Build with the settings as they are now; a mistake is said, and what was shown stays."""
        try:
            workspace = load_workspace(self.workspace.root)
            report = build_site(workspace, drafts=True, folder=self.folder, processes=processes)
            rows = _rows(workspace)
        except InkpressError as error:
            self.board.fail(str(error))
            self.say(f"inkpress: {error}")
            return
        self.workspace = workspace
        troubles: dict[str, list[dict[str, object]]] = {}
        for finding in report.errors:
            troubles.setdefault(finding.file, []).append(finding.model_dump(mode="json"))
        self.board.put(rows, troubles, report.debts)
        wrong = self.board.everything_wrong()
        self.say(f"{report.written} files written" + (f"; {wrong}" if wrong else ""))

    def check(self, row: Row) -> list[dict[str, object]]:
        """What `check` finds in the post."""
        from inkpress.pipeline.check import check_files

        file = self.workspace.root / row.path
        try:
            found = check_files(self.workspace, [file]).standing
        except InkpressError as error:  # the glossary, or what the paper watch keeps
            found = (_as_finding(error, row.path),)
        return [finding.model_dump(mode="json") for finding in found]

    def mail(self, row: Row) -> Mail:
        """The post as e-mail and text; the last that could be made, when it cannot be made now."""
        try:
            self._last[row.slug] = _make_mail(self.workspace, row, self.board.rows)
        except InkpressError as error:
            blank = Mail(f"<p>{escape(str(error))}</p>".encode(), str(error).encode())
            return self._last.get(row.slug, blank)._replace(error=str(error))
        return self._last[row.slug]


def _as_finding(error: InkpressError, file: str) -> Finding:
    place, line = str(error.file or file), error.line or 1
    return Finding(rule="desk", severity=Severity.ERROR, file=place, line=line, message=str(error), hint=error.hint)


def _make_mail(workspace: Workspace, row: Row, rows: Sequence[Row]) -> Mail:
    from inkpress.pipeline.render import issue_of_one, mail_artifacts, mail_part

    post = load_post(workspace.root / row.path, workspace.root)
    part, _ = mail_part(workspace, post)
    letter = workspace.config.newsletter
    # numbered as on the page, drafts included, by the list on the desk: reading 700 posts would cost more than the mail
    earlier = {other.date for other in rows if letter.first_issue <= other.date < row.date}
    issue = Issue(**{**dict(issue_of_one(post, [post], letter)), "number": 1 + len(earlier)})
    made = {artifact.path: artifact.content for artifact in mail_artifacts(workspace, issue, [part])}
    html = made["email.html"]
    # pictures are addressed as subscribers get them: here they come from this machine
    for folder in (b"/media/", b"/math/"):
        html = html.replace(letter.url.encode() + folder, folder)
    return Mail(html, made["email.txt"])


def _rows(workspace: Workspace) -> list[Row]:
    """The posts on the desk, newest first."""
    from inkpress.render.entry import Entry

    with SiteCache(workspace.output / "cache" / "drafts.sqlite3") as cache:
        entries = [Entry._make(row) for row in cache.entries()]
        ready = cache.ready_paths()
    return [
        Row(e.slug, e.title, e.date, "ready" if e.path.removeprefix("posts/") in ready else "draft", e.path)
        for e in sorted(entries, key=lambda e: (e.date, e.slug), reverse=True)
    ]


def _desk_templates(workspace: Workspace) -> Callable[[str, dict[str, object]], bytes]:
    from inkpress.adapters.templates import template_environment
    from inkpress.render.templating import render_template

    environment = template_environment(workspace.templates, folder="desk")

    def page(name: str, context: dict[str, object]) -> bytes:
        try:
            return render_template(environment, name, context).encode()
        except InkpressError as error:
            return f"<!doctype html><title>Desk</title><p>{escape(str(error))}</p>".encode()

    return page
