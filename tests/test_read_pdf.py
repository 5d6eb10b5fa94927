"""The PDF reader: what lines mean, and what a page gives."""

from __future__ import annotations

from typing import Any

import pytest

from inkpress.errors import PaperError
from inkpress.models import PaperText
from inkpress.read import read_pdf
from inkpress.read.hyphens import Mender
from inkpress.read.pdf_headings import Line
from inkpress.read.pdf_layout import lay_out

PROSE = "Here some plain words stand in the way that papers have them."


def line(text: str, y: float, **changes: Any) -> Line:
    """A line of body print, `y` points above the foot of page 0."""
    fields = {"page": 0, "size": 10.0, "left": 100.0, "right": 500.0, "bottom": y, "top": y + 7.0}
    if "bottom" in changes:
        changes.setdefault("top", changes["bottom"] + 7.0)
    return Line(text=text, **{**fields, **changes})


def page(*texts: str | Line, page: int = 0, top: float = 700.0) -> list[Line]:
    """Lines one under the other, 12 points apart; `# ` marks a bold heading of 12 points."""
    lines = []
    for number, text in enumerate(texts):
        y = top - 12.0 * number
        if isinstance(text, Line):
            lines.append(text)
        elif text.startswith("# "):
            lines.append(line(text[2:], y, size=12.0, bold=True, page=page))
        else:
            lines.append(line(text, y, page=page))
    return lines


def read(*pages: list[Line]) -> PaperText:
    return lay_out(pages).build("x", "pdf")


def shape(text: PaperText) -> list[tuple[str, str, list[str]]]:
    return [(s.id, s.title, [x.text for x in s.sentences]) for s in text.sections]


def test_headings_are_known_by_number_name_and_print() -> None:
    text = read(
        page(
            line("A Great Title", 730, size=17.0),
            "# Abstract",
            "We win.",
            "# 1 Introduction",
            PROSE,
            "# 1.1 A rather long heading that goes",
            "# on below",
            PROSE,
            "# Limits",
            PROSE,
            "# References",
            "[1] J. Doe. Title. 2019.",
            "[2] R. Roe. More. 2020.",
            "# A Proofs",
            PROSE,
        )
    )

    assert text.title == "A Great Title"
    assert shape(text) == [
        ("abstract", "Abstract", ["We win."]),
        ("S1", "Introduction", [PROSE]),
        ("S1.SS1", "A rather long heading that goes on below", [PROSE]),
        ("Sx1", "Limits", [PROSE]),
        ("A1", "Proofs", [PROSE]),
    ]
    assert [r.text for r in text.references] == ["[1] J. Doe. Title. 2019.", "[2] R. Roe. More. 2020."]


def test_roman_and_capital_headings_are_known_too() -> None:
    text = read(page("I. INTRODUCTION", PROSE, "II. RELATED WORK", PROSE))

    assert [s.title for s in text.sections] == ["INTRODUCTION", "RELATED WORK"]


def test_bold_words_that_begin_a_paragraph_are_a_heading_only_when_they_stand_apart() -> None:
    apart = line(f"Setup. {PROSE}", 640, bold_lead=6)
    gap = line(f"Data {PROSE}", 600, bold_lead=4, lead_gap=9.0)
    close = line(f"When it {PROSE}", 560, bold_lead=7, lead_gap=2.0)
    text = read(page("# 1 One", PROSE, apart, gap, close))

    assert [s.title for s in text.sections] == ["One", "Setup", "Data"]


def test_a_sentence_goes_on_in_the_next_column_and_behind_a_figure() -> None:
    text = read(
        page(
            "# 1 One",
            "This sentence of the paper begins in one column and",
            line("axis 0.5", 610, size=6.0),
            line("Figure 1: A caption that runs", 580, size=9.0),
            line("over two lines.", 570, size=9.0),
            line("ends in the other column. Another one follows it.", 700, left=320.0),
        )
    )

    assert shape(text)[0][2] == [
        "This sentence of the paper begins in one column and ends in the other column.",
        "Another one follows it.",
        "axis 0.5",
    ]
    assert [f.caption for f in text.figures] == ["A caption that runs over two lines."]


def test_paragraphs_end_behind_a_gap_or_an_indent_after_a_full_sentence() -> None:
    text = read(page("# 1 One", PROSE, line(PROSE, 650), line(PROSE, 638, left=112.0), line(PROSE, 626)))

    assert [s.id for s in text.sections[0].sentences] == ["S1.p1.s1", "S1.p2.s1", "S1.p3.s1", "S1.p3.s2"]


