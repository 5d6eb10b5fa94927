"""Words -> keys under which their forms compare equal."""

from __future__ import annotations

import re
from functools import lru_cache

_IRREGULAR = {
    form: base
    for base, forms in {
        "be": "am is are was were been being", "have": "has had having", "do": "does did done doing",
        "find": "found", "show": "shown showed", "choose": "chose chosen", "make": "made making", "take": "took taken",
        "give": "gave given", "lead": "led", "build": "built", "beat": "beaten", "rise": "rose risen",
        "fall": "fell fallen", "keep": "kept", "hold": "held", "grow": "grew grown", "write": "wrote written writing",
        "run": "ran", "see": "saw seen", "cannot": "can't", "license": "licence licences licensed",
        "analysis": "analyses", "criterion": "criteria", "use": "using used uses", "model": "modelling modelled",
        "label": "labelling labelled", "color": "colour colours", "behavior": "behaviour behaviours",
        "favor": "favour", "center": "centre", "train": "trained training", "note": "noted noting notes",
    }.items()
    for form in (*forms.split(), base)
}  # fmt: skip
_UNCHANGED = frozenset(
    {
        "this",
        "thus",
        "us",
        "its",
        "yes",
        "always",
        "across",
        "during",
        "only",
        "as",
        "his",
        "bias",
        "loss",
        "less",
        "unless",
    }
)
_SUFFIXES = (  # suffix, replacement, letters that must remain
    ("sses", "ss", 2), ("ies", "y", 2), ("ied", "y", 2), ("ing", "", 3), ("ss", "ss", 1), ("us", "us", 1),
    ("is", "is", 1), ("xes", "x", 2), ("ches", "ch", 2), ("shes", "sh", 2), ("es", "e", 2), ("s", "", 3), ("ed", "", 3),
)  # fmt: skip


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """The comparable key: lower case, British and American spelling alike, possessives and inflections cut."""
    word = word.lower().replace("’", "'").replace("‑", "-").removesuffix("'s").removesuffix("'")
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if word in _UNCHANGED:
        return word
    if any(c.isdigit() for c in word):
        return word.replace("-", "")
    if len(word) > 6:
        word = re.sub(r"is(ation|ations|e|ed|es|ing)$", r"iz\1", word)
    return _without_final_e(_without_suffix(word))


def _without_suffix(word: str) -> str:
    for suffix, replacement, least in _SUFFIXES:
        if word.endswith(suffix) and len(word) - len(suffix) >= least:
            word = word.removesuffix(suffix) + replacement
            doubled = suffix in ("ing", "ed") and len(word) > 3 and word[-1] == word[-2] and word[-1] not in "lsz"
            return word[:-1] if doubled else word
    return word


def _without_final_e(word: str) -> str:
    return word.removesuffix("e") if len(word) > 4 else word
