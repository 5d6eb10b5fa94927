"""Our sentence and the span it is held against."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from inkpress.check.words import Word


class Pair(NamedTuple):
    """Our sentence and the paper's span, as words."""

    ours: Sequence[Word]
    theirs: Sequence[Word]

    @property
    def our_keys(self) -> set[str]:
        return {word.key for word in self.ours}

    @property
    def their_keys(self) -> set[str]:
        return {word.key for word in self.theirs}
