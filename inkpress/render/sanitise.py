"""HTML from Markdown -> nodes of the allow-list. Everything active is removed here, and only here.

nh3 (a browser's parser and an allow-list) repairs and cleans; its output is regular enough to be read with one
expression, and what does not match that expression is refused. Both lists below are exhaustive.
"""

from __future__ import annotations

import html
import re
from urllib.parse import urlsplit

import nh3

from inkpress.errors import RenderError
from inkpress.render.tree import MAX_DEPTH, Element, Node

_TAG_NAMES = (
    "a abbr b blockquote br cite code dd del details div dl dt em figcaption figure h1 h2 h3 h4 h5 h6 hr i img ins kbd"
    " li mark ol p pre q s samp small span strong sub summary sup table tbody td tfoot th thead tr u ul var"
)
TAGS = frozenset(_TAG_NAMES.split())
_OTHER_NAMES = (
    "acronym address applet area article aside audio base basefont bdi bdo big body button canvas caption center col"
    " colgroup data datalist dialog dir embed fieldset font footer form frame frameset head header hgroup html iframe"
    " input label legend link main map marquee math menu meta meter nav nobr noframes noscript object optgroup option"
    " output param picture plaintext progress rp rt ruby script search section select slot source strike style svg"
    " template textarea time title track tt video wbr xmp"
)  # https://html.spec.whatwg.org/multipage/indices.html#elements-3, and what browsers still know
VOID = frozenset({"br", "hr", "img"})
SCHEMES = frozenset({"http", "https", "mailto", "post", "glossary"})
_EMPTIED = {"script", "style", "iframe", "object", "embed", "svg", "math", "template", "noscript", "textarea", "title"}
_ATTRIBUTES: dict[str, set[str]] = {
    "a": {"href", "title"},
    "abbr": {"title"},
    "img": {"src", "alt", "title", "width", "height"},
    "ol": {"start"},
    "sup": {"id"},  # the footnote extension's marks
    "li": {"id"},  # and its notes
    "div": {"class"},
    "code": {"class"},
    "td": {"align", "colspan", "rowspan"},
    "th": {"align", "colspan", "rowspan", "scope"},
}
_CLEANER = nh3.Cleaner(
    tags=set(TAGS),
    clean_content_tags=_EMPTIED,
    attributes=_ATTRIBUTES,
    url_schemes=set(SCHEMES),
    link_rel=None,
    strip_comments=True,
)
_NO_TAG = re.compile(
    rf"<(?!/?(?:{'|'.join([*_TAG_NAMES.split(), *_OTHER_NAMES.split()])})(?![\w-])|!--)", re.IGNORECASE
)
_PIECE = re.compile(r'<(?P<close>/?)(?P<tag>[a-z][a-z0-9]*)(?P<attrs>(?: [a-z-]+="[^"]*")*)>|(?P<text>[^<]+)')
_ATTR = re.compile(r' ([a-z-]+)="([^"]*)"')
_ALIGN = re.compile(r'(<t[dh])\s+style="text-align:\s*(left|right|center);?"')
_BAD_IN_URL = re.compile(r"[\x00-\x20\x7f]")


def to_nodes(dirty: str, *, file: str) -> tuple[Node, ...]:
    """The cleaned tree of an HTML fragment. Raises RenderError if the sanitiser's output is not what it promises."""
    html_only = _NO_TAG.sub("&lt;", dirty)  # `<pad>` and `<think>` are words of this field
    clean = _CLEANER.clean(_ALIGN.sub(r'\1 align="\2"', html_only))
    stack: list[tuple[str, dict[str, str], list[Node]]] = [("", {}, [])]
    position = 0
    for piece in _PIECE.finditer(clean):
        if piece.start() != position:
            break
        position = piece.end()
        if piece["text"] is not None:
            stack[-1][2].append(html.unescape(piece["text"]))
        elif piece["close"]:
            _close(stack, piece["tag"])
        else:
            attrs = _attributes(piece["tag"], piece["attrs"])
            if piece["tag"] in VOID:
                stack[-1][2].append(Element(piece["tag"], attrs, ()))
            else:
                stack.append((piece["tag"], attrs, []))
    if position != len(clean):
        raise RenderError(
            f"HTML that cannot be read: {clean[position : position + 60]!r}", file=file, hint="write it as Markdown"
        )
    while len(stack) > 1:
        _close(stack, stack[-1][0])
    return tuple(stack[0][2])


def _close(stack: list[tuple[str, dict[str, str], list[Node]]], tag: str) -> None:
    if len(stack) == 1 or stack[-1][0] != tag:
        return
    name, attrs, children = stack.pop()
    if len(stack) > MAX_DEPTH:
        stack[-1][2].extend(children)
    else:
        stack[-1][2].append(Element(name, attrs, tuple(children)))


def _attributes(tag: str, source: str) -> dict[str, str]:
    allowed = _ATTRIBUTES.get(tag, ())
    attrs = {name: html.unescape(value) for name, value in _ATTR.findall(source) if name in allowed}
    if "href" in attrs and not is_safe_address(attrs["href"]):
        del attrs["href"]
    return attrs


def is_safe_address(address: str) -> bool:
    """Relative, an anchor, or one of `SCHEMES`; without control characters and white space."""
    address = address.strip()
    if _BAD_IN_URL.search(address) or "\\" in address:
        return False
    try:
        parts = urlsplit(address)
        parts.port  # noqa: B018 - a wrong port is only seen when asked for
    except ValueError:
        return False
    if not parts.scheme:
        return not parts.netloc and ":" not in address.split("/")[0].split("?")[0].split("#")[0]
    return parts.scheme.lower() in SCHEMES and (
        parts.scheme.lower() in ("mailto", "post", "glossary") or bool(parts.netloc)
    )


def is_safe_picture(source: str, alt: str) -> bool:
    """A file beside the post, or a plain still picture on a named https host.

    A picture with a query, a port, a user, a bare number for a host, or without words for those who do not see it,
    is how open-tracking is done; a newsletter without it has no such picture.
    """
    if not is_safe_address(source):
        return False
    parts = urlsplit(source)
    if not parts.scheme:
        return not source.startswith(("/", "#")) and ".." not in parts.path.split("/") and bool(parts.path)
    host = parts.hostname or ""
    named = "." in host and not host.replace(".", "").isdigit() and ":" not in host and not host.endswith(".local")
    still = parts.path.lower().endswith((".png", ".jpg", ".jpeg"))
    could_count = bool(parts.query or parts.fragment or parts.username) or parts.port is not None
    return parts.scheme == "https" and named and still and bool(alt.strip()) and not could_count
