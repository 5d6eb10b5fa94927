"""One field of the front matter: its YAML node -> the value the model wants, and notes for the author."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

from inkpress.errors import PostError
from inkpress.frontmatter.head import Node
from inkpress.frontmatter.notes import Notes
from inkpress.text import clean_for_terminal, collapse, parse_arxiv_id, slugify

EARLIEST, LATEST = 1990, 2100  # years; a slot outside them is a slip of the pen
MOST_TITLE = 300
_DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[Tt\s]+(\d{1,2}:\d{2}\S*.*))?")
_TAG = re.compile(r"<(/?[A-Za-z!][^<>]{0,500})>")
_SLUG = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9_-]|\.(?!\.)){0,99}")


def text(node: Node, key: str, notes: Notes) -> str:
    """Any scalar as it was written (`1984`, `no`), on one line, without control characters."""
    if node.kind != "text":
        raise notes.refuse(f"`{key}` is a {node.kind}, not a text", node.line, hint=f"{key}: one line of text")
    return "" if node.is_null else collapse(clean_for_terminal(node.text))


def title(node: Node, key: str, notes: Notes) -> str:
    value = _harmless(text(node, key, notes), key, node.line, notes)
    if not value:
        raise notes.refuse("`title` is empty", node.line, hint="title: what the reader will find")
    if len(value) > MOST_TITLE:
        raise notes.refuse(f"`title` has {len(value)} characters", node.line, hint=f"at most {MOST_TITLE}")
    return value


def summary(node: Node, key: str, notes: Notes) -> str:
    """One line that goes, like the title, into subjects, feeds and cards."""
    return _harmless(text(node, key, notes), key, node.line, notes)


def _harmless(value: str, key: str, line: int, notes: Notes) -> str:
    """`value` with pointed brackets that no program takes for HTML: `<mask>` is shown as ‹mask›."""
    shown = _TAG.sub(r"‹\1›", value)
    if shown != value:
        notes.warn("front-html", f"`{key}` has HTML, which is shown as text: {shown[:60]}", line, "leave the tags out")
    return shown


def slug(node: Node, key: str, notes: Notes) -> str:
    """A name that is safe as a folder and in an address."""
    value = node.text if node.kind == "text" else ""
    if not _SLUG.fullmatch(value) and value != slugify(value):  # the second: letters of other scripts
        bad = next((c for c in value if not (c.isalnum() or c in "._-")), "..")
        raise notes.refuse(
            f"`slug` cannot be a folder's name: it has {bad!r}" if value else "`slug` is empty",
            node.line,
            hint=f"letters, digits and hyphens: slug: {slugify(value)}",
        )
    return value


def date(node: Node, key: str, notes: Notes) -> dt.date:
    """The day as written; a time or a zone after it is left out, for the newsletter's own time counts."""
    match = _DATE.fullmatch(node.text.strip()) if node.kind == "text" else None
    if match is None:
        shown = node.text[:40] if node.kind == "text" else f"a {node.kind}"
        raise notes.refuse(f"`{key}: {clean_for_terminal(shown)}` is no date", node.line, hint=f"{key}: 2026-11-23")
    try:
        day = dt.date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError as error:
        raise notes.refuse(
            f"`{key}: {match[0]}` does not exist: {error}", node.line, hint="look at a calendar"
        ) from error
    if not EARLIEST <= day.year <= LATEST:
        raise notes.refuse(f"`{key}: {day}` is not this century's", node.line, hint=f"between {EARLIEST} and {LATEST}")
    if match[4]:
        notes.info("front-date", f"`{key}` has a time ({match[4]}); only the day {day} counts", node.line)
    return day


def one_of(allowed: tuple[str, ...]) -> Callable[[Node, str, Notes], str]:
    """A field that takes one of a few words."""

    def read(node: Node, key: str, notes: Notes) -> str:
        value = text(node, key, notes)
        if value not in allowed:
            raise notes.refuse(f"`{key}: {value[:40]}` is unknown", node.line, hint=f"one of {', '.join(allowed)}")
        return value

    return read


def texts(node: Node, key: str, notes: Notes) -> tuple[str, ...]:
    """A list of texts; a lone text is a list of one. Mappings with a `name` count by their name."""
    items = node.items if node.kind == "list" else [node]
    found = []
    for item in items:
        if item.kind == "map" and "name" in item.pairs:
            item = item.pairs["name"]
        value = text(item, key, notes)
        if value:
            found.append(value)
    return tuple(dict.fromkeys(found))


def about_authors(node: Node, notes: Notes) -> list[dict[str, str]]:
    """Who the authors are that are given as `{name, bio, url}`."""
    items = node.items if node.kind == "list" else [node]
    rows = []
    for item in items:
        row = _record(item, "authors", ("name", "bio", "url"), notes, lone="name") if item.kind == "map" else {}
        if not row.get("name"):
            continue
        if row.get("url") and not row["url"].startswith("https://"):
            notes.warn("front-authors", f"{row['url'][:60]} is not shown", item.line, hint="url: https://...")
            row.pop("url")
        rows.append(row)
    return rows


def tags(node: Node, key: str, notes: Notes) -> tuple[str, ...]:
    """Tags; a list that collapsed into one string is taken apart, and reported with the fix."""
    if node.kind == "map":
        raise notes.refuse("`tags` is a mapping, not a list", node.line, hint="tags: [one, two]")
    written = texts(node, key, notes)
    parts = [part.strip(" \"'[]").lstrip("# ") for tag in written for part in re.split(r"[,;]|\s(?=#)", tag)]
    separate = tuple(dict.fromkeys(part for part in parts if part))
    lone = node.kind == "text" and len(written) == 1
    if separate != written or lone:
        shown = ", ".join(separate)
        notes.warn("front-tags", "the tags are one string, not a list", node.line, hint=f"tags: [{shown}]")
    return separate