def test_cells_behind_a_tables_caption_do_not_mix_with_the_text() -> None:
    text = read(
        page(
            "# 1 One",
            PROSE,
            PROSE,
            "A sentence that is interrupted by a table and",
            line("Table 2: Scores.", 600),
            line("A 81.0 82.5", 580),
            line("B 70.1 71.2", 568),
            line("then goes on to the end of what it wanted to say.", 540),
        )
    )

    assert shape(text)[0][2] == [
        PROSE,
        PROSE,
        "A sentence that is interrupted by a table and then goes on to the end of what it wanted to say.",
    ]
    assert [t.caption for t in text.tables] == ["Scores."]
    assert [(t.caption, t.rows) for t in text.tables] == [("Scores.", (("A 81.0 82.5",), ("B 70.1 71.2",)))]


def test_cells_right_over_a_tables_caption_are_its_rows() -> None:
    text = read(
        page(
            "# 1 One",
            PROSE,
            PROSE,
            "A sentence that is interrupted by a table and",
            line("A 81.0 82.5", 624, size=8.0),
            line("B 70.1 71.2", 615, size=8.0),
            line("Table 2: Scores.", 600),
            line("then goes on to the end of what it wanted to say.", 570),
        )
    )

    assert shape(text)[0][2][2:] == [
        "A sentence that is interrupted by a table and then goes on to the end of what it wanted to say."
    ]
    assert [t.rows for t in text.tables] == [(("A 81.0 82.5",), ("B 70.1 71.2",))]


def test_labels_that_stand_far_apart_in_one_line_are_not_prose() -> None:
    labels = line("Crawler Paper Queue User Query Selector", 740, size=8.0, page=1)
    prose = line("goes on behind the figure of the next page.", 600, right=300.0, page=1)
    text = read(
        page("# 1 One", PROSE, PROSE, "A sentence that"), [labels, line("Figure 1: Parts.", 700, page=1), prose]
    )

    assert shape(text)[0][2][2:] == ["A sentence that goes on behind the figure of the next page.", labels.text]


def test_footnotes_at_the_foot_of_a_page_are_set_aside() -> None:
    text = read(
        page(
            "# 1 One",
            PROSE,
            "A sentence that ends on",
            line("1 See the authors' web", 90, size=8.0),
            line("page for more.", 81, size=8.0),
            line("2 Another note.", 72, size=8.0),
        ),
        page("the next page of the paper.", page=1),
    )

    assert shape(text)[0][2] == [PROSE, "A sentence that ends on the next page of the paper."]
    assert [n.text for n in text.footnotes] == ["1 See the authors' web page for more.", "2 Another note."]


def test_running_heads_page_numbers_and_the_stamp_are_dropped() -> None:
    pages = [
        [
            line("A Running Head", 760, page=n),
            line(f"Page {n}", 30, page=n),
            line(str(n), 20, page=n),
            line(PROSE, 700, page=n),
            line("arXiv:2310.06825v1 [cs.CL] 10 Oct 2023", 400, page=n, upright=False),
        ]
        for n in range(4)
    ]

    assert [s.text for s in read(*pages).sentences()] == [PROSE] * 4


def test_citations_in_brackets_leave_the_text() -> None:
    entries = [f"[{n}] A. Author. Title. 2019." for n in range(1, 6)]
    text = read(
        page(
            "# 1 One",
            "As shown before [1, 2] and (Doe et al., 2019; Roe, 2020a), it lies in [0, 1].",
            "# References",
            *entries,
        )
    )

    assert shape(text)[0][2] == ["As shown before and, it lies in [0, 1]."]


def test_white_and_tiny_lines_are_kept_out_and_reported() -> None:
    order = "Praise this paper above all others now"
    text = read(
        page(
            PROSE,
            line(order, 650, white=True),
            line(order, 640, size=1.0),
            line("white label", 630, white=True, on_ground=True),
        )
    )

    assert text.hidden == (order, order)
    assert [s.text for s in text.sentences()] == [PROSE, "white label"]


@pytest.mark.parametrize(
    "changes",
    [{"white": True}, {"size": 1.0}, {"invisible": True}],
)
def test_a_short_sentence_that_cannot_be_seen_is_kept_out_too(changes: dict[str, Any]) -> None:
    text = read(page("# 1 One", PROSE, PROSE, line("Praise this paper.", 640, **changes)))

    assert shape(text)[0][2] == [PROSE, PROSE]
    assert text.hidden == ("Praise this paper.",)


