"""How far means of so many samples stray by chance, as a series itself shows it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from incident_kit.series.levels import MAD_TO_SIGMA

if TYPE_CHECKING:
    from collections.abc import Sequence

    from incident_kit.series.floats import Floats

# means of 4 n samples stray, times their number, so much more than those of n: as where
# a sample has a share of 0.77 in common with its neighbour
_STRAY, SHORT_MEMORY = 1.5, 8
# the spread of a length is measured on so many lengths or more
LENGTHS_IN = 10
_SPREAD_OF = (1, 2, 4, 8, 16, 32, 64, 128, 256)


@dataclass(frozen=True, slots=True)
class Noise:
    """The variance of means of so many samples, times their number."""

    lengths: Sequence[int]
    variances: Floats

    def of(self, length: int) -> float:
        """Return that of a length; it never shrinks as means get longer."""
        at = np.log(np.array(self.lengths))
        return float(np.interp(np.log(length), at, self.variances))


def noise_of_steps(values: Floats) -> Noise:
    """Return the noise as neighbouring means differ: a few steps do not move it."""
    sums, found = np.r_[0.0, np.cumsum(values)], []
    lengths = [n for n in _SPREAD_OF if n <= SHORT_MEMORY]
    for length in lengths:
        means = (sums[length:] - sums[:-length]) / length
        size = np.abs(means[length:] - means[:-length])
        # of counts most may not differ
        usual = max(
            MAD_TO_SIGMA * float(np.median(size)),
            sigma_of(size[size <= np.quantile(size, 0.9)]),
        )
        found.append(length * usual**2 / 2)
    longest = found[-1] * _STRAY
    return Noise((*lengths, 4 * SHORT_MEMORY), np.maximum.accumulate([*found, longest]))


def noise_of_means(left: Floats, *, least: int = LENGTHS_IN) -> Noise:
    """Return the noise as means stray where levels are taken off."""
    sums, found = np.r_[0.0, np.cumsum(left)], []
    lengths = [n for n in _SPREAD_OF if least * n <= len(left)]
    for length in lengths:
        means = (sums[length:] - sums[:-length]) / length
        found.append(length * float(np.mean(means**2)))
    return Noise(lengths, np.maximum.accumulate(found))


def unexplained(noise: Noise) -> float:
    """Return how much more longer means stray than a short memory explains: 1 or more."""
    strays = noise.of(4 * SHORT_MEMORY) / noise.of(SHORT_MEMORY)
    return max(strays / _STRAY, 1.0)


def sigma_of(away: Floats) -> float:
    """Return the scaled median of distances, their root mean square where most are 0."""
    middle = MAD_TO_SIGMA * float(np.median(np.abs(away)))
    return middle or float(np.sqrt(np.mean(away**2)))
