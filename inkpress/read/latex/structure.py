"""Commands that shape the paper: headings, title, abstract, appendix, the bibliography."""

from __future__ import annotations

import re

from inkpress.read.latex.commands import (
    HEADINGS,
    NAMED_SECTIONS,
    OLD_HEADINGS,
    TITLES,
)
from inkpress.read.latex.stomach import Handler, Stomach

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
    """Sections are counted A, B, C from here on."""
    s.close_captures()
    s.flush()
    s.appendix = True
    s.section_numbers = [0] * len(s.section_numbers)
    s.outline.start_appendix()


def title(s: Stomach, _: str) -> None:
    """The first title given is the paper's."""
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

    s.argument(lambda text: whole_abstract(s, text))


def whole_abstract(s: Stomach, text: str) -> None:
    """An abstract that was read as one piece."""
    s.outline.abstract()
    s.outline.paragraph(text)
    s.outline.end_abstract()


def end_abstract(s: Stomach, _: str) -> None:
    """What follows is front matter again, until a heading."""
    s.flush()
    s.outline.end_abstract()


def named_section(s: Stomach, token: str) -> None:
    """`\\acknowledgments` as a command of its own."""
    s.gullet.push(["{", NAMED_SECTIONS[token.strip("\\{}")], "}"])
    open_section(s, 2, False)


# --- bibliography ------------------------------------------------------------------------------------------


def begin_bibliography(s: Stomach) -> None:
    """From here on, text belongs to the entry begun last."""
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
    "\\bibitem": bibitem,
    "\\bibliography": bibliography,
    "\\printbibliography": bibliography,
    "\\appendix": appendix,
    "\\appendices": appendix,
    "\\abstract": abstract_command,
    "\\endabstract": end_abstract,
    "\\usepackage": usepackage,
    "\\RequirePackage": usepackage,
    **dict.fromkeys(HEADINGS, heading),
    **dict.fromkeys(OLD_HEADINGS, old_heading),
    **dict.fromkeys(TITLES, title),
    **{f"\\{name}": named_section for name in NAMED_SECTIONS},
}
