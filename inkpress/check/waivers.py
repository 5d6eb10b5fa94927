"""Waivers: findings the author accepts, by rule and reason, in the front matter of the post."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from inkpress.check.names import NAMES, ON_REQUEST
from inkpress.check.together import key_line
from inkpress.models import Finding, Post, Severity, Waiver

_WORD = re.compile(r"\w+(?:[.,]\w+)*|%")


def split_waived(findings: Iterable[Finding], post: Post) -> tuple[tuple[Finding, ...], tuple[Finding, ...]]:
    """(findings that stand, findings the author waived), each in order. A waiver without a reason waives nothing."""
    standing: list[Finding] = []
    waived: list[Finding] = []
    for finding in findings:
        accepted = finding.file == post.path and any(covers(waiver, finding) for waiver in post.front.waive)
        (waived if accepted else standing).append(finding)
    return tuple(standing), tuple(waived)


def covers(waiver: Waiver, finding: Finding) -> bool:
    """Same rule, a reason given, and the waiver's text, if any, names the very words that the finding is about.

    A finding about no particular words is named by its sentence or message.
    """
    if waiver.rule != finding.rule or not waiver.why.strip():
        return False
    if not waiver.text:
        return True
    if not finding.ours:
        return waiver.text in finding.sentence or waiver.text in finding.message
    text, ours = _words(waiver.text), _words(finding.ours)
    return text in ours or (ours in text and text in _words(finding.sentence))


def _words(text: str) -> str:
    """The words of `text` with a space around each, so that "8" does not stand in "48"."""
    return f" {' '.join(_WORD.findall(text.casefold()))} "


def idle_waivers(findings: Iterable[Finding], post: Post) -> Iterator[Finding]:
    """A warning for each waiver of `post` that names no rule there is, or that none of its `findings` needs."""
    found = list(findings)
    for waiver in post.front.waive:
        if waiver.rule not in NAMES:
            yield _finding(post, waiver, f"there is no rule “{waiver.rule}”", "a finding's rule stands in its brackets")
        elif waiver.rule not in ON_REQUEST and not any(covers(waiver, finding) for finding in found):
            what = f"{waiver.rule} of “{waiver.text}”" if waiver.text else waiver.rule
            hint = "take it out, or let `text` be the words that the finding is about"
            yield _finding(post, waiver, f"nothing is waived by {what}", hint)


def _finding(post: Post, waiver: Waiver, message: str, hint: str) -> Finding:
    first = key_line(post, "waive")
    lines = post.text.split("\n")[first - 1 : post.body_line - 1]
    at = next((n for n, line in enumerate(lines) if waiver.rule in line and waiver.text in line), 0)
    return Finding(
        rule="waiver", severity=Severity.WARNING, file=post.path, line=first + at, message=message, hint=hint
    )
