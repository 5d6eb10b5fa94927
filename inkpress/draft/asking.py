"""Ask a model for an answer of a certain shape, and ask again, at most twice, when the answer cannot be used."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from inkpress.draft.answers import Shape, parse_answer, wire_schema
from inkpress.errors import ModelError
from inkpress.models import Prompt, Reply, Verdict

MAX_ASKS = 3
AskModel = Callable[[Prompt], Reply]
JudgeClaim = Callable[[str, str], Verdict]  # sentence, span
WritePrompt = Callable[[str, Mapping[str, object]], tuple[str, str]]  # template, values -> system, user

In = TypeVar("In")
Out = TypeVar("Out")


class AskEach(Protocol):
    """Like `map`, but free to work on several items at once."""

    def __call__(self, work: Callable[[In], Out], items: Iterable[In], /) -> Iterable[Out]: ...


class UnusableAnswer(ModelError):
    """Every answer to a prompt was unusable; `prompt` is the last one asked, whose reply must not be used again."""

    def __init__(self, message: str, *, hint: str, prompt: Prompt) -> None:
        super().__init__(message, hint=hint)
        self.prompt = prompt


@dataclass(frozen=True)
class Model:
    """Everything the flow needs from outside: the model, the claim judge, the prompt templates."""

    ask: AskModel
    judge: JudgeClaim
    write: WritePrompt
    each: AskEach = map
    max_tokens: int = 8000
    part_characters: int = 30_000  # of paper text in one prompt

    def answer(
        self,
        name: str,
        values: Mapping[str, object],
        shape: type[Shape],
        claim_ids: Sequence[str] = (),
        *,
        turn: int = 1,
    ) -> Shape:
        """The answer to the template `name`. Raises UnusableAnswer after three answers that do not fit `shape`.

        `turn` counts how often the flow has come back to the same question.
        """
        system, user = self.write(name, values)
        schema: dict[str, Any] = wire_schema(shape, tuple(claim_ids))
        problem, again = "", ""
        for ask in range(1, MAX_ASKS + 1):
            asked = Prompt(
                name=name,
                system=system,
                user=user + again,
                answer_schema=schema,
                max_tokens=self.max_tokens,
                attempt=(turn - 1) * MAX_ASKS + ask,
            )
            try:
                return parse_answer(self.ask(asked).text, shape)
            except ValueError as error:
                problem = str(error)
                again = f"\n\nYour last answer could not be used: {problem}. Answer again, in full."
        raise UnusableAnswer(
            f"the model's answer to `{name}` could not be used {MAX_ASKS} times: {problem}",
            hint="use a model that keeps to a JSON schema, or --engine extract",
            prompt=asked,
        )
