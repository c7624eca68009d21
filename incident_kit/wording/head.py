"""The small line over the title: which incident, how severe, when, and how far."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from incident_kit.instants.words import day_words
from incident_kit.instants.zones import offset_words

if TYPE_CHECKING:
    from incident_kit.record.incident_record import Record
    from incident_kit.wording.times import Times

STATES = {
    "ongoing": "ongoing",
    "mitigated, not fixed": "mitigated, not fixed",
    "mitigated, fix unknown": "mitigated",
    "fixed, impact goes on": "fixed, impact goes on",
    "over": "over",
}


def head_line(record: Record, state: str, times: Times) -> tuple[str, ...]:
    """Return the line of the internal page."""
    severity = "" if record.severity == "unknown" else record.severity
    told = ", ".join(part for part in (STATES.get(state), record.review) if part)
    return (
        record.id,
        *severity_and_day(record, severity, times),
        told,
        *((", ".join(record.tags),) if record.tags else ()),
        "internal",  # so that nobody takes it for the customer's copy
    )


def severity_and_day(
    record: Record, severity: str | None, times: Times
) -> tuple[str, ...]:
    """Return "Severity 2" and "14 May 2024, times in Europe/Berlin, UTC+02:00"."""
    parts = []
    if severity:
        # the team's own word, unless it is sev2
        level = re.fullmatch(r"sev-?(\d)", severity, re.IGNORECASE)
        parts.append(f"Severity {level[1] if level else severity}")
    if times.day is not None:
        zone = times.zone.key
        if zone != "UTC":
            zone = f"{zone}, {offset_words(times.day, times.zone)}"
        day = _vague_day(record, times) or day_words(times.day, times.zone)
        parts.append(f"{day}, times in {zone}")
    return tuple(parts)


def _vague_day(record: Record, times: Times) -> str:
    """Return the month or year where no more is known of when it was."""
    moments = (
        record.detected_at,
        record.started_at,
        record.mitigated_at,
        record.fixed_at,
    )
    known = [moment for moment in moments if moment.is_known]
    if known and all(moment.form in {"month", "year"} for moment in known):
        return times.when(known[0])
    return ""
