"""Days of picking: with a scripted arXiv, and against the replayed one with its judge of politeness."""

from __future__ import annotations

import datetime as dt
import json
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterable, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from inkpress.adapters.feeds import Announced
from inkpress.adapters.inbox import open_inbox
from inkpress.adapters.paperlists import read_choices, read_paper_list, read_weeks
from inkpress.cli import app
from inkpress.config import ArxivConfig, PickConfig, SiteConfig, Workspace
from inkpress.errors import AllFiltered, ConfigError, InputError, NothingNew, PostError, Refused, SourceError
from inkpress.models import Counts, Paper
from inkpress.pick.picksfile import parse_picks, rows_of
from inkpress.pipeline.choices import add_paper, all_choices, choose
from inkpress.pipeline.evaluate_pick import evaluate_pick, history_of_files, own_history, with_changes
from inkpress.pipeline.explain import audit, explain
from inkpress.pipeline.pick import counts_in_words, pick, pick_from_files
from inkpress.pipeline.queue import waiting
from inkpress.text import parse_arxiv_id
from tests.builders import SHARED, make_paper
from tests.servers import REPLAY, server
from tests.test_arxiv import entry, feed

MONDAY = dt.date(2026, 1, 12)


class ScriptedArxiv:
    """Gives the papers it was told of; remembers which ids it was asked for."""

    def __init__(self, papers: Sequence[Paper] = (), announced: Sequence[str] = (), down: bool = False) -> None:
        self.papers_known = {paper.id: paper for paper in papers}
        self.today, self.down = announced, down
        self.warnings: list[str] = []
        self.asked: list[str] = []

    def papers(self, ids: Iterable[str]) -> list[Paper]:
        names = list(ids)
        self.asked += names
        return [self.papers_known[name] for name in names if name in self.papers_known]

    def submitted(self, categories: Sequence[str], since: dt.datetime, until: dt.datetime) -> list[Paper]:
        if self.down:
            raise SourceError("arXiv is down")
        return [p for p in self.papers_known.values() if p.published and since <= p.published <= until]

    def announced(self, categories: Sequence[str]) -> list[Announced]:
        if not self.today:
            raise SourceError("no announcement")
        return [Announced(parse_arxiv_id(name), "new") for name in self.today]  # type: ignore[arg-type]


def paper(number: int, day: str = "2026-01-08", **changes: Any) -> Paper:
    """A paper submitted at noon of `day`."""
    moment = dt.datetime.fromisoformat(f"{day}T12:00:00+00:00")
    words = " ".join(f"word{number}x{k}" for k in range(12))
    fields = {"id": f"2601.{number:05d}", "title": f"Title {number} {words[:20]}", "abstract": f"We study {words}."}
    return make_paper(**{**fields, "published": moment, "updated": moment, "authors": (f"Author {number}",), **changes})


def workspace(folder: Path, **pick_settings: Any) -> Workspace:
    (folder / "posts").mkdir(parents=True, exist_ok=True)
    arxiv = ArxivConfig(categories=("cs.LG",))
    return Workspace(root=folder, config=SiteConfig(arxiv=arxiv, pick=PickConfig(**pick_settings)))


def read(space: Workspace, day: dt.date) -> dict[str, Any]:
    path = space.picks / f"{day}.yaml"
    return parse_picks(path.read_text("utf-8"), str(path))


def test_a_second_pick_of_the_day_finds_nothing_new_and_leaves_the_file(tmp_path: Path) -> None:
    space, arxiv = workspace(tmp_path), ScriptedArxiv([paper(n) for n in range(1, 16)])
    first = pick(space, MONDAY, arxiv=arxiv)
    before = (space.picks / f"{MONDAY}.yaml").read_bytes()
    assert (len(first.shortlist.proposals), len(first.shortlist.near_misses)) == (7, 5)
    assert read(space, MONDAY)["counts"] == {"fetched": 15, "new": 15, "merged": 0, "filtered": {}}
    assert counts_in_words(first.shortlist.counts) == "15 fetched, 15 new, 0 merged, 0 filtered"
    few = Counts(fetched=1_026, new=400, merged=26, filtered={"withdrawn": 2})
    assert counts_in_words(few).endswith("26 merged, 2 filtered (withdrawn 2); 600 seen before or older")
    with pytest.raises(NothingNew, match="15 fetched, all seen before"):
        pick(space, MONDAY, arxiv=arxiv)
    assert (space.picks / f"{MONDAY}.yaml").read_bytes() == before


