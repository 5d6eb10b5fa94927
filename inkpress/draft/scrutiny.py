"""The scrutiny box: does the paper say that code, data and weights can be had, and on what it was run?

An answer is given only with the sentence it rests on; everything else is "not stated". Nothing is guessed: a release
counts when the authors say that they give the thing away ("we release our code"), or that it is available and either
theirs or at an address. Other people's code and data are no answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from inkpress.models import PaperText, Scrutiny

KEYS = ("code", "data", "weights", "compute", "seeds")
LIMIT = 400  # characters of a sentence that is still shown

_THING = {
    key: re.compile(rf"\b(?:{things})\b", re.I)
    for key, things in {
        # "code completions" are no code
        "code": r"code(?:base)?(?![ -](?:completion|generation|model|task|snippet|understanding|reasoning))"
        r"|implementations?|software|toolkit|scripts",
        "data": r"data(?: ?sets?)?|corpus|corpora|annotations|benchmarks?|collections?|(?:test|training) sets?",
        "weights": r"weights|checkpoints?|models?",
    }.items()
}
_ADDRESS = re.compile(
    r"https?://|www\.|\b(?:github|gitlab|huggingface|zenodo|osf|figshare)\.\w+|\bon (?:GitHub|Hugging ?Face|Zenodo)\b",
    re.I,
)
_OURS = re.compile(r"\b(?:our|ours|this (?:work|paper|release)|presented here)\b", re.I)
_OUR_RUN = re.compile(r"\b(?:our|we)\b", re.I)
_OTHERS = re.compile(r"\b(?:et al|their|prior work|previous(?:ly)?|existing)\b|\bby (?!us\b)[A-Z]", re.I)
_NAME = re.compile(r"(?:\b[A-Za-z]\w*[A-Z\d]\w*|(?<= )[A-Z][a-z]+)(?:'s)? [a-z]")  # LLaMA weights, the Llama weights
_NOT = re.compile(r"\b(?:not|cannot|can't|don't|won't|unable|never|neither|nor)\b", re.I)
_PROMISED = re.compile(r"\b(?:will|shall|plan|intend|going)\b|\bupon (?:acceptance|publication)\b", re.I)
_LEAD = re.compile(
    r"^(?:to|for|in|as|with|upon|after|while|although|finally|also|moreover|furthermore)\b[^,]*,\s*", re.I
)
_BEYOND = re.compile(
    r"\b(?:to|for|of|on|in|with|from|by|at|about|under|using|used|that|which|we|where|publicly|available|so)\b", re.I
)
_CLAUSE = re.compile(r"[;:] |, (?:and|while|but|whereas) | and (?=(?:the|our|all|both)\b)", re.I)
_WE_GIVE = re.compile(
    r"\bwe\b(?P<between>(?: (?:will|shall|have|are|also|hereby|publicly|openly|fully|further|plan|intend|to|be|going|do"
    r"|not|cannot|can't|don't|won't|unable|therefore|thus|\w+ and)){0,6}) "
    r"(?P<verb>releas|open[- ]?sourc|publish|provid|shar|mak|made)(?:e|es|ed|ing)?\b(?P<rest>.*)",
    re.I,
)
# what else must be said: "we make the code available", "we provide code at https://..."
_PUBLIC = re.compile(r"\b(?:available|public|accessible|open)", re.I)
_PROOF = {verb: re.compile("") for verb in ("rel", "ope", "pub")}
_PROOF |= {"pro": _ADDRESS, "sha": _ADDRESS, "mak": _PUBLIC, "mad": _PUBLIC}
_IS_GIVEN = re.compile(
    r"(?P<subject>.*?)\b(?P<aux>is|are|was|were|will|has|have|can|cannot|may|shall)\b(?P<between>(?: [\w'-]+){0,4}?) "
    r"(?P<verb>available|releas|open[- ]?sourced|published|public\b|found|downloaded|obtained|accessed|accessible"
    r"|hosted|accompanied)(?P<rest>.*)",
    re.I,
)
_LABEL = re.compile(
    r"(?P<subject>[\w ,&-]{1,60}?)(?: availability| available| can be found)?\s*(?::|\bat\b|\bfrom\b)\s*"
    r"(?:https?://|www\.|github\.com)",
    re.I,
)
_PRIVATE_DATA = re.compile(
    r"\b(?:we|our|is|are|was|were)\b.*\b(?:proprietary|confidential|in-house|internal)\b(?: [\w-]+){0,2} "
    r"(?:data(?: ?sets?)?|corpus|corpora)\b",
    re.I,
)
_MANY = r"(?:\d+|two|three|four|five|six|seven|eight|nine|ten|multiple|several|different|random|independent)"
_RUNS = rf"(?:{_MANY} ){{1,3}}(?:training |random |evaluation )?(?:seeds|runs|trials|repetitions|initiali[sz]ations)"
_SEEDS = re.compile(
    rf"\b(?:over|across|with|of|using|for|from) (?:the )?{_RUNS}\b"
    r"|\brandom seeds? (?:\w+ ){0,2}(?:set|fixed|is|of|to)\b|\b(?:fix|set)\w* (?:the|all) (?:random )?seeds?\b"
    r"|\b(?:standard deviations?|error bars?|confidence intervals?)\b.{0,80}\b(?:runs|seeds|trials)\b",
    re.I,
)
_ONE_RUN = re.compile(r"\b(?:a single|one|only one) (?:training )?(?:run|seed|trial)\b", re.I)
_HARDWARE = re.compile(
    r"\b(?:\d+|one|two|four|eight|sixteen|single|an?)\b[^.]{0,40}"
    r"\b(?:GPUs?|TPUs?|CPU cores?|[VAHPTL]\d{1,3}s?|RTX ?\d+)\b"
    r"|\bGPU[- ](?:hours?|days?)\b"
)
_RAN = re.compile(r"\b(?:train\w*|ran|run|experiments?|took|takes|requires?|costs?|pre-train\w*|fine-?tun\w*)\b", re.I)
_NAMED_HARDWARE = re.compile(r"\b(?:NVIDIA|TPU ?v\d|[VAHP]\d{2,3}s?|RTX ?\d+|hours?|days?)\b")


def scrutiny_box(paper: PaperText) -> dict[str, Scrutiny]:
    """One line per key of `KEYS`, with the sentence it rests on: yes, no, promised, on request or not stated."""
    texts = [s.text for s in (*paper.sentences(), *paper.footnotes) if len(s.text) <= LIMIT]
    # the sentence that names our run and the machine says more than the one that boasts of it
    machines = sorted(
        texts, key=lambda text: -len(set(_NAMED_HARDWARE.findall(text))) - 2 * bool(_OUR_RUN.search(text))
    )
    return {key: _answer(key, machines if key == "compute" else texts) for key in KEYS}


def scrutiny_of(key: str, quote: str) -> Scrutiny | None:
    """The line that `quote` alone allows for `key`; None when it does not speak of that at all."""
    answer = _stated(key, quote)
    return Scrutiny(answer=answer, quote=quote) if answer else None


def _answer(key: str, texts: list[str]) -> Scrutiny:
    """The first sentence that gives the thing or keeps it; else the first that promises it."""
    promised = Scrutiny()
    for text in texts:
        answer = _stated(key, text)
        if answer in ("yes", "no"):
            return Scrutiny(answer=answer, quote=text)
        if answer and not promised.quote:
            promised = Scrutiny(answer=answer, quote=text)
    return promised


def _stated(key: str, text: str) -> str:
    """yes, no, promised or on request, as `text` states it; "" when it does not. A question states nothing."""
    if text.rstrip().endswith("?"):
        return ""
    if key == "compute":
        return "yes" if _HARDWARE.search(text) and _RAN.search(text) and not _OTHERS.search(text) else ""
    if key == "seeds":
        return _seeds(text)
    if key == "data" and _PRIVATE_DATA.search(text):
        return "no"
    return next((answer for answer in _releases(_THING[key], text) if answer), "")


def _seeds(text: str) -> str:
    if _ONE_RUN.search(text) and re.search(r"\bseeds?\b|\bresults?\b|\breport", text, re.I):
        return "no"
    if not _SEEDS.search(text) or _OTHERS.search(text):
        return ""
    return "no" if _NOT.search(text) else "yes"


def _releases(thing: re.Pattern[str], text: str) -> Iterator[str]:
    """What each way of saying so makes of `text`."""
    label = _LABEL.match(text)
    if label and thing.search(_head(label["subject"])) and not _is_others(label["subject"]):
        yield "yes"
    given = _WE_GIVE.search(text)
    if given:
        head = _head(given["rest"])
        proof = _PROOF[given["verb"].lower()[:3]]
        if thing.search(head) and proof.search(given["rest"]):
            yield _kind(given["between"], given["rest"])
    for clause in (text, *_CLAUSE.split(text)):
        passive = _IS_GIVEN.match(_LEAD.sub("", clause))
        if passive:
            yield _passive(thing, passive)


def _passive(thing: re.Pattern[str], match: re.Match[str]) -> str:
    """ "Our code is available", "models will be released", "this release is accompanied by an implementation"."""
    subject, rest = match["subject"], match["rest"]
    if match["verb"].lower() == "accompanied":
        return "yes" if _OURS.search(subject) and thing.search(rest) else ""
    if not thing.search(_head(subject)) or _OTHERS.search(match[0]):
        return ""
    said = f"{match['aux']}{match['between']}"
    ours = bool(_OURS.search(f"{subject} {rest}"))
    address = bool(_ADDRESS.search(rest))
    if match["verb"].lower() in ("found", "downloaded", "obtained", "accessed") and not address:
        return ""
    answer = _kind(said, rest)
    return answer if ours or ((address or answer in ("no", "promised")) and not _is_others(subject)) else ""


def _kind(said: str, rest: str = "") -> str:
    if _NOT.search(said):
        return "no"
    if _PROMISED.search(f"{said} {rest}"):
        return "promised"
    return "on request" if re.search(r"\b(?:up)?on (?:reasonable )?request\b", rest, re.I) else "yes"


def _head(phrase: str) -> str:
    """The nouns a phrase is about: what stands before its first "to", "for", "of" ..."""
    return _BEYOND.split(phrase.strip(), maxsplit=1)[0]


def _is_others(subject: str) -> bool:
    """ "Llama weights": a name before the thing, and nothing that says whose it is."""
    return bool(_NAME.search(subject)) and not _OURS.search(subject)
