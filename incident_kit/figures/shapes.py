"""Blocks, waves and phases: the areas of the impact and the words on them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from incident_kit.figures.canvas import DOTTED
from incident_kit.figures.curve import ceiling, roof, spans_of
from incident_kit.figures.marks import arrow
from incident_kit.layout import text as words
from incident_kit.layout.text import Run, drawable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from incident_kit.drawn import PhaseStretch, StateStretch, WaveMark
    from incident_kit.figures.canvas import Canvas, Points
    from incident_kit.figures.curve import Trace
    from incident_kit.layout.axis import TimeAxis

_HATCH = 6.0
# over a strip its label, 12 px high, with air on both sides
_LABEL = 24.0
_STUB = 26.0


def hatch(left: float, top: float, right: float, bottom: float) -> list[Points]:
    """Return 45-degree lines that fill a rectangle."""
    pieces: list[Points] = []
    high = bottom - top
    start = left - high + _HATCH / 2
    while start < right:
        x0, x1 = max(start, left), min(start + high, right)
        pieces.append([(x0, bottom - (x0 - start)), (x1, bottom - (x1 - start))])
        start += _HATCH
    return pieces


class Strips(NamedTuple):
    """Where the strips of blocks lie, one over the other from a base line up."""

    base: float
    height: float
    pitch: float

    def foot(self, block: StateStretch) -> float:
        """Return the y on which a block stands."""
        return self.base - block.row * self.pitch


def strips_height(
    blocks: Sequence[StateStretch], tall: float, room: float | None
) -> tuple[float, float]:
    """Return the height of a strip and the way to the next, in a ``room`` if given.

    One strip alone is ``tall``; several are half as high, each under its label.
    """
    rows = 1 + max((block.row for block in blocks), default=0)
    if rows == 1:
        return tall, tall
    pitch = tall / 2 + _LABEL
    if room is not None:
        pitch = min(pitch, room / rows)
    return max(pitch - _LABEL, 4.0), pitch


def draw_blocks(
    canvas: Canvas, axis: TimeAxis, blocks: Sequence[StateStretch], strips: Strips
) -> None:
    """Draw states without a level: hatched, of one height, open where they are.

    Where nobody knows until when, a stub has no side at its right.
    """
    for block in blocks:
        base = strips.foot(block)
        top = base - strips.height
        for left, right in block_spans(axis, block):
            canvas.rect(left, top, right, base, "t3")
            canvas.lines(hatch(left, top, right, base), "impact", 0.8)
            outline = [(left, base), (left, top), (right, top)]
            if block.end is not None:
                outline.append((right, base))
            canvas.line(outline, "impact", 1.6)
            if block.row:  # no base line closes it
                canvas.line([(left, base), (right, base)], "impact", 1.6)
            if block.end is None and not block.is_open:
                canvas.line([(right, top), (right, base)], "ink2", 1.6, DOTTED)
        if block.is_open:
            x, y = axis.right, (base + top) / 2
            canvas.line([(x, y), (x + 4, y)], "impact", 1.6)
            arrow(canvas, min(x + 10, canvas.width - 1), y, "impact", 1)


def block_spans(axis: TimeAxis, block: StateStretch) -> list[tuple[float, float]]:
    """Return where a block lies; what ends nobody knows when is a stub."""
    if block.end is None and not block.is_open:
        left = axis.x(block.start)
        return [(left, min(left + _STUB, axis.right))]
    spans = spans_of(axis, block.start, block.end or axis.parts[-1].end)
    return [(left, max(right, left + 2)) for left, right in spans]


def write_blocks(
    canvas: Canvas, axis: TimeAxis, blocks: Sequence[StateStretch], strips: Strips
) -> None:
    """Write each block's label over it, where no leader stands.

    A name stands over its own block; the length alone may stand beside it.
    """
    for block in blocks:
        top = strips.foot(block) - strips.height
        label = drawable(block.label)
        spans = block_spans(axis, block)[::-1]
        short = label.rpartition(", ")[2]
        for wording in dict.fromkeys((label, short)):
            runs = (Run(wording, True, "impact"),)
            half = words.runs_width(runs, 12) / 2
            aside = half + 12 if wording == short else None
            places = ((x, top - 7) for one in spans for x in _around(*one, aside))
            if canvas.text_where_free(places, runs, ground=True):
                break


def _around(left: float, right: float, aside: float | None) -> Iterator[float]:
    """Yield centres for a label: the middle, then ever further along a stretch.

    ``aside`` is how far beyond its ends; None: no further than half way to them.
    """
    middle, half = (left + right) / 2, (right - left) / 2
    reach = half / 2 if aside is None else half + aside
    for at in range(0, int(reach) + 1, 3):
        yield middle + at
        yield middle - at


def write_waves(
    canvas: Canvas,
    axis: TimeAxis,
    waves: Sequence[WaveMark],
    found: Sequence[Trace],
    base: float,
) -> None:
    """Write each wave's longest wording that fits over its peak.

    Not further from it than half its width: it would name another.
    """
    for wave in waves:
        end = wave.end or axis.parts[-1].end
        spans = spans_of(axis, wave.start, end)
        if not spans:
            continue
        left, right = max(spans, key=lambda span: span[1] - span[0])
        peak = axis.x(wave.peak_at) if wave.peak_at else (left + right) / 2
        for wording in wave.labels:
            runs = (Run(drawable(wording), True, "impact"),)
            wide = words.runs_width(runs, 12)
            places = [
                (x, roof(found, x - wide / 2 - 3, x + wide / 2 + 3, base) - 6)
                for shift in range(0, int(wide / 2) + 1, 3)
                for x in (peak + shift, peak - shift)
                if x - wide / 2 >= left - wide / 4 and x + wide / 2 <= right + wide / 4
            ]
            if canvas.text_where_free(places, runs):
                break


def write_phases(
    canvas: Canvas,
    axis: TimeAxis,
    phases: Sequence[PhaseStretch],
    found: Sequence[Trace],
    base: float,
) -> None:
    """Write a phase's name and count inside its area, as much as fits."""
    for phase in phases:
        name, count = drawable(phase.name), drawable(phase.count_text)
        number = count.split(maxsplit=1)[0] if count.split() else ""
        spans = spans_of(axis, phase.start, phase.end)
        for second in dict.fromkeys((count, number, "")):
            if any(
                _write_phase(canvas, (name, second), span, found, base)
                for span in sorted(spans, key=lambda span: span[0] - span[1])
            ):
                break


def _write_phase(
    canvas: Canvas,
    lines: tuple[str, str],
    span: tuple[float, float],
    found: Sequence[Trace],
    base: float,
) -> bool:
    name, second = lines
    runs = (Run(name, True),)
    wide = max(words.width(name, 12, bold=True), words.width(second, 12))
    high = 38.0 if second else 24.0
    left, right = span[0] + wide / 2 + 4, span[1] - wide / 2 - 4
    if not name or right < left:
        return False
    spots = [left + (right - left) * at / 24 for at in range(25)]
    middle = (left + right) / 2
    spots.sort(key=lambda x: abs(x - middle))
    for x in spots:
        under = ceiling(found, x - wide / 2 - 2, x + wide / 2 + 2, base)
        first = base - (25 if second else 11)
        top = canvas.text_box(x, first, runs, anchor="middle")
        low = canvas.text_box(x, base - 10, (Run(second),), anchor="middle")
        if base - under >= high + 4 and canvas.free(top, 3) and canvas.free(low, 3):
            canvas.text(x, first, runs, anchor="middle")
            if second:
                canvas.text(x, base - 10, second, anchor="middle")
            return True
    return False
