"""MJML template -> HTML shell, with every word kept away from mrml.

mrml damages what it passes through: it drops white space between elements, and writes attributes as Rust would.
So the inside of each content component, and each attribute that holds words, is replaced by a slot before mrml runs
and put back afterwards. mrml sees structure only. Slots are numbered, so the same input gives the same bytes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from jinja2 import Environment, meta
from jinja2.exceptions import TemplateSyntaxError

from inkpress.errors import TemplateError
from inkpress.render.mjml_guard import CONTENT, FREE_ATTRS, PIECE, check_mjml, check_template
from inkpress.render.templating import render_template, template_source

_SLOT = re.compile(r"inkslot(\d{5})z")
# the wrapper's label repeats the title to screen readers, and some mail programs drop it anyway
_ROLE = re.compile(r'(<div)(?: aria-label="[^"]*")? aria-roledescription="email"( class="[^"]*")? role="article"')
_TWICE = "<![endif]--><!--[if mso | IE]>"  # the end and the beginning of the same condition
_WORDS = re.compile(rf"""(\s(?:{"|".join(sorted(FREE_ATTRS))})\s*=\s*)("[^"]*"|'[^']*')""")


def render_shell(environment: Environment, name: str, context: Mapping[str, Any]) -> str:
    """The HTML of MJML template `name`. Raises TemplateError with file and line."""
    check_templates(environment, name)
    rendered = render_template(environment, name, context)
    _, file = template_source(environment, name)
    return mjml_to_html(rendered, file)


def check_templates(environment: Environment, name: str) -> None:
    """Check the text of template `name` and of all templates it names. Raises TemplateError with file and line."""
    waiting, seen = [name], set[str]()
    while waiting:
        current = waiting.pop()
        if current in seen:
            continue
        seen.add(current)
        source, file = template_source(environment, current)
        check_template(environment, current, source, file)
        waiting.extend(n for n in _named_in(environment, source, file) if ".mjml" in n)


def _named_in(environment: Environment, source: str, file: str) -> list[str]:
    try:
        tree = environment.parse(source)
    except TemplateSyntaxError as error:
        raise TemplateError(error.message or "syntax error", file=file, line=error.lineno) from error
    return [name for name in meta.find_referenced_templates(tree) if name]


def mjml_to_html(source: str, file: str) -> str:
    """Rendered MJML as HTML. Raises TemplateError when it is wrong, or when something of it did not come through."""
    import mjml

    check_mjml(source, file, is_whole=True)
    slots: list[str] = []
    sheltered = _shelter(source, slots)
    try:
        html = str(mjml.mjml2html(sheltered, fonts={}))
    except (ValueError, RuntimeError, OSError) as error:
        raise TemplateError(f"MJML: {error}", file=file) from error
    found = {int(match[1]) for match in _SLOT.finditer(html)}
    lost = [slots[n] for n in range(len(slots)) if n not in found]
    if lost:
        raise TemplateError(f"this would be lost: {' '.join(lost[0].split())[:60]!r}", file=file)
    html = _ROLE.sub(r"\1\2", html).replace(_TWICE, "")
    html = _SLOT.sub(lambda match: slots[int(match[1])], html)
    if "<mj-" in html:
        raise TemplateError("an MJML tag is left in the result", file=file)
    return html


def _shelter(source: str, slots: list[str]) -> str:
    """`source` with slots for contents and words."""
    out: list[str] = []
    position = 0
    inside = ""  # the content component that is open
    begin = 0
    for piece in PIECE.finditer(source):
        tag = piece["tag"]
        if inside:
            if piece["close"] and tag == inside:
                out.append(_slot(source[begin : piece.start()].strip(), slots))
                inside, position = "", piece.start()
            continue
        out.append(source[position : piece.start()])
        position = piece.end()
        if tag is None:  # a comment or a prolog: nothing that a reader sees
            continue
        out.append(_WORDS.sub(lambda m: f'{m[1]}"{_slot(m[2][1:-1], slots)}"', piece[0]))
        if tag in CONTENT and not piece["empty"] and not piece["close"]:
            inside, begin = tag, piece.end()
    out.append(source[position:])
    return "".join(out)


def _slot(content: str, slots: list[str]) -> str:
    if not content:
        return ""
    slots.append(content)
    return f"inkslot{len(slots) - 1:05d}z"
