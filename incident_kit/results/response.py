"""In which order it was asked, stabilized and fixed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from incident_kit.instants.written import UNKNOWN, Written
from incident_kit.record.parts import Action
from incident_kit.results.findings import Wave
from incident_kit.results.shown import Shown

Asked = Literal["before", "after", "never", "time unknown"]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class AskedLetter(Shown):
    """When a letter was first asked, against the first change to production."""

    letter: str
    asked: Asked
    at: Written = UNKNOWN


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Response(Shown):
    """What was done in which order.

    ``wave_after`` is the first later wave that follows an action;
    ``stabilized_first`` is None when there is no fix to compare with.
    ``fix_was_fastest`` is the known good exception.
    """

    letters: tuple[AskedLetter, ...]
    first_change: Action | None
    stabilizing: tuple[Action, ...]
    fixes: tuple[Action, ...]
    stabilized_first: bool | None
    wave_after: Wave | None
    fix_was_fastest: bool

    def asked(self, how: Asked) -> tuple[str, ...]:
        """Return the letters that were asked like that."""
        return tuple(one.letter for one in self.letters if one.asked == how)
