"""`inkpress check`: what it prints, its exit codes, its memory, and the paper watch."""

from __future__ import annotations

import datetime as dt
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from inkpress.adapters.check_cache import load_watched
from inkpress.adapters.link_answers import open_asker
from inkpress.adapters.papers import save_text
from inkpress.cli import app
from inkpress.cli.findings import annotation, as_text, excerpt, place_name
from inkpress.config import load_workspace
from inkpress.errors import InputError, OfflineError
from inkpress.models import Finding, Paper, Severity
from inkpress.pipeline.check import check_files, check_statements, usable_posts, watch_papers
from inkpress.pipeline.check_links import check_links
from inkpress.pipeline.remembered import POOL_FROM
from tests.builders import make_paper, make_paper_text

HEAD = (
    "---\ntitle: A\nsummary: s\ndate: 2026-11-23\nstatus: ready\nkind: tutorial\n"
    "paper: {id: '2601.00001', version: 1}\n---\n"
)


@pytest.fixture
def root(workspace_folder: Path) -> Path:
    """A workspace with one kept paper and one post with a wrong number on line 9."""
    workspace = load_workspace(workspace_folder)
    save_text(workspace, "2601.00001v1", make_paper_text("Training took 3.5 days on 8 GPUs."))
    (workspace_folder / "posts" / "a.md").write_text(HEAD + "Training took 5.3 days on 8 GPUs.\n", "utf-8")
    return workspace_folder


def run(root: Path, *options: str, env: dict[str, str] | None = None) -> Any:
    return CliRunner().invoke(app, ["--workspace", str(root), "check", *options], env=env or {})


def found(root: Path, *names: str) -> list[str]:
    checked = check_files(load_workspace(root), [root / name for name in names])
    return [f"{f.file}:{f.line}:{f.rule}" for f in checked.standing]


def test_a_finding_shows_source_line_caret_the_papers_sentence_and_the_fix(root: Path) -> None:
    result = run(root)
    assert result.exit_code == 1
    assert result.stderr.splitlines() == [
        "posts/a.md:9:15: error[claim-number]: the paper says 3.5 days, not 5.3 days",
        "    9 | Training took 5.3 days on 8 GPUs.",
        "      |               ^",
        "      = the paper (Section 1): “Training took 3.5 days on 8 GPUs.”",
        "      = try: the paper's words: 3.5 days",
        "1 post: 1 error, 0 warnings, 0 notes",
    ]
    assert result.stdout == ""


def test_json_has_one_finding_a_line_on_stdout(root: Path) -> None:
    result = run(root, "--json", "posts/a.md")
    (row,) = [json.loads(line) for line in result.stdout.splitlines()]
    assert {"rule", "severity", "file", "line", "column", "message", "hint"} <= row.keys()
    assert (row["rule"], row["severity"], row["line"]) == ("claim-number", "error", 9)
    assert result.stderr == ""


def test_in_actions_findings_are_annotations_too(root: Path) -> None:
    result = run(root, env={"GITHUB_ACTIONS": "true"})
    place = "file=posts/a.md,line=9,col=15,title=claim-number"
    assert result.stdout == f"::error {place}::the paper says 3.5 days, not 5.3 days\n"


def test_a_mended_post_ends_with_0_and_a_waived_finding_is_counted(root: Path) -> None:
    file = root / "posts" / "a.md"
    file.write_text(
        file.read_text("utf-8").replace("kind:", "waive: [{rule: claim-number, why: our own}]\nkind:"), "utf-8"
    )
    waived = run(root)
    assert waived.exit_code == 0
    assert "1 waived" in waived.stderr
    file.write_text(HEAD + "Training took 3.5 days on 8 GPUs.\n", "utf-8")
    assert run(root).exit_code == 0


def test_a_post_that_cannot_be_read_is_a_finding_and_the_others_are_checked(root: Path) -> None:
    (root / "posts" / "b.md").write_text("---\ntitle: B\n---\n", "utf-8")
    result = run(root)
    assert result.exit_code == 2
    assert "posts/b.md:1:1: error[post-unusable]: the front matter has no `date`" in result.stderr
    assert "error[claim-number]" in result.stderr


