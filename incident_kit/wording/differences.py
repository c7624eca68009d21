"""Two sides that do not agree, in words, and why both stand in the words of who knows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from incident_kit.instants.words import duration_words
from incident_kit.instants.written import Written
from incident_kit.record.letters import LETTERS
from incident_kit.styled import Words, code, strong, w
from incident_kit.timing.differences import stale_explanations
from incident_kit.wording.actions import mitigated_by
from incident_kit.wording.findings import QUESTIONS, finding_words
from incident_kit.wording.phrases import bare
from incident_kit.wording.system_change import entry_reason
from incident_kit.wording.temporary_mitigation import DID, effect_reason
from incident_kit.wording.times import times_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from incident_kit.record.incident_record import Record
    from incident_kit.record.parts import Explanation
    from incident_kit.results.differences import Difference, DifferenceKind
    from incident_kit.results.findings import Wave
    from incident_kit.timing.assessment import Assessment
    from incident_kit.wording.times import Times

_MENDS: dict[DifferenceKind, str] = {
    "letter": "correct the answer, or say why both stand",
    "onset": "correct started_at",
    "fine again": "correct mitigated_at",
    "mitigated by": "correct mitigated_by",
    "trigger": "correct role, or the time of the change",
    "effect": "correct effect",
    "wave": "correct or take out the wave",
    "zone": "correct timezone, or the times of the file",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sides:
    """What is said, what stands against it, and how to make them agree."""

    said: str
    against: str
    mend: str


def both_sides(found: Assessment, one: Difference) -> Sides:
    """Return a difference in words."""
    if one.kind == "record":
        said = f"{one.name}: {one.said}"
        return Sides(said=said, against=one.problem, mend=one.mend)
    said, against = _measured_sides(found, one)
    return Sides(said=said, against=against, mend=_MENDS[one.kind])


def _measured_sides(found: Assessment, one: Difference) -> tuple[str, str]:
    record, index = found.incident.record, one.path[-1]

    def at(moment: object) -> str:
        assert isinstance(moment, Written)  # noqa: S101  # of these kinds both are times
        return times_of(found).at(moment)

    match one.kind:
        case "onset":
            return (
                f"Said to have begun {at(one.said)}.",
                f"The first bad sample of {one.series} came {at(one.measured)}.",
            )
        case "fine again":
            return _fine_again(found, one.said, one.measured)
        case "mitigated by":
            return _author_sides(found, str(one.said))
        case "trigger":
            [entry] = [e for e in found.blast.ledger.entries if e.id == one.said]
            said = f"“{bare(entry.what)}” is said to have set it off."
            return said, f"It is ruled out: {entry_reason(entry)}."
        case "zone":
            return _zone_sides(one)
        case "effect" if isinstance(index, str):
            action = (record.actions or ())[int(one.path[1])]
            effect = found.blast.headline_effect(action.id)
            reason = effect_reason(effect.reason) if effect else ""
            did = "" if effect is None else DID[effect.verdict]
            it = "" if did == DID["none"] else "it "
            return (
                f"{action.what}: effect said to be {one.said}.",
                f"On {one.series}: {it}{did}{f' ({reason})' if reason else ''}.",
            )
        case "wave" if isinstance(index, int):
            what = (record.waves or ())[index].what
            said = f"{f'{what}: a' if what else 'A'} wave is said to have begun"
            return f"{said} {at(one.said)}.", "No series shows one then."
    return _letter(found, one)


def _author_sides(found: Assessment, name: str) -> tuple[str, str]:
    """Return by what users are said to be fine, and what was measured of the action."""
    record, effect = found.incident.record, found.blast.headline_effect(name)
    action = record.action(name)
    assert action is not None  # noqa: S101  # of this kind it is one
    times = times_of(found)
    done = times.at(action.applied_at)
    reason = effect_reason(effect.reason, times) if effect is not None else ""
    if record.mitigated_by == "itself":
        did = f"“{bare(action.what)}”, done {done}, {DID['worked']}."
        return "Users are said to have been fine again without an action.", did
    why = f"; {reason}" if reason else ""
    return mitigated_by(record), f"It was done {done}{why}."


def _zone_sides(one: Difference) -> tuple[str, str]:
    off = one.off or timedelta(0)
    where = "after" if off > timedelta(0) else "before"
    return (
        f"The times of this record, in {one.said}.",
        f"They lie about {duration_words(off)} {where} those of {one.series}.",
    )


def _fine_again(found: Assessment, said: object, measured: object) -> tuple[str, str]:
    """Return when users are said to have been fine, and since when impact stayed low."""
    assert isinstance(said, Written)  # noqa: S101  # both are times
    assert isinstance(measured, Written)  # noqa: S101
    times, over = times_of(found), said.latest
    against = f"The data show little harm from {times.when(measured)} on."
    if measured.form == "not yet":
        against = "Impact has not stayed low yet."
    elif measured.form == "after":
        against = f"Impact was still high {times.at(measured).replace('after', 'at')}, the last sample."
    elif over is not None and _came_again(found.blast.waves, over):
        against = (
            f"Another wave came, and impact stayed low from {times.when(measured)} on."
        )
    if said.form == "not yet":
        return "Users were said not to be fine again yet.", against
    return f"Users were said to be fine again {times.at(said)}.", against


def _came_again(waves: Sequence[Wave], at: datetime) -> bool:
    """Whether a wave came before an instant, and another one after it."""
    return bool(waves) and waves[0].start <= at and any(one.start > at for one in waves)


def _letter(found: Assessment, one: Difference) -> tuple[str, str]:
    [finding] = [f for f in found.blast.findings if LETTERS[f.letter] == one.path[-1]]
    words, question = finding_words(found, finding), QUESTIONS[finding.letter]
    reason = words.reason
    reason = f" {reason[:1].upper()}{reason[1:]}." if reason else ""
    said = f"{question} “{str(one.said).strip()}”" if one.said else question
    return said, f"{words.measured}{reason}"


_STALE = "It explains something that no longer differs; take it out, or correct its "


def explained_words(difference: Difference, times: Times) -> str:
    """Return how a difference is explained, by whom and when; empty if it is not."""
    return " ".join(_words(one, times) for one in difference.explanations)


def letter_explained(letter: str, apart: Sequence[Difference], times: Times) -> str:
    """Return why what was said of a letter and what was measured both stand."""
    name = f"blast.{LETTERS[letter]}"
    return next((explained_words(one, times) for one in apart if one.name == name), "")


def stale_rows(
    record: Record, apart: Sequence[Difference], times: Times
) -> list[tuple[Words, Words]]:
    """Return the explanations whose difference is gone: said, never deleted."""
    return [
        (
            w(strong("Explained, and no longer different: "), code(one.field)),
            w(f"{_words(one, times)} {_STALE}", code("field"), "."),
        )
        for one in stale_explanations(record, tuple(apart))
    ]


def _words(one: Explanation, times: Times) -> str:
    at = times.when(one.at) if one.at.is_known else ""
    who = ", ".join(part for part in (one.by or "", at) if part)
    return f"Explained{f' ({who})' if who else ''}: “{one.why.strip()}”"
