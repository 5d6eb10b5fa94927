"""LaTeX source -> outline: a small, tolerant TeX that knows text, not layout.

`lexer` cuts tokens, `gullet` expands the authors' macros, `stomach` sends text where it belongs; the tables of what
commands mean are in `commands`. Nothing is run, nothing is written, nothing outside the archive is read.
"""

from __future__ import annotations

from collections.abc import Mapping

from inkpress.read.latex.bibliography import references
from inkpress.read.latex.definitions import PRIMITIVES
from inkpress.read.latex.floats import FLOAT_COMMANDS
from inkpress.read.latex.gullet import Gullet
from inkpress.read.latex.inline import INLINE, STRAY_MATHS
from inkpress.read.latex.lexer import Lexer
from inkpress.read.latex.project import MAX_SOURCE_CHARACTERS, Project
from inkpress.read.latex.stomach import Handler, Stomach
from inkpress.read.latex.structure import STRUCTURE
from inkpress.read.latex.units import UNITS
from inkpress.read.outline import Outline

_HANDLERS: dict[str, Handler] = {**STRAY_MATHS, **INLINE, **UNITS, **FLOAT_COMMANDS, **STRUCTURE}
# a paper may give a letter accent or a sign its own meaning, but not these
_PROTECTED = frozenset([*FLOAT_COMMANDS, *STRUCTURE, *(name for name in INLINE if len(name) > 3)]) | frozenset(
    PRIMITIVES
)


def outline_latex(
    files: Mapping[str, bytes], *, limit_characters: int = MAX_SOURCE_CHARACTERS
) -> tuple[Outline, tuple[str, ...]]:
    """The outline of the paper in `files` (names to bytes), and why it may be incomplete."""
    outline = Outline()
    project = Project(files, limit_characters)
    if not project.main:
        return outline, ("no TeX found in the source",)
    if project.choice:
        outline.warn(project.choice)
    gullet = Gullet(project.find, outline.warn)
    gullet.protected = _PROTECTED
    gullet.primitives = dict(PRIMITIVES)
    stomach = Stomach(gullet, outline, _HANDLERS)
    outline.resolve = stomach.resolve
    stomach.in_body = not project.has_document
    if not stomach.in_body:
        stomach.out = []  # what the preamble prints goes nowhere
    gullet.open(Lexer(project.text(project.main), project.main))
    stomach.run()
    _add_bibliography(stomach, project)
    return outline, ("the source is longer than can be read: it was cut",) if project.cut else ()


def _add_bibliography(stomach: Stomach, project: Project) -> None:
    """References that the text did not bring: from a `.bbl` of biblatex, or from `.bib` files, as far as cited."""
    if stomach.outline.has_references:
        return
    found = project.bibliography()
    sources = [project.text(found)] if found else [project.text(name) for name in project.databases()]
    for key, text in references(sources, set(stomach.cite_keys)):
        stomach.outline.reference(text)
        stomach.cited.setdefault(key, "")
