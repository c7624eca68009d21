"""The result types: what a computation found, how surely, and from what."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Literal, Self

import pandas as pd

from incident_kit.incident import ImpactSeries
from incident_kit.instants.written import Written
from incident_kit.results.harm import Harm
from incident_kit.results.reasons import (
    Blame,
    EffectReason,
    FindingReason,
    LedgerReason,
    PlaceReason,
    Shortage,
)
from incident_kit.results.shown import Shown

if TYPE_CHECKING:
    from collections.abc import Sequence

Letter = Literal["B", "L", "A", "S", "T"]
Verdict = Literal[
    "agrees", "disagrees", "partly", "only said", "only measured", "unknown"
]
AnchorVerdict = Literal[
    "measured", "begins bad", "no onset", "too little baseline", "stated"
]
LedgerVerdict = Literal["supported", "still possible", "ruled out"]
PlaceVerdict = Literal["affected", "normal", "cannot tell"]
EffectVerdict = Literal["worked", "partly", "none", "worse", "cannot tell"]
Assumption = Literal["flat", "with the traffic", "as on a usual day", "decaying"]


# a drop of no effect is not a number beyond this
_MATTERS = 1 / 3


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Finding(Shown):
    """One letter of the map: whether what was said holds against the data, and why."""

    letter: Letter
    verdict: Verdict
    reason: FindingReason | None = None


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Sign(Shown):
    """A complaint or an alert on record: impact had begun by then.

    ``what`` is the entry of the timeline, None for detection itself.
    """

    at: Written
    what: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Baseline(Shown):
    """The usual level of a series, and how far it usually strays.

    ``level`` and ``width`` are in the series' unit; a sample is outside when
    it is more than ``width`` beyond what is usual in the bad direction.
    ``samples`` were used, from ``start`` to ``end``; ``level`` is
    the median of what was usual at them.

    ``usual`` has what is usual at each sample, in the series' unit, where that
    moves: with the ``traffic``, of which it is the ``share``, or as on earlier days
    (None: the level).  With traffic a sample is judged per traffic, and ``width``
    is at the median traffic.
    """

    level: float
    width: float
    samples: int
    start: pd.Timestamp
    end: pd.Timestamp
    usual: pd.Series | None = field(default=None, compare=False, repr=False)
    traffic: pd.Series | None = field(default=None, compare=False, repr=False)
    share: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Wave(Shown):
    """A stretch of impact: from its first bad sample until it stayed low.

    ``excess`` is the area over the baseline in unit x ``per`` (minutes without),
    None when only the interval is known; ``peak`` is the highest level.
    ``follows`` is the id of the change or action that it is said to follow, else of
    the last one before its start, or of one within the doubt of that start which is
    to blame; ``blame`` is what speaks for its having caused the wave.  Where only
    a span holds its start, or nobody knows it, ``start_known`` is False and
    ``start`` the earliest it can be.  ``own_end`` is from when another change made it
    worse, ``own_excess`` the area until then; None where none did.
    """

    start: pd.Timestamp
    end: pd.Timestamp | None
    peak_at: pd.Timestamp | None = None
    excess: float | None = None
    peak: float | None = None
    series: str = ""
    how: Literal["measured", "said"] = "measured"
    what: str = ""
    follows: str | None = None
    blame: Blame | None = None
    start_known: bool = True
    own_end: pd.Timestamp | None = None
    own_excess: float | None = None

    @property
    def caused_excess(self) -> float | None:
        """How much of it is laid at what it follows: until another made it worse."""
        return self.excess if self.own_end is None else self.own_excess

    @property
    def caused(self) -> bool:
        """Whether what it follows caused it: two things show it, not a word alone."""
        return self.blame in {"undoing ended it", "measured worse"}


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class AnchorTime(Shown):
    """Since when: the last good and the first bad sample, never one instant.

    ``shortage`` is what a baseline lacks, where there is too little;
    ``may_be_the_hour`` where it moved slowly, lasts, and no other day shows whether
    the time of day explains it.
    """

    verdict: AnchorVerdict
    last_good: pd.Timestamp | None = None
    first_bad: pd.Timestamp | None = None
    recovered: pd.Timestamp | None = None
    waves: tuple[Wave, ...] = ()
    baseline: Baseline | None = None
    series: str = ""
    shortage: Shortage | None = None
    may_be_the_hour: bool = False

    @classmethod
    def at(
        cls, *, last_good: pd.Timestamp | None, first_bad: pd.Timestamp | None
    ) -> Self:
        """Return the bracket that stated times make."""
        return cls(verdict="stated", last_good=last_good, first_bad=first_bad)

    @property
    def is_measured(self) -> bool:
        """Whether the bracket comes from a series."""
        return self.verdict in {"measured", "begins bad"}


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Place(Shown):
    """One place: how its level moved, and what part of the whole excess is its own.

    ``usual`` and ``level``, in ``unit`` per ``per``, are medians before the anchor and from it until it
    recovered; ``excess`` is the level over the usual one, ``share`` its part of
    what the affected places have more than usual (None where units differ or
    nothing is).  ``score`` orders places: the mean log of how far the samples,
    and their steps, lie beyond what was seen while it was good.  ``reason`` says why
    one cannot be told.
    """

    place: str
    verdict: PlaceVerdict
    score: float | None = None
    usual: float | None = None
    level: float | None = None
    excess: float | None = None
    share: float | None = None
    unit: str = ""
    per: str | None = None
    reason: PlaceReason | None = None


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class LedgerEntry(Shown):
    """One change in the ledger: can it have set this off, and why (not)?"""

    number: int
    id: str
    what: str
    kind: str
    at: Written
    verdict: LedgerVerdict
    reason: LedgerReason
    is_action: bool = False
    outcome: str = ""
    role: str = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Ledger(Shown):
    """Every change, the supported ones first, each with verdict and reason."""

    entries: tuple[LedgerEntry, ...] = ()

    @property
    def listed(self) -> tuple[LedgerEntry, ...]:
        """The entries that say something about a cause.

        An action is done in response and has its own table: here it stands only
        where a later wave may be its doing.
        """
        return tuple(
            entry
            for entry in self.entries
            if not entry.is_action
            or (entry.verdict != "ruled out" and entry.reason.wave is not None)
        )

    def count(self, verdict: LedgerVerdict) -> int:
        """Return how many of the listed entries have that verdict."""
        return sum(entry.verdict == verdict for entry in self.listed)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Counterfactual(Shown):
    """How an impact could have gone on, had nobody acted.

    ``levels`` are in the series' unit, from the action until the fix; ``amount``
    is the area between them and the observed curve, in unit x ``per`` (minutes
    without).
    """

    assumption: Assumption
    amount: float
    levels: pd.Series = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class MitigationEffect(Shown):
    """What an action did to one series.

    ``before`` and ``after`` are median levels in the series' unit; ``drop`` with
    ``low`` and ``high`` is the ratio of the excess that went away (1 = all,
    negative = it grew); ``lag`` is how long until half of it had, ``delay`` how long
    the level stood as before until it began to fall, None where it fell at once.  ``averted``,
    in unit x ``per`` (minutes without), is how much more there would have been until the fix, with
    a 95 % interval over all the ways in which it could have gone on; those that
    matter are the ``counterfactuals``.  What ``is_shared`` cannot be told from what
    the actions around it did.
    """

    verdict: EffectVerdict
    reason: EffectReason | None = None
    action: str = ""
    series: str = ""
    before: float | None = None
    after: float | None = None
    drop: float | None = None
    low: float | None = None
    high: float | None = None
    lag: timedelta | None = None
    delay: timedelta | None = None
    averted: float | None = None
    averted_low: float | None = None
    averted_high: float | None = None
    counterfactuals: tuple[Counterfactual, ...] = ()
    is_shared: bool = False

    def untold(self, reason: EffectReason) -> MitigationEffect:
        """Return the same without a verdict, and without what one would rest on."""
        return replace(
            self,
            verdict="cannot tell",
            reason=reason,
            drop=None,
            low=None,
            high=None,
            lag=None,
            delay=None,
            averted=None,
            averted_low=None,
            averted_high=None,
            counterfactuals=(),
        )

    @property
    def has_helped(self) -> bool:
        """Whether impact fell by it, wholly or in part."""
        return self.verdict in {"worked", "partly"}

    @property
    def fell_before(self) -> bool:
        """Whether impact fell before it, so that it is no relief by it."""
        return self.reason is not None and self.reason.code == "fell before"

    @property
    def came_after(self) -> bool:
        """Whether impact had fallen, or none shows, before it: nothing to relieve."""
        code = None if self.reason is None else self.reason.code
        return code in {"fell before", "no impact before"}

    @property
    def is_idle(self) -> bool:
        """Whether what came after it came long after it, by itself, or before it."""
        code = None if self.reason is None else self.reason.code
        is_told = self.verdict not in {"worked", "partly"}
        return self.came_after or (is_told and code in {"fell later", "bursts"})

    @property
    def is_measured(self) -> bool:
        """Whether the levels on both sides tell what it did: as a drop, or made worse."""
        return self.told_drop is not None or self.verdict == "worse"

    @property
    def told_drop(self) -> float | None:
        """The drop, None where nobody can tell, or none is said: it would look like one."""
        is_told = self.verdict != "cannot tell"
        is_told &= self.verdict != "none" or abs(self.drop or 0.0) < _MATTERS
        return self.drop if is_told else None


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Ripple(Shown):
    """Samples in a row outside the usual band after the last wave, too low for one.

    ``amount`` is their excess in unit x ``per``, and in no other sum.
    """

    start: pd.Timestamp
    end: pd.Timestamp
    amount: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class SeriesFinding(Shown):
    """What one series shows: since when, how much, until when, what each action did.

    ``low_from`` is from when its impact stayed low, None while it goes on or
    where none shows.  ``effects`` has one for each change to production.
    """

    series: ImpactSeries = field(repr=False)
    anchor: AnchorTime
    harm: Harm = field(repr=False)
    low_from: pd.Timestamp | None = None
    effects: tuple[MitigationEffect, ...] = ()
    ripples: tuple[Ripple, ...] = ()

    @property
    def name(self) -> str:
        """The name of the series."""
        return self.series.name

    @property
    def is_hurt(self) -> bool:
        """Whether it shows impact."""
        return bool(self.anchor.waves)

    def effect_of(self, action_id: str) -> MitigationEffect | None:
        """Return what an action did to it."""
        return next((one for one in self.effects if one.action == action_id), None)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class BlastMap(Shown):
    """The five letters, and the evidence they share.

    ``series`` has what each shows, the headline's first; ``anchor`` is the
    earliest, or the stated one; ``sign`` the earliest complaint or alert.
    """

    findings: tuple[Finding, ...]
    anchor: AnchorTime
    series: tuple[SeriesFinding, ...] = ()
    waves: tuple[Wave, ...] = ()
    places: tuple[Place, ...] = ()
    ledger: Ledger = field(default_factory=Ledger)
    sign: Sign | None = None

    @property
    def headline(self) -> SeriesFinding | None:
        """What the first series shows."""
        return self.series[0] if self.series else None

    @property
    def anchors(self) -> tuple[AnchorTime, ...]:
        """Since when, by each series."""
        return tuple(one.anchor for one in self.series)

    def effects_of(self, action_id: str) -> tuple[MitigationEffect, ...]:
        """Return what an action did, one effect per series."""
        effects = (one.effect_of(action_id) for one in self.series)
        return tuple(effect for effect in effects if effect is not None)

    def delay_of(self, action_id: str) -> timedelta | None:
        """Return how long after an action that helped impact began to fall, if not at once."""
        helped = [one for one in self.effects_of(action_id) if one.has_helped]
        delays = [one.delay or timedelta(0) for one in helped]
        return min(delays, default=timedelta(0)) or None

    def headline_effect(self, action_id: str) -> MitigationEffect | None:
        """Return the effect that heads: the first series in which one shows."""
        return heading_effect(self.effects_of(action_id))


def heading_effect(effects: Sequence[MitigationEffect]) -> MitigationEffect | None:
    """Return the effect that heads of those of one action, one per series.

    The first that shows, else the first that is none, else the first that had
    something to act on, else the first.
    """
    shown = [one for one in effects if one.verdict not in {"cannot tell", "none"}]
    flat = [one for one in effects if one.verdict == "none"]
    hit = [one for one in effects if not one.came_after]
    return next(iter((*shown, *flat, *hit, *effects)), None)
