"""States without a level in the key figure: blocks in strips, each label over its own."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from incident_kit.figures.shapes import Strips, block_spans, draw_blocks
from incident_kit.layout.text import Run, drawable
from incident_kit.layout.wrapping import Line, wrapped

if TYPE_CHECKING:
    from collections.abc import Sequence

    from incident_kit.drawn import StateStretch
    from incident_kit.figures.canvas import Canvas
    from incident_kit.layout.axis import TimeAxis

_BLOCK = 12.0
_AIR = 6.0
_LINE = 15.0
_GAP = 10.0


def draw_states(
    canvas: Canvas, axis: TimeAxis, blocks: Sequence[StateStretch], y: float
) -> float:
    """Draw each strip under the one before, its names over it; return the next free y."""
    for row in range(max((block.row for block in blocks), default=-1) + 1):
        inside = [
            block for block in blocks if block.row == row and block_spans(axis, block)
        ]
        if not inside:
            continue
        placed = _labels(axis, inside, canvas.width)
        deep = 1 + max((at + len(lines) - 1 for at, _, lines in placed), default=0)
        foot = y + _AIR + deep * _LINE + 3
        for at, x, lines in placed:
            top = foot - 6 - (at + len(lines) - 1) * _LINE
            for number, line in enumerate(lines):
                canvas.text(x, top + number * _LINE, line.runs, line.size)
        base = foot + _BLOCK
        flat = [replace(block, row=0) for block in inside]
        draw_blocks(canvas, axis, flat, Strips(base, _BLOCK, _BLOCK))
        for left, right in (span for one in inside for span in block_spans(axis, one)):
            canvas.line([(left, base), (right, base)], "impact", 1.6)
        y = base
    return y


def _labels(
    axis: TimeAxis, blocks: Sequence[StateStretch], width: float
) -> list[tuple[int, float, tuple[Line, ...]]]:
    """Return each label's lowest line over the strip, its x and its lines."""
    found: list[tuple[int, float, tuple[Line, ...]]] = []
    taken: list[tuple[int, float, float]] = []
    for block in blocks:
        runs = (Run(drawable(block.label, 2000), True, "impact"),)
        lines = wrapped(runs, 12, width - axis.left - 2)
        wide = max((line.width for line in lines), default=0.0)
        x = max(min(block_spans(axis, block)[0][0], width - 1 - wide), axis.left)
        at = 0
        while any(
            line in range(at, at + len(lines))
            and x < right + _GAP
            and left < x + wide + _GAP
            for line, left, right in taken
        ):
            at += 1
        taken += [(at + number, x, x + wide) for number in range(len(lines))]
        found.append((at, x, lines))
    return found
