"""What a figure draws: plain frozen values, all numbers already computed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from incident_kit.layout.text import MOMENT, drawable

if TYPE_CHECKING:
    from datetime import datetime
    from zoneinfo import ZoneInfo

    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

Role = Literal["onset", "detected", "known", "action", "mitigation", "fix", "open"]
LedgerGroup = Literal["supported", "still possible", "ruled out"]
ClockKind = Literal["exact", "about", "at most", "at least", "between", "unknown"]
LetterState = Literal["before", "after", "not recorded", "not asked", "time unknown"]


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnTime:
    """A time as well as it is known; all None when nobody knows.

    ``text`` is how it is printed.  Exact: the three are equal.  At most: no
    ``low``.  At least: no ``high``.
    """

    low: datetime | None
    high: datetime | None
    stated: datetime | None
    text: str

    @property
    def at(self) -> datetime | None:
        """Where its mark stands, or None when it has no place."""
        if self.stated is not None:
            return self.stated
        if self.low is not None and self.high is not None:
            return self.low + (self.high - self.low) / 2
        return self.high if self.low is None else self.low

    @property
    def is_at_most(self) -> bool:
        """Whether only its latest end is known."""
        return self.low is None and self.high is not None

    @property
    def words(self) -> str:
        """How it is printed, fit to be drawn."""
        return (drawable(self.text, MOMENT) if self.at else "") or "time unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that happened in the response, or the onset.

    ``harm`` says in few words which harm it caused.
    """

    moment: DrawnTime
    name: str
    detail: str = ""
    harm: str = ""
    role: Role
    measured: bool = True

    @property
    def color(self) -> str:
        """Blue where it helps, ink otherwise."""
        return "help" if self.role in {"mitigation", "fix"} else "ink"


@dataclass(frozen=True, slots=True, kw_only=True)
class StateStretch:
    """A stretch in a bad state of which no level is known.

    Without an end it goes on where it ``is_open``, else nobody knows until when.
    ``row`` is the strip it stands in, from below: in one strip none hides another.
    """

    start: datetime
    end: datetime | None
    label: str
    is_open: bool = False
    row: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class WaveMark:
    """A wave's place and its wordings, longest first."""

    start: datetime
    end: datetime | None
    peak_at: datetime | None
    peak: float | None
    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeMark:
    """A row of the ledger."""

    number: int
    moment: DrawnTime
    what: str
    kind: str
    reason: str
    group: LedgerGroup


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    """A series in its own unit; NaN is a missing sample.

    ``baseline`` is only needed where low is bad: the harm is then the area
    between it and the curve; or between ``usual``, at the same times, and the
    curve where what is usual moves.  ``hurt`` are the stretches in which this series
    shows harm; None: wherever the phases say so.
    """

    unit: str
    times: NDArray[np.datetime64] | pd.DatetimeIndex
    values: NDArray[np.float64]
    bad: str
    baseline: float | None = None
    usual: NDArray[np.float64] | None = None
    hurt: tuple[tuple[datetime, datetime], ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PhaseStretch:
    """A stretch of the impact with the tint and the count it is given."""

    name: str
    start: datetime
    end: datetime
    tint: int
    count_text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ImpactValues:
    """Impact against time and changes."""

    axis_title: str
    curves: tuple[Curve, ...]
    blocks: tuple[StateStretch, ...]
    bracket: DrawnTime | None
    events: tuple[Event, ...]
    waves: tuple[WaveMark, ...]
    changes: tuple[ChangeMark, ...]
    changes_asked: bool = True
    phases: tuple[PhaseStretch, ...] = ()
    zone: ZoneInfo
    start: datetime
    end: datetime
    level_notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReliefMark:
    """The first relief, when it came before trust was restored."""

    seconds: float
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockBar:
    """One clock in seconds from onset, and how it is printed.

    One that does not count from onset begins at ``start_s``; ``value`` says from what.
    """

    name: str
    low_s: float | None
    high_s: float | None
    stated_s: float | None
    kind: ClockKind
    value: str
    detail: str
    relief: ReliefMark | None = None
    start_s: float = 0.0

    @property
    def mark_s(self) -> float | None:
        """Where its mark stands, or None when it has no place."""
        if self.kind == "unknown":
            return None
        if self.kind == "at most":
            order = (self.high_s, self.stated_s, self.low_s)
        elif self.kind in ("at least", "between"):
            order = (self.low_s, self.stated_s, self.high_s)
        else:
            order = (self.stated_s, self.low_s, self.high_s)
        return next((seconds for seconds in order if seconds is not None), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClocksValues:
    """The clocks on one axis that starts at onset."""

    bars: tuple[ClockBar, ...]
    gap_text: str = ""
    onset_text: str = "onset"


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterMark:
    """A letter of the map, when it was asked, and beside which first change."""

    letter: str
    at: datetime | None
    state: LetterState
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderValues:
    """The order of the response: understand, stabilize, fix."""

    letters: tuple[LetterMark, ...]
    first_change: Event | None
    stabilize: tuple[Event, ...]
    fix: tuple[Event, ...]
    zone: ZoneInfo
    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Assumed:
    """How a level would have gone on: its line, its own number, its name."""

    times: NDArray[np.datetime64] | pd.DatetimeIndex
    values: NDArray[np.float64]
    amount: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class WorthValues:
    """What a mitigation averted, or an option could have spared, over a curve.

    With ``assumed`` lines the area between them and the curve is what was
    averted, hatched where it is more than nothing under every assumption
    (``is_hatched``); with ``avoidable`` the curve's own area in that stretch is
    hatched.  ``title`` and ``note`` are the number in words.
    """

    axis_title: str
    curve: Curve
    events: tuple[Event, ...]
    assumed: tuple[Assumed, ...] = ()
    is_hatched: bool = True
    avoidable: tuple[datetime, datetime] | None = None
    title: str
    note: str
    zone: ZoneInfo
    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PhasePart:
    """One part of the bar: its share of all (0 to 1) and its words."""

    name: str
    share: float
    percent: str
    count: str
    lasted: str
    tint: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PhasesValues:
    """When the harm fell: the parts of one bar that are all of it.

    ``of`` names the series where others were hurt, too.
    """

    parts: tuple[PhasePart, ...]
    of: str = ""


@dataclass(frozen=True, slots=True)
class FigureTable:
    """The data behind a figure, as plain text."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
