"""Impact against time and changes."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from incident_kit.drawn import Event, ImpactValues
from incident_kit.figures import curve as curves
from incident_kit.figures import event_marks, shapes
from incident_kit.figures import event_rows as rows_of
from incident_kit.figures.canvas import Canvas
from incident_kit.figures.changes import changes_height, draw_changes, plan_changes
from incident_kit.figures.curve import Scale, Trace
from incident_kit.figures.picture import PHONE, WIDE, Picture
from incident_kit.figures.time_axis import draw_base_line, draw_time_ticks
from incident_kit.layout import axis as axes
from incident_kit.layout.text import drawable
from incident_kit.wording.figures import impact_alt, impact_data

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from incident_kit.drawn import Curve
    from incident_kit.figures.picture import Drawing
    from incident_kit.layout.axis import TimeAxis

_BAND = 3.0


def draw_impact(values: ImpactValues) -> Picture:
    """Draw which change came before, and what each action did."""
    return Picture(
        wide=_Sheet(values, WIDE).draw(),
        phone=_Sheet(values, PHONE).draw(),
        alt=impact_alt(values),
        table=impact_data(values),
    )


class _Measures(NamedTuple):
    """What differs between the two widths, in px."""

    event: float
    plot: float
    small: float
    block: float


_MEASURES = {WIDE: _Measures(13, 196, 84, 60), PHONE: _Measures(12, 148, 70, 48)}


class _Sheet(Canvas):
    """One width of the figure, drawn from the top down."""

    def __init__(self, values: ImpactValues, width: int) -> None:
        super().__init__(width)
        self.values = values
        self.measures = _MEASURES[width]
        self.events = _with_onset(values)
        self.axis = self._axis()

    def _axis(self) -> TimeAxis:
        values = self.values
        numbers = max((curves.tick_room(curve) for curve in values.curves), default=0)
        left = max(numbers + 8, 28.0)
        right = self.width - (10.0 if self.width == PHONE else 14.0)
        points = _to_read(values, self.events)
        return axes.time_axis(
            values.start, values.end, left, right, values.zone, points=points
        )

    def draw(self) -> Drawing:
        """Draw everything and return the sheet."""
        axis, values = self.axis, self.values
        top = self.lines_of_text(1, 12, drawable(values.axis_title), color="ink2")
        stands = rows_of.stand_events(self.events, axis, values.bracket)
        rows = rows_of.place_events(
            stands,
            width=self.width,
            size=self.measures.event,
            details=self.width == WIDE,
            left=2,
        )
        base = self._plot(rows, top)
        y = draw_time_ticks(self, axis, base)
        untimed = [event for event in self.events if event.moment.at is None]
        y = event_marks.draw_list(self, rows, untimed, y)
        y = self._small_multiples(y)
        bottom = self._changes(y + 4)
        return self.finish(bottom + 6)

    def _plot(self, rows: rows_of.EventRows, top: float) -> float:
        """Draw the big plot with its labels; return the y of its base line."""
        axis, values = self.axis, self.values
        plot_top = top + rows.height + (8 if rows.placed else 2)
        found: list[Trace] = []
        if values.curves:
            plot_top += 20 if values.waves else 8
            base = plot_top + self.measures.plot
        else:
            high, pitch = shapes.strips_height(values.blocks, self.measures.block, None)
            strips = max((block.row for block in values.blocks), default=0) * pitch
            base = plot_top + (high + strips + 34 if values.blocks else 18)
        event_marks.draw_bands(self, rows, axis, top, base)
        if values.curves:
            found = self._curve(values.curves[0], plot_top, base)
        shapes.draw_blocks(self, axis, values.blocks, self._strips(base))
        draw_base_line(self, axis, base)
        event_marks.draw_events(self, self.events, rows, axis, top=top, base=base)
        self._words(found, base)
        return base

    def _strips(self, base: float) -> shapes.Strips:
        """Return where the blocks stand: alone, or within the plot of a curve."""
        room = self.measures.plot if self.values.curves else None
        tall = self.measures.block
        return shapes.Strips(
            base, *shapes.strips_height(self.values.blocks, tall, room)
        )

    def _curve(self, curve: Curve, top: float, base: float) -> list[Trace]:
        """Draw a series on a scale of its own; return its known stretches."""
        axis = self.axis
        scale = Scale(*curves.bounds(curve), top, base)
        found = curves.traces(curve, axis, scale)
        curves.draw_scale(self, axis, scale)
        floor = curves.harm_floor(curve, axis, scale)
        if floor is not None:
            phases = curves.hurting(self.values.phases, curve)
            curves.draw_areas(self, found, axis, phases, floor)
        curves.draw_line(self, found, axis, base)
        return found

    def _words(self, found: Sequence[Trace], base: float) -> None:
        """Write what stands inside the plot, where there is room."""
        axis, values = self.axis, self.values
        shapes.write_blocks(self, axis, values.blocks, self._strips(base))
        if not values.curves:
            return
        shapes.write_waves(self, axis, values.waves, found, base)
        if values.curves[0].bad != "low":
            shapes.write_phases(self, axis, values.phases, found, base)
        curves.write_gaps(self, found, axis, base)

    def _small_multiples(self, y: float) -> float:
        """Draw the further series, each on an axis of its own."""
        axis = self.axis
        for curve in self.values.curves[1:]:
            y = self.lines_of_text(1, y + 20, drawable(curve.unit), color="ink2") + 8
            base = y + self.measures.small
            self._curve(curve, y, base)
            for event in self.events:
                if event.moment.at is not None:
                    x = axis.x(event.moment.at)
                    self.line([(x, y - 8), (x, base)], "hair")
            draw_base_line(self, axis, base)
            y = base + 8
        return y

    def _changes(self, y: float) -> float:
        """Draw the change rows over the pale band; return the y of their end."""
        axis, values = self.axis, self.values
        if not values.changes and not values.changes_asked:
            return y  # nobody asked what changed: that is not "no change"
        bracket = values.bracket
        sides = None
        if bracket is not None and bracket.at is not None:
            sides = rows_of.frame_sides(axis, bracket)
        groups = plan_changes(values.changes, axis, sides)
        bottom = y + changes_height(groups)
        if groups:
            for x in axes.grid_positions(axis, self.width):
                self.line([(x, y), (x, bottom)], "grid")
            if bracket is not None and sides is not None:
                left = axis.left if bracket.is_at_most else sides[0]
                self.rect(left, y, max(sides[1], left + _BAND), bottom, "band")
        draw_changes(self, groups, axis, y)
        return bottom


def _with_onset(values: ImpactValues) -> tuple[Event, ...]:
    """Return the events, with the bracket as the onset when none is named."""
    has_onset = any(event.role == "onset" for event in values.events)
    if has_onset or values.bracket is None:
        return values.events
    onset = Event(moment=values.bracket, name="onset", role="onset")
    return (onset, *values.events)


def _to_read(values: ImpactValues, events: tuple[Event, ...]) -> list[datetime]:
    """Return the times that must stay apart on the axis."""
    times: list[datetime | None] = [event.moment.at for event in events]
    if values.bracket is not None:
        times += [values.bracket.low, values.bracket.high]
    for block in values.blocks:
        times += [block.start, block.end]
    times += [wave.start for wave in values.waves]
    return [time for time in times if time is not None]
