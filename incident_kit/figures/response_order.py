"""The order of the response: was the map made before production was changed?"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from incident_kit.figures import event_marks
from incident_kit.figures import event_rows as rows_of
from incident_kit.figures.canvas import DASHED, SHORT_DASHED, Canvas
from incident_kit.figures.picture import PHONE, WIDE, Picture
from incident_kit.figures.time_axis import draw_time_ticks
from incident_kit.layout import axis as axes
from incident_kit.layout import text as words
from incident_kit.layout.apart import dodge
from incident_kit.layout.text import MOMENT, Run, drawable
from incident_kit.wording.figures import (
    FIX,
    NO_ANSWER,
    NO_ANSWER_SHORT,
    NO_ORDER,
    NO_TIME,
    STABILIZE,
    UNDERSTAND,
    order_alt,
    order_data,
)
from incident_kit.wording.marks import FIRST_CHANGE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from incident_kit.drawn import Event, LetterMark, OrderValues
    from incident_kit.figures.picture import Drawing
    from incident_kit.layout.axis import TimeAxis

_SIDE = 17.0
_PITCH = 19.0
_CLEAR = 5.0
_SQUARE = {
    "before": ("ink", "ink", "ground"),
    "not recorded": ("ground", "mute", "ink3"),
}


def draw_order(values: OrderValues) -> Picture | None:
    """Draw letters, mitigations and fixes on one axis; None when there is nothing."""
    if not (values.letters or values.first_change or values.stabilize or values.fix):
        return None
    return Picture(
        wide=_Sheet(values, WIDE).draw(),
        phone=_Sheet(values, PHONE).draw(),
        alt=order_alt(values),
        table=order_data(values),
    )


@dataclass(frozen=True, slots=True)
class _Row:
    """Mitigations or fixes: their labels between ``top`` and a line."""

    name: str
    events: Sequence[Event]
    labels: rows_of.EventRows
    top: float
    base: float


class _Sheet(Canvas):
    """One width of the figure, drawn from the top down."""

    def __init__(self, values: OrderValues, width: int) -> None:
        super().__init__(width)
        self.values = values
        self.row_left = 100.0 if self.is_wide else 4.0
        told: dict[str, list[LetterMark]] = defaultdict(list)
        for letter in values.letters:
            is_placed = letter.at is not None or letter.state == "not recorded"
            told[letter.state if is_placed else "time unknown"].append(letter)
        self.before, self.after = told["before"], told["after"]
        self.apart = {
            NO_ANSWER if self.is_wide else NO_ANSWER_SHORT: told["not recorded"],
            NO_ORDER: told["time unknown"],
        }
        self.letters_right = self._letters_right()
        self.axis = self._axis()

    @property
    def change_at(self) -> float | None:
        """Where the first change to production stands."""
        change = self.values.first_change
        if change is None or change.moment.at is None:
            return None
        return self.axis.x(change.moment.at)

    def _axis(self) -> TimeAxis:
        """Return the axis, drawn in where letters need room beside the line."""
        values = self.values
        left, right = self.row_left + 10, self.letters_right - 8
        change = values.first_change
        at = change.moment.at if change else None
        events = [*values.stabilize, *values.fix]
        points = [event.moment.at for event in events] + [at]
        points += [letter.at for letter in values.letters]
        known = [point for point in points if point is not None]
        before = _PITCH * len(self.before) + 2 * _CLEAR
        after = _PITCH * len(self.after) + 2 * _CLEAR
        inset = [0.0, 0.0]
        while True:
            axis = axes.time_axis(
                values.start,
                values.end,
                left + inset[0],
                right - inset[1],
                values.zone,
                points=known,
            )
            x = axis.x(at) if at is not None else (left + right) / 2
            short = (self.row_left + before - x, x + after - self.letters_right)
            if max(short) <= 0 or sum(inset) > 0.6 * (right - left):
                return axis
            for side in (0, 1):
                inset[side] += max(0.0, short[side]) + (1.0 if short[side] > 0 else 0)

    def _letters_right(self) -> float:
        """Return where letters with a time end: what has none stands right of it."""
        reserve = max(
            max(_PITCH * len(own), words.width(label, 12)) + 16 if own else 0.0
            for label, own in self.apart.items()
        )
        return self.width - 4.0 - reserve

    def draw(self) -> Drawing:
        """Draw everything and return the sheet."""
        start = 22.0
        head = 0.0 if self.is_wide else 20.0
        understand = start + head + 34
        rows, bottom = self._lay_rows(understand, head)
        for x in axes.grid_positions(self.axis, self.width):
            self.line([(x, start + 4), (x, bottom)], "grid")
        for y in (understand, *(row.base for row in rows)):
            self.line([(self.row_left, y), (self.width - 1, y)], "hair")
        self._letters(understand)
        names = [(UNDERSTAND, start + 14 if head else understand + 4)]
        for row in rows:
            names.append((row.name, row.top - 6 if head else row.base + 4))
            self._row_labels(row)
        for name, at in names:
            self.text(1, at, (Run(name, True),), 13 if self.is_wide else 12)
        self._change_line(bottom)
        for row in rows:
            event_marks.draw_marks(self, row.events, self.axis, row.base)
        y = draw_time_ticks(self, self.axis, bottom)
        for row in rows:
            untimed = [event for event in row.events if event.moment.at is None]
            y = event_marks.draw_list(self, row.labels, untimed, y)
        return self.finish(y + 2)

    def _lay_rows(self, understand: float, head: float) -> tuple[list[_Row], float]:
        """Return the rows under the letters, and the y under the last."""
        tiers = sum(bool(own) for own in self.apart.values())
        y = understand + 8 + 40 * max(0, tiers - 1) + (16 if tiers else 8)
        walls = [] if self.change_at is None else [self.change_at]
        rows = []
        for name, events in (
            (STABILIZE, self.values.stabilize),
            (FIX, self.values.fix),
        ):
            stands = rows_of.stand_events(events, self.axis, None)
            for stand in stands:
                stand.frame = None
            labels = rows_of.place_events(
                stands,
                width=self.width,
                size=12,
                details=False,
                left=self.row_left,
                walls=walls,
            )
            top = y + head
            base = top + max(labels.height + 10, 34)
            rows.append(_Row(name, events, labels, top, base))
            y = base + 10
        return rows, y + 4

    def _row_labels(self, row: _Row) -> None:
        """Write the labels of mitigations or fixes over their line."""
        labels = row.labels
        first = row.base - 8 - labels.height
        for stand, label in zip(labels.stands, labels.placed, strict=True):
            if label.row > 0:
                start = first + labels.tops[label.row]
                self.leader(stand.left, start, row.base - 5, "hair")
        event_marks.draw_labels(self, labels, first)
        if not row.events:
            self._nothing(row.base)

    def _nothing(self, line: float) -> None:
        x = self.row_left + 4 if self.is_wide else 2
        self.text(x, line - 8, "nothing recorded", color="ink2", ground=True)

    def _letters(self, line: float) -> None:
        """Draw the squares: dodged, but never across the first change."""
        wall = self.change_at
        left, right = self.row_left, self.letters_right
        if wall is None:
            sides = [([*self.before, *self.after], left, right)]
        else:
            sides = [
                (self.before, left, wall - _CLEAR),
                (self.after, wall + _CLEAR, right),
            ]
        for letters, low, high in sides:
            timed = [(letter.at, letter) for letter in letters if letter.at]
            order = sorted(timed, key=lambda one: one[0])
            wished = [self.axis.x(at) for at, _ in order]
            places = dodge(wished, low + _SIDE / 2, high - _SIDE / 2, _PITCH)
            for (_, letter), at, x in zip(order, wished, places, strict=True):
                y = line - 6
                points = [(x, y + _SIDE / 2), (x, line + 5), (at, line + 10)]
                self.line([*points, (at, line + 14)], "ink", 0.9)
                self._square(letter, x, y)
        if not self.values.letters:
            self._nothing(line)
        y = line - 6
        for label, own in self.apart.items():
            if own:
                self._set_apart(label, own, y)
                y += 40

    def _set_apart(self, label: str, own: Sequence[LetterMark], y: float) -> None:
        """Draw letters without a place in time at the right, with the word."""
        edge = self.width - 2.0
        start = edge - _PITCH * len(own) + _PITCH / 2
        self.rect(start - 12, y + 5, self.width, y + 8, "ground")
        for at, letter in enumerate(own):
            self._square(letter, start + at * _PITCH, y)
        self.text(edge, y + 24, label, color="ink2", anchor="end", ground=True)

    def _square(self, letter: LetterMark, x: float, y: float) -> None:
        half = _SIDE / 2
        square = (x - half, y - half, x + half, y + half)
        fill, edge, color = _SQUARE.get(letter.state, ("ground", "ink", "ink"))
        stroke = 1.2 if letter.state == "not recorded" else 1.3
        dash = (
            SHORT_DASHED if letter.state in {"not recorded", "time unknown"} else None
        )
        self.rect(*square, fill, edge=edge, stroke=stroke, dash=dash)
        runs = (Run(drawable(letter.letter, 8), True, color),)
        self.text(x, y + 4.5, runs, anchor="middle", room=_SIDE)

    def _change_line(self, bottom: float) -> None:
        """Draw the first change through all rows, with gaps where words stand."""
        change, x = self.values.first_change, self.change_at
        if change is None:
            return
        time = drawable(change.moment.text, MOMENT) or NO_TIME
        runs = (Run(f"{time} {FIRST_CHANGE}"),)
        if x is None:
            self.text(self.row_left, 13, runs, room=self.width - self.row_left - 1)
            return
        self.text_inside(x, 13, runs)
        y = 18.0
        stops = sorted(
            (box.top - 2, box.bottom + 2)
            for box in self.boxes
            if box.kind == "text"
            and box.left - 2 < x < box.right + 2
            and box.bottom > y
        )
        for top, low in [*stops, (bottom, bottom)]:
            if top > y:
                self.leader(x, y, top, "ink", DASHED)
            y = max(y, low)
