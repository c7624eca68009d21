"""What changed, what was done, what was held to be the cause: the tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from incident_kit.blast.system_change import nearest_entries
from incident_kit.page.blocks import Fold
from incident_kit.page.tables import Column, Row
from incident_kit.page.text_blocks import Lead, Paragraph
from incident_kit.sections.parts import quiet, section, table
from incident_kit.styled import w
from incident_kit.wording import actions as told
from incident_kit.wording.hypotheses import hypotheses_lead, hypothesis_cells
from incident_kit.wording.system_change import (
    CAPTION,
    change_cells,
    ledger_lead,
    more_changes,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from incident_kit.incident import Incident
    from incident_kit.page.blocks import Section
    from incident_kit.record.incident_record import Record
    from incident_kit.record.parts import Action, Change, Hypothesis
    from incident_kit.results.clocks import Clocks
    from incident_kit.results.findings import BlastMap, LedgerEntry
    from incident_kit.wording.times import Times

_DISCS: dict[str, Literal["supported", "possible", "ruled-out"]] = {
    "supported": "supported",
    "still possible": "possible",
    "ruled out": "ruled-out",
}
_CHANGES = (
    Column("no", "No."),
    Column("when", "When"),
    Column("what", "What"),
    Column("kind", "Kind", small=True),
    Column("verdict", "Verdict", small=True),
    Column("why", "Why"),
)
_ACTIONS = (
    Column("when", "When"),
    Column("action", "Action"),
    Column("before", "Before", small=True, phone_word="before"),
    Column("after", "After", small=True, phone_word="after"),
    Column("effect", "Effect"),
    Column("verdict", "Verdict"),
)
_HYPOTHESES = (
    Column("when", "When"),
    Column("what", "Hypothesis"),
    Column("confidence", "Stated confidence", small=True, phone_word="confidence"),
    Column("verdict", "Verdict", small=True),
)


def changes(record: Record, blast: BlastMap, times: Times) -> Section:
    """Return the ledger: each change with its verdict and the reason."""
    ledger = blast.ledger
    if not ledger.listed:
        return section("changes")
    shown = nearest_entries(ledger.listed, blast.anchor)
    said = {one.id: one for one in record.changes or ()}
    numbers = {entry.number for entry in shown}
    rest = [entry for entry in ledger.listed if entry.number not in numbers]
    first, others = (
        table("ledger", CAPTION, _CHANGES, [_row(one, said, times) for one in entries])
        for entries in (shown, rest)
    )
    more = (Fold(summary=more_changes(rest), blocks=(others,)),) if rest else ()
    return section("changes", Lead(w(ledger_lead(ledger))), first, *more)


def _row(entry: LedgerEntry, said: Mapping[str, Change], times: Times) -> Row:
    return Row(
        change_cells(entry, said.get(entry.id), times),
        "ruled-out" if entry.verdict == "ruled out" else "",
        _DISCS[entry.verdict],
    )


def actions(
    incident: Incident,
    blast: BlastMap,
    clocks: Clocks,
    first_change: Action | None,
    times: Times,
) -> Section:
    """Return what was done: the level before and after, and the verdict."""
    record, done = incident.record, incident.record.actions or ()
    heading = told.actions_heading(clocks)
    by = told.mitigated_by(record)
    eased = (Paragraph(w(by)),) if by else ()
    if not done:
        none = told.ASKED_NONE if record.actions == () else ""
        return section("actions", *quiet(none), *eased, heading=heading)
    effects = [blast.headline_effect(one.id) for one in done]
    measured = any(one is not None and one.before is not None for one in effects)
    rows = [
        Row(
            told.action_cells(
                one, effect, incident, blast.waves, times, is_first=one == first_change
            )
        )
        for one, effect in zip(done, effects, strict=True)
    ]
    # without a level on either side there is nothing to put before and after
    without = () if measured else ("before", "after")
    return section(
        "actions",
        Lead(w(told.actions_lead(record, blast, clocks))),
        table("actions", told.CAPTION, _ACTIONS, rows, without=without),
        *eased,
        heading=heading,
    )


def hypotheses(recorded: Sequence[Hypothesis], times: Times) -> Section:
    """Return each hypothesis with its stated confidence and its verdict, by time."""
    if not recorded:
        return section("hypotheses")
    held = sorted(recorded, key=_place)
    rows = [Row(hypothesis_cells(one, times)) for one in held]
    return section(
        "hypotheses",
        Lead(w(hypotheses_lead(held))),
        table("hypotheses", "Hypotheses", _HYPOTHESES, rows),
    )


def _place(one: Hypothesis) -> tuple[bool, float]:
    """Sort by time; what has none comes last, as it was written."""
    at = one.at.earliest
    return at is None, at.timestamp() if at else 0.0
