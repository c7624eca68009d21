"""Wall clocks: from a local time to the one instant it names, or a refusal."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from incident_kit.errors import Problem, TimeError

# of a record whose zone nobody knows: its days are days, its clock times need an offset
NO_CLOCK = ZoneInfo.no_cache("UTC")
_NAME = re.compile(r"[A-Za-z0-9_+\-]+(?:/[A-Za-z0-9_+\-]+){0,2}\Z")


def find_zone(name: str) -> ZoneInfo:
    """Return the IANA zone of that name; refuse letters such as CET or IST.

    Raises
    ------
    TimeError
        If there is no such zone, or the name is an abbreviation that several
        countries read differently.
    """
    if name == "UTC":
        return ZoneInfo("UTC")
    if "/" in name and _NAME.match(name):
        try:
            return ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            pass
    raise TimeError(
        Problem(
            what=f"no time zone {name!r}",
            mend="write UTC or a name such as Europe/Berlin",
        )
    )


def iso(instant: datetime) -> str:
    """Return the shortest ISO form with an offset: seconds only when needed."""
    timespec = "minutes" if instant.second == instant.microsecond == 0 else "auto"
    text = instant.isoformat(timespec=timespec)
    return text.removesuffix("+00:00") + "Z" if text.endswith("+00:00") else text


def offset_words(instant: datetime, zone: ZoneInfo) -> str:
    """Return what the zone adds to UTC at an instant: "UTC+02:00"."""
    return "UTC" + instant.astimezone(zone).isoformat()[-6:]


def to_utc(wall: datetime, zone: ZoneInfo) -> datetime:
    """Return the instant at which the clocks of ``zone`` showed ``wall``.

    Raises
    ------
    TimeError
        If the clocks never showed it (they jumped forward over it) or showed
        it twice (they were set back); both readings are named.
    """
    early, late = (
        wall.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1)
    )
    if early == late:
        return early
    readings = " or ".join(
        iso(instant.astimezone(zone)) for instant in sorted((early, late))
    )
    how = "never showed" if late < early else "showed twice"
    raise TimeError(
        Problem(
            what=f"the clocks of {zone.key} {how} {wall:%Y-%m-%d %H:%M}",
            mend=f"write {readings}",
        )
    )


def start_of_day(day: datetime, zone: ZoneInfo) -> datetime:
    """Return the first instant of a local day, also where midnight is skipped."""
    wall = day.replace(hour=0, minute=0, second=0, microsecond=0)
    return min(wall.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))


def next_day(day: datetime) -> datetime:
    """Return the calendar day after a naive one."""
    return day + timedelta(days=1)
