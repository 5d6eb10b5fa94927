"""The calendar and the choice of posts."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inkpress.config import NewsletterConfig
from inkpress.errors import ConfigError, NothingReady, Refused
from inkpress.issue import build_issue, local_date, next_slot, slot_on, slots_from
from tests.builders import make_post

BERLIN = NewsletterConfig(timezone="Europe/Berlin")


def date(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def test_on_thursday_the_next_issue_is_fridays() -> None:
    assert next_slot(date("2026-11-19"), BERLIN).date == date("2026-11-20")


def test_on_saturday_the_next_issue_is_mondays() -> None:
    assert next_slot(date("2026-11-21"), BERLIN).date == date("2026-11-23")


def test_on_a_send_day_the_next_issue_is_todays() -> None:
    assert next_slot(date("2026-11-23"), BERLIN).date == date("2026-11-23")


def test_a_skipped_date_has_no_issue() -> None:
    skipping = NewsletterConfig(skip_dates=("2026-12-25",))
    assert next_slot(date("2026-12-25"), skipping).date == date("2026-12-28")


def test_the_mail_is_dated_at_the_local_send_time_in_winter_and_in_summer() -> None:
    assert slot_on(date("2026-11-23"), BERLIN).at.isoformat() == "2026-11-23T07:00:00+01:00"
    assert slot_on(date("2026-07-06"), BERLIN).at.isoformat() == "2026-07-06T07:00:00+02:00"


def test_a_send_time_that_the_clocks_jump_over_becomes_one_that_exists() -> None:
    early = NewsletterConfig(timezone="Europe/Berlin", send_time="02:30")
    assert slot_on(date("2026-03-29"), early).at.isoformat() == "2026-03-29T03:30:00+02:00"


def test_midnight_in_the_newsletters_zone_decides_the_date() -> None:
    late = dt.datetime(2026, 11, 22, 23, 30, tzinfo=dt.UTC)
    assert local_date(late, BERLIN) == date("2026-11-23")
    assert local_date(late, NewsletterConfig(timezone="America/New_York")) == date("2026-11-22")


def test_an_empty_calendar_is_a_configuration_error() -> None:
    with pytest.raises(ConfigError, match="send_days"):
        next_slot(date("2026-11-19"), NewsletterConfig(send_days=()))
    with pytest.raises(ConfigError, match="send_time"):
        slot_on(date("2026-11-19"), NewsletterConfig(send_time="seven"))


@given(st.dates(min_value=dt.date(2020, 1, 1), max_value=dt.date(2035, 1, 1)))
def test_every_slot_is_a_send_day_and_none_is_left_out(day: dt.date) -> None:
    week = [slot.date for slot, _ in zip(slots_from(day, BERLIN), range(3), strict=False)]
    assert all(found.weekday() in (0, 2, 4) for found in week)
    assert (week[-1] - week[0]).days <= 5
    assert week[0] - day < dt.timedelta(days=4)


def test_an_issue_takes_number_subject_and_preheader_from_its_posts() -> None:
    monday = make_post("Words.\n", "posts/a.md", title="Why  less moves faster", summary="One idea.", date="2026-11-23")
    earlier = make_post(path="posts/b.md", date="2026-11-20")
    unready = make_post(path="posts/c.md", date="2026-11-18", status="draft")
    issue = build_issue([monday, earlier, unready], slot_on(date("2026-11-23"), BERLIN), BERLIN)
    assert (issue.number, issue.subject, issue.preheader) == (2, "Why less moves faster", "One idea.")
    assert issue.next_slot is not None
    assert issue.next_slot.date == date("2026-11-25")


def test_issues_are_counted_from_the_first_issue_in_the_settings() -> None:
    posts = [make_post(path=f"posts/{d}.md", date=d) for d in ("2026-11-18", "2026-11-20", "2026-11-23")]
    counted = NewsletterConfig(first_issue="2026-11-20")
    assert build_issue(posts, slot_on(date("2026-11-23"), counted), counted).number == 2


def test_a_post_without_a_summary_gives_its_first_words_as_preheader() -> None:
    post = make_post("## TL;DR\n\n![x](a.png)\n\nShort words first.\n")
    assert build_issue([post], slot_on(date("2026-11-23"), BERLIN), BERLIN).preheader == "Short words first."
    bare = make_post("## Only a heading\n", title="The title")
    assert build_issue([bare], slot_on(date("2026-11-23"), BERLIN), BERLIN).preheader == "The title"


def test_a_draft_is_never_shipped() -> None:
    with pytest.raises(NothingReady, match="2026-11-23") as caught:
        build_issue([make_post(status="draft")], slot_on(date("2026-11-23"), BERLIN), BERLIN)
    assert "status: ready" in caught.value.hint


def test_a_slot_without_a_post_names_the_nearest_ready_one() -> None:
    friday = make_post(path="posts/f.md", date="2026-11-27")
    with pytest.raises(NothingReady) as caught:
        build_issue([friday], slot_on(date("2026-11-23"), BERLIN), BERLIN)
    assert "posts/f.md is ready for 2026-11-27" in caught.value.hint
    with pytest.raises(NothingReady) as nothing:
        build_issue([], slot_on(date("2026-11-23"), BERLIN), BERLIN)
    assert "inkpress draft" in nothing.value.hint


def test_two_main_posts_for_one_slot_are_refused_and_both_are_named() -> None:
    posts = [make_post(path="posts/a.md"), make_post(path="posts/b.md")]
    with pytest.raises(Refused, match=r"posts/a\.md and posts/b\.md"):
        build_issue(posts, slot_on(date("2026-11-23"), BERLIN), BERLIN)


def test_a_note_stands_beside_the_main_post_and_after_it() -> None:
    note = make_post(path="posts/a-note.md", kind="note", slug="a-note")
    main = make_post(path="posts/z-main.md", slug="z-main", title="Main")
    issue = build_issue([note, main], slot_on(date("2026-11-23"), BERLIN), BERLIN)
    assert [post.slug for post in issue.posts] == ["z-main", "a-note"]
    assert issue.subject == "Main"
