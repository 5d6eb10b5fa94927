"""The e-mail writer: a document as HTML that mail programs show as meant.

The markup is plain enough to read well where a program drops `<style>`; the template's style sheet makes it
beautiful, and inline is only what must not be lost. No anchor inside the mail, no MathML, no id: links to notes and
formulas lead to the web page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from html import escape

from inkpress.config import DesignConfig
from inkpress.render.article import PictureFile, web_address
from inkpress.render.formula.forms import formula_html, formula_text
from inkpress.render.tree import Code, Document, Element, Footnote, Formula, Heading, Node, NoteRef, Picture, plain_text

COLUMN = 552  # CSS pixels: 600 less the margins
EVIDENCE_MARK = "˚"  # U+02DA, a letter to line breaking: unlike the degree sign it never begins a line
PHONE = 330  # CSS pixels: what a phone shows of the column
NARROW = 240  # CSS pixels: what the smallest phone shows of a list's item
SHRINK = 0.75  # of its size: what a wide formula may lose on a phone before it scrolls
SHORT = 20  # characters of a table's cell
MAX_SHOWN = 48  # characters of a bare address
_BARE = frozenset({"em", "strong", "b", "i", "s", "u", "sub", "sup", "del", "ins", "cite", "q", "small", "var", "mark"})
PictureOf = Callable[[Formula], PictureFile]


@dataclass(frozen=True, slots=True)
class Look:
    """What the writer needs to know besides the text."""

    design: DesignConfig
    permalink: str  # the post's page, with a slash at the end
    site: str  # the archive's address, without a slash at the end
    pictures: Mapping[str, PictureFile]
    formula_picture: PictureOf
    depth: int = 0  # how much deeper headings stand: 1 where the post is one of several


def mail_html(document: Document, look: Look) -> str:
    """The body and its notes as HTML for e-mail. Raises RenderError for a formula that cannot be set."""
    writer = _Writer(look)
    return guard_signs(writer.blocks(document.children) + writer.notes(document.footnotes))


def mail_address(href: str, look: Look) -> str:
    """Any address of a post, absolute."""
    href = look.pictures[href].url if href in look.pictures else web_address(href, f"{look.site}/")
    if href.startswith("#"):
        return look.permalink + href
    if href.startswith("/"):
        return look.site + href
    return href if ":" in href.split("/")[0] else look.permalink + href


def bare_address(node: Element) -> str:
    """What a link shows that was written as an address alone: no scheme, at most 48 characters; else nothing."""
    href = node.attrs["href"]
    if node.children != (href,):
        return ""
    shown = href.partition("://")[2].rstrip("/")
    return shown if len(shown) <= MAX_SHOWN else shown[: MAX_SHOWN - 1] + "…"


def guard_signs(html: str) -> str:
    """Template signs in an author's text, as entities: no later step, and no reader, takes them for a left-over."""
    for signs in ("{{", "}}", "{%", "%}", "{#", "#}", "@@", "inkslot"):
        if signs in html:
            html = html.replace(signs, "".join(f"&#{ord(sign)};" for sign in signs))
    return html


