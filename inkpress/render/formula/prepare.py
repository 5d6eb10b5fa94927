r"""LaTeX as papers write it -> LaTeX as latex2mathml reads it rightly.

It takes `aligned` for no table, `\operatorname*{arg\,min}` for single letters, and knows neither `\arg` nor `\bm`.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from inkpress.render.formula.node import LatexError

_ENVIRONMENTS = {
    "aligned": "split", "alignedat": "split", "align": "split", "align*": "split", "alignat": "split",
    "eqnarray": "split", "eqnarray*": "split", "gather": "matrix", "gather*": "matrix", "gathered": "matrix",
    "multline": "matrix", "multline*": "matrix", "dcases": "cases", "rcases": "cases", "equation": "",
    "equation*": "", "math": "", "displaymath": "",
}  # fmt: skip
_ENVIRONMENT = re.compile(r"\\(begin|end)\s*\{([a-zA-Z]{1,20}\*?)\}(?:\s*\{\d\})?")
_OTHER_NAMES = {r"\dag": r"\dagger ", r"\ddag": r"\ddagger ", r"\P": "¶", r"\copyright": "©", r"\And": r"\& "}
_REPLACED: tuple[tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]], ...] = (
    (re.compile(r"(?<!\\)%[^\n]*"), ""),
    (re.compile(r"\\label\s*\{[^{}]*\}|\\(?:nonumber|notag|allowbreak|displaylimits|xspace|relax)(?![a-zA-Z])"), ""),
    (re.compile(r"\\arg\s*(?:\\[,!;:]|\\limits|\s)*\\(min|max)(?![a-zA-Z])"), r"\\arg\1 "),
    (re.compile(r"\\operatorname\*?\s*\{\s*arg\s*(?:\\[,!;:]|~|\\ )*\s*\\?(min|max)\s*\}"), r"\\arg\1 "),
    (
        re.compile(r"\\mathop\s*\{\s*\\(?:mathrm|text|rm)\s*\{\s*arg(?:\\[,!;:]|~|\\ |\s)*(min|max)\s*\}\s*\}"),
        r"\\arg\1 ",
    ),
    (re.compile(r"\\(?:mathrm|mathup|rm)\s*\{\s*([A-Za-z])\s*\}"), r"\\mathrm{\1{}}"),
    (re.compile(r"\\not\s*="), r"\\neq "),
    (re.compile(r"\\(?:dag|ddag|P|copyright|And)(?![a-zA-Z])"), lambda m: _OTHER_NAMES[m[0]]),
    (re.compile(r"\\(?:mathds|mathbbm|mathbbmss)(?![a-zA-Z])"), r"\\mathbb"),
    (re.compile(r"\\(?:bm|boldmath)(?![a-zA-Z])"), r"\\boldsymbol"),
    (re.compile(r"\\arg(?![a-zA-Z])"), r"\\operatorname{arg}"),
    (re.compile(r"\\(?:ensuremath|mathstrut|strut|left\.\s*\\right\.)(?![a-zA-Z])"), ""),
    (re.compile(r"\\text(?:sc|sl|md)(?![a-zA-Z])"), r"\\text"),
    (re.compile(r"(?<![:\\]):\s*=(?!=)"), r"\\coloneqq "),
    (re.compile(r"\\(argmin|argmax)\s*\\limits(?![a-zA-Z])"), r"\\\1 "),
)
_FORBIDDEN = re.compile(
    r"\\(href|url|class|style|cssId|data|includegraphics|input|include|def|newcommand|renewcommand|let|newenvironment"
    r"|DeclareMathOperator|unicode|require|html[A-Z][a-z]+)(?![a-zA-Z])"
)
_TEXT_WITH_MATHS = re.compile(r"\\(?P<name>text[a-z]{0,6}|mbox)\s*\{(?P<words>[^{}$]*\$(?:[^{}]|\{[^{}]*\}){0,400})\}")
_OPERATORNAME = re.compile(r"\\operatorname(\*?)\s*\{((?:[^{}]|\{[^{}]*\}){1,60})\}")


def prepare(latex: str) -> str:
    """`latex` with what latex2mathml misreads written in another way."""
    forbidden = _FORBIDDEN.search(latex)
    if forbidden:
        raise LatexError(f"\\{forbidden[1]} is not allowed", "write the formula out")
    if _unescaped_depth(latex) != 0:
        raise LatexError("braces do not match", "count the { and }")
    for pattern, replacement in _REPLACED:
        latex = pattern.sub(replacement, latex)
    latex = _TEXT_WITH_MATHS.sub(_split_text, latex)
    latex = _ENVIRONMENT.sub(_environment, latex)
    return _OPERATORNAME.sub(_operator, latex)


def _split_text(match: re.Match[str]) -> str:
    r"""`\text{if $x$ then}` -> `\text{if }{x}\text{ then}`."""
    parts = match["words"].split("$")
    if len(parts) % 2 == 0:
        raise LatexError("a $ inside \\text has no partner")
    return "".join(
        f"{{{part}}}" if index % 2 else f"\\{match['name']}{{{part}}}" for index, part in enumerate(parts) if part
    )


def _environment(match: re.Match[str]) -> str:
    name = _ENVIRONMENTS.get(match[2], match[2])
    if name == "array":
        return match[0]
    return f"\\{match[1]}{{{name}}}" if name else ""


def _operator(match: re.Match[str]) -> str:
    r"""`\operatorname{arg\,max}` holds more than letters, which latex2mathml does not read: set it upright instead."""
    if re.fullmatch(r"[A-Za-z ]+", match[2]):
        return match[0]
    return rf"\mathrm{{{match[2]}}}"


def _unescaped_depth(latex: str) -> int:
    plain = re.sub(r"\\.", "", latex, flags=re.DOTALL)
    return plain.count("{") - plain.count("}")
