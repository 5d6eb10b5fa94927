"""The forms in which a model answers: pydantic shapes, and the JSON schemas that servers are given."""

from __future__ import annotations

import json
from typing import Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

MAX_CHARACTERS = 400_000
# keywords that some strict servers refuse; what they say is checked here, on arrival
_LOCAL_KEYWORDS = ("title", "default", "minLength", "maxLength", "maxItems", "minItems")
About = Literal["problem", "idea", "method", "result", "limit", "code", "data", "weights", "compute", "seeds"]
# generous: one field too long costs that line (see `compose`), not the whole paid answer
Text = Field(max_length=2000)
Many = Field(max_length=200)


class Answer(BaseModel):
    """Base of all answers: frozen; a field too many is ignored, one too few is an error."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class FoundClaim(Answer):
    """A claim as the model tells it, and the words of the paper it points to."""

    sentence: str = Text
    quote: str = Field(max_length=2000)
    about: About


class FoundClaims(Answer):
    claims: list[FoundClaim] = Many


class WrittenLine(Answer):
    """One sentence and the ids of the claims it rests on; without ids it is the writer's own."""

    text: str = Text
    claims: list[str] = Many


class WrittenNeed(Answer):
    concept: str = Text
    why: str = Text


class WrittenTerm(Answer):
    term: str = Text
    plain: str = Text


class WrittenRoles(Answer):
    research: WrittenLine
    product: WrittenLine
    engineering: WrittenLine


class WrittenConfidence(Answer):
    level: Literal["low", "medium", "high"]
    why: str = Text


class Explainer(Answer):
    """A whole explainer, layer by layer."""

    title: str = Text
    core: WrittenLine
    tldr: list[WrittenLine] = Many
    why: list[WrittenLine] = Many
    how: list[WrittenLine] = Many
    analogy: str = Text
    analogy_breaks: str = Text
    measured: list[WrittenLine] = Many
    doubt: list[WrittenLine] = Many
    try_it: list[WrittenLine] = Many
    needs: list[WrittenNeed] = Many
    teaches: list[str] = Many
    tags: list[str] = Many
    roles: WrittenRoles
    confidence: WrittenConfidence
    terms: list[WrittenTerm] = Many


class MendedLine(WrittenLine):
    place: str = Text


class MendedLines(Answer):
    lines: list[MendedLine] = Many


class Judgement(Answer):
    place: str = Text
    supported: bool
    why: str = Text


class Judgements(Answer):
    lines: list[Judgement] = Many


Shape = TypeVar("Shape", bound=Answer)


def wire_schema(shape: type[Answer], claim_ids: tuple[str, ...] = ()) -> dict[str, Any]:
    """The strict JSON schema of `shape`: every field required, none added, claim ids only from `claim_ids`."""
    schema: dict[str, Any] = _strict(shape.model_json_schema())
    if claim_ids:
        for definition in (schema, *schema.get("$defs", {}).values()):
            if "claims" in definition["properties"] and "items" in definition["properties"]["claims"]:
                definition["properties"]["claims"]["items"] = {"type": "string", "enum": list(claim_ids)}
    return schema


def parse_answer(text: str, shape: type[Shape]) -> Shape:
    """The answer in `text`, which may be fenced or talked around. Raises ValueError saying what is wrong with it."""
    if len(text) > MAX_CHARACTERS:
        raise ValueError(f"it is longer than {MAX_CHARACTERS:,} characters")
    start = text.find("{")
    if start < 0:
        raise ValueError("it holds no JSON object")
    try:
        value, end = json.JSONDecoder(parse_constant=_no_constant).raw_decode(text, start)
    except RecursionError as error:
        raise ValueError("it is nested too deeply") from error
    if "{" in text[end:]:
        raise ValueError("it holds more than one JSON object")
    try:
        return shape.model_validate(value)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise ValueError(f"field `{where}`: {first['msg']}") from error


def _no_constant(name: str) -> float:
    raise ValueError(f"{name} is not JSON")


def _strict(node: Any) -> Any:
    if isinstance(node, list):
        return [_strict(item) for item in node]
    if not isinstance(node, dict):
        return node
    out: dict[str, Any] = {}
    for key, value in node.items():
        if key in ("properties", "$defs"):
            out[key] = {name: _strict(item) for name, item in value.items()}
        elif key not in _LOCAL_KEYWORDS and key != "description":
            out[key] = _strict(value)
    if "properties" in out:
        out |= {"additionalProperties": False, "required": list(out["properties"])}
    return out
