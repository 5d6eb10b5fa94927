"""Which elements of an HTML page a person would not see: by attribute, own style, or the page's style sheet."""

from __future__ import annotations

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode

from inkpress.read.colours import is_white
from inkpress.read.hidden import has_ground, hides_by_style

MAX_CSS_CHARACTERS = 200_000
MAX_RULES = 60  # that hide or paint a ground: each is one walk through the page
MAX_ANCESTORS = 120
_PART = r"[\w.#-]{1,80}(?:[ >]{1,3}[\w.#-]{1,80}){0,2}"  # more steps would let a page cost any time
_SELECTOR = re.compile(rf"{_PART}(?:\s*,\s*{_PART}){{0,20}}")


class Sight:
    """Judges the elements of one page.

    Of the style sheet only rules count that always hold: what a pointer or another medium can bring to sight
    (`:hover`, `@media`) is not hidden.
    """

    def __init__(self, tree: LexborHTMLParser) -> None:
        self._hidden: dict[int, str] = {}  # by the page's style sheet: element -> how
        self._grounds: set[int] = set()
        self._on_grounds: dict[int, bool] = {}  # elements that have been judged
        css = "".join(style.text() for style in tree.css("style"))[:MAX_CSS_CHARACTERS]
        telling = [(s, b) for s, b in _rules(css) if _SELECTOR.fullmatch(s) and (hides_by_style(b) or has_ground(b))]
        for selector, body in telling[:MAX_RULES]:
            found = [node.mem_id for node in tree.css(selector)]
            if has_ground(body):
                self._grounds.update(found)
            if how := hides_by_style(body):
                self._hidden.update(dict.fromkeys(found, how))

    def how_hidden(self, node: LexborNode) -> str:
        """How the element is hidden (`white`, `tiny`, `invisible`), or "". White on a coloured ground can be seen."""
        attributes = node.attributes
        if "hidden" in attributes and attributes["hidden"] != "until-found":
            return "invisible"
        how = hides_by_style(attributes.get("style") or "")
        if not how and self._hidden:
            how = self._hidden.get(node.mem_id, "")
        if not how and node.tag == "font" and is_white(attributes.get("color") or ""):
            how = "white"
        return "" if how == "white" and self._on_ground(node) else how

    def _on_ground(self, node: LexborNode) -> bool:
        """Whether it or something around it paints a ground. What is found is kept, for its neighbours."""
        passed: list[int] = []
        above: LexborNode | None = node
        found = False
        while above is not None and len(passed) < MAX_ANCESTORS and not found:
            known = self._on_grounds.get(above.mem_id)
            if known is not None:
                found = known
                break
            attributes = above.attributes
            found = bool(attributes.get("bgcolor")) or has_ground(attributes.get("style") or "")
            found = found or above.mem_id in self._grounds
            passed.append(above.mem_id)
            above = above.parent
        self._on_grounds.update(dict.fromkeys(passed, found))
        return found


def _rules(css: str) -> Iterator[tuple[str, str]]:
    """Selectors and declarations of the style sheet, without those inside `@` blocks."""
    first, *others = css.split("/*")
    css = " ".join([first, *(text.partition("*/")[2] for text in others)])
    depth, selector = 0, ""
    pieces = re.split(r"([{}])", css)
    for text, brace in zip(pieces[::2], pieces[1::2], strict=False):
        if brace == "{":
            depth += 1
            selector = text.strip() if depth == 1 else selector
        else:
            if depth == 1:
                yield selector, text
            depth = max(depth - 1, 0)
