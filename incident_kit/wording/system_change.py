"""The ledger of changes in words: each verdict's reason, and the counts."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING

from incident_kit.instants.elapsed import Elapsed
from incident_kit.instants.words import duration_words, elapsed_words, joined
from incident_kit.styled import Span, Words, small, strong, w
from incident_kit.wording.phrases import cap, cell, plural
from incident_kit.wording.recorded import change_details, notes_of, until

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from incident_kit.record.parts import Change
    from incident_kit.results.findings import (
        AnchorTime,
        Ledger,
        LedgerEntry,
        LedgerVerdict,
        Wave,
    )
    from incident_kit.results.reasons import (
        Blame,
        FindingReason,
        LedgerCode,
        LedgerReason,
        OnsetCode,
    )
    from incident_kit.wording.times import Times

_NAMED = 4
BLAMES: dict[Blame, str] = {
    "undoing ended it": "undoing it ended the wave",
    "measured worse": "impact rose with it",
    "ended with it": "it ended when that did",
    "stated worse": "stated worse",
}
_ORDINALS = [
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
]
# what decides; the place in time stands after it where it ends in "; "
_DECIDED: dict[LedgerCode, str] = {
    "onset": "",
    "another series": "{by} before the first bad sample of {series}",
    "undone before": "taken back before it began",
    "undone and fell": "impact fell {delay} it was taken back; ",
    "undone elsewhere": "{series} fell {delay} it was taken back",
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
    "span": "its time is only known as a span",
    "in the bracket": "inside the anchor bracket",
    "at the onset": "at the stated onset",
    "within the onset": "within the stated onset",
}
_UNTIMED = frozenset({"no onset", "in response", "not done", "time unknown", "after"})

# how an ordinal begins that is spoken with a vowel
_VOWELS = ("e", "18", "8")

CAPTION = "Changes and their verdicts"
# what a change turned out to be, as said: it changes no verdict
ROLES = {
    "trigger": "set it off",
    "latent": "lay dormant until then",
    "contributing": "added to it",
    "precursor": "an earlier step",
    "innocent": "innocent",
}


def ordinal(number: int) -> str:
    """Return "second" for 2."""
    return _ORDINALS[number - 1] if 1 <= number <= len(_ORDINALS) else f"{number}th"


def a_wave(nth: str) -> str:
    """Return "a second wave", "an eighth wave"."""
    return f"{'an' if nth.startswith(_VOWELS) else 'a'} {nth} wave"


def later_waves(
    waves: Sequence[Wave], action_id: str | None = None
) -> Iterator[tuple[str, Wave]]:
    """Yield each later wave, or those that follow this action, with its ordinal."""
    for number, wave in enumerate(waves[1:], 2):
        if action_id in {None, wave.follows}:
            yield ordinal(number), wave


def entry_reason(entry: LedgerEntry) -> str:
    """Return why a change can (not) have set it off."""
    reason = entry.reason
    if reason.wave is not None:
        return _wave_reason(reason, reason.wave)
    places = ", ".join(reason.places[:_NAMED])
    told = _DECIDED[reason.code]
    by = _distance_words(reason.by, reason.most)
    text = told.format(
        places=places,
        every=reason.every,
        by=by,
        series=reason.series,
        delay=f"{duration_words(reason.delay)} after" if reason.delay else "when",
    )
    return text if told and not told.endswith("; ") else f"{text}{lies_words(entry)}"


def _distance_words(least: timedelta | None, most: timedelta | None) -> str:
    """Return a distance, as a span where it is one: "at most 3 d", "2 d to 3 d"."""
    if least is None:
        return "" if most is None else f"at most {duration_words(most)}"
    if most is None:
        return f"at least {duration_words(least)}"
    return elapsed_words(Elapsed(kind="between", low=least, high=most))


def lies_words(entry: LedgerEntry) -> str:
    """Return how a change lies to the onset."""
    reason = entry.reason
    if reason.onset is None:
        return ""
    words = _LIES[reason.onset].format(
        onset="first bad sample" if reason.is_measured else "stated onset",
        by=_distance_words(reason.by, reason.most),
        about="about " if reason.is_about else "",
    )
    if reason.onset == "after" and entry.is_action:
        return f"done in response, {words}"
    if entry.outcome == "failed" and reason.onset not in _UNTIMED:
        return f"failed; {words}"
    return words


def _wave_reason(reason: LedgerReason, number: int) -> str:
    after, name = "", ordinal(number)
    if reason.by == timedelta(0):
        after = " when it came"
    elif reason.by is not None and reason.by >= timedelta(0):
        about = "about " if reason.is_about else ""
        after = f" {about}{duration_words(reason.by)} later"
    elif reason.by is not None:
        after = " about when it was applied"
    if reason.blame is not None:
        return f"the {name} wave began{after}; {BLAMES[reason.blame]}"
    if not after:
        return f"not the onset; it may belong to the {name} wave"
    return f"not the onset; the {name} wave began{after}"


def ledger_words(ledger: Ledger) -> str:
    """Return the count of each verdict as a sentence: of changes, then of actions."""
    actions = [one for one in ledger.listed if one.is_action]
    parts = [_changes(ledger)]
    if actions:
        parts.append(_counts(actions, "action"))
    return " ".join(parts)


def ledger_lead(ledger: Ledger) -> str:
    """Return the counts of the changes, and that actions stand among them."""
    if not any(one.is_action for one in ledger.listed):
        return _changes(ledger)
    return f"{_changes(ledger)} What was done stands here where a later wave followed."


def _changes(ledger: Ledger) -> str:
    changes = [one for one in ledger.listed if not one.is_action]
    return _counts(changes, "change") if changes else "No change is recorded."


def _counts(entries: Sequence[LedgerEntry], noun: str) -> str:
    """Return "3 changes, all ruled out.", "2 actions: 1 supported, 1 still possible."."""
    of = " as the cause of a later wave" if noun == "action" else ""
    total = len(entries)
    found = Counter(one.verdict for one in entries)
    verdicts: tuple[LedgerVerdict, ...] = ("supported", "still possible", "ruled out")
    counts = {verdict: found[verdict] for verdict in verdicts if found[verdict]}
    if len(counts) == 1:
        every = {1: f"One {noun},", 2: f"2 {noun}s, both"}.get(
            total, f"{total} {noun}s, all"
        )
        return f"{every} {next(iter(counts))}{of}."
    parts = [f"{count} {verdict}" for verdict, count in counts.items()]
    return f"{total} {noun}s: {', '.join(parts)}{of}."


def changes_words(ledger: Ledger, anchor: AnchorTime) -> str:
    """Return what the data leave of the changes; nothing without a measured onset."""
    total = sum(not one.is_action for one in ledger.listed)
    by_wave = any(one.reason.wave is not None for one in ledger.listed)
    if anchor.is_measured or by_wave or not total:
        return ledger_words(ledger)
    them = "it" if total == 1 else "them"
    return f"{cap(plural(total, 'change'))} recorded, no measured onset to hold {them} against."


def change_reason(reason: FindingReason) -> str:
    """Return why what was suspected does (not) hold."""
    match reason.code:
        case "no change named":
            return "the answer names no change; add blast.system_change.suspects"
        case "suspects ruled out":
            return "every suspect is ruled out"
        case "only another series":
            return "it explains a series that was hurt later, not the first one"
        case "only a wave":
            return (
                "what is suspected came after the onset; it may belong to a later wave"
            )
        case "another supported":
            return f"the data point at another one, no. {reason.number}"
    return "not ruled out, and only its time speaks for it"


def change_cells(
    entry: LedgerEntry, said: Change | None, times: Times
) -> tuple[Words, ...]:
    """Return number, time, change with what is said of it, kind, verdict and reason.

    ``said`` is None for an action: what is said of one has its own table.
    """
    ruled_out = entry.verdict == "ruled out"
    role = ROLES.get(entry.role)
    notes = [f"said: {role}"] if role else []
    if said is not None:
        notes += [change_details(said), *notes_of(said)]
    end = until(said, times) if said is not None else ""
    return (
        w(str(entry.number)),
        (*cell(times.when(entry.at)), *w(*map(small, filter(None, [end])))),
        w(entry.what, *map(small, filter(None, notes))),
        w(entry.kind),
        w(Span(entry.verdict) if ruled_out else strong(entry.verdict)),
        w(entry_reason(entry)),
    )


def more_changes(rest: Sequence[LedgerEntry]) -> str:
    """Return how many more there are, and how many of each verdict."""
    verdicts = Counter(one.verdict for one in rest)
    counts = [
        f"{verdicts[verdict]:,} {verdict}"
        for verdict in ("supported", "still possible", "ruled out")
        if verdicts[verdict]
    ]
    return f"{len(rest):,} more changes: {joined(counts)}"
