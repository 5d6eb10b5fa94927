"""References from where no `\\bibitem` is: biblatex's `.bbl` and BibTeX databases. A rough reading, for the record."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

MAX_REFERENCES = 2_000
_BIBLATEX = re.compile(r"\\entry\{([^{}]+)\}(.*?)\\endentry", re.DOTALL)
_FAMILY = re.compile(r"family=\{((?:[^{}]|\{[^{}]*\})*)\}")
_FIELD = re.compile(r"\\field\{(title|year|journaltitle|booktitle)\}\{((?:[^{}]|\{[^{}]*\})*)\}")
_ENTRY = re.compile(r"@\s*(\w+)\s*\{\s*([^,\s{}]+)\s*,")
_VALUE = re.compile(
    r"\b(author|title|year|journal|booktitle)\s*=\s*(?:\{((?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*)\}|\"([^\"]*)\"|(\d+))",
    re.IGNORECASE,
)


def references(sources: Iterable[str], cited: set[str]) -> Iterator[tuple[str, str]]:
    """(key, text) of each entry; from databases only those that are cited, when any is."""
    count = 0
    for source in sources:
        biblatex = "\\entry{" in source
        for key, text in _biblatex(source) if biblatex else _bibtex(source):
            if (biblatex or not cited or key in cited or "*" in cited) and count < MAX_REFERENCES:
                count += 1
                yield key, _plain(text)


def _biblatex(source: str) -> Iterator[tuple[str, str]]:
    for key, body in _BIBLATEX.findall(source):
        names = ", ".join(_FAMILY.findall(body)[:10])
        fields = dict(reversed(_FIELD.findall(body)))
        parts = (names, fields.get("title"), fields.get("journaltitle") or fields.get("booktitle"), fields.get("year"))
        yield key, ". ".join(p for p in parts if p)


def _bibtex(source: str) -> Iterator[tuple[str, str]]:
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
        yield match[2], ". ".join(p for p in parts if p)


def _plain(text: str) -> str:
    return re.sub(r"\\[A-Za-z]+\s*|[{}\\]", "", text)
