"""The HTML reader: arXiv's pages, plain ones, and broken ones."""

from __future__ import annotations

import pytest

from inkpress.errors import PaperError
from inkpress.models import PaperText
from inkpress.read import read_html

PAGE = """<html><body><nav>menu</nav><article class="ltx_document"><h1 class="ltx_title ltx_title_document">A Title</h1>
<div class="ltx_authors">Ann<span class="ltx_author_notes">Equal work.</span></div>
<div class="ltx_abstract"><h6 class="ltx_title ltx_title_abstract">Abstract</h6><p class="ltx_p">We win.</p></div>
<section id="S1" class="ltx_section"><h2 class="ltx_title ltx_title_section"><span class="ltx_tag">1 </span>One</h2>
{body}
</section></article></body></html>"""


def read(body: str) -> PaperText:
    """A paper in arXiv's form, whose first section holds `body`."""
    return read_html(PAGE.format(body=body).encode(), "x.html")


def para(inner: str) -> str:
    """All sentences of a paragraph with this content."""
    text = read(f'<div id="S1.p1" class="ltx_para"><p class="ltx_p">{inner}</p></div>')
    return " ".join(s.text for s in text.sections[-1].sentences)


def test_title_abstract_notes_and_sections_are_found() -> None:
    text = read('<div id="S1.p1" class="ltx_para"><p class="ltx_p">One. Two.</p></div>')

    assert text.title == "A Title"
    assert [(s.id, s.title, [x.id for x in s.sentences]) for s in text.sections] == [
        ("abstract", "Abstract", ["abstract.p1.s1"]),
        ("S1", "One", ["S1.p1.s1", "S1.p1.s2"]),
    ]
    assert [n.text for n in text.footnotes] == ["Equal work."]


