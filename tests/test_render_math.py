"""Formulas: one tree, four forms, and no formula that vanishes."""

from __future__ import annotations

from pathlib import Path

import pytest

from inkpress.errors import RenderError
from inkpress.render.formula.forms import formula_html, formula_text, mathml
from inkpress.render.formula.losses import refuse_unwritten
from inkpress.render.formula.node import LatexError
from inkpress.render.formula.picture import draw_formula, measure_png, picture_name, too_wide
from inkpress.render.formula.reading import math_tree
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
        (r"\sqrt{d_k} + \sqrt{a+b} + \sqrt[3]{x} + \sqrt[n]{y}", "√d_k + √(a + b) + ∛x + root_n(y)"),
        (r"\nabla_\theta \mathcal{L}", "∇_θ ℒ"),
        (r"\hat{y} = \bar{x} + \overline{xy}", "ŷ = x̄ + overline(xy)"),
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
        (r"\pi(\cdot \mid s) + f(\cdot, x)", "π(· ∣ s) + f(·, x)"),
        (r"\mathrm{BP} \cdot \exp(z) - \log -x", "BP · exp(z) − log −x"),
        (r"\begin{split} a &= b \\ &\quad + d \\ &\qquad - e \end{split}", "a = b + d − e"),
        (r"S \setminus \{v\}", "S ∖ {v}"),
        (r"a \quad b \phantom{c} d", "a, b d"),
        (r"x \equiv y \pmod{n}", "x ≡ y (mod n)"),
        (r"2\frac{1}{3}", "2(1/3)"),
        (r"x_1\frac12 y", "x₁(1/2)y"),
        (r"\frac{1}{x}\frac{1}{y}", "(1/x)(1/y)"),
        (r"\frac{1}{n(n+1)}", "1/(n(n + 1))"),
        (r"\frac{1}{(1-a)(1-b)}", "1/((1 − a)(1 − b))"),
        (r"\frac{1}{f(x)}", "1/f(x)"),
        (r"\frac{a/b}{c}", "(a/b)/c"),
        (r"\frac{d_k}{d_v h} + \frac{dh(t)}{dt}", "d_k/(d_v h) + dh(t)/dt"),
        (r"\mathrm{PE}_{(pos, 2i)}", "PE_(pos,2i)"),
        (r"\frac{1}{2}^n", "(1/2)^n"),
        (r"{(a)+(b)}^2", "((a) + (b))²"),
        (r"\sqrt{a}^2", "(√a)²"),
        (r"x^{\frac12}y", "x^(1/2)y"),
        (r"2^{(n-1)(m-1)}", "2^((n−1)(m−1))"),
        (r"2^{|A|+|B|}", "2^(|A|+|B|)"),
        (r"\theta^{(t+1)} + \theta^{t+1} + h^{(l)}", "θ^((t+1)) + θ^(t+1) + h^(l)"),
        (r"\sqrt{2}\sigma", "√(2)σ"),
        (r"\sqrt{2}/2", "√(2)/2"),
        (r"x_n1 + 2^n3^m + w^*x", "x_n 1 + 2^n 3^m + w* x"),
        (r"a \div \frac{b}{c}", "a ÷ (b/c)"),
        (r"\prod_i \frac{a_i}{2}", "∏_i (a_i/2)"),
        (r"\begin{cases}x^2 & x \ge 0\\ -x & x<0\end{cases}", "{ x², x ≥ 0; −x, x < 0"),
        (r"\begin{align*} a &= b & c &= d\end{align*}", "a = b, c = d"),
        (r"\begin{eqnarray} a &=& b\\ c &=& d\end{eqnarray}", "a = b; c = d"),
        (r"\begin{aligned} a &= b\\ &= c + d\\ &- e\end{aligned}", "a = b = c + d − e"),
        (r"10,000 + 1{,}000{,}000 + f(1,100)", "10,000 + 1,000,000 + f(1, 100)"),
        (r"\overline{A\cup B} + \underline{x} + \overrightarrow{AB}", "overline(A ∪ B) + x̲ + arrow(AB)"),
        (r"L=\mathcal{L}, \Re(z), \mathbf{x} \ne x", "L = ℒ, ℜ(z), 𝐱 ≠ x"),
        (r"\mathbf 1 + \mathbf{85.3}", "𝟏 + 85.3"),
        (r"p\text{-value}, n\text{th}, \text{top-}k, 7\text{B}", "p-value, nth, top-k, 7B"),
        (r"E=mc^2 \tag{1}", "E = mc² (1)"),
        (r"x = 1 \quad y = 2", "x = 1, y = 2"),
        (r"x_{} + y^{} + {}^{14}C", "x + y + ¹⁴C"),
        (r"\mathbb R^n \mathcal X", "ℝ^n 𝒳"),
        (r"\text{R\&D} \text{ 50\%} \texttt{ a\_b}", "R&D 50% a_b"),
        (r"x ∈ ℝ^d, ℓ_2, µ, x², wᵀxₙ", "x ∈ ℝ^d, ℓ₂, μ, x², w^T x_n"),
        (r"\mathrm{head_i} = \frac{a}{b}.", "head_i = a/b."),
        (r"2\hat{AB}c", "2 hat(AB) c"),
        (r"\begin{aligned} a &= E[x=1]\\ & \frac{1}{G} b\\ &+ c\end{aligned}", "a = E[x = 1](1/G)b + c"),
        (r"\begin{align} a &= b & \text{by (1)}\\ &= c\end{align}", "a = b, by (1); = c"),
        (r"\begin{aligned} & x \ge 0\\ & y \ge 0\end{aligned}", "x ≥ 0; y ≥ 0"),
        (r"\mathbf{h}_t = \mathbf{u}_t + n_h", "𝐡_t = 𝐮_t + n_h"),
        (r"{\underbrace{a+b}_{x}}^2 + {f'}^2 + \text{a b}^2", "((a + b) [x])² + (f′)² + (a b)²"),
        (r"√{xy} + √2π + √(x)", "√(xy) + √(2)π + √(x)"),
        ("a % why\n+ b", "a + b"),
        (r"a \xrightarrow{f} b \xrightarrow[g]{\text{long}} c", "a →[f] b →[long; g] c"),
        (r"\left.\frac{df}{dx}\right|_{x=0}", "(df/dx)|_(x=0)"),
        (r"\left< x \right>", "⟨x⟩"),
        (r"x' + f'' + x'^2 + f^{\prime\prime}", "x′ + f″ + x′² + f′′"),
        (r"\mathbb{R}_{+} x^{+}", "ℝ_+ x⁺"),
        (r"|x + |y|| \, |z|^2", "|x + |y|| |z|²"),
        (r"\log p(x) \sim 10\times", "log p(x) ∼ 10×"),
        (r"\sum_{0<i \atop i<n} \overset{n}{X}", "∑_(0 < i; i < n) X [n above]"),
        (r"90^\circ \, 10\,\mathrm{GB/s}", "90° 10 GB/s"),
    ],
)
def test_a_formula_reads_on_one_line(latex: str, text: str) -> None:
    assert formula_text(formula(latex)) == text


