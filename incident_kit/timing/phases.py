"""When the harm fell: undetected, unacknowledged, understanding, mitigating, residual."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

import pandas as pd

from incident_kit.results.harm import Phase, PhaseName
from incident_kit.series.harm import area_within
from incident_kit.series.levels import check_series, usual_step_s

if TYPE_CHECKING:
    from collections.abc import Sequence

    from incident_kit.instants.written import Written
    from incident_kit.results.clocks import Clocks
    from incident_kit.results.findings import BlastMap, SeriesFinding
    from incident_kit.results.response import Response
    from incident_kit.series.levels import Area


UNSEEN = 0.1


def impact_by_phase(
    blast: BlastMap, clocks: Clocks, response: Response
) -> tuple[Phase, ...]:
    """Return the phases of the headline series, in order, without empty ones.

    undetected until detected, unacknowledged until acknowledged, understanding
    until the first change to production, mitigating until mitigated, residual
    until the later of the fix and the impact's end, where a wave reaches into it.
    Their amounts are those of the waves, so they add up to the harm.  Empty when a
    boundary is unknown or only a bound: half a split would add to less than all.
    """
    headline = blast.headline
    if headline is None or headline.harm.until is None:
        return ()
    series, anchor = headline.series, headline.anchor
    marks: list[tuple[PhaseName, Written | None]] = [
        ("undetected", clocks.detect.moment),
        ("unacknowledged", clocks.acknowledge.moment),
        ("understanding", response.changed_at),
        ("mitigating", clocks.mitigate.moment),
    ]
    ends = [(name, _at(moment)) for name, moment in marks]
    about = {_at(it) for _, it in marks if it is not None and it.form == "about"}
    if ends[1][1] is None:
        ends.pop(1)  # nobody noted it: its stretch counts as understanding
    last = headline.harm.until
    fixed = _at(clocks.fix.moment)
    ends.append(("residual", max(last, fixed) if fixed is not None else last))
    if clocks.fix.moment.form == "about":
        about.add(fixed)
    # another series may have shown it before
    begun = blast.anchor.first_bad if blast.anchor.is_measured else None
    start = min(filter(None, (headline.harm.start, begun)), default=None)
    edges = [start, *(at for _, at in ends)]
    known = [at for at in edges if at is not None]
    if len(known) < len(edges) or any(a > b for a, b in pairwise(known)):
        return ()
    found = [
        _phase(name, start, end, area_within(series, anchor, start, end))
        for (name, _), (start, end) in zip(ends, pairwise(known), strict=True)
        if end > start and not (name == "residual" and start >= last)
    ]
    if found and anchor.verdict == "begins bad":
        found[0] = replace(found[0], is_bound=True, is_sized=False)
    if found and anchor.waves[-1].end is None:
        found[-1] = replace(found[-1], is_bound=True, is_sized=False)
    if found and found[-1].end > _seen_until(headline):
        found[-1] = replace(found[-1], is_bound=True)
    found = [
        replace(one, is_about=one.start in about or one.end in about) for one in found
    ]
    shares = percents([one.amount for one in found])
    return tuple(
        replace(one, percent=share) for one, share in zip(found, shares, strict=True)
    )


def _seen_until(headline: SeriesFinding) -> pd.Timestamp:
    """Return until when samples tell: each stands for one usual step."""
    assert headline.series.values is not None  # noqa: S101  # it has harm
    known = check_series(headline.series.values)
    step = pd.Timedelta(seconds=usual_step_s(known))
    return pd.Timestamp(known.index[-1]) + step


def _phase(
    name: PhaseName, start: pd.Timestamp, end: pd.Timestamp, area: Area
) -> Phase:
    unseen = area.missing_s / (end - start).total_seconds()
    return Phase(
        name=name,
        start=start,
        end=end,
        amount=area.amount,
        is_bound=area.is_bound,
        is_sized=unseen <= UNSEEN,
    )


def percents(amounts: Sequence[float]) -> tuple[int, ...]:
    """Return whole percents that add up to 100, by the largest remainder.

    Examples
    --------
    >>> percents([1, 1, 1]), percents([0, 0])
    ((34, 33, 33), (0, 0))
    """
    whole = sum(amounts)
    if whole <= 0:
        return (0,) * len(amounts)
    exact = [100 * amount / whole for amount in amounts]
    floors = [int(share) for share in exact]
    order = sorted(range(len(exact)), key=lambda at: (floors[at] - exact[at], at))
    for at in order[: 100 - sum(floors)]:
        floors[at] += 1
    return tuple(floors)


def _at(moment: Written | None) -> pd.Timestamp | None:
    if moment is None or moment.point is None:
        return None
    return pd.Timestamp(moment.point)
