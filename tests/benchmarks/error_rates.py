"""How often the rules err on series of which the truth is known: what the docs state.

Seeded, so each run prints the same.  From the repository's root::

    python tests/benchmarks/error_rates.py [--series 600]
"""

from __future__ import annotations

import argparse
from collections.abc import Callable

import numpy as np
import pandas as pd

from incident_kit.blast.anchor_time import find_anchor_time
from incident_kit.blast.location import rank_locations
from incident_kit.blast.temporary_mitigation import measure_mitigation
from incident_kit.results.findings import AnchorTime
from incident_kit.series.impact import BEGINS_BAD
from incident_kit.series.surprise import CHANCE, PAGED_CHANCE
from incident_kit.series.waves import PAUSE_CHANCE

DAY = 1440
Draw = Callable[[np.random.Generator], np.ndarray]


def indexed(values: np.ndarray) -> pd.Series:
    index = pd.date_range("2024-05-14", periods=len(values), freq="1min", tz="UTC")
    return pd.Series(values.astype(float), index)


def daily_counts(rng: np.random.Generator) -> np.ndarray:
    """Return one to three days of counts a minute: a daily course, correlated noise."""
    minutes = np.arange(DAY * int(rng.integers(1, 4)))
    course = 1 + rng.uniform(0.1, 0.6) * np.sin(
        2 * np.pi * (minutes / DAY + rng.uniform())
    )
    drift = np.zeros(len(minutes))
    steps = rng.normal(0, 0.02, len(minutes))
    for minute in range(1, len(minutes)):
        drift[minute] = 0.9 * drift[minute - 1] + steps[minute]
    return rng.poisson(rng.choice([5, 50, 500]) * course * np.exp(drift))


def noise(rng: np.random.Generator) -> np.ndarray:
    return rng.normal(10, 1, 600)


def onsets(draw: Draw, count: int, *, paged: bool) -> tuple[float, float]:
    """Return how often a healthy series shows an onset, and how often it begins bad."""
    shown, bad = 0, 0
    for seed in range(count):
        rng = np.random.default_rng(seed)
        series = indexed(draw(rng))
        place = int(rng.integers(len(series) // 2, len(series)))
        noticed = series.index[place] if paged else None
        found = find_anchor_time(series, bad="high", detected_at=noticed)
        shown += found.is_measured
        bad += found.verdict == "begins bad"
    return shown / count, bad / count


def wrong_places(count: int) -> float:
    """Return how often a place is called affected in which nothing happened."""
    wrong = 0
    for seed in range(count):
        frame = pd.DataFrame(
            {
                f"p{n}": indexed(noise(np.random.default_rng((seed, n))))
                for n in range(5)
            }
        )
        at = frame.index[500]
        anchor = AnchorTime.at(last_good=at, first_bad=at)
        wrong += sum(one.verdict == "affected" for one in rank_locations(frame, anchor))
    return wrong / (5 * count)


def effects(count: int) -> tuple[float, float]:
    """Return how often credit is given for nothing, and how often 95 % hold the truth."""
    credit, held, told = 0, 0, 0
    for seed in range(count):
        rng = np.random.default_rng(seed)
        drop = (0.0, 0.3, 0.9)[seed % 3]
        level = np.r_[
            np.full(400, 1.0), np.full(60, 60.0), np.full(60, 60 * (1 - drop))
        ]
        series = indexed(rng.poisson(level * rng.uniform(0.5, 4)))
        found = measure_mitigation(series, series.index[460], bad="high")
        credit += drop == 0 and found.has_helped
        if found.low is not None and found.high is not None:
            told += 1
            held += found.low <= drop + 1 / 60 and drop - 1 / 60 <= found.high
    return 3 * credit / count, held / told


def split_waves(count: int) -> float:
    """Return how often one wave, of which a random part is bad, is called two."""
    split = 0
    for seed in range(count):
        rng = np.random.default_rng(seed)
        bad = rng.random(300) < rng.uniform(0.1, 0.9)
        bad[[0, 1, 2, -3, -2, -1]] = True
        level = np.r_[np.full(200, 10.0), np.where(bad, 60.0, 10.0), np.full(200, 10.0)]
        series = indexed(rng.poisson(level))
        found = find_anchor_time(series, bad="high", detected_at=series.index[210])
        split += len(found.waves) > 1
    return split / count


def main() -> None:
    """Print each rate beside what is stated."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--series", type=int, default=600)
    count = parser.parse_args().series
    for name, draw in (("daily counts", daily_counts), ("noise", noise)):
        for paged in (False, True):
            shown, bad = onsets(draw, count, paged=paged)
            how = "a page says when" if paged else "nobody says when"
            print(
                f"healthy {name}, {how}: onset in {shown:.1%} "
                f"(at most {PAGED_CHANCE if paged else CHANCE:.0%}), "
                f"begins bad in {bad:.1%} (BEGINS_BAD {BEGINS_BAD:.0%})"
            )
    print(f"healthy place called affected: {wrong_places(count // 4):.1%}")
    credit, held = effects(count)
    print(f"credit for an action that did nothing: {credit:.1%}")
    print(f"95 % interval of the drop holds the truth: {held:.1%}")
    print(
        f"one wave with pauses called two: {split_waves(count):.1%} "
        f"(PAUSE_CHANCE {PAUSE_CHANCE:.2%} a pause)"
    )


if __name__ == "__main__":
    main()
