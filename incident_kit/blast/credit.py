"""What is laid at an action's door: no fall that began before it, no late rise."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from incident_kit.blast.excess_rate import MIN_SAMPLES, WINDOW, chance_of
from incident_kit.blast.turn import SEEN, fall_span, find_turn
from incident_kit.instants.elapsed import NEAR
from incident_kit.results.reasons import EffectReason
from incident_kit.series.levels import IN_A_ROW

if TYPE_CHECKING:
    from datetime import timedelta

    import pandas as pd

    from incident_kit.blast.around import Around
    from incident_kit.blast.excess_rate import Samples, Sides
    from incident_kit.blast.turn import Turn
    from incident_kit.results.findings import MitigationEffect
    from incident_kit.series.floats import Floats

# that it began before: more likely than not; likely enough to withhold the credit
MOSTLY, MAYBE = 0.5, 0.2
# what an action does, for good or ill, begins this soon, or it is no effect of it
_BEGINS_WITHIN = NEAR
# a slope is one beyond so many standard errors
_SURELY = 4.0
# so likely a fall began no sooner, or nobody says that it came later
_LATE = 0.95
# so much of a fall is a step of it
_PART = 0.2
# a fall before an action is dated by so many samples before it
_DATED_WITHIN = 3 * WINDOW


def find_fall(
    samples: Samples,
    around: Around,
    known: pd.Series,
    *,
    late: int | None = None,
    reach: int = WINDOW,
) -> Turn | None:
    """Return how the excess fell that stood high in the hour before an action.

    What begins from the place ``late`` on is late, by default what is no effect of it.
    """
    late = _late(around, known) if late is None else late
    # what begins just before the next action is told by the samples after that
    end = min(
        around.last + (SEEN if around.until == "next action" else 0),
        around.done + WINDOW,
        len(known),
    )
    span = fall_span(samples, around, end, reach)
    chance = chance_of(
        samples, slice(span.start, around.start), slice(around.done, end)
    )
    found = find_turn(
        samples,
        chance,
        span,
        around.start,
        around.done,
        late=late,
        until=_until_action(around, known),
    )
    if found is None or not found.fell or found.began >= around.last:
        return None
    return _from_its_peak(found, samples, around, late)


def _until_action(around: Around, known: pd.Series) -> float:
    """Return which part of the last sample before an action lay before it."""
    last, following = known.index[around.start - 1], known.index[around.start]
    return min(float((around.applied - last) / (following - last)), 1.0)


def _from_its_peak(fall: Turn, samples: Samples, around: Around, late: int) -> Turn:
    """Return a late fall from the peak on, where it surely went down from there."""
    first = max(around.start - IN_A_ROW, 0)
    span = slice(first, fall.began)
    rates = samples.excess[span] / samples.weights[span]
    if fall.began < late or len(rates) <= MIN_SAMPLES:
        return fall
    peak = int(rates.argmax())
    if not _goes_down(rates[peak:]):
        return _from_its_step(fall, samples, around)
    began = first + peak + 1
    late_chance = 0.0 if began < late else fall.late
    return replace(fall, began=began, late=late_chance, goes_down=True)


def _from_its_step(fall: Turn, samples: Samples, around: Around) -> Turn:
    """Return a late fall from the first sample on that lay clearly lower till then."""
    rates = samples.excess / samples.weights
    clearly = fall.was - _PART * (fall.was - fall.became)
    for place in range(around.done, fall.began):
        lower, higher = rates[place : fall.began], rates[:place][-MIN_SAMPLES:]
        if lower.mean() < clearly and lower.max() < higher.min():
            return replace(fall, began=place)
    return fall


def _goes_down(rates: Floats) -> bool:
    """Whether samples go down along a line by far more than they scatter around it."""
    size = len(rates)
    if size <= MIN_SAMPLES:
        return False
    places = np.arange(size) - (size - 1) / 2
    power = float(places @ places)
    slope = float(places @ rates) / power
    strayed = rates - rates.mean() - slope * places
    error = np.sqrt(float(strayed @ strayed) / (size - 2) / power)
    return bool(slope < -_SURELY * error)


def rose_as_before(samples: Samples, around: Around) -> bool:
    """Whether the level went up along a line before an action, and no faster after it."""
    before = _rising_before(samples, around)
    if before is None:
        return False
    size = before.stop - before.start
    after = slice(around.done, min(around.done + size, around.last))
    rates = samples.excess / samples.weights
    slope, level = np.polyfit(np.arange(size), rates[before], 1)
    would = level + slope * (np.arange(after.start, after.stop) - before.start)
    more = float((rates[after] - would).mean())
    return bool(more <= _PART * slope * (after.stop - after.start))


def turned_down(samples: Samples, around: Around) -> bool:
    """Whether the level went up along a line before an action, and down after it."""
    after = slice(around.done, min(around.done + WINDOW // 2, around.last))
    goes_down = _goes_down(samples.excess[after] / samples.weights[after])
    return goes_down and _rising_before(samples, around) is not None


def _rising_before(samples: Samples, around: Around) -> slice | None:
    """Return the samples before an action where both halves of them surely go up."""
    start = around.start
    span = slice(max(around.impact_first, start - WINDOW // 2), start)
    middle = (span.start + span.stop) // 2
    halves = slice(span.start, middle), slice(middle, span.stop)
    rates = -samples.excess / samples.weights
    return span if all(_goes_down(rates[one]) for one in halves) else None


def find_delay(samples: Samples, around: Around, known: pd.Series) -> timedelta | None:
    """Return how long after an action a fall began, None where it may have been at once."""
    at_once = around.done + IN_A_ROW
    fall = find_fall(samples, around, known, late=at_once)
    if fall is None or fall.began < at_once or fall.late <= _LATE:
        return None
    return time_after(fall.began, around, known)


def _late(around: Around, known: pd.Series) -> int:
    """Return from which place on what begins is no effect of an action."""
    until = known.index[around.done - 1] + _BEGINS_WITHIN
    place = int(known.index.searchsorted(until, side="right"))
    # a sample is stamped at its begin or its end
    return max(place, around.done) + 1


def began_before(
    fall: Turn, samples: Samples, around: Around, known: pd.Series
) -> EffectReason:
    """Return the reason that impact was falling, or had fallen, before an action.

    Since when, as the samples since the impact began tell.
    """
    began = fall.began
    first = around.impact_first if around.begun is None else around.begun
    whole = find_fall(
        samples,
        replace(around, first=min(first, around.first)),
        known,
        reach=_DATED_WITHIN,
    )
    if whole is not None and whole.early > MOSTLY:
        began = min(began, whole.began)
    since = known.index[began].to_pydatetime()
    by = around.applied.to_pydatetime() - since
    is_over = fall.settled < around.start
    return EffectReason(code="fell before", by=by, since=since, is_over=is_over)


def time_after(place: int, around: Around, known: pd.Series) -> timedelta:
    """Return how long after an action was finished a sample was taken."""
    after: timedelta = (known.index[place] - around.finished).to_pytimedelta()
    return after


def credited(
    effect: MitigationEffect,
    fall: Turn | None,
    samples: Samples,
    around: Around,
    known: pd.Series,
) -> MitigationEffect:
    """Return an effect without credit for what had, or may have, begun before it."""
    if fall is None or fall.early < MAYBE:
        return effect
    reason = EffectReason(code="easing already")
    if fall.early > MOSTLY:
        reason = began_before(fall, samples, around, known)
    return replace(effect, verdict="cannot tell", reason=reason)


def blamed(
    effect: MitigationEffect,
    samples: Samples,
    sides: Sides,
    around: Around,
    known: pd.Series,
) -> MitigationEffect:
    """Return an effect without blame for a rise that began before, or long after."""
    least = max(around.start - 2 * MIN_SAMPLES, around.first)
    end = min(around.last, around.done + WINDOW)
    span = slice(min(sides.before.at.start, least), end)
    if rose_as_before(samples, around):
        return effect.untold(EffectReason(code="rose before"))
    late = _late(around, known)
    rise = find_turn(samples, sides.chance, span, around.start, around.done, late=late)
    if rise is not None and rise.became < rise.was:
        # it came back down within what is looked at: the rise lies before that
        span = slice(span.start, rise.began)
        rise = find_turn(
            samples, sides.chance, span, around.start, around.done, late=late
        )
    if rise is not None and rise.early < MAYBE and rise.began < late:
        return effect
    reason = EffectReason(code="rose before")
    if rise is not None and rise.began >= late:
        reason = EffectReason(
            code="rose later", by=time_after(rise.began, around, known)
        )
    return replace(effect, verdict="cannot tell", reason=reason)