def test_days_off_lose_nothing_and_versions_are_merged(tmp_path: Path) -> None:
    space = workspace(tmp_path)
    old = [paper(n) for n in range(1, 6)]
    pick(space, MONDAY, arxiv=ScriptedArxiv(old))
    newer = paper(3, version=2, title="Title 3, corrected")
    late = [paper(20 + n, f"2026-01-{12 + n}") for n in range(4)]
    picked = pick(space, MONDAY + dt.timedelta(4), arxiv=ScriptedArxiv([*old[:2], newer, *late]))
    assert {row.paper.id for row, _ in picked.ranked} == {row.id for row in late}
    assert picked.shortlist.counts.merged == 1
    assert [(row.id, row.flags) for row in picked.shortlist.changed] == [("2601.00003", ("replaced: now v2",))]
    assert read(space, MONDAY + dt.timedelta(4))["changed"][0]["id"] == "2601.00003"
    with open_inbox(space) as inbox:
        assert inbox.find(["2601.00003"])["2601.00003"].paper.version == 2


def test_a_paper_that_moderation_held_back_comes_with_its_announcement(tmp_path: Path) -> None:
    space = workspace(tmp_path)
    pick(space, MONDAY, arxiv=ScriptedArxiv([paper(1)]))
    held = paper(2, "2025-12-01")
    day = MONDAY + dt.timedelta(1)
    picked = pick(
        space, day, arxiv=ScriptedArxiv([paper(1), held], announced=["2601.00002", "2601.00001", "2601.00099"])
    )
    assert [row.paper.id for row, _ in picked.ranked] == ["2601.00002"]
    assert "1 missing: announced, but not in the catalogue: 2601.00099" in picked.notes


def test_a_first_pick_reaches_back_so_many_days_of_lists(tmp_path: Path) -> None:
    arxiv = ScriptedArxiv([paper(1, "2026-01-05"), paper(2, "2026-01-07"), paper(3, "2026-01-09")])
    picked = pick(workspace(tmp_path), MONDAY, arxiv=arxiv)
    assert {row.paper.id for row, _ in picked.ranked} == {"2601.00003"}
    assert (picked.shortlist.counts.fetched, picked.shortlist.counts.new) == (3, 1)


def test_a_source_that_is_down_loses_nothing(tmp_path: Path) -> None:
    space = workspace(tmp_path)
    with pytest.raises(SourceError):
        pick(space, MONDAY, arxiv=ScriptedArxiv(down=True))
    assert not space.picks.exists()
    assert len(pick(space, MONDAY, arxiv=ScriptedArxiv([paper(1)])).ranked) == 1


def test_when_every_new_paper_falls_to_a_rule_the_counts_are_told(tmp_path: Path) -> None:
    space = workspace(tmp_path, exclude=("we study",))
    with pytest.raises(AllFiltered, match=r"2 new, 0 merged, 2 filtered \(excluded phrase 1, withdrawn 1\)"):
        pick(space, MONDAY, arxiv=ScriptedArxiv([paper(1), paper(2, withdrawn=True)]))
    with pytest.raises(NothingNew):
        pick(space, MONDAY, arxiv=ScriptedArxiv([paper(1), paper(2, withdrawn=True)]))


def test_an_untouched_list_is_made_anew_and_an_edited_one_is_left(tmp_path: Path) -> None:
    space = workspace(tmp_path)
    pick(space, MONDAY, arxiv=ScriptedArxiv([paper(1)]))
    again = pick(space, MONDAY, arxiv=ScriptedArxiv([paper(1), paper(2)]))
    assert {row.paper.id for row, _ in again.ranked} == {"2601.00001", "2601.00002"}
    path = space.picks / f"{MONDAY}.yaml"
    path.write_text(path.read_text("utf-8") + "# mine\n", "utf-8")
    with pytest.raises(Refused, match="left as it is"):
        pick(space, MONDAY, arxiv=ScriptedArxiv([paper(3)]))
    assert path.read_text("utf-8").endswith("# mine\n")


