"""A "not" too many or too few: "nobody checked" for "two experts checked all"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from inkpress.check import lexicon
from inkpress.check.drift import Drift
from inkpress.check.number_claims import tells_the_rest
from inkpress.check.pair import Pair
from inkpress.check.words import Word

LEAST_SHARED, MOST_SHARED = 2, 0.6  # content words, and their share of ours, that make a negation comparable
CLAUSE = 6  # words behind a "no" that it may deny
_NOBODY = lexicon.keys("nobody nothing")
_REFUSE = lexicon.keys("refuse decline fail")  # to do something
_PUBLIC = lexicon.keys("public publicly release publish available open open-source")


class Denial(NamedTuple):
    """The word that denies, the key of what is denied first, and the keys behind that in the clause."""

    text: str
    focus: str
    rest: frozenset[str]


def denials_agree(pair: Pair) -> Drift | None:
    """A negation on one side only, of something that the other side says."""
    if {"rule", "out"} <= pair.their_keys or tells_the_rest(pair):
        return None  # "we cannot rule out" is a doubt, no denial; "8 % were not" is the rest of 92 %
    ours, theirs = list(_denials(pair.ours)), list(_denials(pair.theirs))
    if len(ours) % 2 == len(theirs) % 2:
        return None
    if (pair.their_keys if ours else pair.our_keys) & (lexicon.NEGATIONS | lexicon.LACKING | _NOBODY):
        return None  # the other side says "no" in another way
    denied = (ours or theirs)[0]
    if not (_is_same_matter(pair) or _is_said(denied, pair.theirs if ours else pair.ours, pair)):
        return None
    message = f"the paper has no “{denied.text}” here" if ours else f"the paper's “{denied.text}” is missing"
    return Drift("claim-negation", denied.text if ours else "", "" if ours else denied.text, message)


def _denials(words: Sequence[Word]) -> Iterator[Denial]:
    for at, word in enumerate(words):
        refuses = word.key in _REFUSE and [w.text.lower() for w in words[at + 1 : at + 2]] == ["to"]
        # "reviews that nobody saw" denies nothing of the sentence
        begins = at == 0 or word.start - words[at - 1].end > 1
        if word.text.lower() == "no" and any(w.key in lexicon.DIRECTIONS for w in words[at + 1 : at + 2]):
            continue  # "no better than" is a comparison
        if word.text.lower() == "nor" or not (refuses or is_denial(word)) or (word.key in _NOBODY and not begins):
            continue  # "neither ... nor" denies once
        behind: list[str] = []
        for here in range(at + 1, min(at + 1 + CLAUSE, len(words))):
            if words[here].start - words[here - 1].end > 1 or words[here].text.lower() == "but":
                break
            if words[here].is_content:
                behind.append(words[here].key)
        yield Denial(word.text, behind[0] if behind else "", frozenset(behind[1:]))


def is_denial(word: Word) -> bool:
    """ "Not", "never", "nobody", "isn't"."""
    return word.key in lexicon.NOT | _NOBODY or word.key.endswith("n't")


def _shared(pair: Pair) -> tuple[int, int]:
    """How many words of content both sides have, and how many ours has."""
    content = {w.key for w in pair.ours if w.is_content and not is_denial(w)}
    return len(content & pair.their_keys), len(content)


def _is_same_matter(pair: Pair) -> bool:
    shared, content = _shared(pair)
    return shared >= LEAST_SHARED and shared >= MOST_SHARED * content


def _is_said(denied: Denial, others: Sequence[Word], pair: Pair) -> bool:
    """Whether the very thing that one side denies is said by the other, of the same things."""
    keys = {word.key for word in others}
    said = denied.focus in keys or bool(denied.focus in _PUBLIC and keys & _PUBLIC)
    about = not denied.rest or bool(denied.rest & keys)
    return said and about and _shared(pair)[0] >= LEAST_SHARED - (denied.focus in _PUBLIC)