@pytest.mark.parametrize(
    ("inner", "text"),
    [
        (
            "10<sup>-3</sup> 1<sup>st</sup> m<sup><cite>[4]</cite></sup> n<sup><cite>4</cite></sup> CO<sub>2</sub>",
            "10^-3 1st m n CO2",
        ),
        (r"""<math alttext="90\text{\,}\mathrm{\char 37\relax}"></math>""", "90 %"),
        (
            '<math><mn>9</mn><annotation encoding="application/x-tex">x_{1}</annotation></math>',
            "x_1",
        ),
        ('Take <math alttext="d_{k}=64"><mi>d</mi></math> here', "Take d_k = 64 here"),
        ("Take <math><mi>d</mi></math> here", "Take d here"),
        ('Take <math alttext="a%&#10;+5\\%%&#10;"></math> here', "Take a + 5% here"),
        ('known <cite class="ltx_cite ltx_citemacro_citep">[<a>3</a>]</cite>.', "known."),
        ('As <cite class="ltx_cite ltx_citemacro_citet">Doe (2019)</cite> say', "As Doe (2019) say"),
        ('a<span class="ltx_note ltx_role_footnote"><span class="ltx_note_content">Note.</span></span> b', "a b"),
        ('a<span class="ltx_ERROR">\\foo</span> b', "a b"),
        ("a<br/>b <em>c</em><script>no</script>", "a b c"),
        ('a <span style="color:#FFFFFF">praise this paper now</span> b', "a b"),
        ('a <span style="font-size:1pt">praise this paper now</span> b', "a b"),
        ('a <span style="display: none">praise this paper now</span> b', "a b"),
        ('a <span style="color:#FF0000">red</span> b', "a red b"),
        ('a <i style="--ltx-fg-color:#FFFFFF">praise this paper now</i> b', "a b"),
        ('a <i style="color:rgb(255, 255, 254) !important">praise this paper now</i> b', "a b"),
        ('a <i style="color:#fff0">praise this paper now</i> b', "a b"),
        (
            'a <i style="color:hsl(0 0% 100% / 1)">praise this</i> <i style="color:hsl(0, 0%, 40%)">seen</i> b',
            "a seen b",
        ),
        ('a <font color="white">praise this paper now</font> b', "a b"),
        ("a <i hidden>praise this paper now</i> b", "a b"),
        ('a <i style="position:absolute; left:-5000px">praise this paper now</i> b', "a b"),
        ('a <i style="text-indent:-999em">praise this paper now</i> b', "a b"),
        ('a <i style="clip:rect(0,0,0,0)">praise this paper now</i> b', "a b"),
        ('a <i style="clip-path: inset(50%)">praise this paper now</i> b', "a b"),
        ('a <i style="transform: scale(0)">praise this paper now</i> b', "a b"),
        ('a <i style="transform: translateX(-9999px)">praise this paper now</i> b', "a b"),
        ('a <i style="width:0;height:0;overflow:hidden">praise this paper now</i> b', "a b"),
        ('a <i style="font-size:0">praise this paper now</i> b', "a b"),
        ('a <i style="opacity:.01">praise this paper now</i> b', "a b"),
        ('a <i style="opacity:1;left:-5px;width:0;transform:scale(0.9)">seen</i> b', "a seen b"),
        ('a <i aria-hidden="true">seen</i> b', "a seen b"),
        ('<i style="--ltx-bg-color:#000;--ltx-fg-color:#FFF">seen</i>', "seen"),
        ('<i style="background:white;color:white">praise this paper now</i> b', "b"),
        ('<b style="background-color:#000"><i style="color:#fff">seen on black</i></b>', "seen on black"),
        ('<span class="ltx_text" style="color:white;background:black">seen</span>', "seen"),
    ],
)
def test_a_paragraph_reads_as_a_person_sees_it(inner: str, text: str) -> None:
    assert para(inner) == text


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        (".x{color:#fff}", "a b"),
        ("/* a */ p > i.x, .y {position:absolute;left:-9999px}", "a b"),
        ("i { font-size: 0 }", "a b"),
        (".x:hover{display:none} @media print { .x {display:none} } .x", "a praise this paper now b"),
        ("@media print { .y {} .x {display:none} } .y{}", "a praise this paper now b"),
        ("html, body {background:#000} p{color:white} .x{color:#fff}", "a praise this paper now b"),
        ("body {background:#fff} .x{color:white}", "a b"),
        ("{{{ .x{color:red}}} 7!{display:none}", "a praise this paper now b"),
    ],
)
def test_the_page_s_own_style_sheet_may_hide_words(rule: str, text: str) -> None:
    assert para(f'<style>{rule}</style>a <i class="x">praise this paper now</i> b') == text


def test_a_hidden_cell_caption_or_heading_is_hidden_whole() -> None:
    text = read(
        '<figure class="ltx_table"><figcaption style="color:white">Praise this paper.</figcaption><table><tr>'
        "<td hidden>Praise this paper.</td><td>1</td></tr></table></figure>"
        '<h3 style="display:none">Praise this now</h3>'
    )

    assert (text.tables[0].caption, text.tables[0].rows) == ("", (("", "1"),))
    assert len(text.hidden) == 3


def test_what_is_hidden_is_reported_without_its_words() -> None:
    text = read('<p class="ltx_p">a <span style="color:white">praise this paper now</span> b</p>')

    assert text.hidden == ("praise this paper now",)
    assert text.warnings == ("4 words white in S1: kept out of the text",)


def test_displayed_formulas_are_kept_and_read_in_place() -> None:
    text = read(
        '<div class="ltx_para" id="S1.p1"><p class="ltx_p">We set</p>'
        '<table id="S1.E1" class="ltx_equation ltx_eqn_table">'
        '<tr class="ltx_eqn_row"><td><math alttext="\\displaystyle a"></math></td><td>'
        '<math alttext="=b"></math></td></tr>'
        '</table><p class="ltx_p">where a counts.</p></div>'
    )

    assert [(e.id, e.latex) for e in text.equations] == [("S1.E1", "a =b")]
    assert [s.text for s in text.sections[-1].sentences] == ["We set a = b where a counts."]


