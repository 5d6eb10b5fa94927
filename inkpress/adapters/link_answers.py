"""Ask where outside links lead; answers stay in `output/links.json`, so that nobody is asked twice a fortnight."""

from __future__ import annotations

import json
from collections.abc import Callable
from urllib.parse import urlsplit

from inkpress.adapters.files import write_atomic
from inkpress.adapters.lane import Lane
from inkpress.adapters.net import Clock, Net, user_agent
from inkpress.config import Workspace
from inkpress.errors import SourceError

Answers = dict[str, tuple[int, str]]  # address -> (status, or 0 when there was no answer; ISO date it was asked)


def open_asker(workspace: Workspace, *, offline: bool) -> Callable[[str], int]:
    """A function from an address to its HTTP status, 0 for no answer. Only `[check] link_hosts` are ever asked."""
    config = workspace.config
    net = Net(
        config.arxiv,
        hosts=frozenset(config.check.link_hosts),
        agent=user_agent(config.arxiv.contact or config.newsletter.from_address, config.newsletter.url),
        lane=Lane(workspace.state / "net.lock", config.arxiv.gap_seconds, Clock()),
        offline=offline,
        clock=Clock(),
    )

    def ask(url: str) -> int:
        try:
            return net.get(url, tries=1).status
        except SourceError:
            return 0

    return ask


def host_of(url: str) -> str:
    """`host`, or `host:port`; "" for no address."""
    try:
        return urlsplit(url).netloc.rpartition("@")[2].lower()
    except ValueError:
        return ""


def load_answers(workspace: Workspace) -> Answers:
    """The answers kept; empty when there are none that can be read."""
    try:
        kept = json.loads((workspace.output / "links.json").read_bytes())
        return {str(url): (int(status), str(asked)) for url, (status, asked) in kept.items()}
    except (OSError, ValueError, AttributeError, TypeError):
        return {}


def save_answers(workspace: Workspace, answers: Answers) -> None:
    content = json.dumps(answers, ensure_ascii=False, sort_keys=True, indent=1)
    write_atomic(workspace.output / "links.json", content.encode() + b"\n", durable=False)
