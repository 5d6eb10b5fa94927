"""The claim ladder: quotations, numbers, names, drift; against a span and against the whole paper."""

from __future__ import annotations

import json
import random
import time
from pathlib import Path

import pytest

from inkpress.check.align import align
from inkpress.check.claims import find_claim, judge_claim
from inkpress.check.plain import judge_swaps
from inkpress.check.quotes import find_quotations, flatten, quoted_speech, stands_in
from inkpress.check.search import index_paper, index_spans
from inkpress.check.stemming import stem
from inkpress.check.text_file import read_text_paper
from inkpress.check.words import read_words
from inkpress.models import Table
from tests.builders import make_paper_text
from tests.corruptions import CORRUPTIONS, FAITHFUL

HERE = Path(__file__).parent
PAPER = make_paper_text(
    "We introduce TinyCheck, a small model that verifies statements. "
    "TinyCheck outperforms LargeCheck on most benchmarks. "
    "Training took 3.5 days on 8 GPUs. Furthermore, the method may reduce the number of false alarms. "
    "It does not need labelled data. We reach a precision of 0.91 and a recall of 0.84.",
    "The corpus contains 1,409 claims from 48 news sites. "
    "Each claim was read by at least two annotators before release. "
    "The decoder is slightly less accurate but ten times faster than the encoder used by ChatHelper.",
)


@pytest.mark.parametrize(
    "sentence",
    [
        "The authors introduce TinyCheck, a small model that verifies statements.",
        "The method may reduce the number of false alarms.",
        "Training took three and a half days on eight GPUs.",
        "The authors write: “may reduce the number of false alarms”.",
        "They call it “a small model that … statements”.",
        "The data holds some 1,400 claims.",
        "Nothing in this sentence can be held against the paper.",
        "They reach a precision of 0.91 and a recall of 0.84.",
        "See Section 9 and Table 7 for more.",
        "The idea was born in 1998.",
    ],
)
def test_what_the_paper_says_is_supported(sentence: str) -> None:
    verdict = find_claim(sentence, PAPER)
    assert verdict.supported, verdict


@pytest.mark.parametrize(
    ("sentence", "rule"),
    [
        ("The authors introduce BigCheck, a small model that verifies statements.", "claim-name"),
        ("TinyCheck outperforms LargeCheck on all benchmarks.", "claim-overstated"),
        ("LargeCheck outperforms TinyCheck on most benchmarks.", "claim-swapped"),
        ("Training took 5.3 days on 8 GPUs.", "claim-number"),
        ("Training took 3.5 weeks on 8 GPUs.", "claim-number"),
        ("The method will reduce the number of false alarms.", "claim-overstated"),
        ("The method reduces the number of false alarms.", "claim-hedge"),
        ("The method always reduces the number of false alarms.", "claim-overstated"),
        ("It does need labelled data.", "claim-negation"),
        ("The method may increase the number of false alarms.", "claim-reversed"),
        ("Each claim was read by at least two annotators after release.", "claim-reversed"),
        ("They reach a precision of 0.84 and a recall of 0.91.", "claim-swapped"),
        ("The authors write: “may reduce the number of true alarms”.", "claim-quote"),
        ("The corpus contains 1,490 claims from 48 news sites.", "claim-number"),
        ("The corpus contains 1,409 claims from 48% news sites.", "claim-unit"),
        ("The corpus contains 1,409 poems from 48 news sites.", "claim-wording"),
        ("The new engine scored 93.7% in our test.", "claim-number"),
    ],
)
def test_what_the_paper_does_not_say_is_named_by_rule(sentence: str, rule: str) -> None:
    verdict = find_claim(sentence, PAPER)
    assert not verdict.supported
    assert verdict.rule == rule, verdict


def test_a_verdict_shows_the_papers_sentence_its_place_and_the_fix() -> None:
    verdict = find_claim("Training took 5.3 days on 8 GPUs.", PAPER)
    assert verdict.evidence is not None
    assert (verdict.evidence.section, verdict.evidence.quote) == ("S1.p1.s3", "Training took 3.5 days on 8 GPUs.")
    assert (verdict.ours, verdict.fix) == ("5.3 days", "3.5 days")


