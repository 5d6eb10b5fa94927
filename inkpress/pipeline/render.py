"""`inkpress render`: one post as e-mail and web page, and one formula a line in every form."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from inkpress.adapters.files import read_text, write_atomic
from inkpress.adapters.math_cache import cached_bytes
from inkpress.adapters.pictures import beside_post, media_address
from inkpress.adapters.posts import load_glossary, load_post, load_posts
from inkpress.adapters.templates import template_environment
from inkpress.config import NewsletterConfig, Workspace
from inkpress.errors import InputError, PostError, RenderError
from inkpress.issue import next_slot, slot_on
from inkpress.issue.build import first_words, issue_number
from inkpress.models import Artifact, Finding, Issue, Post, Severity
from inkpress.render.article import PictureFile
from inkpress.render.contrast import contrast_findings
from inkpress.render.document import parse_document
from inkpress.render.email import MailPart, render_email
from inkpress.render.formula.forms import formula_html, formula_text, mathml
from inkpress.render.formula.picture import FormulaPicture, draw_formula, measure_png, picture_name, too_wide
from inkpress.render.mail_body import COLUMN
from inkpress.render.mailcheck import check_email
from inkpress.render.pages import render_post_page
from inkpress.render.style import style_sheet
from inkpress.render.tree import Document, Formula
from inkpress.text import collapse

MAX_FORMULAS = 10_000  # in one file


@dataclass(frozen=True)
class Rendered:
    """The files made, what was left out of them, and what the check of the mail says."""

    artifacts: tuple[Artifact, ...]
    findings: tuple[Finding, ...]


def render_post(workspace: Workspace, path: Path, out: Path) -> Rendered:
    """Write `email.html`, `email.txt`, `email.eml` and `web.html` of one post, of any status, into `out`.

    Raises PostError, RenderError, TemplateError or ConfigError, and writes nothing then.
    """
    post = load_post(path.resolve(), workspace.root)
    part, findings = mail_part(workspace, post)
    issue = issue_of_one(post, _all_posts(workspace, post), workspace.config.newsletter)
    artifacts = [*mail_artifacts(workspace, issue, [part]), web_artifact(workspace, part)]
    for artifact in artifacts:
        write_atomic(out / artifact.path, artifact.content, durable=False)
    content = {artifact.path: artifact.content for artifact in artifacts}
    judged = check_email(content["email.html"], content["email.txt"], content["email.eml"])
    return Rendered(tuple(artifacts), (*findings, *judged, *contrast_findings(workspace.config.design)))


def mail_artifacts(workspace: Workspace, issue: Issue, parts: Sequence[MailPart]) -> tuple[Artifact, ...]:
    """The e-mail's files for `issue`, whose posts are `parts`."""
    cache = workspace.output / "cache" / "templates-email"
    environment = template_environment(workspace.templates, folder="email", cache=cache)
    return render_email(issue, parts, workspace.config, environment)


def mail_part(workspace: Workspace, post: Post) -> tuple[MailPart, tuple[Finding, ...]]:
    """The post with its tree, pictures and drawn formulas, and findings on what cannot be shown."""
    document = parse_document(post.body, file=post.path, first_line=post.body_line, title=post.front.title)
    pictures, missing = served_pictures(workspace, post, document)
    formulas = drawn_formulas(workspace, document)
    wide = (too_wide(f, formulas[f.latex], COLUMN) for f in document.formulas if f.display)
    return MailPart(post, document, pictures, formulas), (*document.findings, *missing, *filter(None, wide))


def drawn_formulas(workspace: Workspace, document: Document) -> dict[str, FormulaPicture]:
    """The picture of each displayed formula, by its LaTeX; drawn once, then kept in output/cache/math."""
    folder = workspace.output / "cache" / "math"
    drawn: dict[str, FormulaPicture] = {}
    for formula in document.formulas:
        if formula.display and formula.latex not in drawn:
            formula_text(formula)  # a formula that cannot be read is an error, even where an old picture is kept
            name = picture_name(formula)
            png = cached_bytes(folder, name, lambda formula=formula: draw_formula(formula).png)  # type: ignore[misc]
            drawn[formula.latex] = FormulaPicture(name, png, *measure_png(png))
    return drawn


