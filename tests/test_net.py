"""The polite client against a real server on localhost: gaps, retries, limits, redirects."""

from __future__ import annotations

import gzip
import socket
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from inkpress.adapters.lane import Lane
from inkpress.adapters.net import Answer, Clock, Net, Unfit, open_net, user_agent
from inkpress.config import ArxivConfig, SiteConfig, Workspace
from inkpress.errors import ConfigError, OfflineError, SourceError

pytestmark = pytest.mark.wire
Reply = tuple[int, dict[str, str], bytes]


class Server(ThreadingHTTPServer):
    """Gives the replies in turn, the last one for ever; keeps what was asked and when."""

    def __init__(self, replies: list[Reply]) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.replies, self.asked, self.times = replies, list[str](), list[float]()
        self.agents: list[str] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        self.server.times.append(time.monotonic())
        self.server.asked.append(self.path)
        self.server.agents.append(self.headers.get("User-Agent", ""))
        place = min(len(self.server.asked), len(self.server.replies)) - 1
        status, headers, body = self.server.replies[place]
        if status == 0:  # silence
            time.sleep(1.0)
            return
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value.replace("{URL}", self.server.url))
        if "Content-Length" not in headers:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if headers.get("X-Drip"):
            for byte in body:
                self.wfile.write(bytes([byte]))
                self.wfile.flush()
                time.sleep(0.05)
            return
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


