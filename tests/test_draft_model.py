"""A draft with a model, from the server to the post: replies kept, replay, caps, and which engine is chosen."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from inkpress.adapters.model_local import PORTS, find_local_server
from inkpress.config import Workspace, load_workspace, parse_config
from inkpress.errors import ConfigError, ModelError, Refused
from inkpress.models import PaperText
from inkpress.pipeline.draft import Library, Outcome, draft_papers
from inkpress.pipeline.engines import open_engine
from tests.builders import make_paper_text
from tests.model_server import ModelServer, answer, copying_model, model_server, refusal

NOW = dt.datetime(2026, 11, 20, 12, 0, tzinfo=dt.UTC)
KEY = SecretStr("sk-test-0123456789abcdef")
LONG = "The checker reads one passage after the other and gives each a score. " * 500  # more than one prompt holds


def read(ref: str) -> PaperText:
    return make_paper_text(
        "We train a small checker on pairs of claims and passages. It finds 93.5 percent of the false claims.",
        LONG,
        paper=ref,
        title="A small checker",
    )


LIBRARY = Library(read=read, about=lambda versioned_id: None)


@pytest.fixture
def server() -> Iterator[ModelServer]:
    with model_server(copying_model) as running:
        yield running


def workspace_with(folder: Path, settings: str) -> Workspace:
    (folder / "inkpress.toml").write_text(f"[newsletter]\n{settings}", "utf-8")
    return load_workspace(folder)


def settings(server: ModelServer, more: str = "") -> str:
    return f'[model]\nbase_url = "{server.base_url}"\nname = "small-1"\nmax_tries = 1\n{more}'


def draft(workspace: Workspace, ref: str = "2601.00001", **how: Any) -> Outcome:
    engine = open_engine(workspace, "model", key=KEY, **{"offline": False, **how})
    (outcome,) = draft_papers(workspace, [ref], LIBRARY, engine, NOW + dt.timedelta(hours=bool(how)))
    return outcome


def take_away(outcome: Outcome) -> bytes:
    """The bytes of a draft, which is then deleted."""
    assert outcome.error is None
    assert outcome.drafted is not None
    content = outcome.drafted.path.read_bytes()
    outcome.drafted.path.unlink()
    return content


@pytest.mark.wire
def test_a_draft_says_where_it_came_from_and_rests_on_spans(server: ModelServer, workspace_folder: Path) -> None:
    outcome = draft(workspace_with(workspace_folder, settings(server, "price_in = 1.0\nprice_out = 10.0\n")))

    assert outcome.drafted is not None
    text = outcome.drafted.path.read_text("utf-8")
    calls = len(server.history)
    assert "model: small-1-2026" in text
    assert f"server: {server.base_url}" in text
    assert "We train a small checker on pairs of claims and passages.[^e1]" in text
    assert (outcome.drafted.tokens, outcome.drafted.cost) == (15 * calls, pytest.approx(calls * 60 / 1_000_000))
    assert KEY.get_secret_value() not in "".join(
        path.read_text("utf-8") for path in workspace_folder.rglob("*") if path.is_file()
    )


@pytest.mark.wire
def test_a_password_in_the_address_is_used_and_nowhere_written(server: ModelServer, workspace_folder: Path) -> None:
    hidden = settings(server).replace("://", "://ada:SECRETPW@")
    workspace = workspace_with(workspace_folder, hidden)
    engine = open_engine(workspace, "model", key=None, offline=False)
    (outcome,) = draft_papers(workspace, ["2601.00001"], LIBRARY, engine, NOW)

    assert outcome.drafted is not None
    assert "SECRETPW" not in engine.why
    written = [path for path in workspace_folder.rglob("*") if path.is_file() and path.name != "inkpress.toml"]
    assert not any(b"SECRETPW" in path.read_bytes() for path in written)
    assert server.history[0].authorization.startswith("Basic ")


@pytest.mark.wire
def test_a_replay_gives_the_same_bytes_and_asks_nobody(server: ModelServer, workspace_folder: Path) -> None:
    workspace = workspace_with(workspace_folder, settings(server))
    first = take_away(draft(workspace))
    asked = len(server.history)

    again = take_away(draft(workspace, replay=True, offline=True))

    assert again == first
    assert len(server.history) == asked


@pytest.mark.wire
def test_a_run_that_failed_pays_only_for_what_was_missing(server: ModelServer, workspace_folder: Path) -> None:
    workspace = workspace_with(workspace_folder, settings(server))
    server.respond = lambda asked: refusal(503, "down") if "Checked claims" in asked.user else copying_model(asked)
    failed = draft(workspace)
    collected = len(server.history) - 1
    server.respond = copying_model

    assert isinstance(failed.error, ModelError)
    assert not list(workspace.posts.iterdir())
    assert collected >= 2
    take_away(draft(workspace))
    assert len(server.history) == collected + 2  # the refused one, and that one again


@pytest.mark.wire
def test_a_draft_that_would_pass_its_cap_is_refused_before_the_call(
    server: ModelServer, workspace_folder: Path
) -> None:
    caps = "price_out = 1000.0\n[draft]\nmax_cost_per_paper = 7.9\n"  # one answer may cost 8.00

    outcome = draft(workspace_with(workspace_folder, settings(server, caps)))

    assert isinstance(outcome.error, Refused)
    assert server.history == []
    assert not list((workspace_folder / "posts").iterdir())


@pytest.mark.wire
def test_runs_that_fail_one_after_the_other_spend_no_more_than_the_cap(
    server: ModelServer, workspace_folder: Path
) -> None:
    server.respond = lambda asked: answer("I would rather not.")
    prices = "max_tokens = 1000\nprice_out = 1000.0\n[draft]\nmax_cost_per_paper = 1.05\n"  # an answer: 0.005 to 1.00
    workspace = workspace_with(workspace_folder, settings(server, prices))

    for _ in range(4):
        assert draft(workspace).error is not None

    spent = sum(map(float, (workspace.state / "spending" / "2601.00001.txt").read_text().split()))
    assert spent == pytest.approx(0.005 * len(server.history))
    assert 0.03 < spent <= 0.055, "and none was made that might have cost more than was left"


@pytest.mark.wire
def test_a_kept_reply_is_not_paid_again_when_the_server_comes_up_on_another_port(
    server: ModelServer, workspace_folder: Path
) -> None:
    take_away(draft(workspace_with(workspace_folder, settings(server))))

    with model_server(copying_model) as moved:
        take_away(draft(workspace_with(workspace_folder, settings(moved))))
        assert moved.history == []


@pytest.mark.wire
def test_a_server_that_counts_fewer_tokens_than_words_is_reported(server: ModelServer, workspace_folder: Path) -> None:
    outcome = draft(workspace_with(workspace_folder, settings(server)))

    assert outcome.drafted is not None
    (warning,) = outcome.drafted.warnings
    assert "fewer tokens than words" in warning
    assert warning in outcome.drafted.path.read_text("utf-8")


def test_without_prices_the_estimate_says_that_no_cap_holds(workspace_folder: Path) -> None:
    local = REMOTE.replace("https://api.example.com", "http://127.0.0.1:9")
    open_here = open_engine(workspace_with(workspace_folder, local), "model", key=None, offline=False)
    paid = f"{local}price_in = 1.0\nprice_out = 4.0\n[draft]\nmax_cost_per_paper = 0.012\n"
    paid_here = open_engine(workspace_with(workspace_folder, paid), "model", key=None, offline=False)

    assert "no prices in [model]: cost counts as 0, and no cap holds" in open_here.estimate([read("2601.00001")])
    assert "caps: 0.012 a paper, 1.5 in all" in paid_here.estimate([read("2601.00001")])


@pytest.mark.wire
def test_a_replay_of_what_was_never_asked_is_refused(server: ModelServer, workspace_folder: Path) -> None:
    outcome = draft(workspace_with(workspace_folder, settings(server)), replay=True)

    assert isinstance(outcome.error, ModelError)
    assert "no reply to `collect` is kept" in str(outcome.error)
    assert server.history == []


@pytest.mark.wire
def test_a_server_on_this_machine_is_found_by_its_list_of_models(server: ModelServer) -> None:
    port = int(server.server_address[1])

    found = find_local_server((port,))

    assert found is not None
    assert (found.base_url, found.model) == (server.base_url, "small-1")
    assert found.is_local
    server.shutdown()
    server.server_close()
    assert find_local_server((port,)) is None


REMOTE = '[model]\nbase_url = "https://api.example.com/v1"\nname = "big-1"\n'


@pytest.mark.parametrize(
    ("settings", "key", "name", "why"),
    [
        ("", KEY, "extract", "no model server is configured"),
        (REMOTE, None, "extract", "the variable OPENAI_API_KEY with the key of https://api.example.com/v1 is not set"),
        (REMOTE, KEY, "model", "big-1 at https://api.example.com/v1, as configured"),
        (REMOTE.replace("https://api.example.com", "http://127.0.0.1:9"), None, "model", "as configured"),
        ('[draft]\nengine = "extract"\n', KEY, "extract", "as asked"),
    ],
)
def test_auto_chooses_an_engine_and_says_why(
    workspace_folder: Path, settings: str, key: SecretStr | None, name: str, why: str
) -> None:
    engine = open_engine(workspace_with(workspace_folder, settings), "", key=key, offline=False)

    assert engine.name == name
    assert why in engine.why


@pytest.mark.parametrize("settings", ["", REMOTE])
def test_a_model_that_was_asked_for_and_cannot_be_had_is_an_error(workspace_folder: Path, settings: str) -> None:
    with pytest.raises(ConfigError, match=r"no key for|no model server"):
        open_engine(workspace_with(workspace_folder, settings), "model", key=None, offline=False)


def test_the_settings_shown_for_each_server_are_settings() -> None:
    page = (Path(__file__).resolve().parents[1] / "docs" / "models.md").read_text("utf-8")
    blocks = [part.partition("```")[0] for part in page.split("```toml\n")[1:]]

    configs = [parse_config(block, Path("models.md")).model for block in blocks]

    assert len(configs) == 5
    assert [bool(config.base_url and config.name) for config in configs] == [True, True, True, True, False]
    assert all(f"127.0.0.1:{port}/v1" in page for port in PORTS)
