"""A model's draft, step by step, with a model that is a queue of answers."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from typing import Any

import pytest

from inkpress.check import check_post
from inkpress.check.claims import judge_claim
from inkpress.draft import Model, Places, Style, model_outline, write_post
from inkpress.draft.asking import UnusableAnswer
from inkpress.draft.layout import Dropped, Outline
from inkpress.errors import ModelError
from inkpress.frontmatter import parse_post
from inkpress.models import FrontMatter, GlossaryTerm, PaperText, Post, Prompt, Reply, Sentence, Table
from tests.builders import make_paper_text

PAPER = make_paper_text(
    "Small models are cheap to run. We train a checker with 8 GPUs in 12 hours. Our code is available at example.org.",
    "The checker finds 93.5 percent of false claims. The large model finds 88.1 percent of false claims.",
)
STYLE = Style(audience="anybody")
FRONT = FrontMatter(title="The paper's own title", slug="x", date=dt.date(2026, 11, 23))

GPUS = "We train a checker with 8 GPUs in 12 hours."
FINDS = "The checker finds 93.5 percent of false claims."
CODE = "Our code is available at example.org."


def claim(sentence: str, quote: str, about: str = "result") -> dict[str, str]:
    return {"sentence": sentence, "quote": quote, "about": about}


def line(text: str, *claims: str) -> dict[str, Any]:
    return {"text": text, "claims": list(claims)}


def explainer(**changes: Any) -> dict[str, Any]:
    none = line("")
    whole: dict[str, Any] = {
        "title": "A small model that checks a large one",
        "core": line("Of all false claims, the checker finds 93.5 percent.", "c1"),
        "tldr": [line("The checker finds 93.5 percent of false claims.", "c1")],
        "why": [],
        "how": [line("The checker was trained with 8 GPUs.", "c2")],
        "analogy": "It is like a proof-reader with a red pen.",
        "analogy_breaks": "A proof-reader knows the language.",
        "measured": [],
        "doubt": [],
        "try_it": [],
        "needs": [{"concept": "Checker", "why": "The whole paper is about one.", "link": ""}],
        "teaches": ["claim checking"],
        "tags": ["Checking", "checking", "small models"],
        "roles": {"research": none, "product": line("A small checker is cheap.", "c1"), "engineering": none},
        "confidence": {"level": "medium", "why": "Only false claims were looked for.", "claims": ["c1"]},
        "terms": [{"term": "checker", "plain": "A model that says whether a claim holds."}],
    }
    return {**whole, **changes}


class Queue:
    """Answers by the name of the prompt, in order; the last one repeats. Every prompt is kept."""

    def __init__(self, **answers: list[Any]) -> None:
        self.answers = {"collect": [claims(claim(FINDS, FINDS), claim(GPUS, GPUS, "method"))], **answers}
        self.asked: list[Prompt] = []

    def __call__(self, prompt: Prompt) -> Reply:
        self.asked.append(prompt)
        waiting = self.answers[prompt.name]
        answer = waiting.pop(0) if len(waiting) > 1 else waiting[0]
        return Reply(text=answer if isinstance(answer, str) else json.dumps(answer), model="queue")

    def names(self) -> list[str]:
        return [prompt.name for prompt in self.asked]


def claims(*found: dict[str, str]) -> dict[str, Any]:
    return {"claims": list(found)}


def mended(place: str, text: str, *claims: str) -> dict[str, Any]:
    return {"lines": [{"place": place, **line(text, *(claims or ("c1",)))}]}


def write(name: str, values: Mapping[str, object]) -> tuple[str, str]:
    return f"You do {name}.", json.dumps(values, default=str, sort_keys=True)


def draft(
    queue: Queue, paper: PaperText = PAPER, style: Style = STYLE, glossary: tuple[GlossaryTerm, ...] = ()
) -> tuple[Outline, tuple[Dropped, ...]]:
    model = Model(ask=queue, judge=judge_claim, write=write)
    return model_outline(FRONT, Places(paper, "https://arxiv.org"), model, style, glossary)


def texts(outline: Outline, heading: str) -> list[str]:
    return [row.text for layer in outline.layers if layer.heading == heading for row in layer.lines]


def test_every_sentence_keeps_the_spans_of_its_claims() -> None:
    outline, dropped = draft(Queue(compose=[explainer()]))
    (tldr,) = [row for layer in outline.layers if layer.heading == "TL;DR" for row in layer.lines]
    assert tldr.evidence
    assert (tldr.evidence.quote, tldr.evidence.section) == (FINDS, "S2.p1.s1")
    assert dropped == ()


def test_a_line_on_two_claims_carries_both_spans_into_the_post() -> None:
    both = line("The checker needs 8 GPUs and finds 93.5 percent of false claims.", "c1", "c2")
    outline, _ = draft(Queue(compose=[explainer(tldr=[both])]))
    post = write_post(outline, Places(PAPER, "https://arxiv.org"), footnotes=True)
    assert f"{both['text']}[^e1][^e2]" in post.markdown
    assert {c.evidence.quote for c in post.evidence.claims if c.evidence and c.sentence == both["text"]} == {
        FINDS,
        GPUS,
    }
    assert post.unsupported == 0


def test_a_claim_whose_quote_is_not_in_the_paper_is_asked_again_with_the_reason() -> None:
    queue = Queue(collect=[claims(claim("It wins.", "Nobody wrote this sentence.")), claims(claim(FINDS, FINDS))],
                  compose=[explainer(how=[], roles=explainer()["roles"])])  # fmt: skip
    draft(queue)
    assert queue.names()[:3] == ["collect", "collect", "compose"]
    assert "does not stand in the paper" in queue.asked[1].user


def test_an_invented_number_never_reaches_the_draft() -> None:
    lie = "The checker finds 99.9 percent of false claims."
    queue = Queue(
        compose=[explainer(tldr=[line(lie, "c1")])], mend=[{"lines": [{"place": "tldr.0", **line(lie, "c1")}]}]
    )
    outline, dropped = draft(queue)
    post = write_post(outline, Places(PAPER, "https://arxiv.org"), footnotes=True, dropped=dropped)
    assert "99.9" not in post.markdown
    assert [item.sentence for item in dropped] == [lie]
    assert texts(outline, "TL;DR") == [FINDS], "the verified claim stands in its place"
    assert queue.names().count("mend") == 2


def test_a_mended_line_is_judged_again_and_stays_with_its_claims() -> None:
    lie, truth = "The checker finds 99.9 percent of false claims.", "The checker finds 93.5 percent of false claims."
    queue = Queue(
        compose=[explainer(tldr=[line(lie, "c1")])], mend=[{"lines": [{"place": "tldr.0", **line(truth, "c2")}]}]
    )
    outline, dropped = draft(queue)
    assert texts(outline, "TL;DR") == [truth]
    assert dropped == ()


def test_a_number_without_a_claim_is_left_out() -> None:
    outline, dropped = draft(Queue(compose=[explainer(why=[line("Ten million people wait for this.")])]))
    assert texts(outline, "Why it matters") == []
    assert "rests on no claim" in dropped[0].why


def test_a_line_about_something_else_is_left_out() -> None:
    odd = line("Bananas ripen faster near apples.", "c1")
    outline, _ = draft(Queue(compose=[explainer(doubt=[odd])], mend=[{"lines": []}]))
    assert odd["text"] not in str(outline)


def test_text_without_a_claim_is_marked_as_the_writers() -> None:
    outline, _ = draft(Queue(compose=[explainer()]))
    post = write_post(outline, Places(PAPER, "https://arxiv.org"), footnotes=True)
    written = [row for row in post.evidence.claims if row.evidence is None]
    assert "It is like a proof-reader with a red pen." in [row.sentence for row in written]
    assert [row.id for row in written] == ["w1", "w2", "title", "needs.1"]
    assert "nothing in the paper stands behind them; yours? “It is like a proof-reader" in post.markdown


FREE = [
    "It is seven times faster than any rival.",
    "It beats GPT-four on all benchmarks by a third.",
    "A dozen independent teams reproduced the result.",
    "Training costs two dollars.",
    "It was proven optimal.",
    "It is the best one there is.",
    "Anybody can use it.",
]


@pytest.mark.parametrize("free", FREE)
@pytest.mark.parametrize("layer", ["core", "tldr", "measured", "doubt", "roles", "confidence"])
def test_what_rests_on_no_claim_stands_in_no_layer_of_findings(layer: str, free: str) -> None:
    alone = line(free)
    changes: dict[str, Any] = {
        "core": alone,
        "roles": {"research": alone, "product": line(""), "engineering": line("")},
        "confidence": {"level": "high", "why": free, "claims": []},
    }
    outline, dropped = draft(Queue(compose=[explainer(**{layer: changes.get(layer, [alone])})]))
    post = write_post(outline, Places(PAPER, "https://arxiv.org"), footnotes=True, dropped=dropped)
    assert free not in post.markdown
    assert ([item.sentence for item in dropped], dropped[0].why) == ([free], "it rests on no claim")
    assert (outline.front.confidence.level == "") == (layer == "confidence")


@pytest.mark.parametrize("free", FREE[:-1])
def test_a_bridge_may_claim_nothing(free: str) -> None:
    outline, dropped = draft(
        Queue(compose=[explainer(how=[line(free)], analogy=free, title=free, needs=[{"concept": "A", "why": free}])])
    )
    post = write_post(outline, Places(PAPER, "https://arxiv.org"), footnotes=True)
    assert free not in post.markdown
    assert "rests on no claim" in dropped[0].why
    assert outline.front.title == "The paper's own title"


def test_a_bridge_stands_and_is_marked() -> None:
    outline, dropped = draft(Queue(compose=[explainer(why=[line("Think of a library with many doors.")])]))
    post = write_post(outline, Places(PAPER, "https://arxiv.org"), footnotes=True)
    assert "yours? “Think of a library with many doors.” -->\n\nThink of a library" in post.markdown
    assert dropped == ()


def test_summary_roles_and_confidence_keep_their_spans_in_the_evidence_file() -> None:
    outline, _ = draft(Queue(compose=[explainer()]))
    claims = write_post(outline, Places(PAPER, "https://arxiv.org"), footnotes=True).evidence.claims
    found = {row.id: row.evidence.quote if row.evidence else "" for row in claims}
    assert {name: found[name] for name in ("summary", "roles.product", "confidence")} == {
        "summary": FINDS,
        "roles.product": FINDS,
        "confidence": FINDS,
    }
    assert found["title"] == "", "the title is the writer's"


TABLE = Table(
    id="S2.T1",
    caption="Accuracy of all checkers on the hard set.",
    rows=(("Model", "Accuracy", "GPUs"), ("Large", "81.0", "9"), ("Small", "84.2", "1")),
)
NOTE = "All prices were paid in March of the same year."


@pytest.mark.parametrize(
    ("sentence", "quote", "place"),
    [
        ("The small checker reaches an accuracy of 84.2.", "Small | 84.2 | 1", "S2.T1"),
        ("The small checker reaches an accuracy of 84.2.", "Large | 81.0 | 9 Small | 84.2 | 1", "S2.T1"),
        ("All checkers were compared on the hard set.", "Accuracy of all checkers on the hard set.", "S2.T1"),
        ("The prices were paid in March.", NOTE, "footnote1.s1"),
    ],
)
def test_tables_captions_and_footnotes_are_read_and_are_evidence(sentence: str, quote: str, place: str) -> None:
    note = Sentence(id="footnote1.s1", text=NOTE)
    paper = PaperText(**{**dict(PAPER), "tables": (TABLE,), "footnotes": (note,)})
    told = explainer(tldr=[line(sentence, "c1")], core=line(sentence, "c1"), how=[], roles={}, confidence={})
    queue = Queue(collect=[claims(claim(sentence, quote), claim(FINDS, FINDS))], compose=[told])
    outline, dropped = draft(queue, paper=paper)
    shown = json.loads(queue.asked[0].user)["text"]
    assert f"Table 1:\n{TABLE.caption}\nModel | Accuracy | GPUs\nLarge | 81.0 | 9" in shown
    assert f"Footnotes:\n{NOTE}" in shown
    assert dropped == ()
    tldr = next(layer for layer in outline.layers if layer.heading == "TL;DR").lines[0]
    assert tldr.evidence
    assert (tldr.evidence.section, tldr.evidence.quote) == (place, quote)
    post = write_post(outline, Places(paper, "https://arxiv.org"), footnotes=True)
    checked = Post(**{**dict(parse_post(post.markdown, "posts/x.md")), "evidence": post.evidence})
    assert [f for f in check_post(checked, paper) if f.rule.startswith(("evidence", "claim"))] == []


@pytest.mark.parametrize(
    "words", ["<b>bold</b>", "see https://x.example", "{{ 7 }}", "sk-live-CANARYKEY000", "a\u202eb", "x " * 90]
)
def test_markup_links_and_keys_of_a_model_are_kept_out(words: str) -> None:
    bad = explainer(
        tldr=[line(words, "c1")], analogy=words, title=words, tags=[words], terms=[{"term": words, "plain": words}]
    )
    outline, _ = draft(Queue(compose=[bad], mend=[{"lines": []}]))
    post = write_post(outline, Places(PAPER, "https://arxiv.org"), footnotes=True)
    assert words.strip() not in post.markdown
    assert outline.front.title == "The paper's own title"


def test_front_matter_is_filled_from_checked_lines_only() -> None:
    glossary = (GlossaryTerm(term="checker", slug="checker", plain="It checks."),)
    outline, _ = draft(Queue(compose=[explainer()]), glossary=glossary)
    front = outline.front
    assert front.summary == "Of all false claims, the checker finds 93.5 percent."
    assert (front.roles.research, front.roles.product) == ("", "A small checker is cheap.")
    assert front.tags == ("checking", "small-models")
    assert front.needs[0].link == "glossary:checker"
    assert front.confidence.level == "medium"


def test_scrutiny_is_never_guessed() -> None:
    queue = Queue(collect=[claims(claim(FINDS, FINDS), claim(GPUS, GPUS, "weights"))], compose=[explainer()])
    scrutiny = draft(queue)[0].front.scrutiny
    assert scrutiny["weights"].answer == "not stated", "a span about GPUs says nothing of weights"
    assert (scrutiny["code"].answer, scrutiny["code"].quote) == ("yes", CODE)
    assert scrutiny["seeds"].answer == "not stated"


def test_a_second_reading_can_only_take_lines_away() -> None:
    doubt = {"lines": [{"place": "how.0", "supported": False, "why": "it says more"}]}
    queue = Queue(compose=[explainer()], second_reading=[doubt])
    outline, dropped = draft(queue, style=Style(audience="anybody", second_reading=True))
    assert "The checker was trained with 8 GPUs." not in texts(outline, "How it works")
    assert "second reading" in dropped[0].why


def test_a_paper_of_which_nothing_is_borne_out_gives_no_draft() -> None:
    with pytest.raises(ModelError, match="borne out"):
        draft(Queue(collect=[claims(claim("It wins.", "Nobody wrote this sentence."))]))


def test_three_unusable_answers_are_an_error_that_names_the_prompt() -> None:
    queue = Queue(compose=["I would rather not.", "{}", "{"])
    with pytest.raises(UnusableAnswer, match="compose") as caught:
        draft(queue)
    assert caught.value.prompt == queue.asked[-1]
    assert "could not be used" in queue.asked[-1].user


def test_no_prompt_is_asked_twice_so_that_no_kept_answer_stands_for_a_new_one() -> None:
    lie = "The checker finds 99.9 percent of false claims."
    bad = claims(claim("It wins.", "Nobody wrote this sentence."))
    queue = Queue(
        collect=[bad, "no", "no", bad, claims(claim(FINDS, FINDS))],
        compose=["no", "no", explainer(tldr=[line(lie, "c1")], how=[], roles={})],
        mend=[mended("tldr.0", lie)],
    )
    draft(queue)
    assert queue.names() == ["collect"] * 5 + ["compose"] * 3 + ["mend"] * 2
    assert len({prompt.model_dump_json() for prompt in queue.asked}) == 10


def test_the_author_is_told_when_only_part_of_the_paper_was_read() -> None:
    abstract = make_paper_text(f"{FINDS} {GPUS}", source="abstract")
    outline, _ = draft(Queue(compose=[explainer()]), paper=abstract)
    assert "Only the abstract" in outline.note
