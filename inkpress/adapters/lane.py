"""One lane for all requests of all processes: one at a time, and a gap between two.

A lock file in `state/` holds when the last request ended and until when a service asked us to stay away. The lock is
the kernel's (flock), so that a process that dies leaves no "already running" mark behind.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from inkpress.errors import ConfigError, SourceError

_POLL_SECONDS = 0.05
_LONGEST_WAIT = 86_400.0


class LaneClock(Protocol):
    """What a lane needs of the time."""

    @property
    def wall(self) -> Callable[[], float]: ...
    @property
    def steady(self) -> Callable[[], float]: ...
    @property
    def sleep(self) -> Callable[[float], None]: ...


class Lane:
    """`with lane.turn(end):` holds the lane for one request; `end` is a steady time."""

    def __init__(self, path: Path, gap_seconds: float, clock: LaneClock) -> None:
        self._path, self._gap, self._clock = path, gap_seconds, clock
        self._file = -1
        self._closed_until = 0.0  # wall time

    @contextmanager
    def turn(self, end: float) -> Iterator[None]:
        """Waits for the lane and the gap. Raises SourceError when that would pass `end`."""
        self._file = self._open()
        try:
            self._lock(end)
            self._wait(end)
            self._write()  # a process killed in mid-request leaves its start behind
            try:
                yield
            finally:
                # the gap counts from the end of an answer: by then the server has surely seen the request
                self._write()
        finally:
            os.close(self._file)

    def close_for(self, seconds: float) -> None:
        """Nobody asks again before `seconds` have passed. Called during a turn."""
        self._closed_until = max(self._closed_until, self._clock.wall() + seconds)

    def _open(self) -> int:
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            return os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        except OSError as error:
            raise ConfigError(f"cannot be written: {error.strerror}", file=self._path) from error

    def _lock(self, end: float) -> None:
        while True:
            try:
                fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                return
            except BlockingIOError:
                if self._clock.steady() >= end:
                    raise SourceError(
                        "another inkpress process is using the network", hint="wait for it to end, then try again"
                    ) from None
                self._clock.sleep(_POLL_SECONDS)

    def _wait(self, end: float) -> None:
        last, self._closed_until = self._read()
        now = self._clock.wall()
        # a clock that was set back must not make us wait for hours
        pause = max(min(last + self._gap - now, self._gap), self._closed_until - now, 0.0)
        if self._clock.steady() + pause > end:
            raise SourceError(f"a service asked us to wait {pause:.0f} more seconds", hint="try again later")
        if pause:
            self._clock.sleep(pause)

    def _read(self) -> tuple[float, float]:
        """(when the last request ended, until when the lane is closed), wall times; zeros when unknown."""
        try:
            row = json.loads(os.pread(self._file, 200, 0))
            last, until = float(row["last"]), float(row["closed_until"])
        except (ValueError, KeyError, TypeError):
            return 0.0, 0.0
        return last, until if until - self._clock.wall() <= _LONGEST_WAIT else 0.0

    def _write(self) -> None:
        row = json.dumps({"last": self._clock.wall(), "closed_until": self._closed_until}).encode()
        os.ftruncate(self._file, 0)
        os.pwrite(self._file, row, 0)
