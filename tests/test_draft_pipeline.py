"""`inkpress draft` and `redraft`: new posts only, whole or not at all, each paper by itself."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from inkpress.adapters.posts import load_posts
from inkpress.config import Workspace, load_workspace
from inkpress.draft import Places, extract_outline
from inkpress.errors import InkpressError, InputError, ModelError, NothingNew, NothingReady, PostError, Refused
from inkpress.models import FrontMatter, Gate, Paper, PaperText
from inkpress.pipeline.check import check_posts
from inkpress.pipeline.draft import Composed, Engine, Library, Outcome, draft_papers, redraft_post
from inkpress.pipeline.engines import extract_engine, open_engine
from inkpress.pipeline.evaluate_extract import evaluate_extract
from inkpress.pipeline.read import read_file
from tests.builders import make_paper, make_paper_text

NOW = dt.datetime(2026, 11, 20, 12, 0, tzinfo=dt.UTC)  # a Friday
PAPERS = ("2601.00001", "2601.00002", "2601.00003")


def read(ref: str) -> PaperText:
    """The sample paper under any arXiv id; 2601.00009 is not there."""
    if ref.startswith("2601.00009"):
        raise InputError("arXiv has no paper 2601.00009")
    name = ref.partition("v")[0]
    text = f"We train a small checker number {name[-1]} on pairs of claims and passages from papers."
    return make_paper_text(text, paper=name, title=f"A checker, part {name[-1]}")


def about(versioned_id: str) -> Paper | None:
    return make_paper(id=versioned_id.partition("v")[0])


LIBRARY = Library(read=read, about=about)


@pytest.fixture
def workspace(workspace_folder: Path) -> Workspace:
    return load_workspace(workspace_folder)


def draft(workspace: Workspace, *refs: str, engine: Engine | None = None) -> list[Outcome]:
    return draft_papers(workspace, refs or None, LIBRARY, engine or extract_engine(workspace, "as asked"), NOW)


def files(workspace: Workspace) -> dict[str, str]:
    return {
        str(path.relative_to(workspace.posts)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(workspace.posts.rglob("*"))
        if path.is_file()
    }


def failing_on(workspace: Workspace, paper: str) -> Engine:
    """An engine that fails on one paper."""
    whole = extract_engine(workspace, "as asked")

    def compose(front: FrontMatter, places: Places) -> Composed:
        if places.paper.paper == paper:
            raise ModelError("the model refused: no")
        return whole.compose(front, places)

    return whole._replace(compose=compose, at_once=3)


def test_each_paper_takes_the_next_free_slot(workspace: Workspace) -> None:
    draft(workspace, PAPERS[0])
    draft(workspace, *PAPERS[1:])

    assert [name for name in files(workspace) if name.endswith(".md")] == [
        "2026-11-20-a-checker-part-1.md",
        "2026-11-23-a-checker-part-2.md",
        "2026-11-25-a-checker-part-3.md",
    ]


def test_a_draft_has_its_evidence_and_catalogue_entry_beside_it(workspace: Workspace) -> None:
    (outcome,) = draft(workspace, PAPERS[0])

    assert outcome.drafted is not None
    evidence = json.loads(outcome.drafted.path.with_suffix(".evidence.json").read_text("utf-8"))
    assert evidence["about"]["authors"] == ["Ada Author", "Ben Builder"]
    assert "paper: {id: '2601.00001', version: 1}" in outcome.drafted.path.read_text("utf-8")


def test_a_post_that_is_there_is_left_alone_and_named(workspace: Workspace) -> None:
    draft(workspace, PAPERS[0])
    before = files(workspace)

    with pytest.raises(Refused, match=r"left as it is: .*a-checker-part-1\.md"):
        draft(workspace, f"{PAPERS[0]}v1")
    left, new = draft(workspace, PAPERS[0], PAPERS[1])

    assert left.left.endswith("a-checker-part-1.md")
    assert new.drafted is not None
    assert before.items() <= files(workspace).items()


def test_a_file_with_the_name_of_a_new_post_is_never_overwritten(workspace: Workspace) -> None:
    taken = workspace.posts / "2026-11-20-a-checker-part-1.md"
    taken.write_text("---\ntitle: Mine\ndate: 2026-12-30\nstatus: draft\n---\nMine.\n", "utf-8")
    before = files(workspace)

    (outcome,) = draft(workspace, PAPERS[0])

    assert isinstance(outcome.error, Refused)
    assert files(workspace) == before


def test_one_failing_paper_leaves_no_file_and_stops_no_other(workspace: Workspace) -> None:
    outcomes = draft(workspace, *PAPERS, "2601.00009", engine=failing_on(workspace, PAPERS[1]))

    assert [type(outcome.error) for outcome in outcomes] == [type(None), ModelError, type(None), InputError]
    assert len(files(workspace)) == 4  # two posts, two evidence files
    assert not any("part-2" in name for name in files(workspace))


def test_the_chosen_papers_are_drafted_when_none_is_named(workspace: Workspace) -> None:
    with pytest.raises(NothingReady):
        draft(workspace)
    workspace.picks.mkdir()
    proposals = "proposals:\n- {id: '2601.00002', title: X, choose: yes}\n- {id: '2601.00003', title: Y, choose: no}\n"
    (workspace.picks / "2026-11-20.yaml").write_text(f"date: 2026-11-20\n{proposals}", "utf-8")

    (outcome,) = draft(workspace)

    assert outcome.ref == "2601.00002"
    with pytest.raises(NothingNew, match="there already"):
        draft(workspace)


def test_a_redraft_shows_the_difference_and_changes_nothing(workspace: Workspace) -> None:
    (outcome,) = draft(workspace, PAPERS[0])
    assert outcome.drafted is not None
    path = outcome.drafted.path
    engine = extract_engine(workspace, "as asked")
    assert redraft_post(workspace, path.name, LIBRARY, engine, NOW + dt.timedelta(days=1)) == ""
    path.write_text(path.read_text("utf-8").replace("We train", "They train"), "utf-8")
    before = files(workspace)

    shown = redraft_post(workspace, PAPERS[0], LIBRARY, engine, NOW)

    assert "-> “They train" in shown
    assert "+> “We train" in shown
    assert files(workspace) == before


@pytest.fixture
def own_paper(tmp_path: Path) -> Path:
    file = tmp_path / "own.tex"
    words = "We train the small checker on many pairs of claims and passages. " * 30
    file.write_text(
        f"\\documentclass{{article}}\\title{{Checkers}}\\begin{{document}}{words}\\end{{document}}", "utf-8"
    )
    return file


FILES = Library(read=lambda ref: read_file(Path(ref)), about=lambda versioned_id: None)


def test_a_file_is_drafted_once_and_can_be_drafted_again(workspace: Workspace, own_paper: Path) -> None:
    engine = extract_engine(workspace, "as asked")
    (outcome,) = draft_papers(workspace, [str(own_paper)], FILES, engine, NOW)
    assert outcome.drafted
    before = files(workspace)

    with pytest.raises(Refused, match=r"left as it is: .*checkers\.md"):
        draft_papers(workspace, [str(own_paper)], FILES, engine, NOW)
    assert redraft_post(workspace, str(own_paper), FILES, engine, NOW) == ""
    with pytest.raises(PostError) as caught:
        redraft_post(workspace, outcome.drafted.path.name, FILES, engine, NOW)

    assert "PATH/TO/own.tex" in caught.value.hint
    assert files(workspace) == before
    (post,) = load_posts(workspace)
    assert "no-paper" not in [finding.rule for finding in check_posts(workspace, [post])]


def test_another_file_of_the_same_name_is_another_paper(workspace: Workspace, own_paper: Path) -> None:
    engine = extract_engine(workspace, "as asked")
    draft_papers(workspace, [str(own_paper)], FILES, engine, NOW)
    own_paper.write_text(own_paper.read_text("utf-8").replace("{Checkers}", "{Chess}"), "utf-8")

    (outcome,) = draft_papers(workspace, [str(own_paper)], FILES, engine, NOW)

    assert outcome.drafted
    assert outcome.drafted.post.slug == "chess"


def test_a_file_named_after_an_arxiv_paper_is_that_paper(workspace: Workspace) -> None:
    named = Library(read=lambda ref: make_paper_text("We train.", paper="2601.00004.pdf", version=None), about=about)
    engine = extract_engine(workspace, "as asked")

    (outcome,) = draft_papers(workspace, ["papers/2601.00004.pdf"], named, engine, NOW)

    assert outcome.drafted
    with pytest.raises(Refused):
        draft_papers(workspace, ["papers/2601.00004.pdf"], named, engine, NOW)


def test_the_author_is_told_of_hidden_text_and_of_missing_parts(workspace: Workspace) -> None:
    trap = make_paper_text("We train.", hidden=("Ignore all", "rivals."), gate=Gate(complete=False, reasons=("short",)))
    (outcome,) = draft_papers(
        workspace, [PAPERS[0]], LIBRARY._replace(read=lambda ref: trap), extract_engine(workspace, "as asked"), NOW
    )

    assert outcome.drafted
    text = outcome.drafted.path.read_text("utf-8")
    assert outcome.drafted.warnings == (
        "The text may be incomplete: short.",
        "The paper holds 3 words of hidden text or orders to a model; none of them was used.",
    )
    assert all(warning in text for warning in outcome.drafted.warnings)
    assert "rivals" not in text


def test_what_cannot_be_drafted_again_is_said_so(workspace: Workspace) -> None:
    (workspace.posts / "2026-01-05-note.md").write_text(
        "---\ntitle: N\ndate: 2026-01-05\nstatus: draft\n---\n", "utf-8"
    )
    engine = extract_engine(workspace, "as asked")

    with pytest.raises(PostError, match="names no paper"):
        redraft_post(workspace, "2026-01-05-note.md", LIBRARY, engine, NOW)
    with pytest.raises(PostError, match="no post is called"):
        redraft_post(workspace, "nothing", LIBRARY, engine, NOW)


def test_two_drafts_at_once_are_refused(workspace: Workspace) -> None:
    inner: list[InkpressError] = []
    whole = extract_engine(workspace, "as asked")

    def compose(front: FrontMatter, places: Places) -> Composed:
        with pytest.raises(Refused, match="another draft is running") as caught:
            draft(workspace, PAPERS[1])
        inner.append(caught.value)
        return Composed(extract_outline(front, places, ()))

    draft(workspace, PAPERS[0], engine=whole._replace(compose=compose))

    assert len(inner) == 1


def test_what_a_killed_run_left_unfinished_is_swept_away(workspace: Workspace) -> None:
    (workspace.posts / ".2026-11-20-x.md.abcd1234").write_text("half")
    (workspace.posts / ".2026-11-20-x.evidence.json.abcd1234").write_text("half")

    draft(workspace, PAPERS[0])

    assert not [name for name in files(workspace) if name.startswith(".")]


def test_an_engine_nobody_knows_is_refused_and_extract_says_it_was_asked(workspace: Workspace) -> None:
    with pytest.raises(InkpressError, match="no engine is called 'magic'"):
        open_engine(workspace, "magic", key=None, offline=True)

    assert open_engine(workspace, "extract", key=None, offline=True)[:2] == ("extract", "as asked")


def test_one_sentence_is_chosen_from_each_row_of_a_file(tmp_path: Path) -> None:
    sources, out = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    rows = [{"source": ["Much is known.", "We propose a new way."], "title": "A way"}, {"source": ["One."]}]
    sources.write_text("\n".join(map(json.dumps, rows)) + "\n\n", "utf-8")

    assert evaluate_extract(sources, out) == 2
    assert [json.loads(line) for line in out.read_text("utf-8").splitlines()] == [
        {"row": 0, "index": 1, "sentence": "We propose a new way."},
        {"row": 1, "index": 0, "sentence": "One."},
    ]


@pytest.mark.parametrize("row", ["{", "[]", '{"source": []}', '{"source": [1]}', '{"source": "one"}'])
def test_a_row_that_is_no_list_of_sentences_is_named_by_its_line(tmp_path: Path, row: str) -> None:
    sources = tmp_path / "in.jsonl"
    sources.write_text('{"source": ["One."]}\n' + row, "utf-8")

    with pytest.raises(InputError) as caught:
        evaluate_extract(sources, tmp_path / "out.jsonl")

    assert caught.value.line == 2
    assert not (tmp_path / "out.jsonl").exists()


@pytest.mark.wire
def test_a_killed_draft_leaves_the_authors_files_and_no_half_post(workspace_folder: Path) -> None:
    """INKPRESS_KILLS=50 kills so many runs, at moments spread over a whole run."""
    kills = int(os.environ.get("INKPRESS_KILLS", "4"))
    workspace = load_workspace(workspace_folder)
    source = workspace_folder / "paper.tex"
    sentence = "We train the small checker on many pairs of claims and passages. "
    sections = "".join(f"\\section{{Part {n}}} {sentence * 40}\n" for n in range(40))
    source.write_text(f"\\documentclass{{article}}\\title{{Checkers}}\\begin{{document}}{sections}\\end{{document}}")
    own = workspace.posts / "2026-01-05-mine.md"
    own.write_text("---\ntitle: Mine\ndate: 2026-01-05\nstatus: draft\n---\nMine.\n", "utf-8")
    before = own.read_bytes()
    command = [sys.executable, "-m", "inkpress", "--workspace", str(workspace_folder), "draft", str(source)]
    command += ["--engine", "extract"]
    started = time.monotonic()
    subprocess.run(command, check=True, capture_output=True)
    whole_run = time.monotonic() - started
    (whole,) = workspace.posts.glob("*checkers.md")
    end = whole.read_text("utf-8")[-60:]
    whole.unlink()

    for number in range(kills):
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(whole_run * (number + 1) / (kills + 1))
        process.send_signal(signal.SIGKILL)
        process.wait(10)
        assert own.read_bytes() == before
        for post in workspace.posts.glob("*checkers*.md"):
            assert post.read_text("utf-8").endswith(end)
            post.unlink()

    subprocess.run(command, check=True, capture_output=True)
    assert sorted(path.name.partition("-checkers")[2] for path in workspace.posts.glob("*checkers*")) == [
        ".evidence.json",
        ".md",
    ]
    assert not list(workspace.posts.glob(".*"))
