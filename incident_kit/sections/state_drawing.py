"""From the intervals of states to the blocks of the impact figure."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple

from incident_kit.drawn import StateStretch
from incident_kit.instants.elapsed import elapsed
from incident_kit.instants.words import elapsed_words
from incident_kit.wording.marks import END_UNKNOWN
from incident_kit.wording.system_change import ordinal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from incident_kit.timing.assessment import Assessment

_NEVER = datetime.max.replace(tzinfo=UTC)


class _Interval(NamedTuple):
    """When a state was bad; without an end it is open, or its end is not known."""

    start: datetime
    end: datetime | None
    is_open: bool
    length: str

    @property
    def reach(self) -> datetime:
        """Until when nothing else may stand in its strip."""
        return _NEVER if self.end is None else self.end


def state_blocks(found: Assessment) -> Iterator[StateStretch]:
    """Yield every interval of the states, labelled with how long it lasted.

    Those of the very same time are one, with all its names.  What overlaps stands
    in a strip of its own; what begins a later wave says which.
    """
    named, reached = {1}, list[datetime]()
    is_alone = len(found.incident.series) < 2
    for one, names in sorted(
        _intervals(found).items(),
        key=lambda pair: (pair[0].start, _latest_first(pair[0])),
    ):
        row = next((at for at, end in enumerate(reached) if end <= one.start), None)
        if row is None:
            row = len(reached)
            reached.append(one.reach)
        reached[row] = one.reach
        number = _wave_of(found, one.start)
        wave = [] if number in named else [f"{ordinal(number)} wave"]
        named.add(number)
        told = [] if is_alone else [_names(names)]
        yield StateStretch(
            start=one.start,
            end=one.end,
            label=", ".join((*wave, *told, one.length)),
            is_open=one.is_open,
            row=row,
        )


def hit_block(found: Assessment) -> Iterator[StateStretch]:
    """Yield from when until when users were hit, where the turning points alone say so."""
    start, end = found.clocks.onset, found.clocks.mitigate.moment
    if found.incident.series or start.earliest is None:
        return
    is_open = end.form == "not yet"
    if not is_open and (end.latest is None or end.latest <= start.earliest):
        return
    yield StateStretch(
        start=start.earliest,
        end=None if is_open else end.latest,
        label=elapsed_words(elapsed(start, end, as_of=found.clocks.as_of)),
        is_open=is_open,
        row=0,
    )


def _latest_first(one: _Interval) -> float:
    return -one.reach.timestamp()


def _intervals(found: Assessment) -> dict[_Interval, list[str]]:
    """Return each interval that has a beginning, with whose it is."""
    as_of = found.clocks.as_of
    whose: dict[_Interval, list[str]] = defaultdict(list)
    for series in found.incident.series:
        for start, end in series.during:
            if start.earliest is None:
                continue
            length = elapsed_words(elapsed(start, end, as_of=as_of))
            is_open = end.form == "not yet"
            unknown = end.latest is None and not is_open
            whose[
                _Interval(
                    start.earliest,
                    None if is_open else end.latest,
                    is_open,
                    END_UNKNOWN if unknown else length,
                )
            ].append(series.name)
    return whose


def _names(names: list[str]) -> str:
    """Return whose interval it is, each by its whole name."""
    told = list(dict.fromkeys(names))
    return "; ".join(told) if len(told) > 2 else " and ".join(told)


def _wave_of(found: Assessment, start: datetime) -> int:
    """Return the number of the last wave that had begun by then."""
    begun = [
        n
        for n, wave in enumerate(found.blast.waves, 1)
        if wave.start_known and wave.start <= start
    ]
    return begun[-1] if begun else 1
