"""What a paper calls its own thing, guessed from its beginning; used to weigh sentences and tables, never to state."""

from __future__ import annotations

import re

from inkpress.models import PaperText

_OFFERED = re.compile(
    r"\b(?:propos\w+|introduc\w+|present\w*|develop\w*|construct\w*|call\w*|named|dubbed|releas\w+|discover\w*)\b"
    r"[^.;]{0,120}?(?<=[\s(\"“])(?P<name>[A-Z][\w-]*[A-Za-z\d])"
)
_FIRST = 12  # sentences: abstract and the beginning of the introduction


def own_name(paper: PaperText) -> str:
    """The first name that the authors say to propose, introduce or release; "" when there is none."""
    titled = [section for section in paper.sections if section.title.strip()]
    sentences = [sentence.text for section in titled[:2] for sentence in section.sentences][:_FIRST]
    offers = (match["name"] for text in sentences if (match := _OFFERED.search(text)))
    return next(offers, "")


def own_numbers(paper: PaperText) -> frozenset[str]:
    """The numbers of the abstract that are telling: with a point or of two digits and more, and no year."""
    abstract = next((section for section in paper.sections if section.title.lower().startswith("abstract")), None)
    text = " ".join(sentence.text for sentence in abstract.sentences) if abstract else ""
    return frozenset(n for n in re.findall(r"(?<![\w.])\d+(?:\.\d+)?(?![\w.]*\d)", text) if len(n) > 1 and not _year(n))


def _year(number: str) -> bool:
    return re.fullmatch(r"(?:19|20)\d\d", number) is not None
