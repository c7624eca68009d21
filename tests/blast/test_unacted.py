"""How the impact would have gone on without an action: the ways, and their areas."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from incident_kit.blast.temporary_mitigation import measure_mitigation

START = pd.Timestamp("2024-05-14 06:00", tz="UTC")
ACTION, FIXED = 180, 240


def at(minute: float) -> pd.Timestamp:
    return START + pd.Timedelta(minutes=minute)


def levels(during, after, *, seed: int = 1) -> pd.Series:
    """Two usual hours at 5 a minute, an hour at ``during``, 90 minutes at ``after``."""
    rng = np.random.default_rng(seed)
    rate = np.r_[np.full(120, 5.0), during * np.ones(60), after * np.ones(90)]
    index = pd.date_range(START, periods=len(rate), freq="1min")
    return pd.Series(rng.poisson(rate).astype(float), index)


def measured(series: pd.Series, **more):
    given = {"bad": "high", "until": at(FIXED)} | more
    return measure_mitigation(series, at(ACTION), **given)


def test_a_way_is_as_much_more_as_its_line_lies_over_the_curve():
    series = levels(105.0, 25.0)
    found = measured(series)

    for way in found.counterfactuals:
        observed = series[way.levels.index]
        assert way.amount == pytest.approx(float((way.levels - observed).sum()))
    [flat] = [one for one in found.counterfactuals if one.assumption == "flat"]
    assert (flat.levels.index[0], flat.levels.index[-1]) == (at(ACTION), at(FIXED - 1))
    assert flat.amount == pytest.approx(60 * 80, rel=0.1)


def test_a_series_that_falls_when_it_is_bad_would_have_stayed_low():
    found = measured(-levels(105.0, 5.0) + 200, bad="low")
    [flat] = [one for one in found.counterfactuals if one.assumption == "flat"]

    assert flat.levels.mean() == pytest.approx(95, rel=0.05)
    assert found.averted == pytest.approx(60 * 100, rel=0.1)


def test_what_two_actions_averted_is_known_though_not_by_which():
    found = measured(levels(105.0, 5.0), others=[at(ACTION + 2)])

    assert (found.verdict, found.drop, found.lag) == ("cannot tell", None, None)
    assert found.averted_low < 60 * 100 < found.averted_high


def test_with_an_action_in_between_all_of_it_until_the_fix_counts():
    """What a second action added after half an hour is part of what was averted."""
    found = measured(levels(105.0, 5.0), others=[at(ACTION + 30)])

    assert found.averted == pytest.approx(60 * 100, rel=0.1)


@pytest.mark.parametrize("until", [at(ACTION), at(ACTION - 30)])
def test_nothing_is_averted_when_the_cause_was_gone_before(until):
    assert measured(levels(105.0, 5.0), until=until).averted is None


def test_a_fix_after_the_last_sample_counts_up_to_it():
    found = measured(levels(105.0, 5.0), until=at(10_000))

    assert found.averted == pytest.approx(90 * 100, rel=0.1)


def test_a_decay_that_goes_on_for_an_hour_is_the_only_way():
    """120 over the usual that halves every 20 minutes, from an hour before."""
    decaying = 5 + 120 * 0.5 ** (np.arange(60) / 20)
    found = measured(levels(decaying, 5.0))
    left = 120 * 0.5 ** (np.arange(60, 120) / 20)

    assert [one.assumption for one in found.counterfactuals] == ["decaying"]
    assert found.averted_low < left.sum() < found.averted_high


def test_a_decay_is_found_alike_where_the_level_after_is_under_the_usual():
    """Fewer users came back: what is under the usual says nothing of a decay."""
    decaying = 5 + 120 * 0.5 ** (np.arange(60) / 20)
    found = measured(levels(decaying, 1.0))

    assert [one.assumption for one in found.counterfactuals] == ["decaying"]


def falling(minutes: int) -> pd.Series:
    """From 105 to 5 little by little, over so many minutes after the action."""
    after = np.r_[np.linspace(105, 5, minutes), np.full(90 - minutes, 5.0)]
    return levels(105.0, after)


@pytest.mark.parametrize("minutes", [10, 20, 25])
def test_a_fall_little_by_little_within_half_an_hour_is_its_work(minutes):
    assert measured(falling(minutes)).verdict == "worked"


@pytest.mark.parametrize("minutes", [40, 50])
def test_a_fall_that_takes_longer_and_began_with_it_is_its_work_too(minutes):
    """The level stood until then, so no recovery had begun before."""
    found = measured(falling(minutes))

    assert found.has_helped
    assert found.reason is None
