"""How much of each paper is read: `python -m tests.yardstick_read [--misses]`, over the shared papers.

Every reading is held against references that were made without this project: plain text from other converters
(`data/papers/text`), the paper's other form, and titles, captions and cells taken by a few regular expressions.
Printed per paper and form: shares found, and seconds (the best of three).

| column | what is counted |
|---|---|
| prose | eight-word runs of the reference's paragraphs; words are letters only, lower case |
| titles | section titles of the reference that are titles here too |
| captions | captions whose words are mostly (80 %) in one caption here |
| cells | table cells of the reference that hold a digit and stand in a row here |
"""

from __future__ import annotations

import argparse
import gzip
import html
import io
import re
import sys
import tarfile
import time
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple

from inkpress.errors import PaperError
from inkpress.models import PaperText
from inkpress.read import read_eprint, read_html, read_pdf
from inkpress.text import normalise
from tests.builders import SHARED

PAPERS = SHARED / "data" / "papers"
GRAM = 8
_BALANCED = r"((?:[^{}\\]|\\.|\{(?:[^{}\\]|\\.|\{(?:[^{}\\]|\\.|\{(?:[^{}\\]|\\.|\{[^{}]*\})*\})*\})*\})*)"


class Reference(NamedTuple):
    """What an independent tool says the paper holds. None: it cannot say."""

    name: str
    prose: str | None = None
    titles: list[str] | None = None
    captions: list[str] | None = None
    cells: list[str] | None = None


# --- references ----------------------------------------------------------------------------------------------


def of_text(path: Path) -> Reference:
    """A plain-text conversion: its paragraphs of running text, cut where a formula or a reference's name stands."""
    blocks = re.split(r"\n\s*\n", path.read_text("utf-8"))
    blocks = [re.sub(r"\S*[_^\\${}=]\S*|\[[\w:;, -]*\]", "\n", re.sub(r"\$[^$]*\$", "\n", b)) for b in blocks]
    return Reference("text", prose="\n".join(b for b in blocks if len(b.split()) >= 12 and not b.startswith("  ")))


def of_html(data: bytes) -> Reference:
    """LaTeXML's HTML, by regular expressions over its tags."""
    page = data.decode("utf-8", "replace")
    page = re.sub(r"<math\b.*?</math>", " ¦ ", page, flags=re.S)
    page = re.sub(r"<cite\b.*?</cite>", " ", page, flags=re.S)
    page = re.sub(r'<span class="ltx_note_outer">.*?</span></span></span>', " ", page, flags=re.S)
    body = re.sub(r'<section[^>]*class="ltx_bibliography".*?</section>', " ", page, flags=re.S)
    cells = re.findall(r'<t[dh]\b[^>]*class="ltx_td[^>]*>(.*?)</t[dh]>', body, re.S)
    without_tables = re.sub(r"<table\b.*?</table>", " ", body, flags=re.S)
    headings = re.findall(
        r'<h\d[^>]*class="ltx_title[^"]*ltx_title_(?:section|subsection|subsubsection|appendix|paragraph)[^>]*>(.*?)</h\d>',
        body,
        re.S,
    )
    untagged = [re.sub(r'<span class="ltx_tag[^>]*>.*?</span>', " ", h, flags=re.S) for h in headings]
    captions = re.findall(r"<figcaption\b[^>]*>(.*?)</figcaption>", body, re.S)
    return Reference(
        "html",
        prose="\n".join(
            " ".join(_plain(p).split()).replace("¦", "\n")
            for p in re.findall(r'<p\b[^>]*class="ltx_p[^>]*>(.*?)</p>', without_tables, re.S)
        ),
        titles=[_plain(h).replace("¦", " ") for h in untagged],
        captions=[re.sub(r"^\s*(?:Figure|Table|Algorithm|Listing)\s*\w+\s*[:.]", "", _plain(c)) for c in captions],
        cells=[_plain(c) for c in cells],
    )


