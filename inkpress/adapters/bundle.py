"""The demo's arXiv: the bundled corpus behind the same methods as the real one. No network."""

from __future__ import annotations

import datetime as dt
import gzip
import io
import json
import tarfile
from collections.abc import Iterable, Sequence
from pathlib import Path

import inkpress.demo
from inkpress.adapters.feeds import Announced
from inkpress.adapters.paperlists import read_paper_list
from inkpress.models import Paper
from inkpress.text import parse_arxiv_id

FOLDER = Path(inkpress.demo.__file__).parent


class BundledArxiv:
    """Real titles, authors, ids and dates; abstracts in our own words; and the source of one paper of our own."""

    def __init__(self) -> None:
        self.warnings: list[str] = []
        own = json.loads((FOLDER / "paper" / "metadata.json").read_text("utf-8"))
        self.own_id: str = own["id"]
        listed = [
            paper for name in ("candidates", "choices") for paper in read_paper_list(FOLDER / f"{name}.jsonl", [])
        ]
        self._papers = {paper.id: _dated(paper) for paper in listed}
        self._papers[self.own_id] = Paper(**{**dict(self._papers[self.own_id]), "abstract": own["abstract"]})

    def papers(self, ids: Iterable[str]) -> list[Paper]:
        names = [found.id for name in ids if (found := parse_arxiv_id(name))]
        return [self._papers[name] for name in dict.fromkeys(names) if name in self._papers]

    def submitted(self, categories: Sequence[str], since: dt.datetime, until: dt.datetime) -> list[Paper]:
        wanted = set(categories)
        return [
            paper
            for paper in self._papers.values()
            if paper.published and since <= paper.published < until and wanted & set(paper.categories)
        ]

    def announced(self, categories: Sequence[str]) -> list[Announced]:
        return []

    def html(self, versioned_id: str) -> bytes | None:
        return None

    def eprint(self, versioned_id: str) -> bytes | None:
        return _archive(FOLDER / "paper") if versioned_id.startswith(self.own_id) else None

    def pdf(self, versioned_id: str) -> bytes | None:
        return None


def _dated(paper: Paper) -> Paper:
    """Submitted at noon of the day before it was listed: the corpus knows only days."""
    assert paper.listed is not None
    noon = dt.datetime.combine(paper.listed - dt.timedelta(days=1), dt.time(12), tzinfo=dt.UTC)
    return Paper(**{**dict(paper), "published": noon, "updated": noon})


def _archive(folder: Path) -> bytes:
    """The folder as the .tar.gz that arXiv would deliver; same bytes every time."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as archive:
        for file in sorted(path for path in folder.rglob("*") if path.is_file()):
            member = tarfile.TarInfo(file.relative_to(folder).as_posix())
            content = file.read_bytes()
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return gzip.compress(packed.getvalue(), mtime=0)
