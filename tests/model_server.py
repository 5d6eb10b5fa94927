"""A tiny OpenAI-compatible server on the loopback interface: a queue of answers, and a history of what was asked."""

from __future__ import annotations

import json
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple


class Said(NamedTuple):
    """One HTTP answer. `cut` announces more bytes than it sends; `trickle` seconds pass between its halves."""

    status: int = 200
    body: bytes = b""
    headers: tuple[tuple[str, str], ...] = ()
    delay: float = 0.0
    cut: bool = False
    trickle: float = 0.0


class Asked(NamedTuple):
    """One request as it arrived."""

    fields: dict[str, Any]
    authorization: str

    @property
    def user(self) -> str:
        """The last message's text."""
        return str(self.fields["messages"][-1]["content"])


Respond = Callable[[Asked], Said]


class ModelServer(ThreadingHTTPServer):
    """`queue` is answered first to last; when it is empty, `respond` answers."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self, respond: Respond) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.queue: list[Said] = []
        self.history: list[Asked] = []
        self.respond = respond
        self.most_at_once = 0
        self.lock = threading.Lock()
        self._open = 0

    @property
    def base_url(self) -> str:
        """What [model] base_url has to be."""
        return f"http://127.0.0.1:{self.server_address[1]}/v1"

    def take(self, asked: Asked) -> Said:
        """The answer to `asked`, which is remembered."""
        with self.lock:
            self.history.append(asked)
            self._open += 1
            self.most_at_once = max(self.most_at_once, self._open)
            said = self.queue.pop(0) if self.queue else None
        try:
            said = said or self.respond(asked)
            time.sleep(said.delay)
            return said
        finally:
            with self.lock:
                self._open -= 1

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hangs up, as some tests want, is no error."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


class _Handler(BaseHTTPRequestHandler):
    server: ModelServer
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        models = {"object": "list", "data": [{"id": "small-1", "object": "model"}]}
        self._send(Said(body=json.dumps(models).encode()))

    def do_POST(self) -> None:
        fields = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self._send(self.server.take(Asked(fields, self.headers.get("Authorization", ""))))

    def _send(self, said: Said) -> None:
        self.send_response(said.status)
        for name, value in said.headers:
            self.send_header(name, value)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(said.body) + 100 * said.cut))
        self.end_headers()
        try:
            half = len(said.body) // 2
            self.wfile.write(said.body[:half])
            self.wfile.flush()
            time.sleep(said.trickle)
            self.wfile.write(said.body[half:])
        except OSError:
            self.close_connection = True  # the client gave up, as some tests want
        self.close_connection = self.close_connection or said.cut

    def log_message(self, format: str, *args: object) -> None:
        """Nothing is logged."""


def answer(content: str | None, *, finish: str = "stop", refusal: str | None = None, **changes: Any) -> Said:
    """A well-formed chat completion of ten prompt tokens and five of answer."""
    message = {"role": "assistant", "content": content, "refusal": refusal}
    body = {
        "id": "chat-1",
        "object": "chat.completion",
        "created": 1,
        "model": "small-1-2026",
        "choices": [{"index": 0, "message": message, "finish_reason": finish, "logprobs": None}],
        "usage": {"prompt_tokens": 10, "completion_tokens": 5, "total_tokens": 15},
    }
    return Said(body=json.dumps({**body, **changes}).encode())


def refusal(status: int, message: str, *, code: str = "", retry_after: str = "") -> Said:
    """An error answer."""
    headers = (("Retry-After", retry_after),) if retry_after else ()
    return Said(status, json.dumps({"error": {"message": message, "code": code or None}}).encode(), headers)


@contextmanager
def model_server(respond: Respond = lambda asked: answer("{}")) -> Iterator[ModelServer]:
    """Run the server in a thread."""
    server = ModelServer(respond)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)


def copying_model(asked: Asked) -> Said:
    """A model that claims the first sentences of what it reads, word for word, and tells them in that order."""
    form = asked.fields["response_format"]["json_schema"]
    lines = asked.user.splitlines()
    if form["name"] == "collect":
        told = [line for line in lines if line.endswith(".") and 6 < len(line.split()) < 40][:4]
        return answer(json.dumps({"claims": [{"sentence": t, "quote": t, "about": "method"} for t in told]}))
    found = [line.split(" (method): ", 1) for line in lines if " (method): " in line]
    rows = [{"text": text, "claims": [name]} for name, text in found]
    none: dict[str, Any] = {"text": "", "claims": []}
    whole = {name: [] for name in form["schema"]["required"]} | {
        "title": "A paper told again",
        "core": rows[0],
        "tldr": rows[:3],
        "how": rows,
        "analogy": "It is like copying a letter by hand.",
        "analogy_breaks": "A hand grows tired.",
        "roles": {"research": none, "product": none, "engineering": none},
        "confidence": {"level": "low", "why": "Nothing was thought about."},
    }
    return answer(json.dumps(whole))
