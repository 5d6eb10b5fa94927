"""Issue -> e-mail: `email.html`, `email.txt` and `email.eml`, and the pictures of its formulas.

Entry point: `render_email`. The issue's words never pass through MJML (see `shell`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from jinja2 import Environment

from inkpress.config import SiteConfig
from inkpress.errors import RenderError
from inkpress.models import Artifact, Issue, Post
from inkpress.render.article import PictureFile
from inkpress.render.dialect import clean_characters
from inkpress.render.eml import Envelope, build_eml
from inkpress.render.entry import post_url
from inkpress.render.formula.picture import FormulaPicture
from inkpress.render.mail_body import Look, guard_signs
from inkpress.render.mail_view import issue_view, mail_post, unsubscribe_url
from inkpress.render.plain import Links, underlined, wrap
from inkpress.render.shell import render_shell
from inkpress.render.style import compact
from inkpress.render.templating import render_template
from inkpress.render.tree import Document, Formula
from inkpress.text import sha256

FORMULA_FOLDER = "math"  # of the web archive: pictures of displayed formulas lie at URL/math/NAME.png
_STYLE = re.compile(r"(<style[^>]*>)([^<]*)")
_COLON = re.compile(r"(?<=[a-z]): ")
_FILLER = "\u2007\u034f " * 22  # keeps the mail's first words out of the preheader


@dataclass(frozen=True, slots=True)
class MailPart:
    """One post of an issue with all that rendering needs, read beforehand.

    `pictures` maps each picture as written to its address and size; `formulas` maps the LaTeX of each displayed
    formula to its picture.
    """

    post: Post
    document: Document
    pictures: Mapping[str, PictureFile]
    formulas: Mapping[str, FormulaPicture]


def render_email(
    issue: Issue, parts: Sequence[MailPart], config: SiteConfig, environment: Environment
) -> tuple[Artifact, ...]:
    """The e-mail's files. `environment` is that of templates/email. Raises RenderError, TemplateError, ConfigError."""
    links = Links()
    depth = 1 if len(parts) > 1 else 0
    arxiv = config.arxiv.site_url.rstrip("/")
    posts = [mail_post(p.post, p.document, _look(p, config, depth), links, arxiv) for p in parts]
    context = {
        "newsletter": config.newsletter,
        "design": config.design,
        "issue": issue_view(issue, parts[0].document, config.newsletter),
        "posts": posts,
        "filler": _FILLER,
    }
    html = _tidy(render_shell(environment, "issue.mjml.j2", context))
    text = render_template(
        environment,
        "issue.txt.j2",
        {**context, "wrap": wrap, "heading": underlined, "mark": links.mark, "links": links.listing},
    )
    text = _spaced(text)
    return (
        _artifact("email.html", html.encode()),
        _artifact("email.txt", text.encode()),
        _artifact("email.eml", build_eml(envelope(issue, config), html, text)),
        *_formula_files(parts),
    )


def envelope(issue: Issue, config: SiteConfig) -> Envelope:
    """The headers of the issue, addressed to the list itself."""
    newsletter = config.newsletter
    address = newsletter.from_address
    return Envelope(
        subject=issue.subject,
        from_name=newsletter.from_name or newsletter.title,
        from_address=address,
        to_name=newsletter.title,
        to_address=address,
        reply_to=address,
        date=issue.slot.at,
        key=f"{newsletter.url} {issue.slot.date.isoformat()} {issue.number}",
        list_name=newsletter.title,
        list_id=newsletter.list_id or address.replace("@", "."),
        unsubscribe_url=unsubscribe_url(newsletter),
        unsubscribe_mailto=newsletter.unsubscribe_mailto or f"mailto:{address}?subject=unsubscribe",
        archive_url=f"{newsletter.url}/",
    )


def _look(part: MailPart, config: SiteConfig, depth: int) -> Look:
    site = config.newsletter.url

    def formula_picture(formula: Formula) -> PictureFile:
        picture = part.formulas.get(formula.latex)
        if picture is None:
            raise RenderError("a formula was not drawn", file=formula.file, line=formula.line)
        return PictureFile(f"{site}/{FORMULA_FOLDER}/{picture.name}", picture.width, picture.height)

    return Look(config.design, f"{site}{post_url(part.post.slug)}", site, part.pictures, formula_picture, depth)


def _formula_files(parts: Sequence[MailPart]) -> list[Artifact]:
    pictures = {picture.name: picture for part in parts for picture in part.formulas.values()}
    return [_artifact(f"{FORMULA_FOLDER}/{name}", pictures[name].png) for name in sorted(pictures)]


def _artifact(path: str, content: bytes) -> Artifact:
    return Artifact(path=path, content=content, sha256=sha256(content))


def _tidy(html: str) -> str:
    """Without control and direction characters, wherever they came from, without template signs, with short styles."""
    cleaned, _ = clean_characters(html)
    return _STYLE.sub(lambda found: found[1] + _by_rule(compact(found[2])), guard_signs(cleaned)) + "\n"


def _by_rule(style: str) -> str:
    """A rule a line: no mail program has to read a line of thousands of characters."""
    return _COLON.sub(":", style).replace("}", "}\n")


def _spaced(text: str) -> str:
    """At most two empty lines together, none at the ends, no white space at a line's end."""
    lines: list[str] = []
    cleaned, _ = clean_characters(text)
    for line in (raw.rstrip() for raw in cleaned.strip().split("\n")):
        if line or lines[-2:] != ["", ""]:
            lines.append(line)
    return "\n".join(lines) + "\n"
