"""Commands inside running text: formulas, citations, references, footnotes, links, accents, colours."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

from inkpress.read.hidden import SMALLEST_POINTS, is_white
from inkpress.read.latex.commands import (
    DISCARDED,
    MATHS_ENVIRONMENTS,
    NAMED_REFERENCES,
    REFERENCES,
    SILENT_CITATIONS,
    TEXTUAL_CITATIONS,
)
from inkpress.read.latex.lexer import PAR, RAW_MARK
from inkpress.read.latex.stomach import CITE_OPEN, MARK_CLOSE, NAMED_OPEN, REF_OPEN, Handler, Stomach, join
from inkpress.read.maths import maths_text
from inkpress.read.symbols import ACCENTS, MATHS_SYMBOLS, TEXT_SYMBOLS

MAX_INLINE_TOKENS = 4_000
MAX_DISPLAY_TOKENS = 60_000
MAX_FAILURES = 30
_BACKGROUNDS = {"colorbox", "fcolorbox", "tcolorbox"}


# --- formulas ----------------------------------------------------------------------------------------------


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
    s.out.append(maths_text(_joined(s.gullet.argument())))


def maths_environment(s: Stomach, name: str) -> None:
    """`\\begin{equation}` and its kin, numbered row by row where they are."""
    if name.startswith(("alignat", "empheq")):
        s.gullet.argument()
    tokens: list[str] = []
    begun: set[str] = set()
    while len(tokens) < MAX_DISPLAY_TOKENS and (token := s.gullet.next()) is not None:
        if token in ("\\begin", "\\end"):
            inner = s.gullet.text_argument()
            if token == "\\end" and (inner == name or inner not in begun):
                break
            begun.add(inner)
            tokens += [token, "{", inner, "}"]
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
    while len(tokens) < limit and (token := s.gullet.next()) is not None:
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


# --- citations and references ------------------------------------------------------------------------------


def cite(s: Stomach, token: str) -> None:
    """Textual citations keep the authors' names; those in brackets leave no trace but their keys."""
    s.gullet.star()
    s.gullet.optional()
    s.gullet.optional()
    keys = [k.strip() for k in s.gullet.text_argument().split(",") if k.strip()]
    s.cite_keys.update(dict.fromkeys(keys))
    if token in TEXTUAL_CITATIONS:
        s.out.append(", ".join(f"{CITE_OPEN}{key}{MARK_CLOSE}" for key in keys))
    elif s.out and s.out[-1] == " " and not (s.gullet.peek() or " ")[0].isalnum():
        s.out.pop()  # the space before a citation goes with it


def reference(s: Stomach, token: str) -> None:
    s.gullet.star()
    keys = [k.strip() for k in s.gullet.text_argument().split(",") if k.strip()]
    opening = NAMED_OPEN if token in NAMED_REFERENCES else REF_OPEN
    text = ", ".join(f"{opening}{key}{MARK_CLOSE}" for key in keys)
    s.out.append(f"({text})" if token == "\\eqref" else text)


def label(s: Stomach, _: str) -> None:
    s.labels.setdefault(s.gullet.text_argument(), s.current)


# --- notes, links, boxes -----------------------------------------------------------------------------------


def footnote(s: Stomach, _: str) -> None:
    s.gullet.optional()
    s.argument(s.outline.footnote)


def discard(s: Stomach, _: str) -> None:
    """An argument that is not the paper's text, such as the authors' names; footnotes in it are kept."""
    s.gullet.optional()
    s.argument(lambda text: None)


def url(s: Stomach, _: str) -> None:
    address = s.gullet.text_argument()
    s.outline.link(address)
    s.out.append(
        address if ":" not in address or address.startswith(("http://", "https://", "ftp://", "mailto:")) else ""
    )


def href(s: Stomach, _: str) -> None:
    s.gullet.optional()
    s.outline.link(s.gullet.text_argument())


