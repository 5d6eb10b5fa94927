"""A post's own page. Entry points: `post_page` for the archive, `render_post_page` for one post alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from jinja2 import Environment
from markupsafe import Markup

from inkpress.config import SiteConfig
from inkpress.models import Artifact, GlossaryTerm, Post
from inkpress.render.addresses import rooted
from inkpress.render.article import PictureFile
from inkpress.render.brief import brief, link_to
from inkpress.render.cards import card_alt, card_site
from inkpress.render.entry import (
    KIND_NAMES,
    Entry,
    Link,
    Story,
    author_url,
    day_in_words,
    key_of,
    series_url,
    slug_of,
    tag_link,
)
from inkpress.render.linked_data import json_ld, linked_data
from inkpress.render.mail_body import guard_signs
from inkpress.render.policy import content_policy
from inkpress.render.shelf import Part, Shelf
from inkpress.render.story import make_story, with_links
from inkpress.render.templating import render_template
from inkpress.render.tree import Document
from inkpress.text import sha256

LoadStory = Callable[[str], Story]  # slug -> the heavy part


class Page(NamedTuple):
    """One file of the site. `key` names everything it shows: equal key, equal bytes."""

    path: str  # relative to the site's root: "p/attention/index.html"
    key: str
    make: Callable[[], bytes]
    day: str = ""  # ISO date of its last change, where it has one


class Look(NamedTuple):
    """What all pages share."""

    config: SiteConfig
    environment: Environment  # over templates/web
    site: Mapping[str, Any]  # what templates know as `site`
    key: str = ""  # names the settings and the code: when it changes, everything is made anew
    templates: Mapping[str, str] = {}  # template -> what names it and all templates it builds on
    search_script: str = ""  # the text of search.js
    root: str = ""  # what stands before addresses that begin at the site's root: "/letter", or a whole address

    def html(self, template: str, context: Mapping[str, Any]) -> bytes:
        """The page as UTF-8. Raises TemplateError with file and line."""
        return rooted(render_template(self.environment, template, {"site": self.site, **context}), self.root).encode()

    def key_of(self, template: str, *parts: Any) -> str:
        """Names a page made by `template` of `parts`."""
        return key_of(self.key, self.templates.get(template, ""), template, parts)


def site_context(
    config: SiteConfig, environment: Environment, *, style_url: str = "", inline_style: str = ""
) -> dict[str, Any]:
    """What templates know as `site`; a page that stands alone has its style sheet inside."""
    newsletter = config.newsletter
    site: dict[str, Any] = {
        "title": newsletter.title,
        "tagline": newsletter.tagline,
        "author": newsletter.author,
        "url": newsletter.url,
        "language": newsletter.language,
        "subscribe_url": newsletter.subscribe_url,
        "corrections": corrections_address(config),
        "design": config.design,
        "card_words": card_site(newsletter),
        "style_url": style_url,
        "inline_style": Markup(inline_style),
        "csp": content_policy(config),
    }
    for part in ("head", "foot"):
        site[part] = Markup(render_template(environment, f"{part}.html.j2", {"site": site}))
    return site


def corrections_address(config: SiteConfig) -> str:
    """Where a reader reports an error: an address on the web, or `mailto:`."""
    where = config.newsletter.corrections or config.newsletter.from_address
    return where if where.startswith(("http", "mailto:")) else f"mailto:{where}"


class About(NamedTuple):
    """Who an author is."""

    name: str
    bio: str
    url: str  # https, or ""

    @property
    def place(self) -> str:
        """The host of their address, which names the link."""
        return self.url.split("/")[2]


def post_page(
    entry: Entry, shelf: Shelf, look: Look, glossary: Mapping[str, GlossaryTerm], load: LoadStory, card: str
) -> Page:
    """The page of `entry`; `card` is the address of its card image, relative to the site."""
    newer, older = shelf.neighbours(entry)
    context: dict[str, Any] = {
        "path": entry.url,
        "title": entry.title,
        "head_title": shelf.head_title(entry),
        "card": card,
        "card_words": card_alt(entry, look.config.newsletter),
        "number": shelf.numbers.get(entry.date, 0),
        "newer": link_to(newer) if newer else None,
        "older": link_to(older) if older else None,
        "needs": shelf.needs_of(entry, glossary),
        "series": _series(shelf.part(entry)),
    }
    related = [brief(other) for other in shelf.related(entry)]
    terms = {slug: glossary[slug].plain for slug in entry.terms if slug in glossary}
    posts = {slug: shelf.by_slug[slug].title for slug in entry.links if slug in shelf.by_slug}

    def make() -> bytes:
        return _render(entry, load(entry.slug), {**context, "related": related}, look, terms, posts)

    shown = (entry.digest, context, [other.key for other in related], terms, sorted(posts))
    return Page(f"p/{entry.slug}/index.html", look.key_of("post.html.j2", *shown), make, entry.updated)


def render_post_page(
    post: Post,
    document: Document,
    config: SiteConfig,
    environment: Environment,
    *,
    style: str,
    pictures: Mapping[str, PictureFile] | None = None,
    glossary: Sequence[GlossaryTerm] = (),
) -> Artifact:
    """`web.html`: the post's page on its own, with its style sheet inside, as `inkpress render POST` writes it.

    `environment` is `template_environment(workspace.templates, folder="web")`; `style` is
    `style_sheet(environment, config.design)`; `pictures` says for each address in the Markdown which file to show
    (give the copy beside `web.html`, with its size). Neighbours and related posts are left out: they belong to the
    archive. Its links lead to the archive's address, and it has no script, not even data. Raises RenderError for
    a formula that cannot be set, TemplateError with file and line.
    """
    made = make_story(
        post,
        document,
        pictures=pictures or {},
        media={},
        base_url=config.newsletter.url,
        arxiv=config.arxiv.site_url,
        author=config.newsletter.author,
    )
    entry = made.entry
    site = site_context(config, environment, inline_style=style)
    look = Look(config, environment, site, root=config.newsletter.url)
    shelf = Shelf([entry], ready_dates=(), first_issue="", related=0)
    terms = {term.slug: term for term in glossary}
    context: dict[str, Any] = {
        "path": entry.url,
        "title": entry.title,
        "head_title": entry.title,
        "card": "/card.png",
        **dict.fromkeys(("number", "newer", "older", "related", "series")),
        "needs": shelf.needs_of(entry, terms),
    }
    known = {slug: slug for slug in entry.links}
    plain = {slug: terms[slug].plain for slug in entry.terms if slug in terms}
    page = _render(entry, made.story, context, look, plain, known, linked=False).decode()
    head, end, rest = page.partition("</style>")  # the style sheet's braces are its own
    content = (head + end + guard_signs(rest)).encode()
    return Artifact(path="web.html", content=content, sha256=sha256(content))


def _render(
    entry: Entry,
    story: Story,
    context: dict[str, Any],
    look: Look,
    terms: Mapping[str, str],
    posts: Mapping[str, str],
    *,
    linked: bool = True,
) -> bytes:
    data = json_ld(linked_data(entry, story, look.config.newsletter, context["card"])) if linked else Markup("")
    shown = {
        **context,
        "csp": content_policy(look.config, [data] if linked else []),
        "post": entry,
        "day": day_in_words(entry.date),
        "kind": KIND_NAMES.get(entry.kind, entry.kind),
        "authors": [Link(author_url(slug_of(name)), name) for name in entry.authors],
        "about_authors": [About(*who) for who in entry.about_authors],
        "tags": [tag_link(tag) for tag in entry.tags],
        "story": story,
        "article": Markup(with_links(story.article, terms, posts)),
        "notes": Markup(story.notes),
        "corrections": [(day_in_words(date), text) for date, text in story.corrections],
        "paper_day": day_in_words(story.paper["date"]) if story.paper.get("date") else "",
        "jsonld": data,
        "found_by": _found_by(entry, story),
        "description": entry.summary or entry.title,
    }
    return look.html("post.html.j2", shown)


def _found_by(entry: Entry, story: Story) -> str:
    """What search knows of a post besides its text: names first, then the title, each after the sign `∎`."""
    paper = story.paper
    of_paper = (
        [f"{paper['name']} arXiv:{paper['id']}", paper.get("title", ""), *paper.get("authors", ())] if paper else []
    )
    names = (*entry.authors, entry.series, *of_paper)
    return f"∎ {', '.join(filter(None, names))} ∎ {entry.title}"


class InSeries(NamedTuple):
    """The line that says of which series a post is a part."""

    url: str
    title: str
    number: int
    total: int
    before: Link | None
    after: Link | None


def _series(part: Part | None) -> InSeries | None:
    if part is None:
        return None
    before, after = (link_to(entry) if entry else None for entry in (part.before, part.after))
    return InSeries(series_url(part.slug), part.name, part.number, part.total, before, after)
