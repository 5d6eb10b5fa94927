"""The rules that filter, and the flags that only warn."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from inkpress.models import Paper
from inkpress.pick.words import contains_phrase

# words to a machine reader, not to a person: such papers are ranked by the rest of their words, and flagged
_ORDERS = re.compile(
    r"\b(?:ignore|disregard|forget)\b.{0,40}\b(?:previous|prior|above|earlier|all)\b.{0,40}\b(?:instructions?|prompts?)\b"
    r"|\bas an? (?:ai|language model)(?: reviewer)?,? you\b"
    r"|\b(?:rank|rate|recommend) this paper\b|\bpositive review only\b|\bdo not highlight any negatives\b",
    re.IGNORECASE,
)
ORDERS_FLAG = "gives orders to a model"


class Rules(NamedTuple):
    """What the author does not want to see. Empty `categories` let every category pass."""

    categories: Sequence[str] = ()
    exclude: Sequence[str] = ()
    covered: frozenset[str] = frozenset()  # ids of papers that posts are about
    chosen: frozenset[str] = frozenset()  # ids of papers the author has already said something about


def broken_rule(paper: Paper, rules: Rules) -> str:
    """The name of the first rule that filters `paper`, or ""."""
    for name, test in _RULES:
        if test(paper, rules):
            return name
    return ""


_RULES: tuple[tuple[str, Callable[[Paper, Rules], bool]], ...] = (
    ("withdrawn", lambda paper, rules: paper.withdrawn),
    ("already covered", lambda paper, rules: paper.id in rules.covered),
    ("already chosen", lambda paper, rules: paper.id in rules.chosen),
    ("wrong category", lambda paper, rules: not _wanted(paper.categories, rules.categories)),
    ("excluded phrase", lambda paper, rules: _excluded(paper, rules.exclude)),
)


def _wanted(categories: Iterable[str], wanted: Sequence[str]) -> bool:
    """Whether one of the categories was asked for; `cs` asks for all of `cs.*`, a paper without any passes."""
    names = list(categories)
    return not wanted or not names or any(name in wanted or name.split(".")[0] in wanted for name in names)


def _excluded(paper: Paper, phrases: Iterable[str]) -> bool:
    return any(contains_phrase(f"{paper.title}\n{paper.abstract}", phrase) for phrase in phrases)


def sift(papers: Iterable[Paper], rules: Rules) -> tuple[list[Paper], dict[str, int]]:
    """(the papers no rule filters, rule -> how many it filtered)."""
    kept: list[Paper] = []
    filtered: dict[str, int] = {}
    for paper in papers:
        rule = broken_rule(paper, rules)
        if rule:
            filtered[rule] = filtered.get(rule, 0) + 1
        else:
            kept.append(paper)
    return kept, filtered


def text_flags(paper: Paper) -> tuple[str, ...]:
    """Warnings that the paper's own words give."""
    return (ORDERS_FLAG,) if _ORDERS.search(paper.abstract) or _ORDERS.search(paper.title) else ()


def without_orders(paper: Paper) -> Paper:
    """The paper as it is ranked: sentences that give orders to a model are not read."""
    if not text_flags(paper):
        return paper
    return Paper(**{**dict(paper), "title": _ORDERS.sub("", paper.title), "abstract": _ORDERS.sub("", paper.abstract)})
