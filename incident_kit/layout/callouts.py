"""Where the labels of events stand: over their leaders, or in a list beside them."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING, NamedTuple

from incident_kit.layout.wrapping import Line, height, width

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

OFFSET = 6.0
_CLEAR = 4.0
_GAP = 10.0
# labels over one another: a third would be read as a staircase
_DEEPEST = 2
# 2 to the power of it choices of sides are tried
_MOST = 7
# up to so many labels each is wrapped in its own way
_FEW = 4
# a tower of short lines is harder to read than a label somewhat higher up, in px a line
_LINES, _COST = 4, 6.0


@dataclass(frozen=True, slots=True)
class Callout:
    """What stands at a leader, or at the two sides of a frame: the ways to wrap it."""

    left: float
    right: float
    shapes: tuple[tuple[Line, ...], ...]


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a label went: its near edge, and how far its foot is over the plot."""

    side: str
    x: float
    rise: float
    lines: tuple[Line, ...]

    @property
    def anchor(self) -> str:
        """How its lines are anchored at ``x``."""
        return "start" if self.side == "R" else "end"

    @property
    def top(self) -> float:
        """How far its head is over the plot."""
        return self.rise + height(self.lines)


class _Box(NamedTuple):
    left: float
    right: float
    high: float


def place_over(
    callouts: Sequence[Callout], left: float, right: float, tallest: float
) -> list[Spot] | None:
    """Return labels right or left of their leaders, at most two over one another.

    A label that reaches over another's leader stands over that other label.  The
    winner is the lowest in all, then the one nearest to the plot.
    """
    if len(callouts) > _MOST:
        return None
    choices = (
        found
        for shapes in _wordings(callouts)
        for sides in product("RL", repeat=len(callouts))
        if (found := _choice(callouts, shapes, sides, left, right)) is not None
        and found.high <= tallest
    )
    best = min(choices, key=lambda one: one.score, default=None)
    if best is None:
        return None
    for at, callout in enumerate(callouts):
        for shape in callout.shapes:
            shapes = tuple(
                shape if other == at else spot.lines
                for other, spot in enumerate(best.spots)
            )
            sides = tuple(spot.side for spot in best.spots)
            wider = _choice(callouts, shapes, sides, left, right)
            if wider is not None and wider.score <= best.score:
                best = wider
                break
    return best.spots


class _Choice(NamedTuple):
    """One way to place all labels: how high it is, and how good."""

    score: tuple[float, float]
    high: float
    spots: list[Spot]


def _choice(
    callouts: Sequence[Callout],
    shapes: Sequence[tuple[Line, ...]],
    sides: Sequence[str],
    left: float,
    right: float,
) -> _Choice | None:
    boxes = _boxes(callouts, shapes, sides, left, right)
    rises = None if boxes is None else _rises(callouts, boxes)
    if boxes is None or rises is None:
        return None
    high = max(
        (rise + box.high for rise, box in zip(rises, boxes, strict=True)), default=0.0
    )
    tall = sum(max(len(lines) - _LINES, 0) for lines in shapes)
    spots = [
        Spot(side, box.left if side == "R" else box.right, rise, lines)
        for side, box, rise, lines in zip(sides, boxes, rises, shapes, strict=True)
    ]
    return _Choice((high + _COST * tall, sum(rises)), high, spots)


def _wordings(callouts: Sequence[Callout]) -> Iterator[tuple[tuple[Line, ...], ...]]:
    """Yield the ways to wrap labels: each its own where they are few, else all alike."""
    if len(callouts) <= _FEW:
        yield from product(*(dict.fromkeys(one.shapes) for one in callouts))
        return
    for at in range(max(len(one.shapes) for one in callouts)):
        yield tuple(one.shapes[min(at, len(one.shapes) - 1)] for one in callouts)


def _boxes(
    callouts: Sequence[Callout],
    shapes: Sequence[tuple[Line, ...]],
    sides: Sequence[str],
    left: float,
    right: float,
) -> list[_Box] | None:
    """Return the boxes of labels for a choice of sides, None when one is outside."""
    found = []
    for one, lines, side in zip(callouts, shapes, sides, strict=True):
        wide = width(lines)
        near = one.right + OFFSET if side == "R" else one.left - OFFSET - wide
        if near < left or near + wide > right:
            return None
        found.append(_Box(near, near + wide, height(lines)))
    return found


def _rises(callouts: Sequence[Callout], boxes: Sequence[_Box]) -> list[float] | None:
    """Return how far over the plot each label stands, None when it cannot be."""
    count = range(len(boxes))
    under: list[set[int]] = [set() for _ in count]
    for one in count:
        box = boxes[one]
        for other in count:
            if one != other and any(
                box.left - _CLEAR <= x <= box.right + _CLEAR
                for x in (callouts[other].left, callouts[other].right)
            ):
                under[one].add(other)
    rises = [-1.0] * len(boxes)
    deep = [0] * len(boxes)
    todo = set(count)
    while todo:
        ready = [at for at in todo if not under[at] & todo]
        if not ready:
            return None
        at = min(ready)
        below = under[at] | {
            other
            for other in count
            if rises[other] >= 0
            and boxes[at].left < boxes[other].right + _GAP
            and boxes[other].left < boxes[at].right + _GAP
        }
        deep[at] = 1 + max((deep[other] for other in below), default=0)
        if deep[at] > _DEEPEST:
            return None
        rises[at] = max(
            (rises[other] + boxes[other].high + _CLEAR for other in below), default=0.0
        )
        todo.remove(at)
    return rises


def listed(labels: Sequence[tuple[Line, ...]], gap: float = 8.0) -> list[float]:
    """Return how far under the top each label of a list begins, and where it ends."""
    tops = [0.0]
    for lines in labels:
        tops.append(tops[-1] + height(lines) + gap)
    return tops
