"""What a draft proposes beside sentences: a table of numbers, the figures, terms for the glossary, links to try."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from inkpress.draft.layout import ProposedTable
from inkpress.draft.places import Places
from inkpress.draft.subject import own_name, own_numbers
from inkpress.models import Figure, GlossaryTerm, PaperText, Table
from inkpress.text import collapse, slugify, split_sentences

MAX_ROWS, MAX_COLUMNS, MAX_CELL = 9, 7, 60
MAX_FIGURES, MAX_TERMS, MAX_LINKS = 6, 6, 5
_RESULT = re.compile(
    r"\b(?:results?|comparison|compar\w+|performance|accuracy|scores?|bleu|benchmarks?|evaluation)\b", re.I
)
_NUMBER = re.compile(r"\d")
_VALUE = re.compile(r"(?<![\w.])\d+(?:\.\d+)?(?!\w)")
_EMPTY_BRACKETS = re.compile(r"\[\s*\]|\(\s*\)")  # where a citation stood
_OURS = re.compile(r"\bours?\b", re.IGNORECASE)
_DEFINED = re.compile(r"\b((?:[A-Za-z][\w-]{0,30}[ -]){1,7})\(([A-Z][A-Za-z]{1,8})s?\)")
_CODE_HOST = re.compile(
    r"https?://(?:www\.)?(?:github\.com|gitlab\.com|huggingface\.co|bitbucket\.org|colab\.[\w.]{1,40})/\w", re.I
)


def propose_table(paper: PaperText) -> tuple[ProposedTable, ...]:
    """The table that carries the paper's claim, as far as its numbers and names tell; cut if it is large; or none."""
    name, numbers = own_name(paper), own_numbers(paper)
    worth = [(_worth(table, name, numbers), table) for table in paper.tables]
    best, table = max(worth, key=lambda pair: pair[0], default=(0.0, None))
    if table is None or not best:
        return ()
    whole = _without_repeats(table.rows)
    shown = _rows_to_show(whole, name, numbers)
    rows = [tuple(_cell(cell) for cell in row.cells[:MAX_COLUMNS]) for row in shown]
    caption = (split_sentences(table.caption) or [""])[0]
    return (
        ProposedTable(
            table=Table(id=table.id, caption=caption, rows=tuple(rows)),
            printed=tuple(table.rows[row.number] for row in shown),
            cut=len(shown) < len(whole) or len(whole[0].cells) > MAX_COLUMNS,
        ),
    )


class _Row(NamedTuple):
    """A row without repeats, and its number in the table as printed."""

    number: int
    cells: tuple[str, ...]


def _rows_to_show(rows: Sequence[_Row], name: str, numbers: frozenset[str]) -> list[_Row]:
    """At most MAX_ROWS in their order: the head, the rows that are the table's point, then the others from the top."""
    head = next((at for at, row in enumerate(rows) if any(cell[:1].isdigit() for cell in row.cells[1:])), 1)

    def rank(at: int) -> int:
        return 0 if at < head else 1 if _is_own(rows[at].cells, name, numbers) else 2

    shown = sorted(range(len(rows)), key=lambda at: (rank(at), at))[:MAX_ROWS]
    return [rows[at] for at in sorted(shown)]


def _is_own(row: Sequence[str], name: str, numbers: frozenset[str]) -> bool:
    """Whether a row tells of the paper's own work."""
    words = " ".join(row)
    return bool((name and name in words) or _OURS.search(words) or numbers & set(_VALUE.findall(words)))


def figure_notes(paper: PaperText, places: Places) -> tuple[str, ...]:
    """One note that lists the figures by caption and place; drawings are the authors', so none is copied."""
    figures = [figure for figure in paper.figures if figure.caption][:MAX_FIGURES]
    if not figures:
        return ()
    lines = [
        f"- {_figure_name(figure)}: {_first_sentence(figure.caption)} {places.url(figure.id)}" for figure in figures
    ]
    ask = "which figure would help? Redraw it in your own way, or ask the authors; say in the alt text what it shows."
    return ("\n".join([ask, *lines]),)