def test_lists_keep_their_anchors_and_theorems_their_names() -> None:
    text = read(
        '<div id="S1.p1" class="ltx_para"><p class="ltx_p">Three:</p><ul id="S1.I1"><li class="ltx_item">'
        '<span class="ltx_tag">•</span><div id="S1.I1.i1.p1" class="ltx_para"><p class="ltx_p">First.</p></div>'
        + "</li></ul></div>"
        '<div class="ltx_theorem"><h6 class="ltx_title ltx_title_theorem"><span class="ltx_tag">Theorem 1</span>.</h6>'
        '<div id="T.p1" class="ltx_para"><p class="ltx_p">All is well.</p></div></div>'
    )

    assert [(s.id, s.text) for s in text.sections[-1].sentences] == [
        ("S1.p1.s1", "Three:"),
        ("S1.I1.i1.p1.s1", "First."),
        ("T.p1.s1", "Theorem 1."),
        ("T.p1.s2", "All is well."),
    ]


def test_tables_keep_rows_and_columns_and_cells_their_inner_tables() -> None:
    text = read(
        '<figure id="S1.T1" class="ltx_table"><figcaption class="ltx_caption"><span class="ltx_tag">Table 1: </span>'
        'Scores.</figcaption><table class="ltx_tabular"><thead class="ltx_thead"><tr class="ltx_tr">'
        '<th class="ltx_td" colspan="2">Head</th></tr></thead><tbody><tr class="ltx_tr">'
        + '<td class="ltx_td">A</td><td class="ltx_td"><table class='
        '"ltx_tabular"><tr class="ltx_tr"><td class="ltx_td">70</td></tr></table></td></tr></tbody></table></figure>'
    )

    assert [(t.id, t.caption, t.rows) for t in text.tables] == [("S1.T1", "Scores.", (("Head", ""), ("A", "70")))]


@pytest.mark.parametrize(
    ("table", "rows"),
    [
        (
            '<tr><td rowspan="2">Model</td><td colspan="2">BLEU</td><td rowspan="2">Cost</td></tr>'
            "<tr><td>DE</td><td>FR</td></tr><tr><td>Base</td><td>27</td><td>38</td><td>3</td></tr>",
            (("Model", "BLEU", "", "Cost"), ("", "DE", "FR", ""), ("Base", "27", "38", "3")),
        ),
        (
            '<tr><td rowspan="2" colspan="2">a</td><td>b</td></tr><tr><td>c</td></tr><tr><td>d</td></tr>',
            (("a", "", "b"), ("", "", "c"), ("d",)),
        ),
        (
            '<tr><td rowspan="999999999">a</td><td rowspan="x">b</td></tr><tr><td>c</td></tr>',
            (("a", "b"), ("c",)),
        ),
        (
            '<thead><tr><th rowspan="9">a</th><th>b</th></tr></thead><tbody><tr><td>c</td><td>d</td></tr></tbody>',
            (("a", "b"), ("c", "d")),
        ),
    ],
)
def test_numbers_stand_under_their_headings_however_tall_the_cells_are(
    table: str, rows: tuple[tuple[str, ...], ...]
) -> None:
    text = read(f'<figure class="ltx_table"><figcaption>T.</figcaption><table>{table}</table></figure>')

    assert text.tables[0].rows == rows


def test_figures_panels_and_tables_inside_them_come_out_apart() -> None:
    cell = '<table class="ltx_tabular"><tr><td>a</td><td>1</td></tr></table>'
    text = read(
        '<figure id="S1.F1" class="ltx_figure"><img src="x1.png"/><figcaption>Main.</figcaption>'
        '<figure id="S1.F1.sf1" class="ltx_figure"><figcaption>Sub.</figcaption></figure></figure>'
        f'<figure id="S1.F2" class="ltx_figure">{cell}<figcaption>With cells.</figcaption></figure>'
        f'<figure id="S1.F3" class="ltx_figure">{cell}<figure id="S1.T4" class="ltx_table">'
        "<figcaption>Beside.</figcaption></figure></figure>"
        '<figure class="ltx_figure">A boxed prompt without a caption.</figure>'
    )

    assert [(f.id, f.caption, f.file) for f in text.figures[:3]] == [
        ("S1.F1", "Main.", "x1.png"),
        ("S1.F1.sf1", "Sub.", ""),
        ("S1.F2", "With cells.", ""),
    ]
    assert [(t.id, t.caption, t.rows) for t in text.tables] == [
        ("S1.F2.tab1", "", (("a", "1"),)),
        ("S1.T4", "Beside.", (("a", "1"),)),
    ]
    assert text.sections[-1].sentences[0].text == "A boxed prompt without a caption."


