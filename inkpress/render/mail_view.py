"""What an e-mail template may print: plain values, made once from the issue, its documents and the settings."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from markupsafe import Markup

from inkpress.config import NewsletterConfig
from inkpress.models import Issue, Post
from inkpress.render.entry import KIND_NAMES, WORDS_PER_MINUTE, day_in_words, in_address
from inkpress.render.mail_body import Look, mail_address, mail_html
from inkpress.render.plain import Links, plain_body
from inkpress.render.story import QUESTIONS, how_made, paper_card
from inkpress.render.tree import Document, Element, plain_text
from inkpress.text import collapse

CONTENTS_FROM = 600  # words: a shorter post needs no table of contents
_ROLES = (
    ("research", "If you do research"),
    ("product", "If you build products"),
    ("engineering", "If you write code"),
)
_PREHEADER = (40, 140)  # characters: mail programs show about 35 to 140


@dataclass(frozen=True, slots=True)
class MailPost:
    """One post of the issue as the templates see it. Addresses are absolute; `body` is HTML, the rest is text."""

    title: str
    kicker: str
    byline: str
    minutes: int
    permalink: str
    summary: str
    contents: tuple[tuple[str, str], ...]  # (heading, address)
    body: Markup
    body_text: Callable[[], str]  # called while the text part is written, so that links are numbered in order
    needs: tuple[tuple[str, str, str], ...]  # (concept, why, address)
    then: str
    today: str
    roles: tuple[tuple[str, str], ...]  # (reader, text)
    scrutiny: tuple[tuple[str, str, str], ...]  # (question, answer, the paper's words)
    confidence: tuple[str, str] | None  # (level, why)
    corrections: tuple[tuple[str, str], ...]  # (date, text)
    paper: dict[str, Any]
    made: tuple[str, ...]


def mail_post(post: Post, document: Document, look: Look, links: Links, arxiv: str) -> MailPost:
    """The values of one post. `arxiv` is the site's address without a slash at the end. Raises RenderError."""
    front = post.front
    headings = [h for h in document.headings if h.level == 2]
    worthwhile = document.words >= CONTENTS_FROM and len(headings) > 2
    return MailPost(
        title=collapse(front.title),
        kicker=KIND_NAMES.get(front.kind, ""),
        byline=_names([collapse(name) for name in front.authors]),
        minutes=max(1, round(document.words / WORDS_PER_MINUTE)),
        permalink=look.permalink,
        summary=collapse(front.summary),
        contents=tuple((h.text, f"{look.permalink}#{in_address(h.id)}") for h in headings) if worthwhile else (),
        body=Markup(mail_html(document, look)),
        body_text=lambda: plain_body(document, links, lambda href: mail_address(href, look)),
        needs=tuple((n.concept, n.why, mail_address(n.link, look) if n.link else "") for n in front.needs),
        then=front.then,
        today=front.today,
        roles=tuple((name, text) for field, name in _ROLES if (text := getattr(front.roles, field).strip())),
        scrutiny=tuple((QUESTIONS.get(k, k.capitalize()), s.answer, s.quote) for k, s in front.scrutiny.items()),
        confidence=(front.confidence.level, front.confidence.why) if front.confidence.level else None,
        corrections=tuple((day_in_words(c.date.isoformat()), c.text) for c in front.corrections),
        paper={"title": "", **card} if (card := paper_card(post, arxiv)) else {},
        made=(*how_made(post), *_checked(post)),
    )


def issue_view(issue: Issue, lead: Document, newsletter: NewsletterConfig) -> dict[str, Any]:
    """The values of the issue as a whole; `lead` is its first post."""
    date = issue.slot.date.isoformat()
    return {
        "number": issue.number,
        "date": f"{issue.slot.date:%A}, {day_in_words(date)}",
        "subject": issue.subject,
        "preheader": preheader(issue, lead, newsletter),
        "permalink": f"{newsletter.url}/issues/{date}/",
        "next_date": f"{issue.next_slot.date:%A}, {day_in_words(issue.next_slot.date.isoformat())}"
        if issue.next_slot
        else "",
        "unsubscribe_url": unsubscribe_url(newsletter),
        "corrections_url": corrections_url(newsletter, issue),
        "corrections": [(c, post.front.title) for post in issue.posts for c in post.front.corrections],
    }


def preheader(issue: Issue, lead: Document, newsletter: NewsletterConfig) -> str:
    """40 to 140 characters that stand beside the subject in the list of mails.

    Where the author wrote no summary, the words come from the cleaned tree: Markdown's own text holds addresses.
    """
    words = collapse(issue.preheader) if issue.posts[0].front.summary.strip() else first_words(lead)
    least, most = _PREHEADER
    if len(words) < least:
        words = collapse(f"{words} {newsletter.tagline}" if newsletter.tagline else f"{words} {newsletter.title}")
    if len(words) < least:
        words = f"{words} · Issue {issue.number} of {newsletter.title}, {issue.slot.date.isoformat()}"
    return words if len(words) <= most else words[: most - 1].rsplit(" ", 1)[0].rstrip(",;:") + "…"


def first_words(document: Document) -> str:
    """The first paragraph of more than two words, or nothing."""
    paragraphs = (n for n in document.children if isinstance(n, Element) and n.tag == "p")
    texts = (collapse(plain_text(paragraph.children)) for paragraph in paragraphs)
    return next((text for text in texts if text.count(" ") > 1), "")


def unsubscribe_url(newsletter: NewsletterConfig) -> str:
    """Where a reader leaves; the same for all until mail is addressed reader by reader."""
    return newsletter.unsubscribe_url or f"{newsletter.url}/unsubscribe"


def corrections_url(newsletter: NewsletterConfig, issue: Issue) -> str:
    """Where an error is reported: an address on the web, or a mail that already names the issue."""
    where = newsletter.corrections or newsletter.from_address
    if "://" in where:
        return where
    return f"mailto:{where}?subject={quote(f'Correction to issue {issue.number}')}"


def _checked(post: Post) -> list[str]:
    """Who stands for the post: only `status: ready`, the author's own word, says so."""
    names = _names([collapse(name) for name in post.front.authors])
    if post.front.status != "ready" or not names:
        return []
    return [f"Checked by {names} for the issue of {day_in_words(post.front.date.isoformat())}."]


def _names(names: list[str]) -> str:
    return " and ".join(part for part in (", ".join(names[:-1]), names[-1] if names else "") if part)
