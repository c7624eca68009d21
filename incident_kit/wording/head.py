"""The line over the title: of which incident, when, is it over."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

from incident_kit.instants.words import day_words
from incident_kit.instants.zones import offset_words
from incident_kit.styled import Words, strong, w
from incident_kit.wording.answers import is_still_hit, over_since
from incident_kit.wording.causes import as_mark, cause_left, the_cause
from incident_kit.wording.marks import fine_name
from incident_kit.wording.phrases import (
    cap,
)

if TYPE_CHECKING:
    from datetime import datetime

    from incident_kit.timing.assessment import Assessment
    from incident_kit.wording.times import Times


# the clocks may change within an incident of so long
_SOON = timedelta(days=7)


def head_line(found: Assessment, times: Times) -> tuple[Words, ...]:
    """Return the line of the internal page: of which incident, when, is it over."""
    record = found.incident.record
    severity = "" if record.severity == "unknown" else record.severity
    state = state_words(found, times)
    return (
        w(record.id),
        *map(w, severity_and_day(severity, times)),
        *((w(strong(state)),) if state else ()),
        # so that nobody takes it for the customer's copy
        w(
            f"{'review closed' if record.review == 'closed' else record.review}, internal"
        ),
    )


def state_words(found: Assessment, times: Times) -> str:
    """Return whether it is over and since when, "" where nobody knows."""
    clocks = found.clocks
    fine = over_since(found, times)
    match clocks.state:
        case "over":
            return f"Over {fine}" if fine else "Not known whether it is over"
        case "mitigated, not fixed":
            return f"{_fine_name(found)} {fine}, {_not_removed(found)}" if fine else ""
        case "mitigated, fix unknown":
            return f"{_fine_name(found)} {fine}" if fine else ""
        case "fixed, impact goes on":
            cause = as_mark(the_cause(found.incident.record))
            hit = "still hit" if is_still_hit(found) else "not said to be fine"
            return f"{cap(cause)} removed, users {hit}"
        case "ongoing":
            return "Not over"
        case _:
            return ""


def _not_removed(found: Assessment) -> str:
    return f"{as_mark(cause_left(found.incident.record))} not removed"


def _fine_name(found: Assessment) -> str:
    return cap(fine_name(found.clocks).removesuffix(" again"))


def severity_and_day(severity: str | None, times: Times) -> tuple[str, ...]:
    """Return "Severity 2" and "Tuesday 14 May 2024, Berlin time (UTC+2)"."""
    parts = []
    if severity:
        # the team's own word, unless it is sev2
        level = re.fullmatch(r"sev-?(\d)", severity, re.IGNORECASE)
        parts.append(f"Severity {level[1] if level else severity}")
    if times.day is not None:
        day = (
            f"{times.day.astimezone(times.zone):%A} {day_words(times.day, times.zone)}"
        )
        if times.dated is not None and times.dated.form in {"month", "year"}:
            day = times.when(times.dated)
        parts.append(f"{day}, {_zone_words(times)}" if times.names_zone else day)
    return tuple(parts)


def _offset(at: datetime, times: Times) -> str:
    offset = offset_words(at, times.zone).removesuffix(":00").replace("+0", "+")
    return offset.replace("-0", "−").replace("-", "−")


def _zone_words(times: Times) -> str:
    """Return "Berlin time (UTC+2)": the place that names the zone, and its offset."""
    if times.zone.key == "UTC" or times.day is None:
        return "UTC"
    offset, later = _offset(times.day, times), times.as_of
    if later is not None and timedelta(0) < later - times.day < _SOON:
        after = _offset(later, times)
        offset += f", later {after}" if after != offset else ""
    area, _, place = times.zone.key.rpartition("/")
    if not area or area == "Etc":
        return offset
    return f"{place.replace('_', ' ')} time ({offset})"
