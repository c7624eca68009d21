"""What was said of each letter of the map, and the base of every part of a record."""

from __future__ import annotations

from typing import Any

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    field_validator,
    model_validator,
)

from incident_kit.instants.written import UNKNOWN
from incident_kit.record.values import (
    ActionKind,
    Count,
    Flag,
    Moment,
    NotAsked,
    Scope,
    Text,
    Texts,
    allow_none,
)

LETTERS = {
    "B": "blast_radius",
    "L": "location",
    "A": "anchor_time",
    "S": "system_change",
    "T": "temporary_mitigation",
}
"""The field of each letter under ``blast``."""


class Part(BaseModel):
    """Base of every part: frozen, unknown fields refused, aware times."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)

    @field_validator("*", mode="before")
    @classmethod
    def _refuse_empty(cls, value: Any) -> Any:  # raw input
        """Refuse a field without a value: nobody knows what it was to mean."""
        if value is None:
            raise ValueError("nothing is written here; write it or take the line out")
        return value


class Answer(Part):
    """An earlier answer to a letter."""

    answer: Text | None = None
    answered_at: Moment = UNKNOWN
    by: Text | None = None
    scope: Scope | None = None
    at: Moment = UNKNOWN
    suspects: Texts = ()


class Letter(Part):
    """What every letter of the BLAST map holds.

    ``asked`` is False where the record says that nobody asked: an absent answer
    alone does not say so.
    """

    answer: Text | None = None
    asked: NotAsked = None
    answered_at: Moment = UNKNOWN
    by: Text | None = None
    earlier: tuple[Answer, ...] = ()

    @model_validator(mode="after")
    def _asked_or_not(self) -> Letter:
        if self.asked is False and (
            self.is_answered or self.earlier or self.answered_at.form != "unknown"
        ):
            raise ValueError("asked: no beside an answer; take one of the two out")
        return self

    @property
    def is_answered(self) -> bool:
        """Whether anything was said: words, or the fields that stand for them."""
        return self.answer is not None or self._has_fields()

    def _has_fields(self) -> bool:
        return False


class SaidBlastRadius(Letter):
    """Who is affected, as said: scope, and how many of how many.

    ``affected``, ``exposed`` and ``of`` count in ``unit``: who was hit, whom it could
    have hit, and all there are.  ``customers`` is a number of its own.
    """

    scope: Scope | None = None
    affected: Count | None = None
    exposed: Count | None = None
    of: Count | None = None
    unit: Text | None = None
    customers: Count | None = None

    def _has_fields(self) -> bool:
        numbers = (self.affected, self.exposed, self.customers)
        return self.scope is not None or any(one is not None for one in numbers)


class SaidLocation(Letter):
    """Where it shows, and the places looked at and found fine."""

    affected: Texts = ()
    fine: Texts = ()

    def _has_fields(self) -> bool:
        return bool(self.affected)


class SaidAnchorTime(Letter):
    """Since when, as said."""

    at: Moment = UNKNOWN

    def _has_fields(self) -> bool:
        return self.at.is_known


class SaidSystemChange(Letter):
    """What moved first, as suspected: ids from ``changes``."""

    suspects: Texts = ()

    def _has_fields(self) -> bool:
        return bool(self.suspects)


class MitigationOption(Part):
    """A temporary mitigation that was known, used or not."""

    what: Text
    kind: ActionKind = "unknown"
    known_at: Moment = UNKNOWN
    used: Flag = None


class SaidTemporaryMitigation(Letter):
    """What could ease it now, as said."""

    options: tuple[MitigationOption, ...] | None = Field(
        default=None, json_schema_extra=allow_none
    )

    @model_validator(mode="before")
    @classmethod
    def _none_means_asked(cls, data: Any) -> Any:  # raw input
        if isinstance(data, dict) and data.get("options") == "none":
            return {**data, "options": ()}
        return data


class SaidBlast(Part):
    """The five letters as people answered them."""

    blast_radius: SaidBlastRadius = SaidBlastRadius()
    location: SaidLocation = SaidLocation()
    anchor_time: SaidAnchorTime = SaidAnchorTime()
    system_change: SaidSystemChange = SaidSystemChange()
    temporary_mitigation: SaidTemporaryMitigation = SaidTemporaryMitigation()

    @property
    def letters(self) -> tuple[tuple[str, Letter], ...]:
        """Return B, L, A, S, T with what was said of each."""
        return tuple((key, getattr(self, name)) for key, name in LETTERS.items())
