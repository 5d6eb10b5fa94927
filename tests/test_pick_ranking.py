"""The ranking: what is learned from choices, what is said about it, and how a list ends."""

from __future__ import annotations

import csv
import datetime as dt
import gzip
import json
from pathlib import Path

import pytest

from inkpress.cli.shortlist import shortlist_lines
from inkpress.models import Candidate, Counts, Paper, Shortlist
from inkpress.pick.evaluate import Label, Ranked, Week, compare, ndcg, replay, weekly_ndcg
from inkpress.pick.insight import insight_of
from inkpress.pick.model import Example
from inkpress.pick.rank import Ranker, Sketched, Taste, apart, prepare
from inkpress.pick.reasons import minutes_to_read, reasons_for, short
from inkpress.pick.shortlist import Limits, order, shortlist
from inkpress.pick.sketch import sketch_of
from inkpress.pick.words import contains_phrase, joined
from tests.builders import make_paper

LABELS = Path(__file__).parent / "pick_insight_labels.csv"
TOPICS = (
    ("sparse attention kernels", "Attention kernels read less memory when keys are sparse and blocks are skipped."),
    ("protein folding networks", "Folding networks predict residues of a protein from its amino acid sequence."),
    ("audio source separation", "Separating a singer from a recorded band needs spectral masks for each source."),
    ("traffic forecasting graphs", "Road graphs forecast traffic of a city from sensors along its highways."),
)


def sketched(number: int, topic: int, **changes: object) -> Sketched:
    """A paper about one of the topics; each number gives other filler words."""
    name, sentence = TOPICS[topic]
    filler = " ".join(f"filler{(number * 7 + k) % 50}" for k in range(6))
    fields = {
        "id": f"2601.{number:05d}",
        "title": f"Study {number} of {name}",
        "abstract": f"{sentence} We vary {filler}.",
        "authors": (f"Writer {number}", f"Helper {number}"),
        **changes,
    }
    paper = make_paper(**fields)
    return Sketched(paper, sketch_of(paper))


def flood(start: int, per_topic: int) -> list[Sketched]:
    return [sketched(start + n, n % 4) for n in range(4 * per_topic)]


def example(row: Sketched, choose: str = "yes", age_days: float = 7.0) -> Example:
    return Example(row.paper.id, row.paper.title, row.sketch, choose, age_days)


def ranker(examples: list[Example], papers: list[Sketched], **taste: object) -> Ranker:
    return prepare(papers, examples, [], [row.sketch for row in flood(500, 10)], Taste(**taste))  # type: ignore[arg-type]


def topics_of(papers: list[Sketched], by: Ranker) -> list[str]:
    return [" ".join(row.paper.title.split()[3:]) for row, _ in order(papers, by)]


def test_papers_like_the_chosen_ones_come_first() -> None:
    papers = flood(0, 5)
    found = topics_of(papers, ranker([example(sketched(900 + n, 1)) for n in range(5)], papers))
    assert found[:5] == ["protein folding networks"] * 5


def test_papers_like_the_rejected_ones_come_last() -> None:
    papers = flood(0, 5)
    likes = [example(sketched(900 + n, 1)) for n in range(4)]
    before = topics_of(papers, ranker(likes, papers))
    after = topics_of(papers, ranker([*likes, *(example(sketched(950 + n, 2), "no") for n in range(6))], papers))
    place = {name: sum(n for n, topic in enumerate(after) if topic == name) for name in set(after)}
    assert max(place, key=lambda name: place[name]) == "audio source separation"
    assert sum(n for n, t in enumerate(before) if t == "audio source separation") < place["audio source separation"]


def test_without_choices_the_interests_rank() -> None:
    papers = flood(0, 5)
    found = topics_of(papers, prepare(papers, [], [], [], Taste(interests=("traffic forecasting",), insight="off")))
    assert found[:5] == ["traffic forecasting graphs"] * 5


def test_a_seed_paper_counts_as_an_interest() -> None:
    papers = flood(0, 5)
    seed = example(sketched(990, 0))
    by = prepare(papers, [], [seed], [], Taste(insight="off"))
    assert topics_of(papers, by)[:5] == ["sparse attention kernels"] * 5
    assert "Near your seed paper" in " ".join(reasons_for(papers[0], by))


def test_a_watched_author_is_a_reason() -> None:
    papers = [*flood(0, 5), sketched(77, 3, authors=("Ada Lovelace",))]
    by = prepare(papers, [], [], [], Taste(watch_authors=("Ada Lovelace",)))
    first, _ = order(papers, by)[0]
    assert first.paper.id == "2601.00077"
    assert reasons_for(first, by)[0] == "By Ada Lovelace, whom you watch."


