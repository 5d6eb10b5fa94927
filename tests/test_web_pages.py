"""What readers see of a post: notes in the margin, tips, boxes, cards, feeds."""

from __future__ import annotations

import datetime as dt
import json
import re
import struct
from typing import Any
from xml.etree import ElementTree

import pytest

from inkpress.adapters.templates import packaged_templates, template_environment
from inkpress.config import DesignConfig, NewsletterConfig, SiteConfig
from inkpress.models import Claim, EvidenceFile, GlossaryTerm, Paper, PaperRef, Post
from inkpress.render.article import PictureFile, article_html, sign_of
from inkpress.render.brief import Brief, Line, Row
from inkpress.render.cards import card_site, card_words, draw_card, draw_icon
from inkpress.render.document import parse_document
from inkpress.render.entry import Entry, Link, day_in_words
from inkpress.render.feeds import Feed, atom, content_of, json_feed, rss
from inkpress.render.linked_data import json_ld
from inkpress.render.listing import Year
from inkpress.render.pages import About, InSeries, render_post_page
from inkpress.render.paths import Term
from inkpress.render.policy import content_policy
from inkpress.render.shelf import Need, Shelf
from inkpress.render.story import Made, make_story, with_links
from inkpress.render.style import _CODE, style_sheet
from inkpress.render.tree import NoteRef
from inkpress.render.webfiles import _old_address
from tests.builders import make_evidence, make_post

EVIDENCED = (
    "It is fast.[^e1] It is small.[^1]\n\n"
    '[^e1]: "very fast" ([Section 2](https://arxiv.org/html/2601.00001v1#S2))\n'
    "[^1]: As *notes* go.\n"
)


def made(post: Post) -> Made:
    document = parse_document(post.body, file=post.path, first_line=post.body_line)
    return make_story(
        post,
        document,
        pictures={},
        media={},
        base_url="https://letter.example",
        arxiv="https://arxiv.org",
        author="Ada",
    )


def entry(slug: str, **changes: Any) -> Entry:
    post = make_post(slug=slug, title=f"About {slug}", **changes)
    return made(post).entry


def shelf(*entries: Entry, related: int = 3) -> Shelf:
    return Shelf(entries, ready_dates=[e.date for e in entries], first_issue="", related=related)


# --- the text


def test_a_note_stands_beside_its_mark_and_again_at_the_end() -> None:
    story = made(make_post(EVIDENCED)).story
    assert (
        '<button type="button" popovertarget="m_e1" aria-label="Evidence a: the paper’s own words">a</button>'
        in story.article
    )
    assert '“very fast” (<a href="https://arxiv.org/html/2601.00001v1#S2">Section 2</a>)' in story.article
    assert '<span class="number">1</span> As <em>notes</em> go.' in story.article
    assert "<ol>" not in story.article
    assert 'It is <span class="tied">fast.<sup class="mark evidence" id="fnref_e1"><button' in story.article
    assert story.notes.count("<li") == 2
    assert "“very fast” (<a" in story.notes


def test_a_mark_in_a_scroll_box_and_a_note_with_a_list_stay_links() -> None:
    body = "| a |\n|---|\n| b[^1] |\n\nText.[^2]\n\n[^1]: Short.\n[^2]: Long:\n\n    - one\n    - two\n"
    article = made(make_post(body)).story.article
    assert "popover" not in article
    assert article.count('href="#fn_') == 2


