"""What ``review.json`` holds beside the record: its parts, each with its fields.

Wherever a value may be null, ``reason`` beside it says why; null is not known,
never nothing and never 0.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from incident_kit.instants.elapsed import Kind
from incident_kit.instants.written import Written
from incident_kit.record.incident_record import Record
from incident_kit.results.clocks import How, Order, State
from incident_kit.results.findings import (
    AnchorVerdict,
    Assumption,
    EffectVerdict,
    LedgerVerdict,
    PlaceVerdict,
    Verdict,
)
from incident_kit.results.harm import HarmKind, PhaseName
from incident_kit.results.response import Asked
from incident_kit.results.worth import Minute

SCHEMA = "incident-kit review, version 1"
"""What the first key of the document says, and the title of its schema."""


class _Shape(BaseModel):
    model_config = ConfigDict(
        frozen=True, extra="forbid", arbitrary_types_allowed=True, strict=True
    )


class Lasted(_Shape):
    """How long it took, as well as it is known."""

    kind: Kind
    open: bool = Field(description="It has not ended: it lasted at least this long.")
    low: timedelta | None
    high: timedelta | None
    stated: timedelta | None = Field(
        description="What the stated instants alone would give."
    )
    reason: str | None


class ClockPart(_Shape):
    """One clock. The time to acknowledge counts from detection, all others from onset."""

    moment: Written
    how: How
    counted_from: Literal["onset", "detection"]
    elapsed: Lasted
    since_detection: Lasted
    occasion: str | None = Field(description="What ended it.")
    action: str | None = Field(description="The ID of the action that ended it.")
    said: Written | None = Field(
        description="The stated moment, where the measured one is another."
    )


class Onset(_Shape):
    """Since when, as the clocks count."""

    moment: Written
    how: How


class ResidualPart(_Shape):
    """The level that was left after users were fine again, until the fix."""

    series: str
    unit: str
    per: str | None
    level: float


class ClocksPart(_Shape):
    """All clocks, the state, and the order of relief and fix."""

    as_of: datetime | None = Field(description="Up to when `not yet` is known.")
    onset: Onset
    detect: ClockPart
    acknowledge: ClockPart
    first_relief: ClockPart
    mitigate: ClockPart
    fix: ClockPart
    state: State
    order: Order
    residuals: tuple[ResidualPart, ...]


class FindingPart(_Shape):
    """One letter of the map: what was said beside what the data say."""

    letter: str
    question: str
    said: str | None
    measured: str | None
    verdict: Verdict
    reason: str | None
    doubt: str | None


class BaselinePart(_Shape):
    """The usual level of a series and the width of its band, in its unit."""

    level: float
    width: float
    samples: int
    start: datetime
    end: datetime


class AnchorPart(_Shape):
    """Since when, by one series: the last good and the first bad sample."""

    series: str | None = Field(description="Null: stated, not measured.")
    verdict: AnchorVerdict
    last_good: datetime | None
    first_bad: datetime | None
    recovered: datetime | None
    baseline: BaselinePart | None
    reason: str | None


class WavePart(_Shape):
    """A stretch of impact, numbered by its start."""

    number: int
    series: str | None
    start: datetime | None
    end: datetime | None
    how: Literal["measured", "said"]
    peak_at: datetime | None
    peak: float | None
    excess: float | None = Field(description="In the unit of the series.")
    unit: str | None
    what: str | None
    follows: str | None = Field(description="The ID of the last action before it.")
    caused: bool = Field(description="Whether that action caused it.")
    blame: str | None = Field(description="Why it is held to have caused it.")
    reason: str | None


class PlacePart(_Shape):
    """One place: how its level moved, and its part of the whole excess."""

    place: str
    verdict: PlaceVerdict
    unit: str
    per: str | None
    usual: float | None = Field(description="The median before the anchor.")
    level: float | None = Field(description="The median while it lasted.")
    share: float | None = Field(
        description="Of what all places have more than usual. Null: nobody can tell."
    )


class LedgerPart(_Shape):
    """One change, and whether it can have set this off."""

    number: int
    id: str
    what: str
    kind: str
    role: str
    at: Written
    is_action: bool
    outcome: str | None
    verdict: LedgerVerdict
    reason: str


class EffectPart(_Shape):
    """What an action did to one series: median levels, and the share of the excess that went away (1: all, negative: it grew)."""

    action: str
    series: str
    verdict: EffectVerdict
    unit: str
    per: str | None
    before: float | None
    after: float | None
    drop: float | None
    drop_low: float | None
    drop_high: float | None
    lag: timedelta | None = Field(
        description="How long after the action half of the drop was there; null without a drop."
    )
    reason: str | None


class HarmPart(_Shape):
    """How much harm one series shows over its waves."""

    series: str
    kind: HarmKind
    unit: str
    per: str | None
    amount: float | None = Field(
        description="The excess over the usual level, in `unit` (in unit x minutes where `per` is null)."
    )
    at_least: bool = Field(description="Parts of it were not seen, or it goes on.")
    usual: float | None
    of: float | None = Field(description="The traffic that the amount is part of.")
    waves: int
    lasted: timedelta | None
    unseen: timedelta
    start: datetime | None
    end: datetime | None
    reason: str | None


class PhasePart(_Shape):
    """A stretch of the response, and the amount of the first series in it."""

    name: PhaseName
    start: datetime
    end: datetime
    amount: float
    unit: str


class CounterfactualPart(_Shape):
    """One way in which the impact could have gone on, and what it would have added."""

    assumption: Assumption
    amount: float


class AvertedPart(_Shape):
    """What mitigating before fixing averted, from `start` to `end`: a 95 % interval in `unit` (in unit x minutes where `per` is null)."""

    series: str
    action: str = Field(description="From which action on; empty: none is known.")
    unit: str
    per: str | None
    start: datetime
    end: datetime
    low: float
    high: float
    at_least: bool
    so_far: bool = Field(description="The cause is not removed yet.")
    counterfactuals: tuple[CounterfactualPart, ...]


class AvoidablePart(_Shape):
    """What a known option could have spared at most, used at an earlier minute."""

    option: str
    minute: Minute
    since: datetime
    until: datetime
    series: str
    unit: str
    per: str | None
    amount: float
    whole: float


class WorthPart(_Shape):
    """What mitigating first was worth, and what an option could have spared."""

    averted: AvertedPart | None
    reason: str | None = Field(description="Why nothing is said of `averted`.")
    avoidable: tuple[AvoidablePart, ...]


class LetterAsked(_Shape):
    """When a letter was first asked, against the first change to production."""

    letter: str
    asked: Asked
    at: Written


class ResponsePart(_Shape):
    """What was done in which order: a sequence, never a person. Actions by their IDs."""

    letters: tuple[LetterAsked, ...]
    first_change: str | None
    stabilizing: tuple[str, ...]
    fixes: tuple[str, ...]
    stabilized_first: bool | None
    wave_after: int | None = Field(
        description="The number of the first later wave that follows an action."
    )
    fix_was_fastest: bool
    reason: str | None


class DifferencePart(_Shape):
    """What is said against itself, or against the data; both sides stay."""

    name: str = Field(description="What an explanation calls it.")
    said: str
    against: str
    measured: bool = Field(description="The data are the other side.")
    explained: tuple[str, ...] = Field(
        description="Why both stand; empty: nobody said."
    )


class Input(_Shape):
    """A file that the review rests on."""

    file: str
    sha256: str
    rows: int | None = Field(description="Null: it is no table.")


class ReviewDocument(_Shape):
    """The record of one incident and all that was computed from it."""

    schema_: Literal["incident-kit review, version 1"] = Field(alias="schema")
    incident: str
    timezone: str = Field(description="The zone of the offsets that times carry.")
    record: Record
    findings: tuple[FindingPart, ...]
    anchors: tuple[AnchorPart, ...]
    waves: tuple[WavePart, ...]
    places: tuple[PlacePart, ...]
    ledger: tuple[LedgerPart, ...]
    effects: tuple[EffectPart, ...]
    clocks: ClocksPart
    harm: tuple[HarmPart, ...]
    phases: tuple[PhasePart, ...] = Field(
        description="Empty: a boundary is unknown, or only a bound."
    )
    worth: WorthPart
    response: ResponsePart
    differences: tuple[DifferencePart, ...]
    inputs: tuple[Input, ...]
    made_with: str
