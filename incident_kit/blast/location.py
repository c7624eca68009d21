"""L: where does it show, and where not?"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from incident_kit.blast.moves import find_moves
from incident_kit.errors import Problem, SeriesError
from incident_kit.results.findings import Finding, Place
from incident_kit.results.reasons import FindingReason
from incident_kit.series.levels import MIN_BASELINE, check_times

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from incident_kit.blast.moves import Moves
    from incident_kit.record.letters import SaidLocation
    from incident_kit.results.findings import AnchorTime, PlaceVerdict, Verdict
    from incident_kit.results.reasons import PlaceReason

# the good time ends this many samples before the anchor: an onset that is found
# late would make the bad look usual
_GUARD_SAMPLES = 20
# so many of a place's metrics count: one of many that twitches is no evidence
_METRICS = 3
# left the range of the good time: rarely is normal, often is affected
RARELY, OFTEN = 0.05, 0.25


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
    good time: the score is the mean log exceedance of how far and how abruptly
    it strayed then, so that neither size nor noise of a place makes it
    suspicious; a place with less than a baseline of its own before, or without
    an onset to hold it against, cannot be told.

    Raises
    ------
    SeriesError
        If the index is naive or not increasing, or a column is not numbers.
    """
    _check(series_by_place)
    is_good = _is_before(series_by_place, anchor)
    is_bad = _is_during(series_by_place, anchor)
    rows = series_by_place
    if normal is not None:
        rows = pd.concat([normal.reindex(columns=rows.columns), rows[is_bad]])
        in_time = np.argsort(rows.index, kind="stable")
        is_good = in_time < len(normal)
        rows, is_bad = rows.iloc[in_time], ~is_good
    moves = find_moves(rows, is_good, is_bad, bad)
    metrics: dict[str, list[int]] = {}
    columns: list[Any] = list(series_by_place.columns)
    for number, column in enumerate(columns):
        name = column[0] if isinstance(column, tuple) else column
        metrics.setdefault(str(name), []).append(number)
    places = [_place(name, own, moves, bad) for name, own in metrics.items()]
    if anchor.first_bad is None:
        places = [replace(one, reason="no onset") for one in places]
    total = sum(one.excess or 0.0 for one in places if one.verdict == "affected")
    shared = [_shared(one, total) for one in places]
    return tuple(sorted(shared, key=_order))


def _check(frame: pd.DataFrame) -> None:
    if not isinstance(frame, pd.DataFrame):
        raise SeriesError(
            Problem(what="no frame", mend="give one with a column for each place")
        )
    check_times(frame.index)
    others = [one for one, kind in frame.dtypes.items() if kind.kind not in "fiub"]
    if others:
        raise SeriesError(
            Problem(
                what=f"values that are not numbers in {others[0]!r}",
                mend="convert them to floats",
            )
        )


def _is_during(frame: pd.DataFrame, anchor: AnchorTime) -> NDArray[np.bool_]:
    """Return which rows lie from the onset until it recovered, else to the end."""
    if anchor.first_bad is None:
        return np.zeros(len(frame), dtype=np.bool_)
    during = frame.index >= anchor.first_bad
    if anchor.recovered is not None:
        during &= frame.index <= anchor.recovered
    return np.asarray(during)


def _is_before(frame: pd.DataFrame, anchor: AnchorTime) -> NDArray[np.bool_]:
    """Return which rows are good: those before the anchor, less a guard band."""
    before = 0
    if anchor.last_good is not None and anchor.first_bad is not None:
        wide = anchor.last_good - (anchor.first_bad - anchor.last_good)
        before = int(frame.index.searchsorted(anchor.last_good, side="right"))
        guarded = min(
            int(frame.index.searchsorted(wide, side="right")), before - _GUARD_SAMPLES
        )
        before = guarded if guarded >= MIN_BASELINE else before
    return np.arange(len(frame)) < before


def _place(name: str, columns: Sequence[int], moves: Moves, bad: str) -> Place:
    told = [one for one in columns if moves.is_known[one]]
    if not told:
        return _untold(name, columns, moves)
    scores = sorted((float(moves.score[one]) for one in told), reverse=True)
    outside = max(float(moves.outside[one]) for one in told)
    level = usual = excess = None
    if len(columns) == 1:
        usual, level = float(moves.usual[told[0]]), float(moves.level[told[0]])
        excess = max(0.0, usual - level if bad == "low" else level - usual)
    verdict = _verdict(outside)
    return Place(
        place=name,
        verdict=verdict,
        score=sum(scores[:_METRICS]),
        usual=usual,
        level=level,
        excess=excess,
        reason="left at times" if verdict == "cannot tell" else None,
    )


def _untold(name: str, columns: Sequence[int], moves: Moves) -> Place:
    """Return a place that nothing can be held against, with what is known of it."""
    known = [one for one in columns if np.isfinite(moves.level[one])]
    was_seen = any(np.isfinite(moves.usual[one]) for one in known or columns)
    reason: PlaceReason = "too little before" if was_seen else "nothing before"
    if not known:
        reason = "nothing meanwhile"
    level = float(moves.level[known[0]]) if known and len(columns) == 1 else None
    return Place(place=name, verdict="cannot tell", level=level, reason=reason)


def _verdict(outside: float) -> PlaceVerdict:
    if outside >= OFTEN:
        return "affected"
    return "normal" if outside <= RARELY else "cannot tell"


def _shared(place: Place, total: float) -> Place:
    """Return the place with its share of the excess of those that left their range.

    What the largest place has more within its own range would dwarf the others.
    """
    if place.excess is None or total <= 0 or place.verdict == "cannot tell":
        return place
    own = place.excess if place.verdict == "affected" else 0.0
    return replace(place, share=own / total)


def _order(place: Place) -> tuple[float, str]:
    return (-place.score if place.score is not None else 1.0, place.place)


def assess_location(said: SaidLocation, places: Sequence[Place] = ()) -> Finding:
    """Return whether where it shows, as said, holds against where it moved."""
    told = [one for one in places if one.verdict != "cannot tell"]
    if not told:
        return Finding(
            letter="L", verdict="only said" if said.is_answered else "unknown"
        )
    verdict, reason = _compare(said, told)
    return Finding(letter="L", verdict=verdict, reason=reason)


def _compare(
    said: SaidLocation, told: Sequence[Place]
) -> tuple[Verdict, FindingReason | None]:
    """Return whether what was said of places holds, and where it does not."""
    if not said.is_answered:
        return "only measured", None
    by_name = {one.place.casefold(): one for one in told}
    hit = [by_name[n] for one in said.affected if (n := one.casefold()) in by_name]
    fine = [by_name[n] for one in said.fine if (n := one.casefold()) in by_name]
    if not hit and not fine:
        return "unknown", FindingReason(code="no place named")
    normal = tuple(one.place for one in hit if one.verdict == "normal")
    affected = tuple(one.place for one in fine if one.verdict == "affected")
    if normal or affected:
        is_right = any(one.verdict == "affected" for one in hit)
        reason = FindingReason(code="places differ", normal=normal, affected=affected)
        return ("partly" if is_right else "disagrees"), reason
    named = {one.place for one in (*hit, *fine)}
    more = tuple(
        one.place
        for one in told
        if one.verdict == "affected" and one.place not in named
    )
    if more:
        return "partly", FindingReason(code="more places", affected=more)
    return "agrees", None
