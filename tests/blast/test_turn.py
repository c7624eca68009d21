"""What began before an action, or long after it, is not laid at its door."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pandas as pd
import pytest

from incident_kit.blast.temporary_mitigation import measure_mitigation

START = pd.Timestamp("2024-05-14 06:00", tz="UTC")
ACTION = 180


def at(minute: float) -> pd.Timestamp:
    return START + pd.Timedelta(minutes=minute)


def effect(*parts, **more):
    """What an action at minute 180 did to parts of (minutes, level per minute)."""
    rate = np.concatenate([np.full(size, level, dtype=float) for size, level in parts])
    return effect_on(rate, **more)


def effect_on(rate, *, seed=1, **more):
    counts = np.random.default_rng(seed).poisson(rate).astype(float)
    index = pd.date_range(START, periods=len(counts), freq="1min")
    return measure_mitigation(
        pd.Series(counts, index), at(ACTION), **({"bad": "high"} | more)
    )


@pytest.mark.parametrize("ago", [3, 8, 15, 25])
@pytest.mark.parametrize("tau", [0.5, 3, 8])
def test_a_recovery_that_began_before_it_is_said_as_that(ago, tau):
    minutes = np.arange(300)
    fallen = 5 + 200 * np.exp(-(minutes - ACTION + ago) / tau)
    rate = np.where(minutes < 120, 5, np.where(minutes < ACTION - ago, 205, fallen))
    found = effect_on(rate)

    assert (found.verdict, found.reason.code) == ("cannot tell", "fell before")
    began = at(ACTION - ago).to_pydatetime()
    assert abs(found.reason.since - began) <= timedelta(minutes=2)


def test_a_level_that_stood_since_an_earlier_fall_is_its_own():
    """From 200 to 80 half an hour before, by nobody knows what; then to 5."""
    found = effect((120, 5), (30, 200), (30, 80), (60, 5))

    assert found.verdict == "worked"
    assert found.before < 100


def test_a_further_fall_with_it_is_its_own_though_it_was_easing():
    """By half in 30 minutes, and all at once when it was done."""
    minutes = np.arange(270)
    easing = 5 + 200 * 0.5 ** ((minutes - 140) / 30)
    rate = np.where(minutes < 120, 5, np.where(minutes < 140, 205, easing))
    found = effect_on(np.where(minutes < ACTION, rate, 5))

    assert found.verdict in {"worked", "partly"}


@pytest.mark.parametrize("after", [20, 35, 50])
def test_harm_that_begins_long_after_it_is_not_its_blame(after):
    found = effect((180 + after, 5), (60, 200))

    assert found.verdict == "cannot tell"
    assert found.reason.code in {"rose later", "no impact before"}


def test_harm_that_begins_with_it_is():
    found = effect((182, 5), (60, 200))

    assert (found.verdict, found.reason.code) == ("worse", "began after")


def test_harm_that_was_rising_already_is_not():
    rate = np.r_[np.full(160, 5.0), np.linspace(5, 400, 40), np.full(60, 400.0)]
    found = effect_on(rate)

    assert (found.verdict, found.reason.code) == ("cannot tell", "rose before")


def test_the_calm_between_two_waves_is_neither():
    found = effect((100, 5), (50, 200), (60, 5), (60, 200))

    assert found.verdict == "cannot tell"
    assert found.reason.code in {"fell before", "no impact before", "rose later"}
