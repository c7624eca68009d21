"""Did impact come in bursts that ended by themselves, so that an end proves nothing?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from incident_kit.results.reasons import EffectReason

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime, timedelta

    from incident_kit.results.findings import MitigationEffect, Wave

# so many that nobody ended are a habit of it
_HABIT = 2


def unproven_in_bursts(
    effect: MitigationEffect,
    waves: Sequence[Wave],
    begun: datetime,
    acted: Sequence[datetime],
) -> MitigationEffect:
    """Return an effect without a verdict where bursts came and went without anybody.

    Of one that had lasted longer than those before it, an end does prove something.
    ``acted`` are the times of all actions.
    """
    alone = [
        lasted
        for wave in waves
        if (lasted := _lasted_alone(wave, begun, acted)) is not None
    ]
    during = [one for one in waves if one.start <= begun and _reaches(one, begun)]
    if len(alone) < _HABIT or effect.before is None:
        return effect
    if any(begun - one.start > max(alone) for one in during):
        return effect
    return effect.untold(EffectReason(code="bursts", actions=len(alone)))


def _lasted_alone(
    wave: Wave, before: datetime, acted: Sequence[datetime]
) -> timedelta | None:
    """Return how long a wave lasted that was over by then, if nobody acted in it."""
    if wave.end is None or wave.end >= before:
        return None
    if any(wave.start <= at <= wave.end for at in acted):
        return None
    lasted: timedelta = (wave.end - wave.start).to_pytimedelta()
    return lasted


def _reaches(wave: Wave, at: datetime) -> bool:
    return wave.end is None or wave.end >= at
