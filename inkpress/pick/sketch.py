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
from inkpress.pick.words import BUCKETS, author_key, bucket, runs, terms

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from scipy.sparse import csr_matrix

TITLE_WEIGHT = 2.0
VERSION = 3  # to be raised when the same paper would give another sketch
_HEAD = np.dtype("<u4")
_HEAD_LENGTH = 5  # version, terms, letters, facts, authors


class Sketch(NamedTuple):
    """Sorted hashed terms with their counts (titles doubled), the letters of the title (hashed runs of three to five
    characters), the facts, and hashed author names."""

    terms: NDArray[np.uint32]
    counts: NDArray[np.float32]
    letters: NDArray[np.uint32]
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
        np.array(sorted({bucket(run) for run in runs(paper.title)}), np.uint32),
        np.array(fact_values(paper), np.float32),
        np.array(sorted({author_hash(name) for name in paper.authors}), np.uint32),
    )


def author_hash(name: str) -> int:
    """The number under which an author is compared."""
    return zlib.crc32(author_key(name).encode())


def pack(sketch: Sketch) -> bytes:
    """The sketch as bytes, for a cache. `unpack(pack(s))` equals `s`."""
    head = np.array([VERSION, len(sketch.terms), len(sketch.letters), len(sketch.facts), len(sketch.authors)], _HEAD)
    return b"".join(part.tobytes() for part in (head, *sketch))


def unpack(data: bytes) -> Sketch | None:
    """The sketch in `data`; None when it was made by another version."""
    if len(data) < 4 * _HEAD_LENGTH:
        return None
    version, *lengths = (int(n) for n in np.frombuffer(data, _HEAD, _HEAD_LENGTH))
    n_terms, n_letters, n_facts, n_authors = lengths
    size = _HEAD_LENGTH + 2 * n_terms + n_letters + n_facts + n_authors
    if version != VERSION or n_facts != len(FACTS) or len(data) != 4 * size:
        return None
    at = 4 * _HEAD_LENGTH
    parts: list[Any] = []
    kinds = (np.uint32, np.float32, np.uint32, np.float32, np.uint32)
    for kind, length in zip(kinds, (n_terms, *lengths), strict=True):
        parts.append(np.frombuffer(data, kind, length, at))
        at += 4 * length
    return Sketch(*parts)


class Weighing(NamedTuple):
    """Which buckets count and how much: columns of a matrix and their inverse document frequencies."""

    columns: NDArray[np.int32]  # bucket -> column, or -1
    idf: NDArray[np.float32]


class Bags(NamedTuple):
    """Hashed terms of many papers, one behind the other."""

    buckets: NDArray[np.uint32]
    counts: NDArray[np.float32]
    lengths: NDArray[np.int64]  # terms a paper


def word_bags(sketches: Sequence[Sketch]) -> Bags:
    """The words of all papers."""
    return Bags(
        _joined([sketch.terms for sketch in sketches], np.uint32),
        _joined([sketch.counts for sketch in sketches], np.float32),
        np.array([len(sketch.terms) for sketch in sketches], np.int64),
    )


def letter_bags(sketches: Sequence[Sketch]) -> Bags:
    """The letters of all titles."""
    buckets = _joined([sketch.letters for sketch in sketches], np.uint32)
    lengths = np.array([len(sketch.letters) for sketch in sketches], np.int64)
    return Bags(buckets, np.ones(len(buckets), np.float32), lengths)


def _joined(parts: Sequence[NDArray[Any]], kind: type[np.generic]) -> NDArray[Any]:
    return np.concatenate(parts) if parts else np.zeros(0, kind)


def weigh(bags: Bags, min_papers: int = 2) -> Weighing:
    """Inverse document frequencies over `bags`; terms in fewer than `min_papers` papers are left out."""
    papers = np.bincount(bags.buckets, minlength=BUCKETS)
    kept = np.flatnonzero(papers >= min_papers)
    columns = np.full(BUCKETS, -1, np.int32)
    columns[kept] = np.arange(len(kept), dtype=np.int32)
    idf = np.log((1 + len(bags.lengths)) / (1 + papers[kept])) + 1
    return Weighing(columns, idf.astype(np.float32))


def matrix(bags: Bags, weighing: Weighing) -> csr_matrix:
    """TF-IDF rows of length 1 (sublinear counts), one a paper."""
    from scipy.sparse import csr_matrix

    papers = len(bags.lengths)
    columns = weighing.columns[bags.buckets]
    kept = columns >= 0
    rows = np.repeat(np.arange(papers), bags.lengths)[kept]
    columns = columns[kept]
    values = (1 + np.log(bags.counts[kept])) * weighing.idf[columns]
    norms = np.sqrt(np.bincount(rows, values * values, papers)).astype(np.float32)
    norms[norms == 0] = 1
    values /= norms[rows]
    starts = np.zeros(papers + 1, np.int32)
    np.cumsum(np.bincount(rows, minlength=papers), out=starts[1:])
    return csr_matrix((values, columns, starts), shape=(papers, len(weighing.idf)))
