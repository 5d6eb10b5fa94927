"""Which sentence says most: a linear ranker over `features`, its weights fitted on SciTLDR's train part.

The weights travel as `weights.json` beside this module; `python -m tests.fit_ranker` makes that file again.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from importlib import resources

from inkpress.draft.features import FEATURES, feature_rows


def sentence_scores(title: str, sentences: Sequence[str]) -> list[float]:
    """One score per sentence, higher is better; comparable within one document only."""
    weights = _weights()
    return [sum(w * value for w, value in zip(weights, row, strict=True)) for row in feature_rows(title, sentences)]


def best_sentence(title: str, sentences: Sequence[str]) -> int:
    """The index of the one sentence that says most; the earlier one when two are equal. -1 for an empty document."""
    scores = sentence_scores(title, sentences)
    return max(range(len(scores)), key=lambda i: (scores[i], -i), default=-1)


@cache
def _weights() -> tuple[float, ...]:
    """The weights in the order of `FEATURES`. They are part of the code, read once from the package itself."""
    fitted = json.loads(resources.files(__package__).joinpath("weights.json").read_text("utf-8"))["weights"]
    return tuple(fitted[name] for name in FEATURES)
