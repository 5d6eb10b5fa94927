"""The front matter of a model's draft, field by field, each with the spans it rests on.

Summary, roles and confidence are lines like those of the body: what rests on no claim is not there. Title and
prerequisites are the writer's own words and may claim nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from inkpress.draft.answers import Explainer
from inkpress.draft.layout import Line
from inkpress.draft.prose import prose_problem, unfounded
from inkpress.models import Confidence, FrontMatter, GlossaryTerm, Need, Roles
from inkpress.text import slugify

CORE_WORDS = 30
MOST_TAGS, MOST_NEEDS, MOST_TEACHES = 5, 3, 5
SHORT = 80  # characters of a name


def fill_head(
    front: FrontMatter, written: Explainer, lines: Mapping[str, Line], glossary: Sequence[GlossaryTerm]
) -> tuple[FrontMatter, tuple[tuple[str, Line], ...]]:
    """The front matter, and its sentences by field: `summary`, `roles.product`, `confidence`, `title`, `needs.1`."""
    head = {place: lines[place] for place in ("confidence", *_role_places()) if place in lines}
    core = lines.get("core")
    if core and len(core.text.split()) <= CORE_WORDS:
        head["summary"] = core
    title = front.title
    if not is_unfit(written.title, 2 * SHORT):
        title = written.title
        head["title"] = Line(text=title)
    needs = _needs(written, glossary)
    head |= {f"needs.{number}": Line(text=need.why) for number, need in enumerate(needs, 1)}
    sure = "confidence" in head and written.confidence.level
    return FrontMatter(
        **{
            **dict(front),
            "title": title,
            "summary": head["summary"].text if "summary" in head else "",
            "tags": _slugs(written.tags, MOST_TAGS),
            "teaches": _slugs(written.teaches, MOST_TEACHES),
            "needs": needs,
            "roles": Roles(**{place.partition(".")[2]: head[place].text for place in _role_places() if place in head}),
            "confidence": Confidence(level=sure, why=head["confidence"].text) if sure else Confidence(),
        }
    ), tuple(head.items())


def is_unfit(text: str, characters: int = 400) -> bool:
    """Whether words that nothing vouches for are no plain prose, claim something, or are too long for their place."""
    return bool(prose_problem(text) or unfounded(text)) or len(text) > characters


def _role_places() -> tuple[str, ...]:
    return tuple(f"roles.{role}" for role in Roles.model_fields)


def _needs(written: Explainer, glossary: Sequence[GlossaryTerm]) -> tuple[Need, ...]:
    known = {term.term.lower(): f"glossary:{term.slug}" for term in glossary}
    needs = [
        Need(concept=need.concept, why=need.why, link=known.get(need.concept.lower(), ""))
        for need in written.needs
        if not is_unfit(need.concept, SHORT) and not is_unfit(need.why)
    ]
    return tuple(needs[:MOST_NEEDS])


def _slugs(words: Iterable[str], most: int) -> tuple[str, ...]:
    fit = [slugify(word, 30) for word in words if not prose_problem(word)]
    return tuple(dict.fromkeys(slug for slug in fit if slug != "post"))[:most]
