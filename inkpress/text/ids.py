"""arXiv identifiers (https://info.arxiv.org/help/arxiv_identifier.html) and slugs."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

_NEW = r"\d{4}\.\d{4,5}"
_OLD = r"[a-z-]+(?:\.[A-Z]{2})?/\d{7}"
_PAGE = (
    r"https?://(?:(?:[a-z]+\.)*arxiv\.org/(?:abs|pdf|html|src|e-print)/"
    r"|(?:dx\.)?doi\.org/10\.48550/arxiv\."  # https://info.arxiv.org/help/doi.html
    r"|(?:www\.)?huggingface\.co/papers/|(?:www\.)?alphaxiv\.org/abs/)"
)

_NAME = rf"(?P<id>{_NEW}|{_OLD})(?:v(?P<version>[1-9]\d{{0,2}}))?"
_PLAIN = re.compile(rf"(?:(?:doi:\s?10\.48550/)?arxiv[:.])?{_NAME}(?:\.pdf)?/?", re.IGNORECASE)
_ADDRESS = re.compile(rf"{_PAGE}{_NAME}(?:\.pdf)?/?(?:[?#]\S*)?", re.IGNORECASE)

class ArxivId(NamedTuple):
    """An arXiv id without its version, and the version where one was stated."""

    id: str
    version: int | None


def parse_arxiv_id(text: str) -> ArxivId | None:
    """The id in `2310.06825v1`, `arXiv:math/0106220`, arXiv's DOI or a page's address; None if it is no such thing."""
    match = _PLAIN.fullmatch(text.strip()) or _ADDRESS.fullmatch(text.strip())
    if match is None:
        return None
    version = match["version"]
    return ArxivId(match["id"], int(version) if version else None)


def slugify(text: str, limit: int = 60) -> str:
    """Lower-case ASCII words joined by hyphens, at most `limit` characters; `post` when nothing is left."""
    ascii_text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    words = re.findall(r"[a-z0-9]+", ascii_text.lower())
    slug = ""
    for word in words:
        if slug and len(slug) + 1 + len(word) > limit:
            break
        slug = f"{slug}-{word}" if slug else word[:limit]
    return slug or "post"
