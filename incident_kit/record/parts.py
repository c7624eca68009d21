"""The parts of a record, each a frozen value with no unknown fields."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    field_validator,
    model_validator,
)

from incident_kit.instants.written import UNKNOWN, Written
from incident_kit.record.values import (
    ActionKind,
    Bad,
    ChangeRole,
    Count,
    Effect,
    Flag,
    FollowUpKind,
    FollowUpState,
    HypothesisVerdict,
    Link,
    Links,
    Moment,
    Per,
    Purpose,
    Ratio,
    Scope,
    Span,
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
    """What every letter of the BLAST map holds."""

    answer: Text | None = None
    answered_at: Moment = UNKNOWN
    by: Text | None = None
    earlier: tuple[Answer, ...] = ()

    @property
    def is_answered(self) -> bool:
        """Whether anything was said: words, or the fields that stand for them."""
        return self.answer is not None or self._has_fields()

    def _has_fields(self) -> bool:
        return False


class SaidBlastRadius(Letter):
    """Who is affected, as said: scope, and how many of how many."""

    scope: Scope | None = None
    affected: Count | None = None
    of: Count | None = None
    unit: Text | None = None

    def _has_fields(self) -> bool:
        return self.scope is not None or self.affected is not None


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


class Change(Part):
    """What altered the system before: deploy, config, flag, data, job, feed.

    ``role`` is what it turned out to be: what set it off, what lay dormant until
    then, what added to it, an earlier step that did no harm, or innocent.  What
    took back another change is a change of its own that ``undoes`` it.
    """

    id: Text
    what: Text
    at: Moment = UNKNOWN
    ended_at: Moment = UNKNOWN
    kind: Text = "unknown"
    role: ChangeRole = "unknown"
    reaches: Texts = ()
    every: Text | None = None
    outcome: Text | None = None
    undoes: Text | None = None
    source: Text | None = None
    note: Text | None = None

    @property
    def begun(self) -> Written:
        """When it came, or began."""
        return self.at

    @property
    def done_at(self) -> datetime | None:
        """The last instant (UTC) by which it was over."""
        return self.ended_at.latest


class Action(Part):
    """Something done to production in response to the incident.

    ``applied_at`` is when it began, ``ended_at`` when work that takes time (a
    restore, a restart of a fleet) was finished: not when it was withdrawn, which is
    an action of its own that ``undoes`` it.
    """

    id: Text
    what: Text
    purpose: Purpose = Field(alias="for")
    kind: ActionKind = "unknown"
    applied_at: Moment = UNKNOWN
    ended_at: Moment = UNKNOWN
    effect: Effect = "unknown"
    removes_cause: Flag = None
    undoes: Text | None = None
    by: Text | None = None
    source: Text | None = None
    note: Text | None = None

    @property
    def begun(self) -> Written:
        """When it was done, or began."""
        return self.applied_at

    @property
    def begun_at(self) -> datetime | None:
        """The first instant (UTC) at which it can have touched production."""
        return self.applied_at.earliest

    @property
    def done_at(self) -> datetime | None:
        """The last instant (UTC) by which it was in place."""
        return self.ended_at.latest or self.applied_at.latest


class Hypothesis(Part):
    """What somebody held to be the cause, how surely, and how it turned out."""

    what: Text
    at: Moment = UNKNOWN
    confidence: Ratio | None = None
    verdict: HypothesisVerdict = "unknown"
    by: Text | None = None


class ImpactSource(Part):
    """One impact series: a column of a file, or intervals of a state."""

    name: Text
    unit: Text
    per: Per | None = None
    file: Text | None = None
    time: Text = "at"
    value: Text | None = None
    of: Text | None = None
    bad: Bad = "high"
    during: tuple[Span, ...] = ()

    @model_validator(mode="after")
    def _either_file_or_intervals(self) -> ImpactSource:
        if bool(self.file) == bool(self.during):
            raise ValueError("needs either file (a series) or during (intervals)")
        if self.file and not self.value:
            raise ValueError("names a file and no value; write value: its column")
        return self


class PlaceSource(Part):
    """Impact by place: a file beside the record with a column for each place.

    ``places`` are the columns; without it every column but the time is one.
    """

    file: Text
    unit: Text
    per: Per | None = None
    time: Text = "at"
    bad: Bad = "high"
    places: Texts = ()


class StatedWave(Part):
    """A wave that no series shows."""

    start: Moment = UNKNOWN
    end: Moment = UNKNOWN
    what: Text | None = None
    follows: Text | None = None


class Loss(Part):
    """What was lost for good: how much, and from which span of time.

    The span is that of what was lost, and may begin long before the incident.
    """

    what: Text
    count: Count | None = None
    unit: Text | None = None
    during: Span | None = None


class TimelineEntry(Part):
    """One thing that was seen or said."""

    at: Moment = UNKNOWN
    what: Text
    source: Text | None = None
    link: Link | None = None


class Trigger(Part):
    """What set it off."""

    what: Text
    kind: Text = "unknown"


class Question(Part):
    """Something the review could not establish, and who asks on."""

    what: Text
    owner: Text | None = None
    answer: Text | None = None


class Explanation(Part):
    """Why two things that do not agree both stand: ``field`` names where they differ."""

    field: Text
    why: Text
    by: Text | None = None
    at: Moment = UNKNOWN


class FollowUp(Part):
    """Promised work after the incident."""

    what: Text
    kind: FollowUpKind = "unknown"
    owner: Text | None = None
    due: Moment = UNKNOWN
    ticket: Text | None = None
    link: Link | None = None
    state: FollowUpState = "unknown"


class Reference(Part):
    """Where the facts came from, precisely enough to look again."""

    what: Text
    link: Link | None = None
    note: Text | None = None


class Customer(Part):
    """What may leave the company: names of fields, links, and words of its own."""

    release: Texts = ()
    links: Links = ()
    message: Text | None = None
