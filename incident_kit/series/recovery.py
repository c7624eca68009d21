"""When users were fine again, as a series shows it, and what was left."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from incident_kit.results.clocks import LITTLE
from incident_kit.results.findings import Ripple
from incident_kit.series.levels import (
    IN_A_ROW,
    LOW_SHARE,
    MIN_BASELINE,
    area_between,
    check_series,
    excess_of,
    excess_to_judge,
    highest_excess,
    run_starts,
    samples_worth,
    usual_step_s,
    width_at,
)
from incident_kit.series.standing import SHORTEST

if TYPE_CHECKING:
    from datetime import datetime

    from numpy.typing import NDArray

    from incident_kit.incident import ImpactSeries
    from incident_kit.results.findings import AnchorTime, Baseline, Wave


def stays_low_from(series: ImpactSeries, anchor: AnchorTime) -> pd.Timestamp | None:
    """Return the first sample of the low stretch that reaches to the end.

    Low = at or below a quarter of its highest excess (or inside the usual
    band), three samples in a row; None without one, or without impact.
    """
    base = anchor.baseline
    if not anchor.waves or base is None or series.values is None:
        return None
    known = check_series(series.values)
    beyond = excess_to_judge(known, base, series.bad)
    highest = highest_excess(known, base, series.bad)
    limit = np.maximum(width_at(beyond.index, base), LOW_SHARE * highest)
    low = (beyond <= limit).to_numpy()
    high_runs = np.flatnonzero(run_starts(~low))
    if not len(high_runs):
        return anchor.waves[-1].end
    # three samples in a row above it are impact, fewer are noise; so with those below
    low_runs = np.flatnonzero(run_starts(low))
    low_runs = low_runs[low_runs > high_runs[-1]]
    if not len(low_runs):
        return None
    first = int(low_runs[0])
    if samples_worth(beyond.index[first:], base) < IN_A_ROW:
        return None
    end = anchor.waves[-1].end
    if end is not None and beyond.index.searchsorted(end) - first >= IN_A_ROW:
        return end  # what fades is over when its wave is, not before
    return pd.Timestamp(beyond.index[first])


def with_its_end(anchor: AnchorTime, series: ImpactSeries) -> AnchorTime:
    """Return an anchor whose last wave is over where it was a burst, and calm since.

    Fewer than three samples in a row have no level to stay at; after them so many calm
    ones that would do as a baseline say that it is over.
    """
    base = anchor.baseline
    if not anchor.waves or base is None or series.values is None:
        return anchor
    last = anchor.waves[-1]
    if last.end is not None:
        return anchor
    known = check_series(series.values)
    beyond = excess_to_judge(known, base, series.bad)
    highest = highest_excess(known, base, series.bad)
    limit = np.maximum(width_at(beyond.index, base), LOW_SHARE * highest)
    high = (beyond > limit).to_numpy() & (beyond.index >= last.start)
    after = beyond.index[np.flatnonzero(high).max(initial=-1) + 1 :]
    if run_starts(high).any() or not high.any() or len(after) < MIN_BASELINE:
        return anchor
    return _ended(anchor, series, pd.Timestamp(after[0]))


def _bad_in_last_wave(
    anchor: AnchorTime, series: ImpactSeries
) -> tuple[pd.DatetimeIndex, NDArray[np.intp]]:
    """Return the times of the last wave's samples, and which of them are bad.

    None where there is no wave that has ended; bad is more than a low share of the
    level that the wave had at its end.
    """
    base = anchor.baseline
    end = anchor.waves[-1].end if anchor.waves else None
    if base is None or series.values is None or end is None:
        return pd.DatetimeIndex([]), np.array([], dtype=np.intp)
    beyond = excess_to_judge(check_series(series.values), base, series.bad)
    start = anchor.waves[-1].start
    within = beyond[(beyond.index >= start) & (beyond.index < end)]
    level = float(within.iloc[-MIN_BASELINE:].median()) if len(within) else 0.0
    bad = np.flatnonzero((within > LOW_SHARE * level).to_numpy())
    return pd.DatetimeIndex(within.index), bad


def without_a_straggler(anchor: AnchorTime, series: ImpactSeries) -> AnchorTime:
    """Return an anchor whose last wave does not end with one sample that strayed.

    One alone, after three in a row that had come back from a level, is chance.
    """
    times, outside = _bad_in_last_wave(anchor, series)
    if len(outside) <= IN_A_ROW or outside[-1] - outside[-2] <= IN_A_ROW:
        return anchor
    if outside[-2] - outside[-1 - IN_A_ROW] >= IN_A_ROW:
        return anchor
    return _ended(anchor, series, pd.Timestamp(times[outside[-2] + 1]))


def without_its_tail(anchor: AnchorTime, series: ImpactSeries) -> AnchorTime:
    """Return an anchor whose last wave ends with its last bad sample.

    Means over some samples, by which a faint one is seen, reach a little further.
    """
    times, bad = _bad_in_last_wave(anchor, series)
    if not len(bad) or bad[-1] + 1 >= len(times):
        return anchor
    return _ended(anchor, series, pd.Timestamp(times[bad[-1] + 1]))


def ended_by_then(anchor: AnchorTime, series: ImpactSeries, at: datetime) -> AnchorTime:
    """Return an anchor whose last wave ends at what ended it, not just before.

    Fewer than three low samples before an action that worked at once are chance.
    """
    if not anchor.waves or series.values is None or anchor.waves[-1].end is None:
        return anchor
    known, end = check_series(series.values), anchor.waves[-1].end
    first, then = int(known.index.searchsorted(end)), place_of(known, at)
    if not 0 < then - first < IN_A_ROW or then >= len(known):
        return anchor
    return _ended(anchor, series, pd.Timestamp(known.index[then]))


def place_of(known: pd.Series, at: datetime) -> int:
    """Return the sample in whose step an instant lies, the next one in a gap."""
    instant = pd.Timestamp(at)
    place = int(known.index.searchsorted(instant, side="right")) - 1
    step = pd.Timedelta(seconds=usual_step_s(known))
    is_within = place >= 0 and instant < known.index[place] + step
    return place if is_within else place + 1


def _ended(anchor: AnchorTime, series: ImpactSeries, end: pd.Timestamp) -> AnchorTime:
    """Return an anchor that had recovered then, when its last wave ends."""
    return replace(_reaching(anchor, series, end), recovered=end)


def _reaching(
    anchor: AnchorTime, series: ImpactSeries, end: pd.Timestamp | None
) -> AnchorTime:
    """Return an anchor whose last wave reaches until then, or goes on, with its amount."""
    assert anchor.baseline is not None  # noqa: S101  # waves come from what is usual
    assert series.values is not None  # noqa: S101  # and from levels
    *before, last = anchor.waves
    known = check_series(series.values)
    area = area_between(
        known,
        anchor.baseline,
        last.start,
        end or known.index[-1],
        bad=series.bad,
        per=series.per,
    )
    return replace(anchor, waves=(*before, replace(last, end=end, excess=area.amount)))


def with_its_rest(anchor: AnchorTime, series: ImpactSeries) -> AnchorTime:
    """Return an anchor whose last wave reaches until what was left of it was usual.

    Where so much was left that users were not fine in full, and it stood outside the
    usual band: what is said to last until then has its amount until then.  One of which
    that was left until the last sample has not ended.  So it is with the few samples in
    which it fades.
    """
    base = anchor.baseline
    if not anchor.waves or base is None or series.values is None:
        return anchor
    last = anchor.waves[-1]
    if last.end is None:
        return anchor
    known = check_series(series.values)
    beyond = excess_to_judge(known, base, series.bad)
    inside = (beyond <= width_at(beyond.index, base)).to_numpy()
    first = int(beyond.index.searchsorted(last.end))
    back = np.flatnonzero(run_starts(inside[first:]))
    stop = first + int(back[0]) if len(back) else len(inside)
    if stop - first < SHORTEST:
        faded = first + int(np.argmax(inside[first:])) if len(back) else first
        if faded - first < 2:  # one sample alone is chance
            return anchor
        return _reaching(anchor, series, pd.Timestamp(beyond.index[faded]))
    left = float(beyond.iloc[first:stop].median())
    if left < LITTLE * highest_excess(known, base, series.bad):
        return anchor
    end = pd.Timestamp(beyond.index[stop]) if len(back) else None
    return _reaching(anchor, series, end)


def ripples_after(series: ImpactSeries, anchor: AnchorTime) -> tuple[Ripple, ...]:
    """Return where three samples in a row or more lay outside the band after the last wave.

    Once it had been inside: what is left of the wave itself is no ripple.
    """
    base = anchor.baseline
    if not anchor.waves or base is None or series.values is None:
        return ()
    last = anchor.waves[-1].end
    if last is None:
        return ()
    known = check_series(series.values)
    beyond = excess_to_judge(known, base, series.bad)
    outside = (beyond > width_at(beyond.index, base)).to_numpy(copy=True)
    outside[: int(beyond.index.searchsorted(last))] = True
    calm = np.flatnonzero(run_starts(~outside))
    outside[: int(calm[0]) if len(calm) else len(outside)] = False
    edges = np.flatnonzero(np.diff(np.r_[False, outside, False])).reshape(-1, 2)
    step = pd.Timedelta(seconds=usual_step_s(known))
    spans = [
        (pd.Timestamp(beyond.index[start]), pd.Timestamp(beyond.index[stop - 1]) + step)
        for start, stop in edges
        if stop - start >= IN_A_ROW
    ]
    return tuple(
        Ripple(
            start=start,
            end=end,
            amount=area_between(
                known, base, start, end, bad=series.bad, per=series.per
            ).amount,
        )
        for start, end in spans
    )


def with_its_worst(anchor: AnchorTime, series: ImpactSeries) -> AnchorTime:
    """Return an anchor whose waves have the worst level that was measured in them."""
    base = anchor.baseline
    if base is None or series.values is None:
        return anchor
    known = check_series(series.values)
    return replace(
        anchor,
        waves=tuple(_worst(one, known, base, series.bad) for one in anchor.waves),
    )


def _worst(wave: Wave, known: pd.Series, base: Baseline, bad: str) -> Wave:
    within = known[known.index >= wave.start]
    if wave.end is not None:
        within = within[within.index < wave.end]
    if within.empty or wave.peak is None:
        return wave
    falls = bad == "low" or (bad == "either" and wave.peak < base.level)
    place = int(within.argmin() if falls else within.argmax())
    at, peak = pd.Timestamp(within.index[place]), float(within.iloc[place])
    return replace(wave, peak_at=at, peak=peak)


def level_left(
    series: ImpactSeries, anchor: AnchorTime, start: datetime, end: datetime
) -> float | None:
    """Return the median excess between two instants, None where nothing is left."""
    base = anchor.baseline
    if not anchor.waves or base is None or series.values is None:
        return None
    known = check_series(series.values)
    beyond = excess_to_judge(known, base, series.bad)
    left = (beyond.index >= start) & (beyond.index < end)
    if left.sum() < IN_A_ROW:
        return None
    strays = np.median(width_at(beyond.index, base)[left])
    if float(beyond[left].median()) <= strays:
        return None
    return float(excess_of(known, base, series.bad)[left].median())


def amount_left(
    series: ImpactSeries, anchor: AnchorTime, until: datetime
) -> float | None:
    """Return how much there was between the end of the last wave and an instant."""
    end, base = anchor.waves[-1].end, anchor.baseline
    if end is None or base is None or series.values is None or end >= until:
        return None
    last = pd.Timestamp(until)
    area = area_between(
        check_series(series.values), base, end, last, bad=series.bad, per=series.per
    )
    return area.amount


def share_of_worst(
    series: ImpactSeries, anchor: AnchorTime, level: float
) -> float | None:
    """Return which part of the highest excess a level of it is."""
    base = anchor.baseline
    if base is None or series.values is None:
        return None
    highest = float(excess_of(check_series(series.values), base, series.bad).max())
    return level / highest if highest > 0 else None
