"""The pages that list posts by what they are: home, archive, issues, tags, authors, kinds, papers.

Each function gives pages whose key holds exactly the rows they show. Long lists show the newest posts and one
page for each year, so that a new post changes two pages and not all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any, NamedTuple
from urllib.parse import unquote

from inkpress.render.brief import Line, Row, brief, line, link_to
from inkpress.render.entry import Entry, Link, author_url, day_in_words, slug_of, tag_url
from inkpress.render.pages import About, Look, Page
from inkpress.render.shelf import Shelf

NEWEST = 40  # posts on the first page of a long list
SLACK = 20  # a list this much longer than NEWEST is still shown whole
KINDS = {
    "explainer": "Explainers",
    "classic": "Classics",
    "deep-dive": "Deep dives",
    "tutorial": "Tutorials",
    "guest": "Guest posts",
    "note": "Notes",
}


def template_page(
    look: Look, template: str, path: str, context: Mapping[str, Any], posts: Iterable[Entry] = ()
) -> Page:
    """A page made by `template` at the address `path` (`/tags/x/`), keyed by its context.

    It changed last when the last of `posts` did.
    """
    file = unquote(path.lstrip("/")) + ("index.html" if path.endswith("/") else "")
    shown = {"path": path, **context}

    def make() -> bytes:
        return look.html(template, shown)

    return Page(file, look.key_of(template, shown), make, max((entry.updated for entry in posts), default=""))


def listing_pages(shelf: Shelf, look: Look) -> Iterator[Page]:
    """Every page that lists posts by what they are, home first."""
    yield _home(shelf, look)
    yield from _archive(shelf, look)
    yield from _issues(shelf, look)
    yield from _tags(shelf, look)
    yield from _authors(shelf, look)
    yield from _kinds(shelf, look)
    yield from _papers(shelf, look)


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
        "start": [link_to(entry) for entry in shelf.start_here(look.config.web.start_here)[:3]],
        "count": len(shelf.entries),
    }
    return template_page(look, "home.html.j2", "/", context, shelf.entries)


class Year(NamedTuple):
    """The posts of a year, in the order of their list."""

    name: str
    posts: list[Line]


def by_year(entries: Iterable[Entry], year: Callable[[Entry], str]) -> list[tuple[str, list[Entry]]]:
    return [(name, list(group)) for name, group in groupby(entries, year)]


def year_of(entry: Entry) -> str:
    return entry.date[:4]


def collection(
    look: Look,
    path: str,
    entries: Sequence[Entry],
    *,
    title: str,
    description: str,
    year: Callable[[Entry], str] = year_of,
    show: Callable[[Entry], Line] = line,
    **more: Any,
) -> Iterator[Page]:
    """A list at `path`: whole when short, else the newest and a page for each year."""
    years = by_year(entries, year)
    is_long = len(entries) > NEWEST + SLACK
    shown = entries[:NEWEST] if is_long else entries
    context = {
        "title": title,
        "head_title": title,
        "description": description,
        "years": [Year(name, list(map(show, group))) for name, group in by_year(shown, year)],
        "more": [Row(f"{path}{name}/", name, len(group)) for name, group in years] if is_long else [],
        "count": len(entries),
        "up": None,
        **more,
    }
    yield template_page(look, "listing.html.j2", path, context, entries)
    for name, group in years if is_long else ():
        page = {
            **context,
            "title": f"{title}: {name}",
            "head_title": f"{title}: {name}",
            "description": f"{description} The year {name}.",
            "years": [Year(name, list(map(show, group)))],
            "more": [],
            "count": len(group),
            "up": Link(path, title),
        }
        yield template_page(look, "listing.html.j2", f"{path}{name}/", page, group)


def _archive(shelf: Shelf, look: Look) -> Iterator[Page]:
    title = look.config.newsletter.title
    yield from collection(
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
    yield from collection(
        look,
        "/issues/",
        firsts,
        title="Issues",
        description=f"Every issue of {look.config.newsletter.title}, by date.",
        show=lambda entry: line(entry)._replace(
            url=f"/issues/{entry.date}/", title=f"Issue {shelf.numbers[entry.date]}: {_lead(shelf, entry.date).title}"
        ),
        what="issue",
    )


def _in_order(shelf: Shelf, date: str) -> list[Entry]:
    """The posts of an issue as its readers got them: notes last."""
    return sorted(shelf.issues[date], key=lambda entry: (entry.kind == "note", entry.slug))


def _lead(shelf: Shelf, date: str) -> Entry:
    return _in_order(shelf, date)[0]


def issue_page(shelf: Shelf, look: Look, date: str, newer: str | None, older: str | None) -> Page:
    """The page of the issue of `date`: what readers got that day."""
    number = shelf.numbers[date]
    posts = _in_order(shelf, date)
    context = {
        "title": f"Issue {number}",
        "head_title": f"Issue {number}: {day_in_words(date)}",
        "description": posts[0].summary or posts[0].title,
        "date": date,
        "day": day_in_words(date),
        "posts": [brief(entry) for entry in posts],
        "newer": _issue_link(shelf, newer) if newer else None,
        "older": _issue_link(shelf, older) if older else None,
    }
    return template_page(look, "issue.html.j2", f"/issues/{date}/", context, posts)


def _issue_link(shelf: Shelf, date: str) -> Link:
    return Link(f"/issues/{date}/", f"Issue {shelf.numbers[date]}, {day_in_words(date)}")


def _tags(shelf: Shelf, look: Look) -> Iterator[Page]:
    newsletter = look.config.newsletter.title
    names = {slug: next(t for t in group[0].tags if slug_of(t) == slug) for slug, group in shelf.tags.items()}
    yield index_page(look, "/tags/", "Tags", [Row(tag_url(s), names[s], len(g)) for s, g in shelf.tags.items()])
    for slug, group in shelf.tags.items():
        yield from collection(
            look,
            tag_url(slug),
            group,
            title=f"Tag: {names[slug]}",
            description=f"Posts of {newsletter} about {names[slug]}.",
            feed=f"{tag_url(slug)}atom.xml",
        )


def _authors(shelf: Shelf, look: Look) -> Iterator[Page]:
    newsletter = look.config.newsletter.title
    names = {slug: next(a for a in group[0].authors if slug_of(a) == slug) for slug, group in shelf.authors.items()}
    rows = [Row(author_url(slug), names[slug], len(group)) for slug, group in shelf.authors.items()]
    yield index_page(look, "/authors/", "Authors", rows)
    for slug, group in shelf.authors.items():
        name = names[slug]
        about = (About(*who) for entry in group for who in entry.about_authors if slug_of(who[0]) == slug)
        yield from collection(
            look,
            author_url(slug),
            group,
            title=f"Posts by {name}",
            description=f"What {name} wrote for {newsletter}.",
            about=next(about, None),  # the newest post that says so
        )


def _kinds(shelf: Shelf, look: Look) -> Iterator[Page]:
    rows = [Row(f"/kinds/{kind}/", KINDS[kind], len(group)) for kind, group in shelf.kinds.items()]
    yield index_page(look, "/kinds/", "Kinds of posts", rows)
    for kind, group in shelf.kinds.items():
        yield from collection(
            look,
            f"/kinds/{kind}/",
            group,
            title=KINDS[kind],
            description=f"{KINDS[kind]} of {look.config.newsletter.title}, newest first.",
        )


def index_page(look: Look, path: str, title: str, rows: list[Row]) -> Page:
    """The page that lists lists, the longest first."""
    context = {
        "title": title,
        "head_title": title,
        "description": f"{title} of {look.config.newsletter.title}, with the number of posts.",
        "rows": sorted(rows, key=lambda row: (-row.number, slug_of(row.title), row.url)),
    }
    return template_page(look, "index.html.j2", path, context)


def _papers(shelf: Shelf, look: Look) -> Iterator[Page]:
    """Papers by their arXiv id, newest first; the first two digits of a new-style id are its year."""

    def year(entry: Entry) -> str:
        digits = entry.paper.rpartition("/")[2][:2]
        return f"19{digits}" if digits > "90" else f"20{digits}"

    papers = sorted(shelf.papers, key=lambda e: (year(e), e.paper, e.date, e.slug), reverse=True)
    yield from collection(
        look,
        "/papers/",
        papers,
        title="Papers explained",
        description=f"Every paper that {look.config.newsletter.title} explains, by the year of the paper.",
        year=year,
        show=lambda entry: line(entry)._replace(
            paper=", ".join(filter(None, (f"arXiv:{entry.paper}", entry.paper_title)))
        ),
    )
