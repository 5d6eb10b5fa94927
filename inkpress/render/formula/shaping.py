"""The tree as fonts and readers need it: limits below, accents that stretch, words in one piece, whole table rows."""

from __future__ import annotations

import unicodedata

from inkpress.render.formula.node import LatexError, MathNode, texts

_LIMIT_NAMES = "max min sup inf lim argmax argmin det gcd Pr ∑ ∏ ⋃ ⋂ ⨁ ⨂ ∐ ⋁ ⋀"
_LIMITS = frozenset(_LIMIT_NAMES.split())
_BELOW = {"msub": "munder", "msup": "mover", "msubsup": "munderover"}
_PARTS = {
    "msub": 2, "msup": 2, "msubsup": 3, "munder": 2, "mover": 2, "munderover": 3, "mfrac": 2, "mroot": 2,
}  # fmt: skip
_ACCENTS = {"~": "˜", "∼": "˜", "―": "¯", "^": "^"}
_WIDE_ACCENTS = {
    "~": "\u0303", "∼": "\u0303", "˜": "\u0303", "^": "\u0302", "―": "‾", "¯": "‾", "→": "\u20d7", "←": "\u20d6",
}  # fmt: skip
LONG_ARROWS = {"→": "⟶", "←": "⟵", "↔": "⟷", "⇒": "⟹", "⇐": "⟸", "⇔": "⟺"}
BRACKETS = frozenset("()[]{}|‖⟨⟩⌊⌋⌈⌉")
_RELATIONS = frozenset("=<>≤≥≠≈≡∼≃≅∝∈→⇒⇔≔")
_STRIKE = "⧸"  # what latex2mathml makes of \not before a sign that has no struck form
_ASIDE, _WIDE = (("width", "0.333em"),), (("width", "2em"),)


def inner_display(tag: str, attrs: dict[str, str], display: bool) -> bool:
    """Whether the children of such an element are set in display style."""
    if attrs.get("displaystyle") in ("true", "false"):
        return attrs["displaystyle"] == "true"
    return display and tag not in ("mfrac", "mtable")


def shaped(node: MathNode, display: bool) -> MathNode:
    """The node with the repairs its kind needs. Raises LatexError when a part is missing."""
    if any(child.text in BRACKETS for child in node.children if child.tag == "mo"):
        node = MathNode(node.tag, node.attrs, _of_one_size(node.children))
    if node.tag == "mrow":
        children = _joined(_struck(node.children))
        return children[0] if len(children) == 1 and not node.attrs else MathNode("mrow", node.attrs, children)
    if node.tag == "mtable":
        return _whole_rows(node)
    return _with_limits(_accented(_labelled_arrow(_with_parts(node))), display)


def _of_one_size(children: tuple[MathNode, ...]) -> tuple[MathNode, ...]:
    r"""Brackets without `\left` stay small, as in TeX: of ‖x‖² only the first would grow. Those of a matrix grow."""
    out = list(children)
    for index, child in enumerate(children):
        if child.tag != "mo" or child.text not in BRACKETS or child.get("stretchy") or child.get("minsize"):
            continue
        before, after = children[max(0, index - 1) : index], children[index + 1 : index + 2]
        form = next((form for form, beside in (("prefix", after), ("postfix", before)) if _is_table(beside)), "")
        attrs = (("fence", "true"), ("form", form), ("stretchy", "true")) if form else (("stretchy", "false"),)
        out[index] = MathNode("mo", attrs, (), child.text)
    return tuple(out)


def _is_table(nodes: tuple[MathNode, ...]) -> bool:
    return any(node.tag == "mtable" for node in nodes)


def _is_empty(node: MathNode) -> bool:
    return not node.text and not node.children and node.tag != "mspace"


def _with_parts(node: MathNode) -> MathNode:
    """Two- or three-part elements with as many children: surplus ones at the front are the base (`[`, table, `]`).

    An empty index is none.
    """
    wanted = _PARTS.get(node.tag)
    if wanted is None:
        return node
    children = node.children
    if len(children) < wanted:
        raise LatexError("a part is missing", "look for an empty index, fraction or root")
    surplus = len(children) - wanted + 1
    if surplus > 1:
        children = (MathNode("mrow", (), children[:surplus]), *children[surplus:])
    empty = [_is_empty(child) for child in children[1:]]
    if node.tag in ("mfrac", "mroot") or not any(empty):
        return MathNode(node.tag, node.attrs, children)
    if all(empty):
        return children[0]
    return MathNode("msup" if empty[0] else "msub", node.attrs, (children[0], children[2 if empty[0] else 1]))


def _struck(children: tuple[MathNode, ...]) -> tuple[MathNode, ...]:
    r"""`\not` and the sign after it as the one struck sign."""
    out: list[MathNode] = []
    for child in children:
        if out and out[-1].text == _STRIKE:
            sign = unicodedata.normalize("NFC", child.text + "\u0338")
            if len(sign) != 1:
                raise LatexError(f"there is no struck {child.text or 'group'}", "say it in words")
            out[-1] = MathNode("mo", (), (), sign)
        else:
            out.append(
                child.children[0]
                if child.tag == "mpadded" and child.children[:1] and child.children[0].text == _STRIKE
                else child
            )
    return tuple(out)


