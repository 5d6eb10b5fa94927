"""What the author wishes for before there are choices: interests in words, and seed papers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from inkpress.models import Paper
from inkpress.pick.model import Example
from inkpress.pick.sketch import Sketch, Weighing, matrix, sketch_of, word_bags
from inkpress.pick.words import bucket, terms

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from scipy.sparse import csr_matrix

WISH_SHARES = (1.0, 0.5)  # of the interest or seed that fits best, and of the next; others count nothing
WISH_SCALE = 5.0  # a cosine of 0.2 with an interest of two words is a good fit


class Wishes:
    """Interests, then seeds, by name; scores papers by how near they are to the nearest two."""

    def __init__(self, interests: Sequence[str], seeds: Sequence[Example], weighing: Weighing) -> None:
        self.names = [*interests, *(seed.title for seed in seeds)]
        self.interests = len(interests)
        sketches = [*(_as_sketch(interest) for interest in interests), *(seed.sketch for seed in seeds)]
        self._rows = matrix(word_bags(sketches), weighing)
        words = [[bucket(term) for term in terms(interest) if " " not in term] for interest in interests]
        self._words = _share_of_words(words, len(self.names), weighing)
        self._wordless = np.array([0.0 if n < len(words) and words[n] else 1.0 for n in range(len(self.names))])

    def scores(self, rows: csr_matrix) -> NDArray[np.float64]:
        """(papers, wishes): likeness to each interest and seed; only the best ones of a paper count."""
        if not self.names:
            return np.zeros((rows.shape[0], 1))
        likeness = WISH_SCALE * np.asarray((rows @ self._rows.T).todense()) * self._coverage(rows)
        order = np.argsort(-likeness, axis=1, kind="stable")
        factors = np.zeros(likeness.shape)
        for place, factor in enumerate(WISH_SHARES[: likeness.shape[1]]):
            np.put_along_axis(factors, order[:, place : place + 1], factor, 1)
        return np.asarray(likeness * factors)

    def _coverage(self, rows: csr_matrix) -> NDArray[np.float64]:
        """(papers, wishes): the share of an interest's words that stand in the paper; 1 for seeds.

        Without it, “negative results” would bring up every paper on non-negative matrices.
        """
        from scipy.sparse import csr_matrix

        here = csr_matrix((np.ones(rows.nnz), rows.indices, rows.indptr), shape=rows.shape)
        return np.asarray((here @ self._words).todense() + self._wordless)


def _as_sketch(interest: str) -> Sketch:
    """An interest as a paper of that title."""
    return sketch_of(Paper(id="interest", title=interest))


def _share_of_words(words: Sequence[Sequence[int]], wishes: int, weighing: Weighing) -> csr_matrix:
    """(columns, wishes): 1 over the number of an interest's words, at the columns of those that any paper has."""
    from scipy.sparse import csr_matrix

    cells = [
        (column, place, 1 / len(buckets))
        for place, buckets in enumerate(words)
        for column in weighing.columns[np.array(buckets, np.int64)].tolist()
        if column >= 0
    ]
    columns, places, shares = zip(*cells, strict=True) if cells else ((), (), ())
    return csr_matrix((shares, (columns, places)), shape=(len(weighing.idf), wishes), dtype=np.float64)
