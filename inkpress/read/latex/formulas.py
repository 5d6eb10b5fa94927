"""Formulas: inline ones become text in their sentence, displayed ones are kept as LaTeX beside it."""

from __future__ import annotations

from collections.abc import Callable

from inkpress.read.latex.lexer import PAR, RAW_MARK
from inkpress.read.latex.stomach import Handler, Stomach
from inkpress.read.latex.units import UNITS
from inkpress.read.maths import maths_text
from inkpress.read.symbols import MATHS_SYMBOLS, TEXT_SYMBOLS

MAX_INLINE_TOKENS = 4_000
MAX_DISPLAY_TOKENS = 60_000
MAX_FAILURES = 30  # formulas that never close; more are read as text at once


def dollar(s: Stomach, _: str) -> None:
    """`$...$` or `$$...$$`."""
    if s.gullet.peek() == "$":
        s.gullet.raw()
        _display(s, _collect(s, MAX_DISPLAY_TOKENS, lambda t: t == "$", twice=True), "")
    else:
        _inline(s, lambda t: t == "$")


def parenthesis(s: Stomach, _: str) -> None:
    """`\\(...\\)`."""
    _inline(s, lambda t: t == "\\)")


def bracket(s: Stomach, _: str) -> None:
    """`\\[...\\]`."""
    _display(s, _collect(s, MAX_DISPLAY_TOKENS, lambda t: t == "\\]"), "")


def ensure_maths(s: Stomach, _: str) -> None:
    s.gullet.push(["\\(", *s.gullet.argument(), "\\)"])


def maths_environment(s: Stomach, name: str) -> None:
    """`\\begin{equation}` and its kin, numbered row by row where they are."""
    if name.startswith(("alignat", "empheq", "IEEEeqnarray")):
        s.gullet.optional()
        s.gullet.argument()
    tokens: list[str] = []
    begun: set[str] = set()
    while len(tokens) < MAX_DISPLAY_TOKENS and (token := _next(s)) is not None:
        if token in ("\\begin", "\\end"):
            inner = s.gullet.text_argument()
            if token == "\\end" and (inner == name or inner not in begun):
                break
            begun.add(inner)
            tokens += [token, "{", inner, "}"]
        elif token in ("\\intertext", "\\shortintertext"):
            tokens += ["\\\\", "\\text", "{", *s.gullet.argument(), "}", "\\nonumber", "\\\\"]
        elif token == PAR:
            tokens.append(" ")
        else:
            tokens.append(token)
    if name == "math":
        s.out.append(maths_text(_joined(tokens)))
    else:
        _display(s, tokens, name)


def _inline(s: Stomach, closes: Callable[[str], bool]) -> None:
    if s.maths_failures > MAX_FAILURES:
        return
    tokens = _collect(s, MAX_INLINE_TOKENS, closes)
    text = maths_text(_joined(tokens))
    s.out.append(text)


def _collect(s: Stomach, limit: int, closes: Callable[[str], bool], *, twice: bool = False) -> list[str]:
    """Expanded tokens up to the closing one. A formula that never closes is given back, to be read as text."""
    tokens: list[str] = []
    depth = 0
    while len(tokens) < limit and (token := _next(s)) is not None:
        if token == "{":
            depth += 1
        elif token == "}":
            depth -= 1
            if depth < 0:
                s.gullet.push([token])
                return tokens
        elif closes(token) and depth == 0:
            if twice and s.gullet.peek() == "$":
                s.gullet.raw()
            return tokens
        elif token == PAR:
            s.gullet.push([PAR])
            break
        tokens.append(token)
    s.maths_failures += 1
    s.outline.warn("a formula never closes: read as text")
    if s.maths_failures <= MAX_FAILURES:
        s.gullet.push([t for t in tokens if t not in ("{", "}", "$")])
    return []


def _next(s: Stomach) -> str | None:
    """The next expanded token; a number with its unit (siunitx) as the words it prints."""
    token = s.gullet.next()
    if token not in UNITS:
        return token
    before = len(s.out)
    UNITS[token](s, token)
    said = "".join(s.out[before:]).replace("%", "\\%")
    del s.out[before:]
    s.gullet.push(["{", said, "}"])
    return "\\text"


def _joined(tokens: list[str]) -> str:
    """Tokens as LaTeX again, with the space that a control word needs before a letter."""
    parts: list[str] = []
    for token in tokens:
        if parts and token[:1].isalpha() and parts[-1][0] == "\\" and parts[-1][-1].isalpha():
            parts.append(" ")
        parts.append(" " if token == PAR else token)
    return "".join(parts).replace(RAW_MARK, "")


def _display(s: Stomach, tokens: list[str], name: str) -> None:
    """Keep a displayed formula, and read it into its sentence."""
    rows = _rows(tokens)
    numbered = bool(name) and not name.endswith("*") and name not in ("displaymath", "math")
    clean: list[list[str]] = []
    for index, row in enumerate(rows):
        labels, left, silent = _labels(row)
        last = index == len(rows) - 1
        if numbered and not silent and left and (last or not name.startswith(("equation", "multline"))):
            s.counters["equation"] = s.counters.get("equation", 0) + 1
        for label in labels:
            s.labels[label] = ("Equation", str(s.counters.get("equation", 0)))
        if left:
            clean.append(left)
    latex = r" \\ ".join(_joined(row).strip() for row in clean)
    if latex.strip() and s.in_body:
        s.outline.equation(latex)
    s.out.append(f" {maths_text(latex)} ")


def _rows(tokens: list[str]) -> list[list[str]]:
    """Cut at `\\\\` outside braces and inner environments."""
    rows: list[list[str]] = [[]]
    depth = 0
    for token in tokens:
        depth += (token in ("{", "\\begin")) - (token in ("}", "\\end"))
        if token in ("\\\\", "\\cr") and depth <= 0:
            rows.append([])
        else:
            rows[-1].append(token)
    return rows


def _labels(row: list[str]) -> tuple[list[str], list[str], bool]:
    """The labels of a row, the row without them, and whether it asked for no number."""
    labels: list[str] = []
    left: list[str] = []
    index = 0
    while index < len(row):
        if row[index] == "\\label" and row[index + 1 : index + 2] == ["{"]:
            end = _find(row, "}", index)
            labels.append("".join(row[index + 2 : end]).strip())
            index = end
        elif row[index] not in ("\\nonumber", "\\notag"):
            left.append(row[index])
        index += 1
    kept = left if any(t != " " for t in left) else []
    return labels, kept, "\\nonumber" in row or "\\notag" in row


def _find(row: list[str], token: str, start: int) -> int:
    """Where `token` stands at or behind `start`; the last place when it does not."""
    try:
        return row.index(token, start)
    except ValueError:
        return len(row) - 1


def stray_maths(s: Stomach, token: str) -> None:
    """A formula command in running text (a forgotten `$`): its sign, or nothing."""
    s.out.append(MATHS_SYMBOLS.get(token, ""))


FORMULAS: dict[str, Handler] = {
    **dict.fromkeys(set(MATHS_SYMBOLS) - set(TEXT_SYMBOLS), stray_maths),
    "$": dollar,
    "\\(": parenthesis,
    "\\[": bracket,
    "\\ensuremath": ensure_maths,
}
