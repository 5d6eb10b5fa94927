"""What readers get on one slot."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from pydantic import Field

from inkpress.models.base import Noun
from inkpress.models.posts import Post


class Slot(Noun):
    """A local date in the newsletter's zone, and the moment its mail is dated."""

    date: dt.date
    at: dt.datetime  # aware, in the newsletter's zone


class Issue(Noun):
    """What readers get on one slot."""

    number: Annotated[int, Field(ge=1)]
    slot: Slot
    next_slot: Slot | None = None
    subject: str
    preheader: str
    posts: tuple[Post, ...]


class Artifact(Noun):
    """A generated file: path relative to the folder it is written to."""

    path: str
    content: bytes
    sha256: str
