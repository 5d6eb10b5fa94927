"""Fresh statements from papers, true and false, for measuring the claim checker.

`faithful` holds ways of retelling a sentence that keep its meaning, `corruptions` ways of falsifying it. Each is a
function from (sentence, random source, the paper's sentences) to a statement, or None when it does not apply. The
words used here are chosen without looking at the checker's own lists.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence

Maker = Callable[[str, random.Random, Sequence[str]], str | None]

_NUMBER = re.compile(r"(?<![\w.,@–-])\d{1,3}(?:,\d{3})+(?![\w,])|(?<![\w.,@–-])\d+(?:\.\d+)?(?![\w.,@]*[\w@]|–|-)")
_NAME = re.compile(r"(?<![\w-])(?:[A-Z][a-z]*[A-Z]\w*|[A-Z]{2,}\w*|[A-Z]\w*-\d\w*)(?![\w-])")


def third_person(sentence: str) -> str:
    """The sentence as somebody else would tell it: "we" becomes "the authors"."""
    told = re.sub(r"\b[Ww]e\b", "the authors", sentence)
    told = re.sub(r"\b[Oo]urs?\b", "their", told)
    told = re.sub(r"\b[Uu]s\b", "them", told)
    return told[:1].upper() + told[1:]


def _replace_one(sentence: str, pairs: dict[str, str], rng: random.Random) -> str | None:
    """One of the words that can be replaced, replaced."""
    found = [m for m in re.finditer(r"[A-Za-z]+(?:-[a-z]+)?", sentence) if m[0].lower() in pairs]
    if not found:
        return None
    match = rng.choice(found)
    new = pairs[match[0].lower()]
    new = new.capitalize() if match[0][0].isupper() else new
    return sentence[: match.start()] + new + sentence[match.end() :]


# --- faithful ---------------------------------------------------------------------------------------------------

_ALIKE = {
    "use": "employ", "uses": "employs", "used": "employed", "show": "demonstrate", "shows": "demonstrates",
    "significantly": "substantially", "propose": "introduce", "large": "big", "obtain": "get", "requires": "needs",
    "require": "need", "improves": "enhances", "select": "choose", "selected": "chosen", "begin": "start",
    "important": "key", "evaluate": "assess", "method": "approach", "remove": "discard", "build": "construct",
    "achieves": "reaches", "examine": "study", "outperforms": "surpasses", "provide": "give", "dataset": "corpus",
}  # fmt: skip
_WORDS = {
    "2": "two", "3": "three", "4": "four", "5": "five", "6": "six", "7": "seven", "8": "eight", "9": "nine",
    "10": "ten", "12": "twelve", "16": "sixteen", "20": "twenty", "50": "fifty",
}  # fmt: skip


def retold(sentence: str, rng: random.Random, paper: Sequence[str]) -> str | None:
    return third_person(sentence)


def lead_dropped(sentence: str, rng: random.Random, paper: Sequence[str]) -> str | None:
    match = re.match(
        r"(?:[A-Z][a-z]+ly|However|Moreover|Furthermore|In addition|Thus|Therefore|For example|Hence), ", sentence
    )
    if match is None:
        return None
    return third_person(sentence[match.end() :])


def synonym(sentence: str, rng: random.Random, paper: Sequence[str]) -> str | None:
    changed = _replace_one(sentence, _ALIKE, rng)
    return third_person(changed) if changed else None


def number_spelled(sentence: str, rng: random.Random, paper: Sequence[str]) -> str | None:
    found = [m for m in _NUMBER.finditer(sentence) if m[0] in _WORDS and re.match(r"\s[a-z]", sentence[m.end() :])]
    if not found:
        return None
    match = rng.choice(found)
    return third_person(sentence[: match.start()] + _WORDS[match[0]] + sentence[match.end() :])


def percent_spelled(sentence: str, rng: random.Random, paper: Sequence[str]) -> str | None:
    if not re.search(r"\d\s?%", sentence):
        return None
    return third_person(re.sub(r"(?<=\d)\s?%", " percent", sentence))


def bracket_dropped(sentence: str, rng: random.Random, paper: Sequence[str]) -> str | None:
    shorter = re.sub(r"\s*\([^()]{3,80}\)", "", sentence, count=1)
    return third_person(shorter) if shorter != sentence else None


def quoted(sentence: str, rng: random.Random, paper: Sequence[str]) -> str | None:
    words = sentence.split()
    if len(words) < 12:
        return None
    start = rng.randrange(0, len(words) - 9)
    part = " ".join(words[start : start + rng.randrange(6, 10)])
    return None if re.search(r"[“”\"\[\]]", part) else f"The paper puts it like this: “{part}”."


FAITHFUL: dict[str, Maker] = {
    f.__name__: f for f in (retold, lead_dropped, synonym, number_spelled, percent_spelled, bracket_dropped, quoted)
}

# --- corrupted ----------------------------------------------------------------------------------------------------


def _with_number(sentence: str, rng: random.Random, change: Callable[[str], str | None]) -> str | None:
    found = list(_NUMBER.finditer(sentence))
    rng.shuffle(found)
    for match in found:
        if re.search(r"(?:Section|Table|Figure|Fig\.|Equation|Eq\.|Appendix)\s*$", sentence[: match.start()]):
            continue
        new = change(match[0])
        if new is not None and new != match[0]:
            return third_person(sentence[: match.start()] + new + sentence[match.end() :])
    return None


def number_nudged(sentence: str, rng: random.Random, paper: Sequence[str]) -> str | None:
    """The last digit one up or down."""

    def change(number: str) -> str:
        return number[:-1] + str((int(number[-1]) + rng.choice((1, 9))) % 10)

    return _with_number(sentence, rng, lambda n: change(n) if len(n) > 1 else str(int(n) + 1))


def number_scaled(sentence: str, rng: random.Random, paper: Sequence[str]) -> str | None:
    """Ten times as much."""
    return _with_number(
        sentence, rng, lambda n: f"{float(n.replace(',', '')) * 10:g}" if float(n.replace(",", "")) else None
    )


def digits_transposed(sentence: str, rng: random.Random, paper: Sequence[str]) -> str | None:
    def change(number: str) -> str | None:
        for i in range(len(number) - 1):
            a, b = number[i], number[i + 1]
            if a.isdigit() and b.isdigit() and a != b and (b != "0" or i):
                return number[:i] + b + a + number[i + 2 :]
        return None

    return _with_number(sentence, rng, change)


def number_borrowed(sentence: str, rng: random.Random, paper: Sequence[str]) -> str | None:
    """A number from another sentence of the paper."""
    others = [m[0] for other in rng.sample(list(paper), min(60, len(paper))) for m in _NUMBER.finditer(other)]
    others = [n for n in others if n not in sentence]
    return _with_number(sentence, rng, lambda n: rng.choice(others)) if others else None


def numbers_exchanged(sentence: str, rng: random.Random, paper: Sequence[str]) -> str | None:
    """Two numbers of the sentence in each other's place."""
    found = [m for m in _NUMBER.finditer(sentence) if float(m[0].replace(",", "")) != 1]
    if len({m[0] for m in found}) < 2:
        return None
    first = found[0]
    second = next(m for m in found if m[0] != first[0])
    changed = (
        sentence[: first.start()]
        + second[0]
        + sentence[first.end() : second.start()]
        + first[0]
        + sentence[second.end() :]
    )
    return third_person(changed)


