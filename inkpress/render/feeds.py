"""Atom, RSS and JSON Feed with full content and absolute addresses; one Atom feed for each tag."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from email.utils import format_datetime
from functools import cache, lru_cache, partial
from html import escape
from typing import Any, NamedTuple

from inkpress.config import NewsletterConfig
from inkpress.models import GlossaryTerm
from inkpress.render.addresses import unlinked
from inkpress.render.entry import Entry, key_of, post_url, slug_of, tag_url
from inkpress.render.feed_body import needs_html
from inkpress.render.pages import LoadStory, Look, Page
from inkpress.render.shelf import Shelf

SendMoment = Callable[[str], dt.datetime]  # ISO date -> when that day's issue is sent, aware

NEWEST = 20  # posts in the main feeds
NEWEST_OF_TAG = 10
KEPT = 200  # posts whose content is kept while feeds are made: one is in several
_CONTROL = {code: None for code in (*range(0x20), 0x7F) if code not in (9, 10, 13)}


def feed_pages(
    shelf: Shelf, look: Look, load: LoadStory, moment: SendMoment, glossary: Mapping[str, GlossaryTerm]
) -> Iterator[Page]:
    """The feeds of the site and of each tag. `moment` gives the moment at which an issue of that date is sent."""
    newsletter, hub = look.config.newsletter, look.config.web.hub

    @lru_cache(maxsize=KEPT)
    def content(slug: str) -> str:
        return content_of(shelf.by_slug[slug], shelf, load, newsletter.url, glossary)

    @cache
    def shown(slug: str) -> tuple[str, Any, list[str]]:
        post = shelf.by_slug[slug]
        return post.digest, shelf.needs_of(post, glossary), dead_links(post, shelf, glossary)

    def feed(path: str, kind: str, title: str, posts: list[Entry], make: Callable[[], bytes]) -> Page:
        return Page(path, key_of(look.key, kind, title, [shown(post.slug) for post in posts]), make)

    main = shelf.entries[:NEWEST]
    title, about = newsletter.title, newsletter.tagline or newsletter.title
    site = Feed(newsletter, content, moment, hub)
    yield feed("atom.xml", "atom", title, main, lambda: atom(main, site, "/atom.xml", "/", title))
    yield feed("rss.xml", "rss", title, main, lambda: rss(main, site, about))
    yield feed("feed.json", "json", title, main, lambda: json_feed(main, site, about))
    for slug, group in shelf.tags.items():
        name = next(tag for tag in group[0].tags if slug_of(tag) == slug)
        posts, path, of_tag = group[:NEWEST_OF_TAG], tag_url(slug), f"{title}: {name}"
        make = partial(atom, posts, site, f"{path}atom.xml", path, of_tag)
        yield feed(f"tags/{slug}/atom.xml", "tag", of_tag, posts, make)


def content_of(post: Entry, shelf: Shelf, load: LoadStory, base_url: str, glossary: Mapping[str, GlossaryTerm]) -> str:
    """The whole post as plain HTML with absolute addresses; links to what is not there are text."""
    lead = f"<p><strong>{escape(post.summary, quote=False)}</strong></p>\n" if post.summary else ""
    gone = (base_url + address for address in dead_links(post, shelf, glossary))
    return lead + needs_html(shelf.needs_of(post, glossary), base_url) + unlinked(load(post.slug).feed, gone)


def dead_links(post: Entry, shelf: Shelf, glossary: Mapping[str, GlossaryTerm]) -> list[str]:
    """Addresses in the text of `post` where nothing is."""
    posts = [post_url(slug) for slug in post.links if slug not in shelf.by_slug]
    return posts + [f"/glossary/#{slug}" for slug in post.terms if slug not in glossary]


class Feed(NamedTuple):
    """What the feeds of a site share."""

    newsletter: NewsletterConfig
    content: Callable[[str], str]  # slug -> the whole post as HTML
    moment: SendMoment
    hub: str = ""  # WebSub hub


def atom(posts: Sequence[Entry], site: Feed, path: str, page: str, title: str) -> bytes:
    """An Atom feed (https://www.rfc-editor.org/rfc/rfc4287)."""
    newsletter, content, moment, hub = site
    base = newsletter.url
    updated = max((moment(e.updated) for e in posts), default=None)
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{_x(newsletter.language)}">',
        f"<id>{_x(base + page)}</id><title>{_x(title)}</title>",
        f"<updated>{updated.isoformat() if updated else '1970-01-01T00:00:00+00:00'}</updated>",
        f'<link rel="self" type="application/atom+xml" href="{_x(base + path)}"/>',
        f'<link rel="alternate" type="text/html" href="{_x(base + page)}"/>',
        f"<author><name>{_x(newsletter.author)}</name></author>",
    ]
    if newsletter.tagline and page == "/":
        lines.append(f"<subtitle>{_x(newsletter.tagline)}</subtitle>")
    if hub:
        lines.append(f'<link rel="hub" href="{_x(hub)}"/>')
    for post in posts:
        lines += [
            "<entry>",
            f"<id>{_x(base + post.url)}</id><title>{_x(post.title)}</title>",
            f'<link rel="alternate" type="text/html" href="{_x(base + post.url)}"/>',
            f"<published>{moment(post.date).isoformat()}</published><updated>{moment(post.updated).isoformat()}</updated>",
            *(f"<author><name>{_x(name)}</name></author>" for name in post.authors),
            *(f'<category term="{_x(tag)}"/>' for tag in post.tags),
            *([f"<summary>{_x(post.summary)}</summary>"] if post.summary else []),
            f'<content type="html">{_x(content(post.slug))}</content>',
            "</entry>",
        ]
    return "\n".join([*lines, "</feed>", ""]).encode()


