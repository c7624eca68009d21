"""Axes: where a time or a value stands, and the ticks that say so."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from math import ceil
from typing import TYPE_CHECKING

from incident_kit.instants.words import day_words, which_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from zoneinfo import ZoneInfo

    import numpy as np
    from numpy.typing import NDArray

BREAK = 22.0
TICK_GAP = 8.0
_MINUTE, _HOUR, DAY = 60, 3600, 86400
STEPS = (
    *(1, 5, 15, 30),
    *(minutes * _MINUTE for minutes in (1, 2, 5, 10, 15, 30)),
    *(hours * _HOUR for hours in (1, 2, 3, 6, 12)),
    *(days * DAY for days in (1, 2, 3, 7, 14)),
)
_MONTH_STEPS = (1, 2, 3, 6, 12, 24, 60, 120, 600)


@dataclass(frozen=True, slots=True)
class AxisPart:
    """A stretch of a time axis with one scale."""

    start: datetime
    end: datetime
    left: float
    right: float

    def x(self, at: datetime) -> float:
        """Return where a time stands, also outside the part."""
        share = (at - self.start) / (self.end - self.start)
        return self.left + share * (self.right - self.left)

    def xs(self, seconds: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return where many times stand, given in seconds since 1970."""
        start, end = self.start.timestamp(), self.end.timestamp()
        return self.left + (seconds - start) / (end - start) * (self.right - self.left)


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark on an axis and its words."""

    x: float
    label: str


@dataclass(frozen=True, slots=True)
class TimeAxis:
    """A time axis whose scale may change once."""

    parts: tuple[AxisPart, ...]
    zone: ZoneInfo

    @property
    def left(self) -> float:
        """The left end in px."""
        return self.parts[0].left

    @property
    def right(self) -> float:
        """The right end in px."""
        return self.parts[-1].right

    def x(self, at: datetime) -> float:
        """Return where a time stands, held to the axis."""
        part = self.parts[0] if at <= self.parts[0].end else self.parts[-1]
        return min(max(part.x(at), part.left), part.right)

    def holds(self, at: datetime) -> bool:
        """Tell whether a time lies on the axis."""
        return self.parts[0].start <= at <= self.parts[-1].end


def split_at(
    points: Iterable[datetime], start: datetime, end: datetime
) -> datetime | None:
    """Return where the scale should change, or None when one scale serves.

    It changes when more than 60 % of the axis lies between two neighbours of
    the things to read and what stands on one side of them would be crowded
    into less than a twelfth of the axis.
    """
    order = sorted({point for point in points if start <= point <= end})
    whole = end - start
    if len(order) < 3:
        return None
    gaps = [after - before for before, after in pairwise(order)]
    widest = max(range(len(gaps)), key=lambda at: gaps[at])
    if gaps[widest] < 0.6 * whole:
        return None
    before, after = order[: widest + 1], order[widest + 1 :]
    early, late = before[-1] - before[0], after[-1] - after[0]
    few = timedelta(minutes=1)
    if late > few and late >= early and late < whole / 12:
        return max(after[0] - 0.7 * late, before[-1] + 0.3 * gaps[widest])
    if early > few and early < whole / 12:
        return min(before[-1] + 1.5 * early, after[0] - 0.3 * gaps[widest])
    return None


def time_axis(
    start: datetime,
    end: datetime,
    left: float,
    right: float,
    zone: ZoneInfo,
    *,
    points: Iterable[datetime] = (),
) -> TimeAxis:
    """Return the axis from ``start`` to ``end`` between two places in px."""
    if end <= start:
        start, end = start - timedelta(minutes=30), start + timedelta(minutes=30)
    change = split_at(points, start, end)
    if change is None:
        return TimeAxis((AxisPart(start, end, left, right),), zone)
    crowded_late = (change - start) > (end - change)
    share = 0.42 if crowded_late else 0.55
    middle = left + share * (right - left - BREAK)
    first = AxisPart(start, change, left, middle)
    return TimeAxis((first, AxisPart(change, end, middle + BREAK, right)), zone)


def _step_words(step: int) -> str:
    for size, unit in ((DAY, "day"), (_HOUR, "h"), (_MINUTE, "min")):
        if step >= size:
            number = step // size
            plural = "s" if unit == "day" and number > 1 else ""
            return f"{number} {unit}{plural} a step"
    return f"{step} s a step"


def time_ticks(part: AxisPart, zone: ZoneInfo, room: float) -> tuple[list[Tick], str]:
    """Return a part's ticks, about one per ``room`` px, and its step in words."""
    wanted = (part.end - part.start).total_seconds() * room / (part.right - part.left)
    step = next((s for s in STEPS if s >= wanted * (1.3 if s >= DAY else 1)), None)
    if step is None:
        wanted *= 1.4
        return _month_ticks(part, zone, wanted), ""
    if step >= DAY:
        return _day_ticks(part, zone, step // DAY), _step_words(step)
    form = "%H:%M:%S" if step < _MINUTE else "%H:%M"
    ticks = [
        Tick(part.x(at), _clock_text(at, zone, form))
        for at in _round_times(part.start, part.end, zone, step)
    ]
    return ticks, _step_words(step)


def _clock_text(at: datetime, zone: ZoneInfo, form: str) -> str:
    """Return a time as a tick says it; midnight is told by the day it begins."""
    here = at.astimezone(zone)
    if (here.hour, here.minute, here.second) == (0, 0, 0):
        return day_words(at, zone, year=False)
    return f"{here:{form}}{which_words(at, zone)}"


def _round_times(
    start: datetime, end: datetime, zone: ZoneInfo, step: int
) -> Iterator[datetime]:
    """Yield the times at which the local clock shows a multiple of a step.

    Where the clocks change the steps are not even: round local times stand on
    both sides.
    """
    epoch = datetime(1970, 1, 1, tzinfo=UTC)
    edges = [start, *_clock_changes(start, end, zone), end + timedelta(microseconds=1)]
    for first, last in pairwise(edges):
        # The offset holds from here on, so local days begin at its multiples.
        origin = epoch - (first.astimezone(zone).utcoffset() or timedelta())
        count = ceil((first - origin) / timedelta(seconds=step))
        while (at := origin + timedelta(seconds=count * step)) < last:
            yield at
            count += 1


def _clock_changes(
    start: datetime, end: datetime, zone: ZoneInfo
) -> Iterator[datetime]:
    """Yield the instants at which the zone's offset changes, to the second."""

    def offset(at: datetime) -> timedelta | None:
        return at.astimezone(zone).utcoffset()

    before = start.astimezone(UTC)
    while before < end:
        after = min(before + timedelta(hours=12), end.astimezone(UTC))
        low, high = before, after
        while offset(low) != offset(high) and high - low > timedelta(seconds=1):
            middle = low + (high - low) / 2
            low, high = (
                (middle, high) if offset(middle) == offset(low) else (low, middle)
            )
        if offset(low) != offset(high):
            yield high.replace(microsecond=0)
        before = after


def _day_ticks(part: AxisPart, zone: ZoneInfo, days: int) -> list[Tick]:
    ticks: list[Tick] = []
    here = part.start.astimezone(zone).replace(
        hour=0, minute=0, second=0, microsecond=0
    )
    while (at := here.astimezone(UTC)) <= part.end:
        is_inside = at >= part.start
        if is_inside:
            ticks.append(Tick(part.x(at), day_words(at, zone, year=False)))
        # Wall-clock arithmetic on purpose: a day of 23 hours is still a day.
        here += timedelta(days=days if is_inside else 1)
    return ticks


def _month_ticks(part: AxisPart, zone: ZoneInfo, wanted: float) -> list[Tick]:
    need = wanted / (30 * DAY)
    step = next((step for step in _MONTH_STEPS if step >= need), _MONTH_STEPS[-1])
    start = part.start.astimezone(zone)
    ticks: list[Tick] = []
    month = start.year * 12 + start.month - 1
    while True:
        month += 1
        if month % step:
            continue
        year, rest = divmod(month, 12)
        if year > 9998:
            return ticks
        at = datetime(year, rest + 1, 1, tzinfo=zone).astimezone(UTC)
        if at > part.end:
            return ticks
        if at >= part.start:
            month_name = day_words(at, zone, year=False).split()[1]
            name = str(year) if step >= 12 else f"{month_name[:3]} {year}"
            ticks.append(Tick(part.x(at), name))


def part_words(part: AxisPart, zone: ZoneInfo, step: str) -> str:
    """Return what a part of a two-scale axis says about itself."""
    start, end = part.start.astimezone(zone), part.end.astimezone(zone)
    first, last = (day_words(at, zone, year=False) for at in (start, end))
    days = f"{first} – {last}"
    if start.date() == end.date():
        days = first
    elif (start.year, start.month) == (end.year, end.month):
        days = f"{start.day}–{last}"
    return f"{days}, {step}" if step else days


def tick_spacing(width: float) -> float:
    """Return about how far apart the ticks of a time axis stand in a picture."""
    return 66.0 if width > 500 else 50.0


def grid_positions(axis: TimeAxis, width: float) -> list[float]:
    """Return where the gridlines of a time axis stand."""
    room = tick_spacing(width)
    return [
        tick.x for part in axis.parts for tick in time_ticks(part, axis.zone, room)[0]
    ]
