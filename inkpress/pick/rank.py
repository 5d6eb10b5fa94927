"""Rank papers for one author: what was learned from choices, and the configured interests until there are enough.

`prepare` does the learning once; the `Ranker` it gives scores papers and can take each score apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np

from inkpress.models import Paper
from inkpress.pick.facts import FACTS
from inkpress.pick.model import AUTHOR_FACTS, FACTS_SHARE, Example, Learned, learn
from inkpress.pick.sketch import Sketch, Weighing, author_hash, matrix, sketch_of, weigh
from inkpress.pick.words import bucket, is_telling, terms

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from scipy.sparse import csr_matrix

CHOICES_FOR_HALF = 10.0  # with so many choices, the learned taste and the configured interests weigh the same
INSIGHT_SHARE = {"insight": 0.15, "increments": -0.6, "off": 0.0}
INSIGHT_SHARE_COLD = {"insight": 0.6, "increments": -0.6, "off": 0.0}
WATCHED_SHARE = 1.0
_INSIGHT = next(i for i, fact in enumerate(FACTS) if fact.name == "insight")


class Taste(NamedTuple):
    """The settings of [pick] that bear on the ranking."""

    interests: Sequence[str] = ()
    watch_authors: Sequence[str] = ()
    use_authors: bool = True
    insight: Literal["insight", "increments", "off"] = "insight"
    half_life_days: float = 84.0


class Sketched(NamedTuple):
    """A paper with its sketch."""

    paper: Paper
    sketch: Sketch


class Share(NamedTuple):
    """One line of `--explain`: what it is, what it adds to the score."""

    name: str
    kind: str  # "word", "fact", "interest", "seed", "author", "insight"
    share: float


class Ranker:
    """Scores papers. `shares` of a paper sum to its score (up to the constant that centres the scores)."""

    def __init__(
        self, learned: Learned | None, taste: Taste, examples: Sequence[Example], seeds: Sequence[Example],
        weighing: Weighing,
    ) -> None:  # fmt: skip
        self._learned, self._taste, self._weighing = learned, taste, weighing
        self.examples = [example for example in examples if example.choose != "no"]
        choices = len(self.examples) if learned else 0
        self.learned_share = choices / (choices + CHOICES_FOR_HALF)
        self._wishes = [*taste.interests, *(seed.title for seed in seeds)]
        wishes = [_wish(interest) for interest in taste.interests] + [seed.sketch for seed in seeds]
        self._wish_rows = matrix(wishes, weighing)
        self._watched = {author_hash(name): name for name in taste.watch_authors} if taste.use_authors else {}

    def scores(self, papers: Sequence[Sketched]) -> NDArray[np.float64]:
        """One score a paper, higher is better; comparable within one ranker."""
        sketches = [paper.sketch for paper in papers]
        if not sketches:
            return np.zeros(0)
        rows = matrix(sketches, self._weighing)
        total = (1 - self.learned_share) * self._wish_scores(rows).sum(1)
        total += self._insight_share() * np.array([sketch.facts[_INSIGHT] for sketch in sketches])
        total += WATCHED_SHARE * np.array([float(bool(self._watched_in(sketch))) for sketch in sketches])
        if self._learned is not None:
            learned = self._learned.word_scores(rows) + self._learned.fact_scores(sketches)
            total += self.learned_share * learned
        return np.asarray(total)

    def _wish_scores(self, rows: csr_matrix) -> NDArray[np.float64]:
        """(papers, wishes): likeness to each interest and seed; only the best two of a paper count."""
        if not self._wishes:
            return np.zeros((rows.shape[0], 1))
        likeness = 5 * np.asarray((rows @ self._wish_rows.T).todense())
        order = np.argsort(-likeness, axis=1, kind="stable")
        for place, factor in ((0, 1.0), (1, 0.5)):
            if place < likeness.shape[1]:
                np.put_along_axis(
                    likeness, order[:, place : place + 1],
                    factor * np.take_along_axis(likeness, order[:, place : place + 1], 1), 1,
                )  # fmt: skip
        np.put_along_axis(likeness, order[:, 2:], 0.0, 1)
        return likeness

    def _insight_share(self) -> float:
        warm, cold = INSIGHT_SHARE[self._taste.insight], INSIGHT_SHARE_COLD[self._taste.insight]
        return self.learned_share * warm + (1 - self.learned_share) * cold

    def _watched_in(self, sketch: Sketch) -> str:
        """A watched author of the paper, or ""."""
        return next((self._watched[a] for a in sketch.authors.tolist() if a in self._watched), "")

    def shares(self, paper: Sketched) -> list[Share]:
        """What makes up the score, largest first."""
        found = self._wish_shares(paper) + self._learned_shares(paper)
        if watched := self._watched_in(paper.sketch):
            found.append(Share(watched, "author", WATCHED_SHARE))
        if insight := self._insight_share() * float(paper.sketch.facts[_INSIGHT]):
            found.append(Share("insight", "insight", insight))
        return sorted((share for share in found if share.share), key=lambda share: (-abs(share.share), share.name))

    def _wish_shares(self, paper: Sketched) -> list[Share]:
        row = self._wish_scores(matrix([paper.sketch], self._weighing))[0] * (1 - self.learned_share)
        kinds = ["interest"] * len(self._taste.interests) + ["seed"] * len(self._wishes)
        return [Share(name, kind, float(x)) for name, kind, x in zip(self._wishes, kinds, row, strict=False)]

    def _learned_shares(self, paper: Sketched) -> list[Share]:
        if self._learned is None:
            return []
        weight = self.learned_share / self._learned.words_scale[1]
        row = matrix([paper.sketch], self._weighing)
        weights = dict(zip(row.indices.tolist(), (row.data * self._learned.words[row.indices]).tolist(), strict=True))
        found: list[Share] = []
        for term in dict.fromkeys([*terms(paper.paper.title), *terms(paper.paper.abstract)]):
            column = int(self._weighing.columns[bucket(term)])
            if column in weights:
                found.append(Share(term, "word", weights.pop(column) * weight))
        facts = self._learned.fact_rows([paper.sketch])[0] * self._learned.facts
        facts *= self.learned_share * FACTS_SHARE / self._learned.facts_scale[1]
        names = [fact.words for fact in FACTS] + list(AUTHOR_FACTS)
        kinds = ["fact"] * len(FACTS) + ["author"] * len(AUTHOR_FACTS)
        return found + [Share(name, kind, float(x)) for name, kind, x in zip(names, kinds, facts, strict=True)]

    def nearest(self, paper: Sketched) -> tuple[Example, float] | None:
        """The choice that resembles `paper` most, and how much (cosine); None without choices."""
        if not self.examples:
            return None
        if not hasattr(self, "_example_rows"):
            self._example_rows = matrix([example.sketch for example in self.examples], self._weighing)
        likeness = np.asarray((self._example_rows @ matrix([paper.sketch], self._weighing).T).todense()).ravel()
        for place in np.argsort(-likeness, kind="stable"):
            if self.examples[place].id != paper.paper.id:
                return self.examples[place], float(likeness[place])
        return None

    def shared_words(self, one: Sketch, paper: Sketched, most: int = 3) -> list[str]:
        """The telling words that `one` and `paper` share, weightiest first, none part of another."""
        row = matrix([paper.sketch], self._weighing)
        weight = dict(zip(row.indices.tolist(), row.data.tolist(), strict=True))
        common = {int(self._weighing.columns[term]) for term in one.terms.tolist()} - {-1}
        found = [
            (weight[column], term)
            for term in dict.fromkeys([*terms(paper.paper.title), *terms(paper.paper.abstract)])
            if (column := int(self._weighing.columns[bucket(term)])) in common and column in weight and is_telling(term)
        ]
        return apart((term for _, term in sorted(found, reverse=True)), most)

    def likeness(self, papers: Sequence[Sketched]) -> NDArray[np.float64]:
        """(papers, papers) cosines."""
        rows = matrix([paper.sketch for paper in papers], self._weighing)
        return np.asarray((rows @ rows.T).todense())


def apart(words: Iterable[str], most: int) -> list[str]:
    """The first `most` of `words` of which none contains a word of another."""
    kept: list[str] = []
    for term in words:
        parts = {part[:5] for word in term.split() for part in word.split("-")}
        if not any(parts & {part[:5] for word in other.split() for part in word.split("-")} for other in kept):
            kept.append(term)
        if len(kept) == most:
            break
    return kept


def _wish(interest: str) -> Sketch:
    """An interest as a paper of that title."""
    return sketch_of(Paper(id="interest", title=interest))


def prepare(
    papers: Sequence[Sketched], examples: Sequence[Example], seeds: Sequence[Example], background: Sequence[Sketch],
    taste: Taste,
) -> Ranker:  # fmt: skip
    """Learn from `examples` and `background`; `papers`, which are to be ranked, help to know what words are rare."""
    learned = learn(
        [*examples, *seeds] if examples else list(examples),
        background,
        half_life_days=taste.half_life_days,
        use_authors=taste.use_authors,
    )
    weighing = learned.weighing if learned else weigh([*(p.sketch for p in papers), *background], min_papers=1)
    return Ranker(learned, taste, examples, seeds, weighing)