def rss(posts: Sequence[Entry], site: Feed, about: str) -> bytes:
    """An RSS feed (https://www.rssboard.org/rss-specification)."""
    newsletter, content, moment, hub = site
    base = newsletter.url
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        '<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:dc="http://purl.org/dc/elements/1.1/"'
        ' xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>',
        f"<title>{_x(newsletter.title)}</title><link>{_x(base)}/</link><description>{_x(about)}</description>",
        f"<language>{_x(newsletter.language)}</language>",
        f'<atom:link rel="self" type="application/rss+xml" href="{_x(base)}/rss.xml"/>',
    ]
    if posts:
        lines.append(f"<lastBuildDate>{format_datetime(max(moment(e.updated) for e in posts))}</lastBuildDate>")
    if hub:
        lines.append(f'<atom:link rel="hub" href="{_x(hub)}"/>')
    for post in posts:
        lines += [
            "<item>",
            f"<title>{_x(post.title)}</title><link>{_x(base + post.url)}</link>",
            f'<guid isPermaLink="true">{_x(base + post.url)}</guid>',
            f"<pubDate>{format_datetime(moment(post.date))}</pubDate>",
            *(f"<dc:creator>{_x(name)}</dc:creator>" for name in post.authors),
            *(f"<category>{_x(tag)}</category>" for tag in post.tags),
            f"<description>{_x(post.summary or post.title)}</description>",
            f"<content:encoded>{_x(content(post.slug))}</content:encoded>",
            "</item>",
        ]
    return "\n".join([*lines, "</channel></rss>", ""]).encode()


def json_feed(posts: Sequence[Entry], site: Feed, about: str) -> bytes:
    """A JSON Feed (https://www.jsonfeed.org/version/1.1/)."""
    newsletter, content, moment, hub = site
    base = newsletter.url
    feed: dict[str, Any] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": newsletter.title,
        "home_page_url": f"{base}/",
        "feed_url": f"{base}/feed.json",
        "description": about,
        "language": newsletter.language,
        "authors": [{"name": newsletter.author}],
    }
    if hub:
        feed["hubs"] = [{"type": "WebSub", "url": hub}]
    feed["items"] = [
        {
            "id": base + post.url,
            "url": base + post.url,
            "title": post.title,
            "summary": post.summary,
            "content_html": content(post.slug),
            "date_published": moment(post.date).isoformat(),
            "date_modified": moment(post.updated).isoformat(),
            "authors": [{"name": name} for name in post.authors],
            "tags": post.tags,
        }
        for post in posts
    ]
    # "<" only begins a tag inside content_html, where \u003c says the same
    return (json.dumps(feed, ensure_ascii=False, indent=1).replace("<", "\\u003c") + "\n").encode()


def _x(text: str) -> str:
    """XML text or attribute value, without the characters XML 1.0 forbids."""
    return escape(text.translate(_CONTROL))
