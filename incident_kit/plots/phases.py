"""The impact by phase, to take further in matplotlib."""

from __future__ import annotations

from itertools import accumulate
from typing import TYPE_CHECKING

from matplotlib import ticker

from incident_kit.layout import text as words
from incident_kit.layout.text import Run, drawable
from incident_kit.page.palette import LIGHT
from incident_kit.plots.house import SIZE, dress, new_axes, width_of, write
from incident_kit.wording import figures as told

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from incident_kit.drawn import PhasesValues


def plot_phases(values: PhasesValues, ax: Axes | None = None) -> Axes:
    """Draw when the harm fell: a bar for each phase, each begun where the last ended.

    The x axis holds the share of all impact in percent.
    """
    parts = values.parts
    names = [drawable(part.name) for part in parts]
    if ax is None:
        left = 12 + max((words.width(name, SIZE) for name in names), default=0.0)
        ax = new_axes(34.0 * len(parts), above=10, below=36, left=left)
    dress(ax, told.phases_alt(values), grid="x")
    ax.set_ylim(len(parts) - 0.5, -0.5)
    ax.set_xlim(0, 100)
    ax.set_yticks(range(len(parts)), names, color=LIGHT["ink"])
    ax.xaxis.set_major_formatter(ticker.PercentFormatter(100, 0))
    ax.set_xlabel(told.SHARE_OF_ALL, loc="left")
    ends = list(accumulate(100 * part.share for part in parts))
    for y, (part, end) in enumerate(zip(parts, ends, strict=True)):
        start = end - 100 * part.share
        tint = LIGHT[f"t{min(part.tint, 4)}"]
        ax.barh(y, end - start, 0.5, left=start, color=tint)
        ax.plot([start, end], [y + 0.25, y + 0.25], color=LIGHT["impact"])
        amount = told.phase_amount(part)
        runs = (Run(drawable(part.percent), True), Run(f"  {amount}"))
        scale, wide = width_of(ax) / 100, words.runs_width(runs, SIZE) + 10
        if wide <= scale * (100 - end):
            write(ax, (end, y), (6, -3), runs)
        elif wide <= scale * (end - start):
            write(ax, (start, y), (6, -3), runs)
        else:
            write(ax, (start, y), (-6, -3), runs, anchor="end")
    return ax
