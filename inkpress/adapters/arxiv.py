"""arXiv: the catalogue through the `arxiv` package, the papers' files from the site.

The package pages and parses; requests go through our polite client (it has no time-out and its own idea of a retry),
and every page is checked before the package sees it (it reads an unparseable page as "no results").
API: https://info.arxiv.org/help/api/user-manual.html
"""

from __future__ import annotations

import datetime as dt
import itertools
import logging
import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import parse_qs, quote, urlsplit

from inkpress.adapters.feeds import Announced, ApiFeed, announced_ids, clean_api_feed
from inkpress.adapters.net import Answer, Net, open_net
from inkpress.config import ArxivConfig, Workspace
from inkpress.errors import InputError, SourceError
from inkpress.models import Paper
from inkpress.text import clean_for_terminal, collapse, parse_arxiv_id

if TYPE_CHECKING:
    import arxiv

PAGE = 1000  # results a page; the manual's limit is 2,000
BATCH = 100  # ids a request, so that an address stays under 2 KB
FEED_LIMIT_BYTES = 30_000_000
_TAG = re.compile(
    r"</?(?:script|style|img|iframe|object|embed|svg|math|video|audio|form|input|link|meta|base|html|body|div|span"
    r"|p|a|b|i|u|em|strong|sup|sub|br|tt|code|font)(?:\s[^<>=]{0,200}=[^<>]{0,2000}|\s*/?)>",
    re.IGNORECASE,
)
_WITHDRAWN_COMMENT = re.compile(r"\bwithdrawn\b(?! from\b)", re.IGNORECASE)
_WITHDRAWN_ABSTRACT = re.compile(
    r"\s*(?:this|the) (?:paper|article|submission|manuscript|work)\b[^.]{0,40}\bwithdrawn\b", re.IGNORECASE
)


def open_arxiv(workspace: Workspace, *, offline: bool) -> Arxiv:
    """arXiv as `inkpress.toml` names it."""
    return Arxiv(workspace.config.arxiv, open_net(workspace, offline=offline))


class Arxiv:
    """Reads arXiv. Every method raises SourceError when arXiv does not answer as it should, OfflineError offline."""

    def __init__(self, config: ArxivConfig, net: Net) -> None:
        self._config, self._net = config, net
        self.warnings: list[str] = []  # entries that were left out, and why

    def papers(self, ids: Iterable[str]) -> list[Paper]:
        """Catalogue entries of `ids`, with or without versions, in no order; ids arXiv does not know are absent."""
        wanted = list(dict.fromkeys(ids))
        for name in wanted:
            if parse_arxiv_id(name) is None:
                raise InputError(f"{name!r} is not an arXiv id", hint="write it like 2310.06825 or math/0106220")
        found: list[Paper] = []
        for first in range(0, len(wanted), BATCH):
            found += self._search(id_list=wanted[first : first + BATCH], page=BATCH)
        return found

    def submitted(self, categories: Sequence[str], since: dt.datetime, until: dt.datetime) -> list[Paper]:
        """Papers of `categories`, cross-lists included, submitted from `since` to `until` (aware), newest first."""
        within = f"submittedDate:[{since:%Y%m%d%H%M} TO {until:%Y%m%d%H%M}]"
        either = " OR ".join(f"cat:{name}" for name in categories)
        papers = self._search(query=f"({either}) AND {within}", page=PAGE)
        days = [paper.published for paper in papers if paper.published is not None]
        if any(late < later for late, later in itertools.pairwise(days)):
            raise SourceError("arXiv's results are not in order of their dates", hint="try again later")
        return papers

    def announced(self, categories: Sequence[str]) -> list[Announced]:
        """Today's announcement by RSS: it also names papers that moderation held back. Two tries only."""
        site = self._config.rss_url.rstrip("/").removesuffix("/rss")  # people write the address with it and without
        url = f"{site}/rss/{quote('+'.join(categories), safe='+.-')}"
        answer = self._net.get(url, limit_bytes=FEED_LIMIT_BYTES, check=lambda page: announced_ids(page.body), tries=2)
        if answer.status != 200:
            raise SourceError(f"{url} answered {answer.status}")
        return announced_ids(answer.body)

    def html(self, versioned_id: str) -> bytes | None:
        """arXiv's HTML of exactly this version, or None when there is none."""
        return self._file("html", versioned_id)

    def eprint(self, versioned_id: str) -> bytes | None:
        """The source as submitted: usually a gzipped tar, a gzipped TeX file or a PDF. None when there is none."""
        return self._file("src", versioned_id)

    def pdf(self, versioned_id: str) -> bytes | None:
        """The PDF, or None when there is none."""
        return self._file("pdf", versioned_id)

    def _file(self, route: str, versioned_id: str) -> bytes | None:
        if parse_arxiv_id(versioned_id) is None:
            raise InputError(f"{versioned_id!r} is not an arXiv id", hint="write it like 2310.06825v1")
        url = f"{self._config.site_url.rstrip('/')}/{route}/{versioned_id}"
        answer = self._net.get(url)
        if answer.status in (403, 404, 410):
            return None
        if answer.status != 200:
            raise SourceError(f"{url} answered {answer.status}", hint="try again later")
        return answer.body

    def _search(self, *, page: int, query: str = "", id_list: Sequence[str] = ()) -> list[Paper]:
        """All results as papers. Raises SourceError when fewer or more came than arXiv says there are."""
        import arxiv

        session = _CheckedSession(self._net)
        try:
            papers = _results(session, page, query, id_list, self._config.api_url + "?{}")
        except arxiv.ArxivError as error:
            raise SourceError(
                f"arXiv sent {error.message.lower()}", hint="try again later; nothing was lost"
            ) from error
        self.warnings += session.warnings
        if len(papers) + len(session.warnings) < session.total:
            raise SourceError(
                f"arXiv says there are {session.total} results and sent {len(papers)}", hint="try again later"
            )
        return papers


