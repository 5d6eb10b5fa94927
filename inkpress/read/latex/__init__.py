"""LaTeX source -> outline: a small, tolerant TeX that knows text, not layout.

`lexer` cuts tokens, `gullet` expands the authors' macros, `stomach` sends text where it belongs; the tables of what
commands mean are in `commands`. Nothing is run, nothing is written, nothing outside the archive is read.
"""

from __future__ import annotations

from collections.abc import Mapping

from inkpress.read.latex.bibliography import references
from inkpress.read.latex.conditionals import CONDITIONALS
from inkpress.read.latex.definitions import DEFINITIONS
from inkpress.read.latex.environments import ENVIRONMENTS
from inkpress.read.latex.floats import FLOAT_COMMANDS
from inkpress.read.latex.formulas import FORMULAS
from inkpress.read.latex.gullet import Gullet
from inkpress.read.latex.hiding import HIDING
from inkpress.read.latex.inline import INLINE
from inkpress.read.latex.lexer import Lexer
from inkpress.read.latex.project import MAX_SOURCE_CHARACTERS, Project
from inkpress.read.latex.stomach import Handler, Stomach
from inkpress.read.latex.structure import STRUCTURE
from inkpress.read.latex.units import UNITS
from inkpress.read.latex.words import WORDS
from inkpress.read.outline import Outline

_PRIMITIVES = {**DEFINITIONS, **CONDITIONALS}
_SHAPING = {**FLOAT_COMMANDS, **STRUCTURE, **ENVIRONMENTS}
_HANDLERS: dict[str, Handler] = {**FORMULAS, **INLINE, **HIDING, **UNITS, **WORDS, **_SHAPING}
# a paper may give a letter accent or a sign its own meaning, but not these
_PROTECTED = frozenset([*_SHAPING, *_PRIMITIVES, *(name for name in (*INLINE, *HIDING) if len(name) > 3)])


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
    gullet.primitives = dict(_PRIMITIVES)
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
    for entry in references(sources, set(stomach.cite_keys)):
        stomach.outline.reference(entry.text)
        stomach.cited.setdefault(entry.key, entry.short)
