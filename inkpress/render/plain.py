"""The text writer: a document as plain text of 76 columns, for the text part of the e-mail.

Links become numbered notes after the text; code stands exactly as written, indented by four; tables are set in
columns, or row by row where they are too wide.
"""

from __future__ import annotations

import textwrap
import unicodedata
from collections.abc import Callable, Iterable

from inkpress.render.formula.forms import formula_text
from inkpress.render.mail_body import EVIDENCE_MARK, bare_address
from inkpress.render.tree import Code, Document, Element, Footnote, Formula, Heading, Node, NoteRef, Picture

WIDTH = 76
AddressOf = Callable[[str], str]
_SIGNS = {"sup": "^{}", "sub": "_{}", "del": "~~{}~~", "s": "~~{}~~"}
_UNDERLINES = {1: "=", 2: "-", 3: "."}


class Links:
    """The addresses of one text, numbered from 1 in the order in which they first stand."""

    def __init__(self) -> None:
        self.numbers: dict[str, int] = {}

    def mark(self, address: str) -> str:
        """`[3]`, the note for `address`."""
        return f"[{self.numbers.setdefault(address, len(self.numbers) + 1)}]"

    def listing(self) -> str:
        """One line for each address."""
        return "\n".join(f"[{number}] {address}" for address, number in self.numbers.items())


def plain_body(document: Document, links: Links, address: AddressOf) -> str:
    """The body and its notes as text. `address` makes any of the document's addresses absolute."""
    writer = _Writer(links, address)
    return f"{writer.blocks(document.children)}\n\n{writer.notes(document.footnotes)}".strip()


def wrap(text: str, indent: str = "", first: str | None = None) -> str:
    """`text` in lines of at most 76 columns; a word longer than that keeps its own line."""
    return textwrap.fill(
        " ".join(text.split()),
        WIDTH,
        initial_indent=indent if first is None else first,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )


def underlined(title: str, level: int) -> str:
    """A heading of level 1 to 6."""
    title = wrap(title)
    mark = _UNDERLINES.get(level)
    return f"{title}\n{mark * min(WIDTH, max(map(_columns, title.splitlines()), default=0))}" if mark else f"{title}"


