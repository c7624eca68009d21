"""The change rows under the impact: who was first, in three groups."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from incident_kit.figures.canvas import DOTTED
from incident_kit.figures.marks import arrow, change_disc, i_beam, time_unknown
from incident_kit.layout import text as words
from incident_kit.layout.lanes import Pill, lay_lanes
from incident_kit.layout.text import Run, drawable
from incident_kit.wording.figures import HEADINGS, NO_CHANGE, NO_TIME, change_names

if TYPE_CHECKING:
    from collections.abc import Sequence

    from incident_kit.drawn import ChangeMark, LedgerGroup
    from incident_kit.figures.canvas import Canvas
    from incident_kit.layout.axis import TimeAxis

MOST_ROWS = 12
ROW = 20.0
HEADING = 24.0
Spot = Literal["on", "before", "after", "unknown"]


@dataclass(frozen=True, slots=True)
class ChangeGroup:
    """A group of the ledger, its changes in order, its lanes when there are many."""

    group: LedgerGroup
    changes: tuple[ChangeMark, ...]
    lanes: tuple[tuple[Pill, ...], ...] | None
    untimed: tuple[ChangeMark, ...] = ()

    @property
    def height(self) -> float:
        """How high its heading and rows are."""
        if self.lanes is None:
            return HEADING + ROW * len(self.changes)
        return HEADING + ROW * (len(self.lanes) + bool(self.untimed))


def place_of(axis: TimeAxis, change: ChangeMark) -> tuple[float, Spot]:
    """Return where a change's disc stands, and how to read the place."""
    at = change.moment.at
    home = axis.left + 8
    if at is None:
        return home, "unknown"
    start = axis.parts[0].start
    # A span that began before the axis may have been then: "May 2024".
    if at < start or (change.moment.low is not None and change.moment.low < start):
        return home, "before"
    if at > axis.parts[-1].end:
        return axis.right - 8, "after"
    return max(axis.x(at), 22.0), "on"


def plan_changes(
    changes: Sequence[ChangeMark], axis: TimeAxis, sides: tuple[float, float] | None
) -> list[ChangeGroup]:
    """Return the groups that have changes, as rows or, above twelve, as lanes."""
    groups = []
    for group in HEADINGS:
        own = sorted(
            (change for change in changes if change.group == group),
            key=lambda change: change.number,
        )
        if not own:
            continue
        if len(changes) <= MOST_ROWS:
            groups.append(ChangeGroup(group, tuple(own), None))
            continue
        timed = [change for change in own if change.moment.at is not None]
        untimed = [change for change in own if change.moment.at is None]
        spots = [(place_of(axis, change)[0], change.number) for change in timed]
        lanes = lay_lanes(spots, sides, 3.0, axis.right)
        groups.append(ChangeGroup(group, tuple(own), lanes, tuple(untimed)))
    return groups


def changes_height(groups: Sequence[ChangeGroup]) -> float:
    """Return how high the rows of all groups are."""
    return sum(group.height for group in groups) if groups else HEADING


def draw_changes(
    canvas: Canvas, groups: Sequence[ChangeGroup], axis: TimeAxis, y: float
) -> None:
    """Draw the groups from ``y`` downwards."""
    if not groups:
        _heading(canvas, NO_CHANGE, "ink2", y)
    for group in groups:
        title = HEADINGS[group.group]
        if group.lanes is not None:
            title += f" ({len(group.changes)})"
        _heading(canvas, title, "ink3" if group.group == "ruled out" else "ink", y)
        middle = y + HEADING + ROW / 2
        if group.lanes is None:
            for at, change in enumerate(group.changes):
                _row(canvas, axis, change, middle + at * ROW)
        else:
            _lanes(canvas, axis, group, middle)
        y += group.height


def _heading(canvas: Canvas, title: str, color: str, y: float) -> None:
    end = words.width(title, 12, bold=True) + 12
    canvas.line([(end, y + 12), (canvas.width, y + 12)], "hair")
    canvas.rect(0, y + 2, end - 6, y + 22, "ground")
    canvas.text(1, y + 16, (Run(title, True, color),))


def _row(canvas: Canvas, axis: TimeAxis, change: ChangeMark, y: float) -> None:
    x, place = place_of(axis, change)
    left, right = _certainty(canvas, axis, change, x, place, y=y)
    label = str(change.number)
    half = max(8.5, words.width(label, 11.5, bold=True) / 2 + 2)
    left, right = min(left, x - half), max(right, x + half)
    change_disc(canvas, x - half, x + half, y, group=change.group, label=label)
    rooms = (
        (right + 6, canvas.width - right - 8, "start"),
        (left - 6, left - 8, "end"),
    )
    for runs in _wordings(change):
        for start, room, anchor in rooms:
            if words.runs_width(runs, 12) <= room:
                canvas.text(start, y + 4, runs, anchor=anchor)
                return
    start, room, anchor = max(rooms, key=lambda one: one[1])
    if room >= 90:
        canvas.text(start, y + 4, runs, anchor=anchor, room=room)


def _certainty(
    canvas: Canvas,
    axis: TimeAxis,
    change: ChangeMark,
    x: float,
    place: Spot,
    *,
    y: float,
) -> tuple[float, float]:
    """Draw how well a change's time is known; return how far that reaches."""
    moment = change.moment
    color = "mute" if change.group == "ruled out" else "ink"
    if place == "unknown":
        time_unknown(canvas, x - 20, x - 9, y)
        return x - 20, x
    if place == "before":
        arrow(canvas, x - 18, y, color, -1)
        return x - 18, x
    if place == "after":
        canvas.line([(x, y), (x + 8, y)], color)
        arrow(canvas, min(x + 16, canvas.width - 1), y, color, 1)
        return x, x + 16
    if moment.low and moment.high and moment.low != moment.high:
        low, high = axis.x(moment.low), axis.x(moment.high)
        if high - low >= 20:
            i_beam(canvas, low, high, y, color)
            return low, high
    if moment.low is None and moment.high is not None:
        canvas.line([(x - 20, y), (x - 9, y)], color, 1.4, DOTTED)
        return x - 20, x
    if moment.high is None and moment.low is not None:
        canvas.line([(x + 9, y), (x + 20, y)], color, 1.4, DOTTED)
        return x, x + 20
    return x, x


def _wordings(change: ChangeMark) -> list[tuple[Run, ...]]:
    """Return a change's words, the fullest first."""
    color = "ink3" if change.group == "ruled out" else "ink"
    head = Run(change.moment.words, change.group != "ruled out", color)
    tails = change_names(*map(drawable, (change.kind, change.what, change.reason)))
    return [(head, Run(f" {tail}", color=color)) for tail in tails]


def _lanes(canvas: Canvas, axis: TimeAxis, group: ChangeGroup, y: float) -> None:
    for at, lane in enumerate(group.lanes or ()):
        for pill in lane:
            change_disc(
                canvas,
                pill.left,
                pill.right,
                y + at * ROW,
                group=group.group,
                label=pill.label,
            )
    if group.untimed:
        y += ROW * len(group.lanes or ())
        numbers = [change.number for change in group.untimed]
        label = Pill.named(numbers)
        wide = max(17.0, words.width(label, 11.5, bold=True) + 10)
        left = axis.left + 2
        time_unknown(canvas, left - 14, left - 3, y)
        change_disc(canvas, left, left + wide, y, group=group.group, label=label)
        canvas.text(left + wide + 6, y + 4, NO_TIME, color="ink2")
