"""How a server wants to be asked: which names and forms it understands, learned from its refusals, once.

Servers that speak the OpenAI protocol differ in three things: `max_completion_tokens` or the older `max_tokens`,
whether a temperature may be set, and how an answer's form is asked for (a JSON schema, any JSON, or plain words).
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from inkpress.adapters.files import write_atomic
from inkpress.models import Prompt

FORMATS = ("json_schema", "json_object", "text")
TOKEN_NAMES = ("max_completion_tokens", "max_tokens")


@dataclass(frozen=True)
class Dialect:
    """What one server with one model understands."""

    tokens: str = TOKEN_NAMES[0]
    temperature: bool = True
    format: str = FORMATS[0]
    tokens_tried: int = 1


def request_fields(
    prompt: Prompt, dialect: Dialect, *, model: str, temperature: float | None, max_tokens: int
) -> dict[str, Any]:
    """The fields of one chat completion request."""
    user = prompt.user
    if dialect.format != "json_schema":
        schema = json.dumps(prompt.answer_schema, ensure_ascii=False)
        user += f"\n\nAnswer with one JSON object, and nothing else, that fits this JSON schema:\n{schema}"
    messages = [{"role": "system", "content": prompt.system}, {"role": "user", "content": user}]
    fields: dict[str, Any] = {"model": model, "messages": messages, dialect.tokens: max_tokens}
    if dialect.temperature and temperature is not None:
        fields["temperature"] = temperature
    if dialect.format == "json_schema":
        form = {"name": prompt.name, "strict": True, "schema": prompt.answer_schema}
        fields["response_format"] = {"type": "json_schema", "json_schema": form}
    elif dialect.format == "json_object":
        fields["response_format"] = {"type": "json_object"}
    return fields


def simpler_dialect(dialect: Dialect, refusal: str) -> Dialect | None:
    """What to try after a 400 whose words are `refusal`; None when nothing is left that could be the cause.

    A server that names the trouble is believed. One that does not is asked for a simpler answer form.
    """
    words = refusal.lower()
    if "temperature" in words and dialect.temperature:
        return replace(dialect, temperature=False)
    if any(name in words for name in TOKEN_NAMES) and dialect.tokens_tried < len(TOKEN_NAMES):
        other = TOKEN_NAMES[1 - TOKEN_NAMES.index(dialect.tokens)]
        return replace(dialect, tokens=other, tokens_tried=dialect.tokens_tried + 1)
    following = FORMATS.index(dialect.format) + 1
    return replace(dialect, format=FORMATS[following]) if following < len(FORMATS) else None


class DialectBook:
    """Dialects by server and model, in a file of `state/`; a file that cannot be read is learned anew."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def get(self, server: str, model: str, default: Dialect) -> Dialect:
        """What was learned of this server and model, else `default`."""
        try:
            return Dialect(**self._read()[f"{server} {model}"])
        except (KeyError, TypeError):
            return default

    def put(self, server: str, model: str, dialect: Dialect) -> None:
        """Remember a dialect that worked."""
        known = self._read() | {f"{server} {model}": asdict(dialect)}
        write_atomic(self._file, (json.dumps(known, indent=1, sort_keys=True) + "\n").encode(), durable=False)

    def _read(self) -> dict[str, Any]:
        try:
            known = json.loads(self._file.read_text("utf-8"))
        except (OSError, ValueError):
            return {}
        return known if isinstance(known, dict) else {}
