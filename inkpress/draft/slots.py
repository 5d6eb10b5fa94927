"""Choose the authors' own sentences for each layer of an explainer: by section, cue and ranker, without repeats."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from inkpress.draft.features import words
from inkpress.draft.ranker import sentence_scores
from inkpress.draft.subject import own_name
from inkpress.models import PaperText, Section, Sentence

_KINDS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern, re.IGNORECASE))
    for kind, pattern in (
        ("abstract", r"^abstract\b"),
        ("skip", r"acknowledg|references|bibliography|contributions? of|author|checklist|notation|reproducib|funding"),
        ("skip", r"^appendix$"),
        ("limits", r"limitation|discussion|conclu|future|impact|ethic|threats|societal|caveat|failure|safety|bias"),
        ("background", r"related|background|prior work|previous work|preliminar|literature"),
        ("intro", r"introduction|motivation|overview"),
        ("data", r"\bdata\b|data ?sets?\b|corpus|corpora|annotation|benchmark (?:construction|creation)"),
        ("results", r"result|experiment|evaluat|ablation|benchmark|comparison|finding|empirical|performance|case stud"),
    )
)
_MIN_WORDS, _MAX_WORDS = 7, 48
_SAME = 0.55  # share of common words at which two sentences say the same


@dataclass(frozen=True)
class Slot:
    """What a layer looks for: kinds of section, best first, what should or must be said, and how many sentences."""

    kinds: tuple[str, ...]
    count: int
    cue: re.Pattern[str] | None = None
    cue_needed: bool = False
    extra: re.Pattern[str] | None = None  # what makes a sentence better still
    others_only: bool = False  # no sentence about the paper's own work
    per_section: int = 9
    appendix: str = ""  # the kind of section that is read in the appendix too


_OURS = re.compile(r"\b(?:we|our|ours|in this (?:work|paper|report|study))\b", re.IGNORECASE)
_FIGURE = r"(?<!table )(?<!figure )(?<!section )(?<!appendix )(?<!equation )(?<![\w.§])\d"
_LACK = (
    r"\b(?:not|cannot|no|lacks?|limited|difficult|only|fails?|worse|poor(?:ly)?|lower|challenging|unclear|remains?)\b"
)

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
        others_only=True,
    ),
    "measured": Slot(
        ("results", "abstract", "intro", "limits"),
        4,
        re.compile(
            rf"(?=.*{_FIGURE})(?=.*\b(?:outperform\w*|better|wors\w+|than|compar\w+|achiev\w+|improv\w+|reduc\w+|score)\b)",
            re.I,
        ),
        cue_needed=True,
        extra=re.compile(r"\d\.\d|\d ?(?:%|percent|x\b|times\b)|\bstate[- ]of[- ]the[- ]art\b", re.I),
        per_section=2,
    ),
    "doubt": Slot(
        ("limits", "results", "intro"),
        3,
        re.compile(
            r"\b(?:limitations?|future work|caveats?|shortcomings?|drawbacks?|fails? to|struggl\w+"
            r"|at the (?:cost|expense) of|remains? (?:open|unclear|limited|difficult|to be)|may not"
            r"|we (?:leave|plan|intend)"
            r"|do(?:es)? not (?:hold|work|generali[sz]e|scale|apply|improve|cover|guarantee|transfer|support)"
            r"|we (?:did|do|have) not (?:yet |\w+ly )?(?:evaluat|consider|address|stud|test|explor|cover|compar|claim"
            r"|know|vari|tun|measur|investigat|account)\w*|(?:validated|evaluated|tested|trained) only)\b"
            rf"|^(?:however|nevertheless)\b(?=.*{_LACK})",
            re.IGNORECASE,
        ),
        cue_needed=True,
        extra=re.compile(r"\b(?:our|we|this (?:work|paper|approach|method|model))\b", re.IGNORECASE),
        appendix="limits",
    ),
    "how": Slot(
        ("method", "data", "intro"),
        6,
        re.compile(
            r"\b(?:we (?:propose|introduce|use|employ|call|compute|train|replace|apply|add|design)|consists? of"
            r"|is (?:based on|computed|trained)|instead of|allows?|maps?|the (?:key )?idea|takes?|predicts?|generates?"
            r"|outputs?|given)\b",
            re.IGNORECASE,
        ),
        per_section=2,
    ),
}


def choose_sentences(paper: PaperText) -> dict[str, tuple[Sentence, ...]]:
    """For each slot its sentences in reading order; none is in two slots, and no two say the same."""
    kinds = section_kinds(paper.sections)
    taken: list[frozenset[str]] = []
    name = own_name(paper)
    return {layer: _fill(slot, paper, kinds, taken, name) for layer, slot in SLOTS.items()}


def section_kinds(sections: Sequence[Section]) -> dict[str, str]:
    """abstract, intro, background, method, results, limits or skip, by section id; a subsection follows its section."""
    kinds: dict[str, str] = {}
    above = "method"
    seen_results = False
    for section in sections:
        own = next((kind for kind, title in _KINDS if title.search(section.title)), "")
        if section.level <= 1:
            bare = "skip" if not section.title.strip() else "results" if seen_results else "method"
            above = own or bare
            kinds[section.id] = above
            seen_results = seen_results or above == "results"
        else:
            kinds[section.id] = own if own and above not in ("skip", "limits") else above
    if "abstract" not in kinds.values() and sections:
        kinds[sections[0].id] = "abstract"
    return kinds


def _fill(
    slot: Slot, paper: PaperText, kinds: dict[str, str], taken: list[frozenset[str]], name: str
) -> tuple[Sentence, ...]:
    pool = [
        (section, sentence)
        for section in paper.sections
        if kinds[section.id] in slot.kinds and not (section.id.startswith("A") and kinds[section.id] != slot.appendix)
        for sentence in section.sentences
        if is_quotable(sentence.text) and _fits(slot, kinds[section.id], sentence.text, name)
    ]
    scores = _standard(sentence_scores(paper.title, [sentence.text for _, sentence in pool]))
    totals = [_total(slot, kinds[s.id], t.text, score, name) for (s, t), score in zip(pool, scores, strict=True)]
    order = sorted(range(len(pool)), key=lambda i: (-totals[i], i))
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


def _fits(slot: Slot, kind: str, text: str, name: str) -> bool:
    telling = slot.extra or slot.cue
    if telling and kind != slot.kinds[0] and not telling.search(text):
        return False
    if slot.others_only and (_OURS.search(text) or (name and name in text)):
        return False
    return not slot.cue_needed or bool(slot.cue and slot.cue.search(text))


def is_quotable(text: str) -> bool:
    """Whether a sentence can stand alone: whole, of readable length, mostly words, no question, order or road map."""
    count = len(text.split())
    if not _MIN_WORDS <= count <= _MAX_WORDS or not text[:1].isupper() or text[-1] not in ".!":
        return False
    leans = _LEANS_AT_START.match(text) or _LEANS_AT_END.search(text) or _LEANS_INSIDE.search(text)
    return 1 - _signs(text) > 0.75 and not leans and not _NOT_TOLD.search(text)


def _signs(text: str) -> float:
    """The share of characters that are neither letters nor spaces."""
    return sum(not (c.isalpha() or c.isspace()) for c in text) / len(text)


_REFERS = re.compile(r"\b(?:table|figure|fig\.|section|sec\.|appendix|equation|eq\.) *\(?[A-Z]?\d", re.IGNORECASE)
_POINTS_BACK = re.compile(
    r"\b(?:this (?!paper|work)|these|such (?:an? )?\w+|the (?:former|latter|same))\b", re.IGNORECASE
)
_LEANS_AT_START = re.compile(
    r"(?:it|they|these|those|this|that|such|he|she|its|their|both|here|similarly|additionally|moreover|furthermore|also"
    r"|finally|lastly|then|thus|therefore|hence|second|third|next|as (?:such|shown|described)|in addition"
    r"|for (?:example|instance)|the (?:former|latter|above|following)|table|figure)\b",
    re.IGNORECASE,
)
_LEANS_AT_END = re.compile(r"(?:\b(?:to|of|by|in|from|with|and|or|as|the|e\.g|i\.e|cf)[.,;]+|:)$", re.IGNORECASE)
_LEANS_INSIDE = re.compile(r"\bas follows\b|\bsee (?:section|figure|table|appendix)\b|[\"“”]", re.IGNORECASE)
# words to somebody else (a prompt, a checklist, an example's label), and sentences about the paper's own parts
_NOT_TOLD = re.compile(
    r"\byour?\b|^(?:[\w-]+ ){0,2}[\w-]+: "
    r"|\bthe following\b|\b(?:below|above)[.,]"
    r"|\b(?:overview|details|description|discussion) (?:of|about|on|in)\b.*\b(?:section|appendix)\b"
    r"|\bwe (?:first |then |also |next )?(?:describe|discuss|explain|detail|outline|conclude|summari[sz]e|emphasi[sz]e)"
    r"\b",
    re.IGNORECASE,
)


def _total(slot: Slot, kind: str, text: str, score: float, name: str) -> float:
    cue = 1.2 if slot.cue and slot.cue.search(text) else 0.0
    extra = 1.2 if slot.extra and slot.extra.search(text) else 0.0
    own = 0.6 if name and not slot.others_only and name in text else 0.0
    first_kind = 1.2 if kind == slot.kinds[0] else 0.0
    refers = 1.0 * bool(_REFERS.search(text)) + 0.7 * bool(_POINTS_BACK.search(text))
    length = 0.03 * max(0, len(text.split()) - 28)
    return score + cue + extra + own + first_kind - refers - length - 8 * max(0.0, _signs(text) - 0.06)


def _standard(scores: Sequence[float]) -> list[float]:
    if not scores:
        return []
    mean = sum(scores) / len(scores)
    spread = (sum((s - mean) ** 2 for s in scores) / len(scores)) ** 0.5 or 1.0
    return [(s - mean) / spread for s in scores]


def _alike(a: frozenset[str], b: frozenset[str]) -> bool:
    return len(a & b) / max(1, min(len(a), len(b))) > _SAME