class _Writer:
    def __init__(self, look: Look) -> None:
        self.look = look
        self.design = look.design

    def blocks(self, nodes: Iterable[Node]) -> str:
        return "".join(map(self.node, nodes))

    def node(self, node: Node) -> str:
        match node:
            case str():
                return escape(node, quote=False)
            case Heading():
                level = min(6, node.level + self.look.depth)
                return f"<h{level}>{self.blocks(node.children)}</h{level}>\n"
            case Formula(display=True):
                return self.formula(node)
            case Formula():
                return formula_html(node)
            case Code(text=text):
                return self.code(text)
            case Picture():
                return self.figure(node)
            case NoteRef():
                return self.mark(node)
            case Element():
                return self.element(node)

    def formula(self, node: Formula) -> str:
        """A picture that leads to the web page; its alt text is the formula on one line.

        One that is wider than a phone shrinks a little, and then scrolls: letters must stay letters.
        """
        file = self.look.formula_picture(node)
        least = round(file.width * SHRINK) if file.width > PHONE else 0
        image = picture_html(file, formula_text(node), least=least)
        line = f'<p class="formula"><a href="{escape(self.look.permalink)}">{image}</a></p>\n'
        return _scrolling(line) if least else line

    def code(self, text: str) -> str:
        return _scrolling(
            f'<pre style="padding:14px 16px;font:14px/1.5 {self.design.mono}">'
            f"{escape(text.expandtabs(4), quote=False)}</pre>",
            "wide panel",
            f";background:{self.design.panel}",
        )

    def figure(self, node: Picture) -> str:
        words = escape(node.caption, quote=False)
        if node.credit:
            words += f" Credit: {escape(node.credit, quote=False)}"
        caption = f'<p class="caption">{words.strip()}</p>\n' if words else ""
        return f'<p class="figure">{self.image(node.src, node.alt)}</p>\n{caption}'

    def image(self, source: str, alt: str) -> str:
        file = self.look.pictures.get(source, PictureFile(mail_address(source, self.look)))
        return picture_html(file, alt)

    def mark(self, node: NoteRef) -> str:
        """Evidence is a quiet sign, explained once at the end; a note's number leads to the notes on the web."""
        if node.is_evidence:
            return EVIDENCE_MARK
        return f'<sup><a href="{escape(self.look.permalink)}#x_notes">{node.number}</a></sup>'

    def element(self, node: Element) -> str:
        inner = self.blocks(node.children)
        match node.tag:
            case "p":
                return f"<p>{inner}</p>\n"
            case "a":
                shown = escape(bare, quote=False) if (bare := bare_address(node)) else inner
                return f'<a href="{escape(mail_address(node.attrs["href"], self.look))}">{shown}</a>'
            case "img":
                return self.image(node.attrs["src"], node.attrs["alt"])
            case "ul" | "ol":
                start = f' start="{escape(node.attrs["start"])}"' if "start" in node.attrs else ""
                return f"<{node.tag}{start}>{inner.strip()}</{node.tag}>\n"
            case "li":
                return f"<li>{inner.strip()}</li>\n"
            case "table":
                return self.table(inner)
            case "code" | "kbd" | "samp":
                return f"<code>{inner}</code>"
            case "br" | "hr":
                return "<br>" if node.tag == "br" else "<hr>\n"
            case _:
                return self.other(node, inner)

    def other(self, node: Element, inner: str) -> str:
        if node.tag == "blockquote":
            return (
                f'<blockquote class="bar" style="margin:0 0 18px;padding:0 0 0 16px;border-left:3px solid'
                f' {self.design.accent}">{inner.strip()}</blockquote>\n'
            )
        if node.tag in ("th", "td"):
            return _cell(node, inner)
        if node.tag in ("thead", "tbody", "tfoot", "tr"):
            return f"<{node.tag}>{inner.strip()}</{node.tag}>\n"
        if node.tag in ("dt", "summary"):
            return f"<p><strong>{inner}</strong></p>\n"
        if node.tag == "dd":
            has_blocks = any(isinstance(child, Element) and child.tag == "p" for child in node.children)
            return inner if has_blocks else f"<p>{inner}</p>\n"
        if node.tag in ("details", "dl"):
            return inner
        return f"<{node.tag}>{inner}</{node.tag}>" if node.tag in _BARE else inner

    def table(self, inner: str) -> str:
        return _scrolling(f'<table class="data" cellpadding="8" cellspacing="0">\n{inner.strip()}\n</table>')

    def notes(self, footnotes: tuple[Footnote, ...]) -> str:
        """The author's notes in full; evidence as one line that leads to the web page."""
        out = []
        for note in footnotes:
            if not note.is_evidence:
                out.append(self.note(note))
        if any(note.is_evidence for note in footnotes):
            out.append(
                f"<p>{EVIDENCE_MARK} stands after a sentence that rests on the paper’s own words. <a"
                f' href="{escape(self.look.permalink)}#x_evidence">Read the quoted sentences</a> beside'
                " the text on the web.</p>\n"
            )
        return f'<div class="notes">\n{"".join(out)}</div>\n' if out else ""

    def note(self, note: Footnote) -> str:
        """Its paragraphs as lines of one; a list or code in it stands by itself."""
        lines: list[str] = [f"<sup>{note.number}</sup>"]
        out: list[str] = []
        for child in note.children:
            if isinstance(child, Element) and child.tag == "p":
                lines.append(self.blocks(child.children).strip())
            elif isinstance(child, Element | Code) or (isinstance(child, Formula) and child.display):
                out += [_paragraph(lines), self.node(child)]
                lines = []
            elif not _blank(child):
                lines.append(self.node(child).strip())
        return "".join([*out, _paragraph(lines)])


def _paragraph(lines: list[str]) -> str:
    return f"<p>{'<br>'.join(lines).replace('</sup><br>', '</sup> ', 1)}</p>\n" if lines else ""


def _scrolling(inner: str, name: str = "wide", style: str = "") -> str:
    """A box that scrolls. Narrow where a program drops the style sheet, which gives it the column's width:
    nothing in it can then make the mail wider than the screen.
    """
    return f'<div class="{name}" tabindex="0" style="max-width:{NARROW}px;overflow-x:auto{style}">{inner}</div>\n'


def _cell(node: Element, inner: str) -> str:
    """A cell of a table: a few plain words stay on one line, and long text gets room."""
    align = node.attrs.get("align", "left")
    spans = "".join(f' {k}="{escape(node.attrs[k])}"' for k in ("colspan", "rowspan") if k in node.attrs)
    scope = ' scope="col"' if node.tag == "th" else ""
    is_short = len(plain_text(node.children)) <= SHORT
    if is_short and all(isinstance(child, str) for child in node.children):
        inner = inner.replace(" ", "\u00a0")
    room = "" if is_short else ' class="t"'
    return f'<{node.tag}{scope}{room} align="{escape(align)}"{spans}>{inner}</{node.tag}>'


def picture_html(file: PictureFile, alt: str, *, least: int = 0) -> str:
    """An image that shrinks with the column, to `least` CSS pixels if that is given.

    Outlook knows no max-width, so the width stands as an attribute too. The plate is white and the alt text dark,
    so that both can be read in a dark mail.
    """
    width = min(file.width, COLUMN) or COLUMN
    narrow = f";min-width:{least}px" if least else ""
    height = f' height="{round(file.height * width / file.width)}"' if file.width and file.height else ""
    return (
        f'<img src="{escape(file.url)}" alt="{escape(alt)}" width="{width}"{height}'
        f' style="width:100%;max-width:{width}px;height:auto{narrow};background:#ffffff;color:#1a1a1a">'
    )


def _blank(node: Node) -> bool:
    return isinstance(node, str) and not node.strip()
