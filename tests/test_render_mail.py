"""Issue -> e-mail: the two parts say the same, no word is damaged, and the same input gives the same bytes."""

from __future__ import annotations

import datetime as dt
import re
from quopri import encodestring

import pytest

from inkpress.adapters.templates import template_environment
from inkpress.config import NewsletterConfig, SiteConfig
from inkpress.errors import RenderError
from inkpress.models import Issue, Post, Slot
from inkpress.render.article import PictureFile
from inkpress.render.document import parse_document
from inkpress.render.email import MailPart, render_email
from inkpress.render.formula.picture import draw_formula
from inkpress.render.mail_view import MailPost, issue_view
from inkpress.render.mailcheck import check_email
from inkpress.render.plain import WIDTH
from tests.builders import make_post

BODY = """\
## First part

Words with *emphasis*
**weight** and a [link](https://example.org/a?b=1&c=2).[^1] Rests on the paper.[^e1] See https://example.org/{long}.

- one
  - nested
- two

1. first paragraph

   second paragraph

> A quote
> on two lines.

![A curve that falls](curve.png "It falls. Credit: Ada, CC BY 4.0")

$$
E = mc^2
$$

Inline $x_i^2$, `code {{{{ name }}}}` and a hard\\
break.

```python
def f():
\treturn "a & b"  # {{{{ x }}}} @@ \\n
```

## Second part

| Model | Score |
|-------|------:|
| `B|C` | 0.87  |

| A heading that is long enough to matter | Another long heading of the table | A third long one |
|---|---|---|
| a cell with a good number of words in it | another cell with quite a few words | and more |

## Third part

Term one, see [the glossary](glossary:attention), [a post](post:other), [a place](#first-part).

---

<details><summary>More</summary>Hidden <kbd>x</kbd> <q>said</q></details>

[^1]: A note with *emphasis* and a [place](https://example.org/note).
[^e1]: "the paper's words" ([Section 2](https://arxiv.org/html/2601.00001v1#S2))
""".format(long="very-long-" * 9)
CONFIG = SiteConfig(
    newsletter=NewsletterConfig(
        title="Plainly", url="https://plainly.example", from_address="ada@plainly.example", postal_address="PO Box 12"
    )
)
ENVIRONMENT = template_environment(None, folder="email")  # made once: it keeps the compiled templates
FRONT = {
    "title": 'Memory & recall: "small" models < 3',
    "summary": "One sentence that says what the post is about, for the list of mails.",
    "authors": ["Ada Editor", "Ben Builder"],
    "needs": [{"concept": "attention", "why": "it is used", "link": "glossary:attention"}, {"concept": "loss"}],
    "roles": {"research": "Read it.", "product": "Wait."},
    "scrutiny": {"code": {"answer": "yes", "quote": "Code is at"}, "seeds": {"answer": "not stated"}},
    "confidence": {"level": "medium", "why": "one lab"},
    "then": "It was slow.",
    "today": "It is quick.",
    "paper": {"id": "2601.00001", "version": 2},
    "corrections": [{"date": "2026-11-24", "text": "A number was wrong."}],
    "provenance": {"engine": "hand"},
}


def part_of(post: Post) -> MailPart:
    document = parse_document(post.body, file=post.path, first_line=post.body_line, title=post.front.title)
    drawn = {f.latex: draw_formula(f) for f in document.formulas if f.display}
    return MailPart(post, document, {"curve.png": PictureFile("https://plainly.example/m/c.png", 1200, 600)}, drawn)


def mail_of(*posts: Post, config: SiteConfig = CONFIG) -> dict[str, str]:
    at = dt.datetime(2026, 11, 23, 7, 0, tzinfo=dt.UTC)
    slot = Slot(date=at.date(), at=at)
    issue = Issue(
        number=3,
        slot=slot,
        next_slot=Slot(date=dt.date(2026, 11, 25), at=at),
        subject=posts[0].front.title,
        preheader=posts[0].front.summary,
        posts=posts,
    )
    artifacts = render_email(issue, [part_of(post) for post in posts], config, ENVIRONMENT)
    return {
        artifact.path: artifact.content.decode("latin-1" if "math" in artifact.path else "utf-8")
        for artifact in artifacts
    }


@pytest.fixture(scope="module")
def mail() -> dict[str, str]:
    return mail_of(make_post(BODY, **FRONT))


def visible(html: str) -> str:
    import html as entities

    return " ".join(entities.unescape(re.sub(r"<style.*?</style>|<[^>]+>", " ", html, flags=re.DOTALL)).split())


def test_the_mail_passes_its_own_check(mail: dict[str, str]) -> None:
    parts = (mail[f"email.{kind}"].encode() for kind in ("html", "txt", "eml"))
    assert check_email(*parts) == ()


def test_the_same_issue_gives_the_same_bytes(mail: dict[str, str]) -> None:
    assert mail_of(make_post(BODY, **FRONT)) == mail


