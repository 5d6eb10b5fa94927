"""Commands the gullet carries out: definitions and included files."""

from __future__ import annotations

from inkpress.read.latex.gullet import Gullet, Primitive, defined_name, macro_text
from inkpress.read.latex.keys import key_values
from inkpress.read.latex.lexer import PAR
from inkpress.read.latex.macros import (
    Environment,
    Macro,
    Parameter,
    compile_body,
    delimited_parameters,
    plain_parameters,
    xparse_parameters,
)

# --- definitions -------------------------------------------------------------------------------------------


def _count(gullet: Gullet) -> int:
    digits = "".join(gullet.optional() or []).strip()
    return int(digits) if digits.isdigit() and len(digits) == 1 else 0


def _newcommand(gullet: Gullet) -> None:
    gullet.star()
    name = defined_name(gullet)
    count = _count(gullet)
    default = gullet.optional() if count else None
    parameters = plain_parameters(count, None if default is None else tuple(default))
    gullet.define(name, Macro(parameters, compile_body(gullet.argument())))


def _providecommand(gullet: Gullet) -> None:
    gullet.star()
    name = defined_name(gullet)
    known = gullet.macros.get(name)
    gullet.push(["{", name or "\\x", "}"])
    _newcommand(gullet)
    if known:
        gullet.macros[name] = known


def _operator(gullet: Gullet) -> None:
    gullet.star()
    name = defined_name(gullet)
    gullet.define(name, Macro((), ("\\operatorname", "{", *compile_body(gullet.argument()), "}")))


def _delimiters(gullet: Gullet) -> None:
    """`\\DeclarePairedDelimiter{\\abs}{\\lvert}{\\rvert}`: `\\abs*{x}`."""
    name = defined_name(gullet)
    left, right = gullet.argument(), gullet.argument()
    parameters = (Parameter("star"), Parameter("optional"), Parameter())
    gullet.define(name, Macro(parameters, (*left, " ", 3, " ", *right)))


def _xparse(gullet: Gullet) -> None:
    name = defined_name(gullet)
    parameters = xparse_parameters(gullet.argument())
    gullet.define(name, Macro(parameters, compile_body(gullet.argument())))


def _def(gullet: Gullet) -> None:
    name = gullet.raw() or ""
    while name == " ":
        name = gullet.raw() or ""
    text: list[str] = []
    while (token := gullet.raw()) is not None and token != "{" and len(text) < 60:
        text.append(token)
    if token is None:
        return
    gullet.push([token])
    lead, parameters = delimited_parameters(text)
    gullet.define(name, Macro(parameters, compile_body(gullet.argument()), lead))


def _let(gullet: Gullet) -> None:
    name = gullet.raw() or ""
    other = gullet.raw() or ""
    while other in (" ", "="):
        other = gullet.raw() or ""
    gullet.let(name, other)


def _newenvironment(gullet: Gullet) -> None:
    gullet.star()
    name = gullet.text_argument()
    count = _count(gullet)
    default = gullet.optional() if count else None
    parameters = plain_parameters(count, None if default is None else tuple(default))
    _environment(gullet, name, parameters)


def _newtcolorbox(gullet: Gullet) -> None:
    """`\\newtcolorbox[init]{name}[2][default]{options}`: of a box's looks only the title is text."""
    gullet.optional()
    name = gullet.text_argument()
    count = _count(gullet)
    default = gullet.optional() if count else None
    title = key_values(gullet.argument()).get("title", [])
    begin = Macro(
        plain_parameters(count, None if default is None else tuple(default)),
        (*compile_body(title), PAR) if title else (),
    )
    if "\\" + name not in gullet.protected:
        gullet.environments[name] = Environment(begin, Macro((), (PAR,)))


def _xparse_environment(gullet: Gullet) -> None:
    _environment(gullet, gullet.text_argument(), xparse_parameters(gullet.argument()))


def _environment(gullet: Gullet, name: str, parameters: tuple[object, ...]) -> None:
    begin = Macro(parameters, compile_body(gullet.argument()))  # type: ignore[arg-type]
    end = Macro((), compile_body(gullet.argument()))
    if "\\" + name not in gullet.protected:
        gullet.environments[name] = Environment(begin, end)


