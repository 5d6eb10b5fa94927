"""The one polite HTTP client: `open_net(workspace, offline=...).get(url)`.

It contacts only hosts that `inkpress.toml` names, one request at a time and at least `gap_seconds` apart, across
processes too (`lane.py`); it obeys Retry-After, tries at most `max_tries` times within `request_budget_seconds`,
follows a redirect only to a named host, and stops an answer that is too large or too slow.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import email.utils
import re
import socket
import threading
import time
import zlib
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urljoin, urlsplit

from inkpress import __version__
from inkpress.adapters.lane import Lane
from inkpress.config import ArxivConfig, Workspace
from inkpress.errors import OfflineError, ServiceError, SourceError

if TYPE_CHECKING:
    import httpx

LIMIT_BYTES = 50_000_000
MAX_REDIRECTS = 3
RATE_BUDGET_SECONDS = 300.0  # all waiting for "too many requests" in one run
LONGEST_RETRY_AFTER = 86_400.0
_RETRIED = frozenset({408, 425, 429, 500, 502, 503, 504})
_REDIRECTS = frozenset({301, 302, 303, 307, 308})


class Answer(NamedTuple):
    """One HTTP answer, whole. `url` is where it came from after redirects; header names are lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    url: str


class Clock(NamedTuple):
    """The time, so that tests need not wait."""

    wall: Callable[[], float] = time.time  # seconds since 1970; shared by all processes
    steady: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep


class Unfit(Exception):
    """Raised by a `check`: the answer is not what was asked for, and asking again may help."""


class _Failed(Exception):
    """One try failed in a way that may pass."""


class _NoSuchName(_Failed):
    """No address for the host: as a rule there is no network, and asking on only costs the author a minute."""


def open_net(workspace: Workspace, *, offline: bool, clock: Clock | None = None) -> Net:
    """The client for this workspace. `offline` refuses every request with OfflineError."""
    config = workspace.config
    lists = (place for place in config.pick.lists if "://" in place)
    urls = (config.arxiv.api_url, config.arxiv.rss_url, config.arxiv.site_url, *lists)
    contact = config.arxiv.contact or config.newsletter.from_address
    return Net(
        config.arxiv,
        hosts=frozenset(_host(url) for url in urls),
        agent=user_agent(contact, config.newsletter.url),
        lane=Lane(workspace.state / "net.lock", config.arxiv.gap_seconds, clock or Clock()),
        offline=offline,
        clock=clock or Clock(),
    )


def user_agent(contact: str, url: str) -> str:
    """`inkpress/0.1.0 (https://newsletter.example; mailto:ada@newsletter.example)`, printable ASCII only."""
    return re.sub(r"[^ -~]", "", f"inkpress/{__version__} ({url}; mailto:{contact})")


