r"""LaTeX as papers write it -> LaTeX as latex2mathml reads it rightly.

It takes `aligned` for no table, `\operatorname*{arg\,min}` for single letters, `2mu` for a length and `10{,}000` for
three things, drops environments that it does not know, and knows neither `\arg` nor `\bm`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

from inkpress.render.formula.node import LatexError

_ENVIRONMENTS = {
    "aligned": "split", "alignedat": "split", "align": "split", "align*": "split", "alignat": "split",
    "alignat*": "split", "flalign": "split", "flalign*": "split", "eqnarray": "split", "eqnarray*": "split",
    "gather": "split", "gather*": "split", "gathered": "split", "multline": "split", "multline*": "split",
    "dcases": "cases", "equation": "", "equation*": "", "math": "", "displaymath": "",
    "array": "array", "cases": "cases", "matrix": "matrix", "pmatrix": "pmatrix", "bmatrix": "bmatrix",
    "Bmatrix": "Bmatrix", "vmatrix": "vmatrix", "Vmatrix": "Vmatrix", "smallmatrix": "smallmatrix", "split": "split",
}  # fmt: skip
_ENVIRONMENT = re.compile(r"\\(begin|end)\s*\{([^{}]{0,40})\}(?:\s*\{\d\})?")
_RULED_ARRAY = re.compile(r"\\begin\s*\{array\}\s*(?:\[\w\])?\s*\{[^{}]*\|")
_OTHER_NAMES = {r"\dag": r"\dagger ", r"\ddag": r"\ddagger ", r"\P": "¶", r"\copyright": "©", r"\And": r"\& "}
_Rule = tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]]
_REPLACED: tuple[_Rule, ...] = (
    (re.compile(r"(?<!\\)%[^\n]*\n"), "\n"),
    (re.compile(r"\\label\s*\{[^{}]*\}|\\(?:nonumber|notag|allowbreak|displaylimits|xspace|relax)(?![a-zA-Z])"), ""),
    (re.compile(r"\\tag\s*\{([^{}]*)\}"), r"\\qquad\\text{(\1)}"),
    (re.compile(r"\\tag\*\s*\{([^{}]*)\}"), r"\\qquad\\text{\1}"),
    (re.compile(r"\\arg\s*(?:\\[,!;:]|\\limits|\s)*\\(min|max)(?![a-zA-Z])"), r"\\arg\1 "),
    (re.compile(r"\\operatorname\*?\s*\{\s*arg\s*(?:\\[,!;:]|~|\\ )*\s*\\?(min|max)\s*\}"), r"\\arg\1 "),
    (
        re.compile(r"\\mathop\s*\{\s*\\(?:mathrm|text|rm)\s*\{\s*arg(?:\\[,!;:]|~|\\ |\s)*(min|max)\s*\}\s*\}"),
        r"\\arg\1 ",
    ),
    (re.compile(r"\\(?:mathrm|mathup|rm)\s*\{\s*([A-Za-z])\s*\}"), r"\\mathrm{\1{}}"),
    (re.compile(r"\\not\s*="), r"\\neq "),
    (re.compile(r"\\(left|right|[bB]igg?[lrm]?)\s*<"), r"\\\1\\langle "),
    (re.compile(r"\\(left|right|[bB]igg?[lrm]?)\s*>"), r"\\\1\\rangle "),
    (re.compile(r"\\(?:dag|ddag|P|copyright|And)(?![a-zA-Z])"), lambda m: _OTHER_NAMES[m[0]]),
    (re.compile(r"\\(?:mathds|mathbbm|mathbbmss)(?![a-zA-Z])"), r"\\mathbb"),
    (re.compile(r"\\(?:bm|boldmath)(?![a-zA-Z])"), r"\\boldsymbol"),
    (re.compile(r"\\(?:nice|s)frac(?![a-zA-Z])"), r"\\tfrac"),
    (re.compile(r"\\arg(?![a-zA-Z])"), r"\\operatorname{arg}"),
    (re.compile(r"\\(?:ensuremath|mathstrut|strut|left\.\s*\\right\.)(?![a-zA-Z])"), ""),
    (re.compile(r"\\text(?:sc|sl|md)(?![a-zA-Z])"), r"\\text"),
    (re.compile(r"\\(argmin|argmax)\s*\\limits(?![a-zA-Z])"), r"\\\1 "),
    (re.compile(r"\\perp\s*(?:\\!\s*)+\\perp(?![a-zA-Z])"), "⫫"),
    (re.compile(r"\\setminus(?![a-zA-Z])"), "∖"),  # latex2mathml's own sign for it is in few fonts
    (re.compile(r"@\{[^{}]*\}"), ""),
    (re.compile(r"\\\\\s*\[[^\]]{0,12}\]"), r"\\\\ "),
    (
        re.compile(r"\\(?:[hm]space|hskip|m?kern|mskip)\*?\s*(?:\{([^{}]*)\}|(-?[\d.]+\s*[a-z]{2}))"),
        lambda m: _space(m),
    ),
)
_FORBIDDEN = re.compile(
    r"\\(href|url|class|style|cssId|data|includegraphics|input|include|def|newcommand|renewcommand|let|newenvironment"
    r"|DeclareMathOperator|unicode|require|html[A-Z][a-z]+|verb|rule|raise|lower|raisebox|moveleft|moveright|hline"
    r"|hdashline|cline|multicolumn|multirow"
    r"|math(?!(?:rm|bf|bb|cal|frak|scr|sf|sfit|tt|it|normal|up|ds|op|bin|rel|open|close|ord|punct|inner|ring|strut"
    r"|choice|clap|llap|rlap)(?![a-zA-Z]))[a-z]+)(?![a-zA-Z])"
)
_TEXT_WITH_MATHS = re.compile(r"\\(?P<name>text[a-z]{0,6}|mbox)\s*\{(?P<words>[^{}$]*\$(?:[^{}]|\{[^{}]*\}){0,400})\}")
_OPERATORNAME = re.compile(r"\\operatorname(\*?)\s*\{((?:[^{}]|\{[^{}]*\}){1,60})\}")
_WORDS = re.compile(r"(\\(?:text[a-z]{0,6}|[mhf]box|begin|end|operatorname\*?|color|genfrac\{.?\}\{.?\})\s*\{[^{}]*\})")
_RAISED = dict(
    zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻᵀ", "0123456789+-=()abcdefghijklmnoprstuvwxyzT", strict=True)
)
_LOWERED = dict(zip("₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ", "0123456789+-=()aehijklmnoprstuvx", strict=True))
# a list such as [10,100] is no number
_GROUPED = re.compile(r"(?<![\d.,])\d{1,3}(?:(?:\{,\}\d{3})+|(?:,\d{3})+)(?![\d,])")
_SIGNS: tuple[_Rule, ...] = (
    (re.compile(f"[{''.join(_RAISED)}]+"), lambda m: f"^{{{''.join(_RAISED[c] for c in m[0])}}}"),
    (re.compile(f"[{''.join(_LOWERED)}]+"), lambda m: f"_{{{''.join(_LOWERED[c] for c in m[0])}}}"),
    (re.compile(r"√\s*(?=[\w{\\])"), r"\\sqrt "),
    (_GROUPED, lambda m: _grouped(m)),
    (re.compile(r"(?<=\d)\{\.\}(?=\d)"), "."),
    (re.compile(r"(?<![:\\]):\s*=(?!=)"), r"\\coloneqq "),
    (re.compile(r"(?<=\d)\s*(?=(?:in|mm|cm|pt|em|ex|pc|bp|dd|cc|sp|mu))"), "{}"),
)
_DOUBLED = re.compile(r"(?<!\\)[_^]\s*[_^]")


def prepare(latex: str) -> str:
    """`latex` with what latex2mathml misreads written in another way. Raises LatexError."""
    latex = unicodedata.normalize("NFC", latex).replace("µ", "μ")
    forbidden = _FORBIDDEN.search(latex)
    if forbidden:
        raise LatexError(f"\\{forbidden[1]} is not allowed", "write the formula out")
    if _unescaped_depth(latex) != 0:
        raise LatexError("braces do not match", "count the { and }")
    if re.search(r"(?<!\\)%[^\n]*\Z", latex):
        raise LatexError("% begins a comment, and the rest would be lost", r"write \%")
    if _RULED_ARRAY.search(latex):
        raise LatexError("an array's rules would be lost", "write a matrix, or two of them")
    for pattern, replacement in _REPLACED:
        latex = pattern.sub(replacement, latex)
    latex = _TEXT_WITH_MATHS.sub(_split_text, latex)
    latex = _ENVIRONMENT.sub(_environment, latex)
    latex = _OPERATORNAME.sub(_operator, latex)
    return "".join(part if index % 2 else _signs(part) for index, part in enumerate(_WORDS.split(latex)))


def _signs(latex: str) -> str:
    """Maths outside of words: typed indices, grouped numbers, and letters after a number that name a length."""
    if _DOUBLED.search(latex):
        raise LatexError("an index stands at nothing", "look for __, ^^ or _^")
    for pattern, replacement in _SIGNS:
        latex = pattern.sub(replacement, latex)
    return latex


def _grouped(match: re.Match[str]) -> str:
    """`10{,}000` and `10,000` as one number; what stands alone between brackets is a list, such as [10,100]."""
    before, after = match.string[: match.start()].rstrip()[-1:], match.string[match.end() :].lstrip()[:1]
    is_list = "{" not in match[0] and before in ("(", "[", "{") and after in (")", "]", "}", "\\")
    return match[0] if is_list else re.sub(r"\{?,\}?", r"\\text{,}", match[0])


def _space(match: re.Match[str]) -> str:
    """A length as the nearest of TeX's own spaces."""
    length = re.fullmatch(r"\s*(-?)([\d.]+)\s*(em|mu|ex|pt)\s*", match[1] or match[2])
    if length is None:
        return r"\quad "
    try:
        width = float(length[2]) * {"em": 1, "mu": 1 / 18, "ex": 0.43, "pt": 0.1}[length[3]]
    except ValueError:
        raise LatexError(f"{match[0]} is no length") from None
    if length[1]:
        return r"\!"
    return r"\quad " if width >= 0.9 else r"\; " if width > 0.2 else r"\, "


