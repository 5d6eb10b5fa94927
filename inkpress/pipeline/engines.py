"""Choose the engine that drafts, and say why: a configured model server, one found on this machine, or none."""

from __future__ import annotations

import datetime as dt
import re
import threading
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, TypeVar

from pydantic import SecretStr

from inkpress.adapters.posts import load_glossary
from inkpress.adapters.replies import Replies
from inkpress.check.claims import judge_claim
from inkpress.config import Workspace
from inkpress.draft import Model, Outline, Places, Style, extract_outline, model_outline
from inkpress.draft.asking import UnusableAnswer
from inkpress.draft.claims import MOST_CLAIMS, paper_parts
from inkpress.errors import ConfigError, ModelError
from inkpress.models import FrontMatter, PaperText, Prompt, Provenance, Reply
from inkpress.pipeline.draft import Composed, Engine
from inkpress.pipeline.voice import prompt_writer, read_style
from inkpress.text import sha256

if TYPE_CHECKING:
    from inkpress.adapters.model import ModelClient
    from inkpress.adapters.model_address import Server
    from inkpress.adapters.model_purse import Purse

In = TypeVar("In")
Out = TypeVar("Out")
_UNSAFE = re.compile(r"[^\w.-]|^\.")  # in a paper's id or file name, for the name of a file
_ANSWER_SHARE = 0.25  # of max_tokens that an answer usually takes; for the estimate only


def open_engine(
    workspace: Workspace, name: str, *, key: SecretStr | None, offline: bool, replay: bool = False, fresh: bool = False
) -> Engine:
    """The engine called `name`, or by [draft] engine when that is empty.

    `replay` answers from the kept replies alone; `fresh` asks also where a reply is kept. Raises ConfigError for an
    unknown name, and for `model` without a server or key.
    """
    wanted = name or workspace.config.draft.engine
    if wanted not in ("auto", "extract", "model"):
        raise ConfigError(f"no engine is called {wanted!r}", hint="use auto, extract or model")
    if wanted == "extract":
        return extract_engine(workspace, "as asked")
    server, why = find_server(workspace, key, offline=offline or replay, must=wanted == "model")
    if server is None:
        return extract_engine(workspace, why)
    return model_engine(workspace, server, why, offline=offline, replay=replay, fresh=fresh)


def extract_engine(workspace: Workspace, why: str) -> Engine:
    """The embedded engine: the authors' own words, no model."""
    glossary = load_glossary(workspace)

    def compose(front: FrontMatter, places: Places) -> Composed:
        return Composed(extract_outline(front, places, glossary))

    return Engine("extract", why, compose)


def model_engine(workspace: Workspace, server: Server, why: str, *, offline: bool, replay: bool, fresh: bool) -> Engine:
    """The engine of one model server: kept replies first, then the server, within the caps."""
    from inkpress.adapters.model import ModelClient
    from inkpress.adapters.model_purse import Purse, Spending

    config, caps = workspace.config.model, workspace.config.draft
    glossary, style = load_glossary(workspace), read_style(workspace)
    replies = Replies(
        workspace.state / "replies", server=server.address, model=server.model, temperature=config.temperature
    )
    client = ModelClient(server, config, workspace.state, offline=offline)
    run = Purse(caps.max_cost_per_issue, "issue")
    write = prompt_writer(workspace)

    def compose(front: FrontMatter, places: Places) -> Composed:
        paid = Spending(workspace.state / "spending" / f"{_UNSAFE.sub('_', places.paper.paper)}.txt")
        purse = Purse(caps.max_cost_per_paper, "paper", within=run, spending=paid)
        purse.count_earlier()
        now = (front.provenance and front.provenance.drafted_at) or dt.datetime.fromtimestamp(0, dt.UTC)
        ledger = _Ledger(client, replies, purse, now, replay=replay, fresh=fresh)
        with ThreadPoolExecutor(max_workers=config.concurrency) as pool:

            def each(work: Callable[[In], Out], items: Iterable[In]) -> Iterable[Out]:
                return list(pool.map(work, items))

            model = Model(
                ask=ledger.ask,
                judge=judge_claim,
                write=write,
                each=each,
                max_tokens=config.max_tokens,
                part_characters=config.max_prompt_characters,
            )
            try:
                outline, dropped = model_outline(front, places, model, style, glossary)
            except UnusableAnswer as error:
                replies.forget(error.prompt)
                raise
        return Composed(_with_provenance(outline, ledger, server), dropped, ledger.warnings())

    return Engine(
        "model",
        why,
        compose,
        estimate=lambda papers: _estimate(papers, workspace, style),
        at_once=config.concurrency,
    )


