"""The formula writers: MathML for the web, inline HTML for e-mail, one line of text. All read one tree."""

from __future__ import annotations

from html import escape

from inkpress.render.formula.line import math_html, math_text
from inkpress.render.formula.node import MathNode
from inkpress.render.formula.reading import math_tree
from inkpress.render.tree import Formula

_NAMESPACE = "http://www.w3.org/1998/Math/MathML"


def mathml(formula: Formula) -> str:
    """The formula as a `<math>` element. Raises RenderError with file and line."""
    display = "block" if formula.display else "inline"
    body = xml_of(math_tree(formula))
    return f'<math xmlns="{_NAMESPACE}" display="{display}">{body}</math>'


def formula_text(formula: Formula) -> str:
    """The formula on one line, for the text part and alt texts. Raises RenderError with file and line."""
    return math_text(math_tree(formula))


def formula_html(formula: Formula) -> str:
    """The formula as inline HTML for e-mail. Raises RenderError with file and line."""
    return math_html(math_tree(formula))


def xml_of(node: MathNode) -> str:
    """The node as MathML."""
    attrs = "".join(f' {name}="{escape(value)}"' for name, value in node.attrs)
    return f"<{node.tag}{attrs}>{escape(node.text)}{''.join(map(xml_of, node.children))}</{node.tag}>"
