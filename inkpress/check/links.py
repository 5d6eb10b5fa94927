"""Links inside the newsletter, and arXiv ids: they exist, and name the version that was read."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from inkpress.check.inline import Link
from inkpress.check.material import Material
from inkpress.models import Finding
from inkpress.text import parse_arxiv_id, slug_of_file, slugify

_ARXIV = re.compile(
    r"(?:https?://)?(?:[a-z.]+\.)?arxiv\.org/(?:abs|pdf|html|src|e-print)/(?P<id>[^\s#?]+)", re.IGNORECASE
)
_WORDS = re.compile(r"\w+")
SHORT, LEAST_TITLE = 3, 2  # letters of a word that tells nothing; words of a title
_SCHEMES = ("https://", "http://", "mailto:")


def links(material: Material) -> Iterator[Finding]:
    """Every link leads somewhere, as far as can be said without asking the network."""
    anchors = {slugify(heading.text) for heading in material.body.headings}
    for link in material.body.links:
        problem = _problem(link, material, anchors)
        if problem:
            yield material.error("link", problem, line=link.line, column=link.column, sentence=link.text)
    yield from _arxiv_links(material)


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
    return _file_problem(target, material)


def _file_problem(target: str, material: Material) -> str:
    """Of the files beside a post, readers get the other posts and the pictures it shows."""
    name = target.partition("#")[0]
    if material.around.file_size(name) is None:
        return f"{target[:80]} is not beside the post"
    if slug := slug_of_file(name):
        return "" if slug in material.around.slugs else f"{name[:80]} has another slug than `{slug}`: write post:SLUG"
    if any(image.target == target for image in material.body.images):
        return ""
    return f"{target[:80]} is not published: posts and the pictures they show are"


def _arxiv_links(material: Material) -> Iterator[Finding]:
    """Ids that cannot be, ids of papers that are none of the post's sources, and another version of its paper."""
    paper = material.post.front.paper
    versions: dict[int, list[Link]] = defaultdict(list)
    for link in material.body.links:
        match = _ARXIV.match(link.target)
        if match is None:
            continue
        found = parse_arxiv_id(match["id"])
        where = {"line": link.line, "column": link.column}
        if found is None or not _has_month(found.id):
            message = f"“{match['id'][:40]}” is no arXiv id"
            yield material.error("arxiv-id", message, hint="such as 2310.06825v1", **where)
        elif paper is not None and found.id == paper.id:
            if found.version and paper.version and found.version != paper.version:
                versions[found.version].append(link)
        elif not _is_source(found.id, link, material):
            message = f"{found.id} is none of the post's sources: its paper, and what that paper cites"
            yield material.warning("arxiv-source", message, hint="look whether the id is the one you mean", **where)
    for version, several in versions.items():
        told = f"links to version {version}, but the post explains version {paper.version if paper else ''}"
        more = f" ({len(several)} links)" if len(several) > 1 else ""
        yield material.warning("arxiv-version", told + more, line=several[0].line, column=several[0].column)


def _has_month(arxiv_id: str) -> bool:
    """Ids begin with year and month: 2310.06825, hep-th/9901001 (https://info.arxiv.org/help/arxiv_identifier.html)."""
    digits = arxiv_id.rpartition("/")[2]
    return "01" <= digits[2:4] <= "12"


def _is_source(arxiv_id: str, link: Link, material: Material) -> bool:
    """Whether the paper at hand cites the id, or a work with the words of the link; true when no paper is at hand."""
    if material.paper is None or not material.paper.references:
        return True
    if any(arxiv_id in need.link for need in material.post.front.needs):
        return True
    title = {word for word in _WORDS.findall(link.text.casefold()) if len(word) > SHORT}
    for reference in material.paper.references:
        cited = reference.text.casefold()
        if arxiv_id in cited or (len(title) >= LEAST_TITLE and title <= set(_WORDS.findall(cited))):
            return True
    return False
