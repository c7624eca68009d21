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

    assert (found.verdict, found.came_after) == ("cannot tell", True)
    if ago > max(4 * tau, 5):  # calm since five minutes
        assert found.reason.code == "no impact before"
        return
    assert found.reason.code == "fell before"
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


@pytest.mark.parametrize("seed", range(6))
def test_what_is_bad_when_low_and_scatters_fell_when_it_fell(seed):
    """By chance it strays as much at the usual level as below it."""
    rate = np.r_[np.full(135, 160.0), np.full(45, 50.0), np.full(60, 160.0)]
    found = effect_on(rate, seed=seed, bad="low")

    assert (found.verdict, found.reason) == ("worked", None)


def test_the_level_before_an_action_is_none_from_before_the_onset():
    """From 60, which was not yet impact, to 100; it changed nothing."""
    parts = ((140, 5), (25, 60), (15, 100), (60, 100))
    found = effect(*parts, begun_at=at(165))

    assert found.before > 90
    assert found.verdict == "none"


@pytest.mark.parametrize("after", [15, 20, 30])
def test_a_step_long_after_it_is_no_effect_of_it(after):
    found = effect((120, 5), (60 + after, 80), (60, 5))

    assert (found.verdict, found.reason.code) == ("cannot tell", "fell later")
    assert found.reason.by == timedelta(minutes=after)


def test_nor_where_the_samples_are_five_minutes_apart():
    levels = np.r_[np.resize([4.0, 5.0, 6.0], 60), np.full(20, 80.0), np.full(20, 5.0)]
    index = pd.date_range(START, periods=100, freq="5min")
    series = pd.Series(levels, index)

    assert measure_mitigation(series, index[73], bad="high").verdict == "cannot tell"
    assert measure_mitigation(series, index[79], bad="high").verdict == "worked"


def test_what_fell_with_it_is_its_own_though_the_rest_fell_later():
    """From 200 to 120 at once, and to 5 half an hour after it."""
    found = effect((120, 5), (60, 200), (30, 120), (60, 5))

    assert (found.verdict, found.reason.code) == ("partly", "fell later")


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
