"""The pages that lead through the posts: start here, reading lists, series, glossary, search, no page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from inkpress.models import GlossaryTerm
from inkpress.render.brief import Row, brief, line, link_to
from inkpress.render.entry import Link, list_url, series_url
from inkpress.render.listing import KINDS, NEWEST, Year, by_year, index_page, template_page, year_of
from inkpress.render.pages import Look, Page
from inkpress.render.policy import content_policy, integrity
from inkpress.render.shelf import Shelf

WHOLE = 250  # posts that the search page lists without search; of more, the newest and a page for each year


def path_pages(shelf: Shelf, look: Look, glossary: Mapping[str, GlossaryTerm]) -> Iterator[Page]:
    """Every page that leads through the posts."""
    yield _start_here(shelf, look)
    yield from _reading_lists(shelf, look)
    yield from _series(shelf, look)
    yield _glossary(shelf, look, glossary)
    yield _search(shelf, look)
    yield _not_found(shelf, look)
    if not look.config.newsletter.unsubscribe_url:
        yield _unsubscribe(look)


def _start_here(shelf: Shelf, look: Look) -> Page:
    posts = shelf.start_here(look.config.web.start_here)
    context = {
        "title": "Start here",
        "head_title": "Start here",
        "description": f"New to {look.config.newsletter.title}? These posts, in this order.",
        "posts": list(map(brief, posts)),
        "lists": [Link(list_url(concept.slug), concept.name) for concept in shelf.reading_lists()[:12]],
        "then": [],
    }
    return template_page(look, "start.html.j2", "/start-here/", context, posts)


def _reading_lists(shelf: Shelf, look: Look) -> Iterator[Page]:
    lists = [(concept, shelf.path_to(concept)) for concept in shelf.reading_lists()]
    rows = [Row(list_url(concept.slug), concept.name, len(steps)) for concept, steps in lists]
    rows += [Row(series_url(slug), f"Series: {parts[0].series}", len(parts)) for slug, parts in shelf.series.items()]
    yield index_page(look, "/lists/", "Reading lists", rows)
    for concept, steps in lists:
        taught = {post.slug for post in concept.taught_by}
        context = {
            "title": f"To understand {concept.name}",
            "head_title": f"Reading list: {concept.name}",
            "description": f"Posts to read, in order, to understand {concept.name}, and where to go from there.",
            "posts": list(map(brief, steps)),
            "lists": [],
            "then": [link_to(entry) for entry in concept.needed_by if entry.slug not in taught][:12],
        }
        yield template_page(look, "start.html.j2", list_url(concept.slug), context, steps)


def _series(shelf: Shelf, look: Look) -> Iterator[Page]:
    for slug, parts in shelf.series.items():
        name = parts[0].series
        context: dict[str, Any] = {
            "title": name,
            "head_title": f"Series: {name}",
            "description": f"{name}: a series of {look.config.newsletter.title}, in the order to read it.",
            "posts": list(map(brief, parts)),
            "lists": [],
            "then": [],
        }
        yield template_page(look, "start.html.j2", series_url(slug), context, parts)


class Term(NamedTuple):
    """A word of the glossary."""

    slug: str
    name: str
    plain: str
    post: Link | None  # that explains more


def _glossary(shelf: Shelf, look: Look, glossary: Mapping[str, GlossaryTerm]) -> Page:
    terms = []
    for slug in sorted(glossary, key=lambda s: glossary[s].term.casefold()):
        term = glossary[slug]
        post = shelf.by_slug.get(term.see)
        terms.append(Term(slug, term.term, term.plain, link_to(post) if post else None))
    context = {
        "title": "Glossary",
        "head_title": "Glossary",
        "description": f"The words of {look.config.newsletter.title} in plain language.",
        "terms": terms,
    }
    return template_page(look, "glossary.html.j2", "/glossary/", context)


def _search(shelf: Shelf, look: Look) -> Page:
    is_long = len(shelf.entries) > WHOLE
    shown = shelf.entries[:NEWEST] if is_long else shelf.entries
    years = by_year(shelf.entries, year_of) if is_long else []
    context = {
        "title": "Search",
        "head_title": "Search",
        "description": f"Search every post of {look.config.newsletter.title}, word by word.",
        "years": [Year(name, list(map(line, group))) for name, group in by_year(shown, year_of)],
        "more": [Row(f"/archive/{name}/", name, len(group)) for name, group in years],
        "kinds": [Link(f"/kinds/{kind}/", KINDS[kind]) for kind in shelf.kinds],
        "csp": content_policy(look.config, [look.search_script], search=True),
        "integrity": integrity(look.search_script),
    }
    return template_page(look, "search.html.j2", "/search/", context)


def _not_found(shelf: Shelf, look: Look) -> Page:
    context = {
        "title": "No page here",
        "head_title": "No page here",
        "description": "The page you asked for is not here.",
        "recent": list(map(link_to, shelf.entries[:5])),
    }
    return template_page(look, "notfound.html.j2", "/404.html", context)


def _unsubscribe(look: Look) -> Page:
    """Where the link in each mail leads unless the settings name another place: nothing happens by opening it."""
    newsletter = look.config.newsletter
    context = {
        "title": "Unsubscribe",
        "head_title": "Unsubscribe",
        "description": f"Stop getting {newsletter.title} by e-mail.",
        "mailto": newsletter.unsubscribe_mailto or f"mailto:{newsletter.from_address}?subject=unsubscribe",
        "address": newsletter.from_address,
    }
    return template_page(look, "unsubscribe.html.j2", "/unsubscribe/", context)
