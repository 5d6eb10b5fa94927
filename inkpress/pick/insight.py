"""Does an abstract promise new understanding, or a small gain on a benchmark? A score, and the phrase that shows it.

Each sign is a way of saying "why", "how it works", "where it fails", "it does not hold" on one side, and "we beat the
rest by so much" on the other. No words of a topic stand here: taste in topics is learned from the author.
"""

from __future__ import annotations

import math
import re
from functools import lru_cache
from typing import NamedTuple

WORTH_SAYING = 0.3  # from this score on, either way, a paper is said to promise insight, or a gain only
SPREAD = 2.0  # two full signs give a score of 0.76


class Insight(NamedTuple):
    """`score` from -1 (increment) to 1 (insight), 0 for neither; `quote`, the sentence part that weighed most."""

    score: float
    quote: str = ""
    kind: str = ""  # the kind of sign that weighed most: "why", "limits", "increment", ...


class _Sign(NamedTuple):
    kind: str
    weight: float
    pattern: re.Pattern[str]


def _sign(kind: str, weight: float, *ways: str) -> _Sign:
    """A sign seen in any of `ways`, lower case; `~` in a way stands for a few words of the same sentence."""
    joined = "|".join(ways).replace("~", r"[^.]{0,60}?").replace(" ", r"\s+")
    return _Sign(kind, weight, re.compile(rf"\b(?:{joined})"))


_WE = r"(?:we|this (?:paper|work|study)|our (?:analys[ie]s|results?|findings?|experiments?|study))\b"
# a limit in such a sentence is the one that the paper's own method is to remove
_EARLIER = re.compile(
    r"\b(?:existing|current|prior|previous|conventional|traditional|recent|most|however|yet)\b", re.IGNORECASE
)
_AMOUNT = r"\+?\d+(?:\.\d+)?\s?(?:%|\\%|x\b|×|-?fold|points?|percent|pp\b|bleu|map\b|f1|db\b)"
_SIGNS = (
    _sign(
        "why", 1.0,
        rf"{_WE}~\b(?:explain|understand|investigate|ask|show|study|clarify|uncover|examine)\w* why\b",
        r"why (?:do|does|is|are|can|did|some|it)\b",
    ),
    _sign(
        "why", 0.7,
        r"the reasons? (?:why|behind|for this)\b",
        r"root causes?\b(?! analysis)",
        r"what (?:drives|makes|causes)\b",
    ),
    _sign("why", 0.4, r"(?:remains?|is|are) (?:poorly|not (?:well|fully)|little|incompletely) understood\b"),
    _sign(
        "mechanism", 1.0,
        r"mechanisms?~\b(?:underl|behind|explain|by which|responsible|reveal)\w*",
        r"(?:underlying|internal|causal|computational|neural) mechanisms?\b",
        r"mechanistic(?:ally)? (?:analys|interpret|explain|account|evidence|understanding|stud)\w*",
    ),
    _sign(
        "mechanism", 0.8,
        r"theoretical(?:ly)? (?:explain|account|explanation|understanding|insight)\w*",
        r"provid\w+ (?:an?|new|novel|theoretical|the first) (?:explanation|insight|understanding|theory)\w*",
        r"shed(?:s|ding)? (?:new )?light\b",
        r"causal(?:ly)? (?:evidence|trac|mediat)\w*",
    ),
    _sign("mechanism", 0.6, rf"{_WE} (?:\w+ )?(?:prove|formally show|derive|establish|characteri[sz]e)\b"),
    _sign("mechanism", 0.6, rf"{_WE} (?:\w+ )?(?:reveal|uncover|discover|identify that|find that|observe that)\w*"),
    _sign(
        "limits", 1.0,
        r"(?:fundamental|inherent|systematic|surprising|striking|intrinsic)"
        r" (?:limit|limits|limitations?|failures?|weakness(?:es)?|flaws?|trade-?offs?|bias(?:es)?)\b",
        r"(?:fundamental|surprising|striking) gaps?\b",  # a critical gap is most often one in the literature
        r"impossibility\b",
    ),
    _sign("limits", 0.6, r"failure modes?\b"),
    _sign(
        "limits", 0.7,
        r"(?:fails?|failing|struggles?|unable) to\b~\b(?:even (?:when|with|if|though)|despite|because|regardless)\b",
        r"(?:cannot|do not|does not|breaks? down|collapses?)\b~\b(?:even (?:when|with|if|though)|despite|because)\b",
        r"when (?:and why|and how|does|do)\b",
        r"under (?:what|which) conditions\b",
        r"lower bounds?\b",
    ),
    _sign(
        "negative", 1.0,
        r"negative results?\b",
        r"contrary to\b",
        r"do(?:es)? not (?:\w+ )?(?:improve|help|transfer|hold|generali[sz]e|scale|imply|reflect|correlate)\b",
        r"no (?:significant |measurable |consistent |clear )?(?:benefit|improvement|gain|evidence|advantage|effect)\b",
    ),
    _sign(
        "negative", 0.8,
        r"(?:challeng|question|refut|contradict|overturn|rethink|debunk)\w*"
        r"~\b(?:assum|belief|view|wisdom|claim|notion|narrative|practice|premise|hypothes|interpretation)\w*",
        r"(?:mirage|misleading|overestimat\w+|underestimat\w+|overstat\w+|inflated)\b",
    ),
    _sign(
        "replication", 1.0,
        r"replicat\w*~\b(?:findings?|results?|stud(?:y|ies)|experiments?|claims?|papers?)\b",
        r"(?:replication|reproducibility) (?:stud|cris|of\b|in\b|remains?\b)\w*",
        r"re-?(?:evaluat|examin)\w+\b",
    ),
    _sign(
        "finding", 0.5,
        r"(?:suggest|indicat|reveal|demonstrat)\w* that\b",
        rf"{_WE} (?:\w+ )?(?:revisit|analy[sz]e|investigate|examine|study how)\b",
    ),
    _sign(
        "theory", 0.6,
        r"(?:convergence|generali[sz]ation|sample[- ]complexity|regret) (?:rates?|bounds?|guarantees?|analys[ie]s)\b",
        r"(?:polynomial|sharper|non-?asymptotic|minimax) (?:convergence|rates?|bounds?|analys[ie]s)\b",
    ),
    _sign(
        "surprise", 0.8,
        r"(?:surprising|counter-?intuitive|paradox|striking)(?:ly|ical|ically)?\b",
        r"unexpected(?:ly)? (?:find|result|behavio|phenomen|effect|that\b|fail|benefit|drop|well\b|strong|poor)\w*",
    ),
    _sign("law", 0.7, r"(?:scaling laws?|phase transitions?|power laws?)\b", r"simple (?:rule|formula|law|model of)\b"),
    _sign(
        "increment", -1.0,
        r"(?:outperform|surpass|exceed|improv|gain|boost|increas|better|reduc)\w*\b"
        rf"[^.]{{0,80}}?\b(?:by|of) (?:\w+ ){{0,3}}?{_AMOUNT}",
        rf"{_AMOUNT}~\b(?:improvement|gain|boost|increase|higher|better|speed-?up)s?\b",
    ),
    _sign(
        "increment", -0.9,
        r"(?:achiev|reach|attain|set|deliver|establish|surpass|outperform|beat)\w*"
        r"~\b(?:state[- ]of[- ]the[- ]art|sota)\b",
        r"(?:state[- ]of[- ]the[- ]art|sota) (?:performance|results?|accuracy)\b",
    ),
    _sign("increment", -0.7, r"(?:outperform|surpass)(?:s|ed|ing)?\b"),
    _sign(
        "increment", -0.6,
        r"(?:superior|competitive|leading|best|improved) (?:\w+ )?(?:performance|results?|accuracy)\b",
        r"achiev\w+\b[^.]{0,40}?\d+(?:\.\d+)?\s?\\?%",
    ),
    _sign(
        "increment", -0.5,
        r"extensive (?:experiments|evaluations?)\b",
        r"demonstrat\w+ (?:the )?(?:effectiveness|superiority)\b",
        r"plug-and-play\b",
    ),
    _sign("method", -0.6, rf"{_WE}~\b(?:propose|introduce|present|develop)s?\b"),
    _sign(
        "increment", -0.5,
        r"(?:propose|introduce|present)\b~\b(?:novel|new)\b"
        r"~\b(?:framework|method|module|architecture|network|pipeline|approach|loss|paradigm|model)\b",
    ),
)  # fmt: skip


