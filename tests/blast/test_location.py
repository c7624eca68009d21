"""Where it shows: each place against its own good time, named on both sides."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from incident_kit.blast.location import assess_location, rank_locations
from incident_kit.errors import SeriesError
from incident_kit.record.letters import SaidLocation
from incident_kit.results.findings import AnchorTime, Place
from incident_kit.results.reasons import FindingReason
from incident_kit.store.folder import read_incident
from incident_kit.wording.location import places_words

START = pd.Timestamp("2026-03-14T08:00", tz="UTC")


def minute(number):
    return START + pd.Timedelta(minutes=number)


ANCHOR = AnchorTime(verdict="measured", last_good=minute(119), first_bad=minute(120))


def made(seed=0, minutes=180, **shifts):
    """Return places around 10 per minute that move by a shift from minute 120 on."""
    generator = np.random.default_rng(seed)
    index = pd.date_range(START, periods=minutes, freq="min")
    rows = {
        name: generator.poisson(10, minutes)
        + np.where(index >= minute(120), shift, 0.0)
        for name, shift in shifts.items()
    }
    return pd.DataFrame(rows, index=index)


def verdicts(places):
    return {one.place: one.verdict for one in places}


class TestRanking:
    def test_the_place_that_moved_comes_first_and_the_others_are_named_as_normal(self):
        first, *rest = rank_locations(made(a=0, b=40, c=0), ANCHOR)

        assert (first.place, first.verdict) == ("b", "affected")
        assert (first.usual, first.level) == (11, 50)
        assert first.share > 0.95
        assert verdicts(rest) == {"a": "normal", "c": "normal"}

    def test_a_large_or_restless_place_is_not_suspicious_for_its_size(self):
        frame = made(small=15)
        generator = np.random.default_rng(1)
        frame["large"] = generator.normal(50_000, 300, len(frame))
        frame["restless"] = generator.exponential(100, len(frame)) ** 1.5

        assert rank_locations(frame, ANCHOR)[0].place == "small"

    def test_the_excess_is_the_level_over_the_usual_one_and_its_share_of_all(self):
        """From 10 to 50, and from 20 to 30: 40 and 10, four fifths and one."""
        wiggle = np.resize([-1.0, 0.0, 1.0], 180)
        bad_time = np.arange(180) >= 120
        frame = made(a=0, b=0, c=0)
        frame["a"] = 10 + wiggle + 40 * bad_time
        frame["b"] = 20 + wiggle + 10 * bad_time
        frame["c"] = 30 + wiggle
        first, second, third = rank_locations(frame, ANCHOR, bad="high")

        assert (first.place, first.excess, first.share) == ("a", 40, 0.8)
        assert (second.place, second.excess, second.share) == ("b", 10, 0.2)
        assert (third.place, third.excess, third.share) == ("c", 0, 0)

    def test_of_one_that_was_outside_now_and_then_nobody_can_tell_its_share(self):
        frame = made(a=40, b=0)
        frame.loc[minute(120) : minute(128), "b"] = 100.0
        told = {one.place: one for one in rank_locations(frame, ANCHOR)}

        assert (told["b"].verdict, told["b"].share) == ("cannot tell", None)
        assert told["a"].share == 1

    def test_where_it_falls_the_excess_is_what_is_missing(self):
        first, second = rank_locations(made(a=-9, b=5), ANCHOR, bad="low")

        assert (first.place, first.share) == ("a", 1)
        assert first.excess == first.usual - first.level > 0
        assert (second.place, second.excess, second.share) == ("b", 0, 0)

    @settings(max_examples=40, deadline=None)
    @given(st.integers(0, 10**6))
    def test_a_place_that_dominates_the_traffic_takes_no_share_by_its_noise(self, seed):
        """Its minutes differ by hundreds; what failed elsewhere is fifteen."""
        frame = made(seed=seed, small=40)
        generator = np.random.default_rng(seed)
        frame["large"] = generator.normal(1_000_000, 3_000, len(frame))
        places = rank_locations(frame, ANCHOR, bad="high")

        assert (places[0].place, places[0].share) == ("small", 1)
        assert places[1].share == {"normal": 0, "cannot tell": None}[places[1].verdict]

    def test_one_odd_sample_in_the_good_time_hides_no_place(self):
        """It reached 100 once, is at 60 now; usually it is around 10."""
        frame = made(odd=50, a=0, c=0, d=0)
        frame.loc[minute(20), "odd"] = 100.0

        assert rank_locations(frame, ANCHOR)[0].place == "odd"

    def test_one_that_jumps_at_any_time_is_not_suspicious(self):
        frame = made(small=12)
        generator = np.random.default_rng(2)
        jumps = np.where(generator.random(len(frame)) < 0.1, 100.0, 1.0)
        frame["jumps"] = jumps + generator.normal(0, 0.01, len(frame))

        assert rank_locations(frame, ANCHOR)[0].place == "small"

    def test_of_a_place_without_data_before_nobody_can_tell(self):
        frame = made(old=40, new=40)
        frame.loc[: minute(119), "new"] = np.nan
        places = rank_locations(frame, ANCHOR)

        assert verdicts(places) == {"old": "affected", "new": "cannot tell"}
        assert places[-1].score is None
        assert places_words(places).endswith(
            "; of new nobody can tell: no data before."
        )
        assert "nobody can tell" not in places_words(places[:1])

    def test_what_is_known_of_such_a_place_is_shown(self):
        frame = made(old=40, new=40)
        before = frame.index < minute(120)
        frame.loc[before, "new"] = np.nan
        frame.loc[~before, "gone"] = np.nan
        frame["late"] = frame["new"].where(~before, np.nan)
        frame.iloc[50:60, frame.columns.get_loc("late")] = 1.0
        found = {one.place: one for one in rank_locations(frame, ANCHOR)}

        assert found["new"].level == pytest.approx(50.0, abs=1.0)
        assert (found["new"].usual, found["new"].reason) == (None, "nothing before")
        assert (found["gone"].level, found["gone"].reason) == (
            None,
            "nothing meanwhile",
        )
        assert found["late"].reason == "too little before"

    def test_places_of_which_nobody_can_tell_are_named_up_to_four(self):
        fresh = [
            Place(place=f"p{n}", verdict="cannot tell", reason="nothing before")
            for n in range(6)
        ]

        assert places_words(fresh) == (
            "Of p0, p1, p2, p3 and 2 more nobody can tell: no data before."
        )

    @pytest.mark.parametrize(
        ("seen", "verdict"), [(19, "cannot tell"), (20, "affected")]
    )
    def test_of_one_with_less_than_a_baseline_nobody_can_tell(self, seen, verdict):
        """Of nineteen samples nobody knows what happens once in twenty."""
        frame = made(old=40, new=40)
        frame.loc[: minute(99 - seen), "new"] = np.nan

        assert verdicts(rank_locations(frame, ANCHOR))["new"] == verdict

    def test_of_one_that_fell_silent_nobody_can_tell(self):
        frame = made(a=40, b=0)
        frame.loc[minute(120) :, "b"] = np.nan

        assert verdicts(rank_locations(frame, ANCHOR))["b"] == "cannot tell"

    def test_one_that_hardly_ever_says_anything_is_not_ahead_of_one_that_does(self):
        """Known in three of sixty minutes, though far off then."""
        frame = made(a=40, rare=0)
        frame.loc[minute(120) :, "rare"] = np.nan
        frame.loc[minute(120) : minute(122), "rare"] = 10_000.0

        first, second = rank_locations(frame, ANCHOR)

        assert first.place == "a"
        assert second.verdict == "affected"

    def test_one_that_never_moved_must_move_by_more_than_a_thousandth(self):
        frame = made(a=0).assign(slight=1000.0, much=1000.0)
        frame.loc[minute(120) :, "slight"] += 0.5
        frame.loc[minute(120) :, "much"] += 5.0
        found = verdicts(rank_locations(frame, ANCHOR))

        assert (found["slight"], found["much"]) == ("normal", "affected")

    def test_a_hundred_good_samples_say_a_hundred_to_one_at_most(self):
        """Of its levels and again of its steps."""
        frame = made(a=0).assign(still=0.0)
        frame.loc[minute(120) :: 2, "still"] = 1000.0
        first = rank_locations(frame, ANCHOR)[0]

        assert first.place == "still"
        assert first.score <= 2 * np.log(1 + 100)

    def test_one_that_mostly_stands_still_is_not_suspicious_for_its_blips(self):
        frame = made(small=15)
        generator = np.random.default_rng(3)
        frame["blips"] = np.where(generator.random(len(frame)) < 0.04, 5.0, 0.0)
        frame.loc[minute(130) : minute(134), "blips"] = 5.0

        assert rank_locations(frame, ANCHOR)[0].place == "small"

    def test_without_an_onset_there_is_nothing_to_hold_it_against(self):
        anchor = AnchorTime(verdict="no onset")

        assert set(verdicts(rank_locations(made(a=40), anchor)).values()) == {
            "cannot tell"
        }

    def test_only_the_bad_side_counts_where_it_is_known(self):
        frame = made(up=40, down=-9)
        told = {
            bad: verdicts(rank_locations(frame, ANCHOR, bad=bad))
            for bad in ("high", "low")
        }

        assert told["high"] == {"up": "affected", "down": "normal"}
        assert told["low"]["up"] == "normal"

    def test_an_onset_that_is_found_late_makes_the_bad_not_usual(self):
        """The good time ends twenty samples before the anchor."""
        late = AnchorTime(
            verdict="measured", last_good=minute(134), first_bad=minute(135)
        )

        assert verdicts(rank_locations(made(a=0, b=40), late))["b"] == "affected"

    def test_and_where_it_is_found_later_still_what_looks_bad_is_not_usual(self):
        """An hour late: rows that look like the bad time end the good one sooner."""
        late = AnchorTime(
            verdict="measured", last_good=minute(179), first_bad=minute(180)
        )
        places = rank_locations(made(a=0, b=40, c=0, minutes=240), late)

        assert (places[0].place, places[0].verdict) == ("b", "affected")
        assert places[0].usual < 15
        assert {"affected"} == {one.verdict for one in places} - {"normal"}

    def test_found_late_in_rows_that_are_given_or_lie_after_alike(self):
        """Whether the good time lies before or after, the nearest rows go first."""
        frame = made(a=0, b=40, c=0, minutes=240)
        flipped = made(a=0, b=40, c=0, minutes=240).iloc[::-1].set_axis(frame.index)
        at_once = AnchorTime.at(last_good=minute(150), first_bad=minute(150))
        after = AnchorTime.at(last_good=minute(0), first_bad=minute(0))
        for rows, anchor, normal in (
            (frame.loc[minute(150) :], at_once, frame.loc[: minute(149)]),
            (flipped.loc[: minute(89)], after, flipped.loc[minute(90) :]),
        ):
            first = rank_locations(rows, anchor, normal=normal)[0]

            assert (first.place, first.verdict) == ("b", "affected")
            assert first.usual < 15

    def test_the_guard_band_is_no_part_of_the_good_time(self):
        """A dip within twenty samples of the onset, or within the bracket's width."""
        frame = made(a=0, b=40, minutes=240)
        for dip, good, bad in ((105, 119, 120), (85, 119, 160)):
            dipped = frame.copy()
            dipped.loc[minute(dip) : minute(dip + 10), "b"] = -100.0
            anchor = AnchorTime(
                verdict="measured", last_good=minute(good), first_bad=minute(bad)
            )

            assert verdicts(rank_locations(dipped, anchor))["b"] == "affected"

    def test_what_is_left_out_of_the_good_time_leaves_a_baseline(self):
        """Of thirty good minutes twelve look bad; twenty have to stay."""
        frame = made(a=0, b=40).loc[minute(102) :]
        late = AnchorTime(
            verdict="measured", last_good=minute(131), first_bad=minute(132)
        )

        assert None not in {one.score for one in rank_locations(frame, late)}

    def test_of_many_places_those_that_moved_say_where_the_good_time_ends(self):
        late = AnchorTime(
            verdict="measured", last_good=minute(179), first_bad=minute(180)
        )
        calm = {f"p{n}": 0 for n in range(300)}
        places = rank_locations(made(**calm, b=40, minutes=240), late)

        assert (places[0].place, places[0].verdict) == ("b", "affected")
        assert places[0].usual < 15

    @staticmethod
    def wandering(noise=1.0, pace=20):
        """Return two levels that wander alike: as far as ever, never in a step."""
        frame = made(a=0, b=0)
        generator = np.random.default_rng(5)
        for name in frame:
            wave = 100 * np.sin(np.arange(180) / pace)
            frame[name] = wave + generator.normal(0, noise, 180)
        return frame

    def test_a_step_is_seen_in_a_level_that_wanders(self):
        frame = self.wandering()
        wave = frame["a"].to_numpy()
        frame.loc[minute(130) :, "b"] += np.where(wave[130:] > 0, -80, 80)

        assert rank_locations(frame, ANCHOR)[0].place == "b"

    def test_one_that_took_three_samples_is_a_step_too(self):
        frame = self.wandering(noise=8.0)
        for number in range(180):
            if number >= 130:
                frame.loc[minute(number), "b"] -= min((number - 129) * 30, 90)
        scores = {one.place: one.score for one in rank_locations(frame, ANCHOR)}

        assert scores["b"] > 2 * scores["a"]

    def test_what_lies_across_a_gap_is_no_step(self):
        """A quarter of an hour without samples: the wave went on unseen."""
        frame = self.wandering(pace=5)
        frame = frame.drop(frame.loc[minute(100) : minute(114)].index)
        anchor = AnchorTime(
            verdict="measured", last_good=minute(99), first_bad=minute(115)
        )

        assert all(one.score < 0.01 for one in rank_locations(frame, anchor))

    def test_steps_count_where_the_one_into_it_was_seen(self):
        frame = self.wandering()
        frame.loc[minute(130) :: 9, "b"] *= -1
        during, normal = frame.loc[minute(120) :], frame.loc[: minute(119)]
        anchor = AnchorTime.at(last_good=minute(120), first_bad=minute(120))
        other_day = normal.set_axis(normal.index - pd.Timedelta(days=1))
        seen = rank_locations(during, anchor, normal=normal)[0]
        unseen = rank_locations(during, anchor, normal=other_day)

        assert (seen.place, seen.score > 0.1) == ("b", True)
        assert all(one.score < 0.01 for one in unseen)

    def test_rows_that_are_given_need_no_order(self):
        frame = self.wandering()
        frame.loc[minute(130) :, "b"] += 120
        anchor = AnchorTime.at(last_good=minute(120), first_bad=minute(120))
        during, normal = frame.loc[minute(120) :], frame.loc[: minute(119)]
        shuffled = normal.sample(frac=1.0, random_state=1)

        assert rank_locations(during, anchor, normal=shuffled) == rank_locations(
            during, anchor, normal=normal
        )

    def test_one_that_followed_late_counts_for_the_time_it_was_bad(self):
        """Ten times as usual for a quarter of the time, against three times for all."""
        frame = made(a=20, late=0)
        frame.loc[minute(165) :, "late"] += 90

        assert rank_locations(frame, ANCHOR)[0].place == "late"

    def test_what_recovered_is_told_by_the_time_it_was_bad(self):
        frame = made(a=0, b=40, minutes=400)
        frame.loc[minute(150) :, "b"] = 10.0
        anchor = AnchorTime(
            verdict="measured",
            last_good=minute(119),
            first_bad=minute(120),
            recovered=minute(149),
        )

        assert verdicts(rank_locations(frame, anchor))["b"] == "affected"

    def test_metrics_of_a_place_count_together_and_have_no_share(self):
        frame = made(x=0, y=0, z=40)
        frame.columns = pd.MultiIndex.from_tuples(
            [("api", "cpu"), ("web", "cpu"), ("web", "errors")]
        )
        first, second = rank_locations(frame, ANCHOR)

        assert (first.place, first.verdict, first.share) == ("web", "affected", None)
        assert second.verdict == "normal"

    def test_three_metrics_that_moved_say_more_than_one_that_moved_further(self):
        frame = made(x=20, y=20, z=20, other=35, calm=0)
        frame.columns = pd.MultiIndex.from_tuples(
            [
                ("api", "cpu"),
                ("api", "mem"),
                ("api", "errors"),
                ("web", "cpu"),
                ("web", "mem"),
            ]
        )

        assert rank_locations(frame, ANCHOR)[0].place == "api"

    def test_many_metrics_that_twitch_say_less_than_three_that_moved(self):
        frame = made(x=25, y=25, z=25, **{f"m{n}": 8 for n in range(40)})
        frame.columns = pd.MultiIndex.from_tuples(
            [("api" if n < 3 else "web", f"m{n}") for n in range(43)]
        )

        assert rank_locations(frame, ANCHOR)[0].place == "api"

    def test_rows_to_compare_with_may_lie_after(self):
        frame = made(a=0, b=40)
        normal = made(seed=3, a=0, b=0)
        normal.index = normal.index + pd.Timedelta(days=1)
        anchor = AnchorTime.at(last_good=minute(120), first_bad=minute(120))

        assert (
            rank_locations(frame.loc[minute(120) :], anchor, normal=normal)[0].place
            == "b"
        )

    @pytest.mark.parametrize(
        ("frame", "words"),
        [
            (made(a=0).tz_localize(None), "aware"),
            (made(a=0).iloc[::-1], "increase"),
            (pd.concat([made(a=0), made(a=0)]), "increase"),
            (made(a=0).assign(b="x"), "not numbers in 'b'"),
        ],
        ids=["naive", "falling", "twice", "text"],
    )
    def test_what_is_no_table_of_levels_is_refused(self, frame, words):
        with pytest.raises(SeriesError, match=words):
            rank_locations(frame, ANCHOR)

    @pytest.mark.parametrize("value", [np.nan, np.inf, 0.0, 5.0])
    def test_a_place_that_never_says_anything_is_no_suspect(self, value):
        frame = made(b=40).assign(a=value)
        places = rank_locations(frame, ANCHOR)

        assert places[0].place == "b"
        assert verdicts(places)["a"] in {"normal", "cannot tell"}

    @settings(max_examples=60, deadline=None)
    @given(
        st.integers(0, 10_000),
        st.floats(1e-6, 1e6),
        st.integers(-500_000, 500_000),
        st.sampled_from([-1, 1]),
    )
    def test_neither_scale_nor_clock_nor_sign_changes_the_answer(
        self, seed, scale, shift, sign
    ):
        frame = made(seed=seed, a=0, b=25, c=3, d=0)
        moved = frame * scale * sign
        step = pd.Timedelta(minutes=shift)
        moved.index = frame.index + step
        anchor = AnchorTime(
            verdict="measured",
            last_good=minute(119) + step,
            first_bad=minute(120) + step,
        )
        before = rank_locations(frame, ANCHOR, bad="high")
        after = rank_locations(moved, anchor, bad="high" if sign > 0 else "low")

        assert verdicts(before) == verdicts(after)
        assert before[0].place == after[0].place == "b"
        assert before[0].share == pytest.approx(after[0].share)

    @settings(max_examples=100, deadline=None)
    @given(st.integers(0, 10**6))
    def test_a_healthy_place_beside_it_is_rarely_called_affected(self, seed):
        """Never here: a quarter of its samples would have to be the highest ever."""
        places = verdicts(rank_locations(made(seed=seed, a=0, b=40), ANCHOR))

        assert places["a"] != "affected"
        assert places["b"] == "affected"

    def test_thousands_of_places_are_ranked_and_named_by_number(self):
        names = {f"p{n}": 0 for n in range(3000)}
        places = rank_locations(made(**names, bad=30), ANCHOR)
        normal = sum(one.verdict == "normal" for one in places)

        assert places[0].place == "bad"
        assert "affected" not in {one.verdict for one in places[1:]}
        assert normal > 2900
        assert f" and {normal - 4:,} more stayed normal" in places_words(places)


