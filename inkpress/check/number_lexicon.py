"""The words around a number that say what it does there, as `lexicon.word_key` keys. Tables only."""

from __future__ import annotations

from inkpress.check import lexicon
from inkpress.check.number_words import BOUNDS_BEFORE

_FORMS = (("", ""), ("", "s"), ("", "ed"), ("", "ing"), ("e", "ed"), ("e", "ing"))


def keys(text: str) -> frozenset[str]:
    """The keys of the words and of their forms: "agreed" has not always the key of "agree"."""
    forms = (word.removesuffix(cut) + end for word in text.split() for cut, end in _FORMS if word.endswith(cut))
    return frozenset(lexicon.word_key(form) for form in forms)


MOVE_NOUNS = keys("increase decrease rise drop decline gain loss reduction improvement growth cut boost saving")
MOVES = MOVE_NOUNS | keys(
    "fall climb grow lose lost improve shrink shrank slip jump reduce raise lower lift degrade worsen deteriorate sink "
    "sank soar save"
)
COMPARED = keys(
    "faster slower quicker sooner earlier more less fewer higher lower better worse cheaper dearer larger bigger "
    "smaller longer shorter lighter heavier stronger weaker wider narrower taller thicker thinner warmer colder older "
    "younger ahead behind"
)
DENIED = lexicon.NOT | lexicon.keys("nobody nothing")
DOWNWARD = keys("negative negatively inverse inversely fall drop decline decrease reduce lower less loss worse minus")
# Of a whole, one part and the rest: who keeps 92 percent has lost 8.
KEPT = keys(
    "keep retain remain still stay left survive succeed success correct right correctly solve pass accept agree find "
    "prefer relevant available handle cope manage recognize detect identify spot catch"
)
LOST = keys(
    "lose lost leave remove prune drop discard exclude omit reject refuse fail failure wrong wrongly incorrect "
    "incorrectly miss missing mistake error disagree die vanish overlook stumble "
    "gone unanswered unsolved irrelevant empty"
)
EACH = lexicon.EVERY | keys("average mean apiece per")
OCCASIONS = keys("time trial run attempt try round repetition seed experiment occasion")  # of what is told "twice"
# What may stand between a preposition and its number.
BOUND_WORDS = {word for phrase in BOUNDS_BEFORE for word in phrase.split()} - {"by", "to", "of", "from", "in"} | {
    "a", "an", "the", "even", "another", "further", "only", "just", "merely", "mere", "still", "full", "whole",
}  # fmt: skip
# Shares told without a number -> from, to.
SHARES = {"most": (0.5, 1.0), "majority": (0.5, 1.0), "minority": (0.0, 0.5)}
NEARLY = {"almost", "nearly", "virtually", "practically", "hardly", "barely", "scarcely"}
NEARLY_ALL, NEARLY_NONE = (0.85, 1.0), (0.0, 0.15)
ALL = {"all", "every", "everyone", "everybody", "always", "everything"}
NONE = {"any", "none", "no", "nobody", "never", "anyone", "anybody", "nothing"}
