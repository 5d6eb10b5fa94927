"""What only shows when posts are looked at side by side: one slug twice, two posts for one slot."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Sequence

from inkpress.models import Finding, Post, Severity


def check_together(posts: Sequence[Post], posts_per_issue: int, off_days: Collection[dt.date] = ()) -> list[Finding]:
    """A finding in every post that gets into another one's way, or whose date is one of `off_days`, without an issue.

    Slugs are compared as some disks do, without case.
    """
    by_slug: dict[str, list[Post]] = defaultdict(list)
    by_date: dict[str, list[Post]] = defaultdict(list)
    for post in posts:
        for name in (post.slug, *post.front.aliases):
            by_slug[name.casefold()].append(post)
        if post.front.status == "ready" and post.front.kind != "note":
            by_date[post.front.date.isoformat()].append(post)
    findings: list[Finding] = []
    for slug, rivals in by_slug.items():
        if len({post.path for post in rivals}) > 1:
            findings += _each(rivals, "duplicate-slug", f"the slug `{slug}` is used by", "slug")
    for date, rivals in by_date.items():
        if len(rivals) > posts_per_issue:
            findings += _each(rivals, "slot-taken", f"{date} is claimed by {len(rivals)} posts:", "date")
    findings += [_off_day(post) for post in posts if post.front.date in off_days]
    return findings


def _off_day(post: Post) -> Finding:
    return Finding(
        rule="slot-day",
        severity=Severity.INFO,
        file=post.path,
        line=key_line(post, "date"),
        message=f"{post.front.date} is a {post.front.date:%A}, on which no issue goes out",
        hint="change the date, or [newsletter] send_days and skip_dates",
    )


def _each(posts: Sequence[Post], rule: str, message: str, key: str) -> list[Finding]:
    names = " and ".join(sorted({post.path for post in posts}))
    return [
        Finding(
            rule=rule,
            severity=Severity.ERROR,
            file=post.path,
            line=key_line(post, key),
            message=f"{message} {names}",
            hint=f"change the {key} of one of them",
        )
        for post in posts
    ]


def key_line(post: Post, key: str) -> int:
    """The line of a front-matter key in the file, 1 when it is not there."""
    for number, line in enumerate(post.text.split("\n")[: post.body_line], 1):
        if line.startswith(f"{key}:"):
            return number
    return 1