def of_source(data: bytes) -> Reference:
    """Titles and captions of the source, by regular expressions over the files that the main one reaches."""
    source = _flat_source(data)
    start = source.find(r"\begin{document}")
    body = source[max(start, 0) :]
    titles = re.findall(r"\\(?:sub)*section\*?\s*(?:\[[^\]]*\])?\s*\{" + _BALANCED + r"\}", body)
    captions = re.findall(r"\\caption\s*(?:\[[^\]]*\])?\s*\{" + _BALANCED + r"\}", body)
    return Reference("source", titles=[_untex(t) for t in titles], captions=[_untex(c) for c in captions])


def _flat_source(data: bytes) -> str:
    files: dict[str, str] = {}
    try:
        with tarfile.open(fileobj=io.BytesIO(data)) as archive:
            for member in archive:
                if member.isfile() and member.name.endswith((".tex", ".ltx")) and "._" not in member.name:
                    content = archive.extractfile(member)
                    files[member.name.removeprefix("./")] = content.read().decode("utf-8", "replace") if content else ""
    except tarfile.TarError:
        files["main.tex"] = gzip.decompress(data).decode("utf-8", "replace")
    files = {name: re.sub(r"(?<!\\)%.*", "", text) for name, text in files.items()}
    mains = [n for n, t in files.items() if r"\documentclass" in t or r"\documentstyle" in t]
    main = max(mains or files, key=lambda n: len(files[n]))

    def flatten(text: str, depth: int) -> str:
        def put(match: re.Match[str]) -> str:
            name = match[1].strip()
            found = files.get(name) or files.get(f"{name}.tex") or ""
            return flatten(found, depth + 1) if depth < 8 else ""

        return re.sub(r"\\(?:input|include)\s*\{([^}]*)\}", put, text)

    text = flatten(files[main], 0)
    return re.sub(r"\\iffalse\b.*?\\fi\b", " ", text, flags=re.S).split(r"\end{document}")[0]


def _untex(text: str) -> str:
    text = re.sub(r"\$[^$]*\$", " ", text)
    text = re.sub(
        r"\\(?:label|cite\w*|ref|eqref|vspace|footnote|textcolor|color|hspace)\*?(?:\[[^\]]*\])?\{[^{}]*\}", " ", text
    )
    return re.sub(r"\\[A-Za-z]+\*?|[{}~\\]", " ", text)


def _plain(markup: str) -> str:
    return html.unescape(re.sub(r"<[^>]+>", "", markup))


# --- measures ------------------------------------------------------------------------------------------------


def words(text: str) -> list[str]:
    """Letters only, lower case; numbers and formulas are written differently by every tool."""
    return re.findall(r"[a-z]{2,}", normalise(text).lower())


def runs(text: str) -> Counter[str]:
    """Runs of eight words inside each paragraph."""
    found: Counter[str] = Counter()
    for block in text.split("\n"):
        here = words(block)
        found.update(" ".join(here[i : i + GRAM]) for i in range(len(here) - GRAM + 1))
    return found


def share(found: int, total: int) -> float | None:
    return found / total if total else None


def prose_recall(text: PaperText, prose: str, misses: list[str]) -> float | None:
    """Share of the reference's runs that stand in the reading, wherever its paragraphs end."""
    blocks = [" ".join([*(f"{s.title} {' '.join(x.text for x in s.sentences)}" for s in text.sections)])]
    blocks += [" ".join(s.text for s in section.sentences) for section in text.sections]
    blocks += [" ".join(s.text for s in text.footnotes)] + [f.caption for f in text.figures]
    blocks += (
        [r.text for r in text.references]
        + [t.caption for t in text.tables]
        + [" ".join(" ".join(r) for r in t.rows) for t in text.tables]
    )
    have = set(runs("\n".join(blocks)))
    wanted = runs(prose)
    lost = [run for run in wanted if run not in have]
    misses += [f"prose: {run}" for run in lost]
    return share(sum(wanted.values()) - sum(wanted[run] for run in lost), sum(wanted.values()))


def title_recall(text: PaperText, titles: list[str], misses: list[str]) -> float | None:
    have = [" ".join(words(s.title)) for s in text.sections]
    wanted = [t for t in titles if words(t)]
    # a macro in a title (the method's name) is a gap in the reference: its other words must stand in order
    lost = [
        t for t in wanted if not any(re.fullmatch(".*".join(words(t)) + ".*|.*" + ".*".join(words(t)), h) for h in have)
    ]
    misses += [f"title: {' '.join(t.split())}" for t in lost]
    return share(len(wanted) - len(lost), len(wanted))


