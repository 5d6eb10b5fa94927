"""Text -> words that can be compared: keys that ignore case, inflection and spelling habits, with their places."""

from __future__ import annotations

import re
from typing import NamedTuple

from inkpress.check import lexicon
from inkpress.check.number_reading import read_numbers
from inkpress.check.numbers import Number

# GPT-4o, IC-1, COVID-19, F1: letters and digits make one word, hyphen included. Other hyphens part words, so that
# "self-attention" and "self attention" compare equal.
_WORD = re.compile(r"[^\W\d_]+[-‑]?\d[^\W_]*(?:[.-]\d+[^\W_]*)*|\d[\d.,]*[^\W_]*|[^\W\d_]+(?:['’][^\W\d_]+)?")


class Word(NamedTuple):
    """One word: as it stands, its comparable key, and its characters `start:end`."""

    text: str
    key: str
    start: int
    end: int
    number: Number | None = None

    @property
    def is_content(self) -> bool:
        """True unless it is a function word, a pronoun or a connective."""
        return self.key not in lexicon.FUNCTION

    @property
    def is_name(self) -> bool:
        """An acronym, a word with a digit or with a capital inside: GQA, GPT-4o, SciFact."""
        if self.number is not None:
            return False
        return any(c.isupper() for c in self.text[1:].removesuffix("s")) or (
            self.text[0].isalpha() and any(c.isdigit() for c in self.text)
        )

    @property
    def is_capitalised(self) -> bool:
        return self.number is None and self.text[0].isupper()


def read_words(text: str) -> list[Word]:
    """The words of `text` in order; a number with its unit ("50 percent", "two thirds", "7B") is one word."""
    words: list[Word] = []
    position = 0
    for number in read_numbers(text):
        words += _plain_words(text, position, number.start)
        words.append(Word(number.text, number.key, number.start, number.end, number))
        position = number.end
    return words + _plain_words(text, position, len(text))


def _plain_words(text: str, start: int, end: int) -> list[Word]:
    return [Word(m[0], _key(m[0], m.start()), m.start(), m.end()) for m in _WORD.finditer(text, start, end)]


def _key(word: str, start: int) -> str:
    """The key of a word; inside a sentence "May" is a month, and no doubt."""
    return "May" if word == "May" and start else lexicon.word_key(word)
