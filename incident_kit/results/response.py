"""In which order it was asked, stabilized and fixed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from incident_kit.instants.written import UNKNOWN, Written
from incident_kit.record.parts import Action
from incident_kit.results.findings import Wave
from incident_kit.results.shown import Shown

Asked = Literal["before", "after", "not recorded", "not asked", "time unknown"]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class AskedLetter(Shown):
    """When a letter was first asked, against the first change to production.

    "not asked" only where the record says so: ``asked: no``; ``is_anew`` where the
    answer that counts came after that change, and an earlier one before it; ``is_open``
    where it was asked, and nobody knew.
    """

    letter: str
    asked: Asked
    is_anew: bool = False
    is_open: bool = False
    at: Written = UNKNOWN

    @property
    def is_answered(self) -> bool:
        """Whether an answer to it is recorded."""
        return self.asked not in {"not recorded", "not asked"}


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

    @property
    def anew(self) -> tuple[str, ...]:
        """Return the letters that were answered anew after the first change."""
        return tuple(one.letter for one in self.letters if one.is_anew)
