"""Links inside the newsletter, and arXiv ids: they exist, and name the version that was read."""

from __future__ import annotations

import re
from collections.abc import Iterator

from inkpress.check.inline import Link
from inkpress.check.material import Material
from inkpress.models import Finding
from inkpress.text import parse_arxiv_id, slugify

_ARXIV = re.compile(
    r"(?:https?://)?(?:[a-z.]+\.)?arxiv\.org/(?:abs|pdf|html|src|e-print)/(?P<id>[^\s#?]+)", re.IGNORECASE
)
_SCHEMES = ("https://", "http://", "mailto:")


def links(material: Material) -> Iterator[Finding]:
    """Every link leads somewhere, as far as can be said without asking the network."""
    anchors = {slugify(heading.text) for heading in material.body.headings}
    for link in material.body.links:
        problem = _problem(link, material, anchors)
        if problem:
            yield material.error("link", problem, line=link.line, column=link.column, sentence=link.text)
        yield from _arxiv(link, material)


def _problem(link: Link, material: Material, anchors: set[str]) -> str:
    target = link.target
    if not target:
        return "a link without an address"
    if target.startswith("#"):
        return "" if target[1:] in anchors else f"no heading here is called {target}"
    if target.startswith(("glossary:", "post:")):
        kind, _, slug = target.partition(":")
        known = {term.slug for term in material.around.glossary} if kind == "glossary" else material.around.slugs
        return "" if slug.partition("#")[0] in known else f"there is no {kind} entry `{slug}`"
    if target.startswith("/p/"):
        slug = target.removeprefix("/p/").strip("/").partition("/")[0].partition("#")[0]
        return "" if slug in material.around.slugs else f"no post has the slug `{slug}`"
    if target.startswith("/") or target.startswith(_SCHEMES):
        return ""
    if ":" in target.partition("/")[0]:
        return f"`{target[:40]}` is no address a reader can open"
    return (
        ""
        if material.around.file_size(target.partition("#")[0]) is not None
        else f"{target[:80]} is not beside the post"
    )


def _arxiv(link: Link, material: Material) -> Iterator[Finding]:
    match = _ARXIV.match(link.target)
    if match is None:
        return
    found = parse_arxiv_id(match["id"])
    where = {"line": link.line, "column": link.column}
    if found is None:
        yield material.error("arxiv-id", f"“{match['id'][:40]}” is no arXiv id", hint="such as 2310.06825v1", **where)
        return
    paper = material.post.front.paper
    if paper is None or found.id != paper.id or found.version is None or paper.version is None:
        return
    if found.version != paper.version:
        yield material.warning(
            "arxiv-version", f"links to version {found.version}, but the post explains version {paper.version}", **where
        )
