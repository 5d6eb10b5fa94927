"""Who is better than whom, and which number belongs to whom: what a swap turns round.

A comparison is read as (better side, worse side), whatever its verb: "B loses to A", "A is faster than B" and "B was
beaten by A" are one. A number is bound to the words of its own part of the sentence. A swap is reported when what
stands on one side of ours stands on the other side of the paper's, and nothing stands where it should.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice, permutations
from typing import NamedTuple

from inkpress.check import lexicon, number_claims
from inkpress.check.drift import Drift
from inkpress.check.numbers import Number, agrees
from inkpress.check.pair import Pair
from inkpress.check.polarity import is_negation
from inkpress.check.words import Word

SIDE = 20  # words of one side
MOST_COMPARISONS = 30  # of a sentence
REACH = 6  # words between "better" and "than"
NEAR = 3  # words over which "no" and "is ... by" act
VERSIONS = 10  # Llama 2, GPT 4
MOST_BOUND = 8  # numbers of a sentence; more are a table

_OVER = lexicon.keys("outperform surpass exceed beat overtake defeat lead leads eclipse")
_UNDER = lexicon.keys("underperform trail trails lag lags lose loses lost")
_DEGREES = {"more": 1, "less": -1, "fewer": -1}
_AHEAD = {"ahead": 1, "behind": -1, "above": 1, "below": -1}
_PREFER = lexicon.keys("prefer preferred favour favor favoured favored choose chose chosen")
_BE = {"is", "are", "was", "were", "be", "been", "being", "gets", "got"}
_BREAKS = {"while", "whereas", "but", "although", "though", "which", "because", "when", "where"}
_PARTS = _BREAKS | {"and", "or", "against", "versus", "vs", "than", "compared", "then"}
_PREPOSITIONS = {"on", "in", "at", "for", "by", "during", "under", "across", "with", "when"}
_CLOSED = _BREAKS | _PREPOSITIONS
_PRONOUNS = {"it", "they", "he", "she", "we", "this", "that", "one"}
_SCALES = ("quality", "speed", "cost", "amount")
_EITHER = frozenset({"quality", "amount"})  # "exceeds" and "ahead" may tell of either


class Comparison(NamedTuple):
    """Keys of the words on the better (or greater) side and on the other one; an empty side is a pronoun's."""

    scales: frozenset[str]
    better: frozenset[str]
    worse: frozenset[str]
    text: str


class Bound(NamedTuple):
    """A number with the keys, and among them the names, of its part of the sentence."""

    number: Number
    keys: frozenset[str]
    names: frozenset[str]


def roles_agree(pair: Pair) -> Drift | None:
    """ "A beats B" for "B was worse than A"."""
    theirs = list(islice(_comparisons(pair.theirs), MOST_COMPARISONS))
    for ours in islice(_comparisons(pair.ours), MOST_COMPARISONS):
        alike = [other for other in theirs if ours.scales & other.scales]
        if any(_straight(ours, other) for other in alike):
            continue
        if any(_crossed(ours, other) for other in alike):
            message = f"the paper has the two sides of “{ours.text}” the other way round"
            return Drift("claim-swapped", ours.text, "", message)
    return None


def _straight(ours: Comparison, theirs: Comparison) -> bool:
    """Whether more of our words stand on the paper's side than on the other."""
    return _shared(ours, theirs) > 0 and not _crossed(ours, theirs)


def _shared(ours: Comparison, theirs: Comparison) -> int:
    return len((ours.better - ours.worse) & (theirs.better - theirs.worse)) + len(
        (ours.worse - ours.better) & (theirs.worse - theirs.better)
    )


def _crossed(ours: Comparison, theirs: Comparison) -> bool:
    left = (ours.better - ours.worse) & (theirs.worse - theirs.better)
    right = (ours.worse - ours.better) & (theirs.better - theirs.worse)
    both = (left or not ours.better) and (right or not ours.worse)
    return bool(both) and len(left) + len(right) > _shared(ours, theirs)


