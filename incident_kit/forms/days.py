"""On which day of an incident is a bare "10:55"?"""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from incident_kit.record.happened import happened

if TYPE_CHECKING:
    from collections.abc import Iterator

    from incident_kit.record.incident_record import Record

_BARE_CLOCK = re.compile(
    r"(?P<word>(about|by|after) )?"
    r"(?P<hour>[01]?\d|2[0-3]):(?P<minute>[0-5]\d)(?P<second>:[0-5]\d)?"
)
_DAY = timedelta(days=1)
_BESIDE = {"changes", "closed_at"}


def with_day(text: str, record: Record, now: datetime) -> str:
    """Return a bare clock time with its day: the one on which the incident was nearest.

    Where nothing of the incident has a time it is the last time it was so late.  Where
    the incident lasted over several such times the text stays: nobody can tell which.
    ``now`` is in the record's zone; no time after it is meant.
    """
    found = _BARE_CLOCK.fullmatch(text.strip())
    if found is None:
        return text
    clock = f"{int(found['hour']):02d}:{found['minute']}{found['second'] or ''}"
    known = list(_known(record, now))
    first, last = (min(known), max(known)) if known else (now, now)
    # from the day before it began to the day after its end: one of these is nearest
    day = datetime.combine(first - _DAY, time.fromisoformat(clock), first.tzinfo)
    meant: list[tuple[timedelta, datetime]] = []
    while day <= min(now, last + _DAY):
        meant.append((max(first - day, day - last, timedelta(0)), day))
        day += _DAY
    if not meant:
        return text
    nearest = min(far for far, _ in meant)
    days = [day for far, day in meant if far == nearest]
    if len(days) > 1:
        return text
    return f"{found['word'] or ''}{days[0]:%Y-%m-%d} {clock}"


def _known(record: Record, now: datetime) -> Iterator[datetime]:
    """Yield the times of the incident itself, which neither a change nor a close is."""
    for path, moment in happened(record):
        at = moment.stated or moment.low
        is_clock = moment.form in {"exact", "about", "by", "after", "range"}
        if is_clock and at is not None and at <= now and path[0] not in _BESIDE:
            yield at.astimezone(now.tzinfo)
