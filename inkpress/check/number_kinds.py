"""Numbers that state little or nothing: labels ("Table 2"), dates, and grammar ("one of them")."""

from __future__ import annotations

from collections.abc import Sequence

from inkpress.check import lexicon
from inkpress.check.number_roles import nouns
from inkpress.check.words import Word

MONTHS = {
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
}  # fmt: skip
_BEFORE_A_YEAR = {"in", "since", "by", "until", "from", "of", "late", "early", "mid", "before", "after", "to", ""}
MOST_LABELS = 1000  # of one kind
HOW_OFTEN = {"once", "twice", "thrice"}
MOST_GRAMMAR = 3  # "one billion" is none
_BEFORE_FEW = {"the", "these", "those", "its", "all", "other", "both", ""}
_GRAMMAR = {"one", "single", "a", "an", "every", *HOW_OFTEN}  # that begin a number and may only be grammar


def is_label(words: Sequence[Word], index: int) -> bool:
    """ "Section 3", "Tables 2 and 3": a small whole number right behind the word, without unit, bound or tenfold."""
    number = words[index].number
    if number is None or not index or number.unit or number.bound or number.low >= MOST_LABELS:
        return False
    before = words[index - 1]
    if before.text.lower() == "and" and index > 2:
        return words[index - 2].number is not None and is_label(words, index - 2)
    is_plural = before.text.islower() and before.text.endswith("s")
    return before.key in lexicon.LABELS and not is_plural and (not number.spelled or not nouns(words, number))


def is_weak(words: Sequence[Word], index: int) -> bool:
    """Numbers that may be grammar ("one of", "the two"), or a name the span need not repeat ("the 7B model")."""
    number = words[index].number
    if number is None:
        return False
    if number.unit in ("ratio", "points"):
        return False
    may_be_grammar = number.text.lower().split()[0] in _GRAMMAR and (number.unit or number.low <= MOST_GRAMMAR)
    if (number.size and not number.unit) or may_be_grammar:
        return number.unit != "times"
    if number.unit:
        return False
    before = words[index - 1].text.lower() if index else ""
    return number.spelled and number.low <= MOST_GRAMMAR and before in _BEFORE_FEW


def is_month(word: Word) -> bool:
    return word.text.lower() in MONTHS and word.is_capitalised


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