_UNITS = {
    "days": "weeks", "hours": "minutes", "minutes": "hours", "seconds": "milliseconds", "weeks": "days",
    "million": "billion", "billion": "million", "thousand": "million", "months": "years", "years": "months",
    "ms": "seconds", "percent": "points",
}  # fmt: skip


def unit_changed(sentence: str, rng: random.Random, paper: Sequence[str]) -> str | None:
    match = re.search(r"(\d[\d.,]*[\s-])(" + "|".join(_UNITS) + r")\b", sentence)
    if match is None:
        swapped = re.sub(r"(?<=\d)\s?\\?%", " percentage points", sentence, count=1)
        return third_person(swapped) if swapped != sentence else None
    return third_person(sentence[: match.start(2)] + _UNITS[match[2]] + sentence[match.end(2) :])


def negation_added(sentence: str, rng: random.Random, paper: Sequence[str]) -> str | None:
    match = re.search(r"\b(?:is|are|was|were|can|could|will|does|do|has been|have been)\b(?! not)", sentence)
    return third_person(sentence[: match.end()] + " not" + sentence[match.end() :]) if match else None


def negation_dropped(sentence: str, rng: random.Random, paper: Sequence[str]) -> str | None:
    shorter = re.sub(r"\b(?:not|never)\s", "", sentence, count=1)
    shorter = shorter if shorter != sentence else re.sub(r"\bcannot\b", "can", sentence, count=1)
    return third_person(shorter) if shorter != sentence else None


