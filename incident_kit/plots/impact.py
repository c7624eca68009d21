"""Impact against time, to take further in matplotlib."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from matplotlib import dates, ticker

from incident_kit.figures import curve as curves
from incident_kit.figures.event_rows import place_events, stand_events
from incident_kit.figures.marks import is_said
from incident_kit.layout import text as words
from incident_kit.layout.axis import time_axis
from incident_kit.layout.scales import value_text
from incident_kit.layout.text import Run, drawable
from incident_kit.page.palette import LIGHT
from incident_kit.plots.house import (
    LEFT,
    SIZE,
    dress,
    new_axes,
    width_of,
    write,
)
from incident_kit.wording import figures as told

if TYPE_CHECKING:
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from matplotlib.axes import Axes

    from incident_kit.drawn import Curve, Event, ImpactValues
    from incident_kit.figures.event_rows import EventRows, Stand
    from incident_kit.layout.labels import Placed

_PLOT = 150.0
_BLOCK = 0.4
_MARKS = {"detected": "v", "fix": "o", "action": "o", "mitigation": "o", "open": "o"}


def plot_impact(values: ImpactValues, ax: Axes | None = None) -> Axes:
    """Draw the first impact series with its phases, onset and events.

    The x axis holds times in the incident's zone, the y axis the level in the
    unit that the title names.  Without ``ax`` the figure is a new one.
    """
    wide = width_of(ax)
    axis = time_axis(values.start, values.end, 0, wide, values.zone)
    stands = stand_events(values.events, axis, values.bracket)
    left = 2 - LEFT if ax is None else 0.0
    rows = place_events(stands, width=wide, size=SIZE, details=False, left=left)
    listed = [
        f"{number}  {event.moment.words} {drawable(event.name)}"
        for number, event in rows.listed
    ]
    if ax is None:
        ax = new_axes(_PLOT, above=rows.height + 24, below=40 + 12.0 * len(listed))
    drawn = replace(values, changes=(), changes_asked=False)
    dress(ax, told.impact_alt(drawn), grid="y")
    ax.xaxis_date(values.zone)
    ax.set_xlim(_day(values.start), _day(values.end))
    _tick_times(ax, values.zone)
    ax.set_xlabel("\n".join((f"time in {values.zone.key}", *listed)), loc="left")
    title = {"size": SIZE, "color": LIGHT["ink2"], "parse_math": False}
    ax.set_title(drawable(values.axis_title), title, loc="left", pad=rows.height + 6)
    if values.curves:
        _draw_curve(ax, values, values.curves[0], rows)
    else:
        ax.set_yticks([])
        ax.set_ylim(0, 1)
    for block in values.blocks:
        start, end = _day(block.start), _day(block.end or values.end)
        look = {"edgecolor": LIGHT["impact"], "hatch": "///"}
        ax.axvspan(start, end, 0, _BLOCK, facecolor=LIGHT["t3"], **look)
        label = Run(drawable(block.label), True, "impact")
        _write_between(ax, (start, end), _BLOCK, label, rows)
    _draw_events(ax, values.events, rows)
    return ax


def _day(at: datetime) -> float:
    """Return a time as matplotlib counts it."""
    return float(dates.date2num(at))  # type: ignore[no-untyped-call]


def _tick_times(ax: Axes, zone: ZoneInfo) -> None:
    locator = dates.AutoDateLocator(tz=zone, maxticks=9)  # type: ignore[no-untyped-call]
    formatter = dates.ConciseDateFormatter(  # type: ignore[no-untyped-call]
        locator,
        tz=zone,
        zero_formats=["", "%Y", "%b", "%d %b", "%H:%M", "%H:%M"],
        offset_formats=["", "%Y", "%B %Y", *["%d %B %Y"] * 3],
    )
    ax.xaxis.set_major_locator(locator)
    ax.xaxis.set_major_formatter(formatter)


def _write_between(
    ax: Axes,
    span: tuple[float, float],
    y: float,
    label: Run,
    rows: EventRows,
    *,
    under: curves.Trace | None = None,
) -> None:
    """Write a label over a stretch of days where no leader stands.

    ``under`` is a curve that it may not reach.
    """
    first, last = ax.get_xlim()
    day = width_of(ax) / (last - first)
    half = words.runs_width((label,), SIZE) / 2 / day
    leaders = [first + stand.left / day for stand in rows.stands]
    middle, reach = sum(span) / 2, (span[1] - span[0]) / 2 - half - 4 / day
    low, high = ax.get_ylim()
    for shift in np.linspace(0, max(reach, 0), 12) if reach >= 0 else ():
        for x in (middle + shift, middle - shift):
            is_free = all(abs(at - x) > half + 4 / day for at in leaders)
            if is_free and under is not None:
                lowest = np.nanmin(under.between(x - half, x + half).y)
                is_free = bool(lowest > low + (high - low) * 24 / _PLOT)
            if is_free:
                trans = ax.get_xaxis_transform()
                write(ax, (x, y), (-half * day, 6), (label,), coords=trans)
                return


def _draw_curve(ax: Axes, values: ImpactValues, curve: Curve, rows: EventRows) -> None:
    """Draw a series over its areas, which are tinted by phase."""
    low, high, step = curves.bounds(curve)
    ax.set_ylim(low, high)
    ax.yaxis.set_major_locator(ticker.MultipleLocator(step))
    ax.yaxis.set_major_formatter(
        ticker.FuncFormatter(lambda value, _: value_text(value + 0.0, step))
    )
    times = curves.seconds_of(curve.times) / 86400
    floor = 0.0 if curve.bad != "low" else curve.baseline
    usual = curve.usual if curve.bad == "low" else None
    phases = curves.hurting(values.phases, curve) if floor is not None else []
    for phase in phases:
        start, end = _day(phase.start), _day(phase.end)
        cut = curves.Trace(times, curve.values).between(start, end)
        under = np.full(cut.x.size, floor)
        if usual is not None:
            under = np.interp(cut.x, times, usual)
        tint = LIGHT[f"t{min(max(phase.tint, 1), 4)}"]
        ax.fill_between(cut.x, cut.y, under, color=tint, linewidth=0)
        if curve.bad != "low" and cut.x.size:
            name = Run(drawable(phase.name), True)
            _write_between(ax, (start, end), 0, name, rows, under=cut)
    ax.plot(times, curve.values, color=LIGHT["impact"], linewidth=1.4)


def _draw_events(ax: Axes, events: tuple[Event, ...], rows: EventRows) -> None:
    """Draw each event's leader, its label over the plot, its mark on the base line."""
    for stand, label in zip(rows.stands, rows.placed, strict=True):
        _draw_stand(ax, stand, label, rows.height - rows.tops[label.row])
    for event in events:
        mark = _MARKS.get(event.role)
        if mark and event.moment.at:
            is_filled = event.role in {"detected", "fix"}
            ax.plot(
                [_day(event.moment.at)],
                [0.0 if mark == "o" else 0.02],
                mark,
                transform=ax.get_xaxis_transform(),
                color=LIGHT[event.color],
                markerfacecolor=LIGHT[event.color if is_filled else "ground"],
                markersize=6.5,
                clip_on=False,
                zorder=5,
            )


