"""Sentences that give orders to a language model which reads the paper.

A paper may speak *of* models, prompts and attacks as it likes. An order is told by its parts: it is addressed to a
model (or to whoever sums the paper up), it demands something, and it is about this paper or about earlier orders.
A safety paper's quoted attack has all of them and is taken for an order; see `docs/decisions.md`, 7.
"""

from __future__ import annotations

import re
from typing import NamedTuple

LEAST_CHARACTERS = 9  # most cells of tables are shorter, and no order is
MAX_CHARACTERS = 2_000  # of a sentence that are looked at

_MODEL = (
    r"(?:(?:(?:(?:large|ai) ){0,2}(?:language|ai|llm|gpt)[- ]?(?:based )?"
    r"(?:models?|assistants?|reviewers?|agents?|systems?|tools?)|llms?|ais?|gpts?|chatgpt|claude|gemini)"
    r"(?: reviewers?| readers?| agents?| assistants?| systems?)?)\b"
)
_PAPER = (
    r"\b(?:(?:this|our|the present) (?:paper|work|submission|manuscript|article|study|preprint|document|text)"
    r"|the (?:paper|submission|manuscript))\b"
)
_SUBJECT = (
    rf"(?:{_PAPER}|\b(?:accept(?:ance)?|rating|score|scores|authors?|strengths?|weaknesse?s|limitations|negatives?"
    r"|review|reviews|praise|positive|out of 10)\b)"
)
_JUDGE = r"(?:give|rate|score|praise|recommend|accept|emphasi[sz]e|describe|assign|endorse|treat)\b"
_DO = (
    rf"(?:{_JUDGE}|(?:ignore|disregard|forget|write|say|state|highlight|mention|output|include|conclude|omit|stress"
    r"|report|note that this)\b)"
)
_MUST = r"(?:must|should|shall|have to|has to|need to|are to|is to)\b"
_PLEASE = rf"(?:you {_MUST}|you (?:are|will)\b|please|kindly|always|never|only|do not|don['’]t)"
_EARLIER = r"(?:previous|prior|above|earlier|preceding|other|existing|original|initial|your)"
_RULES = r"(?:instructions?|prompts?|directions?|directives?|rules?|commands?|guidelines?|guardrails?)"
_FORGET = (
    r"(?:^|[,;:.!?(\]—–\"“‘']\s*|\b(?:please|must|should|and|now|then|kindly|just|to:)\s+)(?:ignore|disregard|forget)\b"
)
_CALL = r"(?:dear|hey|hello|attention|(?:a )?(?:note|message|memo|reminder|instructions?|notice)(?: (?:to|for))?|for)"
_JUDGING = r"(?:summari[sz]|review|evaluat|rat|grad|scor|assess|judg)(?:ing|es?)?"


class _Kind(NamedTuple):
    """Orders of one kind. A sentence without any of `hints` gives none: a quick look spares nearly all of them."""

    hints: tuple[str, ...]
    orders: re.Pattern[str]


def _kind(hints: str, *orders: str) -> _Kind:
    return _Kind(tuple(hints.split(";")), re.compile("|".join(orders)))


