"""The desk's web server: files of the built site, and pages about posts. It answers this machine only."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote, unquote, urlsplit

from inkpress.adapters.site_files import SiteFile
from inkpress.desk.board import Board

LOOPBACK = "127.0.0.1"
WAIT_SECONDS = 20.0  # for a change, before the browser asks again
IDLE_SECONDS = 60.0  # a connection that says nothing is closed
FILES = {"desk.css.j2": "text/css", "desk.js.j2": "text/javascript", "reload.js.j2": "text/javascript"}
_DARK = re.compile(r"\(prefers-color-scheme:\s*dark\)")
_LIGHT = re.compile(r"\(prefers-color-scheme:\s*light\)")
_RELOAD = b'<script type="module" src="/_desk/reload.js.j2"></script></body>'
_PAGE_POLICY = (
    "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; object-src 'none'; base-uri 'none';"
    " frame-ancestors 'self'"
)
_MAIL_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'self'"


class Desk(ThreadingHTTPServer):
    """A server that knows its board."""

    daemon_threads = True

    def __init__(self, port: int, board: Board) -> None:
        self.board = board
        super().__init__((LOOPBACK, port), DeskHandler)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A browser that went away is nobody's fault; any other error is shown in the terminal."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)

    @property
    def names(self) -> set[str]:
        """What a browser on this machine calls us. Another name is another site that points here: refused."""
        return {f"{host}:{self.server_address[1]}" for host in (LOOPBACK, "localhost", "[::1]")}


def open_desk(port: int, board: Board) -> Desk:
    """The server, bound to the loopback interface; port 0 picks a free one. Raises OSError when it is taken."""
    return Desk(port, board)


class DeskHandler(BaseHTTPRequestHandler):
    """Answers GET and HEAD."""

    protocol_version = "HTTP/1.1"
    timeout = IDLE_SECONDS
    server: Desk

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: the terminal shows rebuilds, not requests."""

    def do_HEAD(self) -> None:
        self.do_GET()

    def do_GET(self) -> None:
        if self.headers.get("Host", "").lower() not in self.server.names:
            self._send(421, "text/plain; charset=utf-8", b"This page answers to its own address only.\n")
            return
        address = urlsplit(self.path)
        path = unquote(address.path, errors="replace")
        query = {name: values[0] for name, values in parse_qs(address.query[:200], keep_blank_values=True).items()}
        if path == "/_desk/version":
            self._version(query.get("seen", "0"))
        elif path.startswith("/_desk/"):
            self._desk(path.removeprefix("/_desk/"), query)
        else:
            self._file(path, _light_of(query))

    def _version(self, seen: str) -> None:
        board = self.server.board
        version = board.wait(int(seen), WAIT_SECONDS) if seen.isascii() and seen.isdigit() else board.version
        self._json({"version": version, "error": board.everything_wrong()})

    def _desk(self, name: str, query: dict[str, str]) -> None:
        board = self.server.board
        kind, _, slug = name.partition("/")
        row = board.row(slug)
        if name in FILES:
            self._send(200, FILES[name], board.page(name, {}))
        elif name == "":
            self._page(board.page("index.html.j2", board.everything()))
        elif row is None:
            self._send(404, "text/plain; charset=utf-8", b"No such page on the desk.\n")
        elif kind == "post":
            self._page(board.page("post.html.j2", {"row": row, "version": board.version}))
        elif kind == "mail":
            html = board.mail(row).html
            self._send(200, "text/html; charset=utf-8", _lit(html, _light_of(query)), _MAIL_POLICY)
        elif kind == "text":
            self._send(200, "text/plain; charset=utf-8", board.mail(row).text, _MAIL_POLICY)
        elif kind == "findings":
            error = board.error or board.mail(row).error
            self._json({"post": row._asdict(), "findings": board.findings(row), "error": error})
        else:
            self._send(404, "text/plain; charset=utf-8", b"No such page on the desk.\n")

    def _file(self, path: str, light: str) -> None:
        board = self.server.board
        root, name = board.folder.resolve(), path.lstrip("/").replace("\0", "")
        if name.startswith("math/"):  # pictures of formulas, which only e-mails show
            root, name = board.formulas.resolve(), name.removeprefix("math/")
        file = (root / name).resolve()
        if not file.is_relative_to(root):
            file = root / "no such file"
        elif file.is_dir():
            if not path.endswith("/"):
                self._send(301, "text/plain", b"", location=f"/{quote(path.strip('/'))}/")
                return
            file = file / "index.html"
        status = 200 if file.is_file() else 404
        self._static(status, file if file.is_file() else board.folder / "404.html", light)

    def _static(self, status: int, file: Path, light: str) -> None:
        try:
            content = file.read_bytes()
        except OSError:
            self._send(404, "text/plain; charset=utf-8", b"Nothing is built yet.\n")
            return
        kind = SiteFile(file.name, file).content_type
        if file.suffix == ".html":
            content = _open_policy(content)
            if light:
                content = content.replace(b'href="/style.css?', f'href="/style.css?{light}&amp;'.encode())
        elif file.suffix == ".css":
            content = _lit(content, light)
        self._send(status, kind, content, _PAGE_POLICY)

    def _json(self, data: object) -> None:
        self._send(200, "application/json", json.dumps(data).encode())

    def _page(self, content: bytes) -> None:
        self._send(200, "text/html; charset=utf-8", content, _PAGE_POLICY)

    def _send(
        self, status: int, kind: str, body: bytes, policy: str = "default-src 'none'", location: str = ""
    ) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        self.send_header("Content-Security-Policy", policy)
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Referrer-Policy", "no-referrer")
        if location:
            self.send_header("Location", location)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)


def _open_policy(page: bytes) -> bytes:
    """The page with a script that reloads it, and without the policy that forbids scripts: the header has one."""
    page = re.sub(rb'<meta http-equiv="Content-Security-Policy"[^>]*>', b"", page, count=1)
    return page.replace(b"</body>", _RELOAD, 1)


def _light_of(query: Mapping[str, str]) -> str:
    """In which light a page is to be looked at: "dark", "light", or "" for that of the machine."""
    return next((light for light in ("dark", "light") if light in query), "")


def _lit(content: bytes, light: str) -> bytes:
    """Styles for one light taken as styles for all, so that the dark can be looked at by day, and the day by night."""
    if not light:
        return content
    text = _DARK.sub("all" if light == "dark" else "not all", content.decode("utf-8", "replace"))
    return _LIGHT.sub("all" if light == "light" else "not all", text).encode()
