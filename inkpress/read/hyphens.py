"""Words broken at the ends of printed lines, made whole: the paper's own vocabulary decides about the hyphen."""

from __future__ import annotations

import re
from collections.abc import Iterable

BROKEN = re.compile(r"\ufffe$|(?<=[^\W\d_])-$")  # U+FFFE is pdfium's mark for a hyphen at the end of a line
_PREFIXES = {"non", "multi", "self", "cross", "semi", "high", "low", "well", "state", "end", "fine"}
_SUFFIX = re.compile(  # what TeX puts on the next line behind a whole word: model-ing, token-ized
    r"(?:[a-z]?ings?|[a-z]?e[dnr]s?|[a-z]{0,3}e?s|[a-z]{0,2}ly|[a-z]{0,4}[st]ions?|[a-z]{0,2}ments?|[ai]bl[ey]|[a-z]?ness"
    r"|[a-z]{0,3}it(?:y|ies)|[a-z]{0,2}al(?:ly)?|[a-z]{0,2}ous|[a-z]{0,3}i[sz](?:e[drs]?|ing|ation)|[ae]nc[ey]s?|ful|less)"
)


class Mender:
    """Knows a paper's words: those with a hyphen inside, and whole ones. Halves at the ends of lines are neither."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._compounds: set[str] = set()
        self._words: set[str] = set()
        broken = False
        for line in lines:
            text = line.lower().strip()
            if broken:
                text = re.sub(r"^\S+", "", text)
            broken = BROKEN.search(text) is not None
            self._compounds.update(re.findall(r"[^\W_]+-[^\W_]+", text))
            self._words.update(re.findall(r"(?<![\w\ufffe-])[^\W\d_]{2,}(?![\w\ufffe-])", text))

    def join(self, words: str, line: str) -> str:
        """`words` with the next line behind them."""
        if not BROKEN.search(words[-4:]):
            return f"{words} {line}" if words else line
        head = words[:-1]
        before, after = re.search(r"[^\W_]*$", head[-60:]), re.match(r"[^\W_]*", line)
        real = self._is_compound(before[0] if before else "", after[0] if after else "")
        return head + ("-" if real else "") + line

    def _is_compound(self, before: str, after: str) -> bool:
        """Whether `before-after` is written with a hyphen: as elsewhere in the paper, or as two words of it."""
        if not before or not after[:1].islower():
            return True
        before, after = before.lower(), after.lower()
        if f"{before}-{after}" in self._compounds:
            return True
        if before + after in self._words:
            return False
        if before in _PREFIXES or len(before) < 4:
            return (before in _PREFIXES or before in self._words) and after in self._words
        return before in self._words and (after in self._words or not _SUFFIX.fullmatch(after))
