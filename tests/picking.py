"""Measure the picker and write docs/picking-figures.md: `make picking`.

It needs the shared picker data: two curators' choices and the weekly flood they chose from. Only the development weeks
are scored; nothing here is tuned.
"""

from __future__ import annotations

import csv
import datetime as dt
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from inkpress.adapters.paperlists import read_paper_list, read_rows
from inkpress.pick.evaluate import Label, Ranked, Verdict, Week, compare, recall, replay, weekly_ndcg
from inkpress.pick.insight import WORTH_SAYING, insight_of
from inkpress.pick.model import Example
from inkpress.pick.rank import Taste
from inkpress.pipeline.evaluate_pick import history_of_files
from tests.builders import SHARED

ROOT = Path(__file__).resolve().parents[1]
REPORT = ROOT / "docs" / "picking-figures.md"
LABELS = ROOT / "tests" / "pick_insight_labels.csv"
FIRST, LAST = dt.date(2025, 10, 27), dt.date(2026, 2, 16)
# what each curator's list says of itself in its title, as an author would write it on the first day
INTERESTS = {"dair": ("machine learning",), "agents": ("AI agents",)}
SEEDS = 5
CURVE = (0, 5, 20, 100, None)
CHANGES = (
    ("`use_authors = false`", {"use_authors": False}),
    ('`insight = "off"`', {"insight": "off"}),
    ('`insight = "increments"`', {"insight": "increments"}),
    ("`half_life_days = 21`", {"half_life_days": 21.0}),
    ("`half_life_days = 84`", {"half_life_days": 84.0}),
)


class Curator(NamedTuple):
    """One expert's history."""

    name: str
    weeks: tuple[Week, ...]
    labels: tuple[Label, ...]

    @property
    def liked(self) -> set[str]:
        return {label.id for label in self.labels}


class Judged(NamedTuple):
    """One labelled abstract: our label, in which round it was given, and the signal's score."""

    label: str
    set: str
    score: float


def main() -> None:
    """Write the report; print it too."""
    started = time.perf_counter()
    text = "\n".join([_HEAD, *_benchmark_and_curve(curators(SHARED)), *_insight(labelled(SHARED))]) + "\n"
    REPORT.write_text(text, "utf-8")
    sys.stdout.write(text)
    sys.stderr.write(f"written to {REPORT.relative_to(ROOT)} in {time.perf_counter() - started:.0f} s\n")


_HEAD = """# How well the picker picks

Written by `make picking`; no figure here is typed by hand. The weeks of two curators are replayed: `dair`, a weekly
list of ten papers of every kind, and `agents`, one person's list on one topic. For each week the picker learns only
from what was known before its Monday, and ranks that week's whole flood of 931 to 2,460 papers.
"""


def curators(shared: Path) -> list[Curator]:
    """Both curators over the same weeks."""
    folder = shared / "data" / "picker"
    files = [folder / f"candidates-{name}.jsonl.gz" for name in ("warmup", "dev")]
    weeks = history_of_files(files, folder / "labels.jsonl", "dair").weeks
    rows = read_rows(folder / "labels.jsonl")
    return [
        Curator(
            name,
            weeks,
            tuple(Label(r["id"], dt.date.fromisoformat(r["known_on"])) for r in rows if r["curator"] == name),
        )
        for name in INTERESTS
    ]


def _benchmark_and_curve(everyone: Sequence[Curator]) -> Iterator[str]:
    whole = {curator.name: _ranked(curator, Taste()) for curator in everyone}
    yield "## Beside arxiv-sanity-lite\n"
    yield "The same weeks, the same choices; the difference is paired by week, with its 95 % interval.\n"
    yield "| curator | picks | NDCG@50 | recall@50 | arxiv-sanity-lite | difference in NDCG@50 |"
    yield "|---|---:|---:|---:|---:|---|"
    for curator in everyone:
        mine, theirs = whole[curator.name], _baseline(curator)
        verdict = _verdict(curator, theirs, mine)
        picks = sum(number for number, _ in weekly_ndcg(mine, curator.labels).values())
        yield (
            f"| {curator.name} | {picks} | {verdict.after:.3f} | {recall(mine, curator.liked):.3f} "
            f"| {verdict.before:.3f} ({recall(theirs, curator.liked):.3f}) | {verdict.in_words} |"
        )
    yield "\n## The learning curve\n"
    yield "NDCG@50 (recall@50) when only the latest 0, 5, 20 or 100 choices are known. The interest is one phrase:"
    yield f"{', '.join(f'“{INTERESTS[c.name][0]}” for {c.name}' for c in everyone)}.\n"
    yield (
        "| choices | "
        + " | ".join(f"{c.name}, {kind}" for c in everyone for kind in ("no interest", "one interest"))
        + " |"
    )
    yield "|---|" + "---:|" * (2 * len(everyone))
    for most in CURVE:
        cells = []
        for curator in everyone:
            for interests in ((), INTERESTS[curator.name]):
                rankings = _ranked(curator, Taste(interests=interests), most)
                cells.append(f"{_mean(curator, rankings):.3f} ({recall(rankings, curator.liked):.3f})")
        yield f"| {'all' if most is None else most} | {' | '.join(cells)} |"
    yield from _seeded(everyone)
    yield "\n## Settings\n"
    yield "What each setting changes in NDCG@50; positive is better than the default.\n"
    yield "| change | " + " | ".join(curator.name for curator in everyone) + " |"
    yield "|---|" + "---|" * len(everyone)
    for name, change in CHANGES:
        changed = [_verdict(c, whole[c.name], _ranked(c, Taste(**change))) for c in everyone]  # type: ignore[arg-type]
        yield f"| {name} | {' | '.join(verdict.in_words for verdict in changed)} |"
    yield ""


