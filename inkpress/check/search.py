"""Find the sentences of a paper that say most nearly what a sentence of ours says."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import NamedTuple

from inkpress.check.number_derived import bits_of
from inkpress.check.numbers import Number, agrees, as_percent
from inkpress.check.quotes import flatten
from inkpress.check.words import Word, read_words
from inkpress.models import PaperText

MOST_WORDS = 400  # of one passage: a "sentence" longer than this is a table or a list


DISTINCT = 3  # digits, or two with a point
MOST_NUMBERS = 5  # of a sentence, and a third of its words; a row of a table in running text has more


class Passage(NamedTuple):
    """A sentence, caption or table row of the paper, with its words."""

    id: str
    text: str
    words: tuple[Word, ...]
    is_table: bool = False


class PaperIndex:
    """A paper's passages by word, weighted by how rare the word is in this paper."""

    def __init__(self, passages: Sequence[Passage], *, is_whole: bool = True) -> None:
        self.passages = tuple(passages)
        self.is_whole = is_whole  # False when these are only some spans of a paper
        self._weights: dict[str, float] = {}
        self.places: dict[str, list[int]] = defaultdict(list)
        for number, passage in enumerate(self.passages):
            for key in {word.key for word in passage.words}:
                self.places[key].append(number)

    @cached_property
    def flat(self) -> str:
        """All words in order, in the form in which quotations are looked up."""
        return flatten(passage.text for passage in self.passages)

    @cached_property
    def _numbers(self) -> dict[str, list[Number]]:
        """Value -> the paper's numbers; "" has the vague ones. Bare ones stand also as percent, for a table's cells."""
        stated: dict[str, dict[str, Number]] = defaultdict(dict)
        for passage in self.passages:
            for word in passage.words:
                for number in (word.number or bits_of(word), *(word.number.parts if word.number else ())):
                    if number is not None:
                        forms = (number, as_percent(number)) if not number.unit and number.grain < 1 else (number,)
                        for form in forms:
                            stated[_value(form)].setdefault(form.key + form.bound, form)
        return {value: list(numbers.values()) for value, numbers in stated.items()}

    @cached_property
    def _cells(self) -> set[str]:
        """The digits of the bare numbers in tables, whose headings have the units; only those unlike any other."""
        numbers = (word.number for passage in self.passages if passage.is_table for word in passage.words)
        return {_digits(n) for n in numbers if n and not n.unit and len(_digits(n)) >= DISTINCT}

    def reports(self, number: Number) -> bool:
        """Whether a number somewhere in the paper agrees with ours."""
        # a bare 0.95 somewhere in the paper is a setting, and no 95 percent
        if any(agrees(number, other) for other in self._alike(number) if other.unit or number.unit != "ratio"):
            return True
        if number.unit and _digits(number) in self._cells:
            return True
        return bool(number.parts) and all(self.reports(part) for part in number.parts)

    def _alike(self, number: Number) -> Iterator[Number]:
        """The paper's numbers that may agree with ours: of the same or the inverse value, else all of them."""
        yield from self._numbers.get(_value(number), ())
        if number.low == number.high and not number.bound:
            yield from self._numbers.get("", ())
            yield from self._numbers.get(f"{1 / number.low:.12g}", ()) if number.low else ()
        else:
            for others in self._numbers.values():
                yield from others

    def near_keys(self, number: int) -> set[str]:
        """The word keys of the passage and its two neighbours on either side."""
        return {word.key for passage in self.passages[max(0, number - 2) : number + 3] for word in passage.words}

    def weight(self, key: str) -> float:
        """How much a word tells, next to nothing for a word in every passage of many."""
        if key not in self._weights:
            self._weights[key] = math.log((2 + len(self.passages)) / (1 + len(self.places.get(key, ()))))
        return self._weights[key]

    def nearest(self, words: Iterable[Word], limit: int = 8) -> list[tuple[float, int]]:
        """(share of the words' weight that stands in the passage, passage number), best first."""
        keys = {word.key for word in words if word.is_content}
        total = sum(self.weight(key) for key in keys)
        scores: dict[int, float] = defaultdict(float)
        for key in sorted(keys):  # sums of floats depend on their order
            weight = self.weight(key)
            for number in self.places.get(key, ()):
                scores[number] += weight
        best = sorted(scores.items(), key=lambda item: (-item[1], item[0]))[:limit]
        return [(score / total if total else 0.0, number) for number, score in best]

    def joined(self, number: int) -> list[Sequence[Word]]:
        """The passage with the next one, and with the one before: the paper's sentences may have been cut wrongly."""
        here = self.passages[number].words
        after = [here + p.words for p in self.passages[number + 1 : number + 2]]
        before = [p.words + here for p in self.passages[max(0, number - 1) : number]]
        return [*after, *before]


def _digits(number: Number) -> str:
    return number.text.split()[0].replace(",", "")


def _value(number: Number) -> str:
    return f"{number.low:.12g}" if number.low == number.high else ""


def index_paper(paper: PaperText) -> PaperIndex:
    """The index of everything the paper says in words or cells: sentences, captions, table rows."""
    return PaperIndex(list(_passages(paper)))


def index_spans(spans: Iterable[str]) -> PaperIndex:
    """The index of a few spans of a paper that is not at hand itself."""
    passages = [_passage(f"evidence {number}", span) for number, span in enumerate(spans, 1)]
    return PaperIndex(passages, is_whole=False)


def _passages(paper: PaperText) -> Iterable[Passage]:
    for section in paper.sections:
        for sentence in section.sentences:
            yield _passage(sentence.id, sentence.text)
    for sentence in paper.footnotes:
        yield _passage(sentence.id, sentence.text)
    captions = [(f.id, f.caption) for f in paper.figures] + [(t.id, t.caption) for t in paper.tables]
    yield from (_passage(place, caption) for place, caption in captions if caption)
    for table in paper.tables:
        for row in table.rows:
            yield _passage(table.id, " | ".join(row), is_table=True)


def _passage(place: str, text: str, *, is_table: bool = False) -> Passage:
    words = tuple(read_words(text)[:MOST_WORDS])
    numbers = sum(word.number is not None for word in words)
    return Passage(place, text, words, is_table or (numbers > MOST_NUMBERS and 3 * numbers >= len(words)))
