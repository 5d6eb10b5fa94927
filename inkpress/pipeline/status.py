"""`inkpress status`: the coming slots and what each still lacks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from itertools import islice

from inkpress.config import Workspace
from inkpress.issue import slots_from
from inkpress.models import Finding, Noun, Post, Severity
from inkpress.pipeline.check import check_posts, usable_posts


class SlotStatus(Noun):
    """One coming slot. `lacks` is empty when `inkpress issue` would build it."""

    date: dt.date
    post: str = ""  # path of the post, or of both when two compete
    title: str = ""
    lacks: tuple[str, ...] = ()


def status(workspace: Workspace, today: dt.date, slots: int = 6) -> list[SlotStatus]:
    """The next slots in order, beginning with today's; then posts that no slot takes up, so that none is forgotten.

    Those are posts to come whose date is no send day, and drafts whose day has passed.
    """
    posts = usable_posts(workspace, [])
    coming = [slot.date for slot in islice(slots_from(today, workspace.config.newsletter), slots)]
    due = [post for post in posts if post.front.date in coming]
    findings = check_posts(workspace, due)
    allowed = workspace.config.newsletter.posts_per_issue
    stray = [_stray(post, today) for post in posts if _is_stray(post, today, coming)]
    return [_slot_status(date, posts, findings, allowed) for date in coming] + stray


def debts(workspace: Workspace) -> list[tuple[str, int]]:
    """Concepts that ready posts need most and none explains, with the number of posts: the next deep dives."""
    from inkpress.adapters.posts import load_glossary
    from inkpress.render.entry import make_entry
    from inkpress.render.shelf import MOST_DEBTS, Shelf

    ready = [post for post in usable_posts(workspace, []) if post.front.status == "ready"]
    entries = [make_entry(p, author="", words=0, terms=[], links=[], media=[], paper_title="") for p in ready]
    shelf = Shelf(entries, ready_dates=(), first_issue="", related=0)
    owed = shelf.debts([term.slug for term in load_glossary(workspace)])
    return [(concept.name, len(concept.needed_by)) for concept in owed[:MOST_DEBTS]]


def _is_stray(post: Post, today: dt.date, coming: Sequence[dt.date]) -> bool:
    if post.front.date < today:
        return post.front.status == "draft"
    return post.front.date not in coming and post.front.date < coming[-1]


def _stray(post: Post, today: dt.date) -> SlotStatus:
    date = post.front.date
    why = "a day to come: its own has passed" if date < today else f"a send day: {date} is a {date:%A}"
    return SlotStatus(date=date, post=post.path, title=post.front.title, lacks=(why,))


def _slot_status(date: dt.date, posts: Sequence[Post], findings: Sequence[Finding], allowed: int) -> SlotStatus:
    here = [post for post in posts if post.front.date == date]
    if not here:
        return SlotStatus(date=date, lacks=("a post",))
    lacks: list[str] = []
    if len([post for post in here if post.front.kind != "note"]) > allowed:
        lacks.append("one post less, or another date for one")
    if not any(post.front.status == "ready" for post in here):
        lacks.append("`status: ready`")
    errors = sum(f.severity is Severity.ERROR and f.file in {post.path for post in here} for f in findings)
    if errors:
        lacks.append(f"{errors} finding{'s' * (errors > 1)} to mend (inkpress check)")
    names = ", ".join(post.path for post in here)
    return SlotStatus(date=date, post=names, title=here[0].front.title, lacks=tuple(lacks))