def glossary_notes(paper: PaperText, places: Places, glossary: Sequence[GlossaryTerm]) -> tuple[str, ...]:
    """Stubs for short forms the paper spells out and the glossary lacks, ready to paste, meaning left to the author."""
    known = {term.term.lower() for term in glossary} | {term.slug for term in glossary}
    found: dict[str, tuple[str, str]] = {}
    for section in paper.sections:
        for sentence in section.sentences:
            for long, short in _short_forms(sentence.text):
                if short.lower() not in known and long.lower() not in known:
                    found.setdefault(short, (long, places.label(sentence.id)))
    if not found:
        return ()
    lines = ["new terms; paste what you keep into posts/glossary.yaml and say in `plain` what it is:"]
    for short, (long, place) in list(found.items())[:MAX_TERMS]:
        lines.append(f"- term: {long} ({short})\n  slug: {slugify(long)}\n  plain: ''  # spelled out in {place}")
    return ("\n".join(lines),)


def known_terms(paper: PaperText, glossary: Sequence[GlossaryTerm], limit: int = 5) -> tuple[str, ...]:
    """Glossary terms the paper uses at least three times, the most used first."""
    text = " ".join(s.text for s in paper.sentences()).lower()
    counted = [(len(re.findall(rf"\b{re.escape(term.term.lower())}s?\b", text)), term.slug) for term in glossary]
    return tuple(slug for count, slug in sorted(counted, key=lambda row: (-row[0], row[1])) if count >= 3)[:limit]


def code_links(links: Iterable[str]) -> tuple[str, ...]:
    """The addresses among `links` at which code or models are usually kept, each once."""
    return tuple(dict.fromkeys(link for link in links if _CODE_HOST.match(link)))[:MAX_LINKS]


def _worth(table: Table, name: str, numbers: frozenset[str]) -> float:
    """0 for a table that cannot be shown: too small, few numbers, whole texts in cells, or rows of different width."""
    if len({len(row) for row in table.rows if any(cell.strip() for cell in row)}) != 1:
        return 0.0
    rows = _without_repeats(table.rows)
    cells = [cell for row in rows for cell in row.cells]
    if len(rows) < 3 or len(rows[0].cells) < 2 or any(len(cell) > 3 * MAX_CELL for cell in cells):
        return 0.0
    share = sum(bool(_NUMBER.search(cell)) for cell in cells) / len(cells)
    if share * len(cells) < 3 or share <= 0.2:
        return 0.0
    fit = min(1.0, 2 * MAX_ROWS / len(rows)) * min(1.0, MAX_COLUMNS / len(rows[0].cells))
    told = min(3, len(numbers & set(_VALUE.findall(" ".join(cells)))))
    own = any(name in cell for cell in cells) if name else False
    fit *= 0.5 if table.id.startswith("A") else 1.0  # an appendix holds what was not the point
    return fit * (share + 1.0 * told + 0.5 * own + 0.5 * bool(_RESULT.search(table.caption)))


def _without_repeats(rows: Sequence[Sequence[str]]) -> list[_Row]:
    """The rows, of one width, without the twins that cells spanning several rows or columns leave behind."""
    full = [(number, tuple(row)) for number, row in enumerate(rows) if any(cell.strip() for cell in row)]
    kept = [row for row, before in zip(full, [(-1, ()), *full], strict=False) if row[1] != before[1]]
    columns = list(zip(*(cells for _, cells in kept), strict=True))
    columns = [c for c, before in zip(columns, [(), *columns], strict=False) if c != before and any(map(str.strip, c))]
    return [_Row(number, cells) for (number, _), cells in zip(kept, zip(*columns, strict=True), strict=True)]


def _cell(text: str) -> str:
    text = collapse(_EMPTY_BRACKETS.sub("", text))
    return text if len(text) <= MAX_CELL else text[: MAX_CELL - 1].rsplit(" ", 1)[0] + "…"


def _figure_name(figure: Figure) -> str:
    number = re.search(r"F(\d+)", figure.id)
    return f"Figure {number[1]}" if number else "Figure"


def _first_sentence(text: str, limit: int = 160) -> str:
    first = (split_sentences(text) or [""])[0]
    return first if len(first) <= limit else first[:limit].rsplit(" ", 1)[0] + "…"


def _short_forms(text: str) -> list[tuple[str, str]]:
    """Pairs such as ("large language model", "LLM"): the words before the bracket begin with its letters."""
    pairs = []
    for match in _DEFINED.finditer(text):
        short = match[2]
        letters = [c for c in short.lower() if c.isalpha()]
        words = re.split(r"([ -])", match[1].strip(" -"))  # with what stands between them
        tail = words[-(2 * len(letters) - 1) :]
        if len(letters) > 1 and [w[:1].lower() for w in tail[::2]] == letters:
            pairs.append(("".join(tail), short))
    return pairs
