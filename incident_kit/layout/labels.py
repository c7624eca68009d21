"""Where the labels of events stand: right or left of their leader, in rows."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING

from incident_kit.layout import text as words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from incident_kit.layout.text import Run

MOST_ROWS = 8
MOST_TRIED = 8
OFFSET = 6.0
CLEAR = 4.0
ROW_GAP = 10.0


@dataclass(frozen=True, slots=True)
class Wanted:
    """A label to place: its leader, or the two sides of its frame, and its words."""

    left: float
    right: float
    name: tuple[Run, ...]
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a label went: its row above the axis and its near edge."""

    row: int
    side: str
    x: float
    name: tuple[Run, ...]
    detail: str

    @property
    def anchor(self) -> str:
        """How its text is anchored at ``x``."""
        return "start" if self.side == "R" else "end"


@dataclass(frozen=True, slots=True)
class _Span:
    left: float
    right: float
    side: str


def _spans(
    label: Wanted, width: float, left: float, right: float, walls: Sequence[float]
) -> list[_Span]:
    """Return the one or two places a label can have at its leader."""
    found = []
    for span in (
        _Span(label.right + OFFSET, label.right + OFFSET + width, "R"),
        _Span(label.left - OFFSET - width, label.left - OFFSET, "L"),
    ):
        inside = span.left >= left and span.right <= right
        crossed = any(
            span.left - CLEAR <= wall <= span.right + CLEAR
            for wall in walls
            if abs(wall - label.left) > 0.5
        )
        if inside and not crossed:
            found.append(span)
    return found


def _rows(labels: Sequence[Wanted], spans: Sequence[_Span]) -> list[int] | None:
    """Return each label's row for one choice of sides, or None when it cannot be.

    A label whose span holds another's leader must stand above that one.
    """
    count = len(labels)
    below: list[list[int]] = [[] for _ in labels]
    for one, span in enumerate(spans):
        for other, label in enumerate(labels):
            if one != other and any(
                span.left - CLEAR <= x <= span.right + CLEAR
                for x in (label.left, label.right)
            ):
                if one in below[other]:
                    return None
                below[one].append(other)
    rows: list[int] = [-1] * count
    todo = set(range(count))
    while todo:
        ready = [at for at in todo if all(rows[under] >= 0 for under in below[at])]
        if not ready:
            return None
        at = min(
            ready, key=lambda one: (max((rows[u] for u in below[one]), default=-1), one)
        )
        row = max((rows[under] for under in below[at]), default=-1) + 1
        while any(
            rows[other] == row
            and spans[at].left < spans[other].right + ROW_GAP
            and spans[other].left < spans[at].right + ROW_GAP
            for other in range(count)
        ):
            row += 1
        rows[at] = row
        todo.remove(at)
    return rows


def place(
    labels: Sequence[Wanted],
    *,
    size: float,
    left: float,
    right: float,
    walls: Sequence[float] = (),
    most_rows: int = MOST_ROWS,
) -> list[Placed] | None:
    """Return where the labels stand, or None when no choice of sides fits.

    The winner of all choices has the fewest rows, then the least depth, then
    the fewest labels to the left.
    """
    if len(labels) > MOST_TRIED:
        return None
    choices = []
    for label in labels:
        width = max(words.runs_width(label.name, size), words.width(label.detail, 12))
        choices.append(_spans(label, width, left, right, walls))
    best: tuple[tuple[int, int, int], list[int], tuple[_Span, ...]] | None = None
    for spans in product(*choices):
        rows = _rows(labels, spans)
        if rows is None or max(rows, default=0) >= most_rows:
            continue
        lefts = sum(span.side == "L" for span in spans)
        score = (max(rows, default=0), sum(rows), lefts)
        if best is None or score < best[0]:
            best = (score, rows, spans)
    if best is None:
        return None
    _, rows, spans = best
    return [
        Placed(
            row,
            span.side,
            span.left if span.side == "R" else span.right,
            label.name,
            label.detail,
        )
        for label, row, span in zip(labels, rows, spans, strict=True)
    ]


def first_word(name: str) -> str:
    """Return a name's first word without its punctuation: "Rollback …" where more follow."""
    first, *more = name.split(maxsplit=1) or [""]
    return f"{first.rstrip(':;,.')} …" if more else first.rstrip(":;,.")
