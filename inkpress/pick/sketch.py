"""A sketch: all that the model reads of a paper, a few hundred bytes that are kept and never made again.

Hashed counts need no vocabulary, so a new paper costs its own words only; the inverse document frequencies are
counted afresh from the sketches in play.
"""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from inkpress.models import Paper
from inkpress.pick.facts import FACTS, fact_values
from inkpress.pick.words import BUCKETS, author_key, bucket, terms

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from scipy.sparse import csr_matrix

TITLE_WEIGHT = 2.0
VERSION = 1  # to be raised when the same paper would give another sketch
_HEAD = np.dtype("<u4")


class Sketch(NamedTuple):
    """Sorted hashed terms with their counts (titles doubled), the facts, and hashed author names."""

    terms: NDArray[np.uint32]
    counts: NDArray[np.float32]
    facts: NDArray[np.float32]
    authors: NDArray[np.uint32]


def sketch_of(paper: Paper) -> Sketch:
    """The sketch of one paper; about half a millisecond."""
    counts: Counter[int] = Counter(bucket(term) for term in terms(paper.abstract))
    for term in terms(paper.title):
        counts[bucket(term)] += TITLE_WEIGHT  # type: ignore[assignment]  # a half-weighted title would be no integer
    found = sorted(counts)
    return Sketch(
        np.array(found, np.uint32),
        np.array([counts[key] for key in found], np.float32),
        np.array(fact_values(paper), np.float32),
        np.array(sorted({author_hash(name) for name in paper.authors}), np.uint32),
    )


def author_hash(name: str) -> int:
    """The number under which an author is compared."""
    return zlib.crc32(author_key(name).encode())


def pack(sketch: Sketch) -> bytes:
    """The sketch as bytes, for a cache. `unpack(pack(s))` equals `s`."""
    head = np.array([VERSION, len(sketch.terms), len(sketch.facts), len(sketch.authors)], _HEAD)
    return b"".join(part.tobytes() for part in (head, *sketch))


def unpack(data: bytes) -> Sketch | None:
    """The sketch in `data`; None when it was made by another version."""
    if len(data) < 16:
        return None
    version, n_terms, n_facts, n_authors = (int(n) for n in np.frombuffer(data, _HEAD, 4))
    if version != VERSION or n_facts != len(FACTS) or len(data) != 4 * (4 + 2 * n_terms + n_facts + n_authors):
        return None
    at = 16
    parts: list[Any] = []
    for kind, length in ((np.uint32, n_terms), (np.float32, n_terms), (np.float32, n_facts), (np.uint32, n_authors)):
        parts.append(np.frombuffer(data, kind, length, at))
        at += 4 * length
    return Sketch(*parts)


class Weighing(NamedTuple):
    """Which terms count and how much: columns of a matrix and their inverse document frequencies."""

    columns: NDArray[np.int64]  # bucket -> column, or -1
    idf: NDArray[np.float32]


def weigh(sketches: Sequence[Sketch], min_papers: int = 2) -> Weighing:
    """Inverse document frequencies over `sketches`; terms in fewer than `min_papers` papers are left out."""
    found = np.concatenate([sketch.terms for sketch in sketches]) if sketches else np.zeros(0, np.uint32)
    papers = np.bincount(found, minlength=BUCKETS)
    kept = np.flatnonzero(papers >= min_papers)
    columns = np.full(BUCKETS, -1, np.int64)
    columns[kept] = np.arange(len(kept))
    idf = np.log((1 + len(sketches)) / (1 + papers[kept])) + 1
    return Weighing(columns, idf.astype(np.float32))


def matrix(sketches: Sequence[Sketch], weighing: Weighing) -> csr_matrix:
    """TF-IDF rows of length 1 (sublinear counts), one a sketch."""
    from scipy.sparse import csr_matrix

    if not sketches:
        return csr_matrix((0, len(weighing.idf)), dtype=np.float32)
    lengths = np.array([len(sketch.terms) for sketch in sketches])
    columns = weighing.columns[np.concatenate([sketch.terms for sketch in sketches])]
    counts = np.concatenate([sketch.counts for sketch in sketches])
    kept = columns >= 0
    rows = np.repeat(np.arange(len(sketches)), lengths)[kept]
    columns = columns[kept]
    values = (1 + np.log(counts[kept])) * weighing.idf[columns]
    norms = np.sqrt(np.bincount(rows, values * values, len(sketches)))
    norms[norms == 0] = 1
    values = (values / norms[rows]).astype(np.float32)
    starts = np.zeros(len(sketches) + 1, np.int64)
    np.cumsum(np.bincount(rows, minlength=len(sketches)), out=starts[1:])
    return csr_matrix((values, columns.astype(np.int32), starts), shape=(len(sketches), len(weighing.idf)))
