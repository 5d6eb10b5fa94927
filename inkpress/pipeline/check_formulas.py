"""What `check` says about formulas is what rendering would say: the same code reads them."""

from __future__ import annotations

import re

from inkpress.errors import RenderError

_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)


def formula_faults(body: str, first_line: int) -> list[tuple[int, str]]:
    """(line of the file, what is wrong) for each formula that cannot be set in mail, web and text."""
    if not any(sign in body for sign in ("$", "\\(", "\\[")):
        return []
    from inkpress.render.formula.forms import formula_html, formula_text, mathml
    from inkpress.render.islands import lift_islands
    from inkpress.render.tree import Formula

    seen = _COMMENT.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), body)
    faults = []
    for node in lift_islands(seen, file="", first_line=first_line)[1].nodes:
        if isinstance(node, Formula):
            try:
                mathml(node), formula_html(node), formula_text(node)
            except RenderError as error:
                faults.append((node.line, error.message))
    return faults
