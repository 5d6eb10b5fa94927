"""The one tree that every writer walks: a post's body, sanitised, as plain frozen nodes.

Text is `str`, unescaped; a writer escapes on output. Depth is at most `MAX_DEPTH`, so writers may recurse.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from inkpress.models import Finding

MAX_DEPTH = 40


@dataclass(frozen=True, slots=True)
class Element:
    """An HTML element of the allow-list."""

    tag: str
    attrs: Mapping[str, str]
    children: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Formula:
    """LaTeX between dollar signs; `line` is the line of the file, for messages."""

    latex: str
    display: bool
    file: str
    line: int


@dataclass(frozen=True, slots=True)
class Code:
    """A fenced or indented block of code, exactly as written."""

    text: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """An image that stands alone: a figure with its caption and credit. `src` is as the author wrote it."""

    src: str
    alt: str
    caption: str = ""
    credit: str = ""


@dataclass(frozen=True, slots=True)
class NoteRef:
    """The mark of a footnote in the text."""

    label: str
    number: int  # among its kind: notes and evidence are counted apart
    is_evidence: bool


@dataclass(frozen=True, slots=True)
class Heading:
    """A section heading: level 2 to 6, and an id that is unique in the document."""

    level: int
    id: str
    children: tuple[Node, ...]

    @property
    def text(self) -> str:
        return " ".join(plain_text(self.children).split())


Node = Element | Formula | Code | Picture | NoteRef | Heading | str


@dataclass(frozen=True, slots=True)
class Footnote:
    """A footnote's content. Evidence (`[^e1]`) quotes the paper; other labels are the author's notes."""

    label: str
    number: int
    is_evidence: bool
    children: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """A post's body as a tree, with what writers ask of it."""

    file: str
    children: tuple[Node, ...]
    headings: tuple[Heading, ...] = ()
    images: tuple[Picture, ...] = ()
    formulas: tuple[Formula, ...] = ()
    footnotes: tuple[Footnote, ...] = ()
    links: tuple[str, ...] = ()  # every address, in order, as written
    words: int = 0
    findings: tuple[Finding, ...] = field(default=())  # what was taken out, for the author


def walk(nodes: Iterable[Node]) -> Iterator[Node]:
    """Every node below `nodes`, in reading order."""
    for node in nodes:
        yield node
        if isinstance(node, Element | Heading):
            yield from walk(node.children)


def plain_text(nodes: Iterable[Node]) -> str:
    """The words of `nodes`: formulas as LaTeX source, code as it is, no footnote marks."""
    parts: list[str] = []
    for node in walk(nodes):
        match node:
            case str():
                parts.append(node)
            case Formula(latex=latex):
                parts.append(latex)
            case Code(text=text):
                parts.append(text)
            case Element(tag="br"):
                parts.append("\n")
            case _:
                pass
    return "".join(parts)


def attrs_of(node: Node) -> Mapping[str, str]:
    """The attributes of an element; of anything else none."""
    return node.attrs if isinstance(node, Element) else {}
