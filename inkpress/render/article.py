"""The web writer: a document as an HTML fragment, formulas as MathML, code coloured by class."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from typing import TYPE_CHECKING

from inkpress.render.entry import in_address
from inkpress.render.formula.forms import mathml
from inkpress.render.tree import Code, Document, Element, Footnote, Formula, Heading, Node, NoteRef, Picture
from inkpress.text import slug_of_file

if TYPE_CHECKING:
    from pygments.formatters import HtmlFormatter
    from pygments.lexer import Lexer

_VOID = frozenset({"br", "hr", "img"})


@dataclass(frozen=True, slots=True)
class PictureFile:
    """Where a picture is served, and its size in CSS pixels (0 when unknown)."""

    url: str
    width: int = 0
    height: int = 0


def article_html(document: Document, *, pictures: Mapping[str, PictureFile] | None = None, prefix: str = "/") -> str:
    """The body as HTML for a web page, its notes at the end.

    `pictures` says for each address the author wrote where the file is served; one that is absent keeps its own
    address. `prefix` is where the site begins, for `post:` and `glossary:` links. Raises RenderError for a formula
    that cannot be set.
    """
    writer = _Writer(pictures or {}, prefix)
    body = writer.blocks(document.children)
    return f"{body}\n{writer.notes(document.footnotes)}".strip() + "\n"


def web_address(href: str, prefix: str) -> str:
    """`post:SLUG`, a post's file and `glossary:SLUG` as addresses under `prefix`; every other address as it is."""
    if slug := slug_of_file(href):
        href = f"post:{slug}{href[href.find('#') :] if '#' in href else ''}"
    kind, _, slug = href.partition(":")
    if kind == "post":
        slug, sign, anchor = slug.partition("#")
        return f"{prefix}p/{in_address(slug)}/{sign}{anchor}"
    if kind == "glossary":
        return f"{prefix}glossary/#{slug}"
    return href


class _Writer:
    def __init__(self, pictures: Mapping[str, PictureFile], prefix: str) -> None:
        self.pictures = pictures
        self.prefix = prefix
        self.marked: set[str] = set()  # notes whose first mark is written: only that one is the way back

    def blocks(self, nodes: Iterable[Node]) -> str:
        return "".join(map(self.node, nodes))

    def node(self, node: Node) -> str:
        match node:
            case str():
                return escape(node, quote=False)
            case Heading(level=level, id=identifier, children=children):
                return f'<h{level} id="{identifier}">{self.blocks(children)}</h{level}>\n'
            case Formula(display=True):
                return f'<div class="formula">{mathml(node)}</div>\n'
            case Formula():
                return mathml(node)
            case Code(text=text, language=language):
                return _code(text, language)
            case Picture():
                return self.figure(node)
            case NoteRef():
                return self.mark(node)
            case Element():
                return self.element(node)

    def element(self, node: Element) -> str:
        if node.tag == "img":
            return self.image(node.attrs["src"], node.attrs["alt"])
        if node.tag == "table":
            return f'<div class="table" tabindex="0"><table>{self.blocks(node.children)}</table></div>\n'
        attrs = {**({"scope": "col"} if node.tag == "th" else {}), **node.attrs}
        if "href" in attrs:
            href = attrs["href"]
            attrs["href"] = self.pictures[href].url if href in self.pictures else web_address(href, self.prefix)
        if align := attrs.pop("align", ""):
            attrs["class"] = f"to-{align}" if align in ("right", "center") else "to-left"
        written = "".join(f' {name}="{escape(value)}"' for name, value in attrs.items())
        if node.tag in _VOID:
            return f"<{node.tag}{written}>"
        end = "\n" if node.tag in ("p", "ul", "ol", "blockquote") else ""
        inner = self.blocks(node.children)
        if node.tag == "code":  # its quotes are written out, so that no reader of feeds takes them for an attribute's
            inner = inner.replace('"', "&quot;")
        return f"<{node.tag}{written}>{inner}</{node.tag}>{end}"

    def image(self, source: str, alt: str) -> str:
        file = self.pictures.get(source, PictureFile(source))
        size = f' width="{file.width}" height="{file.height}"' if file.width and file.height else ""
        return f'<img src="{escape(file.url)}" alt="{escape(alt)}"{size} loading="lazy" decoding="async">'

    def figure(self, node: Picture) -> str:
        words = escape(node.caption, quote=False)
        if node.credit:
            words += f' <span class="credit">Credit: {escape(node.credit, quote=False)}</span>'
        caption = f"<figcaption>{words.strip()}</figcaption>" if words else ""
        return f"<figure>{self.image(node.src, node.alt)}{caption}</figure>\n"

    def mark(self, node: NoteRef) -> str:
        anchor, sign = _anchor(node), sign_of(node)
        way_back = "" if anchor in self.marked else f' id="fnref_{anchor}"'
        self.marked.add(anchor)
        if node.is_evidence:
            said = f' aria-label="evidence {sign}"'
            return f'<sup class="evidence"><a{way_back} href="#fn_{anchor}"{said}>{sign}</a></sup>'
        return f'<sup class="note"><a{way_back} href="#fn_{anchor}">{sign}</a></sup>'

    def notes(self, footnotes: tuple[Footnote, ...]) -> str:
        """The author's notes, numbered, then the evidence, lettered; each with a way back."""
        out = []
        for is_evidence, name, title in ((False, "notes", "Notes"), (True, "evidence", "Evidence")):
            items = [self.note(note) for note in footnotes if note.is_evidence == is_evidence]
            if items:
                kind = ' type="a"' if is_evidence else ""
                out.append(
                    f'<section class="{name}" aria-labelledby="x_{name}"><h2 id="x_{name}">{title}</h2>\n'
                    f"<ol{kind}>\n{''.join(items)}</ol></section>\n"
                )
        return "".join(out)

    def note(self, note: Footnote) -> str:
        anchor = _anchor(note)
        back = f'<a class="back" href="#fnref_{anchor}" aria-label="back to the text">↩</a>'
        return f'<li id="fn_{anchor}">{self.blocks(note.children).strip()} {back}</li>\n'


def sign_of(note: NoteRef | Footnote) -> str:
    """What marks a note: 1, 2, 3 for the author's own; a, b, … z, aa for evidence."""
    number, letters = note.number, ""
    if not note.is_evidence:
        return str(number)
    while number:
        number, place = divmod(number - 1, 26)
        letters = chr(ord("a") + place) + letters
    return letters


def _anchor(note: NoteRef | Footnote) -> str:
    """A note's part of an id. With the `_` before it, it is no heading's id: those have hyphens only."""
    return note.label if note.is_evidence else str(note.number)


def _code(text: str, language: str) -> str:
    inner = _coloured(text, language) if language else escape(text)
    name = f' class="language-{language}"' if language else ""
    return f'<pre tabindex="0"><code{name}>{inner}</code></pre>\n'


def _coloured(text: str, language: str) -> str:
    """Spans with Pygments' short class names; plain text for a language Pygments does not know."""
    from pygments import highlight

    lexer = _lexer(language)
    return escape(text) if lexer is None else str(highlight(text, lexer, _formatter()))


@lru_cache(maxsize=64)
def _lexer(language: str) -> Lexer | None:
    from pygments.lexers import get_lexer_by_name
    from pygments.util import ClassNotFound

    try:
        return get_lexer_by_name(language, stripnl=False, ensurenl=False)
    except ClassNotFound:
        return None


@lru_cache(maxsize=1)
def _formatter() -> HtmlFormatter[str]:
    from pygments.formatters import HtmlFormatter

    return HtmlFormatter(nowrap=True)
