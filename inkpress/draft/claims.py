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
from inkpress.draft.places import Places, float_name, table_row
from inkpress.draft.prose import prose_problem, shown_words
from inkpress.draft.slots import is_quotable
from inkpress.models import Evidence, Figure, Noun, PaperText, Table

MOST_CLAIMS = 12  # asked for per part
_LONG_WORD = re.compile(r"[^\W\d_]{4,}")
_EMPTY = frozenset({
    "that", "this", "with", "from", "have", "been", "were", "they", "their", "which", "than", "more", "most", "also",
    "such", "into", "only", "over",
})  # fmt: skip
_SKIPPED = ("references", "acknowledg", "bibliography")


class Verified(Noun):
    """A sentence the paper bears out. `quoted`: the sentence is the paper's own."""

    id: str = ""
    about: str
    sentence: str
    evidence: Evidence
    around: str = ""  # what the span cannot be read without: caption and head of a table
    quoted: bool = False

    @property
    def basis(self) -> str:
        """The paper's words that a sentence on this claim is held against."""
        return f"{self.around} {self.evidence.quote}" if self.around else self.evidence.quote


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
    """The whole paper as text in parts of at most about `characters`, cut between sections where that is possible.

    Tables and captions follow the section they stand in, footnotes the last one.
    """
    floats = _floats_by_section(paper)
    blocks: list[str] = []
    for section in paper.sections:
        if not section.title.lower().startswith(_SKIPPED):
            blocks += _blocks(section.title, [sentence.text for sentence in section.sentences], characters)
        for name, lines in floats.get(section.id, ()):
            blocks += _blocks(name, lines, characters)
    for name, lines in floats.get("", ()):
        blocks += _blocks(name, lines, characters)
    blocks += _blocks("Footnotes", [sentence.text for sentence in paper.footnotes], characters)
    parts: list[str] = []
    for block in blocks:
        if parts and len(parts[-1]) + len(block) + 2 <= characters:
            parts[-1] += f"\n\n{block}"
        else:
            parts.append(block)
    return parts


def _floats_by_section(paper: PaperText) -> dict[str, list[tuple[str, list[str]]]]:
    """Name and lines of each figure and table by the innermost section whose id theirs begins with, "" for none."""
    found: dict[str, list[tuple[str, list[str]]]] = {}
    floats: tuple[Figure | Table, ...] = (*paper.figures, *paper.tables)
    for item in floats:
        rows = [table_row(row) for row in item.rows if any(row)] if isinstance(item, Table) else []
        inside = [section.id for section in paper.sections if item.id.startswith(f"{section.id}.")]
        lines = [line for line in (item.caption, *rows) if line]
        found.setdefault(max(inside, key=len, default=""), []).append((float_name(item.id) or "Figure", lines))
    return found


def _blocks(title: str, lines: Sequence[str], characters: int) -> Iterable[str]:
    """Lines as text under a heading; many in several blocks of whole lines."""
    block, size = [f"{title}:"], 0
    for line in lines:
        if size + len(line) > characters and size:
            yield "\n".join(block)
            block, size = [f"{title}, continued:"], 0
        block.append(line)
        size += len(line) + 1
    if size:
        yield "\n".join(block)


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
        answer = model.answer("collect", {**values, "text": part + _complaint(failed)}, FoundClaims, turn=asks + 1)
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
    sentence, around = " ".join(claim.sentence.split()), places.around(evidence.section)
    verified = Verified(about=claim.about, sentence=sentence, evidence=evidence, around=around)
    if not touches(sentence, verified.basis):
        return None, "it shares no word with its quote"
    verdict = model.judge(sentence, verified.basis)
    if not verdict.supported:
        return None, verdict.message or f"it does not agree with its quote ({verdict.rule})"
    return verified, ""


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
