"""The scrutiny box: does the paper say that code, data and weights can be had, and on what it was run?

An answer is given only with the sentence it rests on; everything else is "not stated". Nothing is guessed: a paper
that uses other people's code has not released its own.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from inkpress.models import PaperText, Scrutiny, Sentence

KEYS = ("code", "data", "weights", "compute", "seeds")
LIMIT = 400  # characters of a sentence that is still shown

_GIVEN = r"(?:available|releas\w*|open[- ]?sourc\w*|publish\w*|provid\w*|public(?:ly)?|accompanied|licen[sc]ed?)"
_NOT_GIVEN = re.compile(
    r"\b(?:(?:not|cannot|can't|unable to|never|neither)\b[^.]{0,40}" + _GIVEN + r"|(?:proprietary|confidential)\b)",
    re.I,
)
_PROMISED = re.compile(r"\b(?:will|shall|plan to|intend to|upon (?:acceptance|publication))\b", re.I)
_OTHERS = re.compile(
    r"\b(?:et al|previous(?:ly)? (?:work|released)|their (?:code|model|data)|prior work|they (?:release|provide))\b",
    re.I,
)
_THING = {
    "code": r"(?:(?:source |our |the )?code(?:base)?|(?:reference )?implementation|software|toolkit)",
    "data": r"(?:data ?sets?|corpus|corpora|annotations?|benchmark|(?:training|our|all) data)",
}
_RELEASE = {
    key: re.compile(rf"\b{thing}\b[^.]{{0,90}}\b{_GIVEN}|\b{_GIVEN}\b[^.]{{0,60}}\b{thing}\b", re.I)
    for key, thing in _THING.items()
} | {
    # stricter: "the code to train our models is available" releases no model
    "weights": re.compile(
        r"\b(?:weights|checkpoints?|models (?:are|were|will be|have been)|model (?:is|was|will be|has been))\b"
        r"[^.,;]{0,30}\b(?:available|releas\w*|open[- ]?sourc\w*|licen[sc]ed|download\w*)"
        r"|\b(?:releas\w+|open[- ]?sourc\w+)\b[^.,;]{0,40}"
        r"\b(?:weights|checkpoints|(?:pre-?)?trained models?|our models?)\b",
        re.I,
    )
}
_OURS = re.compile(r"\b(?:our|we|this (?:work|paper|release)|is|are)\b", re.I)
_HARDWARE = re.compile(
    r"\b(?:\d+|one|two|four|eight|sixteen|single|an?)\b[^.]{0,40}"
    r"\b(?:GPUs?|TPUs?|CPU cores?|[VAHPTL]\d{1,3}s?|RTX ?\d+)\b"
    r"|\bGPU[- ](?:hours?|days?)\b"
)
_RAN = re.compile(r"\b(?:train\w*|ran|run|experiments?|took|takes|requires?|costs?|pre-train\w*|fine-?tun\w*)\b", re.I)
_NAMED_HARDWARE = re.compile(r"\b(?:NVIDIA|TPU ?v\d|[VAHP]\d{2,3}s?|RTX ?\d+|hours?|days?)\b")
_STANDARD_DATA = re.compile(
    r"\bwe (?:train\w*|use\w*|evaluate\w*)\b[^.]{0,40}\bstandard\b[^.]{0,60}\bdata ?sets?\b", re.I
)
_SEEDS = re.compile(
    r"\b(?:\w+ (?:different |random |independent )*seeds?\b|random seeds?\b"
    r"|averaged? (?:over|across|of) (?:\w+ ){0,3}(?:runs|trials)\b"
    r"|(?:standard deviation|error bars?)\b[^.]{0,60}\b(?:runs|seeds|trials)\b)",
    re.I,
)


def scrutiny_box(paper: PaperText) -> dict[str, Scrutiny]:
    """One line per key of `KEYS`: yes, no, promised or not stated; the first fitting sentence is its quote."""
    sentences = [s for s in paper.sentences() if len(s.text) <= LIMIT]
    return {key: _answer(key, sentences) for key in KEYS}


def scrutiny_of(key: str, quote: str) -> Scrutiny | None:
    """The line that `quote` alone allows for `key`; None when it does not speak of that at all."""
    return Scrutiny(answer=_kind(key, quote), quote=quote) if _matches(key, quote) else None


def _answer(key: str, sentences: Sequence[Sentence]) -> Scrutiny:
    found = Scrutiny()
    if key == "compute":  # the sentence that names the machine says more than the one that boasts of it
        sentences = sorted(sentences, key=lambda s: -len(set(_NAMED_HARDWARE.findall(s.text))))
    for sentence in sentences:
        if not _matches(key, sentence.text):
            continue
        answer = _kind(key, sentence.text)
        if answer in ("yes", "no"):
            return Scrutiny(answer=answer, quote=sentence.text)
        if found.answer == "not stated":
            found = Scrutiny(answer=answer, quote=sentence.text)
    return found


def _matches(key: str, text: str) -> bool:
    if key == "compute":
        return bool(_HARDWARE.search(text) and _RAN.search(text))
    if key == "seeds":
        return bool(_SEEDS.search(text))
    if key == "data" and _STANDARD_DATA.search(text):
        return True
    return bool(_RELEASE[key].search(text) and _OURS.search(text) and not _OTHERS.search(text))


def _kind(key: str, text: str) -> str:
    if key in ("compute", "seeds"):
        return "yes"
    if _NOT_GIVEN.search(text):
        return "no"
    return "promised" if _PROMISED.search(text) else "yes"
