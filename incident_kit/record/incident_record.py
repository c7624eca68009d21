"""The whole record of one incident: what people know and say."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from operator import itemgetter
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from pydantic import BeforeValidator, Field, model_validator

from incident_kit.errors import TimeError
from incident_kit.instants.elapsed import comes_before
from incident_kit.instants.written import UNKNOWN, Written
from incident_kit.instants.zones import NO_CLOCK, find_zone
from incident_kit.record.letters import MitigationOption, Part, SaidBlast
from incident_kit.record.parts import (
    Action,
    Cause,
    Change,
    Customer,
    Explanation,
    FollowUp,
    Hypothesis,
    ImpactSource,
    Loss,
    PlaceSource,
    Question,
    Reference,
    StatedWave,
    TimelineEntry,
    Trigger,
)
from incident_kit.record.told import RelatedOnes, Update
from incident_kit.record.values import (
    Asked,
    DetectedBy,
    Extra,
    Flag,
    Moment,
    ReviewState,
    Text,
    Texts,
    ZoneIfKnown,
    allow_none,
)

SCHEMA_VERSION = 1


def _version(value: object) -> int:
    if value == str(SCHEMA_VERSION) or value == SCHEMA_VERSION:
        return SCHEMA_VERSION
    raise ValueError(
        f"schema {value!r} is not the version this kit reads; write schema: 1"
    )


_OR_NONE = Field(json_schema_extra=allow_none)

_LISTS = (
    "changes",
    "actions",
    "waves",
    "losses",
    "follow_ups",
    "hypotheses",
    "impact",
    "timeline",
    "updates",
    "questions",
    "explanations",
    "references",
    "causes",
)


class Record(Part):
    """What people know and say about one incident.

    ``mitigated_by`` is what made users fine again, as believed: the ID of an action or
    a change, or ``itself``.  Times are :class:`~incident_kit.instants.written.Written`; a line left out
    is *unknown*, an absent list is "not asked" (None), ``none`` is asked and
    there was none (empty).
    """

    version: Annotated[int, BeforeValidator(_version)] = Field(
        default=SCHEMA_VERSION, alias="schema", json_schema_extra={"enum": [1]}
    )
    id: Text
    title: Text
    severity: Text | None = None
    timezone: ZoneIfKnown | None = None
    private: Flag = False
    services: Texts = ()
    tags: Texts = ()
    detected_by: DetectedBy = "unknown"
    roles: dict[str, Text] = {}
    review: ReviewState = "draft"
    summary: Text | None = None
    started_at: Moment = UNKNOWN
    detected_at: Moment = UNKNOWN
    acknowledged_at: Moment = UNKNOWN
    declared_at: Moment = UNKNOWN
    mitigated_at: Moment = UNKNOWN
    fixed_at: Moment = UNKNOWN
    closed_at: Moment = UNKNOWN
    mitigated_by: Text | None = None
    blast: SaidBlast = SaidBlast()
    changes: Annotated[tuple[Change, ...] | None, _OR_NONE] = None
    actions: Annotated[tuple[Action, ...] | None, _OR_NONE] = None
    hypotheses: tuple[Hypothesis, ...] = ()
    impact: tuple[ImpactSource, ...] = ()
    by_place: PlaceSource | None = None
    waves: Annotated[tuple[StatedWave, ...] | None, _OR_NONE] = None
    losses: Annotated[tuple[Loss, ...] | None, _OR_NONE] = None
    timeline: tuple[TimelineEntry, ...] = ()
    updates: Annotated[tuple[Update, ...] | None, _OR_NONE] = None
    trigger: Trigger | None = None
    causes: tuple[Cause, ...] = ()
    contributing_factors: Asked = None
    happened_before: Asked = None
    went_well: Asked = None
    surprises: Asked = None
    lucky: Asked = None
    difficulties: Asked = None
    questions: tuple[Question, ...] = ()
    explanations: tuple[Explanation, ...] = ()
    follow_ups: Annotated[tuple[FollowUp, ...] | None, _OR_NONE] = None
    related: RelatedOnes = ()
    references: tuple[Reference, ...] = ()
    customer: Customer | None = None
    extra: Extra = {}

    @model_validator(mode="before")
    @classmethod
    def _none_means_asked(cls, data: Any) -> Any:  # raw input
        if not isinstance(data, dict):
            return data
        return data | {name: () for name in _LISTS if data.get(name) == "none"}

    @property
    def zone(self) -> ZoneInfo:
        """The zone that its times print in: its own, else UTC."""
        return self.zone_of_clocks or ZoneInfo("UTC")

    @property
    def zone_of_clocks(self) -> ZoneInfo | None:
        """The zone of times without an offset, None where nobody knows it."""
        return self.timezone if isinstance(self.timezone, ZoneInfo) else None

    @property
    def changes_to_production(self) -> tuple[Action, ...]:
        """The actions that were done, not only to investigate, as written."""
        return tuple(
            one
            for one in self.actions or ()
            if one.purpose != "investigate" and one.applied_at.form != "not yet"
        )

    @property
    def planned(self) -> tuple[Action, ...]:
        """The changes to production that are not done yet, as written."""
        return tuple(
            one
            for one in self.actions or ()
            if one.purpose != "investigate" and one.applied_at.form == "not yet"
        )

    @property
    def undone(self) -> frozenset[str]:
        """The IDs of what an action or change takes back; not yet is not at all."""
        taken = taken_back(self.changes or (), self.actions or ())
        return frozenset(
            name
            for name, times in taken.items()
            if any(at.form != "not yet" for at in times)
        )

    def other_times(self, action_id: str) -> tuple[datetime, ...]:
        """Return when the other changes to production began and were done."""
        return tuple(
            at
            for one in self.changes_to_production
            if one.id != action_id
            for at in (one.begun_at, one.ended_at.latest)
            if at is not None
        )

    @property
    def fixing_action(self) -> Action | None:
        """The action that removed the cause, None when none is said to."""
        return next((one for one in self.actions or () if one.removes_cause), None)

    @property
    def cause_removed_at(self) -> Written:
        """When the cause was removed: as stated, else by the action that did."""
        fixing = self.fixing_action
        if self.fixed_at.form != "unknown" or fixing is None:
            return self.fixed_at
        return fixing.ended_at if fixing.ended_at.is_known else fixing.applied_at

    @property
    def causes_left(self) -> tuple[Cause, ...]:
        """Which of several causes are not known to be removed, where one or more are."""
        known = [
            one
            for one in self.causes
            if one.fixed_at.is_known or one.fixed_by is not None
        ]
        at = self.cause_removed_at
        left = tuple(
            one
            for one in self.causes
            if one not in known or comes_before(at, one.fixed_at)
        )
        return left if len(left) < len(self.causes) else ()

    def cause(self, name: str | None) -> Change | Action | None:
        """Return the change or the action of that ID, None when there is none."""
        every: list[Change | Action] = [*(self.changes or ()), *(self.actions or ())]
        return next((one for one in every if one.id == name), None)

    def use_of(self, option: MitigationOption) -> Action | None:
        """Return the action by which an option was used, None where nobody can tell.

        It is the one of the same name, else the first of its kind.
        """
        done = [one for one in self.changes_to_production if option.used]
        name = option.what.casefold()
        named = [one for one in done if one.what.casefold() == name]
        kind = [one for one in done if one.kind == option.kind != "unknown"]
        timed = [(at, one) for one in named or kind if (at := one.begun_at) is not None]
        return min(timed, key=itemgetter(0))[1] if timed else None

    def action(self, action_id: str | None) -> Action | None:
        """Return the action of that ID, None when there is none."""
        return next((one for one in self.actions or () if one.id == action_id), None)


def taken_back(
    changes: Iterable[Change], actions: Iterable[Action]
) -> dict[str, tuple[Written, ...]]:
    """Return, by the ID of what is taken back, when: by changes, then by actions."""
    found: dict[str, tuple[Written, ...]] = {}
    every: list[Change | Action] = [*changes, *actions]
    for one in every:
        if one.undoes:
            found[one.undoes] = (*found.get(one.undoes, ()), one.begun)
    return found


def parse_record(data: Mapping[str, Any]) -> Record:
    """Return the record that a strictly read file says.

    Raises
    ------
    pydantic.ValidationError
        With every problem at its path; the store turns them into lines.
    """
    zone: ZoneInfo | None = None
    name = data.get("timezone")
    if isinstance(name, str):
        try:
            zone = NO_CLOCK if name == "unknown" else find_zone(name)
        except TimeError:
            # reported at its own field; UTC keeps every time below readable
            zone = ZoneInfo("UTC")
    return Record.model_validate(dict(data), context={"zone": zone})


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema that editors use to help while typing."""
    schema = _without_null(Record.model_json_schema(by_alias=True))
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Incident Kit record, version 1",
        **{key: value for key, value in schema.items() if key != "title"},
    }


def _without_null(schema: Any) -> Any:  # any JSON
    """Return a schema in which no field may be left empty, nor defaults to it."""
    if isinstance(schema, list):
        return [_without_null(part) for part in schema if part != {"type": "null"}]
    if isinstance(schema, dict):
        return {
            key: _without_null(part)
            for key, part in schema.items()
            if not (key == "default" and part is None)
        }
    return schema
