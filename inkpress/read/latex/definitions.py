"""Commands the gullet carries out: definitions, conditionals, included files."""

from __future__ import annotations

import re
from collections.abc import Callable

from inkpress.read.latex.gullet import Gullet
from inkpress.read.latex.macros import (
    Environment,
    Macro,
    compile_body,
    delimited_parameters,
    plain_parameters,
    xparse_parameters,
)

Primitive = Callable[[Gullet], None]
_CONDITIONALS = frozenset(
    f"\\if{name}"
    for name in (
        *("", "true", "false", "x", "num", "dim", "odd", "case", "mmode", "hmode", "vmode", "inner", "defined", "cat"),
        *("csname", "pdf", "xetex", "luatex", "PDFTeX", "XeTeX", "LuaTeX", "eof", "void", "hbox", "vbox"),
        *("@twocolumn", "@compatibility", "@twoside", "@filesw", "@inlabel", "@noskipsec"),
    )
)
_UNDEFINED = ("\\undefined", "\\@undefined")
_MAX_SKIPPED = 5_000_000


# --- definitions -------------------------------------------------------------------------------------------


def _name(gullet: Gullet) -> str:
    """The control sequence being defined: `\\x`, `{\\x}` or nothing usable."""
    tokens = [t for t in gullet.argument() if t != " "]
    return tokens[0] if tokens and tokens[0][0] == "\\" else ""


def _count(gullet: Gullet) -> int:
    digits = "".join(gullet.optional() or []).strip()
    return int(digits) if digits.isdigit() and len(digits) == 1 else 0


def _newcommand(gullet: Gullet) -> None:
    gullet.star()
    name = _name(gullet)
    count = _count(gullet)
    default = gullet.optional() if count else None
    parameters = plain_parameters(count, None if default is None else tuple(default))
    gullet.define(name, Macro(parameters, compile_body(gullet.argument())))


def _providecommand(gullet: Gullet) -> None:
    gullet.star()
    name = _name(gullet)
    known = gullet.macros.get(name)
    gullet.push(["{", name or "\\x", "}"])
    _newcommand(gullet)
    if known:
        gullet.macros[name] = known


def _operator(gullet: Gullet) -> None:
    gullet.star()
    name = _name(gullet)
    gullet.define(name, Macro((), ("\\operatorname", "{", *compile_body(gullet.argument()), "}")))


def _xparse(gullet: Gullet) -> None:
    name = _name(gullet)
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
    if other in gullet.macros:
        gullet.define(name, gullet.macros[other])
    elif other[:1] == "\\" and other != name:
        gullet.define(name, Macro((), (other,)))


def _newenvironment(gullet: Gullet) -> None:
    gullet.star()
    name = gullet.text_argument()
    count = _count(gullet)
    default = gullet.optional() if count else None
    parameters = plain_parameters(count, None if default is None else tuple(default))
    _environment(gullet, name, parameters)


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
        letters.append(_value(gullet, token))
    gullet.push(["\\" + "".join(t for t in letters if t[:1] != "\\")])


def _namedef(gullet: Gullet) -> None:
    name = "\\" + gullet.text_argument()
    gullet.push([name])
    _def(gullet)


def _nameuse(gullet: Gullet) -> None:
    gullet.push(["\\" + gullet.text_argument()])


# --- conditionals ------------------------------------------------------------------------------------------


def _newif(gullet: Gullet) -> None:
    name = gullet.raw() or ""
    if name.startswith("\\if") and len(name) > 3:
        set_boolean(gullet, name[3:], False)
        gullet.primitives[name] = lambda g: _branch(g, g.booleans.get(name[3:], False))
        gullet.primitives[f"\\{name[3:]}true"] = lambda g: set_boolean(g, name[3:], True)
        gullet.primitives[f"\\{name[3:]}false"] = lambda g: set_boolean(g, name[3:], False)


def set_boolean(gullet: Gullet, name: str, value: bool) -> None:
    gullet.booleans[name] = value


def _branch(gullet: Gullet, true: bool) -> None:
    """Go on in the chosen branch: a false one is skipped up to its `\\else` or `\\fi`."""
    if not true:
        _skip(gullet, to_else=True)


