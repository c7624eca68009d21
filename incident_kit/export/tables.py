"""What was found about one incident as plain pandas frames, for cells of one's own.

Times are aware, in the zone in which the incident's page prints them; durations are
timedeltas; what is not known is NaT, NaN or "", never 0 and never "now".  An empty
frame has the same columns and dtypes as a full one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from incident_kit.errors import IncidentKitError, Problem
from incident_kit.instants.words import moment_words
from incident_kit.record.entries import entries
from incident_kit.series.levels import (
    check_series,
    excess_of,
    excess_to_judge,
    width_at,
)
from incident_kit.wording.clocks import occasion
from incident_kit.wording.findings import QUESTIONS, finding_words
from incident_kit.wording.inside.data import NO_SERIES
from incident_kit.wording.system_change import entry_reason
from incident_kit.wording.temporary_mitigation import effect_reason

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from incident_kit.timing.assessment import Assessment


_DTYPES = {
    "text": "str",
    "duration": "timedelta64[us]",
    "number": "float64",
    "count": "int64",
    "flag": "bool",
}


def clocks_table(found: Assessment) -> pd.DataFrame:
    """Return how long it took, a row per clock.

    ``low`` and ``high`` bound it, ``stated`` is what the stated instants alone give
    (timedeltas, NaT where open or unknown); ``kind`` is exact, about, at most, at
    least, between or unknown; ``how`` it is known: measured, said, unknown; ``at``
    is the moment it ended, as written.
    """
    zone = found.incident.zone
    return _table(
        "clock low:duration high:duration stated:duration kind how "
        "counted_from at what",
        [
            (
                f"time to {one.name.lower()}",
                one.elapsed.low,
                one.elapsed.high,
                one.elapsed.stated,
                one.elapsed.kind,
                one.how,
                one.counted_from or "onset",
                moment_words(one.moment, zone),
                occasion(one, found.incident.record),
            )
            for one in found.clocks.every
        ],
        zone,
    )


def phases_table(found: Assessment) -> pd.DataFrame:
    """Return the harm of the headline series by phase of the response.

    ``amount`` is in the series' unit (unit x minutes without ``per``), at least so
    much where ``is_bound``; ``percent`` adds up to 100.  Empty where a boundary is
    unknown.
    """
    return _table(
        "phase start:time end:time amount:number percent:count is_bound:flag",
        [
            (one.name, one.start, one.end, one.amount, one.percent, one.is_bound)
            for one in found.phases
        ],
        found.incident.zone,
    )


def waves_table(found: Assessment) -> pd.DataFrame:
    """Return each wave: a stretch of impact, until it stayed low.

    ``end`` is NaT while it lasts, ``excess`` in the series' unit, NaN where only its
    interval is known; ``follows`` is the ID of what came before it, and caused it only
    where ``is_caused``.
    """
    return _table(
        "wave:count start:time end:time peak_at:time peak:number "
        "excess:number series how follows is_caused:flag what",
        [
            (
                number,
                one.start,
                one.end,
                one.peak_at,
                one.peak,
                one.excess,
                one.series,
                one.how,
                one.follows or "",
                one.caused,
                one.what,
            )
            for number, one in enumerate(found.blast.waves, 1)
        ],
        found.incident.zone,
    )


def timeline_table(found: Assessment) -> pd.DataFrame:
    """Return everything that happened in one order: what has no time comes last.

    ``entry`` says what it is: milestone, change, action, answer, hypothesis, note, or
    the kind of an update;
    ``at`` the earliest it can have been, ``written`` the time as people know it.
    """
    table = _table(
        "at:time written entry name what source",
        [
            (
                one.moment.earliest,
                one.moment.text,
                one.entry,
                one.name,
                one.what,
                one.source,
            )
            for one in entries(found.incident.record)
        ],
        found.incident.zone,
    )
    return table.sort_values("at", kind="stable", ignore_index=True)


def changes_table(found: Assessment) -> pd.DataFrame:
    """Return the ledger: each change, can it have set this off, and why (not)."""
    return _table(
        "id at:time written kind what is_action:flag verdict reason",
        [
            (
                one.id,
                one.at.earliest,
                one.at.text,
                one.kind,
                one.what,
                one.is_action,
                one.verdict,
                entry_reason(one),
            )
            for one in found.blast.ledger.entries
        ],
        found.incident.zone,
    )


def actions_table(found: Assessment) -> pd.DataFrame:
    """Return what was done, and what each action did to the series it shows in.

    ``drop`` with ``low`` and ``high`` is the ratio of the excess that went away: 1
    is all of it, negative means that it grew, NaN that nobody can tell.  ``said`` is
    the effect as people believed.
    """
    return _table(
        "id at:time for kind what said series verdict reason drop:number "
        "low:number high:number",
        [
            (
                one.id,
                one.begun_at,
                one.purpose,
                one.kind,
                one.what,
                one.effect,
                *_effect(found, one.id),
            )
            for one in found.incident.record.actions or ()
        ],
        found.incident.zone,
    )


def _effect(found: Assessment, action_id: str) -> tuple[object, ...]:
    effect = found.blast.headline_effect(action_id)
    if effect is None:
        return "", "cannot tell", NO_SERIES, None, None, None
    told = (effect.drop, effect.low, effect.high)
    drops = (None, None, None) if effect.told_drop is None else told
    return effect.series, effect.verdict, effect_reason(effect.reason), *drops


def blast_table(found: Assessment) -> pd.DataFrame:
    """Return the map: each letter, what was said beside what the data say."""
    letters = dict(found.incident.record.blast.letters)
    return _table(
        "letter question said measured verdict reason doubt",
        [
            (
                one.letter,
                QUESTIONS[one.letter],
                (letters[one.letter].answer or "").strip(),
                words.measured,
                one.verdict,
                words.reason,
                words.doubt,
            )
            for one in found.blast.findings
            for words in [finding_words(found, one)]
        ],
        found.incident.zone,
    )


def series_table(found: Assessment, name: str = "") -> pd.DataFrame:
    """Return one impact series, the headline's without a name, on an aware index.

    ``value`` and ``of`` (its traffic) are in the series' unit per its window, ``usual``
    is what the baseline says, ``excess`` how far the value lies beyond that in the bad
    direction, and ``is_bad`` whether further than it usually strays.

    Raises
    ------
    IncidentKitError
        If no series of that name is measured; the message lists those that are.
    """
    measured = {one.name: one for one in found.blast.series}
    told = measured.get(name or next(iter(measured), ""))
    values = None if told is None else told.series.values
    if told is None or values is None:
        known = ", ".join(map(repr, measured)) or "none"
        raise IncidentKitError(
            Problem(
                what=f"no measured series {name!r}" if name else "no measured series",
                mend=f"there are: {known}",
            )
        )
    series, baseline = told.series, told.anchor.baseline
    index = pd.DatetimeIndex(values.index)
    columns: dict[str, Any] = {
        "value": values,
        "of": np.nan if series.traffic is None else series.traffic.reindex(index),
        "usual": np.nan,
        "excess": np.nan,
        "is_bad": False,
    }
    if baseline is not None:
        samples, usual = check_series(values), baseline.usual
        judged = excess_to_judge(samples, baseline, series.bad)
        is_bad = judged > width_at(judged.index, baseline)
        columns |= {
            "usual": baseline.level if usual is None else usual.reindex(index),
            "excess": excess_of(samples, baseline, series.bad).reindex(index),
            "is_bad": is_bad.reindex(index, fill_value=False),
        }
    table = pd.DataFrame(columns, index=index)
    table.index = index.tz_convert(found.incident.zone).rename("at")
    return table


def incidents_table(rows: Iterable[Sequence[object]]) -> pd.DataFrame:
    """Return incidents, a row each: ``started`` is the onset in UTC, NaT where unknown."""
    return _table(
        "id title severity started:time state review",
        rows,
        ZoneInfo("UTC"),
    )


def _table(
    columns: str, rows: Iterable[Sequence[object]], zone: ZoneInfo
) -> pd.DataFrame:
    """Return a frame with these columns under its first as index.

    ``columns`` names each with its kind, text where none is written.  The timeline
    has none that names a row, and keeps its places.
    """
    kinds = {
        name: kind or "text"
        for name, _, kind in (one.partition(":") for one in columns.split())
    }
    table = pd.DataFrame(list(rows), columns=list(kinds))
    for name, kind in kinds.items():
        if kind == "time":
            times = pd.to_datetime(table[name], utc=True)
            table[name] = times.astype("datetime64[us, UTC]").dt.tz_convert(zone)
        else:
            dtype = pd.api.types.pandas_dtype(_DTYPES[kind])
            table[name] = table[name].astype(dtype)
    first = next(iter(kinds))
    return table if first == "at" else table.set_index(first)
