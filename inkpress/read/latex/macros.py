"""Macros: what a paper defines with `\\newcommand`, `\\def`, `\\newenvironment` and their kin, as data."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Parameter:
    """How one argument is read: `{x}` or a token, `[x]`, a star, or everything up to `until`."""

    kind: Literal["mandatory", "optional", "star", "until"] = "mandatory"
    default: tuple[str, ...] = ()
    until: tuple[str, ...] = ()


@dataclass(frozen=True)
class Macro:
    """A replacement text: tokens, and the numbers of the arguments that stand between them."""

    parameters: tuple[Parameter, ...] = ()
    body: tuple[str | int, ...] = ()
    lead: tuple[str, ...] = ()  # tokens that must follow the name (`\\def\\a.#1{...}`)

    def replace(self, arguments: Sequence[Sequence[str]]) -> list[str]:
        """The replacement with `arguments` put in."""
        tokens: list[str] = []
        for part in self.body:
            if isinstance(part, str):
                tokens.append(part)
            elif part <= len(arguments):
                tokens.extend(arguments[part - 1])
        return tokens


@dataclass(frozen=True)
class Environment:
    """What `\\begin` and `\\end` of a paper's own environment stand for."""

    begin: Macro
    end: Macro


def compile_body(tokens: Sequence[str]) -> tuple[str | int, ...]:
    """Tokens with `#1` turned into 1; `##` is one `#`."""
    return tuple(_parts(tokens))


def _parts(tokens: Sequence[str]) -> Iterator[str | int]:
    waiting = False
    for token in tokens:
        if not waiting:
            if token == "#":
                waiting = True
            else:
                yield token
            continue
        waiting = False
        if token[:1].isdigit():
            yield int(token[0])
            if token[1:]:
                yield token[1:]
        else:
            yield token


def plain_parameters(count: int, default: tuple[str, ...] | None) -> tuple[Parameter, ...]:
    """Those of `\\newcommand`: `count` arguments, the first optional when it has a default."""
    count = min(max(count, 0), 9)
    if default is None:
        return (Parameter(),) * count
    return (Parameter("optional", default), *(Parameter(),) * (count - 1))[:count]


def delimited_parameters(text: Sequence[str]) -> tuple[tuple[str, ...], tuple[Parameter, ...]]:
    """Those of `\\def`, from the tokens between name and body: what must follow the name, then each argument."""
    groups: list[list[str]] = [[]]
    for part in compile_body(text):
        if isinstance(part, int):
            groups.append([])
        else:
            groups[-1].append(part)
    lead, *rest = groups
    made = (Parameter("until", until=tuple(g)) if any(t != " " for t in g) else Parameter() for g in rest[:9])
    return tuple(lead), tuple(made)


def xparse_parameters(spec: Sequence[str]) -> tuple[Parameter, ...]:
    """Those of `\\NewDocumentCommand`: `m`, `o`, `O{default}`, `s` and, as if they were optional, the rare others."""
    made: list[Parameter] = []
    tokens = iter([c for token in spec for c in (token if token[0] != "\\" else [token])])
    for letter in tokens:
        if letter in "mrv":
            made.append(Parameter())
        elif letter in "os":
            made.append(Parameter("optional" if letter == "o" else "star"))
        elif letter == "O":
            made.append(Parameter("optional", tuple(_braced(tokens))))
    return tuple(made[:9])


def _braced(tokens: Iterator[str]) -> Iterator[str]:
    depth = 0
    for token in tokens:
        depth += (token == "{") - (token == "}")
        if depth == 0:
            return
        if token != "{" or depth > 1:
            yield token