def test_a_folder_stands_for_the_posts_in_it(root: Path) -> None:
    assert found(root, "posts") == found(root) == ["posts/a.md:9:claim-number"]


def test_an_unknown_file_is_named(root: Path) -> None:
    assert "posts/none.md" in run(root, "posts/none.md").stderr


def test_slugs_and_slots_are_compared_with_posts_that_were_not_named(root: Path) -> None:
    (root / "posts" / "b.md").write_text(HEAD.replace("title: A", "title: B\nslug: A"), "utf-8")
    assert found(root, "posts/b.md") == ["posts/b.md:5:slot-taken", "posts/b.md:3:duplicate-slug"][::-1]


def test_what_was_found_is_remembered_until_something_it_rests_on_changes(root: Path) -> None:
    body = '[x](post:other) ![a](a.png "Credit: me, CC0")\n'
    (root / "posts" / "a.md").write_text(HEAD + body, "utf-8")
    first = found(root)
    assert first == ["posts/a.md:9:link", "posts/a.md:9:media-missing"]
    kept = root / "output" / "check.json"
    before = kept.stat().st_mtime_ns
    assert found(root) == first
    assert kept.stat().st_mtime_ns == before
    (root / "posts" / "a.png").write_bytes(b"x")
    assert found(root) == ["posts/a.md:9:link"]
    (root / "posts" / "other.md").write_text(HEAD.replace("11-23", "11-25"), "utf-8")
    assert found(root) == []


@pytest.mark.parametrize("content", ["", "[]", "not json", '{"rules": "old", "posts": {}}'])
def test_a_damaged_memory_is_forgotten(root: Path, content: str) -> None:
    first = found(root)
    (root / "output" / "check.json").write_text(content, "utf-8")
    assert found(root) == first


def test_a_paper_read_anew_is_checked_anew(root: Path) -> None:
    assert found(root) == ["posts/a.md:9:claim-number"]
    save_text(load_workspace(root), "2601.00001v1", make_paper_text("Training took 5.3 days on 8 GPUs."))
    assert found(root) == []


# --- statements ---------------------------------------------------------------------------------------------


def test_statements_are_judged_against_their_evidence_or_the_whole_text(root: Path) -> None:
    (root / "paper.txt").write_text("Training took 3.5 days on 8 GPUs.\n", "utf-8")
    rows = [
        {"id": "a", "claim": "Training took 3.5 days on 8 GPUs."},
        {"id": "b", "claim": "Training took 5.3 days on 8 GPUs."},
        {"id": "c", "claim": "It took 5.3 days.", "evidence": "5.3 days in all"},
    ]
    (root / "claims.jsonl").write_text("\n".join(map(json.dumps, rows)) + "\n\n", "utf-8")
    options = ("--claims", str(root / "claims.jsonl"), "--text", str(root / "paper.txt"))
    result = run(root, *options, "--json")
    assert result.exit_code == 0
    assert [(r["id"], r["verdict"], r["rule"]) for r in map(json.loads, result.stdout.splitlines())] == [
        ("a", "supported", ""), ("b", "unsupported", "claim-number"), ("c", "supported", ""),
    ]  # fmt: skip
    assert run(root, *options).stderr == "b: claim-number: the paper says 3.5 days, not 5.3 days\n"


@pytest.mark.parametrize("line", ["nonsense", "[1]", '{"id": 1}'])
def test_a_line_that_is_no_statement_is_named(root: Path, line: str) -> None:
    (root / "paper.txt").write_text("x", "utf-8")
    (root / "claims.jsonl").write_text(line, "utf-8")
    with pytest.raises(InputError) as caught:
        list(check_statements(root / "claims.jsonl", root / "paper.txt"))
    assert caught.value.line == 1


def test_claims_and_text_go_together(root: Path) -> None:
    assert isinstance(run(root, "--claims", "x.jsonl").exception, InputError)


# --- paper watch ----------------------------------------------------------------------------------------------