@lru_cache(maxsize=4_096)  # asked for once when a paper is sketched, and once for its reasons
def insight_of(title: str, abstract: str) -> Insight:
    """The signal of one paper. A sign counts once, half as much again in the title: a question there is a promise."""
    total, best = 0.0, 0.0
    place: tuple[str, int, int, str] | None = None
    for text, factor in ((title[:1_000], 1.5), (abstract[:6_000], 1.0)):
        lowered = text.lower()
        if len(lowered) != len(text):  # a letter such as İ grew: places would not agree
            lowered = text
        for sign in _SIGNS:
            match = next((m for m in sign.pattern.finditer(lowered) if not _is_motive(sign, text, m)), None)
            if match is None:
                continue
            value = sign.weight * factor
            total += value
            if place is None or (value > 0, abs(value)) > (best > 0, abs(best)):
                best, place = value, (text, *match.span(), sign.kind)
    score = round(math.tanh(total / SPREAD), 3)
    if place is None or (score > 0) != (best > 0):
        return Insight(score)
    text, start, end, kind = place
    return Insight(score, phrase_around(text, start, end), kind)


def _is_motive(sign: _Sign, text: str, match: re.Match[str]) -> bool:
    """Whether a limit is that of earlier work, which an abstract names to make room for its own method."""
    if sign.kind != "limits":
        return False
    first, last = sentence_around(text, *match.span())
    return _EARLIER.search(text, first, last) is not None


def sentence_around(text: str, start: int, end: int) -> tuple[int, int]:
    """First and last place of the sentence, or the sentences, in which the span stands."""
    first = max((text.rfind(mark, 0, start) + 2 for mark in (". ", "? ", "! ")), default=0)
    ends = [place + 1 for mark in (". ", "? ", "! ") if (place := text.find(mark, end)) >= 0]
    return first if first > 1 else 0, min(ends, default=len(text))


def phrase_around(text: str, start: int, end: int, limit: int = 90) -> str:
    """About `limit` characters of the sentence around the span, cut at words, with … where something is left out."""
    first, last = sentence_around(text, start, end)
    left, right = first, last
    if right - left > limit:
        left = max(first, start - max(limit - (end - start), 0) // 3)
        right = min(last, max(end, left + limit))
        while left > first and text[left - 1] != " ":
            left -= 1
        while right < last and text[right] != " " and right - left < limit + 20:
            right += 1
    cut = text[left:right].strip()
    return f"{'… ' if left > first else ''}{cut}{' …' if right < last else ''}"