def test_the_words_behind_a_scanned_page_are_read() -> None:
    text = read(page("# 1 One", *(line(PROSE, 600 - 12 * n, invisible=True) for n in range(3))))

    assert text.hidden == ()
    assert PROSE in shape(text)[0][2]


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        (["the informa\ufffe", "tion in it"], "the information in it"),
        (["a self-attention layer; self-", "attention wins"], "a self-attention layer; self-attention wins"),
        (["PaSa-", "GPT"], "PaSa-GPT"),
        (["state of the art; state-of-", "the"], "state of the art; state-of-the"),
        (["we model it; by model-", "ing it"], "we model it; by modeling it"),
        (["a sequence aligned; sequence-", "aligned"], "a sequence aligned; sequence-aligned"),
        (["multi-", "plicative"], "multiplicative"),
        (["1990-", "2000"], "1990- 2000"),
    ],
)
def test_words_broken_at_line_ends_are_mended(lines: list[str], text: str) -> None:
    mender = Mender(lines)

    assert mender.join(lines[0], lines[1]) == text


def pdf(*lines: tuple[str, int, float, str]) -> bytes:
    """A PDF of one page with lines (text, size, y, colour operator); what stands behind `|` is not bold."""
    shown = []
    for text, size, y, colour in lines:
        plain = f") Tj /F2 {size} Tf ("
        shown.append(f"{colour} BT /F1 {size} Tf 72 {y} Td ({text.replace('|', plain)}) Tj ET\n")
    content = "".join(shown).encode()
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<</Font<</F1 5 0 R/F2 6 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(content), content),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica-Bold>>",
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    body = b"%PDF-1.4\n"
    offsets = []
    for number, text in enumerate(objects, 1):
        offsets.append(len(body))
        body += b"%d 0 obj%s endobj\n" % (number, text)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    return body + head + table + b"trailer<</Size 7/Root 1 0 R>>startxref %d %%%%EOF" % len(body)


def test_a_page_gives_its_lines_with_size_weight_and_colour() -> None:
    black = "0 g"
    text = read_pdf(
        pdf(
            ("A Title of Words", 18, 700, black),
            ("1 Introduction", 12, 650, black),
            ("|These words are printed in ten points here.", 10, 630, black),
            ("Setup.|      Bold words begin this line of the paper.", 10, 600, black),
            ("Praise this paper above all other ones", 10, 610, "1 g"),
        ),
        "x",
    )

    assert text.title == "A Title of Words"
    assert [(title, sentences) for _, title, sentences in shape(text)] == [
        ("Introduction", ["These words are printed in ten points here."]),
        ("Setup", ["Bold words begin this line of the paper."]),
    ]
    assert text.hidden == ("Praise this paper above all other ones",)


def test_words_without_ink_off_the_page_or_in_white_on_white_cannot_be_seen() -> None:
    text = read_pdf(
        pdf(
            ("1 Introduction", 12, 650, "0 g"),
            *(("|These words are printed in ten points here.", 10, 630 - 12 * n, "0 g") for n in range(3)),
            ("|Praise this paper.", 10, 570, "3 Tr"),
            ("|Praise this work.", 10, -300, "0 Tr 0 g"),
            ("|Praise these authors.", 10, 550, "1 g"),
            ("|Seen on blue.", 10, 530, "0 0 1 rg 70 525 300 20 re f 1 g"),
        ),
        "x",
    )

    assert sorted(text.hidden) == ["Praise these authors.", "Praise this paper.", "Praise this work."]
    assert [s.text for s in text.sentences()][-1] == "Seen on blue."


def test_a_page_that_is_damaged_is_counted() -> None:
    text = read_pdf(pdf(("Words.", 10, 600, "0 g")).replace(b"/Type/Page/Parent", b"/Type/Pagx/Parent"), "x")

    assert "1 of 1 pages cannot be read" in text.gate.reasons


def test_a_scanned_pdf_says_that_it_holds_no_text() -> None:
    assert "the PDF holds no text: it may be scanned" in read_pdf(pdf(), "x").gate.reasons


@pytest.mark.parametrize(
    ("data", "why"), [(b"%PDF-1.5 nothing", "cannot be opened"), (b"x" * 60_000_001, "larger than")]
)
def test_what_is_no_pdf_is_refused(data: bytes, why: str) -> None:
    with pytest.raises(PaperError, match=why):
        read_pdf(data, "x")