def test_every_id_is_used_once_and_every_mark_leads_somewhere() -> None:
    headings = "\n## Notes\n\n## x_notes\n\n## Fn 1\n\n## Fnref 1\n\n## Evidence title\n\n## Main\n"
    labels = "\nAgain.[^1] And[^a b] so[^a-b].\n\n[^a b]: One.\n[^a-b]: Two.\n"
    story = made(make_post(EVIDENCED + labels + headings)).story
    html = story.article + story.notes
    assert html.count("↩") == 4
    ids = re.findall(r' id="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    targets = re.findall(r'href="#([^"]+)"|popovertarget="([^"]+)"', html)
    assert {a or b for a, b in targets} <= set(ids)


def test_the_authors_notes_have_numbers_and_the_evidence_letters() -> None:
    assert [sign_of(NoteRef("x", n, True)) for n in (1, 26, 27, 703)] == ["a", "z", "aa", "aaa"]
    assert sign_of(NoteRef("x", 27, False)) == "27"
    notes = made(make_post(EVIDENCED)).story.notes
    assert re.findall(r"<ol[^>]*>", notes) == ["<ol>", '<ol type="a">']


def test_a_link_holds_neither_a_link_nor_the_mark_of_a_note() -> None:
    body = "[see *https://x.example now*[^1]](https://y.example)\n\n[^1]: So.\n"
    article = made(make_post(body)).story.article
    assert '<a href="https://y.example">see <em>https://x.example now</em></a><span class="tied"><sup' in article


def test_the_feed_has_absolute_addresses_only() -> None:
    feed = made(make_post(EVIDENCED + "\n[it](post:beta) [word](glossary:token)\n")).story.feed
    assert re.findall(r'(?:href|src)="(?!https://)[^"]*"', feed) == []
    assert 'href="https://letter.example/p/a-sample/#fn_1"' in feed.replace("/p/sample/", "/p/a-sample/")
    assert "popover" not in feed


def test_the_first_link_to_a_term_is_a_tip_and_the_next_a_link() -> None:
    link = '<a href="/glossary/#token">token</a>'
    html = with_links(f"{link} {link}", {"token": "A piece of a <word>."}, {})
    assert html.count("popovertarget") == 1
    assert "A piece of a &lt;word&gt;." in html
    assert html.endswith(link)


def test_links_that_lead_nowhere_become_text() -> None:
    html = with_links(
        '<a href="/glossary/#no">a</a> <a href="/p/gone/">b</a> <a href="/p/here/#x">c</a>', {}, {"here": "H"}
    )
    assert html == 'a b <a href="/p/here/#x">c</a>'


# --- the boxes


def test_a_link_to_a_file_leads_to_where_readers_have_it() -> None:
    body = (
        "[it](2026-11-25-alpha.md) [part](./Beta%20two.md#x) [![A cat](cat.png)](cat.png) [out](https://a.example/b.md)"
    )
    post = make_post(body)
    pictures = {"cat.png": PictureFile("/media/cat-1.png", 4, 3)}
    html = article_html(parse_document(post.body, file=post.path, first_line=1), pictures=pictures)
    addresses = ["/p/alpha/", "/p/beta-two/#x", "/media/cat-1.png", "https://a.example/b.md"]
    assert re.findall(r'<a href="([^"]*)"', html) == addresses


def test_the_paper_card_names_the_exact_version_and_the_authors() -> None:
    when = dt.datetime(2026, 2, 3, tzinfo=dt.UTC)
    about = Paper(id="2601.00001", version=2, title="On <b>speed", authors=("A", "B"), updated=when, published=when)
    post = make_post(paper={"id": "2601.00001", "version": 2}, code="https://code.example/x")
    post = Post(**{**dict(post), "evidence": EvidenceFile(paper=PaperRef(id="2601.00001", version=2), about=about)})
    card = made(post).story.paper
    assert (card["name"], card["title"], card["authors"], card["date"]) == (
        "2601.00001v2",
        "On <b>speed",
        ["A", "B"],
        "2026-02-03",
    )
    assert (card["pdf"], card["code"]) == ("https://arxiv.org/pdf/2601.00001v2", "https://code.example/x")


def test_a_card_of_another_paper_or_an_unsafe_code_address_is_not_shown() -> None:
    about = Paper(id="2601.09999", title="Another")
    post = make_post(paper={"id": "2601.00001"}, code="javascript:alert(1)")
    post = Post(**{**dict(post), "evidence": EvidenceFile(about=about)})
    card = made(post).story.paper
    assert "title" not in card
    assert (card["name"], card["code"]) == ("2601.00001", "")


@pytest.mark.parametrize(
    ("provenance", "said"),
    [
        ({"engine": "hand"}, "Written by hand."),
        ({"engine": "hand", "note": "By Ada."}, "By Ada."),
        (
            {"engine": "model", "model": "m-1", "source": "html"},
            "Drafted by m-1 from the paper’s HTML, then edited by the author.",
        ),
        (
            {"engine": "extract", "source": "pdf", "drafted_at": "2026-11-20T10:00:00Z"},
            "Begun on 20 November 2026 from sentences of the paper’s PDF, then rewritten and checked by the author.",
        ),
    ],
)
def test_a_post_says_how_it_was_made(provenance: dict[str, Any], said: str) -> None:
    assert made(make_post(provenance=provenance)).story.made == [said]


def test_a_post_says_how_many_sentences_are_tied_to_the_paper() -> None:
    claims = (
        Claim(id="e1", sentence="It is fast.", evidence=make_evidence("very fast")),
        Claim(id="e2", sentence="Hm."),
    )
    post = Post(**{**dict(make_post()), "evidence": EvidenceFile(claims=claims)})
    assert made(post).story.made[0].startswith("One sentence is tied")


def test_a_page_alone_carries_its_style_and_every_box() -> None:
    environment = template_environment(None, folder="web")
    post = make_post(
        "## One\n\nA [token](glossary:token).\n\n## Two\n\nx\n\n## Three\n\ny\n",
        summary="In a line.",
        kind="classic",
        then="Then so.",
        today="Today thus.",
        needs=[{"concept": "token", "why": "It is read."}],
        roles={"research": "Look.", "product": "", "engineering": "Do."},
        scrutiny={"code": {"answer": "yes", "quote": "is public"}},
        confidence={"level": "high", "why": "rebuilt often"},
        corrections=[{"date": "2026-11-24", "text": "A number was wrong."}],
        tags=["vision"],
        authors=["Ada </script>"],
    )
    style = style_sheet(environment, DesignConfig())
    document = parse_document(post.body, file=post.path)
    term = GlossaryTerm(term="Token", slug="token", plain="A piece of a word.")
    page = render_post_page(post, document, SiteConfig(), environment, style=style, glossary=(term,))
    html = page.content.decode()
    for shown in (
        "In a line.",
        "Then so.",
        "A piece of a word.",
        "is public",
        "rebuilt often",
        "A number was wrong.",
        "Contents",
    ):
        assert shown in html
    assert "If you do research" in html
    assert "If you build products" not in html
    assert f"<style>{style}</style>" in html
    assert "<script" not in html
    assert re.findall(r'(?:href|src|action)="/', html) == []


def test_signs_of_templates_in_a_page_alone_are_text_and_never_run() -> None:
    environment = template_environment(None, folder="web")
    post = make_post("{{ 7 * 7 }}\n", title="A title {{ x }}")
    page = render_post_page(post, parse_document(post.body, file=post.path), SiteConfig(), environment, style="a{}")
    html = page.content.decode()
    assert "A title &#123;&#123; x &#125;&#125;</h1>" in html
    assert "<p>&#123;&#123; 7 * 7" in html


def test_linked_data_cannot_end_its_element() -> None:
    text = json_ld({"name": "</script><b>"})
    assert "<" not in text
    assert json.loads(text)["name"] == "</script><b>"


def test_no_page_but_search_may_run_a_script() -> None:
    config = SiteConfig(newsletter=NewsletterConfig(subscribe_url="https://forms.example/join?x=1"))
    assert "script-src 'none'" in content_policy(config)
    assert content_policy(config).endswith("form-action 'self' https://forms.example")
    assert "'self' 'wasm-unsafe-eval'" in content_policy(config, search=True)


# --- how posts stand to one another


def test_neighbours_are_the_next_in_time() -> None:
    a, b, c = (entry(s, date=f"2026-11-2{n}") for n, s in enumerate("abc"))
    newer, older = shelf(a, b, c).neighbours(b)
    assert newer is not None and older is not None  # noqa: PT018 - one fact
    assert (newer.slug, older.slug) == ("c", "a")
    assert shelf(a).neighbours(a) == (None, None)


def test_related_posts_share_most_tags() -> None:
    a = entry("a", tags=["x", "y"])
    others = [entry("b", tags=["x"]), entry("c", tags=["y", "x"]), entry("d", tags=["z"])]
    assert [e.slug for e in shelf(a, *others, related=2).related(a)] == ["c", "b"]


def test_related_posts_are_filled_up_from_concepts_kind_and_date() -> None:
    a = entry("a", date="2026-11-23", needs=[{"concept": "x"}], kind="classic")
    teaches = entry("teaches", date="2020-01-01", teaches=["x"])
    classic = entry("classic", date="2021-01-01", kind="classic")
    near, far = entry("near", date="2026-11-24"), entry("far", date="2019-01-01")
    stand = shelf(a, teaches, classic, near, far)
    assert [e.slug for e in stand.related(a)] == ["teaches", "classic", "near"]
    assert [e.slug for e in shelf(a, near).related(a)] == ["near"]
    assert len(stand.related(far)) == 3


def test_a_series_leads_from_part_to_part() -> None:
    parts = [entry(slug, date=f"2026-11-0{day}", series="On loss") for day, slug in enumerate("abc", 1)]
    stand = shelf(*parts, entry("d", series="Alone"))
    middle = stand.part(parts[1])
    assert middle is not None
    assert (middle.name, middle.number, middle.total, middle.slug) == ("On loss", 2, 3, "on-loss")
    assert (middle.before, middle.after) == (parts[0], parts[2])
    assert stand.part(stand.by_slug["d"]) is None


def test_what_to_know_first_leads_to_the_post_or_the_term_that_explains_it() -> None:
    base = entry("base", teaches=["KV cache"])
    wants = [{"concept": "kv-cache"}, {"concept": "token"}, {"concept": "loss"}, {"concept": "x", "link": "post:gone"}]
    top = entry("top", needs=wants, date="2026-11-25")
    terms = {"token": GlossaryTerm(term="Token", slug="token", plain="A piece.")}
    found = shelf(base, top).needs_of(top, terms)
    assert [(need.concept, need.url) for need in found] == [
        ("Kv-cache", "/p/base/"),
        ("Token", "/glossary/#token"),
        ("Loss", ""),
        ("X", ""),
    ]


def test_a_reading_list_begins_with_what_is_needed() -> None:
    base = entry("base", teaches=["vectors"], date="2026-11-20")
    middle = entry("middle", teaches=["attention"], needs=[{"concept": "vectors"}], date="2026-11-22")
    top = entry("top", needs=[{"concept": "Attention"}, {"concept": "loss"}], date="2026-11-23")
    other = entry("other", needs=[{"concept": "loss"}], date="2026-11-25")
    stand = shelf(base, middle, top, other)
    attention = stand.concepts["attention"]
    assert [e.slug for e in stand.path_to(attention)] == ["base", "middle"]
    assert {c.slug for c in stand.reading_lists()} == {"attention", "vectors"}
    assert [c.name for c in stand.debts()] == ["loss"]
    assert stand.debts(explained=("loss",)) == []
    assert [e.slug for e in stand.start_here(())][:2] == ["base", "middle"]
    assert [e.slug for e in stand.start_here(("top", "no-such"))] == ["top"]


def test_concepts_that_need_each_other_do_not_go_round_for_ever() -> None:
    a = entry("a", teaches=["x"], needs=[{"concept": "y"}])
    b = entry("b", teaches=["y"], needs=[{"concept": "x"}])
    stand = shelf(a, b)
    assert {e.slug for e in stand.path_to(stand.concepts["x"])} == {"a", "b"}


def test_issues_are_numbered_by_their_dates() -> None:
    a, b = entry("a", date="2026-11-20"), entry("b", date="2026-11-25")
    stand = Shelf([a, b], ready_dates=["2026-11-23"], first_issue="2026-11-23", related=0)
    assert stand.numbers == {"2026-11-20": 1, "2026-11-23": 1, "2026-11-25": 2}


def test_two_posts_with_one_title_have_two_head_titles() -> None:
    a, b = entry("a")._replace(title="Same"), entry("b")._replace(title="Same")
    stand = shelf(a, b)
    assert stand.head_title(a) != stand.head_title(b)


# --- cards, feeds, styles


@pytest.mark.parametrize("title", ["Short", "word " * 60, "x" * 300, "数学と Δ words", "", "A"])
def test_a_card_is_a_small_picture_of_the_right_size(title: str) -> None:
    png = draw_card(title, "Classic · 1 May 2026", "Letter", DesignConfig())
    assert struct.unpack(">II", png[16:24]) == (1200, 630)
    assert len(png) < 40_000
    assert png == draw_card(title, "Classic · 1 May 2026", "Letter", DesignConfig())


@pytest.mark.parametrize(
    ("title", "more", "drawn"),
    [
        ("Été à Besançon", {}, "Été à Besançon"),
        ("Почему внимание работает", {}, "Почему внимание работает"),
        ("A rocket 🚀 paper", {}, "A rocket 🚀 paper"),
        ("注意力", {"slug": "why-attention-works"}, "Why attention works"),
        ("注意力", {"slug": "注意力", "paper_title": "Attention Is All You Need"}, "Attention Is All You Need"),
        ("注意力", {"slug": "注意力"}, "Classic"),
        ("שלום", {"slug": "שלום"}, "Classic"),
    ],
)
def test_a_card_names_its_post_in_letters_that_a_font_has(title: str, more: dict[str, str], drawn: str) -> None:
    words = card_words(entry("a", kind="classic")._replace(title=title, **more))
    assert words[0] == drawn
    blank = draw_card("", words[1], "Letter", DesignConfig())
    assert draw_card(*words, "Letter", DesignConfig()) != blank


def test_accents_are_drawn_and_a_newsletter_without_drawable_name_shows_its_host() -> None:
    cards = {draw_card(title, "", "", DesignConfig()) for title in ("été", "ete", "éte", "t")}
    assert len(cards) == 4
    assert card_site(NewsletterConfig(title="通讯", url="https://letter.example/x")) == "letter.example"
    assert card_site(NewsletterConfig(title="Письмо")) == "Письмо"


def test_a_card_can_be_read_by_others_and_has_the_accent_on_top() -> None:
    from io import BytesIO

    from PIL import Image

    with Image.open(BytesIO(draw_card("Title", "foot", "Letter", DesignConfig(accent="#a00")))) as image:
        pixels = image.convert("RGB")
        assert pixels.getpixel((5, 5)) == (170, 0, 0)
        assert pixels.getpixel((5, 300)) == (255, 255, 255)
    assert draw_icon("P", 64, DesignConfig()).startswith(b"\x89PNG")


def moment(date: str) -> dt.datetime:
    return dt.datetime.fromisoformat(f"{date}T07:00:00+00:00")


def content(slug: str) -> str:
    return made(make_post(EVIDENCED, slug=slug)).story.feed


def test_the_feeds_hold_the_whole_text_and_name_the_hub() -> None:
    post = entry("a", tags=["x & y"], authors=["Ada"], summary="In \x0b<a> line.")
    newsletter = NewsletterConfig(url="https://letter.example", tagline="Words.")
    site = Feed(newsletter, content, moment, "https://hub.example/")
    feed = ElementTree.fromstring(atom([post], site, "/atom.xml", "/", "T"))
    names = {"a": "http://www.w3.org/2005/Atom"}
    assert "It is fast." in (feed.findtext("a:entry/a:content", "", names))
    assert feed.find("a:link[@rel='hub']", names) is not None
    channel = ElementTree.fromstring(rss([post], site, "Words."))
    assert channel.findtext("channel/item/guid") == "https://letter.example/p/a/"
    data = json.loads(json_feed([post], site, "Words."))
    assert data["hubs"] == [{"type": "WebSub", "url": "https://hub.example/"}]
    assert "It is fast." in data["items"][0]["content_html"]


def test_the_feed_has_everything_that_the_page_has() -> None:
    about = Paper(id="2601.00001", version=1, title="On speed", authors=("Bo", "Cy"))
    post = make_post(
        EVIDENCED,
        paper={"id": "2601.00001", "version": 1},
        then="Then so.",
        today="Today thus.",
        roles={"research": "Look <there>."},
        scrutiny={"code": {"answer": "yes", "quote": "is public"}},
        confidence={"level": "high", "why": "rebuilt often"},
        corrections=[{"date": "2026-11-24", "text": "A number was wrong."}],
        provenance={"engine": "hand"},
    )
    evidence = EvidenceFile(paper=PaperRef(id="2601.00001", version=1), about=about)
    feed = made(Post(**{**dict(post), "evidence": evidence})).story.feed
    parts = (
        "Corrected on 24 November 2026:</strong> A number was wrong.",
        "<cite>On speed</cite>, by Bo, Cy, arXiv:2601.00001v1.",
        "Then:</strong> Then so.",
        "Today:</strong> Today thus.",
        "It is fast.",
        "If you do research:</strong> Look &lt;there&gt;.",
        "Is the code public? <strong>yes</strong> <q>is public</q>",
        "Our confidence: high.</strong> rebuilt often",
        "As <em>notes</em> go.",
        "Written by hand.",
    )
    places = [feed.index(part) for part in parts]
    assert places == sorted(places)


def test_a_feed_leads_nowhere_where_nothing_is_and_leaves_code_alone() -> None:
    body = 'See [it](post:gone#x), [that](post:here) and [word](glossary:no).\n\n`<a href="/about">`\n\n    src="/x"\n'
    reader, here = make_post(body, slug="reader", needs=[{"concept": "Loss", "why": "So."}]), entry("here")
    post = made(reader).entry
    stand = shelf(post, here, entry("loss", teaches=["loss"]))
    html = content_of(post, stand, lambda slug: made(reader).story, "https://letter.example", {})
    assert "See it, <a " in html
    assert "and word." in html
    assert 'href="https://letter.example/p/here/"' in html
    assert '<strong>Loss.</strong> So. <a href="https://letter.example/p/loss/">About loss</a>' in html
    assert "&lt;a href=&quot;/about&quot;&gt;" in html
    assert "src=&quot;/x&quot;" in html


def test_feeds_of_an_empty_newsletter_are_valid_and_without_a_hub() -> None:
    site = Feed(NewsletterConfig(url="https://letter.example"), content, moment)
    assert b"hub" not in atom([], site, "/atom.xml", "/", "T")
    ElementTree.fromstring(rss([], site, "T"))
    assert json.loads(json_feed([], site, "T"))["items"] == []


@pytest.mark.parametrize(
    ("alias", "address"),
    [
        ("/p/old", "/p/old"),
        ("old/", "/old"),
        ("https://daily.example/p/old?x#y", "/p/old"),
        ("/posts/old.html", "/posts/old.html"),
        ("/style.css", ""),
        ("/index.html/x", ""),
        ("/../x", ""),
        ("/a b", ""),
        ("/", ""),
    ],
)
def test_an_alias_is_a_plain_path_or_nothing(alias: str, address: str) -> None:
    assert _old_address(alias) == address


def test_the_colours_of_code_can_be_read_on_their_panel() -> None:
    design = DesignConfig()
    for names, light, dark, _ in _CODE:
        assert contrast(light, design.panel) >= 4.5, names
        assert contrast(dark, design.panel_dark) >= 4.5, names
    assert contrast(design.ink, design.paper) >= 10
    assert contrast(design.ink_dark, design.paper_dark) >= 10


def contrast(one: str, other: str) -> float:
    """https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio"""

    def light(colour: str) -> float:
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    brighter, darker = sorted((light(one), light(other)), reverse=True)
    return (brighter + 0.05) / (darker + 0.05)


def test_every_packaged_template_is_used() -> None:
    used = "".join(file.read_text("utf-8") for file in (packaged_templates() / "web").glob("*.j2"))
    code = ["listing.py", "pages.py", "paths.py", "style.py", "webfiles.py"]
    folder = packaged_templates().parent / "inkpress" / "render"
    used += "".join((folder / name).read_text("utf-8") for name in code)
    used += (folder.parent / "pipeline" / "site.py").read_text("utf-8")
    unused = [f.name for f in (packaged_templates() / "web").glob("*.j2") if f.name not in used]
    assert [name for name in unused if name not in ("head.html.j2", "foot.html.j2")] == []


def test_the_guide_names_every_web_template_and_what_it_may_use() -> None:
    guide = (packaged_templates().parent / "docs" / "design.md").read_text("utf-8")
    assert [f.name for f in (packaged_templates() / "web").glob("*.j2") if f"`{f.name}`" not in guide] == []
    for value in (Link, Row, Line, Brief, Need, InSeries, About, Term, Year):
        assert [name for name in value._fields if name != "key" and f"`{name}`" not in guide] == [], value


def test_a_day_is_said_in_words() -> None:
    assert day_in_words("2026-02-03") == "3 February 2026"