def test_a_number_of_a_table_may_be_given_its_percent_sign() -> None:
    paper = make_paper_text("We compare.", tables=(Table(id="T1", rows=(("Model", "Accuracy"), ("Ours", "85.3"))),))
    assert find_claim("Our accuracy is 85.3%.", paper).supported
    assert not find_claim("Our accuracy is 83.5%.", paper).supported


def test_a_claim_cut_over_two_sentences_of_the_paper_is_found() -> None:
    index = index_paper(
        make_paper_text("We drop the input if it exceeds the limit. The claim is never truncated at all.")
    )
    sentence = "They drop the input if it exceeds the limit, and the claim is never truncated at all."
    assert find_claim(sentence, index).supported


def test_against_a_few_spans_small_numbers_are_not_held() -> None:
    spans = index_spans(["Training took 3.5 days on 8 GPUs."])
    assert find_claim("Three ideas make it work.", spans).supported
    assert not find_claim("It has 93 layers.", spans).supported


# --- one sentence, one span --------------------------------------------------------------------------------------


def plain_claims() -> list[dict[str, str]]:
    lines = (HERE / "data" / "plain_claims.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines]


def flagged(kinds: set[str]) -> float:
    rows = [row for row in plain_claims() if row["kind"] in kinds]
    return sum(not judge_claim(row["claim"], row["evidence"]).supported for row in rows) / len(rows)


def test_in_plain_words_wrong_numbers_and_magnitudes_are_all_caught() -> None:
    assert flagged({"number", "magnitude", "unit"}) == 1.0


def test_in_plain_words_at_most_one_true_statement_in_ten_is_doubted() -> None:
    assert flagged({"true"}) <= 0.10


def test_in_plain_words_most_reversals_are_caught() -> None:
    assert flagged({"reversed", "overstated"}) >= 0.75


@pytest.mark.parametrize(
    ("sentence", "span", "rule"),
    [
        ("Every weight is trained.", "we freeze almost 90% of the weights", "claim-overstated"),
        ("It was proved that longer inputs work.", "it may work for longer inputs", "claim-overstated"),
        ("Longer inputs work.", "it may work for longer inputs", "claim-hedge"),
        ("It is the first system to read tables.", "we read tables with a new system", "claim-overstated"),
        ("The change made no difference.", "the change reduces errors", "claim-reversed"),
        ("It came at a large loss of quality.", "with comparable quality", "claim-reversed"),
        ("Dropping it, rather than GQA, saves memory.", "GQA saves memory", "claim-reversed"),
        ("BERT is more accurate than GPT.", "GPT is more accurate than BERT", "claim-swapped"),
        ("Its error rises.", "accuracy rises", "claim-reversed"),
        ("It beats Google Scholar.", "surpasses Google with GPT-4o", "claim-name"),
        (
            "Several defenses reduced the rate below 60%.",
            "None of the tested defenses reduced the rate below 60%.",
            "claim-negation",
        ),
        ("All 15 models exceeded 50%.", "only one of the 15 models exceeded 50%", "claim-overstated"),
        ("It was certainly not seen.", "we cannot rule out that it was seen", "claim-overstated"),
        ("Recall improves a lot.", "precision improves while recall stays the same", "claim-reversed"),
        ("Performance gets better.", "performance drops", "claim-reversed"),
        ("The data is not public.", "The data is public in full.", "claim-negation"),
        ("They say “it works on most days of the week”.", "it works on most days", "claim-quote"),
    ],
)
def test_a_retelling_that_departs_from_its_span_is_named_by_rule(sentence: str, span: str, rule: str) -> None:
    assert judge_claim(sentence, span).rule == rule


@pytest.mark.parametrize(
    ("sentence", "span"),
    [
        ("The baseline is better on two tasks.", "our method underperforms the baseline on two tasks"),
        ("The longer the way, the harder the link.", "the shorter the paths, the easier it is to learn the link"),
        ("Grouped-query attention answers faster.", "GQA accelerates inference"),
        ("One of the models is small.", "a small model"),
        ("The 7B model wins.", "it wins on most tests"),
        ("Two thirds more than before, as Table 4 shows.", "two thirds more"),
        ("Six hundred questions need more.", "Half of the 1,200 questions need more"),
        ("It needs 13 GB instead of 48.", "it falls from 48 GB to 13 GB"),
        ("It works in at least 60% of cases.", "none of them got below 60%"),
        ("The test may have been seen.", "we cannot rule out that the test was seen"),
        ("They date from the first half of 2023.", "in early 2023"),
        ("Three of 22 use it every day.", "only 3 of the 22 use it daily"),
        ("People prefer it, the authors write: “it works on most days”.", "it works on most days"),
    ],
)
def test_an_honest_retelling_is_left_alone(sentence: str, span: str) -> None:
    verdict = judge_claim(sentence, span)
    assert verdict.supported, verdict


# --- quotations ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "quotation",
    ["a self-attention layer", "a selfattention layer", "a self- attention layer", "It’s “fine” here",
     "It's fine … tuned", "It's [perfectly] fine here", "with citations [3, 4] inside"],
)  # fmt: skip
def test_a_quotation_may_differ_in_hyphens_quotes_ellipses_and_citations(quotation: str) -> None:
    flat = flatten(["A self-attention layer. It's 'fine' here, fine-", "ly tuned, with citations [3, 4] inside."])
    assert stands_in(quotation, flat)


