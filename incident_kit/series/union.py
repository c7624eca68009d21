"""Waves of several series as one sequence."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from incident_kit.results.findings import Wave


def union_of_waves(
    waves: Sequence[Wave], action_times: Sequence[pd.Timestamp]
) -> tuple[Wave, ...]:
    """Return the waves of several series as one sequence, by their start.

    Waves that overlap are one, unless somebody acted between their starts: a
    series that is hurt only after an action shows a new wave.  The merged wave
    keeps the highest peak of the series that began it.
    """
    merged: list[Wave] = []
    for wave in sorted(waves, key=lambda one: one.start):
        last = merged[-1] if merged else None
        if (
            last is not None
            and wave.series != last.series
            and (last.end is None or wave.start <= last.end)
            and not any(last.start < at <= wave.start for at in action_times)
        ):
            ends = (last.end, wave.end)
            end = None if None in ends else max(end for end in ends if end is not None)
            merged[-1] = replace(last, end=end)
        else:
            merged.append(wave)
    return tuple(merged)