def test_html_differs_from_the_text_in_italics_and_scripts_only() -> None:
    assert formula_html(formula(r"p_\theta(x_{<t})")) == "<i>p</i><sub><i>θ</i></sub>(<i>x</i><sub>&lt;<i>t</i></sub>)"
    assert formula_html(formula(r"\mathbf{W}^2 \mathrm{E}")) == "<b>W</b><sup>2</sup>E"
    assert formula_html(formula(r"\log \mathbb{E} \bm\theta \mathcal{L}")) == "log 𝔼<b><i>θ</i></b>ℒ"
    assert formula_html(formula(r"\text{Var} b")) == "Var <i>b</i>"
    assert formula_html(formula(r"\max_{x} \mathrm{d}x \mathrm{ReLU}")) == "max<sub><i>x</i></sub> d<i>x</i> ReLU"


def test_mathml_is_made_of_known_elements_and_sets_limits_below() -> None:
    written = mathml(formula(r"\max_{x} f(x)"))
    assert written.startswith('<math xmlns="http://www.w3.org/1998/Math/MathML" display="block">')
    assert '<munder><mo lspace="0" rspace="0">max</mo><mi>x</mi></munder>' in written
    assert '<msub><mo lspace="0" rspace="0">max</mo>' in mathml(formula(r"\max_{x} f", display=False))


