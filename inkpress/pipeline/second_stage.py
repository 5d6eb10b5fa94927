"""Have a model grade the first papers of a ranking. Whatever goes wrong, the ranking stays as it was, with a note."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from inkpress.adapters.replies import Replies
from inkpress.config import Workspace
from inkpress.errors import InkpressError, ModelError
from inkpress.models import Paper, Prompt, Reply
from inkpress.pick.rank import Sketched
from inkpress.pick.second import FIRST, UnfitGrades, batches, grades_in, grades_schema, reordered, shown_to_model
from inkpress.pipeline.voice import prompt_writer

if TYPE_CHECKING:
    from pydantic import SecretStr

Ranked = Sequence[tuple[Sketched, float]]
Grade = Callable[[Sequence[Paper], Sequence[str]], dict[str, int]]  # papers, titles chosen before -> id -> grade
CHOSEN_SHOWN = 30  # titles of the latest choices in a prompt
_ANSWER_TOKENS = 1_000


def second_stage(ranked: Ranked, chosen: Sequence[str], grade: Grade) -> tuple[list[tuple[Sketched, float]], str]:
    """(the ranking after the model's word, a note). `chosen`: titles of the author's choices, the latest first."""
    papers = [row.paper for row, _ in ranked[:FIRST]]
    try:
        grades = grade(papers, chosen)
    except InkpressError as error:
        return list(ranked), f"the second stage was left out, the order is the picker's own: {error.message}"
    return reordered(
        ranked, grades
    ), f"a model re-ranked the first {len(papers)}; `pick --explain` shows the scores before"


def open_grade(workspace: Workspace, *, key: SecretStr | None, offline: bool, now: dt.datetime) -> Grade:
    """The model of [model] as a grader, within [pick] second_stage_cost; its replies are kept and not paid twice.

    Raises ConfigError when no server is configured. The grader raises InkpressError.
    """
    from inkpress.adapters.model import ModelClient
    from inkpress.adapters.model_purse import Purse
    from inkpress.pipeline.engines import find_server

    server, _ = find_server(workspace, key, offline=offline, must=True)
    assert server is not None
    config = workspace.config.model
    replies = Replies(
        workspace.state / "replies", server=server.address, model=server.model, temperature=config.temperature
    )
    client = ModelClient(server, config, workspace.state, offline=offline)
    purse = Purse(workspace.config.pick.second_stage_cost, "pick")

    def ask(prompt: Prompt) -> Reply:
        kept = replies.find(prompt) or replies.keep(prompt, client.ask(prompt, purse), now)
        return kept.reply

    return grader(workspace, ask, replies.forget)


def grader(workspace: Workspace, ask: Callable[[Prompt], Reply], forget: Callable[[Prompt], None]) -> Grade:
    """A grader that asks with `ask`. An answer in another form is forgotten, and raised as ModelError."""
    write = prompt_writer(workspace)
    interests = workspace.config.pick.interests

    def grade(papers: Sequence[Paper], chosen: Sequence[str]) -> dict[str, int]:
        def one(batch: Sequence[Paper]) -> dict[str, int]:
            values = {"interests": interests, "chosen": chosen[:CHOSEN_SHOWN], "papers": shown_to_model(batch)}
            system, user = write("rerank", values)
            prompt = Prompt(
                name="rerank", system=system, user=user, answer_schema=grades_schema(len(batch)),
                max_tokens=_ANSWER_TOKENS,
            )  # fmt: skip
            try:
                return grades_in(ask(prompt).text, batch)
            except UnfitGrades as error:
                forget(prompt)
                raise ModelError(f"the model's answer cannot be used: {error}", hint="pick again") from error

        with ThreadPoolExecutor(max_workers=workspace.config.model.concurrency) as pool:
            parts = list(pool.map(one, batches(papers)))
        return {name: value for part in parts for name, value in part.items()}

    return grade
