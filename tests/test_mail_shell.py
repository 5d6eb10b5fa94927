"""Templates: what MJML would damage or drop is kept from it, or named with file and line."""

from __future__ import annotations

from pathlib import Path

import pytest

from inkpress.adapters.templates import template_environment
from inkpress.errors import TemplateError
from inkpress.render.shell import check_templates, mjml_to_html, render_shell
from inkpress.render.templating import render_template, template_source


def whole(body: str, head: str = "") -> str:
    return f"<mjml><mj-head>{head}</mj-head><mj-body>{body}</mj-body></mjml>"


def text(content: str) -> str:
    return whole(f"<mj-section><mj-column><mj-text>{content}</mj-text></mj-column></mj-section>")


@pytest.mark.parametrize(
    "content",
    [
        "<b>a</b>\n<i>b</i>",
        "<pre><span>a</span>\n    <span>b</span>\n\n<span>c</span></pre>",
        '<img src="a" alt="\\alpha x̂ \u00a0 &quot;q&quot;">',
        "R&amp;D a > b &nabla; 𝔼[𝑥]",
        "a<!--[if mso]>x<![endif]-->b",
        "one<br>two",
    ],
)
def test_content_comes_out_exactly_as_written(content: str) -> None:
    assert content in mjml_to_html(text(content), "t.mjml")


def test_words_in_mjml_attributes_come_out_exactly_too() -> None:
    words = 'alt="\\frac{a}{b} \u00a0 y′" href="https://x.example/?a=1&amp;b=2"'
    image = f'<mj-image src="https://x.example/a_b.png" {words} />'
    html = mjml_to_html(whole(f"<mj-section><mj-column>{image}</mj-column></mj-section>"), "t.mjml")
    assert 'alt="\\frac{a}{b} \u00a0 y′"' in html
    assert 'href="https://x.example/?a=1&amp;b=2"' in html


def test_a_style_sheet_comes_out_exactly() -> None:
    style = "td > p { margin: 0 } @media (prefers-color-scheme: dark) { .k { color: #fff !important } }"
    html = mjml_to_html(whole("<mj-section></mj-section>", f"<mj-style>{style}</mj-style>"), "t.mjml")
    assert style in html


@pytest.mark.parametrize(
    ("source", "why"),
    [
        (whole("<mj-section><mj-columm></mj-columm></mj-section>"), "<mj-columm> is not a known tag"),
        (whole("<mj-section>lost</mj-section>"), "words in <mj-section> would be lost"),
        (whole("<mj-section><mj-column><p>x</p></mj-column></mj-section>"), "<p> stands in <mj-column>"),
        (whole("<mj-text>x</mj-text>"), "may not stand in <mj-body>"),
        (whole("<mj-section><mj-column><mj-include path='/etc/passwd' /></mj-column></mj-section>"), "not allowed"),
        (whole("<mj-section></mj-section>", "<mj-font name='a' href='https://x.example' />"), "no font is fetched"),
        (whole("<mj-section></mj-section>", "<mj-style inline='inline'>a{}</mj-style>"), "attribute inline"),
        (whole("<mj-section padding='a b'></mj-section>"), "is not a value"),
        (whole("<mj-section background-color='url(x)'></mj-section>"), "is not a value"),
        (whole("<mj-section foo='1'></mj-section>"), "attribute foo"),
        (whole("<mj-section padding=2></mj-section>"), "no value in quotes"),
        (whole("<mj-section \"x\"></mj-section>"), "cannot be read"),
        (text("<script>x</script>"), "<script> may not stand"),
        (text("<a onclick='x'>y</a>"), "attribute onclick"),
        (text("a < b"), "a < that opens no tag"),
        (text("<li>a"), "</mj-text> closes nothing; <li>"),
        (text("<img src='x'>"), "<img> has no alt"),
        (whole("<mj-section>"), "</mj-body> closes nothing"),
        ("<mjml><mj-body><mj-section>", "<mj-section> is never closed"),
        ("<html></html>", "<html> is not a known tag"),
        ("", "0 <mjml>"),
        ("<mjml></mjml>", "0 <mj-body>"),
        ("<mjml><mj-body></mj-body></mjml>", "no <mj-section>"),
        ("<mjml><mj-body><mj-section></mj-section></mj-body><mj-head></mj-head></mjml>", "after <mj-body>"),
        (whole('<mj-section><mj-column><mj-button title="t">Go</mj-button></mj-column></mj-section>'), "would be lost"),
    ],
)  # fmt: skip
def test_what_would_be_damaged_or_lost_is_named(source: str, why: str) -> None:
    with pytest.raises(TemplateError) as caught:
        mjml_to_html(source, "t.mjml")
    assert why in caught.value.message
    assert caught.value.file == "t.mjml"


