"""The author's choices, wherever they stand: picks files, posts, settings; and `--choose`, which edits a picks file."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple, Protocol

from inkpress.adapters.files import write_atomic, write_new
from inkpress.adapters.inbox import Inbox, open_inbox
from inkpress.adapters.picks import picks_files, picks_path, read_picks
from inkpress.adapters.posts import load_posts
from inkpress.config import Workspace
from inkpress.errors import InputError, ServiceError
from inkpress.models import Candidate, Choice, Counts, Paper, Shortlist
from inkpress.pick.model import Example
from inkpress.pick.picksfile import Word, add_item, choices_of, parse_picks, picks_text, rows_of, set_choice
from inkpress.pick.rank import Sketched
from inkpress.pick.reasons import minutes_to_read
from inkpress.pick.rules import without_orders
from inkpress.pick.sketch import pack, sketch_of, unpack
from inkpress.text import clean_for_terminal, collapse, parse_arxiv_id

_ADDRESS = re.compile(r"https?://[^\s'\"#\\<>]{4,400}")


class Catalogue(Protocol):
    """Where a paper's metadata is looked up by id."""

    def papers(self, ids: Iterable[str]) -> list[Paper]: ...


class Written(NamedTuple):
    """One choice as written: where, and what the paper is called ("" when unknown)."""

    id: str
    title: str
    path: Path


def all_choices(workspace: Workspace, *, seeds_only: bool = False) -> list[Choice]:
    """Every choice, the last word on a paper only; a post about a paper is a yes. Raises PostError, InputError.

    `seeds_only`: the papers of `[pick] seeds` instead.
    """
    if seeds_only:
        return [Choice(id=_plain_id(name), choose="yes") for name in workspace.config.pick.seeds]
    found: dict[str, Choice] = {}
    for post in load_posts(workspace):
        if post.front.paper is not None and parse_arxiv_id(post.front.paper.id):
            found[post.front.paper.id] = Choice(id=post.front.paper.id, choose="yes", date=post.front.date)
    for day, file, text in read_picks(workspace):
        for choice in choices_of(parse_picks(text, file), file, day):
            found[choice.id] = choice
    return list(found.values())


def examples_of(
    choices: Sequence[Choice], inbox: Inbox | None, today: dt.date, here: Mapping[str, Sketched]
) -> tuple[list[Example], tuple[str, ...]]:
    """(what can be learned from, notes). A paper is looked up in `here`, in the choice itself, in the inbox."""
    kept = inbox.find([choice.id for choice in choices if choice.id not in here]) if inbox else {}
    found, unknown = [], 0
    for choice in choices:
        if choice.id in here:
            paper, sketch = here[choice.id]
        elif choice.id in kept:
            paper = kept[choice.id].paper
            sketch = unpack(kept[choice.id].sketch) or sketch_of(paper)
        elif choice.paper is not None:
            paper, sketch = choice.paper, sketch_of(without_orders(choice.paper))
        else:
            unknown += 1
            continue
        age = float((today - choice.date).days) if choice.date else 0.0
        found.append(Example(choice.id, paper.title, sketch, choice.choose, age))
    notes = (f"{unknown} chosen papers are not known here and teach nothing",) if unknown else ()
    return found, notes


def known_papers(inbox: Inbox, ids: Sequence[str], *, arxiv: Catalogue) -> None:
    """Fetch those of `ids` the inbox lacks: after the cache was deleted, nothing is lost but this request."""
    here = inbox.find(ids)
    missing = [name for name in dict.fromkeys(ids) if name not in here]
    if missing:
        inbox.add([(paper, pack(sketch_of(paper))) for paper in arxiv.papers(missing)], "known")


def tracked_ids(workspace: Workspace) -> list[str]:
    """Papers the author has to do with, most important first: chosen or written about, seeds, then proposed."""
    chosen = [choice.id for choice in all_choices(workspace)]
    seeds = [choice.id for choice in all_choices(workspace, seeds_only=True)]
    proposed = []
    for _, file, text in reversed(read_picks(workspace)):
        proposed += [row["id"] for row in rows_of(parse_picks(text, file), file)]
    names = [parse_arxiv_id(name) for name in (*reversed(chosen), *seeds, *proposed)]
    return list(dict.fromkeys(name.id for name in names if name))


