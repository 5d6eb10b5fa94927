"""Measurements, run by `make bench`. Each module has `bench() -> Table`; figures are of one run on this machine."""

from __future__ import annotations

from typing import NamedTuple


class Table(NamedTuple):
    """What one module measured."""

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    notes: tuple[str, ...] = ()
