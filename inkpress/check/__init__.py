"""Check: a post and its paper -> findings. Nothing false, unclear or broken leaves under the author's name.

The entry point is `check_post`. A rule is a function from `Material` to findings, and one line in `RULES`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from inkpress.check import language, links, media, statements, structure
from inkpress.check.material import Material, Surroundings
from inkpress.check.prose import read_body
from inkpress.check.search import PaperIndex, index_paper, index_spans
from inkpress.models import Finding, PaperText, Post

Rule = Callable[[Material], Iterable[Finding]]
RULES: tuple[Rule, ...] = (
    statements.statements,
    statements.front_matter_claims,
    statements.evidence_is_verbatim,
    statements.scrutiny_is_verbatim,
    statements.paper_at_hand,
    statements.hidden_text,
    structure.placeholders,
    structure.leftovers,
    structure.author_sections,
    structure.summary,
    structure.needs,
    structure.footnotes,
    structure.confidence,
    structure.sources,
    media.images,
    media.formulas,
    media.code_languages,
    links.links,
)
ADVICE: tuple[Rule, ...] = (  # never an error: what only asks whether a post may go out leaves these out
    media.formulas_in_words,
    language.long_sentences,
    language.grade,
    language.jargon,
    language.acronyms,
    language.hype,
    language.machine_phrases,
    language.profanity,
)


NOWHERE = Surroundings()


def check_post(
    post: Post,
    paper: PaperText | None,
    around: Surroundings = NOWHERE,
    *,
    index: PaperIndex | None = None,
    rules: tuple[Rule, ...] = RULES + ADVICE,
) -> tuple[Finding, ...]:
    """Everything the rules see in `post`, by line. `index` saves indexing a paper that several posts explain."""
    material = read_material(post, paper, around, index=index)
    findings = [*post.findings, *(finding for rule in rules for finding in rule(material))]
    return tuple(sorted(findings, key=lambda finding: (finding.line, finding.column, finding.rule)))


def read_material(
    post: Post, paper: PaperText | None, around: Surroundings = NOWHERE, *, index: PaperIndex | None = None
) -> Material:
    """The post taken apart, with the index of its paper, or of the spans kept beside it when the paper is not there."""
    if paper is not None:
        index = index or index_paper(paper)
    else:
        claims = post.evidence.claims if post.evidence else ()
        index = index_spans(claim.evidence.quote for claim in claims if claim.evidence)
    return Material(post, read_body(post.body, post.body_line), paper, index, around)
