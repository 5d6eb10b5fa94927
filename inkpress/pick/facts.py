"""Facts of a paper besides its words: form, categories, comment. Nothing here knows who is famous.

Every fact has a name and a sentence, so that `--explain` and the reasons can say what it is.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from typing import NamedTuple

from inkpress.models import Paper
from inkpress.pick.insight import insight_of


class Fact(NamedTuple):
    """`value` is about 0 to 4; `about_authors` facts vanish with `use_authors = false`."""

    name: str
    words: str  # how a reader would say it; of an amount `much|little`
    value: Callable[[Paper], float]
    about_authors: bool = False


def _in(pattern: str, text: Callable[[Paper], str]) -> Callable[[Paper], float]:
    compiled = re.compile(pattern, re.IGNORECASE)
    return lambda paper: float(compiled.search(text(paper)) is not None)


def _title(paper: Paper) -> str:
    return paper.title


def _abstract(paper: Paper) -> str:
    return paper.abstract


def _comment(paper: Paper) -> str:
    return paper.comment or ""


def _both(paper: Paper) -> str:
    return f"{paper.title} {paper.abstract[:300]}"


def _capitals(paper: Paper) -> float:
    """Share of words that are acronyms, in tenths."""
    words = paper.abstract.split()
    return 10 * sum(len(word) > 2 and word.isupper() for word in words) / max(len(words), 1)


_VENUE = (
    r"accepted|to appear|published|\b(?:neurips|nips|icml|iclr|acl|emnlp|naacl|eacl|cvpr|iccv|eccv|aaai|ijcai|kdd)\b"
)
_FIELD = r"\b(?:medic|clinic|patient|health|legal|financ|educat|robot|speech|audio|driving|remote sensing|traffic)"
_PRIMARY = ("cs.AI", "cs.CL", "cs.CV", "cs.LG")
_CATEGORIES = (
    *_PRIMARY,
    "cs.MA", "cs.IR", "cs.SE", "cs.HC", "cs.RO", "cs.CR", "cs.CY", "cs.NE", "cs.DC", "cs.SD",
    "cs.SI", "cs.DB", "cs.IT", "cs.LO", "cs.PL", "cs.MM", "eess.AS", "eess.IV", "eess.SP", "eess.SY",
    "stat.ML", "math.OC", "q-bio.QM", "quant-ph",
)  # fmt: skip


def _share(pattern: str, text: Callable[[Paper], str], scale: float) -> Callable[[Paper], float]:
    """How often the pattern stands in the text, a word, times `scale`."""
    compiled = re.compile(pattern)
    return lambda paper: scale * len(compiled.findall(text(paper))) / max(len(text(paper).split()), 1)


def _sentence_length(paper: Paper) -> float:
    return math.log1p(len(paper.abstract.split()) / (paper.abstract.count(". ") + 1))


def _word_length(paper: Paper) -> float:
    words = paper.abstract.split()
    return sum(map(len, words)) / max(len(words), 1) / 2


def _primary(name: str) -> Fact:
    return Fact(f"primary {name}", f"filed first under {name}", lambda paper: float(paper.categories[:1] == (name,)))


def _category(name: str) -> Fact:
    return Fact(f"category {name}", f"filed under {name}", lambda paper: float(name in paper.categories))


FACTS: tuple[Fact, ...] = (
    Fact("authors", "many authors|few authors", lambda p: math.log1p(len(p.authors)), True),
    Fact("one author", "a single author", lambda p: float(len(p.authors) == 1), True),
    Fact("10 authors", "ten authors or more", lambda p: float(len(p.authors) >= 10), True),
    Fact("20 authors", "twenty authors or more", lambda p: float(len(p.authors) >= 20), True),
    Fact("title length", "a long title|a short title", lambda p: math.log1p(len(p.title.split()))),
    Fact("abstract length", "a long abstract|a short abstract", lambda p: math.log1p(len(p.abstract.split()))),
    Fact("colon", "a title in two parts", lambda p: float(":" in p.title)),
    Fact("named", "a name before the colon", _in(r"^\S+:", _title)),
    Fact("question", "a question in the title", lambda p: float("?" in p.title)),
    Fact("asks", "a title that asks", _in(r"^(?:why|how|what|when|where|do|does|can|is|are|should)\b", _title)),
    Fact(
        "code", "code or data linked", _in(r"github\.com|huggingface|code is|code and|open-?sourc|https?://", _abstract)
    ),
    Fact("venue", "a comment naming a venue", _in(_VENUE, _comment)),
    Fact("comment", "a comment by the authors", lambda p: float(bool(p.comment))),
    Fact(
        "in progress", "a preprint or report in progress", _in(r"work in progress|preprint|technical report", _comment)
    ),
    Fact("pages", "a comment with a page count", _in(r"\d+\s?pages", _comment)),
    Fact("categories", "many categories|few categories", lambda p: len(p.categories) / 3),
    Fact("survey", "a survey", _in(r"survey|review|overview|taxonomy", _title)),
    Fact("benchmark", "a benchmark", _in(r"bench", _title)),
    Fact("introduces", "an abstract that introduces something", _in(r"we introduce|we present", _abstract)),
    Fact("percent", "gains in percent", _in(r"\d+(?:\.\d+)?\s?\\?%", _abstract)),
    Fact(
        "digits",
        "many figures in the abstract|few figures in the abstract",
        lambda p: math.log1p(len(re.findall(r"\d", p.abstract))),
    ),
    Fact("acronyms", "many acronyms|few acronyms", _capitals),
    Fact("applied", "an applied field", _in(_FIELD, _both)),
    Fact("sentence length", "long sentences|short sentences", _sentence_length),
    Fact("word length", "long words|short words", _word_length),
    Fact("commas", "many commas|few commas", _share(r",", _abstract, 20)),
    Fact("brackets", "many brackets|few brackets", _share(r"\(", _abstract, 20)),
    Fact("hyphens", "many compound words|few compound words", _share(r"-", _abstract, 20)),
    Fact("capitals", "many capitalised words|few capitalised words", _share(r"\b[A-Z]", _abstract, 5)),
    Fact(
        "we", "an abstract that often says “we”|an abstract that seldom says “we”", _share(r"\b[Ww]e\b", _abstract, 50)
    ),
    Fact(
        "our",
        "an abstract that often says “our”|an abstract that seldom says “our”",
        _share(r"\b[Oo]ur\b", _abstract, 50),
    ),
    Fact("early we", "“we” in the first sentences", lambda p: float(" we " in f" {p.abstract[:200].lower()}")),
    Fact("asking", "a question in the abstract", lambda p: float("?" in p.abstract)),
    Fact("colons", "a colon in the abstract", lambda p: float(":" in p.abstract)),
    Fact("semicolons", "a semicolon in the abstract", lambda p: float(";" in p.abstract)),
    Fact("dashes", "dashes in the abstract", lambda p: float("--" in p.abstract or "—" in p.abstract)),
    Fact("formulas", "formulas in the abstract", _in(r"\$|\\", _abstract)),
    Fact("quoted", "quotation marks in the abstract", _in(r"[\"“]|''|``", _abstract)),
    Fact("examples", "“e.g.” or “i.e.”", _in(r"\b(?:e\.g|i\.e)\.", _abstract)),
    Fact("model size", "a model size such as 7B", _in(r"\b\d+(?:\.\d+)?[bB]\b", _abstract)),
    Fact("times", "“times faster” and the like", _in(r"\d(?:x\b|×|\\times)", _abstract)),
    Fact("title capitals", "many capitals in the title|few capitals in the title", _share(r"[A-Z]", _title, 2)),
    Fact("title hyphens", "compound words in the title", _share(r"-", _title, 5)),
    Fact("title digits", "digits in the title", _in(r"\d", _title)),
    Fact(
        "title joints",
        "a title of many joints|a title of few joints",
        _share(r"\b(?:and|for|with|in|of|via|from|through)\b", _title, 10),
    ),
    Fact("via", "“via” in the title", _in(r"\bvia\b", _title)),
    Fact("towards", "“towards” in the title", _in(r"\btowards?\b", _title)),
    Fact("learning", "“learning” in the title", _in(r"learning", _title)),
    Fact("insight", "new understanding rather than a small gain", lambda p: insight_of(p.title, p.abstract).score),
    *(_primary(name) for name in _PRIMARY),
    *(_category(name) for name in _CATEGORIES),
)


def fact_values(paper: Paper) -> list[float]:
    """The value of every fact, in the order of FACTS."""
    return [fact.value(paper) for fact in FACTS]


def in_words(fact: Fact, value: float, spreads: float) -> str:
    """The fact of one paper as a reader would say it. `spreads`: how far above the mean of all papers it lies."""
    much, _, little = fact.words.partition("|")
    if little:
        return much if spreads >= 0 else little
    return much if value else f"not {much}"
