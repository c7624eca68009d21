"""S: what moved first?  The ledger of changes against the anchor time."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from incident_kit.blast.against_onset import (
    Judged,
    certainly_after,
    distance,
    judge_by_onset,
)
from incident_kit.results.findings import Finding, Ledger, LedgerEntry
from incident_kit.results.reasons import FindingReason, LedgerReason

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from incident_kit.blast.ledger_input import Job, LedgerInput
    from incident_kit.record.letters import SaidSystemChange
    from incident_kit.results.findings import (
        AnchorTime,
        MitigationEffect,
        Place,
        Verdict,
        Wave,
    )

_RANK: dict[str, int] = {"supported": 0, "still possible": 1, "ruled out": 2}


def assess_changes(
    changes: Sequence[LedgerInput],
    anchor: AnchorTime,
    *,
    impact: Sequence[Wave] | None = None,
    radius: object | None = None,
    locations: Sequence[Place] = (),
    others: Sequence[AnchorTime] = (),
    undone: Mapping[str, MitigationEffect] | None = None,
) -> Ledger:
    """Return a verdict and its reason for each change.

    A change after the first bad sample is ruled out, unless a later wave began after
    it: it is judged against that wave.  A stated onset rules nothing out; age alone clears nothing,
    and a change whose time is unknown stays possible.  What comes again and
    again is judged by the run that differs: it is supported where impact began
    before the next one.  What was taken back before the last good sample is ruled
    out.  ``undone`` has what taking a change back did to
    impact: it fell with it, or stayed.  ``impact`` are the waves; what a later one
    follows is judged against that one.  ``locations`` clear
    what reaches only places that stayed normal.  ``others`` are the onsets of further
    series, which what came before them can have set off.  ``radius`` is not used yet.
    """
    del radius
    undone = undone or {}
    explained = {wave.series for wave in impact or () if wave.caused}
    others = [one for one in others if one.series not in explained]
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
        _judge(
            one,
            anchor,
            later.get(one.id) or _next_wave(one, anchor, impact or ()),
            undone.get(one.id),
            others=others,
            where=where,
            odd=odd,
        )
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


def _next_wave(
    one: LedgerInput, anchor: AnchorTime, waves: Sequence[Wave]
) -> tuple[int, Wave] | None:
    """Return the wave that a change after the onset came before.

    None for what was done in response, and where something else caused that wave.
    """
    at, first_bad = one.at.earliest, anchor.first_bad
    if at is None or first_bad is None or one.is_action:
        return None
    if not certainly_after(one.at, first_bad):
        return None
    later = (
        pair for pair in enumerate(waves, 1) if pair[0] > 1 and pair[1].start >= at
    )
    number, wave = next(later, (0, None))
    return None if wave is None or wave.caused else (number, wave)


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
    others: Sequence[AnchorTime],
    where: Mapping[str, Place],
    odd: Mapping[Job, bool],
) -> LedgerEntry:
    verdict, reason = _by_wave(one, *wave) if wave else judge_by_onset(one, anchor)
    if verdict == "still possible" and wave is None:
        verdict, reason = (
            _by_its_end(one, anchor)
            or _by_undoing(undone, reason)
            or _by_place(one, where, reason)
            or _by_run(one, anchor, odd.get(one.job), reason)
            or (verdict, reason)
        )
    if verdict == "ruled out" and reason.onset == "after" and not one.is_action:
        verdict, reason = _by_another_series(one, others, undone) or (verdict, reason)
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


def _by_another_series(
    one: LedgerInput, others: Sequence[AnchorTime], undone: MitigationEffect | None
) -> Judged | None:
    """Return where a change lies before a later onset, in another series.

    Supported where that one fell when it was taken back.
    """
    for anchor in others:
        if anchor.first_bad is None or not anchor.is_measured:
            continue
        if not certainly_after(one.at, anchor.first_bad):
            if undone and undone.has_helped and undone.series == anchor.series:
                return "supported", LedgerReason(
                    code="undone elsewhere", series=anchor.series, delay=undone.delay
                )
            least, most = distance(one.at, anchor)
            return "still possible", LedgerReason(
                code="another series", series=anchor.series, by=least, most=most
            )
    return None


def _by_wave(one: LedgerInput, number: int, wave: Wave) -> Judged:
    at = one.at.point if wave.start_known else None
    reason = LedgerReason(
        code="wave",
        wave=number,
        by=None if at is None else wave.start - at,
        is_about=one.at.form == "about",
        blame=wave.blame if wave.follows == one.id else None,
    )
    is_to_blame = wave.caused and wave.follows == one.id
    return ("supported" if is_to_blame else "still possible"), reason


def _by_its_end(one: LedgerInput, anchor: AnchorTime) -> Judged | None:
    """Clear what was taken back before the last good sample: all was well after it."""
    last_good = anchor.last_good if anchor.is_measured else None
    ends = [at.high for at in one.undone_at if at.high is not None]
    if last_good is not None and any(end < last_good for end in ends):
        return "ruled out", LedgerReason(code="undone before")
    return None


def _by_undoing(effect: MitigationEffect | None, reason: LedgerReason) -> Judged | None:
    """Judge by what taking it back did; where nobody can tell, it says nothing."""
    if effect is None or effect.verdict == "cannot tell":
        return None
    if effect.has_helped:
        return "supported", replace(reason, code="undone and fell", delay=effect.delay)
    return "ruled out", replace(reason, code="undone and stayed")


def _by_place(
    one: LedgerInput, where: Mapping[str, Place], reason: LedgerReason
) -> Judged | None:
    """Clear what reaches only places that stayed normal; others clear nothing."""
    places = [where.get(name.casefold()) for name in one.reaches]
    known = [place for place in places if place is not None]
    if not known or len(known) < len(places):
        return None
    if all(place.verdict == "normal" for place in known):
        names = tuple(place.place for place in known)
        return "ruled out", replace(reason, code="normal places", places=names)
    return None


def _by_run(
    one: LedgerInput, anchor: AnchorTime, odd: bool | None, reason: LedgerReason
) -> Judged | None:
    """Judge what comes again and again by the run that differs.

    ``odd`` is None where no run of the job does, and whether one does that can have
    set it off.
    """
    if not one.every:
        return None
    reason = replace(reason, every=one.every)
    if not one.differs:
        return _by_other_runs(one, odd, reason)
    at, period = one.at.stated, one.period
    if at is None or period is None or not anchor.is_measured:
        return None
    first_bad = anchor.first_bad
    if first_bad is None or anchor.last_good is None or first_bad - at > period:
        return None
    return "supported", replace(reason, code="odd run")


def _by_other_runs(one: LedgerInput, odd: bool | None, reason: LedgerReason) -> Judged:
    """Clear a run that went well where another differs, which can have set it off."""
    if odd is None:
        return "still possible", replace(reason, code="no odd run")
    if not odd:
        return "still possible", replace(reason, code="no odd run before")
    if one.went_well:
        return "ruled out", replace(reason, code="ran as usual")
    return "still possible", replace(reason, code="run unknown")


def _is_late(one: LedgerInput, anchor: AnchorTime) -> bool:
    """Whether it came for certain after the onset."""
    return anchor.first_bad is not None and certainly_after(one.at, anchor.first_bad)


def assess_system_change(
    said: SaidSystemChange, ledger: Ledger, anchor: AnchorTime
) -> Finding:
    """Return whether what was suspected is what the ledger leaves possible.

    Where no series shows the onset, nothing is held against what was said.
    """
    changes = [entry for entry in ledger.listed if not entry.is_action]
    suspected = any(entry.id in said.suspects for entry in ledger.listed)
    if not (changes or suspected) or not anchor.is_measured:
        return Finding(
            letter="S", verdict="only said" if said.is_answered else "unknown"
        )
    if not said.is_answered:
        return Finding(letter="S", verdict="only measured")
    verdict, reason = _compare(said, ledger)
    return Finding(letter="S", verdict=verdict, reason=reason)


def _compare(
    said: SaidSystemChange, ledger: Ledger
) -> tuple[Verdict, FindingReason | None]:
    verdicts = {entry.id: entry.verdict for entry in ledger.entries}
    suspected = [verdicts[one] for one in said.suspects if one in verdicts]
    if not suspected:
        return "unknown", FindingReason(code="no change named")
    if all(verdict == "ruled out" for verdict in suspected):
        return "disagrees", FindingReason(code="suspects ruled out")
    reasons = {entry.id: entry.reason for entry in ledger.entries}
    codes = {reasons[one].code for one in said.suspects if one in reasons}
    if codes == {"undone elsewhere"}:
        return "partly", FindingReason(code="only another series")
    if all(verdict == "supported" for verdict in suspected):
        return "agrees", None
    if codes == {"wave"}:
        return "partly", FindingReason(code="only a wave")
    others = [
        entry.number
        for entry in ledger.listed
        if entry.verdict == "supported"
        and not entry.is_action
        and entry.id not in said.suspects
    ]
    if others and "supported" not in suspected:
        return "partly", FindingReason(code="another supported", number=others[0])
    return "partly", FindingReason(code="only in time")
