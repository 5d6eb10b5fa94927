"""Fit the extractive ranker's weights on SciTLDR and write `inkpress/draft/weights.json`.

    python -m tests.fit_ranker PATH/train.jsonl

Rows are `{title, source: [sentence, ...], target: [TLDR, ...]}` (https://github.com/allenai/scitldr, Apache-2.0).
The target of the regression is how much of the TLDR a sentence holds: the mean of the F1 of shared words, shared
word pairs and the longest common subsequence, as in ROUGE-1, -2 and -L (Lin 2004), relative to its own document.
Ridge regression on standardised, document-centred features; the weights are given back in the features' own units.
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np

from inkpress.draft.features import FEATURES, feature_rows

RIDGE = 30.0
WEIGHTS = Path(__file__).resolve().parents[1] / "inkpress" / "draft" / "weights.json"


def overlap(target: str, sentence: str) -> float:
    """The mean F1 of words, word pairs and longest common subsequence of two texts, 0 to 1."""
    a, b = _tokens(target), _tokens(sentence)
    if not a or not b:
        return 0.0
    pairs = [
        _shared(a, b),
        _shared(list(pairwise(a)), list(pairwise(b))),
        _common(a, b),
    ]
    sizes = [(len(a), len(b)), (len(a) - 1, len(b) - 1), (len(a), len(b))]
    return sum(2 * hit / max(1, m + n) for hit, (m, n) in zip(pairs, sizes, strict=True)) / 3


def fit(rows: Sequence[dict[str, object]], ridge: float = RIDGE) -> dict[str, float]:
    """Weights by feature name, fitted on rows of `title`, `source` and `target`."""
    features, targets = [], []
    for row in rows:
        source, target = row["source"], row["target"]
        assert isinstance(source, list)
        assert isinstance(target, list)
        x = np.array(feature_rows(str(row.get("title") or ""), source))
        y = np.array([max(overlap(t, s) for t in target) for s in source])
        features.append(x - x.mean(0))
        targets.append(y - y.mean())
    x, y = np.vstack(features), np.concatenate(targets)
    spread = x.std(0) + 1e-9
    x = x / spread
    weights = np.linalg.solve(x.T @ x + ridge * np.eye(x.shape[1]), x.T @ y) / spread
    return {name: round(float(w), 6) for name, w in zip(FEATURES, weights, strict=True)}


def _tokens(text: str) -> list[str]:
    return re.findall(r"[a-z0-9]+", text.lower())


def _shared(a: Sequence[object], b: Sequence[object]) -> int:
    return sum((Counter(a) & Counter(b)).values())


def _common(a: Sequence[str], b: Sequence[str]) -> int:
    row = [0] * (len(b) + 1)
    for word in a:
        last = 0
        for j, other in enumerate(b, 1):
            last, row[j] = row[j], last + 1 if word == other else max(row[j], row[j - 1])
    return row[-1]


def main() -> None:
    """Fit on the file named on the command line and write the weights."""
    rows = [json.loads(line) for line in Path(sys.argv[1]).read_text("utf-8").splitlines()]
    what = {"fitted_on": "SciTLDR-A train (allenai/scitldr, Apache-2.0)", "rows": len(rows), "ridge": RIDGE}
    WEIGHTS.write_text(json.dumps({**what, "weights": fit(rows)}, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
