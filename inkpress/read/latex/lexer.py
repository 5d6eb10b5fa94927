"""TeX source -> tokens, a piece at a time.

A token is a string: a control sequence (`\\section`, `\\%`), one special character (`{ } $ & # ^ _ ~ [ ] *`), a run
of other characters, `" "` for white space, or `\\par` for a blank line. Category codes never change: what a paper's
own `\\catcode` would do is not followed. Verbatim material comes out as one run, whatever it holds.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

PAR = "\\par"
RAW_MARK = "\u200b"  # begins a run of verbatim text, so that `{` in it is not taken for a brace; tidied away later

_TOKEN = re.compile(
    r"\\(?:[A-Za-z@]+|[^A-Za-z@]|\Z)"  # a control sequence
    r"|%[^\n]*(?:\n[ \t]*(?:\n\s*)?)?"  # a comment takes its line end and the next line's indent with it
    r"|\s+"
    r"|[{}$&#^_~\[\]*]"
    r"|[^\\%\s{}$&#^_~\[\]*]+",
    re.DOTALL,
)
_AFTER_WORD = re.compile(r"[ \t]*(?:\n[ \t]*(?![ \t]*\n))?")
_GROUP = re.compile(r"\s*\{((?:[^{}\\]|\\.|\{[^{}]{0,500}\}){0,2000})\}", re.DOTALL)
_ENVIRONMENT = re.compile(r"\s*\{\s*([A-Za-z]+\*?)\s*\}")
_VERBATIM = {"verbatim", "Verbatim", "lstlisting", "minted", "alltt", "BVerbatim", "code", "python", "verbatimtab"}
_DROPPED = {"comment", "filecontents", "tikzpicture", "pspicture", "pgfpicture", "ifnotdraft", "CCSXML"}
_ADDRESS = {"\\url", "\\path", "\\nolinkurl", "\\href", "\\burl"}
_INLINE_VERBATIM = {"\\verb", "\\lstinline", "\\Verb", "\\mintinline"}
_OPTIONS = re.compile(
    r"(?:\[(?:[^\[\]{}]|\{(?:[^{}]|\{[^{}]{0,500}\}){0,2000}\}|\[[^\[\]]{0,500}\]){0,2000}\]|\{[^{}\n]{0,500}\}){0,4}"
)
_CAPTION = re.compile(r"(?<![\w])caption\s*=\s*(?:\{((?:[^{}]|\{[^{}]{0,500}\}){0,2000})\}|([^,\]{}]{1,500}))")
_MINTED = re.compile(r"\s{0,9}(?:\[[^\]\n]{0,200}\])?\{[\w+-]{1,30}\}")
_EXPL3 = re.compile(r"\\ExplSyntaxOff|\Z")


class Lexer:
    """Tokens of one file. Iterating gives lists of tokens, in order, so that memory stays small."""

    def __init__(self, text: str, name: str) -> None:
        self.name = name
        self._text = text
        self._at = 0
        self._never: set[str] = set()  # closings that were looked for in vain: not looked for again

    def stop(self) -> None:
        """Give no more tokens (`\\endinput`)."""
        self._at = len(self._text)

    def pieces(self, size: int = 512) -> Iterator[list[str]]:
        """The file's tokens, about `size` at a time."""
        while self._at < len(self._text):
            yield self._piece(size)

    def _piece(self, size: int) -> list[str]:
        tokens: list[str] = []
        text, at = self._text, self._at
        while len(tokens) < size and (match := _TOKEN.match(text, at)):
            token = match[0]
            at += len(token)
            first = token[0]
            if first == "\\":
                self._at = at
                self._control(token, tokens)
                at = self._at
            elif token == " ":
                tokens.append(token)
            elif first == "%":
                if token.count("\n") > 1:
                    tokens.append(PAR)
            elif first.isspace():
                tokens.append(PAR if token.count("\n") > 1 else " ")
            else:
                tokens.append(token)
        self._at = at
        return tokens

    def _control(self, token: str, tokens: list[str]) -> None:
        """One control sequence, and the raw material that some of them begin."""
        if token[1:2].isalpha() or token[1:2] == "@":
            if token in _INLINE_VERBATIM and self._inline_verbatim(token, tokens):
                return
            if after := _AFTER_WORD.match(self._text, self._at):
                self._at = after.end()
            if token == "\\begin" and self._environment(tokens):
                return
            if token == "\\ExplSyntaxOn" and (end := _EXPL3.search(self._text, self._at)):
                self._at = end.end()
                return
        tokens.append(token if len(token) > 1 else " ")
        if token in _ADDRESS and (address := _GROUP.match(self._text, self._at)):
            self._at = address.end()
            tokens += ["{", RAW_MARK + address[1].replace("\\", ""), "}"]

    def _inline_verbatim(self, token: str, tokens: list[str]) -> bool:
        """`\\verb|...|`: the text between two equal characters on one line."""
        lead = _MINTED.match(self._text, self._at) if token == "\\mintinline" else None
        start = lead.end() if lead else self._at + (self._text[self._at : self._at + 1] == "*")
        mark = self._text[start : start + 1]
        end = self._text.find("}" if mark == "{" else mark, start + 1, start + 2000) if mark.strip() else -1
        if end < 0 or mark == "[" or "\n\n" in self._text[start:end]:
            return False
        tokens.append(RAW_MARK + self._text[start + 1 : end])
        self._at = end + 1
        return True

    def _environment(self, tokens: list[str]) -> bool:
        """A verbatim environment as one run; a dropped one (comments, drawings) as nothing."""
        match = _ENVIRONMENT.match(self._text, self._at)
        if match is None or (name := match[1]).rstrip("*") not in _VERBATIM | _DROPPED:
            return False
        closing = f"\\end{{{name}}}"
        end = self._text.find(closing, match.end()) if closing not in self._never else -1
        if end < 0:
            self._never.add(closing)
            return False
        if self._text[match.end() : match.end() + 1] == "}":  # the body of a macro
            return False
        self._at = end + len(closing)
        if name.rstrip("*") in _VERBATIM:
            options = _OPTIONS.match(self._text, match.end(), end)
            code = self._text[options.end() if options else match.end() : end]
            if options and (caption := _CAPTION.search(options[0])):
                tokens += self._listing_caption(re.sub(r"\A\s*\[[^\]]*\]", "", caption[1] or caption[2]))
            tokens += ["\\begin", "{", "verbatim", "}", RAW_MARK + code, "\\end", "{", "verbatim", "}"]
        return True

    def _listing_caption(self, caption: str) -> list[str]:
        """`\\begin{lstlisting}[caption={...}]`: the caption, as a listing in a float has it."""
        words = [token for piece in Lexer(caption, self.name).pieces() for token in piece]
        begin, end = (["\\" + what, "{", "listing", "}"] for what in ("begin", "end"))
        return [*begin, "\\caption", "{", *words, "}", *end]
