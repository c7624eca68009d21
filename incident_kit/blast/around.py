"""The samples around an action: its two sides, what is usual, what they are part of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from incident_kit.blast.excess_rate import MIN_SAMPLES, Samples, plateau_start
from incident_kit.blast.exposure import Exposure, has_usual_day, usual_day
from incident_kit.results.reasons import EffectReason
from incident_kit.series.levels import MIN_BASELINE

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from incident_kit.results.findings import Assumption, Baseline
    from incident_kit.results.reasons import Edge
    from incident_kit.series.floats import Floats

# actions closer than this many samples share what came after them
APART = 10
# calm samples end this many before the impact, which may have begun slowly
_GUARD = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """Places in a series: before = ``first`` to ``start``, after = ``done`` to ``last``.

    ``near`` are the other actions that cannot be told from this one; both sides
    leave out what lies between them.  ``since`` and ``until`` name what cuts them.
    Impact had ``begun`` at that place, where it is known: before it was another level.
    """

    first: int
    start: int
    done: int
    last: int
    begun: int = 0
    near: tuple[pd.Timestamp, ...] = ()
    since: Edge = "first sample"
    until: Edge = "last sample"

    @property
    def impact_first(self) -> int:
        """From where the level before is that of the impact, as far as is known."""
        is_seen = self.start - self.begun >= MIN_SAMPLES
        return max(self.first, self.begun) if is_seen else self.first

    @property
    def too_short(self) -> EffectReason | None:
        """Which side has too few samples to say anything, None when neither has."""
        before, after = self.start - self.first, self.last - self.done
        if min(before, after) >= MIN_SAMPLES:
            return None
        if before < after:
            return EffectReason(code="few before", edge=self.since)
        return EffectReason(code="few after", edge=self.until)


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

    A fix under ten samples after it cuts nothing: it is most likely its own.
    """
    index = pd.DatetimeIndex(known.index)
    start = int(index.searchsorted(pd.Timestamp(applied_at)))
    finished = int(index.searchsorted(pd.Timestamp(done_at)))
    done = int(index.searchsorted(pd.Timestamp(done_at), side="right"))
    first, last, ends, near = 0, len(index), [start, done], []
    since: Edge = "first sample"
    ended: Edge = "last sample"
    if until is not None and index.searchsorted(pd.Timestamp(until)) >= done + APART:
        last, ended = int(index.searchsorted(pd.Timestamp(until))), "fix"
    for other in others:
        at = pd.Timestamp(other)
        place = int(index.searchsorted(at))
        if start - APART < place < finished + APART:
            near.append(at)
            ends.append(place)
        elif at < applied_at and place > first:
            first, since = place, "action before"
        elif at > done_at and place < last:
            last, ended = place, "next action"
    start, done = min(ends), max(ends)
    begun = 0 if begun_at is None else int(index.searchsorted(pd.Timestamp(begun_at)))
    return Around(
        begun=begun,
        first=min(first, start),
        start=start,
        done=done,
        last=max(last, done),
        near=tuple(near),
        since=since,
        until=ended,
    )


def samples_around(
    known: pd.Series,
    traffic: pd.Series | None,
    baseline: Baseline,
    bad: str,
    around: Around,
    *,
    extend: bool,
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
        seconds = (index - index[around.start - 1]).total_seconds().to_numpy()
        exposure = usual_day(seconds, np.abs(values), calm)
    return Samples.of(values, exposure.weights, calm, sign), exposure


def _usual(known: pd.Series, baseline: Baseline) -> Floats | None:
    """Return what is usual at each sample where that moves and is never nothing."""
    if baseline.usual is None:
        return None
    usual = baseline.usual.reindex(known.index).fillna(baseline.level).to_numpy()
    return usual / baseline.level if usual.min() > 0 else None
