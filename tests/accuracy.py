"""Measure the claim checker and write docs/accuracy.md: `make accuracy`.

Three measures: fresh statements made from papers by `tests/corruptions.py`, the project's own plain-language
statements, and, where the shared yardstick is at hand, its two files. Positive is "unsupported".
"""

from __future__ import annotations

import json
import random
import re
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from inkpress.check.claims import find_claim, judge_claim
from inkpress.check.search import PaperIndex, index_paper
from inkpress.check.text_file import read_text_paper
from inkpress.models import PaperText
from inkpress.read import read_eprint, read_latex, read_pdf
from tests.builders import SHARED
from tests.corruptions import CORRUPTIONS, FAITHFUL, Maker

ROOT = Path(__file__).resolve().parents[1]
REPORT = ROOT / "docs" / "accuracy.md"
PER_KIND = 40  # statements of one kind from one paper
_PROSE = re.compile(r"[A-Z][^\\_{}^|$]*\.")  # sentences without formulas, addresses or cells


class Row(NamedTuple):
    """One statement: its kind, whether it is true, and whether the checker doubted it."""

    kind: str
    true: bool
    flagged: bool


def main() -> None:
    """Write the report; print it too."""
    started = time.perf_counter()
    papers = list(_papers())
    parts = [_HEAD, *_fresh(papers), *_own_plain(), *_yardstick()]
    text = "\n".join(parts) + "\n"
    REPORT.write_text(text, "utf-8")
    sys.stdout.write(text)
    sys.stderr.write(f"written to {REPORT.relative_to(ROOT)} in {time.perf_counter() - started:.1f} s\n")


_HEAD = """# How well claims are checked

Written by `make accuracy`; no figure here is typed by hand. "Flagged" is the share of statements that the checker
doubts: of false ones that is the catch rate, of true ones the false alarms. "Whole paper" looks for the statement in
the paper without being told where; "span" is given the sentence it rests on.
"""


def _papers() -> Iterator[PaperText]:
    """The demo's own paper; where they are at hand, the shared ones, some of them through the readers."""
    demo = ROOT / "inkpress" / "demo" / "paper"
    sources = {str(file.relative_to(demo)): file.read_bytes() for file in sorted(demo.rglob("*")) if file.is_file()}
    yield read_latex(sources, "the demo's paper")
    shared = SHARED / "data" / "papers"
    for file in sorted(shared.glob("text/*.txt")):
        yield read_text_paper(file.read_text("utf-8"), file.stem)
    for form, read in (("pdf/2004.07180.pdf", read_pdf), ("eprint/2501.00089.tar.gz", read_eprint)):
        if (shared / form).exists():
            yield read((shared / form).read_bytes(), form)


# --- fresh statements ---------------------------------------------------------------------------------------


def _fresh(papers: Sequence[PaperText]) -> Iterator[str]:
    whole: list[Row] = []
    span: list[Row] = []
    for paper in papers:
        index = index_paper(paper)
        sentences = _sentences(paper)
        for true, makers in ((True, FAITHFUL), (False, CORRUPTIONS)):
            for kind, maker in makers.items():
                for statement, source in _make(maker, kind, paper, sentences):
                    whole.append(Row(kind, true, not find_claim(statement, index).supported))
                    span.append(Row(kind, true, not judge_claim(statement, source).supported))
    yield f"## Fresh statements from {len(papers)} papers\n"
    yield "Made at every run from the papers' sentences, without a look at the checker's word lists"
    yield f"(`tests/corruptions.py`, {len(FAITHFUL)} faithful retellings, {len(CORRUPTIONS)} kinds of corruption).\n"
    yield "| | n | flagged, whole paper | flagged, span |"
    yield "|---|---:|---:|---:|"
    for true in (True, False):
        for kind in FAITHFUL if true else CORRUPTIONS:
            name = f"{'true' if true else 'false'}: {kind.replace('_', ' ')}"
            yield f"| {name} | {_count(whole, kind)} | {_rate(whole, kind)} | {_rate(span, kind)} |"
    yield ""
    yield f"Whole paper: {_summary(whole)}. Span: {_summary(span)}.\n"


