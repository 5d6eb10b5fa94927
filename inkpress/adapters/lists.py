"""Other people's lists of papers, from the places in `[pick] lists`: whatever names arXiv ids, such as Hugging Face's
daily papers (https://huggingface.co/api/daily_papers) or a paper-of-the-week page. Only the ids are read.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from inkpress.adapters.net import Net, open_net
from inkpress.config import Workspace
from inkpress.errors import InputError, OfflineError, SourceError

LIMIT_BYTES = 2_000_000
MOST_IDS = 5_000
_ID = re.compile(rb"(?<!\d)(?<!\d\.)\d{2}(?:0[1-9]|1[0-2])\.\d{4,5}(?=v[1-9]|[^\d.v]|\.(?!\d)|$)")


class Lists(NamedTuple):
    """Paper id -> the lists it stands on, in words; and what could not be read."""

    by_id: dict[str, tuple[str, ...]]
    notes: tuple[str, ...] = ()


def read_lists(workspace: Workspace, *, offline: bool) -> Lists:
    """All lists of `[pick] lists`. One that cannot be had is a note: no pick fails for want of a list."""
    places = workspace.config.pick.lists
    return read_places(places, workspace.root, open_net(workspace, offline=offline)) if places else Lists({})


def read_places(places: Sequence[str], root: Path, net: Net) -> Lists:
    """The lists at `places`: addresses, or files under `root`."""
    found: dict[str, tuple[str, ...]] = {}
    notes: list[str] = []
    for place in places:
        try:
            data = _fetched(place, net) if "://" in place else _file(root / place)
        except (SourceError, OfflineError, InputError) as error:
            notes.append(f"the list {place} was left out: {error.message}")
            continue
        names = ids_in(data)
        if not names:
            notes.append(f"the list {place} names no paper")
        for name in names:
            found[name] = (*found.get(name, ()), urlsplit(place).hostname or place)
    return Lists(found, tuple(notes))


def ids_in(data: bytes) -> list[str]:
    """arXiv ids of the new form, each once, in order; at most MOST_IDS."""
    names: dict[str, None] = {}
    for match in _ID.finditer(data[:LIMIT_BYTES]):
        names[match[0].decode()] = None
        if len(names) == MOST_IDS:
            break
    return list(names)


def _fetched(url: str, net: Net) -> bytes:
    answer = net.get(url, limit_bytes=LIMIT_BYTES, tries=2)
    if answer.status != 200:
        raise SourceError(f"it answered {answer.status}")
    return answer.body


def _file(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(LIMIT_BYTES)
    except OSError as error:
        raise InputError(f"it cannot be read: {error.strerror}") from error
