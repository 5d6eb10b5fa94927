"""Markdown -> tree -> web HTML: what survives, what is taken out."""

from __future__ import annotations

import pytest

from inkpress.errors import RenderError
from inkpress.render.article import PictureFile, article_html
from inkpress.render.document import parse_document
from inkpress.render.tree import Code, Document, Picture, plain_text


def parse(body: str, **options: object) -> Document:
    return parse_document(body, file="posts/x.md", **options)  # type: ignore[arg-type]


def web(body: str) -> str:
    return article_html(parse(body))


def test_underscores_and_backslashes_of_a_formula_survive_markdown() -> None:
    formulas = parse(
        "Let $a_i * b_i$ and $c_j * d_j$.\n\n$$\n\\begin{aligned} a &= b \\\\ c &= d \\end{aligned}\n$$\n"
    ).formulas
    assert [f.latex for f in formulas] == [
        "a_i * b_i",
        "c_j * d_j",
        "\\begin{aligned} a &= b \\\\ c &= d \\end{aligned}",
    ]


def test_a_formula_knows_its_line_in_the_file() -> None:
    assert [f.line for f in parse("One.\n\n```\nx\n```\n\nTwo $x$\nand\n$y$.", first_line=10).formulas] == [16, 18]


@pytest.mark.parametrize(
    "text",
    [
        "a price of $5 or $6",
        "US$5 or A$6 each",
        "$5 and get 3 more for 4$ here",
        "it costs $100K/$200K",
        "set $HOME and $PATH",
        r"five \$dollars and \$more",
        "from $5-$6 a month",
        "`$x$` is code",
    ],
)
def test_prices_shell_variables_and_code_are_not_formulas(text: str) -> None:
    assert parse(text).formulas == ()
    assert "$" in web(text)


def test_code_spans_before_and_after_do_not_hide_a_formula() -> None:
    body = "Use `a|b` and ``c`d`` here, $x_1$ there, `e` again, and $y$.\n\nAn open ` tick, then $z$.\n"
    assert [f.latex for f in parse(body).formulas] == ["x_1", "y", "z"]


def test_struck_words_a_hard_break_and_a_heading_in_a_quote_come_out() -> None:
    page = web("~~old~~ a\\\nb\n\n> # Big\n> text\n")
    assert "<del>old</del> a<br>" in page
    assert "<p><strong>Big</strong></p>" in page


def test_code_keeps_dollars_tabs_and_empty_lines() -> None:
    assert "a $x$ &lt;b&gt;\n\n\n\tc\n" in web("```text\na $x$ <b>\n\n\n\tc\n```\n") + "\n"


@pytest.mark.parametrize(
    "body",
    [
        "Hi <script>BAD()</script> there",
        'Hi <img src="x.png" onerror="BAD()" alt="a"> there',
        "[read](javascript:BAD())",
        '<a href="java\tscript:BAD()">b</a>',
        "<iframe src='https://example.org/BAD'></iframe>",
        "<p style='background:url(https://example.org/BAD)'>x</p>",
        "![](https://example.org/BAD.png)",
        "![a](https://example.org/BAD.gif?u=1)",
        "![a](http://10.0.0.1/BAD.png)",
        "<!--[if mso]><script>BAD()</script><![endif]-->x",
        "[x](data:text/html;base64,BAD)",
        "<svg onload=BAD()><circle r=1></svg>",
    ],
)
def test_everything_active_is_taken_out_and_the_words_stay(body: str) -> None:
    page = web(f"{body}\n\nThe good text stays.")
    assert "BAD" not in page
    assert "The good text stays." in page


def test_a_refused_picture_is_reported_with_its_line() -> None:
    findings = parse("One.\n\n![x](http://example.org/a.gif?u=1)").findings
    assert [(f.rule, f.line) for f in findings] == [("render-picture-refused", 3)]


def test_direction_overrides_are_taken_out_and_reported() -> None:
    document = parse("abc\u202egnp.exe")
    assert "\u202e" not in article_html(document)
    assert document.findings[0].rule == "render-hidden-characters"


def test_a_lone_picture_becomes_a_figure_with_caption_and_credit() -> None:
    document = parse('![A curve](curve.png "It falls. Credit: Ada, CC BY 4.0")')
    assert document.images == (Picture("curve.png", "A curve", "It falls.", "Ada, CC BY 4.0"),)
    page = article_html(document, pictures={"curve.png": PictureFile("/p/x/curve.png", 600, 400)})
    assert '<img src="/p/x/curve.png" alt="A curve" width="600" height="400"' in page
    assert "Credit: Ada, CC BY 4.0" in page


