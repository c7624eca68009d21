"""The ledger of changes in words: each verdict's reason, and the counts."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from incident_kit.instants.words import duration_words

if TYPE_CHECKING:
    from incident_kit.results.findings import Ledger, LedgerEntry
    from incident_kit.results.reasons import (
        Blame,
        FindingReason,
        LedgerCode,
        LedgerReason,
        OnsetCode,
    )

_NAMED = 4
BLAMES: dict[Blame, str] = {
    "undoing ended it": "undoing it ended the wave",
    "stated worse": "stated worse",
}
_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth")
# what decides; the place in time stands after it where it ends in "; "
_DECIDED: dict[LedgerCode, str] = {
    "onset": "",
    "undone before": "taken back before it began",
    "undone and fell": "impact fell when it was taken back; ",
    "undone and stayed": "it was taken back, and impact stayed",
    "normal places": "reaches only {places}, which stayed normal; ",
    "odd run": "unlike its other runs, every {every}; ",
    "no odd run": "comes every {every}, no run is known to differ; ",
    "no odd run before": "comes every {every}, none before it is known to differ; ",
    "ran as usual": "comes every {every}; this run went like the others",
    "run unknown": "comes every {every}, how this run went is not known; ",
}
_LIES: dict[OnsetCode, str] = {
    "no onset": "no onset to hold it against here",
    "in response": "done in response to it",
    "not done": "not done yet",
    "time unknown": "time unknown",
    "after": "after the {onset}",
    "remembered after": "about {by} after the {onset}, as remembered",
    "before": "{about}{by} before the {onset}",
    "at least before": "at least {by} before the {onset}",
    "span": "its time is only known as a span",
    "in the bracket": "inside the anchor bracket",
    "at the onset": "at the stated onset",
    "within the onset": "within the stated onset",
}
_UNTIMED = frozenset({"no onset", "in response", "not done", "time unknown", "after"})


def ordinal(number: int) -> str:
    """Return "second" for 2."""
    return _ORDINALS[number - 1] if 1 <= number <= len(_ORDINALS) else f"{number}th"


def entry_reason(entry: LedgerEntry) -> str:
    """Return why a change can (not) have set it off."""
    reason = entry.reason
    if reason.wave is not None:
        return _wave_reason(reason, reason.wave)
    places = ", ".join(reason.places[:_NAMED])
    told = _DECIDED[reason.code]
    text = told.format(places=places, every=reason.every)
    return text if told and not told.endswith("; ") else f"{text}{_lies(entry)}"


def _lies(entry: LedgerEntry) -> str:
    reason = entry.reason
    if reason.onset is None:
        return ""
    words = _LIES[reason.onset].format(
        onset="first bad sample" if reason.is_measured else "stated onset",
        by="" if reason.by is None else duration_words(reason.by),
        about="about " if reason.is_about else "",
    )
    if reason.onset == "after" and entry.is_action:
        return f"done in response, {words}"
    if entry.outcome == "failed" and reason.onset not in _UNTIMED:
        return f"failed; {words}"
    return words


def _wave_reason(reason: LedgerReason, number: int) -> str:
    after, name = "", ordinal(number)
    if reason.by is not None and reason.by >= timedelta(0):
        about = "about " if reason.is_about else ""
        after = f" {about}{duration_words(reason.by)} later"
    elif reason.by is not None:
        after = " about when it was applied"
    if reason.blame is not None:
        return f"the {name} wave began{after}; {BLAMES[reason.blame]}"
    return f"not the onset; the {name} wave began{after}"


def ledger_words(ledger: Ledger) -> str:
    """Return the count of each verdict as a sentence."""
    total = len(ledger.listed)
    if not total:
        return "No change is recorded."
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


def change_reason(reason: FindingReason) -> str:
    """Return why what was suspected does (not) hold."""
    match reason.code:
        case "no change named":
            return "the answer names no change; add blast.system_change.suspects"
        case "suspects ruled out":
            return "every suspect is ruled out"
        case "another supported":
            return f"the data point at another one, no. {reason.number}"
    return "what is suspected is not ruled out; time alone does not prove it"
