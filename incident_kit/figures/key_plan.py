"""Where things stand in a panel of the key figure: its axis, and the labels of its events."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from incident_kit.figures import curve as curves
from incident_kit.figures import event_rows
from incident_kit.layout import axis as axes
from incident_kit.layout.callouts import Callout, Spot, listed, place_over
from incident_kit.layout.text import Run, drawable
from incident_kit.layout.wrapping import Line, wrapped

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from incident_kit.drawn import Curve, Event
    from incident_kit.drawn.key import KeyCurve, KeyValues, Panel
    from incident_kit.figures.event_rows import Stand
    from incident_kit.layout.axis import TimeAxis

# a name of more signs than this is no label: the list under the picture has it whole
LONGEST = 240
EDGE = 14.0
_LEAST_LEFT = 28.0


@dataclass(frozen=True, slots=True)
class Rules:
    """What differs between the widths, in px: wraps, heights, the list at the right."""

    wraps: tuple[float, ...]
    tallest: float
    aside: float
    longest_list: float


@dataclass(frozen=True, slots=True)
class Plan:
    """A panel with its axis, its events, and where their labels went.

    ``over`` are labels over their leaders, ``aside`` those of the list at the right,
    which begins at ``aside_left``; without either its events are numbered.
    """

    panel: Panel
    curve: KeyCurve | None
    axis: TimeAxis
    left: float
    right: float
    stands: tuple[Stand, ...]
    over: tuple[tuple[Stand, Spot], ...] = ()
    aside: tuple[tuple[Stand, Event, tuple[Line, ...]], ...] = ()
    aside_left: float = 0.0
    is_numbered: bool = False

    @property
    def over_height(self) -> float:
        """How high the labels over the plot are."""
        return max((spot.top for _, spot in self.over), default=0.0)

    @property
    def aside_height(self) -> float:
        """How high the list at the right is."""
        return listed([lines for *_, lines in self.aside])[-1] if self.aside else 0.0

    def holds(self, at: datetime | None) -> bool:
        """Tell whether a time belongs to this panel."""
        return at is not None and self.panel.start <= at <= self.panel.end


def plan(
    values: KeyValues,
    panel: Panel,
    left: float,
    right: float,
    rules: Rules,
    *,
    is_numbered: bool,
) -> Plan | None:
    """Return a panel laid out between two places; None when no label finds room.

    As many events as have room are named over their leaders; the rest, a cluster at
    the end, in a list at the right.
    """
    is_hour = panel is not values.panels[0]
    within = [
        event
        for event in values.events
        if event.moment.at is not None and panel.start <= event.moment.at <= panel.end
    ]
    curve = None if values.main is None else cut(values.main, panel)
    if curve is not None and not np.isfinite(curve.curve.values).any():
        curve = None  # nothing was measured then
    if curve is not None and is_hour:
        curve = replace(curve, traffic=None)  # so near, the harm is the picture
    count = len(within)
    # all over their leaders, else ever more of the last ones in the list
    for tail in (0,) if is_numbered else range(count + 1):
        aside = rules.aside if tail else 0.0
        axis = _axis(values, panel, curve, left, right - aside)
        stands = _stands(within, axis)
        if is_numbered:
            return Plan(panel, curve, axis, left, right, stands, is_numbered=True)
        found = _labelled(stands, axis, (left, right), rules, tail)
        if found is not None:
            over, listing = found
            place = right - rules.aside + EDGE
            return Plan(panel, curve, axis, left, right, stands, over, listing, place)
    return None


def cut(one: KeyCurve, panel: Panel) -> KeyCurve:
    """Return a series cut to a panel."""
    seconds = curves.seconds_of(one.curve.times)
    first, last = panel.start.timestamp(), panel.end.timestamp()
    inside = (seconds >= first) & (seconds <= last)
    # one sample on each side, so that the line reaches the ends
    known = np.flatnonzero(inside)
    if known.size:
        inside[max(known[0] - 1, 0) : known[-1] + 2] = True
    curve = one.curve
    return replace(
        one,
        curve=replace(
            curve,
            times=curve.times[inside],
            values=curve.values[inside],
            usual=None if curve.usual is None else curve.usual[inside],
        ),
        traffic=None if one.traffic is None else one.traffic[inside],
    )


def for_scale(values: KeyValues, one: KeyCurve) -> Curve:
    """Return a curve with all that shares its scale, for the scale alone."""
    levels = [one.curve.values]
    if one.traffic is not None:
        levels.append(one.traffic)
    if values.main is not None and one.curve.unit == values.main.curve.unit:
        levels += [line.values for line in values.assumed]
    return replace(one.curve, values=np.concatenate(levels))


def _axis(
    values: KeyValues,
    panel: Panel,
    curve: KeyCurve | None,
    left: float,
    right: float,
) -> TimeAxis:
    numbers = 0.0 if curve is None else curves.tick_room(for_scale(values, curve))
    points: list[datetime] = []
    if len(values.panels) == 1:
        points = list(values.crowd)
    return axes.time_axis(
        panel.start,
        panel.end,
        left + max(numbers + 8, _LEAST_LEFT),
        right - EDGE,
        values.zone,
        points=points,
    )


def _stands(events: Sequence[Event], axis: TimeAxis) -> tuple[Stand, ...]:
    """Return the events by leader; what is exact has no frame."""
    stands = event_rows.stand_events(events, axis, None)
    for stand in stands:
        frame = stand.frame
        if frame is not None and frame.low == frame.high:
            stand.frame = None
            stand.left = stand.right = axis.x(frame.low) if frame.low else stand.left
    return tuple(stands)


def _labelled(
    stands: Sequence[Stand],
    axis: TimeAxis,
    sides: tuple[float, float],
    rules: Rules,
    tail: int,
) -> (
    tuple[
        tuple[tuple[Stand, Spot], ...],
        tuple[tuple[Stand, Event, tuple[Line, ...]], ...],
    ]
    | None
):
    """Return the labels over their leaders and those of the list, None when none fits."""
    left, right = sides
    order = [(stand, event) for stand in stands for event in stand.events]
    order.sort(
        key=lambda pair: pair[1].moment.at.timestamp() if pair[1].moment.at else 0
    )
    split = len(order) - tail
    late = [id(event) for _, event in order[split:]]
    first = [stand for stand in stands if not any(id(e) in late for e in stand.events)]
    if sum(len(stand.events) for stand in first) != split:
        return None  # it would part what shares a leader
    wall = min(
        (axis.x(e.moment.at) for _, e in order[split:] if e.moment.at), default=right
    )
    if any(stand.right > wall for stand in first):
        return None
    callouts = [
        Callout(
            stand.left, stand.right, tuple(_label(stand.events, r) for r in rules.wraps)
        )
        for stand in first
    ]
    spots = place_over(
        callouts, left + 1, wall - 6 if tail else right - 1, rules.tallest
    )
    if spots is None:
        return None
    listing = tuple(
        (stand, event, _label([event], rules.aside - EDGE - 1))
        for stand, event in order[split:]
    )
    if listed([lines for *_, lines in listing])[-1] > rules.longest_list:
        return None
    return tuple(zip(first, spots, strict=True)), listing


def _label(events: Sequence[Event], room: float) -> tuple[Line, ...]:
    """Return the words of events, each on lines of its own."""
    lines: list[Line] = []
    for event in events:
        runs = (
            Run(event.moment.words, True, event.color),
            Run(drawable(event.name, LONGEST), color=event.color),
        )
        lines += wrapped(runs, 13, room)
        lines += wrapped(
            (Run(drawable(event.detail, LONGEST), color="ink2"),), 12, room
        )
        lines += wrapped(
            (Run(drawable(event.harm, LONGEST), True, "impact"),), 12, room
        )
    return tuple(lines)
