"""What changed: the sentence over the ledger, and what a row of it says."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from incident_kit.blast.system_change import ledger_words
from incident_kit.instants.words import joined
from incident_kit.styled import Span, Words, small, strong, w
from incident_kit.wording.phrases import cap, cell

if TYPE_CHECKING:
    from collections.abc import Sequence

    from incident_kit.results.findings import Ledger, LedgerEntry
    from incident_kit.wording.times import Times

CAPTION = "Changes and their verdicts"
# what a change turned out to be, as said: it changes no verdict
_ROLES = {
    "trigger": "set it off",
    "latent": "lay dormant until then",
    "contributing": "added to it",
    "precursor": "an earlier step",
    "innocent": "innocent",
}


def ledger_lead(ledger: Ledger) -> str:
    """Return how many changes there are, and how many of each verdict."""
    age = " Age alone clears nothing." if ledger.count("still possible") else ""
    return f"{cap(ledger_words(ledger))}{age}"


def change_cells(entry: LedgerEntry, times: Times) -> tuple[Words, ...]:
    """Return number, time, change with its role, kind, verdict and reason."""
    ruled_out = entry.verdict == "ruled out"
    role = _ROLES.get(entry.role)
    return (
        w(str(entry.number)),
        cell(times.when(entry.at)),
        w(entry.what, *((small(f"said: {role}"),) if role else ())),
        w(entry.kind),
        w(Span(entry.verdict) if ruled_out else strong(entry.verdict)),
        w(entry.reason),
    )


def more_changes(entries: Sequence[LedgerEntry], shown: Sequence[LedgerEntry]) -> str:
    """Return how many of each verdict are not in the table, "" for none."""
    told = {entry.number for entry in shown}
    rest = Counter(one.verdict for one in entries if one.number not in told)
    if not rest:
        return ""
    counts = [
        f"{rest[verdict]:,} {verdict}"
        for verdict in ("supported", "still possible", "ruled out")
        if rest[verdict]
    ]
    return (
        f"{rest.total():,} more are not shown, so their numbers are missing: "
        f"{joined(counts)}. Shown is what is supported, then what lies nearest to "
        "the onset."
    )
