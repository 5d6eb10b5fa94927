"""Why a paper is on the list, or just off it, in words an author would use.

Every sentence can be checked: it names the choice, the words and the phrase it rests on.
"""

from __future__ import annotations

import re

from inkpress.models import Paper
from inkpress.pick.insight import WORTH_SAYING, insight_of
from inkpress.pick.model import Example
from inkpress.pick.rank import Ranker, Share, Sketched, apart
from inkpress.pick.words import as_written, contains_phrase, is_telling, joined

LIKE = 0.12  # cosine from which two papers are worth comparing in a sentence
SAME_PAPER = 0.8  # cosine: two abstracts that say nearly the same
COMMON = 0.25  # a word that stands in more of the papers than this tells nothing
TYPICAL = 2.0  # times as often in the choices as in all papers
_WORTH_SAYING = 0.05  # share of the score
_TYPE = re.compile(r"\\(?:emph|text[a-z]{2,4}|math[a-z]{2,4})\{([^{}]*)\}")
_MINUTES_A_PAGE, _PAGES_UNKNOWN = 2.5, 12


def reasons_for(paper: Sketched, ranker: Ranker) -> tuple[str, ...]:
    """At most six sentences, the most personal first: people, likeness, interests, words or form, lists, insight."""
    shares = ranker.shares(paper)
    kin = ranker.nearest(paper)
    alike = kin[0] if kin is not None and kin[1] >= LIKE else None
    common = ranker.shared_words(alike.sketch, paper) if alike else []
    found = [
        *_people(paper, ranker, shares, alike),
        *([_likeness(alike, kin[1], common, paper.paper)] if alike and kin else []),
        *_interests(paper.paper, ranker, shares),
        *_words(paper.paper, ranker, shares, common),
        *_form(shares),
    ][:4]
    found += [f"It also stands on the list of {s.name}." for s in shares if s.kind == "list"]
    return (*found, *_insight(paper.paper)) or ("Nothing in it speaks for it or against it: the order is chance.",)


def _people(paper: Sketched, ranker: Ranker, shares: list[Share], alike: Example | None) -> list[str]:
    found = [f"By {s.name}, whom you watch." for s in shares if s.kind == "watched"]
    picked = sum(s.share for s in shares if s.kind == "author")
    kin = ranker.same_authors(paper)
    if picked <= _WORTH_SAYING or kin is None:
        return found
    example, names = kin
    title = "the paper named next" if alike is example else f"“{short(example.title)}”, {_as_chosen(example)}"
    if len(names) == 1:  # one name may be that of two people
        return [*found, f"The name {names[0]} also stands on {title}."]
    others = f"{len(names) - 1} others" if len(names) > 2 else names[1]
    return [*found, f"{names[0]} and {others} also wrote {title}."]


def _as_chosen(example: Example) -> str:
    return "which you kept for later" if example.choose == "later" else "which you chose"


def _likeness(example: Example, cosine: float, words: list[str], paper: Paper) -> str:
    if cosine >= SAME_PAPER:
        return f"Nearly the same text as “{short(example.title)}”, {_as_chosen(example)}."
    both = f": both speak of {joined(as_written(word, paper) for word in words)}" if words else ""
    return f"Like “{short(example.title)}”, {_as_chosen(example)}{both}."


def _interests(paper: Paper, ranker: Ranker, shares: list[Share]) -> list[str]:
    wishes = [s for s in shares if s.kind in ("interest", "seed") and s.share > _WORTH_SAYING]
    text = f"{paper.title}\n{paper.abstract}"
    named = [s.name for s in wishes if s.kind == "interest"]
    whole = [f"“{name}”" for name in named if contains_phrase(text, name)]
    found = [f"Touches your interest in {joined(whole[:2])}."] if whole else _partly(text, ranker, named)[:1]
    seeds = [f"“{short(s.name)}”" for s in wishes if s.kind == "seed"][:1]
    return found + ([f"Near your seed paper {seeds[0]}."] if seeds else [])


