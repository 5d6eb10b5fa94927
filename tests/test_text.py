"""Ids, slugs, white space and sentences."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inkpress.text import clean_for_terminal, normalise, parse_arxiv_id, slug_of_name, slugify, split_sentences


@pytest.mark.parametrize(
    ("written", "id_", "version"),
    [
        ("2310.06825", "2310.06825", None),
        (" 2310.06825v2 ", "2310.06825", 2),
        ("arXiv:1706.03762v7", "1706.03762", 7),
        ("https://arxiv.org/abs/1706.03762", "1706.03762", None),
        ("http://export.arxiv.org/pdf/1706.03762v1.pdf", "1706.03762", 1),
        ("math/0106220", "math/0106220", None),
        ("math.GT/0309136v1", "math.GT/0309136", 1),
        ("https://arxiv.org/abs/1706.03762v2?context=cs.CL#top", "1706.03762", 2),
        ("https://doi.org/10.48550/arXiv.1706.03762", "1706.03762", None),
        ("doi:10.48550/arXiv.1706.03762", "1706.03762", None),
        ("https://huggingface.co/papers/1706.03762", "1706.03762", None),
    ],
)
def test_an_arxiv_id_is_read_in_every_form_people_paste(written: str, id_: str, version: int | None) -> None:
    assert parse_arxiv_id(written) == (id_, version)


@pytest.mark.parametrize(
    "written",
    [
        "",
        "2310.068",
        "../2310.06825",
        "2310.06825v0",
        "https://evil.example/abs/2310.06825",
        "https://notarxiv.org/abs/2310.06825",
    ],
)
def test_what_is_no_arxiv_id_is_none(written: str) -> None:
    assert parse_arxiv_id(written) is None


def test_slugs_are_plain_words() -> None:
    assert slugify("Ünïcode & Co: the *end*?") == "unicode-co-the-end"
    assert len(slugify("word " * 50)) <= 60
    assert slugify("x" * 100) == "x" * 60
    assert slugify("?!") == "post"


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("注意力机制 101", "注意力机制-101"),
        ("Почему Ёж — мой?", "почему-ёж-мой"),
        ("ガード", "ガード"),
        ("हिन्दी में", "हिन्दी-में"),
        ("Straße Ⅳ x²", "strasse-iv-x2"),
    ],
)
def test_letters_of_every_script_stay_in_a_slug(text: str, slug: str) -> None:
    assert slugify(text) == slug


@given(st.text(max_size=200))
def test_a_slug_never_leaves_its_folder(text: str) -> None:
    for slug in (slugify(text), slug_of_name(text)):
        assert slug
        assert slug[0] != "-"
        assert all(c == "-" or c.isalnum() or unicodedata.category(c)[0] == "M" for c in slug)
        assert len(slug.encode()) < 250  # what file systems take


def test_another_name_has_another_slug() -> None:
    long = "a name of very many words that nobody would ever want to write twice in a list"
    names = ["C", "C++", "C#", "F#", "A*", "A", ".NET", "NET", "注意力", "внимание", "++", "#", long, f"{long} of tags"]
    assert len({slug_of_name(name) for name in names}) == len(names)


@pytest.mark.parametrize(
    ("one", "other"),
    [("KV cache", "kv-cache"), ("Zoë Ångström", "zoe  angstrom"), ("J. Doe", "J Doe"), ("R&D", "r d"), ("C++", "c++")],
)
def test_names_that_differ_in_spelling_only_are_one(one: str, other: str) -> None:
    assert slug_of_name(one) == slug_of_name(other)


def test_a_plain_name_has_a_plain_slug() -> None:
    assert [slug_of_name(name) for name in ("Ada L. Editor", "open-weights", "Zoë’s (new) tag")] == [
        "ada-l-editor",
        "open-weights",
        "zoe-s-new-tag",
    ]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("We use e.g. Adam. It works.", 2),
        ("See Fig. 3 and Eq. 4 for details.", 1),
        ("A. Smith et al. report 0.4 s. That is fast!", 2),
        ("Is it true? (Yes.) Indeed.", 3),
        ("It costs 3.5 days.", 1),
        ("", 0),
        ('He said "no." Then he left.', 2),
    ],
)
def test_sentences_end_where_a_reader_would_stop(text: str, count: int) -> None:
    assert len(split_sentences(text)) == count


@given(st.text(max_size=300))
def test_cutting_into_sentences_loses_no_word(text: str) -> None:
    assert " ".join(split_sentences(text)).split() == text.split()


def test_quotations_are_compared_without_typography() -> None:
    assert normalise("“a–b”\n c . . .") == normalise('"a-b" c ...')
    assert normalise("hyphen\u00adated") == "hyphenated"


def test_nothing_printed_can_steer_a_terminal() -> None:
    assert clean_for_terminal("a\x1b[31mred\x1b]0;title\x07b\x00\u202ec\n\td") == "aredbc\n\td"
