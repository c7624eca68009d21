"""What changed, what was done, what was held to be the cause: the tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from incident_kit.blast.system_change import nearest_entries
from incident_kit.instants.words import clock_words, duration_words, joined
from incident_kit.page.blocks import Column, Lead, Paragraph, Row, Section, TableBlock
from incident_kit.styled import Span, Words, small, strong, unknown, w
from incident_kit.wording.phrases import (
    after_words,
    cap,
    fall_words,
    is_one_wave,
    level_words,
    plural,
    reference_day,
    series_unit,
    when,
)
from incident_kit.wording.system_change import entry_reason, ledger_words, ordinal
from incident_kit.wording.temporary_mitigation import (
    drop_words,
    effect_reason,
    effect_verdict,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from incident_kit.record.parts import Action
    from incident_kit.results.findings import LedgerEntry, MitigationEffect
    from incident_kit.timing.assessment import Assessment

_DISCS: dict[str, Literal["supported", "possible", "ruled-out"]] = {
    "supported": "supported",
    "still possible": "possible",
    "ruled out": "ruled-out",
}
_ROLES = {
    "trigger": "set it off",
    "latent": "lay dormant until then",
    "contributing": "added to it",
    "precursor": "an earlier step",
    "innocent": "innocent",
}
_SAID = {
    "full": "said: full",
    "partial": "said: partial",
    "none": "said: none",
    "worse": "said: worse",
    "protective": "said: protective",
}


def changes(found: Assessment) -> Section:
    """Return the ledger: each change with its verdict and the reason."""
    entries = found.blast.ledger.listed
    heading = "What changed"
    if not entries:
        hint = "No change is recorded; add lines under changes."
        return Section(id="changes", heading=heading, hint=hint)
    columns = (
        Column(key="no", head="No."),
        Column(key="when", head="When"),
        Column(key="what", head="What"),
        Column(key="kind", head="Kind", small=True),
        Column(key="verdict", head="Verdict", small=True),
        Column(key="why", head="Why"),
    )
    age = (
        " Age alone clears nothing."
        if found.blast.ledger.count("still possible")
        else ""
    )
    lead = Lead(w(f"{cap(ledger_words(found.blast.ledger))}{age}"))
    shown = nearest_entries(entries, found.blast.anchor)
    table = TableBlock(
        kind="ledger",
        columns=columns,
        caption="Changes and their verdicts",
        rows=tuple(_ledger_row(found, entry) for entry in shown),
    )
    rest = _rest(entries, shown)
    blocks = (lead, table, *((Paragraph(w(unknown(rest))),) if rest else ()))
    return Section(id="changes", heading=heading, blocks=blocks)


def _rest(entries: Sequence[LedgerEntry], shown: Sequence[LedgerEntry]) -> str:
    """Return how many of each verdict are not in the table, "" for none."""
    told = {entry.number for entry in shown}
    rest = [entry.verdict for entry in entries if entry.number not in told]
    counts = [
        f"{rest.count(verdict):,} {verdict}" for verdict in _DISCS if verdict in rest
    ]
    if not rest:
        return ""
    return (
        f"{len(rest):,} more are not shown, so their numbers are missing: "
        f"{joined(counts)}. Shown is what is supported, then what lies nearest to "
        "the onset."
    )


def _ledger_row(found: Assessment, entry: LedgerEntry) -> Row:
    ruled_out = entry.verdict == "ruled out"
    verdict = Span(entry.verdict) if ruled_out else strong(entry.verdict)
    at = when(found, entry.at)
    return Row(
        cells=(
            w(str(entry.number)),
            w(unknown()) if at == "unknown" else w(at),
            w(entry.what, *_role(entry)),
            w(entry.kind),
            w(verdict),
            w(entry_reason(entry)),
        ),
        tone="ruled-out" if ruled_out else "",
        disc=_DISCS[entry.verdict],
    )


def _role(entry: LedgerEntry) -> tuple[Span, ...]:
    """Return what it turned out to be, as said: it changes no verdict."""
    words = _ROLES.get(entry.role)
    return (small(f"said: {words}"),) if words else ()


def actions(found: Assessment) -> Section:
    """Return what was done: the level before and after, and the verdict."""
    done = found.incident.record.changes_to_production
    heading = _actions_heading(found)
    if found.incident.record.actions == ():
        nothing = Paragraph(w(unknown("Asked: nothing was done to production.")))
        return Section(id="actions", heading=heading, blocks=(nothing,))
    if not done:
        return Section(
            id="actions",
            heading=heading,
            hint="No action is recorded; add lines under actions.",
        )
    columns = (
        Column(key="when", head="When"),
        Column(key="action", head="Action"),
        Column(key="before", head="Before", small=True, phone_word="before"),
        Column(key="after", head="After", small=True, phone_word="after"),
        Column(key="effect", head="Effect"),
        Column(key="verdict", head="Verdict"),
    )
    told = {one.id: found.blast.headline_effect(one.id) for one in done}
    measured = any(
        effect is not None and effect.before is not None for effect in told.values()
    )
    # without a level on either side there is nothing to put before and after
    kept = [0, 1, 2, 3, 4, 5] if measured else [0, 1, 4, 5]
    every = [_action_cells(found, one, told[one.id]) for one in done]
    table = TableBlock(
        kind="actions",
        caption="Actions and what they did",
        columns=tuple(columns[position] for position in kept),
        rows=tuple(
            Row(cells=tuple(cells[position] for position in kept)) for cells in every
        ),
    )
    return Section(
        id="actions", heading=heading, blocks=(Lead(_actions_lead(found, done)), table)
    )


def _actions_heading(found: Assessment) -> str:
    """Return what was reached: a cause that is still there was not fixed."""
    clocks = found.clocks
    ends = {"mitigated": clocks.mitigate, "fixed": clocks.fix}
    reached = [word for word, clock in ends.items() if clock.moment.has_happened]
    return f"How it was {' and '.join(reached)}" if reached else "What was done"


def _actions_lead(found: Assessment, done: Sequence[Action]) -> Words:
    waves = [wave for wave in found.blast.waves[1:] if wave.follows]
    count = cap(plural(len(done), "action"))
    parts = [f"{count} changed production."]
    for number, wave in enumerate(found.blast.waves, 1):
        if number > 1 and wave in waves:
            how = "was caused by" if wave.caused else f"came {after_words(found, wave)}"
            parts.append(
                f"The {ordinal(number)} wave {how} “{_what(found, wave.follows or '')}”."
            )
    parts += _residual_words(found)
    if is_one_wave(found):
        parts.append("No second wave followed.")
    return w(" ".join(parts))


def _residual_words(found: Assessment) -> list[str]:
    """Return what was left until the fix, of every series that was hurt."""
    residuals = found.clocks.recovery.residuals if found.clocks.recovery else ()
    if not residuals:
        return []
    left = [
        f"of {one.series} {level_words(one.level, one.per, one.unit)}"
        for one in residuals
    ]
    named = {one.series for one in residuals}
    others = [
        one.series
        for one in found.blast.anchors
        if one.waves and one.series not in named
    ]
    text = f"{cap(joined(left))} remained until the fix"
    if others:
        text += f", of {joined(others)} nothing beyond the usual band"
    return [f"{text}."]


def _what(found: Assessment, name: str) -> str:
    """Return the words of an action or a change, by its ID."""
    record = found.incident.record
    known = {one.id: one.what for one in record.changes or ()}
    known |= {one.id: one.what for one in record.actions or ()}
    return known.get(name, name)


def _action_cells(
    found: Assessment, action: Action, effect: MitigationEffect | None
) -> tuple[Words, ...]:
    at = when(found, action.applied_at)
    notes = [_purpose(found, action)]
    if (
        effect is not None
        and len(found.incident.measured) > 1
        and effect.before is not None
    ):
        notes.append(f"on {effect.series}")
    return (
        w(at) if at != "unknown" else w(unknown()),
        w(strong(action.what), *(small(note) for note in notes if note)),
        _level(found, effect, "before"),
        _level(found, effect, "after"),
        _effect(action, effect),
        _verdict(found, action, effect),
    )


def _purpose(found: Assessment, action: Action) -> str:
    first = found.response.first_change
    parts = [
        action.kind if action.kind != "unknown" else "",
        f"to {action.purpose}" if action.purpose != "both" else "to stabilize and fix",
    ]
    if first is not None and first.id == action.id:
        parts.append("first change to production")
    if action.undoes:
        parts.append(f"takes back “{_what(found, action.undoes)}”")
    return ", ".join(part for part in parts if part)


def _level(found: Assessment, effect: MitigationEffect | None, side: str) -> Words:
    level = None if effect is None else getattr(effect, side)
    if effect is None or level is None:
        return w(unknown())
    per, unit = series_unit(found, effect.series)
    return w(level_words(level, per, unit))


def _effect(action: Action, effect: MitigationEffect | None) -> Words:
    said = _SAID.get(action.effect, "")
    if effect is None or effect.told_drop is None:
        return w(said) if said else w(unknown())
    parts: list[str | Span] = [drop_words(effect.told_drop)]
    if (
        effect.low is not None
        and effect.high is not None
        and effect.high - effect.low > 0.005
    ):
        parts.append(small(f"{fall_words(effect.low)} to {fall_words(effect.high)}"))
    if said:
        parts.append(small(said))
    return w(*parts)


def _verdict(
    found: Assessment, action: Action, effect: MitigationEffect | None
) -> Words:
    parts: list[str | Span] = []
    if effect is None:
        parts.append(strong("only said") if action.effect != "unknown" else unknown())
    else:
        parts.append(strong(effect_verdict(effect)))
        if effect.reason:
            parts.append(small(effect_reason(effect.reason)))
        if effect.lag:
            parts.append(small(f"half of it within {duration_words(effect.lag)}"))
    for number, wave in enumerate(found.blast.waves, 1):
        if number > 1 and wave.follows == action.id:
            zone = found.incident.zone
            start = clock_words(wave.start, zone, day=reference_day(found))
            since = f"from {start}" if wave.start_known else "after it"
            parts.append(small(f"{ordinal(number)} wave {since}"))
    if action.removes_cause:
        parts.append(small("removed the cause"))
    return w(*parts)