def _comparisons(words: Sequence[Word]) -> Iterator[Comparison]:
    for at in range(len(words)):
        if any(is_negation(word) for word in words[max(0, at - NEAR) : at]):
            continue  # "no better than" leaves open who is worse
        read = _than(words, at) or _verb(words, at) or _preference(words, at)
        if read is None or read.last + 1 >= len(words) or words[read.last + 1].number:
            continue  # "more than ten" is a bound
        first = _keys(words[at + 1 : read.last] if read.is_between else _before(words, at))
        second = _keys(_behind(words, read.last))
        if first or second:
            better, worse = (first, second) if read.sign > 0 else (second, first)
            yield Comparison(read.scales, better, worse, words[at].text)


class _Read(NamedTuple):
    """`sign` is 1 when the first side is better; the other side stands behind word `last`."""

    sign: int
    scales: frozenset[str]
    last: int
    is_between: bool = False  # the first side stands between: "preferred A to B"


def _than(words: Sequence[Word], at: int) -> _Read | None:
    """ "Faster than", "more accurate than", "fewer errors than"; "ahead of" and "behind"."""
    text = words[at].text.lower()
    if text in _AHEAD:
        return _Read(_AHEAD[text], _EITHER, at + (_text(words, at + 1) == "of"))
    than = _find(words, at + 1, {"than"})
    if than is None or _text(words, at - 1) in _DEGREES:
        return None
    sign = _DEGREES.get(text)
    if sign is None:
        scales = {scale: way for scale, way in lexicon.DIRECTIONS.get(words[at].key, {}).items() if scale in _SCALES}
        return _Read(next(iter(scales.values())), frozenset(scales), than) if scales else None
    adjective = lexicon.DIRECTIONS.get(words[at + 1].key, {})
    scale = next((scale for scale in _SCALES if scale in adjective), None)
    return _Read(sign * adjective[scale] if scale else sign, frozenset({scale or "count"}), than)


def _verb(words: Sequence[Word], at: int) -> _Read | None:
    """ "Beats", "trails", "was outperformed by"; what leads *to* something compares nothing."""
    key = words[at].key
    if key not in _OVER | _UNDER:
        return None
    sign = 1 if key in _OVER else -1
    if _is_passive(words, at):
        by = _find(words, at + 1, {"by"})
        return _Read(-sign, _EITHER, by) if by is not None else None
    follows = _text(words, at + 1)
    if follows == "to" and key in _OVER:
        return None
    return _Read(sign, _EITHER, at + (follows in ("to", "behind")))


def _preference(words: Sequence[Word], at: int) -> _Read | None:
    """ "People preferred A to B", "A was chosen over B"."""
    if words[at].key not in _PREFER:
        return None
    to = _find(words, at + 1, {"to", "over", "than"})
    return _Read(1, _EITHER, to, not _is_passive(words, at)) if to is not None else None


def _text(words: Sequence[Word], at: int) -> str:
    return words[at].text.lower() if 0 <= at < len(words) else ""


def _find(words: Sequence[Word], start: int, texts: set[str]) -> int | None:
    """Where one of `texts` stands among the next words of this clause."""
    for at in range(start, min(start + REACH, len(words))):
        if words[at].text.lower() in texts:
            return at
        if _is_cut(words, at, _BREAKS):
            return None
    return None


def _is_passive(words: Sequence[Word], at: int) -> bool:
    return any(word.text.lower() in _BE for word in words[max(0, at - NEAR) : at])


def _is_cut(words: Sequence[Word], at: int, breaks: set[str]) -> bool:
    """Whether a part of the sentence begins at this word: after a comma or the like, or with a conjunction."""
    return words[at].text.lower() in breaks or (at > 0 and words[at].start - words[at - 1].end > 1)