def test_earlier_picks_of_an_author_count_only_while_use_authors_is_on() -> None:
    chosen = [example(sketched(900 + n, 1, authors=("Ada Lovelace", "B C"))) for n in range(5)]
    alike = [*flood(0, 8), sketched(88, 3, authors=("Ada Lovelace", "C D")), sketched(88, 3, authors=("X Y", "Z A"))]
    hers, theirs = ranker(chosen, alike).scores(alike)[-2:]
    assert hers > theirs
    off = ranker(chosen, alike, use_authors=False).scores(alike)
    assert off[-1] == off[-2]


def test_permuting_authors_changes_no_score_when_they_are_not_used() -> None:
    papers = flood(0, 8)
    names = [row.paper.authors for row in papers]
    swapped = [
        Sketched(p := make_paper(**{**dict(row.paper), "authors": (*authors, "One More")}), sketch_of(p))
        for row, authors in zip(papers, reversed(names), strict=True)
    ]
    likes = [example(sketched(900 + n, 1)) for n in range(4)]
    by = prepare(papers, likes, [], [row.sketch for row in flood(500, 8)], Taste(use_authors=False))
    assert (by.scores(papers) == by.scores(swapped)).all()


def test_shares_add_up_to_the_difference_between_two_scores() -> None:
    papers = flood(0, 8)
    by = ranker([example(sketched(900 + n, 1)) for n in range(5)], papers, interests=("traffic forecasting",))
    scores = by.scores(papers[:2])
    sums = [sum(share.share for share in by.shares(row)) for row in papers[:2]]
    assert scores[1] - scores[0] == pytest.approx(sums[1] - sums[0], abs=1e-5)


def test_reasons_name_the_choice_it_resembles_and_the_words_they_share() -> None:
    papers = flood(0, 5)
    reasons = reasons_for(papers[1], ranker([example(sketched(900 + n, 1)) for n in range(5)], papers))
    assert reasons[0].startswith("Like “Study 90")
    assert "which you chose: both are about" in reasons[0]
    assert any(word in reasons[0] for word in ("folding", "protein", "residues"))


def test_nothing_to_say_is_said() -> None:
    papers = flood(0, 2)
    assert reasons_for(papers[0], prepare(papers, [], [], [], Taste())) == (
        "Nothing in it speaks for it or against it: the order is chance.",
    )
    assert order([], prepare(papers, [], [], [], Taste())) == []


def test_the_list_holds_two_of_a_topic_and_says_what_it_left_out() -> None:
    papers = flood(0, 5)
    by = ranker([example(sketched(900 + n, 1)) for n in range(5)], papers)
    proposals, near = shortlist(order(papers, by), by, Limits(), {})
    topics = [row.paper.title.split("of ")[1] for row in proposals]
    assert topics.count("protein folding networks") == 2
    assert len(near) == 5
    assert near[0].reasons[0].startswith("Left out: the list has 2 on this topic, such as “Study")


def test_near_duplicates_stand_on_the_list_once() -> None:
    twin = sketched(3, 1)
    papers = [*flood(10, 3), twin, Sketched(make_paper(**{**dict(twin.paper), "id": "2601.99999"}), twin.sketch)]
    by = ranker([example(sketched(900, 1))], papers)
    proposals, near = shortlist(order(papers, by), by, Limits(proposals=7, max_per_topic=9), {})
    assert sum(row.paper.title == twin.paper.title for row in proposals) <= 1
    assert any("nearly the same as" in row.reasons[0] for row in near)


def test_one_group_of_authors_gets_two_places() -> None:
    group = ("Ann Able", "Bob Best", "Cyd Code")
    papers = [sketched(n, n % 4, authors=group) for n in range(4)]
    by = prepare(papers, [], [], [], Taste())
    proposals, near = shortlist(order(papers, by), by, Limits(), {})
    assert len(proposals) == 2
    assert "by this group" in near[0].reasons[0]
    assert shortlist([], by, Limits(), {}) == ((), ())


def test_replay_learns_only_from_what_was_known() -> None:
    monday = dt.date(2026, 1, 5)
    weeks = [Week(monday + dt.timedelta(7 * n), flood(100 * n, 8)) for n in range(4)]
    liked = {row.paper.id for week in weeks for row in week.papers if "protein" in row.paper.title}
    labels = [Label(name, monday + dt.timedelta(7 * n + 6)) for n, week in enumerate(weeks) for name in sorted(liked)
              if name in {row.paper.id for row in week.papers}]  # fmt: skip
    ranked = list(replay(weeks, labels, Taste(insight="off"), monday, weeks[-1].monday))
    values = weekly_ndcg(ranked, labels)
    assert [picks for picks, _ in values.values()] == [8] * 4
    assert values[weeks[-1].monday][1] > 0.95 > values[monday][1]


