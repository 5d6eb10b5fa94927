"""HTML (LaTeXML's, as arXiv serves it, or plain) -> outline.

TeX is taken from a formula's `alttext`, so MathML subtrees are never walked. Elements' own ids are kept: they are
the anchors of arXiv's pages.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from selectolax.lexbor import LexborHTMLParser, LexborNode

from inkpress.errors import PaperError
from inkpress.read.html_sight import Sight
from inkpress.read.html_tree import classes_of, depth_of, outermost, rows_of, tex_of
from inkpress.read.maths import maths_text
from inkpress.read.outline import Outline

MAX_HTML_BYTES = 50_000_000
MAX_DEPTH = 1_000
_DEEPEST = 120
_NESTED = "figure, section.ltx_section, section.ltx_subsection, section.ltx_subsubsection, section.ltx_appendix"
_SKIPPED_TAGS = {
    "script",
    "style",
    "nav",
    "footer",
    "header",
    "svg",
    "button",
    "head",
    "template",
    "noscript",
    "iframe",
}
_SKIPPED = {
    *("ltx_page_footer", "ltx_page_header", "ltx_page_navbar", "ltx_toclist", "ltx_TOC", "ltx_pagination", "ltx_rule"),
    *("ltx_authors", "ltx_dates", "ltx_date", "ltx_role_newpage", "ltx_classification", "ltx_keywords"),
    *("ltx_listing_data", "package-alerts"),
}
_LEVELS = {
    **dict.fromkeys(("part", "chapter", "section", "appendix", "acknowledgements", "index"), 1),
    "subsection": 2,
    "subsubsection": 3,
    "paragraph": 4,
    "subparagraph": 5,
}
_EXPONENT = re.compile(r"[-−–+]?\d{1,4}")
_SELF_CLOSED = re.compile(r"<(?!br|hr|img|meta|link|input|col|wbr|area|base|embed|source|track)([a-zA-Z]\w*)([^<>]*)/>")


Rows = Sequence[Sequence[str]]


def outline_html(data: bytes) -> tuple[Outline, tuple[str, ...]]:
    """The outline of an HTML paper, and why it may be incomplete. Raises PaperError for what is no HTML page."""
    if len(data) > MAX_HTML_BYTES:
        raise PaperError(f"the HTML is larger than {MAX_HTML_BYTES:,} bytes", hint="read the e-print or PDF instead")
    text = data.decode("utf-8", "replace")
    if "<" not in text[:2000]:
        raise PaperError("is not HTML", hint="give the file the ending of what it is")
    if text.lstrip("\ufeff \n\r\t").startswith("<?xml"):
        text = _SELF_CLOSED.sub(r"<\1\2></\1>", text)  # an HTML parser would leave them open
    if depth_of(text) > MAX_DEPTH:
        raise PaperError(f"nests more than {MAX_DEPTH} elements", hint="read the e-print or PDF instead")
    tree = LexborHTMLParser(text)
    reader = _HtmlReader(Sight(tree))
    root = tree.css_first(".ltx_document") or tree.css_first("article") or tree.css_first("main") or tree.body
    if root is not None:
        reader.block(root, 0)
        reader.flush()
    errors = len(tree.css(".ltx_ERROR"))
    return reader.outline, (f"the converter reported {errors} errors (ltx_ERROR)",) if errors else ()


class _HtmlReader:
    """Walks the tree once, in order. `buffer` holds the running paragraph."""

    def __init__(self, sight: Sight) -> None:
        self.sight = sight
        self.outline = Outline()
        self.buffer: list[str] = []
        self.lead = ""  # a theorem's heading, put before its first paragraph
        self.paragraph_id = ""

    # --- blocks --------------------------------------------------------------------------------------------

    def block(self, node: LexborNode, depth: int) -> None:
        """Everything inside `node`, in order."""
        if depth > _DEEPEST:
            self.buffer.append(node.text(separator=" "))
            return
        for child in node.iter(include_text=True):
            tag = child.tag or ""
            if tag == "-text":
                self.buffer.append(child.text(deep=False))
                continue
            classes = classes_of(child)
            if tag in _SKIPPED_TAGS or classes & _SKIPPED or tag[:1] == "!":
                self._author_notes(child, classes)
                continue
            if not self._special(child, tag, classes, depth):
                self._plain(child, tag, classes, depth)

    def _author_notes(self, node: LexborNode, classes: set[str]) -> None:
        """Of the authors' block, only the notes are text."""
        for note in node.css(".ltx_author_notes") if "ltx_authors" in classes else ():
            self.outline.footnote(self.text_of(note))

    def _special(self, node: LexborNode, tag: str, classes: set[str], depth: int) -> bool:
        """Handle what is more than running text; False when it is not."""
        if self._hides(node):
            return True
        if tag in ("h1", "h2", "h3", "h4", "h5", "h6"):
            self._heading(node, tag, classes)
        elif "ltx_abstract" in classes:
            self.flush()
            self.outline.abstract()
            self.block(node, depth + 1)
            self.flush()
        elif "ltx_bibliography" in classes:
            self._bibliography(node)
        elif tag == "figure" or "ltx_float" in classes:
            self._float(node, classes, depth)
        elif classes & {"ltx_equation", "ltx_equationgroup", "ltx_eqn_table"}:
            self._equation(node)
        elif tag == "table" or "ltx_tabular" in classes:
            self._loose_table(node)
        else:
            return False
        return True

    def _hides(self, node: LexborNode) -> bool:
        """Keep the element's words out of the text, if a person would not see them."""
        if how := self.sight.how_hidden(node):
            self.outline.hide(node.text(separator=" "), how)
        return bool(how)

    def _plain(self, node: LexborNode, tag: str, classes: set[str], depth: int) -> None:
        """Paragraphs and their containers; anything else is inline."""
        if "ltx_para" in classes:
            self.flush()
            self.paragraph_id = node.attributes.get("id") or ""
            self.block(node, depth + 1)
            self.flush()
        elif "ltx_appendix" in classes:
            self.outline.start_appendix()
            self.block(node, depth + 1)
        elif tag == "p" and "ltx_p" in classes:  # part of an ltx_para: one paragraph may hold several
            self.buffer.append(" ")
            self.inline(node, self.buffer, depth + 1)
            self.buffer.append(" ")
            if not self.paragraph_id:
                self.flush()
        elif tag in ("p", "li", "blockquote", "dd", "dt", "pre", "ul", "ol", "dl", "div", "section", "article", "main"):
            self.flush()
            self.block(node, depth + 1)
            self.flush()
        else:
            self.inline_node(node, tag, classes, self.buffer, depth)

    def flush(self) -> None:
        """End the running paragraph."""
        text = " ".join("".join(self.buffer).split())
        self.buffer.clear()
        if text:
            self.outline.paragraph(f"{self.lead} {text}", id=self.paragraph_id)
            self.lead = ""
            self.paragraph_id = ""

    def _heading(self, node: LexborNode, tag: str, classes: set[str]) -> None:
        self.flush()
        title = self.text_of(node)
        kind = next((c.removeprefix("ltx_title_") for c in sorted(classes) if c.startswith("ltx_title_")), "")
        if kind in ("abstract", "bibliography", "classification", "keywords", "toc"):
            return
        if kind == "document" or (tag == "h1" and not kind and not self.outline.title):
            self.outline.title = self.outline.title or title
        elif kind in _LEVELS or not kind:
            parent = node.parent
            own = (parent.attributes.get("id") or "") if parent is not None else ""
            level = _LEVELS.get(kind) or max(1, int(tag[1]) - 1)
            numbered = node.css_first(".ltx_tag") is not None or not kind
            self.outline.section(level, title, id=own if kind else "", numbered=numbered)
        elif title:
            self.lead = self._tagged(node) if kind == "theorem" else title

    def _tagged(self, node: LexborNode) -> str:
        return " ".join(node.text(separator="").split()).rstrip(".") + "."

    def _bibliography(self, node: LexborNode) -> None:
        self.flush()
        for item in node.css("li.ltx_bibitem") or node.css("li"):
            self.outline.reference(self.text_of(item), id=item.attributes.get("id") or "")

    def _equation(self, node: LexborNode) -> None:
        """A displayed formula, kept and also read into the sentence it stands in."""
        rows = node.css(".ltx_eqn_row") or [node]
        latex = []
        for row in rows:
            cells = [tex_of(m) for m in row.css("math")]
            if cells:
                latex.append(" ".join(cell.removeprefix("\\displaystyle") for cell in cells))
        whole = r" \\ ".join(latex)
        own = node.attributes.get("id") or next((r.attributes["id"] or "" for r in rows if r.attributes.get("id")), "")
        self.outline.equation(whole, id=own)
        self.buffer.append(f" {maths_text(whole)} ")

    # --- floats --------------------------------------------------------------------------------------------

    def _float(self, node: LexborNode, classes: set[str], depth: int, rows: Rows = ()) -> None:
        """A figure or table with its caption; floats inside it, and sections a converter lost in it, come after.

        `rows` are those of an outer float whose caption this one holds.
        """
        if depth > _DEEPEST:
            return
        nested = outermost([n for n in node.css(_NESTED) if n.mem_id != node.mem_id])
        inside = {m.mem_id for n in nested for m in n.css("figcaption, .ltx_caption, table, .ltx_tabular, img")}
        caption = next((c for c in node.css("figcaption, .ltx_caption") if c.mem_id not in inside), None)
        text = self.text_of(caption) if caption is not None else ""
        grids = [t for t in node.css("table, .ltx_tabular") if t.mem_id not in inside]
        rows = [*rows, *(row for grid in outermost(grids) for row in rows_of(grid, self.text_of))]
        handed_down = bool(rows) and not text and len(nested) == 1
        if not handed_down and ("ltx_table" in classes or (rows and "ltx_figure" not in classes)):
            if text or rows:
                self.outline.table(text, rows, id=node.attributes.get("id") or "")
        elif text or not nested:
            self._figure(node, text, rows, inside)
        for child in nested:
            if child.tag == "section":
                self.block(child, depth + 1)
            else:
                self._float(child, classes_of(child), depth + 1, rows if handed_down else ())

    def _figure(self, node: LexborNode, caption: str, rows: Rows, inside: set[int]) -> None:
        own = node.attributes.get("id") or ""
        image = next((i for i in node.css("img") if i.mem_id not in inside), None)
        self.outline.figure(caption, (image.attributes.get("src") or "") if image is not None else "", id=own)
        if rows:
            self.outline.table("", rows, id=f"{own}.tab1" if own else "")
        elif not caption:
            self._float_text(node)

    def _float_text(self, node: LexborNode) -> None:
        """A float without caption or table may still hold text, such as a boxed prompt."""
        self.flush()
        self.buffer.append(self.text_of(node))
        self.flush()

    def _loose_table(self, node: LexborNode) -> None:
        """A table outside a float: one cell a row is a text box, more are a table."""
        rows = rows_of(node, self.text_of)
        if all(sum(bool(c) for c in row) <= 1 for row in rows):
            self.flush()
            for row in rows:
                self.outline.paragraph(" ".join(row))
        else:
            self.outline.table("", rows)

    # --- inline --------------------------------------------------------------------------------------------

    def text_of(self, node: LexborNode) -> str:
        """All inline text of `node`, on one line."""
        if self._hides(node):
            return ""
        pieces: list[str] = []
        self.inline(node, pieces, 0)
        return " ".join("".join(pieces).split())

    def inline(self, node: LexborNode, into: list[str], depth: int) -> None:
        """Append the text inside `node`."""
        if depth > _DEEPEST:
            into.append(node.text(separator=" "))
            return
        for child in node.iter(include_text=True):
            tag = child.tag or ""
            if tag == "-text":
                into.append(child.text(deep=False))
            elif tag not in _SKIPPED_TAGS and tag[:1] != "!":
                self.inline_node(child, tag, classes_of(child), into, depth)

    def inline_node(self, node: LexborNode, tag: str, classes: set[str], into: list[str], depth: int) -> None:
        """Append one inline element: formulas as text, citations in brackets left out, footnotes set aside."""
        if tag == "math":
            into.append(maths_text(tex_of(node)))
        elif tag == "br":
            into.append(" ")
        elif tag == "cite":
            into.append(self._citation(node, classes))
        elif "ltx_note" in classes:
            self._note(node, classes)
        elif classes & {"ltx_tag", "ltx_ERROR", "ltx_note_mark"} or classes & _SKIPPED:
            return
        elif not self._hides(node):
            if tag == "a":
                self.outline.link(node.attributes.get("href") or "")
            gap = " " if tag in ("p", "div", "li", "tr", "td", "th", "ul", "ol", "table") else ""
            into.append(gap)
            before = len(into)
            self.inline(node, into, depth + 1)
            if tag == "sup" and _EXPONENT.fullmatch("".join(into[before:]).strip()):
                into.insert(before, "^")
            into.append(gap)

    def _citation(self, node: LexborNode, classes: set[str]) -> str:
        """The words of a textual citation; one in brackets says nothing of its own and is left out."""
        if "ltx_citemacro_citet" in classes or "ltx_citemacro_citeauthor" in classes:
            return " ".join(node.text(separator="").split())
        return ""

    def _note(self, node: LexborNode, classes: set[str]) -> None:
        content = node.css_first(".ltx_note_content")
        if content is not None and "ltx_role_footnotemark" not in classes:
            self.outline.footnote(self.text_of(content))
