"""S: what moved first?  The ledger of changes against the anchor time."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from incident_kit.instants.words import duration_words
from incident_kit.results.findings import Finding, Ledger, LedgerEntry

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from incident_kit.blast.ledger_input import Job, LedgerInput
    from incident_kit.instants.written import Written
    from incident_kit.record.parts import SaidSystemChange
    from incident_kit.results.findings import (
        AnchorTime,
        LedgerVerdict,
        MitigationEffect,
        Place,
        Verdict,
        Wave,
    )

QUESTION = "System change"
_POINTS = frozenset({"exact", "about"})
_RANK: dict[str, int] = {"supported": 0, "still possible": 1, "ruled out": 2}


def assess_changes(
    changes: Sequence[LedgerInput],
    anchor: AnchorTime,
    *,
    impact: Sequence[Wave] | None = None,
    radius: object | None = None,
    locations: Sequence[Place] = (),
    undone: Mapping[str, MitigationEffect] | None = None,
) -> Ledger:
    """Return a verdict and its reason for each change.

    A change after the first bad sample is ruled out; age alone clears nothing,
    and a change whose time is unknown stays possible.  What comes again and
    again is judged by the run that differs: it is supported where impact began
    before the next one.  What was taken back before the last good sample is ruled
    out.  ``undone`` has what taking a change back did to
    impact: it fell with it, or stayed.  ``impact`` are the waves: the action
    that a later wave follows is judged against that wave.  ``locations`` clear
    what reaches only places that stayed normal.  ``radius`` is not used yet.
    """
    del radius
    undone = undone or {}
    where = {one.place.casefold(): one for one in locations}
    later: dict[str | None, tuple[int, Wave]] = {}
    for number, wave in _later_waves(impact or ()):
        later.setdefault(wave.follows, (number, wave))
    odd: dict[Job, bool] = {}
    for one in changes:
        if one.every and one.differs:
            late = _is_late(one, anchor)
            odd[one.job] = odd.get(one.job, False) or not late
    entries = [
        _judge(one, anchor, later.get(one.id), undone.get(one.id), where=where, odd=odd)
        for one in changes
    ]
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
        _RANK[entry.verdict],
        entry.is_action and entry.verdict == "ruled out",
        at is None,
        at.timestamp() if at else 0.0,
        entry.id,
    )


def nearest_entries(
    entries: Sequence[LedgerEntry], anchor: AnchorTime | None, most: int = 12
) -> tuple[LedgerEntry, ...]:
    """Return the entries that one looks at first, in the order of the ledger.

    All up to ``most`` of them; else the supported ones, then the possible ones
    that lie nearest to the onset, then the others; a time that is not known
    lies far.
    """
    if len(entries) <= most:
        return tuple(entries)
    onset = None if anchor is None else anchor.first_bad

    def place(entry: LedgerEntry) -> tuple[int, float]:
        at = entry.at.stated or entry.at.latest
        far = float("inf")
        if at is None or onset is None:
            return _RANK[entry.verdict], far
        return _RANK[entry.verdict], abs((onset - at).total_seconds())

    first = sorted(entries, key=place)[:most]
    return tuple(sorted(first, key=lambda entry: entry.number))


def _judge(
    one: LedgerInput,
    anchor: AnchorTime,
    wave: tuple[int, Wave] | None,
    undone: MitigationEffect | None,
    *,
    where: Mapping[str, Place],
    odd: Mapping[Job, bool],
) -> LedgerEntry:
    verdict, reason = _by_wave(one, *wave) if wave else _by_anchor(one, anchor)
    if verdict == "still possible" and wave is None:
        verdict, reason = (
            _by_its_end(one, anchor)
            or _by_undoing(undone, reason)
            or _by_place(one, where, reason)
            or _by_run(one, anchor, odd.get(one.job), reason)
            or (verdict, reason)
        )
    return LedgerEntry(
        number=0,
        id=one.id,
        what=one.what,
        kind=one.kind,
        at=one.at,
        verdict=verdict,
        reason=reason,
        is_action=one.is_action,
        outcome=one.outcome,
        role=one.role,
    )


def _by_wave(one: LedgerInput, number: int, wave: Wave) -> tuple[LedgerVerdict, str]:
    name = ordinal(number)
    after = ""
    at = one.at.stated if wave.start_known and one.at.form in _POINTS else None
    if at is not None and at <= wave.start:
        about = "about " if one.at.form == "about" else ""
        after = f" {about}{duration_words(wave.start - at)} later"
    elif at is not None:
        after = " about when it was applied"
    if wave.caused:
        return "supported", f"the {name} wave began{after}; {wave.blame}"
    return "still possible", f"not the onset; the {name} wave began{after}"


def ordinal(number: int) -> str:
    """Return "second" for 2."""
    words = ("first", "second", "third", "fourth", "fifth", "sixth")
    return words[number - 1] if 1 <= number <= len(words) else f"{number}th"


def _by_its_end(
    one: LedgerInput, anchor: AnchorTime
) -> tuple[LedgerVerdict, str] | None:
    """Clear what was taken back before the last good sample: all was well after it."""
    last_good = anchor.last_good if anchor.is_measured else None
    ends = [at.high for at in one.undone_at if at.high is not None]
    if last_good is not None and any(end < last_good for end in ends):
        return "ruled out", "taken back before it began"
    return None


def _by_undoing(
    effect: MitigationEffect | None, reason: str
) -> tuple[LedgerVerdict, str] | None:
    """Judge by what taking it back did; where nobody can tell, it says nothing."""
    if effect is None or effect.verdict == "cannot tell":
        return None
    if effect.has_helped:
        return "supported", f"impact fell when it was taken back; {reason}"
    return "ruled out", "it was taken back, and impact stayed"


def _by_place(
    one: LedgerInput, where: Mapping[str, Place], reason: str
) -> tuple[LedgerVerdict, str] | None:
    """Clear what reaches only places that stayed normal; others clear nothing."""
    places = [where.get(name.casefold()) for name in one.reaches]
    known = [place for place in places if place is not None]
    if not known or len(known) < len(places):
        return None
    if all(place.verdict == "normal" for place in known):
        names = ", ".join(place.place for place in known[:4])
        return "ruled out", f"reaches only {names}, which stayed normal; {reason}"
    return None


def _by_run(
    one: LedgerInput, anchor: AnchorTime, odd: bool | None, reason: str
) -> tuple[LedgerVerdict, str] | None:
    """Judge what comes again and again by the run that differs.

    ``odd`` is None where no run of the job does, and whether one does that can have
    set it off.
    """
    if not one.every:
        return None
    if not one.differs:
        return _by_other_runs(one, odd, reason)
    at, period = one.at.stated, one.period
    if at is None or period is None or not anchor.is_measured:
        return None
    first_bad = anchor.first_bad
    if first_bad is None or anchor.last_good is None or first_bad - at > period:
        return None
    return "supported", f"unlike its other runs, every {one.every}; {reason}"


def _by_other_runs(
    one: LedgerInput, odd: bool | None, reason: str
) -> tuple[LedgerVerdict, str]:
    """Clear a run that went well where another differs, which can have set it off."""
    often = f"comes every {one.every}"
    if odd is None:
        return "still possible", f"{often}, no run is known to differ; {reason}"
    if not odd:
        return "still possible", f"{often}, none before it is known to differ; {reason}"
    if one.went_well:
        return "ruled out", f"{often}; this run went like the others"
    return "still possible", f"{often}, how this run went is not known; {reason}"


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


def _is_late(one: LedgerInput, anchor: AnchorTime) -> bool:
    """Whether it came for certain after the onset."""
    return anchor.first_bad is not None and _certainly_after(one.at, anchor.first_bad)


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
            letter="S",
            question=QUESTION,
            measured="No change is recorded.",
            verdict="only said" if said.is_answered else "unknown",
        )
    verdict, reason = _compare(said, ledger, answered=said.is_answered)
    return Finding(
        letter="S",
        question=QUESTION,
        measured=ledger_words(ledger),
        verdict=verdict,
        reason=reason,
    )


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
    others = [
        entry.number
        for entry in ledger.listed
        if entry.verdict == "supported"
        and not entry.is_action
        and entry.id not in said.suspects
    ]
    if others and "supported" not in suspected:
        return "partly", f"the data point at another one, no. {others[0]}"
    return (
        "partly",
        "what is suspected is not ruled out; time alone does not prove it",
    )