@pytest.mark.parametrize("quotation", ["a self-attention block", "fine here tuned", "tuned … self"])
def test_an_altered_quotation_does_not_stand(quotation: str) -> None:
    assert not stands_in(quotation, flatten(["A self-attention layer. It's fine here, finely tuned."]))


def test_a_wink_is_no_quotation_but_what_the_authors_say_is() -> None:
    assert quoted_speech("To the formula “dog bites man” is a bag.") == []
    assert [q.text for q in quoted_speech("The authors say “we suspect” a lot.")] == ["we suspect"]
    assert quoted_speech("The authors say “we suspect” a lot.", strict=False) == []


def test_straight_curly_low_and_angle_quotes_are_found() -> None:
    assert [q.text for q in find_quotations('"one" “two” „three“ «four»')] == ["one", "two", "three", "four"]


# --- parts ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "two"),
    [("modelling", "models"), ("optimisation", "optimizations"), ("licence", "license"), ("fitted", "fits"),
     ("categories", "category"), ("wrote", "writing"), ("GPT-4", "gpt4"), ("paper's", "papers")],
)  # fmt: skip
def test_forms_of_a_word_share_a_key(one: str, two: str) -> None:
    assert stem(one) == stem(two)


def test_an_alignment_with_nothing_in_common_is_not_close() -> None:
    assert not align(read_words("Cats sleep."), read_words("Rain falls.")).is_close
    assert align(read_words(""), read_words("Rain falls.")).our_share == 0


def test_a_text_file_becomes_a_paper_of_paragraphs() -> None:
    paper = read_text_paper("One. Two.\n\n\nThree.", "x")
    assert [s.id for s in paper.sentences()] == ["P1.s1", "P1.s2", "P2.s1"]


@pytest.mark.parametrize("text", ["a " * 20_000, "“" * 5000, "not " * 5000, "7 " * 3000])
def test_a_hostile_sentence_is_judged_in_bounded_time(text: str) -> None:
    assert judge_claim(text[:4000], "The paper says a word.").rule in ("", "claim-number", "claim-quote", "claim-hedge")


# --- on shared papers -----------------------------------------------------------------------------------------------


@pytest.mark.shared
def test_fresh_corruptions_of_a_real_paper_are_caught_and_faithful_retellings_pass(shared: Path) -> None:
    text = (shared / "data/papers/text/2305.03393.txt").read_text("utf-8")
    paper = read_text_paper(text, "2305.03393")
    index = index_paper(paper)
    sentences = [s.text for s in paper.sentences() if 8 <= len(s.text.split()) <= 40 and s.text.endswith(".")]

    def share(makers: dict[str, object]) -> float:
        verdicts = []
        for name, maker in makers.items():
            rng = random.Random(name)
            made = (maker(s, rng, sentences) for s in rng.sample(sentences, 40))  # type: ignore[operator]
            verdicts += [find_claim(claim, index).supported for claim in made if claim]
        return sum(verdicts) / len(verdicts)

    assert share(dict(FAITHFUL)) >= 0.97
    assert share(dict(CORRUPTIONS)) <= 0.10


