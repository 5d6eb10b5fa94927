"""arXiv's feeds, before anyone trusts them.

`clean_api_feed` and `announced_ids` take the bytes of an answer. Not a feed, cut short, a count that does not match:
`Unfit`, so that the request is made again. arXiv's own error entry: SourceError with its message. One unusable
entry is taken out and named, so that it cannot break a run.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple
from xml.etree import ElementTree as ET

from inkpress.adapters.net import Unfit
from inkpress.errors import SourceError
from inkpress.text import ArxivId, clean_for_terminal, parse_arxiv_id

ATOM = "{http://www.w3.org/2005/Atom}"
_OPENSEARCH = "{http://a9.com/-/spec/opensearch/1.1/}"
_ARXIV = "{http://arxiv.org/schemas/atom}"
_STAMP = re.compile(r"\s*\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,6})?(?:Z|[+-]\d{2}:\d{2})\s*")
_DECLARED = re.compile(rb"""^\s*<\?xml[^>]*encoding\s*=\s*["']([\w.-]+)["']""")


class ApiFeed(NamedTuple):
    """A checked page of the API. `content` is an Atom feed with the usable entries only."""

    content: bytes
    total: int
    warnings: tuple[str, ...]


class Announced(NamedTuple):
    """One line of the day's announcement: `kind` is new, cross, replace or replace-cross."""

    id: ArxivId
    kind: str


class _NoDoctype(ET.TreeBuilder):
    """Refuses a document type: no feed has one, and entity bombs and local-file entities need one."""

    def doctype(self, name: str, pubid: str | None, system: str | None) -> None:
        raise SourceError("the feed declares a document type, which no feed needs: it was not read")


def parse_xml(data: bytes) -> tuple[ET.Element, str]:
    """The root element, and a warning or "". Raises Unfit with line and column, SourceError for a doctype."""
    if not data.strip():
        raise Unfit("sent an empty answer")
    data, warning = _repaired(data)
    parser = ET.XMLParser(target=_NoDoctype())
    try:
        parser.feed(data)
        return parser.close(), warning
    except (ET.ParseError, LookupError, ValueError) as error:
        shown = "HTML" if re.match(rb"\s*<(?:!doctype html|html|head|title)", data, re.IGNORECASE) else "no feed"
        raise Unfit(f"sent {shown}: {error}") from error


def _repaired(data: bytes) -> tuple[bytes, str]:
    """UTF-8 with wrong bytes is read with replacement signs, and says so; other encodings are left to the parser."""
    declared = _DECLARED.match(data)
    if data.startswith((b"\xff\xfe", b"\xfe\xff")) or (declared and declared[1].lower() not in (b"utf-8", b"utf8")):
        return data, ""
    try:
        data.decode("utf-8")
        return data, ""
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        return (
            data.decode("utf-8", "replace").encode("utf-8"),
            f"line {line} is not UTF-8: unreadable characters are shown as \ufffd",
        )


def clean_api_feed(data: bytes, *, start: int) -> ApiFeed:
    """The page that was asked for from `start` on. Raises Unfit or SourceError, see the module."""
    root, warning = parse_xml(data)
    if root.tag != f"{ATOM}feed":
        raise Unfit("sent HTML or other XML, not a feed")
    entries = root.findall(f"{ATOM}entry")
    for entry in entries:
        _raise_error_entry(entry)
    total = _check_counts(root, len(entries), start)
    warnings = [warning] if warning else []
    for entry in entries:
        if problem := _problem(entry):
            name = clean_for_terminal(entry.findtext(f"{ATOM}title") or entry.findtext(f"{ATOM}id") or "an entry")
            warnings.append(f"{' '.join(name.split())[:80]!r} {problem}: left out")
            root.remove(entry)
    if entries and root.find(f"{ATOM}entry") is None:
        raise SourceError("no entry of the feed can be used: " + "; ".join(warnings[:3]))
    return ApiFeed(ET.tostring(root, encoding="utf-8"), total, tuple(warnings))


def _raise_error_entry(entry: ET.Element) -> None:
    """arXiv reports an error as a result titled "Error" whose id lies under /api/errors."""
    if "/api/errors" in (entry.findtext(f"{ATOM}id") or ""):
        said = clean_for_terminal(" ".join((entry.findtext(f"{ATOM}summary") or "no reason").split()))[:300]
        raise SourceError(f"arXiv says: {said}", hint="see [arxiv] in inkpress.toml, and the ids asked for")


def _check_counts(root: ET.Element, entries: int, start: int) -> int:
    """The total. Raises Unfit when the numbers do not agree with each other or with what was asked."""
    total, first, page = (
        _number(root.findtext(f"{_OPENSEARCH}{name}")) for name in ("totalResults", "startIndex", "itemsPerPage")
    )
    if total is None:
        raise Unfit("sent a feed without a count of its results")
    if first is not None and first != start:
        raise Unfit(f"sent the page from {first} on, not from {start}")
    left = max(total - start, 0)
    expected = min(left, page) if page else left
    if entries != expected:
        raise Unfit(f"says {expected} results are on this page and sent {entries}")
    return total


def _number(text: str | None) -> int | None:
    return int(text) if text and re.fullmatch(r"\s*\d{1,9}\s*", text) else None


def _problem(entry: ET.Element) -> str:
    """Why the entry cannot be used, or ""."""
    name = entry.findtext(f"{ATOM}id") or ""
    if parse_arxiv_id(name) is None:
        return "has no arXiv id"
    if not (entry.findtext(f"{ATOM}title") or "").strip():
        return "has no title"
    if not (entry.findtext(f"{ATOM}summary") or "").strip():
        return "has no abstract"
    stamps = [entry.findtext(f"{ATOM}{key}") or "" for key in ("published", "updated")]
    return "" if all(_STAMP.fullmatch(stamp) for stamp in stamps) else "has no usable date"


def announced_ids(data: bytes) -> list[Announced]:
    """The papers of a day's RSS or Atom announcement; empty at weekends. Raises Unfit for anything else."""
    root, _ = parse_xml(data)
    title = root.findtext("channel/title") or root.findtext(f"{ATOM}title") or ""
    if root.tag not in ("rss", f"{ATOM}feed") or "error" in title.lower():
        raise Unfit(f"sent no announcement: {clean_for_terminal(title)[:100]}")
    return list(_announced([*root.iterfind("channel/item"), *root.iterfind(f"{ATOM}entry")]))


def _announced(items: Iterable[ET.Element]) -> Iterable[Announced]:
    for item in items:
        name = item.findtext("guid") or item.findtext(f"{ATOM}id") or ""
        found = parse_arxiv_id(name.strip().removeprefix("oai:arXiv.org:"))
        if found is not None:
            yield Announced(found, (item.findtext(f"{_ARXIV}announce_type") or "new").strip())
