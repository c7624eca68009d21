"""Where does a series move as it never did before?

The level after a sample is compared with the level before it, over one to 128
samples; a move counts where chance, as the series' own past shows it, would
seldom make one like it.  So a series is judged by its own past.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from incident_kit.series.levels import MAD_TO_SIGMA, MIN_BASELINE
from incident_kit.series.moves import mean_moves, measure_drift, measure_moves

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from incident_kit.series.floats import Floats
    from incident_kit.series.moves import Moves

# chance that a healthy series shows such a move, and that it does where a page says
# when: somebody was called, so something is likely.  Upper ends: simulated series
# (tests/benchmarks/error_rates.py, 100 of each kind) show one in 1 % at most
CHANCE, PAGED_CHANCE = 0.03, 0.05
# a move of one sample below this share of the range of all values is none
_OF_RANGE = 0.01
# levels of so many samples are about as good as independent of the next
_SETTLED = 16
# what a series shows of its own long levels counts so much: its incident is among them
_OWN = 0.7
# the spread is that of the last so many moves before, told anew so many times
_REMEMBERED_MOVES, _TOLD = 2000, 24
# of more moves an even choice tells what is usual
_ENOUGH = 1000
# a level is looked at after so many of its length, and so many samples
_LEVELS_BEFORE, _FEWEST_BEFORE = 3, 32
# it needs so many of them to tell the spread, and some samples
_LENGTHS_BEFORE, _SAMPLES_BEFORE = 8, 60
# looks at one place say nearly the same: all of them are worth so many
_INDEPENDENT_LOOKS = 48
# levels of so many samples, one after the other, are tries of their own
_LONGEST_STEP = 32
# levels of so many samples tell whether a series wanders; it does from so much more
# than single samples explain; the bar rises as a power of it, so far at most, and less
# where heavy tails have raised it: chosen on public series before their onsets and on
# planted falls (score_planted.py, seeds 5 and 13), with an eye on the controls
_WANDERS, _WANDERS_FROM, _WANDERS_POWER = 32, 1.3, 0.7
_HIGHER, _HIGHER_HEAVY = 1.8, 1.1
# means of so few samples have heavy tails: P(size > x) ~ x^-2
_HEAVY = 4
# moves whose largest is so many spreads or more have been seen
_SHOWN, _BEYOND = 0.5, 1.2
# tails are never heavier than exp(-x^k) of this power
_HEAVIEST = 0.5
# a slope explains what lies within so many of its errors
_SLOPE_ERRORS = 2.0
# healthy records of so many samples are remembered; so many are always looked at
REMEMBERED, _LOOKED_AT = 500, 60
_AHEAD = 20
_LEAST = 1e-6
# what comes again so many times may be a habit; so many first times are looked at
_HABIT, _TRIES = 8, 5
# of several surprises the first that has this share of the highest counts
_FIRST_SHARE = 0.65
# to its top within so many samples
CLIMB = 8
# noticing takes about so many samples; each doubling of that costs
_DELAY, _DELAY_WEIGHT = 20, 1.0


@dataclass(frozen=True, slots=True)
class Surprise:
    """By how much moves exceed what chance explains: log ratios, summed over looks.

    ``sizes`` has the moves themselves, a row per look.
    """

    sizes: Floats
    height: Floats


@dataclass(frozen=True, slots=True)
class Judged:
    """Each move in spreads of its past, by look: what no page changes.

    ``lengths`` are those of the looks, ``sizes`` and ``judged`` have a row per look;
    ``wandering`` says how much higher the bar is.
    """

    lengths: tuple[int, ...]
    sizes: Floats
    judged: tuple[Floats, ...]
    wandering: Floats

    def surprise(self, chance: float, *, noticed: int | None = None) -> Surprise:
        """Return how surprising each move is.

        ``chance`` is how often a healthy series may show such a move: between it and
        where it was ``noticed``, or the end.
        """
        count = self.sizes.shape[1]
        place, height = np.arange(count), np.zeros(count)
        stand = count - 1 if noticed is None else noticed
        tries = np.maximum(stand - place, _LOOKED_AT) / chance
        for after, judged in zip(self.lengths, self.judged, strict=True):
            needed = _needed(judged, after, place, tries, self.wandering)
            exceeds = np.log(np.maximum(judged / needed, 1.0))
            # what is left at the end, a shorter look has whole
            exceeds[max(count - after + 1, 0) :] = 0.0
            if after > _HEAVY:
                exceeds[: max(_LEVELS_BEFORE * after, _FEWEST_BEFORE)] = 0.0
            height += exceeds
        return Surprise(self.sizes, height)


def judge_moves(values: Floats, sign: int) -> Judged:
    """Return each move as the past judges it, where high (1), low (-1) or either (0) hurts."""
    size = float(np.ptp(values)) if len(values) else 0.0
    if len(values) <= MIN_BASELINE or size == 0:
        return Judged((), np.zeros((0, len(values))), (), np.ones(len(values)))
    scaled = (values - np.median(values)) / size
    return _judge(scaled, measure_moves(scaled), sign)


def find_surprise(surprise: Surprise, *, noticed: int | None = None) -> int | None:
    """Return the position of the move that began it, None where there is none.

    ``noticed`` is the position of the page or first report: nothing after it is
    looked at, and of two moves alike the later one is the likelier to have been
    noticed.
    """
    height = surprise.height.copy()
    place = np.arange(len(height))
    stand = len(height) - 1 if noticed is None else noticed
    if noticed is not None:
        passed = np.maximum(stand - place, _DELAY)
        late = _DELAY_WEIGHT * np.log(passed / _DELAY)
        height = np.maximum(height - late, _LEAST) * (height > 0)
    height[(place < MIN_BASELINE) | (place > stand)] = 0.0
    for _ in range(_TRIES):
        best = int(height.argmax()) if len(height) else 0
        if not height[best : best + 1].any():
            return None
        first = _first_as_high(height, surprise.sizes, best)
        if not _is_habit(surprise.sizes, first):
            return first
        height[max(0, first - _AHEAD) : first + _AHEAD] = 0.0
    return None


def _is_habit(sizes: Floats, place: int) -> bool:
    """Whether moves like the one at a place come so often that it had to come.

    Seen once in a gap g, it is missing in the n samples before by chance
    exp(-n / g): a first time, not a first incident.
    """
    near = slice(place, place + _AHEAD)
    for size in sizes:
        if not size[near].any():
            continue
        like = size >= size[near].max() / 2
        starts = np.flatnonzero(like[1:] & ~like[:-1]) + 1
        again = int(np.sum(starts >= place + _AHEAD))
        if again < _HABIT:
            return False
        gap = (len(size) - place - _AHEAD) / again
        if np.exp(-place / gap) < CHANCE:
            return False
    return True


def _judge(values: Floats, moves: Moves, sign: int) -> Judged:
    """Return how far each move goes, in spreads of those before it."""
    count = len(values)
    sizes = np.abs(moves.sizes) if sign == 0 else np.maximum(sign * moves.sizes, 0.0)
    place, variance = np.arange(count), np.zeros(count)
    found = []
    for (after, before), move, size in zip(
        moves.looks, moves.sizes, sizes, strict=True
    ):
        errors = 1 / after + 1 / before
        spread = _spread_before(np.abs(move), after)
        if after > _SETTLED:
            spread = np.maximum(np.sqrt(variance * errors), _OWN * spread)
        spread = np.maximum(spread, _OF_RANGE / np.sqrt(after))
        if after == _SETTLED:
            variance = spread**2 / errors
        # where fewer samples lie before or after, a level is less sure
        left = 1 / np.minimum(after, count - place)
        fewer = np.sqrt((left + 1 / np.clip(place, 4, before)) / errors)
        judged = size / (spread * fewer)
        if after >= _SETTLED:
            drift, doubt = measure_drift(values, after, before)
            error = np.sqrt(variance * (errors + doubt)) / spread
            steep = judged - np.sign(move) * drift / (spread * fewer)
            judged = np.clip(steep + _SLOPE_ERRORS * error, 0.0, judged)
        found.append(judged)
    lengths = tuple(after for after, _ in moves.looks)
    return Judged(lengths, sizes, tuple(found), _wandering(values))


def _wandering(values: Floats) -> Floats:
    """Return how much higher the bar is before each sample, as levels wander: 1 or more.

    Where they move more than single samples explain (a course of the day, of which
    a part is seen), a short past does not show how far they go.
    """
    one, level = (
        _spread_before(np.abs(mean_moves(values, after, before)), after)
        / np.sqrt(1 / after + 1 / before)
        for after, before in ((1, _SETTLED), (_WANDERS, _WANDERS))
    )
    more = np.divide(level, one, out=np.ones(len(values)), where=one > 0)
    higher: Floats = np.clip((more / _WANDERS_FROM) ** _WANDERS_POWER, 1.0, _HIGHER)
    return higher


def _spread_before(size: Floats, length: int) -> Floats:
    """Return the spread of moves before each sample, of all where that are too few."""
    count = len(size)
    whole = _spread(size)
    spread = np.full(count, whole)
    step = max(count // _TOLD, _SETTLED)
    for start in range(step, count, step):
        stop = start - length
        least = max(_LENGTHS_BEFORE * length + MIN_BASELINE, _SAMPLES_BEFORE)
        if stop >= least:
            since = max(MIN_BASELINE, stop - _REMEMBERED_MOVES)
            # at most, as few of its lengths tell it
            surely = 1 + np.sqrt(length / (stop - since))
            own = surely * _spread(size[since:stop])
            spread[start : start + step] = min(own, whole)
    return spread


def _spread(size: Floats) -> float:
    """Return the scaled median of moves that are any; 0 where few are."""
    some = size[:: len(size) // _ENOUGH + 1]
    moved = some[some > 0]
    if len(moved) <= max(8, len(some) / 8):
        return 0.0
    return MAD_TO_SIGMA * float(np.median(moved))


def _needed(
    size: Floats,
    length: int,
    place: NDArray[np.int64],
    tries: Floats,
    wandering: Floats,
) -> Floats:
    """Return how far a move must go, in spreads, that chance seldom makes.

    The largest of n normal moves is about sqrt(2 log n); where the past went
    further, its tail is exp(-x^k / 2) with the k < 2 that explains that; where it
    wanders, further still.
    """
    past = 2 * np.log(np.maximum(place / length, 3.0))
    shown = _past(size, length)
    largest = np.maximum(shown, np.sqrt(past))
    # nearer places are given more of the chance: as 1 / d, which adds up to a logarithm
    shared = 1 + np.log(tries.max() / tries.min())
    looks = _INDEPENDENT_LOOKS * shared * tries / min(length, _LONGEST_STEP)
    power = np.clip(np.log(past) / np.log(largest), _HEAVIEST, 2.0)
    needed: Floats = np.maximum((2 * np.log(looks)) ** (1 / power), largest)
    if length > _HEAVY:
        # of a short past neither level nor spread is sure
        unsure = np.sqrt(1 + _SETTLED / np.maximum(place, 1))
        least = unsure * wandering * np.sqrt(2 * np.log(looks))
        needed = np.maximum(needed * np.minimum(wandering, _HIGHER_HEAVY), least)
    else:
        # records: of N new ones one is c times the largest of n earlier ones with
        # chance N / (n c^2) (Rényi, 1962)
        luck = np.sqrt(tries / np.clip(place, 1, REMEMBERED))
        needed = np.maximum(np.sqrt(2 * np.log(looks)), largest * luck)
        # on a slope they have none: far beyond what it has shown is another thing
        needed = np.where(
            shown >= _SHOWN, np.minimum(needed, _BEYOND * luck * shown), needed
        )
    return needed


def _past(size: Floats, length: int) -> Floats:
    """Return the largest move that had ended before each sample."""
    highest: Floats = np.maximum.accumulate(size)
    return np.concatenate((np.zeros(length), highest[:-length]))


def _first_as_high(height: Floats, sizes: Floats, best: int) -> int:
    """Return the first top that is nearly as high as the best, and as large a move.

    An incident's end is often as large as its beginning.
    """
    tops = height[: best + 1] >= _FIRST_SHARE * height[best]
    # where two levels are apart, of the longest look that is seen at the best
    size = sizes[np.flatnonzero(sizes[:, best])[-1], : best + 1]
    large = size >= _FIRST_SHARE * size[best]
    first = int(np.flatnonzero(tops & large)[0])
    while True:
        higher = first + int(height[first : min(first + CLIMB, best + 1)].argmax())
        if higher == first:
            return first
        first = higher
