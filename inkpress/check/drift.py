"""What a change of words does to the meaning: numbers, negation, direction, strength, names, wording.

Each rule looks at one `Change` of an alignment and returns a `Drift` or None.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from itertools import combinations, pairwise
from typing import NamedTuple

from inkpress.check import lexicon
from inkpress.check.align import Alignment, Change
from inkpress.check.numbers import agrees, units_fit
from inkpress.check.words import Word

NEARLY_ALL = 0.85  # share of our words that are the paper's, so that each other word is a new statement
MOST_REPLACED = 2  # words that a suggestion may put in the place of ours
_SAYING = lexicon.keys("speak say write describe report tell explain note find call show mention")
MOST_CHANGES = 40  # that are compared pair by pair


class Drift(NamedTuple):
    """How a sentence of ours departs from the paper's: the rule, our words, the paper's words."""

    rule: str
    ours: str
    theirs: str
    message: str


Rule = Callable[[Change], Drift | None]


def judge_changes(alignment: Alignment, known: Collection[str] = (), *, loose: bool = False) -> list[Drift]:
    """The drifts among the changes: of each change every number, or else the gravest thing.

    `known` are keys of words that may be added freely. In a `loose` retelling, which has words of its
    own, only what is exchanged or turned round counts.
    """
    changes = alignment.changes
    exchanged = _exchanged_across(changes)
    if loose:
        found = [drift for change in changes if (drift := _first(LOOSE_RULES, change))]
    else:
        found = [drift for change in changes for drift in _of_change(change, known, alignment)]
    if exchanged is None:
        return found
    return [exchanged, *(drift for drift in found if drift.ours not in (exchanged.ours, exchanged.theirs))]


def that_count(drifts: Sequence[Drift], alignment: Alignment) -> list[Drift]:
    """The drifts without mere wording, unless nearly all our words are the paper's: else it is our way to put it."""
    return [d for d in drifts if d.rule != "claim-wording" or alignment.our_share >= NEARLY_ALL]


def _of_change(change: Change, known: Collection[str], alignment: Alignment) -> list[Drift]:
    numbers = _numbers(change)
    drift = _first(RULES, change) or (None if numbers else _wording(change, known, alignment.their_keys))
    return [*numbers, *([drift] if drift else [])]


def _first(rules: Sequence[Rule], change: Change) -> Drift | None:
    return next((drift for rule in rules if (drift := rule(change)) is not None), None)


def _show(words: Sequence[Word]) -> str:
    return " ".join(word.text for word in words)


def _numbers(change: Change) -> list[Drift]:
    found = []
    theirs = [word for word in change.theirs if word.number]
    for word in change.ours:
        if word.number is None or any(agrees(word.number, t.number) for t in theirs if t.number):
            continue
        if word.number.spelled and word.number.low == 1 and not theirs:
            continue  # "one of them" is grammar
        if not theirs:
            found.append(Drift("claim-number", word.text, "", f"the paper's sentence has no {word.text} here"))
            continue
        alike = [t for t in theirs if t.number and units_fit(word.number, t.number)]
        other = (alike or theirs)[0]
        rule = "claim-number" if alike else "claim-unit"
        found.append(Drift(rule, word.text, other.text, f"the paper says {other.text}, not {word.text}"))
    return found


def _exchanged(change: Change) -> Drift | None:
    """Two names or numbers in each other's place; in an enumeration the order means nothing."""
    ours = [w.key for w in change.ours if w.is_name or w.number]
    theirs = [i for i, w in enumerate(change.theirs) if w.key in ours]
    for left, right in pairwise(theirs):
        a, b = change.theirs[left], change.theirs[right]
        between = {w.text.lower() for w in change.theirs[left + 1 : right]}
        if a.key == b.key or between <= {"and", "or"} or ours.count(a.key) != 1 or ours.count(b.key) != 1:
            continue
        if ours.index(a.key) > ours.index(b.key):
            message = f"{a.text} and {b.text} have changed places"
            return Drift("claim-swapped", b.text, a.text, message)
    return None


def _exchanged_across(changes: Sequence[Change]) -> Drift | None:
    """Two names or numbers that stand in each other's place, at two places of the sentence."""
    for left, right in combinations(changes[:MOST_CHANGES], 2):
        for ours in (w for w in left.ours if w.is_name or w.number):
            for theirs in (w for w in left.theirs if w.is_name or w.number):
                there = {w.key for w in right.ours}, {w.key for w in right.theirs}
                if theirs.key in there[0] and ours.key in there[1] and ours.key != theirs.key:
                    message = f"{theirs.text} and {ours.text} have changed places"
                    return Drift("claim-swapped", ours.text, theirs.text, message)
    return None


def _negation(change: Change) -> Drift | None:
    ours, theirs = _negations(change.ours), _negations(change.theirs)
    if len(ours) % 2 == len(theirs) % 2:
        return None
    if ours:
        return Drift("claim-negation", _show(change.ours), _show(change.theirs), f"the paper has no “{ours[0]}” here")
    return Drift("claim-negation", _show(change.ours), _show(change.theirs), f"the paper's “{theirs[0]}” is missing")


