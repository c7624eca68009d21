"""Would each constant of the search be chosen without the set it is judged by?

A constant takes its committed value and others around it; on all sets but one the best
is chosen (mean headline), and the set left out shows what that costs it.  A set is a
source of the public onsets or a planted family; its headline is the share that is
right, blind and paged.  Run from ``tests/benchmarks``::

    python leave_one_out.py PATH/onset [--location] [--cases 12] [--seed 301]
"""

from __future__ import annotations

import argparse
import importlib
import sys
import warnings
from collections.abc import Iterator
from multiprocessing import Pool

import location_adapter
import onset_adapter
import pandas as pd

# of each constant other values that a person might have written
SEARCH = {
    "surprise.CHANCE": (0.01, 0.1),
    "surprise.PAGED_CHANCE": (0.02, 0.15),
    "surprise._OF_RANGE": (0.003, 0.03),
    "surprise._OWN": (0.5, 1.0),
    "surprise._INDEPENDENT_LOOKS": (16, 128),
    "surprise._WANDERS_FROM": (1.0, 1.6),
    "surprise._WANDERS_POWER": (0.4, 1.0),
    "surprise._HIGHER": (1.4, 2.4),
    "surprise._HIGHER_HEAVY": (1.0, 1.4),
    "surprise._SHOWN": (0.3, 0.8),
    "surprise._BEYOND": (1.0, 1.5),
    "surprise._HEAVIEST": (0.35, 0.7),
    "surprise._SLOPE_ERRORS": (1.0, 3.0),
    "surprise._FIRST_SHARE": (0.5, 0.8),
    "surprise._DELAY": (5, 20),
    "surprise._DELAY_WEIGHT": (0.5, 2.0),
    "standing.SHORTEST": (7, 16),
    "standing.STILL": (1.3, 1.8),
    "standing._LIMIT": (3.0, 6.0),
    "standing._NEAR": (30, 120),
    "standing._TRIES": (16, 128),
    "standing._SHARE": (0.3, 0.5),
    "standing._FIRST_SHARE": (0.35, 0.65),
    "days._LESS": (0.98, 0.999),
    "days._PAYS": (0.6, 0.8),
    "days._LONGEST_DAYS": (1.0, 2.0),
    "dating.SHARE": (0.3, 0.5),
    "broken_line._CLEAR": (4.5, 8.0),
    "broken_line._STEPS": (0.5, 0.9),
    "broken_line._EARLY": (0.1, 0.5),
    "waves.AGAIN_CHANCE": (0.001, 0.02),
    "waves.PAUSE_CHANCE": (0.0001, 0.001),
    "impact._SHOWS_LATER": (8, 30),
    "impact._OVER_S": (3600.0, 86400.0),
}
LOCATION = {
    "location._METRICS": (1, 2, 5),
    "moves._LEAST_MOVE": (0.0003, 0.003),
    "moves._REACH": (2.0, 5.0),
    "moves._STEP": (2, 5),
    "moves._FENCE": (2.0, 5.0),
}


def search_sets(path: str, seed: int, cases: int) -> dict[str, float]:
    """Return the headline of each onset set."""
    sys.path[:0] = [path]
    public, planted = (
        importlib.import_module(one) for one in ("score_onset", "score_planted")
    )
    incidents, waves, series = public.load("public")
    # nothing here judges an end
    incidents = [{**one, "recovered": None} for one in incidents]
    found: dict[str, list[float]] = {}
    for hint in (False, True):
        one = public.evaluate(onset_adapter.anchor, incidents, series, hint)
        for name, row in public.summarise(one).items():
            if name != "CORE":
                right = (
                    row["all"]["headline"] if "all" in row else 1 - row["false_alarm"]
                )
                found.setdefault(name, []).append(right)
    again = public.evaluate_waves(onset_adapter.waves, waves, series)
    for name, rows in again.groupby("dataset"):
        found[f"waves of {name}"] = [float(rows.second.mean())]
    rows = planted.summary(onset_adapter.anchor, onset_adapter.waves, seed, cases)
    for name, row in rows.items():
        if "waves" in row:
            found[name] = [row["waves"], *([1 - row["pfound"]] * ("in5" not in row))]
        else:
            kind = "cover" if name == "ramp" else "in5"
            found[name] = [row[kind], row["p" + kind]]
    return {name: sum(parts) / len(parts) for name, parts in found.items()}


def location_sets(path: str) -> dict[str, float]:
    """Return the headline of each location set."""
    sys.path[:0] = [path]
    score = importlib.import_module("score_location")
    rows = score.evaluate(location_adapter.rank, "public")
    found: dict[str, float] = rows.groupby("dataset").avg5.mean().to_dict()
    return found


def with_value(
    name: str | None, value: float, given: argparse.Namespace
) -> dict[str, float]:
    """Return each set's headline with another value of a constant."""
    warnings.simplefilter("ignore")
    if name is not None:
        module, constant = name.split(".")
        package = "blast" if given.location else "series"
        home = importlib.import_module(f"incident_kit.{package}.{module}")
        before = getattr(home, constant)
        for one in list(sys.modules.values()):
            is_ours = getattr(one, "__name__", "").startswith("incident_kit.")
            if is_ours and getattr(one, constant, None) is before:
                setattr(one, constant, value)
    if given.location:
        return location_sets(given.onset)
    return search_sets(given.onset, given.seed, given.cases)


def table(
    committed: dict[str, float], tried: dict[str, dict[float, dict[str, float]]]
) -> Iterator[tuple[str, str, float, float, float]]:
    """Return constant, set, the value chosen without it (0: committed), both headlines."""
    for name, values in tried.items():
        rows = pd.DataFrame({0.0: committed, **values})
        for left in rows.index:
            chosen = float(rows.drop(index=left).mean().idxmax())
            yield name, left, chosen, rows.loc[left, chosen], rows.loc[left, 0.0]


def main() -> None:
    """Print, for each constant, the sets that another choice would change."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("onset")
    parser.add_argument("--cases", type=int, default=12)
    parser.add_argument("--seed", type=int, default=301)
    parser.add_argument("--location", action="store_true")
    parser.add_argument("--only", default="", help="constants of this module")
    parser.add_argument("--processes", type=int, default=2)
    given = parser.parse_args()
    constants = {
        name: values
        for name, values in (LOCATION if given.location else SEARCH).items()
        if name.startswith(given.only)
    }
    jobs = [(name, value) for name, values in constants.items() for value in values]
    with Pool(given.processes, maxtasksperchild=1) as pool:
        plain = pool.apply_async(with_value, (None, 0.0, given))
        rows = pool.starmap(with_value, [(*one, given) for one in jobs], chunksize=1)
        committed = plain.get()
    tried: dict[str, dict[float, dict[str, float]]] = {}
    for (name, value), row in zip(jobs, rows, strict=True):
        tried.setdefault(name, {})[value] = row
    print(f"{'set':24} committed")
    for name, headline in committed.items():
        print(f"{name:24} {headline:9.3f}")
    print(
        f"\n{'constant':28} {'set':22} {'chosen':>8} {'headline':>9} {'committed':>10}"
    )
    for name, left, chosen, other, ours in table(committed, tried):
        if chosen:
            print(f"{name:28} {left:22} {chosen:8g} {other:9.3f} {ours:10.3f}")
    means = {
        name: [pd.Series(row).mean() for row in values.values()]
        for name, values in tried.items()
    }
    print(f"\nmean headline, committed: {pd.Series(committed).mean():.4f}")
    for name, values in means.items():
        print(f"{name:28} {constants[name]} {[round(float(one), 4) for one in values]}")


if __name__ == "__main__":
    main()
