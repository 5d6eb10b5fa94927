"""5  posts + calendar -> Issue. Entry point: `build_issue`."""

from inkpress.issue.build import build_issue
from inkpress.issue.calendar import local_date, next_slot, slot_on, slots_from

__all__ = ["build_issue", "local_date", "next_slot", "slot_on", "slots_from"]
