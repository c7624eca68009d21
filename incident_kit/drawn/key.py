"""What the key figure draws: the whole incident in one picture."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from datetime import datetime
    from zoneinfo import ZoneInfo

    import numpy as np
    from numpy.typing import NDArray

    from incident_kit.drawn import Assumed, Curve, Event, LetterMark, StateStretch


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class KeyCurve:
    """A series, the traffic it is part of at the same times, and its amount in words.

    ``amounts`` are wordings, the longest first; ``note`` is a second line.
    """

    curve: Curve
    traffic: NDArray[np.float64] | None = None
    traffic_name: str = ""
    amounts: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bracket:
    """A stretch under the axis, in wordings of one or two lines, the fullest first."""

    start: datetime
    end: datetime
    wordings: tuple[tuple[str, ...], ...]
    is_open: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Emphasised:
    """The area of which the heading speaks: a part of the harm, or what was spared."""

    start: datetime
    end: datetime
    wordings: tuple[tuple[str, ...], ...]
    color: Literal["impact", "help"] = "impact"


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """A span of time with a scale of its own."""

    start: datetime
    end: datetime
    title: str = ""
    axis_title: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class KeyValues:
    """All that the key figure shows; two panels where a night precedes an hour.

    ``crowd`` are the times that a scale must change for to be told apart, if any.
    """

    heading: str
    panels: tuple[Panel, ...]
    main: KeyCurve | None
    strips: tuple[KeyCurve, ...] = ()
    blocks: tuple[StateStretch, ...] = ()
    events: tuple[Event, ...] = ()
    brackets: tuple[Bracket, ...] = ()
    emphasised: Emphasised | None = None
    assumed: tuple[Assumed, ...] = ()
    letters: tuple[LetterMark, ...] = ()
    first_change: datetime | None = None
    crowd: tuple[datetime, ...] = ()
    zone: ZoneInfo
