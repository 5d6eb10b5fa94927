"""Lay a sentence of ours beside one of the paper's, word by word, and name what differs."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import Match, SequenceMatcher
from itertools import pairwise
from typing import NamedTuple

from inkpress.check import lexicon
from inkpress.check.words import Word

CLOSE = 0.7  # share of our content words that stand in the paper's sentence, in order
CLOSE_OTHERWISE = 0.5  # the same, when ...
SAME_WORDS = 0.9  # ... nearly all our words stand in the paper's sentence in some order, or CLOSE of its words in ours
CLOSE_WITH_GRAMMAR = 0.75  # the same of all words, for sentences with few words of content
LEAST_WITH_GRAMMAR = 6
FAR = 3  # words
LEAST_WORDS = 3


class Change(NamedTuple):
    """At one place, our words and the paper's words in their stead; either may be empty."""

    ours: tuple[Word, ...]
    theirs: tuple[Word, ...]


class Alignment(NamedTuple):
    """How closely two sentences agree, and where they differ. Shares are of content words, 0 to 1."""

    our_share: float
    their_share: float  # from the first shared word to the last
    whole_share: float  # of the paper's whole sentence
    any_order_share: float  # of our words, wherever they stand in the paper's sentence
    matched: int
    all_share: float  # of all our words, grammar included
    all_matched: int
    changes: tuple[Change, ...]
    their_keys: frozenset[str] = frozenset()  # of all the paper's words

    @property
    def is_close(self) -> bool:
        """Ours retells the paper's sentence almost word for word, so that each change is a change of meaning."""
        if self.matched < LEAST_WORDS:
            return self.all_share >= CLOSE_WITH_GRAMMAR and self.matched >= 2 and self.all_matched >= LEAST_WITH_GRAMMAR
        if self.our_share >= CLOSE:
            return True
        # the paper's sentence with something put in, or its very words in another order
        return self.our_share >= CLOSE_OTHERWISE and (self.whole_share >= CLOSE or self.any_order_share >= SAME_WORDS)


def align(ours: Sequence[Word], theirs: Sequence[Word]) -> Alignment:
    """The alignment of two word lists, from the first shared one to the last."""
    matcher = SequenceMatcher(None, [w.key for w in ours], [w.key for w in theirs], autojunk=False)
    blocks = [b for b in matcher.get_matching_blocks() if any(w.is_content for w in ours[b.a : b.a + b.size])]
    content = sum(w.is_content for w in ours)
    matched = sum(w.is_content for b in blocks for w in ours[b.a : b.a + b.size])
    if not blocks or not content:
        return Alignment(0.0, 0.0, 0.0, 0.0, 0, 0.0, 0, ())
    their_keys = frozenset(word.key for word in theirs)
    core = theirs[blocks[0].b : blocks[-1].b + blocks[-1].size]
    return Alignment(
        our_share=matched / content,
        their_share=matched / max(1, sum(w.is_content for w in core)),
        whole_share=matched / max(1, sum(w.is_content for w in theirs)),
        any_order_share=sum(w.is_content and w.key in their_keys for w in ours) / content,
        matched=matched,
        all_share=sum(block.size for block in blocks) / len(ours),
        all_matched=sum(block.size for block in blocks),
        changes=_without_moves(_gaps(ours, theirs, blocks)),
        their_keys=their_keys,
    )


def _gaps(ours: Sequence[Word], theirs: Sequence[Word], blocks: Sequence[Match]) -> list[Change]:
    """What lies between the shared blocks; at both ends as many of the paper's words, and one more, as of ours.

    A "no" that stands two words further out still belongs to what was left out.
    """
    first, last = blocks[0], blocks[-1]
    lead = ours[: first.a]
    near, far = max(0, first.b - len(lead) - 1), max(0, first.b - len(lead) - FAR)
    denied = [word for word in theirs[far:near] if word.key in lexicon.NOT]
    changes = [Change(tuple(lead), tuple([*denied, *theirs[near : first.b]] if lead else ()))]
    for left, right in pairwise(blocks):
        changes.append(Change(tuple(ours[left.a + left.size : right.a]), tuple(theirs[left.b + left.size : right.b])))
    a, b = last.a + last.size, last.b + last.size
    tail = ours[a:]
    changes.append(Change(tuple(tail), tuple(theirs[b : b + len(tail) + 1] if tail else ())))
    return [change for change in changes if change.ours or change.theirs]


def _without_moves(changes: list[Change]) -> tuple[Change, ...]:
    """The changes without words that only stand elsewhere; a name or number alone does not move, it is swapped."""
    spare = [word.key for change in changes for word in change.theirs]
    kept: list[Change] = []
    for change in changes:
        keys = [word.key for word in change.ours]
        here = {word.key for word in change.theirs}
        ours = []
        for index, word in enumerate(change.ours):
            run = keys[max(0, index - 2) : index + 3]
            elsewhere = word.key in here or word.key in spare
            if not (elsewhere and (_is_plain(word) or _has_run(run, spare))):
                ours.append(word)
        kept.append(Change(tuple(ours), change.theirs))
    return tuple(kept)


def _is_plain(word: Word) -> bool:
    return word.number is None and not word.is_name and not word.is_capitalised


def _has_run(run: list[str], spare: list[str]) -> bool:
    """Three neighbours of ours stand as neighbours in the paper's left-over words."""
    triples = {tuple(spare[i : i + 3]) for i in range(len(spare) - 2)}
    return any(tuple(run[i : i + 3]) in triples for i in range(len(run) - 2))
