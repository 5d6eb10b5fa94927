"""Paper watch: what became of the papers since the posts were written."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from inkpress.check.together import key_line
from inkpress.models import Finding, Paper, Post, Severity


def watch(posts: Sequence[Post], latest: Iterable[Paper]) -> list[Finding]:
    """A finding for each post whose paper is withdrawn, has a newer version, or is unknown to arXiv.

    `latest` are the catalogue's entries for the newest versions.
    """
    by_id = {paper.id: paper for paper in latest}
    findings = []
    for post in posts:
        reference = post.front.paper
        if reference is None:
            continue
        paper = by_id.get(reference.id)
        if paper is None:
            findings.append(_finding(post, "paper-unknown", Severity.ERROR, f"arXiv knows no paper {reference.id}"))
        elif paper.withdrawn:
            message = f"{paper.versioned_id} was withdrawn: {paper.comment or 'no reason given'}"
            findings.append(
                _finding(post, "paper-withdrawn", Severity.ERROR, message, "take the post out, or say so in it")
            )
        elif reference.version is not None and paper.version > reference.version:
            message = f"version {paper.version} of {paper.id} is out; the post explains version {reference.version}"
            hint = f"read what changed: `inkpress read {paper.versioned_id}`"
            findings.append(_finding(post, "paper-version", Severity.WARNING, message, hint))
    return findings


def _finding(post: Post, rule: str, severity: Severity, message: str, hint: str = "") -> Finding:
    return Finding(
        rule=rule, severity=severity, file=post.path, line=key_line(post, "paper"), message=message, hint=hint
    )
