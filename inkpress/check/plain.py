"""A plain retelling against its span: the words are ours, so numbers, names, direction and strength are held."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from inkpress.check import lexicon, polarity
from inkpress.check.comparisons import bindings_agree, roles_agree
from inkpress.check.denials import denials_agree
from inkpress.check.drift import Drift
from inkpress.check.number_claims import MONTHS, MOST_NUMBERS, labels_agree, numbers_agree
from inkpress.check.pair import Pair
from inkpress.check.words import Word


def judge_swaps(ours: Sequence[Word], theirs: Sequence[Word]) -> list[Drift]:
    """Two sides of a comparison, or two numbers, that changed places."""
    pair = Pair(ours, theirs)
    return [drift for rule in (roles_agree, bindings_agree) if (drift := rule(pair)) is not None]


def judge_retelling(ours: Sequence[Word], theirs: Sequence[Word]) -> list[Drift]:
    """How a retelling departs from its span, the gravest first: every number, name and turn of meaning."""
    pair = Pair(ours, theirs)
    found = [*numbers_agree(pair), *labels_agree(pair)]
    return found + [drift for rule in RULES if (drift := rule(pair)) is not None]


# --- names ------------------------------------------------------------------------------------------------------


def _names(pair: Pair) -> Drift | None:
    """A name of ours in place of one of the paper's: each side names something that the other does not."""
    if pair.their_keys & lexicon.PRONOUNS or sum(word.number is not None for word in pair.theirs) > MOST_NUMBERS:
        return None  # "we" and "it" may be any name; a row of a table has names of its own
    ours, theirs = _proper_names(pair.ours), _proper_names(pair.theirs)
    new = [w for w in ours if w.key not in pair.their_keys and not _spelled_out(w, pair.theirs)]
    lost = [w for w in theirs if w.key not in pair.our_keys and not _spelled_out(w, pair.ours)]
    if not new or not lost or any(word.key in pair.our_keys for word in theirs if word in new):
        return None
    return Drift("claim-name", new[0].text, lost[0].text, f"the paper names {lost[0].text}, not {new[0].text}")


def _proper_names(words: Sequence[Word]) -> list[Word]:
    """Names by their shape, and words with a capital that do not begin the sentence."""
    return [
        w
        for i, w in enumerate(words)
        if w.is_content and w.text.lower() not in MONTHS and (w.is_name or (i > 0 and w.is_capitalised))
    ]


def _spelled_out(name: Word, words: Sequence[Word]) -> bool:
    """Whether the words hold what the acronym stands for: "grouped-query attention" for GQA."""
    letters = "".join(c for c in name.text if c.isalpha()).lower().removesuffix("s")
    initials = "".join(word.text[0].lower() for word in words)
    return len(letters) >= 2 and (letters in initials or name.text.lower() in " ".join(w.text.lower() for w in words))


# --- strength ----------------------------------------------------------------------------------------------------


def _universal(pair: Pair) -> Drift | None:
    """ "Every" and "always" where the paper says "most" or gives a share."""
    universal = [(i, w) for i, w in enumerate(pair.ours) if w.key in lexicon.UNIVERSAL and w.key not in pair.their_keys]
    ours = [w for i, w in universal if not any(b.key in lexicon.TIMES for b in pair.ours[i + 1 : i + 2])]
    partial = [w for w in pair.theirs if _is_partial(w) and w.key not in pair.our_keys]
    if (
        not ours
        or not partial
        or any(_is_partial(w) and w.key not in pair.their_keys for w in pair.ours)
        or pair.their_keys & lexicon.EVERY
    ):
        return None
    return Drift(
        "claim-overstated", ours[0].text, partial[0].text, f"the paper says “{partial[0].text}”, not “{ours[0].text}”"
    )


def _is_partial(word: Word) -> bool:
    share = word.number is not None and word.number.unit == "ratio" and word.number.high < 1
    return share or word.key in lexicon.PARTIAL


def _certainty(pair: Pair) -> Drift | None:
    """ "Proved" where the paper says "may"."""
    tentative = [w for i, w in enumerate(pair.theirs) if w.key in lexicon.TENTATIVE and not _could_not(pair.theirs, i)]
    if {"rule", "out"} <= pair.their_keys:
        tentative = [w for w in pair.theirs if w.key == "rule"]  # "we cannot rule out" is a doubt
    if not tentative or pair.our_keys & lexicon.TENTATIVE:
        return None
    strong = (lexicon.CERTAIN | lexicon.UNIVERSAL | lexicon.STRONG) - lexicon.MILD
    certain = [w for w in pair.ours if w.key in strong]
    if not certain and pair.our_keys & lexicon.HEDGES:
        return None
    rule, ours = ("claim-overstated", certain[0].text) if certain else ("claim-hedge", "")
    said = f", not “{ours}”" if ours else "; that is lost"
    return Drift(rule, ours, tentative[0].text, f"the paper says “{tentative[0].text}”{said}")


def _could_not(words: Sequence[Word], index: int) -> bool:
    """ "Could not" tells of a failure; "might not" of a doubt."""
    return words[index].text.lower() == "could" and any(w.key in lexicon.NOT for w in words[index + 1 : index + 2])


def _superlative(pair: Pair) -> Drift | None:
    """ "First", "best", "unprecedented" without a like word in the paper."""
    ours = [w for i, w in enumerate(pair.ours) if is_superlative(pair.ours, i) and w.key not in pair.their_keys]
    if not ours or pair.their_keys & (lexicon.STRONG | lexicon.TOP):
        return None
    return Drift("claim-overstated", ours[0].text, "", f"the paper's sentence does not say “{ours[0].text}”")


def is_superlative(words: Sequence[Word], index: int) -> bool:
    """ "Best", "unprecedented", and "the first" where it claims priority and does not count an order."""
    if words[index].key in lexicon.STRONG:
        return True
    if words[index].text.lower() != "first" or not index or words[index - 1].text.lower() not in ("the", "very"):
        return False
    behind = words[index + 1 : index + 4]
    return any(word.key in lexicon.PRIORITY for word in behind) and behind[0].key not in lexicon.IN_ORDER


def _contrast(pair: Pair) -> Drift | None:
    """ "X rather than Y" where Y is what the paper's sentence is about."""
    keys = [word.key for word in pair.ours]
    for index, word in enumerate(pair.ours[:-1]):
        phrase = f"{word.text} {pair.ours[index + 1].text}".lower()
        if phrase not in ("rather than", "instead of"):
            continue
        after = pair.ours[index + 2 : index + 7]
        for name in _proper_names(pair.theirs) or [w for w in pair.theirs[:1] if w.is_content]:
            stands = name.key in keys[index + 2 : index + 7] or _spelled_out(name, after)
            if stands and not {"rather", "instead", "not", "unlike"} & {w.text.lower() for w in pair.theirs}:
                return Drift("claim-reversed", phrase, name.text, f"the paper speaks for {name.text}, not against it")
    return None


def _direction(pair: Pair) -> Drift | None:
    clash = polarity.clash(pair.ours, pair.theirs) or polarity.trends_differ(pair.ours, pair.theirs)
    if clash is None:
        return None
    return Drift("claim-reversed", clash[0], clash[1], f"the paper says “{clash[1]}”, ours says “{clash[0]}”")


RULES: tuple[Callable[[Pair], Drift | None], ...] = (
    _names, _contrast, roles_agree, bindings_agree, _direction, denials_agree, _universal, _certainty, _superlative,
)  # fmt: skip
