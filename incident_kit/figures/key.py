"""The key figure: the whole incident in one picture, at three widths."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from incident_kit.figures.canvas import Canvas
from incident_kit.figures.key_brackets import draw_brackets
from incident_kit.figures.key_events import DISC_ROOM, draw_bands, draw_events
from incident_kit.figures.key_letters import draw_letters
from incident_kit.figures.key_panel import PanelDrawing
from incident_kit.figures.key_plan import Plan, Rules, plan
from incident_kit.figures.key_states import draw_states
from incident_kit.figures.key_strips import draw_strips
from incident_kit.figures.picture import FULL, MIDDLE, PHONE, Picture
from incident_kit.figures.time_axis import draw_base_line, draw_time_ticks
from incident_kit.layout.text import Run, drawable
from incident_kit.layout.wrapping import wrapped
from incident_kit.wording.key_figure import NO_TIME
from incident_kit.wording.key_words import key_alt, key_data

if TYPE_CHECKING:
    from collections.abc import Sequence

    from incident_kit.drawn import Event, StateStretch
    from incident_kit.drawn.key import Bracket, KeyValues
    from incident_kit.figures.picture import Drawing

_RULES = {
    FULL: Rules((320.0, 230.0, 160.0, 100.0), 150.0, 250.0, 330.0),
    MIDDLE: Rules((240.0, 180.0, 120.0), 150.0, 220.0, 330.0),
    PHONE: Rules((200.0,), 0.0, 0.0, 0.0),
}
_PLOT = {FULL: 122.0, MIDDLE: 134.0, PHONE: 104.0}
_BETWEEN = 34.0
# the night's part of two panels side by side
_NIGHT = 0.4


def draw_key(values: KeyValues) -> Picture:
    """Draw the incident; where events have no room for names they have numbers."""
    numbers = {id(event): at for at, event in enumerate(_timed(values), 1)}
    drawings: list[Drawing] = []
    named: list[int] = []
    for width in (FULL, MIDDLE, PHONE):
        drawing = None
        if width != PHONE:
            drawing = _Sheet(values, width, numbers, is_numbered=False).draw()
        if drawing is None:
            drawing = _Sheet(values, width, numbers, is_numbered=True).draw()
        else:
            named.append(width)
        assert drawing is not None  # noqa: S101  # numbers always find room
        drawings.append(drawing)
    full, middle, phone = drawings
    listed: Literal["phone", "wide", "full"] = "phone"
    if MIDDLE not in named:
        listed = "full" if FULL not in named else "wide"
    return Picture(
        full=full,
        wide=middle,
        phone=phone,
        alt=key_alt(values),
        table=key_data(values),
        numbered=tuple(_timed(values)),
        numbered_up_to=listed,
    )


def _timed(values: KeyValues) -> list[Event]:
    return [one for one in values.events if one.moment.at is not None]


class _Sheet(Canvas):
    """One width of the figure, drawn from the top down."""

    def __init__(
        self,
        values: KeyValues,
        width: int,
        numbers: dict[int, int],
        *,
        is_numbered: bool,
    ) -> None:
        super().__init__(width)
        self.values, self.numbers, self.is_numbered = values, numbers, is_numbered

    def draw(self) -> Drawing | None:
        """Return the drawing, None where a label finds no room."""
        rows = self._rows()
        y = 0.0
        for row in rows:
            if any(one is None for one in row):
                return None
            plans = [one for one in row if one is not None]
            y = self._row(plans, y) + 18
        y = self._untimed(y - 12)
        return self.finish(y + 4)

    def _rows(self) -> list[list[Plan | None]]:
        """Return the panels: side by side where that is wide enough."""
        values, width = self.values, self.width
        panels, rules = values.panels, _RULES[self.width]
        if len(panels) == 2 and width == FULL:
            split = (width - _BETWEEN) * _NIGHT
            sides = [(0.0, split), (split + _BETWEEN, float(width))]
            return [
                [
                    plan(values, panel, *side, rules, is_numbered=self.is_numbered)
                    for panel, side in zip(panels, sides, strict=True)
                ]
            ]
        return [
            [plan(values, panel, 0.0, width, rules, is_numbered=self.is_numbered)]
            for panel in panels
        ]

    def _row(self, plans: Sequence[Plan], y: float) -> float:
        """Draw panels side by side; return the y under them."""
        values = self.values
        titles = [self._title(one, y) for one in plans]
        head = max(titles) + (4 if max(titles) > y else 2)
        over = max(one.over_height for one in plans)
        letters = 18.0 if values.letters and self._has_letters(plans) else 0.0
        high = _PLOT[self.width] if values.main is not None else 14.0
        top = head + over + letters + 12
        aside = max(one.aside_height for one in plans)
        # the elbow of the last of the list must end over the base line
        top += max(0.0, head + aside - (top + high))
        base = top + high
        bottoms = [self._panel(one, head, top, base, letters) for one in plans]
        return max(bottoms)

    def _has_letters(self, plans: Sequence[Plan]) -> bool:
        return any(
            one.holds(letter.at) for one in plans for letter in self.values.letters
        )

    def _title(self, one: Plan, y: float) -> float:
        """Write what a panel is and what its axis counts; return the y under it."""
        runs = (
            Run(one.panel.title, True),
            Run(drawable(one.panel.axis_title), color="ink2"),
        )
        for line in wrapped(runs, 12, one.right - one.left - 2):
            self.text(one.left + 1, y + 12, line.runs)
            y += line.pitch
        return y

    def _panel(
        self, one: Plan, head: float, top: float, base: float, letters: float
    ) -> float:
        """Draw one panel; return the y under it."""
        values, axis = self.values, one.axis
        panel = PanelDrawing(self, values, one, top, base)
        panel.draw_traffic()
        draw_bands(self, one, top, base)
        panel.draw_harm()
        y = base
        draw_base_line(self, axis, base)
        draw_events(self, one, self.numbers, head=head, top=top - letters, base=base)
        if letters:
            draw_letters(self, values, one, top - 9)
        panel.write()
        if one.is_numbered:
            y += DISC_ROOM
        y = draw_strips(self, values, one, y)
        y = draw_states(self, axis, self._blocks(one), y)
        if y > base + DISC_ROOM:
            draw_base_line(self, axis, y)
        y = draw_time_ticks(self, axis, y)
        return draw_brackets(self, axis, self._brackets(one), y + 2)

    def _blocks(self, one: Plan) -> list[StateStretch]:
        panel = one.panel
        return [
            block
            for block in self.values.blocks
            if block.start < panel.end
            and (block.end is None or block.end > panel.start)
        ]

    def _brackets(self, one: Plan) -> list[Bracket]:
        """Return the brackets that end in a panel: each is drawn once."""
        panels = self.values.panels
        found = []
        for bracket in self.values.brackets:
            longest = max(
                panels,
                key=lambda panel: (
                    min(panel.end, bracket.end) - max(panel.start, bracket.start)
                ),
            )
            if longest is one.panel:
                found.append(bracket)
        return found

    def _untimed(self, y: float) -> float:
        """Write the events whose time nobody recorded, whole."""
        for event in self.values.events:
            if event.moment.at is not None:
                continue
            runs = (
                Run(NO_TIME, True, event.color),
                Run(drawable(event.name, 600), color=event.color),
                Run(drawable(event.detail, 600), color="ink2"),
            )
            for line in wrapped(runs, 12, self.width - 2.0):
                self.text(1, y + 14, line.runs, 12)
                y += line.pitch
        return y
