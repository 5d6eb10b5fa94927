"""What every rule is given: the post, its body taken apart, the paper's index, and the settings."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from inkpress.check.parts import Body, Prose
from inkpress.check.quotes import find_quotations, without
from inkpress.check.search import PaperIndex
from inkpress.check.together import key_line
from inkpress.config import CheckConfig
from inkpress.models import Finding, GlossaryTerm, PaperText, Post, Severity

FURTHEST = 30  # lines that one sentence may span
OWN_SECTIONS = frozenset({"my take", "between the lines", "try it"})  # the author's word, not the paper's


class Surroundings(NamedTuple):
    """What a post may refer to.

    `file_size` gives the bytes of a file beside the post, None when there is none; `formula_faults` the (line, message)
    of each formula that cannot be set, in a body that begins on a line; `taught` are slugs of the concepts posts teach.
    """

    settings: CheckConfig = CheckConfig()
    glossary: tuple[GlossaryTerm, ...] = ()
    slugs: frozenset[str] = frozenset()
    file_size: Callable[[str], int | None] = lambda target: None
    site_url: str = ""
    formula_faults: Callable[[str, int], Iterable[tuple[int, str]]] = lambda body, first_line: ()
    taught: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Material:
    """All that a rule may look at."""

    post: Post
    body: Body
    paper: PaperText | None
    index: PaperIndex  # of the paper, or of the spans kept beside the post
    around: Surroundings

    @cached_property
    def lines(self) -> list[str]:
        """The lines of the file."""
        return self.post.text.split("\n")

    @cached_property
    def own_words(self) -> tuple[Prose, ...]:
        """Running text without what is quoted from others, without cells and captions."""
        return tuple(
            prose._replace(text=without(prose.text, find_quotations(prose.text)))
            for prose in self.body.sentences
            if prose.kind not in ("cell", "caption") and not prose.text.startswith("TODO(author)")
        )

    def finding(
        self,
        rule: str,
        severity: Severity,
        message: str,
        *,
        line: int = 1,
        column: int = 1,
        hint: str = "",
        sentence: str = "",
        ours: str = "",
        evidence: str = "",
        place: str = "",
    ) -> Finding:
        """A finding about this post's file."""
        return Finding(
            rule=rule,
            severity=severity,
            file=self.post.path,
            line=line,
            column=column,
            message=message,
            hint=hint,
            sentence=sentence,
            ours=ours,
            evidence=evidence,
            place=place,
        )

    def error(self, rule: str, message: str, **where: object) -> Finding:
        return self.finding(rule, Severity.ERROR, message, **where)  # type: ignore[arg-type]

    def warning(self, rule: str, message: str, **where: object) -> Finding:
        return self.finding(rule, Severity.WARNING, message, **where)  # type: ignore[arg-type]

    def front_line(self, key: str) -> int:
        """The line of a front-matter key in the file, 1 when it is not there."""
        return key_line(self.post, key)

    def front_line_of(self, key: str, value: str) -> int:
        """The line on which `value` stands under a front-matter key; the key's own line when it stands nowhere."""
        first = self.front_line(key)
        lines = self.lines[first - 1 : self.post.body_line - 1]
        return first + next((number for number, line in enumerate(lines) if value in line), 0)

    def find(self, words: str, prose: Prose) -> tuple[int, int]:
        """Line and column of `words` of a sentence in the file; of the sentence when they cannot be found."""
        lines = self.lines
        pattern = re.compile(rf"(?<!\w){re.escape(words)}(?!\w)", re.IGNORECASE)
        for number in range(prose.line, min(prose.line + FURTHEST, len(lines) + 1) if words else 0):
            found = pattern.search(lines[number - 1], prose.column - 1 if number == prose.line else 0)
            if found:
                return number, found.start() + 1
        return prose.line, prose.column
