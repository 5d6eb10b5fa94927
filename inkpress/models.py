"""The nouns: every value that crosses a stage boundary.

All are frozen and refuse unknown fields. They hold data and do no I/O. A change is a new, validated
object: `Post(**{**dict(post), "body": new})`, never `model_copy(update=...)`, which does not validate.
"""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field


class Noun(BaseModel):
    """Base of all nouns: frozen, unknown fields refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


# --- papers -----------------------------------------------------------------------------------------------


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


# --- the paper's text --------------------------------------------------------------------------------------


class Sentence(Noun):
    """One sentence; `id` is stable for an exact paper version: `S3.p2.s1`."""

    id: str
    text: str


class Section(Noun):
    """A heading and the sentences up to the next heading. `level` 1 is a section, 2 a subsection."""

    id: str  # "S3", "S3.1", "A1" for appendices, "abstract"
    title: str
    level: int = 1
    sentences: tuple[Sentence, ...] = ()


class Figure(Noun):
    """A figure's caption and, where the source has one, its file name."""

    id: str  # "S3.F2"
    caption: str = ""
    file: str = ""


class Table(Noun):
    """A table as plain cells, row by row."""

    id: str  # "S5.T2"
    caption: str = ""
    rows: tuple[tuple[str, ...], ...] = ()


class Equation(Noun):
    """A displayed formula in LaTeX."""

    id: str
    latex: str


class Reference(Noun):
    """One entry of the bibliography."""

    id: str
    text: str


class Gate(Noun):
    """The completeness gate: is this the whole paper? `reasons` says what is missing."""

    complete: bool
    reasons: tuple[str, ...] = ()


PaperSource = Literal["html", "eprint", "pdf", "abstract"]


class PaperText(Noun):
    """The paper as ordered sections of sentences with stable ids, and where it came from."""

    paper: str  # arXiv id without version, or the file's name
    version: int | None = None
    title: str = ""
    source: PaperSource
    gate: Gate
    sections: tuple[Section, ...] = ()
    figures: tuple[Figure, ...] = ()
    tables: tuple[Table, ...] = ()
    equations: tuple[Equation, ...] = ()
    references: tuple[Reference, ...] = ()
    footnotes: tuple[Sentence, ...] = ()
    links: tuple[str, ...] = ()  # addresses the paper names, such as its code
    hidden: tuple[str, ...] = ()  # hidden text and orders to a model, kept out of every prompt
    warnings: tuple[str, ...] = ()

    def sentences(self) -> tuple[Sentence, ...]:
        """All sentences in reading order, footnotes last."""
        return tuple(s for section in self.sections for s in section.sentences) + self.footnotes


# --- claims and drafts ---------------------------------------------------------------------------------------


class Evidence(Noun):
    """A verbatim span of an exact paper version."""

    paper: str
    version: int | None = None
    section: str = ""  # sentence or section id: "S3.p2.s1"
    quote: str


class Claim(Noun):
    """A sentence of ours and the span it rests on, or none."""

    id: str
    sentence: str
    evidence: Evidence | None = None


class EvidenceFile(Noun):
    """The sidecar beside a post, `SLUG.evidence.json`: what `check` needs when the paper is not at hand."""

    paper: PaperRef | None = None
    about: Paper | None = None  # the catalogue entry: title, authors and dates for the paper card
    source: str = ""
    claims: tuple[Claim, ...] = ()


class Verdict(Noun):
    """What the claim ladder says of one sentence."""

    supported: bool
    rule: str = ""  # the rule that failed, such as "number-differs"; "" when supported
    message: str = ""
    fix: str = ""  # the words that would make it right, where that is known
    ours: str = ""  # the words of ours that are wrong
    evidence: Evidence | None = None  # the paper's own sentence


class Prompt(Noun):
    """What is sent to a model: rendered from `templates/prompts/NAME`, answered as JSON by `answer_schema`."""

    name: str
    system: str
    user: str
    answer_schema: dict[str, Any] = {}
    max_tokens: int = 4000

    # the hash in the provenance is taken over exactly these fields


class Reply(Noun):
    """A model's answer, as the server named itself."""

    text: str
    model: str
    prompt_tokens: int = 0
    completion_tokens: int = 0
    cost: float = 0.0  # in the currency of [model] prices


class Provenance(Noun):
    """Where a generated text came from. No provenance, no draft."""

    engine: str  # "extract", "model", "hand"
    model: str = ""
    server: str = ""
    prompts: dict[str, str] = {}  # prompt name -> sha256
    parameters: dict[str, Any] = {}
    paper: str = ""  # versioned id
    source: str = ""  # html, eprint, pdf, abstract
    source_sha256: str = ""
    drafted_at: dt.datetime | None = None  # aware, UTC
    tokens: int = 0
    cost: float = 0.0
    body_sha256: str = ""  # of the body as generated
    note: str = ""


# --- posts ---------------------------------------------------------------------------------------------------


class PaperRef(Noun):
    """The paper a post explains. Version None means "not stated"."""

    id: str
    version: int | None = None


class Need(Noun):
    """Something the reader should know first. `link`: `glossary:SLUG`, `post:SLUG` or an URL."""

    concept: str
    why: str = ""
    link: str = ""


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
    """A finding the author accepts, by rule and reason. `text`, if given, must stand in the finding's sentence."""

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
    series: str = ""
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


# --- issues --------------------------------------------------------------------------------------------------


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


EvidenceFile.model_rebuild()
