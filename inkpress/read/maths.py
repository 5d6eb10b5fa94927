"""LaTeX formula -> one line of plain text: `d_{\\text{model}}=512` -> `d_model = 512`.

Sentences are quoted, searched and compared, so formulas inside them are made readable; the LaTeX of displayed
ones is kept beside them. Never fails: what it does not know, it leaves as the command's name.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator

from inkpress.read.symbols import DROPPED_IN_MATHS, MATHS_SYMBOLS

MAX_FORMULA_CHARACTERS = 20_000
_DEEPEST = 60
_TOKEN = re.compile(r"\\[A-Za-z@]+\*?|\\.|\d+(?:[.,]\d+)*|[^\W\d_]+|\s+|.", re.DOTALL)
_THOUSANDS = re.compile(r"(?<=\d)(?:\{,\}|\\,|,\\!)(?=\d{3}(?!\d))")  # 1{,}024, 1\,024 and 1,\!024
_RAISED = re.compile(r"\\text(su(?:b|per)script)(?![A-Za-z])")
_DECIMALS = re.compile(r"\.\d{1,12}(?:\\,\d{1,3}){1,12}(?!\d)")  # 0.123\,45, as siunitx groups them
_CHARACTER = re.compile(r"\\char\s?(\d{2,3})\s?\\relax(?![A-Za-z])")  # LaTeXML's percent sign: \char 37\relax
_HALVES = re.compile(r"(\\[dt]?frac)\s*(\d)\s*(\d)")  # \frac12: each argument is one digit
_ONE_DIGIT = re.compile(r"([_^])(\d)(?=\d)")  # x^12 is x^1 and a 2
_RELATIONS = set("=<>≤≥≠≈≡∼≃≅≪≫∝∈∉⊂⊆⊃⊇→←↔⇒⇐⇔↦×⋅·±∓÷∪∩∧∨⊕⊗∘+∖≜≺≻⟶⟵:")


def _commands(text: str) -> frozenset[str]:
    return frozenset(f"\\{name}" for name in text.split())


_ACCENTS = {
    "\\hat": "\u0302",
    "\\widehat": "\u0302",
    "\\bar": "\u0304",
    "\\overline": "",
    "\\tilde": "\u0303",
    "\\widetilde": "\u0303",
    "\\vec": "",
    "\\dot": "\u0307",
    "\\ddot": "\u0308",
    "\\underline": "",
    **dict.fromkeys(_commands("uline uwave cancel bcancel xcancel smash substack makebox"), ""),
}
_TEXT = _commands(
    "text textrm textbf textit textsf texttt textsc textnormal textup mbox hbox emph mathrm mathbf mathit mathsf "
    "mathtt mathcal mathbb mathfrak mathscr boldsymbol bm pmb operatorname* mathop mathbin mathrel "
    "mathord mathopen mathclose overbrace underbrace fbox boxed mathds mathbbm ensuremath symbf symbfit"
)
_PAINT = re.compile(  # colours, in LaTeXML's way too: {\color[rgb]{1,0,0}5}
    r"\\definecolor\s?(?:\[[^\[\]{}]{0,40}\])?(?:\{[^{}]{0,60}\}){3}"
    r"|\\(?:text|math|cell|page)?color(?:box)?\s?(?:\[[^\[\]{}]{0,40}\])?\s?\{[^{}]{0,60}\}"
)
_OPTIONS = re.compile(r"(\\(?:make|par|rotate)box)\s?(?:\[[^\[\]{}]{0,40}\]){1,2}")
_EXPONENT = re.compile(r"(?<=\d[eE]) ?([-+−]) ?(?=\d)")  # of 1e-4
_ROOT = re.compile(r"\\sqrt\s?\[([^\[\]{}]{1,20})\]")
_OPERATORS = _commands(
    "log ln lg exp sin cos tan cot sec csc sinh cosh tanh coth arcsin arccos arctan min max sup inf lim limsup liminf "
    "argmin argmax arg det dim ker deg gcd hom Pr mod"
)
_SCRIPTS = {"_", "^", "'"}
_LARGE = {"\\sum", "\\prod", "\\int", "\\bigcup", "\\bigcap", "\\bigoplus", "\\iint", "\\oint", "\\coprod"}
Argument = Callable[[], str]
Form = Callable[[Argument], str]


def maths_text(latex: str) -> str:
    """The formula as readable plain text on one line, at most as long as its source."""
    latex = _CHARACTER.sub(lambda found: f"\\{chr(int(found[1]))}", latex[:MAX_FORMULA_CHARACTERS])
    latex = _THOUSANDS.sub(",", _DECIMALS.sub(lambda found: found[0].replace("\\,", ""), latex))
    latex = _ONE_DIGIT.sub(r"\1{\2}", _HALVES.sub(r"\1{\2}{\3}", latex))
    latex = _ROOT.sub(r"\\rootof{\1}", _OPTIONS.sub(r"\1", _PAINT.sub("", latex)))
    latex = _RAISED.sub(lambda found: "_" if found[1] == "subscript" else "^", latex)
    tokens = iter(_TOKEN.findall(latex))
    return _spaced(_row(tokens, 0, close=""))


def _row(tokens: Iterator[str], depth: int, close: str) -> list[str]:
    """Pieces up to `close` (or the end). A piece is text; operators stand alone so that they can be spaced."""
    pieces: list[str] = []
    operator = False  # before: what comes behind its limits stands apart
    for token in tokens:
        if token == close:
            break
        if token in _SCRIPTS:
            pieces.append(_script(token, tokens, depth))
        elif not token.isspace():
            found = _piece(token, tokens, depth)
            if operator and found and found[0][:1] not in ("(", "["):
                pieces.append(" ")
            operator = token in _LARGE or token in _OPERATORS or token == "\\operatorname"
            pieces.extend(found)
    return pieces


def _piece(token: str, tokens: Iterator[str], depth: int) -> list[str]:
    if token == "{":
        return _row(tokens, depth + 1, "}") if depth < _DEEPEST else []
    if token[0] == "\\":
        return _command(token, tokens, depth)
    return [{"&": " ", "~": " ", "}": "", "$": ""}.get(token, token)]


def _argument(tokens: Iterator[str], depth: int) -> str:
    """The next group or token as text."""
    for token in tokens:
        if token.isspace():
            continue
        if token == "{":
            return _spaced(_row(tokens, depth + 1, "}")) if depth < _DEEPEST else ""
        if token[0] == "\\":
            return _spaced(_command(token, tokens, depth + 1)) if depth < _DEEPEST else ""
        return token if token not in "}&" else ""
    return ""


def _script(mark: str, tokens: Iterator[str], depth: int) -> str:
    if mark == "'":
        return "′"
    script = _argument(tokens, depth)
    if mark == "^" and script in ("′", "″", "∘", "*", "⊤", "†", "‡"):
        return {"∘": "°"}.get(script, script)
    if not script:
        return ""
    simple = re.fullmatch(r"[-−]?[\w.,*+]+", script)
    return f"{mark}{script}" if simple or re.fullmatch(r"\([^()]*\)", script) else f"{mark}({script})"


def _command(token: str, tokens: Iterator[str], depth: int) -> list[str]:
    """What one control sequence prints, its arguments included."""
    if token in _FORMS:
        return [_FORMS[token](lambda: _argument(tokens, depth))]
    if token in MATHS_SYMBOLS:
        return [MATHS_SYMBOLS[token]]
    if token in _TEXT:
        return [_words(tokens)]
    if token in _OPERATORS:
        return [" ", token[1:].rstrip("*")]
    if token in DROPPED_IN_MATHS:
        for _ in range(DROPPED_IN_MATHS[token]):
            _argument(tokens, depth)
        return []
    return [token[1:] if len(token) > 2 else _control_sign(token[1:])]


def _fraction(argument: Argument) -> str:
    return f"{_factor(argument())}/{_factor(argument())}"


def _root(argument: Argument) -> str:
    degree = argument()
    return f"{_factor(argument())}^(1/{degree})"


def _stacked(argument: Argument) -> str:
    """`\\overset{a}{=}`: the sign that `a` stands over."""
    argument()
    return argument()


def _limited(argument: Argument) -> str:
    """`\\underset{x}{\\min}`: what stands below is a limit."""
    limit = argument()
    return f"{argument()}_{_factor(limit)} "


def _arrow(argument: Argument) -> str:
    argument()
    return "→"


def _accented(mark: str) -> Form:
    def form(argument: Argument) -> str:
        base = argument()
        return unicodedata.normalize("NFC", base + mark) if len(base) == 1 else base

    return form


def _environment(argument: Argument) -> str:
    argument()
    return " "


# commands that take arguments, and what they make of them
_FORMS: dict[str, Form] = {
    **dict.fromkeys(("\\frac", "\\dfrac", "\\tfrac", "\\nicefrac", "\\cfrac", "\\sfrac"), _fraction),
    **dict.fromkeys(("\\binom", "\\tbinom", "\\dbinom"), lambda argument: f"C({argument()}, {argument()})"),
    **dict.fromkeys(("\\begin", "\\end"), _environment),
    **dict.fromkeys(("\\\\", "\\cr", "\\newline"), lambda argument: "; "),
    **{name: _accented(mark) for name, mark in _ACCENTS.items()},
    "\\bmod": lambda argument: " mod ",
    "\\pmod": lambda argument: f" (mod {argument()})",
    "\\not": lambda argument: unicodedata.normalize("NFC", argument() + "\u0338"),
    "\\sqrt": lambda argument: f"√{_factor(argument())}",
    "\\rootof": _root,
    **dict.fromkeys(("\\overset", "\\stackrel"), _stacked),
    "\\underset": _limited,
    "\\xrightarrow": _arrow,
    "\\operatorname": lambda argument: f" {argument()}",
}


def _control_sign(sign: str) -> str:
    return " " if sign in (" ", ",", ";", ":", ">") else sign if sign in tuple("%$#&_{}|") else ""


def _words(tokens: Iterator[str]) -> str:
    """The argument of \\text and its like, in which spaces count."""
    for token in tokens:
        if token.isspace():
            continue
        if token != "{":
            return MATHS_SYMBOLS.get(token, token.lstrip("\\"))
        break
    level, words = 1, ""
    for token in tokens:
        level += (token == "{") - (token == "}")
        if level == 0:
            break
        if token in MATHS_SYMBOLS:
            words += MATHS_SYMBOLS[token]
        elif token[0] == "\\":
            words += token[1:] if len(token) == 2 and token[1] in "%$#&_" else " " if len(token) == 2 else _inner(token)
        elif token not in "{}$":
            words += " " if token == "~" else token
    return words


def _inner(token: str) -> str:
    return "" if token in _TEXT or token in DROPPED_IN_MATHS or token in _ACCENTS else token[1:]


def _factor(text: str) -> str:
    """`text` in brackets unless it is a single factor."""
    return text if re.fullmatch(r"√?[\w.,′°]+|\([^()]*\)", text) else f"({text})"


def _spaced(pieces: list[str]) -> str:
    """The pieces joined, with spaces around relations and binary operators and after commas."""
    text = ""
    for piece in pieces:
        if piece in _RELATIONS or (
            piece in ("-", "−", "/") and piece != "/" and text.rstrip()[-1:] not in ("", *"=<>(,^_+≈≤≥±×→[{")
        ):
            text = f"{text.rstrip()} {piece} " if text.strip() else piece
        elif piece in (",", ";"):
            text = f"{text.rstrip()}{piece} "
        else:
            text += piece
    text = _EXPONENT.sub(r"\1", re.sub(r"\s+", " ", text))
    return re.sub(r"(?<=[(\[]) ", "", text).strip()
