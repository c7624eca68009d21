"""The mitigation effect for a scorer that names no direction: failures are bad when many.

Run from ``tests/benchmarks``::

    python PATH/score_mitigation.py mitigation_adapter:effect
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from incident_kit.blast.temporary_mitigation import measure_mitigation

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from incident_kit.results.findings import MitigationEffect


def effect(
    series: pd.Series,
    applied_at: pd.Timestamp,
    traffic: pd.Series | None,
    others: Sequence[pd.Timestamp] = (),
    until: pd.Timestamp | None = None,
) -> MitigationEffect:
    """Return what the action did, as the scorer wants it."""
    return measure_mitigation(
        series, applied_at, traffic=traffic, bad="high", others=others, until=until
    )
