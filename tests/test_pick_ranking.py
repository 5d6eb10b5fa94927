"""The ranking: what is learned from choices, what is said about it, and how a list ends."""

from __future__ import annotations

import datetime as dt
import random
from pathlib import Path

import pytest

from inkpress.cli.shortlist import shortlist_lines
from inkpress.models import Candidate, Counts, Paper, Shortlist
from inkpress.pick.evaluate import Label, Ranked, Week, compare, ndcg, recall, replay, weekly_ndcg
from inkpress.pick.facts import FACTS, in_words
from inkpress.pick.insight import WORTH_SAYING, insight_of
from inkpress.pick.model import Example
from inkpress.pick.rank import Ranker, Sketched, Taste, apart, prepare
from inkpress.pick.reasons import minutes_to_read, near_miss_reason, reasons_for, short
from inkpress.pick.shortlist import Limits, order, shortlist
from inkpress.pick.sketch import sketch_of
from inkpress.pick.words import as_written, contains_phrase, joined
from tests.builders import make_paper
from tests.picking import labelled

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


def test_an_interest_that_is_there_in_part_counts_in_part() -> None:
    papers = [
        *flood(0, 6),
        sketched(70, 0, title="Audio of attention"),
        sketched(71, 1, title="Audio source of folding"),
    ]
    by = prepare(papers, [], [], [], Taste(interests=("audio source",), insight="off"))
    half, whole = by.scores(papers[-2:])
    assert 0 < half < 0.4 * whole


def test_a_stated_interest_counts_more_than_a_promise_of_insight() -> None:
    papers = [*flood(0, 5), sketched(70, 0, abstract="We explain why it fails. Surprisingly, scaling laws break down.")]
    found = prepare(papers, [], [], [], Taste(interests=("traffic forecasting",)))
    assert topics_of(papers, found)[:5] == ["traffic forecasting graphs"] * 5
    assert order(papers, prepare(papers, [], [], [], Taste()))[0][0].paper.id == "2601.00070"


def test_a_seed_paper_counts_as_an_interest() -> None:
    papers = flood(0, 5)
    seed = example(sketched(990, 0))
    by = prepare(papers, [], [seed], [], Taste(insight="off"))
    assert topics_of(papers, by)[:5] == ["sparse attention kernels"] * 5
    assert "Near your seed paper" in " ".join(reasons_for(papers[0], by))


def test_seeds_teach_as_choices_do_once_there_is_a_flood_to_tell_them_from() -> None:
    papers = flood(0, 5)
    seeds = [example(sketched(900 + n, 1)) for n in range(5)]
    by = prepare(papers, [], seeds, [row.sketch for row in flood(500, 10)], Taste(insight="off"))
    assert topics_of(papers, by)[:5] == ["protein folding networks"] * 5
    assert {"word", "fact", "seed"} <= {share.kind for share in by.shares(papers[1])}


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


def alike(number: int, sentence: str = "", **changes: object) -> Sketched:
    """A paper on protein folding that shares little but its topic with others of its kind."""
    own = " ".join(f"filler{k}" for k in random.Random(number).sample(range(50), 12))
    abstract = f"Folding networks predict RNA shapes. {sentence} Also {own}."
    return sketched(number, 1, title=f"Study {number} of folding", abstract=abstract, **changes)


def test_reasons_name_the_choice_it_resembles_and_the_words_they_share() -> None:
    papers = flood(0, 5)
    choices = [example(alike(900 + n)) for n in range(4)]
    reasons = reasons_for(alike(1), ranker(choices, [*papers, alike(1)]))
    assert reasons[0].startswith("Like “Study 90")
    assert "which you chose: both speak of " in reasons[0]
    assert "RNA" in reasons[0]  # as the abstract writes it


def test_reasons_count_the_choices_in_which_a_word_stands() -> None:
    papers = [*flood(0, 8), row := alike(1, "Also kinases bind.")]
    choices = [example(alike(900 + n, "Also kinases bind." if n < 2 else "")) for n in range(4)]
    choices += [example(sketched(990, 2))]
    found = reasons_for(row, ranker([*choices, example(row)], papers))
    assert "predict RNA (in 5 of 6)" in " ".join(found)


