"""Text that a person would not see, and sentences that give orders to a language model.

Papers are untrusted: preprints have carried white or tiny text that asks reviewers' models for praise
(https://asia.nikkei.com/business/technology/artificial-intelligence/positive-review-only-researchers-hide-ai-prompts-in-papers).
"""

from __future__ import annotations

import re

SMALLEST_POINTS = 4.0  # print below this size is not meant to be read: footnotes go down to 5 points
_WHITE = {"white", "#fff", "#ffffff", "#fefefe", "transparent", "rgb(255,255,255)", "rgba(0,0,0,0)"}

_MODEL = (
    r"(?:(?:large )?(?:language|ai|llm|gpt)[- ]?(?:based )?(?:models?|assistants?|reviewers?|agents?|systems?|tools?)"
    r"|llms?|ais?|gpts?|chatgpt)\b"
)
_ORDERS = re.compile(
    "|".join(
        (
            r"\b(?:ignore|disregard|forget|override)\b[^.!?]{0,30}\b(?:previous|prior|above|earlier|preceding|other)\b"
            r"[^.!?]{0,20}\b(?:instructions?|prompts?|directions?|directives?|rules?|commands?)\b",
            r"\b(?:note|message|instructions?|attention|reminder|memo|notice)\s*(?:to|for)?\s*:?\s*(?:all |any |the )*"
            rf"{_MODEL}[^.!?]{{0,3}}[:,;—-]",
            rf"\bfor\s+(?:all |any )?{_MODEL}\s*(?:reviewers?)?\s*(?:only)?\s*[:,—-]\s*"
            r"(?:do not|please|ignore|give|write|say (?:that|this|only)|you (?:must|should|are|will)|emphasi[sz]e)\b",
            rf"\bif you are (?:an?|the) {_MODEL}(?=\s*[,:;]|\s+(?:read|review|asked|tasked|process|evaluat|summari))"
            r"[^.!?]{0,80}"
            r"\b(?:must|should|please|give|say|write|praise|recommend|add|include|end)\b",
            r"\b(?:give|write|provide|produce)\b[^.!?]{0,20}\bpositive (?:review|evaluation|assessment|summary)s?\b"
            r"[^.!?]{0,12}\b(?:only|regardless)\b",
            r"\bdo not (?:highlight|mention|report|include)\b[^.!?]{0,20}\b(?:any )?"
            r"(?:negatives?|weaknesses|limitations)\b[^.!?]{0,30}(?:\bpaper\b|[.!]|$)",
            r"\b(?:reveal|print|repeat|output|leak)\b[^.!?]{0,20}\b(?:your|the) "
            r"(?:system prompt|hidden instructions|api key|secret)",
        )
    ),
    re.IGNORECASE,
)


def is_order_to_model(sentence: str) -> bool:
    """Whether `sentence` tells a language model what to do with the paper, rather than saying something of it."""
    return _ORDERS.search(sentence[:2000]) is not None


def is_white(colour: str) -> bool:
    """Whether a colour, as CSS or xcolor name it, cannot be seen on a white page."""
    colour = re.sub(r"\s+", "", colour.lower())
    return colour in _WHITE or bool(re.fullmatch(r"(?:white!\d+!?(?:white)?|[a-z]+!0(?:!white)?)", colour))


def hides_by_style(style: str) -> str:
    """How inline CSS hides its element (`white`, `tiny`, `invisible`), or ""."""
    style = re.sub(r"\s+", "", style.lower())
    if re.search(r"display:none|visibility:hidden|opacity:0(?:\.0\d*)?(?:;|$)", style):
        return "invisible"
    size = re.search(r"(?:^|;)font-size:(\d+(?:\.\d+)?)(pt|px|%|em)", style)
    if size and float(size[1]) * {"pt": 1.0, "px": 0.75, "%": 0.1, "em": 10.0}[size[2]] < SMALLEST_POINTS:
        return "tiny"
    colour = re.search(r"(?:^|;)color:([^;]+)", style)
    if colour and "background" not in style and is_white(colour[1]):
        return "white"
    return ""