def served_pictures(
    workspace: Workspace, post: Post, document: Document
) -> tuple[dict[str, PictureFile], tuple[Finding, ...]]:
    """Where each picture is served, with its size, and a finding for each that is not there."""
    served: dict[str, PictureFile] = {}
    missing: list[Finding] = []
    folder = (workspace.root / post.path).parent
    site = workspace.config.newsletter.url
    for source, found in beside_post(folder, workspace.root, (p.src for p in document.images)).items():
        if isinstance(found, InputError):
            line = post.text[: max(0, post.text.find(source))].count("\n") + 1
            missing.append(
                Finding(
                    rule="media-missing",
                    severity=Severity.ERROR,
                    file=post.path,
                    line=line,
                    message=f"picture {source!r} {found.message}",
                    hint=found.hint,
                )
            )
            continue
        path, facts = found
        served[source] = PictureFile(site + media_address(path.name, facts), facts.width, facts.height)
    return served, tuple(missing)


def web_artifact(workspace: Workspace, part: MailPart) -> Artifact:
    """`web.html`: the page of the archive, on its own."""
    environment = template_environment(
        workspace.templates, folder="web", cache=workspace.output / "cache" / "templates"
    )
    return render_post_page(
        part.post,
        part.document,
        workspace.config,
        environment,
        style=style_sheet(environment, workspace.config.design),
        pictures=part.pictures,
        glossary=load_glossary(workspace),
    )


def issue_of_one(post: Post, posts: Sequence[Post], newsletter: NewsletterConfig) -> Issue:
    """The issue in which `post` would go out alone."""
    date = post.front.date
    return Issue(
        number=issue_number(posts, date, newsletter),
        slot=slot_on(date, newsletter),
        next_slot=next_slot(date + dt.timedelta(days=1), newsletter),
        subject=collapse(post.front.title),
        preheader=collapse(post.front.summary) or first_words(post),
        posts=(post,),
    )


def _all_posts(workspace: Workspace, post: Post) -> list[Post]:
    """The workspace's posts, for the issue's number; another post's mistake is no reason not to show this one."""
    try:
        return load_posts(workspace)
    except PostError:
        return [post]


# --- formulas alone


def render_formulas(path: Path, out: Path) -> list[dict[str, Any]]:
    """Each line `inline|display<TAB>LaTeX` of the file in every form; pictures of displayed ones are written to `out`.

    A row is `{latex, mathml, html, text, png, error}`: `error` says why one cannot be set, and the rest is null then.
    """
    rows: list[dict[str, Any]] = []
    for number, line in enumerate(read_text(path).split("\n"), 1):
        if not line.strip() or line.startswith("#"):
            continue
        kind, tab, latex = line.partition("\t")
        if not tab or kind not in ("inline", "display"):
            raise InputError("is not of the form `inline|display<TAB>LaTeX`", file=path, line=number)
        if len(rows) >= MAX_FORMULAS:
            raise InputError(f"has more than {MAX_FORMULAS:,} formulas", file=path, line=number)
        rows.append(_formula_row(Formula(latex.strip(), kind == "display", str(path), number), out))
    return rows


def _formula_row(formula: Formula, out: Path) -> dict[str, Any]:
    row: dict[str, Any] = dict.fromkeys(("latex", "mathml", "html", "text", "png", "error"))
    row["latex"] = formula.latex
    try:
        forms = {"mathml": mathml(formula), "html": formula_html(formula), "text": formula_text(formula)}
        if formula.display:
            picture = draw_formula(formula)
            write_atomic(out / picture.name, picture.png, durable=False)
            forms["png"] = picture.name
    except RenderError as error:
        row["error"] = str(error)
        return row
    return {**row, **forms}
