"""Commands that shape the paper: headings, environments, lists, theorems, the bibliography."""

from __future__ import annotations

import re

from inkpress.read.latex.commands import (
    BLOCKS,
    ENVIRONMENT_ARGUMENTS,
    FLOATS,
    HEADINGS,
    LEFT_OUT,
    LISTS,
    MATHS_ENVIRONMENTS,
    NAMED_SECTIONS,
    OLD_HEADINGS,
    TABULARS,
    TITLES,
)
from inkpress.read.latex.floats import begin_float, begin_tabular
from inkpress.read.latex.inline import maths_environment
from inkpress.read.latex.stomach import Handler, Stomach

MAX_NESTING = 20  # of tables and floats inside each other
MAX_LEFT_OUT = 200_000  # tokens of a drawing; less once one has run away
_AUTHOR_YEAR = re.compile(r"\s*(.{2,200}?)\s*\(\s*(\d{4}[a-z]?)\s*\)")


# --- headings ----------------------------------------------------------------------------------------------


def heading(s: Stomach, token: str) -> None:
    """`\\section[short]{...}` and its kin."""
    numbered = not s.gullet.star()
    s.gullet.optional()
    open_section(s, HEADINGS[token], numbered)


def open_section(s: Stomach, rank: int, numbered: bool) -> None:
    """End what was open, number the section, and read its title. `rank`: 0 part, 1 chapter, 2 section, ..."""
    s.close_captures()
    s.flush()
    s.chapters |= rank == 1
    _step_section(s, rank, numbered and rank < 5)

    def done(title: str) -> None:
        level = max(rank - (0 if s.chapters else 1), 1)
        # run-in headings have no number, but their ids count them as if they had
        s.outline.section(level, title.strip().rstrip(".") if rank >= 5 else title, numbered=numbered or rank > 2)

    s.argument(done)


def _step_section(s: Stomach, rank: int, numbered: bool) -> None:
    if not numbered:
        return
    s.section_numbers[rank] += 1
    s.section_numbers[rank + 1 :] = [0] * (len(s.section_numbers) - rank - 1)
    first = 1 if s.chapters else 2
    numbers = [str(n) for n in s.section_numbers[first : rank + 1]]
    if s.appendix and numbers and numbers[0].isdigit():
        numbers[0] = chr(ord("A") + (int(numbers[0]) - 1) % 26)
    s.current = ("Appendix" if s.appendix else "Section", ".".join(numbers))


def old_heading(s: Stomach, token: str) -> None:
    """Plain TeX: `\\beginsection Title` up to a blank line, `\\head Title \\endhead`."""
    rank, ending = OLD_HEADINGS[token]
    if ending and s.gullet.peek() != "{":
        title: list[str] = []
        while len(title) < 400 and (found := s.gullet.next()) is not None and found not in (ending, "\\par"):
            title.append(found)
        s.gullet.push(["{", *title, "}"])
    open_section(s, rank, True)


def appendix(s: Stomach, _: str) -> None:
    s.close_captures()
    s.flush()
    s.appendix = True
    s.section_numbers = [0] * len(s.section_numbers)
    s.outline.start_appendix()


def title(s: Stomach, _: str) -> None:
    s.gullet.optional()

    def done(text: str) -> None:
        s.outline.title = s.outline.title or text

    s.argument(done)


def abstract_command(s: Stomach, _: str) -> None:
    """`\\abstract{...}`, and AMS-TeX's `\\abstract ... \\endabstract`."""
    if s.gullet.peek() != "{":
        s.flush()
        s.outline.abstract()
        return

    s.argument(lambda text: _whole_abstract(s, text))


def end_abstract(s: Stomach, _: str) -> None:
    s.flush()
    s.outline.end_abstract()


def named_section(s: Stomach, token: str) -> None:
    """`\\acknowledgments` as a command of its own."""
    s.gullet.push(["{", NAMED_SECTIONS[token.strip("\\{}")], "}"])
    open_section(s, 2, False)


# --- environments ------------------------------------------------------------------------------------------


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
        _begin_theorem(s, name)
    else:
        _begin_known(s, name)


def _begin_known(s: Stomach, name: str) -> None:
    s.skip(ENVIRONMENT_ARGUMENTS.get(name, ""))
    if name == "document":
        begin_document(s)
    elif name == "abstract":
        _begin_abstract(s)
    elif name == "thebibliography":
        _begin_bibliography(s)
    elif name in ("appendix", "appendices", "subappendices"):
        s.begin_group(name)
        appendix(s, "")
    elif name in NAMED_SECTIONS:
        s.begin_group(name)
        named_section(s, name)
    elif name in LISTS:
        _begin_list(s, name)
    else:
        if name in BLOCKS:
            s.flush()
        s.begin_group(name).done.extend([s.flush] if name in BLOCKS else ())


