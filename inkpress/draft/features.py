"""What can be measured of a sentence without knowing what it means: place, length, cue words, centrality.

A document is a title and an ordered list of sentences; each sentence becomes one row of numbers, named by
`FEATURES`. Everything is relative to its own document, so that an abstract and a whole paper are scored alike.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Sequence

_WORD = re.compile(r"[a-z0-9]+(?:[-'][a-z0-9]+)*")
_SUFFIX = re.compile(r"(?:ational|ations?|ingly|edly|ings?|ments?|ness|ively|ives?|ities|ity|ally|ies|ed|es|ly|s|e)$")
_STOP = frozenset(
    """a about above after again all also an and any are as at be because been before being below between both but by
    can could did do does doing down during each few for from further had has have having here how i if in into is it
    its itself just more most no nor not of off on once only or other our out over own same she he so some such than
    that the their them then there these they this those through to too under until up use used using very was we were
    what when where which while who whom why will with would you your via may might one two however""".split()  # noqa: SIM905 - words, not code
)

_CUES: dict[str, re.Pattern[str]] = {
    name: re.compile(pattern, re.IGNORECASE)
    for name, pattern in {
        "we_offer": r"\bwe (?:\w+ly )?(?:propose|introduce|present|develop|describe|design|devise|provide|offer)\b",
        "we_find": r"\bwe (?:\w+ly )?(?:show|demonstrate|find|prove|observe|establish|discover|reveal|argue)\b",
        "we_study": r"\bwe (?:\w+ly )?(?:study|investigate|explore|examine|analy[sz]e|consider|address|revisit)\b",
        "we_try": r"\bwe (?:\w+ly )?(?:evaluate|test|validate|apply|compare|report|conduct|perform|also|then)\b",
        "this_work": r"\b(?:in )?this (?:paper|work|article|study|report|letter)\b",
        "starts_we": r"^we\b",
        "starts_our": r"^our\b",
        "starts_pronoun": r"^(?:it|this|these|they|such|those|both|here)\b",
        "starts_also": r"^(?:also|additionally|furthermore|moreover|in addition|finally|then|second|third|next)\b",
        "starts_contrast": r"^(?:however|but|yet|although|though|while|despite|unfortunately|nevertheless|instead)\b",
        "starts_example": r"^(?:for example|for instance|in particular|specifically|e\.g|concretely|notably)\b",
        "starts_result": r"^(?:experiments?|results?|extensive|empirical(?:ly)?|experimental|evaluations?|on)\b",
        "background": r"\b(?:recent(?:ly)?|in recent years|ha(?:ve|s) been|is an? (?:important|fundamental|key))\b",
        "gap": r"\b(?:challeng\w+|difficult|limit(?:s|ed|ation\w*)|remain\w*|unclear|lack\w*|fail\w*|suffer\w*)\b",
        "novel": r"\b(?:novel|new|simple|first|general|unified|efficient|effective)\b",
        "better": r"\b(?:outperform\w*|state.of.the.art|improv\w+|better|superior|achiev\w+|competitive|faster)\b",
        "purpose": r"\b(?:that (?:can|allows?|enables?|learns?|uses?)|which (?:can|allows?)|by \w+ing|to \w+)\b",
        "number": r"\d",
        "data_sets": r"\b(?:datasets?|benchmarks?|tasks|experiments?|imagenet|cifar\S*|mnist|atari)\b",
        "brackets": r"[(\[]",
        "colon": r"[:;]",
        "question": r"\?",
        "code": r"https?:|\bgithub\b|\bcode (?:is|will|and|for)\b",
    }.items()
}


class Document:
    """A title and its sentences, with everything measured once that the features share."""

    def __init__(self, title: str, sentences: Sequence[str]) -> None:
        self.sentences = tuple(sentences)
        self.last: int = max(1, len(sentences) - 1)
        self.bags = [Counter(words(sentence)) for sentence in sentences]
        self.vectors = _weighted(self.bags)
        self.centre = _sum(self.vectors)
        self.title = dict.fromkeys(words(title), 1.0)
        self.lengths = [len(sentence.split()) for sentence in sentences]
        self.central = [_cosine(vector, self.centre) for vector in self.vectors]
        self.titled = [_cosine(vector, self.title) for vector in self.vectors]
        self.most_central = max(self.central, default=0.0)
        self.most_titled = max(self.titled, default=0.0)
        self.first_offer: int = _first(_OFFER, sentences)
        self.first_ours: int = _first(_OURS, sentences)

    def similarity(self, i: int) -> float:
        """The mean cosine of sentence `i` with all others."""
        vector = self.vectors[i]
        return sum(value * (self.centre[word] - value) for word, value in vector.items()) / self.last

    def own_words(self, i: int) -> float:
        """The share of the words of sentence `i` that no other sentence has."""
        vector = self.vectors[i]
        return sum(self.centre[word] - value < 1e-9 for word, value in vector.items()) / max(1, len(vector))


_OFFER = re.compile(f"{_CUES['we_offer'].pattern}|{_CUES['this_work'].pattern}", re.IGNORECASE)
_OURS = re.compile(r"\b(?:we|our)\b", re.IGNORECASE)
_LONG_DOCUMENT = 7  # sentences; SciTLDR's abstracts have 6 or 7, in longer ones the background is longer

_SHAPE: dict[str, Callable[[Document, int], float]] = {
    "is_first": lambda d, i: i == 0,
    "is_second": lambda d, i: i == 1,
    "is_last": lambda d, i: i == len(d.sentences) - 1,
    "place": lambda d, i: i / d.last,
    "place_squared": lambda d, i: (i / d.last) ** 2,
    "log_from_end": lambda d, i: math.log(len(d.sentences) - i),
    "length": lambda d, i: min(d.lengths[i], 60) / 30,
    "log_length": lambda d, i: math.log(1 + d.lengths[i]),
    "is_short": lambda d, i: d.lengths[i] < 10,
    "is_long": lambda d, i: d.lengths[i] > 35,
    "title_share": lambda d, i: sum(word in d.bags[i] for word in d.title) / max(1, len(d.title)),
    "title_cosine": lambda d, i: d.titled[i],
    "centrality": lambda d, i: d.central[i],
    "similarity": lambda d, i: d.similarity(i),
    "own_words": lambda d, i: d.own_words(i),
    "after_first_offer": lambda d, i: 0 <= d.first_offer < i,
    "is_first_offer": lambda d, i: i == d.first_offer,
    "is_first_ours": lambda d, i: i == d.first_ours,
    "is_most_central": lambda d, i: d.central[i] == d.most_central,
    "is_nearest_title": lambda d, i: d.titled[i] > 0 and d.titled[i] == d.most_titled,
    "offer_in_long_document": lambda d, i: len(d.sentences) > _LONG_DOCUMENT and _has("we_offer", d.sentences[i]),
    "background_in_long_document": lambda d, i: (
        len(d.sentences) > _LONG_DOCUMENT and _has("background", d.sentences[i])
    ),
}
FEATURES: tuple[str, ...] = (*_SHAPE, *_CUES)


def words(sentence: str) -> list[str]:
    """The content words of a sentence: lower case, cut to a crude stem, in order."""
    return [_stem(word) for word in _WORD.findall(sentence.lower()) if word not in _STOP]


def feature_rows(title: str, sentences: Sequence[str]) -> list[list[float]]:
    """One row per sentence, in the order of `FEATURES`. Time is linear in the length of the document."""
    document = Document(title, sentences)
    return [
        [float(measure(document, i)) for measure in _SHAPE.values()] + [float(_has(cue, sentence)) for cue in _CUES]
        for i, sentence in enumerate(sentences)
    ]


def _has(cue: str, sentence: str) -> bool:
    return _CUES[cue].search(sentence) is not None


def _first(pattern: re.Pattern[str], sentences: Sequence[str]) -> int:
    return next((i for i, sentence in enumerate(sentences) if pattern.search(sentence)), -1)


def _stem(word: str) -> str:
    return _SUFFIX.sub("", word) if len(word) > 5 else word


def _weighted(bags: Sequence[Counter[str]]) -> list[dict[str, float]]:
    spread = Counter(word for bag in bags for word in bag)
    count = len(bags)
    vectors = []
    for bag in bags:
        vector = {word: n * math.log(1 + count / spread[word]) for word, n in bag.items()}
        norm = math.sqrt(sum(v * v for v in vector.values())) or 1.0
        vectors.append({word: v / norm for word, v in vector.items()})
    return vectors


def _sum(vectors: Sequence[dict[str, float]]) -> dict[str, float]:
    total: dict[str, float] = {}
    for vector in vectors:
        for word, value in vector.items():
            total[word] = total.get(word, 0.0) + value
    return total


def _cosine(a: dict[str, float], b: dict[str, float]) -> float:
    norm = math.sqrt(sum(v * v for v in a.values()) * sum(v * v for v in b.values()))
    return sum(v * b.get(word, 0.0) for word, v in a.items()) / norm if norm else 0.0
