"""The names of all rules, as the findings, the waivers and docs/checking.md write them."""

from __future__ import annotations

# Rules that speak only when somebody asked for more than `inkpress check`, so that no waiver of theirs is idle.
ON_REQUEST = frozenset({"claim-judged", "link-dead", "paper-version", "paper-withdrawn", "paper-unknown"})
_ALWAYS = """
claim-number claim-unit claim-quote claim-swapped claim-reversed claim-negation claim-name claim-hedge claim-overstated
claim-wording claim-not-found evidence-quote author-block leftover summary confidence needs footnote no-paper
media-alt media-missing media-remote media-credit media-size formula formula-in-words code-language
link arxiv-id arxiv-source arxiv-version paper-hidden-text paper-not-at-hand
front-authors front-date front-draft front-html front-legacy-key front-paper front-tags front-unknown-key front-waive
waiver slot-day slot-taken duplicate-slug post-unusable
jargon acronym long-sentence reading-grade hype fear machine-phrase profanity
"""
NAMES = ON_REQUEST | set(_ALWAYS.split())
