"""A post's Markdown body -> what the rules look at: sentences, headings, images, code blocks, footnotes, comments.

This is no renderer: it reads lines, leaves markup out, and remembers for each sentence its line and column in the
file, the section it stands in, and the footnotes it carries.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable

from inkpress.check.inline import Link, Run, read_inline
from inkpress.check.parts import Body, Image, Line, Prose
from inkpress.text import split_sentences

MOST_CHARACTERS = 4000  # of one sentence; what is longer is no prose
MOST_LINES = 200_000


_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})[ \t]*([^`\s]*)")
_HEADING = re.compile(r" {0,3}(#{1,6})[ \t]+(.*?)[ \t]*#*[ \t]*$")
_FOOTNOTE = re.compile(r" {0,3}\[\^([^\]\s]{1,80})\]:[ \t]*")
_ITEM = re.compile(r"[ \t]*(?:[-*+]|\d{1,9}[.)])[ \t]+")
_DISPLAY = re.compile(r"\$\$.*?\$\$")
_RULE = re.compile(r" {0,3}([-*_=])(?:[ \t]*\1){2,}[ \t]*$")
_TABLE_RULE = re.compile(r"[ \t]*\|?[ \t:|-]*-[ \t:|-]*$")
_QUOTE = re.compile(r" {0,3}>+[ \t]?")
_WIDE = re.compile(r"\A\s+|\s{2,}|[^\S ]")
_COMMENT = re.compile(r"<!--(.*?)(?:-->|\Z)", re.DOTALL)


def read_body(body: str, first_line: int) -> Body:
    """The parts of a Markdown body that begins on line `first_line` of its file."""
    reader = _Reader(first_line)
    text = _COMMENT.sub(lambda match: reader.comment(match, body), body)
    lines = text.split("\n")[:MOST_LINES]
    reader.closed_by = _longest_fences(lines)
    for number, line in enumerate(lines):
        reader.read(line, first_line + number)
    return reader.finish()


def _longest_fences(lines: list[str]) -> dict[str, list[int]]:
    """For each sign and line, the length of the longest closing fence after it: an open fence is text, as in print."""
    longest = {sign: [0] * (len(lines) + 1) for sign in "`~"}
    for number in range(len(lines) - 1, -1, -1):
        line = lines[number].strip()
        for sign, lengths in longest.items():
            lengths[number] = max(lengths[number + 1], len(line) if line and not line.strip(sign) else 0)
    return longest


class _Reader:
    """Takes one line after the other; a paragraph is kept back until it ends."""

    def __init__(self, first_line: int) -> None:
        self.first_line = first_line
        self.section = ""
        self.title = ""  # the nearest heading
        self.kind = "text"
        self.count = 0  # of paragraphs
        self.paragraph: list[tuple[str, int, int]] = []  # text, line, column
        self.note = ""  # label, while a footnote's definition is being read
        self.fence = ""
        self.closed_by: dict[str, list[int]] = {}
        self.formula: list[tuple[str, int]] = []  # the lines of a displayed formula that has not ended yet
        self.marks: list[Line] = []
        self.unclosed: list[int] = []
        self.sentences: list[Prose] = []
        self.headings: list[Line] = []
        self.images: list[Image] = []
        self.links: list[Link] = []
        self.code: list[Line] = []
        self.comments: list[Line] = []
        self.footnotes: dict[str, Prose] = {}
        self.displayed: list[int] = []

    def comment(self, match: re.Match[str], body: str) -> str:
        line = self.first_line + body.count("\n", 0, match.start())
        self.comments.append(Line(match[1].strip(), line))
        return re.sub(r"[^\n]", " ", match[0])

    def read(self, line: str, number: int) -> None:
        if self._inside(line, number):
            return
        fence = _FENCE.match(line)
        if fence and self.closed_by[fence[1][0]][number - self.first_line + 1] >= len(fence[1]):
            self._end()
            self.fence = fence[1]
            self.code.append(Line(fence[2], number))
        elif "$$" in line and "`" not in line:
            self._display(line, number)
        elif not line.strip() or _RULE.match(line):
            self._end()
        elif heading := _HEADING.match(line):
            self._heading(heading, number)
        else:
            self._text(line, number)

    def _inside(self, line: str, number: int) -> bool:
        """True while a code block or displayed formula goes on."""
        if self.fence:
            if line.strip().startswith(self.fence) and not line.strip().strip(self.fence[0]):
                self.fence = ""
            return True
        if self.formula:
            if not line.strip():
                self._give_up_formula()
            elif "$$" in line:
                self.formula = []
                self._text(" " * (line.index("$$") + 2) + line.partition("$$")[2], number)
            else:
                self.formula.append((line, number))
            return True
        return False

    def _display(self, line: str, number: int) -> None:
        """A line with displayed formulas, whole ones or the beginning of one."""
        text, whole = _DISPLAY.subn(lambda match: " " * len(match[0]), line)
        before, sign, _ = text.partition("$$")
        self.displayed += [number] if whole or sign else []
        if before.strip():
            self._text(before, number)
        else:
            self._end()
        if sign:
            self.formula = [(line, number)]

    def _give_up_formula(self) -> None:
        """An empty line ends a formula that was never closed: its lines are text, for readers and for the rules."""
        self.unclosed += [number for _, number in self.formula[:1]]
        for line, number in self.formula:
            self._text(line, number)
        self.formula = []
        self._end()

    def _heading(self, match: re.Match[str], number: int) -> None:
        self._end()
        level = len(match[1])
        title, labels, _, _ = read_inline(match[2], number, 1)
        self.marks += [Line(label, number) for _, label in labels]
        self.headings.append(Line("".join(run.text for run in title).strip(), number, level))
        self.title = self.headings[-1].text
        if level <= 2:
            self.section = self.headings[-1].text

    def _text(self, line: str, number: int) -> None:
        note = _FOOTNOTE.match(line)
        if note:
            self._end()
            self.note = note[1]
            self._add(line, note.end(), number)
            return
        if line.lstrip().startswith("|") or (line.count("|") > 1 and line.rstrip().endswith("|")):
            self._row(line, number)
            return
        quote = _QUOTE.match(line)
        item = _ITEM.match(line, quote.end() if quote else 0)
        if item:
            self._end()
            self.kind = "item"
        elif quote and not self.paragraph:
            self.kind = "quote"
        self._add(line, item.end() if item else quote.end() if quote else 0, number)

    def _row(self, line: str, number: int) -> None:
        self._end()
        if _TABLE_RULE.match(line):
            return
        position = 0
        for cell in line.split("|"):
            if cell.strip():
                self.kind = "cell"
                self.paragraph.append((cell, number, position + 1))
                self._end()
            position += len(cell) + 1

    def _add(self, line: str, start: int, number: int) -> None:
        self.paragraph.append((line[start:], number, start + 1))

    def _end(self) -> None:
        """Cut the paragraph that was kept back into sentences."""
        if self.paragraph:
            self._cut()
        self.paragraph, self.kind, self.note = [], "text", ""

    def _cut(self) -> None:
        kept: list[Run] = []
        notes: list[tuple[int, str]] = []
        size = 0
        first = len(self.links)
        self.count += 1
        for text, line, column in self.paragraph:
            runs, labels, links, images = read_inline(text, line, column)
            notes += [(size + at, label) for at, label in labels]
            self.marks += [Line(label, line) for _, label in labels]
            kept += [*runs, Run(" ", line, column + len(text))]
            size += sum(len(run.text) for run in runs) + 1
            self.links += links
            for image in images:
                self.images.append(Image(image.text, image.target, image.title, image.line, image.column))
                self._caption(self.images[-1])
        above = Prose("", 1, 1, self.section, self.kind, (), self.title, self.count)
        found = _linked(_sentences(kept, notes, above), self.links[first:])
        if self.note:
            _, line, column = self.paragraph[0]
            whole = " ".join(sentence.text for sentence in found)
            targets = tuple(link.target for link in self.links[first:])
            note = above._replace(text=whole, line=line, column=column, kind="note", links=targets)
            self.footnotes.setdefault(self.note, note)
        else:
            self.sentences += found

    def _caption(self, image: Image) -> None:
        caption = re.split(r"\bCredit:", image.title)[0]
        for sentence in split_sentences(caption):
            place = image.line, image.column
            self.sentences.append(Prose(sentence, *place, self.section, "caption", (), self.title, self.count))

    def finish(self) -> Body:
        self._give_up_formula()
        self._end()
        return Body(
            tuple(self.sentences),
            tuple(self.headings),
            tuple(self.images),
            tuple(self.links),
            tuple(self.code),
            tuple(self.comments),
            self.footnotes,
            tuple(self.marks),
            tuple(self.displayed),
            tuple(self.unclosed),
        )


def _linked(sentences: list[Prose], links: list[Link]) -> list[Prose]:
    """The sentences of a paragraph, each with the targets of the links that begin in it."""
    targets: dict[int, list[str]] = defaultdict(list)
    for link in links:
        at = bisect_right(sentences, (link.line, link.column), key=lambda prose: (prose.line, prose.column))
        targets[at - 1].append(link.target)
    return [prose._replace(links=tuple(targets[at])) if at in targets else prose for at, prose in enumerate(sentences)]


def _sentences(kept: list[Run], notes: list[tuple[int, str]], like: Prose) -> list[Prose]:
    """The sentences of the kept text, each with the place of its first character and the notes it carries."""
    text, place_of = _squeezed("".join(run.text for run in kept))
    starts = [0]
    for run in kept:
        starts.append(starts[-1] + len(run.text))
    found: list[Prose] = []
    position = 0
    for sentence in split_sentences(text):
        start = text.find(sentence, position)
        position = start + len(sentence)
        first, last = place_of(start), place_of(position - 1)
        number = bisect_right(starts, first) - 1
        line, column = kept[number].place(first - starts[number])
        labels = tuple(label for at, label in notes if first < at <= last + 1)
        found.append(like._replace(text=sentence[:MOST_CHARACTERS], line=line, column=column, notes=labels))
    return found


def _squeezed(text: str) -> tuple[str, Callable[[int], int]]:
    """`text` with single spaces and none before it, and where a character of it stood before."""
    ends: list[int] = []  # in the squeezed text: from here on ...
    lost: list[int] = []  # ... so many characters are missing
    gone = 0
    for gap in _WIDE.finditer(text):
        kept = 1 if gap.start() else 0
        gone += len(gap[0]) - kept
        ends.append(gap.end() - gone)
        lost.append(gone)
    if not ends:
        return text, lambda at: at

    def place_of(at: int) -> int:
        number = bisect_right(ends, at)
        return at + (lost[number - 1] if number else 0)

    return _WIDE.sub(lambda gap: " " if gap.start() else "", text), place_of