Serve = Callable[..., Server]


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Starts a server with the given replies; all are stopped afterwards."""
    running: list[Server] = []

    def start(*replies: Reply) -> Server:
        server = Server(list(replies))
        server.handle_error = lambda *_: None  # type: ignore[method-assign]  # a client that hangs up is the test
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        running.append(server)
        return server

    yield start
    for server in running:
        server.shutdown()
        server.server_close()


def workspace(folder: Path, server: Server, **settings: Any) -> Workspace:
    fields = {"gap_seconds": 0.0, **settings}
    config = ArxivConfig(api_url=f"{server.url}/api/query", rss_url=server.url, site_url=server.url, **fields)
    return Workspace(root=folder, config=SiteConfig(arxiv=config))


def net(folder: Path, server: Server, **settings: Any) -> Net:
    return open_net(workspace(folder, server, **settings), offline=False)


OK: Reply = (200, {}, b"fine")


def test_an_answer_is_given_whole_with_its_address(serve: Serve, tmp_path: Path) -> None:
    server = serve((200, {"X-Kind": "a"}, b"fine"))
    answer = net(tmp_path, server).get(f"{server.url}/x?q=1")
    assert (answer.status, answer.body, answer.headers["x-kind"]) == (200, b"fine", "a")
    assert server.asked == ["/x?q=1"]
    assert server.agents[0].startswith("inkpress/")
    assert "mailto:" in server.agents[0]


def test_a_missing_page_is_an_answer_and_not_asked_for_again(serve: Serve, tmp_path: Path) -> None:
    server = serve((404, {}, b""))
    assert net(tmp_path, server).get(server.url).status == 404
    assert len(server.asked) == 1


@pytest.mark.parametrize(
    "first", [(503, {}, b""), (429, {}, b"Rate exceeded."), (200, {"Content-Length": "9"}, b"cut")]
)
def test_a_temporary_failure_is_tried_again(serve: Serve, tmp_path: Path, first: Reply) -> None:
    server = serve(first, OK)
    assert net(tmp_path, server).get(server.url).body == b"fine"
    assert len(server.asked) == 2


def test_an_unfit_answer_is_asked_for_again_and_at_most_so_often(serve: Serve, tmp_path: Path) -> None:
    server = serve(OK)

    def check(answer: Answer) -> None:
        raise Unfit("is not a feed")

    with pytest.raises(SourceError, match=r"is not a feed \(tried 2 times\)"):
        net(tmp_path, server, max_tries=2).get(server.url, check=check)
    assert len(server.asked) == 2


def test_retry_after_is_obeyed_and_remembered_by_the_next_client(serve: Serve, tmp_path: Path) -> None:
    server = serve((503, {"Retry-After": "0.4"}, b""), OK)
    with pytest.raises(SourceError):
        net(tmp_path, server, max_tries=1).get(server.url)
    net(tmp_path, server).get(server.url)
    assert server.times[1] - server.times[0] >= 0.4


def test_a_date_in_retry_after_is_read(serve: Serve, tmp_path: Path) -> None:
    server = serve(
        (503, {"Retry-After": "Fri, 20 Nov 2020 00:00:00 GMT"}, b""), (503, {"Retry-After": "soon"}, b""), OK
    )
    assert net(tmp_path, server).get(server.url).status == 200


def test_a_long_retry_after_ends_the_request_at_once(serve: Serve, tmp_path: Path) -> None:
    server = serve((429, {"Retry-After": "600"}, b""))
    with pytest.raises(SourceError, match="slow down"):
        net(tmp_path, server).get(server.url)
    with pytest.raises(SourceError, match="asked us to wait"):
        net(tmp_path, server).get(server.url)
    assert len(server.asked) == 1


def test_the_gap_holds_between_two_clients(serve: Serve, tmp_path: Path) -> None:
    server = serve(OK)
    for _ in range(2):
        net(tmp_path, server, gap_seconds=0.3).get(server.url)
    assert server.times[1] - server.times[0] >= 0.3


def test_two_clients_at_once_take_turns(serve: Serve, tmp_path: Path) -> None:
    server = serve(OK)
    clients = [net(tmp_path, server, gap_seconds=0.2) for _ in range(3)]
    threads = [threading.Thread(target=client.get, args=(server.url,)) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    gaps = [late - early for early, late in zip(server.times, server.times[1:], strict=False)]
    assert len(gaps) == 2
    assert min(gaps) >= 0.2


def test_silence_and_dripping_end_with_the_time_limit(serve: Serve, tmp_path: Path) -> None:
    silent = serve((0, {}, b""))
    with pytest.raises(SourceError, match=r"no answer|not complete"):
        net(tmp_path, silent, timeout_seconds=0.2, max_tries=1).get(silent.url)
    dripping = serve((200, {"X-Drip": "1"}, b"x" * 40))
    begun = time.monotonic()
    with pytest.raises(SourceError, match="not complete"):
        net(tmp_path, dripping, timeout_seconds=0.3, max_tries=1).get(dripping.url)
    assert time.monotonic() - begun < 1.5


def test_a_large_answer_is_stopped_packed_or_not(serve: Serve, tmp_path: Path) -> None:
    plain = serve((200, {}, b"x" * 5_000))
    packed = serve((200, {"Content-Encoding": "gzip"}, gzip.compress(b"\0" * 5_000_000)))
    for server in (plain, packed):
        with pytest.raises(SourceError, match="more than 1,000 bytes"):
            net(tmp_path, server).get(server.url, limit_bytes=1_000)
        assert len(server.asked) == 1


def test_gzip_is_unpacked_and_a_cut_one_is_tried_again(serve: Serve, tmp_path: Path) -> None:
    packed = gzip.compress(b"fine " * 100)
    server = serve(
        (200, {"Content-Encoding": "br"}, b"?"),
        (200, {"Content-Encoding": "gzip"}, packed[:-12]),
        (200, {"Content-Encoding": "gzip"}, packed),
    )
    assert net(tmp_path, server).get(server.url).body == b"fine " * 100
    assert len(server.asked) == 3


def test_a_name_that_nobody_knows_is_asked_for_twice_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def no_such_name(host: str, *_: object, **__: object) -> list[object]:
        asked.append(host)
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", no_such_name)
    config = ArxivConfig(api_url="http://papers.invalid/api/query", gap_seconds=0.0)
    client = open_net(Workspace(root=tmp_path, config=SiteConfig(arxiv=config)), offline=False)
    with pytest.raises(SourceError, match=r"papers\.invalid/api/query cannot be found: no network.*tried 2 times"):
        client.get("http://papers.invalid/api/query")
    assert asked == ["papers.invalid"] * 2


def test_a_redirect_to_a_named_host_is_followed(serve: Serve, tmp_path: Path) -> None:
    server = serve((302, {"Location": "/there"}, b""), OK)
    answer = net(tmp_path, server).get(server.url)
    assert answer.url == f"{server.url}/there"


@pytest.mark.parametrize(
    "place", ["http://169.254.169.254/", "file:///etc/passwd", "http://127.0.0.1:9/", "http://[x/"]
)
def test_a_redirect_elsewhere_is_refused(serve: Serve, tmp_path: Path, place: str) -> None:
    server = serve((302, {"Location": place}, b""))
    with pytest.raises((OfflineError, SourceError)):
        net(tmp_path, server).get(server.url)
    assert len(server.asked) == 1


def test_a_redirect_in_circles_ends(serve: Serve, tmp_path: Path) -> None:
    server = serve((302, {"Location": "/"}, b""))
    with pytest.raises(SourceError, match="circles"):
        net(tmp_path, server).get(server.url)
    assert len(server.asked) == 4


def test_offline_asks_nobody(serve: Serve, tmp_path: Path) -> None:
    server = serve(OK)
    with pytest.raises(OfflineError, match="switched off"):
        open_net(workspace(tmp_path, server), offline=True).get(server.url)
    assert server.asked == []


def test_a_run_waits_for_a_busy_service_only_so_long(serve: Serve, tmp_path: Path) -> None:
    server = serve((429, {"Retry-After": "90"}, b""))
    slept: list[float] = []
    now = [1000.0]

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        now[0] += seconds

    clock = Clock(wall=lambda: now[0], steady=lambda: now[0], sleep=sleep)
    client = open_net(workspace(tmp_path, server, request_budget_seconds=10_000), offline=False, clock=clock)
    with pytest.raises(SourceError, match="slow down"):
        client.get(server.url)
    assert sum(slept) <= 300


def test_a_lane_that_cannot_be_written_is_a_clear_error(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("a file")
    lane = Lane(tmp_path / "state" / "net.lock", 0.0, Clock())
    with pytest.raises(ConfigError), lane.turn(time.monotonic() + 1):
        pass


def test_a_busy_lane_is_waited_for_only_so_long(tmp_path: Path) -> None:
    one, other = (Lane(tmp_path / "net.lock", 0.0, Clock()) for _ in range(2))
    busy = pytest.raises(SourceError, match="another inkpress")
    with one.turn(time.monotonic() + 1), busy, other.turn(time.monotonic() + 0.1):
        pass


def test_the_user_agent_holds_no_line_break() -> None:
    assert user_agent("a@b.example\r\nX: y", "https://n.example").endswith(
        "(https://n.example; mailto:a@b.exampleX: y)"
    )
