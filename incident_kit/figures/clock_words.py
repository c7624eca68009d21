"""The clocks in words: the figure's alternative and its table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from incident_kit.figures.picture import Table
from incident_kit.figures.text import plain

if TYPE_CHECKING:
    from incident_kit.figures.values import ClockBar, ClocksValues


def alt(values: ClocksValues) -> str:
    """Return the figure as sentences."""
    told = []
    for bar in values.bars:
        detail = f" ({plain(bar.detail)})" if bar.detail else ""
        told.append(f"Time to {bar.name.lower()}: {value_text(bar)}{detail}.")
        if bar.relief is not None:
            told.append(f"First relief: {plain(bar.relief.label)}.")
    if values.gap_text:
        told.append(f"Between mitigate and fix: {plain(values.gap_text)}.")
    return " ".join(told)


def value_text(bar: ClockBar) -> str:
    """Return a clock as it is printed: a word when it is not known."""
    return plain(bar.value) or "unknown"


def table(values: ClocksValues) -> Table:
    """Return what the figure shows, one row per clock."""
    rows: list[tuple[str, str, str, str]] = []
    for bar in values.bars:
        name = f"time to {bar.name.lower()}"
        rows.append((name, value_text(bar), bar.kind, plain(bar.detail)))
        if bar.relief is not None:
            rows.append(("first relief", plain(bar.relief.label), "", ""))
    if values.gap_text:
        rows.append(("between mitigate and fix", plain(values.gap_text), "", ""))
    return Table(("clock", "from onset", "how known", "note"), tuple(rows))
