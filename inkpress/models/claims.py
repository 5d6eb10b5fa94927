"""Claims, the spans they rest on, and where a generated text came from."""

from __future__ import annotations

import datetime as dt
from typing import Any

from inkpress.models.base import Noun
from inkpress.models.papers import Paper, PaperRef


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
    claims: tuple[Claim, ...] = ()  # a table's caption and rows have ids that begin with `t.`

    @property
    def tied(self) -> int:
        """Sentences that rest on a span of the paper; a table's rows are none."""
        return sum(claim.evidence is not None and not claim.id.startswith("t.") for claim in self.claims)


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
    attempt: int = 1  # not sent: a prompt asked again has its own answer

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
