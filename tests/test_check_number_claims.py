"""Which numbers a retelling may give for those of its span: the examples to look at before changing a rule."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from inkpress.check.claims import judge_all, judge_claim
from inkpress.check.number_roles import role
from inkpress.check.words import read_words


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Rents fell by a third", "by"),
        ("Rents fell to a third", "to"),
        ("Rents rose from 800 dollars", "from"),
        ("Rents climbed nearly 30 percent", "by"),
        ("a drop of 30 percent", "by"),
        ("It is 30 percent cheaper", "by"),
        ("It was painted by 12 people", ""),
        ("It applies to 12 people", ""),
        ("up to 12 people", ""),
        ("three times cheaper", ""),
    ],
)
def test_a_number_is_a_change_or_a_level(sentence: str, expected: str) -> None:
    words = read_words(sentence)
    (index,) = (i for i, word in enumerate(words) if word.number)
    assert role(words, index) == expected


_RENTS = "Median rents fell from 1,200 dollars to 900 dollars in the second year."
_BOATS = "Of 60 fishing boats, 45 returned; the inspectors failed 9 of 60 boats."
_MILK = "The farm kept 80% of its cows and used 1.5 kWh per litre."
_SHIPS = "The register lists 36,000 voyages of 90 ships."


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("Rents fell by a quarter.", _RENTS),
        ("Rents fell by 300 dollars.", _RENTS),
        ("Rents fell to three quarters of what they were.", _RENTS),
        ("Rents fell to 900.", _RENTS),
        ("Fifteen boats were lost.", _BOATS),
        ("In nineteen of twenty tests it missed nothing.", "In 1 of 20 tests it missed a letter."),
        ("The older reader failed on a tenth.", "The reader handles 98% of the words; the older one handled 90%."),
        ("Seventy percent of the singers are grown up.", "Of the singers, 30% are under 18."),
        ("It ran on two cards.", "We ran it on two RTX 3090 cards."),
        ("There were not even 500 pages.", "There were fewer than 500 pages."),
        ("Some 400 people had been asked in spring.", "Some 400 people were asked on 3 May 2019."),
        ("The old lamp weighs 36 kg.", "It weighs 3 kg, 12 times less than the old lamp."),
        ("At worst it breaks after 35 years.", "It holds for 120 years, in the worst case for 35."),
        ("They print 1.2 million books every year.", "They print 1.2 million books a year for 85,000 readers."),
        ("It has eighty percent of the weight.", "The boat is 20% lighter."),
        ("With 64 pages it was printed.", "It had 64 printed pages, the old book 128 pages."),
        ("A list is never longer than three pages.", "No clerk keeps over 9 lists, and each has at most three pages."),
        ("About 15 percent of the clerks do nothing but copy.", "We let 20 out of the 132 available clerks copy."),
        ("A tenth of the letters gets lost.", "The loss rate of letters P_(drop) = 0.1 was low."),
        ("Line three lists the boats.", "Line 3 lists the boats."),
        ("Weights are kept in eight bits, not in 32.", "We keep weights in FP8 instead of FP32."),
        ("Losses fall by three quarters.", "It keeps 99% of the mail, so losses are cut to a quarter."),
        ("No boat carried more than four nets.", "A boat was allowed at most 4 nets."),
        ("Three towns had a mill.", "Besides, in York, Selby, and Market Drayton there was a mill."),
        ("About 4,500 people lived there.", "The fair drew 1,500 people, a third of the town."),
        ("In ten years it grew by 4 cm.", "It grew 4 cm per decade."),
        ("Nearly 78 percent of the lamps still work.", "The share that works drops from 78.4% to 77.9%."),
        ("All but ten of a hundred pumps worked.", "They tested 100 pumps; 90 of these were found in order."),
        ("Ten percent of the pumps did not run.", "They tested 100 pumps, and 90 of them ran."),
        ("No pump ran in 10 percent of the houses.", "A pump ran in 90 percent of the houses."),
        ("The mill stood still for eight years.", "The mill was closed between 1911 and 1919."),
        ("The clock rings four times an hour.", "The clock rings every 15 minutes."),
        ("Fifty-one of the 60 boats passed, nine did not.", _BOATS),
        ("It lost a fifth of its cows.", _MILK),
        ("On average a ship made 400 voyages.", _SHIPS),
        ("Some 7,200 cards were written.", "Each of 48 clerks wrote 150 cards."),
        ("About nine thousand people voted.", "Yes got 5,100 votes and no got 3,950 votes."),
        ("The kettle needs 40 percent less power.", "Power falls from 2.0 kW to 1.2 kW."),
        ("Both measures were inversely related (0.42).", "The correlation of both measures was -0.42."),
        ("Half of the money was gone.", "It spent 3 million francs of the 6 million francs."),
        ("The median rent shrank to 900 dollars, or 75 percent.", _RENTS),
        ("By about 10 percent in spring, and by almost 20 in autumn.", "It grew 10.2% in spring and 19.4% in autumn."),
    ],
)
def test_what_follows_from_the_numbers_of_a_span_is_supported(ours: str, theirs: str) -> None:
    assert judge_claim(ours, theirs).supported


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("Rents fell by three quarters.", _RENTS),
        ("Rents fell to a quarter.", _RENTS),
        ("Rents fell by 900 dollars.", _RENTS),
        ("Rents rose from 900 to 1,200 dollars.", _RENTS),
        ("Rents are a third of what they were.", _RENTS),
        ("It lost 80 percent of its cows.", _MILK),
        ("Every hour it prints 700 pages.", "It prints 700 pages per night."),
        ("The reader fails on 98% of the words.", "The reader handles 98% of the words; the older one handled 90%."),
        ("They arrive 40 minutes sooner.", "The ride shortened from 60 to 40 minutes."),
        ("It has twenty percent of the weight.", "The boat is 20% lighter."),
        ("The boat costs half as much.", "The boat costs twice as much."),
        ("More than ninety thousand letters came.", "9,300 letters came from 12 towns."),
        ("Rents fell by a quarter.", "Rents were cut by three quarters, and 2 of 9 towns had no rents."),
        ("She types 40 lines of old verse per hour.", "She types 40 lines per minute."),
        ("Yield is ten times as high.", "The new plough raises yield by 10%."),
        ("The new boat is a third ahead.", "The new boat is 10% ahead of the others."),
        ("Sixty percent of the hens remain.", "After removing 60% of the hens, eggs fell from 9 to 4."),
        ("Four fifths of the cows were dropped.", "They dropped 4 of 20 cows."),
        ("Mills stood in three towns.", "In York, and again in Selby, there was a mill."),
        ("In the north the gap is four points.", "The gap is two points in the south (Row 3), one here (Row 6)."),
        ("Each list has at least 3 pages.", "No clerk keeps over 9 lists, and each has at most three pages."),
        ("One and a half billion people came.", "It drew 1.5M people."),
        ("Weights are kept in four bits.", "We keep the weights in FP8."),
        ("It used 1.5 MWh per litre.", _MILK),
        ("The inspectors passed 9 of 60 boats.", "The inspectors failed 9 of 60 boats."),
        ("The register lists 90 voyages.", _SHIPS),
        ("The register lists 36,000 ships.", _SHIPS),
        ("The register lists a few hundred voyages.", _SHIPS),
        ("Most cows were sold.", "The farm sold 20% of its cows."),
        ("Nearly everyone agreed.", "Of those asked, 55% agreed."),
        ("The storm lasted from March to August.", "The storm season lasted from March to June."),
        ("The two measures were related (0.42).", "The correlation of both measures was -0.42."),
        ("The pump stopped only once.", "The pump stopped in 5 of 30 trials."),
        ("The pump stopped twice.", "The pump stopped in 5 of 30 trials."),
        ("The trip took a full week.", "The trip took 3.5 days."),
        ("It writes cards ten times as fast.", "It writes cards 2 times faster."),
        ("It prints page ten times as fast.", "It prints a page 2 times faster."),
        ("The new press is half as fast.", "The new press doubles the speed."),
        ("The archive grew eightfold.", "The archive shrank by a factor of 3."),
    ],
)  # fmt: skip
def test_what_does_not_follow_is_found(ours: str, theirs: str) -> None:
    verdict = judge_claim(ours, theirs)
    assert not verdict.supported
    assert verdict.rule in ("claim-number", "claim-unit", "claim-swapped", "claim-reversed")


@pytest.mark.parametrize(
    ("ours", "theirs", "expected"),
    [
        ("It holds 36 million voyages.", _SHIPS, "36,000"),
        ("It covers 70 ships.", _SHIPS, "90"),
        ("It took nine weeks.", "In May 2021, a crew of 12 needed 9 days (n = 80).", "9 days"),
        ("It read 500 million pages.", "A 7B model read 40 pages in 6 steps.", "40"),
        ("It costs 3 billion dollars.", "It needs 12 people.", ""),
    ],
)
def test_the_finding_shows_the_number_that_was_meant(ours: str, theirs: str, expected: str) -> None:
    assert judge_claim(ours, theirs).fix == expected


def test_a_sentence_of_very_many_numbers_ends_and_none_of_them_slips_through() -> None:
    span = "It has 12 rows and 5 of 10 cells. " * 20
    assert not judge_claim("12 of ten " * 300 + "and 777 more", span).supported
    assert any(v.ours == "777" for v in judge_all("It has 12 rows, " * 40 + "and 777 more", span))


def doubted(label: str) -> float:
    lines = (Path(__file__).parent / "data" / "number_claims.jsonl").read_text("utf-8").splitlines()
    rows = [row for row in map(json.loads, lines) if row["label"] == label]
    return sum(not judge_claim(row["claim"], row["evidence"]).supported for row in rows) / len(rows)


def test_of_many_wrong_numbers_in_plain_words_at_most_one_in_25_slips_through() -> None:
    assert doubted("unsupported") >= 0.96


def test_of_many_right_numbers_in_plain_words_at_most_one_in_15_is_doubted() -> None:
    assert doubted("supported") <= 1 / 15