def _csname(gullet: Gullet) -> None:
    letters: list[str] = []
    while (token := gullet.raw()) is not None and token != "\\endcsname" and len(letters) < 60:
        letters.append(macro_text(gullet, token))
    gullet.push(["\\" + "".join(t for t in letters if t[:1] != "\\")])


def _expandafter(gullet: Gullet) -> None:
    """`\\expandafter\\def\\csname x\\endcsname`: what stands behind the next token is expanded first, once."""
    first, second = gullet.raw() or "", gullet.raw() or ""
    macro = gullet.macros.get(second)
    if second == "\\csname":
        _csname(gullet)
    elif macro is not None:
        gullet.insert(macro, gullet.arguments(macro))
    else:
        gullet.push([second])
    gullet.push([first])


def _namedef(gullet: Gullet) -> None:
    name = "\\" + gullet.text_argument()
    gullet.push([name])
    _def(gullet)


def _nameuse(gullet: Gullet) -> None:
    gullet.push(["\\" + gullet.text_argument()])


# --- files -------------------------------------------------------------------------------------------------


def _input(gullet: Gullet) -> None:
    """`\\input{file}` or the older `\\input file `."""
    if gullet.peek() == "{":
        gullet.include(gullet.text_argument())
        return
    name = ""
    while (token := gullet.raw()) is not None:
        if token[0] == "\\" or token in (" ", "{", "}"):
            if token != " ":
                gullet.push([token])
            break
        name += token
    gullet.include(name)


def _import(gullet: Gullet) -> None:
    gullet.star()
    folder = gullet.text_argument()
    gullet.include(f"{folder.rstrip('/')}/{gullet.text_argument()}".lstrip("/") if folder else gullet.text_argument())


def _input_if_exists(gullet: Gullet) -> None:
    name = gullet.text_argument()
    exists = gullet.has_file(name)
    branches = (gullet.argument(), gullet.argument())
    gullet.push(branches[0] if exists else branches[1])
    if exists:
        gullet.include(name)


def _skip_tokens(count: int) -> Primitive:
    def skip(gullet: Gullet) -> None:
        for _ in range(count):
            gullet.raw()

    return skip


def _nothing(_: Gullet) -> None:
    return None


DEFINITIONS: dict[str, Primitive] = {
    **dict.fromkeys(("\\newcommand", "\\renewcommand", "\\DeclareRobustCommand", "\\newrobustcmd"), _newcommand),
    "\\providecommand": _providecommand,
    **dict.fromkeys(("\\DeclareMathOperator", "\\DeclareMathOperator*"), _operator),
    **dict.fromkeys(
        ("\\NewDocumentCommand", "\\RenewDocumentCommand", "\\DeclareDocumentCommand", "\\ProvideDocumentCommand"),
        _xparse,
    ),
    **dict.fromkeys(("\\def", "\\gdef", "\\edef", "\\xdef"), _def),
    **dict.fromkeys(("\\long", "\\global", "\\outer", "\\protected", "\\relax", "\\protect", "\\fi"), _nothing),
    **dict.fromkeys(("\\makeatletter", "\\makeatother", "\\leavevmode", "\\unskip", "\\ignorespaces"), _nothing),
    "\\DeclarePairedDelimiter": _delimiters,
    "\\let": _let,
    "\\futurelet": _skip_tokens(3),
    **dict.fromkeys(("\\newenvironment", "\\renewenvironment"), _newenvironment),
    **dict.fromkeys(("\\NewDocumentEnvironment", "\\RenewDocumentEnvironment"), _xparse_environment),
    **dict.fromkeys(("\\newtcolorbox", "\\renewtcolorbox"), _newtcolorbox),
    "\\csname": _csname,
    "\\expandafter": _expandafter,
    "\\@namedef": _namedef,
    "\\@nameuse": _nameuse,
    "\\InputIfFileExists": _input_if_exists,
    **dict.fromkeys(("\\input", "\\@input"), _input),
    **dict.fromkeys(("\\include", "\\subfile", "\\includestandalone"), _input),
    **dict.fromkeys(("\\import", "\\subimport", "\\inputfrom", "\\subinputfrom"), _import),
    "\\endinput": lambda g: g.end_input(),
}
