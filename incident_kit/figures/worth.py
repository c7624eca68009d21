"""What a workaround averted, or what an earlier one could have spared."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from incident_kit.drawn import PhaseStretch
from incident_kit.figures import averted, event_marks
from incident_kit.figures import curve as curves
from incident_kit.figures import event_rows as rows_of
from incident_kit.figures.canvas import Canvas
from incident_kit.figures.curve import Scale
from incident_kit.figures.picture import PHONE, WIDE, Box, Picture
from incident_kit.figures.time_axis import draw_base_line, draw_time_ticks
from incident_kit.layout import axis as axes
from incident_kit.layout import text as words
from incident_kit.layout.apart import spread
from incident_kit.layout.text import Run, drawable
from incident_kit.wording.figures import worth_alt, worth_data

if TYPE_CHECKING:
    from collections.abc import Sequence

    from incident_kit.drawn import Assumed, Curve, WorthValues
    from incident_kit.figures.curve import Floor, Trace
    from incident_kit.figures.picture import Drawing
    from incident_kit.layout.axis import TimeAxis

_TITLE = 46.0
_PLOT = {WIDE: 164.0, PHONE: 132.0}
_KEYS = "abcdefgh"


def draw_worth(values: WorthValues) -> Picture:
    """Draw the harm that a mitigation averted, or that an option could have spared."""
    return Picture(
        wide=_Sheet(values, WIDE).draw(),
        phone=_Sheet(values, PHONE).draw(),
        alt=worth_alt(values),
        table=worth_data(values),
    )


class _Sheet(Canvas):
    """One width of the figure."""

    def __init__(self, values: WorthValues, width: int) -> None:
        super().__init__(width)
        self.values = values
        self.axis = self._axis()

    def _axis(self) -> TimeAxis:
        values = self.values
        left = max(curves.tick_room(self._all()) + 8, 28.0)
        aside = 22.0 if self._has_keys else 14.0
        if self.is_wide and values.assumed:
            aside = 30 + max(
                words.runs_width(_label(one), 12) for one in values.assumed
            )
        right = max(self.width - aside, left + 0.45 * self.width)
        return axes.time_axis(values.start, values.end, left, right, values.zone)

    @property
    def _has_keys(self) -> bool:
        """Whether letters tell the lines apart: on a phone, where there are several."""
        return not self.is_wide and len(self.values.assumed) > 1

    def _all(self) -> Curve:
        """Return the curve with every assumed level, for the scale alone."""
        curve = self.values.curve
        every = [curve.values, *(one.values for one in self.values.assumed)]
        return replace(curve, values=np.concatenate(every))

    def draw(self) -> Drawing:
        """Draw everything and return the sheet."""
        axis, values = self.axis, self.values
        top = self.lines_of_text(1, 12, drawable(values.axis_title), color="ink2")
        stands = rows_of.stand_events(values.events, axis, None)
        size = 13 if self.is_wide else 12
        rows = rows_of.place_events(
            stands, width=self.width, size=size, details=False, left=2
        )
        plot_top = top + rows.height + 8
        base = plot_top + _PLOT[self.width]
        scale = Scale(*curves.bounds(self._all()), plot_top, base)
        found = curves.traces(values.curve, axis, scale)
        curves.draw_scale(self, axis, scale)
        self._areas(found, scale)
        curves.draw_line(self, found, axis, base)
        draw_base_line(self, axis, base)
        event_marks.draw_events(self, values.events, rows, axis, top=top, base=base)
        is_inside = self._title_inside(found, scale)
        order = self._write_ends(self._lines(scale), plot_top, base)
        y = draw_time_ticks(self, axis, base)
        y = event_marks.draw_list(self, rows, [], y)
        y = self._under(y, order, is_inside=is_inside)
        return self.finish(y + 4)

    def _areas(self, found: Sequence[Trace], scale: Scale) -> None:
        """Fill the observed harm, then what was averted or avoidable."""
        axis, values = self.axis, self.values
        curve, floor = values.curve, self._floor(scale)
        whole = PhaseStretch(
            name="", start=values.start, end=values.end, tint=2, count_text=""
        )
        quiet = replace(whole, tint=4) if values.avoidable else whole
        curves.draw_areas(self, found, axis, curves.hurting([quiet], curve), floor)
        if values.avoidable is not None:
            start, end = values.avoidable
            parts = curves.hurting([replace(whole, start=start, end=end)], curve)
            curves.draw_areas(self, found, axis, parts, floor)
            for cut in curves.cuts(found, axis, parts):
                below = floor.ys(cut.x)
                self.lines(averted.hatch_between(cut.x, cut.y, below), "impact", 0.8)
        if values.assumed:
            part = axis.parts[0]
            hatched = values.is_hatched
            averted.draw_averted(
                self, part, scale, curve, values.assumed, is_hatched=hatched
            )

    def _lines(self, scale: Scale) -> list[tuple[float, float]]:
        """Draw the assumed levels, dashed; return where each of them ends."""
        part = self.axis.parts[0]
        return [
            averted.draw_assumed(self, part, scale, line)
            for line in self.values.assumed
        ]

    def _write_ends(
        self, ends: Sequence[tuple[float, float]], top: float, base: float
    ) -> list[int]:
        """Write each assumption at its line's end, on a phone a letter for each of several.

        Returns the order in which they stand, from the top.
        """
        left = self.axis.right + 22 if self.is_wide else self.width - 11.0
        places = spread([y for _, y in ends], top + 6, base - 8)
        for (at, y), key in zip(places, _KEYS, strict=False):
            if not self.is_wide:
                if self._has_keys:
                    self.text(left, y + 4, (Run(key, True, "help"),))
                continue
            x, line_y = ends[at]
            self.line([(x + 2, line_y), (left - 4, y)], "help", 0.8)
            label = _label(self.values.assumed[at])
            self.text(left, y + 4, label, room=self.width - 1 - left)
        return [at for at, _ in places]

    def _title(self) -> tuple[tuple[Run], tuple[Run]]:
        color = "help" if self.values.assumed else "impact"
        title, note = drawable(self.values.title), drawable(self.values.note)
        return (Run(title, True, color),), (Run(note, color=color),)

    def _title_inside(self, found: Sequence[Trace], scale: Scale) -> bool:
        """Write the number into its area where it hides no data; False where it would."""
        if not self.is_wide:
            return False
        (title, note) = self._title()
        half = max(words.runs_width(title, 13), words.runs_width(note, 12)) / 2 + 7
        left, right = self._stretch()
        middle, reach = (left + right) / 2, (right - left) / 2 - half - 4
        for x in (
            middle + sign * at for at in range(0, int(reach) + 1, 8) for sign in (1, -1)
        ):
            top, bottom = self._free_between(found, scale, x - half, x + half)
            y = (top + bottom) / 2
            box = Box("text", x - half, y - 20, x + half, y + 20)
            if bottom - top < _TITLE or not self.free(box, 2):
                continue
            self.rect(x - half, y - 20, x + half, y + 20, "ground")
            self.text(x, y - 4, title, 13, anchor="middle")
            self.text(x, y + 13, note, anchor="middle")
            return True
        return False

    def _free_between(
        self, found: Sequence[Trace], scale: Scale, left: float, right: float
    ) -> tuple[float, float]:
        """Return from where to where the area is empty over a stretch."""
        if not self.values.assumed:
            if self.values.curve.bad == "low":
                return 0.0, 0.0
            top = curves.ceiling(found, left, right, scale.base)
            return top, self._floor(scale).ys(np.array([left, right])).min()
        xs = averted.xs_of(self.values.assumed[0], self.axis.parts[0])
        near, observed = averted.edges(self.values.curve, self.values.assumed, scale)[
            1:
        ]
        inside = (xs >= left) & (xs <= right)
        if not inside.any():
            return 0.0, 0.0
        lines = np.stack([near, observed])[:, inside]
        if self.values.curve.bad == "low":
            return float(lines[1].max()), float(lines[0].min())
        return float(lines[0].max()), float(lines[1].min())

    def _stretch(self) -> tuple[float, float]:
        if self.values.assumed:
            xs = averted.xs_of(self.values.assumed[0], self.axis.parts[0])
            return float(xs[0]), float(xs[-1])
        start, end = self.values.avoidable or (self.values.start, self.values.end)
        return self.axis.x(start), self.axis.x(end)

    def _floor(self, scale: Scale) -> Floor:
        """Return from where harm is counted."""
        curve = self.values.curve
        return curves.floor_of(curve, self.axis, scale, curve.baseline or 0.0)

    def _under(self, y: float, order: Sequence[int], *, is_inside: bool) -> float:
        """Write below the axis what found no room in the plot."""
        values = self.values
        room = self.width - 4.0
        if not is_inside:
            for runs, size in zip(self._title(), (13, 12), strict=True):
                if runs[0].text:
                    self.text(2, y + 16, runs, size, room=room)
                    y += 18
        if not self.is_wide:
            for key, at in zip(_KEYS, order, strict=False):
                letter = (Run(f"{key}  ", True, "help"),) if self._has_keys else ()
                runs = (*letter, *_label(values.assumed[at]))
                self.text(2, y + 16, runs, room=room)
                y += 18
        return y + 4


def _label(one: Assumed) -> tuple[Run, ...]:
    return (
        Run(drawable(one.amount), True, "help"),
        Run(f" {drawable(one.name)}", color="help"),
    )
