"""Markdown -> `Document`: the sanitised tree that the web, e-mail and text writers share.

The steps, each in its own module: formulas and code are lifted out (`islands`), the rest is put into
Python-Markdown's dialect (`dialect`), converted, cleaned (`sanitise`), and made into nodes (`builder`).
"""

from __future__ import annotations

import threading
from typing import cast

import markdown
from markdown.inlinepatterns import SimpleTagInlineProcessor
from markdown.treeprocessors import InlineProcessor

from inkpress.errors import RenderError
from inkpress.render.builder import EVIDENCE, Builder
from inkpress.render.dialect import clean_characters, to_python_markdown
from inkpress.render.islands import lift_islands
from inkpress.render.sanitise import to_nodes
from inkpress.render.tree import Document, Element, Footnote, Formula, Heading, Node, Picture, plain_text, walk
from inkpress.text import slugify

MAX_BODY = 2_000_000  # characters; a book has about half of that

_STRUCK = r"(~~)(?=[^\s~])(.{1,500}?)(?<=[^\s~])~~"  # ~~struck out~~, as most forges have it
_LOCAL = threading.local()  # a Markdown object is expensive to make and not safe to share between threads


def parse_document(body: str, *, file: str, first_line: int = 1, title: str = "") -> Document:
    """The tree of a post's body. `first_line` is the line of `file` on which `body` begins (1-based).

    Headings begin at level 2, because the title is level 1; a first heading that repeats `title` is left out.
    Raises RenderError for a body that is too large or nested too deeply to read.
    """
    if len(body) > MAX_BODY:
        raise RenderError(f"is longer than {MAX_BODY:,} characters", file=file, hint="split it into several posts")
    cleaned, hidden = clean_characters(body)
    source, islands = lift_islands(cleaned, file=file, first_line=first_line)
    source, dense = to_python_markdown(source, islands.keep_plain)
    try:
        nodes = to_nodes(_convert(source), file=file)
        builder = Builder(file, islands, cleaned, first_line)
        children = tuple(builder.blocks(nodes))
    except RecursionError as error:
        raise RenderError("is nested too deeply", file=file, line=first_line, hint="flatten its lists") from error
    builder.note_hidden(hidden, dense)
    return _document(builder, children, title)


def _convert(source: str) -> str:
    converter: markdown.Markdown | None = getattr(_LOCAL, "converter", None)
    if converter is None:
        converter = markdown.Markdown(
            extensions=["abbr", "def_list", "footnotes", "md_in_html", "sane_lists", "tables"],
            extension_configs={"footnotes": {"BACKLINK_TEXT": ""}},  # writers make their own way back
            output_format="html",
        )
        converter.inlinePatterns.register(SimpleTagInlineProcessor(_STRUCK, "del"), "del", 65)
        # the registry sorts itself at every look; the steps that read it, once for each piece of text, take a list too
        inline = cast(InlineProcessor, converter.treeprocessors["inline"])
        inline.inlinePatterns = list(converter.inlinePatterns)  # type: ignore[assignment]
        _LOCAL.converter = converter
    converter.reset()
    return converter.convert(source)


def _document(builder: Builder, children: tuple[Node, ...], title: str) -> Document:
    children = _drop_title(children, title)
    children = _number_headings(children)
    notes = tuple(
        Footnote(label, builder.numbers[label], bool(EVIDENCE.fullmatch(label)), builder.notes[label])
        for label in builder.numbers
        if label in builder.notes
    )
    everything = list(walk((*children, *(n for note in notes for n in note.children))))
    return Document(
        file=builder.file,
        children=children,
        headings=tuple(n for n in children if isinstance(n, Heading)),
        images=tuple(picture for n in everything if (picture := _as_picture(n))),
        formulas=tuple(n for n in everything if isinstance(n, Formula)),
        footnotes=notes,
        links=tuple(n.attrs["href"] for n in everything if isinstance(n, Element) and n.tag == "a"),
        words=len(plain_text(children).split()),
        findings=tuple(builder.findings),
    )


def _as_picture(node: Node) -> Picture | None:
    """A figure, or the picture that an `img` in running text shows."""
    if isinstance(node, Element) and node.tag == "img":
        return Picture(node.attrs["src"], node.attrs["alt"])
    return node if isinstance(node, Picture) else None


def _drop_title(children: tuple[Node, ...], title: str) -> tuple[Node, ...]:
    for index, node in enumerate(children):
        if isinstance(node, str) and not node.strip():
            continue
        if isinstance(node, Heading) and title and node.text.casefold() == " ".join(title.split()).casefold():
            return children[:index] + children[index + 1 :]
        break
    return children


def _number_headings(children: tuple[Node, ...]) -> tuple[Node, ...]:
    """Levels from 2 without a gap, and ids from the words: unique, and the same each time."""
    shift = 1 if any(isinstance(n, Heading) and n.level == 1 for n in children) else 0
    used: set[str] = set()
    previous = 1
    out: list[Node] = []
    for node in children:
        if isinstance(node, Heading):
            level = max(2, min(node.level + shift, previous + 1, 6))
            previous = level
            base = slugify(node.text)
            identifier, number = base, 2
            while identifier in used:
                identifier, number = f"{base}-{number}", number + 1
            used.add(identifier)
            node = Heading(level, identifier, node.children)
        elif isinstance(node, str) and not node.strip():
            continue
        out.append(node)
    return tuple(out)
