"""What is usual at each sample: with the traffic, as on earlier days, or the same."""

from __future__ import annotations

import re
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from incident_kit.blast.anchor_time import find_anchor_time
from incident_kit.incident import ImpactSeries, Incident
from incident_kit.page.blocks import plain_section
from incident_kit.record.incident_record import parse_record
from incident_kit.sections.registry import build_section
from incident_kit.series.traffic import even_rates, known_traffic, pooled_rates
from incident_kit.series.usual import course_before
from incident_kit.timing.assessment import Assessment, assess

DAY = 1440
START = pd.Timestamp("2025-04-06 12:00", tz="UTC")


def hours_of(count: int, start: pd.Timestamp = START) -> np.ndarray:
    return (start.hour + np.arange(count) / 60) % 24


def people(
    count: int, least: float, most: float, start: pd.Timestamp = START
) -> np.ndarray:
    """As many as ``least`` by night, ``most`` at two in the afternoon."""
    height = np.clip(np.sin((hours_of(count, start) - 5) / 18 * np.pi), 0, 1)
    return least + (most - least) * height


def drawn(
    rate: np.ndarray, traffic: np.ndarray, seed: int
) -> tuple[pd.Series, pd.Series]:
    rng = np.random.default_rng(seed)
    came = rng.poisson(traffic)
    index = pd.date_range(START, periods=len(rate), freq="1min", tz="UTC")
    failed = rng.binomial(came, rate)
    return pd.Series(failed.astype(float), index), pd.Series(came.astype(float), index)


def assessed(
    values: pd.Series, traffic: pd.Series | None = None, *, bad: str = "high", **fields
) -> Assessment:
    data = {"id": "X", "title": "t", "timezone": "UTC"} | fields
    data["impact"] = [{"name": "calls", "unit": "calls", "file": "i.csv", "value": "v"}]
    series = ImpactSeries(
        name="calls",
        unit="calls",
        per="minute",
        bad=bad,
        values=values,
        traffic=traffic,
    )
    return assess(Incident(record=parse_record(data), series=(series,)))


def written(at: pd.Timestamp) -> str:
    return f"{at:%Y-%m-%d %H:%M}"


class TestRates:
    def test_a_sample_of_few_people_is_nearly_usual(self):
        """Of 3 people 2.7 more than usual, in sqrt(10) of them, the least that is counted."""
        traffic = np.array([100.0, 100.0, 3.0, 0.0])
        rates = even_rates(np.array([20.0, 20.0, 3.0, 0.0]), traffic, 0.1)

        assert rates == pytest.approx([0.2, 0.2, 0.1 + 2.7 / np.sqrt(10 * 100), 0.1])

    def test_a_sample_of_few_people_is_taken_with_its_neighbours(self):
        """Five at a time of which a fifth fail: two and two halves make the ten."""
        traffic = np.r_[[100.0] * 20, [5.0] * 9]
        failed = np.r_[[20.0] * 20, [0.0, 1, 2, 0, 1, 2, 0, 1, 2]]
        rates = pooled_rates(failed, traffic)

        assert rates[:20] == pytest.approx([0.2] * 20)
        assert rates[24] == pytest.approx((1 + 0 / 2 + 2 / 2) / 10)

    def test_where_nobody_came_the_neighbours_tell(self):
        rates = pooled_rates(
            np.array([20.0, 0, 0, 20, 20]), np.array([100.0, 0, 0, 100, 100])
        )

        assert rates == pytest.approx([0.2] * 5)

    def test_is_none_where_most_samples_have_no_traffic(self):
        index = pd.date_range(START, periods=4, freq="1min")

        assert known_traffic(None, index) is None
        assert known_traffic(pd.Series([5.0, 5.0, np.nan, 0.0], index), index) is None
        assert len(known_traffic(pd.Series([5.0, 5, 5, np.nan], index), index)) == 3


class TestCourseBefore:
    def test_is_the_median_of_the_same_time_on_days_before_the_onset(self):
        """Days of 1, 2 and 9, then an incident of two days: both are held against 2."""
        values = np.repeat([1.0, 2.0, 9.0, 50.0, 60.0], 4)
        seconds = np.arange(20) * 21_600.0

        assert course_before(values, seconds, 12, 12).tolist() == [2.0] * 8

    def test_is_not_known_where_there_is_no_day_before(self):
        course = course_before(np.ones(6), np.arange(6) * 21_600.0, 5, 2)

        assert np.isnan(course[:2]).all()
        assert course[2:].tolist() == [1.0, 1.0]


