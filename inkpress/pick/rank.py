"""Rank papers for one author: what was learned from choices, and the configured interests until there are enough.

`prepare` does the learning once; the `Ranker` it gives scores papers and can take each score apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np

from inkpress.models import Paper
from inkpress.pick.facts import FACTS, in_words
from inkpress.pick.model import AUTHOR_FACTS, Example, Learned, learn
from inkpress.pick.sketch import Sketch, Weighing, author_hash, matrix, weigh, word_bags
from inkpress.pick.wishes import Wishes
from inkpress.pick.words import as_written, bucket, is_telling, joined, terms

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from scipy.sparse import csr_matrix

CHOICES_FOR_HALF = 10.0  # with so many choices, the learned taste and the configured interests weigh the same
INSIGHT_SHARE = {"insight": 0.15, "increments": -0.6, "off": 0.0}
INSIGHT_SHARE_ALONE = {"insight": 0.6, "increments": -0.6, "off": 0.0}  # with neither choices nor interests
WATCHED_SHARE = 1.0
_INSIGHT = next(i for i, fact in enumerate(FACTS) if fact.name == "insight")


class Taste(NamedTuple):
    """The settings of [pick] that bear on the ranking."""

    interests: Sequence[str] = ()
    watch_authors: Sequence[str] = ()
    use_authors: bool = True
    insight: Literal["insight", "increments", "off"] = "insight"
    half_life_days: float = 42.0
    listed: Mapping[str, Sequence[str]] = MappingProxyType({})  # paper id -> other people's lists it stands on
    lists_share: float = 0.0


class Sketched(NamedTuple):
    """A paper with its sketch."""

    paper: Paper
    sketch: Sketch


class Share(NamedTuple):
    """One line of `--explain`: what it is, and what it adds to the score."""

    name: str
    kind: Literal["word", "letters", "fact", "interest", "seed", "author", "watched", "insight", "list"]
    share: float


class Ranker:
    """Scores papers. The shares of a paper differ from its score only by a constant that all papers share."""

    def __init__(
        self, learned: Learned | None, taste: Taste, examples: Sequence[Example], seeds: Sequence[Example],
        weighing: Weighing,
    ) -> None:  # fmt: skip
        self._learned, self._taste, self._weighing = learned, taste, weighing
        self.examples = [example for example in examples if example.choose != "no"]
        choices = len(self.examples) + len(seeds) if learned else 0
        self.learned_share = choices / (choices + CHOICES_FOR_HALF)
        self._wishes = Wishes(taste.interests, seeds, weighing)
        # what others chose is never the only reason to propose a paper
        self._listed = taste.listed if learned or self._wishes.names else {}
        self._watched = {author_hash(name): name for name in taste.watch_authors} if taste.use_authors else {}

    def scores(self, papers: Sequence[Sketched]) -> NDArray[np.float64]:
        """One score a paper, higher is better; comparable within one ranker."""
        sketches = [paper.sketch for paper in papers]
        if not sketches:
            return np.zeros(0)
        total = (1 - self.learned_share) * self._wishes.scores(self._rows(sketches)).sum(1)
        total += self._insight_share() * np.array([sketch.facts[_INSIGHT] for sketch in sketches])
        total += WATCHED_SHARE * np.array([float(bool(self._watched_in(sketch))) for sketch in sketches])
        total += self._taste.lists_share * np.array([float(paper.paper.id in self._listed) for paper in papers])
        if self._learned is not None:
            total += self.learned_share * self._learned.scores(sketches)
        return np.asarray(total)

    def _rows(self, sketches: Sequence[Sketch]) -> csr_matrix:
        return matrix(word_bags(sketches), self._weighing)

    def _insight_share(self) -> float:
        """Interests come before insight: on the benchmark a larger share hid what a stated interest found."""
        share, alone = INSIGHT_SHARE[self._taste.insight], INSIGHT_SHARE_ALONE[self._taste.insight]
        if self._wishes.names:
            return share
        return self.learned_share * share + (1 - self.learned_share) * alone

    def _watched_in(self, sketch: Sketch) -> str:
        """A watched author of the paper, or ""."""
        return next((self._watched[a] for a in sketch.authors.tolist() if a in self._watched), "")

    def shares(self, paper: Sketched) -> list[Share]:
        """What makes up the score, largest first."""
        found = self._wish_shares(paper.sketch)
        if self._learned is not None:
            found += self._text_shares(self._learned, paper) + self._fact_shares(self._learned, paper.sketch)
        if watched := self._watched_in(paper.sketch):
            found.append(Share(watched, "watched", WATCHED_SHARE))
        if lists := self._listed.get(paper.paper.id):
            found.append(Share(joined(lists), "list", self._taste.lists_share))
        found.append(Share("insight", "insight", self._insight_share() * float(paper.sketch.facts[_INSIGHT])))
        return sorted((share for share in found if share.share), key=lambda share: (-abs(share.share), share.name))

    def _wish_shares(self, sketch: Sketch) -> list[Share]:
        row = self._wishes.scores(self._rows([sketch]))[0] * (1 - self.learned_share)
        return [
            Share(name, "interest" if n < self._wishes.interests else "seed", float(share))
            for n, (name, share) in enumerate(zip(self._wishes.names, row, strict=False))
        ]

    def _text_shares(self, learned: Learned, paper: Sketched) -> list[Share]:
        """The words one by one, the letters of the title as one."""
        row = matrix(word_bags([paper.sketch]), learned.words.weighing)
        effects = row.data * learned.words.part.effects[row.indices] * self.learned_share
        by_column = dict(zip(row.indices.tolist(), effects.tolist(), strict=True))
        found: list[Share] = []
        for term in dict.fromkeys([*terms(paper.paper.title), *terms(paper.paper.abstract)]):
            share = by_column.pop(int(learned.words.weighing.columns[bucket(term)]), None)
            if share is not None:
                found.append(Share(term, "word", share))
        letters = matrix(learned.letters.bags([paper.sketch]), learned.letters.weighing)
        wording = float((letters @ learned.letters.part.effects)[0]) * self.learned_share
        return [*found, Share("the wording of its title", "letters", wording)]

    def _fact_shares(self, learned: Learned, sketch: Sketch) -> list[Share]:
        rows = learned.facts.rows([sketch])
        effects = rows[0] * learned.facts.part.effects * self.learned_share
        excess = float(learned.facts.part.scores(rows)[0]) - learned.facts.cap
        over = [Share("facts, beyond what they may add", "fact", -excess * self.learned_share)] if excess > 0 else []
        facts = [
            Share(in_words(fact, float(value), float(z)), "fact", float(x))
            for fact, value, z, x in zip(FACTS, sketch.facts, rows[0], effects, strict=False)
        ]
        about = [Share(name, "author", float(x)) for name, x in zip(AUTHOR_FACTS, effects[len(FACTS) :], strict=True)]
        return facts + about + over

    @cached_property
    def _example_rows(self) -> csr_matrix:
        return self._rows([example.sketch for example in self.examples])

    def nearest(self, paper: Sketched) -> tuple[Example, float] | None:
        """The choice that resembles `paper` most, and how much (cosine); None without choices."""
        if not self.examples:
            return None
        likeness = np.asarray((self._example_rows @ self._rows([paper.sketch]).T).todense()).ravel()
        for place in np.argsort(-likeness, kind="stable"):
            if self.examples[place].id != paper.paper.id:
                return self.examples[place], float(likeness[place])
        return None

    @cached_property
    def _by_age(self) -> list[Example]:
        return sorted(self.examples, key=lambda example: example.age_days)

    @cached_property
    def _examples_by_author(self) -> dict[int, list[Example]]:
        found: dict[int, list[Example]] = {}
        for example in self._by_age:
            for author in example.sketch.authors.tolist():
                found.setdefault(author, []).append(example)
        return found

    def same_authors(self, paper: Sketched) -> tuple[Example, list[str]] | None:
        """The choice that shares most authors with `paper`, the newest of equals, and their names; None if none."""
        names: dict[str, list[str]] = {}
        for name in paper.paper.authors:
            for example in self._examples_by_author.get(author_hash(name), ()):
                names.setdefault(example.id, []).append(name)
        names.pop(paper.paper.id, None)
        most = max(map(len, names.values()), default=0)
        best = next((example for example in self._by_age if len(names.get(example.id, ())) == most > 0), None)
        return (best, names[best.id]) if best is not None else None

    @cached_property
    def _choices_by_bucket(self) -> dict[int, int]:
        found, counts = np.unique(
            np.concatenate([example.sketch.terms for example in self.examples] or [np.zeros(0, np.uint32)]),
            return_counts=True,
        )
        return dict(zip(found.tolist(), counts.tolist(), strict=True))

    def choices_with(self, term: str) -> int:
        """In how many of the author's choices `term` stands."""
        return self._choices_by_bucket.get(bucket(term), 0)

    def commonness(self, term: str) -> float:
        """The share of papers in which `term` stands, about."""
        column = int(self._weighing.columns[bucket(term)])
        return float(np.exp(1 - self._weighing.idf[column])) if column >= 0 else 0.0

    def shared_words(self, one: Sketch, paper: Sketched, most: int = 3) -> list[str]:
        """The telling words that `one` and `paper` share, weightiest first, none part of another."""
        row = self._rows([paper.sketch])
        weight = dict(zip(row.indices.tolist(), row.data.tolist(), strict=True))
        common = {int(column) for column in self._weighing.columns[one.terms]} & set(weight)
        found = []
        for term in dict.fromkeys([*terms(paper.paper.title), *terms(paper.paper.abstract)]):
            column = int(self._weighing.columns[bucket(term)])
            if column in common and is_telling(term):
                found.append((weight[column], term))
        return apart((term for _, term in sorted(found, reverse=True) if as_written(term, paper.paper)), most)

    def likeness(self, papers: Sequence[Sketched]) -> NDArray[np.float64]:
        """(papers, papers) cosines."""
        rows = self._rows([paper.sketch for paper in papers])
        return np.asarray((rows @ rows.T).todense())


def apart(words: Iterable[str], most: int) -> list[str]:
    """The first `most` of `words` of which none contains a word (by its first five letters) of another."""
    kept: list[str] = []
    taken: set[str] = set()
    for term in words:
        parts = {part[:5] for word in term.split() for part in word.split("-")}
        if not parts & taken:
            kept.append(term)
            taken |= parts
        if len(kept) == most:
            break
    return kept


def prepare(
    papers: Sequence[Sketched], examples: Sequence[Example], seeds: Sequence[Example], background: Sequence[Sketch],
    taste: Taste,
) -> Ranker:  # fmt: skip
    """Learn from `examples` and `background`; `papers`, which are to be ranked, help to know what words are rare."""
    learned = learn(
        [*examples, *seeds],
        background,
        [paper.sketch for paper in papers],
        half_life_days=taste.half_life_days,
        use_authors=taste.use_authors,
    )
    if learned is not None:
        return Ranker(learned, taste, examples, seeds, learned.words.weighing)
    bags = word_bags([*(paper.sketch for paper in papers), *background])
    return Ranker(None, taste, examples, seeds, weigh(bags, min_papers=1))
