"""Front matter: read as it was written, tolerant, and every note carries its line."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inkpress.adapters.posts import load_post
from inkpress.errors import PostError
from inkpress.frontmatter import parse_post
from inkpress.models import PaperRef, Post, Severity


def post(head: str, body: str = "Body.\n") -> Post:
    return parse_post(f"---\n{head}\n---\n{body}", "posts/2026-11-23-a-post.md")


def with_title(head: str) -> Post:
    return post(f"title: A post\ndate: 2026-11-23\n{head}")


def note(read: Post, rule: str) -> tuple[int, str, str]:
    (finding,) = [f for f in read.findings if f.rule == rule]
    return finding.line, finding.message, finding.hint


def test_title_date_and_status_are_enough_and_the_slug_comes_from_the_file() -> None:
    read = with_title("status: ready")
    assert (read.slug, read.front.date, read.front.status) == ("a-post", dt.date(2026, 11, 23), "ready")
    assert (read.body, read.body_line) == ("Body.\n", 6)
    assert read.findings == ()


def test_unknown_keys_are_kept_as_written_and_reported_with_their_line() -> None:
    read = with_title("location: Berlin\nsumary: x\nnested: {a: [1, 2.5, true, ~, 2026-01-01]}")
    assert read.front.extra == {
        "location": "Berlin",
        "sumary": "x",
        "nested": {"a": [1, 2.5, True, None, "2026-01-01"]},
    }
    near = [f for f in read.findings if "sumary" in f.message]
    assert (near[0].line, near[0].hint) == (5, "did you mean `summary`?")


@pytest.mark.parametrize(
    ("written", "tags"),
    [
        ("tags: attention, systems", ("attention", "systems")),
        ('tags: "[attention, systems]"', ("attention", "systems")),
        ("tags: ['attention, systems']", ("attention", "systems")),
        ("tags: '#attention #systems'", ("attention", "systems")),
        ("tags: attention", ("attention",)),
    ],
)
def test_tags_that_collapsed_into_one_string_are_taken_apart_and_reported(written: str, tags: tuple[str, ...]) -> None:
    read = with_title(written)
    assert read.front.tags == tags
    assert note(read, "front-tags") == (4, "the tags are one string, not a list", f"tags: [{', '.join(tags)}]")


def test_a_list_of_tags_is_left_alone_whatever_yaml_makes_of_its_words() -> None:
    read = with_title("tags: [no, 2024, 1.10, a b]")
    assert read.front.tags == ("no", "2024", "1.10", "a b")
    assert read.findings == ()


@pytest.mark.parametrize("written", ["paper: 2601.00010", "paper: {id: 2601.00010, version: 2}", "arxiv: 2601.00010"])
def test_an_unquoted_id_keeps_its_digits_and_is_explained(written: str) -> None:
    read = with_title(written)
    assert read.front.paper is not None
    assert read.front.paper.id == "2601.00010"
    line, message, hint = note(read, "front-paper")
    assert (line, hint) == (4, "put the id in quotes: '2601.00010'")
    assert "a number to YAML" in message


@pytest.mark.parametrize(
    ("written", "paper"),
    [
        ("paper: '2205.14135v2'", PaperRef(id="2205.14135", version=2)),
        ("paper: {id: 'https://arxiv.org/abs/2205.14135', version: v2}", PaperRef(id="2205.14135", version=2)),
        ("paper: {id: math/0106220}", PaperRef(id="math/0106220")),
        ("paper: {id: '0704.0001', version: ~}", PaperRef(id="0704.0001")),
        ("paper:", None),
    ],
)
def test_an_id_is_read_in_any_of_its_forms(written: str, paper: PaperRef | None) -> None:
    read = with_title(written)
    assert read.front.paper == paper
    assert read.findings == ()


@pytest.mark.parametrize(
    ("written", "part"),
    [
        ("paper: 'hello'", "is no arXiv id"),
        ("paper: '2313.00001'", "month 13"),
        ("paper: '2601.0001'", "a 0 lost"),
        ("paper: '0704.00011'", "five digits"),
        ("paper: {id: '2601.00010', version: latest}", "is no number"),
        ("paper: {id: '2601.00010v1', version: 2}", "the id says version 1"),
        ("paper: {version: 2}", "has no id"),
    ],
)
def test_an_impossible_id_is_an_error(written: str, part: str) -> None:
    found = [f for f in with_title(written).findings if f.rule == "front-paper"]
    assert part in found[0].message
    assert found[0].severity is Severity.ERROR


@pytest.mark.parametrize(
    "written", ["2023-02-15T12:09:54-08:00", "2023-02-15 12:09", "2023-02-15", "2023-2-15", "'2023-02-15'"]
)
def test_the_day_of_a_date_counts_as_it_is_written(written: str) -> None:
    read = post(f"title: A\ndate: {written}")
    assert read.front.date == dt.date(2023, 2, 15)
    assert bool(read.findings) == (":" in written)


@pytest.mark.parametrize(
    ("old", "field", "value"),
    [
        ("description: Short.", "summary", "Short."),
        ("keywords: [a, b]", "tags", ("a", "b")),
        ("author: Ada", "authors", ("Ada",)),
        ("authors: [{name: Ada}]", "authors", ("Ada",)),
        ("draft: true", "status", "draft"),
        ("draft: no", "status", "ready"),
    ],
)
def test_keys_of_other_programs_are_read(old: str, field: str, value: object) -> None:
    assert getattr(with_title(old).front, field) == value


def test_a_legacy_key_beside_ours_stays_unknown() -> None:
    read = with_title("summary: Ours.\ndescription: Theirs.")
    assert (read.front.summary, read.front.extra) == ("Ours.", {"description": "Theirs."})


def test_a_draft_never_ships_even_when_it_says_ready() -> None:
    read = with_title("status: ready\ndraft: true")
    assert read.front.status == "draft"
    assert [f.severity for f in read.findings] == [Severity.ERROR]


def test_the_words_no_and_1984_are_text() -> None:
    read = post(
        "title: no\nslug: on\ndate: 2026-11-23\nsummary: 1984\nscrutiny: {code: yes, seeds: {answer: no, quote: x}}"
    )
    assert (read.front.title, read.slug, read.front.summary) == ("no", "on", "1984")
    assert read.front.scrutiny["code"].answer == "yes"
    assert read.front.scrutiny["seeds"].answer == "no"


def test_structured_fields_are_read_and_their_unknown_entries_kept() -> None:
    read = with_title(
        "needs: [{concept: attention, why: it is used, link: glossary:attention, level: 2}, vectors]\n"
        "roles: {research: r, product: p}\nconfidence: high\n"
        "corrections: [{date: 2026-11-24, text: A slip.}]\n"
        "waive: [{rule: claim-number, why: our own sum}, {rule: x}]\n"
        "provenance: {engine: hand}\nthen: t\naliases: [old]"
    )
    front = read.front
    assert [need.concept for need in front.needs] == ["attention", "vectors"]
    assert (front.roles.product, front.confidence.level, front.then, front.aliases) == ("p", "high", "t", ("old",))
    assert front.corrections[0].date == dt.date(2026, 11, 24)
    assert [w.rule for w in front.waive] == ["claim-number"]
    assert front.extra == {"needs.level": 2}
    assert "needs a rule and a reason" in note(read, "front-waive")[1]


@pytest.mark.parametrize(
    ("text", "part", "line"),
    [
        ("", "is empty", 1),
        ("Just text.\n", "no front matter", 1),
        ("---\ntitle: A\nBody\n", "has no end", 2),
        ("---\ndate: 2026-11-23\n---\n", "no `title`", 1),
        ("---\ntitle: A\n---\n", "no `date`", 1),
        ("---\ntitle: ''\ndate: 2026-11-23\n---\n", "`title` is empty", 2),
        ("---\ntitle: [a]\ndate: 2026-11-23\n---\n", "is a list", 2),
        (f"---\ntitle: {'x' * 301}\ndate: 2026-11-23\n---\n", "301 characters", 2),
        ("---\ntitle: A\ndate: next Friday\n---\n", "is no date", 3),
        ("---\ntitle: A\ndate: 2026-02-30\n---\n", "does not exist", 3),
        ("---\ntitle: A\ndate: 9999-12-31\n---\n", "is not this century's", 3),
        ("---\ntitle: A\ndate: [x]\n---\n", "is no date", 3),
        ("---\ntitle: A\ntitle: B\n---\n", "`title` twice", 3),
        ("---\n- a\n---\n", "is a list", 2),
        ("---\nhello\n---\n", "is a word", 2),
        ("---\ntitle: Nets: a tale\n---\n", "is not YAML", 2),
        ("---\na:\n\t- b\n---\n", "is not YAML", 3),
        ("---\na: &x [1]\nb: *x\n---\n", "alias", 3),
        ("---\na: !!python/name:os.system\n---\n", "tag", 2),
        ("---\n? [a]\n: b\n---\n", "a key that is a list", 2),
        ("---\na: " + "[" * 40 + "]" * 40 + "\n---\n", "nested too deeply", 2),
        ("---\na: [" + "1," * 21_000 + "]\n---\n", "too long", 2),
        ("---\na: " + "x" * 200_001 + "\n---\n", "longer than 200,000", 2),
        ("---\ntitle: A\n---\n" + "x" * 5_000_001, "longer than 5,000,000", 1),
        ("---\ntitle: A\n---\na\x00b\n", "U+0000", 4),
        ("---\ntitle: A\n---\nGood.\n<<<<<<< HEAD\nmine\n=======\n>>>>>>> other\n", "merge is not finished", 5),
        ("---\ntitle: A\ndate: 2026-11-23\nslug: ../x\n---\n", "'/'", 4),
        ("---\ntitle: A\ndate: 2026-11-23\nslug: ''\n---\n", "`slug` is empty", 4),
        ("---\ntitle: A\ndate: 2026-11-23\nslug: a..b\n---\n", "'..'", 4),
        ("---\ntitle: A\ndate: 2026-11-23\nstatus: maybe\n---\n", "`status: maybe` is unknown", 4),
        ("---\ntitle: A\ndate: 2026-11-23\ntags: {a: b}\n---\n", "mapping, not a list", 4),
        ("---\ntitle: A\ndate: 2026-11-23\nscrutiny: x\n---\n", "no mapping", 4),
        ("---\ntitle: A\ndate: 2026-11-23\nneeds: [[x]]\n---\n", "holds a list", 4),
        ("---\ntitle: A\ndate: 2026-11-23\nprovenance: {model: x}\n---\n", "provenance.engine", 4),
        ("---\ntitle: A\n--- x\n", "has no end", 2),
    ],
)  # fmt: skip
def test_a_post_that_cannot_be_used_is_refused_with_its_line(text: str, part: str, line: int) -> None:
    with pytest.raises(PostError) as caught:
        parse_post(text, "posts/a.md")
    assert part in str(caught.value)
    assert caught.value.line == line
    assert "\n" not in str(caught.value)


def test_the_cure_for_a_colon_and_for_a_tab_is_named() -> None:
    with pytest.raises(PostError) as colon:
        post("title: Nets: a tale")
    with pytest.raises(PostError) as tab:
        post("authors:\n\t- Ada")
    assert "quotes" in colon.value.hint
    assert "tabs" in tab.value.hint


def test_a_byte_order_mark_and_any_line_ends_are_read_past() -> None:
    text = "---\ntitle: A\ndate: 2026-11-23\n---\nBody.\n"
    for form in ("\ufeff" + text, text.replace("\n", "\r\n"), text.replace("\n", "\r"), "\n\n" + text):
        assert parse_post(form, "a.md").body == "Body.\n"


def test_merge_marks_in_a_code_block_are_text() -> None:
    assert "<<<<<<<" in with_title("slug: x").body + post("title: A\ndate: 2026-11-23", "```\n<<<<<<< HEAD\n```\n").body


def test_a_title_with_line_breaks_becomes_one_line() -> None:
    assert post('title: "Hi\\r\\nBcc: x"\ndate: 2026-11-23').front.title == "Hi Bcc: x"


def test_html_in_title_and_summary_is_shown_as_text_and_reported() -> None:
    read = post('title: "<script>x()</script> & a < b"\ndate: 2026-11-23\nsummary: The <mask> token')
    assert (read.front.title, read.front.summary) == ("‹script›x()‹/script› & a < b", "The ‹mask› token")
    assert [(f.rule, f.line) for f in read.findings] == [("front-html", 2), ("front-html", 4)]


def test_a_link_to_a_file_elsewhere_is_no_post(tmp_path: Path) -> None:
    (tmp_path / "posts").mkdir()
    (tmp_path / "secret.md").write_text("---\ntitle: A\ndate: 2026-11-23\n---\n", "utf-8")
    link = tmp_path / "posts" / "evil.md"
    link.symlink_to(tmp_path / "secret.md")
    with pytest.raises(PostError, match="link to a file elsewhere"):
        load_post(link, tmp_path)


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=200))
def test_any_text_is_read_or_refused_and_never_crashes(text: str) -> None:
    for form in (text, f"---\n{text}\n---\n", f"---\ntitle: {text}\ndate: 2026-11-23\n---\n{text}"):
        try:
            read = parse_post(form, "posts/a.md")
        except PostError as error:
            place = error.line
        else:
            place = len(read.front.title)
        assert place


def test_a_tag_keeps_the_sign_at_its_end_and_a_slug_its_script() -> None:
    head = "title: A\ndate: 2026-11-23\nslug: внимание\ntags: ['C#', '#vision', C++]"
    read = parse_post(f"---\n{head}\n---\n\nx\n", "p.md")
    assert (read.slug, read.front.tags) == ("внимание", ("C#", "vision", "C++"))
    assert parse_post("---\ntitle: A\ndate: 2026-11-23\n---\n\nx\n", "posts/2026-11-23-注意力.md").slug == "注意力"
