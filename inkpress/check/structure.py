"""The parts of an explainer: author-only blocks filled, a short summary, prerequisites that resolve."""

from __future__ import annotations

import re
from collections.abc import Iterator

from inkpress.check.material import Material
from inkpress.models import Finding, Severity
from inkpress.text import collapse, slug_of_name

MOST_SUMMARY_WORDS = 30
MOST_NEEDS = 3
_PLACEHOLDER = re.compile(r"^[\s>*+-]*TODO\(author\):?", re.MULTILINE)
_LEFTOVER = re.compile(r"(?<!\w)(?:TODO|FIXME|XXX|TBD|TK)(?!\w)|\[\[[^\[\]\n]{1,80}\]\]|(?i:lorem ipsum)")
_CONFLICT = re.compile(r"^(?:<{7}|>{7}|={7})(?: |$)", re.MULTILINE)
AUTHOR_HEADINGS = ("my take", "between the lines")


def placeholders(material: Material) -> Iterator[Finding]:
    """What the draft left for the author: `TODO(author):` lines and `<!-- author: ... -->` notes."""
    for match in _PLACEHOLDER.finditer(material.post.body):
        line = _line_at(material, match.end())
        question = material.post.body[match.end() :].split("\n", 1)[0].strip()
        yield material.error(
            "author-block", f"only you can write this: {question}", line=line, hint="write it, or delete the heading"
        )
    for comment in material.body.comments:
        if comment.text.lower().startswith("author:"):
            yield material.error(
                "author-block",
                f"a note to the author is still there: {collapse(comment.text[7:])[:100]}",
                line=comment.line,
                hint="answer it, then delete it",
            )


def leftovers(material: Material) -> Iterator[Finding]:
    """TODO, FIXME and [[...]] in the running text."""
    for prose in material.body.sentences:
        match = _LEFTOVER.search(prose.text)
        if match and not prose.text.startswith("TODO(author)"):
            yield material.warning(
                "leftover",
                f"“{match[0]}” is left in the text",
                line=prose.line,
                column=prose.column,
                sentence=prose.text,
            )


def author_sections(material: Material) -> Iterator[Finding]:
    """A heading that is the author's own, with nothing under it."""
    written = {prose.section.lower() for prose in material.body.sentences}
    for heading in material.body.headings:
        if heading.text.lower() in AUTHOR_HEADINGS and heading.text.lower() not in written:
            yield material.error(
                "author-block", f"“{heading.text}” is empty", line=heading.line, hint="write it, or delete the heading"
            )


def summary(material: Material) -> Iterator[Finding]:
    """The one-sentence core: there, and of at most 30 words."""
    front = material.post.front
    line = material.front_line("summary")
    if not front.summary.strip():
        if front.kind != "note":
            yield material.warning(
                "summary", "no summary: it is the preheader, the card and the feed's line", line=line
            )
        return
    words = len(front.summary.split())
    if words > MOST_SUMMARY_WORDS:
        yield material.warning(
            "summary", f"the summary has {words} words; at most {MOST_SUMMARY_WORDS} fit a preheader", line=line
        )


def footnotes(material: Material) -> Iterator[Finding]:
    """A mark without its note loses the evidence; a note without a mark is never read."""
    defined = material.body.footnotes
    for mark in {mark.text: mark for mark in reversed(material.body.marks)}.values():
        if mark.text not in defined:
            hint = f"write it: [^{mark.text}]: ..."
            yield material.error("footnote", f"there is no footnote [^{mark.text}]", line=mark.line, hint=hint)
    marked = {mark.text for mark in material.body.marks}
    for label, note in defined.items():
        if label not in marked:
            message = f"no sentence refers to the footnote [^{label}]"
            yield material.warning(
                "footnote", message, line=note.line, hint="set its mark behind a sentence, or delete it"
            )


def needs(material: Material) -> Iterator[Finding]:
    """Prerequisites: at most three, each with a reason and something that explains it."""
    front = material.post.front
    line = material.front_line("needs")
    if len(front.needs) > MOST_NEEDS:
        yield material.warning(
            "needs", f"{len(front.needs)} prerequisites; more than {MOST_NEEDS} scare readers off", line=line
        )
    for need in front.needs:
        line = material.front_line_of("needs", need.concept)
        if need.link and not _resolves(need.link, material):
            message = f"prerequisite “{need.concept}”: `{need.link}` does not resolve"
            yield material.warning("needs", message, line=line, hint="use glossary:SLUG, post:SLUG or an URL")
        elif not need.link and not _is_explained(need.concept, material):
            message = f"nothing here explains the prerequisite “{need.concept}”"
            hint = "link it, add it to the glossary, or name it under `teaches:` of a post"
            yield material.warning("needs", message, line=line, hint=hint)
        if not need.why:
            yield material.warning("needs", f"prerequisite “{need.concept}” does not say why", line=line)


def _is_explained(concept: str, material: Material) -> bool:
    """Whether the glossary has the concept, or a post teaches it."""
    terms = {slug for term in material.around.glossary for slug in (term.slug, slug_of_name(term.term))}
    return slug_of_name(concept) in terms or slug_of_name(concept) in material.around.taught


def _resolves(link: str, material: Material) -> bool:
    kind, _, target = link.partition(":")
    if kind == "glossary":
        return any(term.slug == target for term in material.around.glossary)
    if kind == "post":
        return target in material.around.slugs
    return link.startswith(("https://", "http://"))


def confidence(material: Material) -> Iterator[Finding]:
    """How far the author believes the paper, and why."""
    front = material.post.front
    if front.paper is None or front.kind not in ("explainer", "classic"):
        return
    if not front.confidence.level:
        yield material.warning("confidence", "no confidence line: how far do you believe the paper, and why?")
    elif not front.confidence.why:
        yield material.warning(
            "confidence", "the confidence line gives no reason", line=material.front_line("confidence")
        )


def sources(material: Material) -> Iterator[Finding]:
    """A post of these kinds explains a paper, and says which."""
    front = material.post.front
    if front.paper is None and not material.index.passages and front.kind in ("explainer", "classic"):
        yield material.finding(
            "no-paper", Severity.INFO, f"kind is {front.kind}, but no paper is named: no claim was checked"
        )


def _line_at(material: Material, offset: int) -> int:
    return material.post.body_line + material.post.body.count("\n", 0, offset)
