"""Waivers: findings the author accepts, by rule and reason, in the front matter of the post."""

from __future__ import annotations

from collections.abc import Iterable

from inkpress.models import Finding, Post, Waiver


def split_waived(findings: Iterable[Finding], post: Post) -> tuple[tuple[Finding, ...], tuple[Finding, ...]]:
    """(findings that stand, findings the author waived), each in order. A waiver without a reason waives nothing."""
    standing: list[Finding] = []
    waived: list[Finding] = []
    for finding in findings:
        accepted = finding.file == post.path and any(covers(waiver, finding) for waiver in post.front.waive)
        (waived if accepted else standing).append(finding)
    return tuple(standing), tuple(waived)


def covers(waiver: Waiver, finding: Finding) -> bool:
    """Same rule, a reason given, and the waiver's text, if any, in the finding's sentence or message."""
    if waiver.rule != finding.rule or not waiver.why.strip():
        return False
    return not waiver.text or waiver.text in finding.sentence or waiver.text in finding.message
