"""How posts stand to one another: neighbours, related posts, issues, series, what teaches what."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import NamedTuple

from inkpress.models import GlossaryTerm
from inkpress.render.entry import Entry, in_address, slug_of

WINDOW = 6  # posts looked at on either side, within each tag, for related ones
MAX_PATH = 12  # posts in one reading list
MOST_DEBTS = 5  # concepts that the author is reminded of
# titles of pages that are no posts, as `listing` and `paths` give them
LIST_TITLES = frozenset({
    "Archive", "Issues", "Tags", "Authors", "Kinds of posts", "Papers explained", "Start here", "Reading lists",
    "Glossary", "Search", "Unsubscribe", "No page here", "Explainers", "Classics", "Deep dives", "Tutorials",
    "Guest posts", "Notes",
})  # fmt: skip
_LIST_LEADS = ("Tag: ", "Posts by ", "Issue ", "Reading list: ", "Series: ", *(f"{t}: " for t in sorted(LIST_TITLES)))


class Concept(NamedTuple):
    """Something posts need or teach."""

    name: str
    slug: str
    taught_by: list[Entry]
    needed_by: list[Entry]


class Need(NamedTuple):
    """What a reader should know first, and where it is explained."""

    concept: str
    why: str
    url: str  # "" where nothing explains it
    title: str  # of what is there


class Part(NamedTuple):
    """The place of a post in its series."""

    slug: str
    name: str
    number: int
    total: int
    before: Entry | None
    after: Entry | None


class Shelf:
    """The posts in order, with indexes by date, tag, author, kind, paper and concept."""

    def __init__(self, entries: Iterable[Entry], *, ready_dates: Iterable[str], first_issue: str, related: int) -> None:
        """`ready_dates` are the ISO dates of all ready posts, also of those with errors: they number the issues."""
        self.entries: list[Entry] = sorted(entries, key=lambda e: (e.date, e.slug), reverse=True)  # newest first
        self.by_slug = {entry.slug: entry for entry in self.entries}
        self.issues = _grouped(self.entries, lambda e: [e.date])
        self.tags = _grouped(self.entries, lambda e: e.tags, slugged=True)
        self.authors = _grouped(self.entries, lambda e: e.authors, slugged=True)
        self.series = _grouped(reversed(self.entries), lambda e: [e.series] if e.series else [], slugged=True)
        self._parts = {entry.slug: place for parts in self.series.values() for place, entry in enumerate(parts)}
        self.kinds = _grouped(self.entries, lambda e: [e.kind])
        self.papers = sorted(
            (e for e in self.entries if e.paper), key=lambda e: (e.paper, e.date, e.slug), reverse=True
        )
        counted = sorted({*ready_dates, *self.issues})
        before = sum(date < first_issue for date in counted) if first_issue else 0
        self.numbers = {date: max(1, place - before) for place, date in enumerate(counted, 1)}
        self._place = {entry.slug: place for place, entry in enumerate(self.entries)}
        self._tag_slugs = {tag: [entry.slug for entry in group] for tag, group in self.tags.items()}
        self._tag_places = {tag: [self._place[slug] for slug in slugs] for tag, slugs in self._tag_slugs.items()}
        self._kind_places = {kind: [self._place[e.slug] for e in group] for kind, group in self.kinds.items()}
        self._related = related
        self._titles = Counter(entry.title for entry in self.entries)
        self.concepts = _concepts(self.entries)

    def neighbours(self, entry: Entry) -> tuple[Entry | None, Entry | None]:
        """The next newer and the next older post."""
        place = self._place[entry.slug]
        newer = self.entries[place - 1] if place else None
        older = self.entries[place + 1] if place + 1 < len(self.entries) else None
        return newer, older

    def related(self, entry: Entry) -> list[Entry]:
        """The posts to read next: those that share most tags, the nearest in time first.

        Where they are too few, posts follow that explain what this one needs or build on it, then the nearest of its
        kind, then the nearest of all.
        """
        shared: Counter[str] = Counter()
        here = self._place[entry.slug]
        for tag in {slug_of(tag) for tag in entry.tags}:
            place = bisect_left(self._tag_places[tag], here)
            shared.update(self._tag_slugs[tag][max(0, place - WINDOW) : place + WINDOW + 1])
        del shared[entry.slug]
        # thousands of posts ask this at each build: only those that can be among the first are put in order
        least = min(sorted(shared.values(), reverse=True)[: self._related], default=0)
        first = [(-count, abs(self._place[slug] - here), slug) for slug, count in shared.items() if count >= least]
        found = [slug for _, _, slug in sorted(first)[: self._related]]
        if len(found) < self._related:
            more = (slug for slug in self._kin(entry, here) if slug != entry.slug)
            found = list(islice(dict.fromkeys((*found, *more)), self._related))
        return [self.by_slug[slug] for slug in found]

    def _kin(self, entry: Entry, here: int) -> Iterator[str]:
        """Posts that stand close to `entry` otherwise than by a tag, the closest first."""
        for name, _, _ in entry.needs:
            yield from (post.slug for post in self.concepts[slug_of(name)].taught_by)
        for name in entry.teaches:
            yield from (post.slug for post in self.concepts[slug_of(name)].needed_by)
        for places in (self._kind_places[entry.kind], range(len(self.entries))):
            middle = bisect_left(places, here)
            near = places[max(0, middle - self._related) : middle + self._related + 1]
            yield from (
                self.entries[place].slug for place in sorted(near, key=lambda place: (abs(place - here), place))
            )

    def head_title(self, entry: Entry) -> str:
        """The title, with the date where another page has it too: no two pages have one title."""
        is_free = self._titles[entry.title] == 1 and not is_list_title(entry.title)
        return entry.title if is_free else f"{entry.title} ({entry.date}, {entry.slug})"

    def part(self, entry: Entry) -> Part | None:
        """The place of `entry` in its series; None when it is in none, or alone in one."""
        slug = slug_of(entry.series) if entry.series else ""
        parts = self.series.get(slug, [])
        if len(parts) < 2:
            return None
        place = self._parts[entry.slug]
        before, after = parts[place - 1] if place else None, parts[place + 1] if place + 1 < len(parts) else None
        return Part(slug, parts[0].series, place + 1, len(parts), before, after)

    def teacher(self, concept: str, reader: Entry) -> Entry | None:
        """The post that explains `concept` to someone who reads `reader`: the newest other one."""
        known = self.concepts.get(slug_of(concept))
        return next((post for post in known.taught_by if post.slug != reader.slug), None) if known else None

    def needs_of(self, entry: Entry, glossary: Mapping[str, GlossaryTerm]) -> list[Need]:
        """What to know before `entry`: each with the author's link, else the post or the term that explains it."""
        return [self._need(need, entry, glossary) for need in entry.needs]

    def _need(self, need: list[str], entry: Entry, glossary: Mapping[str, GlossaryTerm]) -> Need:
        concept, why, link = need
        kind, _, slug = link.partition(":")
        name = concept[:1].upper() + concept[1:]
        if kind == "post" and slug in self.by_slug:
            return Need(name, why, self.by_slug[slug].url, self.by_slug[slug].title)
        if link.startswith("https://"):
            return Need(name, why, link, link.split("/")[2])
        if teacher := self.teacher(concept, entry):
            return Need(name, why, teacher.url, teacher.title)
        term = slug if kind == "glossary" else slug_of(concept)
        if term in glossary:
            return Need(name, why, f"/glossary/#{in_address(term)}", "in the glossary")
        return Need(name, why, "", "")

    def path_to(self, concept: Concept) -> list[Entry]:
        """Posts in the order to read them so as to understand `concept`: what is needed comes first."""
        order: dict[str, Entry] = {}
        open_slugs: set[str] = set()

        def visit(entry: Entry) -> None:
            if entry.slug in open_slugs or len(open_slugs) >= MAX_PATH:
                return
            open_slugs.add(entry.slug)
            for need, _, _ in entry.needs:
                if teacher := self.teacher(need, entry):
                    visit(teacher)
            order.setdefault(entry.slug, entry)

        for post in reversed(concept.taught_by):
            visit(post)
        return list(order.values())

    def reading_lists(self) -> list[Concept]:
        """Concepts that one post explains and another needs, the most needed first."""
        useful = [c for c in self.concepts.values() if c.taught_by and {e.slug for e in c.needed_by} - {
            e.slug for e in c.taught_by
        }]  # fmt: skip
        return sorted(useful, key=lambda c: (-len(c.needed_by), c.slug))

    def debts(self, explained: Sequence[str] = ()) -> list[Concept]:
        """Concepts that at least two posts need and none explains, the most needed first: the next deep dives."""
        owed = [
            c for c in self.concepts.values() if len(c.needed_by) > 1 and not c.taught_by and c.slug not in explained
        ]
        return sorted(owed, key=lambda c: (-len(c.needed_by), c.slug))

    def start_here(self, slugs: Sequence[str]) -> list[Entry]:
        """The author's path, or the posts that explain what the others need most."""
        if slugs:
            return [self.by_slug[slug] for slug in slugs if slug in self.by_slug]
        path: dict[str, Entry] = {}
        for concept in self.reading_lists()[:7]:
            for entry in self.path_to(concept):
                path.setdefault(entry.slug, entry)
        for entry in self.kinds.get("classic", []) + self.entries:
            path.setdefault(entry.slug, entry)
        return list(path.values())[:7]


def is_list_title(title: str) -> bool:
    """Whether a page that lists posts may have this title."""
    return title in LIST_TITLES or title.startswith(_LIST_LEADS)


def _grouped(
    entries: Iterable[Entry], names: Callable[[Entry], Iterable[str]], *, slugged: bool = False
) -> dict[str, list[Entry]]:
    groups: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        for name in dict.fromkeys(slug_of(name) if slugged else name for name in names(entry)):
            groups[name].append(entry)
    return dict(groups)


def _concepts(entries: Sequence[Entry]) -> dict[str, Concept]:
    concepts: dict[str, Concept] = {}
    for entry in reversed(entries):  # the oldest post names the concept
        for name in entry.teaches:
            concepts.setdefault(slug_of(name), Concept(name, slug_of(name), [], [])).taught_by.insert(0, entry)
        for name, _, _ in entry.needs:
            concepts.setdefault(slug_of(name), Concept(name, slug_of(name), [], [])).needed_by.insert(0, entry)
    return concepts
