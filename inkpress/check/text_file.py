"""A paper given as plain text -> PaperText, for checking statements against a text file."""

from __future__ import annotations

import re

from inkpress.models import Gate, PaperText, Section, Sentence
from inkpress.text import split_sentences

_PARAGRAPH = re.compile(r"\n[ \t]*\n")


def read_text_paper(text: str, name: str) -> PaperText:
    """The paper whose paragraphs stand apart in `text`; each becomes a section of sentences `P3.s1`."""
    sections = []
    for number, paragraph in enumerate(_PARAGRAPH.split(text), 1):
        sentences = tuple(
            Sentence(id=f"P{number}.s{n}", text=sentence) for n, sentence in enumerate(split_sentences(paragraph), 1)
        )
        if sentences:
            sections.append(Section(id=f"P{number}", title="", sentences=sentences))
    return PaperText(paper=name, source="pdf", gate=Gate(complete=True), sections=tuple(sections))
