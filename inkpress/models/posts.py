"""Posts as their author writes them, and what a check found in them."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import Any, Literal

from inkpress.models.base import Noun
from inkpress.models.claims import EvidenceFile, Provenance
from inkpress.models.papers import PaperRef


class Need(Noun):
    """Something the reader should know first. `link`: `glossary:SLUG`, `post:SLUG` or an URL."""

    concept: str
    why: str = ""
    link: str = ""


class Author(Noun):
    """Who a guest is, as an author's page says it."""

    name: str
    bio: str = ""
    url: str = ""  # an https address


class Roles(Noun):
    """What it means for each kind of reader; any may be absent and none is invented."""

    research: str = ""
    product: str = ""
    engineering: str = ""


class Scrutiny(Noun):
    """One line of the scrutiny box, with the sentence it rests on."""

    answer: str = "not stated"  # yes | no | not stated | a short answer
    quote: str = ""


class Confidence(Noun):
    """How far the author believes the paper, and why."""

    level: str = ""
    why: str = ""


class Correction(Noun):
    date: dt.date
    text: str


class Waiver(Noun):
    """A finding the author accepts, by rule and reason. `text`, if given, names the words it is for."""

    rule: str
    why: str
    text: str = ""


Kind = Literal["explainer", "classic", "deep-dive", "tutorial", "guest", "note"]
Status = Literal["draft", "ready"]


class FrontMatter(Noun):
    """The typed head of a post. Only title, date and status are needed; `extra` keeps what we do not know."""

    title: str
    slug: str
    date: dt.date
    status: Status = "draft"
    kind: Kind = "explainer"
    authors: tuple[str, ...] = ()
    about_authors: tuple[Author, ...] = ()  # of those given as {name, bio, url}
    summary: str = ""
    tags: tuple[str, ...] = ()
    paper: PaperRef | None = None
    code: str = ""  # where the paper's code is: an https address
    needs: tuple[Need, ...] = ()
    teaches: tuple[str, ...] = ()
    roles: Roles = Roles()
    scrutiny: dict[str, Scrutiny] = {}
    confidence: Confidence = Confidence()
    then: str = ""  # of a classic: what was new
    today: str = ""  # of a classic: what became of it
    provenance: Provenance | None = None
    corrections: tuple[Correction, ...] = ()
    waive: tuple[Waiver, ...] = ()
    aliases: tuple[str, ...] = ()  # old addresses that redirect here
    series: str = ""  # the name of the series of posts that this one is a part of
    extra: dict[str, Any] = {}  # unknown keys, kept and reported


class Severity(StrEnum):
    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


class Finding(Noun):
    """One thing a check saw: where, what, and what to do. Only `error` blocks an issue."""

    rule: str  # "claim-number", "media-alt": lower-case words
    severity: Severity
    file: str
    line: int = 1  # 1-based
    column: int = 1  # 1-based
    message: str
    hint: str = ""
    sentence: str = ""  # the post's sentence
    ours: str = ""  # the words of it that the finding is about
    evidence: str = ""  # the paper's own sentence
    place: str = ""  # where in the paper: "S3.p2.s1"


class Post(Noun):
    """One Markdown file of the author's."""

    path: str  # as the author would type it: relative to the workspace
    front: FrontMatter
    body: str
    body_line: int = 1  # 1-based line of the file on which the body begins
    text: str = ""  # the whole file
    sha256: str = ""
    evidence: EvidenceFile | None = None
    findings: tuple[Finding, ...] = ()  # seen while parsing the front matter: unknown keys, collapsed tags

    @property
    def slug(self) -> str:
        return self.front.slug


class GlossaryTerm(Noun):
    """One entry of `posts/glossary.yaml`."""

    term: str
    slug: str
    plain: str
    see: str = ""  # slug of a post that explains it
