"""How much harm: amounts of a series, in all and by phase."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

import pandas as pd

from incident_kit.results.shown import Shown

HarmKind = Literal["series", "state", "no onset", "too little baseline"]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Harm(Shown):
    """The amount of one series over the union of its waves.

    ``amount`` is the excess in unit x ``per`` (minutes without), "at
    least" when ``is_bound``; None where only intervals are known, or nothing.
    ``of`` is the traffic it is part of.  ``lasted`` is how long samples lay
    outside the usual band, or intervals lasted; ``usual`` is the level that
    the excess is counted over, just before the onset where ``usual_moves``: with
    the traffic, as the same ``usual_share`` of it, or as on earlier days.  ``end`` is None while it goes on, ``until``
    the last sample that was counted.
    """

    kind: HarmKind
    series: str
    unit: str
    per: str | None = None
    waves: int = 0
    lasted: timedelta | None = None
    amount: float | None = None
    usual: float | None = None
    usual_share: float | None = None
    usual_moves: bool = False
    of: float | None = None
    is_bound: bool = False
    missing: timedelta = timedelta(0)
    start: pd.Timestamp | None = None
    end: pd.Timestamp | None = None
    until: pd.Timestamp | None = None


PhaseName = Literal[
    "undetected", "unacknowledged", "understanding", "mitigating", "residual"
]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Phase(Shown):
    """A stretch of the response, and the amount of the headline series in it.

    ``percent`` of all phases adds up to 100.  ``is_bound``: samples are missing,
    so the amount is "at least"; ``is_sized`` is False where more than a tenth of
    the stretch has no sample, or where nobody saw its beginning or end; ``is_about``
    where it begins or ends about a time.
    """

    name: PhaseName
    start: pd.Timestamp
    end: pd.Timestamp
    amount: float
    percent: int = 0
    is_bound: bool = False
    is_sized: bool = True
    is_about: bool = False
