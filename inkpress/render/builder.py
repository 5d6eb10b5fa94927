"""Cleaned HTML elements -> nodes of the tree: figures, notes, code, formulas and links find their places."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from inkpress.models import Finding, Severity
from inkpress.render.formula.forms import formula_text
from inkpress.render.islands import TOKEN, Islands
from inkpress.render.sanitise import is_safe_picture
from inkpress.render.tree import Code, Element, Formula, Heading, Node, NoteRef, Picture, attrs_of, plain_text, walk

_ADDRESS = re.compile(r"https?://[^\s<>\"'“”‘’\ue000]{3,2000}")
_TRAILING = ".,;:!?)]}*_…"
_CREDIT = re.compile(r"\s*\bCredit:\s*")
_BLOCKS = frozenset({"p", "div", "blockquote", "ul", "ol", "table", "pre", "hr", "dl", "details", "figure"})
_CONTAINERS = _BLOCKS - {"div"} | {"li", "dd", "thead", "tbody", "tfoot", "tr", "td", "th"}
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")  # Python-Markdown leaves the backslash in titles
EVIDENCE = re.compile(r"e\d+")


class Builder:
    """Turns cleaned elements into nodes; gathers notes and findings on the way."""

    def __init__(self, file: str, islands: Islands, body: str, first_line: int) -> None:
        self.file = file
        self.islands = islands
        self.body = body
        self.first_line = first_line
        self.notes: dict[str, tuple[Node, ...]] = {}
        self.numbers: dict[str, int] = {}
        self.findings: list[Finding] = []

    # --- blocks

    def blocks(self, nodes: tuple[Node, ...]) -> Iterator[Node]:
        """The nodes of a block container, paragraphs split around display formulas, code and figures."""
        for node in nodes:
            yield from self.block(node) if isinstance(node, Element) else self.inline((node,))

    def block(self, node: Element) -> Iterator[Node]:
        if node.tag == "p":
            yield from self.paragraph(node)
        elif node.tag == "pre":
            yield self.code(node)
        elif node.tag in _HEADINGS:
            yield Heading(int(node.tag[1]), "", tuple(self.inline(node.children)))
        elif node.tag == "div" and node.attrs.get("class") == "footnote":
            self.collect_notes(node)
        elif node.tag == "figure":
            yield from self.figure(node)
        elif node.tag in _CONTAINERS:
            yield Element(node.tag, node.attrs, tuple(map(_no_heading, self.blocks(_with_bars(node)))))
        elif node.tag == "div" or _holds_blocks(node):
            yield from self.blocks(node.children)
        else:
            yield from self.inline((node,))

    def paragraph(self, node: Element) -> Iterator[Node]:
        """`node` as one paragraph, or as several around what must stand alone."""
        run: list[Node] = []
        content = list(self.inline(node.children))
        alone = all(isinstance(n, Picture) or (isinstance(n, str) and not n.strip()) for n in content)
        for child in content:
            is_block = isinstance(child, Code) or (isinstance(child, Formula) and child.display)
            if is_block or (alone and isinstance(child, Picture)):
                yield from _paragraph(run)
                yield child
                run = []
            else:
                run.append(_inline_picture(child))
        yield from _paragraph(run)

    def code(self, node: Element) -> Code:
        text = self.islands.restore(_raw_text(node))
        return Code(text.removesuffix("\n"))

    def figure(self, node: Element) -> Iterator[Node]:
        """A raw `<figure>`: its picture takes the words of its `<figcaption>`."""
        captions = [n for n in walk(node.children) if isinstance(n, Element) and n.tag == "figcaption"]
        caption = " ".join(self.words(plain_text(captions)).split())
        for child in walk(node.children):
            if isinstance(child, Element) and child.tag == "img":
                for picture in self.picture(child):
                    if caption and isinstance(picture, Picture):
                        words = _caption(caption)
                        yield Picture(picture.src, picture.alt, words[0], words[1])
                    else:
                        yield picture

    def collect_notes(self, node: Element) -> None:
        for item in walk(node.children):
            label = attrs_of(item).get("id", "")
            if isinstance(item, Element) and item.tag == "li" and label.startswith("fn:"):
                self.notes[label[3:]] = tuple(self.blocks(item.children))

    # --- inline

    def inline(self, nodes: tuple[Node, ...]) -> Iterator[Node]:
        for node in nodes:
            if isinstance(node, str):
                yield from self.text(node)
            elif isinstance(node, Element):
                yield from self.element(node)

    def element(self, node: Element) -> Iterator[Node]:
        if node.tag == "img":
            yield from self.picture(node)
        elif node.tag in ("code", "kbd", "samp"):
            yield Element(node.tag, {}, (self.islands.restore(_raw_text(node)),))
        elif node.tag == "sup" and node.attrs.get("id", "").startswith("fnref"):
            yield self.note_mark(node)
        elif node.tag == "a":
            yield from self.link(node)
        elif node.tag in ("span", "div"):
            yield from self.inline(node.children)
        elif node.tag in _BLOCKS:
            yield from self.blocks((node,))
        else:
            title = {"title": self.words(node.attrs["title"])} if node.tag == "abbr" and "title" in node.attrs else {}
            yield Element(node.tag, title, tuple(self.inline(node.children)))

    def link(self, node: Element) -> Iterator[Node]:
        href = node.attrs.get("href", "")
        if href.startswith("#fnref"):  # the way back from a note: writers make their own
            return
        children = tuple(self.inline(node.children))
        if not href:
            yield from children
            return
        title = {"title": self.islands.restore(node.attrs["title"])} if "title" in node.attrs else {}
        yield Element("a", {"href": self.islands.restore(href), **title}, tuple(_without_links(children)))
        yield from (mark for mark in walk(children) if isinstance(mark, NoteRef))  # a mark leads elsewhere: beside it

    def note_mark(self, node: Element) -> NoteRef:
        label = node.attrs["id"].partition(":")[2]
        is_evidence = bool(EVIDENCE.fullmatch(label))
        if label not in self.numbers:
            same_kind = [known for known in self.numbers if bool(EVIDENCE.fullmatch(known)) == is_evidence]
            self.numbers[label] = len(same_kind) + 1
        return NoteRef(label, self.numbers[label], is_evidence)

    def picture(self, node: Element) -> Iterator[Node]:
        source = self.islands.restore(node.attrs.get("src", ""))
        alt = self.words(node.attrs.get("alt", ""))
        if is_safe_picture(source, alt):
            caption, credit = _caption(_ESCAPED.sub(r"\1", self.words(node.attrs.get("title", ""))))
            yield Picture(source, alt, caption, credit)
            return
        self.findings.append(
            Finding(
                rule="render-picture-refused",
                severity=Severity.WARNING,
                file=self.file,
                line=self.line_of(source),
                message="a picture was left out: not a file beside the post, nor a plain picture with a description",
                hint="save it beside the post, and describe it in the brackets",
            )
        )
        if alt.strip():
            yield Element("em", {}, (f"[{alt.strip()}]",))

    def words(self, text: str) -> str:
        """Text that cannot hold nodes, such as an alt text: a formula in it is written on one line."""

        def written(match: re.Match[str]) -> str:
            node = self.islands.nodes[int(match[1])]
            return formula_text(node) if isinstance(node, Formula) else self.islands.sources[int(match[1])]

        return TOKEN.sub(written, text)

    def text(self, text: str) -> Iterator[Node]:
        """Text with tokens made nodes, and bare addresses made links."""
        position = 0
        for match in TOKEN.finditer(text):
            yield from _linked(text[position : match.start()])
            yield self.islands.nodes[int(match[1])] if int(match[1]) < len(self.islands.nodes) else ""
            position = match.end()
        yield from _linked(text[position:])

    # --- the whole

    def line_of(self, needle: str) -> int:
        found = self.body.find(needle) if needle else -1
        return self.first_line + (self.body.count("\n", 0, found) if found >= 0 else 0)

    def note_hidden(self, hidden: int, dense: int) -> None:
        for count, rule, message in (
            (hidden, "render-hidden-characters", "control or direction characters taken out"),
            (dense, "render-dense-markup", "paragraphs with too much markup shown as plain text"),
        ):
            if count:
                self.findings.append(
                    Finding(
                        rule=rule,
                        severity=Severity.WARNING,
                        file=self.file,
                        line=self.first_line,
                        message=f"{count} {message}",
                    )
                )


def _holds_blocks(node: Element) -> bool:
    """Whether this is a `<b>` that nobody closed: a browser's parser puts it around all that follows."""
    return any(isinstance(n, Element) and (n.tag in _BLOCKS or n.tag in _HEADINGS) for n in node.children)


