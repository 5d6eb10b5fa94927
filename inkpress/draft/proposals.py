"""What a draft proposes beside sentences: a table of numbers, the figures, terms for the glossary, links to try."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from inkpress.draft.layout import ProposedTable
from inkpress.draft.places import Places
from inkpress.models import Figure, GlossaryTerm, PaperText, Table
from inkpress.text import collapse, slugify, split_sentences

MAX_ROWS, MAX_COLUMNS, MAX_CELL = 9, 7, 60
MAX_FIGURES, MAX_TERMS, MAX_LINKS = 6, 6, 5
_RESULT = re.compile(
    r"\b(?:results?|comparison|compar\w+|performance|accuracy|scores?|bleu|benchmarks?|evaluation)\b", re.I
)
_NUMBER = re.compile(r"\d")
_DEFINED = re.compile(r"\b((?:[A-Za-z][\w-]{0,30}[ -]){1,7})\(([A-Z][A-Za-z]{1,8})s?\)")
_CODE_HOST = re.compile(r"^https?://(?:www\.)?(?:github\.com|gitlab\.com|huggingface\.co|bitbucket\.org|colab\.)", re.I)


def propose_table(paper: PaperText) -> tuple[ProposedTable, ...]:
    """The table with the most numbers that still fits a mail, results first; cut if it is large; or none."""
    usable = [(_worth(table), table) for table in paper.tables if _worth(table) > 0]
    if not usable:
        return ()
    _, table = max(usable, key=lambda pair: pair[0])
    whole = _without_repeats(table.rows)
    rows = [tuple(_cell(cell) for cell in row[:MAX_COLUMNS]) for row in whole[:MAX_ROWS]]
    cut = len(whole) > MAX_ROWS or len(whole[0]) > MAX_COLUMNS
    caption = (split_sentences(table.caption) or [""])[0]
    return (ProposedTable(table=Table(id=table.id, caption=caption, rows=tuple(rows)), cut=cut),)


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


def _worth(table: Table) -> float:
    rows = _without_repeats(table.rows)
    cells = [cell for row in rows for cell in row]
    width = len(rows[0]) if rows else 0
    if len(rows) < 3 or width < 2 or any(len(cell) > 3 * MAX_CELL for cell in cells):
        return 0.0
    numbers = sum(bool(_NUMBER.search(cell)) for cell in cells)
    fit = min(1.0, MAX_ROWS / len(rows)) * min(1.0, MAX_COLUMNS / width)
    share = numbers / len(cells)
    return share * fit * (2.0 if _RESULT.search(table.caption) else 1.0) if numbers >= 3 and share > 0.2 else 0.0


def _without_repeats(rows: Sequence[Sequence[str]]) -> list[list[str]]:
    """The rows at one width, without the twins that cells spanning several rows or columns leave behind."""
    width = max((len(row) for row in rows), default=0)
    full = [[*row, *[""] * (width - len(row))] for row in rows if any(cell.strip() for cell in row)]
    kept = [row for row, before in zip(full, [[], *full], strict=False) if row != before]
    columns = list(zip(*kept, strict=True))
    columns = [column for column, before in zip(columns, [(), *columns], strict=False) if column != before]
    return [list(row) for row in zip(*columns, strict=True)]


def _cell(text: str) -> str:
    text = collapse(text)
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