def test_choices_teach_even_after_the_cache_is_deleted(tmp_path: Path) -> None:
    space = workspace(tmp_path)
    arxiv = ScriptedArxiv([paper(n) for n in range(1, 12)])
    pick(space, MONDAY, arxiv=arxiv)
    choose(space, ["2601.00004", "1706.00001"][:1], "yes", "a reason", MONDAY, arxiv=arxiv)
    shutil.rmtree(space.state)
    like = paper(4).abstract
    day = MONDAY + dt.timedelta(2)
    late = [paper(n, "2026-01-13", abstract=like if n == 33 else f"We study other{n} things.") for n in range(30, 42)]
    arxiv.papers_known |= {row.id: row for row in late}
    picked = pick(space, day, arxiv=arxiv)
    assert "2601.00004" in arxiv.asked
    assert picked.ranked[0][0].paper.id == "2601.00033"
    assert "which you chose" in " ".join(picked.shortlist.proposals[0].reasons)


def test_a_paper_chosen_before_it_is_announced_is_not_proposed_again(tmp_path: Path) -> None:
    space, arxiv = workspace(tmp_path), ScriptedArxiv([paper(n) for n in range(1, 4)])
    choose(space, ["2601.00002"], "yes", "", MONDAY - dt.timedelta(1), arxiv=arxiv)
    picked = pick(space, MONDAY, arxiv=arxiv)
    assert {row.paper.id for row, _ in picked.ranked} == {"2601.00001", "2601.00003"}
    assert picked.shortlist.counts.filtered == {"already chosen": 1}


def test_a_paper_on_no_list_is_added_to_the_newest(tmp_path: Path) -> None:
    space, arxiv = workspace(tmp_path), ScriptedArxiv([paper(1), paper(7, "2017-06-12", id="1706.03762")])
    written = choose(space, ["https://arxiv.org/abs/1706.03762v5"], "later", "", MONDAY, arxiv=arxiv)
    assert written[0].path.name == f"{MONDAY}.yaml"
    add_paper(space, "2601.00001", MONDAY, arxiv=arxiv)
    add_paper(space, "2601.00001", MONDAY, arxiv=arxiv)
    rows = rows_of(read(space, MONDAY), "x")
    assert [(row["id"], row["choose"]) for row in rows] == [("1706.03762", "later"), ("2601.00001", None)]
    assert waiting(space, MONDAY) == (f"Kept for later (1): 1706.03762 “{arxiv.papers_known['1706.03762'].title}”",)
    for name, says in (("nonsense", "neither an arXiv id"), ("2601.09999", "no paper")):
        with pytest.raises(InputError, match=says):
            add_paper(space, name, MONDAY, arxiv=arxiv)


def test_a_page_elsewhere_is_added_under_the_title_it_is_given_and_nobody_is_asked(tmp_path: Path) -> None:
    space, arxiv = workspace(tmp_path), ScriptedArxiv()
    page = "https://openreview.net/forum?id=abc"
    with pytest.raises(InputError, match="not on arXiv, and nobody else is asked"):
        add_paper(space, page, MONDAY, arxiv=arxiv)
    written = add_paper(space, f"{page}#reviews", MONDAY, arxiv=arxiv, title="A  paper")
    assert (written.id, written.title, arxiv.asked) == (page, "A paper", [])
    choose(space, [page], "yes", "heard the talk", MONDAY, arxiv=arxiv)
    assert [(c.id, c.choose, c.why) for c in all_choices(space)] == [(page, "yes", "heard the talk")]
    with pytest.raises(InputError, match="neither"):
        add_paper(space, "javascript:alert(1)", MONDAY, arxiv=arxiv, title="x")


def test_a_classic_is_proposed_when_none_was_for_long(tmp_path: Path) -> None:
    space = workspace(tmp_path, classic_every=2, seeds=("1706.03762",))
    for n in (5, 7):
        text = f"---\ntitle: T{n}\ndate: 2026-01-0{n}\nstatus: ready\n---\nWords.\n"
        (space.posts / f"2026-01-0{n}-t{n}.md").write_text(text, "utf-8")
    assert waiting(space, MONDAY) == ("A classic or a deep dive is due, none in 2 posts: 1706.03762",)
    assert waiting(workspace(tmp_path, classic_every=3), MONDAY) == ()
    add_paper(space, "https://example.org/old", MONDAY, arxiv=ScriptedArxiv(), title="A page", word="later")
    kept, due = waiting(space, MONDAY)
    assert kept == "Kept for later (1): https://example.org/old “A page”"
    assert due.endswith("in 2 posts: 1706.03762")