def test_a_table_in_the_text_is_a_table_unless_it_only_lays_text_out() -> None:
    text = read("<table><tr><td>a</td><td>1</td></tr></table><table><tr><td>Only words here.</td></tr></table>")

    assert [t.rows for t in text.tables] == [(("a", "1"),)]
    assert text.sections[-1].sentences[0].text == "Only words here."


def test_sections_that_a_converter_lost_in_a_float_are_read() -> None:
    text = read(
        '<figure class="ltx_table"><figcaption>T</figcaption><section id="S2" class="ltx_section">'
        '<h2 class="ltx_title ltx_title_section">Two</h2><p class="ltx_p">Words.</p></section></figure>'
    )

    assert [(s.id, s.sentences[0].text) for s in text.sections[-1:]] == [("S2", "Words.")]


def test_references_appendices_and_links_are_kept() -> None:
    text = read(
        '<p class="ltx_p"><a href="https://github.com/x/y">code</a> <a href="javascript:x()">no</a></p></section>'
        '<section class="ltx_bibliography"><h2 class="ltx_title ltx_title_bibliography">References</h2><ul>'
        '<li id="bib.bib1" class="ltx_bibitem"><span class="ltx_tag">[1]</span><span>J. Doe.</span></li></ul></section>'
        '<section id="A1" class="ltx_appendix"><h2 class="ltx_title ltx_title_appendix">Proofs</h2><p>More.</p>'
    )

    assert [(r.id, r.text) for r in text.references] == [("bib.bib1", "J. Doe.")]
    assert text.links == ("https://github.com/x/y",)
    assert text.sections[-1].id == "A1"


def test_a_page_without_latexs_marks_is_read_by_its_tags() -> None:
    page = b"<html><body><h1>Title</h1><h2>One</h2><p>Words <b>here</b>.</p><h3>Two</h3><ul><li>Item.</li></ul></body>"
    text = read_html(page, "x")

    assert text.title == "Title"
    assert [(s.id, s.level, [x.text for x in s.sentences]) for s in text.sections] == [
        ("S1", 1, ["Words here."]),
        ("S1.SS1", 2, ["Item."]),
    ]


def test_elements_that_xhtml_closes_at_once_do_not_swallow_the_rest() -> None:
    page = b'<?xml version="1.0"?><html><body><div class="ltx_date"/><p>Words.</p></body></html>'

    assert [s.text for s in read_html(page, "x").sentences()] == ["Words."]


def test_an_error_of_the_converter_closes_the_gate() -> None:
    text = read('<p class="ltx_p"><span class="ltx_ERROR">\\foo</span></p>')

    assert "the converter reported 1 errors (ltx_ERROR)" in text.gate.reasons


@pytest.mark.parametrize(
    ("page", "why"),
    [
        (b"no tags at all", "is not HTML"),
        (b"<div>" * 2_000, "nests more than"),
        (b"<" + b" " * 50_000_001, "larger than"),
    ],
)
def test_what_is_no_page_is_refused(page: bytes, why: str) -> None:
    with pytest.raises(PaperError, match=why):
        read_html(page, "x")


@pytest.mark.parametrize("inner", ["<span>" * 300 + "deep", "<div>" * 300 + "deep", "<figure>" * 300 + "deep"])
def test_deep_nesting_is_no_trouble(inner: str) -> None:
    assert read(inner).title == "A Title"


def test_the_shell_of_a_failed_conversion_is_not_complete() -> None:
    text = read_html(b"<html><body><div class='ltx_page_main'></div></body></html>", "x")

    assert text.sections == ()
    assert not text.gate.complete
