"""A server's bytes -> an `Answer`. The openai package does not validate answers, so everything is looked at here."""

from __future__ import annotations

import email.utils
import json
import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from inkpress.errors import ModelError
from inkpress.text import clean_for_terminal, collapse

LIMIT_BYTES = 4_000_000  # of one answer; a draft's largest is under 100,000


class Temporary(Exception):
    """The call failed in a way that may pass; `wait_seconds` is what the server asked for."""

    def __init__(
        self, what: str, wait_seconds: float | None = None, *, paid: bool = False, answered: bool = False
    ) -> None:
        super().__init__(what)
        self.wait_seconds = wait_seconds
        self.paid = paid or answered  # the server may have counted the call
        self.answered = answered  # with status 200, but nothing of use


class CutShort(Exception):
    """The answer was cut at the token limit."""


class Answer(NamedTuple):
    """What a server sent: its words, the tokens it counted, and what is wrong with it, if anything.

    `prompt_tokens` is 0 and `completion_tokens` None where the server did not say.
    """

    text: str
    model: str
    prompt_tokens: int
    completion_tokens: int | None
    problem: Exception | None = None


def parse_answer(body: bytes, *, model: str) -> Answer:
    """The one answer in `body`. Raises Temporary when the bytes hold none."""
    try:
        answer = json.loads(body.decode("utf-8"))
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        kind = "an HTML page" if body.lstrip()[:1] == b"<" else "no body" if not body.strip() else "no JSON"
        raise Temporary(f"the answer is {kind}, though its status is 200", answered=True) from error
    choice = _first_choice(answer)
    message = choice.get("message")
    message = message if isinstance(message, dict) else {}
    content = _whole(message.get("content"))
    named = answer.get("model")
    prompt_tokens, completion_tokens = _usage(answer)
    return Answer(
        text=content if isinstance(content, str) else "",
        model=collapse(named) if isinstance(named, str) and named else model,
        prompt_tokens=prompt_tokens or 0,
        completion_tokens=completion_tokens,
        problem=_problem({**message, "content": content}, choice.get("finish_reason")),
    )


def _whole(content: object) -> object:
    """Content that comes in parts as one text; parts that are not said, such as thoughts, are left out."""
    if not isinstance(content, list):
        return content
    said = [part.get("text") for part in content if isinstance(part, dict) and part.get("type") == "text"]
    return "".join(text for text in said if isinstance(text, str))


def _problem(message: dict[str, Any], reason: object) -> Exception | None:
    """Why an answer cannot be used, as the exception to raise; None when it is whole."""
    if message.get("refusal"):
        return ModelError(f"the model refused: {shown(message['refusal'])}", hint="draft it with --engine extract")
    if reason == "content_filter":
        return ModelError("the server's content filter stopped the answer", hint="draft it with --engine extract")
    if reason == "length":
        return CutShort()
    content = message.get("content")
    if not isinstance(content, str) or not content.strip():
        return Temporary("the answer has no content", answered=True)
    return None


def retry_after(headers: Mapping[str, str], now: float) -> float | None:
    """Seconds that a Retry-After header asks for, as a number or a date (RFC 9110, 10.2.3); None without one.

    `now` is in seconds since 1970.
    """
    value = headers.get("retry-after", "").strip()
    if re.fullmatch(r"\d{1,9}(\.\d{1,6})?", value):
        return float(value)
    try:
        return max(0.0, email.utils.parsedate_to_datetime(value).timestamp() - now)
    except ValueError:
        return None


def shown(text: object, limit: int = 200) -> str:
    """Words of a server or model, fit for one line on a terminal."""
    words = collapse(clean_for_terminal(str(text)))
    return words if len(words) <= limit else words[:limit] + "…"


def _first_choice(answer: Any) -> dict[str, Any]:
    choices = answer.get("choices") if isinstance(answer, dict) else None
    if not isinstance(choices, list) or not choices or not isinstance(choices[0], dict):
        raise Temporary("the answer has no choices", answered=True)
    return choices[0]


def _usage(answer: dict[str, Any]) -> tuple[int | None, int | None]:
    """Tokens of prompt and completion as the server counted them, None where it does not say."""
    usage = answer.get("usage")
    usage = usage if isinstance(usage, dict) else {}
    counts = [usage.get(name) for name in ("prompt_tokens", "completion_tokens")]
    prompt, completion = (n if isinstance(n, int) and 0 <= n < 10**9 else None for n in counts)
    return prompt, completion
