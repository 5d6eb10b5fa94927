"""Is this the whole paper? The completeness gate, and the overlap of two sources.

A converter may return a small part of a paper and report success, so every source is judged by the text itself.
"""

from __future__ import annotations

import re

from inkpress.models import Gate, PaperText
from inkpress.text import normalise

LEAST_SECTIONS = 3
LEAST_WORDS = 1_500
LEAST_OVERLAP = 0.90
_GRAM = 8
_ABSTRACT_GRAM = 5
_LAST = re.compile(r"conclu|discussion|summary|future|limitation|acknowledg|appendix|reference|broader|outlook", re.I)


def judge_gate(text: PaperText, *, abstract: str = "", reasons: tuple[str, ...] = ()) -> PaperText:
    """`text` with its gate judged. `abstract` is the catalogue's, "" if unknown; `reasons` are the reader's own."""
    found = [*reasons, *(_missing(text)), *(_abstract_missing(text, abstract))]
    return PaperText(**{**dict(text), "gate": Gate(complete=not found, reasons=tuple(found))})


def _missing(text: PaperText) -> list[str]:
    reasons = []
    if text.source == "abstract":
        return ["only the abstract was read"]
    headed = [s for s in text.sections if s.title and s.id != "abstract"]
    if len(headed) < LEAST_SECTIONS:
        reasons.append(f"{len(headed)} sections, at least {LEAST_SECTIONS} expected")
    words = word_count(text)
    if words < LEAST_WORDS:
        reasons.append(f"{words} words, at least {LEAST_WORDS} expected")
    if not text.references:
        reasons.append("no references")
    if headed and not _ends(text):
        reasons.append(f"the last section ({headed[-1].title[:40]}) has no text")
    return reasons


def _ends(text: PaperText) -> bool:
    """Whether the end of the paper was reached: its last sections hold text, figures or tables."""
    last = [s for s in text.sections if s.title][-3:]
    return any(s.sentences for s in last) or any(_LAST.search(s.title) for s in last)


def _abstract_missing(text: PaperText, abstract: str) -> list[str]:
    if not abstract or text.source == "abstract":
        return []
    share = recall(abstract, body_text(text), gram=_ABSTRACT_GRAM)
    # authors polish the catalogue's abstract by hand: half of its five-word runs tell the same paper from another
    return [] if share >= 0.5 else [f"the catalogue's abstract is not in the text ({share:.0%} of it found)"]


def overlap(one: PaperText, other: PaperText) -> float:
    """How much two readings of one paper share: of each one's eight-word runs the other holds, the smaller share.

    A reading that stops early holds little of the whole one, however well it agrees.
    """
    first, second = (_grams(body_text(text), _GRAM) for text in (one, other))
    common = len(first & second)
    return min(common / len(first) if first else 0.0, common / len(second) if second else 0.0)


def recall(wanted: str, text: str, *, gram: int) -> float:
    """The share of `wanted`'s runs of `gram` words that stand in `text`; 1.0 when it has none."""
    runs = _grams(wanted, gram)
    return len(runs & _grams(text, gram)) / len(runs) if runs else 1.0


def body_text(text: PaperText) -> str:
    """All sentences and captions as one string."""
    parts = [s.text for s in text.sentences()]
    parts += [f.caption for f in text.figures] + [t.caption for t in text.tables]
    return "\n".join(parts)


def word_count(text: PaperText) -> int:
    """Words in the sentences."""
    return sum(len(s.text.split()) for s in text.sentences())


def _grams(text: str, size: int) -> set[str]:
    # numbers, formulas and citations are written differently by each source: prose is what is compared
    words = re.findall(r"[a-z]{2,}", normalise(text).lower())
    return {" ".join(words[i : i + size]) for i in range(len(words) - size + 1)}