def _begin_abstract(s: Stomach) -> None:
    if not s.in_body:  # some classes want it in the preamble, where nothing else is text
        s.begin_group("abstract")
        s.capture(lambda text: _whole_abstract(s, text))
        return
    s.flush()
    s.begin_group("abstract").done.append(lambda: end_abstract(s, ""))
    s.outline.abstract()


def _whole_abstract(s: Stomach, text: str) -> None:
    s.outline.abstract()
    s.outline.paragraph(text)
    s.outline.end_abstract()


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
    """`\\newtheorem{name}[shared]{Title}[within]`."""
    s.gullet.star()
    name = s.gullet.text_argument()
    shared = "".join(s.gullet.optional() or [])
    shown = s.gullet.text_argument()
    within = "".join(s.gullet.optional() or [])
    if name and len(s.theorems) < 200:
        counter = s.theorems[shared][1] if shared in s.theorems else shared or name
        s.theorems[name] = (shown, counter, within or (s.theorems[shared][2] if shared in s.theorems else ""))


def _begin_theorem(s: Stomach, name: str) -> None:
    shown, counter, within = s.theorems[name]
    s.flush()
    section = s.section_numbers[2] if within in ("section", "subsection") else 0
    key = f"{counter}/{section}"
    s.counters[key] = s.counters.get(key, 0) + 1
    number = f"{section}.{s.counters[key]}" if section else str(s.counters[key])
    note = s.gullet.optional()
    s.begin_group(name).done.append(s.flush)
    s.current = (shown, number)
    s.out.append(f"{shown} {number}")
    s.gullet.push([*([" ", "(", *note, ")"] if note else []), ".", " "])


# --- bibliography ------------------------------------------------------------------------------------------


def _begin_bibliography(s: Stomach) -> None:
    s.flush()
    s.bibliography_done = True
    group = s.begin_group("thebibliography")
    s.capture(lambda text: None)
    group.done.append(lambda: _end_reference(s))


def bibitem(s: Stomach, _: str) -> None:
    """`\\bibitem[Author(2017)]{key}`: the entry runs to the next one."""
    _end_reference(s)
    short = s.gullet.optional()
    key = s.gullet.text_argument()
    s.bibliography_done = True
    if short:
        s.gullet.push(["{", *short, "}"])
        s.argument(lambda text: _remember(s, key, text))


def _remember(s: Stomach, key: str, short: str) -> None:
    if match := _AUTHOR_YEAR.match(short):
        s.cited[key] = f"{match[1]} ({match[2]})"


def _end_reference(s: Stomach) -> None:
    text = "".join(s.out)
    s.out.clear()
    s.outline.reference(text)


def bibliography(s: Stomach, _: str) -> None:
    """`\\bibliography{files}`: the compiled `.bbl` stands in its place."""
    s.gullet.optional()
    if s.gullet.peek() == "{":
        s.gullet.argument()
    if not s.bibliography_done and s.gullet.has_file("\x00bbl"):
        s.bibliography_done = True
        s.gullet.include("\x00bbl")


def usepackage(s: Stomach, _: str) -> None:
    """A style file that the authors sent along may define what the text uses."""
    s.gullet.optional()
    for name in s.gullet.text_argument().split(",")[:40]:
        if s.gullet.has_file(f"{name.strip()}.sty"):
            s.gullet.include(f"{name.strip()}.sty")


STRUCTURE: dict[str, Handler] = {
    "\\begin": begin,
    "\\end": end,
    "\\inkend": inkend,
    "\\item": item,
    "\\bibitem": bibitem,
    "\\bibliography": bibliography,
    "\\printbibliography": bibliography,
    "\\appendix": appendix,
    "\\appendices": appendix,
    "\\abstract": abstract_command,
    "\\endabstract": end_abstract,
    "\\newtheorem": newtheorem,
    "\\declaretheorem": lambda s, _: s.skip("om"),
    "\\usepackage": usepackage,
    "\\RequirePackage": usepackage,
    "\\bye": lambda s, _: _end_now(s, "document"),
    **dict.fromkeys(HEADINGS, heading),
    **dict.fromkeys(OLD_HEADINGS, old_heading),
    **dict.fromkeys(TITLES, title),
    **{f"\\{name}": named_section for name in NAMED_SECTIONS},
}