def _partly(text: str, ranker: Ranker, interests: list[str]) -> list[str]:
    """A sentence for each interest of which only some words, not every paper's, stand in the text."""
    found = []
    for name in interests:
        telling = [w for w in name.split() if is_telling(w.lower()) and ranker.commonness(w.lower()) <= COMMON]
        here = [f"“{word}”" for word in telling if contains_phrase(text, word)]
        if here:
            found.append(f"Speaks of {joined(here)}, a part of your interest in “{name}”.")
    return found


def _words(paper: Paper, ranker: Ranker, shares: list[Share], said: list[str]) -> list[str]:
    """The words that weighed most, and in how many of the author's choices each stands."""
    choices = len(ranker.examples)
    good = [s.name for s in shares if s.kind == "word" and s.share > _WORTH_SAYING and is_telling(s.name)]
    good = [name for name in good if _is_typical(ranker.choices_with(name), choices, ranker.commonness(name))]
    good = apart([*said, *(name for name in good if as_written(name, paper))], len(said) + 3)[len(said) :]
    if not good:
        return []
    first, *rest = [(as_written(name, paper), ranker.choices_with(name)) for name in good]
    shown = [f"{first[0]} (in {first[1]} of {choices})", *(f"{name} ({number})" for name, number in rest)]
    return [f"Words from your choices: {', '.join(shown)}."]


def _is_typical(number: int, choices: int, commonness: float) -> bool:
    """Whether a word says something of this author: chosen twice, and oftener than papers in general have it."""
    return number >= 2 and commonness <= COMMON and number >= TYPICAL * commonness * choices


def _form(shares: list[Share]) -> list[str]:
    """Said when the words alone would not have brought the paper up."""
    words = sum(s.share for s in shares if s.kind in ("word", "interest", "seed"))
    form = sum(s.share for s in shares if s.kind in ("fact", "letters"))
    facts = [s.name for s in shares if s.kind == "fact" and s.share > 2 * _WORTH_SAYING]
    told = _unlike([name for name in facts if not name.startswith("not ")])[:2]
    return [f"Its form counts most: {joined(told)}."] if told and form > max(2 * words, 0.5) else []


def _unlike(names: list[str]) -> list[str]:
    """The names that share no longer word with an earlier one: not both “ten authors or more” and “many authors”."""
    kept: list[str] = []
    for name in names:
        if not any(len(word) > 4 and word in other.split() for word in name.split() for other in kept):
            kept.append(name)
    return kept


def _insight(paper: Paper) -> list[str]:
    signal = insight_of(paper.title, paper.abstract)
    if not signal.quote or abs(signal.score) < WORTH_SAYING:
        return []
    what = "Promises insight" if signal.score > 0 else "Mostly a gain on benchmarks"
    return [f"{what}: “{_readable(signal.quote)}”"]


def _readable(quote: str) -> str:
    """The quote without the TeX commands that only set type."""
    return re.sub(r"\\([%&_#$])", r"\1", _TYPE.sub(r"\1", quote))


def near_miss_reason(place: int, cause: str) -> str:
    """Why a good paper is not proposed; `cause` is "" when it was only a matter of places."""
    return f"Left out: {cause}." if cause else f"{JUST_BELOW} place {place}."


JUST_BELOW = "Just below the list:"


def short(title: str, limit: int = 60) -> str:
    """`title`, cut at a word with an ellipsis."""
    if len(title) <= limit:
        return title
    return title[: limit - 1].rsplit(" ", 1)[0].rstrip(",:;") + "…"


def minutes_to_read(paper: Paper) -> int:
    """Minutes for one careful reading: the pages its comment names, or a dozen; between 10 and 90."""
    found = re.search(r"\b(\d{1,3})\s?pages?\b", paper.comment or "")
    pages = int(found[1]) if found else _PAGES_UNKNOWN
    return int(min(max(round(pages * _MINUTES_A_PAGE / 5) * 5, 10), 90))
