"""Records -> the whole site, page by page. Entry point: `site_pages`.

Nothing is rendered here: each `Page` says by its key what it shows, and is made only if that changed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import NamedTuple
from urllib.parse import quote

from inkpress.models import Finding, GlossaryTerm
from inkpress.render.entry import Entry
from inkpress.render.feeds import SendMoment, feed_pages
from inkpress.render.listing import listing_pages
from inkpress.render.pages import LoadStory, Look, Page, post_page
from inkpress.render.paths import path_pages
from inkpress.render.shelf import Shelf
from inkpress.render.webfiles import card_address, card_pages, redirects, small_files


class Parts(NamedTuple):
    """What the site is made of."""

    shelf: Shelf
    look: Look
    glossary: Mapping[str, GlossaryTerm]
    style: str
    moment: SendMoment


def site_pages(
    parts: Parts,
    load: LoadStory,
    media: Mapping[str, str],
    read_media: Callable[[str], bytes],
    findings: list[Finding],
) -> Iterator[Page]:
    """Every file of the site, assets first, then pages, then feeds: in this order none leads to what is not there.

    `media` maps addresses of pictures to the keys of their content; `read_media` gives the bytes. Findings on
    aliases are added to `findings`.
    """
    shelf, look = parts.shelf, parts.look
    listed: list[tuple[str, str]] = []
    taken: set[str] = set()
    for address, key in media.items():
        yield Page(address[1:], key, partial(read_media, address))
    cards = {entry.slug: card_address(entry, look) for entry in shelf.entries}
    yield from card_pages(shelf, look, cards)
    for entry in shelf.entries:
        page = post_page(entry, shelf, look, parts.glossary, load, cards[entry.slug])
        taken.add(page.path)
        listed.append((entry.url, entry.updated))
        yield page
    for page in (*listing_pages(shelf, look), *path_pages(shelf, look, parts.glossary)):
        taken.add(page.path)
        if page.path.endswith("index.html"):
            listed.append((_address(page.path), page.day))
        yield page
    moved, wrong = redirects(shelf, look, taken)
    findings += wrong
    yield from moved
    yield from feed_pages(shelf, look, load, parts.moment, parts.glossary)
    yield from small_files(shelf, look, parts.style, listed)


def _address(path: str) -> str:
    return "/" + quote(path.removesuffix("index.html"))


def dead_links(entries: list[Entry], shelf: Shelf, glossary: Mapping[str, GlossaryTerm]) -> list[Finding]:
    """Links of posts to posts and terms that are not there: they are shown as plain text."""
    from inkpress.models import Severity

    out = []
    for entry in entries:
        gone = [f"post:{s}" for s in entry.links if s not in shelf.by_slug]
        gone += [f"glossary:{s}" for s in entry.terms if s not in glossary]
        out += [
            Finding(
                rule="web-dead-link",
                severity=Severity.WARNING,
                file=entry.path,
                message=f"{name} is not there: shown without a link",
                hint="publish the post, or add the term to posts/glossary.yaml",
            )
            for name in gone
        ]
    return out
