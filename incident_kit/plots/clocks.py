"""The clocks, to take further in matplotlib."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING

import numpy as np
from matplotlib import ticker

from incident_kit.figures.clock_bars import COLORS, LOG_TICKS, QUIET, is_log
from incident_kit.layout import text as words
from incident_kit.layout.scales import ELAPSED_STEPS, elapsed_text
from incident_kit.layout.text import Run, drawable
from incident_kit.page.palette import LIGHT
from incident_kit.plots.house import SIZE, dress, new_axes, width_of, write
from incident_kit.wording import figures as told

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from incident_kit.drawn import ClockBar, ClocksValues


def plot_clocks(values: ClocksValues, ax: Axes | None = None) -> Axes:
    """Draw the clocks from onset, one under another.

    The x axis counts seconds.  Where bars would not show the short ones it is
    logarithmic, with marks instead of bars.
    """
    count = len(values.bars) + bool(values.gap_text)
    if ax is None:
        names = ((Run(bar.name, True),) for bar in values.bars)
        left = 8 + max(words.runs_width(one, SIZE) for one in names)
        ax = new_axes(42.0 * count, above=12, below=36, left=left)
    dress(ax, told.clocks_alt(values), grid="x")
    ax.set_ylim(count - 0.5, -0.5)
    ticks = [bar.name for bar in values.bars]
    ax.set_yticks(range(len(ticks)), ticks, color=LIGHT["ink"], weight="bold")
    ends = [s for bar in values.bars for s in (bar.mark_s, bar.high_s) if s is not None]
    _scale_clocks(ax, values, min([0.0, *ends]), max([60.0, *ends]))
    for y, bar in enumerate(values.bars):
        _draw_clock(ax, bar, y, is_log=is_log(values))
    known = {bar.name: bar.mark_s for bar in values.bars}
    one, other = known.get("Mitigate"), known.get("Fix")
    if values.gap_text and one is not None and other is not None:
        below = count - 1.2
        ax.plot(
            [one, one, other, other],
            [below - 0.1, below, below, below - 0.1],
            color=LIGHT["help"],
        )
        label = (Run(drawable(values.gap_text), True, "help"),)
        half = words.runs_width(label, SIZE) / 2
        write(ax, ((one + other) / 2, below), (-half, -14), label)
    return ax


def _scale_clocks(ax: Axes, values: ClocksValues, low: float, high: float) -> None:
    """Set a scale on which the labels at the ends of the bars have room."""
    onset = drawable(values.onset_text)
    title = f"after {onset}"
    if is_log(values):
        ax.set_xscale("log")
        ax.set_xlim(1, high**1.5)
        ax.set_xticks([tick for tick in LOG_TICKS if tick <= high])
        ax.set_xticks([], minor=True)
        step = 0.0
        title = told.log_scale(onset)
    else:
        longest = max(_label_width(bar) for bar in values.bars)
        room = max(width_of(ax) - longest - 20, 0.35 * width_of(ax))
        ax.set_xlim(low, low + (high - low) * width_of(ax) / room)
        wanted = 66.0 * (high - low) / room
        step = next((s for s in ELAPSED_STEPS if s >= wanted), ELAPSED_STEPS[-1])
        places = np.arange(ceil(low / step), ceil(high / step) + 1) * step
        ax.set_xticks(places[places <= ax.get_xlim()[1]])
    ax.xaxis.set_major_formatter(
        ticker.FuncFormatter(
            lambda seconds, _: elapsed_text(float(seconds), step or seconds)
        )
    )
    ax.set_xlabel(title, loc="left")


def _clock_label(bar: ClockBar) -> tuple[tuple[Run, ...], tuple[Run, ...]]:
    is_known = bar.mark_s is not None
    value = Run(told.clock_value(bar), is_known, "ink" if is_known else "ink2")
    return (value,), (Run(drawable(bar.detail), color="ink2"),)


def _label_width(bar: ClockBar) -> float:
    return 30 + max(words.runs_width(runs, SIZE) for runs in _clock_label(bar))


def _draw_clock(ax: Axes, bar: ClockBar, y: int, *, is_log: bool) -> None:
    """Draw a clock as well as it is known, its value at its end."""
    mark, (fill, edge) = bar.mark_s, COLORS.get(bar.name, QUIET)
    start, color = ax.get_xlim()[0] if is_log else bar.start_s, LIGHT[edge]
    value, detail = _clock_label(bar)
    end, offset = start if mark is None else mark, 10.0
    if mark is None:
        ax.annotate(
            "",
            (start, y),
            (50, 0),
            textcoords="offset points",
            arrowprops={"arrowstyle": "-", "linestyle": ":", "color": LIGHT["ink2"]},
        )
        offset = 58.0
    elif is_log:
        ax.plot([start, mark], [y, y], ":", color=LIGHT["mute"], linewidth=1)
        ax.plot([mark], [y], "o", color=color, markersize=6)
    elif bar.kind == "at most":
        look = {"facecolor": "none", "edgecolor": color, "linestyle": "--"}
        ax.barh(y, mark - start, 0.22, left=start, **look)  # type: ignore[arg-type]
    else:
        ax.barh(
            y, mark - start, 0.22, left=start, facecolor=LIGHT[fill], edgecolor=color
        )
    if mark is not None and bar.kind == "at least":
        ax.annotate(
            "",
            (mark, y),
            (18, 0),
            textcoords="offset points",
            arrowprops={"arrowstyle": "<|-", "color": color, "shrinkB": 0},
        )
        offset = 26.0
    elif mark is not None and bar.low_s is not None and bar.high_s is not None:
        end = max(mark, bar.high_s)
        spread = [[mark - bar.low_s], [bar.high_s - mark]]
        if bar.high_s > bar.low_s and bar.low_s <= mark <= bar.high_s:
            ax.errorbar([mark], [y], xerr=spread, color=LIGHT["ink"], capsize=4)
    write(ax, (end, y), (offset, 1 if detail[0].text else -4), value)
    write(ax, (end, y), (offset, -11), detail)
    if bar.relief is not None:
        ax.plot([bar.relief.seconds], [y], "o", color=color, markerfacecolor="white")
        label = (Run(drawable(bar.relief.label), color="help"),)
        write(ax, (bar.relief.seconds, y), (-4, 14), label)
