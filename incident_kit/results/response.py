"""In which order it was asked, stabilized and fixed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from incident_kit.instants.written import UNKNOWN, Written
from incident_kit.record.parts import Action
from incident_kit.results.findings import Wave
from incident_kit.results.shown import Shown

Asked = Literal["before", "after", "not recorded", "time unknown"]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class AskedLetter(Shown):
    """When a letter was first asked, against the first change to production."""

    letter: str
    asked: Asked
    at: Written = UNKNOWN


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Response(Shown):
    """What was done in which order.

    ``first_change`` is None where which came first is not recorded; ``changed_at`` is
    when production was first changed, unknown while an action has no time.
    ``stabilized_first`` is None where the two cannot be compared.  ``same_action``
    brought relief and removed the cause: the known good exception.
    """

    letters: tuple[AskedLetter, ...]
    first_change: Action | None
    changed_at: Written
    stabilizing: tuple[Action, ...]
    fixes: tuple[Action, ...]
    stabilized_first: bool | None
    second_wave: Wave | None
    same_action: bool

    def asked(self, how: Asked) -> tuple[str, ...]:
        """Return the letters that were asked like that."""
        return tuple(one.letter for one in self.letters if one.asked == how)
