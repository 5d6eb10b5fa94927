"""A post as feed readers get it: the whole of its page in the plainest HTML, without style, boxes or tips."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from inkpress.render.entry import Story, day_in_words
from inkpress.render.shelf import Need


def feed_html(story: Story, article: str, notes: str) -> str:
    """Everything of `story` around `article`, its text, and `notes`, what stands after it: both HTML."""
    return "".join((*_before(story), article, *_after(story), notes, *(f"<p>{_x(said)}</p>\n" for said in story.made)))


def needs_html(needs: Sequence[Need], base_url: str) -> str:
    """What to know first."""
    rows = []
    for concept, why, address, what in needs:
        url = base_url + address if address.startswith("/") else address
        link = f' <a href="{escape(url)}">{_x(what)}</a>' if address else ""
        rows.append(f"<li><strong>{_x(concept)}.</strong> {_x(why)}{link}</li>\n")
    return f"<h2>What you should know first</h2>\n<ul>\n{''.join(rows)}</ul>\n" if rows else ""


def _before(story: Story) -> Iterator[str]:
    for date, text in story.corrections:
        yield f"<p><strong>Corrected on {day_in_words(date)}:</strong> {_x(text)}</p>\n"
    if story.paper:
        yield _paper(story)
    for name, text in (("Then", story.then), ("Today", story.today)):
        if text:
            yield f"<p><strong>{name}:</strong> {_x(text)}</p>\n"


def _paper(story: Story) -> str:
    paper = story.paper
    title = f"<cite>{_x(paper['title'])}</cite>, " if "title" in paper else ""
    authors = (
        f"by {_x(', '.join(paper['authors'][:4]))}{' and others' * (len(paper['authors']) > 4)}, " if title else ""
    )
    withdrawn = " <strong>The authors have withdrawn this paper.</strong>" if paper.get("withdrawn") else ""
    places = [("Abstract", paper["abs"]), ("PDF", paper["pdf"]), ("HTML", paper["html"]), ("Code", paper["code"])]
    links = ", ".join(f'<a href="{escape(address)}">{name}</a>' for name, address in places if address)
    return f"<p>The paper: {title}{authors}arXiv:{_x(paper['name'])}.{withdrawn} {links}</p>\n"


def _after(story: Story) -> Iterator[str]:
    if story.roles:
        yield "<h2>What it means for you</h2>\n"
        yield from (f"<p><strong>{_x(reader)}:</strong> {_x(text)}</p>\n" for reader, text in story.roles)
    if story.scrutiny or story.confidence:
        yield "<h2>Under scrutiny</h2>\n"
    if story.scrutiny:
        rows = (
            f"<li>{_x(question)} <strong>{_x(answer)}</strong>{f' <q>{_x(quote)}</q>' if quote else ''}</li>\n"
            for question, answer, quote in story.scrutiny
        )
        yield f"<ul>\n{''.join(rows)}</ul>\n"
    if story.confidence:
        level, why = story.confidence
        yield f"<p><strong>Our confidence: {_x(level)}.</strong> {_x(why)}</p>\n"


def _x(text: str) -> str:
    return escape(text, quote=False)
