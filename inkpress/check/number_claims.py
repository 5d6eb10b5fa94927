"""The numbers of our sentence against the numbers of the paper: which must be held, what agrees, what is a swap."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from inkpress.check import lexicon
from inkpress.check.drift import Drift, opposed
from inkpress.check.number_choice import number_drift
from inkpress.check.number_derived import MOST_NUMBERS, Stated, composed, follows, read_stated, the_rest, wants_each
from inkpress.check.number_kinds import HOW_OFTEN, MONTHS, is_date, is_label, is_month, is_weak
from inkpress.check.number_lexicon import DOWNWARD, OCCASIONS
from inkpress.check.number_roles import (
    Side,
    counted,
    enumerations,
    multiple_sense,
    nouns,
    opposition,
    role,
    roles_fit,
    side_at,
    side_of,
    vague_shares,
)  # fmt: skip
from inkpress.check.numbers import Number, agrees, bounds_clash, units_fit
from inkpress.check.pair import Pair
from inkpress.check.words import Word

__all__ = ["MONTHS", "MOST_NUMBERS", "counted", "is_date", "is_label", "is_weak", "number_drift", "with_parts"]
MOST_HELD = 25  # numbers of one sentence for which more is asked than whether the span has them
_TIES = {"of", "is", "was", "at", "to", "reaches"}


def numbers_agree(pair: Pair) -> Iterator[Drift]:
    """Each number of ours that none of the paper's agrees with."""
    told = read_stated(pair.theirs)
    ours_told = pair.our_keys & lexicon.DIRECTIONS.keys()
    turned = any(opposed(one, two) for one in ours_told for two in pair.their_keys & lexicon.DIRECTIONS.keys())
    whole = side_of(pair.ours)
    held = [index for index, word in enumerate(pair.ours) if word.number]
    yield from _missing((pair.ours[index] for index in held[MOST_HELD:]), told)
    for index in held[:MOST_HELD]:
        number = pair.ours[index].number
        stated = _facing(side_at(pair.ours, index, whole), told, turned=turned or _is_retold(index, pair))
        if number is None or is_label(pair.ours, index) or _is_reported(index, number, pair, stated):
            continue
        if is_weak(pair.ours, index) and not any(_is_rival(number, other, pair) for other in stated):
            continue
        yield number_drift(index, pair, told)
    yield from months_agree(pair)
    yield from shares_agree(pair, _facing(whole, told, turned=turned))


def _missing(words: Iterable[Word], told: Sequence[Stated]) -> Iterator[Drift]:
    """The numbers that do not stand in the span as they are, whatever may follow from it."""
    for word in words:
        if word.number and not any(agrees(word.number, s.number) for s in told):
            yield Drift("claim-number", word.text, "", f"the paper's sentence has no number like {word.text}")


def _is_retold(index: int, pair: Pair) -> bool:
    """Whether our words about a share are all our own, so that the rest may be meant: "grown up" for "under 18"."""
    number = pair.ours[index].number
    assert number is not None
    wholes = {word.key for word in pair.ours[index + 1 : index + 4]} if number.unit == "ratio" else set()
    own = {word.key for word in pair.ours if word.is_content and not word.number} - wholes
    return bool(own) and not own & pair.their_keys


def _facing(ours: Side, stated: Sequence[Stated], *, turned: bool) -> list[Stated]:
    """The paper's numbers, each with its opposition to a number of ours on that side.

    `turned` tells of words on both sides that point in opposite directions.
    """
    return [s._replace(opposed=opposition(ours, s.side) or int(turned)) for s in stated]


def tells_the_rest(pair: Pair) -> bool:
    """Whether a share of ours is what the paper's leaves, or "not even four" its "fewer than four".

    A "no" on one side is then no contradiction.
    """
    told = [word.number for word in pair.ours if word.number]
    shares = [number for number in told if number.unit == "ratio"]
    rest = list(the_rest(read_stated(pair.theirs))) if shares else []
    if any(agrees(share, other) for share in shares for other in rest):
        return True
    bounds = {("not", word) for word in ("even", "quite", "more", "less", "fewer")}
    if bounds & set(pairwise(word.text.lower() for word in pair.ours)):
        return True
    return any(_reported_by_denial(number, pair) for number in told)