def test_a_formula_in_an_alt_text_or_a_caption_is_words() -> None:
    (picture,) = parse('![The $x_i^2$ axis](a.png "Loss $\\alpha$. Credit: Ada")').images
    assert (picture.alt, picture.caption) == ("The x_i² axis", "Loss α.")


def test_a_raw_figure_gives_its_caption_to_its_picture() -> None:
    document = parse('<figure><img src="a.png" alt="A"><figcaption>It *falls*. Credit: Ada</figcaption></figure>')
    assert document.images == (Picture("a.png", "A", "It *falls*.", "Ada"),)


def test_a_picture_in_a_sentence_stays_there_and_indented_code_is_code() -> None:
    page = web("Look ![here](a.png) and [![b](b.png)](https://example.org/).\n\n    x < $1\n\n<br>end")
    assert 'Look <img src="a.png" alt="here"' in page
    assert '<a href="https://example.org/"><img src="b.png"' in page
    assert "<code>x &lt; $1</code>" in page


def test_headings_begin_at_two_leave_no_gap_and_have_unique_ids() -> None:
    headings = parse("# Title\n\n# One\n\n### Two\n\n# One\n", title="Title").headings
    assert [(h.level, h.id) for h in headings] == [(2, "one"), (3, "two"), (2, "one-2")]


def test_evidence_and_notes_are_counted_apart() -> None:
    body = 'A.[^e1] B.[^1] C.[^e2]\n\n[^e1]: "span"\n[^1]: a *note*\n[^e2]: "other"\n'
    notes = parse(body).footnotes
    assert [(n.label, n.number, n.is_evidence) for n in notes] == [("e1", 1, True), ("1", 1, False), ("e2", 2, True)]
    page = web(body)
    assert '<li id="fn_e2">' in page
    assert 'href="#fnref_1"' in page


def test_lists_nest_by_two_or_three_columns_and_follow_a_paragraph_at_once() -> None:
    page = web("Items:\n- a\n  - b\n- c\n\n1. One\n   - nested\n2. Two\n").replace("\n", "")
    assert "<p>Items:</p><ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>" in page
    assert "<ol><li>One<ul><li>nested</li></ul></li><li>Two</li></ol>" in page


def test_code_in_a_list_item_belongs_to_the_item() -> None:
    page = web("1. One:\n\n   ```python\n   x = 1\n   ```\n\n2. Two\n")
    assert page.count("<ol>") == 1
    assert 'class="language-python"' in page


def test_a_bare_address_becomes_a_link_without_its_full_stop() -> None:
    assert parse("See https://example.org/a_b(c), or https://example.org/x.").links == (
        "https://example.org/a_b(c)",
        "https://example.org/x",
    )


@pytest.mark.parametrize("unit", ["[", "*a_", ">", "`a", "<a ", "[a](", "![", "1. ", "- ", "[a][", "<div>", "$a", "|"])
def test_three_thousand_marks_neither_crash_nor_hang(unit: str) -> None:
    assert web(unit * 3_000)


def test_a_body_too_large_is_refused() -> None:
    with pytest.raises(RenderError, match="longer"):
        parse("x" * 2_000_001)


def squeezed(body: str) -> str:
    return web(body).replace("\n", "")


def test_an_item_follows_an_item_of_several_paragraphs() -> None:
    assert "<p>second</p></li><li><p>b</p></li>" in squeezed("- a\n\n  second\n- b")
    assert squeezed("1. a\n\n   $$x^2$$\n2. b").count("<li>") == 2
    assert "<ul><li>b</li></ul></li><li><p>c</p></li>" in squeezed("- a\n\n  - b\n- c")
    assert squeezed("- a\n  - b\n\n    para\n  - c\n- d").count("<ul>") == 2
    assert "</table></div></li><li><p>next</p></li>" in squeezed(
        "- item\n\n  | a | b |\n  |---|---|\n  | 1 | 2 |\n- next"
    )


def test_an_item_holds_a_quotation_and_a_tab_after_its_mark() -> None:
    assert "<blockquote><p>quote</p></blockquote></li>" in squeezed("- item\n  > quote\n")
    assert "<li>b<ul><li>nested</li></ul></li>" in squeezed("-\tb\n\t- nested")


