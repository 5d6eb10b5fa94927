"""The command line: quick to start, one line an error, never a traceback."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from inkpress.cli import _workspace_first
from inkpress.cli.output import complain, json_line, say
from inkpress.errors import (
    AllFiltered,
    ConfigError,
    InkpressError,
    ModelError,
    NothingNew,
    NothingReady,
    PostError,
    Refused,
    SourceError,
)


def run(*arguments: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "inkpress", *arguments],
        capture_output=True,
        text=True,
        cwd=cwd,
        env={**os.environ, "INKPRESS_OFFLINE": "1"},
        timeout=60,
        check=False,
    )


@pytest.mark.wire
def test_help_needs_no_heavy_package() -> None:
    code = (
        "import sys; sys.argv = ['inkpress', '--help']\n"
        "from inkpress.cli import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "heavy = {'openai', 'arxiv', 'httpx', 'sklearn', 'numpy', 'jinja2', 'markdown', 'PIL', 'pydantic'}\n"
        "sys.exit(' '.join(sorted(heavy & set(sys.modules))) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.wire
def test_outside_a_workspace_the_exit_code_is_2_and_the_hint_names_init(tmp_path: Path) -> None:
    done = run("status", cwd=tmp_path)
    assert done.returncode == 2
    assert done.stdout == ""
    assert "inkpress init" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.wire
def test_an_unknown_option_exits_with_2() -> None:
    done = run("status", "--nonsense")
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


@pytest.mark.wire
def test_a_path_that_cannot_be_written_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", "utf-8")
    done = run("init", str(tmp_path / "file" / "letter"))
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert str(tmp_path / "file") in done.stderr


@pytest.mark.wire
def test_the_version_is_printed() -> None:
    done = run("--version")
    assert (done.returncode, done.stdout) == (0, "inkpress 0.1.0\n")


def test_the_workspace_may_be_named_before_or_after_the_command() -> None:
    assert _workspace_first(["check", "--workspace", "w", "x.md"]) == ["--workspace", "w", "check", "x.md"]
    assert _workspace_first(["check", "--workspace=w"]) == ["--workspace=w", "check"]
    assert _workspace_first(["check", "--", "--workspace", "w"]) == ["check", "--", "--workspace", "w"]
    assert _workspace_first(["check", "--workspace"]) == ["check", "--workspace"]


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (NothingReady("x"), 1),
        (Refused("x"), 1),
        (ConfigError("x"), 2),
        (PostError("x"), 2),
        (SourceError("x"), 3),
        (ModelError("x"), 3),
        (NothingNew("x"), 4),
        (AllFiltered("x"), 5),
    ],
)
def test_each_kind_of_error_has_its_exit_code(error: InkpressError, code: int) -> None:
    assert error.exit_code == code


def test_an_error_is_one_line_with_place_and_one_with_a_hint(capsys: pytest.CaptureFixture[str]) -> None:
    complain(PostError("has a\nbroken \x1b[31mtitle", file="posts/a.md", line=3, hint="write\nit anew"))
    assert capsys.readouterr().err == "inkpress: posts/a.md:3: has a broken title\n  try: write it anew\n"
    complain(PostError("no line", file="posts/a.md"))
    assert capsys.readouterr().err == "inkpress: posts/a.md: no line\n"


def test_on_a_terminal_an_error_is_broken_between_words(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    complain(PostError("there already, left as it is: posts/2026-11-30-one.md, posts/2026-12-02-another.md", hint="x"))
    lines = capsys.readouterr().err.splitlines()
    assert lines[1:] == ["    posts/2026-12-02-another.md", "  try: x"]
    assert all(len(line) <= 80 for line in lines)


def test_json_goes_to_stdout_and_words_to_stderr(capsys: pytest.CaptureFixture[str]) -> None:
    json_line({"title": "naïve"})
    say("for people")
    said = capsys.readouterr()
    assert (said.out, said.err) == ('{"title": "naïve"}\n', "for people\n")
