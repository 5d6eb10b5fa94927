"""The words numbers are made of: values, units, and bounds such as "just over". Tables only."""

from __future__ import annotations

SMALL = {
    "zero": 0.0, "one": 1.0, "two": 2.0, "three": 3.0, "four": 4.0, "five": 5.0, "six": 6.0, "seven": 7.0,
    "eight": 8.0, "nine": 9.0, "ten": 10.0, "eleven": 11.0, "twelve": 12.0, "thirteen": 13.0, "fourteen": 14.0,
    "fifteen": 15.0, "sixteen": 16.0, "seventeen": 17.0, "eighteen": 18.0, "nineteen": 19.0, "single": 1.0,
}  # fmt: skip
TENS = {
    "twenty": 20.0, "thirty": 30.0, "forty": 40.0, "fifty": 50.0, "sixty": 60.0, "seventy": 70.0, "eighty": 80.0,
    "ninety": 90.0,
}  # fmt: skip
SCALES = {"hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12, "dozen": 12.0}
LETTER_SCALES = {"k": 1e3, "K": 1e3, "M": 1e6, "B": 1e9, "bn": 1e9, "T": 1e12}
FRACTIONS = {
    "half": 1 / 2, "halves": 1 / 2, "third": 1 / 3, "thirds": 1 / 3, "quarter": 1 / 4, "quarters": 1 / 4,
    "fourth": 1 / 4, "fourths": 1 / 4, "fifth": 1 / 5, "fifths": 1 / 5, "sixth": 1 / 6, "sixths": 1 / 6,
    "seventh": 1 / 7, "sevenths": 1 / 7, "eighth": 1 / 8, "eighths": 1 / 8, "ninth": 1 / 9, "ninths": 1 / 9,
    "tenth": 1 / 10, "tenths": 1 / 10, "hundredth": 1 / 100, "thousandth": 1 / 1000,
    "ten-thousandth": 1e-4, "hundred-thousandth": 1e-5, "millionth": 1e-6, "billionth": 1e-9,
}  # fmt: skip
VAGUE = {  # plural scales without a count: from, to
    "dozens": (24.0, 144.0), "hundreds": (100.0, 1e3), "thousands": (1e3, 1e6), "millions": (1e6, 1e9),
    "billions": (1e9, 1e12), "trillions": (1e12, 1e15), "tens": (20.0, 100.0),
}  # fmt: skip
FEW = {"couple": (2.0, 3.0), "few": (2.0, 9.0), "several": (3.0, 9.0), "handful": (3.0, 9.0)}  # from, to
_VERBS = {"doubl": 2.0, "tripl": 3.0, "trebl": 3.0, "quadrupl": 4.0, "quintupl": 5.0, "halv": 0.5}
MULTIPLES = {"twice": 2.0, "thrice": 3.0}
MULTIPLES |= {stem + end: value for stem, value in _VERBS.items() for end in ("e", "es", "ed", "ing")}
MULTIPLES |= {f"{word}fold": value for word, value in (SMALL | TENS | SCALES).items() if value > 1}

# What stands before a number -> its bound. The longest phrase wins.
BOUNDS_BEFORE = {
    "about": "about", "around": "about", "roughly": "about", "approximately": "about", "approx": "about",
    "approx.": "about", "some": "about", "circa": "about", "~": "about", "≈": "about", "close to": "about",
    "on the order of": "about", "something like": "about", "an estimated": "about",
    "nearly": "nearly", "almost": "nearly", "just under": "nearly", "just below": "nearly", "not quite": "nearly",
    "slightly under": "nearly", "slightly less than": "nearly", "a little under": "nearly", "a bit under": "nearly",
    "slightly below": "nearly", "a little less than": "nearly",
    "just over": "just over", "just above": "just over", "slightly over": "just over", "a little over": "just over",
    "slightly more than": "just over", "a little more than": "just over", "a bit over": "just over",
    "a bit more than": "just over", "slightly above": "just over", "little more than": "just over",
    "more than": "more", "greater than": "more", "larger than": "more", "longer than": "more", "exceeding": "more",
    "exceeds": "more", "exceed": "more",
    "exceeded": "more", "surpassing": "more", "surpassed": "more",
    ">": "more", "higher than": "more", "upwards of": "more", "beyond": "more",
    "well over": "more",
    "over": "over", "above": "over",
    "not even": "less",
    "less than": "less", "fewer than": "less", "smaller than": "less", "lower than": "less", "shorter than": "less",
    "<": "less", "well under": "less",
    "under": "under", "below": "under", "within": "under",
    "at least": "least", "no fewer than": "least", "no less than": "least", "≥": "least", "a minimum of": "least",
    "not less than": "least", "minimum of": "least",
    "at most": "most", "no more than": "most", "not more than": "most", "up to": "most", "as many as": "most",
    "as much as": "most", "≤": "most", "a maximum of": "most", "maximum of": "most", "as high as": "most",
}  # fmt: skip
BOUNDS_AFTER = {
    "or more": "least", "or higher": "least", "or greater": "least", "and more": "least", "or above": "least",
    "or less": "most", "or fewer": "most", "or lower": "most", "or below": "most", "or so": "about",
}  # fmt: skip
LOWER_BOUNDS = frozenset({"just over", "more", "over", "least"})
UPPER_BOUNDS = frozenset({"less", "under", "most"})
