"""From findings to the values of the key figure: the whole incident in one picture."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from incident_kit.drawn import Assumed, Curve, Event
from incident_kit.drawn.key import Emphasised, KeyCurve, KeyValues, Panel
from incident_kit.results.worth import Averted
from incident_kit.sections.key_brackets import brackets
from incident_kit.sections.key_events import events
from incident_kit.sections.response_drawing import order_values
from incident_kit.sections.state_drawing import hit_block, state_blocks
from incident_kit.series.smoothing import smoothed
from incident_kit.timing.emphasis import emphasis
from incident_kit.wording import key_figure as told
from incident_kit.wording.phrases import cap

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from incident_kit.drawn import LetterMark
    from incident_kit.drawn.key import Bracket
    from incident_kit.incident import ImpactSeries
    from incident_kit.results.findings import SeriesFinding
    from incident_kit.timing.assessment import Assessment

# air beside the incident: a twentieth of it
_AIR = 20
_LEAST_AIR = timedelta(seconds=30)
_NIGHT = timedelta(hours=2)
# the response gets a panel of its own where it would be under a fifth of the axis
_SMALL = 5
# what fills less than a thirtieth of the axis cannot be told apart on it
_CROWDED = 30
_SMOOTHEST_MIN = 5
# a mean over a tenth of the incident at most: a wider one hides a short dip
_OF_LENGTH = 10
# harm lower than this part of its traffic would be a line on the floor
_SEEN = 0.05


def key_values(found: Assessment) -> KeyValues | None:
    """Return the incident as one picture; None where under two things have a place."""
    happened = events(found)
    stretches = brackets(found)
    states = (*state_blocks(found), *hit_block(found))
    measured = [one for one in found.blast.series if one.series.values is not None]
    times = _times(found, happened, stretches)
    times += [at for one in states for at in (one.start, one.end) if at is not None]
    timed = {at for at in times if at is not None}
    if len(timed) < 2:
        return None
    start, end = min(timed), max(timed)
    crowd = crowded(timed)
    panels = _panels(found, timed, crowd)
    minutes = smoothing_min(end - start)
    chosen = emphasis(found)
    curves = [
        key_curve(found, one, panels[0].start, panels[-1].end, minutes)
        for at, one in enumerate(measured)
        if at == 0 or one.is_hurt
    ]
    main = curves[0] if curves else None
    panels = _titled(found, panels, main, minutes)
    averted = chosen.of if chosen and isinstance(chosen.of, Averted) else None
    order = order_values(found) if len(panels) > 1 else None
    letters = () if order is None else _between(order.letters, panels[-1])
    return KeyValues(
        heading=told.heading(found, chosen),
        panels=panels,
        main=main,
        strips=tuple(curves[1:]),
        blocks=states,
        events=happened,
        brackets=stretches,
        emphasised=None
        if chosen is None
        else Emphasised(
            start=chosen.start,
            end=chosen.end,
            wordings=told.emphasised_words(found, chosen),
            color="help" if averted else "impact",
        ),
        assumed=() if averted is None else assumed_levels(averted),
        letters=letters,
        first_change=found.response.changed_at.point,
        crowd=crowd if len(panels) == 1 else (),
        zone=found.incident.zone,
    )


def _times(
    found: Assessment, happened: Iterable[Event], stretches: Iterable[Bracket]
) -> list[datetime | None]:
    """Return the times that the picture must hold."""
    times: list[datetime | None] = []
    for event in happened:
        times += [event.moment.low, event.moment.high, event.moment.at]
    for one in stretches:
        times += [one.start, one.end]
    for wave in found.blast.waves:
        if wave.how == "measured":
            times += [
                at.to_pydatetime() for at in (wave.start, wave.end) if at is not None
            ]
    return times


def smoothing_min(length: timedelta) -> int:
    """Return over how many minutes a curve is smoothed: none in a short incident."""
    tenth = length / _OF_LENGTH / timedelta(minutes=1)
    return min(_SMOOTHEST_MIN, int(tenth))


def crowded(times: Iterable[datetime]) -> tuple[datetime, ...]:
    """Return all times where all but one wide gap between two is hardly to be seen."""
    order = sorted(times)
    gaps = [after - before for before, after in pairwise(order)]
    rest = sum(gaps, timedelta()) - max(gaps)
    return tuple(order) if rest * _CROWDED < order[-1] - order[0] else ()


def _panels(
    found: Assessment, times: Iterable[datetime], crowd: Sequence[datetime]
) -> tuple[Panel, ...]:
    """Return one span, or two where hours pass before a report and little after it."""
    start, end = min(times), max(times)
    air = max((end - start) / _AIR, _LEAST_AIR)
    before = air
    if len(crowd) > 2:
        early = [at for at in crowd if at - start < (end - start) / 2]
        before = max((early[-1] - start) / 3, _LEAST_AIR)
    whole = Panel(start=start - min(before, air), end=end + air)
    noticed = found.clocks.detect.moment.point
    if noticed is None or not start < noticed < end:
        return (whole,)
    response = end - noticed
    if noticed - start < _NIGHT or response * _SMALL >= end - start:
        return (whole,)
    change = noticed - max(response / 4, timedelta(minutes=1))
    return (
        Panel(start=start - air, end=change),
        Panel(start=change, end=end + response / 5),
    )


def _titled(
    found: Assessment,
    panels: tuple[Panel, ...],
    main: KeyCurve | None,
    minutes: int,
) -> tuple[Panel, ...]:
    measured = found.incident.measured
    titles = [""]
    if len(panels) > 1:
        titles = [cap(told.before_report(found.incident.record)), told.RESPONSE]
    if main is None:
        name = told.states_title(found.incident.series, is_hit=any(hit_block(found)))
        axes = [name for _ in panels]
    else:
        by_traffic = main.traffic is not None
        axes = [
            told.axis_title(measured[0], minutes, by_traffic=by_traffic and at == 0)
            for at in range(len(panels))
        ]
    return tuple(
        replace(panel, title=title, axis_title=axis)
        for panel, title, axis in zip(panels, titles, axes, strict=True)
    )


def key_curve(
    found: Assessment,
    one: SeriesFinding,
    start: datetime,
    end: datetime,
    minutes: int,
) -> KeyCurve:
    """Return a series with its traffic and its amount, as it is drawn."""
    series = one.series
    assert series.values is not None  # noqa: S101  # measured series have levels
    breaks = _breaks(found, one)
    shown = drawn_levels(series.values, breaks, start, end, minutes)
    index = pd.DatetimeIndex(shown.index)
    anchor = one.anchor
    usual = None
    if anchor.baseline is not None and anchor.baseline.usual is not None:
        moving = drawn_levels(anchor.baseline.usual, breaks, start, end, minutes)
        usual = moving.reindex(index).to_numpy(dtype=np.float64)
    until = pd.Timestamp(end)
    curve = Curve(
        unit=series.title,
        times=index,
        values=shown.to_numpy(dtype=np.float64),
        bad=series.bad,
        baseline=anchor.baseline.level if anchor.baseline else None,
        usual=usual,
        hurt=tuple(
            (wave.start.to_pydatetime(), (wave.end or until).to_pydatetime())
            for wave in anchor.waves
        ),
    )
    traffic = _traffic(series, curve, breaks, minutes)
    peak = "" if shown.dropna().empty else told.peak_words(shown.max(), series)
    return KeyCurve(
        curve=curve,
        traffic=traffic,
        traffic_name="" if traffic is None else told.traffic_name(series),
        amounts=told.amount_wordings(series, one.harm),
        note=peak if series.bad != "low" else "",
    )


def _breaks(found: Assessment, one: SeriesFinding) -> list[pd.Timestamp]:
    """Return the times across which no mean may reach: actions, and edges of harm."""
    acted = [
        pd.Timestamp(at)
        for action in found.incident.record.actions or ()
        for at in (action.begun_at, action.ended_at.latest)
        if at is not None
    ]
    edges = [one.anchor.last_good, one.anchor.first_bad]
    for wave in one.anchor.waves:
        edges += [wave.start, wave.end]
    return [*acted, *(at for at in edges if at is not None)]


def drawn_levels(
    levels: pd.Series,
    breaks: list[pd.Timestamp],
    start: datetime,
    end: datetime,
    minutes: int,
) -> pd.Series:
    """Return levels as they are drawn: smoothed, the lowest and highest as measured."""
    cut = (levels.index >= start) & (levels.index <= end)
    measured = levels[cut]
    if not minutes:
        return measured
    shown = smoothed(levels, breaks, minutes=minutes)[cut]
    if not measured.notna().any():
        return shown
    ends = measured.index.isin([measured.idxmin(), measured.idxmax()])
    return shown.where(~ends, measured)


def _traffic(
    series: ImpactSeries, curve: Curve, breaks: list[pd.Timestamp], minutes: int
) -> np.ndarray | None:
    """Return the traffic at the times of a curve, where the harm shows beside it."""
    index = pd.DatetimeIndex(curve.times)
    if series.traffic is None or series.bad == "low" or index.empty:
        return None
    shown = series.traffic
    if minutes:
        shown = smoothed(series.traffic, breaks, minutes=minutes)
    shown = shown.reindex(index)
    if not shown.notna().any() or not np.isfinite(curve.values).any():
        return None
    if np.nanmax(curve.values) < _SEEN * shown.max():
        return None
    return shown.to_numpy(dtype=np.float64)


def assumed_levels(averted: Averted) -> tuple[Assumed, ...]:
    """Return how the level would have gone on, up to the fix itself."""
    found = []
    for one in averted.counterfactuals:
        shown = smoothed(one.levels, ())
        shown = pd.concat([shown, pd.Series([shown.iloc[-1]], [averted.end])])
        line = Assumed(
            times=pd.DatetimeIndex(shown.index),
            values=shown.to_numpy(dtype=np.float64),
            amount="",
            name=one.assumption,
        )
        found.append(line)
    return tuple(found)


def _between(letters: Iterable[LetterMark], panel: Panel) -> tuple[LetterMark, ...]:
    """Return the letters that were asked within a panel."""
    return tuple(
        one
        for one in letters
        if one.at is not None
        and one.state in {"before", "after"}
        and panel.start <= one.at <= panel.end
    )
