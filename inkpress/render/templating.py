"""Run a template, and say file and line when it cannot be run."""

from __future__ import annotations

import traceback
from collections.abc import Mapping
from typing import Any

from jinja2 import Environment
from jinja2.exceptions import SecurityError, TemplateNotFound, TemplateSyntaxError, UndefinedError

from inkpress.errors import TemplateError

MAX_OUTPUT = 5_000_000  # characters of one rendered template
_FAILURES = (
    ArithmeticError,
    AttributeError,
    LookupError,
    MemoryError,
    RecursionError,
    SecurityError,
    TypeError,
    UndefinedError,
    ValueError,
)


def render_template(environment: Environment, name: str, context: Mapping[str, Any]) -> str:
    """The template's output. Raises TemplateError with the template's file and line."""
    try:
        template = environment.get_template(name)
        pieces: list[str] = []
        size = 0
        for piece in template.generate(context):
            size += len(piece)
            if size > MAX_OUTPUT:
                raise TemplateError(f"writes more than {MAX_OUTPUT:,} characters", file=template.filename or name)
            pieces.append(piece)
    except TemplateSyntaxError as error:
        raise TemplateError(
            error.message or "syntax error", file=error.filename or error.name or name, line=error.lineno
        ) from error
    except TemplateNotFound as error:
        file, line = _place(error, name)
        raise TemplateError(f"no template {error.name!r}", file=file, line=line) from error
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise TemplateError("is not UTF-8 text", file=name, line=line, hint="save it as UTF-8") from error
    except _FAILURES as error:
        file, line = _place(error, name)
        raise TemplateError(_why(error), file=file, line=line, hint=_hint(error)) from error
    return "".join(pieces)


def template_source(environment: Environment, name: str) -> tuple[str, str]:
    """The template's text and the file it is in. Raises TemplateError."""
    if environment.loader is None:
        raise TemplateError(f"no template {name!r}", file=name)
    try:
        source, file, _ = environment.loader.get_source(environment, name)
    except TemplateNotFound as error:
        raise TemplateError(f"no template {name!r}", file=name) from error
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise TemplateError("is not UTF-8 text", file=name, line=line, hint="save it as UTF-8") from error
    return source, file or name


def _place(error: BaseException, name: str) -> tuple[str, int | None]:
    """The last template line on the way to the error; Jinja writes template files and lines into tracebacks."""
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        if frame.filename.endswith((".j2", ".html", ".mjml", ".txt")):
            return frame.filename, frame.lineno
    return name, None


def _why(error: BaseException) -> str:
    if isinstance(error, RecursionError):
        return "calls itself without an end"
    if isinstance(error, MemoryError):
        return "needs too much memory"
    return str(error) or type(error).__name__


def _hint(error: BaseException) -> str:
    return "docs/design.md lists the names a template may use" if isinstance(error, UndefinedError) else ""
