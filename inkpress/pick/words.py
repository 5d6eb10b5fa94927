"""A paper's words as the picker counts them: single words and pairs, hashed, so that vectors never need a re-fit."""

from __future__ import annotations

import itertools
import re
import unicodedata
import zlib
from collections.abc import Iterable

from inkpress.models import Paper

BUCKETS = 1 << 20  # 10,000 abstracts have about 1,000,000 different words and pairs, most of them seen once
_WORD = re.compile(r"[a-z][a-z0-9+]*(?:[-'][a-z0-9]+)*|\d+")
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+|\b(?:[a-z0-9-]{1,63}\.){1,4}[a-z]{2,24}/\S*", re.IGNORECASE)
_COMMON = frozenset(
    """a about across all also an and any are as at based be been being between both but by can could do does during
    each et al for from further had has have having here how however if in into is it its itself may might more moreover
    most much must no nor not of on one only onto or other our out over own per same several should show shows since
    so some such than that the their them then there therefore these they this those through thus to toward towards
    two under up upon us used using various very via was we well were what when where whereas whether which while who
    whose why will with within without would yet you your""".split()  # noqa: SIM905
)


def terms(text: str) -> list[str]:
    """Words and neighbouring pairs of `text` in order, with repeats; compounds also count as their parts."""
    words = _WORD.findall(text.lower())
    found = [word for word in words if len(word) > 1 and word not in _COMMON]
    found += [
        part for word in words if "-" in word for part in word.split("-") if len(part) > 1 and part not in _COMMON
    ]
    found += [
        f"{first} {second}"
        for first, second in itertools.pairwise(words)
        if first not in _COMMON or second not in _COMMON
    ]
    return found


def runs(title: str) -> list[str]:
    """Every run of three to five characters of the title, its ends marked by a blank: word parts, endings, style."""
    text = f" {' '.join(title.lower().split())} "
    return [text[start : start + n] for n in (3, 4, 5) for start in range(len(text) - n + 1)]


def bucket(term: str) -> int:
    """The column of `term`: CRC-32, the same on every machine."""
    return zlib.crc32(term.encode()) & (BUCKETS - 1)


def is_telling(term: str) -> bool:
    """Whether `term` can stand in a sentence of reasons: no common words, no bare numbers."""
    words = term.split()
    return all(word not in _COMMON and not word.isdigit() and len(word) > 2 for word in words)


def author_key(name: str) -> str:
    """`Mühlhäuser, K.` and `K. Muhlhauser` differ, `Müller` and `Muller` do not: letters only, lower case."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return " ".join(re.findall(r"[a-z]+", plain)) or collapse_name(name)


def collapse_name(name: str) -> str:
    """A name that has no Latin letters, as it is."""
    return " ".join(name.lower().split())


def contains_phrase(text: str, phrase: str) -> bool:
    """Whether the words of `phrase` stand in `text` next to each other, whatever the case."""
    words = phrase.lower().split()
    if not words:
        return False
    pattern = r"(?<!\w)" + r"[\s-]+".join(re.escape(word) for word in words) + r"(?!\w)"
    return re.search(pattern, text.lower()) is not None


def as_written(term: str, paper: Paper) -> str:
    """`term` as the abstract or the title writes it: `RLHF`, not `rlhf`; a capital at the start is not kept.

    "" where its words stand in two sentences, which no reader would call a phrase, or only in an address.
    """
    pattern = r"(?<!\w)" + r"[\s-]+".join(re.escape(word) for word in term.split()) + r"(?!\w)"
    for text in (paper.abstract, paper.title):
        match = re.search(pattern, _ADDRESS.sub(" . ", text), re.IGNORECASE)
        if match is not None:
            return match[0] if re.search(r"[A-Z]", match[0][1:]) else term
    return ""


def joined(items: Iterable[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    listed = list(items)
    return listed[0] if len(listed) == 1 else f"{', '.join(listed[:-1])} and {listed[-1]}" if listed else ""