def test_files_are_ranked_without_writing(tmp_path: Path) -> None:
    space = workspace(tmp_path)
    rows = tmp_path / "papers.jsonl"
    rows.write_text("".join(paper(n).model_dump_json(include={"id", "title", "abstract"}) + "\n" for n in range(9)))
    twin = json.dumps({"id": "2601.00042", "title": paper(3).title, "abstract": paper(3).abstract})
    rows.write_text(rows.read_text() + twin)
    likes = tmp_path / "likes.jsonl"
    likes.write_text('{"id": "2601.00003", "choose": "yes"}\n{"id": "2601.77777", "choose": "no"}\n')
    before = sorted(tmp_path.rglob("*"))
    picked = pick_from_files(space, [rows], [likes], MONDAY)
    assert {row.paper.id for row, _ in picked.ranked[:2]} == {"2601.00003", "2601.00042"}
    assert picked.flags == {"2601.00003": ("you chose yes",)}
    assert picked.notes == ("1 chosen papers are not known here and teach nothing",)
    assert picked.path is None
    assert sorted(tmp_path.rglob("*")) == before


def test_a_conference_list_may_be_csv_a_json_array_or_openreviews(tmp_path: Path) -> None:
    table = tmp_path / "accepted.csv"
    table.write_text(
        "\ufeffTitle,Authors,Abstract,url\nA Paper,A B; C D,We show.,https://arxiv.org/abs/2601.00001v2\nX,,,\n"
    )
    first, second = read_paper_list(table, [])
    assert (first.id, first.version, first.authors) == ("2601.00001", 2, ("A B", "C D"))
    assert second.id == "x"
    array = tmp_path / "accepted.json"
    array.write_text('[{"title": "B", "authors": ["E F"], "listed": "2026-01-12"}]')
    assert read_paper_list(array, [])[0].listed == MONDAY
    notes = tmp_path / "openreview.json"
    content = {"title": {"value": "C"}, "authors": {"value": ["G H"]}, "abstract": {"value": "We see."}}
    notes.write_text(json.dumps({"notes": [{"id": "x1", "content": content}], "count": 1}))
    (third,) = read_paper_list(notes, [])
    assert (third.id, third.title, third.authors, third.abstract) == ("x1", "C", ("G H",), "We see.")
    notes.write_text('{"title": "D"}')
    assert [row.title for row in read_paper_list(notes, [])] == ["D"]


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("a.jsonl", b'{"id": "1"}\n', "a.jsonl:1: has no title"),
        ("a.jsonl", b'{"title": "x"}\nnonsense\n', "a.jsonl:2: is not JSON"),
        ("a.jsonl", b"3\n", "not a JSON object"),
        ("a.jsonl", b'{"title": "x", "listed": "someday"}\n', "not a date"),
        ("a.jsonl", b"\xff\n", "not UTF-8"),
        ("a.jsonl.gz", b"no gzip", "cannot be read"),
        ("a.xml", b"<html/>", "not a whole answer"),
    ],
)
def test_a_broken_list_is_named_with_its_line(tmp_path: Path, name: str, content: bytes, says: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(InputError, match=says):
        read_paper_list(path, [])


def test_a_broken_choice_is_named(tmp_path: Path) -> None:
    path = tmp_path / "c.jsonl"
    path.write_text('{"id": "2601.00001", "choose": "perhaps"}\n')
    with pytest.raises(InputError, match="not a choice"):
        read_choices(path)


def history_files(folder: Path) -> tuple[Path, Path]:
    papers, labels = folder / "c.jsonl", folder / "l.jsonl"
    rows, marks = [], []
    for week in range(3):
        monday = dt.date(2026, 1, 5) + dt.timedelta(7 * week)
        for n in range(12):
            row = paper(100 * week + n, abstract=f"We study {'protein folding' if n < 3 else f'thing{n}'} daily.")
            fields = {
                "id": row.id,
                "title": f"T {n}",
                "abstract": row.abstract,
                "week": str(monday),
                "listed": str(monday),
            }
            rows.append(json.dumps(fields))
        marks += [
            json.dumps(
                {"id": f"2601.{100 * week + n:05d}", "curator": "ada", "known_on": str(monday + dt.timedelta(6))}
            )
            for n in range(3)
        ]
    papers.write_text("\n".join(rows))
    labels.write_text("\n".join(marks))
    return papers, labels


def test_a_history_in_files_is_replayed_and_written(tmp_path: Path) -> None:
    papers, labels = history_files(tmp_path)
    space, out = workspace(tmp_path), tmp_path / "ranking.jsonl"
    history = history_of_files([papers], labels, "ada")
    found = evaluate_pick(space, history, dt.date(2026, 1, 12), dt.date(2026, 1, 19), ["half_life_days=7"], out)
    assert (found.weeks, found.picks) == (2, 6)
    assert found.ndcg > 0.9
    assert found.verdict is not None
    assert found.verdict.in_words.startswith("no difference shown")
    rows = [json.loads(line) for line in out.read_text().splitlines()]
    assert {row["week"] for row in rows} == {"2026-01-12", "2026-01-19"}
    with pytest.raises(InputError, match="no label by"):
        history_of_files([papers], labels, "bob")
    with pytest.raises(InputError, match="no candidate is listed"):
        evaluate_pick(space, history, dt.date(2027, 1, 4), None)
    with pytest.raises(ConfigError, match="no change"):
        with_changes(space, ["half_life=3"])
    assert read_weeks(papers)[0][0] == "2026-01-05"


def test_a_broken_picks_file_is_named_as_the_author_would_type_it(workspace_folder: Path) -> None:
    file = workspace_folder / "posts" / "picks" / "2026-01-12.yaml"
    file.parent.mkdir()
    file.write_text("proposals:\n  - id: '2601.00001'\n    choose:\n<<<<<<< HEAD\n")
    space = workspace(workspace_folder)
    with pytest.raises(PostError, match=r"^posts/picks/2026-01-12\.yaml:\d+: is not YAML"):
        choose(space, ["2601.00001"], "no", "", MONDAY, arxiv=ScriptedArxiv())


def test_a_history_without_choices_in_its_weeks_is_no_measurement(workspace_folder: Path) -> None:
    papers, labels = history_files(workspace_folder)
    late = labels.read_text().replace('"2601', '"2501')  # none of these papers stands in the weeks
    labels.write_text(late)
    options = ["--candidates", str(papers), "--labels", str(labels), "--curator", "ada"]
    result = CliRunner().invoke(app, ["--workspace", str(workspace_folder), "evaluate", "pick", *options])
    assert result.exit_code == 0
    assert result.stderr.startswith("nothing to measure yet: ")


def test_ones_own_history_is_explained_replayed_and_audited(tmp_path: Path) -> None:
    space = workspace(tmp_path, interests=("word1x0",), exclude=("quantum",))
    with pytest.raises(InputError, match="no history"):
        own_history(space)
    with pytest.raises(InputError, match="no history"):
        audit(space, MONDAY)
    arxiv = ScriptedArxiv([paper(n, "2026-01-08") for n in range(1, 31)])
    pick(space, MONDAY, arxiv=arxiv)
    choose(space, [f"2601.{n:05d}" for n in range(10, 24)], "yes", "", MONDAY, arxiv=arxiv)
    assert evaluate_pick(space, own_history(space), None, None).picks == 14
    whats = [row.what for row in audit(space, MONDAY)]
    assert "exclude “quantum”" in whats
    assert "interest “word1x0”" in whats
    found = explain(space, "2601.00010v1", MONDAY, arxiv=arxiv)
    assert {"word", "fact", "letters"} <= {share.kind for share in found.shares}
    with pytest.raises(InputError, match="no paper"):
        explain(space, "2699.00001", MONDAY, arxiv=arxiv)
    with pytest.raises(InputError, match="not an arXiv id"):
        explain(space, "x", MONDAY, arxiv=arxiv)


@pytest.mark.wire
@pytest.mark.shared
def test_three_days_against_the_replayed_arxiv_lose_nothing_and_are_polite(shared: Path, tmp_path: Path) -> None:
    """Monday, then Thursday: Tuesday and Wednesday were missed, and one proposed paper has a new version."""
    (tmp_path / "posts").mkdir()
    ledger = tmp_path / "ledger.jsonl"

    def on(day: str, *options: str) -> subprocess.CompletedProcess[str]:
        with server(REPLAY, tmp_path, "--date", day, "--politeness", str(ledger), *options) as port:
            place = f"http://127.0.0.1:{port}"
            settings = f'[arxiv]\napi_url = "{place}/api/query"\nrss_url = "{place}"\nsite_url = "{place}"\n'
            (tmp_path / "inkpress.toml").write_text(settings, "utf-8")
            command = [sys.executable, "-m", "inkpress", "--workspace", str(tmp_path), "pick", "--date", day, "--json"]
            return subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)

    monday = on("2026-01-12")
    assert monday.returncode == 0, monday.stderr
    assert on("2026-01-12").returncode == 4
    seen = {json.loads(line)["id"] for line in monday.stdout.splitlines()}
    text = (tmp_path / "posts" / "picks" / "2026-01-12.yaml").read_text("utf-8")
    first = parse_picks(text, "x")["proposals"][0]["id"]
    thursday = on("2026-01-15", "--new-version", first)
    assert thursday.returncode == 0, thursday.stderr
    fresh = {json.loads(line)["id"] for line in thursday.stdout.splitlines()}
    data = parse_picks((tmp_path / "posts" / "picks" / "2026-01-15.yaml").read_text("utf-8"), "x")
    assert [(row["id"], row["flags"]) for row in data["changed"]] == [(first, ["replaced: now v2"])]
    missing = _listed("2026-01-13", "2026-01-15") - fresh
    assert not fresh - _listed("2026-01-13", "2026-01-15")
    assert len(missing) == data["counts"]["filtered"]["withdrawn"] == 1
    assert not seen & fresh
    judge = [sys.executable, str(SHARED / "tools" / "faults" / "judge.py"), "politeness", "--ledger", str(ledger)]
    assert subprocess.run(judge, capture_output=True, text=True, check=False).returncode == 0


