"""What the ledger of changes needs of each change and each action."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from incident_kit.record.incident_record import taken_back

if TYPE_CHECKING:
    from collections.abc import Sequence

    from incident_kit.instants.written import Written
    from incident_kit.record.parts import Action, Change

# what is run again and again: its words, kind and how often
Job = tuple[str, str, str]
_WENT_WELL = frozenset({"ok", "success", "succeeded", "passed"})
_UNTOLD = frozenset({"", "unknown"})


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerInput:
    """One change or action, as the ledger needs it.

    A change that comes again ``every`` so often is the one run that is dated.
    """

    id: str
    what: str
    kind: str
    at: Written
    is_action: bool = False
    outcome: str = ""
    role: str = "unknown"
    every: str = ""
    reaches: tuple[str, ...] = ()
    undone_at: tuple[Written, ...] = ()

    @property
    def differs(self) -> bool:
        """Whether it went otherwise than its other runs: it failed, say."""
        return self.outcome.strip().lower() not in _WENT_WELL | _UNTOLD

    @property
    def went_well(self) -> bool:
        """Whether its outcome says that it went as it should."""
        return self.outcome.strip().lower() in _WENT_WELL

    @property
    def job(self) -> Job:
        """What it is a run of."""
        return (self.what.strip().casefold(), self.kind, self.every)

    @property
    def period(self) -> pd.Timedelta | None:
        """How often it comes again; None for once, or for words like "nightly"."""
        try:
            found = pd.Timedelta(self.every) if self.every else pd.NaT
        except ValueError:
            return None
        return found if isinstance(found, pd.Timedelta) and found.value > 0 else None


def ledger_inputs(
    changes: Sequence[Change], actions: Sequence[Action]
) -> tuple[LedgerInput, ...]:
    """Return changes and actions as one list: each action is a change, too."""
    undone = taken_back(changes, actions)
    return (
        *(
            LedgerInput(
                id=one.id,
                what=one.what,
                kind=one.kind,
                at=one.at,
                outcome=one.outcome or "",
                role=one.role,
                every=one.every or "",
                reaches=tuple(one.reaches),
                undone_at=undone.get(one.id, ()),
            )
            for one in changes
        ),
        *(
            LedgerInput(
                id=one.id,
                what=one.what,
                kind=one.kind,
                at=one.applied_at,
                is_action=True,
                undone_at=undone.get(one.id, ()),
            )
            for one in actions
        ),
    )
