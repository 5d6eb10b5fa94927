"""Formulas: one tree, four forms, and no formula that vanishes."""

from __future__ import annotations

from pathlib import Path

import pytest

from inkpress.errors import RenderError
from inkpress.render.formula.forms import formula_html, formula_text, mathml
from inkpress.render.formula.picture import draw_formula, measure_png, picture_name
from inkpress.render.tree import Formula


def formula(latex: str, display: bool = True) -> Formula:
    return Formula(latex, display, "posts/x.md", 7)


@pytest.mark.parametrize(
    ("latex", "text"),
    [
        (r"x_i", "x_i"),
        (r"x_{t+1}", "x_(t+1)"),
        (r"10^{-4}", "10⁻⁴"),
        (r"W_0 x + \Delta W x", "W₀x + ΔWx"),
        (r"\frac{a+b}{c}", "(a + b)/c"),
        (r"\tfrac{1}{2}\beta^2", "(1/2)β²"),
        (r"\frac{p(x)}{q(x)}", "p(x)/q(x)"),
        (r"\log \frac{p}{q}", "log (p/q)"),
        (r"\frac{d\mathbf{x}}{dt}", "dx/dt"),
        (r"\sqrt{d_k} + \sqrt{a+b} + \sqrt[3]{x} + \sqrt[n]{y}", "√d_k + √(a + b) + ∛x + root_ny"),
        (r"\nabla_\theta \mathcal{L}", "∇_θ L"),
        (r"\hat{y} = \bar{x} + \overline{xy}", "ŷ = x̄ + mean(xy)"),
        (r"Q^*(s', a')", "Q*(s′, a′)"),
        (r"\mathbb{E}_{x \sim p}[f]", "𝔼_(x∼p)[f]"),
        (r"\mathbb{1}_{[k \neq i]}", "𝟙_[k≠i]"),
        (r"\sum_{i=1}^{N} y_i", "∑_(i=1)^N y_i"),
        (r"\binom{n}{k}", "(n choose k)"),
        (r"{n \choose k}", "(n choose k)"),
        (r"\begin{cases} x & \text{if } x > 0 \\ 0 & \text{otherwise} \end{cases}", "{ x if x > 0; 0 otherwise"),
        (r"\begin{bmatrix} a & b \\ c & d \end{bmatrix}^\top", "[a, b; c, d]ᵀ"),
        (r"\begin{aligned} a &= b \\ c &= d \end{aligned}", "a = b; c = d"),
        (r"\underbrace{\sum_j x_j}_{\text{sparsity}}", "(∑_j x_j) [sparsity]"),
        (r"\operatorname*{arg\,min}_{\theta} f", "arg min_θ f"),
        (r"f \stackrel{\text{def}}{=} g", "f =[def] g"),
        (r"\text{if $x_i > 0$ then}", "if x_i > 0 then"),
        (r"\mathrm{pass@}k", "pass@k"),
        (r"a \not= b", "a ≠ b"),
        (r"\Bigl\{ x \Big| x > 0 \Bigr\} + \big\lVert w \big\rVert", "{x|x > 0} + ‖w‖"),
        (r"\underset{\theta}{\mathrm{arg\,max}} \sum_{i}(x_i)", "arg max_θ ∑_i (x_i)"),
        (r"A := \widehat{AB} + \tilde{\beta}_t", "A ≔ hat(AB) + β̃_t"),
        (r"\textsc{Rouge}", "Rouge"),
        (r"\lVert w \rVert_2^2 + |x|", "‖w‖₂² + |x|"),
        (r"R\&D", "R&D"),
        (r"-x + (-y)", "−x + (−y)"),
        (r"a \quad b \phantom{c} d", "a b d"),
        (r"x \equiv y \pmod{n}", "x ≡ y (mod n)"),
    ],
)
def test_a_formula_reads_on_one_line(latex: str, text: str) -> None:
    assert formula_text(formula(latex)) == text


def test_html_differs_from_the_text_in_italics_and_scripts_only() -> None:
    assert formula_html(formula(r"p_\theta(x_{<t})")) == "<i>p</i><sub><i>θ</i></sub>(<i>x</i><sub>&lt;<i>t</i></sub>)"
    assert formula_html(formula(r"\mathbf{W}^2 \mathrm{E}")) == "<b>W</b><sup>2</sup>E"


def test_mathml_is_made_of_known_elements_and_sets_limits_below() -> None:
    written = mathml(formula(r"\max_{x} f(x)"))
    assert written.startswith('<math xmlns="http://www.w3.org/1998/Math/MathML" display="block">')
    assert "<munder><mo>max</mo><mi>x</mi></munder>" in written
    assert "<msub><mo>max</mo>" in mathml(formula(r"\max_{x} f", display=False))


def test_upright_words_are_one_element() -> None:
    assert '<mi mathvariant="normal">softmax</mi>' in mathml(formula(r"\mathrm{softmax}(x)"))


@pytest.mark.parametrize(
    ("latex", "why"),
    [
        (r"\foo{x}", r"\foo is not a command"),
        (r"a & b", "& stands outside"),
        (r"\frac{a}{b", "braces do not match"),
        (r"x_1_2", "double subscripts"),
        (r"\left( x", "extra left"),
        (r"\href{javascript:x}{y}", r"\href is not allowed"),
        (r"\text{a $x b}", "no partner"),
        (r"\,", "is empty"),
        (r"\mathchoice{a}{b}{c}{d}", "would be lost"),
        (r"\limits", "a part is missing"),
        ("{" * 200 + "x" + "}" * 200, "too large"),
        (r"\sqrt{" * 600 + "x" + "}" * 600, "nested too deeply|too large"),
        ("x+" * 3000 + "x", "too large"),
    ],
)
def test_what_cannot_be_set_is_refused_with_file_and_line(latex: str, why: str) -> None:
    with pytest.raises(RenderError) as caught:
        mathml(formula(latex))
    assert any(words in caught.value.message for words in why.split("|"))
    assert (caught.value.file, caught.value.line) == ("posts/x.md", 7)


def test_a_picture_is_twice_its_size_and_named_by_its_formula() -> None:
    drawn = draw_formula(formula(r"E = mc^2"))
    assert drawn.png.startswith(b"\x89PNG")
    assert measure_png(drawn.png) == pytest.approx((drawn.width, drawn.height), abs=1)
    assert drawn.width > 40
    assert drawn.name == picture_name(formula(r"E = mc^2")) != picture_name(formula(r"E = mc^3"))
    assert draw_formula(formula(r"E = mc^2")).png == drawn.png


@pytest.mark.parametrize(
    ("latex", "why"), [("中", "the font has no 中"), (r"\left(" * 12 + "a" + r"\right)" * 12, "nested too deeply")]
)
def test_what_cannot_be_drawn_is_refused(latex: str, why: str) -> None:
    with pytest.raises(RenderError, match=why):
        draw_formula(formula(latex))


@pytest.mark.shared
def test_forty_formulas_of_papers_come_out_in_every_form(shared: Path) -> None:
    rows = [
        line.split("\t")
        for line in (shared / "data/email/formulas.txt").read_text("utf-8").splitlines()
        if "\t" in line and not line.startswith("#")
    ]
    assert len(rows) == 40
    for kind, latex in rows:
        one = formula(latex, display=kind == "display")
        assert formula_text(one)
        assert formula_html(one)
        assert draw_formula(one).png
        assert "\\" not in formula_text(one)
