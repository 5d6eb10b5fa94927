"""What waits beside the day's list: papers kept for later, and the classic that is overdue."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from inkpress.adapters.inbox import peek_inbox
from inkpress.adapters.posts import load_posts
from inkpress.config import Workspace
from inkpress.models import Choice, Post
from inkpress.pipeline.choices import all_choices
from inkpress.text import parse_arxiv_id

OLD_ENOUGH_DAYS = 3 * 365  # a paper of three years can be a classic
_SHOWN = 3


def waiting(workspace: Workspace, today: dt.date) -> tuple[str, ...]:
    """Sentences to print under the list; none when nothing waits. Raises PostError, InputError."""
    posts = [post for post in load_posts(workspace) if post.front.kind != "note"]
    covered = {post.front.paper.id for post in posts if post.front.paper is not None}
    choices = [c for c in all_choices(workspace) if c.id not in covered and c.choose != "no"]
    queue = choices + [c for c in all_choices(workspace, seeds_only=True) if c.id not in covered]
    titles = _titles(workspace, queue)
    found = []
    later = [_named(choice, titles) for choice in choices if choice.choose == "later"]
    if later:
        found.append(f"Kept for later ({len(later)}): {'; '.join(later[:_SHOWN])}")
    if _overdue(posts, workspace.config.pick.classic_every, today):
        old = [_named(choice, titles) for choice in queue if _is_old(choice.id, today)]
        proposal = "; ".join(dict.fromkeys(old[:_SHOWN])) or "none in your queue yet: `inkpress add ID` puts one there"
        found.append(
            f"A classic or a deep dive is due, none in {workspace.config.pick.classic_every} posts: {proposal}"
        )
    return tuple(found)


def _overdue(posts: list[Post], every: int, today: dt.date) -> bool:
    past = sorted((p for p in posts if p.front.date <= today), key=lambda post: post.front.date)
    recent = past[-every:] if every else []
    return bool(every) and len(recent) == every and not any(p.front.kind in ("classic", "deep-dive") for p in recent)


def _is_old(paper_id: str, today: dt.date) -> bool:
    """Whether the id's month lies OLD_ENOUGH_DAYS back: `1706.03762`, `hep-th/9901001`."""
    if parse_arxiv_id(paper_id) is None:
        return False
    digits = paper_id.split("/")[-1][:4]
    year, month = int(digits[:2]), int(digits[2:])
    year += 1900 if year > 90 else 2000
    return 1 <= month <= 12 and (today - dt.date(year, month, 1)).days >= OLD_ENOUGH_DAYS


def _titles(workspace: Workspace, queue: list[Choice]) -> Mapping[str, str]:
    with peek_inbox(workspace) as inbox:
        kept = inbox.find([choice.id for choice in queue]) if inbox else {}
    own = {choice.id: choice.paper.title for choice in queue if choice.paper is not None}
    return {**own, **{name: row.paper.title for name, row in kept.items()}}


def _named(choice: Choice, titles: Mapping[str, str]) -> str:
    return f"{choice.id} “{titles[choice.id]}”" if choice.id in titles else choice.id
