"""A post's own page. Entry points: `post_page` for the archive, `render_post_page` for one post alone."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from jinja2 import Environment
from markupsafe import Markup

from inkpress.config import SiteConfig
from inkpress.models import Artifact, GlossaryTerm, Post
from inkpress.render.addresses import rooted
from inkpress.render.article import PictureFile
from inkpress.render.entry import KIND_NAMES, Entry, Story, author_url, day_in_words, key_of, slug_of, tag_link
from inkpress.render.mail_body import guard_signs
from inkpress.render.policy import content_policy
from inkpress.render.shelf import Shelf
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


class Brief(NamedTuple):
    """A post as listings show it."""

    url: str
    title: str
    date: str
    day: str  # "25 November 2026"
    kind: str
    minutes: int
    summary: str
    tags: tuple[tuple[str, str], ...]  # (name, address)
    key: str = ""  # names all of the above


def brief(entry: Entry) -> Brief:
    """What listings show of `entry`; made once, because a post is in a dozen lists."""
    known = _BRIEFS.get(entry.digest)
    if known is None:
        known = _BRIEFS[entry.digest] = _brief(entry)
    return known


_BRIEFS: dict[str, Brief] = {}  # by the digest, which names all that a brief shows


def _brief(entry: Entry) -> Brief:
    shown = Brief(
        entry.url,
        entry.title,
        entry.date,
        day_in_words(entry.date),
        KIND_NAMES.get(entry.kind, entry.kind),
        entry.minutes,
        entry.summary,
        tuple(map(tag_link, entry.tags)),
    )
    return shown._replace(key=key_of(shown))


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
        "number": shelf.numbers.get(entry.date, 0),
        "newer": (newer.url, newer.title) if newer else None,
        "older": (older.url, older.title) if older else None,
        "needs": [_need(need, entry, shelf, glossary) for need in entry.needs],
    }
    related = [brief(other) for other in shelf.related(entry)]
    terms = {slug: glossary[slug].plain for slug in entry.terms if slug in glossary}
    posts = {slug: shelf.by_slug[slug].title for slug in entry.links if slug in shelf.by_slug}

    def make() -> bytes:
        return _render(entry, load(entry.slug), {**context, "related": related}, look, terms, posts)

    shown = (entry.digest, context, [other.key for other in related], terms, sorted(posts))
    return Page(f"p/{entry.slug}/index.html", look.key_of("post.html.j2", *shown), make)


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
        **dict.fromkeys(("number", "newer", "older", "related")),
        "needs": [_need(need, entry, shelf, terms) for need in entry.needs],
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
    data = json_ld(_linked_data(entry, story, look.config, context["card"])) if linked else Markup("")
    shown = {
        **context,
        "csp": content_policy(look.config, [data] if linked else []),
        "post": entry,
        "day": day_in_words(entry.date),
        "kind": KIND_NAMES.get(entry.kind, entry.kind),
        "authors": [(name, author_url(slug_of(name))) for name in entry.authors],
        "tags": [tag_link(tag) for tag in entry.tags],
        "story": story,
        "article": Markup(with_links(story.article, terms, posts)),
        "notes": Markup(story.notes),
        "corrections": [(day_in_words(date), text) for date, text in story.corrections],
        "paper_day": day_in_words(story.paper["date"]) if story.paper.get("date") else "",
        "jsonld": data,
        "description": entry.summary or entry.title,
    }
    return look.html("post.html.j2", shown)


def _need(
    need: list[str], entry: Entry, shelf: Shelf, glossary: Mapping[str, GlossaryTerm]
) -> tuple[str, str, str, str]:
    """(concept, why, address, what is there): the author's link, else the post or the term that explains it."""
    concept, why, link = need
    concept = concept[:1].upper() + concept[1:]
    kind, _, slug = link.partition(":")
    if kind == "post" and slug in shelf.by_slug:
        return concept, why, shelf.by_slug[slug].url, shelf.by_slug[slug].title
    if link.startswith("https://"):
        return concept, why, link, link.split("/")[2]
    if teacher := shelf.teacher(concept, entry):
        return concept, why, teacher.url, teacher.title
    term = slug if kind == "glossary" else slug_of(concept)
    if term in glossary:
        return concept, why, f"/glossary/#{term}", "in the glossary"
    return concept, why, "", ""


def json_ld(data: Mapping[str, Any]) -> Markup:
    """JSON for a script element: it cannot end the element."""
    return Markup(json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c"))


def _linked_data(entry: Entry, story: Story, config: SiteConfig, card: str) -> dict[str, Any]:
    """An Article about a ScholarlyArticle (https://schema.org/ScholarlyArticle)."""
    newsletter = config.newsletter
    people = [{"@type": "Person", "name": name} for name in entry.authors or [newsletter.author]]
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Article",
        "headline": entry.title,
        "description": entry.summary,
        "datePublished": entry.date,
        "dateModified": entry.updated,
        "inLanguage": newsletter.language,
        "author": people,
        "publisher": {"@type": "Organization", "name": newsletter.title, "url": f"{newsletter.url}/"},
        "mainEntityOfPage": newsletter.url + entry.url,
        "image": newsletter.url + card,
        "keywords": entry.tags,
    }
    if story.paper:
        about = {"@type": "ScholarlyArticle", "identifier": f"arXiv:{story.paper['name']}", "url": story.paper["abs"]}
        if story.paper.get("title"):
            about["name"] = about["headline"] = story.paper["title"]
            about["author"] = [{"@type": "Person", "name": name} for name in story.paper["authors"][:20]]
        data["about"] = about
    return data
