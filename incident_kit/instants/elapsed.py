"""How long it took: a value with its low, high and as-stated reading."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from datetime import datetime

    from incident_kit.instants.written import Written

NEAR = timedelta(minutes=10)
"""How far a remembered time may lie from a measured one, and still be the same."""
_DATE = re.compile(r"\b\d{4}(?:-\d\d){0,2}(?=\Z|[,\]])", re.ASCII)
_POINTS = {"exact", "about", "by", "after"}
ElapsedKind = Literal["exact", "about", "at most", "at least", "between", "unknown"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Elapsed:
    """A duration between two moments, as well as it is known.

    ``low`` and ``high`` bound it (None: open or unknown); ``stated`` is what
    the stated instants alone would give.  ``at least`` with ``open`` True has
    not ended: statistics call it right-censored; it is not a missing value.
    ``is_about`` says that a bound is as uncertain as the ``about`` it counts from,
    ``by_day`` that of one end only the day is known, or the month or year.
    Negative durations are kept: detection may precede onset.
    """

    kind: ElapsedKind
    low: timedelta | None = None
    high: timedelta | None = None
    stated: timedelta | None = None
    open: bool = False
    is_about: bool = False
    by_day: bool = False

    @property
    def is_known(self) -> bool:
        """Whether anything at all is known about how long it took."""
        return self.kind != "unknown"


UNKNOWN_ELAPSED = Elapsed(kind="unknown")


def elapsed(start: Written, end: Written, *, as_of: datetime | None = None) -> Elapsed:
    """Return how long it took from ``start`` to ``end``.

    low = earliest end - latest start, high = latest end - earliest start, in
    UTC; an ``about`` on either side leaves both unknown and prints "about", unless
    the other side is a bound or a span: "at most about".
    ``not yet`` ends no sooner than ``as_of``; without ``as_of`` it is unknown.
    """
    if not start.is_known or end.form == "unknown":
        return UNKNOWN_ELAPSED
    if end.form == "not yet":
        if as_of is None:
            return UNKNOWN_ELAPSED
        end = end.censored(as_of)
    stated = _minus(_point(end), _point(start))
    if "about" in {start.form, end.form}:
        if end.form == "not yet":
            return Elapsed(
                kind="about", stated=_minus(end.low, _point(start)), open=True
            )
        low, high = _about(start, end)
        if low == high:
            return Elapsed(kind="about", stated=stated)
        return Elapsed(
            kind=_kind(low, high),
            low=low,
            high=high,
            stated=stated if {start.form, end.form} <= _POINTS else None,
            is_about=True,
            by_day=is_by_day(start) or is_by_day(end),
        )
    low, high = _minus(end.low, start.high), _minus(end.high, start.low)
    if not {start.form, end.form} <= _POINTS:
        stated = None
    return Elapsed(
        kind=_kind(low, high),
        low=low,
        high=high,
        stated=stated,
        open=end.form == "not yet",
        by_day=is_by_day(start) or is_by_day(end),
    )


def is_by_day(moment: Written) -> bool:
    """Whether only the day, month or year of a time is known, or of one of its ends."""
    if moment.form in {"day", "month", "year"}:
        return True
    dates = _DATE.findall(moment.text)
    return bool(dates) and moment.form in {"by", "after", "range"}


def comes_before(one: Written, other: Written) -> bool:
    """Whether one time is earlier than another: as stated, else for certain."""
    if one.stated is not None and other.stated is not None:
        return one.stated < other.stated
    return bool(one.latest and other.earliest and one.latest <= other.earliest)


def surely_before(one: Written, other: Written) -> bool:
    """Whether one time is earlier than another, however both bounds are meant.

    What is only known to be after a time has no end, and by a time no beginning.
    """
    if one.point is not None and other.point is not None:
        return one.point < other.point
    last, first = one.point or one.high, other.point or other.low
    return last is not None and first is not None and last <= first


def _about(start: Written, end: Written) -> tuple[timedelta | None, timedelta | None]:
    """Return the bounds between two moments, an ``about`` taken at its word."""
    first, last = (
        (one.stated, one.stated) if one.form == "about" else (one.low, one.high)
        for one in (start, end)
    )
    return _minus(last[0], first[1]), _minus(last[1], first[0])


def _point(moment: Written) -> datetime | None:
    """Return the stated instant, or the middle of the span it names."""
    if moment.stated is not None or moment.low is None or moment.high is None:
        return moment.stated
    return moment.low + (moment.high - moment.low) / 2


def _minus(end: datetime | None, start: datetime | None) -> timedelta | None:
    return None if end is None or start is None else end - start


def _kind(low: timedelta | None, high: timedelta | None) -> ElapsedKind:
    if low is None:
        return "unknown" if high is None else "at most"
    if high is None:
        return "at least"
    return "exact" if low == high else "between"
