"""A: since when?  The last good and the first bad sample."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, timedelta
from operator import itemgetter
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from incident_kit.results.findings import AnchorTime, Finding, Wave
from incident_kit.results.reasons import FindingReason, Shortage
from incident_kit.series.impact import find_impact
from incident_kit.series.levels import (
    area_between,
    baseline_of,
    check_series,
    find_baseline,
)
from incident_kit.series.traffic import (
    even_rates,
    known_traffic,
    pooled_rates,
    usual_rate,
    worth_of_samples,
)
from incident_kit.series.usual import clock_seconds, course_before

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime, tzinfo

    from incident_kit.instants.written import Written
    from incident_kit.record.letters import SaidAnchorTime
    from incident_kit.results.findings import Baseline, Verdict
    from incident_kit.series.floats import Floats
    from incident_kit.series.impact import Impact
    from incident_kit.series.waves import Stretch


# how far "about" reaches: people round to the quarter of an hour
_ABOUT = timedelta(minutes=15)


def find_anchor_time(
    series: pd.Series,
    *,
    bad: str = "either",
    detected_at: datetime | None = None,
    declared: datetime | None = None,
    traffic: pd.Series | None = None,
    per: str | None = None,
    zone: tzinfo | None = None,
) -> AnchorTime:
    """Return since when: ``[last good, first bad]``, recovery and waves.

    Parameters
    ----------
    series
        Levels on an aware, increasing index; gaps and NaN are missing samples.
    bad
        Which direction hurts: "high", "low" or "either".
    detected_at
        The page or first report: the search looks at what lies before it, or,
        if nothing moved, just after it; or at what the series fell back to.
    declared
        Stands in for ``detected_at`` when that is unknown.
    traffic
        What the levels are part of.  Where it is known they are judged per
        traffic: a quiet night is no recovery, a busy morning no onset.
    per
        Of the levels, when they are rates: the waves' excess is in unit x ``per``,
        else in unit x minutes.
    zone
        By whose clock a day goes (default: that of the index): the usual level of nine
        o'clock stays at nine where the clock changes.

    Returns
    -------
    AnchorTime
        The last surely good and the first clearly bad sample around the most
        surprising move of the level, the doubt between them; ``begins bad``
        (open on the left) when the data start outside, ``no onset`` where a
        healthy series moves as far three times in a hundred, ``too little
        baseline`` under 20 samples.

    Raises
    ------
    SeriesError
        If the index is naive or does not increase.
    """
    known = check_series(series)
    traffic = known_traffic(traffic, known.index)
    if traffic is not None:
        known = known[traffic.index]
    noticed = detected_at or declared
    baseline = find_baseline(known, before=noticed, bad=bad)
    if isinstance(baseline, Shortage):
        return AnchorTime(verdict="too little baseline", shortage=baseline)
    sign = {"high": 1, "low": -1}.get(bad, 0)
    stand = None
    if noticed is not None:
        stand = int(known.index.searchsorted(pd.Timestamp(noticed), side="right")) - 1
    seconds = clock_seconds(known.index, UTC)
    clock = clock_seconds(known.index, zone)
    before = known.index.slice_indexer(baseline.start, baseline.end)
    found = _find(known, seconds, clock, traffic, before, sign=sign, noticed=stand)
    if found is None:
        return AnchorTime(verdict="no onset", baseline=baseline)
    share = _share(known, traffic, found)
    usual = _usual(known, clock, traffic, found, share)
    calm = found.usual
    baseline = baseline_of(known, known.iloc[calm], bad, usual=usual, traffic=traffic)
    baseline = replace(baseline, share=share)
    waves = tuple(_wave(known, one, baseline, bad, per) for one in found.stretches)
    last_good = None if found.last_good is None else known.index[found.last_good]
    return AnchorTime(
        verdict="begins bad" if last_good is None else "measured",
        last_good=last_good,
        first_bad=waves[0].start,
        recovered=waves[-1].end,
        waves=waves,
        baseline=baseline,
        may_be_the_hour=found.may_be_the_hour,
    )


def _find(
    known: pd.Series,
    seconds: Floats,
    clock: Floats,
    traffic: pd.Series | None,
    calm: slice,
    *,
    sign: int,
    noticed: int | None,
) -> Impact | None:
    """Return the impact that the levels show, or the rates where traffic is known."""
    values = known.to_numpy()
    if traffic is None:
        return find_impact(values, seconds, sign=sign, noticed=noticed, clock=clock)
    part = traffic.to_numpy()
    rates = even_rates(values, part, usual_rate(values[calm], part[calm]))
    return find_impact(
        rates,
        seconds,
        sign=sign,
        noticed=noticed,
        clock=clock,
        lasting=pooled_rates(values, part),
        worth=worth_of_samples(part),
    )


def _share(known: pd.Series, traffic: pd.Series | None, found: Impact) -> float | None:
    """Return the usual share of the traffic, None where the time of day moves it."""
    if traffic is None or found.daily:
        return None
    return usual_rate(
        known.iloc[found.usual].to_numpy(), traffic.iloc[found.usual].to_numpy()
    )


def _usual(
    known: pd.Series,
    clock: Floats,
    traffic: pd.Series | None,
    found: Impact,
    share: float | None,
) -> pd.Series | None:
    """Return what is usual at each sample: with the traffic, as on earlier days.

    None where it is the same all the time.
    """
    if share is not None and traffic is not None:
        return share * traffic
    if not found.daily:
        return None
    rates, part = known.to_numpy(), np.ones(len(known))
    if traffic is not None:
        part = traffic.to_numpy()
        rates = pooled_rates(rates, part)
    calm, usual = found.usual, np.full(len(known), np.nan)
    course = course_before(rates, clock, calm.stop, calm.start)
    if np.isnan(course[: calm.stop - calm.start]).all():
        return None
    # as high as just before the onset
    raised = np.nanmedian(rates[calm] - course[: calm.stop - calm.start])
    usual[calm.start :] = course + raised
    if rates.min() >= 0:
        usual = np.maximum(usual, 0.0)
    return pd.Series(usual * part, known.index)


def _wave(
    known: pd.Series, stretch: Stretch, baseline: Baseline, bad: str, per: str | None
) -> Wave:
    """Return a stretch as a wave, with its area in the series' unit x ``per``."""
    start = known.index[stretch.start]
    end = None if stretch.stop is None else known.index[stretch.stop]
    last = end or known.index[-1]
    area = area_between(known, baseline, start, last, bad=bad, per=per)
    peak = stretch.peak
    if baseline.traffic is not None:  # the most there were, not the most per traffic
        levels = known.iloc[stretch.start : stretch.stop].to_numpy()
        peak = stretch.start + int((levels.argmin if bad == "low" else levels.argmax)())
    return Wave(
        start=start,
        end=end,
        excess=area.amount,
        peak_at=known.index[peak],
        peak=float(known.iloc[peak]),
    )


