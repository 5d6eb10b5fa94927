"""Steps 1 and 2 of a model's draft: collect claims part by part, and keep only what the paper bears out.

A claim stays when its quote stands in the paper word for word and its sentence agrees with the quote. What fails is
asked again, at most twice, with the reason. A sentence that still fails is dropped; its quote, if it is a sentence
of the paper, may stay as a quotation, for the paper's own words are never wrong about the paper.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from inkpress.draft.answers import FoundClaim, FoundClaims
from inkpress.draft.asking import MAX_ASKS, Model
from inkpress.draft.layout import Dropped
from inkpress.draft.places import Places
from inkpress.draft.prose import prose_problem, shown_words
from inkpress.draft.slots import is_quotable
from inkpress.models import Evidence, Noun, PaperText, Section

MOST_CLAIMS = 12  # asked for per part
_LONG_WORD = re.compile(r"[^\W\d_]{4,}")
_EMPTY = frozenset(
    [
        "that",
        "this",
        "with",
        "from",
        "have",
        "been",
        "were",
        "they",
        "their",
        "which",
        "than",
        "more",
        "most",
        "also",
        "such",
        "into",
        "only",
        "over",
    ]
)
_SKIPPED = ("references", "acknowledg", "bibliography")


class Verified(Noun):
    """A sentence the paper bears out. `quoted`: the sentence is the paper's own."""

    id: str = ""
    about: str
    sentence: str
    evidence: Evidence
    quoted: bool = False


class Collected(NamedTuple):
    """What came of one paper: claims to compose from, and the sentences that were dropped."""

    claims: tuple[Verified, ...]
    dropped: tuple[Dropped, ...]


def collect_claims(places: Places, model: Model, audience: str) -> Collected:
    """The verified claims of the whole paper, numbered c1, c2, ... in reading order."""
    parts = paper_parts(places.paper, model.part_characters)
    found = list(model.each(lambda part: _collect_part(part, places, model, audience), parts))
    claims: dict[tuple[str, str], Verified] = {}
    for part in found:
        for claim in part.claims:
            claims.setdefault((claim.sentence, claim.evidence.quote), claim)
    numbered = [Verified(**{**dict(claim), "id": f"c{n}"}) for n, claim in enumerate(claims.values(), 1)]
    return Collected(tuple(numbered), tuple(item for part in found for item in part.dropped))


def paper_parts(paper: PaperText, characters: int) -> list[str]:
    """The paper's text in parts of at most about `characters`, cut between sections where that is possible."""
    blocks = [block for section in paper.sections for block in _blocks(section, characters)]
    parts: list[str] = []
    for block in blocks:
        if parts and len(parts[-1]) + len(block) + 2 <= characters:
            parts[-1] += f"\n\n{block}"
        else:
            parts.append(block)
    return parts


def _blocks(section: Section, characters: int) -> Iterable[str]:
    """A section as text under its heading; a long one in several blocks of whole sentences."""
    if section.title.lower().startswith(_SKIPPED):
        return
    lines, size = [f"{section.title}:"], 0
    for sentence in section.sentences:
        if size + len(sentence.text) > characters and size:
            yield "\n".join(lines)
            lines, size = [f"{section.title}, continued:"], 0
        lines.append(sentence.text)
        size += len(sentence.text) + 1
    if size:
        yield "\n".join(lines)


def _collect_part(part: str, places: Places, model: Model, audience: str) -> Collected:
    values: dict[str, object] = {"audience": audience, "title": places.paper.title, "most": MOST_CLAIMS}
    answer = model.answer("collect", {**values, "text": part}, FoundClaims)
    good: list[Verified] = []
    failed: list[tuple[FoundClaim, str]] = []
    for asks in range(1, MAX_ASKS + 1):
        checked = [(claim, *_verify(claim, places, model)) for claim in answer.claims]
        good += [verified for _, verified, _ in checked if verified]
        failed = [(claim, why) for claim, verified, why in checked if verified is None]
        if not failed or asks == MAX_ASKS:
            break
        answer = model.answer("collect", {**values, "text": part + _complaint(failed)}, FoundClaims)
    dropped = tuple(Dropped(sentence=shown_words(claim.sentence), why=why) for claim, why in failed)
    return Collected((*good, *_quotations([claim for claim, _ in failed], places)), dropped)


def _verify(claim: FoundClaim, places: Places, model: Model) -> tuple[Verified | None, str]:
    """The claim with its place in the paper, or why it cannot stay."""
    why = prose_problem(claim.sentence)
    if why:
        return None, why
    evidence = places.find(claim.quote)
    if evidence is None:
        return None, "its quote does not stand in the paper word for word"
    if not touches(claim.sentence, evidence.quote):
        return None, "it shares no word with its quote"
    verdict = model.judge(claim.sentence, evidence.quote)
    if not verdict.supported:
        return None, verdict.message or f"it does not agree with its quote ({verdict.rule})"
    return Verified(about=claim.about, sentence=" ".join(claim.sentence.split()), evidence=evidence), ""


def touches(sentence: str, quote: str) -> bool:
    """Whether they share the beginning of one word of four letters or more: the least that speaks of the same thing."""
    return bool(_beginnings(sentence) & _beginnings(quote))


def _beginnings(text: str) -> frozenset[str]:
    return frozenset(word[:5] for word in _LONG_WORD.findall(text.lower()) if word not in _EMPTY)


def _complaint(failed: Sequence[tuple[FoundClaim, str]]) -> str:
    lines = [f"- {shown_words(claim.sentence)}\n  what is wrong: {why}" for claim, why in failed]
    head = "--- claims that could not be used; give only these again, put right, or leave them out ---"
    return "\n\n" + head + "\n\n" + "\n".join(lines)


def _quotations(claims: Iterable[FoundClaim], places: Places) -> list[Verified]:
    kept = []
    for claim in claims:
        evidence = places.find(claim.quote)
        if evidence and is_quotable(evidence.quote) and not prose_problem(evidence.quote):
            kept.append(Verified(about=claim.about, sentence=evidence.quote, evidence=evidence, quoted=True))
    return kept
