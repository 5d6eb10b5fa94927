"""Addresses inside finished HTML: what begins at the site's root gets its place on the web.

The HTML is our own: text holds no raw `<`, and attribute values neither `<` nor `"`. So a `<` begins a tag, and what
looks like an attribute in text or in code is left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape

_ROOTED = re.compile(
    r'(<(?:a|link|img|form|script)\b[^<>]*? (?:href|src|action)="|<meta http-equiv="refresh" content="0; url=)/(?!/)'
)
_LOCAL = re.compile(r'(<(?:a|img)\b[^<>]*? (?:href|src)=")([/#])')


def rooted(html: str, root: str) -> str:
    """`html` with `root` (`/letter`, or a whole address) before every address that begins at the site's root."""
    return _ROOTED.sub(rf"\g<1>{root}/", html) if root else html


def absolute(html: str, base_url: str, page: str) -> str:
    """`html` with every address of this site made absolute; anchors become anchors of `page`."""
    return _LOCAL.sub(lambda m: f"{m[1]}{base_url}{page if m[2] == '#' else ''}{m[2]}", html)


def unlinked(html: str, addresses: Iterable[str]) -> str:
    """`html` with the links to `addresses`, and to places on those pages, made text."""
    gone = "|".join(re.escape(escape(address)) for address in addresses)
    return re.sub(rf'<a href="(?:{gone})(?:#[^"]*)?"[^>]*>(.*?)</a>', r"\1", html, flags=re.DOTALL) if gone else html