class Catalogue:
    """arXiv's answers, and what it was asked."""

    def __init__(self, *papers: Paper) -> None:
        self.known, self.asked = papers, [""]

    def papers(self, ids: Sequence[str]) -> list[Paper]:
        self.asked = list(ids)
        return list(self.known)


def test_a_withdrawal_once_seen_stops_the_post_without_asking_again(root: Path) -> None:
    workspace = load_workspace(root)
    arxiv = Catalogue(make_paper(withdrawn=True, comment="an error in Lemma 2"))
    (finding,) = watch_papers(workspace, [], arxiv)
    assert (finding.rule, finding.line, arxiv.asked) == ("paper-withdrawn", 7, ["2601.00001"])
    assert "an error in Lemma 2" in finding.message
    assert "posts/a.md:7:paper-withdrawn" in found(root)


def test_the_watch_keeps_what_it_learned_of_other_papers(root: Path) -> None:
    workspace = load_workspace(root)
    watch_papers(workspace, [], Catalogue(make_paper(id="2601.00009")))
    watch_papers(workspace, [], Catalogue(make_paper(version=2)))
    assert [paper.id for paper in load_watched(workspace)] == ["2601.00001", "2601.00009"]
    (root / "state" / "watch.json").write_text("{", "utf-8")
    with pytest.raises(InputError, match="cannot be read"):
        load_watched(workspace)


def test_without_papers_nobody_is_asked(root: Path) -> None:
    (root / "posts" / "a.md").write_text("---\ntitle: A\ndate: 2026-11-23\n---\nx\n", "utf-8")
    arxiv = Catalogue()
    assert watch_papers(load_workspace(root), [], arxiv) == []
    assert arxiv.asked == [""]


@pytest.mark.parametrize("option", ["--online", "--archive"])
def test_offline_the_watch_is_refused(root: Path, option: str) -> None:
    result = run(root, option, env={"INKPRESS_OFFLINE": "1"})
    assert getattr(result.exception, "exit_code", None) == 3


# --- outside links ------------------------------------------------------------------------------------------


LINKS = (
    "[a](https://a.example/x#y) [b](https://b.example/gone) [c](https://c.example/never-asked) [d](https://a.example/x)"
)


def test_outside_links_are_asked_once_a_fortnight_and_only_on_named_hosts(root: Path) -> None:
    (root / "inkpress.toml").write_text('[check]\nlink_hosts = ["a.example", "B.example"]\n', "utf-8")
    (root / "posts" / "a.md").write_text(HEAD + LINKS + "\n", "utf-8")
    workspace = load_workspace(root)
    asked: list[str] = []

    def ask(url: str) -> int:
        asked.append(url)
        return 404 if "gone" in url else 200

    def dead(day: int) -> list[str]:
        found = check_links(workspace, usable_posts(workspace, []), ask, dt.date(2026, 11, day))
        return [f"{f.rule}:{f.line}:{f.message}" for f in found]

    assert dead(1) == dead(15) == ["link-dead:9:https://b.example/gone answers 404"]
    assert asked == ["https://a.example/x", "https://b.example/gone"]
    dead(16)
    assert len(asked) == 4


def test_a_silent_link_is_asked_again_and_damaged_answers_are_forgotten(root: Path) -> None:
    (root / "inkpress.toml").write_text('[check]\nlink_hosts = ["a.example"]\n', "utf-8")
    (root / "posts" / "a.md").write_text(HEAD + "[a](https://a.example/x)\n", "utf-8")
    workspace = load_workspace(root)
    (root / "output").mkdir()
    (root / "output" / "links.json").write_text("[]", "utf-8")
    posts = usable_posts(workspace, [])
    (finding,) = check_links(workspace, posts, lambda url: 0, dt.date(2026, 11, 1))
    assert finding.message == "https://a.example/x gives no answer"
    assert check_links(workspace, posts, lambda url: 200, dt.date(2026, 11, 1)) == []


