"""L: where does it show, and where not?"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from incident_kit.finding import Finding, Place
from incident_kit.instants.words import joined
from incident_kit.levels import MIN_BASELINE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from incident_kit.finding import AnchorTime, PlaceVerdict, Verdict
    from incident_kit.record.parts import SaidLocation

    Floats = NDArray[np.float64]

QUESTION = "Location"
# the good time ends this many samples before the anchor: an onset that is found
# late would make the bad look usual
_GUARD_SAMPLES = 20
# the least that a level which never moved must move, as a part of its largest
_LEAST_MOVE = 0.001
# how many times its spread a level may reach in a good time
_REACH = 3.0
_ROUNDING = 1e-9
# so many of a place's metrics count: one of many that twitches is no evidence
_METRICS = 3
# left the range of the good time: rarely is normal, often is affected
_RARELY, _OFTEN = 0.05, 0.25


def rank_locations(
    series_by_place: pd.DataFrame,
    anchor: AnchorTime,
    *,
    normal: pd.DataFrame | None = None,
    bad: str = "either",
) -> tuple[Place, ...]:
    """Return every place, the one that moved furthest first.

    ``series_by_place`` has an aware, increasing index and a column for each
    place, or for each ``(place, metric)``.  ``normal`` are the rows to compare
    with when they are not simply those before the anchor; else these end a
    guard band before ``anchor.last_good``.  Each place is held against its own
    good time: the score is the mean log exceedance of how far it strayed
    then, so that neither size nor noise of a place makes it suspicious; a
    place without data before, or without an onset to hold it against, cannot
    be told.

    Raises
    ------
    ValueError
        If the index is naive or not increasing, or a column is not numbers.
    """
    _check(series_by_place)
    during = _during(series_by_place, anchor)
    before = _before(series_by_place, anchor) if normal is None else normal
    moves = _moves(before.reindex(columns=series_by_place.columns), during, bad)
    metrics: dict[str, list[int]] = {}
    columns: list[Any] = list(series_by_place.columns)
    for number, column in enumerate(columns):
        name = column[0] if isinstance(column, tuple) else column
        metrics.setdefault(str(name), []).append(number)
    places = [_place(name, own, moves, bad) for name, own in metrics.items()]
    total = sum(one.excess or 0.0 for one in places)
    shared = [_shared(one, total) for one in places]
    return tuple(sorted(shared, key=_order))


def _check(frame: pd.DataFrame) -> None:
    index = frame.index
    if not isinstance(index, pd.DatetimeIndex) or index.tz is None:
        raise ValueError("the index of series_by_place must be aware times")
    if not (index.is_monotonic_increasing and index.is_unique):
        raise ValueError("the times of series_by_place must increase")
    others = [one for one in frame.columns if frame[one].dtype.kind not in "fiub"]
    if others:
        raise ValueError(f"no numbers in {others[0]!r}")


def _during(frame: pd.DataFrame, anchor: AnchorTime) -> pd.DataFrame:
    """Return the rows from the onset until it recovered, else to the end."""
    if anchor.first_bad is None:
        return frame.iloc[:0]
    rows = frame.loc[anchor.first_bad :]
    if anchor.recovered is not None:
        rows = rows.loc[: anchor.recovered]
    return rows


def _before(frame: pd.DataFrame, anchor: AnchorTime) -> pd.DataFrame:
    """Return the good rows: those before the anchor, less a guard band."""
    if anchor.last_good is None or anchor.first_bad is None:
        return frame.iloc[:0]
    rows = frame.loc[: anchor.last_good]
    wide = frame.loc[: anchor.last_good - (anchor.first_bad - anchor.last_good)]
    guarded = min(len(wide), len(rows) - _GUARD_SAMPLES)
    return rows.iloc[: guarded if guarded >= MIN_BASELINE else len(rows)]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Moves:
    """Per column: how far it moved, how often beyond its good time, both levels."""

    is_known: NDArray[np.bool_]
    score: Floats
    outside: Floats
    usual: Floats
    level: Floats


def _place(name: str, columns: Sequence[int], moves: _Moves, bad: str) -> Place:
    told = [one for one in columns if moves.is_known[one]]
    if not told:
        return Place(place=name, verdict="cannot tell")
    scores = sorted((float(moves.score[one]) for one in told), reverse=True)
    outside = max(float(moves.outside[one]) for one in told)
    level = usual = excess = None
    if len(columns) == 1:
        usual, level = float(moves.usual[told[0]]), float(moves.level[told[0]])
        excess = max(0.0, usual - level if bad == "low" else level - usual)
    return Place(
        place=name, verdict=_verdict(outside), score=sum(scores[:_METRICS]),
        usual=usual, level=level, excess=excess,
    )  # fmt: skip


def _verdict(outside: float) -> PlaceVerdict:
    if outside >= _OFTEN:
        return "affected"
    return "normal" if outside <= _RARELY else "cannot tell"


def _moves(before: pd.DataFrame, during: pd.DataFrame, bad: str) -> _Moves:
    """Hold every column against its own good time.

    Beyond the largest deviation seen then, it left its range.  The score is how
    far it went beyond that, and beyond the usual of the largest, the standard and
    the robust spread: one odd sample makes the first large, a metric that mostly
    stands still the last small.
    """
    good, now = _known(before), _known(during)
    low, usual, high = _quantiles(good, (0.25, 0.5, 0.75))
    (level,) = _quantiles(now, (0.5,))
    seen = np.isfinite(good).sum(axis=0)
    is_known = (seen >= 2) & np.isfinite(level)
    strayed = np.abs(good - usual)
    furthest = _largest(strayed)
    spread = np.sqrt(np.nan_to_num(strayed**2).sum(axis=0) / np.maximum(seen, 1))
    middle = np.where(high > low, high - low, furthest / _REACH)
    away = now - usual
    if bad == "high":
        away = np.maximum(away, 0.0)
    elif bad == "low":
        away = np.maximum(-away, 0.0)
    largest = np.fmax(_largest(np.abs(good)), _largest(np.abs(now)))
    least = _LEAST_MOVE * largest
    mixed = np.cbrt(furthest * (_REACH * spread) * (_REACH * middle))
    far, _ = _beyond(away, np.fmax(mixed, least))
    further, outside = _beyond(away, np.fmax(furthest, least))
    return _Moves(
        is_known=is_known, score=(far + further) / 2, outside=outside, usual=usual,
        level=level,
    )  # fmt: skip


def _beyond(away: Floats, reach: Floats) -> tuple[Floats, Floats]:
    """Return the mean log exceedance, and the share of samples beyond the reach."""
    times = np.divide(
        np.abs(away), reach, out=np.zeros(away.shape), where=(reach > 0)
    )  # fmt: skip
    times = np.where(np.isfinite(away), times, np.nan)
    samples = np.maximum(np.isfinite(away).sum(axis=0), 1)
    beyond = np.nan_to_num(np.maximum(times - 1, 0.0))
    score: Floats = np.log1p(beyond).sum(axis=0) / samples
    # as far as ever is not beyond, however the numbers are rounded
    share: Floats = (beyond > _ROUNDING).sum(axis=0) / samples
    return score, share


def _known(frame: pd.DataFrame) -> Floats:
    """Return the levels, NaN where none is known; at least one row."""
    values = frame.to_numpy(dtype=np.float64)
    if not len(values):
        return np.full((1, frame.shape[1]), np.nan)
    known: Floats = np.where(np.isfinite(values), values, np.nan)
    return known


def _quantiles(values: Floats, shares: Sequence[float]) -> list[Floats]:
    """Return quantiles per column of the samples that are known; NaN for none."""
    ordered = np.sort(values, axis=0)  # unknown ones last
    last = np.maximum(np.isfinite(ordered).sum(axis=0) - 1, 0)
    columns, found = np.arange(values.shape[1]), []
    for share in shares:
        place = last * share
        below, above = np.floor(place).astype(int), np.ceil(place).astype(int)
        part = place - below
        found.append(
            ordered[below, columns] * (1 - part) + ordered[above, columns] * part
        )
    return found


def _largest(values: Floats) -> Floats:
    largest: Floats = np.fmax.reduce(values, axis=0)
    return largest


def _shared(place: Place, total: float) -> Place:
    if place.excess is None or total <= 0:
        return place
    return replace(place, share=place.excess / total)


def _order(place: Place) -> tuple[float, str]:
    return (-place.score if place.score is not None else 1.0, place.place)


def assess_location(said: SaidLocation, places: Sequence[Place] = ()) -> Finding:
    """Return what was said of where it shows, beside where it moved and where not."""
    told = [one for one in places if one.verdict != "cannot tell"]
    if not told:
        measured = "No series by place to measure it with."
        if places:
            measured = "No place can be held against a good time of its own."
        verdict: Verdict = "only said" if said.is_answered else "unknown"
        return Finding(
            letter="L", question=QUESTION, measured=measured, verdict=verdict
        )
    verdict, reason = _compare(said, told)
    return Finding(
        letter="L", question=QUESTION, measured=places_words(places),
        verdict=verdict, reason=reason,
    )  # fmt: skip


def places_words(places: Sequence[Place], most: int = 4) -> str:
    """Return where it shows and which places stayed normal, named."""
    affected = [one for one in places if one.verdict == "affected"]
    normal = [one.place for one in places if one.verdict == "normal"]
    parts = []
    if affected:
        names = [
            f"{one.place} ({share_of_excess(one.share)} of the excess)" if one.share else one.place
            for one in affected
        ]  # fmt: skip
        parts.append(f"It shows at {_names(names, most)}")
    else:
        parts.append("No place left the range of its good time")
    if normal and affected:
        parts.append(f"{_names(normal, most)} stayed normal")
    rest = len(places) - len(affected) - len(normal)
    if rest:
        parts.append(f"of {rest:,} others nobody can tell")
    return "; ".join(parts) + "."


def share_of_excess(share: float) -> str:
    """Return a place's part of the whole excess, in percent."""
    return f"{100 * share:.0f} %" if share >= 0.005 else "under 1 %"


def _names(names: Sequence[str], most: int) -> str:
    rest = [f"{len(names) - most:,} more"] if len(names) > most else []
    return joined([*names[:most], *rest])


def _compare(said: SaidLocation, told: Sequence[Place]) -> tuple[Verdict, str]:
    """Return whether what was said of places holds, and where it does not."""
    if not said.is_answered:
        return "only measured", ""
    by_name = {one.place.casefold(): one for one in told}
    hit = [by_name[n] for one in said.affected if (n := one.casefold()) in by_name]
    fine = [by_name[n] for one in said.fine if (n := one.casefold()) in by_name]
    if not hit and not fine:
        return "unknown", "the answer names no place that was measured"
    wrong = [f"{one.place} stayed normal" for one in hit if one.verdict == "normal"]
    wrong += [f"it shows at {one.place}" for one in fine if one.verdict == "affected"]
    if wrong:
        right = [one for one in hit if one.verdict == "affected"]
        return ("partly" if right else "disagrees"), "; ".join(wrong)
    named = {one.place for one in (*hit, *fine)}
    more = [one.place for one in told
            if one.verdict == "affected" and one.place not in named]  # fmt: skip
    if more:
        return "partly", f"it shows at {_names(more, 4)}, too"
    return "agrees", ""
