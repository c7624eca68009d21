"""With which sample did it begin, and how surely?

Every sample before the onset is usual; after it each is bad with a chance that
nobody knows (a burst pauses), usual otherwise.  What the samples say about the
onset is then a posterior over positions, whose width is the doubt.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from incident_kit.series.broken_line import DOUBT, date_broken_line
from incident_kit.series.usual import usual_before

if TYPE_CHECKING:
    from incident_kit.series.floats import Floats

# below this share of the amplitude a sample is usual or on its way, from it on bad
SHARE = 0.4
# so many sigmas off, a sample is a stray
_OFF = 4.0
# where neighbours are more alike than this, no sample would count
_MOST_ALIKE = 0.95
_BACK, _ON = 60, 30
# a level needs some samples before it
_LEAST_BEFORE = 8
_AMPLITUDE_OVER = 8
# noise is at least this share of the amplitude: to date, and to doubt
_LEAST_NOISE, _LEAST_DOUBT = 0.05, 0.1
# it may rise over so many samples first
_RISES = (2, 4, 8, 16)
# the chance that a sample of the wave is bad, by Jeffreys' prior (arcsine law)
_BAD_CHANCES = np.sin(np.pi / 2 * (np.arange(12) + 0.5) / 12) ** 2


@dataclass(frozen=True, slots=True)
class Dated:
    """The last surely good and the first clearly bad sample; the bad direction."""

    last_good: int
    first_bad: int
    sign: int


def date_onset(values: Floats, position: int, *, sign: int = 0) -> Dated:
    """Return the bracket of the move that was found around a position."""
    # where no sample tells by itself, all of them together do
    line = date_broken_line(values, position, sign)
    if line is not None:
        return Dated(*line)
    start, chances, sign = _posterior(values, position, sign)
    places = start + np.arange(len(chances))
    # of two places alike, the one nearer to the move
    began = start + int((chances / (1 + np.abs(places - position))).argmax())
    start, chances, _ = _posterior(values, began, sign, doubting=True)
    surely_good = start + int(np.searchsorted(np.cumsum(chances), DOUBT)) - 1
    first_bad = began + _until_clear(values, began, sign)
    return Dated(max(min(surely_good, began - 1), 0), first_bad, sign)


def _posterior(
    values: Floats, position: int, sign: int, *, doubting: bool = False
) -> tuple[int, Floats, int]:
    """Return where a posterior over onsets starts, its chances, the direction.

    To doubt, noise is not taken for small, nor neighbours for independent.
    """
    usual = usual_before(values, position)
    away = values - usual.level
    after = away[position : position + _AMPLITUDE_OVER]
    sign = sign or int(np.sign(after[np.abs(after).argmax()])) or 1
    amplitude = float((sign * after).max())
    if amplitude <= 0:
        return position, np.ones(1), sign
    past = away[usual.start : position]
    least_noise = (_LEAST_DOUBT if doubting else _LEAST_NOISE) * amplitude
    sigma = max(usual.sigma, _small_noise(past, amplitude), least_noise)
    # outliers of the past, by Jeffreys' prior
    strays = (float(np.sum(np.abs(past) > _OFF * sigma)) + 0.5) / (len(past) + 1)
    start = min(max(_LEAST_BEFORE, usual.start, position - _BACK), position)
    stop = min(len(values), position + _ON)
    score = sign * away[start:stop] / sigma
    when_bad = np.where(score > 0, 1.0, 1e-3) / (1.2 * amplitude / sigma)
    when_usual = _mixed(score, amplitude / sigma, strays)
    odds = np.log(1 + _BAD_CHANCES[:, np.newaxis] * (when_bad / when_usual - 1))
    # it ended where going on adds no evidence
    gained = np.cumsum(odds[:, position - start :], axis=1).max(axis=0)
    odds = odds[:, : position - start + int(gained.argmax()) + 1]
    evidence = np.cumsum(odds[:, ::-1], axis=1)[:, ::-1]
    count = odds.shape[1]
    models = [evidence]
    rises = _rises(score[:count], when_usual[:count], amplitude / sigma, strays)
    for length, gain in rises:
        model = np.full_like(evidence, -np.inf)
        model[:, : count - length] = gain + evidence[:, length:]
        models.append(model)
    highest = max(float(model.max()) for model in models)
    each = _worth_of_each(past, _OFF * sigma) if doubting else 1.0
    weights = np.sum(
        [np.exp(each * (model - highest)).sum(axis=0) for model in models], axis=0
    )
    return start, weights / weights.sum(), sign


def _small_noise(past: Floats, amplitude: float) -> float:
    """Return the noise of what no one would call bad.

    Most samples of a coarse scale are alike: the median says that it has none.
    """
    small = past[np.abs(past) < SHARE * amplitude]
    if len(small) < _LEAST_BEFORE:
        return 0.0
    return float(np.sqrt(np.mean(small**2)))


def _worth_of_each(past: Floats, limit: float) -> float:
    """Return how many independent samples each one stands for, at most one.

    Neighbours that are alike say the same twice: with the correlation r of
    neighbours, n say as much as n (1 - r) / (1 + r) (Bartlett, 1946).  Strays
    beyond the limit say nothing of that.
    """
    near = np.abs(past) <= limit
    pairs = near[1:] & near[:-1]
    power = float(np.mean(past[near] ** 2)) if pairs.any() else 0.0
    if power == 0:
        return 1.0
    alike = float(np.mean((past[1:] * past[:-1])[pairs])) / power
    alike = min(max(alike, 0.0), _MOST_ALIKE)
    return (1 - alike) / (1 + alike)


def _rises(
    score: Floats, when_usual: Floats, height: float, strays: float
) -> list[tuple[int, Floats]]:
    """Return for each length of a rise the log odds against usual, by its start."""
    found = []
    for length in _RISES:
        if length >= len(score):
            break
        expected = height * np.arange(1, length + 1) / (length + 1)
        windows = np.lib.stride_tricks.sliding_window_view(score, length)[:-1]
        rising = _mixed(windows - expected, height, strays)
        usual = np.lib.stride_tricks.sliding_window_view(when_usual, length)[:-1]
        gain = np.log(rising / usual).sum(axis=1)
        # a step and a rise are as likely, of any length
        found.append((length, gain - np.log(len(_RISES))))
    return found


def _mixed(score: Floats, height: float, strays: float) -> Floats:
    """Return the density of a sample in sigmas, with strays anywhere to the height."""
    normal = np.exp(-0.5 * score**2) / np.sqrt(2 * np.pi)
    density: Floats = (1 - strays) * normal + 0.5 * strays / (1.2 * height)
    return density


def _until_clear(values: Floats, began: int, sign: int) -> int:
    """Return how many samples pass until one lies clearly outside."""
    away = sign * (values - usual_before(values, began).level)
    amplitude = float(away[began : began + _AMPLITUDE_OVER].max())
    clear = np.flatnonzero(away[began : began + 20] >= SHARE * amplitude)
    return int(clear[0]) if len(clear) else 0
