"""Ask, when the author wishes it, whether the outside links of posts still lead somewhere."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence

from inkpress.adapters.link_answers import Answers, host_of, load_answers, save_answers
from inkpress.check import read_material
from inkpress.check.waivers import split_waived
from inkpress.config import Workspace
from inkpress.models import Finding, Post

KEPT_DAYS = 14


def check_links(
    workspace: Workspace, posts: Sequence[Post], ask: Callable[[str], int], today: dt.date
) -> list[Finding]:
    """A warning for each link of `[check] link_hosts` that is gone. `ask` gives an address's status, 0 for none."""
    hosts = {host.lower() for host in workspace.config.check.link_hosts}
    answers = load_answers(workspace)
    found: list[Finding] = []
    for post in posts:
        material = read_material(post, None)
        dead = []
        for link in material.body.links:
            if host_of(link.target) not in hosts:
                continue
            status = _status(link.target.partition("#")[0], answers, ask, today)
            if not 200 <= status < 400:
                told = f"answers {status}" if status else "gives no answer"
                message = f"{link.target[:100]} {told}"
                dead.append(material.warning("link-dead", message, line=link.line, column=link.column))
        found += split_waived(dead, post)[0]
    save_answers(workspace, answers)
    return found


def _status(url: str, answers: Answers, ask: Callable[[str], int], today: dt.date) -> int:
    """The status kept from the last fortnight, or a fresh one; silence is asked again."""
    oldest = (today - dt.timedelta(days=KEPT_DAYS)).isoformat()
    if url in answers and answers[url][1] >= oldest and answers[url][0]:
        return answers[url][0]
    status = ask(url)
    answers[url] = status, today.isoformat()
    return status
