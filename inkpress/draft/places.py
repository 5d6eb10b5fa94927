"""Where in a paper something stands: the section of a sentence, its label and deep link, and the search for a span."""

from __future__ import annotations

import re
from bisect import bisect_right

from inkpress.models import Evidence, PaperText, Section
from inkpress.text import normalise, parse_arxiv_id

MIN_SPAN_WORDS = 3
_FLOAT = re.compile(r"[SA]\d+\.(?:SS\d+\.)?[FT]\d+")
_PART = re.compile(r"^(?P<kind>[SA])(?P<number>\d+(?:\.(?:SS|SSS)?\d+)*)")


class Places:
    """The sections of one paper, indexed by sentence id and searchable for verbatim spans."""

    def __init__(self, paper: PaperText, site_url: str) -> None:
        self.paper = paper
        self._site_url = site_url.rstrip("/")
        self._section = {s.id: section for section in paper.sections for s in section.sentences}
        self._section |= {section.id: section for section in paper.sections}
        self._running = [_Running(section) for section in paper.sections]

    def evidence(self, sentence_id: str, quote: str) -> Evidence:
        """The span `quote` at a sentence known by its id."""
        return Evidence(paper=self.paper.paper, version=self.paper.version, section=sentence_id, quote=quote)

    def find(self, quote: str) -> Evidence | None:
        """The evidence for a verbatim span, which may run over several sentences of a section; None if not there.

        Compared in the normalised form (quotes, dashes, white space); a span under three words proves nothing.
        """
        wanted = normalise(quote)
        if len(wanted.split()) < MIN_SPAN_WORDS:
            return None
        for running in self._running:
            at = running.text.find(wanted)
            if at >= 0 and running.whole_words(at, at + len(wanted)):
                return self.evidence(running.sentence_at(at), " ".join(quote.split()))
        return None

    def section_of(self, place: str) -> Section | None:
        """The section of a sentence id or section id."""
        return self._section.get(place)

    def label(self, place: str) -> str:
        """`Section 3.2`, `Appendix A`, `Abstract`, or the section's title: as a reader would say it."""
        section = self.section_of(place)
        name = section.id if section else place
        part = _PART.match(name)
        if part is None:
            return (section.title if section else "") or "the paper"
        number = re.sub(r"S+", "", part["number"]).removesuffix(".0")
        if part["kind"] == "S":
            return f"Section {number}"
        first, _, rest = number.partition(".")
        letter = chr(ord("A") + min(25, int(first) - 1)) if first.isdigit() and int(first) else first
        return f"Appendix {letter}{'.' + rest if rest else ''}"

    def url(self, place: str) -> str:
        """The address of the place in exactly this version; "" when the paper is not on arXiv."""
        arxiv = parse_arxiv_id(self.paper.paper)
        if arxiv is None:
            return ""
        name = arxiv.id + (f"v{self.paper.version}" if self.paper.version else "")
        if self.paper.source not in ("html", "eprint"):
            return f"{self._site_url}/abs/{name}"
        section = self.section_of(place)
        return f"{self._site_url}/html/{name}{_anchor(section.id if section else place)}"

    def link(self, place: str, label: str = "") -> str:
        """A Markdown link to the place, or its plain label."""
        label, url = label or self.label(place), self.url(place)
        return f"[{label}]({url})" if url else label


class _Running:
    """A section's sentences as one normalised string, with the offset at which each begins."""

    def __init__(self, section: Section) -> None:
        self.ids: list[str] = []
        self.starts: list[int] = []
        parts: list[str] = []
        length = 0
        for sentence in section.sentences:
            text = normalise(sentence.text)
            self.ids.append(sentence.id)
            self.starts.append(length)
            parts.append(text)
            length += len(text) + 1
        self.text = " ".join(parts)

    def sentence_at(self, offset: int) -> str:
        return self.ids[bisect_right(self.starts, offset) - 1]

    def whole_words(self, start: int, end: int) -> bool:
        before, after = self.text[max(0, start - 1) : start], self.text[end : end + 1]
        return not (before.isalnum() and self.text[start].isalnum()) and not (
            after.isalnum() and self.text[end - 1].isalnum()
        )


def _anchor(section_id: str) -> str:
    """LaTeXML's name of a part, which arXiv's HTML pages use: `S3.2` -> `#S3.SS2`, `S3.F1`; "" for anything else."""
    if _FLOAT.fullmatch(section_id):
        return f"#{section_id}"
    part = _PART.match(section_id)
    if part is None:
        return ""
    levels = [re.sub(r"S+", "", level) for level in part["number"].removesuffix(".SSS0").split(".")]
    names = ["", "SS", "SSS"]
    if len(levels) > len(names):
        return ""
    return "#" + part["kind"] + ".".join(f"{name}{level}" for name, level in zip(names, levels, strict=False))
