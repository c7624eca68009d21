"""The index of reviews: its title, its counts, its headings, its lines of small print."""

from __future__ import annotations

from typing import TYPE_CHECKING

from incident_kit.instants.words import MONTHS
from incident_kit.wording.phrases import plural

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from incident_kit.wording.listing import Listed

TITLE = "Incident reviews"
OPEN = "Still open"
NOTHING = "No review is built yet: run incident-kit review ID."
READING = "First relief: from onset until the first action that helped and was not taken back. Fixed: from onset until the cause was removed. “At least”: not over when the review was built. Unknown is never 0."
UNREADABLE = "its page is older than its record, which cannot be read now"
_OTHERS = 12  # that are named


def older(incident_id: str) -> str:
    """Return that a page is older than its record, and what builds it again."""
    return f"its page is older: run incident-kit review {incident_id}"


def counts(told: Sequence[Listed], severities: Sequence[str], today: date) -> list[str]:
    """Return the numbers of the first line, those of severities in the team's order."""
    still = sum(one.is_open for one in told)
    owed = sum(len(one.owed) for one in told)
    reviews = "1 review" if len(told) == 1 else plural(len(told), "review")
    follow_ups = "1 follow-up" if owed == 1 else plural(owed, "follow-up")
    late = sum(one.is_overdue(today) for it in told for one in it.owed)
    overdue = f", {late} overdue" if late else ""
    known = [one.severity for one in told]
    return [
        reviews,
        f"{still} still open" if still else "none still open",
        f"{follow_ups} open{overdue}" if owed else "no follow-up open",
        *(f"{known.count(name):,} {name}" for name in severities if name in known),
    ]


def month_heading(month: str) -> tuple[str, str]:
    """Return the heading of "2024-05", of a year, or of no day at all; also in short."""
    year, _, number = month.partition("-")
    if not year:
        return "Day unknown", "Day unknown"
    if not number:
        return f"{year}, month unknown", "month unknown"
    name = MONTHS[int(number) - 1]
    return f"{name} {year}", name[:3]


def others_line(incident_ids: Sequence[str], folder: str) -> str:
    """Return which reviews have no record in the folder in use, "" for none."""
    if not incident_ids:
        return ""
    number, more = len(incident_ids), len(incident_ids) - _OTHERS
    who = "other review lies" if number == 1 else "other reviews lie"
    named = ", ".join(incident_ids[:_OTHERS])
    rest = f" … and {more} more" if more > 0 else ""
    return f"{number} {who} here whose record is not in {folder}: {named}{rest}"
