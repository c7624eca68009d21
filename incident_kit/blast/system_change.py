"""S: what moved first?  The ledger of changes against the anchor time."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from incident_kit.finding import Finding, Ledger, LedgerEntry
from incident_kit.instants.words import duration_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from incident_kit.finding import AnchorTime, LedgerVerdict, Verdict, Wave
    from incident_kit.instants.written import Written
    from incident_kit.record.parts import Action, Change, SaidSystemChange

QUESTION = "System change"
_POINTS = frozenset({"exact", "about"})
_RANK: dict[str, int] = {"supported": 0, "still possible": 1, "ruled out": 2}


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerInput:
    """One change or action, as the ledger needs it."""

    id: str
    what: str
    kind: str
    at: Written
    is_action: bool = False
    outcome: str = ""
    role: str = "unknown"


def ledger_inputs(
    changes: Sequence[Change], actions: Sequence[Action]
) -> tuple[LedgerInput, ...]:
    """Return changes and actions as one list: each action is a change, too."""
    return (
        *(LedgerInput(id=one.id, what=one.what, kind=one.kind, at=one.at,
                      outcome=one.outcome or "", role=one.role) for one in changes),
        *(LedgerInput(id=one.id, what=one.what, kind=one.kind, at=one.applied_at,
                      is_action=True) for one in actions),
    )  # fmt: skip


def assess_changes(
    changes: Sequence[LedgerInput],
    anchor: AnchorTime,
    *,
    impact: Sequence[Wave] | None = None,
    radius: object | None = None,
    locations: object | None = None,
) -> Ledger:
    """Return a verdict and its reason for each change, by the anchor alone.

    A change after the first bad sample is ruled out; age alone clears nothing,
    and a change whose time is unknown stays possible.  ``impact`` are the
    waves: the action that a later wave follows is judged against that wave.
    ``radius`` and ``locations`` are not used yet.
    """
    del radius, locations
    later: dict[str | None, tuple[int, Wave]] = {}
    for number, wave in _later_waves(impact or ()):
        later.setdefault(wave.follows, (number, wave))
    entries = [_judge(one, anchor, later.get(one.id)) for one in changes]
    entries.sort(key=_order)
    return Ledger(
        entries=tuple(
            replace(entry, number=number) for number, entry in enumerate(entries, 1)
        )
    )


def _later_waves(waves: Sequence[Wave]) -> list[tuple[int, Wave]]:
    return [(n, wave) for n, wave in enumerate(waves, 1) if n > 1 and wave.follows]


def _order(entry: LedgerEntry) -> tuple[int, bool, bool, float, str]:
    """Sort by verdict, then time; what was done in response comes last."""
    at = entry.at.earliest
    return (
        _RANK[entry.verdict], entry.is_action and entry.verdict == "ruled out",
        at is None, at.timestamp() if at else 0.0, entry.id,
    )  # fmt: skip


def _judge(
    one: LedgerInput, anchor: AnchorTime, wave: tuple[int, Wave] | None
) -> LedgerEntry:
    verdict, reason = _by_wave(one, *wave) if wave else _by_anchor(one, anchor)
    return LedgerEntry(
        number=0, id=one.id, what=one.what, kind=one.kind, at=one.at, verdict=verdict,
        reason=reason, is_action=one.is_action, outcome=one.outcome, role=one.role,
    )  # fmt: skip


def _by_wave(one: LedgerInput, number: int, wave: Wave) -> tuple[LedgerVerdict, str]:
    name = ordinal(number)
    after = ""
    known = wave.start_known and one.at.form in _POINTS
    if known and one.at.stated and one.at.stated <= wave.start:
        about = "about " if one.at.form == "about" else ""
        after = f" {about}{duration_words(wave.start - one.at.stated)} later"
    if wave.caused:
        return "supported", f"the {name} wave began{after}; {wave.blame}"
    return "still possible", f"not the onset; the {name} wave began{after}"


def ordinal(number: int) -> str:
    """Return "second" for 2."""
    words = ("first", "second", "third", "fourth", "fifth", "sixth")
    return words[number - 1] if 1 <= number <= len(words) else f"{number}th"


def _by_anchor(one: LedgerInput, anchor: AnchorTime) -> tuple[LedgerVerdict, str]:
    first_bad = anchor.first_bad
    if first_bad is None:
        if one.is_action:
            return "ruled out", "done in response to it"
        return "still possible", "no onset to hold it against here"
    if one.at.form == "not yet":
        return "ruled out", "not done yet"
    if one.is_action and one.at.low is None and not _by(one.at, first_bad):
        return "ruled out", "done in response to it"
    if one.at.earliest is None:
        return "still possible", "time unknown"
    if _certainly_after(one.at, first_bad):
        onset = "first bad sample" if anchor.is_measured else "stated onset"
        action = "done in response, " if one.is_action else ""
        return "ruled out", f"{action}after the {onset}"
    return "still possible", _distance(one, anchor, first_bad)


def _certainly_after(at: Written, first_bad: pd.Timestamp) -> bool:
    low = at.low
    if at.form == "about":
        return False
    return low is not None and low > first_bad


def _by(at: Written, first_bad: pd.Timestamp) -> bool:
    """Return whether an open or rough time lies, as stated, before the onset."""
    return at.latest is not None and at.latest <= first_bad


def _distance(one: LedgerInput, anchor: AnchorTime, first_bad: pd.Timestamp) -> str:
    failed = "failed; " if one.outcome == "failed" else ""
    onset = "first bad sample" if anchor.is_measured else "stated onset"
    at = one.at.stated if one.at.form in _POINTS else None
    if at is None and one.at.high is not None and one.at.high < first_bad:
        words = duration_words(first_bad - one.at.high)
        return f"{failed}at least {words} before the {onset}"
    if at is None:
        return f"{failed}its time is only known as a span"
    if at > first_bad:
        words = duration_words(at - first_bad)
        return f"{failed}about {words} after the {onset}, as remembered"
    if anchor.last_good is not None and at >= anchor.last_good:
        inside = "inside the anchor bracket" if anchor.is_measured else ""
        return f"{failed}{inside or _at_onset(anchor)}"
    about = "about " if one.at.form == "about" else ""
    words = duration_words(first_bad - at)
    return f"{failed}{about}{words} before the {onset}"


def _at_onset(anchor: AnchorTime) -> str:
    exact = anchor.last_good == anchor.first_bad
    return "at the stated onset" if exact else "within the stated onset"


def assess_system_change(said: SaidSystemChange, ledger: Ledger) -> Finding:
    """Return what was suspected beside what the ledger leaves possible."""
    if not ledger.listed:
        return Finding(
            letter="S", question=QUESTION, measured="No change is recorded.",
            verdict="only said" if said.is_answered else "unknown",
        )  # fmt: skip
    verdict, reason = _compare(said, ledger, answered=said.is_answered)
    return Finding(
        letter="S", question=QUESTION, measured=ledger_words(ledger),
        verdict=verdict, reason=reason,
    )  # fmt: skip


def ledger_words(ledger: Ledger) -> str:
    """Return the count of each verdict as a sentence."""
    total = len(ledger.listed)
    counts = {
        verdict: ledger.count(verdict)
        for verdict in ("supported", "still possible", "ruled out")
        if ledger.count(verdict)
    }
    if len(counts) == 1:
        all_of_them = {1: "One change,", 2: "2 changes, both"}.get(
            total, f"{total} changes, all"
        )
        return f"{all_of_them} {next(iter(counts))}."
    parts = [f"{count} {verdict}" for verdict, count in counts.items()]
    return f"{total} change{'s' * (total != 1)}: {', '.join(parts)}."


def _compare(
    said: SaidSystemChange, ledger: Ledger, *, answered: bool
) -> tuple[Verdict, str]:
    if not answered:
        return "only measured", ""
    verdicts = {entry.id: entry.verdict for entry in ledger.entries}
    suspected = [verdicts[one] for one in said.suspects if one in verdicts]
    if not suspected:
        return "unknown", "the answer names no change; add blast.system_change.suspects"
    if all(verdict == "ruled out" for verdict in suspected):
        return "disagrees", "every suspect is ruled out"
    if all(verdict == "supported" for verdict in suspected):
        return "agrees", ""
    return (
        "partly",
        "what is suspected is not ruled out; time alone does not prove it",
    )
