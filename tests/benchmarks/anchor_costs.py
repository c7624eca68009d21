"""What the anchor time of 30 days at one minute costs, beside ruptures, in one run.

Onset, bracket, recovery and waves against two change points by ruptures'
KernelCPD (linear kernel, C code), which knows neither.  ruptures is no
dependency of the kit: ``pip install ruptures`` first, or put it on PYTHONPATH.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial

import numpy as np
import pandas as pd

from incident_kit.blast.anchor_time import find_anchor_time

ROUNDS = 3
DAYS, DAY = 30, 1440


def made(days: int) -> pd.Series:
    """Return days at one minute with a daily course and five bad hours near the end."""
    minutes = np.arange(days * DAY)
    values = 100 + 30 * np.sin(2 * np.pi * minutes / DAY)
    values += np.random.default_rng(1).normal(0, 4, len(minutes))
    values[-2000:-1700] += 60
    index = pd.date_range("2024-05-14", periods=len(minutes), freq="1min", tz="UTC")
    return pd.Series(values, index)


def lowest_s(run: Callable[[], object]) -> float:
    """Return the lowest time of several runs."""
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        run()
        times.append(time.perf_counter() - start)
    return min(times)


def main() -> None:
    """Print both costs and their ratio beside the goal."""
    import ruptures

    for days in (3, 7, DAYS):
        series = made(days)
        values = series.to_numpy()[:, np.newaxis]
        blind = lowest_s(partial(find_anchor_time, series))
        noticed = series.index[-1990]
        paged = lowest_s(partial(find_anchor_time, series, detected_at=noticed))
        search = ruptures.KernelCPD(kernel="linear")
        theirs = lowest_s(partial(search.fit_predict, values, n_bkps=2))
        print(
            f"{days:3d} days: {blind:.3f} s, with the page {paged:.3f} s, "
            f"KernelCPD {theirs:.2f} s, ratio {blind / theirs:.4f} (goal at 30 days 0.1 s)"
        )


if __name__ == "__main__":
    main()
