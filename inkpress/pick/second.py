"""The second stage, an option: a model grades the first papers of a ranking, and both orders together decide.

Pure: what is sent and what is made of the answers. A model can only move papers among the first FIRST, and only a
complete answer in the asked form counts.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from inkpress.models import Paper
from inkpress.pick.rank import Sketched
from inkpress.pick.rules import without_orders

FIRST = 100  # papers that are graded
BATCH = 20  # papers in one prompt
HIGHEST = 10
_ABSTRACT_CHARACTERS = 1_500


class UnfitGrades(ValueError):
    """An answer that does not grade every paper once; says why."""


def batches(papers: Sequence[Paper]) -> list[list[Paper]]:
    """The papers in parts of BATCH, in order of their ids: yesterday's order does not make a new prompt."""
    ordered = sorted(papers, key=lambda paper: paper.id)
    return [ordered[first : first + BATCH] for first in range(0, len(ordered), BATCH)]


def shown_to_model(papers: Sequence[Paper]) -> list[dict[str, object]]:
    """What a prompt says of each paper: its number, title and abstract, without orders to a model."""
    clean = [without_orders(paper) for paper in papers]
    return [
        {"number": n, "title": paper.title, "abstract": paper.abstract[:_ABSTRACT_CHARACTERS]}
        for n, paper in enumerate(clean, 1)
    ]


def grades_schema(papers: int) -> dict[str, Any]:
    """One whole number from 0 to HIGHEST for each of `papers`."""
    names = [f"paper_{n}" for n in range(1, papers + 1)]
    grade = {"type": "integer", "minimum": 0, "maximum": HIGHEST}
    return {
        "type": "object",
        "properties": dict.fromkeys(names, grade),
        "required": names,
        "additionalProperties": False,
    }


def grades_in(text: str, papers: Sequence[Paper]) -> dict[str, int]:
    """Paper id -> grade. Raises UnfitGrades unless every paper, and nothing else, has a grade in range."""
    found = re.search(r"\{.*\}", text, re.DOTALL)  # some servers put the JSON into a fence
    try:
        data = json.loads(found[0]) if found else None
    except (ValueError, RecursionError) as error:
        raise UnfitGrades("it is not JSON") from error
    names = list(grades_schema(len(papers))["properties"])
    if not isinstance(data, dict) or set(data) != set(names):
        raise UnfitGrades("it does not grade every paper once")
    if any(type(grade) is not int or not 0 <= grade <= HIGHEST for grade in data.values()):
        raise UnfitGrades(f"a grade is no whole number from 0 to {HIGHEST}")
    return {paper.id: data[name] for paper, name in zip(papers, names, strict=True)}


def reordered(ranked: Sequence[tuple[Sketched, float]], grades: Mapping[str, int]) -> list[tuple[Sketched, float]]:
    """The ranking with its graded papers in order of the sum of both places.

    The scores stay where they are: the paper at a place has that place's score.
    """
    first = list(ranked[: len(grades)])
    by_grade = sorted(range(len(first)), key=lambda place: (-grades[first[place][0].paper.id], place))
    graded_place = {place: n for n, place in enumerate(by_grade)}
    order = sorted(range(len(first)), key=lambda place: (place + graded_place[place], place))
    return [(first[place][0], ranked[n][1]) for n, place in enumerate(order)] + list(ranked[len(first) :])