def months_agree(pair: Pair) -> Iterator[Drift]:
    """ "July" where the paper names months, but not this one."""
    theirs = [word for word in pair.theirs if is_month(word)]
    ours = [word for word in pair.ours if is_month(word)]
    for word in ours:
        if theirs and word.key not in {other.key for other in theirs}:
            other = next((month for month in theirs if month.key not in {w.key for w in ours}), theirs[0])
            yield Drift("claim-number", word.text, other.text, f"the paper says {other.text}, not {word.text}")


def shares_agree(pair: Pair, stated: Sequence[Stated]) -> Iterator[Drift]:
    """ "Most" and "almost all" beside a share that is less."""
    shares = [s.number for s in stated if s.number.unit == "ratio" and s.role != "by"]
    if not shares or next(vague_shares(pair.theirs), None):
        return
    shares += the_rest([s for s in stated if s.opposed > 0])
    for text, low, high in vague_shares(pair.ours):
        if not any(low <= share.high and share.low <= high for share in shares):
            yield Drift("claim-number", text, shares[0].text, f"the paper says {shares[0].text}, not “{text}”")


def with_parts(words: Iterable[Word]) -> Iterable[Number]:
    """The numbers among the words; of "23 of 36" the ratio, the 23 and the 36."""
    for word in words:
        if word.number:
            yield word.number
            yield from word.number.parts


def _is_reported(index: int, number: Number, pair: Pair, stated: Sequence[Stated]) -> bool:
    """Whether the span says our number, in as many words or so that it follows."""
    our_role, may_be_share = role(pair.ours, index), number.unit in ("ratio", "")
    same_side = [s for s in stated if not (s.opposed == 2 and s.is_share and may_be_share)]
    if any(_tells(index, number, s, pair, stated) for s in same_side if roles_fit(our_role, s.role)):
        return True
    derived = list(follows(same_side, our_role))
    if number.bound not in ("more", "over", "less", "under"):  # too wide for so many
        derived += composed(same_side, each=wants_each(pair.ours))
    derived += the_rest([s for s in stated if s.opposed > 0])
    if any(agrees(number, other) for other in derived if not _is_inverted_change(our_role, number, other)):
        return True
    if number.parts and all(any(agrees(part, s.number) for s in same_side) for part in number.parts):
        return True
    if not number.unit and number.spelled and number.low in enumerations(pair.theirs):
        return True
    return _reported_without_unit(pair.ours, index, stated) or _reported_by_denial(number, pair)


def _tells(index: int, number: Number, stated: Stated, pair: Pair, others: Sequence[Stated]) -> bool:
    """Whether this number of the paper is ours, counts the same thing, and points the same way."""
    if not _agrees_here(number, stated.number, pair):
        return False
    if _is_inverted_change(role(pair.ours, index), number, stated.number):
        return False
    if _is_inverted_change(stated.role, stated.number, number):
        return False
    if {number.unit, stated.number.unit} & {"times"}:
        place = next((i for i, word in enumerate(pair.theirs) if word.number is stated.number), None)
        mine, yours = (
            multiple_sense(pair.ours, index),
            multiple_sense(pair.theirs, place) if place is not None else None,
        )
        return not (mine and yours and mine[0] == yours[0] and mine[1] != yours[1])
    return not _counts_another(set(nouns(pair.ours, number)), number, stated, others)


def _agrees_here(number: Number, stated: Number, pair: Pair) -> bool:
    """The two agree, and "a negative correlation of 0.31" with -0.31."""
    if number.negative != stated.negative and not number.unit:
        words = pair.theirs if number.negative else pair.ours
        if any(word.key in DOWNWARD for word in words):
            number = number._replace(negative=stated.negative)
    return agrees(number, stated)


def _counts_another(ours: set[str], number: Number, stated: Stated, others: Sequence[Stated]) -> bool:
    """ "120 pictures" where 120 are the breeds and the pictures have a number of their own."""
    if number.unit or not stated.nouns or ours & set(stated.nouns):
        return False
    ours = ours - lexicon.NO_LABELS
    return any(
        ours & set(other.nouns) and not other.number.unit and not agrees(number, other.number) for other in others
    )