def _negations(words: Sequence[Word]) -> list[str]:
    return [w.text for w in words if w.key in lexicon.NEGATIONS or w.key.endswith("n't")]


def _direction(change: Change) -> Drift | None:
    for word in change.ours:
        for other in change.theirs:
            if opposed(word.key, other.key):
                return Drift(
                    "claim-reversed", word.text, other.text, f"the paper says “{other.text}”, not “{word.text}”"
                )
    return None


def opposed(ours: str, theirs: str) -> bool:
    """True when two word keys point in opposite directions on one scale, and on none in the same."""
    one, two = lexicon.DIRECTIONS.get(ours), lexicon.DIRECTIONS.get(theirs)
    if one is None or two is None:
        return False
    signs = {one[scale] * two[scale] for scale in one.keys() & two.keys()}
    return signs == {-1}


def _strength(change: Change) -> Drift | None:
    ours = {word.key: word.text for word in change.ours}
    theirs = {word.key: word.text for word in change.theirs}
    for key in ours:
        if key in theirs:
            continue
        if key in lexicon.UNIVERSAL and not theirs.keys() & lexicon.UNIVERSAL:
            return _overstated(ours[key], change)
        if key in lexicon.STRONG or (key in lexicon.CERTAIN and theirs.keys() & lexicon.HEDGES):
            return _overstated(ours[key], change)
    lost = [key for key in theirs if key in _HEDGES_THAT_COUNT]
    if lost and not ours.keys() & lexicon.HEDGES:
        return Drift(
            "claim-hedge", _show(change.ours), theirs[lost[0]], f"the paper says “{theirs[lost[0]]}”; that is lost"
        )
    return None


_HEDGES_THAT_COUNT = lexicon.TENTATIVE | (lexicon.PARTIAL - lexicon.WEAK_PARTIAL)


def _overstated(word: str, change: Change) -> Drift:
    instead = f"; it says “{_show(change.theirs)}”" if change.theirs else ""
    return Drift("claim-overstated", word, _show(change.theirs), f"the paper does not say “{word}”{instead}")


RULES: tuple[Rule, ...] = (_exchanged, _negation, _direction, _strength)
LOOSE_RULES: tuple[Rule, ...] = (_exchanged, _direction)


def _wording(change: Change, known: Collection[str], anywhere: Collection[str]) -> Drift | None:
    ours = [w for w in change.ours if w.is_content and not _is_light(w) and w.number is None and w.key not in _SAYING]
    theirs = [w for w in change.theirs if w.is_content and not _is_light(w)]
    # a name may only stand where the paper has a pronoun for it
    pronoun = any(w.key in lexicon.PRONOUNS for w in change.theirs) and not any(w.is_name for w in theirs)
    new = [w for w in ours if not any(_akin(w, other) for other in theirs)]
    if pronoun or not theirs:
        new = [w for w in new if w.key not in known or (w.is_name and not pronoun)]
    if not new:
        return None
    names = [w for w in new if w.is_name or w.is_capitalised]
    said = _show(names or new)
    if names and all(w.key in anywhere for w in names):
        return Drift("claim-swapped", said, "", f"“{said}” has another place in the paper's sentence")
    rule = "claim-name" if names else "claim-wording"
    instead = _show(theirs) if _may_replace(theirs, names or new) else ""
    if instead:
        return Drift(rule, said, instead, f"the paper says “{instead}”, not “{said}”")
    return Drift(rule, said, "", f"the paper's sentence does not say “{said}”")


def _may_replace(theirs: Sequence[Word], ours: Sequence[Word]) -> bool:
    """Whether the paper's words would stand well in the place of ours: as many, at most two, names for names."""
    if len(theirs) != len(ours) or len(ours) > MOST_REPLACED:
        return False
    return all(
        (a.is_name or a.is_capitalised) == (b.is_name or b.is_capitalised) for a, b in zip(theirs, ours, strict=True)
    )


def _is_light(word: Word) -> bool:
    return word.key in lexicon.HEDGES and word.key not in lexicon.UNIVERSAL


def _akin(word: Word, other: Word) -> bool:
    """Two forms of one word ("evaluate", "evaluation"), or two words for one direction ("drop", "decrease").

    Names are akin only when they are the same.
    """
    one, two = lexicon.DIRECTIONS.get(word.key, {}), lexicon.DIRECTIONS.get(other.key, {})
    if word.key == other.key or one.items() & two.items():
        return True
    if word.is_name or other.is_name or word.text[0].isdigit() or other.text[0].isdigit():
        return False  # of two identifiers each names another thing
    shared = 0
    for a, b in zip(word.key, other.key, strict=False):
        if a != b:
            break
        shared += 1
    return shared >= 5 and shared >= 0.6 * max(len(word.key), len(other.key))
