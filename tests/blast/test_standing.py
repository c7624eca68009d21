"""A level that a person sees at a glance is found, and none where there is none."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from incident_kit.blast.anchor_time import find_anchor_time
from incident_kit.results.findings import AnchorTime
from incident_kit.series.standing import find_levels

SEEDS = range(8)


def indexed(values: np.ndarray) -> pd.Series:
    index = pd.date_range("2026-03-05", periods=len(values), freq="min", tz="UTC")
    return pd.Series(values.astype(float), index)


def counts(seed: int, *spans: tuple[int, int], share: float = 1 / 3) -> pd.Series:
    """Return ten counts a minute that fall to a share of it in some spans."""
    level = np.full(800, 10.0)
    for start, stop in spans:
        level[start:stop] = 10.0 * share
    return indexed(np.random.default_rng(seed).poisson(level))


def minutes_off(found: AnchorTime, series: pd.Series, place: int) -> float:
    assert found.first_bad is not None
    away = pd.Timestamp(found.first_bad) - series.index[place]
    return abs(float(away.total_seconds())) / 60


class TestAFallOfSmallCounts:
    @pytest.mark.parametrize("seed", SEEDS)
    def test_is_found_where_nobody_was_called(self, seed: int) -> None:
        series = counts(seed, (400, 440))
        found = find_anchor_time(series, bad="low")
        assert found.is_measured
        assert minutes_off(found, series, 400) <= 8

    def test_is_in_a_bracket_that_holds_it_and_is_no_wider_than_it_looks(self) -> None:
        holds, widths = [], []
        for seed in range(40):
            series = counts(seed, (400, 460), share=0.5)
            found = find_anchor_time(series, bad="low")
            assert found.last_good is not None
            assert found.first_bad is not None
            onset = series.index[400]
            holds.append(found.last_good < onset <= found.first_bad)
            widths.append((found.first_bad - found.last_good).total_seconds() / 60)
        assert np.mean(holds) >= 0.85
        assert np.mean(widths) <= 12

    @pytest.mark.parametrize("seed", SEEDS)
    def test_is_found_again_in_each_wave(self, seed: int) -> None:
        series = counts(seed, (300, 350), (450, 500))
        assert len(find_anchor_time(series, bad="low").waves) == 2

    def test_to_nothing_is_found_over_a_quarter_of_an_hour(self) -> None:
        values = np.random.default_rng(3).poisson(3.0, 600)
        values[400:415] = 0
        series = indexed(values)
        found = find_anchor_time(series, bad="low", detected_at=series.index[415])
        assert minutes_off(found, series, 400) <= 3

    @pytest.mark.parametrize("seed", SEEDS)
    def test_is_none_where_all_is_usual(self, seed: int) -> None:
        assert not find_anchor_time(counts(seed), bad="low").is_measured


def test_a_wave_that_begins_with_three_samples_and_a_pause_is_one() -> None:
    """Bad in a third of its samples: fourteen good ones after the first three."""
    bad = np.zeros(300)
    bad[::3] = bad[[1, 2]] = 1
    bad[3:17] = 0
    level = np.r_[np.full(200, 10.0), 10 + 50 * bad, np.full(200, 10.0)]
    series = indexed(np.array(np.random.default_rng(2).poisson(level)))
    found = find_anchor_time(series, bad="high", detected_at=series.index[210])
    assert [one.start for one in found.waves] == [series.index[200]]


class TestLevels:
    def test_hold_from_a_sample_to_before_another(self) -> None:
        levels = find_levels(counts(1, (300, 350), (450, 500)).to_numpy(), -1, 0.03)
        assert len(levels) == 2
        for one, start in zip(levels, (300, 450), strict=True):
            assert abs(one.start - start) <= 8
            assert abs(one.stop - start - 50) <= 8
            assert one.sign == -1

    def test_say_nothing_where_the_series_wanders(self) -> None:
        steps = np.random.default_rng(5).normal(0, 1, 1000)
        assert not find_levels(np.cumsum(steps), 0, 0.03)

    def test_are_found_where_they_lie_beyond_all_that_it_wanders(self) -> None:
        """A fall by one deviation and by four, where slow moves add two fifths of one."""
        seen = {1.0: 0, 4.0: 0}
        for seed in range(20):
            rng = np.random.default_rng(seed)
            slow = rng.normal(0, 1, 41)
            slow = 0.4 * np.interp(np.arange(1000), np.arange(0, 1001, 25), slow)
            for fall in seen:
                values = rng.normal(0, 1, 1000) + slow
                values[500:560] -= fall
                found = find_levels(values, -1, 0.03)
                seen[fall] += any(abs(one.start - 500) <= 8 for one in found)
        assert seen[1.0] <= 1
        assert seen[4.0] >= 15

    def test_are_no_single_spikes(self) -> None:
        values = np.random.default_rng(6).normal(10, 1, 800)
        values[400:404] = 500.0
        assert not find_levels(values, 1, 0.03)

    def test_are_less_sure_where_the_noise_grows_with_them(self) -> None:
        rng = np.random.default_rng(7)
        calm, wild = rng.normal(10, 1, 800), rng.normal(10, 1, 800)
        calm[400:430] += 1.5
        wild[400:430] = 11.5 + rng.normal(0, 5, 30)
        assert find_levels(calm, 1, 0.03)
        assert not find_levels(wild, 1, 0.03)


class TestDaysThatAreEachOthersUsual:
    @pytest.mark.parametrize("seed", SEEDS)
    def test_are_not_blamed_for_what_lasted_a_day(self, seed: int) -> None:
        rng = np.random.default_rng(seed)
        minutes = np.arange(4 * 1440)
        course = 1 + 0.6 * np.sin(2 * np.pi * minutes / 1440)
        course[3000:4500] *= 0.6
        series = indexed(300 * course * rng.normal(1, 0.1, len(minutes)))
        found = find_anchor_time(series, bad="low")
        assert found.is_measured
        assert minutes_off(found, series, 3000) <= 5


class TestAPageBeforeIt:
    @pytest.mark.parametrize("early", [20, 60, 200])
    def test_hides_no_level_that_began_later(self, early: int) -> None:
        seen = 0
        for seed in range(12):
            rng = np.random.default_rng(seed)
            values = rng.normal(100, 3, 800)
            values[500:620] += 6
            series = indexed(values)
            at = series.index[500 - early]
            found = find_anchor_time(series, bad="high", detected_at=at)
            seen += found.is_measured and minutes_off(found, series, 500) <= 5
        assert seen >= 11