def test_reasons_leave_out_words_that_stand_only_in_an_address() -> None:
    row = alike(1, "Code: https://github.com/lab/kinase or codeberg.org/lab.")
    for word in ("https", "github", "com", "kinase", "codeberg", "org", "lab"):
        assert as_written(word, row.paper) == ""
    assert as_written("code", row.paper) == "code"
    choices = [example(alike(900 + n, f"Code: https://github.com/lab/{n}.")) for n in range(4)]
    found = " ".join(reasons_for(row, ranker(choices, [*flood(0, 8), row])))
    assert "code (in 4 of 4)" in found
    assert not any(word in found for word in ("http", "github", "com ("))


def test_reasons_name_the_authors_of_a_choice_and_doubt_a_single_name() -> None:
    families = ("Day", "Elm", "Fox", "Fox", "Elm")
    trios = [tuple(f"{name} {family}" for name in ("Ann", "Bob", "Cyd")) for family in families]
    chosen = [example(sketched(900 + n, 1, authors=trio), age_days=9 - n) for n, trio in enumerate(trios)]
    papers = [*flood(0, 8), *(sketched(70 + n, 3, authors=trios[1][: n + 1]) for n in range(3))]
    one, two, three = (reasons_for(row, ranker(chosen, papers))[0] for row in papers[-3:])
    assert one == "The name Ann Elm also stands on “Study 904 of protein folding networks”, which you chose."
    assert two == "Ann Elm and Bob Elm also wrote “Study 904 of protein folding networks”, which you chose."
    assert three.startswith("Ann Elm and 2 others also wrote")
    off = ranker(chosen, papers, use_authors=False)
    assert "Ann" not in " ".join(reasons_for(papers[-1], off))


def test_a_paper_that_says_the_same_as_a_choice_is_named_so() -> None:
    papers = [*flood(0, 5), sketched(90, 1)]
    kept = [Example("2601.00900", papers[-1].paper.title, papers[-1].sketch, "later")]
    assert "Nearly the same text as “Study 90 of protein folding networks”, which you kept for later." in reasons_for(
        papers[-1], ranker(kept, papers)
    )


def test_an_interest_is_named_whole_or_by_the_words_that_stand_in_the_paper() -> None:
    papers = [*flood(0, 3), *(sketched(50 + n, 2) for n in range(12))]
    by = prepare(papers, [], [], [], Taste(interests=("traffic planning", "sparse attention"), insight="off"))
    assert reasons_for(papers[3], by)[0] == "Speaks of “traffic”, a part of your interest in “traffic planning”."
    assert reasons_for(papers[0], by)[0] == "Touches your interest in “sparse attention”."
    wide = prepare(papers, [], [], [], Taste(interests=("audio design", "protein design"), insight="off"))
    assert reasons_for(papers[1], wide)[0] == "Speaks of “protein”, a part of your interest in “protein design”."
    assert "audio" not in reasons_for(papers[2], wide)[0]


def test_facts_are_said_as_they_are_of_the_paper() -> None:
    about = {fact.name: fact for fact in FACTS}
    assert in_words(about["title length"], 1.1, -2) == "a short title"
    assert in_words(about["title length"], 3.1, 2) == "a long title"
    assert (in_words(about["survey"], 1, 3), in_words(about["survey"], 0, -1)) == ("a survey", "not a survey")


def test_a_paper_that_came_up_by_its_form_says_so() -> None:
    odd = [sketched(n, n % 4, title=f"Study {n}? {TOPICS[n % 4][0]}?") for n in range(40)]
    papers = [*flood(100, 10), *odd[:5]]
    by = prepare(papers, [example(row) for row in odd[5:]], [], [row.sketch for row in flood(500, 20)], Taste())
    said = " ".join(reasons_for(odd[0], by)).partition("Its form counts most: ")[2]
    assert said.count("title") == 1


def test_a_quotation_is_shown_without_commands_that_set_type() -> None:
    row = sketched(
        1, 0, abstract=r"We explain why \emph{sparse} keys fail in 30\% of cases, a \textbf{mechanistic explanation}."
    )
    reasons = reasons_for(row, prepare([row], [], [], [], Taste()))
    assert reasons[-1].startswith("Promises insight: “We explain why sparse keys fail in 30% of cases")


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
    (first,) = [row for row in proposals if row.paper.title == twin.paper.title]
    assert first.flags == ("nearly the same: 2601.99999",)
    assert not {"2601.00003", "2601.99999"} & {row.id for row in near}


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


