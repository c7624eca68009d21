"""Why a result is what it is: a code and its numbers; ``wording`` has the words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

Blame = Literal["undoing ended it", "measured worse", "ended with it", "stated worse"]
PlaceReason = Literal[
    "no onset",
    "left at times",
    "too little before",
    "nothing before",
    "nothing meanwhile",
]
OnsetCode = Literal[
    "no onset",
    "in response",
    "not done",
    "time unknown",
    "after",
    "remembered after",
    "before",
    "span",
    "in the bracket",
    "at the onset",
    "within the onset",
]
LedgerCode = Literal[
    "onset",
    "wave",
    "another series",
    "undone before",
    "undone and fell",
    "undone elsewhere",
    "undone and stayed",
    "normal places",
    "odd run",
    "no odd run",
    "no odd run before",
    "ran as usual",
    "run unknown",
]
Edge = Literal[
    "first sample", "last sample", "action before", "next action", "fix", "impact began"
]
EffectCode = Literal[
    "too little baseline",
    "time unknown",
    "few before",
    "few after",
    "no traffic",
    "others around",
    "no impact before",
    "began after",
    "easing already",
    "traffic moved",
    "scatter",
    "fell before",
    "fell later",
    "rose again",
    "rose before",
    "rose later",
    "bursts",
]
FindingCode = Literal[
    "no place named",
    "places differ",
    "more places",
    "no time named",
    "said later",
    "said earlier",
    "no change named",
    "suspects ruled out",
    "another supported",
    "only a wave",
    "only another series",
    "only in time",
]
AvertedCode = Literal[
    "no series",
    "not fine again",
    "fine again unknown",
    "fix unknown",
    "no action",
    "no harm",
    "fix bounded",
    "fixed first",
    "same action",
    "taken back",
    "no sample",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shortage:
    """How many samples there were where a baseline needs more.

    Those before it was noticed, or in the first quarter where nobody knows when.
    """

    samples: int
    is_noticed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingReason:
    """Why a letter and the data (dis)agree.

    ``by`` is how far apart two times lie; ``normal`` and ``affected`` are places
    that are otherwise than said; ``number`` is that of a change in the ledger;
    ``is_about`` where one of the two is about a time.
    """

    code: FindingCode
    by: timedelta | None = None
    normal: tuple[str, ...] = ()
    affected: tuple[str, ...] = ()
    number: int | None = None
    is_about: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerReason:
    """Why a change can (not) have set it off: what decided, and where it lies.

    ``by`` is how far it lies from the onset (to ``most``, where that is a span), or before the ``wave`` of that
    number (None: its time is not known; negative: dated after its begin), or before
    the first bad sample of another ``series``;
    ``is_measured`` says of the onset whether a series shows it; ``delay`` is how long
    after it was taken back impact began to fall, where not at once.
    """

    code: LedgerCode = "onset"
    onset: OnsetCode | None = None
    by: timedelta | None = None
    most: timedelta | None = None
    is_about: bool = False
    is_measured: bool = False
    wave: int | None = None
    blame: Blame | None = None
    places: tuple[str, ...] = ()
    every: str = ""
    series: str = ""
    delay: timedelta | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EffectReason:
    """Why nobody can tell what an action did, or what else is to say of it.

    ``by`` is how long after the action something was: another one (negative:
    before it), a rise, a fall; ``since`` when impact began to fall before it;
    where it was down to its last level by then ``is_over``;
    ``edge`` cuts the side that is short; ``actions`` were done around it, one of them
    while its own work went on where ``is_meanwhile``.  After work that takes time means
    after it was finished.
    """

    code: EffectCode
    by: timedelta | None = None
    since: datetime | None = None
    edge: Edge | None = None
    actions: int | None = None
    is_meanwhile: bool = False
    is_over: bool = False
    shortage: Shortage | None = None
