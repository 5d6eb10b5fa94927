"""`inkpress draft` and `redraft`: chosen papers -> new posts. A post that exists is never touched."""

from __future__ import annotations

import datetime as dt
import difflib
import fcntl
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from inkpress.adapters.files import write_atomic, write_new
from inkpress.adapters.posts import evidence_json, evidence_path, load_posts
from inkpress.config import Workspace
from inkpress.draft import DraftedPost, Outline, Places, text_warnings, write_post
from inkpress.draft.layout import Dropped
from inkpress.errors import InkpressError, NothingNew, PostError, Refused
from inkpress.issue import local_date, slots_from
from inkpress.models import EvidenceFile, FrontMatter, Paper, PaperRef, PaperText, Post, Provenance
from inkpress.pipeline.chosen import chosen_papers
from inkpress.text import parse_arxiv_id, sha256, slugify


class Composed(NamedTuple):
    """What an engine made of one paper, the sentences it kept out, and what the author should know of the making."""

    outline: Outline
    dropped: tuple[Dropped, ...] = ()
    warnings: tuple[str, ...] = ()


class Engine(NamedTuple):
    """A way to make an outline. `why` tells the author how it came to be chosen; `at_once` papers run side by side."""

    name: str
    why: str
    compose: Callable[[FrontMatter, Places], Composed]
    estimate: Callable[[Sequence[PaperText]], str] = lambda papers: ""  # a line before the first call
    at_once: int = 1


class Library(NamedTuple):
    """Where papers come from: the whole text by id or file name, and the catalogue entry kept with a versioned id."""

    read: Callable[[str], PaperText]
    about: Callable[[str], Paper | None]


class Drafted(NamedTuple):
    """One new post, as `inkpress draft --json` reports it."""

    path: Path
    post: DraftedPost
    engine: str
    tokens: int
    cost: float
    warnings: tuple[str, ...] = ()  # what the author has to know of the paper's text and of the server


class Outcome(NamedTuple):
    """What became of one paper: a new post, or the error that stopped it. `left` is a post that was there before."""

    ref: str
    drafted: Drafted | None = None
    error: InkpressError | None = None
    left: str = ""


def draft_papers(
    workspace: Workspace,
    named: Sequence[str] | None,
    library: Library,
    engine: Engine,
    now: dt.datetime,
    say: Callable[[str], None] = lambda line: None,
) -> list[Outcome]:
    """Draft the named papers, or the chosen ones, each into the next free slot.

    One paper's failure leaves no file of it and does not stop the others. Papers that have a post already are left
    alone; when all have, raises Refused for named papers and NothingNew for chosen ones. `say` hears the estimate.
    """
    with _one_at_a_time(workspace):
        refs = chosen_papers(workspace) if named is None else named
        posts = load_posts(workspace)
        there = {ref: _post_about(ref, posts) for ref in dict.fromkeys(refs)}
        texts = {ref: _attempt(library, ref) for ref, post in there.items() if post is None}
        there |= {ref: _post_made_of(text, posts) for ref, text in texts.items()}
        left = [Outcome(ref, left=post.path) for ref, post in there.items() if post]
        wanted = {ref: text for ref, text in texts.items() if there[ref] is None}
        if not wanted:
            kind = NothingNew if named is None else Refused
            there_now = ", ".join(outcome.left for outcome in left)
            raise kind(
                f"there already, left as it is: {there_now}", hint="`inkpress redraft POST` shows what would change"
            )
        dates = _free_dates(workspace, posts, now)
        say(engine.estimate([text for text in wanted.values() if isinstance(text, PaperText)]))
        jobs = [(ref, text, next(dates), now) for ref, text in wanted.items()]
        with ThreadPoolExecutor(max_workers=max(1, engine.at_once)) as pool:
            made = list(pool.map(lambda job: _draft_one(workspace, library, engine, *job), jobs))
    return left + made


def redraft_post(
    workspace: Workspace,
    name: str,
    library: Library,
    engine: Engine,
    now: dt.datetime,
    say: Callable[[str], None] = lambda line: None,
) -> str:
    """What a new draft would change in a post, as a unified diff; "" when nothing. The post itself stays as it is.

    `name` is the post's path, its slug or its paper's id, or the file the paper was read from. Raises PostError when
    there is no such post.
    """
    post, paper = _find_post(load_posts(workspace), name, library)
    say(engine.estimate([paper]))
    made = post.front.provenance
    if made and made.drafted_at and made.engine == engine.name == "extract":
        now = made.drafted_at  # without a model the time of making alone is no difference
    drafted, _ = _compose(workspace, engine, paper, post.front.date, now, slug=post.slug)
    return "".join(
        difflib.unified_diff(
            post.text.splitlines(keepends=True),
            drafted.markdown.splitlines(keepends=True),
            fromfile=post.path,
            tofile=f"{post.path} (drafted again)",
        )
    )