def test_words_on_two_lines_stay_apart_and_signs_stay_what_they_are(mail: dict[str, str]) -> None:
    words = visible(mail["email.html"])
    assert "Words with emphasis weight and a link" in words
    assert 'Memory & recall: "small" models < 3' in words
    assert "code {{ name }}" in words


def test_no_template_sign_mathml_or_script_is_in_the_source(mail: dict[str, str]) -> None:
    for sign in ("{{", "{%", "@@", "<math", "<mj-", "<script", "inkslot", "\ue000"):
        assert sign not in mail["email.html"]


def test_the_mail_of_one_word_is_no_larger_than_ten_kilobytes() -> None:
    mail = mail_of(make_post("Yes.\n", title="T"))
    assert len(encodestring(mail["email.html"].encode())) <= 10 * 1024


def test_a_word_that_looks_like_a_slot_is_a_word() -> None:
    mail = mail_of(make_post("Of inkslot00000z and inkslot00099z.\n", **FRONT))
    assert "Of inkslot00000z and inkslot00099z." in visible(mail["email.html"])
    assert check_email(*(mail[f"email.{kind}"].encode() for kind in ("html", "txt", "eml"))) == ()


def test_a_displayed_formula_is_a_picture_whose_alt_says_it(mail: dict[str, str]) -> None:
    assert re.search(
        r'src="https://plainly.example/math/[0-9a-f]{20}\.png" alt="E = mc²" width="\d+"', mail["email.html"]
    )
    assert any(path.startswith("math/") for path in mail)


def test_a_picture_has_the_columns_width_and_its_own_shape(mail: dict[str, str]) -> None:
    assert 'alt="A curve that falls" width="552" height="276"' in mail["email.html"]


def test_every_address_is_absolute(mail: dict[str, str]) -> None:
    addresses = re.findall(r'href="([^"]*)"', mail["email.html"])
    assert all(address.startswith(("https://", "mailto:")) for address in addresses)
    for address in (
        "https://plainly.example/glossary/#attention",
        "https://plainly.example/p/other/",
        "https://plainly.example/p/sample/#first-part",
        "https://plainly.example/p/sample/#x_notes",
        "https://arxiv.org/abs/2601.00001v2",
    ):
        assert address in addresses


def test_a_bare_address_is_shown_short_and_kept_whole(mail: dict[str, str]) -> None:
    assert f'href="https://example.org/{"very-long-" * 9}">example.org/very-long-very-long' in mail["email.html"]
    assert "…</a>" in mail["email.html"]


def test_evidence_is_a_quiet_sign_and_a_note_is_told_in_full(mail: dict[str, str]) -> None:
    words = visible(mail["email.html"])
    assert "the paper's words" not in words
    assert "Read the quoted sentences beside the text on the web." in words
    assert "A note with emphasis and a place ." in words


def test_the_text_part_is_written_for_reading(mail: dict[str, str]) -> None:
    text = mail["email.txt"]
    for lines in (
        "First part\n----------\n",
        "- one\n  - nested\n- two\n",
        "1. first paragraph\n\n   second paragraph\n",
        "> A quote on two lines.",
        "[Figure: A curve that falls]\nIt falls. Credit: Ada, CC BY 4.0",
        "    E = mc²",
        "a hard\nbreak.",
        '    def f():\n        return "a & b"  # {{ x }} @@ \\n\n',
        "Model | Score\n------+------\nB|C   | 0.87\n",
        "A heading that is long enough to matter: a cell with a good number of words",
        "* * *",
        "“said”",
        "(1) A note with emphasis",
    ):
        assert lines in text
    assert all(len(line) <= WIDTH + 2 or "://" in line for line in text.splitlines())


def test_every_link_is_a_numbered_note_of_the_text_part(mail: dict[str, str]) -> None:
    noted = re.findall(r"^\[(\d+)\] (\S+)$", mail["email.txt"], re.MULTILINE)
    assert [int(number) for number, _ in noted] == list(range(1, len(noted) + 1))
    addresses = {address.replace("&amp;", "&") for address in re.findall(r'href="([^"]*)"', mail["email.html"])}
    assert addresses == {address for _, address in noted}


def test_a_long_post_has_contents_that_lead_to_the_web() -> None:
    body = "".join(f"## Part {n}\n\n{'word ' * 250}\n\n" for n in range(3))
    html = mail_of(make_post(body))["email.html"]
    assert '<a href="https://plainly.example/p/sample/#part-2">Part 2</a>' in html


def test_several_posts_stand_under_a_list_of_them() -> None:
    posts = [make_post(f"## Part\n\n{name}.", title=name, slug=name.lower()) for name in ("Lead", "Note")]
    mail = mail_of(*posts)
    assert mail["email.html"].count("<h1") == 1
    assert '<h2 class="title">Note</h2>' in mail["email.html"]
    assert mail["email.html"].count("<h3>Part</h3>") == 2
    head = mail["email.html"].partition('<h2 class="title">')[0]
    assert '<a href="https://plainly.example/p/note/">Note</a>' in head
    assert "In this issue:\n- Lead" in mail["email.txt"]


