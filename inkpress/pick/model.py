"""One author's taste as three linear models: over words, over the letters of titles, over facts.

Each is a logistic regression (scikit-learn, imported only here). The author's choices are the positives, decayed with
a half-life; recent papers nobody chose are the negatives, remembered rejections weigh more. Everything is linear, so
every score can be taken apart again (`--explain`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from inkpress.pick.facts import FACTS
from inkpress.pick.sketch import Bags, Sketch, Weighing, letter_bags, matrix, weigh, word_bags

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from scipy.sparse import csr_matrix

BACKGROUND_PAPERS = 10_000  # the most recent papers nobody chose
REJECTION_WEIGHT = 5.0  # a paper the author turned down says more than one never looked at
LATER_WEIGHT = 0.5
ENOUGH_UNSEEN = 30
AUTHOR_CAP = 3  # earlier picks of one author beyond this count nothing
AUTHOR_FACTS = ("earlier picks by its best-known author to you", "earlier picks by all its authors")
# inverse strengths of regularisation, and the share of each standardised part in the score; chosen on the
# benchmark's development weeks and the last weeks of its warm-up, for both curators at once: docs/picking.md
WORDS_C, LETTERS_C, FACTS_C = 3.0, 1.0, 0.001
WORDS_SHARE, LETTERS_SHARE, FACTS_SHARE = 1.0, 0.6, 1.4
FACTS_PATIENCE = 1.4  # half-lives: what a paper should be like changes more slowly than what it should be about
FACTS_CAP = 2.5  # spreads: no paper gets to the top of the list by its form alone


class Example(NamedTuple):
    """A paper the author chose (`yes`, `later`) or turned down (`no`), `age_days` ago."""

    id: str
    title: str
    sketch: Sketch
    choose: str
    age_days: float = 0.0


class Part(NamedTuple):
    """One linear model. Its scores are standardised over papers it has not seen, then multiplied by `share`."""

    weights: NDArray[np.float64]  # one a column
    mean: float
    spread: float
    share: float

    def scores(self, rows: csr_matrix | NDArray[np.float64]) -> NDArray[np.float64]:
        """One score a row."""
        return np.asarray(self.share * (rows @ self.weights - self.mean) / self.spread)

    @property
    def effects(self) -> NDArray[np.float64]:
        """What one unit of each column adds to the score."""
        return self.weights * (self.share / self.spread)


class TextPart(NamedTuple):
    """A model over hashed text: which columns there are, and their weights."""

    bags: Callable[[Sequence[Sketch]], Bags]
    weighing: Weighing
    part: Part

    def scores(self, sketches: Sequence[Sketch]) -> NDArray[np.float64]:
        """One score a paper."""
        return self.part.scores(matrix(self.bags(sketches), self.weighing))


class FactPart(NamedTuple):
    """A model over facts; author facts stand in the last columns."""

    part: Part
    mean: NDArray[np.float64]
    spread: NDArray[np.float64]
    authors: dict[int, float]  # author -> decayed number of earlier picks

    def rows(self, sketches: Sequence[Sketch]) -> NDArray[np.float64]:
        """Standardised facts, clipped to 4 spreads."""
        values = fact_table(sketches, [author_facts(sketch, self.authors) for sketch in sketches])
        return np.clip((values - self.mean) / self.spread, -4, 4)

    def scores(self, sketches: Sequence[Sketch]) -> NDArray[np.float64]:
        """One score a paper, capped."""
        return np.minimum(self.part.scores(self.rows(sketches)), self.cap)

    @property
    def cap(self) -> float:
        """The most that facts may add."""
        return FACTS_CAP * self.part.share


class Learned(NamedTuple):
    """All that was learned of the author's taste."""

    words: TextPart
    letters: TextPart
    facts: FactPart

    def scores(self, sketches: Sequence[Sketch]) -> NDArray[np.float64]:
        """One score a paper: the sum of the parts."""
        return np.asarray(sum(part.scores(sketches) for part in self))


class _Lesson(NamedTuple):
    """What every part learns from, liked papers first, and the unseen papers over which it is standardised."""

    sketches: Sequence[Sketch]
    liked: Sequence[Example]
    target: NDArray[np.int64]
    weights: NDArray[np.float64]
    unseen: Sequence[Sketch]