def caption_recall(text: PaperText, captions: list[str], misses: list[str]) -> float | None:
    have = [set(words(c)) for c in (*(f.caption for f in text.figures), *(t.caption for t in text.tables))]
    wanted = [c for c in captions if len(words(c)) >= 3]
    lost = [c for c in wanted if not any(len(set(words(c)) & h) >= 0.8 * len(set(words(c))) for h in have)]
    misses += [f"caption: {' '.join(c.split())[:90]}" for c in lost]
    return share(len(wanted) - len(lost), len(wanted))


def cell_recall(text: PaperText, cells: list[str], misses: list[str]) -> float | None:
    have = Counter(_cell(c) for t in text.tables for row in t.rows for c in row)
    wanted = Counter(_cell(c) for c in cells if re.search(r"\d", c))
    lost = wanted - have
    misses += [f"cell: {cell}" for cell in lost.elements()]
    return share(wanted.total() - lost.total(), wanted.total())


def _cell(text: str) -> str:
    return re.sub(r"[^\w.%+-]", "", normalise(text))


# --- the table -----------------------------------------------------------------------------------------------


def seconds(read: Callable[[bytes, str], PaperText], data: bytes, name: str) -> float:
    def once() -> float:
        start = time.perf_counter()
        read(data, name)
        return time.perf_counter() - start

    return min(once() for _ in range(3))


def forms() -> Iterable[tuple[str, str, Path, Callable[[bytes, str], PaperText]]]:
    """(paper, form, file, reader) of every shared paper."""
    readers = {"eprint": read_eprint, "html": read_html, "pdf": read_pdf}
    for form, reader in readers.items():
        for path in sorted((PAPERS / form).iterdir()):
            yield re.sub(r"\.(tar\.gz|latexml.*|x?html|pdf)$", "", path.name), form, path, reader


def references(paper: str, form: str) -> list[Reference]:
    """What is known of a paper from elsewhere; a form is never its own reference for prose."""
    found = []
    if (text := PAPERS / "text" / f"{paper}.txt").exists():
        found.append(of_text(text))
    page = next((PAPERS / "html").glob(f"{paper}*html"), None)
    if page is not None and page.stat().st_size > 5_000:  # a smaller one is the shell of a failed conversion
        reference = of_html(page.read_bytes())
        found.append(reference._replace(prose=None) if form == "html" else reference)
    if (source := PAPERS / "eprint" / f"{paper}.tar.gz").exists():
        found.append(of_source(source.read_bytes()))
    return found


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--misses", action="store_true", help="name what was not found")
    parser.add_argument("--only", default="", help="papers and forms that hold this")
    options = parser.parse_args(arguments)
    row = "{:<18}{:<8}{:<8}{:>7}{:>8}{:>10}{:>7}{:>8}".format
    say = sys.stdout.write
    say(row("paper", "form", "against", "prose", "titles", "captions", "cells", "s") + "\n")
    for paper, form, path, reader in forms():
        if options.only not in f"{paper}/{form}":
            continue
        data = path.read_bytes()
        try:
            text = reader(data, path.name)
        except PaperError as error:
            say(f"{paper:<18}{form:<8}{error}\n")
            continue
        took = seconds(reader, data, path.name)
        for reference in references(paper, form) or [Reference("none")]:
            misses: list[str] = []
            measured = (
                prose_recall(text, reference.prose, misses) if reference.prose else None,
                title_recall(text, reference.titles, misses) if reference.titles else None,
                caption_recall(text, reference.captions, misses) if reference.captions else None,
                cell_recall(text, reference.cells, misses) if reference.cells and form != "pdf" else None,
            )
            shown = ["" if m is None else f"{m:.3f}" for m in measured]
            say(row(paper, form, reference.name, *shown, f"{took:.3f}") + "\n")
            if options.misses:
                say("".join(f"    {miss}\n" for miss in misses[:40]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