def test_boxes_to_tick_and_notices_are_words() -> None:
    assert "<li>☐ open</li><li>☑ done</li>" in squeezed("- [ ] open\n- [x] done")
    assert "<p><strong>Warning.</strong> Mind the gap.</p>" in web("> [!WARNING]\n> Mind the gap.").replace("\n", " ")


def test_code_in_a_note_stays_in_the_note() -> None:
    body = "Text.[^1]\n\n[^1]: A note with code:\n\n    ```sh\n    ls | wc\n    ```\n\n    Second paragraph.\n"
    (note,) = parse(body).footnotes
    assert Code("ls | wc", "sh") in note.children
    assert "Second paragraph." in plain_text(note.children)


def test_pictures_in_running_text_are_pictures_of_the_document() -> None:
    images = parse("Look ![here](a.png) and [![b](b.png)](https://example.org/).\n\n![c](c.png)").images
    assert [image.src for image in images] == ["a.png", "b.png", "c.png"]


def test_a_tag_that_is_no_html_is_text() -> None:
    assert "<p>emits &lt;think&gt; and &lt;/pad&gt;, x&lt;y&gt;z</p>" in web("emits <think> and </pad>, x<y>z")
    assert "<script" not in web("a <script>alert(1)</script> b <scr<think>ipt>alert(2)</script>")


def test_an_address_with_underscores_and_stars_stays_whole() -> None:
    address = "https://github.com/x/y/blob/main/pkg/__init__.py"
    assert parse(f"See {address}.").links == (address,)
    assert parse(f"[{address}]({address}) and **{address}**").links == (address, address)
    assert parse(f"[it][1]\n\n[1]: {address}").links == (address,)
    assert parse(f"<{address}>, `{address}`").links == (address,)


def test_latex_brackets_are_formulas_where_they_hold_one() -> None:
    document = parse("Here \\(x_i^2\\) holds, \\(not this\\), and\n\n\\[\n\\sum_i x_i\n\\]\n\n\\[sic\\]")
    assert [(f.latex, f.display) for f in document.formulas] == [("x_i^2", False), ("\\sum_i x_i", True)]
    assert "(not this)" in article_html(document)
    assert "[sic]" in article_html(document)


def test_terms_with_definitions_are_a_list_and_abbreviations_are_explained() -> None:
    assert "<dl><dt>Loss</dt><dd>How wrong.</dd></dl>" in squeezed("Loss\n:   How wrong.")
    assert '<abbr title="Large language model">LLM</abbr>' in web("An LLM.\n\n*[LLM]: Large language model")


def test_a_headings_attributes_are_no_words_of_it() -> None:
    assert [h.text for h in parse("## Four {#custom .wide}\n\n## A {b} c").headings] == ["Four", "A {b} c"]


def test_markdown_in_details_is_read() -> None:
    page = squeezed("<details>\n<summary>More</summary>\n\n**bold** and $x^2$\n\n</details>\n\nAfter.")
    assert "<summary>More</summary>" in page
    assert "<strong>bold</strong>" in page
    assert "</details>" in page.partition("<p>After.</p>")[0]


def test_a_tag_never_closed_leaves_the_blocks_after_it_whole() -> None:
    page = web("If a<b>c holds.\n\n## Next\n\n- one\n- two\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n```\nx  y\n```\n")
    assert all(tag in page for tag in ('<h2 id="next">', "<ul", "<table", "<pre"))
    assert page.count("<b>") == 1


def test_a_bar_escaped_in_a_cell_is_a_bar_in_code_too() -> None:
    page = web("| a | b |\n|---|---|\n| `x\\|y` | p\\|q |\n\nBut `x\\|y` in a sentence.\n")
    assert "<td><code>x|y</code></td>" in page
    assert "p|q" in page
    assert r"x\|y</code> in a sentence" in page


def test_a_list_follows_an_items_second_paragraph_at_once() -> None:
    page = web("- one\n\n  Two ways:\n  - a\n  - b\n\n  Or:\n  1. c\n- three\n")
    assert page.count("<li>") == 5
    assert "<p>Two ways:</p>" in page
    assert "<p>Or:</p>\n\n<ol>" in page


def test_a_quotation_mark_in_a_caption_needs_its_backslash_no_more() -> None:
    picture = next(n for n in parse(r'![A plot](p.png "The \"best\" of \{a\}")').children if isinstance(n, Picture))
    assert picture.caption == 'The "best" of {a}'
