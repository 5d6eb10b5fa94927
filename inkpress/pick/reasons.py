"""Why a paper is on the list, or just off it, in words an author would use."""

from __future__ import annotations

import re

from inkpress.models import Paper
from inkpress.pick.insight import insight_of
from inkpress.pick.rank import Ranker, Share, Sketched, apart
from inkpress.pick.words import is_telling, joined

LIKE = 0.12  # cosine from which two papers are worth comparing in a sentence
_MINUTES_A_PAGE, _PAGES_UNKNOWN = 2.5, 12


def reasons_for(paper: Sketched, ranker: Ranker) -> tuple[str, ...]:
    """At most four sentences, the weightiest kind first: a watched author, likeness, interests, words, insight."""
    shares = ranker.shares(paper)
    found = [
        *_authors(shares),
        *_likeness(paper, ranker),
        *_interests(shares),
        *_words(shares),
        *_insight(paper.paper),
    ]
    return tuple(found[:4]) or ("Nothing in it speaks for it or against it: the order is chance.",)


def _authors(shares: list[Share]) -> list[str]:
    found = [f"By {s.name}, whom you watch." for s in shares if s.kind == "watched"]
    picked = sum(s.share for s in shares if s.kind == "author")
    return found + (["You picked a paper by one of its authors before."] if picked > 0.05 else [])


def _likeness(paper: Sketched, ranker: Ranker) -> list[str]:
    near = ranker.nearest(paper)
    if near is None or near[1] < LIKE:
        return []
    example, _ = near
    words = ranker.shared_words(example.sketch, paper)
    both = f": both are about {joined(words)}" if words else ""
    return [f"Like “{short(example.title)}”, which you chose{both}."]


def _interests(shares: list[Share]) -> list[str]:
    wishes = [s for s in shares if s.kind in ("interest", "seed") and s.share > 0.05]
    interests = [f"“{s.name}”" for s in wishes if s.kind == "interest"][:2]
    seeds = [f"“{short(s.name)}”" for s in wishes if s.kind == "seed"][:1]
    found = [f"Touches your interest in {joined(interests)}."] if interests else []
    return found + ([f"Near your seed paper {seeds[0]}."] if seeds else [])


def _words(shares: list[Share]) -> list[str]:
    good = apart([s.name for s in shares if s.kind == "word" and s.share > 0 and is_telling(s.name)], 3)
    return [f"Words that weighed: {', '.join(good)}."] if good else []


def _insight(paper: Paper) -> list[str]:
    signal = insight_of(paper.title, paper.abstract)
    if not signal.quote or abs(signal.score) < 0.3:
        return []
    what = "New understanding" if signal.score > 0 else "Mostly a gain on benchmarks"
    return [f"{what}: “{signal.quote}”"]


def near_miss_reason(place: int, cause: str) -> str:
    """Why a good paper is not proposed; `cause` is "" when it was only a matter of places."""
    return f"Left out: {cause}." if cause else f"Just below the list: place {place}."


def short(title: str, limit: int = 60) -> str:
    """`title`, cut at a word with an ellipsis."""
    if len(title) <= limit:
        return title
    return title[: limit - 1].rsplit(" ", 1)[0].rstrip(",:;") + "…"


def minutes_to_read(paper: Paper) -> int:
    """Minutes for one careful reading: the pages its comment names, or a dozen; between 10 and 90."""
    found = re.search(r"\b(\d{1,3})\s?pages?\b", paper.comment or "")
    pages = int(found[1]) if found else _PAGES_UNKNOWN
    return int(min(max(round(pages * _MINUTES_A_PAGE / 5) * 5, 10), 90))