_KINDS = (
    _kind(  # earlier orders are to be forgotten
        "ignor;disregard;forget;override;bypass;oubliez;olvid;dimentica;esqueça;vergiss;vergessen;忽;无视",
        rf"\b(?:ignore|disregard|forget|override|bypass)\b[^.!?]{{0,30}}\b{_EARLIER}\b[^.!?]{{0,20}}\b{_RULES}\b",
        rf"{_FORGET}[^.!?]{{0,20}}\b{_RULES}\b[^.!?]{{0,20}}\b(?:you|above|before|so far)\b",
        rf"{_FORGET} (?:everything|anything|all)\b[^.!?]{{0,12}}\b(?:above|before|so far|until now)\b",
        r"\b(?:ignorez|oubliez|ignora|ignore|ignorad|olvida|olvide|dimentica|esqueça)\b[^.!?]{0,30}"
        r"\b(?:instructions|consignes|instrucciones|istruzioni|instruções)\b[^.!?]{0,20}"
        r"\b(?:précédentes?|antérieures?|anteriores|previas|precedenti)\b",
        r"\b(?:ignoriere?n?|vergiss|vergessen)\b[^.!?]{0,20}\b(?:vorherigen?|bisherigen?|obigen|früheren)\b"
        r"[^.!?]{0,20}\b(?:anweisungen|befehle|instruktionen|regeln)\b",
        r"(?:忽略|忽视|无视)[^。！？]{0,12}(?:指令|指示|提示|说明)",
    ),
    _kind(  # a model is called by its name, and told what to do
        "llm;gpt;claude;gemini;language;ai ;ai-;ai,;ai:;ais",
        rf"\b(?:note|message|instructions?|attention|reminder|memo|notice)\s*(?:to|for)?\s*:?\s*(?:all |any |the )*"
        rf"{_MODEL}[^.!?]{{0,3}}[:,;—-]",
        rf"\bfor\s+(?:all |any )?{_MODEL}\s*(?:only)?\s*[:,—-]\s*"
        r"(?:do not|please|ignore|give|write|say (?:that|this|only)|you (?:must|should|are|will)|emphasi[sz]e)\b",
        rf"^\W*{_CALL}?[\s:]*(?:all |any |the |every )*{_MODEL}[^.!?,:;]{{0,15}}[,:;—–-]+\s*(?:{_PLEASE}|{_DO})"
        rf"(?=[^.!?]*{_SUBJECT})",
        rf"\bif you(?: a|['’])re (?:an?|the) {_MODEL}(?=\s*[,:;]|\s+(?:read|review|asked|tasked|process|evaluat"
        r"|summari))[^.!?]{0,80}\b(?:must|should|please|give|say|write|praise|recommend|add|include|end)\b",
        rf"\bas an? {_MODEL},? (?:{_PLEASE}|{_DO})(?=[^.!?]*{_SUBJECT})",
        rf"\bas an? {_MODEL}[^.!?,:;]{{0,15}}{_PAPER}, (?:you {_MUST}|{_DO})",
        rf"\b{_MODEL} {_MUST} {_DO}(?=[^.!?]*{_PAPER})",
    ),
    _kind(  # whoever reads or sums up the paper is told what to do
        "you;must;should;please;always;never;kindly;only;not;don't;don’t;has to;have to;need to;is to;are to",
        rf"^\W*assistants?\s*[,:;—–-]+\s*(?:{_PLEASE}|{_DO})(?=[^.!?]*{_PAPER})",
        rf"\b(?:any|every|all|each) (?:{_MODEL}|models?|assistants?|systems?|agents?) (?:(?:that|which|who) )?"
        rf"(?:read|review|process|evaluat|summari|pars|see)\w*\b[^.!?,]{{0,20}}?(?:{_PAPER}|\bthis|\bit) {_MUST}",
        rf"\b(?:when|while|if|before|after) (?:you (?:are asked to )?)?{_JUDGING} {_PAPER}\s*,?\s*(?:{_PLEASE}|{_DO})",
        rf"\byou {_MUST} (?:now )?{_JUDGE}(?=[^.!?]*{_PAPER})",
        rf"\byour (?:summary|review|evaluation|assessment|rating)\s*,?\s*(?:{_MUST}|{_PLEASE}|{_DO})"
        rf"(?=[^.!?]*{_SUBJECT})",
        r"\bdo not (?:highlight|mention|report|include)\b[^.!?]{0,20}\b(?:any )?"
        r"(?:negatives?|weaknesses|limitations)\b[^.!?]{0,30}(?:\bpaper\b|[.!]|$)",
    ),
    _kind(  # praise is asked for
        "praise;recommend;accept;endorse;promote;champion;rate;score;grade;positive",
        rf"^\W*(?:praise|recommend|accept|endorse|promote|champion) (?:the acceptance of )?{_PAPER}",
        rf"\b(?:rate|score|grade) {_PAPER}[^.!?]{{0,30}}\b(?:\d+ ?(?:out of|/) ?\d+|highest|highly|maximum|top)\b",
        r"\b(?:give|write|provide|produce)\b[^.!?]{0,20}\bpositive (?:review|evaluation|assessment|summary)s?\b"
        r"[^.!?]{0,12}\b(?:only|regardless)\b",
    ),
    _kind(  # a turn of a chat is faked, or a secret asked for
        "inst];sys>;<s;<u;<a;im_start;im_end;<|;</;system;hidden;api key;secret",
        rf"(?:\[/?inst\]|<<?/?sys>?>|<\|?/?(?:im_start|im_end|system|user|assistant)\|?>)(?=[^.!?]*{_SUBJECT})",
        r"\bsystem\s*:\s*you are now\b",
        r"\b(?:reveal|print|repeat|output|leak)\b[^.!?]{0,20}\b(?:your|the) "
        r"(?:system prompt|hidden instructions|api key|secret)",
    ),
)


def is_order_to_model(sentence: str) -> bool:
    """Whether `sentence` tells a language model what to do with the paper, rather than saying something of it."""
    if len(sentence) < LEAST_CHARACTERS:
        return False
    sentence = sentence[:MAX_CHARACTERS].lower()
    for kind in _KINDS:
        for hint in kind.hints:
            if hint in sentence:
                if kind.orders.search(sentence):
                    return True
                break
    return False
