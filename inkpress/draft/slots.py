"""Choose the authors' own sentences for each layer of an explainer: by section, cue and ranker, without repeats."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from inkpress.draft.features import words
from inkpress.draft.ranker import sentence_scores
from inkpress.models import PaperText, Section, Sentence

_KINDS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern, re.IGNORECASE))
    for kind, pattern in (
        ("abstract", r"^abstract\b"),
        ("skip", r"acknowledg|references|bibliography|contributions? of|author|checklist|notation|reproducib|funding"),
        ("limits", r"limitation|discussion|conclu|future|impact|ethic|threats|societal|caveat|failure|safety|bias"),
        ("background", r"related|background|prior work|previous work|preliminar|literature"),
        ("intro", r"introduction|motivation|overview"),
        ("results", r"result|experiment|evaluat|ablation|benchmark|comparison|finding|empirical|performance|case stud"),
    )
)
_MIN_WORDS, _MAX_WORDS = 7, 48
_SAME = 0.55  # share of common words at which two sentences say the same


@dataclass(frozen=True)
class Slot:
    """What a layer looks for: kinds of section, cue words that must or should be there, and how many sentences."""

    kinds: tuple[str, ...]
    count: int
    cue: re.Pattern[str] | None = None
    cue_needed: bool = False
    avoid: re.Pattern[str] | None = None
    per_section: int = 9
    appendix: bool = False


_OURS = re.compile(r"\b(?:we|our|in this (?:work|paper))\b", re.IGNORECASE)
_FIGURE = r"(?<!table )(?<!figure )(?<!section )(?<!appendix )(?<!equation )(?<![\w.])\d"

SLOTS: dict[str, Slot] = {
    "tldr": Slot(("abstract",), 3, re.compile(r"\b(?:we|our|this (?:paper|work)|propos\w+|introduc\w+)\b", re.I)),
    "why": Slot(
        ("intro", "background"),
        3,
        re.compile(
            r"\b(?:however|challeng\w+|problem|important|difficult\w*|limit\w*|bottleneck|lack\w*|need\w*|cost\w*|crucial"
            r"|fundamental|preclud\w+|expensive|despite|remain\w*|unclear)\b",
            re.IGNORECASE,
        ),
        avoid=_OURS,
    ),
    "how": Slot(
        ("method",),
        6,
        re.compile(
            r"\b(?:we (?:propose|introduce|use|employ|call|compute|train|replace|apply|add|design)|consists? of"
            r"|is computed|instead of|allows?|maps?|the (?:key )?idea|each)\b",
            re.IGNORECASE,
        ),
        per_section=2,
    ),
    "measured": Slot(
        ("results",),
        4,
        re.compile(
            rf"(?=.*{_FIGURE})(?=.*\b(?:outperform\w*|better|wors\w+|than|compar\w+|achiev\w+|improv\w+|reduc\w+|score)\b)",
            re.I,
        ),
        cue_needed=True,
        per_section=2,
    ),
    "doubt": Slot(
        ("limits", "results", "method", "intro"),
        3,
        re.compile(
            r"\b(?:limitation\w*|future work|do(?:es)? not (?:hold|work|generali[sz]e|scale|apply|improve|cover)"
            r"|fails? to|drawbacks?|caveats?|shortcoming\w*|remains? (?:open|unclear|challenging|limited|difficult)"
            r"|we (?:did not|do not|have not|leave|suspect|hypothesi[sz]e|plan)|struggl\w+|only (?:on|for|in)"
            r"|however)\b",
            re.IGNORECASE,
        ),
        cue_needed=True,
        appendix=True,
    ),
}


def choose_sentences(paper: PaperText) -> dict[str, tuple[Sentence, ...]]:
    """For each slot its sentences in reading order; none is in two slots, and no two say the same."""
    kinds = section_kinds(paper.sections)
    taken: list[frozenset[str]] = []
    return {name: _fill(slot, paper, kinds, taken) for name, slot in SLOTS.items()}


def section_kinds(sections: Sequence[Section]) -> dict[str, str]:
    """abstract, intro, background, method, results, limits or skip, by section id; a subsection follows its section."""
    kinds: dict[str, str] = {}
    above = "method"
    seen_results = False
    for section in sections:
        own = next((kind for kind, title in _KINDS if title.search(section.title)), "")
        if section.level <= 1:
            above = own or ("results" if seen_results and section.id.startswith("A") else "method")
            kinds[section.id] = above
            seen_results = seen_results or above == "results"
        else:
            kinds[section.id] = own if own and above not in ("skip", "limits") else above
    if "abstract" not in kinds.values() and sections:
        kinds[sections[0].id] = "abstract"
    return kinds


def _fill(slot: Slot, paper: PaperText, kinds: dict[str, str], taken: list[frozenset[str]]) -> tuple[Sentence, ...]:
    pool = [
        (section, sentence)
        for section in paper.sections
        if kinds[section.id] in slot.kinds and (slot.appendix or not section.id.startswith("A"))
        for sentence in section.sentences
        if is_quotable(sentence.text) and (not slot.cue_needed or (slot.cue and slot.cue.search(sentence.text)))
    ]
    scores = _standard(sentence_scores(paper.title, [sentence.text for _, sentence in pool]))
    order = sorted(range(len(pool)), key=lambda i: (-_total(slot, kinds[pool[i][0].id], pool[i][1].text, scores[i]), i))
    chosen: list[int] = []
    used: dict[str, int] = {}
    for i in order:
        section, sentence = pool[i]
        bag = frozenset(words(sentence.text))
        if len(chosen) == slot.count:
            break
        if used.get(section.id, 0) >= slot.per_section or any(_alike(bag, other) for other in taken):
            continue
        used[section.id] = used.get(section.id, 0) + 1
        chosen.append(i)
        taken.append(bag)
    return tuple(pool[i][1] for i in sorted(chosen))


def is_quotable(text: str) -> bool:
    """Whether a sentence can stand alone: whole, of readable length, mostly words and not leaning on its neighbours."""
    count = len(text.split())
    if not _MIN_WORDS <= count <= _MAX_WORDS or not text[:1].isupper() or text[-1] not in ".!?":
        return False
    letters = sum(c.isalpha() or c.isspace() for c in text)
    leans = _LEANS_AT_START.match(text) or _LEANS_AT_END.search(text) or _LEANS_INSIDE.search(text)
    return letters / len(text) > 0.75 and not leans


_REFERS = re.compile(r"\b(?:table|figure|fig\.|section|appendix|equation|eq\.) *\(?[A-Z]?\d", re.IGNORECASE)
_POINTS_BACK = re.compile(
    r"\b(?:this (?!paper|work)|these|such (?:an? )?\w+|the (?:former|latter|same))\b", re.IGNORECASE
)
_LEANS_AT_START = re.compile(
    r"(?:it|they|these|those|this|that|such|he|she|its|their|both|here|similarly|additionally|moreover|furthermore|also"
    r"|finally|then|thus|therefore|hence|second|third|next|as (?:such|shown|described)|in addition"
    r"|for (?:example|instance)|the (?:former|latter|above|following)|table|figure)\b",
    re.IGNORECASE,
)
_LEANS_AT_END = re.compile(r"(?:\b(?:to|of|by|in|from|with|and|or|as|the|e\.g|i\.e|cf)[.,;]+|:)$", re.IGNORECASE)
_LEANS_INSIDE = re.compile(r"\bas follows\b|\bsee (?:section|figure|table|appendix)\b|[\"“”]", re.IGNORECASE)


def _total(slot: Slot, kind: str, text: str, score: float) -> float:
    cue = 1.2 if slot.cue and slot.cue.search(text) else 0.0
    avoid = 1.5 if slot.avoid and slot.avoid.search(text) else 0.0
    first_kind = 0.8 if kind == slot.kinds[0] else 0.0
    refers = 1.0 * bool(_REFERS.search(text)) + 0.7 * bool(_POINTS_BACK.search(text))
    return score + cue + first_kind - avoid - refers - 0.03 * max(0, len(text.split()) - 28)


def _standard(scores: Sequence[float]) -> list[float]:
    if not scores:
        return []
    mean = sum(scores) / len(scores)
    spread = (sum((s - mean) ** 2 for s in scores) / len(scores)) ** 0.5 or 1.0
    return [(s - mean) / spread for s in scores]


def _alike(a: frozenset[str], b: frozenset[str]) -> bool:
    return len(a & b) / max(1, min(len(a), len(b))) > _SAME
