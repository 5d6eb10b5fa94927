"""What search engines read of a post: an Article about a ScholarlyArticle (https://schema.org/ScholarlyArticle)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from markupsafe import Markup

from inkpress.config import NewsletterConfig
from inkpress.render.entry import Entry, Story


def json_ld(data: Mapping[str, Any]) -> Markup:
    """JSON for a script element: it cannot end the element."""
    return Markup(json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c"))


def linked_data(entry: Entry, story: Story, newsletter: NewsletterConfig, card: str) -> dict[str, Any]:
    """The Article; `card` is the address of its picture, relative to the site."""
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Article",
        "headline": entry.title,
        "description": entry.summary,
        "datePublished": entry.date,
        "dateModified": entry.updated,
        "inLanguage": newsletter.language,
        "author": [{"@type": "Person", "name": name} for name in entry.authors],
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