def accent(s: Stomach, token: str) -> None:
    """TeX's accents: `\\'e`, `\\"{o}`, `\\c c`, `\\v{\\i}`."""
    tokens = [t for t in s.gullet.argument() if t not in ("{", "}")]
    base = "".join({"\\i": "i", "\\j": "j", "\\ae": "æ", "\\o": "ø"}.get(t, t if t[0] != "\\" else "") for t in tokens)
    if base[:1].isalpha():
        s.out.append(unicodedata.normalize("NFC", base[0] + ACCENTS[token]) + base[1:])
    else:
        s.out.append(base)


def newline(s: Stomach, _: str) -> None:
    """`\\\\`: the end of a row, or a line that becomes a space."""
    s.gullet.star()
    if s.gullet.peek() == "[":
        s.gullet.optional()
    group = s.cell_group()
    if group is not None and group.grid is not None:
        group.grid.end_row(join(s.out))
        s.out.clear()
    else:
        s.out.append(" ")


# --- colour and size ---------------------------------------------------------------------------------------


def textcolor(s: Stomach, _: str) -> None:
    """`\\textcolor{white}{...}` hides its argument; any other colour means nothing."""
    s.gullet.optional()
    if is_white(s.gullet.text_argument()) and not _on_colour(s):
        s.argument(lambda text: s.outline.hide(text, "in white"))


def color(s: Stomach, _: str) -> None:
    """`\\color{white}` hides the rest of its group."""
    s.gullet.optional()
    if is_white(s.gullet.text_argument()) and not _on_colour(s):
        _hide_group(s, "in white")


def fontsize(s: Stomach, _: str) -> None:
    digits = s.gullet.text_argument().rstrip("ptxemn ")
    s.gullet.argument()
    try:
        size = float(digits)
    except ValueError:
        return
    if size < SMALLEST_POINTS:
        _hide_group(s, f"smaller than {SMALLEST_POINTS:g} points")


def colorbox(s: Stomach, token: str) -> None:
    """A box with a background: white text in it can be seen."""
    s.gullet.optional()
    s.gullet.argument()
    if token == "\\fcolorbox":
        s.gullet.argument()
    content = s.gullet.argument()
    s.begin_group("colorbox")
    s.gullet.push([*content, "\\inkend", "{", "colorbox", "}"])


def cell_colour(s: Stomach, _: str) -> None:
    """A coloured cell or row: white text in it can be seen."""
    s.skip("omoo")
    s.coloured_cells = True


def _on_colour(s: Stomach) -> bool:
    return (s.coloured_cells and bool(s.grids)) or any(s.open.get(name) for name in _BACKGROUNDS)


def _hide_group(s: Stomach, how: str) -> None:
    s.capture(lambda text: s.outline.hide(text, how), opaque=False)


INLINE: dict[str, Handler] = {
    "$": dollar,
    "\\(": parenthesis,
    "\\[": bracket,
    "\\ensuremath": ensure_maths,
    "\\label": label,
    "\\footnote": footnote,
    "\\footnotetext": footnote,
    "\\thanks": footnote,
    "\\tablefootnote": footnote,
    "\\sidenote": footnote,
    "\\url": url,
    "\\path": url,
    "\\nolinkurl": url,
    "\\burl": url,
    "\\href": href,
    "\\\\": newline,
    "\\tabularnewline": newline,
    "\\newline": newline,
    "\\cr": newline,
    "\\textcolor": textcolor,
    "\\color": color,
    "\\fontsize": fontsize,
    "\\colorbox": colorbox,
    "\\fcolorbox": colorbox,
    "\\rowcolor": cell_colour,
    "\\cellcolor": cell_colour,
    **dict.fromkeys(TEXTUAL_CITATIONS | SILENT_CITATIONS, cite),
    **dict.fromkeys(REFERENCES - {"\\hyperref"}, reference),
    **dict.fromkeys(DISCARDED, discard),
    **dict.fromkeys(ACCENTS, accent),
}
STRAY_MATHS: dict[str, Handler] = dict.fromkeys(set(MATHS_SYMBOLS) - set(TEXT_SYMBOLS), stray_maths)

__all__ = ["INLINE", "MATHS_ENVIRONMENTS", "STRAY_MATHS", "maths_environment"]
