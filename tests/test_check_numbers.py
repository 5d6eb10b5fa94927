"""How a number is read, and when two numbers agree: the examples to look at before changing either."""

from __future__ import annotations

import pytest

from inkpress.check.number_reading import read_numbers
from inkpress.check.numbers import Number, agrees, as_percent

DAY = 86400.0


def the_number(text: str) -> Number:
    (number,) = read_numbers(text)
    return number


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("1,409 claims", 1409, ""),
        ("28.4 BLEU", 28.4, ""),
        ("0.25%", 0.0025, "ratio"),
        ("50 percent", 0.5, "ratio"),
        ("three and a half days", 3.5 * DAY, "time"),
        ("a week and a half", 10.5 * DAY, "time"),
        ("half an hour", 1800, "time"),
        ("seventeen hundred", 1700, ""),
        ("a little over five thousand", 5000, ""),
        ("one hundred and fifty", 150, ""),
        ("twenty-eight point four", 28.4, ""),
        ("27 million clips", 27e6, ""),
        ("half a million", 5e5, ""),
        ("two thirds of them", 2 / 3, "ratio"),
        ("nine in ten", 0.9, "ratio"),
        ("23 of 36", 23 / 36, "ratio"),
        ("23 / 36", 23 / 36, "ratio"),
        ("a quarter of a percent", 0.0025, "ratio"),
        ("twice as fast", 2, "times"),
        ("a 2x speed-up", 2, "times"),
        ("by a factor of 3.1", 3.1, "times"),
        ("14.8T", 14.8e12, ""),
        ("35k", 35_000, ""),
        ("a 7-billion-parameter model", 7e9, ""),
        ("$5.576M", 5.576e6, "money usd"),
        ("3 percentage points", 3, "points"),
        ("120 ms", 0.12, "time"),
        ("1e-5", 1e-5, ""),
        ("3.3 × 10^18", 3.3e18, ""),
        ("10⁻⁴ at most", 1e-4, ""),
        ("10^{-9}", 1e-9, ""),
        ("10^5 boats", 1e5, ""),
        ("one ten-thousandth", 1e-4, "ratio"),
        ("a millionth of it", 1e-6, "ratio"),
        ("half a day", DAY / 2, "time"),
        ("three quarters of an hour", 2700, "time"),
        ("6 hours and 45 minutes", 24_300, "time"),
        ("2.2 × 10⁻⁴", 2.2e-4, ""),
        ("a quarter of a day", DAY / 4, "time"),
        ("a full week", 7 * DAY, "time"),
        ("for an hour", 3600, "time"),
        ("two and a half trillion words", 2.5e12, ""),
        ("each trillion tokens", 1e12, ""),
        ("1.9 times, probably", 1.9, "times"),
        ("3½ days", 3.5 * DAY, "time"),
        ("3 1/2 hours", 3.5 * 3600, "time"),
        ("100 000 steps", 1e5, ""),
        ("one in eighteen", 1 / 18, "ratio"),
        ("93 in a hundred", 0.93, "ratio"),
        ("a fifth as many", 0.2, "ratio"),
        ("fell by a third.", 1 / 3, "ratio"),
        ("every fifth question", 0.2, "ratio"),
        ("fiftyfold", 50, "times"),
        ("trebled", 3, "times"),
        ("double the size", 2, "times"),
        ("3.2 kWh", 3.2 * 3.6e6, "energy"),
        ("250 mW", 0.25, "power"),
        ("half a watt", 0.5, "power"),
        ("100 miles", 160_934.4, "length"),
        ("3 square kilometres", 3e6, "length2"),
        ("85 °C", 85, "celsius"),
        ("5 TFLOPs", 5e12, ""),
        ("2.664M H800 GPU hours", 2.664e6 * 3600, "time"),
        ("5.6 million euros", 5.6e6, "money eur"),
    ],
)
def test_a_number_is_read_with_its_unit(text: str, value: float, unit: str) -> None:
    number = the_number(text)
    assert number.low == pytest.approx(value)
    assert number.unit == unit


@pytest.mark.parametrize(
    "text",
    ["GPT-4o", "COVID-19", "IC-1", "the first half", "half-finished", "version 1.2.3", "the 4th", "B for billion",
     "a third model", "Llama2", "a third party", "double-blind", "a second model",
     "arXiv:1706.03762v5", "https://example.org/2021/05", "doi:10.1000/182", "v1.2", "1e999", "5e-99",
     "9" * 400, "9" * 100_000],
)  # fmt: skip
def test_what_only_looks_like_a_number_is_none(text: str) -> None:
    assert read_numbers(text) == []


