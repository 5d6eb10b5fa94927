"""From posts on disk to an issue on disk: whole or not at all."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest

from inkpress.adapters.posts import load_posts
from inkpress.config import Workspace, load_workspace
from inkpress.errors import InkpressError, NothingReady, PostError, Refused, TemplateError
from inkpress.pipeline.check import check_posts
from inkpress.pipeline.issue import IssueRefused, local_look, make_issue
from inkpress.pipeline.status import status

MONDAY = dt.date(2026, 11, 23)
HEAD = 'title: "Less is more"\ndate: 2026-11-23\nstatus: ready\nsummary: One idea in a line.\n'
SHELL = """<mjml><mj-body><mj-section><mj-column>
<mj-text>{{ no_such_name }}</mj-text>
</mj-column></mj-section></mj-body></mjml>
"""
BODY = "## TL;DR\n\nA short word about a long paper.\n"


@pytest.fixture
def letter(tmp_path: Path) -> Workspace:
    (tmp_path / "inkpress.toml").write_text(
        '[newsletter]\ntitle = "Letter"\nurl = "https://letter.example"\npostal_address = "PO Box 12"\n', "utf-8"
    )
    (tmp_path / "posts").mkdir()
    return load_workspace(tmp_path)


def write(letter: Workspace, name: str = "a", head: str = HEAD, body: str = BODY) -> Path:
    path = letter.posts / f"2026-11-23-{name}.md"
    path.write_text(f"---\n{head}---\n{body}", "utf-8")
    return path


def built(letter: Workspace) -> dict[str, bytes]:
    folder = letter.output / "issues"
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def test_an_issue_has_mail_pages_and_a_manifest_that_names_them(letter: Workspace) -> None:
    write(letter)
    report = make_issue(letter, None, MONDAY)
    manifest = json.loads((report.folder / "manifest.json").read_text("utf-8"))
    assert (manifest["issue"], manifest["date"]) == (1, "2026-11-23")
    paths = {row["path"] for row in manifest["artifacts"]}
    assert {"email.html", "email.txt", "email.eml", "../../web/p/a/index.html"} <= paths
    assert all((report.folder / path).is_file() for path in paths)
    assert "mail of" in report.summary()[0]


def test_the_same_posts_give_the_same_bytes(letter: Workspace) -> None:
    write(letter)
    make_issue(letter, None, MONDAY)
    first = built(letter)
    make_issue(letter, MONDAY, dt.date(2030, 1, 1))
    assert built(letter) == first


def test_a_refused_issue_leaves_the_last_good_one(letter: Workspace) -> None:
    path = write(letter)
    make_issue(letter, None, MONDAY)
    good = built(letter)
    path.write_text(path.read_text("utf-8") + "\n![](missing.png)\n", "utf-8")
    with pytest.raises(IssueRefused) as caught:
        make_issue(letter, None, MONDAY)
    assert caught.value.findings[0].severity == "error"
    assert "posts/2026-11-23-a.md" in str(caught.value)
    assert built(letter) == good


def test_a_waived_finding_lets_the_issue_pass_and_stands_in_the_manifest(letter: Workspace) -> None:
    body = f"{BODY}\n## My take\n\nTODO(author): say what you think.\n"
    path = write(letter, body=body)
    with pytest.raises(IssueRefused) as caught:
        make_issue(letter, None, MONDAY)
    rule = caught.value.findings[0].rule
    path.write_text(
        path.read_text("utf-8").replace("status:", f"waive: [{{rule: {rule}, why: a joke}}]\nstatus:"), "utf-8"
    )
    report = make_issue(letter, None, MONDAY)
    assert [finding.rule for finding in report.manifest.waivers] == [rule]
    assert "1 finding waived" in report.summary()[1]


@pytest.mark.parametrize(
    ("files", "kind", "said"),
    [
        ({}, NothingReady, "no post is ready"),
        ({"a": HEAD.replace("ready", "draft")}, NothingReady, "no post is ready"),
        ({"a": HEAD, "b": HEAD}, Refused, "2026-11-23-b.md"),
        ({"a": HEAD + "slug: same\n", "b": HEAD.replace("11-23", "11-25") + "slug: same\n"}, Refused, "same"),
        ({"a": HEAD.replace("2026-11-23", "2026-02-31")}, PostError, "date"),
        ({"a": HEAD + "<<<<<<< HEAD\n"}, PostError, "merge"),
    ],
)
def test_bad_input_is_named_and_nothing_is_built(
    letter: Workspace, files: dict[str, str], kind: type[InkpressError], said: str
) -> None:
    for name, head in files.items():
        write(letter, name, head)
    with pytest.raises(kind) as caught:
        make_issue(letter, None, MONDAY)
    assert said in f"{caught.value} {caught.value.hint}"
    assert not (letter.output / "issues").exists()


@pytest.mark.parametrize("raw", ["\ufeff---\n{head}---\n{body}", "---\r\n{head}---\r\n{body}"])
def test_a_byte_order_mark_and_windows_line_ends_are_no_obstacle(letter: Workspace, raw: str) -> None:
    text = raw.format(head=HEAD, body=BODY)
    if "\r" in raw:
        text = text.replace("\r\n", "\n").replace("\n", "\r\n")
    (letter.posts / "2026-11-23-a.md").write_bytes(text.encode())
    assert make_issue(letter, None, MONDAY).issue.subject == "Less is more"


def test_an_undefined_name_in_a_template_of_ones_own_is_named(letter: Workspace) -> None:
    write(letter)
    own = letter.templates / "email"
    own.mkdir(parents=True)
    (own / "issue.mjml.j2").write_text(SHELL, "utf-8")
    with pytest.raises(TemplateError) as caught:
        make_issue(letter, None, MONDAY)
    assert "no_such_name" in str(caught.value)
    assert "issue.mjml.j2" in str(caught.value)
    assert not (letter.output / "issues").exists()


def test_the_authors_look_takes_its_pictures_from_the_built_site() -> None:
    html = b'<img src="https://letter.example/p/a/x.png"><a href="https://letter.example/p/a/">x</a>'
    assert local_look(html, "https://letter.example") == (
        b'<img src="../../web/p/a/x.png"><a href="https://letter.example/p/a/">x</a>'
    )


def test_status_says_what_each_coming_slot_lacks(letter: Workspace) -> None:
    write(letter)
    write(letter, "note", HEAD.replace("status", "kind: note\nstatus"))
    draft = letter.posts / "2026-11-25-b.md"
    draft.write_text(f"---\n{HEAD.replace('11-23', '11-25').replace('ready', 'draft')}---\nTODO(author): x\n", "utf-8")
    for name in "cd":
        (letter.posts / f"2026-11-27-{name}.md").write_text(
            f"---\n{HEAD.replace('11-23', '11-27')}---\n{BODY}", "utf-8"
        )
    monday, wednesday, friday, next_monday = status(letter, MONDAY, slots=4)
    assert monday.lacks == ()
    assert wednesday.lacks == ("`status: ready`", "1 finding to mend (inkpress check)")
    assert "one post less" in friday.lacks[0]
    assert next_monday.lacks == ("a post",)


def test_status_forgets_no_post_that_no_slot_takes_up(letter: Workspace) -> None:
    write(letter, "tuesday", HEAD.replace("11-23", "11-24"))
    write(letter, "late", HEAD.replace("2026-11-23", "2026-11-20").replace("ready", "draft"))
    (letter.posts / "broken.md").write_text("no front matter\n", "utf-8")
    stray = {row.post: row.lacks[0] for row in status(letter, MONDAY, slots=4)[4:]}
    assert stray == {
        "posts/2026-11-23-late.md": "a day to come: its own has passed",
        "posts/2026-11-23-tuesday.md": "a send day: 2026-11-24 is a Tuesday",
    }


def test_a_date_that_is_no_send_day_is_noted(letter: Workspace) -> None:
    write(letter, "tuesday", HEAD.replace("11-23", "11-24"))
    (note,) = [f for f in check_posts(letter, load_posts(letter)) if f.rule == "slot-day"]
    assert "Tuesday" in note.message
    assert note.line == 3
