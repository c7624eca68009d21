"""The review as JSON: the record, the findings and the clocks, for a program."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Literal

from incident_kit.export import plain, shape
from incident_kit.instants.written import FORMS
from incident_kit.version import __version__
from incident_kit.wording.anchor_time import no_anchor_words
from incident_kit.wording.averted import averted_reason
from incident_kit.wording.clocks import occasion
from incident_kit.wording.differences import both_sides
from incident_kit.wording.findings import QUESTIONS, finding_words
from incident_kit.wording.system_change import BLAMES, entry_reason
from incident_kit.wording.temporary_mitigation import effect_reason

if TYPE_CHECKING:
    from datetime import datetime

    import pandas as pd

    from incident_kit.incident import ImpactSeries, PlaceSeries
    from incident_kit.instants.elapsed import Elapsed
    from incident_kit.instants.written import Written
    from incident_kit.results.clocks import Clock
    from incident_kit.results.differences import Difference
    from incident_kit.results.findings import (
        AnchorTime,
        Finding,
        LedgerEntry,
        MitigationEffect,
        Place,
        Wave,
    )
    from incident_kit.results.harm import Harm
    from incident_kit.results.worth import Averted
    from incident_kit.timing.assessment import Assessment

_NOT_MEASURED = frozenset({"only said", "unknown"})


def json_document(found: Assessment) -> str:
    """Return the review as JSON: stable order, no NaN, UTF-8."""
    zone = found.incident.record.zone
    data = plain.plain(_document(found), zone)
    text = json.dumps(data, indent=1, ensure_ascii=False, allow_nan=False) + "\n"
    # half of a character pair, as broken exports have it, is no text at all
    return text.encode("utf-8", "replace").decode()


def review_schema() -> dict[str, Any]:
    """Return the JSON Schema of what :func:`json_document` gives."""
    definitions: dict[str, Any] = {
        plain.TIME: _time_schema(),
        plain.SPAN: _object(
            "From a time to a time.", start=_ref(plain.TIME), end=_ref(plain.TIME)
        ),
        plain.DURATION: _object(
            "A duration; in ISO 8601 it counts in hours, and a negative one begins with -PT.",
            seconds={"type": "number"},
            iso={"type": "string", "pattern": r"^-?PT(\d+H)?(\d+M)?(\d+(\.\d+)?S)?$"},
        ),
    }
    root = plain.schema_of(shape.ReviewDocument, definitions)
    body = definitions.pop(root["$ref"].rpartition("/")[2])
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": shape.SCHEMA,
        **body,
        "description": f"{body['description']} Null is not known, never nothing and "
        "never 0; in the record it is not recorded, and an empty list was asked for.",
        "$defs": dict(sorted(definitions.items())),
    }


def review_schema_text() -> str:
    """Return the JSON Schema of a review as text."""
    return json.dumps(review_schema(), indent=1, ensure_ascii=False) + "\n"


def _time_schema() -> dict[str, Any]:
    text: dict[str, Any] = {"type": ["string", "null"]}
    at = text | {"format": "date-time"}
    forms = (
        "exact",
        "about",
        "by",
        "after",
        "range",
        "day",
        "month",
        "year",
        "not yet",
        "unknown",
    )
    return _object(
        f"A time as written ({FORMS.removeprefix('write ')}), and the earliest and latest instant it can mean; a day, month or year ends as the next one begins.",
        form={"enum": list(forms)},
        text=text,
        earliest=at,
        latest=at,
        stated=at,
        source=text,
        note=text,
        reason=text,
    )


def _object(description: str, **properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "description": description,
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _ref(name: str) -> dict[str, Any]:
    return {"$ref": f"#/$defs/{name}"}


def _document(found: Assessment) -> shape.ReviewDocument:
    incident, blast = found.incident, found.blast
    series = {one.name: one for one in incident.series}
    anchors = blast.anchors or (blast.anchor,)
    # built from checked values, so they are not checked again
    return shape.ReviewDocument.model_construct(
        schema_=shape.SCHEMA,
        incident=incident.record.id,
        timezone=incident.record.zone.key,
        record=incident.record,
        findings=tuple(_finding(found, one) for one in blast.findings),
        anchors=tuple(_anchor(one) for one in anchors),
        waves=tuple(_wave(n, one, series) for n, one in enumerate(blast.waves, 1)),
        places=tuple(_place(one, incident.by_place) for one in blast.places),
        ledger=tuple(map(_entry, blast.ledger.entries)),
        effects=tuple(_effect(one, series) for one in blast.effects),
        clocks=_clocks(found),
        harm=tuple(_harm(one, found, series) for one in found.harm),
        phases=_phases(found),
        worth=_worth(found),
        response=_response(found),
        differences=tuple(_difference(found, one) for one in found.differences),
        inputs=tuple(
            shape.Input(file=one.name, sha256=one.sha256, rows=one.rows)
            for one in incident.inputs
        ),
        made_with=f"incident-kit {__version__}",
    )


def _finding(found: Assessment, one: Finding) -> shape.FindingPart:
    said = dict(found.incident.record.blast.letters)[one.letter].answer
    # where nothing was measured, the sentence says why
    told = finding_words(found, one)
    measured = None if one.verdict in _NOT_MEASURED else told.measured or None
    reason = told.reason or (told.measured if measured is None else None)
    return shape.FindingPart(
        letter=one.letter,
        question=QUESTIONS[one.letter],
        said=said,
        measured=measured,
        verdict=one.verdict,
        reason=reason or None,
        doubt=told.doubt or None,
    )


def _at(moment: pd.Timestamp | None) -> datetime | None:
    return None if moment is None else moment.to_pydatetime()


def _anchor(one: AnchorTime) -> shape.AnchorPart:
    base = one.baseline
    begins_bad = "the series begins bad" if one.verdict == "begins bad" else None
    unsaid = "no start is stated" if one.first_bad is None else None
    return shape.AnchorPart(
        series=one.series or None,
        verdict=one.verdict,
        last_good=_at(one.last_good),
        first_bad=_at(one.first_bad),
        recovered=_at(one.recovered),
        baseline=None
        if base is None
        else shape.BaselinePart(
            level=base.level,
            width=base.width,
            samples=base.samples,
            start=base.start.to_pydatetime(),
            end=base.end.to_pydatetime(),
        ),
        reason=no_anchor_words(one) or begins_bad or unsaid,
    )


def _wave(number: int, one: Wave, series: dict[str, ImpactSeries]) -> shape.WavePart:
    known = series.get(one.series)
    reasons = [
        "when it began is only known as a span" if not one.start_known else "",
        "how much is not known: it is said, not measured" if one.excess is None else "",
        "it goes on, or nobody said until when" if one.end is None else "",
    ]
    return shape.WavePart(
        number=number,
        series=one.series or None,
        how=one.how,
        start=_at(one.start) if one.start_known else None,
        end=_at(one.end),
        peak_at=_at(one.peak_at),
        peak=one.peak,
        excess=one.excess,
        unit=known.unit if known else None,
        what=one.what or None,
        follows=one.follows,
        caused=one.caused,
        blame=BLAMES[one.blame] if one.blame else None,
        reason="; ".join(filter(None, reasons)) or None,
    )


def _place(one: Place, by_place: PlaceSeries | None) -> shape.PlacePart:
    return shape.PlacePart(
        place=one.place,
        verdict=one.verdict,
        usual=one.usual,
        level=one.level,
        share=one.share,
        unit=by_place.unit if by_place else "",
        per=by_place.per if by_place else None,
    )


def _entry(one: LedgerEntry) -> shape.LedgerPart:
    return shape.LedgerPart(
        number=one.number,
        id=one.id,
        what=one.what,
        kind=one.kind,
        role=one.role,
        at=one.at,
        is_action=one.is_action,
        outcome=one.outcome or None,
        verdict=one.verdict,
        reason=entry_reason(one),
    )


def _effect(one: MitigationEffect, series: dict[str, ImpactSeries]) -> shape.EffectPart:
    return shape.EffectPart(
        action=one.action,
        series=one.series,
        verdict=one.verdict,
        unit=series[one.series].unit,
        per=series[one.series].per,
        before=one.before,
        after=one.after,
        drop=one.drop,
        drop_low=one.low,
        drop_high=one.high,
        lag=one.lag,
        reason=effect_reason(one.reason) or None,
    )


def _clocks(found: Assessment) -> shape.ClocksPart:
    clocks = found.clocks
    residuals = clocks.recovery.residuals if clocks.recovery else ()
    return shape.ClocksPart(
        as_of=clocks.as_of,
        onset=shape.Onset(moment=clocks.onset, how=clocks.onset_how),
        detect=_clock(found, clocks.detect),
        acknowledge=_clock(found, clocks.acknowledge),
        first_relief=_clock(found, clocks.first_relief),
        mitigate=_clock(found, clocks.mitigate),
        fix=_clock(found, clocks.fix),
        state=clocks.state,
        order=clocks.order,
        residuals=tuple(
            shape.ResidualPart(
                series=one.series, unit=one.unit, per=one.per, level=one.level
            )
            for one in residuals
        ),
    )


def _clock(found: Assessment, one: Clock) -> shape.ClockPart:
    detected = found.incident.record.detected_at
    start: Literal["onset", "detection"] = (
        "detection" if one.name == "Acknowledge" else "onset"
    )
    began = detected if start == "detection" else found.clocks.onset
    return shape.ClockPart(
        moment=one.moment,
        how=one.how,
        counted_from=start,
        elapsed=_lasted(one.elapsed, _why(one, began, start)),
        since_detection=_lasted(one.since_detection, _why(one, detected, "detection")),
        occasion=occasion(one, found.incident.record) or None,
        action=one.action or None,
        said=one.said,
    )


def _why(one: Clock, began: Written, name: str) -> str:
    """Return why a clock has no value."""
    if one.moment.form == "unknown":
        return "when it ended is not recorded"
    if not began.is_known:
        return f"the time of {name} is not known"
    if one.moment.form == "not yet":
        return "it has not ended, and nothing has passed that could be counted"
    return "the two times leave nothing certain"


def _lasted(value: Elapsed, unknown: str) -> shape.Lasted:
    reasons = {
        "unknown": unknown,
        "about": "about: how far off it may be is not stated",
        "at most": "at most: the shortest it can have been is not known",
        "at least": "at least: it has not ended"
        if value.open
        else "at least: the longest it can have been is not known",
    }
    return shape.Lasted(
        kind=value.kind,
        open=value.open,
        low=value.low,
        high=value.high,
        stated=value.stated,
        reason=reasons.get(value.kind),
    )


def _harm(
    one: Harm, found: Assessment, series: dict[str, ImpactSeries]
) -> shape.HarmPart:
    anchor = next((a for a in found.blast.anchors if a.series == one.series), None)
    reason = no_anchor_words(anchor) if anchor and one.amount is None else ""
    if one.kind == "state":
        reason = "intervals say when, not how much"
    elif one.amount is not None and one.end is None:
        reason = "it goes on after the last sample"
    return shape.HarmPart(
        series=one.series,
        kind=one.kind,
        unit=one.unit,
        per=series[one.series].per,
        amount=one.amount,
        at_least=one.is_bound,
        usual=one.usual,
        of=one.of,
        waves=one.waves,
        lasted=one.lasted,
        unseen=one.missing,
        start=_at(one.start),
        end=_at(one.end),
        reason=reason or None,
    )


def _phases(found: Assessment) -> tuple[shape.PhasePart, ...]:
    return tuple(
        shape.PhasePart(
            name=one.name,
            start=one.start.to_pydatetime(),
            end=one.end.to_pydatetime(),
            amount=one.amount,
            unit=found.incident.measured[0].unit,
        )
        for one in found.phases
    )


def _worth(found: Assessment) -> shape.WorthPart:
    return shape.WorthPart(
        averted=_averted(found.averted),
        reason=averted_reason(found.averted) or None,
        avoidable=tuple(
            shape.AvoidablePart(
                option=one.option,
                minute=one.minute,
                since=one.since.to_pydatetime(),
                until=one.until.to_pydatetime(),
                series=one.series,
                unit=one.unit,
                per=one.per,
                amount=one.amount,
                whole=one.whole,
            )
            for one in found.avoidable
        ),
    )


def _averted(one: Averted) -> shape.AvertedPart | None:
    if one.start is None or one.end is None:
        return None
    return shape.AvertedPart(
        series=one.series,
        action=one.action,
        unit=one.unit,
        per=one.per,
        start=one.start.to_pydatetime(),
        end=one.end.to_pydatetime(),
        low=one.low,
        high=one.high,
        at_least=one.is_bound,
        so_far=one.is_open,
        counterfactuals=tuple(
            shape.CounterfactualPart(assumption=way.assumption, amount=way.amount)
            for way in one.counterfactuals
        ),
    )


def _difference(found: Assessment, one: Difference) -> shape.DifferencePart:
    told = both_sides(found, one)
    return shape.DifferencePart(
        name=one.name,
        said=told.said,
        against=told.against,
        measured=one.is_measured,
        explained=tuple(said.why for said in one.explanations),
    )


def _response(found: Assessment) -> shape.ResponsePart:
    response, waves = found.response, found.blast.waves
    after = response.wave_after
    return shape.ResponsePart(
        letters=tuple(
            shape.LetterAsked(letter=one.letter, asked=one.asked, at=one.at)
            for one in response.letters
        ),
        first_change=response.first_change.id if response.first_change else None,
        stabilizing=tuple(one.id for one in response.stabilizing),
        fixes=tuple(one.id for one in response.fixes),
        stabilized_first=response.stabilized_first,
        wave_after=None if after is None else waves.index(after) + 1,
        fix_was_fastest=response.fix_was_fastest,
        reason="no fix with a time to compare with"
        if response.stabilized_first is None
        else None,
    )