_OPPOSITES = {
    "more": "less", "less": "more", "fewer": "more", "higher": "lower", "lower": "higher", "larger": "smaller",
    "smaller": "larger", "increases": "decreases", "increase": "decrease", "decrease": "increase", "better": "worse",
    "worse": "better", "faster": "slower", "slower": "faster", "improves": "degrades", "improve": "worsen",
    "reduces": "raises", "reduce": "raise", "best": "worst", "before": "after", "after": "before", "without": "with",
    "longer": "shorter", "shorter": "longer", "above": "below", "below": "above", "outperforms": "trails",
    "easier": "harder", "easy": "difficult", "difficult": "easy", "strong": "weak", "increasing": "decreasing",
    "reducing": "raising", "gain": "loss", "positive": "negative", "similar": "different", "different": "identical",
    "first": "last", "many": "few", "few": "many", "early": "late", "simple": "complex", "efficient": "wasteful",
    "effective": "useless", "enables": "prevents", "include": "exclude", "includes": "excludes", "success": "failure",
}  # fmt: skip


def direction_reversed(sentence: str, rng: random.Random, paper: Sequence[str]) -> str | None:
    changed = _replace_one(sentence, _OPPOSITES, rng)
    return third_person(changed) if changed else None


def name_swapped(sentence: str, rng: random.Random, paper: Sequence[str]) -> str | None:
    """A name of the sentence replaced by another one of the paper."""
    mine = list(_NAME.finditer(sentence))
    others = {m[0] for other in paper for m in _NAME.finditer(other)} - {m[0] for m in mine}
    others = {o for o in others if o.lower() not in sentence.lower() and len(o) > 2}
    if not mine or not others:
        return None
    match = rng.choice(mine)
    return third_person(sentence[: match.start()] + rng.choice(sorted(others)) + sentence[match.end() :])


def names_exchanged(sentence: str, rng: random.Random, paper: Sequence[str]) -> str | None:
    """Two names of the sentence in each other's place."""
    found = list(_NAME.finditer(sentence))
    distinct = {m[0] for m in found}
    if len(distinct) < 2 or len(found) != len(distinct):
        return None
    a, b = found[0], found[1]
    if re.fullmatch(r"[\s,]*(?:and|or|,)?\s*\(?", sentence[a.end() : b.start()]):
        return None  # an enumeration means the same in any order, and an acronym stands for its name
    return third_person(sentence[: a.start()] + b[0] + sentence[a.end() : b.start()] + a[0] + sentence[b.end() :])


def hedge_dropped(sentence: str, rng: random.Random, paper: Sequence[str]) -> str | None:
    """ "May" becomes "will"; "suggests" becomes "proves"."""
    pairs = {"may": "will", "might": "will", "could": "will", "suggest": "prove", "suggests": "proves",
             "possibly": "certainly", "likely": "certainly", "perhaps": "certainly", "appears": "is known"}  # fmt: skip
    changed = _replace_one(sentence, pairs, rng)
    return third_person(changed) if changed else None


