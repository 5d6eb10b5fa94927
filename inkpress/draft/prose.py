"""Is a model's sentence plain prose? Markup, links, keys and repeated instructions are not, and are never published."""

from __future__ import annotations

import re

from inkpress.text import collapse

_PROBLEMS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (why, re.compile(pattern, re.IGNORECASE))
    for why, pattern in (
        (
            "it holds control or direction characters",
            r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufffe\uffff]",
        ),
        ("it runs over several lines", r"[\r\n]"),
        ("it holds HTML", r"</?[a-z!]|&#?\w{1,20};"),
        ("it holds a link", r"[a-z][a-z0-9+.-]{1,20}://|\bwww\.|\bmailto:|\bjavascript:|\bdata:[a-z]+/|\]\s?[(\[]|\S@\S+\.\w"),
        ("it holds template code", r"\{\{|\}\}|\{%|\{#"),
        ("it holds front matter", r"---|!!python|^\.\.\.$"),
        ("it looks like a key or password", r"\b(?:sk|pk|ghp|xox[a-z])[-_][\w-]{8,}"),
        ("it repeats the instructions", r"\bmy instructions\b|\bsystem prompt\b|\bas an ai\b"),
        ("it stacks marks on letters", r"[\u0300-\u036f]{3,}"),
    )
)  # fmt: skip
_COUNT = (
    r"(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w{3,5}teen|twenty|thirty|forty|fifty|sixty"
    r"|seventy|eighty|ninety|hundred|thousand|million|billion|trillion|dozen)"
)
_PART = r"(?:third|quarter|fourth|fifth|sixth|seventh|eighth|ninth|tenth|hundredth|thousandth)"
# any word of amount: where nothing vouches for it, a number missed is worse than one suspected
_NUMBER = re.compile(
    rf"\d|\b(?:{_COUNT}s?|per ?cent|twice|thrice|half|halv\w+|doubl\w+|tripl\w+|quadrupl\w+|(?:{_COUNT}|many)-?fold"
    rf"|orders? of magnitude|(?:an?|one|by)[ -]{_PART}|{_PART}s)\b",
    re.IGNORECASE,
)
_NO_SUPERLATIVE = r"(?!(?:for|inter|requ|harv|hon|mod|sugg|prot|cont|arr|inv|dig|conqu|manif|temp|anc|earn)est\b)"
_COMPARISON = re.compile(
    rf"(?<!rather )(?<!other )\bthan\b|\b(?:more|less|fewer|most|least|better|best|worse|worst|optimal\w*|superior"
    rf"|inferior|unmatched|state[- ]of[- ]the[- ]art|(?:fast|slow|cheap|small|larg|bigg|great|high|low|strong|weak|long"
    rf"|short|simpl|quick|deep|wid|hard|new|rich|poor|saf|smart|light|heavi|easi|accurat)er|{_NO_SUPERLATIVE}\w{{3,}}est)\b",
    re.IGNORECASE,
)
_RESULT = re.compile(
    r"\b(?:outperform|beat|surpass|exceed|achiev|improv|prov(?:e|es|ed|en|ing)\b|reproduc|replicat|demonstrat|confirm"
    r"|guarantee|solve|win(?:s|ning)?\b|won\b|reduc|increas|gain|measur|evaluat|tested|report|show(?:s|ed|n)?\b|releas"
    r"|accura|success|fail)\w*",
    re.IGNORECASE,
)
_MARKUP = re.compile(r"<[^>]{0,400}>?|\S+://\S+|javascript:\S*|data:\S+", re.IGNORECASE)
_LONG_COPY = 12  # words in a row that a prompt and an answer may share before it is a copy of the instructions


def prose_problem(text: str, *, max_words: int = 60, instructions: str = "") -> str:
    """Why `text` is no plain sentence, or "". `instructions` is the prompt that must not be repeated."""
    if not text.strip():
        return "it is empty"
    for why, pattern in _PROBLEMS:
        if pattern.search(text):
            return why
    if len(text.split()) > max_words:
        return f"it is longer than {max_words} words"
    return "it repeats the instructions" if instructions and _shares_run(text, instructions) else ""


def has_number(text: str) -> bool:
    """Whether `text` states an amount, in digits or in words."""
    return _NUMBER.search(text) is not None


def unfounded(text: str) -> str:
    """Why a sentence that rests on no claim may not stand, or "": it states an amount, a comparison or a result."""
    for what, pattern in (("an amount", _NUMBER), ("a comparison", _COMPARISON), ("a result", _RESULT)):
        if pattern.search(text):
            return f"it states {what} and rests on no claim"
    return ""


def shown_words(text: str, limit: int = 120) -> str:
    """`text` fit to be shown to the author as what was kept out: one line, without tags and addresses."""
    words = collapse(_MARKUP.sub("…", collapse(text)))
    return words if len(words) <= limit else words[:limit].rsplit(" ", 1)[0] + "…"


def _shares_run(text: str, instructions: str) -> bool:
    words = text.lower().split()
    known = f" {' '.join(instructions.lower().split())} "
    return any(f" {' '.join(words[i : i + _LONG_COPY])} " in known for i in range(max(0, len(words) - _LONG_COPY + 1)))
