"""The small files beside the pages: sitemap, robots, manifest, icons, headers, redirects, cards."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import partial
from html import escape

from inkpress.models import Finding, Severity
from inkpress.render.cards import card_key, card_site, card_words, draw_card, draw_icon
from inkpress.render.entry import Entry, key_of
from inkpress.render.listing import template_page
from inkpress.render.pages import Look, Page
from inkpress.render.policy import form_targets
from inkpress.render.shelf import Shelf

SITEMAP_LIMIT = 50_000  # addresses in one sitemap (https://www.sitemaps.org/protocol.html)
# all rules that match a file count, so Cache-Control stands only where it differs from the hosts' own, which is to ask
# each time whether a page has changed
_HEADERS = """/*
  Content-Security-Policy: {policy}
  X-Content-Type-Options: nosniff
  Referrer-Policy: strict-origin-when-cross-origin
  X-Frame-Options: DENY

/media/*
  Cache-Control: public, max-age=31536000, immutable

/cards/*
  Cache-Control: public, max-age=31536000, immutable

/style.css
  Cache-Control: public, max-age=31536000, immutable
"""


def card_address(entry: Entry, look: Look) -> str:
    """Where the card of `entry` lies; the name changes with what it shows."""
    title, foot = card_words(entry)
    return f"/cards/{card_key(title, foot, card_site(look.config.newsletter), look.config.design)}.png"


def card_pages(shelf: Shelf, look: Look, addresses: Mapping[str, str]) -> Iterator[Page]:
    """A card image for each post, at its address by slug, and one for all other pages."""
    site, design = card_site(look.config.newsletter), look.config.design
    seen = set()
    for entry in shelf.entries:
        address = addresses[entry.slug]
        if address not in seen:
            seen.add(address)
            words = card_words(entry)
            yield Page(address[1:], address, partial(draw_card, *words, site, design))
    tagline = look.config.newsletter.tagline
    key = card_key(site, tagline, "", design)
    yield Page("card.png", key, lambda: draw_card(site, tagline[:60], "", design))


def small_files(shelf: Shelf, look: Look, style: str, listed: list[tuple[str, str]]) -> Iterator[Page]:
    """Everything that is neither page, feed nor card. `listed` are (address, ISO date or "") for the sitemap."""
    newsletter, design = look.config.newsletter, look.config.design
    letter = next((c for c in newsletter.title if c.isalnum()), "i").upper()
    yield _file("style.css", style)
    yield _file("search.js", look.search_script)
    yield _file("sitemap.xml", sitemap(newsletter.url, listed[:SITEMAP_LIMIT]))
    yield _file("robots.txt", f"User-agent: *\nAllow: /\n\nSitemap: {newsletter.url}/sitemap.xml\n")
    yield _file("_headers", headers(look))
    yield _file("favicon.svg", favicon(letter, design.accent, design.paper))
    yield _file("manifest.webmanifest", manifest(look))
    for name, size in (("icon-180.png", 180), ("icon-192.png", 192), ("icon-512.png", 512)):
        key = key_of("icon", letter, size, design.accent, design.paper)
        yield Page(name, key, partial(draw_icon, letter, size, design))


def headers(look: Look) -> str:
    """What a host should say with each file, in the form that Netlify and Cloudflare Pages read."""
    policy = (
        "default-src 'none'; img-src 'self'; style-src 'self'; script-src 'self' 'wasm-unsafe-eval';"
        " connect-src 'self'; manifest-src 'self'; base-uri 'none'; frame-ancestors 'none';"
        f" form-action {form_targets(look.config)}"
    )
    return _HEADERS.format(policy=policy)


def _file(path: str, text: str) -> Page:
    return Page(path, key_of(text), text.encode)


def sitemap(base: str, listed: list[tuple[str, str]]) -> str:
    """The addresses with the day each last changed."""
    rows = "".join(
        f"<url><loc>{escape(base + address)}</loc>{f'<lastmod>{day}</lastmod>' if day else ''}</url>\n"
        for address, day in listed
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{rows}</urlset>\n'
    )


def favicon(letter: str, back: str, ink: str) -> str:
    """The first letter on the accent colour, as SVG."""
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64">'
        f'<rect width="64" height="64" rx="10" fill="{back}"/>'
        f'<text x="32" y="46" font-family="Georgia,serif" font-size="42" text-anchor="middle" fill="{ink}">'
        f"{escape(letter)}</text></svg>\n"
    )


def manifest(look: Look) -> str:
    """The web manifest (https://www.w3.org/TR/appmanifest/)."""
    newsletter, design = look.config.newsletter, look.config.design
    data = {
        "name": newsletter.title,
        "short_name": newsletter.title[:20],
        "start_url": f"{look.root}/",
        "display": "minimal-ui",
        "background_color": design.paper,
        "theme_color": design.accent,
        "icons": [{"src": f"{look.root}/icon-{n}.png", "sizes": f"{n}x{n}", "type": "image/png"} for n in (192, 512)],
    }
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"


def redirects(shelf: Shelf, look: Look, taken: set[str]) -> tuple[list[Page], list[Finding]]:
    """A page at each old address that leads to the new one, and the aliases that cannot be used.

    `taken` are the files of the site: an alias never replaces a page.
    """
    pages: list[Page] = []
    findings: list[Finding] = []
    for entry in shelf.entries:
        for alias in entry.aliases:
            address = _old_address(alias)
            file = address[1:] if address.endswith(".html") else f"{address[1:]}/index.html"
            if not address or file in taken:
                findings.append(
                    Finding(
                        rule="web-alias",
                        severity=Severity.WARNING,
                        file=entry.path,
                        message=f"alias {alias!r} is no free address of this site",
                        hint="write it as /old/address, one that no page has",
                    )
                )
                continue
            taken.add(file)
            context = {"title": entry.title, "head_title": f"Moved: {entry.title}", "to": entry.url}
            pages.append(template_page(look, "redirect.html.j2", f"/{file}".removesuffix("index.html"), context))
    return pages, findings


def _old_address(alias: str) -> str:
    """`/p/old` or `/old.html`, from whatever way the author wrote it; "" when it is no plain path of that kind."""
    path = alias.strip().split("?")[0].split("#")[0]
    if "://" in path:
        path = "/" + path.split("://", 1)[1].partition("/")[2]
    parts = [part for part in path.split("/") if part]
    # no dot but in a last `.html`: the old address is never that of a file, nor above one
    bare = [*parts[:-1], parts[-1].removesuffix(".html")] if parts else []
    plain = all(part and all(c.isalnum() or c in "-_~" for c in part) for part in bare)
    return "/" + "/".join(parts) if parts and plain and len(path) < 300 else ""
