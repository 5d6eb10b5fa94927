"""`inkpress render`, as the author and other programs call it."""

from __future__ import annotations

import email
import email.policy
import html as entities
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from inkpress.config import load_workspace
from inkpress.errors import InputError, RenderError, TemplateError
from inkpress.pipeline.render import render_formulas, render_post
from inkpress.render.mailcheck import check_email
from inkpress.render.shell import mjml_to_html

POST = "---\ntitle: A sample\ndate: 2026-11-23\nstatus: draft\nsummary: One sentence.\n---\n"


def write_post(folder: Path, body: str, name: str = "x.md") -> Path:
    path = folder / "posts" / name
    path.write_text(POST + body, "utf-8")
    return path


def rendered(folder: Path, body: str) -> Path:
    render_post(load_workspace(folder), write_post(folder, body), folder / "out")
    return folder / "out"


def test_a_post_of_any_status_becomes_four_files_and_its_formulas(workspace_folder: Path) -> None:
    out = rendered(workspace_folder, "Words.\n\n$$\nE = mc^2\n$$\n")
    names = sorted(path.name for path in out.iterdir())
    assert names == ["email.eml", "email.html", "email.txt", "math", "web.html"]
    assert len(list((workspace_folder / "output/cache/math").iterdir())) == 1


def test_rendering_twice_gives_the_same_bytes_from_the_kept_pictures(workspace_folder: Path) -> None:
    first = {p.name: p.read_bytes() for p in rendered(workspace_folder, "$$x$$").rglob("*") if p.is_file()}
    kept = next((workspace_folder / "output/cache/math").iterdir())
    stamp = kept.stat().st_mtime_ns
    again = {p.name: p.read_bytes() for p in rendered(workspace_folder, "$$x$$").rglob("*") if p.is_file()}
    assert again == first
    assert kept.stat().st_mtime_ns == stamp


def test_a_formula_that_cannot_be_set_stops_the_mail_with_its_line(workspace_folder: Path) -> None:
    with pytest.raises(RenderError, match=r"posts/x.md:9: formula") as caught:
        rendered(workspace_folder, "One.\n\n$\\nosuchthing{x}$\n")
    assert caught.value.line == 9
    assert not (workspace_folder / "out").exists()


def test_a_picture_beside_the_post_is_measured_and_a_missing_one_reported(workspace_folder: Path) -> None:
    from PIL import Image

    Image.new("RGB", (300, 100), "white").save(workspace_folder / "posts" / "a.png")
    report = render_post(
        load_workspace(workspace_folder),
        write_post(workspace_folder, "![here](a.png)\n\n![gone](b.png)\n\n![out](https://example.org/c.png)\n"),
        workspace_folder / "out",
    )
    assert [(f.rule, f.line) for f in report.findings] == [("media-missing", 9)]
    html = (workspace_folder / "out/email.html").read_text("utf-8")
    assert re.search(r'src="https://newsletter.example/media/a-\w+\.png" alt="here" width="300" height="100"', html)


def test_a_mistake_in_another_post_is_no_reason_to_stop(workspace_folder: Path) -> None:
    (workspace_folder / "posts" / "broken.md").write_text("no front matter", "utf-8")
    assert rendered(workspace_folder, "Words.").is_dir()


def test_an_authors_own_template_wins_and_its_fault_is_named(workspace_folder: Path) -> None:
    own = workspace_folder / "templates" / "email"
    own.mkdir(parents=True)
    (own / "header.mjml.j2").write_text("<mj-section>\n<mj-colum></mj-colum>\n</mj-section>", "utf-8")
    with pytest.raises(TemplateError, match="<mj-colum> is not a known tag") as caught:
        rendered(workspace_folder, "Words.")
    assert caught.value.line == 2


def test_formulas_of_a_file_come_in_every_form_and_a_wrong_one_says_why(tmp_path: Path) -> None:
    file = tmp_path / "f.txt"
    file.write_text("# a comment\ninline\tx_i\ndisplay\tE = mc^2\n\ninline\t\\nosuch\n", "utf-8")
    inline, display, wrong = render_formulas(file, tmp_path / "out")
    assert inline["png"] is None
    assert (tmp_path / "out" / display["png"]).read_bytes().startswith(b"\x89PNG")
    assert display["text"] == "E = mc²"
    assert (wrong["mathml"], wrong["text"]) == (None, None)
    assert "f.txt:5:" in wrong["error"]


def test_a_line_that_is_no_formula_is_an_error_with_its_number(tmp_path: Path) -> None:
    file = tmp_path / "f.txt"
    file.write_text("inline\tx\nx^2\n", "utf-8")
    with pytest.raises(InputError, match=r"f.txt:2"):
        render_formulas(file, tmp_path / "out")


@pytest.mark.wire
def test_the_command_prints_json_lines_and_ends_with_the_right_code(workspace_folder: Path) -> None:
    post = write_post(workspace_folder, "Words ![x](http://example.org/a.gif?u=1)\n")
    command = [sys.executable, "-m", "inkpress", "--workspace", str(workspace_folder), "render"]
    done = subprocess.run(
        [*command, str(post), "--out", str(workspace_folder / "o"), "--json"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert {json.loads(line)["path"] for line in done.stdout.splitlines()} == {
        "email.html",
        "email.txt",
        "email.eml",
        "web.html",
    }
    assert "render-picture-refused" in done.stderr
    neither = subprocess.run([*command, "--out", "o"], capture_output=True, text=True, check=False)
    assert neither.returncode == 2
    assert "give either a POST or --math FILE" in neither.stderr


# --- the shared data


@pytest.mark.shared
def test_nothing_of_the_hard_post_is_lost_or_damaged(shared: Path, workspace_folder: Path) -> None:
    folder = workspace_folder / "out"
    render_post(load_workspace(workspace_folder), shared / "data/email/hard_post.md", folder)
    expect = json.loads((shared / "data/email/hard_post.expect.json").read_text("utf-8"))
    message = email.message_from_bytes((folder / "email.eml").read_bytes(), policy=email.policy.default)
    page = message.get_body(("html",)).get_content().replace("\r\n", "\n")  # type: ignore[union-attr]
    text = " ".join(message.get_body(("plain",)).get_content().split())  # type: ignore[union-attr]
    seen = " ".join(entities.unescape(re.sub(r"<style.*?</style>|<[^>]+>", "", page, flags=re.DOTALL)).split())
    written = entities.unescape(page)
    assert [words for words in expect["html_text"] if words not in seen] == []
    assert [code for code in expect["pre_text"] if code.expandtabs(4) not in written] == []
    assert [alt for alt in expect["alt"] if f'alt="{entities.escape(alt)}"'.replace("&#x27;", "'") not in page] == []
    assert [href for href in expect["href"] if f'href="{entities.escape(href)}"' not in page] == []
    assert [words for words in expect["text_part"] if words not in text] == []
    assert [sign for sign in expect["never"] if sign in page] == []
    parts = ((folder / f"email.{kind}").read_bytes() for kind in ("html", "txt", "eml"))
    assert check_email(*parts) == ()


@pytest.mark.shared
def test_no_known_damage_of_mjml_comes_through_unnamed(shared: Path) -> None:
    cases = json.loads((shared / "data/email/mrml_cases.json").read_text("utf-8"))
    for name, (source, _) in cases.items():
        contents = re.findall(r"<mj-text(?:\s[^>]*[^/>])?>(.*?)</mj-text>", source, re.DOTALL)
        try:
            html = mjml_to_html(source, "case.mjml")
        except TemplateError:  # named, with the file: test_mail_shell looks at the words
            continue
        assert all(content.strip() in html for content in contents), name
