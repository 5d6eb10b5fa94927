"""White space as TeX sets it and browsers do not: log p, not logp; a/b, not a / b; |x|, not | x |."""

from __future__ import annotations

from inkpress.render.formula.node import MathNode

_THIN = MathNode("mspace", (("width", "0.167em"),))
_TIGHT = frozenset("/|‖")
_SCRIPTED = frozenset({"msub", "msup", "msubsup", "munder", "mover", "munderover"})

_NO_SPACE = {"lspace": "0", "rspace": "0"}
_ROWS = frozenset({"mrow", "mtd", "mstyle", "msqrt", "mpadded"})


def with_thin_spaces(node: MathNode) -> MathNode:
    """The tree with a thin space between a function's name and what stands beside it, and none at slashes and bars."""
    if not node.children:
        tight = node.tag == "mo" and (_is_name(node) or (node.text in _TIGHT and not node.get("form")))
        return (
            MathNode("mo", tuple(sorted({**dict(node.attrs), **_NO_SPACE}.items())), (), node.text) if tight else node
        )
    children = tuple(map(with_thin_spaces, node.children))
    if node.tag in _ROWS and any(_is_name(_core(child)) for child in children):
        children = tuple(_spread(children))
    return MathNode(node.tag, node.attrs, children)


def _spread(children: tuple[MathNode, ...]) -> list[MathNode]:
    out: list[MathNode] = []
    for child in children:
        before = out[-1] if out else None
        if before is not None and _needs_space(before, child):
            out.append(_THIN)
        out.append(child)
    return out


def _needs_space(left: MathNode, right: MathNode) -> bool:
    """Whether one of the two is a function's name and the other a thing, an opening bracket after it excepted."""
    first, second = _core(left), _core(right)
    if _is_name(first):
        return second.tag != "mspace" and (
            second.tag != "mo" or _is_name(second) or len(second.text) != 1 or second.text in "∑∏∫"
        )
    return _is_name(second) and (first.tag not in ("mo", "mspace") or first.text in (")", "]", "}"))


def _core(node: MathNode) -> MathNode:
    """What an index stands at."""
    while node.tag in _SCRIPTED:
        node = node.children[0]
    return node


def _is_name(node: MathNode) -> bool:
    r"""A name such as log or arg max; words of `\mathrm` have no space in TeX either."""
    if len(node.text) < 2 or node.tag not in ("mi", "mo") or node.get("mathvariant"):
        return False
    return node.text.replace("\u2009", "").replace("\u2006", "").replace(" ", "").isalpha()
