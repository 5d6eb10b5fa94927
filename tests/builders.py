"""Values for tests, with defaults: say only what the test is about."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

from inkpress.frontmatter import parse_post
from inkpress.models import Evidence, Gate, Paper, PaperText, Post, Section, Sentence
from inkpress.text import split_sentences

SHARED = Path(__file__).resolve().parents[2] / "shared"


def make_paper(**changes: Any) -> Paper:
    """A plain paper of 5 January 2026."""
    day = dt.datetime(2026, 1, 5, 12, 0, tzinfo=dt.UTC)
    fields: dict[str, Any] = {
        "id": "2601.00001",
        "title": "Why small models can check large ones",
        "authors": ("Ada Author", "Ben Builder"),
        "abstract": "We show why small models can check large ones. Accuracy rises by 3 points.",
        "categories": ("cs.LG",),
        "published": day,
        "updated": day,
    }
    return Paper(**{**fields, **changes})


def make_paper_text(*sections: str, **changes: Any) -> PaperText:
    """A whole paper whose sections (S1, S2, ...) hold the given texts, cut into sentences."""
    built = tuple(
        Section(
            id=f"S{n}",
            title=f"Section {n}",
            sentences=tuple(Sentence(id=f"S{n}.p1.s{i}", text=s) for i, s in enumerate(split_sentences(text), 1)),
        )
        for n, text in enumerate(sections, 1)
    )
    fields: dict[str, Any] = {
        "paper": "2601.00001",
        "version": 1,
        "title": "Why small models can check large ones",
        "source": "eprint",
        "gate": Gate(complete=True),
        "sections": built,
    }
    return PaperText(**{**fields, **changes})


def make_post(body: str = "Plain words.\n", path: str = "posts/2026-11-23-sample.md", **front: Any) -> Post:
    """A post as parsed from its Markdown. Front-matter values are given as Python values, written as JSON."""
    import json

    head: dict[str, Any] = {"title": "A sample", "date": "2026-11-23", "status": "ready", **front}
    lines = "\n".join(f"{key}: {json.dumps(value)}" for key, value in head.items())
    return parse_post(f"---\n{lines}\n---\n{body}", path)


def make_evidence(quote: str, **changes: Any) -> Evidence:
    """A span of the sample paper."""
    return Evidence(**{"paper": "2601.00001", "version": 1, "section": "S1.p1.s1", "quote": quote, **changes})
