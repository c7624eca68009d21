"""Up to which instant a review counts what is not over yet."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from incident_kit.errors import IncidentKitError, TimeError
from incident_kit.incident import last_instant
from incident_kit.instants.written import parse_instant

if TYPE_CHECKING:
    from incident_kit.incident import Incident

# ``now`` is a whole minute; what was noted within it is not ahead of it.
_MINUTE = timedelta(minutes=1)


def parse_as_of(text: str, incident: Incident) -> datetime | None:
    """Return the instant of ``as_of``: none for empty, the present for now.

    Raises
    ------
    IncidentKitError
        If it is no time, or lies before the last entry: a record keeps what is
        known today, so how things stood then cannot be shown.
    """
    if not text:
        return None
    last = last_instant(incident)
    if text == "now":
        now = datetime.now(UTC).replace(second=0, microsecond=0)
        if last is None or last <= now:
            return now
        if last - now <= _MINUTE:
            return last
        raise _too_early(text, last, incident, "correct the time of that entry")
    try:
        instant = parse_instant(text, incident.record.zone)
    except TimeError as error:
        problem = error.problems[0]
        raise IncidentKitError.of(
            problem.what, "write now, or 2024-05-14 15:00", field="as_of"
        ) from None
    if last is not None and instant < last:
        mend = (
            "how things stood earlier is not kept: leave it out, or write a later "
            "time, or now"
        )
        raise _too_early(text, last, incident, mend)
    return instant


def _too_early(
    text: str, last: datetime, incident: Incident, mend: str
) -> IncidentKitError:
    wall = last.astimezone(incident.record.zone).replace(tzinfo=None)
    shown = wall.isoformat(" ", "seconds" if wall.second else "minutes")
    what = f"{text} is before the last entry ({shown})"
    return IncidentKitError.of(what, mend, field="as_of")
