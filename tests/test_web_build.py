"""The web archive as a whole: what is built, what is not built again, what is deleted."""

from __future__ import annotations

import json
import os
import re
import struct
import subprocess
import sys
import zlib
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inkpress.adapters.site_sources import picture_facts
from inkpress.errors import InputError, TemplateError
from inkpress.pipeline.status import debts
from inkpress.render.shelf import is_list_title
from tests.webkit import Bench, tree


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)


def png(width: int, height: int) -> bytes:
    """A white picture."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    rows = (b"\0" + b"\xff" * width) * height
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def test_a_ready_post_has_a_page_and_is_listed_everywhere(bench: Bench) -> None:
    bench.post("alpha", tags=["vision"], authors=["Ada Editor"], aliases=["/old/alpha"])
    report = bench.build()
    assert report.errors == []
    page = bench.page("/p/alpha/")
    assert '<h1 data-pagefind-meta="title" data-pagefind-ignore>All about alpha</h1>' in page
    for listing in ("/", "/archive/", "/tags/vision/", "/authors/ada-editor/", "/kinds/note/", "/issues/2026-11-23/"):
        assert "/p/alpha/" in bench.page(listing), listing
    assert 'content="0; url=/p/alpha/"' in bench.page("/old/alpha/")
    assert 'rel="stylesheet"' in bench.page("/old/alpha/")
    assert bench.page("/_headers").count("Cache-Control") == 3
    assert "https://letter.example/p/alpha/" in bench.page("/sitemap.xml")
    assert report.written == report.pages == len(bench.files())


def test_each_name_has_an_address_of_its_own_in_every_script(bench: Bench) -> None:
    need = {"concept": "внимание", "link": "post:注意力机制"}
    tags = ["注意力", "внимание", "C++", "C#", "C"]
    bench.post("注意力机制", tags=tags, authors=["王小明", "Иван Петров"], teaches=["внимание"])
    bench.post("beta", date="2026-11-25", needs=[need], body="See [it](post:注意力机制#why-it-matters).\n")
    assert bench.build().errors == []
    files = bench.files()
    assert len([name for name in files if name.startswith("tags/") and name.endswith("atom.xml")]) == len(tags)
    assert {"authors/王小明/index.html", "authors/иван-петров/index.html", "lists/внимание/index.html"} <= set(files)
    page = bench.page("/p/beta/")
    assert f'href="/p/{quote("注意力机制")}/#why-it-matters"' in page
    for name in files:
        if name.endswith((".html", ".xml", ".json")):
            for address in re.findall(
                r'(?:href="|<loc>|<id>|url=)(?:https://letter\.example)?(/[^"<#?]*)', bench.page(f"/{name}")
            ):
                file = unquote(address[1:]) + ("index.html" if address.endswith("/") else "")
                assert address.isascii(), (name, address)
                assert file in files, (name, address)


def test_a_site_may_lie_in_a_folder_of_its_host(bench: Bench) -> None:
    settings = bench.folder / "inkpress.toml"
    settings.write_text(settings.read_text("utf-8").replace("letter.example", "ada.example/letter"), "utf-8")
    bench.post("alpha", body='`<a href="/about">`\n\n    href="/about"\n', tags=["vision"], aliases=["/old"])
    bench.build()
    files = bench.files()
    for name in files:
        if not name.endswith((".html", ".xml", ".webmanifest")):
            continue
        text = bench.page(f"/{name}")
        for address in re.findall(r'(?:<[^>]* (?:href|src|action)="|"src": "|url=|ada\.example)(/[^"<#?]*)', text):
            assert address.startswith("/letter/"), (name, address)
            file = address.removeprefix("/letter/") + ("index.html" if address.endswith("/") else "")
            assert file in files, (name, address)
    assert bench.page("/p/alpha/").count("href=&quot;/about&quot;") == 2
    drafts = bench.folder / "output" / "drafts"
    bench.build(drafts=True, folder=drafts)
    assert 'href="/archive/"' in (drafts / "index.html").read_text("utf-8")


def test_no_two_pages_have_one_title(bench: Bench) -> None:
    for number, title in enumerate(("Archive", "Tag: vision", "Issue 1: 23 November 2026", "Same", "Same")):
        bench.post(f"post-{number}", title=title, tags=["vision", "Vision", "C", "C++"], authors=["Ada"], series="Loss")
    bench.build()
    titles: dict[str, list[str]] = {}
    for name in bench.files():
        if name.endswith(".html"):
            title = re.search("<title>(.*?)( · Test Letter)?</title>", bench.page(f"/{name}"))
            assert title is not None
            titles.setdefault(title[1], []).append(name)
            is_list = name.count("/") and not name.startswith(("p/", "404"))
            assert is_list_title(title[1]) or not is_list, name
    assert {title: names for title, names in titles.items() if len(names) > 1} == {}


def test_an_author_says_who_they_are_and_a_post_without_one_is_the_editors(bench: Bench) -> None:
    guest = {"name": "Zoë", "bio": "Zoë studies <b>summers</b>.", "url": "https://zoe.example/me"}
    bench.post("alpha", authors=[guest, {"name": "Bo", "url": "http://bo.example"}])
    bench.post("beta", date="2026-11-25")
    bench.build()
    for address in ("/authors/zoe/", "/p/alpha/"):
        assert "Zoë studies &lt;b&gt;summers&lt;/b&gt;." in bench.page(address)
        assert '<a href="https://zoe.example/me"' in bench.page(address)
    assert "bo.example" not in bench.page("/authors/bo/")
    assert '<a rel="author" href="/authors/the-author/">The author</a>' in bench.page("/p/beta/")
    assert "/p/beta/" in bench.page("/authors/the-author/")


def test_a_card_is_described_by_the_words_on_it(bench: Bench) -> None:
    bench.post("why-attention-works", title="注意力")
    bench.build()
    alt = '<meta property="og:image:alt" content="{}">'
    assert alt.format("Why attention works, Note · 23 November 2026, Test Letter") in bench.page(
        "/p/why-attention-works/"
    )
    assert alt.format("Test Letter") in bench.page("/archive/")


def test_the_link_to_unsubscribe_leads_to_a_page_unless_it_leads_elsewhere(bench: Bench) -> None:
    bench.post("alpha")
    bench.build()
    assert "mailto:newsletter@newsletter.example?subject=unsubscribe" in bench.page("/unsubscribe/")
    settings = bench.folder / "inkpress.toml"
    settings.write_text(settings.read_text("utf-8") + 'unsubscribe_url = "https://lists.example/u"\n', "utf-8")
    bench.build()
    assert not bench.has("/unsubscribe/")


def test_the_parts_of_a_series_lead_to_one_another(bench: Bench) -> None:
    for number in (1, 2, 3):
        bench.post(f"part-{number}", date=f"2026-11-2{number}", series="On loss")
    bench.build()
    page = bench.page("/p/part-2/")
    assert 'Part 2 of 3 in <a href="/series/on-loss/">On loss</a>' in page
    assert re.findall("/p/part-[0-9]/", bench.page("/series/on-loss/")) == [f"/p/part-{n}/" for n in (1, 2, 3)]
    assert "/series/on-loss/" in bench.page("/lists/")


def test_every_list_says_when_it_last_changed(bench: Bench) -> None:
    bench.post("alpha", tags=["vision"], corrections=[{"date": "2026-12-01", "text": "Wrong."}])
    bench.post("beta", date="2026-11-25")
    bench.build()
    days = dict(
        re.findall(r"<loc>https://letter\.example(.*?)</loc><lastmod>(.*?)</lastmod>", bench.page("/sitemap.xml"))
    )
    assert days["/"] == days["/archive/"] == days["/tags/vision/"] == days["/issues/2026-11-23/"] == "2026-12-01"
    assert days["/p/beta/"] == days["/issues/2026-11-25/"] == "2026-11-25"


def test_without_a_script_the_search_page_lists_every_post(bench: Bench) -> None:
    bench.post("alpha", date="2025-11-24")
    bench.post("beta")
    bench.build()
    page = bench.page("/search/")
    assert re.findall('<h3[^>]*>(.*?)</h3>|href="(/p/[^"]*)', page) == [
        ("2026", ""),
        ("", "/p/beta/"),
        ("2025", ""),
        ("", "/p/alpha/"),
    ]


def test_an_alias_never_takes_the_place_of_a_page(bench: Bench) -> None:
    bench.post("alpha", aliases=["/index.html", "/p/beta/", "/old.html"])
    bench.post("beta", date="2026-11-20")
    report = bench.build()
    assert sorted(f.message.split("'")[1] for f in report.warnings) == ["/index.html", "/p/beta/"]
    assert "url=/p/alpha/" in bench.page("/old.html")
    assert "All about beta" in bench.page("/p/beta/")


def test_a_site_that_cannot_be_written_is_said_in_one_line(bench: Bench) -> None:
    bench.post("alpha")
    (bench.folder / "output").mkdir()
    (bench.folder / "output" / "web").write_text("a file", "utf-8")
    with pytest.raises(InputError, match="cannot be written"):
        bench.build()


def test_a_draft_is_nowhere_unless_drafts_are_asked_for(bench: Bench) -> None:
    bench.post("alpha", status="draft")
    bench.build()
    assert not bench.has("/p/alpha/")
    drafts = bench.folder / "output" / "drafts"
    bench.build(drafts=True, folder=drafts)
    assert (drafts / "p" / "alpha" / "index.html").exists()
    assert not bench.has("/p/alpha/")


def test_a_second_build_writes_nothing(bench: Bench) -> None:
    bench.post("alpha")
    first = bench.build()
    bench.rest()
    assert bench.build().written == 0
    again = bench.build()
    assert (again.pages, again.written, again.unchanged) == (first.pages, 0, first.pages)


def test_an_edit_writes_the_post_and_its_feeds_only(bench: Bench) -> None:
    for number in range(4):
        bench.post(f"post-{number}", date=f"2026-11-{20 + number}", tags=["vision"])
    bench.build()
    bench.rest()
    before = bench.files()
    bench.post("post-1", body="Other words.\n", date="2026-11-21", tags=["vision"])
    bench.build()
    after = bench.files()
    changed = {path for path in after if after[path] != before.get(path)}
    assert changed == {"p/post-1/index.html", "atom.xml", "rss.xml", "feed.json", "tags/vision/atom.xml"}


def test_a_deleted_page_comes_back(bench: Bench) -> None:
    bench.post("alpha")
    bench.build()
    bench.rest()
    bench.build()
    whole = bench.files()
    (bench.folder / "output" / "web" / "p" / "alpha" / "index.html").unlink()
    bench.build()
    assert bench.files() == whole


def test_a_renamed_post_leaves_nothing_behind(bench: Bench) -> None:
    path = bench.post("alpha", tags=["vision"], authors=["Ada"])
    bench.post("beta", date="2026-11-20")
    bench.build()
    bench.rest()
    path.unlink()
    bench.post("gamma", tags=["speech"], authors=["Ben"], date="2026-11-25")
    report = bench.build()
    assert report.removed > 0
    names = " ".join(bench.files())
    for gone in ("alpha", "vision", "authors/ada", "2026-11-23"):
        assert gone not in names
    assert not (bench.folder / "output" / "web" / "p" / "alpha").exists()


def test_a_post_with_errors_is_named_and_keeps_its_last_good_page(bench: Bench) -> None:
    bench.post("alpha")
    bench.build()
    bench.rest()
    good = bench.files()
    path = bench.post("alpha", body="![A bar chart of two bars](images/none.png)\n")
    report = bench.build()
    assert next((f.file, f.line) for f in report.errors) == ("posts/2026-11-23-alpha.md", 10)
    assert bench.files() == good
    bench.rest()
    assert bench.build().errors, "an error is named at every build until it is mended"
    path.write_text(path.read_text("utf-8").replace("![A bar chart of two bars](images/none.png)", "Mended."), "utf-8")
    assert bench.build().errors == []
    assert "Mended." in bench.page("/p/alpha/")


def test_a_post_renamed_while_it_has_an_error_keeps_its_last_good_page(bench: Bench) -> None:
    path = bench.post("alpha", date="2026-11-23")
    bench.build()
    bench.rest()
    good = bench.page("/p/alpha/")
    other = path.with_name("2026-11-24-other.md")
    path.rename(other)
    other.write_text(other.read_text("utf-8") + "\n![A chart of two bars](images/none.png)\n", "utf-8")
    assert bench.build().errors[0].file == "posts/2026-11-24-other.md"
    assert bench.page("/p/alpha/") == good
    bench.rest()
    last = other.rename(path.with_name("2026-11-24-last.md"))
    last.write_text(last.read_text("utf-8").replace("title:", "title"), "utf-8")
    assert bench.build().errors[0].file == "posts/2026-11-24-last.md"
    last.write_text("---\n", "utf-8")
    bench.build()
    bench.rest()
    last.rename(path)
    assert len(bench.build().errors) == 1
    path.unlink()
    bench.build()
    assert not bench.has("/p/alpha/")


def test_what_many_posts_need_and_none_explains_is_said_at_every_build(bench: Bench) -> None:
    for number in range(3):
        need = {"concept": "KV cache", "why": "So.", "link": "https://example.org/kv"}
        bench.post(f"post-{number}", date=f"2026-11-2{number}", needs=[need])
    assert bench.build().debts == [("KV cache", 3)]
    bench.rest()
    bench.build()
    assert bench.build().debts == [("KV cache", 3)]
    assert debts(bench.workspace) == [("KV cache", 3)]


def test_lists_of_lists_are_in_order_of_their_letters_not_of_their_case(bench: Bench) -> None:
    bench.post("alpha", tags=["zeta", "Vision", "émigré", "audio"])
    bench.build()
    rows = re.findall(r'<a href="/tags/[^"]+">([^<]*)</a>', bench.page("/tags/"))
    assert rows == ["audio", "émigré", "Vision", "zeta"]


def test_a_file_without_front_matter_stops_no_other_post(bench: Bench) -> None:
    bench.post("alpha")
    (bench.folder / "posts" / "notes.md").write_text("just words\n", "utf-8")
    report = bench.build()
    assert [f.file for f in report.errors] == ["posts/notes.md"]
    assert bench.has("/p/alpha/index.html")


def test_the_second_post_with_a_slug_is_named_and_the_first_stays(bench: Bench) -> None:
    bench.post("alpha", body="First.\n")
    bench.build()
    bench.rest()
    other = bench.post("alpha", body="Second.\n", date="2026-11-25")
    report = bench.build()
    assert "two posts cannot have one address" in report.errors[0].message
    assert report.errors[0].file == "posts/2026-11-25-alpha.md"
    assert "First." in bench.page("/p/alpha/")
    other.unlink()
    assert bench.build().errors == []
    bench.post("Alpha", date="2026-11-27")
    assert "two posts cannot have one address" in bench.build().errors[0].message


def test_a_link_to_a_file_outside_is_named_and_not_read(bench: Bench, tmp_path_factory: pytest.TempPathFactory) -> None:
    secret = tmp_path_factory.mktemp("elsewhere") / "secret.md"
    secret.write_text("---\ntitle: Secret\nslug: secret\ndate: 2026-11-23\nstatus: ready\n---\nHidden.\n", "utf-8")
    os.symlink(secret, bench.folder / "posts" / "secret.md")
    report = bench.build()
    assert [f.rule for f in report.errors] == ["build-outside"]
    assert not any(b"Hidden" in content for content in bench.files().values())


def test_a_picture_is_served_under_its_content_with_its_size(bench: Bench) -> None:
    (bench.folder / "posts" / "images" / "two bars.png").write_bytes(png(40, 20))
    (bench.folder / "posts" / "images" / "bars.png").write_bytes(png(40, 20))
    bench.post(
        "alpha", body='![A chart of two bars, the left one higher](images/bars.png "Bars. Credit: us, CC BY 4.0")\n'
    )
    assert bench.build().errors == []
    image = re.search(r'<img src="(/media/bars-[0-9a-f]+\.png)"[^>]*width="40" height="20"', bench.page("/p/alpha/"))
    assert image is not None
    assert bench.files()[image[1].lstrip("/")] == png(40, 20)
    bench.rest()
    (bench.folder / "posts" / "images" / "bars.png").write_bytes(png(60, 20))
    bench.build()
    assert 'width="60"' in bench.page("/p/alpha/")
    assert image[1].lstrip("/") not in bench.files()


@pytest.mark.parametrize(
    "head", ["width='300' height='60px'", 'width="300" height="60"', "viewBox='0 0 300 60'", 'viewBox="0,0 300,60"']
)
def test_a_drawing_has_the_size_it_states(tmp_path: Path, head: str) -> None:
    drawing = tmp_path / "a.svg"
    drawing.write_text(f"<svg xmlns='http://www.w3.org/2000/svg' {head}></svg>", "utf-8")
    assert picture_facts(drawing)[1:] == (300, 60)


def test_a_template_with_an_unknown_name_is_named_and_the_site_stays(bench: Bench) -> None:
    bench.post("alpha")
    bench.build()
    bench.rest()
    before = bench.files()
    own = bench.folder / "templates" / "web"
    own.mkdir(parents=True)
    (own / "post.html.j2").write_text("{{ title }}\n{{ no_such_thing }}\n", "utf-8")
    with pytest.raises(TemplateError, match=r"templates/web/post\.html\.j2:2: 'no_such_thing' is undefined"):
        bench.build()
    assert bench.files() == before


def test_an_own_template_and_own_colours_restyle_the_site(bench: Bench) -> None:
    bench.post("alpha")
    own = bench.folder / "templates" / "web"
    own.mkdir(parents=True)
    (own / "notfound.html.j2").write_text(
        '{% extends "base.html.j2" %}{% block main %}<h1>Lost</h1>{% endblock %}', "utf-8"
    )
    with (bench.folder / "inkpress.toml").open("a", encoding="utf-8") as file:
        file.write('\n[design]\naccent = "#aa0000"\n')
    bench.build()
    assert "<h1>Lost</h1>" in bench.page("/404.html")
    assert "--accent:#aa0000" in bench.page("/style.css").replace(": ", ":")


def test_a_damaged_cache_costs_a_build_and_nothing_else(bench: Bench) -> None:
    bench.post("alpha")
    bench.build()
    whole = bench.files()
    (bench.folder / "output" / "cache" / "web.sqlite3").write_bytes(b"not a database" * 100)
    report = bench.build()
    assert report.written == 0
    assert bench.files() == whole


def test_files_left_by_a_killed_build_are_cleared_away(bench: Bench) -> None:
    from inkpress.adapters.site_cache import SiteCache

    bench.post("alpha")
    bench.build()
    with SiteCache(bench.folder / "output" / "cache" / "web.sqlite3") as cache:
        cache.set_meta("placing", "yes")
        cache.set_meta("sources", "")
    stray = bench.folder / "output" / "web" / "p" / "stray" / "index.html"
    stray.parent.mkdir()
    stray.write_text("left over", "utf-8")
    bench.build()
    assert not stray.parent.exists()


def test_the_same_posts_give_the_same_bytes(bench: Bench, tmp_path_factory: pytest.TempPathFactory) -> None:
    other = Bench(tmp_path_factory.mktemp("other"))
    for place in (bench, other):
        place.post("alpha", tags=["a", "b"])
        place.post("beta", date="2026-11-25", tags=["b"])
        place.build()
    assert bench.files() == other.files()


SLUGS = ("alpha", "beta", "gamma")
DATES = ("2025-03-03", "2026-11-20", "2026-11-23")
EDITS = st.lists(
    st.tuples(
        st.sampled_from(SLUGS),
        st.sampled_from(("delete", "write")),
        st.sampled_from(DATES),
        st.sets(st.sampled_from(("vision", "speech")), max_size=2),
        st.sampled_from(("Ada", "Ben")),
        st.sampled_from(("ready", "ready", "draft")),
        st.sampled_from(("Title one", "Title two")),
        st.sampled_from(("Words.\n", "See [it](post:alpha).\n", "A [word](glossary:token).\n")),
        st.sampled_from(({}, {"teaches": ["loss"]}, {"needs": [{"concept": "loss", "why": "So."}]}, {"series": "S"})),
    ),
    min_size=1,
    max_size=5,
)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rounds=st.lists(EDITS, min_size=1, max_size=3))
@pytest.mark.wire
def test_building_after_any_edits_gives_what_a_clean_build_gives(
    rounds: list[list[tuple[str, str, str, set[str], str, str, str, str, dict[str, Any]]]],
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    grown = Bench(tmp_path_factory.mktemp("grown"))
    for edits in rounds:
        for slug, what, date, tags, author, status, title, body, more in edits:
            for old in (grown.folder / "posts").glob(f"*-{slug}.md"):
                old.unlink()
            if what == "write":
                front = {"date": date, "tags": sorted(tags), "authors": [author], "status": status, "title": title}
                grown.post(slug, body=body, **front, **more)
        grown.build()
    clean = Bench(tmp_path_factory.mktemp("clean"))
    for file in (grown.folder / "posts").glob("*.md"):
        (clean.folder / "posts" / file.name).write_bytes(file.read_bytes())
    clean.build()
    assert tree(grown.folder / "output" / "web") == tree(clean.folder / "output" / "web")


@pytest.mark.wire
def test_a_build_imports_neither_network_nor_model_clients(bench: Bench) -> None:
    bench.post("alpha")
    code = (
        "import sys; sys.argv = ['inkpress', '--workspace', sys.argv[1], 'build', '--json']\n"
        "from inkpress.cli import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "import json; print(json.dumps(sorted(sys.modules)))"
    )
    for banned in (
        {"openai", "httpx", "arxiv", "sklearn"},
        {"openai", "httpx", "arxiv", "sklearn", "jinja2", "markdown"},
    ):
        done = subprocess.run(
            [sys.executable, "-c", code, str(bench.folder)], capture_output=True, text=True, check=True
        )
        counts, modules = done.stdout.splitlines()
        assert set(json.loads(counts)) == {"pages", "written", "unchanged", "seconds", "debts"}
        assert not banned & set(json.loads(modules))
        bench.rest()
        bench.build()
