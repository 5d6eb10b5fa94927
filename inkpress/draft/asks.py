"""What the front matter still lacks, asked of the author, each with the paper's own words to start from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from inkpress.draft.places import Places
from inkpress.models import FrontMatter, Sentence

_ROLES = {
    "research": "what can be built on it, or should be tested next?",
    "product": "what can be made with it that could not be made before?",
    "engineering": "what does it take to run it?",
}


def head_asks(
    front: FrontMatter, places: Places, chosen: Mapping[str, Sequence[Sentence]], terms: Sequence[str]
) -> tuple[str, ...]:
    """One note for each field of `front` that is empty. `chosen` are the paper's sentences by layer."""
    asks = []
    if not front.summary:
        words = _quoted(chosen["tldr"][:1], places)
        asks.append(f"`summary:` above, the core in one sentence of at most 30 words; readers see it first.{words}")
    if not all(front.roles.model_dump().values()):
        asks.append(_roles(front, places, chosen))
    if not front.confidence.level:
        lacking = [key for key, line in front.scrutiny.items() if line.answer in ("not stated", "no")]
        lacks = f" The paper does not state, or does not give: {', '.join(lacking)}." if lacking else ""
        asks.append(
            "`confidence:` above, how far do you believe it (low, medium or high), and why? How many data sets, runs "
            f"and baselines are there, and who else has tried?{lacks}"
        )
    if not front.needs:
        have = f" Your glossary has: {', '.join(f'glossary:{slug}' for slug in terms)}." if terms else ""
        asks.append(
            "`needs:` above, what should a reader know first, and why? At most three, each as"
            f" {{concept: ..., why: ..., link: ...}}.{have}"
        )
    return tuple(asks)


def _roles(front: FrontMatter, places: Places, chosen: Mapping[str, Sequence[Sentence]]) -> str:
    """One line for each role that is empty, with what the paper says nearest to it."""
    stated = [front.scrutiny[key].quote for key in ("compute", "code") if key in front.scrutiny]
    start = {
        "research": _quoted(chosen["doubt"][-1:], places),
        "product": _quoted(chosen["measured"][:1], places),
        "engineering": "".join(f" The paper: “{quote}”" for quote in stated if quote),
    }
    lines = ["`roles:` above, what it means for each kind of reader, one sentence each; leave out what you cannot say:"]
    lines += [f"- {role}: {_ROLES[role]}{start[role]}" for role, text in front.roles.model_dump().items() if not text]
    return "\n".join(lines)


def _quoted(sentences: Sequence[Sentence], places: Places) -> str:
    return "".join(f" The paper: “{s.text}” ({places.label(s.id)})" for s in sentences)
