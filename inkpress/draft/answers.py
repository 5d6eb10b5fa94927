"""The forms in which a model answers: pydantic shapes, and the JSON schemas that servers are given.

An answer is paid for, so one odd field costs that field, one odd claim or line costs that claim or line, and only
an answer without its heart is asked for again.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, WrapValidator

MAX_CHARACTERS = 400_000
MAX_ITEMS = 200
MAX_TEXT = 2000  # characters; what is longer is cut, and then no plain sentence (see `prose`)
MAX_STARTS = 40  # brackets at which JSON may begin
# keywords that some strict servers refuse; what they say is checked here, on arrival
_LOCAL_KEYWORDS = ("title", "default", "minLength", "maxLength", "maxItems", "minItems")
_THOUGHT = re.compile(r"</(?:think|thinking|thought|reasoning)>", re.IGNORECASE)
ABOUT = ("problem", "idea", "method", "result", "limit", "code", "data", "weights", "compute", "seeds")
LEVELS = ("low", "medium", "high")


def _one_of(known: tuple[str, ...], else_: str) -> BeforeValidator:
    """A word of `known`, also in the plural or in capitals; `else_` for every other."""

    def validate(value: object) -> str:
        word = str(value).strip().lower()
        return next((name for name in known if word in (name, f"{name}s")), else_)

    return BeforeValidator(validate)


def _good_ones(value: object, handler: Callable[[object], list[Any]]) -> list[Any]:
    """The items that have the right form. Raises what is wrong with the first when none has."""
    if not isinstance(value, list) or not value:
        return handler([] if value is None else value)
    good: list[Any] = []
    problem: ValidationError | None = None
    for item in value[:MAX_ITEMS]:
        try:
            good += handler([item])
        except ValidationError as error:
            problem = problem or error
    if problem is not None and not good:
        raise problem
    return good


Item = TypeVar("Item")
Text = Annotated[str, BeforeValidator(lambda value: value[:MAX_TEXT] if isinstance(value, str) else value or "")]
About = Annotated[str, _one_of(ABOUT, "other"), Field(json_schema_extra={"enum": list(ABOUT)})]
Level = Annotated[str, _one_of(LEVELS, ""), Field(json_schema_extra={"enum": list(LEVELS)})]
Many = Annotated[list[Item], WrapValidator(_good_ones)]
Ids = Annotated[list[str], BeforeValidator(lambda value: [value] if isinstance(value, str) else value or [])]


class Answer(BaseModel):
    """Base of all answers: frozen; a field too many is ignored, a missing one without a default is an error."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class FoundClaim(Answer):
    """A claim as the model tells it, and the words of the paper it points to."""

    sentence: Text
    quote: Text
    about: About = "other"


class FoundClaims(Answer):
    claims: Many[FoundClaim]


class WrittenLine(Answer):
    """One sentence and the ids of the claims it rests on; without ids it is the writer's own."""

    text: Text = ""
    claims: Ids = []


class WrittenNeed(Answer):
    concept: Text
    why: Text = ""


class WrittenTerm(Answer):
    term: Text
    plain: Text


Line = Annotated[WrittenLine, BeforeValidator(lambda value: {} if value is None else value)]


class WrittenRoles(Answer):
    research: Line = WrittenLine()
    product: Line = WrittenLine()
    engineering: Line = WrittenLine()


class WrittenConfidence(Answer):
    """How far to believe the paper. The reason rests on claims like any other line."""

    level: Level = ""
    why: Text = ""
    claims: Ids = []


class Explainer(Answer):
    """A whole explainer, layer by layer. Its heart is the core, the summary lines and the steps."""

    title: Text = ""
    core: Line
    tldr: Many[WrittenLine]
    why: Many[WrittenLine] = []
    how: Many[WrittenLine]
    analogy: Text = ""
    analogy_breaks: Text = ""
    measured: Many[WrittenLine] = []
    doubt: Many[WrittenLine] = []
    try_it: Many[WrittenLine] = []
    needs: Many[WrittenNeed] = []
    teaches: Many[str] = []
    tags: Many[str] = []
    roles: Annotated[WrittenRoles, BeforeValidator(lambda value: value or {})] = WrittenRoles()
    confidence: Annotated[WrittenConfidence, BeforeValidator(lambda value: value or {})] = WrittenConfidence()
    terms: Many[WrittenTerm] = []


class MendedLine(WrittenLine):
    place: Text


class MendedLines(Answer):
    lines: Many[MendedLine]


class Judgement(Answer):
    place: Text
    supported: bool
    why: Text = ""


class Judgements(Answer):
    lines: Many[Judgement]


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
    """The last JSON value in `text` that fits `shape`; thoughts, fences and remarks around it are passed over.

    Raises ValueError saying what is wrong.
    """
    if len(text) > MAX_CHARACTERS:
        raise ValueError(f"it is longer than {MAX_CHARACTERS:,} characters")
    problem = ""
    fitting: Shape | None = None
    for value in _json_values(_THOUGHT.split(text)[-1]):
        if isinstance(value, ValueError):
            problem = problem or str(value)
            continue
        try:
            fitting = shape.model_validate(_wrapped(value, shape))
        except ValidationError as error:
            first = error.errors()[0]
            problem = problem or f"field `{'.'.join(str(part) for part in first['loc'])}`: {first['msg']}"
    if fitting is None:
        raise ValueError(problem or "it holds no JSON object")
    return fitting


def _json_values(text: str) -> Iterator[Any]:
    """The objects and lists in `text`, in order; for a bracket that begins none, the ValueError that says why."""
    decoder = json.JSONDecoder(parse_constant=_no_constant)
    position = 0
    for _ in range(MAX_STARTS):
        start = min((at for at in (text.find("{", position), text.find("[", position)) if at >= 0), default=-1)
        if start < 0:
            return
        try:
            value, position = decoder.raw_decode(text, start)
        except RecursionError:
            yield ValueError("it is nested too deeply")
            return
        except ValueError as error:
            yield error
            position = start + 1
        else:
            yield value


def _wrapped(value: Any, shape: type[Answer]) -> Any:
    """A bare list as the one list that `shape` consists of."""
    (name, *others) = shape.model_fields
    return {name: value} if isinstance(value, list) and value and not others else value


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
