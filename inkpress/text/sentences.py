"""Cut running text into sentences, knowing the abbreviations of papers."""

from __future__ import annotations

import re

_ABBREVIATION = re.compile(
    r"(?:\b(?:e\.g|i\.e|etc|cf|vs|resp|approx|al|Fig|Figs|Tab|Tabs|Eq|Eqs|Sec|Secs|App|Ref|Refs|Thm|Lem|Prop|Def|Cor"
    r"|Alg|Ch|Vol|No|pp|ca|Dr|Prof|Mr|Ms|Mrs|St|Jr|Inc|Ltd|w\.r\.t|i\.i\.d|a\.k\.a|viz|incl|est|dept|Univ)"
    r"|(?:^|[\s(])[A-Z])\.$"
)
_END = re.compile(r"""[.!?…]["'”’)\]]*(?=\s+["'“‘(\[]*[A-Z0-9$\\“])""")


def split_sentences(text: str) -> list[str]:
    """The sentences of `text` in order, each with white space collapsed; none is empty."""
    text = " ".join(text.split())
    sentences: list[str] = []
    start = 0
    for match in _END.finditer(text):
        head = text[start : match.end()]
        if match[0][0] == "." and _ABBREVIATION.search(text[start : match.start() + 1]):
            continue
        sentences.append(head.strip())
        start = match.end()
    sentences.append(text[start:].strip())
    return [s for s in sentences if s]
