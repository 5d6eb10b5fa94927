"""One author's taste as two linear models: one over words, one over facts.

Both are logistic regressions (scikit-learn, imported only here). The author's choices are the positives, decayed with
a half-life; recent papers nobody chose are the negatives, remembered rejections weigh more. Everything is linear, so
every score can be taken apart again (`--explain`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from inkpress.pick.facts import FACTS
from inkpress.pick.sketch import Sketch, Weighing, matrix, weigh

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from scipy.sparse import csr_matrix

BACKGROUND_PAPERS = 10_000  # the most recent papers nobody chose
REJECTION_WEIGHT = 5.0  # a paper the author turned down says more than one never looked at
LATER_WEIGHT = 0.5
AUTHOR_CAP = 3  # earlier picks of one author beyond this count nothing
WORDS_C, FACTS_C = 3.0, 0.01  # inverse strengths of regularisation
FACTS_SHARE = 1.0  # of the facts' standardised score beside that of the words
AUTHOR_FACTS = ("picked authors, best", "picked authors, all")


class Example(NamedTuple):
    """A paper the author chose (`yes`, `later`) or turned down (`no`), `age_days` ago."""

    id: str
    title: str
    sketch: Sketch
    choose: str
    age_days: float = 0.0


class Learned(NamedTuple):
    """The two models. Scores are standardised with the background's mean and spread."""

    weighing: Weighing
    words: NDArray[np.float64]  # one weight a column
    words_scale: tuple[float, float]  # mean and spread of the words' score over the background
    facts: NDArray[np.float64]  # one weight a fact, then one for each of AUTHOR_FACTS
    facts_mean: NDArray[np.float64]
    facts_spread: NDArray[np.float64]
    facts_scale: tuple[float, float]
    authors: dict[int, float]  # author -> decayed number of earlier picks

    def word_scores(self, rows: csr_matrix) -> NDArray[np.float64]:
        """The words' share of the score, standardised."""
        mean, spread = self.words_scale
        return np.asarray((rows @ self.words - mean) / spread)

    def fact_rows(self, sketches: Sequence[Sketch]) -> NDArray[np.float64]:
        """Standardised facts, author facts last, clipped to 4 spreads."""
        values = fact_table(sketches, [author_facts(sketch, self.authors) for sketch in sketches])
        return np.clip((values - self.facts_mean) / self.facts_spread, -4, 4)

    def fact_scores(self, sketches: Sequence[Sketch]) -> NDArray[np.float64]:
        """The facts' share of the score, standardised and weighted."""
        mean, spread = self.facts_scale
        return FACTS_SHARE * (self.fact_rows(sketches) @ self.facts - mean) / spread


def learn(
    examples: Sequence[Example], background: Sequence[Sketch], *, half_life_days: float, use_authors: bool
) -> Learned | None:
    """The author's taste, or None when nothing was chosen yet or there is nothing to tell it from.

    `background`: recent papers without a choice; only the last BACKGROUND_PAPERS are used.
    """
    liked = [example for example in examples if example.choose != "no"]
    turned_down = [example for example in examples if example.choose == "no"]
    background = background[-BACKGROUND_PAPERS:]
    if not liked or not (background or turned_down):
        return None
    from threadpoolctl import threadpool_limits

    sketches = [example.sketch for example in (*liked, *turned_down)] + list(background)
    weights = _weights(liked, turned_down, len(background), half_life_days)
    target = np.array([1] * len(liked) + [0] * (len(sketches) - len(liked)))
    with threadpool_limits(1):  # the same sums in the same order, whatever the machine
        weighing = weigh(sketches)
        rows = matrix(sketches, weighing)
        words, word_scores = _fit(rows, target, weights, WORDS_C)
        authors = picked_authors(liked, half_life_days) if use_authors else {}
        known = [author_facts(e.sketch, authors, own=_decay(e, half_life_days)) for e in liked]
        known += [author_facts(sketch, authors) for sketch in sketches[len(liked) :]]
        table = fact_table(sketches, known)
        mean, spread = table.mean(0), table.std(0)
        spread[spread < 1e-6] = 1.0
        mask = np.array([1.0] * len(table[0]))
        if not use_authors:
            mask[[i for i, fact in enumerate(FACTS) if fact.about_authors]] = 0.0
        facts, fact_scores = _fit(np.clip((table - mean) / spread, -4, 4) * mask, target, weights, FACTS_C)
    return Learned(
        weighing, words, _scale(word_scores, len(liked)), facts * mask, mean, spread,
        _scale(fact_scores, len(liked)), authors,
    )  # fmt: skip


def _weights(
    liked: Sequence[Example], turned_down: Sequence[Example], background: int, half_life_days: float
) -> NDArray[np.float64]:
    """Sample weights: both sides weigh the same in sum, as if there were as many picks as other papers."""
    positive = np.array([_decay(e, half_life_days) * (LATER_WEIGHT if e.choose == "later" else 1.0) for e in liked])
    negative = np.concatenate([np.full(len(turned_down), REJECTION_WEIGHT), np.ones(background)])
    positive *= negative.sum() / max(positive.sum(), 1e-12)
    return np.concatenate([positive, negative])


def _decay(example: Example, half_life_days: float) -> float:
    return float(0.5 ** (max(example.age_days, 0.0) / half_life_days))


def _fit(
    rows: csr_matrix | NDArray[np.float64], target: NDArray[np.int64], weights: NDArray[np.float64], c: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """(one weight a column, the scores of the rows)."""
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(C=c, max_iter=200)
    model.fit(rows, target, sample_weight=weights)
    found = np.asarray(model.coef_[0], np.float64)
    return found, np.asarray(rows @ found)


def _scale(scores: NDArray[np.float64], liked: int) -> tuple[float, float]:
    """Mean and spread over the papers that were not chosen."""
    rest = scores[liked:]
    return float(rest.mean()), max(float(rest.std()), 1e-9)


def picked_authors(liked: Sequence[Example], half_life_days: float) -> dict[int, float]:
    """Author -> how many of the author's picks are theirs, decayed."""
    found: Counter[int] = Counter()
    for example in liked:
        for author in example.sketch.authors.tolist():
            found[author] += _decay(example, half_life_days)  # type: ignore[assignment]
    return dict(found)


def author_facts(sketch: Sketch, authors: dict[int, float], own: float = 0.0) -> tuple[float, float]:
    """The most picks any one author has, and those of all, each capped. `own`: what this paper itself put in."""
    if not authors:
        return 0.0, 0.0
    found = [min(authors.get(author, 0.0) - own, AUTHOR_CAP) for author in sketch.authors.tolist()]
    found = [count for count in found if count > 1e-9]
    return float(np.log1p(max(found, default=0.0))), float(np.log1p(min(sum(found), 2 * AUTHOR_CAP)))


def fact_table(sketches: Sequence[Sketch], authors: Sequence[tuple[float, float]]) -> NDArray[np.float64]:
    """Facts as they are, author facts in the last columns: shape (papers, facts + 2)."""
    facts = np.array([sketch.facts for sketch in sketches], np.float64).reshape(len(sketches), len(FACTS))
    return np.hstack([facts, np.array(authors, np.float64).reshape(len(sketches), len(AUTHOR_FACTS))])