def papers_in_feed(data: bytes) -> tuple[list[Paper], tuple[str, ...]]:
    """(papers, warnings) of a saved answer of the API. Raises Unfit or SourceError when it is not one whole page."""
    session = _SavedSession(clean_api_feed(data, start=0))
    return _results(session, PAGE, "", (), "saved?{}"), session.feed.warnings


def _results(session: Any, page: int, query: str, ids: Sequence[str], address: str) -> list[Paper]:
    """What the package makes of the pages that `session` gives it."""
    import arxiv

    logging.getLogger("arxiv").setLevel(logging.ERROR)  # what it would warn of is checked here
    client = arxiv.Client(page_size=page, delay_seconds=0.0, num_retries=0)
    client.query_url_format = address
    client._session = session
    order = arxiv.SortCriterion.SubmittedDate if query else arxiv.SortCriterion.Relevance
    search = arxiv.Search(query, list(ids), None, order, arxiv.SortOrder.Descending)
    return [paper_of(result) for result in client.results(search)]


class _SavedSession:
    """Gives one saved page, whatever is asked."""

    def __init__(self, feed: ApiFeed) -> None:
        self.feed = feed

    def get(self, url: str, **_: Any) -> _Page:
        return _Page(200, self.feed.content)


class _Page(NamedTuple):
    """The two things the package reads of an answer."""

    status_code: int
    content: bytes


class _CheckedSession:
    """Stands where the package keeps its HTTP session: polite requests, checked pages."""

    def __init__(self, net: Net) -> None:
        self._net = net
        self.total = 0
        self.warnings: list[str] = []

    def get(self, url: str, **_: Any) -> _Page:
        start = int(parse_qs(urlsplit(url).query).get("start", ["0"])[0])
        pages: list[ApiFeed] = []

        def check(answer: Answer) -> None:
            pages.append(clean_api_feed(answer.body, start=start))

        answer = self._net.get(url, limit_bytes=FEED_LIMIT_BYTES, check=check)
        if answer.status != 200:
            clean_api_feed(answer.body, start=start)  # a refusal comes as a feed with arXiv's reason
            raise SourceError(f"arXiv answered {answer.status}", hint="try again later")
        self.total = max(self.total, pages[-1].total)
        self.warnings += pages[-1].warnings
        return _Page(200, pages[-1].content)


def paper_of(result: arxiv.Result) -> Paper:
    """The paper in one result of the package. Its text is made safe to print and to show."""
    name = parse_arxiv_id(result.entry_id)
    if name is None:  # clean_api_feed has taken such entries out
        raise SourceError(f"{result.entry_id[:80]!r} is not an arXiv id")
    abstract, comment = plain(result.summary)[:20_000], plain(result.comment or "")[:2_000]
    categories = dict.fromkeys([result.primary_category, *result.categories])
    return Paper(
        id=name.id,
        version=name.version or 1,
        title=plain(result.title)[:1_000],
        authors=tuple(plain(author.name)[:200] for author in result.authors),
        abstract=abstract,
        categories=tuple(plain(category)[:40] for category in categories if category),
        published=result.published,
        updated=result.updated,
        comment=comment or None,
        withdrawn=is_withdrawn(abstract, comment),
    )


def plain(text: str) -> str:
    """`text` on one line, without HTML tags, terminal sequences and control characters."""
    return collapse(clean_for_terminal(_TAG.sub("", text).replace("\x9b", "\x1b[")))


def is_withdrawn(abstract: str, comment: str) -> bool:
    """Whether arXiv's conventions say so: in the comment, or at the start of the abstract."""
    return bool(_WITHDRAWN_COMMENT.search(comment) or _WITHDRAWN_ABSTRACT.match(abstract))