def test_mathml_has_the_spaces_that_browsers_leave_out() -> None:
    thin = '<mspace width="0.167em"></mspace>'
    assert f"<mi>n</mi>{thin}<mi>log</mi>{thin}<mi>p</mi>" in mathml(formula(r"n \log p"))
    assert '<mi>log</mi><mo stretchy="false">(</mo>' in mathml(formula(r"\log(p)"))
    assert '<mo lspace="0" rspace="0">/</mo>' in mathml(formula("a/b"))


@pytest.mark.parametrize(
    ("latex", "letter"), [(r"\mathbb R", "ℝ"), (r"\mathcal{X}", "𝒳"), (r"\bm\theta", "𝜽"), (r"\mathbf{\Sigma}", "𝚺")]
)
def test_a_letter_carries_its_alphabet_because_browsers_know_no_mathvariant(latex: str, letter: str) -> None:
    assert f"<mi>{letter}</mi>" in mathml(formula(latex))
    assert "mathvariant" not in mathml(formula(latex))


def test_only_brackets_of_left_and_of_a_matrix_grow() -> None:
    small, tall = 'stretchy="false">‖</mo>', '<mo fence="true" form="postfix" stretchy="true">|</mo>'
    assert mathml(formula(r"\lVert x \rVert^2")).count(small) == 2
    assert tall in mathml(formula(r"\begin{vmatrix} a & b \end{vmatrix}"))
    assert tall in mathml(formula(r"\left| x \right|"))


def test_a_line_that_lost_a_letter_is_refused() -> None:
    tree = math_tree(formula(r"a + \phantom{c} \sqrt[3]{b}"))
    refuse_unwritten(tree, "a + ∛b")
    with pytest.raises(LatexError, match="b would be lost"):
        refuse_unwritten(tree, "a + ∛")


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
        (r"gain of 50% in x", "begins a comment"),
        (r"x__y", "index stands at nothing"),
        (r"a \\ b", "outside of a table"),
        (r"\cancel{x}", "struck out"),
        (r"\not\perp", "no struck"),
        (r"\begin{foo} x \end{foo}", "foo is not an environment"),
        (r"\begin{array}{c|c} a & b \end{array}", "rules would be lost"),
        (r"\begin{matrix} \hline a \end{matrix}", r"\hline is not allowed"),
        (r"\mathbb{α}", "no double-struck α"),
        (r"\mathfoo{x}", r"\mathfoo is not allowed"),
        (r"\text{a \emph{b}}", "stands inside of words"),
        (r"\text{a {b} c}", "stands inside of words"),
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
    "latex",
    [
        r"\left(\sum_i x_i\right)",
        r"\left[\prod_{i} \frac{a}{b}\right]",
        r"\left\{\frac{\sum_i x_i}{n}\right\}",
        r"\left|\sqrt{\sum_i a}\right|",
        r"\left\|\begin{matrix}\sum_i x_i\end{matrix}\right\|",
        r"\left(\Big|_a \sum\nolimits_i x \xrightarrow{f} b\right)",
    ],
)
def test_a_bracket_grows_no_higher_than_what_it_holds(latex: str) -> None:
    assert draw_formula(formula(latex)).height < 120


def test_words_with_hyphens_are_drawn_whole() -> None:
    whole = draw_formula(formula(r"F_1\text{-score} + \text{a:=b}")).width
    assert whole > draw_formula(formula(r"F_1\text{score}")).width + 40


def test_a_formula_wider_than_the_column_is_named_with_its_width() -> None:
    one = formula("x + " * 40 + "x")
    finding = too_wide(one, draw_formula(one), 552)
    assert finding is not None
    assert (finding.rule, finding.line) == ("formula-wide", 7)
    assert "px wide" in finding.message
    assert too_wide(formula("x"), draw_formula(formula("x")), 552) is None


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