class Net:
    """A polite client; see the module."""

    def __init__(
        self, config: ArxivConfig, *, hosts: frozenset[str], agent: str, lane: Lane, offline: bool, clock: Clock
    ) -> None:
        self._config, self._hosts, self._agent = config, hosts, agent
        self._lane, self._offline, self._clock = lane, offline, clock
        self._rate_seconds_left = RATE_BUDGET_SECONDS

    def get(
        self,
        url: str,
        *,
        limit_bytes: int = LIMIT_BYTES,
        check: Callable[[Answer], object] | None = None,
        tries: int | None = None,
    ) -> Answer:
        """The answer to a GET of `url`: any final status, 404 included; a temporary failure is tried again.

        `check` raises Unfit when a 200 is not what was asked for (an HTML page instead of a feed).
        Raises SourceError when the tries or the time are used up, OfflineError for a host that is not named.
        """
        end = self._clock.steady() + self._config.request_budget_seconds
        most = min(tries or self._config.max_tries, self._config.max_tries)
        problem, done = "", 0
        for attempt in range(most):
            done = attempt + 1
            pause = max(self._config.gap_seconds, 0.05) * 2**attempt
            try:
                answer = self._follow(url, limit_bytes, end)
                if answer.status not in _RETRIED:
                    if check is not None and answer.status == 200:
                        check(answer)
                    return answer
                problem = f"answered {answer.status}"
                pause = max(pause, self._asked_to_wait(answer))
                self._spend_rate_budget(answer, pause)
            except (_Failed, Unfit) as error:
                problem = str(error)
                most = min(most, 2) if isinstance(error, _NoSuchName) else most
            if done >= most or self._clock.steady() + pause >= end:
                break
            self._clock.sleep(pause)
        raise SourceError(
            f"{url_for_people(url)} {problem} (tried {done} {'time' if done == 1 else 'times'})",
            hint="the service may be down: try again later; nothing was lost",
        )

    def _follow(self, url: str, limit_bytes: int, end: float) -> Answer:
        """The first answer that is not a redirect. Raises _Failed, SourceError or OfflineError."""
        for _ in range(MAX_REDIRECTS + 1):
            self._require_allowed(url)
            with self._lane.turn(end):
                answer = self._exchange(url, limit_bytes, end)
                self._remember_retry_after(answer)
            place = answer.headers.get("location", "")
            if answer.status not in _REDIRECTS or not place:
                return answer
            try:
                target = urljoin(url, place)
                downgraded = urlsplit(url).scheme == "https" and urlsplit(target).scheme != "https"
            except ValueError as error:
                raise SourceError(f"{url_for_people(url)} redirects to what is no address") from error
            if downgraded:
                raise SourceError(
                    f"{url_for_people(url)} redirects to {url_for_people(target)}, which is not encrypted"
                )
            url = target
        raise SourceError(f"{url_for_people(url)} redirects in circles", hint="try again later")

    def _exchange(self, url: str, limit_bytes: int, end: float) -> Answer:
        """One request and its whole answer. Raises _Failed, or SourceError where trying again is of no use."""
        import httpx

        seconds = min(self._config.timeout_seconds, end - self._clock.steady())
        if seconds <= 0:
            raise _Failed("took too long")
        headers = {"User-Agent": self._agent, "Accept-Encoding": "gzip", "Connection": "close"}
        with _time_limit(seconds) as limit:
            try:
                # a proxy from the environment would be a host nobody named: trust_env=False
                with (
                    httpx.Client(timeout=seconds, trust_env=False, follow_redirects=False) as client,
                    client.stream("GET", url, headers=headers, extensions={"trace": limit.trace}) as response,
                ):
                    body = b"" if response.status_code in _REDIRECTS else _read_body(response, limit_bytes)
                    if limit.passed:
                        raise _Failed(f"was not complete after {seconds:.0f} seconds")
                    names = {key.lower(): value for key, value in response.headers.items()}
                    return Answer(response.status_code, names, body, url)
            except httpx.TimeoutException as error:
                raise _Failed(f"gave no answer in {seconds:.0f} seconds") from error
            except (httpx.HTTPError, httpx.InvalidURL, zlib.error) as error:
                if limit.passed:
                    raise _Failed(f"was not complete after {seconds:.0f} seconds") from error
                if _is_unknown_name(error):
                    raise _NoSuchName("cannot be found: no network, or a wrong name") from error
                raise _Failed(f"failed: {str(error) or type(error).__name__}") from error

    def _require_allowed(self, url: str) -> None:
        """Raises OfflineError unless `url` may be asked for."""
        if self._offline:
            raise OfflineError(
                f"the network is switched off (INKPRESS_OFFLINE), and {url_for_people(url)} is needed",
                hint="unset INKPRESS_OFFLINE; `pick --candidates FILE`, `read FILE` and plain `check` ask nobody",
            )
        if urlsplit(url).scheme not in ("http", "https") or _host(url) not in self._hosts:
            raise OfflineError(
                f"{url_for_people(url)} is not a place that inkpress.toml names",
                hint=f"only these are asked: {', '.join(sorted(self._hosts))}",
            )

    def _asked_to_wait(self, answer: Answer) -> float:
        """Seconds of Retry-After (a number or a date, RFC 9110 section 10.2.3); 0 when there is none."""
        value = answer.headers.get("retry-after", "").strip()
        if re.fullmatch(r"\d{1,9}(\.\d{1,6})?", value):
            return min(float(value), LONGEST_RETRY_AFTER)
        try:
            moment = email.utils.parsedate_to_datetime(value)
        except ValueError:
            return 0.0
        aware = moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
        return min(max(aware.timestamp() - self._clock.wall(), 0.0), LONGEST_RETRY_AFTER)

    def _remember_retry_after(self, answer: Answer) -> None:
        if answer.status in _RETRIED and (seconds := self._asked_to_wait(answer)):
            self._lane.close_for(seconds)

    def _spend_rate_budget(self, answer: Answer, seconds: float) -> None:
        """Raises SourceError when this run has waited long enough for a service that turns us away."""
        if answer.status != 429:
            return
        self._rate_seconds_left -= seconds
        if self._rate_seconds_left < 0 or seconds > self._config.request_budget_seconds:
            raise SourceError(
                f"{url_for_people(answer.url)} asks us to slow down (429, wait {seconds:.0f} seconds)",
                hint="try again later; nothing was lost",
            )


