"""Small commands of running text whose arguments must not run together: fractions, powers, marks, acronyms."""

from __future__ import annotations

import re

from inkpress.read.latex.stomach import Handler, Stomach

_DINGBATS = {"51": "✓", "52": "✓", "55": "✗", "56": "✗", "53": "✗", "54": "✗"}
_TESTS = {"\\For": "for", "\\ForAll": "for all", "\\ForEach": "for each", "\\While": "while", "\\If": "if",
          "\\ElsIf": "else if", "\\ElseIf": "else if", "\\Until": "until"}  # fmt: skip
_STEPS = {**_TESTS, **dict.fromkeys(("\\State", "\\Statex", "\\EndFor", "\\EndWhile", "\\EndIf"), ""), "\\Else": "else",
          "\\Repeat": "repeat", "\\Return": "return", "\\Require": "Require:", "\\Ensure": "Ensure:",
          "\\KwIn": "Input:", "\\KwOut": "Output:", "\\KwResult": "Result:", "\\Comment": "▷"}  # fmt: skip
_THREE_DIGITS = re.compile(r"\d{3}(?!\d)")


def fraction(s: Stomach, _: str) -> None:
    """`\\nicefrac{1}{2}` outside a formula: not twelve."""
    s.argument(lambda upper: s.argument(lambda lower: s.out.append(f"{upper}/{lower}")))


def superscript(s: Stomach, _: str) -> None:
    """`10\\textsuperscript{-3}` is 10^-3, `1\\textsuperscript{st}` is 1st."""
    s.argument(lambda text: s.out.append(f"^{text}" if re.fullmatch(r"[-−–+]?\d+", text) else text))


def thin_space(s: Stomach, _: str) -> None:
    """`10\\,000` is one number."""
    before = s.out[-1] if s.out else ""
    grouped = before[-1:].isdigit() and _THREE_DIGITS.match(s.gullet.peek() or "")
    s.out.append("," if grouped else " ")


def dingbat(s: Stomach, _: str) -> None:
    """`\\ding{51}` is a tick, not a number."""
    s.out.append(_DINGBATS.get(s.gullet.text_argument(), ""))


def enquote(s: Stomach, _: str) -> None:
    s.gullet.star()
    s.argument(lambda text: s.out.append(f"“{text}”"))


def step(s: Stomach, token: str) -> None:
    """A line of pseudocode: its keyword as it is printed, apart from what stands around it."""
    s.out.append(f" {_STEPS[token]} ".replace("  ", " "))
    if token in _TESTS:
        s.argument(lambda text: s.out.append(f"{text} "))


def first_of_two(s: Stomach, _: str) -> None:
    """`\\texorpdfstring{shown}{bookmark}`."""
    shown = s.gullet.argument()
    s.gullet.argument()
    s.gullet.push(["{", *shown, "}"])


def without_bracket(s: Stomach, _: str) -> None:
    """`\\twocolumn[...]`: what stands above both columns is text like any other."""
    s.gullet.push(s.gullet.optional() or [])


def define_acronym(s: Stomach, token: str) -> None:
    """`\\newacronym{key}{LLM}{large language model}`, `\\acrodef{LLM}{large language model}`."""
    s.gullet.optional()
    key = s.gullet.text_argument()
    short = s.gullet.text_argument() if token == "\\newacronym" else "".join(s.gullet.optional() or []) or key
    full = s.gullet.text_argument()
    if len(s.acronyms) < 1_000:
        s.acronyms[key] = (short, full)


def acronym(s: Stomach, token: str) -> None:
    """`\\gls{key}`, `\\ac{key}`: in full the first time, short from then on."""
    s.gullet.star()
    s.gullet.optional()
    key = s.gullet.text_argument()
    short, full = s.acronyms.get(key, (key, ""))
    plural = "s" if token in ("\\glspl", "\\Glspl", "\\acp") else ""
    if full and key not in s.acronyms_used and token not in ("\\acs", "\\acrshort"):
        s.out.append(f"{full}{plural} ({short}{plural})")
    else:
        s.out.append(short + plural)
    s.acronyms_used.add(key)


WORDS: dict[str, Handler] = {
    **dict.fromkeys(("\\nicefrac", "\\sfrac", "\\frac", "\\tfrac", "\\dfrac"), fraction),
    "\\textsuperscript": superscript,
    "\\,": thin_space,
    "\\thinspace": thin_space,
    "\\ding": dingbat,
    "\\enquote": enquote,
    **dict.fromkeys(_STEPS, step),
    "\\texorpdfstring": first_of_two,
    "\\twocolumn": without_bracket,
    **dict.fromkeys(("\\newacronym", "\\acrodef", "\\acro", "\\newacro"), define_acronym),
    **dict.fromkeys(("\\gls", "\\Gls", "\\glspl", "\\Glspl", "\\ac", "\\acp", "\\acs", "\\acrshort", "\\acf"), acronym),
}