def test_what_is_wider_than_a_phone_scrolls_in_a_box_that_cannot_grow() -> None:
    formula = "a_1 + b_1 + " * 9 + "c"
    html = mail_of(
        make_post(f"$$\n{formula}\n$$\n\n$$x$$\n\n```\n{'x' * 200}\n```\n\n| a | b |\n|---|---|\n| 0.9 ± 0.1 | 2 |")
    )["email.html"]
    assert html.count('tabindex="0" style="max-width:240px;overflow-x:auto') == 3
    assert re.search(r"max-width:\d+px;height:auto;min-width:\d+px", html)
    assert '<td align="left">0.9\u00a0±\u00a00.1</td>' in html


def test_every_tag_an_author_may_write_passes_the_guard() -> None:
    from inkpress.render.sanitise import TAGS, VOID

    body = "\n\n".join(f"Look at <{tag}>this</{tag}> here." for tag in sorted(TAGS - VOID))
    assert "Look at" in mail_of(make_post(body))["email.html"]


def test_a_note_holds_a_list_and_code() -> None:
    body = "A.[^1]\n\n[^1]: First.\n\n    - one\n    - two\n\n    ```sh\n    ls\n    ```\n\n    Last.\n"
    html = mail_of(make_post(body))["email.html"]
    notes = html.partition('<div class="notes">')[2]
    assert notes.index("<p><sup>1</sup> First.</p>") < notes.index("<ul>") < notes.index("<pre") < notes.index("Last.")


def test_each_definition_is_a_paragraph() -> None:
    html = mail_of(make_post("Term\n:   One.\n:   Two."))["email.html"]
    assert "<p><strong>Term</strong></p>\n<p>One.</p>\n<p>Two.</p>" in html.replace("\n\n", "\n")


def test_raised_lowered_and_struck_words_keep_their_sense_in_the_text() -> None:
    text = mail_of(make_post("10<sup>-6</sup>, H<sub>2</sub>O, ~~0.5~~, x<sup>a b</sup>\n\n## One\n\n### Third"))[
        "email.txt"
    ]
    assert "10^-6, H_2O, ~~0.5~~, x^(a b)" in text
    assert "Third\n....." in text


def test_a_post_without_a_summary_has_a_preheader_of_its_own_words() -> None:
    html = mail_of(make_post("![a](http://10.0.0.1/x.gif)\n\nPlain words begin here."))["email.html"]
    hidden = re.search(r'display:none">([^<]*)', html)
    assert hidden is not None
    assert hidden[1].startswith("[a]") is False
    assert "10.0.0.1" not in html


def test_a_long_summary_is_cut_at_a_word() -> None:
    html = mail_of(make_post("x", summary="word " * 60))["email.html"]
    hidden = re.search(r'display:none">([^<]*)', html)
    assert hidden is not None
    assert hidden[1].split("…")[0].endswith("word")


def test_an_author_styles_the_mail_with_colours() -> None:
    config = CONFIG.model_validate({**CONFIG.model_dump(), "design": {"accent": "#123456", "paper": "#fefefe"}})
    html = mail_of(make_post("[a](https://example.org/)"), config=config)["email.html"]
    assert "#123456" in html
    assert "#fefefe" in html


def test_a_formula_that_was_not_drawn_is_an_error() -> None:
    post = make_post("$$x$$")
    part = part_of(post)
    issue_part = MailPart(post, part.document, {}, {})
    at = dt.datetime(2026, 11, 23, 7, 0, tzinfo=dt.UTC)
    issue = Issue(number=1, slot=Slot(date=at.date(), at=at), subject="s", preheader="p", posts=(post,))
    with pytest.raises(RenderError, match="not drawn"):
        render_email(issue, [issue_part], CONFIG, ENVIRONMENT)


def test_the_design_page_lists_every_name_a_template_may_use() -> None:
    from dataclasses import fields
    from pathlib import Path

    page = (Path(__file__).parents[1] / "docs" / "design.md").read_text("utf-8")
    post = make_post("x")
    at = dt.datetime(2026, 11, 23, 7, 0, tzinfo=dt.UTC)
    issue = Issue(number=1, slot=Slot(date=at.date(), at=at), subject="s", preheader="p", posts=(post,))
    names = [f"post.{field.name}" for field in fields(MailPost)]
    names += [f"issue.{name}" for name in issue_view(issue, part_of(post).document, CONFIG.newsletter)]
    assert [name for name in names if f"`{name}" not in page] == []


def test_a_language_from_right_to_left_turns_the_mail() -> None:
    config = CONFIG.model_validate(
        {**CONFIG.model_dump(), "newsletter": {**CONFIG.newsletter.model_dump(), "language": "ar"}}
    )
    assert 'lang="ar" dir="rtl"' in mail_of(make_post("سلام"), config=config)["email.html"]
