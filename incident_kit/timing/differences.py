"""Where does the record contradict itself, and where the data?

Both sides stay as they are: a person resolves a difference by correcting what
was said, or explains it.  A letter of which the data only do not prove what was
said is no difference, and what an action did is told once, at the action.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from incident_kit.blast.temporary_mitigation import HELD
from incident_kit.instants.elapsed import NEAR
from incident_kit.record.contradictions import certainly_after, contradictions
from incident_kit.record.explanations import explained_name, explanations_of
from incident_kit.record.letters import LETTERS
from incident_kit.record.moments import MOMENTS
from incident_kit.results.differences import Difference, DifferenceKind
from incident_kit.timing.relief import measured_reliefs

if TYPE_CHECKING:
    from collections.abc import Iterator

    from incident_kit.errors import Path
    from incident_kit.incident import Incident
    from incident_kit.instants.written import Written
    from incident_kit.record.incident_record import Record
    from incident_kit.record.parts import Explanation
    from incident_kit.results.clocks import Clocks, Recovery
    from incident_kit.results.findings import BlastMap

# zones differ by whole half hours (a few by quarters)
_HALF_HOUR = timedelta(minutes=30)


def find_differences(
    incident: Incident, blast: BlastMap, clocks: Clocks
) -> tuple[Difference, ...]:
    """Return every difference: within the record first, then against the data."""
    record = incident.record
    found = [*_within(record)]
    if incident.measured:
        actions = [*_effects(record, blast)]
        found += _zone(incident, blast, clocks)
        found += _letters(record, blast, with_actions=not actions)
        found += _times(record, blast, clocks)
        found += _author(record, blast, clocks)
        found += _triggers(record, blast)
        found += actions
        found += _waves(record, blast)
    return tuple(found)


def stale_explanations(
    record: Record, differences: tuple[Difference, ...]
) -> tuple[Explanation, ...]:
    """Return the explanations of what does not differ (any more)."""
    names = {one.name for one in differences}
    return tuple(one for one in record.explanations if one.field not in names)


def _difference(
    record: Record, kind: DifferenceKind, name: str, path: Path, **sides: Any
) -> Difference:
    why = explanations_of(record, name)
    return Difference(kind=kind, name=name, path=path, explanations=why, **sides)


def _within(record: Record) -> Iterator[Difference]:
    """Yield what the record says against itself."""
    for path, what, mend in contradictions(record):
        name = explained_name(path, record)
        said = _text(record, path)
        yield _difference(
            record, "record", name, path, said=said, problem=what, mend=mend
        )


def _text(record: Record, path: Path) -> str:
    """Return a value of the record as it was written."""
    value: Any = record
    for step in path:
        value = value[step] if isinstance(step, int) else getattr(value, step)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return " to ".join(one.text for one in value)
    return str(getattr(value, "text", value))


def _letters(
    record: Record, blast: BlastMap, *, with_actions: bool
) -> Iterator[Difference]:
    for one in blast.findings:
        told_at_actions = one.letter == "T" and not with_actions
        unproven = one.letter == "S" and one.verdict == "partly"
        if one.verdict not in {"disagrees", "partly"} or told_at_actions or unproven:
            continue
        letter = LETTERS[one.letter]
        said = dict(record.blast.letters)[one.letter].answer
        name, path = f"blast.{letter}", ("blast", letter)
        yield _difference(record, "letter", name, path, said=said, measured=one.verdict)


def _times(record: Record, blast: BlastMap, clocks: Clocks) -> Iterator[Difference]:
    """Yield the turning points that were said otherwise than they were measured."""
    onset, fine = clocks.onset, clocks.mitigate
    if clocks.onset_how == "measured" and _differ(record.started_at, onset):
        yield _difference(
            record,
            "onset",
            "clocks.onset",
            ("started_at",),
            said=record.started_at,
            measured=onset,
            series=blast.anchor.series,
        )
    said = fine.said
    if clocks.recovery is not None and _is_fuller(said, fine.moment, clocks.recovery):
        return  # what was left until then is why it was said later
    if fine.how == "measured" and said is not None and _differ(said, fine.moment):
        yield _difference(
            record,
            "fine again",
            "clocks.mitigate",
            ("mitigated_at",),
            said=said,
            measured=fine.moment,
        )


def _is_fuller(said: Written | None, measured: Written, found: Recovery) -> bool:
    """Whether users are said to be fine later than measured, and something was left.

    Of what is left in part it is as true that they are not fine yet.
    """
    if said is not None and said.form == "not yet":
        return found.is_partial
    at, low = None if said is None else said.latest, measured.latest
    return at is not None and low is not None and at > low and bool(found.residuals)


def _triggers(record: Record, blast: BlastMap) -> Iterator[Difference]:
    """Yield each change that is said to have set it off, and came after the onset."""
    ruled = {one.id: one for one in blast.ledger.entries if one.verdict == "ruled out"}
    for index, change in enumerate(record.changes or ()):
        if change.role == "trigger" and change.id in ruled:
            name, path = f"changes.{change.id}.role", ("changes", index, "role")
            yield _difference(record, "trigger", name, path, said=change.id)


def _author(record: Record, blast: BlastMap, clocks: Clocks) -> Iterator[Difference]:
    """Yield that users are said to be fine by what did not do it, as measured."""
    by, fine = record.mitigated_by, clocks.mitigate
    named = record.action(by)
    if fine.how != "measured" or fine.moment.latest is None:
        return
    if by == "itself":
        told = [*measured_reliefs(record, blast, fine.moment)]
    else:
        is_late = named is not None and certainly_after(named.applied_at, fine.moment)
        effects = blast.effects_of(by or "")
        is_idle = any(one.came_after for one in effects)
        is_idle &= not any(one.has_helped for one in effects)
        told = [named] if named is not None and (is_late or is_idle) else []
    for action in told[-1:]:
        effect = blast.headline_effect(action.id)
        yield _difference(
            record,
            "mitigated by",
            "mitigated_by",
            ("mitigated_by",),
            said=action.id,
            measured=None if effect is None else effect.verdict,
        )


def _zone(incident: Incident, blast: BlastMap, clocks: Clocks) -> Iterator[Difference]:
    """Yield that all stated times lie beside a series, or off it by the same hours.

    Two things show it: no turning point lies in the series, or its onset and its end
    are both said by the same whole half hours too early or too late.
    """
    record, series = incident.record, incident.measured[0]
    assert series.values is not None  # noqa: S101  # measured series have levels
    points = [
        moment.stated
        for field in MOMENTS
        if (moment := getattr(record, field)).stated is not None
    ]
    if series.values.empty:
        return
    first, last = (at.to_pydatetime() for at in (series.values.index[[0, -1]]))
    off = None
    if len(points) > 1 and min(points) - last > _HALF_HOUR:
        off = min(points) - last
    elif len(points) > 1 and first - max(points) > _HALF_HOUR:
        off = max(points) - first
    elif (same := _same_hours(record, blast, clocks)) is not None:
        off = same
    if off is not None:
        yield _difference(
            record,
            "zone",
            "timezone",
            ("timezone",),
            said=record.zone.key,
            series=series.name,
            off=off,
        )


def _same_hours(record: Record, blast: BlastMap, clocks: Clocks) -> timedelta | None:
    """Return by how many hours onset and recovery are both said too late."""
    begun, fine = record.started_at.stated, record.mitigated_at.stated
    bad, over = blast.anchor.first_bad, clocks.mitigate.moment.stated
    if begun is None or fine is None or bad is None or over is None:
        return None
    if not blast.anchor.is_measured or clocks.mitigate.how != "measured":
        return None
    early, late = begun - bad.to_pydatetime(), fine - over
    hours = round(early / _HALF_HOUR) * _HALF_HOUR
    is_same = abs(early - hours) <= NEAR >= abs(late - hours)
    return hours if hours and is_same else None


def _differ(said: Written, measured: Written) -> bool:
    """Whether a stated time lies well outside a measured one."""
    if "unknown" in {said.form, measured.form}:
        return False
    if "not yet" in {said.form, measured.form}:
        return said.form != measured.form
    first = said.earliest if said.form != "by" else None
    last = said.latest if said.form != "after" else None
    early, late = measured.low, measured.high
    before = early is not None and last is not None and last + NEAR < early
    return before or (late is not None and first is not None and first - NEAR > late)


def _effects(record: Record, blast: BlastMap) -> Iterator[Difference]:
    for index, action in enumerate(record.actions or ()):
        effect = blast.headline_effect(action.id)
        if effect is None or effect.verdict == "cannot tell":
            continue
        if action.effect in HELD and effect.verdict not in HELD[action.effect]:
            yield _difference(
                record,
                "effect",
                f"actions.{action.id}.effect",
                ("actions", index, "effect"),
                said=action.effect,
                measured=effect.verdict,
                series=effect.series,
            )


def _waves(record: Record, blast: BlastMap) -> Iterator[Difference]:
    """Yield the stated waves of which no series shows anything."""
    only_said = {
        wave.start for wave in blast.waves if wave.how == "said" and not wave.series
    }
    for index, wave in enumerate(record.waves or ()):
        if wave.start.earliest in only_said:
            name, path = f"waves[{index}]", ("waves", index)
            yield _difference(record, "wave", name, path, said=wave.start)
