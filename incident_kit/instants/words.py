"""Times, durations and lists in words, as they stand on the page and in messages."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from zoneinfo import ZoneInfo

    from incident_kit.instants.elapsed import Elapsed
    from incident_kit.instants.written import TimeForm, Written

MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
_DAY_S = 86_400
# A day, month or year as a record writes it.
_BOUNDED_PERIOD = re.compile(
    r"(?:by|after|about) (?P<day>\d{4}(?:-\d\d){0,2})", re.ASCII
)
_PERIOD = re.compile(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?\Z", re.ASCII)


def joined(parts: Sequence[str], last: str = "and", *, most: int | None = None) -> str:
    """Return "a, b and c"; of more than ``most`` the first ones and a count."""
    if most is not None and len(parts) > most:
        parts = [*parts[:most], f"{len(parts) - most:,} more"]
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} {last} {parts[-1]}"


def day_words(instant: datetime, zone: ZoneInfo, *, year: bool = True) -> str:
    """Return a calendar day in ``zone``: "14 May 2024", or "14 May"."""
    local = instant.astimezone(zone)
    text = f"{local.day} {MONTHS[local.month - 1]}"
    return f"{text} {local.year}" if year else text


def clock_words(
    instant: datetime, zone: ZoneInfo, *, day: datetime | None = None
) -> str:
    """Return "09:47", or "13 May 16:40" on another local day than ``day``.

    A local time that came twice says which one it is: "02:35 CEST".
    """
    local = instant.astimezone(zone)
    text = f"{local:%H:%M:%S}" if local.second else f"{local:%H:%M}"
    text += which_words(instant, zone)
    if day is None or local.date() == day.astimezone(zone).date():
        return text
    year = local.year != day.astimezone(zone).year
    return f"{day_words(instant, zone, year=year)} {text}"


def which_words(instant: datetime, zone: ZoneInfo) -> str:
    """Return " CEST" where the local time came twice, as the clocks went back; else ""."""
    local = instant.astimezone(zone)
    first, second = local.replace(fold=0), local.replace(fold=1)
    if first.utcoffset() == second.utcoffset():
        return ""
    name = local.tzname() or ""
    # Zones without letters are named "+0330", and some keep theirs: twice "MSK".
    if name.isalpha() and first.tzname() != second.tzname():
        return f" {name}"
    return f" UTC{local.isoformat()[-6:].replace('-', '−')}"


def moment_words(
    moment: Written, zone: ZoneInfo, *, day: datetime | None = None
) -> str:
    """Return a written time: "09:47", "by 22:47", "14:40 to 14:50", "April 2019"."""
    if not moment.is_known:
        return moment.form
    if moment.form in {"day", "month", "year"}:
        return _period_words(moment, zone, day)
    if moment.form == "range":
        return _range_words(moment, zone, day)
    if moment.stated is None:
        return "unknown"
    if (bound := _BOUNDED_PERIOD.fullmatch(moment.text)) is not None:
        return f"{moment.form} {_written_period(bound['day'], moment, zone, day)}"
    text = clock_words(moment.stated, zone, day=day)
    return text if moment.form == "exact" else f"{moment.form} {text}"


def _period_words(moment: Written, zone: ZoneInfo, day: datetime | None) -> str:
    """Return a day, month or year as it was written, whatever the zone shows.

    A day that somebody wrote in Berlin is that day in every zone, though its
    first minute falls on the day before in London.
    """
    if moment.low is None:
        return "unknown"
    local = moment.low.astimezone(zone)
    written = _PERIOD.match(moment.text)
    year, month, date_ = (
        (int(part or 1) for part in written.groups())
        if written
        else (local.year, local.month, local.day)
    )
    if moment.form == "year":
        return str(year)
    if moment.form == "month":
        return f"{MONTHS[month - 1]} {year}"
    words = f"{date_} {MONTHS[month - 1]}"
    same = day is not None and year == day.astimezone(zone).year
    return words if same else f"{words} {year}"


def _range_words(moment: Written, zone: ZoneInfo, day: datetime | None) -> str:
    if moment.low is None or moment.high is None:
        return "unknown"
    if (days := _range_of_days(moment, zone, day)) is not None:
        return days
    first = clock_words(moment.low, zone, day=day)
    same_day = _local_day(moment.low, zone) == _local_day(moment.high, zone)
    last = clock_words(moment.high, zone, day=moment.high if same_day else day)
    return f"{first} to {last}"


def _range_of_days(moment: Written, zone: ZoneInfo, day: datetime | None) -> str | None:
    """Return "14 May to 16 May" where both ends were written as days or longer."""
    ends = [part.strip() for part in moment.text.strip("[]").split(",")]
    if len(ends) != 2 or not all(_PERIOD.match(end) for end in ends):
        return None
    words = [_written_period(end, moment, zone, day) for end in ends]
    return " to ".join(dict.fromkeys(words))


def _written_period(
    text: str, moment: Written, zone: ZoneInfo, day: datetime | None
) -> str:
    """Return a day, month or year that stands in the text of a bound or a range."""
    forms: dict[int, TimeForm] = {4: "year", 7: "month", 10: "day"}
    low = moment.low or moment.stated
    part = replace(moment, form=forms[len(text)], text=text, low=low)
    return _period_words(part, zone, day)


def _local_day(instant: datetime, zone: ZoneInfo) -> date:
    return instant.astimezone(zone).date()


def utc_words(instant: datetime) -> str:
    """Return "07:47 UTC"."""
    return f"{instant.astimezone(UTC):%H:%M} UTC"


def duration_words(duration: timedelta, *, by_day: bool = False) -> str:
    """Return "40 s", "25 min", "6 h 57 min" or "9 d 1 h"; never negative.

    Rounded to the minute from ten minutes on, to the hour from two days on; in days
    from one on where it counts ``by_day``.
    """
    return " ".join(_parts(abs(duration), days_s=_DAY_S if by_day else 2 * _DAY_S))


def _parts(duration: timedelta, *, days_s: int = 2 * _DAY_S) -> list[str]:
    """Return a duration's parts; in days from ``days_s`` on."""
    seconds = round(duration.total_seconds())
    if seconds < 60:
        return [f"{seconds} s"] if seconds else ["0 min"]
    if seconds < 600 and seconds % 60:
        return [f"{seconds // 60} min", f"{seconds % 60} s"]
    minutes = round(seconds / 60)
    if minutes < 60:
        return [f"{minutes} min"]
    if seconds < days_s:
        rest = [f"{minutes % 60:02d} min"] if minutes % 60 else []
        return [f"{minutes // 60} h", *rest]
    hours = round(seconds / 3600)
    rest = [f"{hours % 24} h"] if hours % 24 else []
    return [f"{hours // 24} d", *rest]


