"""Was it calm before an action, so that what had come before is another matter?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from incident_kit.blast.credit import MOSTLY
from incident_kit.blast.excess_rate import MIN_SAMPLES, calm_reach, chance_of

if TYPE_CHECKING:
    from incident_kit.blast.around import Around
    from incident_kit.blast.excess_rate import Samples
    from incident_kit.blast.turn import Turn

# so many times what a calm sample may reach is no calm, nor are so many counts: five
# samples of such a level are not empty by chance
_FAR, _COUNTS = 5.0, 10.0


def is_over_before(fall: Turn, samples: Samples, start: int) -> bool:
    """Whether a fall was over before an action, as the last few samples show."""
    if fall.is_over(start, MIN_SAMPLES):
        return True
    is_early = fall.early > MOSTLY and fall.began <= start - MIN_SAMPLES
    return is_early and _is_calm(samples, start)


def calm_since(samples: Samples, around: Around) -> int:
    """Return from where a calm lasts until an action: after the last sample far above.

    The first there is where none is, or where it was not calm just before it.
    """
    start, first = around.start, around.first
    if start - first <= MIN_SAMPLES or not _is_calm(samples, start):
        return first
    span = slice(first, start - MIN_SAMPLES)
    weights = samples.weights[span]
    chance = chance_of(samples, span, slice(span.stop, start))
    high = np.maximum(_FAR * calm_reach(samples, 1), _COUNTS * chance / weights)
    far = np.flatnonzero(samples.excess[span] / weights > high)
    return first + int(far[-1]) + 1 if len(far) else first


def _is_calm(samples: Samples, start: int) -> bool:
    """Whether the last few samples before an action have no excess to speak of."""
    last = slice(max(0, start - MIN_SAMPLES), start)
    rate = samples.excess[last].sum() / samples.weights[last].sum()
    return bool(rate <= calm_reach(samples, MIN_SAMPLES))
