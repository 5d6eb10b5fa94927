"""The pages that list posts: home, archive, tags, authors, kinds, papers, issues, reading lists, glossary.

Each function gives pages whose key holds exactly the rows they show. Long lists show the newest posts and one
page for each year, so that a new post changes two pages and not all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any
from urllib.parse import unquote

from inkpress.models import GlossaryTerm
from inkpress.render.entry import KIND_NAMES, Entry, author_url, day_in_words, list_url, slug_of, tag_url
from inkpress.render.pages import Look, Page, brief
from inkpress.render.policy import content_policy, integrity
from inkpress.render.shelf import Shelf

NEWEST = 40  # posts on the first page of a long list
SLACK = 20  # a list this much longer than NEWEST is still shown whole
_KINDS = {
    "explainer": "Explainers",
    "classic": "Classics",
    "deep-dive": "Deep dives",
    "tutorial": "Tutorials",
    "guest": "Guest posts",
    "note": "Notes",
}


def template_page(look: Look, template: str, path: str, context: Mapping[str, Any]) -> Page:
    """A page made by `template` at the address `path` (`/tags/x/`), keyed by its context."""
    file = unquote(path.lstrip("/")) + ("index.html" if path.endswith("/") else "")
    shown = {"path": path, **context}

    def make() -> bytes:
        return look.html(template, shown)

    return Page(file, look.key_of(template, shown), make)


def listing_pages(shelf: Shelf, look: Look, glossary: Mapping[str, GlossaryTerm]) -> Iterator[Page]:
    """Every page that lists posts, home first."""
    yield _home(shelf, look)
    yield from _archive(shelf, look)
    yield from _issues(shelf, look)
    yield from _groups(shelf, look)
    yield from _papers(shelf, look)
    yield _start_here(shelf, look)
    yield from _reading_lists(shelf, look)
    yield _glossary(shelf, look, glossary)
    yield _search(shelf, look)
    yield _not_found(shelf, look)


def _home(shelf: Shelf, look: Look) -> Page:
    newsletter = look.config.newsletter
    latest = shelf.entries[0] if shelf.entries else None
    context = {
        "title": newsletter.title,
        "head_title": f"{newsletter.title}: {newsletter.tagline}" if newsletter.tagline else newsletter.title,
        "description": newsletter.tagline or newsletter.title,
        "latest": brief(latest) if latest else None,
        "number": shelf.numbers[latest.date] if latest else 0,
        "recent": [brief(entry) for entry in shelf.entries[1:10]],
        "start": [brief(entry)[:2] for entry in shelf.start_here(look.config.web.start_here)[:3]],
        "count": len(shelf.entries),
    }
    return template_page(look, "home.html.j2", "/", context)


def _by_year(entries: Sequence[Entry], year: Callable[[Entry], str]) -> list[tuple[str, list[Entry]]]:
    return [(name, list(group)) for name, group in groupby(entries, year)]


def _year(entry: Entry) -> str:
    return entry.date[:4]


def _collection(
    look: Look,
    path: str,
    entries: Sequence[Entry],
    *,
    title: str,
    description: str,
    year: Callable[[Entry], str] = _year,
    **more: Any,
) -> Iterator[Page]:
    """A list at `path`: whole when short, else the newest and a page for each year."""
    years = _by_year(entries, year)
    is_long = len(entries) > NEWEST + SLACK
    shown = entries[:NEWEST] if is_long else entries
    context = {
        "title": title,
        "head_title": title,
        "description": description,
        "years": [(name, [brief(entry) for entry in group]) for name, group in _by_year(shown, year)],
        "more": [(name, f"{path}{name}/", len(group)) for name, group in years] if is_long else [],
        "count": len(entries),
        "up": None,
        **more,
    }
    yield template_page(look, "listing.html.j2", path, context)
    if is_long:
        for name, group in years:
            page = {
                **context,
                "title": f"{title}: {name}",
                "head_title": f"{title}: {name}",
                "description": f"{description} The year {name}.",
                "years": [(name, [brief(entry)[:6] for entry in group])],
                "more": [],
                "count": len(group),
                "up": (path, title),
            }
            yield template_page(look, "listing.html.j2", f"{path}{name}/", page)


def _archive(shelf: Shelf, look: Look) -> Iterator[Page]:
    title = look.config.newsletter.title
    yield from _collection(
        look,
        "/archive/",
        shelf.entries,
        title="Archive",
        description=f"Every post of {title}, newest first.",
        ways=True,
    )


def _issues(shelf: Shelf, look: Look) -> Iterator[Page]:
    dates = list(shelf.issues)  # newest first
    for place, date in enumerate(dates):
        newer = dates[place - 1] if place else None
        older = dates[place + 1] if place + 1 < len(dates) else None
        yield issue_page(shelf, look, date, newer, older)
    firsts = [shelf.issues[date][0] for date in dates]
    yield from _collection(
        look,
        "/issues/",
        firsts,
        title="Issues",
        description=f"Every issue of {look.config.newsletter.title}, by date.",
        numbers={date: shelf.numbers[date] for date in dates} if len(dates) <= NEWEST + SLACK else {},
    )


def issue_page(shelf: Shelf, look: Look, date: str, newer: str | None, older: str | None) -> Page:
    """The page of the issue of `date`: what readers got that day."""
    number = shelf.numbers[date]
    posts = sorted(shelf.issues[date], key=lambda e: (e.kind == "note", e.slug))
    context = {
        "title": f"Issue {number}",
        "head_title": f"Issue {number}: {day_in_words(date)}",
        "description": posts[0].summary or posts[0].title,
        "date": date,
        "day": day_in_words(date),
        "posts": [brief(entry) for entry in posts],
        "newer": (f"/issues/{newer}/", shelf.numbers[newer], day_in_words(newer)) if newer else None,
        "older": (f"/issues/{older}/", shelf.numbers[older], day_in_words(older)) if older else None,
    }
    return template_page(look, "issue.html.j2", f"/issues/{date}/", context)


def _groups(shelf: Shelf, look: Look) -> Iterator[Page]:
    newsletter = look.config.newsletter.title
    tags = {slug: next(t for t in group[0].tags if slug_of(t) == slug) for slug, group in shelf.tags.items()}
    authors = {slug: next(a for a in group[0].authors if slug_of(a) == slug) for slug, group in shelf.authors.items()}
    yield _index(look, "/tags/", "Tags", [(tags[s], tag_url(s), len(g)) for s, g in shelf.tags.items()])
    yield _index(look, "/authors/", "Authors", [(authors[s], author_url(s), len(g)) for s, g in shelf.authors.items()])
    yield _index(
        look, "/kinds/", "Kinds of posts", [(_KINDS[k], f"/kinds/{k}/", len(g)) for k, g in shelf.kinds.items()]
    )
    for slug, group in shelf.tags.items():
        yield from _collection(
            look,
            tag_url(slug),
            group,
            title=f"Tag: {tags[slug]}",
            description=f"Posts of {newsletter} about {tags[slug]}.",
            feed=f"{tag_url(slug)}atom.xml",
        )
    for slug, group in shelf.authors.items():
        name = authors[slug]
        yield from _collection(
            look, author_url(slug), group, title=f"Posts by {name}", description=f"What {name} wrote for {newsletter}."
        )
    for kind, group in shelf.kinds.items():
        yield from _collection(
            look,
            f"/kinds/{kind}/",
            group,
            title=_KINDS[kind],
            description=f"{_KINDS[kind]} of {newsletter}, newest first.",
        )


def _index(look: Look, path: str, title: str, rows: list[tuple[str, str, int]]) -> Page:
    context = {
        "title": title,
        "head_title": title,
        "description": f"{title} of {look.config.newsletter.title}, with the number of posts.",
        "rows": sorted(rows, key=lambda row: (-row[2], row[1])),
    }
    return template_page(look, "index.html.j2", path, context)


def _papers(shelf: Shelf, look: Look) -> Iterator[Page]:
    """Papers by their arXiv id, newest first; the first two digits of a new-style id are its year."""

    def year(entry: Entry) -> str:
        digits = entry.paper.rpartition("/")[2][:2]
        return f"19{digits}" if digits > "90" else f"20{digits}"

    papers = sorted(shelf.papers, key=lambda e: (year(e), e.paper, e.date, e.slug), reverse=True)
    yield from _collection(
        look,
        "/papers/",
        papers,
        title="Papers explained",
        description=f"Every paper that {look.config.newsletter.title} explains, by the year of the paper.",
        year=year,
        papers={entry.url: [entry.paper, entry.paper_title] for entry in papers},
    )


def _start_here(shelf: Shelf, look: Look) -> Page:
    context = {
        "title": "Start here",
        "head_title": "Start here",
        "description": f"New to {look.config.newsletter.title}? These posts, in this order.",
        "posts": [brief(entry) for entry in shelf.start_here(look.config.web.start_here)],
        "lists": [(c.name, list_url(c.slug)) for c in shelf.reading_lists()[:12]],
    }
    return template_page(look, "start.html.j2", "/start-here/", context)


def _reading_lists(shelf: Shelf, look: Look) -> Iterator[Page]:
    lists = shelf.reading_lists()
    rows = [(c.name, list_url(c.slug), len(shelf.path_to(c))) for c in lists]
    yield _index(look, "/lists/", "Reading lists", rows)
    for concept in lists:
        steps = shelf.path_to(concept)
        taught = {post.slug for post in concept.taught_by}
        context = {
            "title": f"To understand {concept.name}",
            "head_title": f"Reading list: {concept.name}",
            "description": f"Posts to read, in order, to understand {concept.name}, and where to go from there.",
            "posts": [brief(entry) for entry in steps],
            "lists": [],
            "then": [brief(entry)[:2] for entry in concept.needed_by if entry.slug not in taught][:12],
        }
        yield template_page(look, "start.html.j2", list_url(concept.slug), context)


def _glossary(shelf: Shelf, look: Look, glossary: Mapping[str, GlossaryTerm]) -> Page:
    terms = []
    for slug in sorted(glossary, key=lambda s: glossary[s].term.casefold()):
        term = glossary[slug]
        post = shelf.by_slug.get(term.see)
        terms.append((slug, term.term, term.plain, (post.url, post.title) if post else None))
    context = {
        "title": "Glossary",
        "head_title": "Glossary",
        "description": f"The words of {look.config.newsletter.title} in plain language.",
        "terms": terms,
    }
    return template_page(look, "glossary.html.j2", "/glossary/", context)


def _search(shelf: Shelf, look: Look) -> Page:
    context = {
        "title": "Search",
        "head_title": "Search",
        "description": f"Search every post of {look.config.newsletter.title}, word by word.",
        "years": [(name, len(group)) for name, group in _by_year(shelf.entries, _year)],
        "is_long": len(shelf.entries) > NEWEST + SLACK,
        "kinds": [(KIND_NAMES[kind], f"/kinds/{kind}/") for kind in shelf.kinds],
        "csp": content_policy(look.config, [look.search_script], search=True),
        "integrity": integrity(look.search_script),
    }
    return template_page(look, "search.html.j2", "/search/", context)


def _not_found(shelf: Shelf, look: Look) -> Page:
    context = {
        "title": "No page here",
        "head_title": "No page here",
        "description": "The page you asked for is not here.",
        "recent": [brief(entry)[:2] for entry in shelf.entries[:5]],
    }
    return template_page(look, "notfound.html.j2", "/404.html", context)
