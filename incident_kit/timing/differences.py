"""Where does the record contradict itself, and where the data?

Both sides stay as they are: a person resolves a difference by correcting what
was said, or explains it.  A letter of which the data only do not prove what was
said is no difference, and what an action did is told once, at the action.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from incident_kit.instants.words import moment_words
from incident_kit.record.contradictions import contradictions
from incident_kit.record.explanations import explained_name, explanations_of
from incident_kit.results.differences import Difference

if TYPE_CHECKING:
    from collections.abc import Iterator
    from zoneinfo import ZoneInfo

    from incident_kit.incident import Incident
    from incident_kit.instants.written import Written
    from incident_kit.record.contradictions import Path
    from incident_kit.record.incident_record import Record
    from incident_kit.record.parts import Explanation
    from incident_kit.results.clocks import Clocks
    from incident_kit.results.findings import BlastMap

# how far a remembered time may lie from a measured one, and still be the same
_NEAR = timedelta(minutes=10)
LETTERS = {
    "B": "blast_radius",
    "L": "location",
    "A": "anchor_time",
    "S": "system_change",
    "T": "temporary_mitigation",
}
"""The field of each letter under ``blast``."""
_SAME = {
    "full": {"worked"},
    "partial": {"partly", "worked"},
    "none": {"none"},
    "worse": {"worse"},
}
_DID = {
    "worked": "it worked",
    "partly": "it helped partly",
    "none": "no visible effect",
    "worse": "it made it worse",
}


def find_differences(
    incident: Incident, blast: BlastMap, clocks: Clocks
) -> tuple[Difference, ...]:
    """Return every difference: within the record first, then against the data."""
    record = incident.record
    found = [*_within(record)]
    if incident.measured:
        actions = [*_effects(record, blast)]
        found += _letters(record, blast, with_actions=not actions)
        found += _times(record, blast, clocks, incident.zone)
        found += actions
        found += _waves(record, blast, incident.zone)
    return tuple(found)


def stale_explanations(
    record: Record, differences: tuple[Difference, ...]
) -> tuple[Explanation, ...]:
    """Return the explanations of what does not differ (any more)."""
    names = {one.name for one in differences}
    return tuple(one for one in record.explanations if one.field not in names)


def _difference(record: Record, name: str, path: Path, **sides: Any) -> Difference:
    why = explanations_of(record, name)
    return Difference(name=name, path=path, explanations=why, **sides)


def _within(record: Record) -> Iterator[Difference]:
    """Yield what the record says against itself."""
    for path, what, mend in contradictions(record):
        name = explained_name(path, record)
        yield _difference(
            record,
            name,
            path,
            said=f"{name}: {_text(record, path)}",
            against=what,
            mend=mend,
            is_measured=False,
        )


def _text(record: Record, path: Path) -> str:
    """Return a value of the record as it was written."""
    value: Any = record
    for step in path:
        value = value[step] if isinstance(step, int) else getattr(value, step)
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
        reason = f" {one.reason[:1].upper()}{one.reason[1:]}." if one.reason else ""
        yield _difference(
            record,
            f"blast.{letter}",
            ("blast", letter),
            said=f"{one.question} “{said.strip()}”" if said else one.question,
            against=f"{one.measured}{reason}",
            mend="correct the answer, or say why both stand",
        )


def _times(
    record: Record, blast: BlastMap, clocks: Clocks, zone: ZoneInfo
) -> Iterator[Difference]:
    """Yield the turning points that were said otherwise than they were measured."""
    onset, fine = clocks.onset, clocks.mitigate
    if clocks.onset_how == "measured" and _differ(record.started_at, onset):
        yield _difference(
            record,
            "clocks.onset",
            ("started_at",),
            said=f"Said to have begun {_at(record.started_at, zone)}.",
            against=f"The first bad sample of {blast.anchor.series} came {_at(onset, zone)}.",
            mend="correct started_at",
        )
    said = fine.said
    if fine.how == "measured" and said is not None and _differ(said, fine.moment):
        measured = "Impact has not stayed low yet."
        if fine.moment.is_known:
            measured = f"Impact was above the usual until {_at(fine.moment, zone)}."
        told = f"Users were said to be fine again {_at(said, zone)}."
        if said.form == "not yet":
            told = "Users were said not to be fine again yet."
        yield _difference(
            record,
            "clocks.mitigate",
            ("mitigated_at",),
            said=told,
            against=measured,
            mend="correct mitigated_at",
        )


def _differ(said: Written, measured: Written) -> bool:
    """Whether a stated time lies well outside a measured one."""
    if "unknown" in {said.form, measured.form}:
        return False
    if "not yet" in {said.form, measured.form}:
        return said.form != measured.form
    early, late = measured.low, measured.high
    before = (
        said.form != "after"
        and early is not None
        and said.latest is not None
        and said.latest + _NEAR < early
    )
    after = (
        said.form != "by"
        and late is not None
        and said.earliest is not None
        and said.earliest - _NEAR > late
    )
    return before or after


def _at(moment: Written, zone: ZoneInfo) -> str:
    return moment_words(moment, zone)


def _effects(record: Record, blast: BlastMap) -> Iterator[Difference]:
    for index, action in enumerate(record.actions or ()):
        effect = blast.headline_effect(action.id)
        if effect is None or effect.verdict not in _DID or action.effect not in _SAME:
            continue
        if effect.verdict not in _SAME[action.effect]:
            reason = f" ({effect.reason})" if effect.reason else ""
            yield _difference(
                record,
                f"actions.{action.id}.effect",
                ("actions", index, "effect"),
                said=f"{action.what}: effect said to be {action.effect}.",
                against=f"On {effect.series}: {_DID[effect.verdict]}{reason}.",
                mend="correct effect",
            )


def _waves(record: Record, blast: BlastMap, zone: ZoneInfo) -> Iterator[Difference]:
    """Yield the stated waves of which no series shows anything."""
    only_said = {
        wave.start for wave in blast.waves if wave.how == "said" and not wave.series
    }
    for index, wave in enumerate(record.waves or ()):
        if wave.start.earliest in only_said:
            what = f"{wave.what}: a" if wave.what else "A"
            yield _difference(
                record,
                f"waves[{index}]",
                ("waves", index),
                said=f"{what} wave is said to have begun {_at(wave.start, zone)}.",
                against="No series shows one then.",
                mend="correct or take out the wave",
            )
