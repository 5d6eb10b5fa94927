"""What an MJML template may hold, checked before it is rendered, with file and line.

`mjml-python` passes unknown tags and wrong values through in silence, and some components it writes are broken or
heavy. So the shell is made of a short list of components; everything else is named and refused. The scanner reads
the template's own text (Jinja's parts blanked), and later, the same rules, the rendered MJML.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from jinja2 import Environment
from jinja2.exceptions import TemplateSyntaxError

from inkpress.errors import TemplateError
from inkpress.render.sanitise import TAGS

SLOT = "slot"  # what stands for `{{ ... }}` in the text that is checked

_STRUCTURE: dict[str, frozenset[str]] = {
    "mjml": frozenset(),
    "mj-head": frozenset({"mjml"}),
    "mj-body": frozenset({"mjml"}),
    "mj-title": frozenset({"mj-head"}),
    "mj-preview": frozenset({"mj-head"}),
    "mj-style": frozenset({"mj-head"}),
    "mj-breakpoint": frozenset({"mj-head"}),
    "mj-attributes": frozenset({"mj-head"}),
    "mj-all": frozenset({"mj-attributes"}),
    "mj-class": frozenset({"mj-attributes"}),
    "mj-wrapper": frozenset({"mj-body"}),
    "mj-section": frozenset({"mj-body", "mj-wrapper", "mj-attributes"}),
    "mj-group": frozenset({"mj-section"}),
    "mj-column": frozenset({"mj-section", "mj-group", "mj-attributes"}),
    "mj-text": frozenset({"mj-column", "mj-attributes"}),
    "mj-button": frozenset({"mj-column", "mj-attributes"}),
    "mj-image": frozenset({"mj-column", "mj-attributes"}),
    "mj-divider": frozenset({"mj-column", "mj-attributes"}),
    "mj-spacer": frozenset({"mj-column", "mj-attributes"}),
    "mj-table": frozenset({"mj-column", "mj-attributes"}),
    "mj-raw": frozenset({"mj-head", "mj-body", "mj-section", "mj-column"}),
}
CONTENT = frozenset({"mj-text", "mj-button", "mj-table", "mj-raw", "mj-title", "mj-preview", "mj-style"})
_REFUSED = {
    "mj-include": "files are taken in with {% include %}",
    "mj-font": "no font is fetched when a mail is opened",
    "mj-html-attributes": "write the attribute where it belongs",
    "mj-carousel": "it does not work in most mail programs",
    "mj-accordion": "it does not work in most mail programs",
    "mj-navbar": "write links into an mj-text",
    "mj-hero": "use an mj-section with an mj-image",
    "mj-social": "its pictures come from another server: write links into an mj-text",
}
_HTML = TAGS | {"center", "font", "meta"}
_VOID = frozenset({"br", "hr", "img", "meta"})
_ATTR_NAMES = (
    "align alt background-color border border-bottom border-color border-left border-radius border-right border-style"
    " border-top border-width cellpadding cellspacing color container-background-color css-class dir direction"
    " font-family font-size font-style font-weight full-width height href inner-padding lang letter-spacing line-height"
    " mj-class name owa padding padding-bottom padding-left padding-right padding-top rel role src table-layout target"
    " text-align text-decoration text-transform title vertical-align width"
)
_ATTRS = frozenset(_ATTR_NAMES.split())
FREE_ATTRS = frozenset({"alt", "title", "href", "src"})  # words: kept from mrml, which would damage them
_HTML_ATTR = re.compile(
    r"(?:style|class|id|href|src|alt|title|width|height|align|valign|cellpadding|cellspacing|border|role|lang|dir|scope"
    r"|colspan|rowspan|bgcolor|start|color|face|size|name|content|tabindex|aria-[a-z]{1,20}|target|rel)"
)
_LENGTH = r"(?:-?\d+(?:\.\d+)?(?:px|%|em)?|slot|auto)"
_COLOUR = re.compile(r"#[0-9a-fA-F]{3}(?:[0-9a-fA-F]{3})?|[a-zA-Z]{3,20}|rgba?\([\d., %]{3,30}\)|slot")
_LENGTHS = re.compile(rf"{_LENGTH}(?: {_LENGTH}){{0,3}}")
_PLAIN = re.compile(r"[\w #%.,:;()'/+-]{0,200}")
_SIZES = frozenset({"font-size", "line-height", "width", "height", "border-radius", "border-width", "letter-spacing"})

PIECE = re.compile(
    r"<!--.*?-->|<\?.*?\?>|<!DOCTYPE[^>]*>"
    r"""|<(?P<close>/?)(?P<tag>[A-Za-z][\w:-]*)(?P<attrs>(?:[^<>"']|"[^"]*"|'[^']*')*?)(?P<empty>/?)>""",
    re.DOTALL | re.IGNORECASE,
)
_ATTR = re.compile(r"""\s+([A-Za-z][\w:-]*)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'<>]+)))?""")


@dataclass(frozen=True, slots=True)
class Open:
    """A tag that is open, and where it was opened."""

    tag: str
    line: int


def check_template(environment: Environment, name: str, source: str, file: str) -> None:
    """Raise TemplateError for the first thing in the template's own text that the shell may not hold."""
    try:
        text = _without_jinja(environment, source)
    except TemplateSyntaxError as error:
        raise TemplateError(error.message or "syntax error", file=file, line=error.lineno) from error
    check_mjml(text, file, is_whole="<mjml" in text)


def check_mjml(text: str, file: str, *, is_whole: bool) -> None:
    """Raise TemplateError with file and line for the first wrong tag, attribute, value, nesting or lost word."""
    stack: list[Open] = []
    position = 0
    for piece in PIECE.finditer(text):
        line = text.count("\n", 0, piece.start()) + 1
        _check_words(text[position : piece.start()], stack, file, text.count("\n", 0, position) + 1)
        position = piece.end()
        if piece["tag"] is None:
            continue
        if stack and stack[-1].tag == "mj-style" and piece["tag"] != "mj-style":
            continue
        _check_piece(piece, stack, file, line, is_whole)
    _check_words(text[position:], stack, file, text.count("\n", 0, position) + 1)
    if stack:
        raise TemplateError(f"<{stack[-1].tag}> is never closed", file=file, line=stack[-1].line)
    if is_whole:
        _check_whole(text, file)


def _check_whole(text: str, file: str) -> None:
    for tag, least in (("mjml", 1), ("mj-head", 0), ("mj-body", 1)):
        count = len(re.findall(rf"<{tag}[\s>/]", text))
        if not least <= count <= 1:
            raise TemplateError(f"{count} <{tag}>, one is wanted", file=file, line=1)
    if text.find("<mj-head") > text.index("<mj-body"):
        raise TemplateError("<mj-head> stands after <mj-body>", file=file, line=1)
    if "<mj-section" not in text:
        raise TemplateError("the body has no <mj-section>", file=file, line=1)


def _check_piece(piece: re.Match[str], stack: list[Open], file: str, line: int, is_whole: bool) -> None:
    tag = piece["tag"]
    if piece["close"]:
        if not stack or stack[-1].tag != tag:
            opened = f"; <{stack[-1].tag}> of line {stack[-1].line} is open" if stack else ""
            raise TemplateError(f"</{tag}> closes nothing{opened}", file=file, line=line)
        stack.pop()
        return
    _check_tag(tag, stack, file, line, is_whole)
    for name, value in attributes(piece["attrs"], file, line):
        _check_attribute(tag, name, value, file, line)
    if tag in ("mj-image", "img") and not re.search(r"\salt\s*=", piece["attrs"]) and not _is_default(stack):
        raise TemplateError(f"<{tag}> has no alt", file=file, line=line, hint='alt="" for a picture that says nothing')
    if not piece["empty"] and tag not in _VOID:
        stack.append(Open(tag, line))


def _is_default(stack: list[Open]) -> bool:
    return bool(stack) and stack[-1].tag == "mj-attributes"


def _check_tag(tag: str, stack: list[Open], file: str, line: int, is_whole: bool) -> None:
    parent = stack[-1].tag if stack else ""
    for refused, why in _REFUSED.items():
        if tag == refused or tag.startswith(f"{refused}-"):
            raise TemplateError(f"<{tag}> is not allowed: {why}", file=file, line=line)
    if parent in CONTENT:
        if tag not in _HTML:
            raise TemplateError(f"<{tag}> may not stand in <{parent}>", file=file, line=line)
        return
    if tag in _STRUCTURE:
        if (parent or is_whole) and parent not in _STRUCTURE[tag] and (parent or tag != "mjml"):
            where = f"in <{parent}>" if parent else "at the top"
            raise TemplateError(f"<{tag}> may not stand {where}", file=file, line=line)
        return
    if tag not in _HTML:
        raise TemplateError(
            f"<{tag}> is not a known tag", file=file, line=line, hint="known: " + ", ".join(sorted(_STRUCTURE))
        )
    if parent in _STRUCTURE:
        raise TemplateError(
            f"<{tag}> stands in <{parent}> and would be lost", file=file, line=line, hint="put it into an <mj-text>"
        )


def attributes(source: str, file: str, line: int) -> Iterator[tuple[str, str]]:
    """The attributes of a tag. Raises TemplateError for one without a quoted value."""
    position = 0
    for match in _ATTR.finditer(source):
        if source[position : match.start()].strip():
            break
        position = match.end()
        value = match[2] if match[2] is not None else match[3]
        if value is None:
            raise TemplateError(f"attribute {match[1]} has no value in quotes", file=file, line=line)
        yield match[1], value
    rest = source[position:].strip()
    if rest and rest != SLOT:
        raise TemplateError(f"cannot be read: {rest[:40]!r}", file=file, line=line)


def _check_attribute(tag: str, name: str, value: str, file: str, line: int) -> None:
    if tag in _HTML:
        if not _HTML_ATTR.fullmatch(name):
            raise TemplateError(f"attribute {name} of <{tag}> is not allowed", file=file, line=line)
        return
    if name not in _ATTRS or (tag == "mj-style" and name != "css-class"):
        hint = "styles are written inline or into a plain <mj-style>" if name == "inline" else ""
        raise TemplateError(f"attribute {name} of <{tag}> is not known", file=file, line=line, hint=hint)
    if name in FREE_ATTRS:
        return
    pattern = _COLOUR if name.endswith("color") else _LENGTHS if name in _SIZES or "padding" in name else _PLAIN
    if name.startswith("cell"):
        pattern = _LENGTHS
    if not pattern.fullmatch(value):
        raise TemplateError(f"{name}={value[:40]!r} of <{tag}> is not a value", file=file, line=line)


def _check_words(text: str, stack: list[Open], file: str, line: int) -> None:
    parent = stack[-1].tag if stack else ""
    words = text.replace(SLOT, "").strip() if not parent else text.strip()
    if not words:
        return
    line += text[: len(text) - len(text.lstrip())].count("\n")
    if parent in _STRUCTURE and parent not in CONTENT:
        raise TemplateError(
            f"words in <{parent}> would be lost: {words[:40]!r}",
            file=file,
            line=line,
            hint="put them into an <mj-text>",
        )
    if "<" in text and parent != "mj-style":
        raise TemplateError("a < that opens no tag", file=file, line=line, hint="write &lt;")


def _without_jinja(environment: Environment, source: str) -> str:
    """The template's text with `slot` for each expression and nothing for each statement; lines keep their numbers."""
    out: list[str] = []
    for _, token, value in environment.lex(source):
        if token == "data":
            out.append(value)
        elif token == "variable_begin":
            out.append(SLOT)
        out.append("\n" * value.count("\n") if token != "data" else "")
    return "".join(out)
