"""With which sample did a lasting move in noise begin: a step, or a rise to a level?

A line that is flat, rises for a while and is flat again is fitted to what is left of
each sample when its neighbour's share is taken off (noise has memory); how well each
start does is the posterior over starts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from incident_kit.series.usual import usual_before

if TYPE_CHECKING:
    from incident_kit.series.floats import Floats

# chance that the onset lies before ``last_good``
DOUBT = 0.05
# a rise takes so many samples; 1 is a step
_RISES = (1, 4, 8, 16, 24, 32, 48, 64)
# most onsets are steps; any rise is as likely as another
_STEPS = 0.8
# chance that a step comes after the first bad sample
_EARLY = 0.25
# starts so far before and after the move that was found are looked at, with so many
# samples around them
_BACK, _ON, _AROUND = 70, 40, 100
# what lasts fewer samples is a burst, not a level
_LASTS = 16
# beyond so many sigmas of what is usual, or of the level, a sample is a stray
_OFF = 4.0
# where samples lie beyond so many sigmas they tell by themselves, and better
_CLEAR = 6.0
_MOST_ALIKE = 0.9
_LEAST_BEFORE = 8


def date_broken_line(
    values: Floats, position: int, sign: int
) -> tuple[int, int, int] | None:
    """Return last good, first bad and the direction, None where no line shows.

    None too where one sample tells by itself, and where it lasts no level.
    """
    usual = usual_before(values, position)
    away = values - usual.level
    after = away[position : position + 2 * _LASTS]
    if len(after) < _LASTS or usual.sigma == 0:
        return None
    level = float(np.median(after))
    near = away[max(0, position - _LASTS // 2) : position + _LASTS // 2]
    # in either direction where either hurts: a spike may begin before a level falls
    furthest = float((sign * near if sign else np.abs(near)).max())
    sign = sign or int(np.sign(level)) or 1
    if sign * level <= 0 or furthest >= _CLEAR * usual.sigma:
        return None
    level *= sign
    low = max(_LEAST_BEFORE, position - _BACK)
    first = max(0, low - _AROUND)
    past = sign * away[first:position]
    stop = min(len(values), position + _ON + _AROUND)
    # it ended where going on adds no evidence
    gained = np.cumsum(sign * away[position:stop] - level / 2)
    stop = position + int(gained.argmax()) + 1
    if stop - position < _LASTS:
        return None
    limit = _OFF * usual.sigma
    seen = np.clip(sign * away[first:stop], -limit, level + limit)
    alike = _alike(np.clip(past, -limit, limit))
    sigma = usual.sigma * np.sqrt(1 - alike**2)
    starts = np.arange(low, min(position + _ON, stop - _LASTS // 2) + 1)
    place = np.arange(first, stop)
    best = np.full((len(_RISES), len(starts)), -np.inf)
    own = seen[1:] - alike * seen[:-1]
    own -= own.mean()
    for row, rise in enumerate(_RISES):
        line = np.clip((place - starts[:, np.newaxis] + 1) / rise, 0.0, 1.0)
        lines = line[:, 1:] - alike * line[:, :-1]
        lines -= lines.mean(axis=1, keepdims=True)
        power = (lines**2).sum(axis=1)
        shared = lines @ own
        best[row] = np.where(shared > 0, shared**2 / np.maximum(power, 1e-12), 0.0)
    evidence = best / (2 * sigma**2)
    likely = np.full((len(_RISES), 1), (1 - _STEPS) / (len(_RISES) - 1))
    likely[0] = _STEPS
    weights = likely * np.exp(evidence - evidence.max())
    chances = weights.sum(axis=0) / weights.sum()
    surely_good = int(starts[0]) + int(np.searchsorted(np.cumsum(chances), DOUBT)) - 1
    # as a step it begins where it is clearly bad, however slowly it got there
    steps = np.cumsum(weights[0]) / weights[0].sum()
    late = int(starts[np.searchsorted(steps, 1 - _EARLY)])
    began = max(int(starts[best[0].argmax()]), late)
    return max(min(surely_good, began - 1), 0), began, sign


def _alike(past: Floats) -> float:
    """Return how much of a sample's noise its neighbour tells, by lag-one correlation."""
    left = past - np.median(past)
    power = float(np.sum(left**2))
    if power == 0:
        return 0.0
    return float(np.clip(np.sum(left[1:] * left[:-1]) / power, 0.0, _MOST_ALIKE))