def test_a_host_that_is_not_named_is_never_asked_and_offline_none_is(root: Path) -> None:
    (root / "inkpress.toml").write_text('[check]\nlink_hosts = ["a.example"]\n', "utf-8")
    workspace = load_workspace(root)
    with pytest.raises(OfflineError):
        open_asker(workspace, offline=False)("https://b.example/x")
    with pytest.raises(OfflineError):
        open_asker(workspace, offline=True)("https://a.example/x")


# --- printing ---------------------------------------------------------------------------------------------------


def finding(**changes: Any) -> Finding:
    fields = {"rule": "r", "severity": Severity.WARNING, "file": "posts/a.md", "message": "m"}
    return Finding(**{**fields, **changes})


def test_annotations_escape_what_the_form_reserves() -> None:
    text = annotation(finding(file="a,b:c.md", message="50%\nmore", severity=Severity.INFO))
    assert text == "::notice file=a%2Cb%3Ac.md,line=1,col=1,title=r::50%25%0Amore"


@pytest.mark.parametrize("column", [1, 50, 150, 299, 900])
def test_a_long_source_line_is_cut_around_the_caret(column: int) -> None:
    line = "".join(chr(97 + n % 26) for n in range(300))
    shown, caret = excerpt(line, column, 70)
    assert len(shown) <= 72
    assert shown[caret] == line[min(column, 300) - 1]


def test_a_finding_without_a_source_line_is_one_line() -> None:
    assert as_text(finding(line=9), ["x"]) == ["posts/a.md:9:1: warning[r]: m"]


@pytest.mark.parametrize("width", [60, 80, 110])
def test_no_line_but_the_first_is_wider_than_the_terminal(width: int) -> None:
    shown = finding(evidence="e " * 400, hint="many words " * 40, place="S4.I1.i2.p1.s1", column=300)
    lines = as_text(shown, ["word " * 100], width)
    assert max(map(len, lines[1:])) <= width
    assert lines[3].startswith("      = the paper (Section 4): “e e")
    assert lines[2][8:].index("^") < len(lines[1])


@pytest.mark.parametrize(
    ("place", "name"),
    [("S4.I1.i2.p1.s1", "Section 4"), ("S3.SS1.p2.s1", "Section 3.1"), ("S5.T2", "Section 5, Table 2"),
     ("A2.p1.s1", "Appendix B"),
     ("S1.p1.s1, S1.p2.s1", "Section 1"), ("P3.s1", "P3.s1"), ("evidence 2", "evidence 2"), ("", "")],
)  # fmt: skip
def test_a_place_in_the_paper_is_named_as_a_reader_would(place: str, name: str) -> None:
    assert place_name(place) == name


def test_of_many_findings_of_one_rule_the_first_are_shown_and_the_rest_counted(root: Path) -> None:
    (root / "posts" / "a.md").write_text(HEAD + "It has 93 layers. " * 50 + "\n", "utf-8")
    shown = run(root).stderr
    assert shown.count("error[claim-number]") == 20
    assert "posts/a.md: 30 more [claim-number]" in shown
    assert "50 errors" in shown
    assert run(root, "--json").stdout.count('"claim-number"') == 50


@pytest.mark.wire
def test_many_posts_are_judged_on_all_cores_with_the_same_findings(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(POOL_FROM + 10):
        text = HEAD.replace("title: A", f"title: T{number}") + f"Training took {number} days on 8 GPUs.\n"
        (root / "posts" / f"t{number}.md").write_text(text, "utf-8")
    command = [sys.executable, "-m", "inkpress", "--workspace", str(root), "check", "--json"]
    lines = subprocess.run(command, capture_output=True, text=True, timeout=60).stdout.splitlines()
    told = [json.loads(line) for line in lines]
    (root / "output" / "check.json").unlink()
    monkeypatch.setattr(os, "cpu_count", lambda: 1)
    alone = check_files(load_workspace(root), [])
    places = [(f.file, f.line, f.column, f.rule, f.message) for f in alone.standing]
    assert [(f["file"], f["line"], f["column"], f["rule"], f["message"]) for f in told] == places
    assert len({place[0] for place in places}) > POOL_FROM
