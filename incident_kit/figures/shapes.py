"""Blocks, waves and phases: the areas of the impact and the words on them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from incident_kit.figures import text as words
from incident_kit.figures.curve import ceiling, roof, spans_of
from incident_kit.figures.marks import arrow
from incident_kit.figures.text import Run, plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from incident_kit.figures.axis import TimeAxis
    from incident_kit.figures.canvas import Canvas, Points
    from incident_kit.figures.curve import Trace
    from incident_kit.figures.values import Block, Phase, WaveMark

_HATCH = 6.0


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


def draw_blocks(
    canvas: Canvas, axis: TimeAxis, blocks: Sequence[Block], height: float, base: float
) -> None:
    """Draw states without a level: hatched, of one height, open where they are."""
    for block in blocks:
        end = block.end or axis.parts[-1].end
        top = base - height
        for left, right in spans_of(axis, block.start, end):
            right = max(right, left + 2)  # noqa: PLW2901
            canvas.rect(left, top, right, base, "t3")
            canvas.lines(hatch(left, top, right, base), "impact", 0.8)
            outline = [(left, base), (left, top), (right, top)]
            if block.end is not None:
                outline.append((right, base))
            canvas.line(outline, "impact", 1.6)
        if block.end is None:
            x, y = axis.right, base - height / 2
            canvas.line([(x, y), (x + 4, y)], "impact", 1.6)
            arrow(canvas, min(x + 10, canvas.width - 1), y, "impact", 1)


def write_blocks(
    canvas: Canvas, axis: TimeAxis, blocks: Sequence[Block], top: float
) -> None:
    """Write each block's label over it, where no leader stands.

    A name stands over its own block; the length alone may stand beside it.
    """
    for block in blocks:
        end = block.end or axis.parts[-1].end
        label = plain(block.label)
        spans = spans_of(axis, block.start, end)[::-1]
        short = label.rpartition(", ")[2]
        for wording in dict.fromkeys((label, short)):
            runs = (Run(wording, True, "impact"),)
            wide = words.runs_width(runs, 12)
            aside = wide / 2 + 12 if wording == short else None
            if any(
                _write(canvas, runs, _around(*span, aside), top - 7) for span in spans
            ):
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


def _write(
    canvas: Canvas, runs: tuple[Run, ...], centres: Iterator[float], y: float
) -> bool:
    for x in centres:
        box = canvas.text_box(x, y, runs, 12, "middle")
        if canvas.free(box, 3):
            canvas.text(x, y, runs, anchor="middle", ground=True)
            return True
    return False


def write_waves(
    canvas: Canvas,
    axis: TimeAxis,
    waves: Sequence[WaveMark],
    found: Sequence[Trace],
    base: float,
) -> None:
    """Write each wave's longest wording that fits over its peak."""
    for wave in waves:
        end = wave.end or axis.parts[-1].end
        spans = spans_of(axis, wave.start, end)
        if not spans:
            continue
        left, right = max(spans, key=lambda span: span[1] - span[0])
        peak = axis.x(wave.peak_at) if wave.peak_at else (left + right) / 2
        for wording in wave.labels:
            runs = (Run(plain(wording), True, "impact"),)
            if _write_wave(canvas, runs, peak, (left, right), found, base=base):
                break


def _write_wave(
    canvas: Canvas,
    runs: tuple[Run, ...],
    peak: float,
    span: tuple[float, float],
    found: Sequence[Trace],
    *,
    base: float,
) -> bool:
    wide = words.runs_width(runs, 12)
    # Not further than half its width: a label beside its peak names another.
    for shift in range(0, int(wide / 2) + 1, 3):
        for x in (peak + shift, peak - shift):
            left, right = x - wide / 2, x + wide / 2
            y = roof(found, left - 3, right + 3, base) - 6
            box = canvas.text_box(x, y, runs, 12, "middle")
            inside = left >= span[0] - wide / 4 and right <= span[1] + wide / 4
            if inside and canvas.free(box, 3):
                canvas.text(x, y, runs, anchor="middle")
                return True
    return False


def write_phases(
    canvas: Canvas,
    axis: TimeAxis,
    phases: Sequence[Phase],
    found: Sequence[Trace],
    base: float,
) -> None:
    """Write a phase's name and count inside its area, as much as fits."""
    for phase in phases:
        name, count = plain(phase.name), plain(phase.count_text)
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
        top = canvas.text_box(x, first, runs, 12, "middle")
        low = canvas.text_box(x, base - 10, (Run(second),), 12, "middle")
        if base - under >= high + 4 and canvas.free(top, 3) and canvas.free(low, 3):
            canvas.text(x, first, runs, anchor="middle")
            if second:
                canvas.text(x, base - 10, second, anchor="middle")
            return True
    return False