def environment_with(folder: Path, **templates: str):  # type: ignore[no-untyped-def]
    (folder / "email").mkdir(parents=True)
    for name, source in templates.items():
        (folder / "email" / f"{name}.mjml").write_text(source, "utf-8")
    return template_environment(folder, folder="email")


def test_a_fault_in_an_included_template_is_named_with_its_own_line(tmp_path: Path) -> None:
    environment = environment_with(
        tmp_path,
        main=text("{% include 'part.mjml' %}"),
        part="<p>fine</p>\n{% if x %}\n<blink>no</blink>\n{% endif %}\n",
    )
    with pytest.raises(TemplateError, match="<blink> is not a known tag") as caught:
        check_templates(environment, "main.mjml")
    assert (Path(str(caught.value.file)).name, caught.value.line) == ("part.mjml", 3)


def test_values_are_escaped_and_never_read_as_a_template(tmp_path: Path) -> None:
    environment = environment_with(tmp_path, main=text("<p>{{ title }}</p>"))
    html = render_shell(environment, "main.mjml", {"title": 'R&D <b> "x" {{ 7*7 }} \\n\u00a0'})
    assert "<p>R&amp;D &lt;b&gt; &#34;x&#34; {{ 7*7 }} \\n\u00a0</p>" in html


@pytest.mark.parametrize(
    ("source", "why"),
    [
        ("a\n{{ missing }}", "'missing' is undefined"),
        ("a\n{{ x", "unexpected end"),
        ("a\n{% include 'nope' %}", "no template 'nope'"),
        ("a\n{{ ''.__class__.__mro__ }}", "unsafe"),
        ("a\n{% for i in range(1000000000) %}{% endfor %}", "Range too big"),
        ("a\n{% for i in range(99999) %}{% for j in range(99999) %}{% endfor %}{% endfor %}", "loops more than"),
        ("a\n{{ 'a' * 10000000000 }}", "more than"),
        ("a\n{{ [1] * 10000000000 }}", "more than"),
        ("a\n{{ 2 ** 100000000 }}", "too large"),
        ("a\n{{ '%9999999d' % 1 }}", "not allowed"),
        ("a\n{{ '{:>9999999}'.format(1) }}", "not allowed"),
        ("a\n{{ 'x'.ljust(100000000) }}", "a number is larger"),
        ("a\n{{ 'x' | center(100000000) }}", "a number is larger"),
        ("a\n{% set n = namespace(s='xx') %}{% for i in range(30) %}{%set n.s = n.s ~ n.s %}{% endfor %}", "more than"),
        ("a\n{% set n = namespace(s='xx') %}{% for i in range(30) %}{%set n.s = n.s + n.s %}{% endfor %}", "more than"),
        ("a\n{% for i in range(9) %}{{ 'x' * 900000 }}{% endfor %}", "writes more than"),
        ("a\n{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}", "calls itself"),
    ],
)  # fmt: skip
def test_a_template_that_cannot_or_will_not_end_is_named_with_its_line(tmp_path: Path, source: str, why: str) -> None:
    environment = environment_with(tmp_path, main=source)
    with pytest.raises(TemplateError, match=why) as caught:
        render_template(environment, "main.mjml", {})
    assert Path(str(caught.value.file)).name == "main.mjml"
    assert caught.value.line in (2, None)


def test_a_template_that_is_not_utf8_or_not_there_is_named(tmp_path: Path) -> None:
    environment = environment_with(tmp_path)
    (tmp_path / "email" / "bad.mjml").write_bytes(b"ok\ncaf\xe9")
    for call in (
        lambda: render_template(environment, "bad.mjml", {}),
        lambda: template_source(environment, "bad.mjml"),
    ):
        with pytest.raises(TemplateError, match="not UTF-8") as caught:
            call()
        assert caught.value.line == 2
    with pytest.raises(TemplateError, match="no template"):
        template_source(environment, "nope.mjml")


def test_joining_words_in_a_template_keeps_escaping(tmp_path: Path) -> None:
    environment = environment_with(tmp_path, main="{{ '<' ~ x ~ 1 }}{% for i in 'ab' %}{{ loop.last }}{% endfor %}")
    assert render_template(environment, "main.mjml", {"x": "&"}) == "&lt;&amp;1FalseTrue"
