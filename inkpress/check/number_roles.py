"""What a number does in its sentence: a change ("by a third"), the level before or after it, and what it counts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from inkpress.check import lexicon
from inkpress.check.number_lexicon import (
    ALL,
    BOUND_WORDS,
    COMPARED,
    DENIED,
    EACH,
    KEPT,
    LOST,
    MOVE_NOUNS,
    MOVES,
    NEARLY,
    NEARLY_ALL,
    NEARLY_NONE,
    NONE,
    SHARES,
)  # fmt: skip
from inkpress.check.numbers import Number
from inkpress.check.words import Word

REACH = 7  # words within which a verb governs a number
NOUNS = 3  # words behind a number that may say what it counts


def role(words: Sequence[Word], index: int) -> str:
    """ "by" for a change, "to" and "from" for the levels around it, "of" for a share, "" when it is not said."""
    number = words[index].number
    assert number is not None
    behind = words[index + 1 : index + 3]
    if number.unit == "times":
        return ""  # a cut "by 8x" leaves an eighth
    if any(w.key in COMPARED or w.key in MOVE_NOUNS for w in behind[:1]):
        return "by"
    at = index - 1
    while at >= 0 and words[at].text.lower() in BOUND_WORDS:
        at -= 1
    if at < 0:
        return ""
    before, text = words[at], words[at].text.lower()
    near = words[max(0, at - REACH) : at]
    moved = any(word.key in MOVES for word in near)
    if text == "by":
        return "by" if moved or number.unit else ""
    if text == "of":
        return "by" if near and near[-1].key in MOVE_NOUNS else ""
    if text == "to":
        started = any(word.text.lower() == "from" for word in near)
        return "to" if moved or started else ""
    if text == "from":
        ended = any(word.text.lower() == "to" for word in words[index + 1 : index + REACH])
        return "from" if moved or ended else ""
    is_share = number.unit == "ratio" and bool(behind) and behind[0].text.lower() == "of"
    if is_share and not any(word.key in MOVES | LOST for word in words):
        return "of"  # "a quarter of the memory"; "a quarter of it is removed" may be a change
    is_next = words[at + 1].start - before.end == 1  # and not "P_drop = 0.1"
    return "by" if is_next and before.key in MOVES and not number.parts else ""


def roles_fit(ours: str, theirs: str) -> bool:
    """A change reports no level, and the level before no level after."""
    return ours == theirs or not (ours and theirs) or ("of" in (ours, theirs) and "by" not in (ours, theirs))


def share_sense(words: Sequence[Word]) -> int:
    """1 where the shares of a sentence are of what is kept, found or right, -1 of the rest, 0 when it is not clear."""
    left_out = ("left", "out") in pairwise(word.text.lower() for word in words)
    kept = any(word.key in KEPT and not (left_out and word.text.lower() == "left") for word in words)
    lost = any(word.key in LOST and not _is_move(words, index) for index, word in enumerate(words))
    return kept - (left_out or lost)


class Side(NamedTuple):
    """Of which part of a whole a share is told: `sense` as in `share_sense`, and whether that is denied.

    Not sure when the sentence gives several shares and none of the words stands beside this one.
    """

    sense: int = 0
    is_denied: bool = False
    is_sure: bool = True


def side_of(words: Sequence[Word]) -> Side:
    """The side of a whole sentence."""
    return Side(share_sense(words), denies(words))


def side_at(words: Sequence[Word], index: int, whole: Side) -> Side:
    """The side of the number at `index`: its own clause decides, else the sentence, which is on the side `whole`."""
    before = next((i for i in reversed(range(index)) if words[i].number), -1)
    behind = next((i for i in range(index + 1, len(words)) if words[i].number), len(words))
    clause = words[before + 1 : behind]
    if sense := share_sense(clause):
        return Side(sense, denies(clause))
    whole = Side(whole.sense, denies(clause))
    shares = sum(word.number is not None and word.number.unit == "ratio" for word in words)
    return whole._replace(is_sure=shares <= 1)


def opposition(ours: Side, theirs: Side) -> int:
    """2 where one gives the share of what is kept and the other of the rest, 1 where it may; -1 where not."""
    turned = ours.is_denied != theirs.is_denied
    same = ours.sense * theirs.sense * (-1 if turned else 1)
    if same < 0:
        return 2 if ours.is_sure and theirs.is_sure else 1
    return -1 if same and not turned else int(turned)


def _is_move(words: Sequence[Word], index: int) -> bool:
    """Accuracy that drops "from 78" or "by 2" loses no part of a whole."""
    behind = words[index + 1 : index + 5]
    return words[index].key in MOVES and any(
        one.text.lower() in ("from", "to", "by") and two.number for one, two in pairwise(behind)
    )


def denies(words: Sequence[Word]) -> bool:
    """Whether something is denied, or all but some is told."""
    pairs = set(pairwise(word.text.lower() for word in words))
    if ("all", "but") in pairs:
        return True
    only = {"nothing"} if ("nothing", "but") in pairs else set()  # "does nothing but copy"
    return any(_denies(word) for word in words if word.text.lower() not in only)


def _denies(word: Word) -> bool:
    return word.key in DENIED or word.key.endswith("n't")


def multiple_sense(words: Sequence[Word], index: int) -> tuple[str, int] | None:
    """(scale, up or down) of "eight times larger", "half as fast", "reduces by 8x"; None when the words do not say."""
    number = words[index].number
    assert number is not None
    behind = words[index + 1 : index + 3]
    turn = -1 if number.low < 1 and any(word.text.lower() == "as" for word in behind) else 1
    governing = [word for word in words[max(0, index - REACH) : index] if word.key in MOVES]
    if len(behind) == 2 and behind[0].text.lower() == "as" and behind[1].key not in lexicon.DIRECTIONS:
        return behind[1].key, turn  # "half as much", "twice as much"
    for word in (*behind, *reversed(words[max(0, index - 3) : index]), *reversed(governing)):
        scales = lexicon.DIRECTIONS.get(word.key, {})
        for scale in ("speed", "amount", "cost"):
            if scale in scales and word.number is None:
                return scale, scales[scale] * turn
        if word.text.lower() == "speed" and word in behind:
            return "speed", 1
    return None


def counted(words: Sequence[Word], number: Number) -> str:
    """The key of the word behind a number, which says what is counted; "" at the end of the sentence."""
    return next((word.key for word in words if word.start >= number.end), "")


def nouns(words: Sequence[Word], number: Number) -> list[str]:
    """Keys of the words behind a number that may say what it counts: "120 dog breeds" counts dogs or breeds."""
    found: list[str] = []
    before: Word | None = None
    end = number.end
    for word in words:
        if word.start < end:
            continue
        if word.number and before is not None and before.is_name:  # "two RTX 3090 cards" counts cards
            before, end = None, word.end
            continue
        if word.start > end + 1 or not word.is_content or word.key in EACH or word.number or len(found) == NOUNS:
            break
        found.append(word.key)
        before, end = word, word.end
    return found


def vague_shares(words: Sequence[Word]) -> Iterator[tuple[str, float, float]]:
    """(words, from, to) of "most users", "the majority" and "almost everyone"."""
    told = [word.text.lower() for word in words]
    for index, text in enumerate(told):
        before, after = told[index - 1] if index else "", told[index + 1] if index + 1 < len(told) else ""
        if text in SHARES and (text != "most" or (before not in ("the", "at", "for") and _is_whole(after))):
            yield words[index].text, *SHARES[text]
        elif before in NEARLY and text in ALL | NONE:
            yield f"{before} {text}", *(NEARLY_ALL if text in ALL else NEARLY_NONE)


def _is_whole(word: str) -> bool:
    """ "Most of them" and "most users"; "most accurate" is a superlative."""
    return word == "of" or (word.endswith("s") and not word.endswith(("ss", "ous")))


def enumerations(words: Sequence[Word]) -> set[int]:
    """How many names each list has: three in "Hindi, Swahili and Quechua". A comma is a gap of two characters."""
    found = set()
    for index, word in enumerate(words[:-1]):
        if word.text.lower() not in ("and", "or") or not index or not _is_named(words[index - 1], words[index + 1]):
            continue
        count, at = 2, index - 1
        while at > 0 and (begin := _item_begin(words, at)):
            count, at = count + 1, begin - 1
        found.add(count)
    return found


def _is_named(*words: Word) -> bool:
    return all(word.is_name or word.is_capitalised for word in words)


def _item_begin(words: Sequence[Word], last: int) -> int:
    """Where the list's item that ends at `last` begins, when a comma stands before it; else 0."""
    for at in range(last, max(0, last - 4), -1):
        if words[at].start - words[at - 1].end == 2:
            return at if _is_named(words[at], words[at - 1]) else 0
    return 0