def _listed(first: str, last: str) -> set[str]:
    """Ids of the papers in cs.LG and cs.CL that the data lists on these days."""
    import gzip

    found = set()
    for file in sorted((SHARED / "data" / "picker").glob("candidates-*.jsonl.gz")):
        with gzip.open(file, "rt", encoding="utf-8") as lines:
            for row in map(json.loads, lines):
                if first <= row["listed"] <= last and {"cs.LG", "cs.CL"} & set(row["categories"]):
                    found.add(row["id"])
    return found


@pytest.mark.wire
def test_two_thousand_rows_of_a_conference_take_less_than_ten_seconds(tmp_path: Path) -> None:
    (tmp_path / "posts").mkdir()
    (tmp_path / "inkpress.toml").write_text('[pick]\ninterests = ["word7x1"]\n', "utf-8")
    rows = "".join(f'"{p.title}","{p.authors[0]}","{p.abstract * 8}"\n' for p in map(paper, range(2_000)))
    (tmp_path / "accepted.csv").write_text("title,authors,abstract\n" + rows, "utf-8")
    command = [sys.executable, "-m", "inkpress", "--workspace", str(tmp_path), "pick"]
    begun = time.perf_counter()
    done = subprocess.run(
        [*command, "--candidates", str(tmp_path / "accepted.csv")], capture_output=True, text=True, check=False
    )
    assert time.perf_counter() - begun < 10
    assert done.returncode == 0, done.stderr
    assert "7 of 2,000 new papers" in done.stderr