def _sentences(paper: PaperText) -> list[str]:
    texts = (sentence.text for sentence in paper.sentences())
    return [text for text in texts if 8 <= len(text.split()) <= 45 and _PROSE.fullmatch(text) and "http" not in text]


def _make(maker: Maker, kind: str, paper: PaperText, sentences: Sequence[str]) -> Iterator[tuple[str, str]]:
    """(statement, the sentence it was made from), at most 40, the same at every run."""
    rng = random.Random(f"{paper.paper} {kind}")
    made = 0
    for source in rng.sample(list(sentences), len(sentences)):
        statement = maker(source, rng, sentences)
        if statement is not None and statement != source:
            yield statement, source
            made += 1
        if made == PER_KIND:
            return


# --- statements by hand -------------------------------------------------------------------------------------


def _own_plain() -> Iterator[str]:
    for title, name in (("Plain-language statements", "plain"), ("Statements about numbers", "number")):
        file = ROOT / "tests" / "data" / f"{name}_claims.jsonl"
        rows = _read(file)
        yield f"## {title} of this project, each with its span\n"
        yield f"`{file.relative_to(ROOT)}`: {len(rows)} statements by hand about invented findings. They are seen"
        yield "data: the checker was mended after they were first measured.\n"
        yield from _table(_judged(rows))


def _yardstick() -> Iterator[str]:
    folder = SHARED / "data" / "drafting"
    if not folder.is_dir():
        yield "The shared yardstick was not at hand; its tables are left out.\n"
        return
    rows = _read(folder / "claims.jsonl")
    indexes = _indexes({row["paper"] for row in rows})
    yield f"## Yardstick: near-verbatim statements, no evidence given ({len(rows)})\n"
    yield from _table(_found(rows, lambda row: indexes[row["paper"]]))
    rows = _read(folder / "claims_plain.jsonl")
    yield f"## Yardstick: plain-language statements, each with its span ({len(rows)})\n"
    yield from _table(_judged(rows))


def _read(file: Path) -> list[dict[str, str]]:
    return [json.loads(line) for line in file.read_text("utf-8").splitlines()]


def _indexes(names: Iterable[str]) -> dict[str, PaperIndex]:
    folder = SHARED / "data" / "papers" / "text"
    return {n: index_paper(read_text_paper((folder / f"{n}.txt").read_text("utf-8"), n)) for n in sorted(names)}


def _found(rows: Iterable[dict[str, str]], index: Callable[[dict[str, str]], PaperIndex]) -> list[Row]:
    return [
        Row(row["kind"], row["label"] == "supported", not find_claim(row["claim"], index(row)).supported)
        for row in rows
    ]


def _judged(rows: Iterable[dict[str, str]]) -> list[Row]:
    return [
        Row(row["kind"], row["label"] == "supported", not judge_claim(row["claim"], row["evidence"]).supported)
        for row in rows
    ]


# --- tables -------------------------------------------------------------------------------------------------


def _table(rows: Sequence[Row]) -> Iterator[str]:
    yield "| | n | flagged |"
    yield "|---|---:|---:|"
    kinds = sorted({(not row.true, row.kind) for row in rows})
    for false, kind in kinds:
        name = f"{'false' if false else 'true'}: {kind.replace('_', ' ')}"
        yield f"| {name} | {_count(rows, kind)} | {_rate(rows, kind)} |"
    yield ""
    yield f"{_summary(rows)}.\n"


def _count(rows: Sequence[Row], kind: str) -> int:
    return sum(row.kind == kind for row in rows)


def _rate(rows: Sequence[Row], kind: str) -> str:
    these = [row.flagged for row in rows if row.kind == kind]
    return f"{100 * sum(these) / len(these):.1f} %" if these else "none made"


def _summary(rows: Sequence[Row]) -> str:
    hits = sum(row.flagged and not row.true for row in rows)
    alarms = sum(row.flagged and row.true for row in rows)
    false, true = sum(not row.true for row in rows), sum(row.true for row in rows)
    precision = hits / (hits + alarms) if hits + alarms else 1.0
    return f"precision {precision:.3f}, recall {hits / max(1, false):.3f}, false alarms {alarms} of {true}"


if __name__ == "__main__":
    main()
