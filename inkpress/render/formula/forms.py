"""The formula writers: MathML for the web, inline HTML for e-mail, one line of text. All read one tree."""

from __future__ import annotations

import re
from html import escape, unescape

from inkpress.render.formula.line import math_html, math_text
from inkpress.render.formula.losses import refuse_unwritten
from inkpress.render.formula.node import LatexError, MathNode
from inkpress.render.formula.reading import math_tree, refusal
from inkpress.render.formula.thinspaces import with_thin_spaces
from inkpress.render.tree import Formula

_TAG = re.compile(r"<[^>]*>")
_NAMESPACE = "http://www.w3.org/1998/Math/MathML"


def mathml(formula: Formula) -> str:
    """The formula as a `<math>` element. Raises RenderError with file and line."""
    display = "block" if formula.display else "inline"
    body = xml_of(with_thin_spaces(math_tree(formula)))
    return f'<math xmlns="{_NAMESPACE}" display="{display}">{body}</math>'


def formula_text(formula: Formula) -> str:
    """The formula on one line, for the text part and alt texts. Raises RenderError with file and line."""
    tree = math_tree(formula)
    text = math_text(tree)
    return _whole(formula, tree, text, text)


def formula_html(formula: Formula) -> str:
    """The formula as inline HTML for e-mail. Raises RenderError with file and line."""
    tree = math_tree(formula)
    written = math_html(tree)
    return _whole(formula, tree, written, unescape(_TAG.sub("", written)))


def _whole(formula: Formula, tree: MathNode, written: str, visible: str) -> str:
    try:
        refuse_unwritten(tree, visible)
    except LatexError as error:
        raise refusal(formula, error) from error
    return written


def xml_of(node: MathNode) -> str:
    """The node as MathML."""
    attrs = "".join(f' {name}="{escape(value)}"' for name, value in node.attrs)
    return f"<{node.tag}{attrs}>{escape(node.text)}{''.join(map(xml_of, node.children))}</{node.tag}>"
