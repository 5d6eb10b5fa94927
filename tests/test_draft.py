"""Drafting without a model: the ranker, the layers, the scrutiny box, the proposals, the Markdown; and answers read."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
import yaml

from inkpress.check import check_post
from inkpress.draft import DraftedPost, Places, best_sentence, extract_outline, write_post
from inkpress.draft.answers import Explainer, FoundClaims, parse_answer, wire_schema
from inkpress.draft.claims import paper_parts
from inkpress.draft.features import FEATURES, feature_rows
from inkpress.draft.layout import Layer, Line, Outline
from inkpress.draft.markdown import comment, plain
from inkpress.draft.proposals import code_links, figure_notes, glossary_notes, known_terms, propose_table
from inkpress.draft.prose import has_number, prose_problem, shown_words
from inkpress.draft.scrutiny import scrutiny_box, scrutiny_of
from inkpress.draft.slots import choose_sentences, is_quotable, section_kinds
from inkpress.frontmatter import parse_post
from inkpress.models import Figure, FrontMatter, Gate, GlossaryTerm, PaperText, Post, Section, Sentence, Table
from tests.builders import make_evidence, make_paper_text

ABSTRACT = (
    "Large language models (LLMs) are expensive to check. We propose Sieve, a small model that checks the claims of "
    "large ones. Experiments show that our small checker outperforms two larger baselines by 3 points."
)
INTRO = (
    "Readers need answers they can trust. However, an honest opinion about anything is difficult and expensive "
    "for anybody to find. Despite much work the problem remains unclear. See Table 2."
)
METHOD = (
    "We train the small checker on pairs of claims and passages. The checker maps each claim to a score between "
    "nought and one. Instead of the whole paper it reads one passage at a time."
)
RESULTS = (
    "The checker achieves an accuracy of 84.2 on our benchmark, better than the large model. "
    "It reduces the cost by 12 times compared with the large model."
)
LIMITS = (
    "Our checker does not generalise to languages other than English. We leave longer documents to future work. "
    "Our code is available at our project page. All experiments ran on 4 NVIDIA A100 GPUs for two days. "
    "Scores are averaged over five random seeds."
)


def paper(**changes: Any) -> PaperText:
    titles = ("Introduction", "Method", "Results", "Limitations")
    text = make_paper_text(INTRO, METHOD, RESULTS, LIMITS)
    sections = [Section(**{**dict(s), "title": t}) for s, t in zip(text.sections, titles, strict=True)]
    abstract = make_paper_text(ABSTRACT).sections[0].sentences
    sentences = tuple(Sentence(id=f"abstract.s{n}", text=s.text) for n, s in enumerate(abstract, 1))
    head = Section(id="abstract", title="Abstract", sentences=sentences)
    fields: dict[str, Any] = {
        "sections": (head, *sections),
        "tables": (RESULT_TABLE,),
        "figures": (Figure(id="S2.F1", caption="The checker at work. It reads."), Figure(id="S2.F2")),
        "links": ("https://github.com/example/sieve", "https://example.org"),
    }
    return PaperText(**{**dict(text), **fields, **changes})


RESULT_TABLE = Table(
    id="S3.T1",
    caption="Accuracy of all checkers. Higher is better.",
    rows=(("model", "accuracy"), ("large", "81.0"), ("small", "84.2"), ("tiny", "70.3")),
)
GLOSSARY = (GlossaryTerm(term="checker", slug="checker", plain="Something that checks."),)


def places(**changes: Any) -> Places:
    return Places(paper(**changes), "https://arxiv.org")


def front(**changes: Any) -> FrontMatter:
    return FrontMatter(**{"title": "Checkers", "slug": "checkers", "date": dt.date(2026, 11, 23), **changes})


def drafted(*, footnotes: bool = True, **changes: Any) -> DraftedPost:
    where = places(**changes)
    return write_post(extract_outline(front(), where, GLOSSARY), where, footnotes=footnotes)


# --- the ranker ----------------------------------------------------------------------------------------------


def test_the_sentence_that_says_what_is_new_is_chosen_over_the_background() -> None:
    sentences = [s.text for s in make_paper_text(ABSTRACT).sections[0].sentences]

    assert best_sentence("Small models check large ones", sentences) == 1


def test_an_empty_document_has_no_best_sentence() -> None:
    assert best_sentence("", []) == -1


def test_of_two_equal_sentences_one_is_chosen_and_words_are_not_needed() -> None:
    assert best_sentence("", ["...", "..."]) in (0, 1)
    assert best_sentence("", ["One only."]) == 0


def test_each_sentence_is_measured_by_every_feature() -> None:
    rows = feature_rows("A title", ["We propose a thing.", "It is recent work."] * 5)

    assert [len(row) for row in rows] == [len(FEATURES)] * 10
    assert rows[0][FEATURES.index("is_first_offer")] == 1.0
    assert rows[0][FEATURES.index("offer_in_long_document")] == 1.0


# --- the layers ----------------------------------------------------------------------------------------------


def test_sections_are_known_by_their_titles_and_subsections_follow() -> None:
    named = [
        Section(id="S0", title="Abstract"),
        Section(id="S1", title="Introduction"),
        Section(id="S2", title="Sieve"),
        Section(id="S2.1", title="Related designs", level=2),
        Section(id="S3", title="Experiments"),
        Section(id="S4", title="Conclusion"),
        Section(id="S4.1", title="Results again", level=2),
        Section(id="A1", title="More numbers"),
        Section(id="S9", title="References"),
    ]

    kinds = list(section_kinds(named).values())

    assert kinds == ["abstract", "intro", "method", "background", "results", "limits", "limits", "results", "skip"]
    more = [Section(id=f"S{n}", title=title) for n, title in enumerate(("Abstract", "", "Datasets", "Results", "Fun"))]
    assert list(section_kinds(more).values()) == ["abstract", "skip", "data", "results", "results"]


def test_a_paper_without_an_abstract_has_its_first_section_read_as_one() -> None:
    assert section_kinds([Section(id="S1", title="Sieve")]) == {"S1": "abstract"}
    assert section_kinds([]) == {}


def test_each_layer_quotes_its_own_kind_of_section_and_no_sentence_twice() -> None:
    chosen = choose_sentences(paper())

    assert {s.id.partition(".")[0] for s in chosen["tldr"]} == {"abstract"}
    assert any("difficult and expensive" in s.text for s in chosen["why"])
    assert {s.id[:2] for s in chosen["how"]} == {"S2"}
    assert any("84.2" in s.text for s in chosen["measured"])
    assert any("does not generalise" in s.text for s in chosen["doubt"])
    quoted = [s.id for sentences in chosen.values() for s in sentences]
    assert len(quoted) == len(set(quoted))


def chosen(text: str, title: str) -> list[str]:
    """The layers for which a sentence alone in a section of that title is chosen."""
    body = make_paper_text("We propose Sieve, a small checker.", text)
    sections = [Section(**{**dict(s), "title": t}) for s, t in zip(body.sections, ("Abstract", title), strict=True)]
    found = choose_sentences(PaperText(**{**dict(body), "sections": sections}))
    return [layer for layer, sentences in found.items() if text in [s.text for s in sentences]]


@pytest.mark.parametrize(
    ("text", "title", "layers"),
    [
        ("Our checker fails to read papers in other languages.", "Limitations", ["doubt"]),
        ("We have not yet tested the checker on longer papers.", "Results", ["doubt"]),
        ("However, this makes the whole reading much quicker for everybody.", "Conclusion", []),
        ("We discuss the limitations of our work in the last part.", "Conclusion", []),
        ("Do not add any limitations of the site to your query.", "Limitations", []),
        ("Readers of papers need answers that they can trust.", "Introduction", ["why"]),
        ("Sieve gives readers of papers answers they need and trust.", "Introduction", []),
        ("Accuracy rises by 3.5 points, more than with any rival.", "Results", ["measured"]),
        ("We fixed 3 mistakes, which is fewer than last time.", "Introduction", []),
    ],
)
def test_a_layer_takes_only_what_speaks_of_its_matter(text: str, title: str, layers: list[str]) -> None:
    assert chosen(text, title) == layers


def test_a_layer_for_which_the_paper_has_nothing_says_so() -> None:
    post = drafted(sections=make_paper_text(ABSTRACT).sections)

    assert "TODO(author): the paper seems to name no limit of its own; what is missing" in post.markdown


@pytest.mark.parametrize(
    "text",
    [
        "Too short.",
        "Which of your many questions does the small checker answer?",
        "Output: a pink room with many more words about it.",
        "We explain the details of the method in the last section.",
        "it begins in the middle of something that was said before.",
        "It leans on the sentence before it, whatever that may be.",
        "The three steps of the method are as follows and in order:",
        "For all x we have 0 < 1 + 2 + 3 + 4 = 10 / 5 * 7 - 12 (34) [56].",
        "We compare our method with the one of Smith et al. and of.",
        "The sentence goes on without an end " + "and on " * 30 + "until here.",
    ],
)
def test_a_sentence_that_cannot_stand_alone_is_not_quoted(text: str) -> None:
    assert not is_quotable(text)
    assert is_quotable("The small checker finds more false claims than the large one.")


# --- the scrutiny box ----------------------------------------------------------------------------------------


def box(text: str) -> dict[str, str]:
    return {
        key: line.answer for key, line in scrutiny_box(make_paper_text(text)).items() if line.answer != "not stated"
    }


def test_the_box_answers_with_the_papers_own_sentence() -> None:
    found = scrutiny_box(paper())

    assert (found["code"].answer, found["code"].quote) == ("yes", "Our code is available at our project page.")
    assert found["compute"].quote.startswith("All experiments ran on 4 NVIDIA A100 GPUs")
    assert found["seeds"].answer == "yes"
    assert (found["weights"].answer, found["weights"].quote) == ("not stated", "")


@pytest.mark.parametrize(
    ("text", "answers"),
    [
        ("We will release our code upon acceptance.", {"code": "promised"}),
        ("We cannot release the training data, which is proprietary.", {"data": "no"}),
        ("We release our trained models under an open licence.", {"weights": "yes"}),
        ("We will release our code soon. Our code is available now.", {"code": "yes"}),
        ("The models are trained on 8 GPUs. X" + "x" * 500 + " on 8 NVIDIA GPUs we ran.", {"compute": "yes"}),
        ("Code: https://github.com/a/b", {"code": "yes"}),
        ("Our code can be found at https://a.example/b.", {"code": "yes"}),
        ("Code and models will be released upon publication.", {"code": "promised", "weights": "promised"}),
        ("Data, code, and a web demo will released publicly.", {"code": "promised", "data": "promised"}),
        ("Models and code are available at https://a.example.", {"code": "yes", "weights": "yes"}),
        ("The code to train our models is available at https://a.example.", {"code": "yes"}),
        ("We release all models.", {"weights": "yes"}),
        ("To help others, we collect and release a new corpus.", {"data": "yes"}),
        ("We train on ten billion tokens of proprietary data.", {"data": "no"}),
        ("The weights of the models are not published.", {"weights": "no"}),
        ("Our dataset is available on request.", {"data": "on request"}),
        ("This release is accompanied by a reference implementation.", {"code": "yes"}),
        ("We do not report results over multiple seeds.", {"seeds": "no"}),
        ("We fix the random seed to 42.", {"seeds": "yes"}),
        ("All results come from a single run.", {"seeds": "no"}),
    ],
)
def test_the_box_answers_what_the_authors_say_of_their_own(text: str, answers: dict[str, str]) -> None:
    assert box(text) == answers


@pytest.mark.parametrize(
    "text",
    [
        "We use the code released by Smith et al. in previous work.",
        "Code matters to us. Data are everywhere.",
        "We train on the standard WMT 2014 English-German dataset.",
        "The resulting collection is referred to as our seed set.",
        "Our model provides code completions.",
        "We build on the publicly available implementation of LLaMA.",
        "Llama weights are released by Meta.",
        "The LLaMA weights are available at https://a.example.",
        "We compare ours with GPT-4, whose weights are not available.",
        "The dataset provides ten classes of images.",
        "We fine-tuned it on instruction datasets publicly available on the Hugging Face repository.",
        "We compare with the other open-source base models.",
        "We first provide more details about our model.",
        "The benchmark we use is publicly available.",
        "Did you report error bars over multiple runs, and is the code available at https://a.example?",
    ],
)
def test_the_box_never_guesses(text: str) -> None:
    assert box(text) == {}


def test_a_quote_that_speaks_of_something_else_does_not_fit_a_line_of_the_box() -> None:
    found = scrutiny_of("seeds", "We report means over three random seeds.")

    assert found is not None
    assert found.answer == "yes"
    assert scrutiny_of("seeds", "We plant trees.") is None


# --- proposals -----------------------------------------------------------------------------------------------


def test_the_table_with_the_most_results_is_proposed_and_cut_to_fit() -> None:
    wide = Table(
        id="S3.T2",
        caption="Results.",
        rows=tuple(tuple(f"{r}.{c} {'word ' * 14 * (c == 0)}" for c in range(9)) for r in range(12)),
    )
    words = Table(id="S1.T1", caption="Words.", rows=(("a", "b"), ("c", "d"), ("e", "f")))

    (small,) = propose_table(paper(tables=(words, RESULT_TABLE)))
    (large,) = propose_table(paper(tables=(wide,)))

    assert (small.table.id, small.cut, small.table.caption) == ("S3.T1", False, "Accuracy of all checkers.")
    assert (len(large.table.rows), len(large.table.rows[0]), large.cut) == (9, 7, True)
    assert large.table.rows[0][0].endswith("…")
    assert propose_table(paper(tables=(words, Table(id="S1.T3")))) == ()


def test_cells_that_span_rows_and_columns_are_shown_once() -> None:
    rows = (
        ("m", "m", "score", ""),
        ("a []", "a []", "1", ""),
        ("a []", "a []", "1", ""),
        ("b", "b", "2", ""),
        ("c", "c", "3", ""),
    )

    (proposed,) = propose_table(paper(tables=(Table(id="S3.T1", caption="Results", rows=rows),)))

    assert proposed.table.rows == (("m", "score"), ("a", "1"), ("b", "2"), ("c", "3"))


def test_a_table_whose_rows_differ_in_width_is_not_proposed() -> None:
    ragged = (("m", "score", "cost"), ("a", "1", "2"), ("b", "2"), ("c", "3", "4"))

    assert propose_table(paper(tables=(Table(id="S3.T1", caption="Results", rows=ragged),))) == ()


def test_the_table_with_the_abstracts_numbers_is_shown_with_the_rows_that_are_its_point() -> None:
    others = tuple((f"rival {n}", f"{n}.5") for n in range(20))
    main = Table(id="S3.T1", caption="Cost.", rows=(("model", "points"), *others, ("Sieve", "84.2"), ("end", "9.9")))
    other = Table(id="S3.T2", caption="Results.", rows=(("model", "accuracy"), *others[:4]))
    told = Section(id="S0", title="Abstract", sentences=(Sentence(id="S0.s1", text="We propose Sieve: 84.2 points."),))

    (proposed,) = propose_table(paper(tables=(other, main), sections=(told,)))

    assert (proposed.table.id, proposed.cut, len(proposed.table.rows)) == ("S3.T1", True, 9)
    assert proposed.table.rows[0] == ("model", "points")
    assert proposed.table.rows[-1] == ("Sieve", "84.2")


def test_figures_are_named_by_caption_and_place_and_never_copied() -> None:
    (note,) = figure_notes(paper(), places())

    assert "- Figure 1: The checker at work. https://arxiv.org/html/2601.00001v1#S2.F1" in note
    assert figure_notes(paper(figures=()), places()) == ()
    long = Figure(id="x", caption="word " * 100)
    assert "- Figure: word" in figure_notes(paper(figures=(long,)), places())[0]


def test_short_forms_the_paper_spells_out_become_glossary_stubs() -> None:
    text = make_paper_text("We use a long short-term memory (LSTM) and a new thing (NT). A plain phrase (XYZ) is none.")
    where = Places(text, "https://arxiv.org")

    (note,) = glossary_notes(text, where, [GlossaryTerm(term="NT", slug="nt", plain="x")])

    assert "- term: long short-term memory (LSTM)\n  slug: long-short-term-memory" in note
    assert "XYZ" not in note
    assert "(NT)" not in note
    assert glossary_notes(make_paper_text("Nothing here."), where, []) == ()


def test_known_terms_and_addresses_of_code_are_found() -> None:
    assert known_terms(paper(), GLOSSARY) == ("checker",)
    links = ["https://github.com/a/b", "https://example.org", "https://github.com/a/b", "https://github.com/"]
    assert code_links(links) == ("https://github.com/a/b",)


# --- places --------------------------------------------------------------------------------------------------


def test_a_place_is_named_and_linked_as_a_reader_would() -> None:
    where = places()

    assert [where.label(p) for p in ("S3.p1.s1", "S3.SS2", "A2.SS1", "abstract", "x1")] == [
        "Section 3",
        "Section 3.2",
        "Appendix B.1",
        "Abstract",
        "the paper",
    ]
    assert where.url("S3.p1.s1") == "https://arxiv.org/html/2601.00001v1#S3"
    assert where.url("S2.F1").endswith("#S2.F1")
    assert where.url("abstract") == "https://arxiv.org/html/2601.00001v1"
    assert places(source="pdf").url("S3") == "https://arxiv.org/abs/2601.00001v1"
    assert places(version=None).url("S3") == "https://arxiv.org/html/2601.00001#S3"
    assert (places(paper="mine.tex").url("S3"), places(paper="mine.tex").link("S3")) == ("", "Section 3")


def test_a_span_is_found_word_for_word_across_sentences_and_not_inside_words() -> None:
    where = places()

    found = where.find("one passage at a time")
    across = where.find("a score between nought and one.  Instead of the whole paper")

    assert found is not None
    assert found.section == "S2.p1.s3"
    assert across is not None
    assert across.section == "S2.p1.s2"
    assert where.find("ne passage at a tim") is None
    assert where.find("passage at") is None
    assert where.find("one passage at any time") is None


# --- the Markdown --------------------------------------------------------------------------------------------


def test_an_extractive_draft_says_so_and_quotes_with_places() -> None:
    post = drafted()

    assert "Extractive draft, no model used" in post.markdown
    assert "> “We train the small checker on pairs of claims and passages.”[^e" in post.markdown
    assert (
        '"We train the small checker on pairs of claims and passages." ([Section 2](https://arxiv.org' in post.markdown
    )
    assert post.markdown.count("TODO(author)") >= 9
    assert "## My take" in post.markdown
    assert "## Between the lines" in post.markdown
    assert "| small | 84.2 |" in post.markdown
    assert post.claims == len([c for c in post.evidence.claims if c.evidence and c.id.startswith("e")])
    rows = [c.evidence.quote for c in post.evidence.claims if c.evidence and c.id.startswith("t.S3.T1.")]
    assert rows == ["Accuracy of all checkers.", "model | accuracy", "large | 81.0", "small | 84.2", "tiny | 70.3"]
    quotes = [c.evidence.quote for c in post.evidence.claims if c.evidence]
    assert all(places().find(quote) for quote in quotes)


def test_what_the_front_matter_lacks_is_asked_with_the_papers_words() -> None:
    markdown = drafted().markdown

    assert "roles: {research: '', product: '', engineering: ''}" in markdown
    assert "confidence: {level: '', why: ''}" in markdown
    for ask in ("summary", "roles", "confidence", "needs"):
        assert f"<!-- author: `{ask}:` above" in markdown
    assert "- engineering: what does it take to run it? The paper: “All experiments ran on 4 NVIDIA A100" in markdown
    assert "Your glossary has: glossary:checker." in markdown
    assert "does not give: data, weights." in markdown


def test_the_numbers_of_a_proposed_table_can_be_checked_without_the_paper() -> None:
    post = drafted()
    read = Post(**{**dict(parse_post(post.markdown, "posts/x.md")), "evidence": post.evidence})

    for at_hand in (paper(), None):
        errors = [f for f in check_post(read, at_hand) if f.severity == "error"]
        assert {finding.rule for finding in errors} == {"author-block"}


def test_the_front_matter_of_a_draft_reads_back_as_written() -> None:
    post = parse_post(drafted().markdown, "posts/2026-11-23-checkers.md")

    assert (post.front.status, post.front.slug, post.findings) == ("draft", "checkers", ())
    assert post.front.scrutiny["code"].answer == "yes"


def test_without_footnotes_the_place_stands_in_brackets_and_the_evidence_is_kept() -> None:
    post = drafted(footnotes=False)

    assert "[^e" not in post.markdown
    assert "([Section 2](https://arxiv.org/html/2601.00001v1#S2))" in post.markdown
    assert post.claims > 5


def test_the_author_is_told_when_the_text_is_not_whole() -> None:
    assert "Only the abstract could be read" in drafted(source="abstract").markdown
    part = Gate(complete=False, reasons=("no references",))
    assert "The text may be incomplete: no references." in drafted(gate=part).markdown


def test_a_draft_of_nothing_still_asks_the_author_for_everything() -> None:
    post = drafted(sections=(), tables=(), figures=(), links=())

    assert post.claims == 0
    assert "[^" not in post.markdown


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("= no = underline", "&#61; no = underline"),
        ("<script>x</script>", "&lt;script>x&lt;/script>"),
        ("a * b [c](d) `e` $5", r"a \* b \[c\](d) \`e\` \$5"),
        ("# no heading\nsecond line", r"\# no heading second line"),
        ("1. no list", r"1\. no list"),
        ("snake_case stays, _this_ does not", r"snake_case stays, \_this\_ does not"),
        ("a &amp; b\x1b[31m", "a &amp;amp; b"),
    ],
)
def test_untrusted_words_are_plain_prose_in_markdown(text: str, written: str) -> None:
    assert plain(text) == written


def test_a_note_to_the_author_cannot_be_closed_from_inside() -> None:
    assert comment("a --> <b>") == "<!-- author: a -› ‹b› -->"


def test_lines_of_several_kinds_become_a_paragraph_or_bullets() -> None:
    evidence = make_evidence("Small models are cheap to run.")
    lines = (
        Line(text="A claim.", evidence=evidence),
        Line(text="My own words."),
        Line(text="A claim.", evidence=evidence),
    )
    where = places()

    def body(**layer: Any) -> DraftedPost:
        outline = Outline(front=front(tags=("a\x07b",)), note="n", layers=(Layer(heading="H", lines=lines, **layer),))
        return write_post(outline, where, footnotes=True)

    assert "A claim.[^e1] My own words. A claim.[^e1]" in body().markdown
    assert "- A claim.[^e1]\n- My own words.\n- A claim.[^e1]" in body(bullets=True).markdown
    assert [(c.id, c.evidence is None) for c in body().evidence.claims] == [("e1", False), ("w1", True)]
    assert yaml.safe_load(body().markdown.split("---\n")[1])["tags"] == ["ab"]


# --- answers of a model --------------------------------------------------------------------------------------

ONE = {"claims": [{"sentence": "A.", "quote": "A b c.", "about": "idea"}]}


@pytest.mark.parametrize(
    "text",
    [
        json.dumps(ONE),
        f"Sure!\n```json\n{json.dumps(ONE)}\n```\nAnything else?",
        json.dumps({**ONE, "unasked": 1}),
        f'<think>\nThey want {{"claims": [...]}}, so {{x}}.\n</think>\n\n{json.dumps(ONE)}',
        f"No tag opened it: {json.dumps({'claims': []})}</THINK>{json.dumps(ONE)}",
        f"```json\n{json.dumps(ONE)}\n```\nI hope this helps {{really}} [1].",
        json.dumps(ONE["claims"]),
        json.dumps({"claims": []}) + json.dumps(ONE),
    ],
)
def test_an_answer_is_read_also_when_thought_about_fenced_or_talked_around(text: str) -> None:
    (found,) = parse_answer(text, FoundClaims).claims
    assert found.about == "idea"


def test_one_odd_claim_or_field_costs_itself_alone() -> None:
    good = ONE["claims"][0]
    rows = [good, {**good, "about": "Results"}, {**good, "about": "colour"}, {"quote": "x"}, None, "x" * 9]

    found = parse_answer(json.dumps({"claims": rows}), FoundClaims).claims
    core = {"text": "A.", "claims": "c1"}
    odd = {"analogy": None, "confidence": {"level": "moderate", "why": 3, "claims": None}, "tags": ["a", 1]}
    told = {"core": core, "tldr": [core, {"text": ["A."]}], "how": [], "roles": None, "terms": None}

    assert [claim.about for claim in found] == ["idea", "result", "other"]
    with pytest.raises(ValueError, match=r"confidence\.why"):
        parse_answer(json.dumps({**told, **odd}), Explainer)
    written = parse_answer(json.dumps({**told, **odd, "confidence": {"level": "moderate", "why": None}}), Explainer)
    assert (written.analogy, written.confidence.level, written.tags) == ("", "", ["a"])
    assert (written.core.claims, len(written.tldr), written.roles.product.text) == (["c1"], 1, "")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("no", "no JSON object"),
        ('{"claims": [NaN]}', "NaN is not JSON"),
        ('{"claims":' + "[" * 100_000, "nested too deeply"),
        ("{" + "x" * 400_001, "longer than 400,000"),
        ('{"result": []}', "field `claims`: Field required"),
        ('{"claims": [{"sentence": "A."}]}', "field `claims.0.quote`"),
        ('{"claims": "all of them"}', "field `claims`"),
        ('{"claims": [', "Expecting"),
    ],
)
def test_what_is_wrong_with_an_answer_is_said_with_its_field(text: str, problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        parse_answer(text, FoundClaims)


def test_the_schema_for_servers_is_strict_and_names_the_claims_that_exist() -> None:
    schema = wire_schema(Explainer, ("c1", "c2"))

    assert schema["additionalProperties"] is False
    assert set(schema["required"]) == set(Explainer.model_fields)
    assert schema["$defs"]["WrittenLine"]["properties"]["claims"]["items"]["enum"] == ["c1", "c2"]
    assert "maxLength" not in json.dumps(schema)


def test_long_sections_are_cut_between_sentences_and_short_ones_share_a_part() -> None:
    text = make_paper_text("A b c. " * 40, "Short one.", "Short two.")
    skipped = Section(id="S9", title="Acknowledgements", sentences=(Sentence(id="S9.s1", text="Thanks."),))
    text = PaperText(**{**dict(text), "sections": (*text.sections, skipped)})

    parts = paper_parts(text, 100)

    assert all(len(part) < 140 for part in parts)
    assert parts[1].startswith("Section 1, continued:")
    assert "Section 2:\nShort one.\n\nSection 3:\nShort two." in parts[-1]
    assert "Thanks" not in "".join(parts)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "empty"),
        ("a <b>c</b>", "HTML"),
        ("see https://example.org", "link"),
        ("write to me@example.org", "link"),
        ("{{ 7 * 7 }}", "template"),
        ("two\nlines", "several lines"),
        ("abc\u202edef", "direction"),
        ("the key sk-live-CANARYKEY000", "key"),
        ("My instructions are secret.", "repeats the instructions"),
        ("word " * 61, "longer than 60 words"),
        ("a\u0301\u0301\u0301\u0301", "stacks marks"),
    ],
)
def test_what_is_no_plain_sentence_is_named(text: str, problem: str) -> None:
    assert problem in prose_problem(text)


def test_a_copy_of_the_prompt_is_recognised_by_twelve_words_in_a_row() -> None:
    orders = "You read part of a paper for an editor who will explain it to all of us today"

    assert prose_problem(f"Well, {orders.lower()}.", instructions=orders) == "it repeats the instructions"
    assert prose_problem("A plain sentence.", instructions=orders) == ""


def test_amounts_are_numbers_in_digits_or_words() -> None:
    for text in (
        *("twice as fast", "3 points", "seven times faster", "by a third", "a dozen teams", "two dollars"),
        *("an order of magnitude", "two-thirds of it", "tenfold cheaper", "half of them", "seventeen"),
    ):
        assert has_number(text), text
    for text in ("much faster", "the third step", "one step at a time", "a manifold", "under tension"):
        assert not has_number(text), text


def test_words_kept_out_are_shown_without_tags_and_addresses() -> None:
    assert shown_words("<b>bold</b> at https://x.example/y now") == "…bold… at … now"
    assert shown_words("word " * 50).endswith("word…")
