"""Ids, slugs, white space and sentences."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inkpress.text import clean_for_terminal, normalise, parse_arxiv_id, slugify, split_sentences


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
    ],
)
        ("https://arxiv.org/abs/1706.03762v2?context=cs.CL#top", "1706.03762", 2),
        ("https://doi.org/10.48550/arXiv.1706.03762", "1706.03762", None),
        ("doi:10.48550/arXiv.1706.03762", "1706.03762", None),
        ("https://huggingface.co/papers/1706.03762", "1706.03762", None),
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
    assert slugify("日本語") == "post"
    assert len(slugify("word " * 50)) <= 60
    assert slugify("x" * 100) == "x" * 60


@given(st.text(max_size=200))
def test_a_slug_never_leaves_its_folder(text: str) -> None:
    assert set(slugify(text)) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")


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