def earliest_anchor(anchors: Sequence[AnchorTime]) -> AnchorTime | None:
    """Return the anchor with the earliest first bad sample, None without any."""
    measured = [(at, one) for one in anchors if (at := one.first_bad) is not None]
    return min(measured, key=itemgetter(0))[1] if measured else None


def stated_anchor(moment: Written) -> AnchorTime:
    """Return the bracket of a stated start, open where the statement is."""
    ends = (moment.low or moment.stated, moment.high or moment.stated)
    if moment.form == "by":
        ends = (None, moment.high)
    if moment.form == "after":
        ends = (moment.low, None)
    low, high = (None if end is None else pd.Timestamp(end) for end in ends)
    return AnchorTime.at(last_good=low, first_bad=high)


def assess_anchor(said: SaidAnchorTime, anchor: AnchorTime) -> Finding:
    """Return whether since when, as said, holds against what was measured."""
    if not anchor.is_measured:
        return Finding(
            letter="A", verdict="only said" if said.is_answered else "unknown"
        )
    verdict, reason = _compare(said, anchor)
    return Finding(letter="A", verdict=verdict, reason=reason)


def _compare(
    said: SaidAnchorTime, anchor: AnchorTime
) -> tuple[Verdict, FindingReason | None]:
    if not said.at.is_known:
        if said.answer is None:
            return "only measured", None
        return "unknown", FindingReason(code="no time named")
    is_about = said.at.form == "about"
    slack = _ABOUT if is_about else timedelta(0)
    low = said.at.earliest if said.at.form != "by" else None
    high = said.at.latest if said.at.form != "after" else None
    early, late = anchor.last_good, anchor.first_bad
    if low is not None and late is not None and low - slack > late:
        return "disagrees", FindingReason(
            code="said later", by=low - late, is_about=is_about
        )
    if high is not None and early is not None and high + slack < early:
        return "disagrees", FindingReason(
            code="said earlier", by=early - high, is_about=is_about
        )
    return "agrees", None
