"""The stretches of the response as brackets under the axis of the key figure."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from incident_kit.figures import curve as curves
from incident_kit.figures.marks import arrow
from incident_kit.layout import text as words
from incident_kit.layout.text import Run, drawable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from incident_kit.drawn.key import Bracket
    from incident_kit.figures.canvas import Canvas
    from incident_kit.layout.axis import TimeAxis

_HIGH = 6.0
_GAP = 12.0
_LINE = 15.0


def draw_brackets(
    canvas: Canvas, axis: TimeAxis, brackets: Sequence[Bracket], y: float
) -> float:
    """Draw brackets in one row, the widest worded first; return the next free y."""
    spans = []
    for one in brackets:
        for left, right in curves.spans_of(axis, one.start, one.end):
            spans.append((left + 0.5, max(right - 1.5, left + 1), one))
    named: dict[int, tuple[float, float, Bracket]] = {}
    for left, right, one in sorted(spans, key=lambda span: span[0] - span[1]):
        _draw(canvas, left, right, y, is_open=one.is_open and right >= axis.right - 2)
        named.setdefault(id(one), (left, right, one))
    chosen = _chosen(canvas, list(named.values()))
    for label in chosen:
        for at, run in enumerate(label.runs):
            place = y + _HIGH + 14 + at * _LINE
            canvas.text(label.middle, place, run, anchor="middle")
    deepest = max((len(label.runs) for label in chosen), default=0)
    return y + (_HIGH + 4 + deepest * _LINE if spans else 0.0)


def _draw(
    canvas: Canvas, left: float, right: float, y: float, *, is_open: bool
) -> None:
    foot = y + _HIGH
    if is_open:
        canvas.line([(left, y), (left, foot), (right, foot)], "ink2")
        arrow(canvas, min(right + 5, canvas.width - 1), foot, "ink2", 1)
        return
    canvas.line([(left, y), (left, foot), (right, foot), (right, y)], "ink2")


class _Label(NamedTuple):
    """A wording of a bracket, around a place."""

    middle: float
    wide: float
    runs: list[tuple[Run, ...]]

    def meets(self, other: _Label) -> bool:
        """Tell whether two labels would be read as one."""
        apart = abs(self.middle - other.middle)
        return apart < (self.wide + other.wide) / 2 + _GAP


def _chosen(
    canvas: Canvas, named: Sequence[tuple[float, float, Bracket]]
) -> list[_Label]:
    """Return the labels of brackets: first as short as can be, then as full as fits."""
    ways = [_labels(canvas, left, right, one) for left, right, one in named]
    chosen: dict[int, _Label] = {}
    for is_short in (True, False):
        for at, labels in enumerate(ways):
            others = [label for key, label in chosen.items() if key != at]
            for label in labels[-1:] if is_short else labels:
                if not any(label.meets(other) for other in others):
                    chosen[at] = label
                    break
    return list(chosen.values())


def _labels(canvas: Canvas, left: float, right: float, one: Bracket) -> list[_Label]:
    """Return the wordings that fit a bracket, the fullest first."""
    found = []
    for lines in one.wordings:
        is_short = len(one.wordings) > 1 and lines is one.wordings[-1]
        color = "ink2" if is_short else "ink"
        first, *rest = (drawable(line) for line in lines)
        runs: list[tuple[Run, ...]] = [(Run(first, not is_short, color),)]
        runs += [(Run(line, color="ink2"),) for line in rest]
        wide = max(words.runs_width(run, 12) for run in runs)
        # a name much wider than its stretch would be read as another's
        if wide > min(max(1.6 * (right - left), right - left + 60), canvas.width - 2.0):
            continue
        middle = min(max((left + right) / 2, wide / 2 + 1), canvas.width - 1 - wide / 2)
        found.append(_Label(middle, wide, runs))
    return found
