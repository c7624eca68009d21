"""The samples around an action: its two sides, what is usual, what they are part of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from incident_kit.blast.excess_rate import MIN_SAMPLES, Samples, plateau_start
from incident_kit.blast.exposure import Exposure, has_usual_day, usual_day
from incident_kit.results.reasons import EffectReason
from incident_kit.series.levels import MIN_BASELINE
from incident_kit.series.usual import clock_seconds

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime, tzinfo

    from incident_kit.results.findings import Assumption, Baseline
    from incident_kit.results.reasons import Edge
    from incident_kit.series.floats import Floats

CREDIT = timedelta(minutes=25)
"""For how long after an action what happens is laid at its door: so long a slow
effect takes, a restart of a fleet say; by half an hour it came by itself."""
# actions closer than this many samples share what came after them, unless a slow effect
# of the one had its time and its level was seen before the other
APART = 10
# of fewer samples no level is told
TOLD = 3
# calm samples end this many before the impact, which may have begun slowly
_GUARD = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """Places in a series: before = ``first`` to ``start``, after = ``done`` to ``last``.

    ``near`` are the other actions that cannot be told from this one; both sides
    leave out what lies between them.  ``since`` and ``until`` name what cuts them.
    Impact had ``begun`` at that place, where it is known: before it was another level.
    ``just_before`` and ``own_after`` are what is seen of this action alone, next to it
    and before the next one; it was ``applied`` and ``finished`` then.
    """

    first: int
    start: int
    done: int
    last: int
    applied: pd.Timestamp
    finished: pd.Timestamp
    just_before: slice
    own_after: slice
    begun: int | None = None
    near: tuple[pd.Timestamp, ...] = ()
    since: Edge = "first sample"
    until: Edge = "last sample"

    @property
    def impact_first(self) -> int:
        """From where the level before is that of the impact, as far as is known."""
        if self.begun is None or self.start - self.begun < MIN_SAMPLES:
            return self.first
        return max(self.first, self.begun)

    @property
    def too_short(self) -> EffectReason | None:
        """Which side has too few samples to say anything, None when neither has."""
        before, after = self.start - self.first, self.last - self.done
        if min(before, after) >= MIN_SAMPLES:
            return None
        if before < after:
            return EffectReason(code="few before", edge=self.since)
        return EffectReason(code="few after", edge=self.until)

    @property
    def others(self) -> EffectReason:
        """Which other action lies nearest, and whether this one still went on."""

        def distance(at: pd.Timestamp) -> pd.Timedelta:
            return max(self.applied - at, at - self.finished, pd.Timedelta(0))

        at = min(self.near, key=distance)
        return EffectReason(
            code="others around",
            actions=len(self.near),
            by=(at - self.applied).to_pytimedelta(),
            is_meanwhile=self.applied < at <= self.finished,
        )

    @property
    def is_barely_hit(self) -> bool:
        """Whether impact had begun so few samples before it that no level is told."""
        return self.begun is not None and 0 < self.start - self.begun < TOLD


def find_around(
    known: pd.Series,
    applied_at: datetime,
    done_at: datetime,
    others: Sequence[datetime],
    until: datetime | None,
    *,
    begun_at: datetime | None = None,
) -> Around:
    """Return where both sides of an action lie, cut at the actions next to it.

    A fix that close after it cuts nothing: it is most likely its own.
    """
    index = pd.DatetimeIndex(known.index)
    applied, finished = pd.Timestamp(applied_at), pd.Timestamp(done_at)
    start, over = map(int, index.searchsorted([applied, finished]))
    done = own = int(index.searchsorted(finished, side="right"))
    first, last, ends, near = 0, len(index), [start, done], []
    since: Edge = "first sample"
    ended: Edge = "last sample"
    if until is not None:
        fixed = pd.Timestamp(until)
        place = int(index.searchsorted(fixed))
        if _are_apart(place - done, fixed - finished):
            last, ended = place, "fix"
    free = last
    for other in others:
        at = pd.Timestamp(other)
        place = int(index.searchsorted(at))
        if at >= finished:
            free = min(free, place)
        is_before = at < applied and _are_apart(start - place, applied - at)
        is_after = at > finished and _are_apart(place - over, at - finished)
        if not is_before and not is_after:
            near.append(at)
            ends.append(place)
        elif is_before and place > first:
            first, since = place, "action before"
        elif is_after and place < last:
            last, ended = place, "next action"
    begun = None
    if begun_at is not None:
        begun = int(index.searchsorted(pd.Timestamp(begun_at)))
    just_before = slice(max(0, start - MIN_SAMPLES), start)
    start, done = min(ends), max(ends)
    return Around(
        begun=begun,
        first=min(first, start),
        start=start,
        done=done,
        last=max(last, done),
        applied=applied,
        finished=finished,
        just_before=just_before,
        own_after=slice(own, max(own, free)),
        near=tuple(near),
        since=since,
        until=ended,
    )


def _are_apart(samples: int, time: pd.Timedelta) -> bool:
    """Whether so many samples, and so much time, tell what came after each of two."""
    return samples >= APART or (samples >= MIN_SAMPLES and time >= CREDIT)


def level_seen(known: pd.Series, span: slice) -> float | None:
    """Return the median level of a span, None of too few samples."""
    part = known.iloc[span]
    return float(part.median()) if len(part) >= TOLD else None


def samples_around(
    known: pd.Series,
    traffic: pd.Series | None,
    baseline: Baseline,
    bad: str,
    around: Around,
    *,
    extend: bool,
    zone: tzinfo | None,
) -> tuple[Samples, Exposure]:
    """Return the samples with what they are held against, more is worse.

    Calm samples end before the impact, though it was noticed later; with
    ``extend`` they go on from the baseline until then.
    """
    index = pd.DatetimeIndex(known.index)
    values = known.to_numpy(dtype=np.float64)
    calm = slice(
        int(index.searchsorted(baseline.start)),
        int(index.searchsorted(baseline.end, side="right")),
    )
    weights = np.ones(len(values))
    if traffic is not None:
        weights = traffic.to_numpy(dtype=np.float64)
    samples = Samples.of(values, weights, calm)
    just_before = slice(max(around.first, around.start - APART), around.start)
    falls = bad == "low" or (bad == "either" and samples.excess[just_before].sum() < 0)
    sign = -1 if falls else 1
    follows: Assumption = "flat" if traffic is None else "with the traffic"
    usual = _usual(known, baseline)
    if falls and traffic is None and usual is not None:
        # what is missing is a part of what there usually is
        weights, follows = usual, "as on a usual day"
    if falls:
        samples = Samples.of(values, weights, calm, sign)
    began = plateau_start(samples.excess, weights, around.start, around.first)
    free = began - _GUARD
    if extend:
        calm = slice(calm.start, max(calm.stop, free))
    elif free - calm.start >= MIN_BASELINE:
        calm = slice(calm.start, min(calm.stop, free))
    exposure = Exposure(weights=weights, follows=follows)
    never_changes_sign = bool((values[calm] >= 0).all() or (values[calm] <= 0).all())
    if follows == "flat" and never_changes_sign and has_usual_day(index, calm):
        clock = clock_seconds(index, zone)
        exposure = usual_day(clock - clock[around.start - 1], np.abs(values), calm)
    return Samples.of(values, exposure.weights, calm, sign), exposure


def _usual(known: pd.Series, baseline: Baseline) -> Floats | None:
    """Return what is usual at each sample where that moves and is never nothing."""
    if baseline.usual is None:
        return None
    usual = baseline.usual.reindex(known.index).fillna(baseline.level).to_numpy()
    return usual / baseline.level if usual.min() > 0 else None