def url_for_people(url: str) -> str:
    """`url` without its query, at most 100 characters."""
    return url.split("?")[0][:100]


def _is_unknown_name(error: BaseException | None) -> bool:
    """Whether looking up the host's name is what failed, however deep the client has wrapped it."""
    while error is not None and not isinstance(error, socket.gaierror):
        error = error.__cause__ or error.__context__
    return error is not None


def _host(url: str) -> str:
    """`host`, or `host:port` for a port of its own. Raises ServiceError for no address at all."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise ServiceError(f"{url_for_people(url)} is not an address") from error
    own = port not in (None, 80, 443)
    return f"{(parts.hostname or '').lower()}{f':{port}' if own else ''}"


def _read_body(response: httpx.Response, limit_bytes: int) -> bytes:
    """The unpacked body. httpx's own unpacking has no limit, and 1 MB of gzip can hold 1 GB.

    Raises SourceError above `limit_bytes`, _Failed for a body that stops short.
    """
    encoding = response.headers.get("content-encoding", "identity").strip().lower()
    if encoding not in ("identity", "", "gzip", "x-gzip", "deflate"):
        raise _Failed(f"sent an unknown encoding ({encoding[:20]})")
    unpack = zlib.decompressobj(47) if encoding not in ("identity", "") else None
    parts: list[bytes] = []
    size = 0
    for chunk in response.iter_raw(65_536):
        data = unpack.decompress(chunk, limit_bytes - size + 1) if unpack else chunk
        size += len(data)
        if size > limit_bytes:
            raise SourceError(
                f"{url_for_people(str(response.url))} sent more than {limit_bytes:,} bytes; it was stopped"
            )
        parts.append(data)
    if unpack and not unpack.eof and size:
        raise _Failed("stopped in the middle of its answer")
    return b"".join(parts)


class _TimeLimit:
    """Shuts the connection when time is up: httpx limits the silence between two bytes, not the whole answer."""

    def __init__(self) -> None:
        self.passed = False
        self._socket: socket.socket | None = None

    def trace(self, event: str, info: Mapping[str, Any]) -> None:
        """Called by httpx with each event of a connection; keeps its socket."""
        if event in ("connection.connect_tcp.complete", "connection.start_tls.complete"):
            self._socket = info["return_value"].get_extra_info("socket")

    def shut(self) -> None:
        self.passed = True
        if self._socket is not None:
            with contextlib.suppress(OSError):
                # the plain method: that of a TLS socket would first take away what the reading thread uses
                socket.socket.shutdown(self._socket, socket.SHUT_RDWR)


@contextlib.contextmanager
def _time_limit(seconds: float) -> Iterator[_TimeLimit]:
    limit = _TimeLimit()
    timer = threading.Timer(seconds, limit.shut)
    timer.daemon = True
    timer.start()
    try:
        yield limit
    finally:
        timer.cancel()