def _draft_one(
    workspace: Workspace,
    library: Library,
    engine: Engine,
    ref: str,
    text: PaperText | InkpressError,
    date: dt.date,
    now: dt.datetime,
) -> Outcome:
    if isinstance(text, InkpressError):
        return Outcome(ref, error=text)
    try:
        post, warnings = _compose(workspace, engine, text, date, now)
        path = workspace.posts / f"{date}-{post.slug}.md"
        # a file has no entry; an arXiv paper's is asked for by the version that was read
        arxiv = parse_arxiv_id(text.paper)
        about = library.about(f"{arxiv.id}v{text.version or 1}") if arxiv else None
        return Outcome(ref, drafted=_write(path, post, about, engine, warnings))
    except InkpressError as error:
        return Outcome(ref, error=error)


def _compose(
    workspace: Workspace, engine: Engine, paper: PaperText, date: dt.date, now: dt.datetime, slug: str = ""
) -> tuple[DraftedPost, tuple[str, ...]]:
    """The post, and what the author has to know of its making."""
    places = Places(paper, workspace.config.arxiv.site_url)
    arxiv = parse_arxiv_id(paper.paper)
    version = f"v{paper.version}" if paper.version else ""
    front = FrontMatter(
        title=paper.title or paper.paper,
        slug=slug or slugify(paper.title or paper.paper),
        date=date,
        authors=(workspace.config.newsletter.author,),
        paper=PaperRef(id=arxiv.id, version=paper.version) if arxiv else None,
        provenance=Provenance(
            engine=engine.name,
            paper=paper.paper + version,
            source=paper.source,
            source_sha256=sha256(paper.model_dump_json()),
            drafted_at=now.astimezone(dt.UTC).replace(microsecond=0),
        ),
    )
    outline, dropped, warnings = engine.compose(front, places)
    post = write_post(outline, places, footnotes=workspace.config.draft.footnotes, dropped=dropped)
    return post, (*text_warnings(paper), *warnings)


def _write(path: Path, post: DraftedPost, about: Paper | None, engine: Engine, warnings: tuple[str, ...]) -> Drafted:
    """Write the evidence, then the post, whose appearance under its name completes the draft. Raises Refused."""
    if path.exists():
        raise Refused("exists and is left as it is", file=path, hint="`inkpress redraft` shows what would change")
    # an evidence file without a post is what a killed run left behind
    write_atomic(evidence_path(path), evidence_json(EvidenceFile(**{**dict(post.evidence), "about": about})))
    write_new(path, post.markdown.encode())
    provenance = post.provenance
    return Drafted(path, post, engine.name, provenance.tokens, provenance.cost, warnings)


def _attempt(library: Library, ref: str) -> PaperText | InkpressError:
    try:
        return library.read(ref)
    except InkpressError as error:
        return error


def _free_dates(workspace: Workspace, posts: Sequence[Post], now: dt.datetime) -> Iterator[dt.date]:
    newsletter = workspace.config.newsletter
    taken = {post.front.date for post in posts}
    slots = slots_from(local_date(now, newsletter), newsletter)
    return (slot.date for slot in slots if slot.date not in taken)


def _post_about(ref: str, posts: Sequence[Post]) -> Post | None:
    """The post about an arXiv paper; None for any other reference."""
    arxiv = parse_arxiv_id(ref)
    return next((p for p in posts if arxiv and p.front.paper and p.front.paper.id == arxiv.id), None)


def _post_made_of(text: PaperText | InkpressError, posts: Sequence[Post]) -> Post | None:
    """The post that was drafted from this very text or, for a file that has changed since, under its name and title."""
    if isinstance(text, InkpressError):
        return None
    about = _post_about(text.paper, posts)
    if about or parse_arxiv_id(text.paper):
        return about
    digest, slug = sha256(text.model_dump_json()), slugify(text.title or text.paper)
    for post in posts:
        made = post.front.provenance
        if made and made.paper == text.paper and (made.source_sha256 == digest or post.slug == slug):
            return post
    return None


def _find_post(posts: Sequence[Post], name: str, library: Library) -> tuple[Post, PaperText]:
    """The post and the text of its paper. Raises PostError."""
    named = next((post for post in posts if name in (post.path, Path(post.path).name, post.slug)), None)
    post = named or _post_about(name, posts)
    if post is None and Path(name).exists():
        text = library.read(name)
        post = _post_made_of(text, posts)
        if post is not None:
            return post, text
    if post is None:
        raise PostError(f"no post is called {name!r}", hint="name its file, its slug or its paper's id")
    if post.front.paper is None:
        made = post.front.provenance.paper if post.front.provenance else ""
        hint = f"`inkpress redraft PATH/TO/{made}` reads that file again" if made else "add `paper: {id: '...'}`"
        raise PostError("names no paper, so it cannot be drafted again", file=post.path, hint=hint)
    version = f"v{post.front.paper.version}" if post.front.paper.version else ""
    return post, library.read(post.front.paper.id + version)


@contextmanager
def _one_at_a_time(workspace: Workspace) -> Iterator[None]:
    """Hold the drafting lock, and sweep away the unfinished files of runs that were killed while they held it."""
    workspace.state.mkdir(parents=True, exist_ok=True)
    with (workspace.state / "draft.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Refused("another draft is running in this workspace", hint="wait until it has finished") from error
        for pattern in (".*.md.????????", ".*.evidence.json.????????"):
            for unfinished in workspace.posts.glob(pattern):
                unfinished.unlink(missing_ok=True)
        yield