def test_a_limit_of_earlier_work_is_no_insight_and_a_proposal_weighs_against_it() -> None:
    motive = insight_of("Net", "However, existing methods suffer from inherent limitations. We propose Net.")
    assert motive.score < 0
    assert insight_of("Limits", "We show fundamental limits of attention.").score > 0.3


@pytest.mark.shared
def test_the_insight_signal_is_right_about_labelled_abstracts_it_was_not_written_for(shared: Path) -> None:
    rows = [row for row in labelled(shared) if row.set != "seen"]
    assert len(rows) >= 40
    called = [row.label for row in rows if row.score >= WORTH_SAYING]
    assert called.count("insight") / len(called) >= 0.6
    assert called.count("increment") / len(called) <= 0.15


def test_fewer_choices_teach_less() -> None:
    monday = dt.date(2026, 1, 5)
    weeks = [Week(monday + dt.timedelta(7 * n), flood(100 * n, 8)) for n in range(3)]
    liked = {row.paper.id for week in weeks for row in week.papers if "protein" in row.paper.title}
    labels = [Label(name, monday) for name in sorted(liked)]
    last = [
        list(replay(weeks, labels, Taste(insight="off"), weeks[2].monday, weeks[2].monday, most_choices=n))
        for n in (0, 12)
    ]
    assert recall(last[0], liked, 8) < recall(last[1], liked, 8) == 1.0


@pytest.mark.parametrize(("comment", "minutes"), [(None, 30), ("10 pages", 25), ("2 pages", 10), ("300 pages", 90)])
def test_minutes_follow_the_pages(comment: str | None, minutes: int) -> None:
    assert minutes_to_read(make_paper(comment=comment)) == minutes


def test_small_words() -> None:
    paper = make_paper(title="Deep nets", abstract="We fold RNA. Shapes bind.")
    assert [as_written(term, paper) for term in ("fold rna", "deep", "rna shapes")] == ["fold RNA", "deep", ""]
    assert (joined(["a"]), joined(["a", "b", "c"]), joined([])) == ("a", "a, b and c", "")
    assert apart(["deep learning", "learned", "graph"], 2) == ["deep learning", "graph"]
    assert short("A title that is much longer than allowed", 20) == "A title that is…"
    assert contains_phrase("Remote\nSensing now", "remote sensing")
    assert not contains_phrase("remote sensings", "remote sensing")
    assert not contains_phrase("x", " ")


def printed(proposals: int, near_misses: int = 1, **about: object) -> str:
    """The text of a list of long-titled papers, at 80 columns."""
    rows = tuple(
        Candidate(
            paper=Paper(id=f"2601.0000{n}", title="Many words " * 12, authors=("A B",) * n, categories=("cs.LG",)),
            score=1.0, reasons=("Because of a sentence that goes on and on " * 4,), flags=("withdrawn",), minutes=30,
        )
        for n in range(5)
    )  # fmt: skip
    beyond = Candidate(**{**dict(rows[0]), "reasons": (near_miss_reason(8, ""), "A reason of its own."), **about})
    listed = Shortlist(
        date=dt.date(2026, 1, 12), counts=Counts(new=9), proposals=rows[:proposals],
        near_misses=(beyond,) * near_misses, changed=rows[:1],
    )  # fmt: skip
    lines = list(shortlist_lines(listed, "posts/picks/2026-01-12.yaml", ("a note",), "9 fetched", 80))
    assert max(len(line.text) for line in lines) <= 80
    return "\n".join(line.text for line in lines)


def test_the_printed_list_keeps_within_eighty_columns_and_ends() -> None:
    text = printed(4)
    assert text.startswith(
        "Monday, 12 January 2026\n4 of 9 new papers. 2 minutes for this list, 2 hours for the papers.\n"
    )
    assert "A B and A B" in text
    assert "A B et al." in text
    assert "That is all.\n9 fetched.\n" in text


def test_a_near_miss_shows_its_own_reason_before_its_place() -> None:
    assert "A reason of its own." in printed(1)
    assert "Just below" not in printed(1)
    assert "Just below the list: place 8." in printed(1, reasons=(near_miss_reason(8, ""),))


def test_hours_are_told_in_halves() -> None:
    assert "1 minute for this list, 30 minutes for the paper." in printed(1, 0)
    assert "2½ hours for the papers" in printed(5)
