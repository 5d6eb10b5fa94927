"""Where two sentences point in opposite directions: the examples to look at before changing a rule."""

from __future__ import annotations

import pytest

from inkpress.check.claims import judge_claim


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("Accuracy was unaffected.", "Accuracy fell steeply."),
        ("Precision dropped.", "Precision stayed intact."),
        ("Smaller tyres, but the performance suffers.", "It uses smaller tyres without affecting performance."),
        ("The gap vanished in older children.", "The gap grew in older children."),
        ("The trick makes the log ten times larger.", "In long runs, it reduces the log on the disk by 10x."),
        ("They are more sure of the answer.", "They are more unsure of the answer."),
    ],
)
def test_a_turned_direction_is_found(ours: str, theirs: str) -> None:
    verdict = judge_claim(ours, theirs)
    assert not verdict.supported
    assert verdict.rule in ("claim-reversed", "claim-number", "claim-wording")


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("They are less sure of their answers.", "Pupils are more unsure about the answers."),
        ("The lead shrinks for older pupils.", "The performance gain is lower among older pupils."),
        ("Where 28 or more tyres were needed, five will do.", "It reduces the number of tyres to 5 (once 28+)."),
        ("Speed is unaffected.", "It works without any effect on the speed."),
        ("The log becomes ten times smaller.", "In long runs, it reduces the log on the disk by 10x."),
    ],
)
def test_one_direction_in_other_words_is_supported(ours: str, theirs: str) -> None:
    assert judge_claim(ours, theirs).supported