@pytest.mark.wire
def test_none_new_source_down_and_all_filtered_are_three_exit_codes_and_the_api_does_alone(tmp_path: Path) -> None:
    pages = [feed(entry(title="One Good Paper")), feed(page=0), feed(entry(id="2601.00002v1"))]

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            found = self.path.startswith("/api/query")  # there is no RSS here
            body = pages[0] if found else b"gone"
            self.send_response(200 if found else 404)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None: ...

    def on(day: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "inkpress", "--workspace", str(tmp_path), "pick", "--date", day]
        return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)

    arxiv = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=arxiv.serve_forever, daemon=True).start()
    here = f"http://127.0.0.1:{arxiv.server_address[1]}"
    urls = f'[arxiv]\napi_url = "{here}/api/query"\nrss_url = "{here}"\nsite_url = "{here}"\ngap_seconds = 0\n'
    (tmp_path / "posts").mkdir()
    (tmp_path / "inkpress.toml").write_text(f'{urls}[pick]\nexclude = ["a good paper"]\n', "utf-8")
    picked = on("2026-01-05")
    assert picked.returncode == 0, picked.stderr
    assert "One Good Paper" in picked.stderr
    assert "the catalogue alone was used" in picked.stderr
    del pages[0]
    nothing = on("2026-01-06")
    assert (nothing.returncode, "no new paper" in nothing.stderr) == (4, True)
    del pages[0]
    filtered = on("2026-01-07")
    assert (filtered.returncode, "1 filtered (excluded phrase 1)" in filtered.stderr) == (5, True)
    arxiv.shutdown()
    arxiv.server_close()
    down = on("2026-01-08")
    assert down.returncode == 3
    assert len(list((tmp_path / "posts" / "picks").iterdir())) == 1
