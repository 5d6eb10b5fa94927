"""Pictures, formulas and code: alt text, credit, licence, size, language."""

from __future__ import annotations

import re
import sys
from bisect import bisect_left, bisect_right
from collections.abc import Iterator

from inkpress.check.material import Material
from inkpress.check.parts import Image
from inkpress.models import Finding

MOST_BYTES = 1_000_000  # of one image: mail programs on a phone wait for it
MOST_ALT = 500
IN_WORDS = 5  # words of a sentence that says a formula
_CREDIT = re.compile(r"\bCredit:\s*(?P<credit>[^,]+)(?:,\s*(?P<licence>.+))?", re.IGNORECASE)


def images(material: Material) -> Iterator[Finding]:
    """Every image has alt text, a credit and a licence, and is there."""
    for image in material.body.images:
        yield from _words(material, image)
        if "://" not in image.target and not image.target.startswith("data:"):
            yield from _file(material, image)
        else:
            yield material.error(
                "media-remote",
                f"{image.target[:80]} is not a file beside the post",
                line=image.line,
                column=image.column,
                hint="copy the picture into posts/images/; remote pictures track readers and vanish",
            )


def _words(material: Material, image: Image) -> Iterator[Finding]:
    where = {"line": image.line, "column": image.column}
    if not image.alt.strip():
        yield material.error(
            "media-alt", f"{image.target} has no alt text", hint="say what the picture shows: ![alt](file)", **where
        )
    elif len(image.alt) > MOST_ALT:
        yield material.warning(
            "media-alt", f"alt text of {len(image.alt)} characters; screen readers cannot pause it", **where
        )
    credit = _CREDIT.search(image.title)
    if credit is None or not credit["licence"]:
        lacks = "credit" if credit is None else "licence"
        yield material.warning(
            "media-credit",
            f"{image.target} has no {lacks}",
            hint='![alt](file "Caption. Credit: NAME, LICENCE")',
            **where,
        )


def _file(material: Material, image: Image) -> Iterator[Finding]:
    size = material.around.file_size(image.target)
    where = {"line": image.line, "column": image.column}
    if size is None:
        yield material.error("media-missing", f"{image.target} is not beside the post", **where)
    elif size > MOST_BYTES:
        yield material.warning(
            "media-size", f"{image.target} has {size // 1000:,} kB; at most 1,000 load quickly", **where
        )


def formulas(material: Material) -> Iterator[Finding]:
    """Every formula can be set: what the reader would not see, or see as raw signs, is an error."""
    for line in material.body.unclosed:
        yield material.error("formula", "this $$ is never closed", line=line, hint="close it before the empty line")
    for line, message in material.around.formula_faults(material.post.body, material.post.body_line):
        yield material.error("formula", message, line=line, hint="write it with commands that `inkpress render` knows")


def formulas_in_words(material: Material) -> Iterator[Finding]:
    """After a displayed formula stands a sentence that says it in words: many readers skip the signs."""
    body = material.body
    lines = [sentence.line for sentence in body.sentences]
    for line in sorted(set(body.displayed) - set(body.unclosed)):
        ends = min((heading.line for heading in body.headings if heading.line > line), default=sys.maxsize)
        after = body.sentences[bisect_right(lines, line) : bisect_left(lines, ends)]
        if not any(len(sentence.text.split()) >= IN_WORDS for sentence in after):
            hint = "In words: ..., in the paragraph after it"
            yield material.warning("formula-in-words", "no sentence says this formula in words", line=line, hint=hint)


def code_languages(material: Material) -> Iterator[Finding]:
    """A code block says its language, so that it can be coloured and read out."""
    for block in material.body.code:
        if not block.text:
            yield material.warning(
                "code-language", "this code block names no language", line=block.line, hint="```python, or ```text"
            )
