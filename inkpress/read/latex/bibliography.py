"""References from where no `\\bibitem` is: biblatex's `.bbl` and BibTeX databases. A rough reading, for the record."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

MAX_REFERENCES = 2_000
_BIBLATEX = re.compile(r"\\entry\{([^{}]+)\}(.*?)\\endentry", re.DOTALL)
_FAMILY = re.compile(r"family=\{((?:[^{}]|\{[^{}]*\})*)\}")
_FIELD = re.compile(r"\\field\{(title|year|labelyear|journaltitle|booktitle)\}\{((?:[^{}]|\{[^{}]*\})*)\}")
_ENTRY = re.compile(r"@\s*(\w+)\s*\{\s*([^,\s{}]+)\s*,")
_VALUE = re.compile(
    r"\b(author|title|year|journal|booktitle)\s*=\s*(?:\{((?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*)\}|\"([^\"]*)\"|(\d+))",
    re.IGNORECASE,
)


class Entry(NamedTuple):
    """One entry of a bibliography. `short` is how a textual citation names it: `Doe and Roe (2017)`, or ""."""

    key: str
    text: str
    short: str


def references(sources: Iterable[str], cited: set[str]) -> Iterator[Entry]:
    """Each entry; from databases only those that are cited, when any is."""
    count = 0
    for source in sources:
        biblatex = "\\entry{" in source
        for entry in _biblatex(source) if biblatex else _bibtex(source):
            if (biblatex or not cited or entry.key in cited or "*" in cited) and count < MAX_REFERENCES:
                count += 1
                yield entry


def _entry(key: str, families: Sequence[str], year: str, parts: Iterable[str | None]) -> Entry:
    first, *others = families or [""]
    who = f"{first} et al." if len(others) > 1 else " and ".join(families)
    short = f"{who} ({year})" if first and year else ""
    return Entry(key, _plain(". ".join(part for part in parts if part)), _plain(short))


def _biblatex(source: str) -> Iterator[Entry]:
    for key, body in _BIBLATEX.findall(source):
        families = _FAMILY.findall(body.partition("\\list{")[0])
        names = ", ".join(families[:10])
        fields = dict(reversed(_FIELD.findall(body)))
        parts = (names, fields.get("title"), fields.get("journaltitle") or fields.get("booktitle"), fields.get("year"))
        yield _entry(key, families, fields.get("year") or fields.get("labelyear", ""), parts)


def _bibtex(source: str) -> Iterator[Entry]:
    starts = list(_ENTRY.finditer(source))
    for index, match in enumerate(starts):
        if match[1].lower() in ("string", "comment", "preamble"):
            continue
        end = starts[index + 1].start() if index + 1 < len(starts) else len(source)
        values = {
            m[1].lower(): next(v for v in m.groups()[1:] if v is not None)
            for m in _VALUE.finditer(source[match.end() : min(end, match.end() + 8_000)])
        }
        parts = (values.get(k) for k in ("author", "title", "journal", "booktitle", "year"))
        families = [_family(name) for name in re.split(r"\s+and\s+", values.get("author", "")) if name]
        yield _entry(match[2], families, values.get("year", ""), parts)


def _family(name: str) -> str:
    """`Doe, Jane` and `Jane Doe` -> `Doe`."""
    return name.partition(",")[0].strip() if "," in name else name.rpartition(" ")[2].strip()


def _plain(text: str) -> str:
    return re.sub(r"\\[A-Za-z]+\s*|[{}\\]", "", text)
