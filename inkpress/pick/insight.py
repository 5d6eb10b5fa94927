"""Does an abstract promise new understanding, or a small gain on a benchmark? A score, and the phrase that shows it.

Each pattern is a way of saying "why", "how it works", "where it fails", "it does not hold" on one side, and "we beat
the rest by so much" on the other. No words of a topic stand here: taste in topics is learned from the author.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from inkpress.text import split_sentences


class Insight(NamedTuple):
    """`score` from -1 (increment) to 1 (insight), 0 for neither; `quote`, the sentence part that weighed most."""

    score: float
    quote: str
    kind: str  # "why", "mechanism", "limits", "negative", "replication", "surprise", "law", "increment" or ""


class _Sign(NamedTuple):
    kind: str
    weight: float
    pattern: re.Pattern[str]


def _sign(kind: str, weight: float, pattern: str) -> _Sign:
    return _Sign(kind, weight, re.compile(pattern, re.IGNORECASE))


_WE = r"\b(?:we|this (?:paper|work|study)|our (?:analys[ie]s|results?|findings?|experiments?|study))\b"
_SIGNS = (
    _sign("why", 1.0, rf"{_WE}[^.]{{0,60}}\b(?:explain|understand|investigate|ask|show|study|clarify|uncover)\w*\s+why\b"),
    _sign("why", 0.8, r"\b(?:why (?:do|does|is|are|can|did)\b|the reasons? (?:why|behind|for this)\b|root causes?\b)"),
    _sign("why", 0.5, r"\b(?:remains?|is|are) (?:poorly|not (?:well|fully)|little|incompletely) understood\b"),
    _sign("mechanism", 1.0, r"\bmechanis(?:m|ms|tic|tically)\b[^.]{0,60}\b(?:underl|behind|explain|by which|respons|reveal|analys)"),
    _sign("mechanism", 0.8, r"\b(?:mechanistic(?:ally)? (?:analys|interpret|explain|account|evidence|understanding)|causal(?:ly)? (?:interven|analys|evidence|trac|mediat|role))"),
    _sign("mechanism", 0.7, r"\b(?:theoretical(?:ly)? (?:explain|account|explanation|understanding|insight)|provide (?:an?|new|novel|theoretical|the first) (?:explanation|insight|understanding|theoretical)|shed(?:s|ding)? (?:new )?light)"),
    _sign("mechanism", 0.6, rf"{_WE}[^.]{{0,40}}\b(?:prove|formally show|formally prove|derive|establish|characteri[sz]e)\b"),
    _sign("mechanism", 0.6, rf"{_WE}[^.]{{0,40}}\b(?:reveal|uncover|discover|identify that|find that|observe that)\w*"),
    _sign("limits", 1.0, r"\b(?:fundamental|inherent|systematic|critical|surprising|striking) (?:limit|limits|limitations?|failures?|weakness(?:es)?|gaps?|flaws?|trade-?offs?|bias(?:es)?)\b"),
    _sign("limits", 0.8, r"\b(?:fails? to|failing to|cannot|can not|do(?:es)? not|breaks? down|collapse[sd]?|struggles? to|unable to)\b[^.]{0,80}\b(?:even (?:when|with|if|though)|despite|because|regardless|in contrast|beyond)\b"),
    _sign("limits", 0.6, r"\bfailure modes?\b|\bwhen (?:and why|and how|does|do)\b|\bunder (?:what|which) conditions\b|\bimpossibility\b|\blower bounds?\b"),
    _sign("negative", 1.0, r"\b(?:negative results?|contrary to|does not (?:improve|help|transfer|hold|generali[sz]e)|do not (?:improve|help|transfer|hold|generali[sz]e)|no (?:significant |measurable |consistent )?(?:benefit|improvement|gain|evidence|advantage|effect|correlation)|not (?:actually|necessarily|reliably))\b"),
    _sign("negative", 0.8, r"\b(?:challenge|question|refute|contradict|overturn|revisit|rethink|debunk|call into question)(?:s|ing|ed)?\b[^.]{0,50}\b(?:assum|belief|view|wisdom|claim|notion|narrative|practice|premise|hypothes|interpretation)"),
    _sign("negative", 0.7, r"\b(?:artifacts?|confound\w*|contaminat\w+|illusion|mirage|spurious|shortcuts?|misleading|overestimat\w+|overstat\w+|inflated?)\b"),
    _sign("replication", 1.0, r"\b(?:replicat(?:e|es|ed|ion|ing)|reproduc(?:e|ed|tion|ibility stud\w+)|re-?evaluat(?:e|ion|ing)|re-?examin(?:e|ation|ing))\b"),
    _sign("surprise", 0.8, r"\b(?:surprising(?:ly)?|counter-?intuitive(?:ly)?|unexpected(?:ly)?|paradox(?:ical(?:ly)?)?|strikingly|remarkably simple)\b"),
    _sign("law", 0.7, r"\b(?:scaling laws?|phase transitions?|power laws?|predict(?:s|ed)? by|simple (?:rule|formula|law|model of)|universal(?:ity)?)\b"),
    _sign("increment", -1.0, r"\b(?:outperform\w*|surpass\w*|exceed\w*|improv\w+|gains?|boosts?|increas\w+|better than)\b[^.]{0,80}?\bby (?:up to |an average of |about |approximately |over |more than |only )?\+?\d+(?:\.\d+)?\s?(?:%|\\%|points?|percent|pp|BLEU|mAP|F1|dB)"),
    _sign("increment", -0.9, r"\b(?:state-of-the-art|sota|new state of the art)\b"),
    _sign("increment", -0.7, r"\b(?:consistently|significantly|substantially|considerably)? ?(?:outperform|surpass|exceed)(?:s|ed|ing)?\b"),
    _sign("increment", -0.6, r"\b(?:superior|competitive|leading|best|improved) (?:performance|results?|accuracy)\b|\bachiev\w+[^.]{0,30}\b\d+(?:\.\d+)?\s?\\?%"),
    _sign("increment", -0.5, r"\bextensive experiments\b|\bdemonstrat\w+ (?:the )?(?:effectiveness|superiority)\b|\bplug-and-play\b"),
    _sign("increment", -0.4, r"\bwe (?:propose|introduce|present)[^.]{0,60}\b(?:novel|new)\b[^.]{0,40}\b(?:framework|method|module|architecture|network|pipeline|approach|loss|paradigm)\b"),
)  # fmt: skip


def insight_of(title: str, abstract: str) -> Insight:
    """The signal of one paper. The title counts half as much again: a question in it is a promise."""
    total = 0.0
    best, quote, kind = 0.0, "", ""
    sentences = [(title, 1.5), *((sentence, 1.0) for sentence in split_sentences(abstract[:6_000]))]
    seen: dict[str, float] = {}
    for sentence, factor in sentences[:40]:
        for sign in _SIGNS:
            match = sign.pattern.search(sentence[:1_500])
            if match is None:
                continue
            # the second sign of one kind says little that the first did not
            value = sign.weight * factor * 0.5 ** seen.get(sign.pattern.pattern, 0.0)
            seen[sign.pattern.pattern] = seen.get(sign.pattern.pattern, 0.0) + 1
            total += value
            if abs(value) > abs(best) and (value > 0 or best <= 0):
                best, quote, kind = value, phrase_around(sentence, *match.span()), sign.kind
            elif value > 0 and best < 0:
                best, quote, kind = value, phrase_around(sentence, *match.span()), sign.kind
    score = max(-1.0, min(1.0, total / 2.0))
    if (score > 0) != (best > 0):
        quote, kind = "", ""
    return Insight(round(score, 3), quote, kind)


def phrase_around(sentence: str, start: int, end: int, limit: int = 90) -> str:
    """At most about `limit` characters of `sentence` around the span, cut at words."""
    if len(sentence) <= limit:
        return sentence.strip()
    spare = max(limit - (end - start), 0)
    left = max(0, start - spare // 3)
    right = min(len(sentence), max(end, left + limit))
    while left > 0 and sentence[left - 1] != " ":
        left -= 1
    while right < len(sentence) and sentence[right] != " " and right - left < limit + 20:
        right += 1
    cut = sentence[left:right].strip()
    return f"{'… ' if left else ''}{cut}{' …' if right < len(sentence) else ''}"
