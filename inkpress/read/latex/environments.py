"""Environments: the paper's own, floats, formulas, lists, theorems, and those that only lay text out."""

from __future__ import annotations

from inkpress.read.latex.commands import (
    BLOCKS,
    ENVIRONMENT_ARGUMENTS,
    FLOATS,
    LEFT_OUT,
    LISTS,
    MATHS_ENVIRONMENTS,
    NAMED_SECTIONS,
    TABULARS,
)
from inkpress.read.latex.floats import begin_float, begin_tabular
from inkpress.read.latex.formulas import maths_environment
from inkpress.read.latex.keys import key_values
from inkpress.read.latex.lexer import PAR
from inkpress.read.latex.macros import Macro, Parameter
from inkpress.read.latex.stomach import Handler, Stomach
from inkpress.read.latex.structure import (
    appendix,
    begin_bibliography,
    end_abstract,
    named_section,
    whole_abstract,
)

MAX_NESTING = 20  # of tables and floats inside each other
MAX_LEFT_OUT = 200_000  # tokens of a drawing; less once one has run away


def begin(s: Stomach, _: str) -> None:
    """`\\begin{name}`: the paper's own environments first, then those we know, then none but a group."""
    name = s.gullet.text_argument()
    bare = name.rstrip("*")
    own = s.gullet.environments.get(name)
    if own is not None:
        s.begin_group(name)
        s.gullet.insert(own.begin, s.gullet.arguments(own.begin))
    elif name in LEFT_OUT:
        leave_out(s, name)
    elif name in MATHS_ENVIRONMENTS:
        maths_environment(s, name)
    elif len(s.grids) > MAX_NESTING or len(s.floats) > MAX_NESTING:
        s.begin_group(name)
    elif name in TABULARS:
        begin_tabular(s, name)
    elif bare in FLOATS:
        s.skip(ENVIRONMENT_ARGUMENTS.get(name, "o"))
        begin_float(s, name)
    elif name in s.theorems:
        _begin_theorem(s, name, s.gullet.optional(), name)
    elif bare == "restatable":
        _begin_restatable(s, name)
    else:
        _begin_known(s, name)


def _begin_known(s: Stomach, name: str) -> None:
    s.skip(ENVIRONMENT_ARGUMENTS.get(name, ENVIRONMENT_ARGUMENTS.get(name.rstrip("*"), "")))
    if name == "document":
        begin_document(s)
    elif name == "abstract":
        _begin_abstract(s)
    elif name == "thebibliography":
        begin_bibliography(s)
    elif name in ("appendix", "appendices", "subappendices"):
        s.begin_group(name)
        appendix(s, "")
    elif name in NAMED_SECTIONS:
        s.begin_group(name)
        named_section(s, name)
    elif name in LISTS:
        _begin_list(s, name)
    else:
        _begin_plain(s, name)


def _begin_plain(s: Stomach, name: str) -> None:
    """An environment whose text is text; what stands in its arguments is, as a rule, a name or title."""
    if name == "tcolorbox":
        title = key_values(s.gullet.optional() or []).get("title", [])
        s.gullet.push([*title, PAR] if title else [])
    elif name not in ENVIRONMENT_ARGUMENTS and name not in BLOCKS and s.gullet.peek() == "{":
        s.gullet.push([*s.gullet.argument(), " "])
    if name in BLOCKS:
        s.flush()
    s.begin_group(name).done.extend([s.flush] if name in BLOCKS else ())
    if name == "proof" and (lead := s.gullet.optional()):
        s.gullet.push([*lead, ".", " "])


def _begin_abstract(s: Stomach) -> None:
    if not s.in_body:  # some classes want it in the preamble, where nothing else is text
        s.begin_group("abstract")
        s.capture(lambda text: whole_abstract(s, text))
        return
    s.flush()
    s.begin_group("abstract").done.append(lambda: end_abstract(s, ""))
    s.outline.abstract()


def begin_document(s: Stomach) -> None:
    """Everything before was preamble; unless this is a part with a frame of its own (`subfiles`, `standalone`)."""
    s.begin_group("document")
    if s.in_body and s.gullet.included:
        return
    s.in_body = True
    s.out = s.base
    s.base.clear()