def _skip(gullet: Gullet, *, to_else: bool) -> None:
    """Drop tokens up to the `\\fi` (or `\\else`, if `to_else`) of this level."""
    depth = 0
    for _ in range(_MAX_SKIPPED):
        token = gullet.raw()
        if token is None:
            gullet.warn("a conditional never ends: the rest of the source is dropped")
            return
        if token[0] != "\\":
            continue
        if token in _CONDITIONALS or (token.startswith("\\if") and token[3:] in gullet.booleans):
            depth += 1
        elif token == "\\fi":
            if depth == 0:
                return
            depth -= 1
        elif token in ("\\else", "\\or") and depth == 0 and to_else and token == "\\else":
            return


def _ifx(gullet: Gullet) -> None:
    one, other = (gullet.raw() or "" for _ in range(2))
    if other in _UNDEFINED or one in _UNDEFINED:
        _branch(gullet, (one if other in _UNDEFINED else other) not in gullet.macros)
    elif one[:1] == "\\" and other[:1] == "\\":
        _branch(gullet, one == other or gullet.macros.get(one) == gullet.macros.get(other) is not None)
    else:
        _branch(gullet, one == other)


def _if(gullet: Gullet) -> None:
    """Compare two characters, as in `\\if0 ... \fi`, which some use to cut text out."""
    _branch(gullet, "".join(gullet.argument()) == gullet.character())


def _ifnum(gullet: Gullet) -> None:
    """Compare two numbers where both are written out; otherwise take the second branch."""
    text = ""
    while len(text) < 40 and (token := gullet.raw()) is not None:
        token = _value(gullet, token) or " "
        if token[0] == "\\" or token in ("{", "}"):
            if token != "\\relax":
                gullet.push([token])
            break
        text += token
        if re.fullmatch(r"\s*-?\d+\s*[<>=]\s*-?\d+\s+", text):
            break
    match = re.match(r"\s*(-?\d+)\s*([<>=])\s*(-?\d+)", text)
    if match is None:
        _branch(gullet, False)
        return
    one, other = int(match[1]), int(match[3])
    if rest := text[match.end() :].strip():
        gullet.push([rest])
    _branch(gullet, {"<": one < other, ">": one > other, "=": one == other}[match[2]])


def _ifdefined(gullet: Gullet) -> None:
    _branch(gullet, (gullet.raw() or "") in gullet.macros)


def _two_ways(test: Callable[[Gullet], bool]) -> Primitive:
    """A command that takes a test and two texts, and reads one of them."""

    def choose(gullet: Gullet) -> None:
        true = test(gullet)
        branches = (gullet.argument(), gullet.argument())
        gullet.push(branches[0] if true else branches[1])

    return choose


def _boolean_test(gullet: Gullet) -> bool:
    return gullet.booleans.get(gullet.text_argument(), False)


def _ifthenelse_test(gullet: Gullet) -> bool:
    """`\\boolean{x}`, `\\equal{a}{b}`, `\\NOT ...` and comparisons of numbers."""
    text = "".join(gullet.argument())
    if match := re.search(r"\\(?:boolean|value)\s*\{?([\w@]+)", text):
        value = gullet.booleans.get(match[1], False)
    elif match := re.search(r"\\equal\s*\{([^{}]*)\}\s*\{([^{}]*)\}", text):
        one, other = (_value(gullet, side).strip() for side in match.groups())
        value = one == other
    else:
        match = re.search(r"(\d+)\s*([<>=])\s*(\d+)", text)
        value = bool(match and {"<": int(match[1]) < int(match[3]), ">": int(match[1]) > int(match[3])}.get(
            match[2], match[1] == match[3]))  # fmt: skip
    return value != ("\\not" in text.lower())


def _value(gullet: Gullet, side: str) -> str:
    """What a macro without arguments stands for, as text; anything else is itself."""
    macro = gullet.macros.get(side.strip())
    return "".join(t for t in macro.body if isinstance(t, str)).strip() if macro else side


def _set_boolean(gullet: Gullet) -> None:
    name = gullet.text_argument()
    set_boolean(gullet, name, gullet.text_argument() == "true")


def _new_boolean(gullet: Gullet) -> None:
    set_boolean(gullet, gullet.text_argument(), False)


