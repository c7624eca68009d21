"""Places near the wished ones, far enough apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

LINE = 17.0


def dodge(
    wished: Sequence[float], low: float, high: float, pitch: float
) -> list[float]:
    """Return places at least a pitch apart, near the wished ones, inside two ends.

    Examples
    --------
    >>> dodge([10.0, 12.0], 0.0, 100.0, pitch=19)
    [10.0, 29.0]
    """
    places: list[float] = []
    for wish in wished:
        place = min(max(wish, low), high)
        places.append(max(place, places[-1] + pitch) if places else place)
    edge = high
    for at in range(len(places) - 1, -1, -1):
        places[at] = min(places[at], edge)
        edge = places[at] - pitch
    return places


def spread(ys: Sequence[float], top: float, bottom: float) -> list[tuple[int, float]]:
    """Return each line's index and the y of its label: in their order, apart.

    Examples
    --------
    >>> spread([50.0, 40.0], 0.0, 100.0)
    [(1, 40.0), (0, 57.0)]
    """
    order = sorted(range(len(ys)), key=lambda at: (ys[at], at))
    placed: list[float] = []
    for at in order:
        placed.append(max(ys[at], placed[-1] + LINE if placed else top))
    over = max(placed[-1] - bottom, 0.0) if placed else 0.0
    return [(at, y - over) for at, y in zip(order, placed, strict=True)]