STAYED = FindingReason(code="places differ", normal=("/billing",))


class TestSaidBesideMeasured:
    PLACES = (
        Place(place="/reports", verdict="affected", score=2.0, share=0.97),
        Place(place="/search", verdict="affected", score=1.0, share=0.03),
        Place(place="/billing", verdict="normal", score=0.0, share=0.0),
    )

    @pytest.mark.parametrize(
        ("affected", "fine", "verdict", "reason"),
        [
            (["/Reports", "/search"], ["/billing"], "agrees", None),
            (
                ["/reports"],
                ["/billing"],
                "partly",
                FindingReason(code="more places", affected=("/search",)),
            ),
            (["/reports", "/billing"], [], "partly", STAYED),
            (["/billing"], [], "disagrees", STAYED),
            (
                ["the dashboard"],
                [],
                "unknown",
                FindingReason(code="no place named"),
            ),
        ],
    )
    def test_is_compared_place_by_place(self, affected, fine, verdict, reason):
        said = SaidLocation(answer="There", affected=affected, fine=fine)
        finding = assess_location(said, self.PLACES)

        assert (finding.verdict, finding.reason) == (verdict, reason)

    def test_what_was_said_to_be_fine_and_is_not_is_named(self):
        said = SaidLocation(affected=["/reports"], fine=["/search"])

        reason = assess_location(said, self.PLACES).reason

        assert (reason.normal, reason.affected) == ((), ("/search",))

    def test_what_cannot_be_told_agrees_with_nothing(self):
        untold = Place(place="/new", verdict="cannot tell")
        finding = assess_location(
            SaidLocation(affected=["/new"]), [*self.PLACES, untold]
        )

        assert finding.verdict == "unknown"

    def test_where_none_can_be_told_nothing_is_measured(self):
        untold = Place(place="/new", verdict="cannot tell")
        finding = assess_location(SaidLocation(answer="There"), [untold])

        assert finding.verdict == "only said"

    def test_unasked_it_is_only_measured(self):
        finding = assess_location(SaidLocation(), self.PLACES)

        assert finding.verdict == "only measured"


