"""How a page says when: in one zone, the day only where it is another one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from incident_kit.instants.words import clock_words, moment_words

if TYPE_CHECKING:
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from incident_kit.instants.written import Written
    from incident_kit.timing.assessment import Assessment


@dataclass(frozen=True, slots=True)
class Times:
    """The zone of a page, the instant whose day needs no naming, and the page's now."""

    zone: ZoneInfo
    day: datetime | None = None
    as_of: datetime | None = None

    def when(self, moment: Written) -> str:
        """Return a written moment: "09:01", "by 22:47", "unknown"."""
        return moment_words(moment, self.zone, day=self.day)

    def at(self, moment: Written) -> str:
        """Return a moment with its preposition: "at 09:01", "on 14 May", "in 2024"."""
        text = self.when(moment)
        if moment.form in {"month", "year"}:
            return f"in {text}"
        if moment.form == "range":
            return f"between {text.replace(' to ', ' and ', 1)}"
        if moment.form in {"about", "by", "after"}:
            return text
        return f"at {text}" if text[2:3] == ":" else f"on {text}"

    def clock(self, instant: datetime) -> str:
        """Return an instant: "09:01", or "13 May 16:40"."""
        return clock_words(instant, self.zone, day=self.day)


def times_of(found: Assessment) -> Times:
    """Return how the page of an incident says when."""
    return Times(found.incident.zone, _reference_day(found), found.clocks.as_of)


def _reference_day(found: Assessment) -> datetime | None:
    """Return the instant whose local day needs no naming: detection, else onset."""
    record = found.incident.record
    for moment in (
        record.detected_at,
        found.clocks.onset,
        record.mitigated_at,
        record.fixed_at,
        record.declared_at,
    ):
        if moment.form == "day" and moment.low and moment.high:
            # its noon lies on that day in (nearly) every zone it may be shown in
            return moment.low + (moment.high - moment.low) / 2
        if moment.earliest is not None:
            # the end of a day of which only the date is known is the next day
            dated = moment.form in {"day", "month", "year"}
            return moment.low if dated else moment.latest
    return found.clocks.as_of
