"""Whose word a number is: the paper's, or openly the author's own.

A number that the paper does not have is an invention, and an error, unless its sentence says in so many words that it
speaks of something else: an analogy or supposition, the author's own doing, or a price or date of the outside world
with a link to where it stands. Such a number is a warning. A sentence that names the paper is always the paper's.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

from inkpress.check import lexicon, number_claims
from inkpress.check.material import Material
from inkpress.check.parts import Prose
from inkpress.check.search import PaperIndex
from inkpress.check.words import Word, read_words

_SUPPOSES = re.compile(
    r"\W{0,3}(?:(?:and|but|so|now|or),? )?(?:imagine|suppose|picture|pretend|think of|say you|say that you|let us say|"
    r"let[’']s say|it is (?:like|as if)|it[’']s (?:like|as if))\b",
    re.IGNORECASE,
)
_ANALOGY = re.compile(
    r"\banalog(?:y|ies)\b(?!.*\b(?:break|breaks|fail|fails|limit|limits|end|ends|stop|stops)\b)", re.IGNORECASE
)
# Who or what a paper's numbers are about; beside them every name that stands in the paper.
_THE_PAPERS = lexicon.keys(
    "paper author researcher study team experiment result benchmark model method system network dataset algorithm "
    "training test"
)
_I = {"i", "my", "me", "mine", "myself", "i’m", "i've", "i’ve", "i'm", "i’d", "i'd"}
_BREAKS = {"that", "which", "who", "because", "while", "whereas", "and", "but", "so", "since"}


def own_numbers(material: Material, doubted: Collection[Prose]) -> dict[Prose, set[str]]:
    """Of each of the `doubted` sentences, the numbers that are openly the author's own, as they stand there."""
    found: dict[Prose, set[str]] = {}
    for prose, supposed in _supposed(material):
        words = read_words(prose.text) if prose in doubted else []
        outside = _outside(material, prose)
        if (prose.notes and not outside) or names_the_paper(words, material.index):
            continue
        mine = supposed or (outside and _is_price_or_date(words))
        found[prose] = {word.text for at, word in enumerate(words) if word.number and (mine or _is_mine(words, at))}
    return found


def _supposed(material: Material) -> Iterator[tuple[Prose, bool]]:
    """Each sentence, and whether it is part of an analogy or of a supposition that its paragraph began."""
    paragraph, going_on = -1, False
    for prose in material.body.sentences:
        going_on = going_on and prose.paragraph == paragraph and not prose.notes
        going_on = going_on and not names_the_paper(read_words(prose.text), material.index)
        going_on = going_on or bool(_SUPPOSES.match(prose.text))
        paragraph = prose.paragraph
        yield prose, going_on or bool(_ANALOGY.search(prose.heading))


def names_the_paper(words: Sequence[Word], index: PaperIndex) -> bool:
    """Whether a sentence names the authors, what they made, or anything that has a name in the paper."""
    for at, word in enumerate(words):
        named = word.is_name or (at > 0 and word.is_capitalised)
        if word.key in _THE_PAPERS or (named and word.is_content and word.key in index.places):
            return True
    return False


def _is_mine(words: Sequence[Word], at: int) -> bool:
    """Whether "I" or "my" stands in the number's own clause."""
    clause = [words[at]]
    for step in (-1, 1):
        here = at
        while 0 <= here + step < len(words):
            left, right = sorted((here, here + step))
            if words[right].start - words[left].end > 1 or words[here + step].text.lower() in _BREAKS:
                break  # more than a space between two words is a comma, a dash, a bracket
            here += step
            clause.append(words[here])
    return any(word.text.lower() in _I for word in clause)


def _is_price_or_date(words: Sequence[Word]) -> bool:
    return any(
        word.number and (word.number.unit == "money" or number_claims.is_date(words, at))
        for at, word in enumerate(words)
    )


def _outside(material: Material, prose: Prose) -> bool:
    """A link out of the newsletter and not to arXiv, in the sentence or in its footnotes."""
    notes = [material.body.footnotes[label] for label in prose.notes if label in material.body.footnotes]
    targets = [target for part in (prose, *notes) for target in part.links]
    return any(target.startswith(("https://", "http://")) and "arxiv.org/" not in target for target in targets)