def paper(node: Node, key: str, notes: Notes) -> dict[str, Any] | None:
    """`{id, version}` from a mapping or a lone id; None, with an error, when it is no arXiv id."""
    head = node.pairs.get("id") if node.kind == "map" else node
    if node.is_null or head is None or head.kind != "text" or not head.text.strip():
        if not node.is_null:
            notes.error("front-paper", f"`{key}` has no id", node.line, hint="paper: {id: '2310.06825', version: 1}")
        return None
    found = parse_arxiv_id(head.text)
    if found is None or _impossible(found.id):
        why = _impossible(found.id) if found else "is no arXiv id"
        shown = clean_for_terminal(head.text)[:60]
        notes.error("front-paper", f"`{key}`: {shown} {why}", head.line, hint="put the id in quotes: '2310.06825'")
        return None
    if head.bare and re.fullmatch(r"\d+\.\d+", head.text):
        hint = f"put the id in quotes: '{head.text}'"
        notes.warn(
            "front-paper", f"`{key}: {head.text}` is a number to YAML, which may lose digits", head.line, hint=hint
        )
    version = _version(node, found.version, notes)
    notes.unknown(node, key, ("id", "version"))
    return {"id": found.id, "version": version}


def _impossible(identifier: str) -> str:
    """Why an id of the right form cannot exist; "" when it can.

    Since January 2015 five digits follow the point: https://info.arxiv.org/help/arxiv_identifier.html
    """
    match = re.fullmatch(r"(\d{2})(\d{2})\.(\d{4,5})", identifier)
    if match is None:
        return ""
    if not 1 <= int(match[2]) <= 12:
        return f"is no arXiv id: month {match[2]}"
    five = int(match[1]) >= 15
    if five and len(match[3]) == 4:
        return "has four digits after the point where arXiv has five; was a 0 lost at the end?"
    return "" if five or len(match[3]) == 4 else "has five digits after the point where arXiv then had four"


def _version(node: Node, in_id: int | None, notes: Notes) -> int | None:
    stated = node.pairs.get("version") if node.kind == "map" else None
    if stated is None or stated.is_null:
        return in_id
    match = re.fullmatch(r"v?([1-9]\d{0,2})", stated.text.strip()) if stated.kind == "text" else None
    if match is None:
        notes.error("front-paper", f"version `{stated.text[:20]}` is no number", stated.line, hint="version: 1")
        return in_id
    version = int(match[1])
    if in_id is not None and in_id != version:
        notes.error("front-paper", f"the id says version {in_id}, `version:` says {version}", stated.line)
    return version


def needs(node: Node, key: str, notes: Notes) -> list[dict[str, str]]:
    """Prerequisites; a lone word is a concept without reason or link."""
    return [
        _record(item, f"{key}", ("concept", "why", "link"), notes, lone="concept") for item in _items(node, key, notes)
    ]


def corrections(node: Node, key: str, notes: Notes) -> list[dict[str, Any]]:
    rows = []
    for item in _items(node, key, notes):
        row: dict[str, Any] = dict(_record(item, key, ("date", "text"), notes, lone="text"))
        row["date"] = date(item.pairs.get("date", Node("text", item.line, bare=True)), f"{key}, date", notes)
        rows.append(row)
    return rows


def waivers(node: Node, key: str, notes: Notes) -> list[dict[str, str]]:
    """Waivers; one without a rule or a reason waives nothing, and is an error."""
    rows = []
    for item in _items(node, key, notes):
        row = _record(item, key, ("rule", "why", "text"), notes, lone="rule")
        if row.get("rule") and row.get("why"):
            rows.append(row)
        else:
            notes.error(
                "front-waive", "a waiver needs a rule and a reason", item.line, hint="{rule: claim-number, why: ...}"
            )
    return rows


def record(*names: str, lone: str) -> Callable[[Node, str, Notes], dict[str, str]]:
    """A field that is a mapping of texts; a lone text is its `lone` entry."""

    def read(node: Node, key: str, notes: Notes) -> dict[str, str]:
        return {} if node.is_null else _record(node, key, names, notes, lone=lone)

    return read


def scrutiny(node: Node, key: str, notes: Notes) -> dict[str, dict[str, str]]:
    """Each line of the scrutiny box: an answer, or `{answer, quote}`."""
    if node.is_null:
        return {}
    if node.kind != "map":
        raise notes.refuse("`scrutiny` is no mapping", node.line, hint="scrutiny: {code: yes, seeds: not stated}")
    return {
        name: _record(value, f"{key}.{name}", ("answer", "quote"), notes, lone="answer") if not value.is_null else {}
        for name, value in node.pairs.items()
    }


def _items(node: Node, key: str, notes: Notes) -> list[Node]:
    if node.is_null:
        return []
    if node.kind == "map":
        return [node]
    return node.items if node.kind == "list" else [node]


def _record(node: Node, key: str, names: tuple[str, ...], notes: Notes, *, lone: str) -> dict[str, str]:
    if node.kind == "text":
        return {lone: text(node, key, notes)}
    if node.kind == "list":
        raise notes.refuse(f"`{key}` holds a list", node.line, hint=f"{key}: {{{', '.join(names)}}}")
    notes.unknown(node, key, names)
    return {name: text(node.pairs[name], f"{key}, {name}", notes) for name in names if name in node.pairs}


def anything(node: Node, key: str, notes: Notes) -> Any:
    """Plain data, for the model to validate."""
    return node.plain()


def require(value: object, key: str, path: str, hint: str) -> None:
    """Raises PostError when a field that every post needs is not there."""
    if value is None:
        raise PostError(f"the front matter has no `{key}`", file=path, line=1, hint=hint)