def test_ndcg_is_one_for_a_perfect_order_and_ignores_what_lies_deep() -> None:
    ids = tuple(str(n) for n in range(100))
    perfect = Ranked(dt.date(2026, 1, 5), ids, tuple(float(-n) for n in range(100)))
    assert ndcg(perfect, {"0", "1"}) == 1.0
    assert ndcg(perfect, {"99"}) == 0.0


def test_a_comparison_says_when_no_difference_is_shown() -> None:
    days = [dt.date(2026, 1, 5) + dt.timedelta(7 * n) for n in range(8)]
    low = dict.fromkeys(days, (5, 0.2))
    high = dict.fromkeys(days, (5, 0.4))
    mixed = {day: (5, 0.2 + (0.1 if n % 2 else -0.1)) for n, day in enumerate(days)}
    verdicts = [compare(low, other) for other in (high, mixed)]
    assert [v.in_words.split(":")[0] for v in verdicts if v] == ["better", "no difference shown"]
    worse = compare(high, low)
    assert worse is not None
    assert worse.in_words.startswith("worse")
    assert compare({}, low) is None


def test_insight_is_told_from_increment_and_quoted() -> None:
    why = insight_of("Why do small models forget?", "We show why models forget. The mechanism behind it is rank loss.")
    gain = insight_of(
        "FastNet", "We propose a novel network. It outperforms the best method by 0.3% and achieves SOTA results."
    )
    assert why.score > 0.5 > -0.3 > gain.score
    assert why.quote == "Why do small models forget?"
    assert "outperforms the best method by 0.3%" in gain.quote
    assert insight_of("A plain title", "Plain words.") == (0.0, "", "")


@pytest.mark.shared
def test_the_insight_signal_is_right_about_freshly_labelled_abstracts(shared: Path) -> None:
    rows = csv.DictReader(LABELS.read_text("utf-8").splitlines())
    wanted = {row["id"]: row["label"] for row in rows if row["set"] == "fresh"}
    assert len(wanted) >= 40
    called: list[str] = []
    for file in ("candidates-warmup", "candidates-dev"):
        with gzip.open(shared / "data" / "picker" / f"{file}.jsonl.gz", "rt", encoding="utf-8") as lines:
            for row in map(json.loads, lines):
                if row["id"] in wanted and insight_of(row["title"], row["abstract"]).score >= 0.3:
                    called.append(wanted[row["id"]])
    assert called.count("insight") / len(called) >= 0.6
    assert called.count("increment") / len(called) <= 0.15


@pytest.mark.parametrize(("comment", "minutes"), [(None, 30), ("10 pages", 25), ("2 pages", 10), ("300 pages", 90)])
def test_minutes_follow_the_pages(comment: str | None, minutes: int) -> None:
    assert minutes_to_read(make_paper(comment=comment)) == minutes


def test_small_words() -> None:
    assert (joined(["a"]), joined(["a", "b", "c"]), joined([])) == ("a", "a, b and c", "")
    assert apart(["deep learning", "learned", "graph"], 2) == ["deep learning", "graph"]
    assert short("A title that is much longer than allowed", 20) == "A title that is…"
    assert contains_phrase("Remote\nSensing now", "remote sensing")
    assert not contains_phrase("remote sensings", "remote sensing")
    assert not contains_phrase("x", " ")


def test_the_printed_list_keeps_within_eighty_columns_and_ends() -> None:
    rows = tuple(
        Candidate(
            paper=Paper(id=f"2601.0000{n}", title="Many words " * 12, authors=("A B",) * n, categories=("cs.LG",)),
            score=1.0, reasons=("Because of a sentence that goes on and on " * 4,), flags=("withdrawn",), minutes=30,
        )
        for n in range(4)
    )  # fmt: skip
    listed = Shortlist(
        date=dt.date(2026, 1, 12), counts=Counts(new=9), proposals=rows, near_misses=rows[:1], changed=rows[:1]
    )
    lines = list(shortlist_lines(listed, "posts/picks/2026-01-12.yaml", ("a note",), "9 fetched", 80))
    assert max(len(line.text) for line in lines) <= 80
    text = "\n".join(line.text for line in lines)
    assert text.startswith("Monday, 12 January 2026: 4 of 9 new papers, 2 hours to read them all")
    assert "A B and A B" in text
    assert "A B et al." in text
    assert "That is all." in text