def _draw_stand(ax: Axes, stand: Stand, label: Placed, up: float) -> None:
    """Draw a leader or a frame, its label ``up`` points over the plot."""
    line = "--" if all(is_said(event) for event in stand.events) else "-"
    look = {"color": LIGHT[stand.color], "linewidth": 0.8, "linestyle": line}
    at = _day(next(one.moment.at for one in stand.events if one.moment.at))
    sides = [at]
    if stand.frame is not None and stand.frame.high is not None:
        low = stand.frame.low
        sides = [ax.get_xlim()[0] if low is None else _day(low), _day(stand.frame.high)]
        ax.axvspan(*sides, color=LIGHT["band"], zorder=0.5)
    for x in dict.fromkeys(sides):
        ax.axvline(x, **look)  # type: ignore[arg-type]
    near, offset = (sides[-1], 6.0) if label.side == "R" else (sides[0], -6.0)
    trans = ax.get_xaxis_transform()
    ax.annotate(
        "",
        (near, 1),
        (0, up),
        xycoords=trans,
        textcoords="offset points",
        arrowprops={"arrowstyle": "-", "shrinkA": 0, "shrinkB": 0, **look},
        annotation_clip=False,
    )
    place = (offset, up - SIZE)
    write(ax, (near, 1), place, label.name, coords=trans, anchor=label.anchor)
