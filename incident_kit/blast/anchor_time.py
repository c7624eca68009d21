"""A: since when?  The last good and the first bad sample."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pandas as pd

from incident_kit.errors import NotEnoughData
from incident_kit.finding import AnchorTime, Finding
from incident_kit.instants.words import clock_words, duration_words
from incident_kit.levels import (
    area_between,
    check_series,
    excess_over,
    find_baseline,
    find_baseline_after,
    find_waves,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from incident_kit.finding import Baseline, Verdict, Wave
    from incident_kit.instants.written import Written
    from incident_kit.record.parts import SaidAnchorTime

QUESTION = "Anchor time"
# how far "about" reaches: people round to the quarter of an hour
_ABOUT = timedelta(minutes=15)


def find_anchor_time(
    series: pd.Series,
    *,
    bad: str = "either",
    detected_at: datetime | None = None,
    declared: datetime | None = None,
) -> AnchorTime:
    """Return since when: ``[last good, first bad]``, recovery and waves.

    Parameters
    ----------
    series
        Levels on an aware, increasing index; gaps and NaN are missing samples.
    bad
        Which direction hurts: "high", "low" or "either".
    detected_at
        The page or first report; the baseline is what lies before it, or, if
        that was bad already, what the series fell back to and kept.
    declared
        Stands in for ``detected_at`` when that is unknown.

    Returns
    -------
    AnchorTime
        The last sample inside the baseline's band and the first of three in a
        row outside it; ``begins bad`` (open on the left) when the data start
        outside, ``no onset`` on a healthy series, ``too little baseline``
        under 20 samples.

    Raises
    ------
    SeriesError
        If the index is naive or does not increase.
    """
    known = check_series(series)
    noticed = detected_at or declared
    try:
        baseline = find_baseline(known, before=noticed, bad=bad)
    except NotEnoughData as error:
        return AnchorTime(verdict="too little baseline", reason=str(error))
    waves = find_waves(known, baseline, bad=bad)
    if not waves and noticed is not None:
        # what was noticed is no rise over what came before: that was bad, too
        baseline = find_baseline_after(known, baseline, bad=bad) or baseline
        waves = find_waves(known, baseline, bad=bad)
    if not waves:
        return AnchorTime(
            verdict="no onset", baseline=baseline,
            reason="no three samples in a row left the usual band",
        )  # fmt: skip
    last_good = _last_inside(known, baseline, waves[0], bad)
    return AnchorTime(
        verdict="begins bad" if last_good is None else "measured",
        last_good=last_good,
        first_bad=waves[0].start,
        recovered=waves[-1].end,
        waves=tuple(_with_area(known, wave, baseline, bad) for wave in waves),
        baseline=baseline,
    )


def _with_area(known: pd.Series, wave: Wave, baseline: Baseline, bad: str) -> Wave:
    """Return the wave with its area, in the series' unit x minutes."""
    end = wave.end or known.index[-1]
    area = area_between(known, baseline, wave.start, end, bad=bad)
    return replace(wave, excess=area.amount)


def _last_inside(
    known: pd.Series, baseline: Baseline, wave: Wave, bad: str
) -> pd.Timestamp | None:
    before = known[known.index < wave.start]
    inside = before[
        excess_over(before.to_numpy(), baseline.level, bad) <= baseline.width
    ]
    return None if inside.empty else inside.index[-1]


def earliest_anchor(anchors: Sequence[AnchorTime]) -> AnchorTime | None:
    """Return the anchor with the earliest first bad sample, None without any."""
    measured = [one for one in anchors if one.first_bad is not None]
    return min(measured, key=_first_bad, default=None)


def _first_bad(anchor: AnchorTime) -> pd.Timestamp:
    if anchor.first_bad is None:
        raise NotEnoughData("an anchor without a first bad sample has no order")
    return anchor.first_bad


def stated_anchor(moment: Written) -> AnchorTime:
    """Return the bracket of a stated start, open where the statement is."""
    ends = (moment.low or moment.stated, moment.high or moment.stated)
    if moment.form == "by":
        ends = (None, moment.high)
    low, high = (None if end is None else pd.Timestamp(end) for end in ends)
    return AnchorTime.at(last_good=low, first_bad=high)


def assess_anchor(
    said: SaidAnchorTime,
    anchor: AnchorTime,
    *,
    zone: ZoneInfo,
    detected_at: Written,
    reason: str = "",
) -> Finding:
    """Return since when, as said beside as measured."""
    if not anchor.is_measured:
        return Finding(
            letter="A", question=QUESTION,
            measured=reason or "No impact series to measure it with.",
            verdict="only said" if said.is_answered else "unknown",
        )  # fmt: skip
    verdict, why = _compare(said, anchor)
    return Finding(
        letter="A", question=QUESTION,
        measured=anchor_words(anchor, zone, detected_at), verdict=verdict, reason=why,
    )  # fmt: skip


def anchor_words(anchor: AnchorTime, zone: ZoneInfo, detected_at: Written) -> str:
    """Return the bracket as a sentence, with how long before detection it lies."""
    if anchor.first_bad is None:
        return anchor.reason
    first_bad = clock_words(anchor.first_bad, zone)
    if anchor.last_good is None:
        text = f"At the latest {first_bad}: the series begins bad."
    else:
        text = (
            f"Between {clock_words(anchor.last_good, zone)} (last good sample) "
            f"and {first_bad} (first bad)."
        )
    noticed = detected_at.stated
    if noticed is None or noticed <= anchor.first_bad:
        return text
    return f"{text} It was noticed {duration_words(noticed - anchor.first_bad)} later."


def _compare(said: SaidAnchorTime, anchor: AnchorTime) -> tuple[Verdict, str]:
    if not said.at.is_known:
        if said.answer is None:
            return "only measured", ""
        return (
            "unknown",
            "the answer names no time to compare; add blast.anchor_time.at",
        )
    slack = _ABOUT if said.at.form == "about" else timedelta(0)
    low, high = said.at.earliest, said.at.latest
    early = anchor.last_good
    late = anchor.first_bad
    after = (
        late is not None
        and said.at.form != "by"
        and low is not None
        and low - slack > late
    )
    before = (
        early is not None and said.at.form != "after"
        and high is not None and high + slack < early
    )  # fmt: skip
    if after and low is not None and late is not None:
        return "disagrees", f"said {duration_words(low - late)} later than measured"
    if before and high is not None and early is not None:
        return "disagrees", f"said {duration_words(early - high)} earlier than measured"
    return "agrees", ""
