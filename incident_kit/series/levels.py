"""Baseline, excess, area and waves of one impact series.

The arithmetic that the letters and the clocks share.  Series are floats on an
aware, increasing index; gaps and NaN are missing samples, never zeros.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from incident_kit.errors import IncidentKitError, Problem, SeriesError, TimeError
from incident_kit.frames.table import MAX_LEVEL
from incident_kit.results.findings import Baseline
from incident_kit.results.reasons import Shortage
from incident_kit.series.traffic import (
    LITTLE,
    median_traffic,
    pooled_rates,
    scatter,
    worth_of_samples,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from incident_kit.results.findings import Wave
    from incident_kit.series.floats import Floats

MIN_BASELINE = 20
IN_A_ROW = 3
LOW_SHARE = 0.25
# outside what is usual: beyond so many sigmas, and this share of the highest excess
OUTSIDE_SIGMAS, FLOOR_SHARE = 4.0, 0.05
MAD_TO_SIGMA = 1.4826
PER_SECONDS = {"second": 1.0, "minute": 60.0, "hour": 3600.0, "day": 86400.0}


def per_s(per: str | None) -> float:
    """Return the seconds of the window that amounts count in: a minute without one."""
    return PER_SECONDS[per or "minute"]


def check_series(series: pd.Series) -> pd.Series:
    """Return the known samples of a series, or refuse it.

    Raises
    ------
    SeriesError
        If its index is not aware and strictly increasing, or a value is no
        finite number.
    """
    check_times(series.index)
    try:
        known = series.astype(float).dropna()
    except (TypeError, ValueError):
        raise SeriesError(
            Problem(what="values that are not numbers", mend="convert them to floats")
        ) from None
    if not bool((known.abs() <= MAX_LEVEL).all()):
        raise SeriesError(
            Problem(
                what=f"a value beyond ±{MAX_LEVEL:g}",
                mend="leave out what was not measured",
            )
        )
    return known


def check_times(index: pd.Index) -> None:
    """Refuse times of samples that are not aware or do not strictly increase.

    Raises
    ------
    SeriesError
    """
    if not isinstance(index, pd.DatetimeIndex) or index.tz is None:
        raise SeriesError(
            Problem(what="a series without aware times", mend="localize its index")
        )
    if not (index.is_monotonic_increasing and index.is_unique):
        raise SeriesError(
            Problem(what="times that do not increase", mend="sort it, drop duplicates")
        )


def check_instant(instant: datetime) -> datetime:
    """Return an instant that is aware, or refuse it.

    Raises
    ------
    TimeError
        If it has no offset: its wall clock could be anywhere.
    """
    if not isinstance(instant, datetime):
        raise TimeError(
            Problem(what=f"{instant!r} is no datetime", mend="write an aware datetime")
        )
    if instant.tzinfo is None:
        raise TimeError(
            Problem(what=f"{instant} has no offset", mend="add one: tzinfo=UTC")
        )
    return instant


def find_baseline(
    series: pd.Series, *, before: datetime | None = None, bad: str = "high"
) -> Baseline | Shortage:
    """Return the usual level: median and scaled MAD of the samples before.

    "Before" is ``before`` (the page or first report), or the first quarter of
    the samples when it is unknown.  A sample is outside beyond four scaled
    MADs, or 5 % of the largest excess where the baseline hardly moves.  Under
    20 samples there is none: a guess would look like a measurement.
    """
    known = check_series(series)
    calm = known.iloc[: len(known) // 4]
    if before is not None:
        calm = known[known.index < check_instant(before)]
    if len(calm) < MIN_BASELINE:
        return Shortage(samples=len(calm), is_noticed=before is not None)
    return baseline_of(known, calm, bad)


def baseline_of(
    known: pd.Series,
    calm: pd.Series,
    bad: str,
    *,
    usual: pd.Series | None = None,
    traffic: pd.Series | None = None,
) -> Baseline:
    """Return what is usual in a series, as its calm samples show it."""
    level = calm if usual is None else usual[calm.index]
    baseline = Baseline(
        level=float(level.median()),
        width=0.0,
        samples=len(calm),
        start=calm.index[0],
        end=calm.index[-1],
        usual=usual,
        traffic=traffic,
    )
    away = _away(known, baseline)
    # in sigmas of the median traffic
    strays = away / width_at(away.index, replace(baseline, width=1.0))
    sigma = scaled_mad(strays.reindex(calm.index).dropna())
    highest = highest_excess(known, baseline, bad)
    return replace(baseline, width=max(OUTSIDE_SIGMAS * sigma, FLOOR_SHARE * highest))


def scaled_mad(samples: pd.Series) -> float:
    """Return the median absolute deviation, scaled to a normal sigma."""
    return MAD_TO_SIGMA * float((samples - samples.median()).abs().median())


def excess_over(values: Floats, level: float | Floats, bad: str) -> Floats:
    """Return how far each value lies beyond the level in the bad direction."""
    if bad not in {"high", "low", "either"}:
        raise IncidentKitError(
            Problem(what=f"bad={bad!r}", mend="write high, low or either")
        )
    beyond = values - level
    if bad == "low":
        beyond = -beyond
    elif bad == "either":
        beyond = np.abs(beyond)
    return np.maximum(beyond, 0.0)


def excess_of(known: pd.Series, baseline: Baseline, bad: str) -> pd.Series:
    """Return how far samples lie beyond what is usual at each, in the series' unit.

    Without those at which nobody knows what is usual.
    """
    usual = _usual_at(known, baseline)
    beyond = excess_over(known[usual.index].to_numpy(), usual.to_numpy(), bad)
    return pd.Series(beyond, usual.index)


def excess_to_judge(known: pd.Series, baseline: Baseline, bad: str) -> pd.Series:
    """Return the excess by which samples are fine or not, of the same samples.

    Per traffic where that is known, as much as it were at the median traffic:
    quieter hours are neither better nor worse.
    """
    away = _away(known, baseline)
    beyond = excess_over(away.to_numpy(), 0.0, bad)
    return pd.Series(beyond, away.index)


def highest_excess(known: pd.Series, baseline: Baseline, bad: str) -> float:
    """Return the highest excess by which samples are judged.

    Per traffic the highest that as many people saw as at the median sample: of a
    few, by chance all may fail.
    """
    away = _away(known, baseline, least=1.0).to_numpy()
    return float(excess_over(away, 0.0, bad).max(initial=0.0))


def width_at(index: pd.Index, baseline: Baseline) -> Floats:
    """Return how far samples may stray: further where few people say it."""
    if baseline.traffic is None:
        return np.full(len(index), baseline.width)
    more = pd.Series(scatter(baseline.traffic.to_numpy()), baseline.traffic.index)
    widths: Floats = np.multiply(more[index].to_numpy(), baseline.width)
    return widths


def samples_worth(index: pd.Index, baseline: Baseline) -> float:
    """Return how many samples those at some times are worth: of few people, less."""
    if baseline.traffic is None:
        return len(index)
    traffic = baseline.traffic
    worth = pd.Series(worth_of_samples(traffic.to_numpy()), traffic.index)
    return float(worth[index].sum())


def _away(known: pd.Series, baseline: Baseline, *, least: float = LITTLE) -> pd.Series:
    usual = _usual_at(known, baseline)
    away = known[usual.index] - usual
    if baseline.traffic is None:
        return away
    traffic = baseline.traffic[usual.index].to_numpy()
    rates = pooled_rates(away.to_numpy(), traffic, least)
    return pd.Series(rates * median_traffic(traffic), usual.index)


def _usual_at(known: pd.Series, baseline: Baseline) -> pd.Series:
    """Return what is usual at each sample of which that is known."""
    if baseline.usual is None:
        return pd.Series(baseline.level, known.index)
    return baseline.usual.reindex(known.index).dropna()


def run_starts(flags: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return, for each place that can begin one, whether three True in a row do."""
    if len(flags) < IN_A_ROW:
        return np.zeros(0, dtype=np.bool_)
    windows = np.lib.stride_tricks.sliding_window_view(flags, IN_A_ROW)
    starts: NDArray[np.bool_] = np.all(windows, axis=1)
    return starts


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """An area over the baseline; ``is_bound`` when parts of it are unknown."""

    amount: float
    is_bound: bool
    missing_s: float


