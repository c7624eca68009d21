"""The daily course of a series in which something happened.

What lasts for hours prints itself on the days around it, as they are each other's
usual.  So a stretch is set apart: the one that leaves least, of all that show and of
what may have made them on a day before or after.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from incident_kit.series.levels import MIN_BASELINE
from incident_kit.series.moves import LONG, mean_moves
from incident_kit.series.standing import find_levels
from incident_kit.series.usual import DAY_S, daily_course, spread

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from incident_kit.series.floats import Floats
    from incident_kit.series.usual import Course

    Spans = Sequence[tuple[int, int]]

# the daily course is taken off where it leaves less than this share of the spread
_PAYS = 0.7
# to set a stretch apart must leave less than this share
_LESS = 0.995
# of lasting moves the first that has this share of the largest
_AS_LARGE = 0.75
# so many samples, means where there are more, show what to set apart
_ENOUGH = 3000
# what lasts longer may be a weekend
_LONGEST_DAYS = 1.5
# what moves within half an hour is no course; a night lasts for hours
_MOVES_S, _LASTS_S = 1800.0, 4 * 3600.0
_ROUNDS, _DAYS_OFF = 4, (0, -2, -1, 1, 2)
_CHANCE = 0.03


def course_of(values: Floats, clock: Floats) -> Course | None:
    """Return the course of the day, None in under two days or where it explains little.

    ``clock`` is what a clock shows at each sample, in seconds.
    """
    course = daily_course(values, clock, apart=_apart(values, clock))
    if course is None or spread(values - course.level) >= _PAYS * spread(values):
        return None
    return course


def may_be_the_hour(
    away: Floats, seconds: Floats, last_good: int, stop: int | None
) -> bool:
    """Whether what began after a sample may be the time of day, as no other day tells.

    In under two days of data it moved ``away`` from what is usual over more than half
    an hour, and stayed for hours, or until the end where ``stop`` is None.
    """
    last = len(away) - 1 if stop is None else stop
    lasted = stop is None or seconds[last] - seconds[last_good] >= _LASTS_S
    if seconds[-1] - seconds[0] >= 2 * DAY_S or not lasted:
        return False
    size = np.abs(away[last_good + 1 : last + 1])
    there = last_good + 1 + int((size >= _AS_LARGE * np.quantile(size, 0.75)).argmax())
    return bool(seconds[there] - seconds[last_good] > _MOVES_S)


def _apart(values: Floats, clock: Floats) -> list[tuple[int, int]]:
    """Return the stretch that is no usual day, from a place to before another, if any."""
    few = -(-len(values) // _ENOUGH)
    count = len(values) // few
    means, at = (
        all_of[: count * few].reshape(count, few).mean(axis=1)
        for all_of in (values, clock)
    )
    course = daily_course(means, at)
    if course is None:
        return []
    scale = course.scale
    least = _LESS * _left(means - course.level, scale, ())
    day = round(DAY_S / float(np.median(np.diff(at))))
    found: Spans = ()
    for _ in range(_ROUNDS):
        best = found
        for span in _candidates(course.without(means), day):
            one = daily_course(means, at, apart=[span])
            if one is None:
                continue
            left = _left(means - one.level, scale, [span])
            if left <= least:
                least, best, course = left, [span], one
        if best is found:
            break
        found = best
    return [(start * few, min(stop * few, len(values))) for start, stop in found]


def _candidates(left: Floats, day: int) -> Iterator[tuple[int, int]]:
    """Return what may be set apart: a level, or what made it on a day around it."""
    count = len(left)
    levels = find_levels(left, 0, _CHANCE, wanders=0.0)
    single = [(one.start, one.stop) for one in levels]
    single += [_largest(left, sign) for sign in (0, -1, 1)]
    for start, stop in single:
        for off in _DAYS_OFF:
            low, high = max(start + off * day, 0), min(stop + off * day, count)
            if 0 < high - low < min(count / 2, _LONGEST_DAYS * day):
                yield low, high


def _left(left: Floats, scale: Floats, spans: Spans) -> float:
    """Return how far samples lie off what is usual, and off the level set apart."""
    even = left * scale
    free = _free(len(even), spans)
    off = np.abs(even[free] - np.median(even[free])).sum()
    for start, stop in spans:
        part = even[start:stop]
        off += np.abs(part - np.median(part)).sum()
    return float(off)


def _free(count: int, spans: Spans) -> NDArray[np.bool_]:
    free = np.ones(count, dtype=np.bool_)
    for start, stop in spans:
        free[start:stop] = False
    return free


def _largest(values: Floats, sign: int) -> tuple[int, int]:
    """Return from where to before where the largest lasting move holds, if by chance."""
    move = mean_moves(values, LONG, LONG)
    move[:MIN_BASELINE] = move[len(move) - MIN_BASELINE :] = 0.0
    size = np.abs(move) if sign == 0 else np.maximum(sign * move, 0.0)
    start = int((size >= _AS_LARGE * size.max()).argmax())
    back = -np.sign(move[start]) * move[start:] >= size.max() / 2
    stop = start + int(back.argmax()) if back.any() else len(values)
    return start, min(stop + LONG // 2, len(values))
