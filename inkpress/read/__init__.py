"""2  source archive, HTML or PDF bytes -> PaperText (sections, figures, numbers).

The one job: the whole paper as sentences that can be cited, or an honest word on what is missing. Entry points are
`read_html`, `read_eprint`, `read_pdf` and `read_abstract`: bytes in, noun out, nothing written, everything bounded.
Each returns its own judgement in `gate`; `judge_gate` judges again once the catalogue's abstract is known.
"""

from __future__ import annotations

from collections.abc import Mapping

from inkpress.errors import PaperError
from inkpress.models import Paper, PaperText
from inkpress.read.archive import unpack
from inkpress.read.gate import judge_gate
from inkpress.read.html import outline_html
from inkpress.read.latex import outline_latex
from inkpress.read.outline import Outline
from inkpress.read.pdf import outline_pdf

__all__ = ["judge_gate", "read_abstract", "read_eprint", "read_html", "read_latex", "read_pdf"]


def read_html(data: bytes, name: str) -> PaperText:
    """The paper in an HTML page. Raises PaperError when it is none."""
    outline, reasons = outline_html(data)
    return judge_gate(outline.build(name, "html"), reasons=reasons)


def read_eprint(data: bytes, name: str) -> PaperText:
    """The paper in a source archive, or in the PDF that arXiv sends when there is no source.

    An archive without TeX is no error: the gate says so, and another source can be tried. Raises PaperError for one
    that is damaged, too large, or tries to reach out of itself.
    """
    source = unpack(data)
    if source.kind == "pdf":
        return _pdf_in_place_of_source(data, name)
    text = read_latex(source.files, name)
    if not source.warnings:
        return text
    gate = judge_gate(text, reasons=source.warnings if source.kind == "zip" else ())
    return PaperText(**{**dict(gate), "warnings": (*source.warnings, *text.warnings)})


def read_latex(files: Mapping[str, bytes], name: str) -> PaperText:
    """The paper in a set of TeX files, names to bytes."""
    outline, reasons = outline_latex(files)
    return judge_gate(outline.build(name, "eprint"), reasons=reasons)


def read_pdf(data: bytes, name: str) -> PaperText:
    """The paper in a PDF. Raises PaperError when it cannot be opened."""
    outline, reasons = outline_pdf(data)
    return judge_gate(outline.build(name, "pdf"), reasons=reasons)


def _pdf_in_place_of_source(data: bytes, name: str) -> PaperText:
    note = "no source: a PDF was sent in its place"
    try:
        text = read_pdf(data, name)
    except PaperError as error:
        return judge_gate(Outline().build(name, "pdf"), reasons=(note, f"the PDF {error.message}"))
    return PaperText(**{**dict(text), "warnings": (note, *text.warnings)})


def read_abstract(paper: Paper) -> PaperText:
    """The abstract alone, labelled so: the last resort when no source could be read."""
    outline = Outline()
    outline.title = paper.title
    outline.abstract()
    outline.paragraph(paper.abstract)
    text = PaperText(**{**dict(outline.build(paper.id, "abstract")), "version": paper.version})
    return judge_gate(text)
