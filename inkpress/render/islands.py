"""Lift formulas and fenced code out of Markdown before Markdown can read them.

Underscores, backslashes and `<` mean something else in a formula. So each formula and each fence is replaced
by a token of private-use characters, and put back into the tree afterwards. A token that ends up inside
inline code or an attribute is put back as it was written.

What is a formula: `$$..$$` without an empty line in it; `$..$` where the first dollar is followed, and the last
preceded, by something other than white space, where no digit follows the last one (the rule of Pandoc,
https://pandoc.org/MANUAL.html#extension-tex_math_dollars), and where the words between are not a price; and
LaTeX's own brackets, `\\(..\\)` and `\\[..\\]`, where something in them looks like mathematics. A bare address whose
underscores or stars Markdown would read is lifted out too.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from inkpress.render.tree import Code, Element, Formula

TOKEN = re.compile("\ue000(\\d{1,6})\ue001")
MAX_FORMULA = 4000

_FENCE = re.compile(r"^(?P<indent>[ \t>]*)(?P<mark>`{3,}|~{3,})[ \t]*(?P<info>[^`\n]*)$")
_BODY = r"(?:\\.|[^$\\\n]|\n(?![ \t]*\n))"
_INSIDE = r"(?:\\[^()\[\]\n]|[^$\\\n]|\n(?![ \t]*\n))"  # of LaTeX's own brackets, which do not nest
_SCAN = re.compile(
    rf"""
      \\\((?P<round>{_INSIDE}{{1,{MAX_FORMULA}}})\\\)
    | \\\[(?P<square>{_INSIDE}{{1,{MAX_FORMULA}}})\\\]
    | (?P<escaped>\\[\\`$])
    | (?P<code>(?<!`)(?P<ticks>`{{1,8}})(?!`)(?:[^\n]|\n(?![ \t]*\n)){{1,1000}}?(?<!`)(?P=ticks)(?!`))
    | \$\$(?P<display>{_BODY}{{1,{MAX_FORMULA}}})\$\$
    | \$(?![\s$])(?P<inline>{_BODY}{{1,{MAX_FORMULA}}})(?<!\s)\$(?![\d$])
    | (?<![\w(\["'=<])(?P<bare>https?://[^\s<>$\[\]"'`|]{{1,2000}})
    | (?P<address>\]\([^()\s]{{1,2000}}\)|<?https?://[^\s<>$]{{1,2000}}
        |^[ ]{{0,3}}\[[^\]\n]{{1,200}}\]:[ \t]*\S{{1,2000}})
    """,
    re.VERBOSE | re.MULTILINE,
)
_MATHY = re.compile(r"[\\_^=<>+{}|()\[\],]")
_SURE = re.compile(r"[\\_^=<>+{}|]|\A\s*\w\s*\Z")  # in brackets that may as well be escaped ones
_TRAILING = ".,;:!?)]}*_~…"  # behind an address, not of it
_PRICE = re.compile(r"[\d.,]+(?:\s*(?:[KMBk]|million|billion|thousand|bn|m))?\b[^\\]*\s[A-Za-z]{2,}")


@dataclass
class Islands:
    """What was lifted out: token n stands for `nodes[n]`, written as `sources[n]`."""

    nodes: list[Formula | Code | Element | str] = field(default_factory=list)
    sources: list[str] = field(default_factory=list)

    def keep(self, node: Formula | Code | Element | str, source: str) -> str:
        """The token that now stands for `node`."""
        self.nodes.append(node)
        self.sources.append(source)
        return f"\ue000{len(self.nodes) - 1}\ue001"

    def keep_plain(self, line: str) -> str:
        """The token for a line that is text whatever stands in it."""
        line = self.restore(line)
        return self.keep(line, line)

    def restore(self, text: str) -> str:
        """`text` with every token as it was written."""
        return TOKEN.sub(lambda m: self.sources[int(m[1])], text) if "\ue000" in text else text


def lift_islands(body: str, *, file: str, first_line: int) -> tuple[str, Islands]:
    """`body` with tokens for formulas and fences, and what they stand for. `first_line` is 1-based."""
    islands = Islands()
    out: list[str] = []
    pending: list[str] = []
    pending_line = first_line
    lines = body.split("\n")
    never_closed: dict[str, int] = {}  # sign -> length: no later fence of that sign and length is closed either
    index = 0
    while index < len(lines):
        fence = _FENCE.match(lines[index])
        end = _fence_end(lines, index, fence, never_closed) if fence else None
        if fence is None or end is None:
            pending.append(lines[index])
            index += 1
            continue
        out.append(_lift_formulas("\n".join(pending), islands, file, pending_line))
        pending = []
        source = "\n".join(lines[index : end + 1])
        token = islands.keep(_code(lines[index + 1 : end], fence), source)
        out += _with_room(fence["indent"], token, lines[index - 1 : index], lines[end + 1 : end + 2])
        index = end + 1
        pending_line = first_line + index
    out.append(_lift_formulas("\n".join(pending), islands, file, pending_line))
    return "\n".join(out), islands


def _with_room(indent: str, token: str, before: list[str], after: list[str]) -> list[str]:
    """The token between empty lines: one on either side, because two would end the note or the item it stands in."""
    above = [indent.rstrip()] if before and before[0].strip(" \t>") else []
    below = [indent.rstrip()] if after and after[0].strip(" \t>") else []
    return [*above, f"{indent}{token}", *below]


def _fence_end(lines: list[str], start: int, fence: re.Match[str], never_closed: dict[str, int]) -> int | None:
    """The line that closes the fence, or None: an open fence is text, so that no prose is swallowed."""
    sign, length = fence["mark"][0], len(fence["mark"])
    if length >= never_closed.get(sign, length + 1):
        return None
    close = re.compile(rf"[ \t>]*{re.escape(fence['mark'][0])}{{{len(fence['mark'])},}}[ \t]*")
    for index in range(start + 1, len(lines)):
        if close.fullmatch(lines[index]):
            return index
    never_closed[sign] = length
    return None


def _code(lines: list[str], fence: re.Match[str]) -> Code:
    indent = fence["indent"]
    if indent:
        lines = [line.removeprefix(indent) if line.startswith(indent) else line.lstrip(" \t>") for line in lines]
    info = fence["info"].strip().split()
    language = info[0].strip("{}.").split(",")[0].lower() if info else ""
    return Code("\n".join(lines), language if re.fullmatch(r"[a-z0-9+#._-]{1,30}", language) else "")


def _lift_formulas(text: str, islands: Islands, file: str, first_line: int) -> str:
    if not any(sign in text for sign in ("$", "\\(", "\\[", "://")):
        return text
    line, position = first_line, 0

    def replace(match: re.Match[str]) -> str:
        nonlocal line, position
        line += text.count("\n", position, match.start())
        position = match.start()
        if match["escaped"]:
            return "$" if match[0] == r"\$" else match[0]
        if match["bare"]:
            return _lift_address(match[0], islands)
        latex, display = _latex(text, match)
        if not latex.strip():
            return match[0]
        return islands.keep(Formula(" ".join(latex.split()), display, file, line), match[0])

    return _SCAN.sub(replace, text)


def _latex(text: str, match: re.Match[str]) -> tuple[str, bool]:
    """The formula between the signs, or "", and whether it stands alone."""
    if bracketed := match["round"] or match["square"]:
        return bracketed if _SURE.search(bracketed) else "", match["round"] is None
    if match["display"] is not None:
        return match["display"], True
    return "" if match["inline"] is None or _is_price(text, match) else match["inline"], False


def _lift_address(written: str, islands: Islands) -> str:
    """A link in place of an address that Markdown would read something into."""
    address = written.rstrip(_TRAILING)
    if address.count("(") > address.count(")") and written[len(address) :].startswith(")"):
        address += ")"
    if not any(sign in address for sign in "_*~"):
        return written
    return islands.keep(Element("a", {"href": address}, (address,)), address) + written[len(address) :]


def _is_price(text: str, match: re.Match[str]) -> bool:
    """Money, or a shell variable: `US$5 or A$`, `$5 and get 3 for 4$`, `$HOME or go to X$`."""
    inside = match["inline"]
    before = text[match.start() - 1 : match.start()]
    if before.isalpha() and inside[0].isdigit():
        return True
    if inside[0].isdigit() and _PRICE.match(inside):
        return True
    return not _MATHY.search(inside) and len(re.findall(r"[A-Za-z]{2,}", inside)) > 2
