"""`inkpress issue`: the posts of one slot -> e-mail and web pages, with a manifest of what was made.

Read, decide, write: everything is rendered and judged before the first byte is written, so that an issue that is
refused leaves the last good one as it was.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from inkpress.adapters.files import write_atomic
from inkpress.adapters.posts import load_posts
from inkpress.config import Workspace
from inkpress.errors import Refused
from inkpress.issue import build_issue, next_slot, slot_on
from inkpress.models import Artifact, Finding, Issue, Noun, Severity
from inkpress.pipeline.build import build_site
from inkpress.pipeline.check import judge_posts
from inkpress.pipeline.render import mail_artifacts, mail_part
from inkpress.render.contrast import contrast_findings
from inkpress.render.email import FORMULA_FOLDER
from inkpress.render.mailcheck import check_email
from inkpress.text import sha256

_WEB_FROM_ISSUE = "../../web"


class IssueRefused(Refused):
    """Findings stand in the way; `findings` are all of them, errors first."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        errors = [finding for finding in findings if finding.severity is Severity.ERROR]
        first = errors[0]
        super().__init__(
            f"the issue is not built: {len(errors)} error{'s' * (len(errors) > 1)}, the first at "
            f"{first.file}:{first.line}: {first.message}",
            hint="mend the post, or waive the finding in its front matter: waive: [{rule: ..., why: ...}]",
        )
        self.findings = tuple(sorted(findings, key=lambda finding: finding.severity is not Severity.ERROR))


class ManifestEntry(Noun):
    """One file of the issue; `path` is relative to the manifest."""

    path: str
    bytes: int
    sha256: str


class Manifest(Noun):
    """What an issue is made of, the findings that stand and those the author waived."""

    issue: int
    date: dt.date
    artifacts: tuple[ManifestEntry, ...]
    findings: tuple[Finding, ...] = ()
    waivers: tuple[Finding, ...] = ()


@dataclass(frozen=True)
class IssueReport:
    """An issue as written."""

    issue: Issue
    folder: Path
    manifest: Manifest

    def summary(self) -> list[str]:
        """Lines for the author: what was built, how large the mail is, where to look."""
        size = next(entry.bytes for entry in self.manifest.artifacts if entry.path == "email.eml")
        warnings = sum(finding.severity is Severity.WARNING for finding in self.manifest.findings)
        waived = len(self.manifest.waivers)
        return [
            f"issue {self.issue.number}, {self.issue.slot.date:%A %Y-%m-%d}, a mail of {size / 1024:.0f} KB",
            f"“{self.issue.subject}”: {warnings} warning{'s' * (warnings != 1)}, "
            f"{waived} finding{'s' * (waived != 1)} waived",
            f"look at {self.folder / 'look.html'}",
        ]


def make_issue(workspace: Workspace, date: dt.date | None, today: dt.date) -> IssueReport:
    """Build the issue of `date`, or of the next slot from `today`, into output/issues/DATE/ and output/web/.

    Raises NothingReady, IssueRefused with the findings, and what rendering raises; the last good issue stays then.
    """
    newsletter = workspace.config.newsletter
    slot = slot_on(date, newsletter) if date else next_slot(today, newsletter)
    issue = build_issue(load_posts(workspace), slot, newsletter)
    checked = judge_posts(workspace, issue.posts)
    _refuse_errors(checked.standing)
    parts, seen = zip(*(mail_part(workspace, post) for post in issue.posts), strict=True)
    _refuse_errors([finding for findings in seen for finding in findings])
    mail = mail_artifacts(workspace, issue, parts)
    judged = check_email(*(_content(mail, name) for name in ("email.html", "email.txt", "email.eml")))
    _refuse_errors(judged)
    judged += tuple(contrast_findings(workspace.config.design))

    folder = workspace.output / "issues" / slot.date.isoformat()
    for artifact in mail:
        write_atomic(folder / artifact.path, artifact.content)
    pages = _web_pages(workspace, issue, mail)
    look = local_look(_content(mail, "email.html"), newsletter.url)
    write_atomic(folder / "look.html", look, durable=False)
    findings = tuple(dict.fromkeys((*checked.standing, *(f for found in seen for f in found), *judged)))
    manifest = Manifest(
        issue=issue.number,
        date=slot.date,
        artifacts=tuple(_entry(artifact) for artifact in (*mail, *pages)),
        findings=findings,
        waivers=checked.waived,
    )
    text = json.dumps(manifest.model_dump(mode="json"), ensure_ascii=False, indent=1) + "\n"
    write_atomic(folder / "manifest.json", text.encode())
    return IssueReport(issue, folder, manifest)


def local_look(html: bytes, site_url: str) -> bytes:
    """The mail with its pictures taken from output/web/: what readers will see once the site is published.

    For the author's eyes only: it is no artifact of the issue and is never sent.
    """
    return html.replace(f'src="{site_url}/'.encode(), f'src="{_WEB_FROM_ISSUE}/'.encode())


def _web_pages(workspace: Workspace, issue: Issue, mail: Sequence[Artifact]) -> list[Artifact]:
    """Build the archive; the issue's own pages, and the formula pictures its mail refers to, as artifacts."""
    web = build_site(workspace).folder
    pictures = [artifact for artifact in mail if artifact.path.startswith(f"{FORMULA_FOLDER}/")]
    for picture in pictures:
        write_atomic(web / picture.path, picture.content, durable=False)
    names = [f"issues/{issue.slot.date}/index.html", *(f"p/{post.slug}/index.html" for post in issue.posts)]
    names += [picture.path for picture in pictures]
    pages = [(f"{_WEB_FROM_ISSUE}/{name}", (web / name).read_bytes()) for name in names]
    return [Artifact(path=path, content=content, sha256=sha256(content)) for path, content in pages]


def _refuse_errors(findings: Sequence[Finding]) -> None:
    if any(finding.severity is Severity.ERROR for finding in findings):
        raise IssueRefused(findings)


def _content(artifacts: Sequence[Artifact], name: str) -> bytes:
    return next(artifact.content for artifact in artifacts if artifact.path == name)


def _entry(artifact: Artifact) -> ManifestEntry:
    return ManifestEntry(path=artifact.path, bytes=len(artifact.content), sha256=artifact.sha256)
