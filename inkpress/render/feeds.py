"""Atom, RSS and JSON Feed with full content and absolute addresses; one Atom feed for each tag."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterator, Sequence
from email.utils import format_datetime
from html import escape
from typing import Any

from inkpress.config import NewsletterConfig
from inkpress.render.entry import Entry, key_of, slug_of, tag_url
from inkpress.render.pages import LoadStory, Look, Page
from inkpress.render.shelf import Shelf

SendMoment = Callable[[str], dt.datetime]  # ISO date -> when that day's issue is sent, aware

NEWEST = 20  # posts in the main feeds
NEWEST_OF_TAG = 10
_CONTROL = {code: None for code in (*range(0x20), 0x7F) if code not in (9, 10, 13)}


def feed_pages(shelf: Shelf, look: Look, load: LoadStory, moment: SendMoment) -> Iterator[Page]:
    """The feeds of the site and of each tag. `moment` gives the moment at which an issue of that date is sent."""
    newsletter, hub = look.config.newsletter, look.config.web.hub
    main = shelf.entries[:NEWEST]
    key = key_of(look.key, "feed", [e.digest for e in main])
    title, about = newsletter.title, newsletter.tagline or newsletter.title
    yield Page("atom.xml", key, lambda: atom(main, newsletter, load, moment, hub, "/atom.xml", "/", title))
    yield Page("rss.xml", key, lambda: rss(main, newsletter, load, moment, hub, about))
    yield Page("feed.json", key, lambda: json_feed(main, newsletter, load, moment, hub, about))
    for slug, group in shelf.tags.items():
        name = next(tag for tag in group[0].tags if slug_of(tag) == slug)
        yield _tag_feed(slug, f"{title}: {name}", group[:NEWEST_OF_TAG], look, load, moment)


def _tag_feed(slug: str, title: str, posts: list[Entry], look: Look, load: LoadStory, moment: SendMoment) -> Page:
    path = tag_url(slug)

    def make() -> bytes:
        newsletter = look.config.newsletter
        return atom(posts, newsletter, load, moment, look.config.web.hub, f"{path}atom.xml", path, title)

    return Page(f"tags/{slug}/atom.xml", key_of(look.key, "tag feed", title, [e.digest for e in posts]), make)


def atom(
    posts: Sequence[Entry],
    newsletter: NewsletterConfig,
    load: LoadStory,
    moment: SendMoment,
    hub: str,
    path: str,
    page: str,
    title: str,
) -> bytes:
    """An Atom feed (https://www.rfc-editor.org/rfc/rfc4287)."""
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
            f'<content type="html">{_x(_content(post, load))}</content>',
            "</entry>",
        ]
    return "\n".join([*lines, "</feed>", ""]).encode()


def rss(
    posts: Sequence[Entry], newsletter: NewsletterConfig, load: LoadStory, moment: SendMoment, hub: str, about: str
) -> bytes:
    """An RSS feed (https://www.rssboard.org/rss-specification)."""
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
            f"<content:encoded>{_x(_content(post, load))}</content:encoded>",
            "</item>",
        ]
    return "\n".join([*lines, "</channel></rss>", ""]).encode()


def json_feed(
    posts: Sequence[Entry], newsletter: NewsletterConfig, load: LoadStory, moment: SendMoment, hub: str, about: str
) -> bytes:
    """A JSON Feed (https://www.jsonfeed.org/version/1.1/)."""
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
            "content_html": _content(post, load),
            "date_published": moment(post.date).isoformat(),
            "date_modified": moment(post.updated).isoformat(),
            "authors": [{"name": name} for name in post.authors] or [{"name": newsletter.author}],
            "tags": post.tags,
        }
        for post in posts
    ]
    # "<" only begins a tag inside content_html, where \u003c says the same
    return (json.dumps(feed, ensure_ascii=False, indent=1).replace("<", "\\u003c") + "\n").encode()


def _content(post: Entry, load: LoadStory) -> str:
    lead = f"<p><strong>{escape(post.summary, quote=False)}</strong></p>\n" if post.summary else ""
    return lead + (load(post.slug).feed or f"<p>{escape(post.title, quote=False)}</p>")


def _x(text: str) -> str:
    """XML text or attribute value, without the characters XML 1.0 forbids."""
    return escape(text.translate(_CONTROL))
