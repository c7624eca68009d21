"""The anchor time for a scorer that passes naive times and bare arrays.

The scorer's times have no zone; here they are UTC.  Nothing is softened: what
the package refuses counts as "no onset".  Run from ``tests/benchmarks``::

    python PATH/score_onset.py onset_adapter:anchor --hint
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from incident_kit.blast.anchor_time import find_anchor_time
from incident_kit.results.findings import AnchorTime

Answer = tuple[pd.Timestamp | None, pd.Timestamp | None, pd.Timestamp | None]


def anchor(
    times: pd.DatetimeIndex,
    values: np.ndarray,
    detected_at: pd.Timestamp | None = None,
) -> Answer:
    """Return last good, first bad and recovered, as the scorer wants them."""
    found = find(times, values, detected_at)
    if found.first_bad is None:
        return None, None, None
    return tuple(
        None if at is None else at.tz_localize(None)
        for at in (found.last_good, found.first_bad, found.recovered)
    )


def waves(
    times: pd.DatetimeIndex, values: np.ndarray
) -> list[tuple[pd.Timestamp, pd.Timestamp | None]]:
    """Return every wave, its end None while it lasts."""
    return [
        (
            wave.start.tz_localize(None),
            None if wave.end is None else wave.end.tz_localize(None),
        )
        for wave in find(times, values, None).waves
    ]


def find(
    times: pd.DatetimeIndex, values: np.ndarray, detected_at: pd.Timestamp | None
) -> AnchorTime:
    """Return what is said of a series, by UTC."""
    series = pd.Series(values, index=times.tz_localize("UTC"))
    noticed = None if detected_at is None else detected_at.tz_localize("UTC")
    return find_anchor_time(series, detected_at=noticed)