def _split_text(match: re.Match[str]) -> str:
    r"""`\text{if $x$ then}` -> `\text{if }{x}\text{ then}`."""
    parts = match["words"].split("$")
    if len(parts) % 2 == 0:
        raise LatexError("a $ inside \\text has no partner")
    return "".join(
        f"{{{part}}}" if index % 2 else f"\\{match['name']}{{{part}}}" for index, part in enumerate(parts) if part
    )


def _environment(match: re.Match[str]) -> str:
    name = _ENVIRONMENTS.get(match[2])
    if name is None:
        raise LatexError(f"{match[2]} is not an environment that is known here", r"use aligned, cases or bmatrix")
    if name == "array":
        return match[0]
    return f"\\{match[1]}{{{name}}}" if name else ""


def _operator(match: re.Match[str]) -> str:
    r"""`\operatorname{arg\,max}` holds more than letters, which latex2mathml does not read: set it upright instead."""
    if re.fullmatch(r"[A-Za-z ]+", match[2]):
        return match[0]
    if re.fullmatch(r"[A-Za-z0-9-]+", match[2]):
        return rf"\text{{{match[2]}}}"
    return rf"\mathrm{{{match[2]}}}"


def _unescaped_depth(latex: str) -> int:
    plain = re.sub(r"\\.", "", latex, flags=re.DOTALL)
    return plain.count("{") - plain.count("}")