class TestTheFile:
    @pytest.fixture
    def folder(self, tmp_path):
        folder = tmp_path / "incidents" / "INC-7"
        folder.mkdir(parents=True)
        (folder / "incident.yaml").write_text(
            "schema: 1\nid: INC-7\ntitle: Down\ntimezone: UTC\n"
            "by_place: {file: places.csv, unit: errors, per: minute}\n",
            encoding="utf-8",
        )
        return folder

    def read(self, folder):
        return read_incident("INC-7", home=folder.parent)

    def test_every_column_but_the_time_is_a_place(self, folder):
        (folder / "places.csv").write_text(
            "at;/a;/b\n2026-03-14T08:00Z;1;2\n2026-03-14T08:01Z;;4\n"
        )
        incident = self.read(folder)

        assert list(incident.by_place.frame.columns) == ["/a", "/b"]
        assert incident.by_place.frame["/a"].isna().tolist() == [False, True]
        assert [one.name for one in incident.inputs] == ["incident.yaml", "places.csv"]

    def test_parquet_reads_alike(self, folder):
        record = folder / "incident.yaml"
        record.write_text(record.read_text().replace("places.csv", "places.parquet"))
        frame = made(a=0, b=0).rename_axis("at").reset_index()
        frame.to_parquet(folder / "places.parquet")

        assert list(self.read(folder).by_place.frame.columns) == ["a", "b"]

    def test_a_missing_file_is_named_where_the_record_names_it(self, folder):
        (folder / "place.csv").write_text("at,a\n")
        with pytest.raises(SeriesError) as caught:
            self.read(folder)

        assert str(caught.value).endswith(
            "incident.yaml:5:18: by_place.file: no such file places.csv; did you mean 'place.csv'?"
        )

    def test_a_missing_column_is_named(self, folder):
        record = folder / "incident.yaml"
        record.write_text(record.read_text().replace("minute}", "minute, places: [x]}"))
        (folder / "places.csv").write_text("at,a\n2026-03-14T08:00Z,1\n")
        with pytest.raises(SeriesError, match="no column x"):
            self.read(folder)

    def test_a_file_with_a_time_alone_is_refused(self, folder):
        (folder / "places.csv").write_text("at\n2026-03-14T08:00Z\n")
        with pytest.raises(SeriesError, match="no column but the time"):
            self.read(folder)