@pytest.mark.shared
def test_the_near_verbatim_yardstick_is_met(shared: Path) -> None:
    rows = [json.loads(line) for line in (shared / "data/drafting/claims.jsonl").read_text("utf-8").splitlines()]
    indexes = {
        name: index_paper(read_text_paper((shared / f"data/papers/text/{name}.txt").read_text("utf-8"), name))
        for name in {row["paper"] for row in rows}
    }
    flagged_rows = [row for row in rows if not find_claim(row["claim"], indexes[row["paper"]]).supported]
    right = sum(row["label"] == "unsupported" for row in flagged_rows)
    assert right / len(flagged_rows) >= 0.98
    assert right / sum(row["label"] == "unsupported" for row in rows) >= 0.85


# --- who beats whom, what belongs to whom, what is denied --------------------------------------------------------

TREES = "The boosted trees outperform the neural network by 3 points, though the network is faster on long inputs."
SIZES = "The Lund corpus contains 3,900 recordings and the Bergen corpus 14,200."
CHECKED = "Each transcript was checked by three linguists. The code and the transcripts are released."


@pytest.mark.parametrize(
    ("claim", "span", "rule"),
    [
        ("The network was beaten by the trees, by 3 points.", TREES, ""),
        ("The neural network lags behind the boosted trees.", TREES, ""),
        ("The network is better than the trees.", TREES, "claim-swapped"),
        ("The trees were beaten by the network.", TREES, "claim-swapped"),
        ("The trees trail the neural network by 3 points.", TREES, "claim-reversed"),
        ("The network is no better than the trees.", TREES, ""),
        ("People prefer tea.", "Users preferred tea to coffee.", ""),
        ("Users preferred coffee to tea.", "Users preferred tea to coffee.", "claim-swapped"),
        ("Coffee was chosen over tea.", "Users preferred tea to coffee.", "claim-swapped"),
        ("Bergen has 14,200 recordings, Lund 3,900.", SIZES, ""),
        ("Lund offers 14,200 recordings and Bergen 3,900.", SIZES, "claim-swapped"),
        ("Nobody checked the transcripts.", CHECKED, "claim-negation"),
        ("Three linguists checked transcripts that nobody had read.", CHECKED, ""),
        ("Neither the code nor the transcripts are public.", CHECKED, "claim-negation"),
        ("The code is not public.", CHECKED, "claim-negation"),
        ("It answers harmful questions.", "The model declines to answer harmful questions.", "claim-negation"),
    ],
)
def test_swaps_and_denials_are_read_by_what_they_say(claim: str, span: str, rule: str) -> None:
    assert judge_claim(claim, span).rule == rule


def test_a_sentence_without_evidence_is_held_against_the_one_passage_that_tells_the_same() -> None:
    paper = index_paper(make_paper_text(SIZES, "Something else was seen on another day.", "A third matter altogether."))
    assert find_claim("Lund has 14,200 recordings and Bergen just 3,900.", paper).rule == "claim-swapped"
    assert find_claim("Bergen has 14,200 recordings and Lund just 3,900.", paper).supported


@pytest.mark.parametrize(("lead", "supported"), [("877", True), ("878", False), ("a ninth", False)])
def test_a_figure_is_worked_out_from_the_passage_that_has_another_telling_number_of_ours(
    lead: str, supported: bool
) -> None:
    votes = "Outputs generated by the first model were preferred 5020 times, compared to 4143 times for the second."
    paper = index_paper(make_paper_text("We trained for long.", votes, "It may help other teams."))
    assert find_claim(f"Of those asked, 5,020 liked ours best, and {lead} fewer theirs.", paper).supported is supported


@pytest.mark.parametrize("piece", ["beats it more than ", "A is better than B and 5 of C, ", "nobody refuses to "])
def test_hostile_sentences_are_compared_in_bounded_time(piece: str) -> None:
    started = time.perf_counter()
    judge_swaps(read_words(piece * 120), read_words(piece * 1500))
    assert time.perf_counter() - started < 1
