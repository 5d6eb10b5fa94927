"""A newsletter of one's own: `init` and `doctor`."""

from __future__ import annotations

from pathlib import Path

import pytest

from inkpress.cli.start import _own_command
from inkpress.config import find_workspace, load_workspace, parse_config
from inkpress.errors import ConfigError, Refused
from inkpress.pipeline.doctor import doctor
from inkpress.pipeline.init import Answers, init_workspace


def answers(**changes: str) -> Answers:
    return Answers(**changes)  # type: ignore[arg-type]


def test_a_new_workspace_can_be_loaded_with_the_answers_in_it(tmp_path: Path) -> None:
    hard = 'A "quoted" title \\ with Ümläuts'
    init_workspace(tmp_path / "letter", answers(title=hard, timezone="Europe/Berlin"))
    letter = load_workspace(tmp_path / "letter").config.newsletter
    assert (letter.title, letter.timezone) == (hard, "Europe/Berlin")


def test_the_makefile_calls_inkpress_by_its_path_where_the_shell_would_not_find_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr("sys.argv", [str(tmp_path / "bin" / "inkpress")])
    init_workspace(tmp_path / "one", answers(), _own_command())
    init_workspace(tmp_path / "two", answers())
    commands = [(tmp_path / name / "Makefile").read_text("utf-8").splitlines()[1] for name in ("one", "two")]
    assert commands == [f"INK ?= {tmp_path}/bin/inkpress", "INK ?= inkpress"]


def test_init_leaves_an_existing_workspace_alone(tmp_path: Path) -> None:
    (tmp_path / "inkpress.toml").write_text("# mine\n", "utf-8")
    with pytest.raises(Refused):
        init_workspace(tmp_path, answers())
    assert (tmp_path / "inkpress.toml").read_text("utf-8") == "# mine\n"
    assert [path.name for path in tmp_path.iterdir()] == ["inkpress.toml"]


def test_init_keeps_other_files_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "editorial.md").write_text("my voice\n", "utf-8")
    written = init_workspace(tmp_path, answers())
    assert (tmp_path / "editorial.md").read_text("utf-8") == "my voice\n"
    assert tmp_path / "editorial.md" not in written


def test_an_answer_that_cannot_be_used_writes_nothing(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="time zone"):
        init_workspace(tmp_path / "letter", answers(timezone="Mars/Olympus"))
    assert not (tmp_path / "letter").exists()


def test_a_workspace_is_found_from_a_folder_inside_it(workspace_folder: Path) -> None:
    assert find_workspace(workspace_folder / "posts") == workspace_folder.resolve()


def test_outside_a_workspace_the_hint_names_init(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as caught:
        find_workspace(tmp_path)
    assert "inkpress init" in caught.value.hint


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[newsletter]\ntitel = 'x'", "did you mean `title`?"),
        ("[newslettre]\n", "did you mean `newsletter`?"),
        ("[zebra]\n", "known keys: newsletter"),
    ],
)
def test_a_misspelt_key_is_named_with_its_neighbour(text: str, said: str) -> None:
    with pytest.raises(ConfigError) as caught:
        parse_config(text, Path("inkpress.toml"))
    assert said in caught.value.hint


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[newsletter\n", "inkpress.toml:1: is not TOML"),
        ("[newsletter]\nurl = 'ftp://x'\n", "inkpress.toml:2: newsletter.url"),
        ("# colours\n[design]\n\naccent = 'red'\n", "inkpress.toml:4: design.accent"),
        ("design.accent = 'red'\n", "inkpress.toml:1: design.accent"),
        ("[design]\nserif = 'x; } body {'\n", "inkpress.toml:2: design.serif"),
    ],
)
def test_a_wrong_value_is_named_with_its_key_and_line(text: str, said: str) -> None:
    with pytest.raises(ConfigError, match=r"inkpress\.toml") as caught:
        parse_config(text, Path("inkpress.toml"))
    assert said in str(caught.value)


def test_a_settings_file_that_is_not_text_is_named(tmp_path: Path) -> None:
    (tmp_path / "inkpress.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ConfigError, match="cannot be read"):
        load_workspace(tmp_path)
    with pytest.raises(ConfigError, match="no such file"):
        load_workspace(tmp_path / "nowhere")


def rows(folder: Path, **environ: str) -> dict[str, tuple[bool, str]]:
    return {check.name: (check.ok, check.message) for check in doctor(folder, folder, environ, None)}


def test_doctor_says_what_stands_between_a_workspace_and_its_model(workspace_folder: Path) -> None:
    config = workspace_folder / "inkpress.toml"
    assert rows(workspace_folder)["model"][0]
    config.write_text("[draft]\nengine = 'model'\n", "utf-8")
    assert not rows(workspace_folder)["model"][0]
    config.write_text("[draft]\nengine = 'model'\n[model]\nbase_url = 'http://127.0.0.1:9/v1'\nname = 'm'\n", "utf-8")
    assert rows(workspace_folder)["model key"] == (False, "the variable OPENAI_API_KEY is not set")
    said = rows(workspace_folder, OPENAI_API_KEY="sk-secret")
    assert said["model"][0]
    assert "sk-secret" not in str(said)
    config.write_text("[draft]\nengine = 'extract'\n", "utf-8")
    assert rows(workspace_folder)["model"][0]


def test_doctor_names_a_post_that_cannot_be_read(workspace_folder: Path) -> None:
    (workspace_folder / "posts" / "broken.md").write_text("no front matter\n", "utf-8")
    ok, message = rows(workspace_folder)["posts"]
    assert not ok
    assert "posts/broken.md" in message


def test_doctor_reports_what_the_network_said(workspace_folder: Path) -> None:
    found = {c.name: c for c in doctor(workspace_folder, workspace_folder, {}, lambda _, url: f"no route to {url}")}
    assert not found["arXiv"].ok
    assert not found["arXiv"].needed
    fine = {c.name: c for c in doctor(workspace_folder, workspace_folder, {}, lambda _, __: "")}
    assert fine["arXiv"].ok


def test_doctor_outside_a_workspace_still_answers(tmp_path: Path) -> None:
    found = {c.name: c for c in doctor(None, tmp_path, {}, None)}
    assert not found["workspace"].ok
    assert "inkpress init" in found["workspace"].fix


@pytest.mark.wire
def test_doctor_asks_the_model_server_that_is_configured(workspace_folder: Path) -> None:
    from inkpress.cli.start import _probe
    from tests.model_server import model_server

    with model_server() as server:
        settings = f"[model]\nbase_url = '{server.base_url}'\nname = 'm'\n"
        (workspace_folder / "inkpress.toml").write_text(settings, "utf-8")
        workspace = load_workspace(workspace_folder)
        assert _probe(workspace, f"{server.base_url}/models") == ""
    assert "refused" in _probe(workspace, f"{server.base_url}/models").lower()
