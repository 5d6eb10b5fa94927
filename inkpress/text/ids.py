"""arXiv identifiers (https://info.arxiv.org/help/arxiv_identifier.html) and slugs."""

from __future__ import annotations

import re
import unicodedata
from hashlib import sha256
from typing import NamedTuple
from urllib.parse import unquote

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
_POST_FILE = re.compile(r"(?:\./)?(?:\d{4}-\d{2}-\d{2}-)?([^/:#?]{1,300})\.md")


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


# What may be missing from a slug without making two names one: spaces, hyphens, and the usual signs after a letter.
_SILENT = re.compile(r"[\s_\-‐-―()\"“”]|(?<=\w)[.,:;!?'’&/]")


def slugify(text: str, limit: int = 60) -> str:
    """Lower-case words joined by hyphens, at most `limit` characters; `post` when nothing is left.

    Letters and digits of every script stay; Latin ones lose their accents. What else a slug holds is hyphens, and
    the marks that belong to letters of other scripts: it is always a plain name of one folder.
    """
    words = re.findall(r"[a-z0-9]+", text.lower()) if text.isascii() else _words(text)
    slug = ""
    for word in words:
        if slug and len(slug) + 1 + len(word) > limit:
            break
        slug = f"{slug}-{word}" if slug else word[:limit]
    return slug or "post"


def slug_of_name(name: str) -> str:
    """The slug of a tag, an author or a concept: another name, another slug.

    Names that differ in case, accents, spaces and hyphens only are one. A name of which more is lost (`C++`, or one
    that is too long) gets six digits of its hash.
    """
    slug = slugify(name)
    said = _SILENT.sub("", name)
    if slugify(name, len(name) * 4) == slug and all(map(_is_kept, said)):
        return slug
    folded = unicodedata.normalize("NFKC", name).casefold()
    return f"{slug}-{sha256(' '.join(folded.split()).encode()).hexdigest()[:6]}"


def _words(text: str) -> list[str]:
    folded = unicodedata.normalize("NFC", unicodedata.normalize("NFKC", text).casefold())
    return "".join(map(_letter, folded)).split()


def _letter(character: str) -> str:
    """The character as slugs have it: an accented Latin letter as its base, and a space for what no word holds."""
    base = unicodedata.normalize("NFKD", character)[0]
    if base.isascii() and base.isalnum():
        return base
    return character if _is_kept(character) else " "


def _is_kept(character: str) -> bool:
    return character.isalnum() or unicodedata.category(character)[0] == "M"


def slug_of_file(target: str) -> str:
    """The slug a post has by its file's name, `./2026-11-25-attention.md` -> `attention`; "" for anything else."""
    file = _POST_FILE.fullmatch(target.partition("#")[0])
    return slugify(unquote(file[1])) if file else ""