def end(s: Stomach, _: str) -> None:
    """`\\end{name}`: what the paper's own environment ends with is read before it closes."""
    name = s.gullet.text_argument()
    own = s.gullet.environments.get(name)
    if own is not None and s.open.get(name):
        s.gullet.push(["\\inkend", "{", name, "}"])
        s.gullet.insert(own.end, [])
    else:
        _end_now(s, name)


def inkend(s: Stomach, _: str) -> None:
    """Our own mark: the environment closes now."""
    _end_now(s, s.gullet.text_argument())


def _end_now(s: Stomach, name: str) -> None:
    if name == "document" and s.gullet.included:
        s.flush()
        s.end_group(name)
        s.gullet.end_input()
        return
    if name == "document":
        s.close_all()
        s.flush()
        s.gullet.end_all()
        return
    s.end_group(name)


def leave_out(s: Stomach, name: str) -> None:
    """Drop an environment whole; one that never ends drops nothing."""
    dropped: list[str] = []
    while len(dropped) < MAX_LEFT_OUT // (1 + s.runaways) and (token := s.gullet.raw()) is not None:
        if token == "\\end" and s.gullet.text_argument() == name:
            return
        dropped.append(token)
    s.runaways += 1
    s.outline.warn(f"the environment {name} never ends")
    s.gullet.push(dropped)


# --- lists and theorems ------------------------------------------------------------------------------------


def _begin_list(s: Stomach, name: str) -> None:
    s.gullet.optional()
    s.flush()
    s.outline.start_list()
    group = s.begin_group(name)

    def done() -> None:
        s.flush()
        s.outline.end_list()

    group.done.append(done)


def item(s: Stomach, _: str) -> None:
    """`\\item[label]`: a new paragraph that begins with its label's text."""
    s.flush()
    s.outline.item()
    label = s.gullet.optional()
    if label and any(t[0].isalpha() or t[0] == "\\" for t in label if t != " "):
        s.gullet.push([*label, " "])


def newtheorem(s: Stomach, _: str) -> None:
    """`\\newtheorem{name}[shared]{Title}[within]`; with a star it has no number."""
    numbered = not s.gullet.star()
    name = s.gullet.text_argument()
    shared = "".join(s.gullet.optional() or [])
    shown = s.gullet.text_argument()
    within = "".join(s.gullet.optional() or [])
    if name and len(s.theorems) < 200:
        counter = s.theorems[shared][1] if shared in s.theorems else shared or name
        counter = counter if numbered else ""
        s.theorems[name] = (shown, counter, within or (s.theorems[shared][2] if shared in s.theorems else ""))


def _begin_restatable(s: Stomach, name: str) -> None:
    """`\\begin{restatable}[Note]{theorem}{again}`: a theorem; `\\again*` later says nothing new."""
    note = s.gullet.optional()
    theorem, again = s.gullet.text_argument(), s.gullet.text_argument()
    s.gullet.define(f"\\{again}", Macro((Parameter("star"),)))
    if theorem in s.theorems:
        _begin_theorem(s, theorem, note, name)
    else:
        s.begin_group(name)


def _begin_theorem(s: Stomach, name: str, note: list[str] | None, environment: str) -> None:
    shown, counter, within = s.theorems[name]
    s.flush()
    number = _theorem_number(s, counter, within) if counter else ""
    s.begin_group(environment).done.append(s.flush)
    s.current = (shown, number)
    s.out.append(f"{shown} {number}".rstrip())
    s.gullet.push([*([" ", "(", *note, ")"] if note else []), ".", " "])


def _theorem_number(s: Stomach, counter: str, within: str) -> str:
    section = s.section_numbers[2] if within in ("section", "subsection") else 0
    key = f"{counter}/{section}"
    s.counters[key] = s.counters.get(key, 0) + 1
    return f"{section}.{s.counters[key]}" if section else str(s.counters[key])


ENVIRONMENTS: dict[str, Handler] = {
    "\\begin": begin,
    "\\end": end,
    "\\inkend": inkend,
    "\\item": item,
    "\\newtheorem": newtheorem,
    "\\declaretheorem": lambda s, _: s.skip("om"),
    "\\bye": lambda s, _: _end_now(s, "document"),
}