def elapsed_words(value: Elapsed) -> str:
    """Return an elapsed value with its doubt: "at most 6 h 12 min".

    A negative one says "3 min before"; what to compare with is the caller's.
    """
    about = "about " if value.is_about else ""
    match value.kind:
        case "unknown":
            return "unknown"
        case "about":
            qualifier = "at least about " if value.open else "about "
            return qualifier + _signed(value.stated, value)
        case "at most":
            return f"at most {about}{_signed(value.high, value)}"
        case "at least":
            return f"at least {about}{_signed(value.low, value)}"
        case "exact":
            return _signed(value.low, value)
        case "between":
            between = _between(value.low, value.high, by_day=value.by_day)
            bound = "at most " if between.startswith("at most ") else ""
            return f"{bound}{about}{between.removeprefix(bound)}"


def _signed(duration: timedelta | None, value: Elapsed) -> str:
    if duration is None:
        return "unknown"
    words = duration_words(duration, by_day=value.by_day)
    return f"{words} before" if duration < timedelta(0) else words


def _between(low: timedelta | None, high: timedelta | None, *, by_day: bool) -> str:
    if low is None or high is None:
        return "unknown"
    ends = [duration_words(one, by_day=by_day) for one in (low, high)]
    if low < timedelta(0) < high:
        return f"{ends[0]} before to {ends[1]} after"
    if low == timedelta(0) < high:
        return f"at most {ends[1]}"
    if high <= timedelta(0):
        return f"{ends[1]} to {ends[0]} before"
    # "1 d 9 h to 2 d 9 h": in days on both sides where one of them is
    days_s = _DAY_S if high >= timedelta(days=2) else 2 * _DAY_S
    first, last = _parts(low, days_s=days_s), _parts(high, days_s=days_s)
    if first == last:
        return " ".join(last)
    # "30 to 32 min"; with two units each keeps its own: "6 h 53 min to 7 h 01 min"
    if len(first) == len(last) == 1 and first[0].split()[-1] == last[0].split()[-1]:
        first = [first[0].split()[0]]
    return f"{' '.join(first)} to {' '.join(last)}"
