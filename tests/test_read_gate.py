"""The completeness gate, and reading a paper from the best source there is."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from inkpress.adapters.papers import cached_paper, load_text, newest_version, paper_folder, save_entry, save_text
from inkpress.cli import app
from inkpress.cli.read import as_row
from inkpress.config import Workspace
from inkpress.errors import InputError, PaperError, SourceError
from inkpress.models import Paper, PaperRef, PaperText, Reference
from inkpress.pipeline.read import read_file, read_paper
from inkpress.read import judge_gate, read_abstract
from inkpress.read.gate import overlap, recall, word_count
from tests.builders import make_paper, make_paper_text

WORDS = " ".join(f"{a}{b} tells" for a in "abcdefgh" for b in ("apple", "berry", "cedar", "dune", "elm", "fern"))
LONG = " ".join(f"Sentence {w} {WORDS}." for w in ("one", "two", "three", "four", "five", "six"))
ABSTRACT = "We show that plain words in a paper can be counted by anyone who cares to look at them."


def whole(**changes: object) -> PaperText:
    """A text that passes the gate."""
    return make_paper_text(LONG, LONG, LONG, **{"references": (Reference(id="bib.bib1", text="J. Doe."),), **changes})


# --- the gate ------------------------------------------------------------------------------------------------


def test_a_whole_paper_passes() -> None:
    assert judge_gate(whole()).gate.complete


@pytest.mark.parametrize(
    ("text", "abstract", "reason"),
    [
        (whole(references=()), "", "no references"),
        (make_paper_text(LONG, LONG, references=whole().references), "", "2 sections, at least 3 expected"),
        (make_paper_text("A.", "B.", "C."), "", "3 words, at least 1500 expected"),
        (whole(), ABSTRACT, "the catalogue's abstract is not in the text (0% of it found)"),
    ],
)
def test_what_is_missing_closes_the_gate_with_a_reason(text: PaperText, abstract: str, reason: str) -> None:
    assert reason in judge_gate(text, abstract=abstract).gate.reasons


def test_an_abstract_that_authors_polished_by_hand_still_counts() -> None:
    text = make_paper_text(ABSTRACT.replace("plain", "simple"), LONG, LONG, LONG, references=whole().references)

    assert judge_gate(text, abstract=ABSTRACT).gate.complete


def test_a_paper_that_breaks_off_before_its_last_sections_is_not_whole() -> None:
    sections = [
        *whole().sections,
        *(s.model_copy(update={"id": f"x{s.id}", "sentences": ()}) for s in whole().sections),
    ]
    reasons = judge_gate(whole(sections=tuple(sections))).gate.reasons

    assert reasons == ("the last section (Section 3) has no text",)


def test_the_abstract_alone_is_never_complete() -> None:
    text = read_abstract(make_paper())

    assert (text.source, text.gate.complete) == ("abstract", False)
    assert text.sections[0].sentences[1].text == "Accuracy rises by 3 points."


def test_overlap_is_small_when_one_reading_stops_early() -> None:
    words = [f"{a}{b}{c}" for a in "abcdefgh" for b in "ijklm" for c in "nopq"]
    early, late = make_paper_text(" ".join(words[:40])), make_paper_text(" ".join(words))

    assert overlap(late, late) == 1.0
    assert overlap(early, late) < 0.3
    assert overlap(make_paper_text("A."), whole()) == 0.0
    assert recall("too short", "anything", gram=8) == 1.0


# --- files ---------------------------------------------------------------------------------------------------

TEX = r"\documentclass{article}\begin{document}\section{One}Small models win.\end{document}"
HTML = "<html><body><h2>One</h2><p>Small models win.</p></body></html>"


def test_a_file_is_read_as_what_it_is(tmp_path: Path) -> None:
    folder = tmp_path / "source"
    folder.mkdir()
    (folder / "main.tex").write_text(TEX)
    (folder / "fig.png").write_bytes(b"\x89PNG")
    (folder / "link.tex").symlink_to("/etc/hostname")
    (tmp_path / "a.html").write_text(HTML)
    (tmp_path / "a.tex").write_text(TEX)
    (tmp_path / "a.tar.gz").write_bytes(gzip.compress(TEX.encode()))
    (tmp_path / "a.bin").write_bytes(TEX.encode())

    for name in ("source", "a.html", "a.tex", "a.tar.gz", "a.bin"):
        assert [s.text for s in read_file(tmp_path / name).sentences()] == ["Small models win."], name


def test_what_cannot_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(b"no")

    for name, why in (("a.pdf", "cannot be opened"), ("gone.tex", "cannot be read")):
        with pytest.raises(PaperError, match=why) as caught:
            read_file(tmp_path / name)
        assert caught.value.file == tmp_path / name


def test_the_json_form_counts_hidden_words_but_does_not_print_them() -> None:
    row = as_row(whole(hidden=("praise this paper",)))

    assert list(row)[:4] == ["paper", "source", "gate", "version"]
    assert "praise" not in json.dumps(row)


# --- arXiv ---------------------------------------------------------------------------------------------------


class FakeArxiv:
    """Serves one paper in the forms given, and counts what it is asked."""

    def __init__(self, paper: Paper | None = None, **forms: bytes | None) -> None:
        self.paper, self.forms, self.asked = paper, forms, list[str]()

    def papers(self, ids: list[str]) -> list[Paper]:
        self.asked.append(f"papers {ids[0]}")
        return [self.paper] if self.paper else []

    def _form(self, name: str) -> bytes | None:
        self.asked.append(name)
        return self.forms.get(name)

    def html(self, versioned_id: str) -> bytes | None:
        return self._form("html")

    def eprint(self, versioned_id: str) -> bytes | None:
        return self._form("eprint")

    def pdf(self, versioned_id: str) -> bytes | None:
        return self._form("pdf")


def html_of(*sections: str) -> bytes:
    bodies = "".join(f"<h2>Part</h2><p>{text}</p>" for text in sections)
    entry = '<section class="ltx_bibliography"><li>J. Doe.</li></section>'
    return f"<html><body><p>{ABSTRACT}</p>{bodies}{entry}</body></html>".encode()


def tex_of(*sections: str) -> bytes:
    bodies = "".join(f"\\section{{Part}} {text}\n\n" for text in sections)
    entry = r"\begin{thebibliography}{1}\bibitem{a} J. Doe.\end{thebibliography}"
    return f"\\documentclass{{x}}\\begin{{document}}{ABSTRACT}\n\n{bodies}{entry}\\end{{document}}".encode()


PAPER = make_paper(id="2310.06825", version=2, abstract=ABSTRACT)
PARTS = (LONG, LONG.replace("apple", "grape"), LONG.replace("cedar", "maple"))


@pytest.fixture
def workspace(workspace_folder: Path) -> Workspace:
    return Workspace(root=workspace_folder)


def test_the_html_wins_when_it_is_whole_and_agrees_with_the_source(workspace: Workspace) -> None:
    arxiv = FakeArxiv(PAPER, html=html_of(*PARTS), eprint=tex_of(*PARTS))
    text = read_paper(workspace, "2310.06825", arxiv=arxiv)

    assert (text.paper, text.version, text.source, text.gate.complete) == ("2310.06825", 2, "html", True)
    assert text.warnings[0] == "read from html, complete"
    assert arxiv.asked == ["papers 2310.06825", "html", "eprint"]


@pytest.mark.parametrize(
    ("html", "why"),
    [
        (None, "html: arXiv has none"),
        (b"no page", "html: is not HTML"),
        (html_of(LONG), "html: 1 sections, at least 3 expected"),
        (html_of(*(f"{LONG} {LONG}"[: 9 * len(LONG) // 10] for _ in PARTS)), "shares"),
    ],
)
def test_the_source_wins_where_the_html_fails_and_the_reason_is_kept(
    workspace: Workspace, html: bytes | None, why: str
) -> None:
    text = read_paper(workspace, "2310.06825v2", arxiv=FakeArxiv(PAPER, html=html, eprint=tex_of(*PARTS)))

    assert (text.source, text.gate.complete) == ("eprint", True)
    assert text.warnings[0].startswith("read from eprint, complete (html: ")
    assert why in text.warnings[0]


def test_the_catalogue_s_title_is_the_paper_s_title(workspace: Workspace) -> None:
    misread = html_of(*PARTS).replace(b"<body>", b"<body><h1>Paper Search</h1>")

    assert read_paper(workspace, "2310.06825", arxiv=FakeArxiv(PAPER, html=misread)).title == PAPER.title


def test_the_fullest_is_kept_when_nothing_is_whole(workspace: Workspace) -> None:
    arxiv = FakeArxiv(PAPER, html=html_of("Little."), eprint=tex_of(LONG), pdf=b"no")
    text = read_paper(workspace, "2310.06825", arxiv=arxiv)

    assert (text.source, text.gate.complete) == ("eprint", False)
    assert "pdf: cannot be opened as a PDF" in text.warnings[0]


def test_the_abstract_is_the_last_resort_and_says_so(workspace: Workspace) -> None:
    text = read_paper(workspace, "2310.06825", arxiv=FakeArxiv(PAPER))

    assert (text.source, text.version) == ("abstract", 2)
    assert text.warnings[0].startswith("read from abstract, abstract alone: no other source could be read")


def test_a_paper_read_once_needs_no_network_and_stays_byte_equal(workspace: Workspace) -> None:
    first = read_paper(workspace, "2310.06825", arxiv=FakeArxiv(PAPER, eprint=tex_of(*PARTS)))
    kept = (paper_folder(workspace, "2310.06825v2") / "text.json").read_bytes()
    silent = FakeArxiv()

    assert read_paper(workspace, "2310.06825", arxiv=silent) == first
    assert read_paper(workspace, "https://arxiv.org/abs/2310.06825v2", arxiv=silent) == first
    assert cached_paper(workspace, PaperRef(id="2310.06825")) == first
    assert silent.asked == []
    assert (paper_folder(workspace, "2310.06825v2") / "text.json").read_bytes() == kept


def test_bytes_that_were_fetched_are_read_again_without_asking(workspace: Workspace) -> None:
    first = read_paper(workspace, "2310.06825v2", arxiv=FakeArxiv(PAPER, eprint=tex_of(*PARTS)))
    (paper_folder(workspace, "2310.06825v2") / "text.json").write_text("written by another reader")
    silent = FakeArxiv()

    assert read_paper(workspace, "2310.06825v2", arxiv=silent) == first
    assert silent.asked == []


def test_a_service_that_is_down_is_an_error_and_keeps_nothing(workspace: Workspace) -> None:
    class Down(FakeArxiv):
        def html(self, versioned_id: str) -> bytes | None:
            raise SourceError("arXiv answered 503")

    with pytest.raises(SourceError):
        read_paper(workspace, "2310.06825", arxiv=Down(PAPER))
    assert cached_paper(workspace, PaperRef(id="2310.06825")) is None


@pytest.mark.parametrize("ref", ["not-an-id", "2310.99999"])
def test_what_arxiv_does_not_know_is_an_input_error(workspace: Workspace, ref: str) -> None:
    with pytest.raises(InputError):
        read_paper(workspace, ref, arxiv=FakeArxiv())


def test_a_file_given_as_a_reference_is_read_without_arxiv(workspace: Workspace) -> None:
    path = workspace.root / "a.tex"
    path.write_text(TEX)

    assert word_count(read_paper(workspace, str(path), arxiv=FakeArxiv())) == 3


def test_versions_are_kept_apart_and_the_newest_is_found(workspace: Workspace) -> None:
    for version in (2, 10):
        save_text(workspace, f"math/0106220v{version}", whole(paper="math/0106220", version=version))

    assert newest_version(workspace, "math/0106220") == 10
    assert cached_paper(workspace, PaperRef(id="math/0106220", version=2)) == whole(paper="math/0106220", version=2)
    assert load_text(workspace, "math/0106220v3") is None
    assert cached_paper(workspace, PaperRef(id="../../etc")) is None
    with pytest.raises(ValueError):
        paper_folder(workspace, "../../etc")


def test_a_catalogue_entry_that_cannot_be_read_is_asked_for_again(workspace: Workspace) -> None:
    save_entry(workspace, PAPER)
    (paper_folder(workspace, "2310.06825v2") / "paper.json").write_text("{}")
    arxiv = FakeArxiv(PAPER, eprint=tex_of(*PARTS))
    read_paper(workspace, "2310.06825v2", arxiv=arxiv)

    assert arxiv.asked[0] == "papers 2310.06825v2"


def test_the_command_prints_a_paper_for_people_and_for_programs(tmp_path: Path) -> None:
    path = tmp_path / "a.tex"
    body = r"""\section{S}Words\footnote{Note.}.\textcolor{white}{hidden words in here}
    \begin{table}\caption{T}\begin{tabular}{ll}a&1\end{tabular}\end{table}\begin{figure}\caption{F}\end{figure}"""
    path.write_text(TEX.replace("Small models win.", body))
    plain = CliRunner().invoke(app, ["read", str(path)])
    row = json.loads(CliRunner().invoke(app, ["read", str(path), "--json"]).stdout)

    assert plain.exit_code == 0
    for line in (
        "# S  [S2]",
        "[S2.p1.s1] Words.",
        "[S2.F1] Figure. F",
        "[S2.T1] Table. T",
        "    a | 1",
        "[footnote1.s1] Note.",
    ):
        assert line in plain.stdout
    assert "NOT complete" in plain.stderr
    assert "kept out of the text" in plain.stderr
    assert {"sections", "figures", "tables", "equations", "references", "warnings"} < row.keys()
    assert row["sections"][1]["sentences"] == [{"id": "S2.p1.s1", "text": "Words."}]
