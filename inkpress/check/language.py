"""Plain language: sentence length, reading grade, jargon, acronyms, hype, a machine's pet phrases. Warnings only."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from inkpress.check import terms
from inkpress.check.material import Material
from inkpress.check.parts import Prose
from inkpress.check.readability import count_words, reading_grade
from inkpress.models import Finding

LEAST_SENTENCES = 8  # fewer say nothing about a reading grade
# How a term is explained where it stands: "X is a ...", "called X", "X (short for ...", "X, meaning ...".
_BEFORE = re.compile(
    r"(?:called|named|known as|so-called|term|terms|call it|calls? (?:this|these|them|it))(?:\s+an?)?\W{0,4}$",
    re.IGNORECASE,
)
_AFTER = re.compile(
    r"^\w{0,3}[\"”'’*)]{0,3}(?:\s*\(|\s*[—–:]|,?\s+(?:is|are|was|were|means?|meaning|refers?|stands? for|short for|"
    r"that is|which|or|i\.e\.|asks?|holds?|has|have|lets?|contains?|measures?|says?|uses?|looks?|works?|takes?|"
    r"turns?)\b|,\s+(?:an?|the)\s)",
    re.IGNORECASE,
)
_ACRONYM = re.compile(r"(?<![\w@./-])([A-Z]{2,6})s?(?![\w./@-]|’s)")


def long_sentences(material: Material) -> Iterator[Finding]:
    """Sentences longer than a reader can hold."""
    most = material.around.settings.max_sentence_words
    for prose in material.own_words:
        words = count_words(prose.text)
        if words > most:
            yield _about(
                material, prose, "long-sentence", f"{words} words in one sentence; {most} are enough", "cut it in two"
            )


def grade(material: Material) -> Iterator[Finding]:
    """The reading grade of the whole text."""
    sentences = [prose.text for prose in material.own_words]
    most = material.around.settings.max_grade
    found = reading_grade(sentences)
    if len(sentences) >= LEAST_SENTENCES and found > most:
        yield material.warning(
            "reading-grade",
            f"reading grade {found:.1f}; the goal is {most:g}",
            line=material.post.body_line,
            hint="shorter sentences, shorter words",
        )


def jargon(material: Material) -> Iterator[Finding]:
    """Technical terms that are not explained where they first stand."""
    pattern = _pattern(frozenset(terms.JARGON - _excused(material)))
    for prose, after, match in _first_uses(material, pattern):
        if match[1].lower() in terms.EVERYDAY and not _is_technical(prose, material, pattern):
            continue
        if not _explained(prose, match, material, after):
            hint = "explain it here, link it to the glossary, or add it to [check] allow_terms"
            yield _about(material, prose, "jargon", f"“{match[0]}” is not explained", hint, words=match[0])


def _is_technical(prose: Prose, material: Material, pattern: re.Pattern[str]) -> bool:
    """Whether an everyday word is a term here: the post explains a paper, or a technical term stands beside it."""
    if material.post.front.paper is not None:
        return True
    return bool({other[1].lower() for other in pattern.finditer(prose.text)} - terms.EVERYDAY)


def acronyms(material: Material) -> Iterator[Finding]:
    """Acronyms that are not spelled out where they first stand."""
    # "KV" of "KV cache" is that term's affair
    parts = {word.upper() for term in terms.JARGON | _excused(material) for word in re.split(r"[\s-]", term)}
    for prose, after, match in _first_uses(material, _ACRONYM):
        name = match[1]
        if name in terms.KNOWN_ACRONYMS or name in parts or _spelled_out(name, prose.text):
            continue
        if not _explained(prose, match, material, after):
            yield _about(
                material, prose, "acronym", f"{name} is not spelled out", f"at first use: ... ({name})", words=name
            )


def _first_uses(material: Material, pattern: re.Pattern[str]) -> Iterator[tuple[Prose, str, re.Match[str]]]:
    """Each thing the pattern finds, where it first stands: the sentence, the text of the next one, the match."""
    seen: set[str] = set()
    sentences = material.own_words
    for number, prose in enumerate(sentences):
        for match in pattern.finditer(prose.text):
            if match[1].lower() not in seen:
                seen.add(match[1].lower())
                yield prose, sentences[number + 1].text if number + 1 < len(sentences) else "", match


def hype(material: Material) -> Iterator[Finding]:
    """Superlatives and the fear of missing out, in the text and in the words that sell it."""
    front = material.post.front
    for key in ("title", "summary"):
        for found in _phrases(getattr(front, key), (*terms.HYPE, *terms.FEAR)):
            yield material.warning("hype", f"“{found}” in the {key}", line=material.front_line(key))
    yield from _listed(material, "hype", terms.HYPE, "say what was measured instead")
    yield from _listed(material, "fear", terms.FEAR, "nobody has to read this")


def machine_phrases(material: Material) -> Iterator[Finding]:
    """Phrases that language models love and people rarely write."""
    yield from _listed(material, "machine-phrase", terms.MACHINE, "say it as you would to a friend")


def profanity(material: Material) -> Iterator[Finding]:
    """Swear words, when the author asked to be told."""
    if material.around.settings.profanity:
        yield from _listed(material, "profanity", terms.PROFANITY, "")


def _listed(material: Material, rule: str, phrases: Iterable[str], hint: str) -> Iterator[Finding]:
    for prose in material.own_words:
        for found in _phrases(prose.text, phrases):
            yield _about(material, prose, rule, f"“{found}”", hint, words=found)


def _phrases(text: str, phrases: Iterable[str]) -> list[str]:
    low = text.lower().replace("’", "'")
    return [p for p in phrases if p in low and re.search(rf"(?<!\w){re.escape(p)}(?!\w)", low)]


@lru_cache(maxsize=64)
def _pattern(words: frozenset[str]) -> re.Pattern[str]:
    alternatives = "|".join(re.escape(w).replace(r"\ ", r"[\s-]") for w in sorted(words, key=len, reverse=True))
    return re.compile(rf"(?<![\w-])({alternatives})(?:s|es)?(?![\w-])", re.IGNORECASE)


def _excused(material: Material) -> set[str]:
    """Terms the author explains elsewhere: allowed, named as a prerequisite, or linked to the glossary."""
    front = material.post.front
    linked = {
        link.target.removeprefix("glossary:") for link in material.body.links if link.target.startswith("glossary:")
    }
    linked |= {need.link.removeprefix("glossary:") for need in front.needs if need.link.startswith("glossary:")}
    excused = {term.lower() for term in material.around.settings.allow_terms}
    excused |= {need.concept.lower() for need in front.needs}
    return excused | {term.term.lower() for term in material.around.glossary if term.slug in linked}


def _explained(prose: Prose, match: re.Match[str], material: Material, following: str) -> bool:
    """Whether this sentence or the next one says what the term means, or sets it in italics as a new word."""
    before, after = prose.text[: match.start()], prose.text[match.end() :]
    if _BEFORE.search(before) or _AFTER.match(after) or before.rstrip().endswith("("):
        return True
    again = re.match(rf"(?:an?|the|this)?\s*{re.escape(match[0])}", following, re.IGNORECASE)
    if again and re.match(r"\s+[a-z]+s\s|\s+are\s", following[again.end() :]):
        return True
    lines = material.lines[prose.line - 1 : prose.line + 2]
    words = "|".join(re.escape(word) for word in (match[0], match[0].split()[0]))
    return any(re.search(rf"[*_](?:{words})[*_]", line) for line in lines)


def _spelled_out(name: str, text: str) -> bool:
    """Whether words with these initials stand in the sentence."""
    initials = "".join(word[0] for word in re.findall(r"[A-Za-z]+", text.replace(name, " "))).lower()
    return name.lower() in initials


def _about(material: Material, prose: Prose, rule: str, message: str, hint: str, *, words: str = "") -> Finding:
    line, column = material.find(words, prose)
    return material.warning(rule, message, line=line, column=column, hint=hint, sentence=prose.text, ours=words)
