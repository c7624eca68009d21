"""How long it took: the clocks, the state, the order of relief and fix."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime
from typing import Literal

from incident_kit.instants.elapsed import UNKNOWN_ELAPSED, Elapsed
from incident_kit.instants.written import UNKNOWN, Written
from incident_kit.results.shown import Shown

How = Literal["measured", "said", "unknown"]


State = Literal[
    "ongoing",
    "mitigated, not fixed",
    "mitigated, fix unknown",
    "fixed, impact goes on",
    "over",
    "unknown",
]


Order = Literal[
    "relief first",
    "fix first",
    "same action",
    "fix only",
    "relief, fix unknown",
    "unknown",
]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Residual(Shown):
    """The level that was left after users were fine again: a median.

    It was ``until`` the fix, until users were said to be fine, or until the data end;
    ``amount`` is what it made since the last wave, in unit x ``per``; ``share`` its part
    of the worst.
    """

    series: str
    unit: str
    per: str | None
    level: float
    until: Literal["fix", "said", "data"] = "fix"
    amount: float | None = None
    share: float | None = None


# less of the worst than this is little
LITTLE = 0.1


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Recovery(Shown):
    """The measured moment of mitigation; ``at`` is "not yet" while it lasts."""

    at: Written | None
    residuals: tuple[Residual, ...] = ()

    @property
    def is_partial(self) -> bool:
        """Whether so much was left that users were not fine in full."""
        return self.share_left is not None

    @property
    def share_left(self) -> float | None:
        """The most of its worst that was left of a series, None where it is little."""
        most = max((one.share or 0.0 for one in self.residuals), default=0.0)
        return most if most >= LITTLE else None


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Clock(Shown):
    """One clock: how long, until when, known how.

    ``elapsed`` runs from onset, or from the moment of the record that
    ``counted_from`` names; ``since_detection`` is the part the response owns.
    ``said`` is the stated moment where the measured one heads; ``action`` is the id
    of the one that ended it.
    """

    name: str
    moment: Written = UNKNOWN
    elapsed: Elapsed = UNKNOWN_ELAPSED
    since_detection: Elapsed = UNKNOWN_ELAPSED
    how: How = "unknown"
    action: str = ""
    said: Written | None = None
    counted_from: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Clocks(Shown):
    """All clocks of one incident, its state, and the order of relief and fix."""

    onset: Written
    onset_how: How
    as_of: datetime | None
    detect: Clock
    acknowledge: Clock
    first_relief: Clock
    mitigate: Clock
    fix: Clock
    state: State
    order: Order
    recovery: Recovery | None = None

    @property
    def share_left(self) -> float | None:
        """Which part of the worst was left when users count as fine, None for little."""
        return None if self.recovery is None else self.recovery.share_left

    @property
    def every(self) -> tuple[Clock, ...]:
        """Every clock, in the order in which most incidents end them."""
        found = (getattr(self, one.name) for one in fields(self))
        return tuple(one for one in found if isinstance(one, Clock))

    @property
    def own_start(self) -> tuple[Clock, ...]:
        """The clocks that do not count from onset, where anything is said of them."""
        return tuple(
            one
            for one in self.every
            if one.counted_from and one.moment.form != "unknown"
        )
