"""The embedded engine: a structured draft in the authors' own quoted words, with prompts where a person must write.

No model is used. Each quotation is one sentence of the paper with its place; what the engine cannot know (analogies,
roles, prerequisites, opinions) is asked of the author and never invented.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from inkpress.draft.asks import head_asks
from inkpress.draft.layout import Layer, Line, Outline
from inkpress.draft.places import Places
from inkpress.draft.proposals import code_links, figure_notes, glossary_notes, known_terms, propose_table
from inkpress.draft.scrutiny import scrutiny_box
from inkpress.draft.slots import choose_sentences
from inkpress.models import FrontMatter, GlossaryTerm, PaperText, Sentence

NOTE_ON_TEXT = (
    "Say it in your own words and keep the footnote marks; write a title of your own; answer each TODO line and each "
    "note like this one, then delete it. `inkpress check` lists what is still open."
)
NOTE = (
    "Extractive draft, no model used. Every quotation is a sentence of the paper; its footnote, with the place, stays "
    "for your readers when you have said it otherwise. " + NOTE_ON_TEXT
)
# said where the ranker finds nothing, so that an empty layer is no riddle
NOTHING = {
    "measured": "no sentence of the paper seems to compare numbers; ",
    "doubt": "the paper seems to name no limit of its own; ",
}


def extract_outline(front: FrontMatter, places: Places, glossary: Sequence[GlossaryTerm]) -> Outline:
    """The outline of an extractive draft. `front` brings title, slug, date and provenance."""
    paper = places.paper
    chosen = choose_sentences(paper)
    front = FrontMatter(**{**dict(front), "scrutiny": scrutiny_box(paper)})

    def layer(heading: str, slot: str, ask: str, **parts: Any) -> Layer:
        lines = _quotes(chosen[slot], places)
        nothing = "" if lines else NOTHING.get(slot, "nothing could be quoted here; ")
        return Layer(heading=heading, ask=nothing + ask, lines=lines, **parts)

    layers = (
        layer("TL;DR", "tldr", "two or three bullets: what is new, how well it works, what it costs."),
        layer("Why it matters", "why", "what was the trouble before this paper, and whom did it trouble?"),
        layer(
            "How it works",
            "how",
            "tell the idea as to a friend, one step at a time; explain a term when it first appears.",
            notes=(*figure_notes(paper, places), *glossary_notes(paper, places, glossary)),
        ),
        Layer(heading="An analogy", level=3, ask="one picture from everyday life, and the place where it breaks."),
        layer(
            "What they measured",
            "measured",
            "which two or three numbers carry the claim, and what are they compared with?",
            tables=propose_table(paper),
        ),
        layer(
            "What to doubt",
            "doubt",
            "what is missing: a baseline, a second run, an honest limit? What would change your mind?",
        ),
        Layer(heading="Try it", ask="something to do in ten minutes.", notes=link_notes(paper.links)),
    )
    asks = head_asks(front, places, chosen, known_terms(paper, glossary))
    return Outline(front=front, note=" ".join([NOTE, *text_warnings(paper)]), asks=asks, layers=layers)


def text_warnings(paper: PaperText) -> tuple[str, ...]:
    """What the author has to know of the text the draft was made from, in sentences; none when it is whole."""
    found = []
    if paper.source == "abstract":
        found.append("Only the abstract could be read: most layers have nothing to rest on.")
    elif not paper.gate.complete:
        found.append(f"The text may be incomplete: {'; '.join(paper.gate.reasons)}.")
    if paper.hidden:
        words = sum(len(part.split()) for part in paper.hidden)
        found.append(f"The paper holds {words} words of hidden text or orders to a model; none of them was used.")
    return tuple(found)


def _quotes(sentences: Iterable[Sentence], places: Places) -> tuple[Line, ...]:
    return tuple(Line(text=s.text, evidence=places.evidence(s.id, s.text), quoted=True) for s in sentences)


def link_notes(links: Sequence[str]) -> tuple[str, ...]:
    """A note with the addresses of code and models that the paper names, or none."""
    found = code_links(links)
    return ("addresses the paper names: " + " ".join(found),) if found else ()
