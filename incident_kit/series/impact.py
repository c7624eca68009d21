"""Since when and until when: the search, the bracket and the waves together."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from hashlib import sha256
from typing import TYPE_CHECKING

import numpy as np

from incident_kit.series.dating import date_onset
from incident_kit.series.days import course_of, may_be_the_hour
from incident_kit.series.levels import IN_A_ROW, LOW_SHARE, MIN_BASELINE
from incident_kit.series.standing import find_levels, first_level
from incident_kit.series.surprise import (
    CHANCE,
    PAGED_CHANCE,
    REMEMBERED,
    find_surprise,
    judge_moves,
)
from incident_kit.series.usual import DAY_S, usual_before
from incident_kit.series.waves import Stretch, find_stretches, holds_bad

if TYPE_CHECKING:
    from collections.abc import Sequence

    from incident_kit.series.floats import Floats
    from incident_kit.series.usual import Course


# a page may come so many samples before the series shows what it was about
_SHOWS_LATER = 15
# chance that healthy data seem to begin bad
BEGINS_BAD = 0.01
# what was over for so long before it was noticed is another incident
_OVER_S = 6 * 3600.0


@dataclass(frozen=True, slots=True)
class Impact:
    """Positions: of the last good sample, of the stretches, of what is usual.

    ``last_good`` is None where the data begin bad; ``daily`` says that earlier
    days tell what is usual; ``may_be_the_hour`` that none does, and it may be the
    time of day.
    """

    last_good: int | None
    stretches: tuple[Stretch, ...]
    usual: slice
    daily: bool = False
    may_be_the_hour: bool = False


@dataclass(frozen=True, slots=True)
class _Seen:
    """Values to date an onset by, the same to tell how long it lasted by.

    Without their daily course where there is one.
    """

    values: Floats
    lasting: Floats
    worth: Floats
    daily: bool = False

    def without(self, course: Course) -> _Seen:
        """Return what the course of the day does not explain."""
        values, lasting = course.without(self.values), course.without(self.lasting)
        return _Seen(values, lasting, self.worth, daily=True)

    def impact(self, position: int, sign: int) -> Impact:
        """Return the impact around the move at a position."""
        dated = date_onset(self.values, position, sign=sign)
        stretches = find_stretches(
            self.values,
            self.lasting,
            dated.first_bad,
            last_good=dated.last_good,
            sign=dated.sign,
            worth=self.worth,
        )
        usual = usual_before(self.values, dated.last_good + 1)
        return Impact(
            last_good=dated.last_good,
            stretches=stretches,
            usual=slice(usual.start, dated.last_good + 1),
            daily=self.daily,
        )


def find_impact(
    values: Floats,
    seconds: Floats,
    *,
    sign: int,
    noticed: int | None = None,
    clock: Floats | None = None,
    lasting: Floats | None = None,
    worth: Floats | None = None,
) -> Impact | None:
    """Return the impact that a series shows, None where it shows none.

    Looked at in turn: what lies before it was noticed, just after that, what
    the data begin with, and last what began later, while all was usual.
    ``clock`` is what a clock shows at each sample, in seconds (default: ``seconds``).
    ``lasting`` are other values of the same, by which it lasts or is over, each
    ``worth`` a part of a sample.
    """
    lasting = values if lasting is None else lasting
    worth = np.ones(len(values)) if worth is None else worth
    clock = seconds if clock is None else clock
    return _found(_Asked(values, seconds, clock, lasting, worth), sign, noticed)


class _Asked:
    """The arrays of a question; two that hold the same are the same question."""

    def __init__(self, *arrays: Floats) -> None:
        self.arrays = arrays
        parts = b"".join(sha256(one.tobytes()).digest() for one in arrays)
        self._digest = sha256(parts).digest()

    def __hash__(self) -> int:
        return hash(self._digest)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Asked) and other._digest == self._digest


# whoever edits a record asks of the same series after each press
@lru_cache(maxsize=8)
def _found(asked: _Asked, sign: int, noticed: int | None) -> Impact | None:
    values, seconds, clock, lasting, worth = asked.arrays
    whole = _Seen(values, lasting, worth)
    course = course_of(values, clock)
    if course is not None:
        return _find(whole.without(course), seconds, sign, noticed)
    found = _find(whole, seconds, sign, noticed)
    if found is None or found.last_good is None:
        return found
    away = values - float(np.median(values[found.usual]))
    stop = found.stretches[0].stop
    hour = may_be_the_hour(away, seconds, found.last_good, stop)
    return replace(found, may_be_the_hour=hour)


def _find(
    seen: _Seen, seconds: Floats, sign: int, noticed: int | None
) -> Impact | None:
    values = seen.values
    if noticed is None:
        position = find_surprise(judge_moves(values, sign).surprise(CHANCE))
        if position is not None:
            return seen.impact(position, sign)
        return _holds_a_level(seen, sign, None)
    for begin, chance in _spans(seconds, noticed):
        judged = judge_moves(values[begin:], sign)
        for until in (noticed, min(noticed + _SHOWS_LATER, len(values) - 1)):
            surprise = judged.surprise(chance, noticed=until - begin)
            position = find_surprise(surprise, noticed=until - begin)
            if position is None:
                continue
            found = seen.impact(begin + position, sign)
            over = _over_before(found.stretches, seconds, until)
            since = found.stretches[over].start
            return seen.impact(since, sign) if over else found
    begun_bad = _begins_bad(seen, sign)
    if begun_bad is not None:
        return begun_bad
    level = _holds_a_level(seen, sign, noticed)
    if level is not None:
        return level
    position = find_surprise(judged.surprise(CHANCE))  # the last span was all there is
    if position is None:
        later = _holds_a_level(seen, sign, None)
    else:
        later = seen.impact(position, sign)
    if later is None or not _was_usual(values, later, noticed):
        return None
    return later


def _holds_a_level(seen: _Seen, sign: int, noticed: int | None) -> Impact | None:
    """Return what a series that stands still shows over more samples than one look."""
    if noticed is None:
        level = first_level(find_levels(seen.values, sign, CHANCE))
    else:
        until = noticed + _SHOWS_LATER
        levels = find_levels(seen.values, sign, PAGED_CHANCE, before=until)
        level = first_level([one for one in levels if one.start <= until])
    return None if level is None else seen.impact(level.start, level.sign)


def _spans(seconds: Floats, noticed: int) -> list[tuple[int, float]]:
    """Return from where to look, and the chance that healthy samples may show it.

    The last day first, then all there is: what happened longer ago may have
    been as bad.
    """
    day = int(np.searchsorted(seconds, seconds[noticed] - DAY_S))
    begin = max(0, min(day, noticed - REMEMBERED))
    chance = PAGED_CHANCE
    return [(begin, chance), (0, chance / 2)] if begin else [(0, chance)]


def _over_before(stretches: Sequence[Stretch], seconds: Floats, noticed: int) -> int:
    """Return how many were over long before it was noticed.

    They are another incident where one began since.
    """
    begun = [one for one in stretches if one.start <= noticed]
    return sum(
        one.stop is not None and seconds[noticed] - seconds[one.stop] > _OVER_S
        for one in begun[:-1]
    )


def _begins_bad(seen: _Seen, sign: int) -> Impact | None:
    """Return the impact that the data begin with, seen from what it fell back to.

    Backwards in time a recovery is an onset; it counts where nothing was bad
    after it.
    """
    backwards, lasting = seen.values[::-1], seen.lasting[::-1]
    position = find_surprise(judge_moves(backwards, sign).surprise(BEGINS_BAD))
    if position is None:
        return None
    dated = date_onset(backwards, position, sign=sign)
    if holds_bad(backwards[: dated.last_good + 1], dated.sign):
        return None
    stretch = find_stretches(
        backwards,
        lasting,
        dated.first_bad,
        last_good=dated.last_good,
        sign=dated.sign,
        worth=seen.worth[::-1],
    )[0]
    count = len(backwards)
    begin = 0 if stretch.stop is None else count - stretch.stop
    if begin > MIN_BASELINE or stretch.bad < IN_A_ROW:
        return None
    forwards = Stretch(
        start=begin,
        stop=count - stretch.start,
        peak=count - 1 - stretch.peak,
        bad=stretch.bad,
    )
    return Impact(
        last_good=begin - 1 if begin else None,
        stretches=(forwards,),
        usual=slice(count - dated.last_good - 1, count),
    )


def _was_usual(values: Floats, found: Impact, noticed: int) -> bool:
    """Whether the level was usual when it was noticed, before what began later.

    As its last samples show against the peak, or more of them against as many of it.
    """
    level = float(np.median(values[found.usual]))
    first = found.stretches[0]
    reached = values[first.peak] - level
    begun = np.median(values[first.start : first.start + MIN_BASELINE]) - level
    last = values[max(0, noticed - MIN_BASELINE + 1) : noticed + 1] - level
    return any(
        bool(np.median(part) * np.sign(far) <= LOW_SHARE * abs(far))
        for part, far in ((last[-IN_A_ROW:], reached), (last, begun))
        if np.sign(far) == np.sign(reached)
    )
