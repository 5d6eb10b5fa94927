"""Other people's lists: only ids are read, they add a little, and none is needed."""

from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from inkpress.adapters.lists import Lists, ids_in, read_lists
from inkpress.config import ArxivConfig, PickConfig, SiteConfig, Workspace
from inkpress.pick.rank import Taste, prepare
from inkpress.pick.reasons import reasons_for
from inkpress.pipeline.pick import pick
from tests.test_pick_days import MONDAY, ScriptedArxiv, paper, workspace
from tests.test_pick_ranking import flood


def test_every_arxiv_id_in_a_text_counts_once_and_other_numbers_do_not() -> None:
    page = b"""[{"paper": {"id": "2601.00001", "upvotes": 12}}] see https://arxiv.org/abs/2601.00002v3, 2601.00001.
    10.48550/arXiv.2601.00003) 2613.00001 12026.01234 3.2601.00005 2601.123456 gains of 1601.5"""
    assert ids_in(page) == ["2601.00001", "2601.00002", "2601.00003"]
    assert ids_in(b" ".join(b"2601.%05d" % n for n in range(9_000)))[-1] == "2601.04999"


def test_a_listed_paper_gains_its_share_and_says_so() -> None:
    papers = flood(0, 4)
    name = papers[5].paper.id
    taste = Taste(interests=("traffic forecasting",), insight="off", listed={name: ("a.example",)}, lists_share=0.3)
    with_list, without = (prepare(papers, [], [], [], t) for t in (taste, taste._replace(listed={})))
    gained = with_list.scores(papers) - without.scores(papers)
    assert gained[5] == pytest.approx(0.3)
    assert abs(gained).sum() == pytest.approx(0.3)
    assert "It also stands on the list of a.example." in reasons_for(papers[5], with_list)


def test_lists_are_never_the_only_signal() -> None:
    papers = flood(0, 4)
    alone = prepare(papers, [], [], [], Taste(insight="off", listed={papers[5].paper.id: ("a",)}, lists_share=0.3))
    assert not alone.scores(papers).any()


def test_lists_are_read_after_there_is_something_to_rank(tmp_path: Path) -> None:
    space = workspace(tmp_path, interests=("word1x0",))
    asked = []

    def lists() -> Lists:
        asked.append(1)
        return Lists({"2601.00002": ("a.example",)}, ("the list b was left out: it answered 500",))

    picked = pick(space, MONDAY, arxiv=ScriptedArxiv([paper(1), paper(2)]), lists=lists)
    assert picked.notes[-1] == "the list b was left out: it answered 500"
    assert any("a.example" in reason for row in picked.shortlist.proposals for reason in row.reasons)
    assert asked == [1]


@pytest.mark.wire
def test_a_list_is_fetched_within_bounds_and_one_that_fails_is_a_note(tmp_path: Path) -> None:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            found = self.path == "/daily"
            body = b"2601.00001 " + b"x" * 100 if found else b""
            self.send_response(200 if found else 404)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    here = f"http://127.0.0.1:{server.server_address[1]}"
    (tmp_path / "week.md").write_text("- https://arxiv.org/abs/2601.00001 and 2601.00007", "utf-8")
    config = PickConfig(lists=(f"{here}/daily", f"{here}/none", "week.md", "absent.md"))
    space = Workspace(root=tmp_path, config=SiteConfig(arxiv=ArxivConfig(gap_seconds=0), pick=config))
    try:
        found = read_lists(space, offline=False)
        assert found.by_id == {"2601.00001": ("127.0.0.1", "week.md"), "2601.00007": ("week.md",)}
        assert [note.split(" was left out")[0] for note in found.notes] == [
            f"the list {here}/none",
            "the list absent.md",
        ]
        offline = read_lists(space, offline=True)
        assert set(offline.by_id) == {"2601.00001", "2601.00007"}
        assert len(offline.notes) == 3
    finally:
        server.shutdown()
        server.server_close()
