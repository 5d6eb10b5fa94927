"""The finished mail under the lens: each damage is found."""

from __future__ import annotations

import pytest

from inkpress.models import Severity
from inkpress.render.eml import build_eml
from inkpress.render.mailcheck import check_email
from tests.test_mail_eml import ENVELOPE

HTML = """<!doctype html><html lang="en"><head><title>T</title><style>p{{}}</style></head><body>
<h1>Title</h1><p>Some words of the issue. {extra}</p><a href="https://x.example/u">Unsubscribe</a></body></html>"""
TEXT = "Title\n\nSome words of the issue. {extra}\nUnsubscribe https://x.example/u\n"


def rules(html: str = HTML.format(extra=""), text: str = TEXT.format(extra=""), eml: bytes | None = None) -> set[str]:
    raw = build_eml(ENVELOPE, html, text) if eml is None else eml
    return {finding.rule for finding in check_email(html.encode(), text.encode(), raw)}


def test_a_sound_mail_has_no_finding() -> None:
    assert rules() == set()


@pytest.mark.parametrize(
    ("extra", "rule"),
    [
        ('<img src="https://x.example/a.png">', "mail-alt"),
        ('<img src="a.png" alt="a">', "mail-picture-address"),
        ('<img src="data:image/png;base64,x" alt="a">', "mail-picture-address"),
        ('<img src="https://x.example/a.svg" alt="a">', "mail-picture-kind"),
        ('<img src="https://x.example/a.png" alt="" width="1" height="1">', "mail-pixel"),
        ('<a href="https://x.example/u"></a>', "mail-link"),
        ('<a href="/relative">x</a>', "mail-link"),
        ('<a href="#anchor">x</a>', "mail-link"),
        ('<a href="">x</a>', "mail-link"),
        ('<a href="javascript:x">x</a>', "mail-link"),
        ('<a href="http://x.example/">x</a>', "mail-link"),
        ('<p style="background:url(https://x.example/a.png)">x</p>', "mail-remote-style"),
        ("<style>@import 'https://x.example/font.css';</style>", "mail-remote-style"),
        ("{{ title }}", "mail-leftover"),
        ("{% if x %}", "mail-leftover"),
        ("<mj-text>", "mail-leftover"),
        ("<b>None</b>", "mail-leftover"),
        ("\ue0003\ue001", "mail-leftover"),
        ("<script>x</script>", "mail-active"),
        ('<p onclick="x">y</p>', "mail-active"),
        ("<h1>Another</h1>", "mail-structure"),
        ("<style>" + "x" * 9000 + "</style>", "mail-style"),
        ("word " * 24_000, "mail-size"),
        ("words that only the HTML has " * 3, "mail-text"),
        ('<a href="https://only.example/html">x</a>', "mail-text"),
    ],
)
def test_damage_to_the_html_is_found(extra: str, rule: str) -> None:
    assert rule in rules(HTML.format(extra=extra))


@pytest.mark.parametrize(
    ("html", "rule"),
    [
        (HTML.format(extra="").replace("<!doctype html>", ""), "mail-structure"),
        (HTML.format(extra="").replace(' lang="en"', ' lang="und"'), "mail-structure"),
        (HTML.format(extra="").replace("Unsubscribe", "Leave"), "mail-unsubscribe"),
    ],
)
def test_what_is_missing_from_the_html_is_found(html: str, rule: str) -> None:
    assert rule in rules(html)


def test_a_long_line_of_the_text_is_a_warning_only() -> None:
    words = "word " * 30
    findings = check_email(
        HTML.format(extra=words).encode(), TEXT.format(extra=words).encode(), build_eml(ENVELOPE, "a", "b")
    )
    assert [(f.rule, f.severity, f.line) for f in findings] == [("mail-text", Severity.WARNING, 3)]


def test_a_message_without_its_headers_and_parts_is_found() -> None:
    assert {"mail-header", "mail-shape"} <= rules(eml=b"Subject: x\n\nbody\n" + b"y" * 1200)


def test_colours_that_cannot_be_read_are_named_and_the_default_ones_can() -> None:
    from inkpress.config import DesignConfig
    from inkpress.render.contrast import contrast, contrast_findings

    assert round(contrast("#000", "#ffffff"), 1) == 21.0
    assert not list(contrast_findings(DesignConfig()))
    pale = DesignConfig(accent="#ffff00", ink_dark="#202020")
    messages = [finding.message for finding in contrast_findings(pale)]
    assert messages[0] == "accent on paper has a contrast of 1.1, and 4.5 can be read"
    assert any(message.startswith("ink_dark on paper_dark") for message in messages)
