"""Times as trackers and dashboards write them, in the one form that a record reads.

What can mean one time only is rewritten; a date such as 01/05/2023 can mean two
and is read only when the order of day and month is known.  Digits behind a
microsecond are cut: no clock of an incident shows them.
"""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Literal, cast
from zoneinfo import ZoneInfo

from incident_kit.errors import TimeError
from incident_kit.instants.words import MONTHS
from incident_kit.instants.written import parse_written

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Dates = Literal["day-first", "month-first"]
ORDERS: tuple[Dates, ...] = ("day-first", "month-first")

_DAYS = (
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
)
_BOUND = re.compile(r"(about|by|after) (.+)")
_CLOCK = (
    r"(?:(?:T|,? (?:at )?)(?P<hour>\d{1,2})"
    r"(?::(?P<minute>\d\d)(?::(?P<second>\d\d)(?:[.,](?P<fraction>\d+))?)?)?"
    r"(?: ?(?P<half>[AP])\.?M\.?)?"
    r"(?: ?(?:(?P<utc>Z|UTC|GMT)|(?:UTC|GMT)?(?P<sign>[+-])(?P<hours>\d{1,2})(?::?(?P<minutes>\d\d))?))?"
    r")?\Z"
)
_WEEKDAY = r"(?:(?P<weekday>[a-z]{3,9}),? )?"
_NAME, _NTH = r"(?P<name>[a-z]{3,9})", r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_ONE, *_OTHERS = (
    re.compile(day + _CLOCK, re.ASCII | re.IGNORECASE)
    for day in (
        r"(?P<one>\d{1,2})(?P<mark>[-/.])(?P<two>\d{1,2})(?P=mark)(?P<year>\d{4})",
        r"(?P<year>\d{4})(?P<mark>[-/.])(?P<month>\d{1,2})(?P=mark)(?P<day>\d{1,2})",
        rf"{_WEEKDAY}{_NTH}[ -]{_NAME}\.?,?[ -](?P<year>\d{{4}})",
        r"(?P<day>\d{1,2})/(?P<name>[a-z]{3,9})/(?P<year>\d{4}|\d\d)",
        rf"{_WEEKDAY}{_NAME}\.? {_NTH},? (?P<year>\d{{4}})",
    )
)


def is_read(text: str) -> bool:
    """Return whether a record reads the text as a time, its zone once known."""
    try:
        parse_written(text, ZoneInfo("UTC"))
    except TimeError:
        return False
    return True


def read_time(cell: str, dates: Dates | None) -> str:
    """Return a cell as a record reads it; what means no one time, as it stands."""
    bare = cell.strip()
    if is_read(bare):
        return bare
    spaced = " ".join(bare.split())
    if bound := _BOUND.fullmatch(spaced):
        inner = read_time(bound[2], dates)
        told = f"{bound[1]} {inner}"
        return told if is_read(told) else bare
    for pattern in _OTHERS:
        if (match := pattern.match(spaced)) and (told := _told(match)):
            return told
    return dict(_orders(spaced)).get(dates or "", bare)


def readings(cell: str) -> tuple[str, ...]:
    """Return the times that a date like 01/05/2023 can mean, the day first."""
    return tuple(dict.fromkeys(told for _, told in _orders(" ".join(cell.split()))))


def order_of(cells: Iterable[str]) -> Dates | None:
    """Return the one order in which all dates like 13/05/2023 are days of a calendar.

    A column is written in one order, so one day above twelve tells it for all;
    None where both orders fit or neither does.
    """
    left = set(ORDERS)
    for cell in cells:
        if _ONE.match(spaced := " ".join(cell.split())):
            left &= {order for order, _ in _orders(spaced)}
    return left.pop() if len(left) == 1 else None


def _orders(spaced: str) -> Iterator[tuple[str, str]]:
    if match := _ONE.match(spaced):
        one, two = int(match["one"]), int(match["two"])
        for order, day, month in zip(ORDERS, (one, two), (two, one), strict=True):
            if told := _joined(match, month, day):
                yield order, told


def _told(match: re.Match[str]) -> str:
    """Return the time of a match whose day is clear; "" if no calendar has it."""
    parts = match.groupdict()
    month = int(parts["month"]) if parts.get("month") else _named(parts["name"], MONTHS)
    told = _joined(match, month, int(parts["day"])) if month else ""
    if told and (weekday := parts.get("weekday")):
        named = _named(weekday, _DAYS)
        return told if date.fromisoformat(told[:10]).isoweekday() == named else ""
    return told


def _named(word: str, names: tuple[str, ...]) -> int:
    """Return the number of a month or a weekday, whole or cut short; else 0."""
    low = word.lower()
    short = {"sept": 9, "tues": 2, "thur": 4, "thurs": 4}
    found = [
        at
        for at, name in enumerate(names, 1)
        if low in {name.lower(), name[:3].lower()}
    ]
    return found[0] if found else short.get(low, 0)


def _joined(match: re.Match[str], month: int, day: int) -> str:
    clock = _clock(match.groupdict())
    year = match["year"] if len(match["year"]) == 4 else f"20{match['year']}"
    told = f"{year}-{month:02}-{day:02}{clock}"
    return told if clock is not None and is_read(told) else ""


def _clock(parts: dict[str, str | None]) -> str | None:
    """Return the clock of 24 hours with its offset; None if no clock shows it."""
    if parts["hour"] is None:
        return ""
    hour = int(parts["hour"])
    if parts["half"]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if parts["half"] in "Pp" else 0)
    elif parts["minute"] is None:
        return None
    told = f" {hour:02}:{parts['minute'] or '00'}"
    if parts["second"]:
        told += f":{parts['second']}"
    if parts["fraction"]:
        told += f".{parts['fraction'][:6]}"
    if parts["utc"]:
        return f"{told}Z"
    if parts["sign"]:
        hours, minutes = int(cast("str", parts["hours"])), parts["minutes"] or "00"
        if hours > 14 or int(minutes) > 59:
            return None
        told += f"{parts['sign']}{hours:02}:{minutes}"
    return told