def _is_inverted_change(our_role: str, number: Number, other: Number) -> bool:
    """ "Falls by a quarter" is not "four times less"."""
    return our_role == "by" and number.unit == "ratio" and other.unit == "times"


def _reported_without_unit(words: Sequence[Word], index: int, stated: Sequence[Stated]) -> bool:
    """ "13 GB instead of 48", "by 6 percent, and by almost 20": a number behind which nothing is counted."""
    number = words[index].number
    if number is None or number.unit or (index + 1 < len(words) and words[index + 1].is_content):
        return False
    bare = (s.number._replace(low=s.number.low / s.number.factor, high=s.number.high / s.number.factor, unit="")
            for s in stated if s.number.unit and s.number.factor)  # fmt: skip
    return any(agrees(number, other) for other in bare)


def _reported_by_denial(number: Number, pair: Pair) -> bool:
    """ "At least 60%" for "none was below 60%": a "no" on one side turns the bound round."""
    is_denied, denied = id(number) in _denied(pair.ours), _denied(pair.theirs)
    turned = (
        part._replace(bound="")
        for word in pair.theirs
        if word.number and (id(word.number) in denied) != is_denied
        for part in (word.number, *word.number.parts)
        if bounds_clash(number, part)
    )
    return any(agrees(number._replace(bound=""), other) for other in turned)


def _denied(words: Sequence[Word]) -> set[int]:
    """The ids of the numbers that have a "no" between the same two commas."""
    clauses: list[list[Word]] = [[]]
    for index, word in enumerate(words):
        if index and word.start > words[index - 1].end + 1:
            clauses.append([])
        clauses[-1].append(word)
    denied = (clause for clause in clauses if any(word.key in lexicon.NOT for word in clause))
    return {id(word.number) for clause in denied for word in clause if word.number}


def _is_rival(number: Number, stated: Stated, pair: Pair) -> bool:
    """A number of the paper that ours may have been meant to report: same kind, and nothing else of ours reports it."""
    other = stated.number
    if not units_fit(number, other) or number.size != other.size:
        return False
    if any(word.number and agrees(word.number, other) for word in pair.ours):
        return False
    if number.text.lower() in HOW_OFTEN:
        return stated.is_part or bool(OCCASIONS & set(stated.nouns))
    return number.unit != "" or number.low != 1 or counted(pair.ours, number) == counted(pair.theirs, other)


def labels_agree(pair: Pair) -> Iterator[Drift]:
    """ "A precision of 95.6%" when 95.6% is the recall: a label that the paper ties to another of our numbers."""
    theirs: dict[str, list[Number]] = defaultdict(list)
    for label, number in _labelled(pair.theirs):
        theirs[label.key].append(number)
    for label, number in _labelled(pair.ours):
        others = [other for other in theirs[label.key] if units_fit(number, other)]
        if not others or number.low == 1 or any(agrees(number, other) or number.low == other.low for other in others):
            continue
        other = others[0]
        if any(agrees(number, there) for tied, there in _labelled(pair.theirs) if tied.key != label.key):
            message = f"the paper ties “{label.text}” to {other.text}, not {number.text}"
            yield Drift("claim-swapped", number.text, other.text, message)


def _labelled(words: Sequence[Word]) -> Iterable[tuple[Word, Number]]:
    """(its word, number) for "precision of 99.4%", "99.4% precision", "99.4% in recall" and "28.4 BLEU"."""
    for index, word in enumerate(words):
        if word.number is None or (index and words[index - 1].is_name):
            continue  # the cards of "RTX 3090 cards" are not 3090
        after, before = words[index + 1 : index + 3], words[max(0, index - 2) : index]
        labels = words[index + 1 : index + 1 + max(1, len(nouns(words, word.number)))]
        if len(before) == 2 and before[1].text.lower() in _TIES:
            labels = [*labels, before[0]]
        if len(after) == 2 and after[0].text.lower() == "in":
            labels = [*labels, after[1]]
        for label in labels:
            if label.is_content and label.number is None and label.key not in lexicon.NO_LABELS:
                yield label, word.number
