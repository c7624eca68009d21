"""How a page says when: in one zone, the day only where it is another one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from incident_kit.instants.words import clock_words, moment_words
from incident_kit.record.happened import happened
from incident_kit.record.moments import DATES

if TYPE_CHECKING:
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from incident_kit.incident import Incident
    from incident_kit.instants.written import Written
    from incident_kit.timing.assessment import Assessment


@dataclass(frozen=True, slots=True)
class Times:
    """The zone of a page, the instant whose day needs no naming, and the page's now.

    ``dated`` is the turning point that gives the incident its day; ``names_zone``
    is False where nobody knows the zone, and no time of day stands that needs one.
    """

    zone: ZoneInfo
    day: datetime | None = None
    as_of: datetime | None = None
    dated: Written | None = None
    names_zone: bool = True

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
        if text[2:3] == ":":
            return f"at {text}"
        day, _, clock = text.rpartition(" ")
        return f"on {day} at {clock}" if clock[2:3] == ":" else f"on {text}"

    def clock(self, instant: datetime) -> str:
        """Return an instant: "09:01", or "13 May 16:40"."""
        return clock_words(instant, self.zone, day=self.day)


def times_of(found: Assessment) -> Times:
    """Return how the page of an incident says when."""
    dated, as_of = dated_by(found), found.clocks.as_of
    day = as_of if dated is None else _instant_on(dated)
    return Times(found.incident.zone, day, as_of, dated, _names_zone(found.incident))


def _names_zone(incident: Incident) -> bool:
    record = incident.record
    if record.timezone != "unknown" or incident.measured or incident.by_place:
        return True
    moments = [one for _, one in happened(record)]
    moments += [end for one in incident.series for span in one.during for end in span]
    return any(":" in one.text for one in moments)


def dated_by(found: Assessment) -> Written | None:
    """Return the turning point that gives an incident its day; its onset as measured."""
    record = found.incident.record
    moments = (
        found.clocks.onset if field == "started_at" else getattr(record, field)
        for field in DATES
    )
    return next((one for one in moments if one.earliest is not None), None)


def _instant_on(moment: Written) -> datetime | None:
    """Return an instant on the local day of a moment."""
    if moment.form == "day" and moment.low and moment.high:
        # its noon lies on that day in (nearly) every zone it may be shown in
        return moment.low + (moment.high - moment.low) / 2
    # the end of a month is the day on which the next one begins
    return moment.low if moment.form in {"month", "year"} else moment.latest
