"""The debrief as a section: it stays in the notebook when it is saved."""

from __future__ import annotations

from typing import TYPE_CHECKING

from incident_kit.drill.facts import surely_by
from incident_kit.instants.words import day_words
from incident_kit.page.blocks import Section
from incident_kit.page.tables import Column, Row, TableBlock
from incident_kit.page.text_blocks import Lead, Paragraph
from incident_kit.styled import small, unknown, w
from incident_kit.wording.blast_map import field_words
from incident_kit.wording.findings import QUESTIONS, finding_words
from incident_kit.wording.inside import drill as told
from incident_kit.wording.times import times_of

if TYPE_CHECKING:
    from incident_kit.drill.debrief import Asked, Debrief
    from incident_kit.record.parts import Action
    from incident_kit.results.findings import Finding
    from incident_kit.styled import Words
    from incident_kit.timing.assessment import Assessment
    from incident_kit.wording.times import Times

_KEYS = ("question", "you", "then", "whole")
_UNMEASURED = frozenset({"only said", "unknown"})


def waiting() -> Section:
    """Return what stands in its place while the drill goes on."""
    return Section(id="debrief", hint=told.TRY_DEBRIEF)


def debrief_section(debrief: Debrief) -> Section:
    """Return how the drill went, letter by letter."""
    times = times_of(debrief.asked[0].whole[0])
    change = debrief.first_change
    before = [
        one for one in debrief.asked if one.is_before or (not change and one.answer)
    ]
    lead = told.lead(
        [one.letter for one in before],
        (times.at(change.applied_at), change.what) if change else None,
    )
    relief = told.relief(
        _came(debrief, debrief.first_relief, times),
        _came(debrief, debrief.team_relief, times),
    )
    rows = tuple(Row(_cells(one, debrief, times)) for one in debrief.asked)
    columns = tuple(map(Column, _KEYS, told.HEADS))
    table = TableBlock(kind="debrief", columns=columns, rows=rows, caption=told.CAPTION)
    return Section(
        id="debrief",
        heading=told.DEBRIEF,
        blocks=(
            Lead(w(lead)),
            Paragraph(w(relief)),
            table,
            Paragraph(w(unknown(told.NOTE))),
        ),
    )


def _came(debrief: Debrief, action: Action | None, times: Times) -> str:
    if action is None:
        return ""
    at, noticed = action.applied_at.point, debrief.noticed_at.point
    waited = None if at is None or noticed is None else at - noticed
    return told.after_noticed(times.when(action.applied_at), waited)


def _cells(one: Asked, debrief: Debrief, times: Times) -> tuple[Words, ...]:
    answer = one.answer or field_words(one.letter, debrief.record, times)
    when = times.when(one.at) if one.at.is_known else ""
    mine = (
        w(f"“{answer}”", small(told.answered(when, is_before=one.is_before)))
        if answer
        else w(unknown(told.NOT_ANSWERED))
    )
    return (
        w(QUESTIONS[one.letter]),
        mine,
        w(*_then(one), small(_looked(one, times))),
        _whole(one.whole, times),
    )


def _looked(one: Asked, times: Times) -> str:
    """Return at which minute, and of which series and day an onset is."""
    at, (found, finding) = times.clock(one.looked_at), one.then
    anchor = found.blast.anchor
    if one.letter != "A" or not _is_measured(finding) or anchor.first_bad is None:
        return told.looked_at(at)
    day = day_words(anchor.first_bad, times.zone)
    return told.looked_at(at, series=anchor.series, day=day)


def _then(one: Asked) -> Words:
    """Return what the data had: for T, which no data tell, what the team knew."""
    found, finding = one.whole
    if one.letter == "T":
        options = found.incident.record.blast.temporary_mitigation.options or ()
        known = [
            option.what
            for option in options
            if (at := surely_by(option.known_at)) and at <= one.looked_at
        ]
        return w(told.known_options(known) if known else unknown(told.NO_OPTION))
    if _is_measured(one.then[1]):
        return w(finding_words(*one.then).measured)
    if _is_measured(finding):
        return w(unknown(told.NOT_YET))
    return w(unknown(finding_words(found, finding).measured))


def _whole(whole: tuple[Assessment, Finding], times: Times) -> Words:
    found, finding = whole
    record = found.incident.record
    letter = dict(record.blast.letters)[finding.letter]
    answer = letter.answer or field_words(finding.letter, record, times)
    at = times.when(letter.answered_at) if letter.answered_at.is_known else ""
    said = told.team_said(at, answer) if answer else ""
    if _is_measured(finding):
        measured = finding_words(found, finding).measured
        return w(measured, small(said)) if said else w(measured)
    return w(said) if said else w(unknown(told.NOT_ANSWERED))


def _is_measured(finding: Finding) -> bool:
    return finding.verdict not in _UNMEASURED
