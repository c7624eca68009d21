"""When the harm fell: one bar that is all of it, cut by phase."""

from __future__ import annotations

from typing import TYPE_CHECKING

from incident_kit.figures.canvas import Canvas
from incident_kit.figures.picture import PHONE, WIDE, Picture
from incident_kit.layout import labels
from incident_kit.layout import text as words
from incident_kit.layout.labels import Placed, Wanted
from incident_kit.layout.text import Run, drawable
from incident_kit.wording.figures import phase_amount, phases_alt, phases_data

if TYPE_CHECKING:
    from collections.abc import Sequence

    from incident_kit.drawn import PhasePart, PhasesValues
    from incident_kit.figures.picture import Drawing

_HEIGHT = 38.0
_GAP = 1.5
_LINE = 16.0
_BLOCK = 3 * _LINE + 10
_Edges = list[tuple[float, float]]


def draw_phases(values: PhasesValues) -> Picture:
    """Draw in which phase of the response how much of the harm fell."""
    return Picture(
        wide=_draw(values, WIDE),
        phone=_draw(values, PHONE),
        alt=phases_alt(values),
        table=phases_data(values),
    )


def _draw(values: PhasesValues, width: int) -> Drawing:
    canvas = Canvas(width)
    edges = _edges(values.parts, canvas)
    bottom = 2 + _HEIGHT
    inside = _bar(canvas, values.parts, edges, bottom)
    placed = _place(canvas, values.parts, edges, inside) if width == WIDE else None
    if placed is None:
        return canvas.finish(_key_list(canvas, values.parts, bottom + 12))
    rows = max((label.row for label in placed), default=0)
    for part, (x, _), label in zip(values.parts, edges, placed, strict=True):
        top = bottom + 4 + label.row * _BLOCK
        canvas.leader(x + 0.5, bottom + 1, top + _BLOCK - 8, "mute")
        canvas.text(label.x, top + 14, label.name, 13, anchor=label.anchor)
        lines = filter(None, (drawable(part.count), drawable(part.lasted)))
        for row, line in enumerate(lines, 1):
            y = top + 14 + row * _LINE
            canvas.text(label.x, y, line, color="ink2", anchor=label.anchor)
    return canvas.finish(bottom + 4 + (rows + 1) * _BLOCK)


def _tint(part: PhasePart) -> str:
    return f"t{min(part.tint, 4)}"


def _edges(parts: Sequence[PhasePart], canvas: Canvas) -> _Edges:
    """Return where each part begins and ends; the least one is still seen."""
    room = canvas.width - 2.0
    wide = [max(part.share * room, 3.0) for part in parts]
    scale = room / sum(wide) if wide else 1.0
    edges, x = [], 1.0
    for one in wide:
        edges.append((x, x + one * scale))
        x += one * scale
    return edges


def _bar(
    canvas: Canvas, parts: Sequence[PhasePart], edges: _Edges, bottom: float
) -> list[bool]:
    """Draw the bar; return which parts hold their percent inside."""
    inside = []
    for part, (left, right) in zip(parts, edges, strict=True):
        end = right if part is parts[-1] else right - _GAP
        canvas.rect(left, 2, end, bottom, _tint(part))
        text = drawable(part.percent)
        fits = words.width(text, 15, bold=True) + 18 <= right - left
        inside.append(fits)
        if fits:
            canvas.text(left + 10, bottom - 14, (Run(text, True),), 15)
    canvas.line([(1, bottom), (canvas.width - 1, bottom)], "impact", 1.6)
    return inside


def _place(
    canvas: Canvas, parts: Sequence[PhasePart], edges: _Edges, inside: Sequence[bool]
) -> list[Placed] | None:
    wanted = []
    for part, (x, _), is_inside in zip(parts, edges, inside, strict=True):
        name = drawable(part.name)
        label = name if is_inside else f"{name}, {drawable(part.percent)}"
        lines = (drawable(part.count), drawable(part.lasted))
        longest = max(lines, key=lambda text: words.width(text, 12))
        wanted.append(Wanted(x + 0.5, x + 0.5, (Run(label, True),), longest))
    return labels.place(wanted, size=13, left=1, right=canvas.width - 1.0)


def _key_list(canvas: Canvas, parts: Sequence[PhasePart], y: float) -> float:
    """Write the parts under one another, each with its colour."""
    room = canvas.width - 24.0
    for part in parts:
        canvas.rect(1, y + 2, 14, y + 15, _tint(part), edge="impact", stroke=0.8)
        head = (Run(f"{drawable(part.percent)} {drawable(part.name)}", True),)
        canvas.text(22, y + 13, head, 13, room=room)
        detail = phase_amount(part)
        canvas.text(22, y + 29, detail, color="ink2", room=room)
        y += 40
    return y
