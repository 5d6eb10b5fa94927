"""`inkpress demo`: the author's day on a bundled corpus, through the same functions as the real one.

Offline, without a key, at a fixed moment, so that two runs give the same bytes. Two things are staged: the corpus, and
the author's edit, which brings one false number in.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import shutil
import textwrap
from collections.abc import Generator, Iterator
from pathlib import Path

from inkpress.adapters.bundle import FOLDER, BundledArxiv
from inkpress.adapters.files import read_text, write_new
from inkpress.adapters.paperlists import read_rows
from inkpress.config import CONFIG_NAME, Workspace, load_workspace
from inkpress.errors import NothingNew, Refused
from inkpress.pipeline.choices import choose
from inkpress.pipeline.draft import Engine, Library, draft_papers
from inkpress.pipeline.engines import open_engine
from inkpress.pipeline.init import Answers, init_workspace
from inkpress.pipeline.issue import IssueRefused, make_issue
from inkpress.pipeline.pick import counts_in_words, pick
from inkpress.pipeline.read import read_paper

NOW = dt.datetime(2026, 1, 12, 8, 0, tzinfo=dt.UTC)
MARKER = ".inkpress-demo"
TRUE_WORDS, FALSE_WORDS = "places 0.587 of", "places 0.687 of"
_MARGIN = " " * 10
_ANSWERS = Answers(
    title="Plainly, a demonstration",
    author="Ada Editor",
    url="https://plainly.example",
    from_address="ada@plainly.example",
    postal_address="Plainly, PO Box 12, 10115 Berlin",
    categories=("cs.LG", "cs.CL", "cs.AI", "cs.IR"),
    interests=("why it works", "evaluation", "negative results"),
)


def run_demo(folder: Path) -> Iterator[str]:
    """The lines to print, each after what it tells of has been done. Raises Refused for a folder that is not ours."""
    workspace = _fresh_workspace(folder)
    arxiv = BundledArxiv()
    yield f"A newsletter in {_shown(folder)}, on {NOW:%A %Y-%m-%d}. No network, no key."
    yield from _pick(workspace, arxiv)
    post = yield from _draft(workspace, arxiv)
    post.write_text(read_text(FOLDER / "edited.md").replace(TRUE_WORDS, FALSE_WORDS), "utf-8")
    yield _step(3, "edit", "the author rewrites the draft, and one false number slips in")
    yield from _refused_then_built(workspace, post)
    before = post.read_bytes()
    with contextlib.suppress(NothingNew):
        draft_papers(workspace, None, _library(workspace, arxiv), _engine(workspace), NOW)
    same = "not a byte of the edited post has changed" if post.read_bytes() == before else "THE POST WAS CHANGED"
    yield _step(6, "draft", f"again: {same}")
    yield "Now open"
    yield f"  the mail   {_shown(workspace.output / 'issues' / str(NOW.date()) / 'look.html')}"
    yield f"  the site   {_shown(workspace.output / 'web' / 'index.html')}"
    yield f"  the post   {_shown(post)}"


def _pick(workspace: Workspace, arxiv: BundledArxiv) -> Iterator[str]:
    picked = pick(workspace, NOW.date(), arxiv=arxiv)
    listed = picked.shortlist
    yield _step(1, "pick", counts_in_words(listed.counts))
    yield f"{_MARGIN}{len(listed.proposals)} proposals and {len(listed.near_misses)} near-misses; the first three:"
    for row in listed.proposals[:3]:
        yield f"  {row.id}  {_cut(row.paper.title, 66)}"
        yield from _wrapped(row.reasons[0] if row.reasons else "", indent=14)
    choose(workspace, [arxiv.own_id], "yes", "small, honest, and about our own work", NOW.date(), arxiv=arxiv)
    yield f"{_MARGIN}chosen: {arxiv.own_id}, {arxiv.papers([arxiv.own_id])[0].title}"


def _draft(workspace: Workspace, arxiv: BundledArxiv) -> Generator[str, None, Path]:
    (outcome,) = draft_papers(workspace, None, _library(workspace, arxiv), _engine(workspace), NOW)
    if outcome.error:
        raise outcome.error
    assert outcome.drafted
    drafted = outcome.drafted
    yield _step(2, "draft", f"{drafted.post.claims} sentences of the paper, quoted, each with its place in it")
    return drafted.path


def _refused_then_built(workspace: Workspace, post: Path) -> Iterator[str]:
    try:
        make_issue(workspace, None, NOW.date())
    except IssueRefused as refused:
        finding = refused.findings[0]
        yield _step(4, "issue", f"refused: line {finding.line}, {finding.message}")
        yield from _wrapped(f"the post says: “{finding.sentence}”")
        yield from _wrapped(f"the paper says: “{finding.evidence}”")
    post.write_text(read_text(post).replace(FALSE_WORDS, TRUE_WORDS), "utf-8")
    report = make_issue(workspace, None, NOW.date())
    yield _step(5, "issue", f"built after the fix: {report.summary()[0]}")


def _step(number: int, verb: str, text: str) -> str:
    return f"{number}. {verb:<6} {text}"


def _wrapped(text: str, indent: int = len(_MARGIN), lines: int = 3) -> list[str]:
    return textwrap.wrap(text, 79, initial_indent=" " * indent, subsequent_indent=" " * indent)[:lines]


def _engine(workspace: Workspace) -> Engine:
    return open_engine(workspace, "extract", key=None, offline=True)


def _fresh_workspace(folder: Path) -> Workspace:
    if folder.exists():
        if not (folder / MARKER).is_file():
            raise Refused(
                "exists and is not a demo's folder", file=folder, hint="name another: `inkpress demo --folder DIR`"
            )
        shutil.rmtree(folder)
    folder.mkdir(parents=True)
    (folder / MARKER).write_text("made by `inkpress demo`, and replaced by the next one\n", "utf-8")
    init_workspace(folder, _ANSWERS)
    config = folder / CONFIG_NAME
    config.write_text(read_text(config).replace("[arxiv]\n", "[arxiv]\nlookback_days = 8\n"), "utf-8")
    for day, rows in _past_choices().items():
        write_new(folder / "posts" / "picks" / f"{day}.yaml", ("proposals:\n" + "".join(rows)).encode())
    return load_workspace(folder)


def _past_choices() -> dict[str, list[str]]:
    """The demo's author has chosen before: one picks file for each of those days."""
    days: dict[str, list[str]] = {}
    for row in read_rows(FOLDER / "choices.jsonl"):
        lines = f"  - id: '{row['id']}'\n    choose: {row['choose']}\n"
        days.setdefault(row["date"], []).append(lines)
    return days


def _library(workspace: Workspace, arxiv: BundledArxiv) -> Library:
    return Library(
        read=lambda ref: read_paper(workspace, ref, arxiv=arxiv),
        about=lambda ref: next(iter(arxiv.papers([ref])), None),
    )


def _shown(path: Path) -> str:
    here = Path.cwd()
    return str(path.relative_to(here)) if path.is_relative_to(here) else str(path)


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else text[: width - 1].rstrip() + "…"