def _joined(children: tuple[MathNode, ...]) -> tuple[MathNode, ...]:
    r"""Upright letters side by side are one word, `\mathrm{softmax}`, with its thin spaces and with what stands at its
    last letter, `\mathrm{head_i}`; and 10, `,`, 000 are one number."""
    out: list[MathNode] = []
    for child in children:
        upright = _is_upright(child)
        if out and _is_upright(out[-1]) and (upright or (child.tag in _BELOW and _is_upright(child.children[0]))):
            out[-1] = _after_letters(out[-1].text, child)
        elif upright and len(out) > 1 and out[-1].tag == "mspace" and _is_upright(out[-2]):
            out[-2:] = [_after_letters(f"{out[-2].text}\u2009", child)]
        elif child.tag == "mn" and len(out) > 1 and out[-1] == MathNode("mtext", (), (), ",") and out[-2].tag == "mn":
            out[-2:] = [MathNode("mn", child.attrs, (), f"{out[-2].text},{child.text}")]
        else:
            out.append(child)
    return tuple(out)


def _after_letters(letters: str, node: MathNode) -> MathNode:
    if node.children:
        return MathNode(node.tag, node.attrs, (_after_letters(letters, node.children[0]), *node.children[1:]))
    return MathNode("mi", node.attrs, (), letters + node.text)


def _is_upright(node: MathNode) -> bool:
    return node.tag == "mi" and node.attrs == (("mathvariant", "normal"),)


def _labelled_arrow(node: MathNode) -> MathNode:
    r"""`\xrightarrow{f}`: an arrow as long as its words, which have a little space at both ends."""
    if node.tag not in ("mover", "munderover") or node.children[0].tag != "mstyle":
        return node
    arrow, *words = node.children
    if [child.tag for child in arrow.children] != ["mo"] or words[0].tag != "mpadded":
        return node
    sign = arrow.children[0]
    space = MathNode("mspace", _ASIDE)
    labels = (
        MathNode("mrow", (), (space, *(part for part in label.children if part.tag != "mspace"), space))
        for label in words
    )
    long = MathNode("mo", (("stretchy", "true"),), (), LONG_ARROWS.get(sign.text, sign.text))
    return MathNode(node.tag, node.attrs, (long, *labels))


def _accented(node: MathNode) -> MathNode:
    r"""`\tilde` and `\hat` come as ASCII signs: over one sign as the spacing accents that fonts place well, over more
    as those that they stretch."""
    if node.tag not in ("mover", "munder") or node.children[1].tag != "mo":
        return node
    base, accent = node.children
    one = len(list(texts(base))) == 1
    sign = (_ACCENTS if one and node.tag == "mover" else _WIDE_ACCENTS).get(accent.text)
    if sign is None:
        return node
    attrs = accent.attrs if one and node.tag == "mover" else (("stretchy", "true"),)
    return MathNode(node.tag, node.attrs, (base, MathNode("mo", attrs, (), sign)))


def _with_limits(node: MathNode, display: bool) -> MathNode:
    """In a displayed formula what stands at ∑, max, lim or a union stands below and above it."""
    if not display or node.tag not in _BELOW:
        return node
    base = node.children[0]
    name = "".join(base.text.split())
    if base.tag in ("mo", "mi") and (name in _LIMITS or base.get("movablelimits") == "true"):
        return MathNode(_BELOW[node.tag], node.attrs, node.children)
    return node


def _whole_rows(table: MathNode) -> MathNode:
    """Aligned equations: `a &=& b` has two cells, not three, and a further pair of cells stands apart."""
    if table.get("displaystyle") != "true":
        return table
    rows = [_pairs([cell.children for cell in row.children]) for row in table.children]
    single = all(len(row) == 1 for row in rows)
    return MathNode(
        "mtable",
        table.attrs,
        tuple(MathNode("mtr", (), tuple(_cell(cell, index, single) for index, cell in enumerate(row))) for row in rows),
    )


def _pairs(cells: list[tuple[MathNode, ...]]) -> list[tuple[MathNode, ...]]:
    out: list[tuple[MathNode, ...]] = []
    for cell in cells:
        cell = tuple(child for child in cell if not (child.tag == "mi" and not child.text))
        before = out[-1] if out else ()
        if len(before) == 1 and before[0].tag == "mo" and before[0].text in _RELATIONS and len(out) % 2 == 0:
            out[-1] = (*before, *cell)
        else:
            out.append(cell)
    return out


def _cell(children: tuple[MathNode, ...], index: int, single: bool) -> MathNode:
    align = "center" if single else "left" if index % 2 else "right"
    if index and index % 2 == 0 and children:
        children = (MathNode("mspace", _WIDE), *children)
    return MathNode("mtd", (("columnalign", align),), children)
