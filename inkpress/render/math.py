"""The formula writers: MathML for the web, inline HTML for e-mail, one line of text. All read one tree."""

from __future__ import annotations

from html import escape

from inkpress.render.latex import MathNode, math_tree
from inkpress.render.tree import Formula

_NAMESPACE = "http://www.w3.org/1998/Math/MathML"


def mathml(formula: Formula) -> str:
    """The formula as a `<math>` element. Raises RenderError with file and line."""
    display = "block" if formula.display else "inline"
    body = _xml(math_tree(formula))
    return f'<math xmlns="{_NAMESPACE}" display="{display}">{body}</math>'


def _xml(node: MathNode) -> str:
    attrs = "".join(f' {name}="{escape(value)}"' for name, value in node.attrs)
    return f"<{node.tag}{attrs}>{escape(node.text)}{''.join(map(_xml, node.children))}</{node.tag}>"
