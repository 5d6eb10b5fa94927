"""The days on which readers get mail: local dates in the newsletter's zone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from zoneinfo import ZoneInfo

from inkpress.config import NewsletterConfig
from inkpress.errors import ConfigError
from inkpress.models import Slot

_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_HORIZON_DAYS = 400


def local_date(now: dt.datetime, newsletter: NewsletterConfig) -> dt.date:
    """The date on the author's wall at `now` (aware)."""
    return now.astimezone(ZoneInfo(newsletter.timezone)).date()


def slots_from(day: dt.date, newsletter: NewsletterConfig) -> Iterator[Slot]:
    """The slots on or after `day`, in order, for a little more than a year. Raises ConfigError when there is none."""
    send_days = {_WEEKDAYS.index(name) for name in newsletter.send_days}
    if not send_days:
        raise ConfigError("[newsletter] send_days is empty", hint='set send_days = ["mon", "wed", "fri"]')
    skipped = set(newsletter.skip_dates)
    for offset in range(_HORIZON_DAYS):
        date = day + dt.timedelta(days=offset)
        if date.weekday() in send_days and date.isoformat() not in skipped:
            yield slot_on(date, newsletter)


def next_slot(day: dt.date, newsletter: NewsletterConfig) -> Slot:
    """The first slot on or after `day`; a Saturday gives Monday's. Raises ConfigError when every day is skipped."""
    for slot in slots_from(day, newsletter):
        return slot
    raise ConfigError(f"no send day within {_HORIZON_DAYS} days of {day}", hint="look at [newsletter] skip_dates")


def slot_on(date: dt.date, newsletter: NewsletterConfig) -> Slot:
    """The slot on `date`, whether or not that is a send day, at the newsletter's local send time.

    A time that the clocks jump over in spring becomes the moment one hour later; one that comes twice in autumn
    is the first of the two.
    """
    zone = ZoneInfo(newsletter.timezone)
    try:
        time = dt.time.fromisoformat(newsletter.send_time)
    except ValueError as error:
        raise ConfigError(f"[newsletter] send_time {newsletter.send_time!r}", hint='write it as "07:00"') from error
    local = dt.datetime.combine(date, time.replace(tzinfo=None), tzinfo=zone)
    # through UTC and back: a wall time that does not exist lands on one that does
    return Slot(date=date, at=local.astimezone(dt.UTC).astimezone(zone))
