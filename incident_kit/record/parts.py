"""The parts of a record, each a frozen value with no unknown fields."""

from __future__ import annotations

from datetime import datetime

from pydantic import (
    Field,
    model_validator,
)

from incident_kit.instants.written import UNKNOWN, Written
from incident_kit.record.letters import Part
from incident_kit.record.values import (
    ActionKind,
    Bad,
    ChangeRole,
    Count,
    Effect,
    Effects,
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
    Span,
    Text,
    Texts,
)


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
    an action of its own that ``undoes`` it.  ``effects`` says what it did to each series, where that differs.
    ``price`` is the harm that it did itself,
    how much of it in ``price_count`` and ``price_unit``.
    """

    id: Text
    what: Text
    purpose: Purpose = Field(alias="for")
    kind: ActionKind = "unknown"
    applied_at: Moment = UNKNOWN
    ended_at: Moment = UNKNOWN
    effect: Effect = "unknown"
    effects: Effects = {}
    removes_cause: Flag = None
    price: Text | None = None
    price_count: Count | None = None
    price_unit: Text | None = None
    undoes: Text | None = None
    by: Text | None = None
    source: Text | None = None
    note: Text | None = None

    @model_validator(mode="after")
    def _price_is_named(self) -> Action:
        if self.price is None and (self.price_count is not None or self.price_unit):
            raise ValueError("counts a price and names none; write price: what it cost")
        return self

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

    def effect_on(self, series: str) -> Effect:
        """Return what it is said to have done to a series, or to all."""
        return self.effects.get(series, self.effect)


class Hypothesis(Part):
    """What somebody held to be the cause, how surely, and how it turned out."""

    what: Text
    at: Moment = UNKNOWN
    confidence: Ratio | None = None
    verdict: HypothesisVerdict = "unknown"
    by: Text | None = None


class ImpactSource(Part):
    """One impact series: a column of a file, or intervals of a state.

    ``level`` says how bad a state was ("a quarter of requests"), ``means`` what one
    unit stands for, ``query`` and ``source`` how the numbers can be had again.
    """

    name: Text
    unit: Text
    per: Per | None = None
    file: Text | None = None
    time: Text = "at"
    value: Text | None = None
    of: Text | None = None
    bad: Bad = "high"
    during: tuple[Span, ...] = ()
    level: Text | None = None
    means: Text | None = None
    query: Text | None = None
    source: Text | None = None

    @model_validator(mode="after")
    def _either_file_or_intervals(self) -> ImpactSource:
        if bool(self.file) == bool(self.during):
            raise ValueError("needs either file (a series) or during (intervals)")
        if self.file and not self.value:
            raise ValueError("names a file and no value; write value: its column")
        if self.file and self.level:
            raise ValueError("level is for intervals; a file holds its own levels")
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


class Cause(Part):
    """One of several causes, each with the time and the action of its own fix."""

    what: Text
    fixed_at: Moment = UNKNOWN
    fixed_by: Text | None = None


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
