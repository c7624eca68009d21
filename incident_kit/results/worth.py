"""What mitigating first averted, and what a known option could have spared."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import pandas as pd

from incident_kit.results.findings import Counterfactual
from incident_kit.results.reasons import AvertedCode, EffectReason
from incident_kit.results.shown import Shown


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Averted(Shown):
    """What was averted, with its 95 % interval; ``reason`` says why there is none.

    Amounts are in the series' unit (unit x minutes without ``per``), never under
    nothing, and counted from ``start``, when the mitigation was in place, to
    ``end``, the fix; ``is_bound`` where samples are missing on the way or end before it
    (``is_cut``), ``is_open`` where there is none yet.
    ``level`` is what the series had just before the ``action`` was ``begun``, or on
    average before it (``is_average``) where it moved: the amounts go on from there.
    """

    series: str = ""
    unit: str = ""
    per: str | None = None
    start: pd.Timestamp | None = None
    end: pd.Timestamp | None = None
    action: str = ""
    begun: pd.Timestamp | None = None
    level: float | None = None
    is_average: bool = False
    low: float | None = None
    high: float | None = None
    counterfactuals: tuple[Counterfactual, ...] = ()
    is_bound: bool = False
    is_open: bool = False
    is_cut: bool = False
    reason: AvertedCode | EffectReason | None = None


Minute = Literal["became known", "five minutes after detection"]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Avoidable(Shown):
    """What one option could have spared of the headline series.

    ``amount`` of ``whole`` in the series' unit (unit x minutes without ``per``)
    fell from ``since`` to ``until``, where ``until_use`` when it was used; ``minute``
    names why it is that minute.  ``is_bound`` where samples are missing or it went on at
    the last one: it may have been more.
    """

    option: str
    used: bool | None
    minute: Minute
    since: pd.Timestamp
    until: pd.Timestamp
    until_use: bool = False
    series: str
    unit: str
    per: str | None
    amount: float
    whole: float
    is_bound: bool = False