def _with_bars(node: Element) -> tuple[Node, ...]:
    """What is in it. A bar in a cell's code is written `\\|`, and Python-Markdown leaves the backslash."""
    if node.tag not in ("td", "th"):
        return node.children
    return tuple(
        Element("code", {}, (_raw_text(child).replace(r"\|", "|"),))
        if isinstance(child, Element) and child.tag == "code"
        else child
        for child in node.children
    )


def _no_heading(node: Node) -> Node:
    """A heading inside a list or a quotation is words in bold: it opens no section."""
    return Element("p", {}, (Element("strong", {}, node.children),)) if isinstance(node, Heading) else node


def _paragraph(run: list[Node]) -> Iterator[Node]:
    while run and isinstance(run[0], str) and not run[0].strip():
        run = run[1:]
    while run and isinstance(run[-1], str) and not run[-1].strip():
        run = run[:-1]
    if run and isinstance(run[-1], str):
        run = [*run[:-1], run[-1].rstrip()]
    if run:
        yield Element("p", {}, tuple(run))


def _inline_picture(node: Node) -> Node:
    """A picture in running text keeps its place as an `img` without a caption."""
    return Element("img", {"src": node.src, "alt": node.alt}, ()) if isinstance(node, Picture) else node


def _raw_text(node: Element) -> str:
    return "".join(child for child in walk(node.children) if isinstance(child, str))


def _without_links(nodes: Iterable[Node]) -> Iterator[Node]:
    """The nodes of a link's text: an address in it is text, because links do not nest; marks of notes are left out."""
    for node in nodes:
        if isinstance(node, Element) and node.tag == "a":
            yield from _without_links(node.children)
        elif isinstance(node, Element):
            yield Element(node.tag, node.attrs, tuple(_without_links(node.children)))
        elif not isinstance(node, NoteRef):
            yield _inline_picture(node)


def _linked(text: str) -> Iterator[Node]:
    position = 0
    if "://" in text:
        for match in _ADDRESS.finditer(text):
            address = match[0].rstrip(_TRAILING)
            if address.count("(") > address.count(")") and match[0][len(address) :].startswith(")"):
                address += ")"
            if match.start() > position:
                yield text[position : match.start()]
            yield Element("a", {"href": address}, (address,))
            position = match.start() + len(address)
    if text[position:]:
        yield text[position:]


def _caption(title: str) -> tuple[str, str]:
    """`"Caption. Credit: NAME, LICENCE"` -> caption, credit."""
    caption, _, credit = title.partition("\0") if not title else _CREDIT.sub("\0", title, count=1).partition("\0")
    return caption.strip(), credit.strip()
