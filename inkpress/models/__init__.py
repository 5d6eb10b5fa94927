"""The nouns: every value that crosses a stage boundary.

All are frozen and refuse unknown fields. They hold data and do no I/O. A change is a new, validated
object: `Post(**{**dict(post), "body": new})`, never `model_copy(update=...)`, which does not validate.
"""

from inkpress.models.base import Noun
from inkpress.models.claims import Claim, Evidence, EvidenceFile, Prompt, Provenance, Reply, Verdict
from inkpress.models.issues import Artifact, Issue, Slot
from inkpress.models.papers import Candidate, Choice, Counts, Paper, PaperRef, Shortlist
from inkpress.models.posts import (
    Author,
    Confidence,
    Correction,
    Finding,
    FrontMatter,
    GlossaryTerm,
    Kind,
    Need,
    Post,
    Roles,
    Scrutiny,
    Severity,
    Status,
    Waiver,
)
from inkpress.models.texts import Equation, Figure, Gate, PaperSource, PaperText, Reference, Section, Sentence, Table

__all__ = [
    "Artifact",
    "Author",
    "Candidate",
    "Choice",
    "Claim",
    "Confidence",
    "Correction",
    "Counts",
    "Equation",
    "Evidence",
    "EvidenceFile",
    "Figure",
    "Finding",
    "FrontMatter",
    "Gate",
    "GlossaryTerm",
    "Issue",
    "Kind",
    "Need",
    "Noun",
    "Paper",
    "PaperRef",
    "PaperSource",
    "PaperText",
    "Post",
    "Prompt",
    "Provenance",
    "Reference",
    "Reply",
    "Roles",
    "Scrutiny",
    "Section",
    "Sentence",
    "Severity",
    "Shortlist",
    "Slot",
    "Status",
    "Table",
    "Verdict",
    "Waiver",
]
