"""From the intervals of states to the blocks of the impact figure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from incident_kit.drawn import StateStretch
from incident_kit.instants.elapsed import elapsed
from incident_kit.instants.words import elapsed_words
from incident_kit.wording.phrases import short
from incident_kit.wording.system_change import ordinal

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from incident_kit.timing.assessment import Assessment


def state_blocks(found: Assessment) -> Iterator[StateStretch]:
    """Yield the intervals of states, labelled with how long each lasted.

    One that lies inside another adds nothing to see; one that begins a later
    wave says which.
    """
    named, reached = {1}, None
    for start, end, length in sorted(_intervals(found), key=lambda one: one[0]):
        if reached is not None and end is not None and end <= reached:
            continue
        number = _wave_of(found, start)
        wave = [] if number in named else [f"{ordinal(number)} wave"]
        label = ", ".join((*wave, *_names(found, start, end), length))
        named.add(number)
        yield StateStretch(start=start, end=end, label=label)
        if end is None:
            return
        reached = end


def _intervals(
    found: Assessment,
) -> Iterator[tuple[datetime, datetime | None, str]]:
    """Yield start, end and length of each interval; of equal starts the longest first."""
    as_of = found.clocks.as_of
    spans = [span for one in found.incident.series for span in one.during]
    ends = [
        (end.latest is None, end.latest or start.latest, start, end)
        for start, end in spans
        if start.earliest is not None
    ]
    for *_, start, end in sorted(ends, key=lambda one: one[:2], reverse=True):
        if start.earliest is not None:
            yield (
                start.earliest,
                end.latest,
                elapsed_words(elapsed(start, end, as_of=as_of)),
            )


def _names(found: Assessment, start: datetime, end: datetime | None) -> list[str]:
    """Return whose interval it is, where the intervals are not all of one series."""
    states = [one for one in found.incident.series if one.during]
    if len(states) < 2:
        return []
    names = [
        short(one.name)
        for one in states
        if any(
            (first.earliest, last.latest) == (start, end) for first, last in one.during
        )
    ]
    return [
        f"{names[0]} and {len(names) - 1} more"
        if len(names) > 2
        else " and ".join(names)
    ]


def _wave_of(found: Assessment, start: datetime) -> int:
    """Return the number of the last wave that had begun by then."""
    begun = [
        n
        for n, wave in enumerate(found.blast.waves, 1)
        if wave.start_known and wave.start <= start
    ]
    return begun[-1] if begun else 1