class TestAQuietNight:
    @settings(max_examples=12)
    @given(
        least=st.sampled_from([8, 30, 60, 120, 400]),
        rate=st.floats(0.15, 0.7),
        seed=st.integers(0, 1000),
    )
    def test_is_no_recovery(self, least, rate, seed):
        """From eight in the evening until the last sample at five a share fails."""
        count, onset = 41 * 60, 32 * 60
        share = np.where(np.arange(count) < onset, 0.005, rate)
        traffic = people(count, least, 600)
        values, came = drawn(share, traffic, seed)
        noticed = values.index[onset + 30]
        found = assessed(
            values,
            came,
            detected_at=written(noticed),
            mitigated_at="unknown",
            fixed_at="not yet",
        )
        truth = values[onset:].sum() - 0.005 * came[onset:].sum()

        assert [wave.end for wave in found.blast.waves] == [None]
        assert found.clocks.mitigate.moment.form == "not yet"
        assert found.harm[0].amount == pytest.approx(truth, rel=0.05)
        assert found.harm[0].is_bound

    @settings(max_examples=25)
    @given(
        least=st.sampled_from([8, 60, 300]),
        rate=st.floats(0.002, 0.1),
        hours=st.integers(12, 70),
    )
    def test_adds_or_hides_no_onset_by_the_number_of_people(self, least, rate, hours):
        """As many fail as ever: what was rare before stays as rare."""
        traffic = people(hours * 60, least, 600)
        index = pd.date_range(START, periods=len(traffic), freq="1min", tz="UTC")
        came = pd.Series(np.round(traffic), index)
        found = find_anchor_time(came * rate, bad="high", traffic=came)

        assert found.verdict == "no onset"

    def test_is_seldom_an_onset_where_all_is_well(self):
        """At the stated rate of three in a hundred, of sixty healthy series."""
        rng = np.random.default_rng(3)
        found = []
        for seed in range(60):
            count = int(rng.integers(900, 3000))
            least, most = ((8, 600), (60, 600), (300, 600))[seed % 3]
            rate = np.full(count, (0.005, 0.02, 0.1)[seed % 3])
            values, came = drawn(rate, people(count, least, most), seed)
            found.append(find_anchor_time(values, bad="high", traffic=came).verdict)

        assert sum(verdict != "no onset" for verdict in found) <= 4


class TestABusyMorning:
    @pytest.mark.parametrize("seed", range(8))
    @pytest.mark.parametrize("rate", [0.15, 0.3, 0.6])
    def test_is_no_onset_where_the_data_begin_bad(self, rate, seed):
        """A share fails from the first row at six until half past ten."""
        start = pd.Timestamp("2025-04-08 06:00", tz="UTC")
        count, stop = 600, 270
        share = np.where(np.arange(count) < stop, rate, 0.01)
        values, came = drawn(share, people(count, 60, 600, start), seed)
        noticed = values.index[120]
        found = find_anchor_time(values, bad="high", detected_at=noticed, traffic=came)

        assert found.verdict == "begins bad"
        truth = values[:stop].sum() - 0.01 * came[:stop].sum()
        assert sum(wave.excess for wave in found.waves) == pytest.approx(
            truth, rel=0.05
        )


class TestTraffic:
    def incident(self, seed: int) -> pd.Series:
        rng = np.random.default_rng(seed)
        rate = np.r_[np.full(300, 20.0), np.full(60, 200.0), np.full(120, 20.0)]
        index = pd.date_range(START, periods=len(rate), freq="1min", tz="UTC")
        return pd.Series(rng.poisson(rate).astype(float), index)

    @given(seed=st.integers(0, 1000), many=st.sampled_from([500.0, 1e4, 1e6]))
    def test_that_stays_the_same_changes_nothing(self, seed, many):
        values = self.incident(seed)
        steady = pd.Series(many, values.index)
        with_it = find_anchor_time(values, bad="high", traffic=steady)
        without = find_anchor_time(values, bad="high")

        assert (with_it.last_good, with_it.first_bad) == (
            without.last_good,
            without.first_bad,
        )
        assert [wave.end for wave in with_it.waves] == [
            wave.end for wave in without.waves
        ]

    @given(scale=st.sampled_from([0.5, 3.0, 1000.0]), seed=st.integers(0, 1000))
    def test_in_another_unit_changes_no_bracket(self, scale, seed):
        share = np.r_[np.full(1500, 0.01), np.full(120, 0.3), np.full(120, 0.01)]
        values, came = drawn(share, people(len(share), 60, 600), seed)
        one, other = (
            find_anchor_time(values * by, bad="high", traffic=came * by)
            for by in (1.0, scale)
        )

        assert (one.last_good, one.first_bad) == (other.last_good, other.first_bad)
        assert [wave.end for wave in one.waves] == [wave.end for wave in other.waves]

    def test_of_samples_that_lack_it_is_at_least(self):
        share = np.r_[np.full(1500, 0.01), np.full(120, 0.3), np.full(120, 0.01)]
        values, came = drawn(share, people(len(share), 300, 600), 1)
        came.iloc[1530:1560] = np.nan
        found = assessed(values, came, detected_at=written(values.index[1520]))

        assert found.harm[0].is_bound
        assert found.harm[0].missing == pd.Timedelta(minutes=30)

    def test_the_page_says_of_what_the_usual_is_a_share(self):
        share = np.r_[np.full(1500, 0.02), np.full(120, 0.3), np.full(120, 0.02)]
        values, came = drawn(share, people(len(share), 300, 600), 1)
        found = assessed(values, came, detected_at=written(values.index[1520]))

        text = plain_section(build_section("first_screen", found))
        assert "More calls than usual" in text
        assert re.search(r"calls more than the usual (1\.9|2|2\.1) % of all", text)


