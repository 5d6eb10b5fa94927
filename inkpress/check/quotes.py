"""Quotations: find them in our text, and say whether they stand verbatim in the paper."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from inkpress.text import normalise

_QUOTED = re.compile(r"“([^“”]{1,1500})”|„([^„“”]{1,1500})[“”]|«([^«»]{1,1500})»|(?<!\w)\"([^\"]{1,1500})\"(?!\w)")
_BREAK = re.compile(r"\[[^\]]{0,200}\]|\.\.\.|…")  # what a quotation may leave out or put in: […] ... [the model]
_HYPHEN = re.compile(r"(?<=\w)-\s*(?=\w)")
_TOKEN = re.compile(r"\d+(?:[.,]\d+)*|[^\W_]+")
_CITATION = re.compile(r"\[\d{1,3}(?:\s*[,;-]\s*\d{1,3}){0,12}\]")  # [3], [4, 7-9]
SHORTEST = 5  # words
_SAYING = (
    "write",
    "wrote",
    "say",
    "said",
    "state",
    "claim",
    "call",
    "put it",
    "puts it",
    "conclude",
    "report",
    "admit",
    "argue",
)
# Words around a quotation that make it the paper's, wherever they stand in the sentence.
_ATTRIBUTED = re.compile(
    r"\b(?:papers?|authors?|researchers|according to|speaks? of|describes?|in the words of|in their (?:own )?words)\b",
    re.IGNORECASE,
)
FURTHEST = 400  # characters that an ellipsis may skip


class Quotation(NamedTuple):
    """The words between quotation marks, and where they stand in the sentence."""

    text: str
    start: int
    end: int

    @property
    def words(self) -> int:
        return len(_TOKEN.findall(self.text))


def find_quotations(text: str) -> list[Quotation]:
    """The quotations of `text`, in order, without their marks."""
    found = []
    for match in _QUOTED.finditer(text):
        inner = next(group for group in match.groups() if group is not None)
        found.append(Quotation(inner.strip(), match.start(), match.end()))
    return found


def quoted_speech(text: str, *, strict: bool = True) -> list[Quotation]:
    """The quotations that must be verbatim: five words and more, or two that the sentence says are the paper's.

    It says so with "the authors write", a colon, or a word for paper or authors. Fewer words are a term or a wink.
    Not `strict` leaves out the short ones altogether.
    """
    found = []
    quotations = find_quotations(text)
    attributed = bool(quotations and _ATTRIBUTED.search(without(text, quotations)))
    for quotation in quotations:
        lead = text[max(0, quotation.start - 40) : quotation.start].lower()
        announced = attributed or lead.rstrip().endswith(":") or any(word in lead for word in _SAYING)
        said = strict and quotation.words >= 2 and announced
        if said or quotation.words >= SHORTEST:
            found.append(quotation)
    return found


def without(text: str, quotations: Iterable[Quotation]) -> str:
    """`text` with the quotations, which have been checked, left out; places stay the same."""
    for quotation in quotations:
        text = text[: quotation.start] + " " * (quotation.end - quotation.start) + text[quotation.end :]
    return text


def flatten(texts: Iterable[str]) -> str:
    """The form in which quotations are looked up: words alone, lower case, hyphens closed, a space around each."""
    joined = _HYPHEN.sub("", _CITATION.sub(" ", normalise(" ".join(texts))))
    return " " + " ".join(_TOKEN.findall(joined.casefold())) + " "


def stands_in(quotation: str, flat: str) -> bool:
    """True when the quotation's words stand in `flat` (made by `flatten`) in this order and without a gap.

    An ellipsis or a bracketed insertion may skip up to 400 characters.
    """
    position, first = 0, True
    for part in _BREAK.split(quotation):
        words = flatten([part])
        if not words.strip():
            continue
        found = flat.find(words, position)
        if found < 0 or (not first and found - position > FURTHEST):
            return False
        position, first = found + len(words) - 1, False
    return True
