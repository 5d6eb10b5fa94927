"""Small commands of running text whose arguments must not run together: fractions, powers, marks, acronyms."""

from __future__ import annotations

import re

from inkpress.read.latex.keys import key_values
from inkpress.read.latex.stomach import Handler, Stomach

_DINGBATS = {"51": "✓", "52": "✓", "55": "✗", "56": "✗", "53": "✗", "54": "✗"}
_TESTS = {"\\For": "for", "\\ForAll": "for all", "\\ForEach": "for each", "\\While": "while", "\\If": "if",
          "\\ElsIf": "else if", "\\ElseIf": "else if", "\\Until": "until"}  # fmt: skip
_STEPS = {**_TESTS, **dict.fromkeys(("\\State", "\\Statex", "\\EndFor", "\\EndWhile", "\\EndIf"), ""), "\\Else": "else",
          "\\Repeat": "repeat", "\\Return": "return", "\\Require": "Require:", "\\Ensure": "Ensure:",
          "\\KwIn": "Input:", "\\KwOut": "Output:", "\\KwResult": "Result:", "\\Comment": "▷"}  # fmt: skip
_ACRONYM_COMMANDS = {
    "": "gls glspl ac acp",
    "short": "acs acsp acrshort acrshortpl glsxtrshort",
    "long": "acl aclp acrlong acrlongpl glsxtrlong",
    "full": "acf acfp acrfull acrfullpl glsxtrfull",
}
_ACRONYM_FORMS = {
    f"\\{spelled}": (form, "s" if name.endswith(("p", "pl")) else "")
    for form, names in _ACRONYM_COMMANDS.items()
    for name in names.split()
    for spelled in (name, name.capitalize())
}
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
    _keep_acronym(s, key, short, s.gullet.text_argument())


def declare_acronym(s: Stomach, _: str) -> None:
    """`\\DeclareAcronym{llm}{short=LLM, long=large language model}`, `\\newglossaryentry{flop}{name=FLOP}`."""
    key = s.gullet.text_argument()
    fields = key_values(s.gullet.argument())
    said = {name: "".join(t for t in value if t[0] not in "\\{}") for name, value in fields.items()}
    _keep_acronym(s, key, said.get("short") or said.get("name") or key, said.get("long", ""))


def _keep_acronym(s: Stomach, key: str, short: str, full: str) -> None:
    if len(s.acronyms) < 1_000:
        s.acronyms[key] = (short, full)


def acronym(s: Stomach, token: str) -> None:
    """`\\gls{key}`, `\\ac{key}`: in full the first time, short from then on, unless the command says which."""
    s.gullet.star()
    s.gullet.optional()
    key = s.gullet.text_argument()
    short, full = s.acronyms.get(key, (key, ""))
    form, plural = _ACRONYM_FORMS[token]
    form = form or ("short" if key in s.acronyms_used else "full")
    if not full or form == "short":
        said = short + plural
    else:
        said = f"{full}{plural} ({short}{plural})" if form == "full" else full + plural
    s.out.append(said[:1].upper() + said[1:] if token[1].isupper() else said)
    if form == "full":
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
    **dict.fromkeys(("\\DeclareAcronym", "\\newglossaryentry"), declare_acronym),
    **dict.fromkeys(_ACRONYM_FORMS, acronym),
}