class TestADailyCourse:
    def shortfall(self, seed: int) -> tuple[pd.Series, float, int]:
        """Four good days, then 30 % from ten on, 65 % from half past eleven, until one."""
        count, onset = 5 * DAY + 300, 4 * DAY + 22 * 60
        usual = people(count, 60, 400)
        left = np.ones(count)
        left[onset : onset + 90], left[onset + 90 : onset + 180] = 0.3, 0.65
        values = np.random.default_rng(seed).poisson(usual * left).astype(float)
        index = pd.date_range(START, periods=count, freq="1min", tz="UTC")
        return pd.Series(values, index), float((usual * (1 - left)).sum()), onset

    @pytest.mark.parametrize("seed", range(5))
    def test_is_what_a_shortfall_is_held_against(self, seed):
        values, truth, onset = self.shortfall(seed)
        eased, fixed = values.index[onset + 90], values.index[onset + 180]
        actions = [
            {"id": "a", "what": "A", "for": "stabilize", "applied_at": written(eased)},
            {
                "id": "b",
                "what": "B",
                "for": "fix",
                "applied_at": written(fixed),
                "removes_cause": "true",
            },
        ]
        found = assessed(
            values,
            bad="low",
            detected_at=written(values.index[onset + 30]),
            actions=actions,
        )

        assert found.harm[0].amount == pytest.approx(truth, rel=0.03)
        assert abs(found.clocks.mitigate.moment.latest - fixed) <= pd.Timedelta("2min")
        # 70 % of the usual are missing before it, 35 % after it
        effect = found.blast.headline_effect("a")
        assert effect.verdict == "partly"
        assert effect.drop == pytest.approx(0.5, abs=0.05)
        assert "level at that time of day" in str(
            build_section("first_screen", found).blocks
        )

    def test_of_a_level_without_one_is_the_same_all_the_time(self):
        rng = np.random.default_rng(1)
        rate = np.r_[np.full(3 * DAY, 20.0), np.full(60, 200.0), np.full(200, 20.0)]
        index = pd.date_range(START, periods=len(rate), freq="1min", tz="UTC")
        values = pd.Series(rng.poisson(rate).astype(float), index)

        assert find_anchor_time(values, bad="high").baseline.usual is None

    @pytest.mark.parametrize(
        ("day", "begin"),
        [("2025-11-02", "05:40"), ("2025-03-09", "06:40")],
    )
    def test_goes_by_the_local_clock_where_that_changes(self, day, begin):
        """New York sleeps an hour longer, or less; orders fall for 40 min as it does."""
        zone = ZoneInfo("America/New_York")
        start = pd.Timestamp(f"{day} 05:00", tz="UTC") - pd.Timedelta("3D")
        index = pd.date_range(start, periods=int(3.5 * 288), freq="5min")
        shown = index.tz_convert(zone)
        hours = (shown.hour + shown.minute / 60).to_numpy()
        usual = 200 - 150 * np.cos((hours - 2) / 12 * np.pi)
        onset = index.get_loc(pd.Timestamp(f"{day} {begin}", tz="UTC"))
        left = np.ones(len(index))
        left[onset : onset + 8] = 0.2
        noise = np.random.default_rng(4).normal(1, 0.02, len(index))
        values = pd.Series(usual * left * noise, index)

        found = find_anchor_time(
            values, bad="low", detected_at=index[onset + 3], zone=zone
        )

        (wave,) = found.waves
        assert (wave.start, wave.end) == (index[onset], index[onset + 8])
        assert wave.excess == pytest.approx(
            float((usual * (1 - left)).sum() * 5), rel=0.1
        )
        # at eight it is what eight has shown on the days before
        at = index[shown.strftime("%d %H:%M") == f"{day[-2:]} 08:00"]
        assert found.baseline.usual[at[0]] == pytest.approx(200, rel=0.05)
