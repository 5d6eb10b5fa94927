"""The model client against a real server: dialects, faults, waiting, caps, and the key that is never shown."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from inkpress.adapters.model import ModelClient
from inkpress.adapters.model_address import Server, is_loopback, without_password
from inkpress.adapters.model_answer import retry_after
from inkpress.adapters.model_dialect import Dialect, simpler_dialect
from inkpress.adapters.model_purse import Prices, Purse, Spending
from inkpress.config import ModelConfig
from inkpress.errors import ModelError, OfflineError, Refused
from inkpress.models import Prompt
from tests.model_server import Asked, ModelServer, Said, answer, model_server, refusal

KEY = "sk-test-0123456789abcdef"
PROMPT = Prompt(name="collect", system="You read.", user="Part one.", answer_schema={"type": "object"}, max_tokens=100)


@pytest.fixture
def server() -> Iterator[ModelServer]:
    with model_server(lambda asked: answer('{"claims": []}')) as running:
        yield running


def client_of(
    server: ModelServer, state: Path, waits: list[float] | None = None, base_url: str = "", **settings: Any
) -> ModelClient:
    config = ModelConfig(**{"timeout_seconds": 5.0, **settings})
    there = Server(base_url or server.base_url, "small-1", SecretStr(KEY), "MY_KEY")
    return ModelClient(there, config, state, sleep=(waits if waits is not None else []).append)


def purse(cap: float = 1.0) -> Purse:
    return Purse(cap, "paper")


def fields(server: ModelServer) -> list[dict[str, Any]]:
    return [asked.fields for asked in server.history]


@pytest.mark.wire
def test_a_reply_names_the_model_as_the_server_does_and_what_it_cost(server: ModelServer, tmp_path: Path) -> None:
    spent = purse()

    reply = client_of(server, tmp_path, price_in=1000.0, price_out=2000.0).ask(PROMPT, spent)

    assert (reply.text, reply.model) == ('{"claims": []}', "small-1-2026")
    assert (reply.prompt_tokens, reply.completion_tokens) == (10, 5)
    assert reply.cost == spent.spent == pytest.approx(0.02)
    assert server.history[0].authorization == f"Bearer {KEY}"


@pytest.mark.wire
def test_the_dialect_is_learned_once_and_remembered(server: ModelServer, tmp_path: Path) -> None:
    server.queue = [
        refusal(400, "Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens'."),
        refusal(400, "Unsupported value: temperature does not support 0.2"),
        refusal(400, "response_format json_schema is not supported"),
        refusal(400, "unknown response_format"),
    ]

    client_of(server, tmp_path).ask(PROMPT, purse())
    client_of(server, tmp_path).ask(PROMPT, purse())

    asked = fields(server)
    assert len(asked) == 6
    assert [entry.get("response_format", {}).get("type") for entry in asked] == [
        *["json_schema"] * 3,
        "json_object",
        None,
        None,
    ]
    assert ["temperature" in entry for entry in asked] == [True, True, False, False, False, False]
    assert [entry.get("max_tokens") for entry in asked] == [100, None, None, None, None, None]
    assert asked[-1]["max_completion_tokens"] == 100
    assert "fits this JSON schema" in server.history[-1].user
    assert "fits this JSON schema" not in server.history[0].user


@pytest.mark.wire
def test_a_request_that_no_dialect_helps_is_refused_in_the_servers_words(server: ModelServer, tmp_path: Path) -> None:
    server.respond = lambda asked: refusal(400, f"no such field, {KEY}")
    client = client_of(server, tmp_path)

    with pytest.raises(ModelError, match="cannot use the request: no such field") as caught:
        client.ask(PROMPT, purse())

    assert KEY not in str(caught.value)
    assert len(server.history) == 3  # schema, object, plain words
    with pytest.raises(ModelError):
        client.ask(PROMPT, purse())
    assert len(server.history) == 3


@pytest.mark.parametrize(
    ("status", "code", "words"),
    [
        (401, "invalid_api_key", "refused the key"),
        (403, "", "refuses us"),
        (404, "model_not_found", "knows no such model"),
        (429, "insufficient_quota", "the quota is used up"),
        (307, "", "status 307"),
    ],
)
@pytest.mark.wire
def test_what_will_not_pass_is_asked_once_and_never_again(
    server: ModelServer, tmp_path: Path, status: int, code: str, words: str
) -> None:
    server.respond = lambda asked: refusal(status, f"Incorrect key {KEY}", code=code)
    client, spent = client_of(server, tmp_path, price_in=5.0), purse()

    for _ in range(2):
        with pytest.raises(ModelError, match=words) as caught:
            client.ask(PROMPT, spent)
        assert KEY not in f"{caught.value} {caught.value.hint}"
        assert KEY[:10] not in str(caught.value)

    assert len(server.history) == 1
    assert spent.spent == 0


@pytest.mark.wire
def test_a_busy_server_is_given_the_time_it_asks_for(server: ModelServer, tmp_path: Path) -> None:
    waits: list[float] = []
    server.queue = [refusal(429, "slow down", retry_after="7"), refusal(500, "sorry")]

    client_of(server, tmp_path, waits).ask(PROMPT, purse())

    assert waits == [7.0, 1.0]


@pytest.mark.wire
def test_a_server_that_asks_for_an_hour_is_not_waited_for(server: ModelServer, tmp_path: Path) -> None:
    waits: list[float] = []
    server.respond = lambda asked: refusal(429, "slow down", retry_after="3600")

    with pytest.raises(ModelError, match="asks us to wait 3600 s"):
        client_of(server, tmp_path, waits).ask(PROMPT, purse())

    assert (waits, len(server.history)) == ([], 1)


@pytest.mark.wire
def test_a_server_that_is_down_is_asked_three_times_in_all(server: ModelServer, tmp_path: Path) -> None:
    server.respond = lambda asked: refusal(503, "overloaded")
    client = client_of(server, tmp_path)

    def ask(number: int) -> str:
        with pytest.raises(ModelError) as caught:
            client.ask(PROMPT, purse())
        return str(caught.value)

    with ThreadPoolExecutor(4) as pool:
        said = set(pool.map(ask, range(8)))

    assert len(server.history) == 3
    assert len(said) == 1
    assert "failed 3 times: status 503: overloaded" in said.pop()


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (answer(None, usage=None), "no content"),
        (answer("   ", usage=None), "no content"),
        (answer("x", choices=[]), "no choices"),
        (Said(body=b"<!doctype html>"), "an HTML page"),
        (Said(body=b""), "no body"),
        (Said(body=b'{"choices": ['), "no JSON"),
        (Said(body=b"\xff\xfe"), "no JSON"),
        (Said(body=b"[" * 100_000), "no JSON"),
        (Said(body=answer("{}").body, cut=True), "broke off"),
    ],
)
@pytest.mark.wire
def test_an_answer_of_no_use_is_paid_for_and_asked_again(
    server: ModelServer, tmp_path: Path, said: Said, words: str
) -> None:
    server.queue, spent = [said, said, said], purse()
    client = client_of(server, tmp_path, price_out=1000.0)

    with pytest.raises(ModelError, match=words):
        client.ask(PROMPT, spent)

    assert len(server.history) == 3
    assert spent.spent == pytest.approx(0.3)  # the most that three answers can have cost


@pytest.mark.wire
def test_answers_of_no_use_are_counted_in_the_one_that_was_of_use(server: ModelServer, tmp_path: Path) -> None:
    server.queue, spent = [answer(None), answer("{", finish="length")], purse()

    reply = client_of(server, tmp_path, price_in=1000.0, price_out=1000.0).ask(PROMPT, spent)

    assert (len(server.history), reply.prompt_tokens, reply.completion_tokens) == (3, 30, 15)
    assert reply.cost == spent.spent == pytest.approx(0.045)


@pytest.mark.parametrize(
    "said",
    [
        "the request exceeds the available context size. try increasing the context size or enable context shift",
        "This model's maximum context length is 4096 tokens, however you requested 9000",
        "prompt is too long: 9000 tokens > 4096 maximum",
        "Trying to keep the first 9000 tokens when context window is 4096",
    ],
)
@pytest.mark.wire
def test_a_prompt_that_does_not_fit_is_named_at_once_and_stops_nothing_else(
    server: ModelServer, tmp_path: Path, said: str
) -> None:
    server.queue = [refusal(400, said)]
    client = client_of(server, tmp_path)

    with pytest.raises(ModelError, match="is too long for small-1") as caught:
        client.ask(PROMPT, purse())

    assert "max_prompt_characters" in caught.value.hint
    assert client.ask(PROMPT, purse()).text == '{"claims": []}'
    assert len(server.history) == 2


@pytest.mark.parametrize(
    "said",
    [
        "max_tokens is too large: 8000. This model supports at most 4096 completion tokens",
        "Invalid max_tokens value, the valid range of max_tokens is [1, 8192]",
        "`max_tokens` must be less than or equal to `8192`",
        "max_tokens: 8000 > 4096, which is the maximum allowed number of output tokens",
    ],
)
@pytest.mark.wire
def test_an_answer_longer_than_the_server_writes_is_no_matter_of_dialect(
    server: ModelServer, tmp_path: Path, said: str
) -> None:
    server.queue = [refusal(400, said)]
    client = client_of(server, tmp_path)

    with pytest.raises(ModelError, match="writes no answers that long") as caught:
        client.ask(PROMPT, purse())

    assert "lower [model] max_tokens" in caught.value.hint
    assert client.ask(PROMPT, purse()).text == '{"claims": []}'
    assert [entry["response_format"]["type"] for entry in fields(server)] == ["json_schema"] * 2


@pytest.mark.wire
def test_an_answer_in_parts_is_read_without_its_thoughts(server: ModelServer, tmp_path: Path) -> None:
    thought = {"type": "thinking", "thinking": [{"type": "text", "text": "hm"}]}
    parts = [thought, {"type": "text", "text": '{"claims": '}, {"type": "text", "text": "[]}"}, 7]
    server.queue = [Said(body=json.dumps({"choices": [{"message": {"content": parts}}]}).encode())]

    assert client_of(server, tmp_path).ask(PROMPT, purse()).text == '{"claims": []}'


@pytest.mark.wire
def test_a_password_in_the_address_is_never_shown(server: ModelServer, tmp_path: Path) -> None:
    server.respond = lambda asked: refusal(404, "nothing here, SECRETPW")
    address = server.base_url.replace("://", "://ada:SECRETPW@")
    client = client_of(server, tmp_path, base_url=address)

    with pytest.raises(ModelError, match=r"the model server 127\.0\.0\.1") as caught:
        client.ask(PROMPT, purse())

    assert "SECRETPW" not in f"{caught.value} {client.server.address}"
    assert server.history[0].authorization.startswith("Basic ")
    assert without_password("not an address") == "not an address"


@pytest.mark.wire
def test_one_prompt_without_an_answer_does_not_stop_the_others(server: ModelServer, tmp_path: Path) -> None:
    server.queue = [answer(None)] * 3
    client = client_of(server, tmp_path)
    with pytest.raises(ModelError):
        client.ask(PROMPT, purse())

    assert client.ask(PROMPT, purse()).text == '{"claims": []}'


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (answer(None, refusal="I cannot\x1b[31m help"), "the model refused: I cannot"),
        (answer("{", finish="content_filter"), "content filter"),
        (refusal(400, "rejected", code="content_policy_violation"), "refused the prompt"),
        (refusal(400, "at most 8192", code="context_length_exceeded"), r"too long for small-1: 18 characters"),
        (Said(body=b" " * 5_000_000), "larger than 4,000,000 bytes"),
    ],
)
@pytest.mark.wire
def test_a_refusal_is_shown_and_not_asked_again(server: ModelServer, tmp_path: Path, said: Said, words: str) -> None:
    server.queue = [said]

    with pytest.raises(ModelError, match=words) as caught:
        client_of(server, tmp_path).ask(PROMPT, purse())

    assert len(server.history) == 1
    assert "\x1b" not in str(caught.value)


@pytest.mark.wire
def test_a_cut_answer_is_asked_for_once_at_twice_the_length(server: ModelServer, tmp_path: Path) -> None:
    server.respond = lambda asked: answer('{"claims": [', finish="length")

    with pytest.raises(ModelError, match=r"was cut at 200 tokens \(finish_reason length\)") as caught:
        client_of(server, tmp_path).ask(PROMPT, purse())

    assert [entry["max_tokens"] for entry in fields(server)] == [100, 200]
    assert "raise [model] max_tokens" in caught.value.hint


@pytest.mark.wire
def test_silence_and_trickling_end_at_our_own_time_limit(server: ModelServer, tmp_path: Path) -> None:
    whole = answer("{}").body
    for said in (Said(body=whole, delay=0.8), Said(body=whole, trickle=0.2)):
        server.queue = [said]
        limit = 0.3 if said.delay else 0.1
        client = client_of(server, tmp_path, timeout_seconds=limit, max_tries=1)
        with pytest.raises(ModelError, match=r"failed once: no (whole )?answer within 0 s"):
            client.ask(PROMPT, purse())


@pytest.mark.wire
def test_nothing_listening_is_said_so_and_costs_nothing(server: ModelServer, tmp_path: Path) -> None:
    with model_server() as gone:
        address = gone.base_url
    spent = purse()

    with pytest.raises(ModelError, match="failed 3 times: no connection"):
        client_of(server, tmp_path, base_url=address, price_in=9.0).ask(PROMPT, spent)

    assert spent.spent == 0


@pytest.mark.wire
def test_calls_run_side_by_side_up_to_the_bound(server: ModelServer, tmp_path: Path) -> None:
    server.respond = lambda asked: Said(body=answer("{}").body, delay=0.1)
    client = client_of(server, tmp_path, concurrency=3)

    with ThreadPoolExecutor(9) as pool:
        list(pool.map(lambda n: client.ask(PROMPT, purse()), range(9)))

    assert server.most_at_once == 3


@pytest.mark.wire
def test_no_cap_is_ever_passed_however_many_calls_run(server: ModelServer, tmp_path: Path) -> None:
    def dear(asked: Asked) -> Said:
        usage = {"prompt_tokens": 0, "completion_tokens": 100}
        return Said(body=answer("{}", usage=usage).body, delay=0.02)

    server.respond = dear
    client = client_of(server, tmp_path, price_out=1000.0)  # each call 0.10
    issue = Purse(0.55, "issue")
    papers = [Purse(0.35, "paper", within=issue) for _ in range(3)]

    def ask(number: int) -> str:
        try:
            return client.ask(PROMPT, papers[number % 3]).text
        except Refused as error:
            return str(error)

    with ThreadPoolExecutor(8) as pool:
        said = list(pool.map(ask, range(15)))

    assert issue.spent == pytest.approx(0.5)
    assert said.count("{}") == len(server.history) == 5
    assert all(paper.spent <= 0.35 for paper in papers)
    assert any("the cap of 0.55 per issue would be passed" in line for line in said)


@pytest.mark.wire
def test_offline_nothing_is_asked(server: ModelServer, tmp_path: Path) -> None:
    there = Server(server.base_url, "small-1")

    with pytest.raises(OfflineError):
        ModelClient(there, ModelConfig(), tmp_path, offline=True).ask(PROMPT, purse())

    assert server.history == []


def test_the_key_is_not_in_any_form_of_the_server_that_can_be_printed() -> None:
    there = Server("https://api.example.com/v1", "small-1", SecretStr(KEY))

    assert KEY not in f"{there!r} {there}"
    assert not there.is_local


@pytest.mark.parametrize("url", ["http://localhost:11434/v1", "http://127.0.0.1:1/v1", "http://[::1]:8080/v1"])
def test_loopback_addresses_are_local(url: str) -> None:
    assert is_loopback(url)
    assert not is_loopback("https://localhost.example.com/v1")


def test_a_retry_after_is_seconds_or_a_date() -> None:
    assert retry_after({"retry-after": "2.5"}, 0.0) == 2.5
    assert retry_after({"retry-after": "Thu, 01 Jan 1970 00:01:00 GMT"}, 45.0) == 15.0
    assert retry_after({"retry-after": "Thu, 01 Jan 1970 00:00:00 GMT"}, 45.0) == 0.0
    assert retry_after({"retry-after": "soon"}, 0.0) is None
    assert retry_after({}, 0.0) is None


def test_a_dialect_runs_out_of_simpler_forms() -> None:
    last = Dialect(format="text", temperature=False, tokens_tried=2)

    assert simpler_dialect(last, "temperature and max_tokens are wrong") is None


def test_a_book_of_dialects_that_is_damaged_is_learned_anew(tmp_path: Path) -> None:
    from inkpress.adapters.model_dialect import DialectBook

    file = tmp_path / "dialects.json"
    for damaged in ("{", "[]", json.dumps({"a b": {"colour": 1}}), json.dumps({"a b": 3})):
        file.write_text(damaged)
        assert DialectBook(file).get("a", "b", Dialect()) == Dialect()


def test_a_purse_says_what_is_spent_when_it_refuses() -> None:
    small = Purse(0.01, "paper")
    with small.hold(0.008) as payment:
        payment.amount = 0.006

    with pytest.raises(Refused, match=r"0\.0060 is spent and the next call may cost 0\.0050"), small.hold(0.005):
        pass


def test_a_cap_holds_over_all_runs_also_after_a_kill(tmp_path: Path) -> None:
    file = tmp_path / "spending" / "2601.00001.txt"

    def next_run() -> tuple[Purse, Purse]:
        run = Purse(0.5, "issue")
        paper = Purse(0.1, "paper", within=run, spending=Spending(file))
        paper.count_earlier()
        return paper, run

    paper, _ = next_run()
    with paper.hold(0.05) as payment:
        payment.amount = 0.02
    paper, _ = next_run()
    killed = paper.hold(0.05)  # and never given back
    killed.__enter__()

    paper, run = next_run()
    assert (paper.spent, run.spent) == (pytest.approx(0.07), pytest.approx(0.07))
    with pytest.raises(Refused, match=r"cap of 0\.1 per paper would be passed: 0\.0700 is spent"), paper.hold(0.04):
        pass


def test_a_prompt_is_counted_generously_before_it_is_sent() -> None:
    long = Prompt(name="x", system="", user="word " * 1000)

    assert Prices(1.0, 0.0).most(long, 0) * 1_000_000 > 5000 / 4