class _Ledger:
    """Asks through the kept replies, and remembers what a paper's provenance has to say. Used from several threads."""

    def __init__(
        self, client: ModelClient, replies: Replies, purse: Purse, now: dt.datetime, *, replay: bool, fresh: bool
    ) -> None:
        self._client, self._replies, self._purse, self._now = client, replies, purse, now
        self._replay, self._fresh = replay, fresh
        self._lock = threading.Lock()
        self.prompts: dict[str, list[str]] = {}
        self.models: list[str] = []
        self.asked_at: list[dt.datetime] = []
        self.tokens = 0
        self.cost = 0.0
        self.cut: list[str] = []  # prompts of which the server says to have read less than there was

    def ask(self, prompt: Prompt) -> Reply:
        from inkpress.adapters.model_purse import least_prompt_tokens

        kept = None if self._fresh and not self._replay else self._replies.find(prompt)
        if kept is None and self._replay:
            raise ModelError(
                f"no reply to `{prompt.name}` is kept for exactly this prompt, and --replay asks nobody",
                hint="draft without --replay; the paper, the templates or the voice have changed since",
            )
        if kept is None:
            kept = self._replies.keep(prompt, self._client.ask(prompt, self._purse), self._now)
        reply = kept.reply
        with self._lock:
            self.prompts.setdefault(prompt.name, []).append(sha256(prompt.model_dump_json()))
            self.models.append(reply.model)
            self.asked_at.append(kept.asked_at)
            self.tokens += reply.prompt_tokens + reply.completion_tokens
            self.cost += reply.cost
            if 0 < reply.prompt_tokens < least_prompt_tokens(prompt):
                self.cut.append(prompt.name)
        return reply

    def warnings(self) -> tuple[str, ...]:
        """What the author has to know of the server."""
        if not self.cut:
            return ()
        times = f"{len(self.cut)} of {len(self.models)} prompts"
        return (
            f"The server counted fewer tokens than words in {times}: it may have cut them; raise its context size.",
        )

    def prompt_hashes(self) -> dict[str, str]:
        """One hash for each prompt template: over all prompts made of it, whatever order they were asked in."""
        return {name: sha256("\n".join(sorted(hashes))) for name, hashes in sorted(self.prompts.items())}


def _with_provenance(outline: Outline, ledger: _Ledger, server: Server) -> Outline:
    config = outline.front.provenance or Provenance(engine="model")
    provenance = Provenance(
        **{
            **dict(config),
            "model": max(sorted(set(ledger.models)), key=ledger.models.count),
            "server": server.address,
            "prompts": ledger.prompt_hashes(),
            # when the model last spoke, so that a replay gives the same bytes
            "drafted_at": max(ledger.asked_at),
            "parameters": {"claims_per_part": MOST_CLAIMS, "asked_for": server.model},
            "tokens": ledger.tokens,
            "cost": round(ledger.cost, 6),
        }
    )
    front = FrontMatter(**{**dict(outline.front), "provenance": provenance})
    return Outline(**{**dict(outline), "front": front, "note": " ".join([outline.note, *ledger.warnings()])})


def find_server(workspace: Workspace, key: SecretStr | None, *, offline: bool, must: bool) -> tuple[Server | None, str]:
    """The server to ask and why, or None and why not. Raises ConfigError when there `must` be one."""
    from inkpress.adapters.model_address import Server, is_loopback

    config = workspace.config.model
    if config.base_url and config.name:
        server = Server(config.base_url, config.name, key, config.key_env)
        if key is not None or is_loopback(config.base_url) or offline:
            return server, f"{config.name} at {server.address}, as configured"
        if must:
            raise ConfigError(
                f"no key for {server.address}: the environment variable {config.key_env} is not set",
                hint=f"export {config.key_env}=..., or draft with --engine extract",
            )
        return None, f"the variable {config.key_env} with the key of {server.address} is not set"
    if config.allow_local and not offline:
        from inkpress.adapters.model_local import find_local_server

        found = find_local_server()
        if found is not None:
            return found, f"{found.model} found on this machine at {found.base_url}"
    if must:
        raise ConfigError(
            "no model server is configured",
            hint="set [model] base_url and name in inkpress.toml (docs/models.md), or draft with --engine extract",
        )
    return None, "no model server is configured" + (" and none runs on this machine" if config.allow_local else "")


def _estimate(papers: Iterable[PaperText], workspace: Workspace, style: Style) -> str:
    """One line before the first call: calls, tokens and cost that are likely, and the cap that is certain."""
    from inkpress.adapters.model_purse import Prices

    config, caps = workspace.config.model, workspace.config.draft
    calls = prompt_tokens = 0
    count = 0
    for paper in papers:
        count += 1
        parts = paper_parts(paper, config.max_prompt_characters)
        calls += len(parts) + 1
        prompt_tokens += sum(len(part) for part in parts) // 4 + len(parts) * 500
        prompt_tokens += (len(style.voice) + sum(map(len, style.exemplars))) // 4 + len(parts) * MOST_CLAIMS * 40 + 900
    answers = int(calls * config.max_tokens * _ANSWER_SHARE)
    head = f"estimate for {count} paper{'s' * (count != 1)}: {calls} calls, {prompt_tokens + answers:,} tokens"
    if not (config.price_in or config.price_out):
        return f"{head}\n  no prices in [model]: cost counts as 0, and no cap holds anything back"
    cost = Prices(config.price_in, config.price_out).cost(prompt_tokens, answers)
    return f"{head}, cost {cost:.3f}\n  caps: {caps.max_cost_per_paper:g} a paper, {caps.max_cost_per_issue:g} in all"