@pytest.mark.parametrize(
    ("text", "bound"),
    [
        ("about 5", "about"),
        ("more than 5", "more"),
        ("up to 5", "most"),
        ("at least 5", "least"),
        ("nearly 5", "nearly"),
        ("just over 5", "just over"),
        ("5 or more", "least"),
        ("needs 5+", "least"),
        ("5+ cards", "least"),
        ("fewer than the 5", "less"),
        ("≈5", "about"),
        ("5", ""),
    ],
)
def test_the_words_around_a_number_are_its_bound(text: str, bound: str) -> None:
    assert the_number(text).bound == bound


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("two", "2"),
        ("50 percent", "50%"),
        ("three and a half days", "84 hours"),
        ("some 1,400 claims", "1,409 claims"),
        ("a little over five thousand", "5,183"),
        ("just under two thirds of", "23 of 36"),
        ("about nine tenths of", "almost 90%"),
        ("roughly one point", "0.9"),
        ("more than two million", "2.3 million"),
        ("hundreds of cards", "320 cards"),
        ("thousands of cards", "thousands of cards"),
        ("up to 10", "10"),
        ("over 17%", "more than 17%"),
        ("about three times as fast", "a factor of 3.1"),
        ("93 percent", ".93"),
        ("0 percent", "0"),
        ("forty cents", "$0.40"),
        ("250 samples a second", "250 Hz"),
        ("1,800 frames per minute", "30 frames per second"),
        ("a few hundred", "300"),
        ("a couple of hours", "2.5 hours"),
        ("about 100 miles", "160 km"),
        ("2,400 pounds", "£2,400"),
        ("85 degrees", "85 °C"),
        ("half a year", "26 weeks"),
        ("millions of times more", "millions of times more"),
        ("less than a quarter of a percent", "below 0.25%"),
    ],
)
def test_a_faithful_report_of_a_number_agrees(ours: str, theirs: str) -> None:
    assert agrees(the_number(ours), the_number(theirs))


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("1,400 claims", "1,409 claims"),
        ("some 14,000 claims", "1,409 claims"),
        ("about fifty", "5"),
        ("28.4", "28.5"),
        ("2311.09176", "2311.09175"),
        ("three and a half weeks", "3.5 days"),
        ("8 percent", "8"),
        ("3%", "3 percentage points"),
        ("more than ten", "fewer than ten"),
        ("at most ten", "at least ten"),
        ("more than 16%", "more than 17%"),
        ("more than 16", "16"),
        ("more than 100", "900"),
        ("nearly 50", "60"),
        ("just over 50", "90"),
        ("under 100", "40"),
        ("27 thousand", "27 million"),
        ("hundreds of cards", "8 cards"),
        ("30 frames per minute", "30 frames per second"),
        ("12 requests an hour", "12 requests a second"),
        ("3.2 Wh", "3.2 kWh"),
        ("250 kHz", "250 Hz"),
        ("250 mW", "250 MW"),
        ("160 miles", "160 km"),
        ("85 °F", "85 °C"),
        ("5.6 million euros", "$5.6M"),
        ("a few hundred", "48,000"),
        ("a couple of hours", "6 hours"),
        ("a correlation of 0.31", "a correlation of -0.31"),
        ("millions of times more", "thousands of times more"),
        ("two weeks", "a few weeks"),
    ],
)
def test_a_false_report_of_a_number_does_not_agree(ours: str, theirs: str) -> None:
    assert not agrees(the_number(ours), the_number(theirs))


def test_a_cell_may_be_read_as_percent() -> None:
    assert agrees(the_number("85.3%"), as_percent(the_number("85.3")))


@pytest.mark.parametrize("text", ["two to five percent", "2-5%", "between 2 and 5%"])
def test_the_unit_of_a_range_belongs_to_both_ends(text: str) -> None:
    assert [number.low for number in read_numbers(text)] == [0.02, 0.05]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("between ten and fifteen", [10, 15]),
        ("between fifty and one hundred", [50, 100]),
        ("between one hundred and two hundred", [100, 200]),
        ("between two and a half and four", [2.5, 4]),
        ("five hundred and twelve", [512]),
        ("nineteen and four", [19, 4]),
    ],
)
def test_an_and_joins_only_what_it_adds(text: str, values: list[float]) -> None:
    assert [number.low for number in read_numbers(text)] == values


def test_a_rate_per_hour_of_a_machine_is_one_per_hour() -> None:
    assert agrees(the_number("two dollars an hour"), the_number("$2 per GPU hour"))
    assert not agrees(the_number("two dollars a minute"), the_number("$2 per GPU hour"))


def test_a_list_of_numbers_is_no_range() -> None:
    assert [number.unit for number in read_numbers("for 2 and 5% of them")] == ["", "ratio"]


def test_a_fifth_is_five_times_less() -> None:
    assert agrees(the_number("five times smaller"), the_number("one fifth of"))


def test_a_ratio_keeps_its_parts() -> None:
    assert [part.low for part in the_number("23 of 36").parts] == [23, 36]


@pytest.mark.parametrize("text", ["9" * 5000, "1," * 3000, "one hundred " * 2000, "half of a " * 2000, "1 of " * 3000])
def test_long_runs_of_numbers_end(text: str) -> None:
    assert isinstance(read_numbers(text), list)
