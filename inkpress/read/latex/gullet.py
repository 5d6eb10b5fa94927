"""The gullet: tokens in, expanded tokens out. Macros, conditionals, definitions and included files happen here.

Named after TeX's own stages (lexer, gullet, stomach). Everything is bounded: how deep macros and files nest, and how
many tokens all expansions together may make. When a bound is met, the paper's macros stop expanding until the
trouble is over, a warning says so, and reading goes on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from inkpress.read.latex.lexer import PAR, Lexer
from inkpress.read.latex.macros import Environment, Macro

MAX_MACRO_DEPTH = 120
MAX_FILE_DEPTH = 20
MAX_FILES = 1_000
MAX_BURST_TOKENS = 20_000  # made by one macro of the text, with all that it calls
MAX_WORK_TOKENS = 2_000_000  # made by macros, or read as their arguments, in one paper
MAX_ARGUMENT_TOKENS = 300_000
MAX_OPTIONAL_TOKENS = 5_000
MAX_RUNAWAYS = 20
_CLOSE = "\x00close"  # a macro's replacement ends here

Resolve = Callable[[str, str], tuple[str, str] | None]
"""(name as written, name of the file it stands in) -> (name, text) of the file, or None."""


Primitive = Callable[["Gullet"], None]
"""A command that the gullet carries out itself."""


@dataclass
class _Input:
    lexer: Lexer
    pieces: Iterator[list[str]]
    stack: list[str] = field(default_factory=list)  # reversed: the next token is the last one


class Gullet:
    """Reads files of one paper, token by token."""

    def __init__(self, resolve: Resolve, warn: Callable[[str], None]) -> None:
        self.macros: dict[str, Macro] = {}
        self.aliases: dict[str, str] = {}  # `\let\a\b`: what \b means now, whatever becomes of it later
        self.negated = False  # whether the next conditional is turned round
        self.environments: dict[str, Environment] = {}
        self.booleans: dict[str, bool] = {}
        self.protected: frozenset[str] = frozenset()  # commands a paper may not redefine: we know what they mean
        self.warn = warn
        self.primitives: dict[str, Primitive] = {}
        self._resolve = resolve
        self._inputs: list[_Input] = []
        self._files = 0
        self._depth = 0
        self._burst = 0
        self._work = 0
        self._runaways = 0

    # --- input ---------------------------------------------------------------------------------------------

    def open(self, lexer: Lexer) -> None:
        """Read from `lexer` before going on."""
        self._inputs.append(_Input(lexer, lexer.pieces()))

    def include(self, name: str) -> None:
        """Read the named file next, if the archive has it. What lies outside is refused, and said."""
        current = self._inputs[-1].lexer.name if self._inputs else ""
        found = self._resolve(name, current)
        if found is None:
            self.warn(f"the file {name[:80]} is not in the source, or not allowed: left out")
            return
        if any(i.lexer.name == found[0] for i in self._inputs) or len(self._inputs) >= MAX_FILE_DEPTH:
            self.warn(f"{found[0][:80]} includes itself: read once")
            return
        self._files += 1
        if self._files > MAX_FILES:
            self.warn(f"more than {MAX_FILES} included files: the rest is left out")
            return
        self.open(Lexer(found[1], found[0]))

    def has_file(self, name: str) -> bool:
        """Whether `name` is a file of the paper."""
        return self._resolve(name, self._inputs[-1].lexer.name if self._inputs else "") is not None

    def end_input(self) -> None:
        """The current file ends here."""
        if self._inputs:
            self._inputs[-1].lexer.stop()
            self._inputs[-1].stack.clear()

    @property
    def included(self) -> bool:
        """Whether the current file was included by another."""
        return len(self._inputs) > 1

    def end_all(self) -> None:
        """The paper ends here."""
        self._inputs.clear()

    def raw(self) -> str | None:
        """The next token as written, or None at the end."""
        while self._inputs:
            current = self._inputs[-1]
            if not current.stack:
                if (piece := next(current.pieces, None)) is None:
                    self._inputs.pop()
                    if self._inputs:  # the line end behind a file's last line
                        return " "
                    continue
                current.stack = piece[::-1]
                if not piece:
                    continue
            token = current.stack.pop()
            if token != _CLOSE:
                return token
            self._depth -= 1
            if self._depth <= 0:
                self._depth = self._burst = 0
        return None

    def push(self, tokens: list[str]) -> None:
        """Put tokens back, to be read next, in order."""
        if self._inputs:
            self._inputs[-1].stack.extend(reversed(tokens))

    def next(self) -> str | None:
        """The next token that means something to the stomach."""
        while (token := self.raw()) is not None:
            if token[0] != "\\":
                return token
            macro = self.macros.get(token)
            if macro is not None:
                self.insert(macro, self.arguments(macro))
                continue
            token = self.aliases.get(token, token)
            if token in self.primitives:
                self.primitives[token](self)
            else:
                return token
        return None

    # --- macros --------------------------------------------------------------------------------------------

    def define(self, name: str, macro: Macro) -> None:
        """Let `name` stand for `macro`, unless its meaning is ours."""
        if name not in self.protected and name[:1] == "\\":
            self.macros[name] = macro

    def let(self, name: str, other: str) -> None:
        """Let `name` mean from now on what `other` means now, unless its meaning is ours."""
        if name in self.protected or name[:1] != "\\":
            return
        if other in self.macros:
            self.macros[name] = self.macros[other]
        elif (other := self.aliases.get(other, other))[:1] == "\\" and other != name:
            self.macros.pop(name, None)
            self.aliases[name] = other

    def insert(self, macro: Macro, arguments: list[list[str]]) -> None:
        """Read a macro's replacement next. What it adds to its arguments is what counts against the bounds."""
        if self._depth > MAX_MACRO_DEPTH or self._burst > MAX_BURST_TOKENS or self._work > MAX_WORK_TOKENS:
            self.warn("a macro calls itself, or too many others: cut short")
            return
        tokens = macro.replace(arguments)
        growth = 1 + max(len(tokens) - sum(map(len, arguments)), 0)
        self._burst += growth
        self._work += growth
        self._depth += 1
        self.push([*tokens, _CLOSE])

    def arguments(self, macro: Macro) -> list[list[str]]:
        """What follows a macro's name, read as its parameters say."""
        for token in macro.lead:
            if (found := self.raw()) is not None and found != token:
                # a run may hold more than the delimiter
                self.push([found[len(token) :]] if found.startswith(token) and token[0] != "\\" else [found])
        return [self._argument_for(p.kind, p.default, p.until) for p in macro.parameters]

    def _argument_for(self, kind: str, default: tuple[str, ...], until: tuple[str, ...]) -> list[str]:
        if kind == "optional":
            found = self.optional()
            return list(default) if found is None else found
        if kind == "star":
            return ["*"] if self.star() else []
        return self._until(until) if kind == "until" else self.argument()

    def argument(self) -> list[str]:
        """The next group without its braces, or the next token (of a run: its first character)."""
        token = self._skip_spaces()
        if token is None:
            return []
        if token == "{":
            return self._balanced("{", "}")
        if token == "}":
            self.push([token])
            return []
        if token[0] != "\\" and len(token) > 1:
            self.push([token[1:]])
            return [token[0]]
        return [token]

    def character(self) -> str:
        """The next character, a space too, or control sequence."""
        token = self.raw() or ""
        if token[:1] != "\\" and len(token) > 1:
            self.push([token[1:]])
            return token[0]
        return token

    def optional(self) -> list[str] | None:
        """The next `[...]` without its brackets; None when there is none."""
        token = self._skip_spaces()
        if token == "[":
            return self._balanced("[", "]")
        if token is not None:
            self.push([token])
        return None

    def star(self) -> bool:
        """Whether a star follows; it is taken."""
        token = self._skip_spaces()
        if token == "*":
            return True
        if token is not None:
            self.push([token])
        return False

    def text_argument(self) -> str:
        """The next argument as plain characters: a name, a number, a file. Macros in it are expanded, once."""
        found: list[str] = []
        for token in self.argument():
            macro = self.macros.get(token)
            found.extend(t for t in macro.body if isinstance(t, str)) if macro else found.append(token)
        return "".join(t for t in found if t[0] != "\\" or len(t) == 2).strip().lstrip("\u200b")

    def peek(self) -> str | None:
        """The next raw token, left in place."""
        token = self.raw()
        if token is not None:
            self.push([token])
        return token

    def _skip_spaces(self) -> str | None:
        while (token := self.raw()) == " ":
            pass
        return token

    def _balanced(self, opening: str, closing: str) -> list[str]:
        """Tokens up to the matching `closing`. One that never closes gives back what it took, up to its paragraph."""
        tokens: list[str] = []
        depth = 1
        braces = 0
        limit = MAX_ARGUMENT_TOKENS if opening == "{" else MAX_OPTIONAL_TOKENS
        limit = limit if self._runaways < MAX_RUNAWAYS else 40
        while len(tokens) < limit and (token := self.raw()) is not None:
            if token == closing and (opening == "{" or braces == 0):
                depth -= 1
                if depth == 0:
                    self._work += len(tokens)
                    return tokens
            elif token == opening and (opening == "{" or braces == 0):
                depth += 1
            elif opening == "[":
                braces += (token == "{") - (token == "}")
                if braces < 0 or token == PAR:
                    self.push([token])
                    break
            tokens.append(token)
        self._runaways += 1
        self._work += len(tokens)
        self.warn("an argument never closes")
        cut = tokens.index(PAR) if PAR in tokens else len(tokens)
        self.push(tokens[cut:])
        return tokens[:cut]

    def _until(self, until: tuple[str, ...]) -> list[str]:
        """Tokens up to the delimiter `until`, compared as text so that runs may be cut."""
        wanted = "".join(until).rstrip() or " "
        tokens: list[str] = []
        depth = 0
        while len(tokens) < 2_000 and (token := self.raw()) is not None and token != PAR:
            depth += (token == "{") - (token == "}")
            if depth == 0:
                found = "".join(tokens[-3:]) + token if len(wanted) > 1 else token
                at = found.find(wanted)
                if at >= 0:
                    kept = found[:at]
                    self.push([rest] if (rest := found[at + len(wanted) :]) else [])
                    return [*tokens[: -3 if len(wanted) > 1 else len(tokens)], *([kept] if kept else [])]
            tokens.append(token)
        return tokens


def defined_name(gullet: Gullet) -> str:
    """The control sequence that follows, alone or in braces; "" when there is none."""
    tokens = [t for t in gullet.argument() if t != " "]
    return tokens[0] if tokens and tokens[0][0] == "\\" else ""


def macro_text(gullet: Gullet, token: str) -> str:
    """What a macro without arguments stands for, as text; anything else is itself."""
    macro = gullet.macros.get(token.strip())
    return "".join(t for t in macro.body if isinstance(t, str)).strip() if macro else token