def area_between(
    series: pd.Series,
    baseline: Baseline,
    start: pd.Timestamp,
    end: pd.Timestamp,
    *,
    bad: str = "high",
    per: str | None = None,
) -> Area:
    """Return the excess over the baseline from ``start`` to ``end``.

    Each sample stands for one usual step from its time on (the median distance of
    samples), of which what lies between the two counts; stretches without samples
    are not bridged: they make it "at least".  The
    amount is in unit x ``per`` (so views per minute add to views); without
    ``per`` in unit x minutes.
    """
    known = check_series(series)
    step_s = usual_step_s(known)
    step = pd.Timedelta(seconds=step_s)
    part = known[(known.index > start - step) & (known.index < end)]
    beyond = excess_of(part, baseline, bad)
    begun = (pd.DatetimeIndex(beyond.index) - start).total_seconds().to_numpy()
    seconds = (end - start).total_seconds()
    inside_s = np.minimum(begun + step_s, seconds) - np.maximum(begun, 0.0)
    missing_s = max(seconds - float(inside_s.sum()), 0.0)
    amount = float(beyond.to_numpy() @ inside_s) / per_s(per)
    return Area(amount=amount, is_bound=missing_s > 1.5 * step_s, missing_s=missing_s)


def area_of_waves(
    series: pd.Series,
    baseline: Baseline,
    waves: Sequence[Wave],
    start: pd.Timestamp,
    end: pd.Timestamp,
    *,
    bad: str = "high",
    per: str | None = None,
) -> Area:
    """Return the excess of what lies of the waves between ``start`` and ``end``.

    A wave without an end reaches until there.  So the parts of a span add up to
    the whole, and what is left after a wave belongs to none.
    """
    parts = [
        area_between(series, baseline, first, last, bad=bad, per=per)
        for wave in waves
        if (first := max(start, wave.start)) < (last := min(wave.end or end, end))
    ]
    return Area(
        amount=sum(part.amount for part in parts),
        is_bound=any(part.is_bound for part in parts),
        missing_s=sum(part.missing_s for part in parts),
    )


def seconds_outside(
    series: pd.Series, baseline: Baseline, start: pd.Timestamp, *, bad: str = "high"
) -> float:
    """Return how long samples lay outside the band from ``start`` on.

    Each sample stands for one usual step; a missing one for nothing.
    """
    known = check_series(series)
    beyond = excess_to_judge(known, baseline, bad)
    outside = beyond > width_at(beyond.index, baseline)
    return float(outside[outside.index >= start].sum()) * usual_step_s(known)


def usual_step_s(series: pd.Series) -> float:
    """Return the median distance between samples, in seconds."""
    if len(series) < 2:
        return 60.0
    return float(np.median(steps_s(series)))


def steps_s(series: pd.Series) -> Floats:
    """Return the distances between neighbouring samples, in seconds."""
    index = pd.DatetimeIndex(series.index)
    # without a zone they are plain numbers; with one, an object each
    instants = index.tz_convert(None).to_numpy()
    steps: Floats = np.diff(instants) / np.timedelta64(1, "s")
    return steps
