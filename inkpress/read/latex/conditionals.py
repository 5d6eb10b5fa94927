"""Conditionals: which branch of `\\if...`, `\\ifthenelse` and their kin is read. What cannot be known is false."""

from __future__ import annotations

import re
from collections.abc import Callable

from inkpress.read.latex.gullet import Gullet, Primitive, defined_name, macro_text

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
    negated, gullet.negated = gullet.negated, False
    if true == negated:
        _skip(gullet, to_else=True)


def _unless(gullet: Gullet) -> None:
    """`\\unless\\ifdraft`: the other branch of what follows."""
    following = gullet.peek() or ""
    gullet.negated = following.startswith("\\if") and following in gullet.primitives


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
    one, other = (gullet.aliases.get(token, token) for token in (gullet.character(), gullet.character()))
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
        token = macro_text(gullet, token) or " "
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
        one, other = (macro_text(gullet, side).strip() for side in match.groups())
        value = one == other
    else:
        match = re.search(r"(\d+)\s*([<>=])\s*(\d+)", text)
        value = bool(match and {"<": int(match[1]) < int(match[3]), ">": int(match[1]) > int(match[3])}.get(
            match[2], match[1] == match[3]))  # fmt: skip
    return value != ("\\not" in text.lower())


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


CONDITIONALS: dict[str, Primitive] = {
    "\\IfFileExists": _two_ways(_file_exists),
    "\\newif": _newif,
    "\\unless": _unless,
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
    "\\ifundef": _two_ways(lambda g: defined_name(g) not in g.macros),
    "\\ifdef": _two_ways(lambda g: defined_name(g) in g.macros),
    "\\@ifpackageloaded": _two_ways(lambda g: bool(g.text_argument())),
    "\\@ifclassloaded": _two_ways(lambda g: not g.text_argument()),
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
}
CONDITIONALS |= {
    name: (lambda g: _branch(g, False)) for name in _CONDITIONALS if name not in CONDITIONALS
}  # what cannot be known: the second branch
