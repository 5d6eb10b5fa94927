"""Commands inside running text: citations, references, footnotes, links, accents."""

from __future__ import annotations

import unicodedata

from inkpress.read.latex.commands import (
    DISCARDED,
    NAMED_REFERENCES,
    REFERENCES,
    SILENT_CITATIONS,
    TEXTUAL_CITATIONS,
)
from inkpress.read.latex.stomach import CITE_OPEN, MARK_CLOSE, NAMED_OPEN, REF_OPEN, Handler, Stomach
from inkpress.read.symbols import ACCENTS

# --- citations and references ------------------------------------------------------------------------------


def cite(s: Stomach, token: str) -> None:
    """Textual citations keep the authors' names; those in brackets leave no trace but their keys."""
    s.gullet.star()
    s.gullet.optional()
    s.gullet.optional()
    keys = [k.strip() for k in s.gullet.text_argument().split(",") if k.strip()]
    s.cite_keys.update(dict.fromkeys(keys))
    if token in TEXTUAL_CITATIONS:
        s.out.append(", ".join(f"{CITE_OPEN}{key}{MARK_CLOSE}" for key in keys))
    elif s.out and s.out[-1] == " " and not (s.gullet.peek() or " ")[0].isalnum():
        s.out.pop()  # the space before a citation goes with it


def reference(s: Stomach, token: str) -> None:
    """A mark that becomes the number, or name and number, of what the label names."""
    s.gullet.star()
    keys = [k.strip() for k in s.gullet.text_argument().split(",") if k.strip()]
    opening = NAMED_OPEN if token in NAMED_REFERENCES else REF_OPEN
    text = ", ".join(f"{opening}{key}{MARK_CLOSE}" for key in keys)
    s.out.append(f"({text})" if token == "\\eqref" else text)


def reference_range(s: Stomach, _: str) -> None:
    """`\\crefrange{eq:a}{eq:c}`: from one to the other."""
    s.gullet.star()
    first, last = s.gullet.text_argument(), s.gullet.text_argument()
    s.out.append(f"{NAMED_OPEN}{first}{MARK_CLOSE} to {REF_OPEN}{last}{MARK_CLOSE}")


def label(s: Stomach, _: str) -> None:
    """Names the section, float, formula or theorem numbered last."""
    s.labels.setdefault(s.gullet.text_argument(), s.current)


# --- notes, links, boxes -----------------------------------------------------------------------------------


def footnote(s: Stomach, _: str) -> None:
    """Set aside, out of the running text."""
    s.gullet.optional()
    s.argument(s.outline.footnote)


def table_note(s: Stomach, token: str) -> None:
    """`\\tablenotetext{a}{...}`: set aside, without its mark."""
    s.gullet.argument()
    footnote(s, token)


def discard(s: Stomach, _: str) -> None:
    """An argument that is not the paper's text, such as the authors' names; footnotes in it are kept."""
    s.gullet.star()
    s.gullet.optional()
    s.argument(lambda text: None)


def url(s: Stomach, _: str) -> None:
    """An address, printed unless its scheme could run something."""
    address = s.gullet.text_argument()
    s.outline.link(address)
    s.out.append(
        address if ":" not in address or address.startswith(("http://", "https://", "ftp://", "mailto:")) else ""
    )


def href(s: Stomach, _: str) -> None:
    """A link: the address is kept, the words that follow are read."""
    s.gullet.optional()
    s.outline.link(s.gullet.text_argument())


def accent(s: Stomach, token: str) -> None:
    """TeX's accents: `\\'e`, `\\"{o}`, `\\c c`, `\\v{\\i}`."""
    tokens = [t for t in s.gullet.argument() if t not in ("{", "}")]
    base = "".join({"\\i": "i", "\\j": "j", "\\ae": "æ", "\\o": "ø"}.get(t, t if t[0] != "\\" else "") for t in tokens)
    if base[:1].isalpha():
        s.out.append(unicodedata.normalize("NFC", base[0] + ACCENTS[token]) + base[1:])
    else:
        s.out.append(base)


def newline(s: Stomach, _: str) -> None:
    """`\\\\`: the end of a row, or a line that becomes a space."""
    s.gullet.star()
    if s.gullet.peek() == "[":
        s.gullet.optional()
    group = s.cell_group()
    if group is not None and group.grid is not None:
        group.grid.end_row(s.cell_text(group))
    else:
        s.out.append(" ")


INLINE: dict[str, Handler] = {
    "\\label": label,
    "\\crefrange": reference_range,
    "\\Crefrange": reference_range,
    "\\footnote": footnote,
    "\\footnotetext": footnote,
    "\\thanks": footnote,
    "\\tablefootnote": footnote,
    "\\sidenote": footnote,
    "\\marginpar": footnote,
    "\\marginnote": footnote,
    "\\tablecomments": footnote,
    "\\tablenotetext": table_note,
    "\\url": url,
    "\\path": url,
    "\\nolinkurl": url,
    "\\burl": url,
    "\\href": href,
    "\\\\": newline,
    "\\tabularnewline": newline,
    "\\newline": newline,
    "\\cr": newline,
    **dict.fromkeys(TEXTUAL_CITATIONS | SILENT_CITATIONS, cite),
    **dict.fromkeys(REFERENCES - {"\\hyperref"}, reference),
    **dict.fromkeys(DISCARDED, discard),
    **dict.fromkeys(ACCENTS, accent),
}