def choose(
    workspace: Workspace, ids: Sequence[str], word: Word, why: str, today: dt.date, *, arxiv: Catalogue
) -> list[Written]:
    """Write the choice beside each paper in the newest picks file that has it.

    A paper that is in none is added to the newest file (today's is begun when there is none).
    """
    return [_choose_one(workspace, name, word, why, today, arxiv) for name in ids]


def _choose_one(workspace: Workspace, name: str, word: Word, why: str, today: dt.date, arxiv: Catalogue) -> Written:
    paper_id = _plain_id(name) if parse_arxiv_id(name) else name.strip().partition("#")[0]
    for _, path in reversed(picks_files(workspace)):
        text = _raw(path)
        edited = set_choice(text, paper_id, word, why)
        if edited is not None:
            file = str(path.relative_to(workspace.root))
            titles = {row["id"]: str(row.get("title") or "") for row in rows_of(parse_picks(text, file), file)}
            write_atomic(path, edited.encode())
            return Written(paper_id, titles.get(paper_id, ""), path)
    return add_paper(workspace, name, today, arxiv=arxiv, word=word, why=why)


def add_paper(
    workspace: Workspace, name: str, today: dt.date, *, arxiv: Catalogue, word: Word | str = "", why: str = "",
    title: str = "",
) -> Written:  # fmt: skip
    """Put a paper by hand at the end of the newest picks file: one of arXiv's, or any page with a `title`.

    Raises InputError when arXiv has none, or when a page elsewhere has no title: nobody but arXiv is asked.
    """
    paper = _page(name, title) if parse_arxiv_id(name) is None else _look_up(workspace, _plain_id(name), arxiv)
    row = Candidate(paper=paper, score=0.0, reasons=("You added it by hand.",), minutes=minutes_to_read(paper))
    files = picks_files(workspace)
    path = files[-1][1] if files else picks_path(workspace, today)
    if files:
        text = _raw(path)
        if set_choice(text, paper.id, "yes") is None:
            write_atomic(path, add_item(text, row, word, why).encode())
    else:
        empty = picks_text(Shortlist(date=today, counts=Counts()))
        write_new(path, add_item(empty, row, word, why).encode())
    return Written(paper.id, paper.title, path)


def _page(address: str, title: str) -> Paper:
    """A paper that is not on arXiv: its address is its id."""
    address = address.strip().partition("#")[0]
    if not _ADDRESS.fullmatch(address):
        raise InputError(f"{address!r} is neither an arXiv id nor an address", hint="write it like 2310.06825")
    if not title.strip():
        raise InputError(f"{address} is not on arXiv, and nobody else is asked", hint='give it a name: --title "..."')
    return Paper(id=address, title=collapse(clean_for_terminal(title)))


def _look_up(workspace: Workspace, paper_id: str, arxiv: Catalogue) -> Paper:
    with open_inbox(workspace) as inbox:
        here = inbox.find([paper_id])
        if here:
            return here[paper_id].paper
        try:
            found = arxiv.papers([paper_id])
        except ServiceError as error:
            error.hint = error.hint or "try again when arXiv can be reached"
            raise
        if not found:
            raise InputError(f"arXiv has no paper {paper_id}", hint="look at the id again")
        inbox.add([(found[0], pack(sketch_of(found[0])))], "known")
        return found[0]


def _plain_id(name: str) -> str:
    found = parse_arxiv_id(name)
    if found is None:
        raise InputError(f"{name!r} is not an arXiv id or address", hint="write it like 2310.06825")
    return found.id


def _raw(path: Path) -> str:
    """The file's text with its own line ends. Raises InputError."""
    try:
        return path.read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"cannot be read as UTF-8 text: {error}", file=path) from error