def _before(words: Sequence[Word], at: int) -> Sequence[Word]:
    """The words of the clause before this one; none when its subject is a pronoun."""
    start = at
    while start > max(0, at - SIDE) and not _is_cut(words, start, _BREAKS):
        start -= 1
    subject = next((w for w in reversed(words[start:at]) if w.is_content or w.text.lower() in _PRONOUNS), None)
    return words[start:at] if subject is None or subject.is_content else ()


def _behind(words: Sequence[Word], at: int) -> Sequence[Word]:
    """The words that follow this one, up to the next clause or the next "on", "in", "by"."""
    end = at + 1
    while end < min(len(words), at + SIDE) and not _is_cut(words, end, _CLOSED):
        end += 1
    return words[at + 1 : end]


def _keys(words: Sequence[Word]) -> frozenset[str]:
    """What the words name, without numbers and without the words that compare."""
    return frozenset(w.key for w in words if w.is_content and not w.number and w.key not in lexicon.DIRECTIONS)


# --- numbers ----------------------------------------------------------------------------------------------------


def bindings_agree(pair: Pair) -> Drift | None:
    """ "A has 5 and B 3" for "A has 3 and B 5": two numbers that changed places with what they belong to."""
    theirs = _bound(pair.theirs)
    for one, two in permutations(_bound(pair.ours), 2):
        others = [
            (a, b) for a, b in permutations(theirs, 2) if _same(one.number, a.number) and _same(two.number, b.number)
        ]
        if others and all(_exchanged(one, two, *other) for other in others):
            message = f"the paper ties {one.number.text} to what ours ties to {two.number.text}"
            return Drift("claim-swapped", one.number.text, "", message)
    return None


def _exchanged(one: Bound, two: Bound, first: Bound, second: Bound) -> bool:
    """Whether our first number stands with what the paper's second one stands with, and the second with the first's."""
    ours, ours_too = one.keys - two.keys, two.keys - one.keys
    theirs, theirs_too = first.keys - second.keys, second.keys - first.keys
    straight = len(ours & theirs) + len(ours_too & theirs_too)
    left, right = ours & theirs_too, ours_too & theirs
    if left and right:
        return len(left) + len(right) > straight
    return not straight and bool((left | right) & (one.names | two.names) & (first.names | second.names))


def _bound(words: Sequence[Word]) -> list[Bound]:
    """The numbers that stand alone in their part of the sentence, with that part; a part without one joins the next."""
    own = {at for at in range(len(words)) if _stands_alone(words, at)}
    parts: list[list[int]] = [[]]
    for at in range(len(words)):
        if _is_cut(words, at, _PARTS) and own & set(parts[-1]):
            parts.append([])
        parts[-1].append(at)
    if len(parts) > 1 and not own & set(parts[-1]):
        parts[-2:] = [parts[-2] + parts[-1]]
    bound = [
        _bind([words[at] for at in part], words[min(own & set(part))].number)
        for part in parts
        if len(own & set(part)) == 1
    ]
    return bound if len(own) <= MOST_BOUND else []


def _bind(part: Sequence[Word], number: Number | None) -> Bound:
    assert number is not None
    return Bound(number, _keys(part), frozenset(w.key for w in part if w.is_name or w.is_capitalised))


def _stands_alone(words: Sequence[Word], at: int) -> bool:
    """Whether a word is a number that says how much, and neither part of a name (Llama 2 13B) nor "the new one"."""
    number = words[at].number
    if number is None or number.text.lower() == "one":
        return False
    before = words[at - 1] if at and words[at].start - words[at - 1].end == 1 else None
    if before and (before.is_name or before.is_capitalised or before.number) and (number.size or number.low < VERSIONS):
        return at == 1
    return not (number_claims.is_label(words, at) or number_claims.is_date(words, at))


def _same(ours: Number, theirs: Number) -> bool:
    """Whether ours reports theirs; a second number may leave its unit out."""
    return agrees(ours, theirs) or (not ours.unit and ours.text == theirs.text.split()[0])
