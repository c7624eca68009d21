"""What an action did, on series of which the truth is planted here."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from incident_kit.blast.temporary_mitigation import measure_mitigation
from incident_kit.errors import IncidentKitError

START = pd.Timestamp("2024-05-14 00:00", tz="UTC")
DAY = 1440


def at(minute):
    return START + pd.Timedelta(minutes=int(minute))


def indexed(values, start=START):
    index = pd.date_range(start, periods=len(values), freq="min")
    return pd.Series(np.asarray(values, dtype=float), index=index)


def wobbling(rng, size, *, wobble, shared=0.6):
    """Return factors around 1 that neighbours share."""
    drawn = rng.normal(0, wobble * np.sqrt(1 - shared**2), size)
    for place in range(1, size):
        drawn[place] += shared * drawn[place - 1]
    return np.exp(drawn)


def planted(
    seed,
    *,
    drop=0.0,
    wobble=0.1,
    rate=0.3,
    volume=400.0,
    usual=0.004,
    begun=60,
    decay=None,
    lasts=90,
    traffic=None,
):
    """Return failures, traffic and how many were averted: 400 minutes, one action.

    The action stands at minute 400 and takes ``drop`` of the excess within
    four minutes; the cause is removed ``lasts`` minutes later.
    """
    rng = np.random.default_rng(seed)
    size, action = 400 + lasts + 30, 400
    minutes = np.arange(size)
    visits = np.full(size, volume) if traffic is None else traffic(minutes)
    excess = np.where(minutes >= action - begun, rate, 0.0)
    excess *= wobbling(rng, size, wobble=wobble)
    if decay is not None:
        since, halving = decay
        excess *= 0.5 ** (np.maximum(minutes - action + since, 0) / halving)
    left = 1 - drop * np.clip((minutes - action) / 4, 0, 1)
    over = minutes >= action + lasts
    until = slice(action, action + lasts)
    averted = (visits * excess * (1 - left))[until].sum()
    failed = rng.poisson(visits * (usual + np.where(over, 0.0, excess * left)))
    return indexed(failed), indexed(visits), averted


def measured(seed, *, given_traffic=True, others=(), lasts=90, **more):
    failed, visits, averted = planted(seed, lasts=lasts, **more)
    effect = measure_mitigation(
        failed,
        at(400),
        traffic=visits if given_traffic else None,
        bad="high",
        others=others,
        until=at(400 + lasts),
    )
    return effect, averted


def verdicts(count, **more):
    return [measured(seed, **more)[0].verdict for seed in range(count)]


class TestPlanted:
    @pytest.mark.parametrize(
        ("drop", "word"), [(0.0, "none"), (0.4, "partly"), (0.9, "worked")]
    )
    def test_drop_has_its_verdict(self, drop, word):
        assert verdicts(40, drop=drop).count(word) >= 37

    @pytest.mark.parametrize("wobble", [0.0, 0.1, 0.2])
    @pytest.mark.parametrize("drop", [0.0, 0.4, 0.9])
    def test_drop_lies_in_its_interval_at_the_stated_rate(self, drop, wobble):
        """95 % of 100 is 90 or more in 99 of 100 such tests."""
        found = [measured(seed, drop=drop, wobble=wobble)[0] for seed in range(100)]

        assert sum(one.low <= drop <= one.high for one in found) >= 90

    def test_interval_widens_with_a_wobble_that_neighbours_share(self):
        def width(shake):
            found = [measured(seed, wobble=shake)[0] for seed in range(20)]
            return np.median([one.high - one.low for one in found])

        assert width(0.2) > 3 * width(0.0)

    @pytest.mark.parametrize("drop", [0.0, 0.4, 0.9])
    def test_what_was_averted_lies_in_its_range(self, drop):
        found = [measured(seed, drop=drop) for seed in range(60)]

        assert (
            sum(one.averted_low <= truth <= one.averted_high for one, truth in found)
            >= 54
        )

    def test_lag_is_until_half_of_it_was_gone(self):
        """Gone within four minutes: half of it after two, two being too."""
        lags = [measured(seed, drop=0.9)[0].lag for seed in range(20)]

        assert sorted(lags)[10] == timedelta(minutes=2)

    def test_until_is_needed_for_what_was_averted(self):
        failed, visits, _ = planted(1, drop=0.9)
        found = measure_mitigation(failed, at(400), traffic=visits, bad="high")

        assert (found.verdict, found.averted) == ("worked", None)

    def test_each_sample_stands_for_its_time(self):
        """Every second minute: half the samples, each for two minutes."""
        failed, visits, averted = planted(1, drop=0.9, wobble=0.0)
        found = measure_mitigation(
            failed[::2], at(400), traffic=visits[::2], bad="high", until=at(490)
        )

        assert found.averted == pytest.approx(averted, rel=0.1)

    @given(
        seed=st.integers(0, 10**6),
        drop=st.sampled_from([0.0, 0.4, 0.9]),
        volume=st.sampled_from([3.0, 10.0, 400.0]),
        decay=st.sampled_from([None, (20, 12)]),
    )
    @settings(max_examples=60, deadline=None)
    def test_word_and_number_never_disagree(self, seed, drop, volume, decay):
        found, _ = measured(seed, drop=drop, volume=volume, decay=decay)

        if found.drop is not None:
            assert found.low <= found.drop <= found.high <= 1
        match found.verdict:
            case "worked":
                assert found.drop >= 0.75
                assert found.low > 0
            case "partly":
                assert found.drop < 0.75
                assert found.low > 0
            case "none":
                assert found.high < 1 / 3
            case "worse":
                assert found.drop is None or found.high < 0
            case "cannot tell":
                assert found.reason

    def test_few_failures_of_which_nearly_all_went_away_are_no_part(self):
        """One in two minutes: nobody knows by how much, yet the best guess is 90 %."""
        found = [
            measured(seed, drop=0.95, volume=3.0, rate=0.4, usual=0.001, begun=40)[0]
            for seed in range(40)
        ]

        assert sum(one.verdict == "worked" for one in found) >= 25
        assert sum(one.verdict in {"partly", "none", "worse"} for one in found) <= 2


class TestNoCredit:
    def test_where_recovery_had_begun_before_it(self):
        found = verdicts(40, decay=(20, 12))

        assert {"none", "cannot tell"} >= set(found)

    def test_and_what_was_averted_may_be_nothing(self):
        found = [measured(seed, decay=(20, 12))[0] for seed in range(40)]

        assert sum(one.averted_low <= 0 <= one.averted_high for one in found) >= 37

    def test_a_decline_that_may_have_begun_is_named(self):
        found = [measured(seed, decay=(8, 8))[0].reason for seed in range(20)]

        assert "easing already" in {one.code for one in found if one}

    @pytest.mark.parametrize("minute", [396, 400, 404])
    def test_where_another_action_lies_minutes_apart(self, minute):
        found, _ = measured(1, drop=0.9, others=[at(minute)])

        assert (found.verdict, found.drop) == ("cannot tell", None)
        assert found.reason.code == "others around"

    def test_but_two_that_did_nothing_did_nothing(self):
        assert measured(1, drop=0.0, others=[at(403)])[0].verdict == "none"

    def test_nor_blame_where_there_is_less_after_than_before(self):
        """Six in ten minutes before, too few to be sure of; a third a minute after."""
        calm = np.resize([0] * 59 + [1], 800)
        before, after = [1, 0, 1, 1, 0, 0, 1, 1, 0, 1], np.resize([1, 0, 0], 60)
        failed = indexed(np.r_[calm, before, after])
        visits = indexed(np.resize([80, 83, 79], len(failed)))
        found = measure_mitigation(failed, at(810), traffic=visits, bad="high")

        assert (found.verdict, found.reason.code) == ("cannot tell", "no impact before")

    def test_what_began_after_it_made_it_worse(self):
        failed = indexed(np.r_[np.resize([0, 0, 1], 400), np.full(60, 9.0)])
        found = measure_mitigation(failed, at(400), bad="high")

        assert (found.verdict, found.reason.code) == ("worse", "began after")

    def test_for_what_it_made_worse(self):
        found = [measured(seed, drop=-1.0, wobble=0.05)[0] for seed in range(20)]

        assert sum(one.verdict == "worse" and one.high < 0 for one in found) >= 19

    @pytest.mark.parametrize(
        ("levels", "other"),
        [((60, 60, 30, 30, 30), 370), ((60, 60, 60, 3, 3), 430)],
        ids=["before it", "after it"],
    )
    def test_for_what_another_action_did_half_an_hour_apart(self, levels, other):
        """Levels from minute 340, 355, 370, 430 and 460 on; this one is at 400."""
        steps = np.repeat(
            [levels[0], levels[1], levels[2], levels[2]], [15, 15, 30, 30]
        )
        level = np.r_[np.zeros(340), steps, np.repeat(levels[3:], 30)]
        failed = indexed(np.random.default_rng(4).poisson(level))
        found = measure_mitigation(failed, at(400), bad="high", others=[at(other)])

        assert found.verdict == "none"

    def test_for_a_fall_of_the_traffic(self):
        def falling(minutes):
            return 400 * np.where(
                minutes < 400, 1, np.maximum(1 - (minutes - 400) / 80, 0.4)
            )

        assert verdicts(20, traffic=falling).count("none") >= 19

    def test_for_a_night_that_earlier_days_show(self):
        """Visits halve in the hour after it; nobody counted them."""
        found = [self.at_night(seed) for seed in range(20)]

        assert not {"worked", "partly"} & {one.verdict for one in found}
        assert sum(one.verdict == "none" for one in found) >= 14

    def test_visits_that_were_counted_count_before_what_is_usual_at_that_hour(self):
        """On this night they stayed, unlike on the two before."""
        action, size = 2 * DAY, 2 * DAY + 120
        minutes = np.arange(size)
        usual = 1000 * np.exp(-1.4 * np.sin(2 * np.pi * (minutes - action) / DAY * 2))
        visits = np.where(minutes >= action - 60, 1000.0, usual)
        excess = np.where(minutes >= action - 40, 0.3, 0.0)
        failed = indexed(np.random.default_rng(1).poisson(visits * (0.02 + excess)))
        found = measure_mitigation(
            failed, at(action), traffic=indexed(visits), bad="high"
        )

        assert found.verdict == "none"

    def test_a_real_drop_at_night_is_seen(self):
        found = [self.at_night(seed, drop=0.9) for seed in range(20)]

        assert sum(one.verdict == "worked" for one in found) >= 18

    @staticmethod
    def at_night(seed, *, drop=0.0):
        rng = np.random.default_rng(seed)
        action, size = 2 * DAY, 2 * DAY + 120
        minutes = np.arange(size)
        visits = 1000 * np.exp(-1.4 * np.sin(2 * np.pi * (minutes - action) / DAY * 2))
        excess = np.where(minutes >= action - 40, 0.3, 0.0)
        excess *= np.where(minutes > action, 1 - drop, 1)
        failed = indexed(rng.poisson(visits * (0.02 + excess)))
        return measure_mitigation(failed, at(action), bad="high")

    @pytest.mark.parametrize("bad", ["high", "low", "either"])
    @pytest.mark.parametrize("shared", [0.0, 0.8])
    def test_for_an_action_in_the_middle_of_nothing(self, bad, shared):
        for seed in range(20):
            rng = np.random.default_rng(seed)
            level = 50 * wobbling(rng, 600, wobble=0.05, shared=shared)
            found = measure_mitigation(indexed(level), at(450), bad=bad)

            assert found.verdict in {"none", "cannot tell"}


class TestSameAnswer:
    @given(
        seed=st.integers(0, 50),
        drop=st.sampled_from([0.0, 0.4, 0.9]),
        scale=st.floats(1e-6, 1e6),
        days=st.integers(-4000, 4000),
    )
    @settings(max_examples=40, deadline=None)
    def test_in_another_unit_and_at_another_time(self, seed, drop, scale, days):
        failed, visits, _ = planted(seed, drop=drop)
        moved = pd.Timedelta(days=days, minutes=days)
        first = measure_mitigation(failed, at(400), traffic=visits, bad="high")
        other = measure_mitigation(
            (failed * scale).set_axis(failed.index + moved),
            at(400) + moved,
            traffic=visits.set_axis(visits.index + moved),
            bad="high",
        )

        assert other.verdict == first.verdict
        assert other.drop == pytest.approx(first.drop, abs=1e-6)
        assert other.low == pytest.approx(first.low, abs=1e-4)

    @given(seed=st.integers(0, 50), drop=st.sampled_from([0.0, 0.4, 0.9]))
    @settings(max_examples=30, deadline=None)
    def test_with_bad_and_the_sign_swapped(self, seed, drop):
        failed, visits, _ = planted(seed, drop=drop)
        for traffic in (visits, None):
            first = measure_mitigation(failed, at(400), traffic=traffic, bad="high")
            other = measure_mitigation(-failed, at(400), traffic=traffic, bad="low")
            either = measure_mitigation(failed, at(400), traffic=traffic)

            assert other.verdict == either.verdict == first.verdict
            assert other.drop == pytest.approx(first.drop)
            assert other.before == -first.before

    def test_when_traffic_is_counted_in_another_unit(self):
        failed, visits, _ = planted(3, drop=0.4)
        first = measure_mitigation(failed, at(400), traffic=visits, bad="high")
        other = measure_mitigation(failed, at(400), traffic=visits / 1e6, bad="high")

        assert other.drop == pytest.approx(first.drop)


class TestLasting:
    @pytest.mark.parametrize("other", [379, 421])
    def test_one_twenty_minutes_from_another_is_told_apart(self, other):
        assert measured(1, drop=0.9, others=[at(other)])[0].verdict == "worked"

    def test_what_took_half_an_hour_is_judged_from_when_it_was_done(self):
        """Restarted one by one: it fell at the end."""
        level = np.r_[np.zeros(340), np.full(90, 40), np.full(60, 4)]
        failed = indexed(np.random.default_rng(1).poisson(level))
        found = measure_mitigation(failed, at(400), ended_at=at(430), bad="high")

        assert found.verdict == "worked"
        assert found.after == pytest.approx(4, abs=1)

    def test_an_effect_that_wore_off_says_for_how_long(self):
        rng = np.random.default_rng(1)
        level = np.r_[np.zeros(200), np.full(60, 40), np.full(25, 10), np.full(60, 40)]
        failed = indexed(rng.poisson(level))
        found = measure_mitigation(failed, at(260), bad="high")

        assert found.verdict in {"worked", "partly"}
        assert found.reason.code == "rose again"
        assert found.reason.by == timedelta(minutes=25)
        assert found.low < 0.75 < found.high

    def test_beside_another_action_the_levels_are_those_next_to_each(self):
        """The other one came four minutes later and did it; this one nothing."""
        level = np.r_[np.zeros(340), np.full(64, 40), np.full(60, 4)]
        failed = indexed(np.random.default_rng(1).poisson(level))
        found = measure_mitigation(failed, at(400), bad="high", others=[at(404)])
        early = measure_mitigation(failed, at(404), bad="high", others=[at(400)])

        assert (found.before, found.after) == pytest.approx((40, 40), abs=8)
        assert (early.before, early.after) == pytest.approx((40, 4), abs=8)

    def test_an_impact_that_began_slowly_does_not_spoil_what_is_usual(self):
        """Half an hour of a little more, then much: told by the hours before."""
        rng = np.random.default_rng(2)
        level = np.r_[np.full(120, 1), np.linspace(1, 12, 30), np.full(40, 60)]
        failed = indexed(rng.poisson(np.r_[level, np.full(60, 1)]))
        found = measure_mitigation(failed, at(190), bad="high")

        assert found.verdict == "worked"
        assert found.drop == pytest.approx(1, abs=0.02)


class TestBadInput:
    LEVELS = np.r_[np.zeros(60), np.full(30, 40.0), np.full(30, 5.0)]

    @pytest.mark.parametrize(
        "values",
        [[], [5.0], [5.0] * 200, [np.nan] * 200, [0.0] * 200, [-3.0] * 200],
        ids=["empty", "one", "constant", "nan", "zero", "negative"],
    )
    @pytest.mark.parametrize("bad", ["high", "low", "either"])
    def test_is_not_told_apart_from_nothing(self, values, bad):
        found = measure_mitigation(indexed(values), at(90), bad=bad, until=at(120))

        assert found.verdict == "cannot tell"
        assert found.reason
        assert found.drop is None

    @pytest.mark.parametrize("value", [np.inf, -np.inf])
    def test_without_end_is_refused(self, value):
        with pytest.raises(IncidentKitError):
            measure_mitigation(indexed([*self.LEVELS, value]), at(90))

    def test_twice_at_one_time_or_backwards_is_refused(self):
        series = indexed(self.LEVELS)
        for wrong in (pd.concat([series, series[-1:]]), series[::-1]):
            with pytest.raises(IncidentKitError):
                measure_mitigation(wrong, at(90))

    def test_of_traffic_is_refused_alike(self):
        series = indexed(self.LEVELS)
        with pytest.raises(IncidentKitError):
            measure_mitigation(series, at(90), traffic=series.tz_localize(None))

    @pytest.mark.parametrize("level", [np.nan, 0.0, -1.0])
    def test_of_traffic_without_any_is_told(self, level):
        series = indexed(self.LEVELS)
        for traffic in (series * 0 + level, (series * 0 + 9).where(series > 0, level)):
            found = measure_mitigation(series, at(90), traffic=traffic, bad="high")

            assert found.reason.code == "no traffic"

    @pytest.mark.parametrize("minute", [-500, 0, 119, 5000])
    def test_an_action_outside_the_samples_cannot_be_told(self, minute):
        found = measure_mitigation(indexed(self.LEVELS), at(minute), bad="high")

        assert found.verdict == "cannot tell"

    def test_gaps_are_no_zeros(self):
        failed, visits, _ = planted(1, drop=0.0)
        failed.iloc[405:430] = np.nan
        found = measure_mitigation(failed, at(400), traffic=visits, bad="high")

        assert found.verdict == "none"
