"""Choose the posts of a slot and give the issue its number, subject and preheader."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from inkpress.config import NewsletterConfig
from inkpress.errors import NothingReady, Refused
from inkpress.issue.calendar import next_slot
from inkpress.models import Issue, Post, Slot
from inkpress.text import collapse

COMPANION_KINDS = ("note",)


def build_issue(posts: Sequence[Post], slot: Slot, newsletter: NewsletterConfig) -> Issue:
    """The issue of `slot`: its ready posts, main post first, notes after it in the order of their slugs.

    Raises NothingReady when no post of that date is ready, and Refused when more main posts share the slot than
    `[newsletter] posts_per_issue` allows: mail that went out by mistake cannot be called back.
    """
    chosen = _posts_of(posts, slot.date)
    lead = chosen[0]
    main = [post for post in chosen if post.front.kind not in COMPANION_KINDS]
    if len(main) > newsletter.posts_per_issue:
        names = " and ".join(post.path for post in main)
        raise Refused(
            f"{len(main)} posts are ready for {slot.date}: {names}",
            hint="give one another `date:`, or raise [newsletter] posts_per_issue",
        )
    return Issue(
        number=issue_number(posts, slot.date, newsletter),
        slot=slot,
        next_slot=next_slot(slot.date + dt.timedelta(days=1), newsletter),
        subject=collapse(lead.front.title),
        preheader=collapse(lead.front.summary) or first_words(lead),
        posts=tuple(chosen),
    )


def issue_number(posts: Sequence[Post], date: dt.date, newsletter: NewsletterConfig) -> int:
    """1 for the first date that has a ready post (not before `first_issue`), 2 for the next such date, and so on."""
    dates = {post.front.date for post in posts if post.front.status == "ready"}
    return 1 + sum(newsletter.first_issue <= other.isoformat() and other < date for other in dates)


def first_words(post: Post, limit: int = 30) -> str:
    """The first words of the first paragraph that is not a heading: the preheader of a post without a summary."""
    for line in post.body.splitlines():
        text = collapse(line.strip("*_> "))
        if text and text[0] not in "#|!`$-[<":
            words = text.split()
            return " ".join(words[:limit]) + ("…" if len(words) > limit else "")
    return collapse(post.front.title)


def _posts_of(posts: Sequence[Post], date: dt.date) -> list[Post]:
    same_day = [post for post in posts if post.front.date == date]
    ready = [post for post in same_day if post.front.status == "ready"]
    if not ready:
        raise NothingReady(f"no post is ready for {date}", hint=_nearest(same_day, posts, date))
    return sorted(ready, key=lambda post: (post.front.kind in COMPANION_KINDS, post.slug))


def _nearest(same_day: Sequence[Post], posts: Sequence[Post], date: dt.date) -> str:
    if same_day:
        return f"set `status: ready` in {same_day[0].path}"
    later = sorted((post.front.date, post.path) for post in posts if post.front.status == "ready")
    after = [row for row in later if row[0] > date] or later[-1:]
    if after:
        return (
            f"{after[0][1]} is ready for {after[0][0]}: run `inkpress issue --date {after[0][0]}`, or change its date"
        )
    return f"write a post with `date: {date}` and `status: ready`; `inkpress draft` begins one"
