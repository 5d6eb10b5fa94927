"""Papers as the catalogue knows them, and what the picker and the author say of them."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from inkpress.models.base import Noun


class Paper(Noun):
    """What arXiv's catalogue says of one version of a paper."""

    id: str  # without version: "2310.06825", "math/0106220"
    version: int = 1
    title: str
    authors: tuple[str, ...] = ()
    abstract: str = ""
    categories: tuple[str, ...] = ()  # the first one is the primary
    published: dt.datetime | None = None  # aware, UTC: version 1
    updated: dt.datetime | None = None  # aware, UTC: this version
    listed: dt.date | None = None  # first day on a new-submissions list
    comment: str | None = None
    withdrawn: bool = False
    abstract_is: Literal["original", "paraphrase"] = "original"

    @property
    def versioned_id(self) -> str:
        """`2310.06825v1`: the name under which arXiv serves exactly this text."""
        return f"{self.id}v{self.version}"


class Candidate(Noun):
    """A paper the picker ranked, with its reasons in words."""

    paper: Paper
    score: float  # higher is better; comparable within one ranking only
    reasons: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    minutes: int = 0  # to read the paper once

    @property
    def id(self) -> str:
        return self.paper.id


class Choice(Noun):
    """The author's word on a paper. `paper` is there when its metadata is known."""

    id: str
    choose: Literal["yes", "no", "later"]
    date: dt.date | None = None
    why: str = ""
    paper: Paper | None = None


class Counts(Noun):
    """What one pick fetched and what became of it."""

    fetched: int = 0
    new: int = 0
    merged: int = 0  # versions and cross-lists folded into one
    filtered: dict[str, int] = {}  # rule -> papers


class Shortlist(Noun):
    """One day's proposals: the content of `posts/picks/DATE.yaml`."""

    date: dt.date
    counts: Counts
    proposals: tuple[Candidate, ...] = ()
    near_misses: tuple[Candidate, ...] = ()
    changed: tuple[Candidate, ...] = ()  # proposed or chosen earlier; withdrawn or replaced since


class PaperRef(Noun):
    """The paper a post explains. Version None means "not stated"."""

    id: str
    version: int | None = None