def learn(
    examples: Sequence[Example], background: Sequence[Sketch], unseen: Sequence[Sketch],
    *, half_life_days: float, use_authors: bool,
) -> Learned | None:  # fmt: skip
    """The author's taste, or None when nothing was chosen yet or there is nothing to tell it from.

    `background`: recent papers without a choice; only the last BACKGROUND_PAPERS are used. `unseen`: the papers to be
    ranked. A model scores what it has learned from more tightly than what it has not, each kind of model to another
    degree, so the parts are put on one scale over unseen papers (over the background, where those are few).
    """
    liked = [example for example in examples if example.choose != "no"]
    turned_down = [example for example in examples if example.choose == "no"]
    background = background[-BACKGROUND_PAPERS:]
    if not liked or not (background or turned_down):
        return None
    from threadpoolctl import threadpool_limits

    sketches = [example.sketch for example in (*liked, *turned_down)] + list(background)
    lesson = _Lesson(
        sketches,
        liked,
        np.array([1] * len(liked) + [0] * (len(sketches) - len(liked))),
        _weights(liked, len(turned_down), len(background), half_life_days),
        unseen if len(unseen) >= ENOUGH_UNSEEN or not background else background,
    )
    patient_days = FACTS_PATIENCE * half_life_days
    patient = lesson._replace(weights=_weights(liked, len(turned_down), len(background), patient_days))
    with threadpool_limits(1):  # the same sums in the same order, whatever the machine
        return Learned(
            _learn_text(lesson, word_bags, WORDS_C, WORDS_SHARE),
            _learn_text(lesson, letter_bags, LETTERS_C, LETTERS_SHARE),
            _learn_facts(patient, patient_days, use_authors),
        )


def _weights(liked: Sequence[Example], turned_down: int, background: int, half_life_days: float) -> NDArray[np.float64]:
    """Sample weights: both sides weigh the same in sum, as if there were as many picks as other papers."""
    positive = np.array([_decay(e, half_life_days) * (LATER_WEIGHT if e.choose == "later" else 1.0) for e in liked])
    negative = np.concatenate([np.full(turned_down, REJECTION_WEIGHT), np.ones(background)])
    positive *= negative.sum() / max(positive.sum(), 1e-12)
    return np.concatenate([positive, negative])


def _decay(example: Example, half_life_days: float) -> float:
    return float(0.5 ** (max(example.age_days, 0.0) / half_life_days))


def _learn_text(lesson: _Lesson, bags: Callable[[Sequence[Sketch]], Bags], c: float, share: float) -> TextPart:
    from sklearn.linear_model import LogisticRegression

    found = bags(lesson.sketches)
    weighing = weigh(found)
    rows = matrix(found, weighing)
    # the dual form takes a tenth of the time of the others here, and is as good at this tolerance
    model = LogisticRegression(C=c, solver="liblinear", dual=True, tol=0.3, random_state=0)
    unseen = matrix(bags(lesson.unseen), weighing)
    return TextPart(bags, weighing, _fitted(model, rows, unseen, lesson, share))


def _learn_facts(lesson: _Lesson, half_life_days: float, use_authors: bool) -> FactPart:
    from sklearn.linear_model import LogisticRegression

    liked = len(lesson.liked)
    authors = picked_authors(lesson.liked, half_life_days) if use_authors else {}
    known = [author_facts(e.sketch, authors, own=_decay(e, half_life_days)) for e in lesson.liked]
    known += [author_facts(sketch, authors) for sketch in lesson.sketches[liked:]]
    table = fact_table(lesson.sketches, known)
    mean, spread = table.mean(0), table.std(0)
    spread[spread < 1e-6] = 1.0
    rows = np.clip((table - mean) / spread, -4, 4)
    if not use_authors:
        rows[:, [i for i, fact in enumerate(FACTS) if fact.about_authors]] = 0.0  # so their weights become 0
    model = LogisticRegression(C=FACTS_C, solver="newton-cholesky")
    part = FactPart(Part(np.zeros(0), 0.0, 1.0, 0.0), mean, spread, authors)
    return part._replace(part=_fitted(model, rows, part.rows(lesson.unseen), lesson, FACTS_SHARE))


def _fitted(
    model: object, rows: csr_matrix | NDArray[np.float64], unseen: csr_matrix | NDArray[np.float64], lesson: _Lesson,
    share: float,
) -> Part:  # fmt: skip
    """`model` (a scikit-learn classifier), fitted, as a part standardised over the unseen papers."""
    model.fit(rows, lesson.target, sample_weight=lesson.weights)  # type: ignore[attr-defined]
    weights = np.asarray(model.coef_[0], np.float64)  # type: ignore[attr-defined]
    scores = np.asarray(unseen @ weights)
    spread = float(scores.std())
    return Part(weights, float(scores.mean()), spread if spread > 1e-6 else 1.0, share)


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