def _set_to(value: bool) -> Primitive:
    return lambda gullet: set_boolean(gullet, gullet.text_argument(), value)


def _ifnextchar(gullet: Gullet) -> None:
    wanted = gullet.raw() or ""
    yes, no = gullet.argument(), gullet.argument()
    while gullet.peek() == " ":
        gullet.raw()
    gullet.push(yes if (gullet.peek() or "").startswith(wanted) else no)


def _ifstar(gullet: Gullet) -> None:
    yes, no = gullet.argument(), gullet.argument()
    gullet.push(yes if gullet.star() else no)


def _undefined(gullet: Gullet) -> bool:
    return "\\" + gullet.text_argument() not in gullet.macros


def _file_exists(gullet: Gullet) -> bool:
    return gullet.has_file(gullet.text_argument())


def _xspace(gullet: Gullet) -> None:
    following = gullet.peek() or "}"
    if following[0].isalnum() or following[0] in "($`“" or (following[0] == "\\" and following[1:].isalpha()):
        gullet.push([" "])


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


PRIMITIVES: dict[str, Primitive] = {
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
    "\\let": _let,
    "\\futurelet": _skip_tokens(3),
    **dict.fromkeys(("\\newenvironment", "\\renewenvironment"), _newenvironment),
    **dict.fromkeys(("\\NewDocumentEnvironment", "\\RenewDocumentEnvironment"), _xparse_environment),
    "\\csname": _csname,
    "\\@namedef": _namedef,
    "\\@nameuse": _nameuse,
    "\\newif": _newif,
    "\\iftrue": lambda g: _branch(g, True),
    "\\ifpdf": lambda g: _branch(g, True),
    "\\ifPDFTeX": lambda g: _branch(g, True),
    "\\else": lambda g: _skip(g, to_else=False),
    "\\or": lambda g: _skip(g, to_else=False),
    "\\ifx": _ifx,
    "\\if": _if,
    "\\ifnum": _ifnum,
    "\\ifdefined": _ifdefined,
    "\\ifthenelse": _two_ways(_ifthenelse_test),
    "\\ifbool": _two_ways(_boolean_test),
    "\\iftoggle": _two_ways(_boolean_test),
    "\\ifstrempty": _two_ways(lambda g: not g.text_argument()),
    "\\ifblank": _two_ways(lambda g: not g.text_argument()),
    "\\ifstrequal": _two_ways(lambda g: g.text_argument() == g.text_argument()),
    "\\@ifundefined": _two_ways(_undefined),
    "\\ifundef": _two_ways(lambda g: _name(g) not in g.macros),
    "\\ifdef": _two_ways(lambda g: _name(g) in g.macros),
    "\\@ifpackageloaded": _two_ways(lambda g: bool(g.text_argument())),
    "\\@ifclassloaded": _two_ways(lambda g: not g.text_argument()),
    "\\IfFileExists": _two_ways(_file_exists),
    "\\InputIfFileExists": _input_if_exists,
    "\\IfBooleanTF": _two_ways(lambda g: g.text_argument() == "*"),
    "\\IfValueTF": _two_ways(lambda g: bool(g.text_argument())),
    "\\IfNoValueTF": _two_ways(lambda g: not g.text_argument()),
    "\\@ifnextchar": _ifnextchar,
    "\\@ifstar": _ifstar,
    **dict.fromkeys(("\\setboolean", "\\setbool"), _set_boolean),
    **dict.fromkeys(("\\newboolean", "\\newbool", "\\newtoggle", "\\providebool"), _new_boolean),
    **dict.fromkeys(("\\booltrue", "\\toggletrue"), _set_to(True)),
    **dict.fromkeys(("\\boolfalse", "\\togglefalse"), _set_to(False)),
    "\\xspace": _xspace,
    **dict.fromkeys(("\\input", "\\@input"), _input),
    **dict.fromkeys(("\\include", "\\subfile", "\\includestandalone"), _input),
    **dict.fromkeys(("\\import", "\\subimport", "\\inputfrom", "\\subinputfrom"), _import),
    "\\endinput": lambda g: g.end_input(),
}
PRIMITIVES |= {
    name: (lambda g: _branch(g, False)) for name in _CONDITIONALS if name not in PRIMITIVES
}  # what cannot be known: the second branch
