"""Many changes in few lanes: discs, short stacks, and pills for longer runs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from incident_kit.layout import text as words

CLOSE = 21.0
STACK = 3
_GAP = 3.0


@dataclass(frozen=True, slots=True)
class Pill:
    """A disc, or the pill of a run of changes, between two places in px."""

    left: float
    right: float
    label: str

    @staticmethod
    def named(numbers: list[int]) -> str:
        """Return a run's name: a range, with dots when some in it stand elsewhere."""
        low, high = min(numbers), max(numbers)
        if low == high:
            return str(low)
        if high - low == len(numbers) - 1:
            return f"{low}–{high}"
        return f"{low}…{high}"

    @classmethod
    def over(cls, spots: list[tuple[float, int]], left: float, right: float) -> Self:
        """Return the mark that covers spots, held between two places."""
        label = cls.named([number for _, number in spots])
        room = 4 if len(spots) == 1 else 12
        wide = max(17.0, words.width(label, 11.5, bold=True) + room)
        first = min(x for x, _ in spots) - 8.5
        last = max(x for x, _ in spots) + 8.5
        if last - first < wide:
            middle = (first + last) / 2
            first, last = middle - wide / 2, middle + wide / 2
        if last > right:
            first, last = min(first, right - wide), right
        if first < left:
            first, last = left, max(left + wide, min(last, right))
        return cls(first, last, label)


@dataclass(slots=True)
class _Run:
    """Neighbours that stand too close for discs of their own."""

    spots: list[tuple[float, int]]
    left: float
    right: float

    def marks(self) -> list[Pill]:
        if len(self.spots) <= STACK:
            return [Pill.over([spot], self.left, self.right) for spot in self.spots]
        return [Pill.over(self.spots, self.left, self.right)]


def lay_lanes(
    spots: list[tuple[float, int]],
    sides: tuple[float, float] | None,
    left: float,
    right: float,
) -> tuple[tuple[Pill, ...], ...]:
    """Return the lanes of a group's changes, given as place and number.

    Changes before, in and after the bracket never share a pill, and a pill
    does not reach across it where there is room beside it.
    """
    marks: list[tuple[int, Pill]] = []
    for part, low, high in _sections(sorted(spots), sides, left, right):
        for run in _runs(part, low, high):
            marks += list(enumerate(run.marks()))
    lanes: list[list[Pill]] = []
    for wish, pill in sorted(marks, key=lambda mark: (mark[1].left, mark[0])):
        at = wish if wish < len(lanes) and _fits(pill, lanes[wish]) else 0
        while at < len(lanes) and not _fits(pill, lanes[at]):
            at += 1
        if at == len(lanes):
            lanes.append([])
        lanes[at].append(pill)
    return tuple(tuple(lane) for lane in lanes)


def _fits(pill: Pill, lane: list[Pill]) -> bool:
    return all(
        pill.left >= other.right + _GAP or pill.right <= other.left - _GAP
        for other in lane
    )


def _sections(
    spots: list[tuple[float, int]],
    sides: tuple[float, float] | None,
    left: float,
    right: float,
) -> list[tuple[list[tuple[float, int]], float, float]]:
    """Return the changes before, in and after the bracket, each with its room."""
    if sides is None:
        return [(spots, left, right)]
    low, high = sides
    before = [spot for spot in spots if spot[0] < low]
    inside = [spot for spot in spots if low <= spot[0] <= high]
    after = [spot for spot in spots if spot[0] > high]
    return [
        (before, left, max(low - 2, left + 60)),
        (inside, left, right),
        (after, min(high + 2, right - 60), right),
    ]


def _runs(spots: list[tuple[float, int]], left: float, right: float) -> list[_Run]:
    """Return the runs of spots, merged until no two of their pills overlap."""
    runs: list[_Run] = []
    for spot in spots:
        if runs and spot[0] - runs[-1].spots[-1][0] < CLOSE:
            runs[-1].spots.append(spot)
        else:
            runs.append(_Run([spot], left, right))
    merged: list[_Run] = []
    for run in runs:
        while merged and _overlap(merged[-1], run):
            run = _Run([*merged.pop().spots, *run.spots], left, right)  # noqa: PLW2901
        merged.append(run)
    return merged


def _overlap(one: _Run, other: _Run) -> bool:
    last = max(mark.right for mark in one.marks())
    return last + _GAP > min(mark.left for mark in other.marks())
