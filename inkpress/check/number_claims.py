"""The numbers of our sentence against the numbers of the paper: which must be held, what agrees, what is a swap."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations

from inkpress.check import lexicon
from inkpress.check.drift import Drift
from inkpress.check.numbers import Number, agrees, bounds_clash, units_fit
from inkpress.check.pair import Pair
from inkpress.check.words import Word

MOST_NUMBERS = 5  # of a sentence; a row of a table has more
MONTHS = {
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
}  # fmt: skip
_BEFORE_A_YEAR = {"in", "since", "by", "until", "from", "of", "late", "early", "mid", "before", "after", "to", ""}
_TIES = {"of", "is", "was", "at", "to", "reaches"}


def numbers_agree(pair: Pair) -> Iterator[Drift]:
    """Each number of ours that none of the paper's agrees with."""
    stated = list(with_parts(pair.theirs))
    derived = list(derive(stated))
    for index, word in enumerate(pair.ours):
        number = word.number
        if number is None or is_label(pair.ours, index) or _reported(number, stated, derived):
            continue
        if _reported_without_unit(pair.ours, index, stated) or _reported_by_denial(number, pair):
            continue
        rivals = [other for other in stated if _is_rival(number, other, pair)]
        if is_weak(pair.ours, index) and not rivals:
            continue
        yield number_drift(word, rivals or stated)


def with_parts(words: Iterable[Word]) -> Iterable[Number]:
    """The numbers among the words; of "23 of 36" the ratio, the 23 and the 36."""
    for word in words:
        if word.number:
            yield word.number
            yield from word.number.parts


def derive(stated: Sequence[Number]) -> Iterable[Number]:
    """What a careful reader works out: differences, shares of a count, how many times as much."""
    for one, two in combinations(stated[:MOST_NUMBERS], 2):
        low, high = sorted((one, two), key=lambda number: number.low)
        if low.low <= 0 or one.unit == "times" or two.unit == "times":
            continue
        if one.unit == two.unit:
            difference = high.low - low.low
            points = one.percent and two.percent
            yield _made(high, difference * 100 if points else difference, "points" if points else one.unit)
            yield _made(high, high.low / low.low, "times")
        elif {one.unit, two.unit} == {"", "ratio"}:
            yield _made(high, one.low * two.low, "")


def _made(like: Number, value: float, unit: str) -> Number:
    return like._replace(low=value, high=value, unit=unit, bound="", percent=False, parts=(), size=False)


def _reported(number: Number, stated: Sequence[Number], derived: Sequence[Number]) -> bool:
    if any(agrees(number, other) for other in (*stated, *derived)):
        return True
    return bool(number.parts) and all(any(agrees(part, other) for other in stated) for part in number.parts)


def _reported_without_unit(words: Sequence[Word], index: int, stated: Sequence[Number]) -> bool:
    """ "13 GB instead of 48": a bare number behind which nothing is counted may leave the unit out."""
    number = words[index].number
    if number is None or number.unit or (index + 1 < len(words) and words[index + 1].is_content):
        return False
    return any(other.text.split()[0] == number.text for other in stated)


def _reported_by_denial(number: Number, pair: Pair) -> bool:
    """ "At least 60%" for "none was below 60%": a "no" on one side turns the bound round."""
    if bool(pair.our_keys & lexicon.NOT) == bool(pair.their_keys & lexicon.NOT):
        return False
    turned = (other._replace(bound="") for other in with_parts(pair.theirs) if bounds_clash(number, other))
    return any(agrees(number._replace(bound=""), other) for other in turned)


def is_label(words: Sequence[Word], index: int) -> bool:
    """ "Section 3" and "Table 2" count nothing."""
    return index > 0 and words[index - 1].key in lexicon.LABELS and words[index].number is not None


def is_weak(words: Sequence[Word], index: int) -> bool:
    """Numbers that may be grammar ("one of", "the two"), or a name the span need not repeat ("the 7B model")."""
    number = words[index].number
    if number is None:
        return False
    if number.unit in ("ratio", "points"):
        return False
    if number.size or number.text.lower().split()[0] in ("one", "single"):
        return True
    if number.unit:
        return False
    before = words[index - 1].text.lower() if index else ""
    return number.spelled and number.low <= 3 and before in ("the", "these", "those", "its", "all", "other", "both", "")


def is_date(words: Sequence[Word], index: int) -> bool:
    """A year or a day of our own calendar: "in 2017", "12 June 2017"."""
    number = words[index].number
    if number is None or number.unit or number.low != int(number.low):
        return False
    around = {word.text.lower() for word in (*words[max(0, index - 2) : index], *words[index + 1 : index + 3])}
    if around & MONTHS and (number.low <= 31 or 1900 < number.low < 2100):
        return True
    before = words[index - 1].text.lower() if index else ""
    is_year = 1950 <= number.low <= 2049 and len(number.text) == 4
    return is_year and before in _BEFORE_A_YEAR


def _is_rival(number: Number, other: Number, pair: Pair) -> bool:
    """A number of the paper that ours may have been meant to report: same kind, and nothing else of ours reports it."""
    if not units_fit(number, other) or number.size != other.size:
        return False
    if any(word.number and agrees(word.number, other) for word in pair.ours):
        return False
    return number.low != 1 or counted(pair.ours, number) == counted(pair.theirs, other)


def counted(words: Sequence[Word], number: Number) -> str:
    """The key of the word behind a number, which says what is counted; "" at the end of the sentence."""
    return next((word.key for word in words if word.start >= number.end), "")


def number_drift(word: Word, stated: Sequence[Number]) -> Drift:
    """The finding about a number of ours that none of `stated` agrees with."""
    number = word.number
    same_kind = [other for other in stated if number and units_fit(number, other)]
    same_value = [o for o in stated if number and o not in same_kind and o.text.split()[0] == word.text.split()[0]]
    if not same_kind and not same_value:
        return Drift("claim-number", word.text, "", f"the paper's sentence has no number like {word.text}")
    rule = "claim-number" if same_kind and not same_value else "claim-unit"
    theirs = (same_value or same_kind)[0].text
    return Drift(rule, word.text, theirs, f"the paper says {theirs}, not {word.text}")


def labels_agree(pair: Pair) -> Iterator[Drift]:
    """ "A precision of 95.6%" when 95.6% is the recall: a label that the paper ties to another of our numbers."""
    theirs: dict[str, list[Number]] = defaultdict(list)
    for label, number in _labelled(pair.theirs):
        theirs[label].append(number)
    for label, number in _labelled(pair.ours):
        others = [other for other in theirs[label] if units_fit(number, other)]
        if not others or number.low == 1 or any(agrees(number, other) for other in others):
            continue
        other = others[0]
        if any(agrees(number, stated) for label_there, stated in _labelled(pair.theirs) if label_there != label):
            message = f"the paper ties “{label}” to {other.text}, not {number.text}"
            yield Drift("claim-swapped", number.text, other.text, message)


def _labelled(words: Sequence[Word]) -> Iterable[tuple[str, Number]]:
    """(label, number) for "precision of 99.4%", "99.4% precision", "99.4% in recall" and "28.4 BLEU"."""
    for index, word in enumerate(words):
        if word.number is None:
            continue
        after, before = words[index + 1 : index + 3], words[max(0, index - 2) : index]
        labels = after[:1]
        if len(before) == 2 and before[1].text.lower() in _TIES:
            labels = [*labels, before[0]]
        if len(after) == 2 and after[0].text.lower() == "in":
            labels = [*labels, after[1]]
        for label in labels:
            if label.is_content and label.number is None and label.key not in lexicon.NO_LABELS:
                yield label.key, word.number