def _seeded(everyone: Sequence[Curator]) -> Iterator[str]:
    yield f"\nNo choice, but the last {SEEDS} picks before these weeks as `seeds`:\n"
    for curator in everyone:
        rankings = list(replay(curator.weeks, [], Taste(), FIRST, LAST, seeds_of(curator)))
        yield f"- {curator.name}: {_mean(curator, rankings):.3f} ({recall(rankings, curator.liked):.3f})"


def seeds_of(curator: Curator) -> list[Example]:
    """What an author would have named on the first day."""
    papers = {row.paper.id: row for week in curator.weeks for row in week.papers}
    known = [label for label in curator.labels if label.known_on < FIRST and label.id in papers]
    last = sorted(known, key=lambda label: (label.known_on, label.id))[-SEEDS:]
    return [Example(x.id, papers[x.id].paper.title, papers[x.id].sketch, "yes") for x in last]


def _ranked(curator: Curator, taste: Taste, most: int | None = None) -> list[Ranked]:
    return list(replay(curator.weeks, curator.labels, taste, FIRST, LAST, most_choices=most))


def _baseline(curator: Curator) -> list[Ranked]:
    path = SHARED / "data" / "picker" / "baselines" / f"dev-{curator.name}-arxiv_sanity_lite_svm.jsonl.gz"
    by_week: dict[str, list[tuple[str, float]]] = {}
    for row in read_rows(path):
        by_week.setdefault(row["week"], []).append((row["id"], row["score"]))
    return [
        Ranked(dt.date.fromisoformat(week), *map(tuple, zip(*rows, strict=True)))  # type: ignore[arg-type]
        for week, rows in sorted(by_week.items())
    ]


def _verdict(curator: Curator, before: Sequence[Ranked], after: Sequence[Ranked]) -> Verdict:
    found = compare(weekly_ndcg(before, curator.labels), weekly_ndcg(after, curator.labels))
    assert found is not None
    return found


def _mean(curator: Curator, rankings: Sequence[Ranked]) -> float:
    weeks = weekly_ndcg(rankings, curator.labels).values()
    return sum(number * value for number, value in weeks) / sum(number for number, _ in weeks)


def labelled(shared: Path) -> list[Judged]:
    """The abstracts labelled by hand, with the signal's score as it is now."""
    with LABELS.open(encoding="utf-8", newline="") as file:
        wanted = {row["id"]: row for row in csv.DictReader(file)}
    found = []
    for name in ("warmup", "dev"):
        for paper in read_paper_list(shared / "data" / "picker" / f"candidates-{name}.jsonl.gz", []):
            if (row := wanted.get(paper.id)) is not None:
                found.append(Judged(row["label"], row["set"], insight_of(paper.title, paper.abstract).score))
    return found


def _insight(rows: Sequence[Judged]) -> Iterator[str]:
    yield "## Insight over increments\n"
    yield f"{len(rows)} abstracts, labelled by hand by their main contribution (`tests/pick_insight_labels.csv`):"
    yield "new understanding, a gain by a new method, or neither. `seen` were read while the rules were written; each"
    yield "later round was drawn and labelled before the rules were mended by it. `last` and `final` hold mostly papers"
    yield "that the signal named, drawn from the whole flood, so they tell its precision and not its recall."
    yield f"A paper is named from a score of {WORTH_SAYING} on, either way.\n"
    yield "| round | abstracts | named insight | right | really a gain | named a gain | right |"
    yield "|---|---:|---:|---:|---:|---:|---:|"
    rounds = list(dict.fromkeys(row.set for row in rows))
    for title, sets in [
        *((name, [name]) for name in sorted(rounds)),
        ("all but seen", [r for r in rounds if r != "seen"]),
    ]:
        mine = [row for row in rows if row.set in sets]
        insights = [row.label for row in mine if row.score >= WORTH_SAYING]
        gains = [row.label for row in mine if row.score <= -WORTH_SAYING]
        yield (
            f"| {title} | {len(mine)} | {len(insights)} | {_share(insights, 'insight')} | "
            f"{_share(insights, 'increment')} | {len(gains)} | {_share(gains, 'increment')} |"
        )


def _share(labels: Sequence[str], wanted: str) -> str:
    return f"{100 * labels.count(wanted) / len(labels):.0f} %" if labels else "-"


if __name__ == "__main__":
    main()
