"""Would each constant of the search be chosen without the set it is judged by?

A constant takes its committed value and others around it; on all sets but one the best
is chosen (mean headline), and the set left out shows what that costs it.  A set is a
source of the public onsets or a planted family; its headline is the share that is
right, blind and paged.  Run from ``tests/benchmarks``; each constant is printed once
it is done::

    python leave_one_out.py PATH/onset [--location] [--only waves,impact] [--cases 12]
"""

from __future__ import annotations

import argparse
import functools
import importlib
import sys
import warnings
from collections.abc import Callable, Iterator
from multiprocessing import Pool
from typing import Any

import location_adapter
import numpy as np
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
    "surprise._DELAY": (10, 40),
    "surprise._DELAY_WEIGHT": (0.5, 2.0),
    "standing.SHORTEST": (7, 16),
    "noise._STRAY": (1.35, 2.0),
    "standing.WANDERS": (1.0, 4.0),
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
    "waves.AGAIN_CHANCE": (0.001, 0.01, 0.02, 0.03),
    "waves.PAUSE_CHANCE": (0.00003, 0.001, 0.003),
    "impact._SHOWS_LATER": (8, 30),
    "impact._OVER_S": (3600.0, 43200.0, 1e9),
}
# what is computed once for all constants but those named: a constant, or its module
# the loss of a set that was left out that counts
LOSES = 0.05
# sets of series, or of their rest, that show nothing
NOTHING = ("healthy", "control", "one wave")
ARRAYS = (np.ndarray, pd.Index)
KEPT = {
    "measure_moves": ("surprise",),
    "judge_moves": ("impact", "waves"),
    "course_of": ("impact",),
}
MOVED_BY = {
    "measure_moves": (),
    "judge_moves": (
        "surprise._OF_RANGE",
        "surprise._OWN",
        "surprise._WANDERS",
        "surprise._HIGHER",
        "surprise._SLOPE_ERRORS",
    ),
    "course_of": ("standing", "noise", "days"),
}
LOCATION = {
    "location._METRICS": (1, 2, 5),
    "moves._LEAST_MOVE": (0.0003, 0.003),
    "moves._REACH": (2.0, 5.0),
    "moves._STEP": (2, 5),
    "moves._FENCE": (2.0, 5.0),
}


find = onset_adapter.find


def search_sets(path: str, seed: int, cases: int) -> dict[str, float]:
    """Return the headline of each onset set."""
    sys.path[:0] = [path]
    onset_adapter.find = kept(find)
    public, planted = (
        importlib.import_module(one) for one in ("score_onset", "score_planted")
    )
    incidents, waves, series = public.load("public")
    once = [one for one in incidents if one["recovered"] and one["clear"]]
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
    again = public.evaluate_waves(onset_adapter.waves, waves, series, once)
    for name, rows in again.groupby("dataset"):
        two, one_wave = rows[rows.true > 1], rows[rows.true == 1]
        if len(two):
            found[f"waves of {name}"] = [float(two.second.mean())]
        if len(one_wave):
            found[f"one wave of {name}"] = [float((one_wave.got < 2).mean())]
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


def kept(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return a function of arrays and plain values that computes each answer once."""
    answers: dict[tuple[object, ...], Any] = {}

    @functools.wraps(function)
    def again(*args: Any) -> Any:
        key = tuple(
            np.asarray(one).tobytes() if isinstance(one, ARRAYS) else one
            for one in args
        )
        if key not in answers:
            answers[key] = function(*args)
        return answers[key]

    return again


def keep(name: str | None = None) -> None:
    """Keep what is slow and the same for all constants, but what this one moves."""
    for function, modules in KEPT.items():
        for module in modules:
            home = importlib.import_module(f"incident_kit.series.{module}")
            ours = getattr(home, function)
            if name is None:
                setattr(home, function, kept(ours))
            elif name.startswith(MOVED_BY[function]):
                setattr(home, function, kept(ours.__wrapped__))


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
    keep(name)
    return search_sets(given.onset, given.seed, given.cases)


def chosen_without(
    committed: dict[str, float], values: dict[float, dict[str, float]]
) -> Iterator[tuple[str, float]]:
    """Return set and the value chosen without it (0: committed).

    The best mean of those by which nothing is seen more often where nothing was.
    """
    rows = pd.DataFrame({0.0: committed, **values})
    nothing = rows.index[rows.index.str.contains("|".join(NOTHING))]
    for left in rows.index:
        seen = rows.loc[nothing.difference([left])]
        honest = seen.gt(seen[0.0] - LOSES, axis=0).all()
        yield left, float(rows.loc[:, honest].drop(index=left).mean().idxmax())


def main() -> None:
    """Print, for each constant, the sets that another choice would change."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("onset")
    parser.add_argument("--cases", type=int, default=12)
    parser.add_argument("--seed", type=int, default=301)
    parser.add_argument("--location", action="store_true")
    parser.add_argument(
        "--only", default="", help="constants that begin so, with commas"
    )
    parser.add_argument("--processes", type=int, default=1)
    given = parser.parse_args()
    constants = {
        name: values
        for name, values in (LOCATION if given.location else SEARCH).items()
        if name.startswith(tuple(given.only.split(",")))
    }
    committed = with_value(None, 0.0, given)
    print(f"{'set':24} committed")
    for name, headline in committed.items():
        print(f"{name:24} {headline:9.3f}")
    print(f"mean                     {pd.Series(committed).mean():9.4f}")
    jobs = [(name, value, given) for name in constants for value in constants[name]]
    # a process for each value: what the committed ones computed is there already
    with Pool(given.processes, maxtasksperchild=1) as pool:
        found = iter(pool.imap(_with_value, jobs, chunksize=1))
        for name, others in constants.items():
            values = {value: next(found) for value in others}
            means = [
                f"{value:g}: {pd.Series(row).mean():.4f}"
                for value, row in values.items()
            ]
            print(f"{name:28} {', '.join(means)}")
            for left, chosen in chosen_without(committed, values):
                ours, other = committed[left], {0: committed, **values}[chosen][left]
                if other != ours:
                    marked = "  <-- loses" if other <= ours - LOSES else ""
                    print(
                        f"    without {left:22} {chosen:8g}: {other:.3f}, committed {ours:.3f}{marked}"
                    )
            for value, row in values.items():
                moved = {one: round(row[one] - committed[one], 3) for one in row}
                print(
                    f"    {value:g} moves", {one: by for one, by in moved.items() if by}
                )
            sys.stdout.flush()


def _with_value(job: tuple[str, float, argparse.Namespace]) -> dict[str, float]:
    return with_value(*job)


if __name__ == "__main__":
    main()
