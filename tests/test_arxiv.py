"""arXiv's feeds as they come: whole, broken, hostile."""

from __future__ import annotations

import pytest

from inkpress.adapters.arxiv import is_withdrawn, plain
from inkpress.adapters.feeds import announced_ids, clean_api_feed
from inkpress.adapters.net import Unfit
from inkpress.errors import SourceError

ENTRY = (
    "<entry><id>http://arxiv.org/abs/{id}</id><title>{title}</title><summary>We show a thing.</summary>"
    "<published>2026-01-02T00:00:00Z</published><updated>2026-01-02T00:00:00Z</updated>"
    "<author><name>Ada Author</name></author><category term='cs.LG'/></entry>"
)


def feed(*entries: str, total: int | None = None, start: int = 0, page: int = 100) -> bytes:
    """An API answer with these entries; the counts agree unless `total` says otherwise."""
    space = "http://a9.com/-/spec/opensearch/1.1/"
    return (
        f"<?xml version='1.0' encoding='UTF-8'?><feed xmlns='http://www.w3.org/2005/Atom' xmlns:o='{space}'>"
        f"<title>q</title><o:totalResults>{len(entries) if total is None else total}</o:totalResults>"
        f"<o:startIndex>{start}</o:startIndex><o:itemsPerPage>{page}</o:itemsPerPage>{''.join(entries)}</feed>"
    ).encode()


def entry(id: str = "2601.00001v1", title: str = "A Good Paper") -> str:
    return ENTRY.format(id=id, title=title)


def test_a_good_page_keeps_its_entries() -> None:
    page = clean_api_feed(feed(entry()), start=0)
    assert (page.total, page.warnings) == (1, ())
    assert b"A Good Paper" in page.content


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "empty answer"),
        (b"<html><title>Just a moment</title></html>", "not a feed"),
        (b"<!DOCTYPE html><html>", "document type"),
        (feed(entry())[:-30], "no feed"),
        (feed(total=900), "says 100 results are on this page and sent 0"),
        (feed(total=1), "says 1 results are on this page and sent 0"),
        (feed(entry(), entry(), total=1), "says 1 results"),
        (feed(entry(), start=100, total=101), "page from 100 on"),
        (b"<feed xmlns='http://www.w3.org/2005/Atom'/>", "without a count"),
        (feed(entry(title="a\x1b[2Jb")), "no feed"),
    ],
)
def test_what_is_no_whole_page_is_refused_with_a_reason(data: bytes, says: str) -> None:
    with pytest.raises((Unfit, SourceError), match=says):
        clean_api_feed(data, start=0)


def test_an_entity_bomb_is_refused_at_its_doctype() -> None:
    bomb = b'<!DOCTYPE l [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;">]>' + feed(entry(title="&b;")).split(b"?>")[1]
    with pytest.raises(SourceError, match="document type"):
        clean_api_feed(bomb, start=0)


def test_arxivs_own_error_entry_is_an_error_with_its_message() -> None:
    error = entry("x", "Error").replace("http://arxiv.org/abs/x", "https://arxiv.org/api/errors#bad")
    with pytest.raises(SourceError, match="arXiv says: We show a thing"):
        clean_api_feed(feed(error), start=0)


@pytest.mark.parametrize(
    "bad",
    [
        entry("../../../tmp/x"),
        entry(title=" "),
        entry().replace("We show a thing.", ""),
        entry().replace("2026-01-02T00:00:00Z", "yesterday"),
    ],
)
def test_one_bad_entry_is_left_out_and_named(bad: str) -> None:
    page = clean_api_feed(feed(bad, entry("2601.00002v1")), start=0)
    assert len(page.warnings) == 1
    assert page.warnings[0].endswith("left out")
    with pytest.raises(SourceError, match="no entry of the feed can be used"):
        clean_api_feed(feed(bad), start=0)


def test_wrong_bytes_are_read_with_a_warning() -> None:
    page = clean_api_feed(feed(entry(title="Caf\u00e9")).replace(b"\xc3\xa9", b"\xe9"), start=0)
    assert "not UTF-8" in page.warnings[0]
    utf16 = feed(entry()).decode().replace("UTF-8", "UTF-16").encode("utf-16")
    assert clean_api_feed(utf16, start=0).warnings == ()


def test_an_announcement_gives_ids_and_kinds() -> None:
    rss = (
        b"<rss xmlns:arxiv='http://arxiv.org/schemas/atom'><channel><title>cs.LG updates</title>"
        b"<item><guid>oai:arXiv.org:2601.00001v2</guid><arxiv:announce_type>replace</arxiv:announce_type></item>"
        b"<item><guid>nonsense</guid></item></channel></rss>"
    )
    found = announced_ids(rss)
    assert [(*one.id, one.kind) for one in found] == [("2601.00001", 2, "replace")]


@pytest.mark.parametrize("title", ["Feed error for query cs.NOPE", "error"])
def test_an_error_announcement_is_not_an_empty_day(title: str) -> None:
    with pytest.raises(Unfit, match="no announcement"):
        announced_ids(f"<rss><channel><title>{title}</title></channel></rss>".encode())


def test_text_from_outside_is_made_plain() -> None:
    assert plain("<script>alert()</script> Nets\n  with <b onclick=x>a &lt; b</b>") == "alert() Nets with a &lt; b"
    assert plain("\x9b31mRed\u202egnp \x1b[2Jx, where a<b and c>d") == "Redgnp x, where a<b and c>d"


@pytest.mark.parametrize(
    ("abstract", "comment", "withdrawn"),
    [
        ("We show.", "Withdrawn due to an error", True),
        ("This paper has been withdrawn by the authors.", "", True),
        ("We show.", "withdrawn from the workshop, resubmitted", False),
        ("Users have withdrawn consent.", "", False),
    ],
)
def test_withdrawal_is_read_from_arxivs_conventions(abstract: str, comment: str, withdrawn: bool) -> None:
    assert is_withdrawn(abstract, comment) is withdrawn