def quantifier_raised(sentence: str, rng: random.Random, paper: Sequence[str]) -> str | None:
    pairs = {"some": "all", "most": "all", "many": "all", "often": "always", "usually": "always", "typically": "always",
             "generally": "always", "sometimes": "always", "several": "all", "mostly": "entirely",
             "partially": "fully", "almost": "exactly"}  # fmt: skip
    changed = _replace_one(sentence, pairs, rng)
    return third_person(changed) if changed else None


def boast_added(sentence: str, rng: random.Random, paper: Sequence[str]) -> str | None:
    """A superlative that the paper does not claim."""
    match = re.search(
        r"\b(?:achieves?|reach(?:es)?|outperforms?|improves?|provides?|performs?|introduces?|presents?)\b", sentence
    )
    if match is None:
        return None
    boast = rng.choice((", for the first time ever,", " by far the best result yet and", ", like no system before it,"))
    return third_person(sentence[: match.start()].rstrip() + boast + " " + sentence[match.start() :])


def bound_turned(sentence: str, rng: random.Random, paper: Sequence[str]) -> str | None:
    for phrase, turned in (
        ("at least", "at most"), ("at most", "at least"), ("more than", "fewer than"), ("less than", "more than"),
        ("up to", "more than"), ("fewer than", "more than"),
    ):  # fmt: skip
        if re.search(rf"\b{phrase}\s+[\d\w]", sentence):
            return third_person(sentence.replace(phrase, turned, 1))
    return None


def word_replaced(sentence: str, rng: random.Random, paper: Sequence[str]) -> str | None:
    """A noun or adjective of the sentence replaced by a word of another sentence."""
    pool = sorted(
        {w for other in rng.sample(list(paper), min(40, len(paper))) for w in re.findall(r"\b[a-z]{7,}\b", other)}
    )
    mine = [m for m in re.finditer(r"\b[a-z]{7,}\b", sentence) if not m[0].endswith("ly")]
    pool = [w for w in pool if w[:5] not in sentence.lower()]
    if not mine or not pool:
        return None
    match = rng.choice(mine)
    return third_person(sentence[: match.start()] + rng.choice(pool) + sentence[match.end() :])


def quote_word_changed(sentence: str, rng: random.Random, paper: Sequence[str]) -> str | None:
    quote = quoted(sentence, rng, paper)
    if quote is None:
        return None
    inner = quote.split("“")[1].split("”")[0].split()
    at = rng.randrange(1, len(inner) - 1)
    inner[at] = rng.choice(
        [w for w in ("results", "systems", "strongly", "rarely", "new", "their") if w != inner[at].lower()]
    )
    return f"The paper puts it like this: “{' '.join(inner)}”."


def quote_word_dropped(sentence: str, rng: random.Random, paper: Sequence[str]) -> str | None:
    quote = quoted(sentence, rng, paper)
    if quote is None:
        return None
    inner = quote.split("“")[1].split("”")[0].split()
    at = rng.randrange(1, len(inner) - 1)
    if not re.search(r"\w", inner[at]) or inner[at] in inner[:at] + inner[at + 1 :]:
        return None
    return f"The paper puts it like this: “{' '.join(inner[:at] + inner[at + 1 :])}”."


def quote_spliced(sentence: str, rng: random.Random, paper: Sequence[str]) -> str | None:
    quote, other = quoted(sentence, rng, paper), quoted(rng.choice(list(paper)), rng, paper)
    if quote is None or other is None:
        return None
    head, tail = quote.split("“")[1].split("”")[0].split()[:5], other.split("“")[1].split("”")[0].split()[-4:]
    return f"The paper puts it like this: “{' '.join(head + tail)}”."


CORRUPTIONS: dict[str, Maker] = {
    f.__name__: f
    for f in (
        number_nudged, number_scaled, digits_transposed, number_borrowed, numbers_exchanged, unit_changed, bound_turned,
        negation_added, negation_dropped, direction_reversed, hedge_dropped, quantifier_raised, boast_added,
        name_swapped, names_exchanged, word_replaced, quote_word_changed, quote_word_dropped, quote_spliced,
    )
}  # fmt: skip
