"""Reading grade of a text, after Flesch and Kincaid (https://apps.dtic.mil/sti/tr/pdf/ADA006655.pdf)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

_WORD = re.compile(r"[A-Za-z]+(?:['’][a-z]+)?")
_VOWELS = re.compile(r"[aeiouy]+")


def count_words(sentence: str) -> int:
    """Words of letters; numbers and symbols are read past."""
    return len(_WORD.findall(sentence))


def reading_grade(sentences: Sequence[str]) -> float:
    """The school grade (US) whose pupils can follow the text; 0 when there are no words."""
    words = [word for sentence in sentences for word in _WORD.findall(sentence)]
    if not words or not sentences:
        return 0.0
    per_sentence = len(words) / len(sentences)
    per_word = sum(map(syllables, words)) / len(words)
    return 0.39 * per_sentence + 11.8 * per_word - 15.59


@lru_cache(maxsize=20_000)
def syllables(word: str) -> int:
    """An estimate by groups of vowels; a silent e at the end does not count, nor does -ed after most consonants."""
    word = word.lower().replace("’", "'").partition("'")[0]
    count = len(_VOWELS.findall(word))
    silent_e = word.endswith("e") and not word.endswith(("le", "ee", "ie")) and count > 1
    silent_ed = word.endswith("ed") and not word.endswith(("ted", "ded")) and count > 1
    return max(1, count - silent_e - silent_ed)
