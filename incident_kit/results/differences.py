"""Two things that cannot both be right."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from incident_kit.errors import Path
from incident_kit.instants.written import Written
from incident_kit.record.parts import Explanation
from incident_kit.results.findings import EffectVerdict, Verdict
from incident_kit.results.shown import Shown

DifferenceKind = Literal[
    "record",
    "letter",
    "onset",
    "fine again",
    "mitigated by",
    "trigger",
    "effect",
    "wave",
    "zone",
]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Difference(Shown):
    """Two things that cannot both be right: what is said, and what stands against it.

    ``name`` is what an explanation calls it, ``path`` the value that a person
    would correct.  ``said`` is that value, as text or as a time (of "mitigated by" the
    ID of the action that speaks against it); ``measured`` the
    other side: a time, the verdict of a letter or of an effect on ``series``,
    None where no series shows it; ``off`` is by how much all stated times lie after
    the series (negative: before it).  Within the record ``problem`` and ``mend`` are
    those of the contradiction.
    """

    kind: DifferenceKind
    name: str
    path: Path
    said: Written | str | None
    measured: Written | Verdict | EffectVerdict | None = None
    series: str = ""
    off: timedelta | None = None
    problem: str = ""
    mend: str = ""
    explanations: tuple[Explanation, ...] = ()

    @property
    def is_measured(self) -> bool:
        """Whether the data are the other side."""
        return self.kind != "record"

    @property
    def is_explained(self) -> bool:
        """Whether somebody has said why both stand."""
        return bool(self.explanations)