class _Writer:
    def __init__(self, links: Links, address: AddressOf) -> None:
        self.links = links
        self.address = address

    # --- blocks, each followed by an empty line

    def blocks(self, nodes: Iterable[Node], indent: str = "", gap: str = "\n\n") -> str:
        """The blocks of a container, `gap` between them; text between them is a paragraph of its own."""
        out: list[str] = []
        run: list[Node] = []
        for node in nodes:
            if _is_block(node):
                out.append(self.paragraph(run, indent))
                run = []
                out.append(self.block(node, indent))
            else:
                run.append(node)
        out.append(self.paragraph(run, indent))
        return gap.join(part for part in out if part)

    def paragraph(self, run: list[Node], indent: str) -> str:
        lines = self.inline(run).split("\v")
        return "\n".join(wrap(line, indent) for line in lines if line.strip())

    def block(self, node: Node, indent: str) -> str:
        match node:
            case Heading(level=level, children=children):
                return "\n" + underlined(self.inline(children), level)
            case Formula():
                return wrap(formula_text(node), indent + "    ")
            case Code(text=text):
                return textwrap.indent(text.expandtabs(4), indent + "    ", lambda line: bool(line.strip()))
            case Picture():
                return self.picture(node, indent)
            case Element():
                return self.element(node, indent)
            case _:
                return ""

    def picture(self, node: Picture, indent: str) -> str:
        credit = f" Credit: {node.credit}" if node.credit else ""
        words = f"[Figure: {node.alt}]"
        caption = wrap(f"{node.caption}{credit}", indent) if node.caption or credit else ""
        return "\n".join(part for part in (wrap(words, indent), caption) if part)

    def element(self, node: Element, indent: str) -> str:
        match node.tag:
            case "ul" | "ol":
                return self.listing(node, indent)
            case "blockquote":
                return self.blocks(node.children, indent + "> ")
            case "table":
                return self.table(node, indent)
            case "hr":
                return indent + "* * *"
            case _:
                return self.blocks(node.children, indent)

    def listing(self, node: Element, indent: str) -> str:
        items = [child for child in node.children if isinstance(child, Element) and child.tag == "li"]
        start = int(node.attrs["start"]) if node.attrs.get("start", "").isdigit() else 1
        has_paragraphs = any(isinstance(part, Element) and part.tag == "p" for item in items for part in item.children)
        gap = "\n\n" if has_paragraphs else "\n"
        out = []
        for number, item in enumerate(items, start):
            mark = f"{number}. " if node.tag == "ol" else "- "
            body = self.blocks(item.children, indent + " " * len(mark), gap)
            out.append(indent + mark + body[len(indent) + len(mark) :])
        return gap.join(out)

    def table(self, node: Element, indent: str) -> str:
        rows = [
            [" ".join(self.inline(cell.children).split()) for cell in row.children if isinstance(cell, Element)]
            for row in _rows(node)
        ]
        rows = [row for row in rows if row]
        if not rows:
            return ""
        widths = [max(_columns(row[i]) if i < len(row) else 0 for row in rows) for i in range(max(map(len, rows)))]
        if sum(widths) + 3 * (len(widths) - 1) + len(indent) <= WIDTH:
            lines = [
                " | ".join(cell + " " * (w - _columns(cell)) for cell, w in zip(row, widths, strict=False))
                for row in rows
            ]
            lines.insert(1, "-+-".join("-" * w for w in widths))
            return "\n".join((indent + line).rstrip() for line in lines)
        head, *body = rows
        return "\n\n".join(
            "\n".join(wrap(f"{name}: {cell}", indent + "  ", indent) for name, cell in zip(head, row, strict=False))
            for row in body or [head]
        )

    def notes(self, footnotes: tuple[Footnote, ...]) -> str:
        out = []
        notes = [note for note in footnotes if not note.is_evidence]
        if notes:
            out.append(f"Notes {self.links.mark(self.address('#x_notes'))}")
        for note in notes:
            mark = f"({note.number}) "
            body = self.blocks(note.children, " " * len(mark))
            out.append(mark + body[len(mark) :])
        if len(notes) < len(footnotes):
            where = self.links.mark(self.address("#x_evidence"))
            out.append(
                wrap(
                    f"{EVIDENCE_MARK} stands after a sentence that rests on the paper’s own words."
                    f" Read the quoted sentences {where} beside the text on the web."
                )
            )
        return "\n\n".join(out)

    # --- inline

    def inline(self, nodes: Iterable[Node]) -> str:
        """Running text; a forced line break is a vertical tab until the paragraph is wrapped."""
        return "".join(map(self.inline_node, nodes))

    def inline_node(self, node: Node) -> str:
        match node:
            case str():
                return node
            case Formula():
                return formula_text(node)
            case Code(text=text):
                return text
            case Picture(alt=alt):
                return f"[{alt}]"
            case NoteRef():
                return EVIDENCE_MARK if node.is_evidence else f" ({node.number})"
            case Heading(children=children):
                return self.inline(children)
            case Element():
                return self.inline_element(node)

    def inline_element(self, node: Element) -> str:
        inner = self.inline(node.children)
        if node.tag == "br":
            return "\v"
        if node.tag == "img":
            return f"[{node.attrs.get('alt', '')}]"
        if node.tag == "q":
            return f"“{inner}”"
        if node.tag in _SIGNS and inner:
            return _SIGNS[node.tag].format(f"({inner})" if " " in inner and node.tag != "del" else inner)
        if node.tag == "a":
            address = self.address(node.attrs["href"])
            return f"{bare_address(node) or inner} {self.links.mark(address)}"
        return inner


def _is_block(node: Node) -> bool:
    if isinstance(node, Formula):
        return node.display
    if isinstance(node, Element):
        return node.tag in ("p", "ul", "ol", "blockquote", "table", "hr", "dl", "dt", "dd", "details", "summary", "div")
    return isinstance(node, Heading | Code | Picture)


def _rows(node: Element) -> list[Element]:
    found: list[Element] = []
    for child in node.children:
        if isinstance(child, Element):
            found.extend([child] if child.tag == "tr" else _rows(child))
    return found


def _columns(text: str) -> int:
    """The columns a text takes in a terminal: two for wide signs, none for combining ones."""
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)
