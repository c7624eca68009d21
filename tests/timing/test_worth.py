"""What mitigating first averted, what could have been spared, when the harm fell."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import ClassVar

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from incident_kit.figures.worth import draw_worth
from incident_kit.incident import ImpactSeries, Incident
from incident_kit.page.blocks import plain_section
from incident_kit.record.incident_record import parse_record
from incident_kit.results.worth import Averted
from incident_kit.sections.registry import build_section
from incident_kit.sections.worth_drawing import averted_values
from incident_kit.store.folder import read_incident
from incident_kit.timing.assessment import Assessment, assess
from incident_kit.timing.phases import percents
from incident_kit.wording.clocks import gap_words
from incident_kit.wording.worth import averted_reason

SAMPLES = Path(__file__).parents[2] / "notebooks" / "incidents"
DAY = "2024-05-14 "
CALM, BAD = [0.0, 1.0] * 30, [100.0, 102.0] * 30
FLAG = {
    "id": "flag",
    "what": "Flag off",
    "for": "stabilize",
    "applied_at": DAY + "09:00",
}
FIX = {
    "id": "fix",
    "what": "Patch",
    "for": "fix",
    "applied_at": DAY + "10:00",
    "removes_cause": "true",
}
FIELDS = {
    "detected_at": DAY + "08:05",
    "acknowledged_at": DAY + "08:15",
    "actions": [FLAG, FIX],
}


def assessed(
    values, *, traffic=None, bad="high", per="minute", start=DAY + "07:00", **fields
) -> Assessment:
    """One sample a minute from 07:00: calm until 08:00, bad until 09:00."""
    data = {"id": "X", "title": "t", "timezone": "UTC"} | FIELDS | fields
    data["impact"] = [{"name": "calls", "unit": "calls", "file": "i.csv", "value": "v"}]
    index = pd.date_range(start, periods=len(values), freq="1min", tz="UTC")
    of = None if traffic is None else pd.Series(np.array(traffic, dtype=float), index)
    series = ImpactSeries(
        name="calls",
        unit="calls",
        per=per,
        bad=bad,
        traffic=of,
        values=pd.Series(np.array(values, dtype=float), index),
    )
    return assess(Incident(record=parse_record(data), series=(series,)))


def reading(found: Assessment) -> str:
    """The first paragraph under the figure of what was averted."""
    fold = build_section("worth", found).blocks[-1]
    figure = next(one for one in fold.blocks if one.block == "figure")
    return "".join(span.text for span in figure.caption[0])


def amounts(found: Averted) -> dict[str, float]:
    return {one.assumption: one.amount for one in found.counterfactuals}


class TestTheSamplesByHand:
    def sample(self, name: str) -> Assessment:
        return assess(read_incident(name, home=SAMPLES))

    def test_what_the_flag_averted_in_inc_002(self):
        """Off at 10:15, fixed at 10:55: 40 minutes, in which 9 wrong totals were shown.

        With the traffic: in the hour before, 1,860 of 6,520 views were wrong, and
        from 10:15 to 10:54 there were 4,555; 4,555 x 1,860 / 6,520 - 9 = 1,290.
        The level did not decay before, so that is the only way named.  By chance
        alone 1,860 are known to sqrt(1,860), 2.3 %, which is 30 of the 1,290.
        """
        found = self.sample("INC-002").averted

        assert amounts(found) == pytest.approx(
            {"with the traffic": 4555 * 1860 / 6520 - 9}
        )
        assert found.low < 1290 - 2 * 30
        assert found.high > 1290 + 2 * 30

    def test_what_the_rerun_averted_in_inc_001(self):
        """In place at 15:02, fixed at 15:18: 16 minutes, with 199 stale views left.

        The action before it was at 14:27.  From 14:30, without the first rise, to
        14:39, when it can have begun, 1,372 of 3,270 views were stale; from 15:02
        to 15:17 there were 5,236 views: 5,236 x 1,372 / 3,270 - 199 = 1,998.
        """
        found = self.sample("INC-001").averted

        assert amounts(found) == pytest.approx(
            {"with the traffic": 5236 * 1372 / 3270 - 199}
        )
        assert found.low < 1998 < found.high

    def test_what_the_flag_could_have_spared_in_inc_001(self):
        """Known at 09:12, unused; users were fine at 15:02.

        From 09:01 to 15:02 the phases hold 627 + 5,154 + 41,564 = 47,345 stale
        views; the eleven minutes from 09:01 to 09:11 hold 1,310 of them.
        """
        [found] = self.sample("INC-001").avoidable

        assert (found.amount, found.minute) == (47_345 - 1_310, "became known")
        assert found.whole == 63_747

    def test_what_using_it_at_once_could_have_spared_in_inc_002(self):
        """Known at 10:12, used at 10:15: 33 + 23 + 32 = 88 of the 8,249."""
        [found] = self.sample("INC-002").avoidable

        assert (found.amount, found.whole, found.used) == (88, 8249, True)

    @pytest.mark.parametrize(
        ("name", "shares"),
        [
            (
                "INC-001",
                {
                    "undetected": 26,
                    "unacknowledged": 1,
                    "understanding": 8,
                    "mitigating": 65,
                },
            ),
            (
                "INC-002",
                {
                    "undetected": 96,
                    "unacknowledged": 0,
                    "understanding": 4,
                    "residual": 0,
                },
            ),
        ],
    )
    def test_when_the_harm_fell(self, name, shares):
        """INC-001: 16,402 + 627 + 5,154 + 41,564 = 63,747, all that the headline has.

        The 199 between the end of the wave at 15:02 and the fix are the residual
        level, not harm.  The shares are 25.73, 0.98, 8.09 and 65.20 %; rounded down
        they are 98, and the two points left go to the remainders .98 and .73.
        INC-002: 7,904 + 33 + 303 + 9 = 8,249; 95.82, 0.40, 3.67 and 0.11 %, rounded
        down 98, and the two points left go to .82 and .67.
        """
        phases = self.sample(name).phases

        assert {one.name: one.percent for one in phases} == shares

    def test_the_page_says_them_rounded_and_with_about(self):
        text = plain_section(build_section("worth", self.sample("INC-001")))

        assert "Mitigation averted about 1,600 to 2,300 stale report views" in text
        assert (
            "used at that minute, it could have spared up to about 46,000 stale report views, 72 % of all"
            in text
        )

    def test_the_figure_says_what_mitigating_first_averted(self):
        found = self.sample("INC-002")

        assert (
            "Users were fine 40 min before the cause was gone: "
            "about 1,200 to 1,400 fewer wrong totals shown"
        ) in plain_section(build_section("first_screen", found))


class TestAverted:
    def test_is_the_level_before_gone_on_until_the_fix(self):
        """The median of 100 and 102 is 101; the usual level is 0: 60 x 101."""
        found = assessed([*CALM, *BAD, *[0.0] * 90])

        assert amounts(found.averted)["flat"] == pytest.approx(60 * 101, rel=0.01)

    def test_where_low_is_bad_is_counted_downwards(self):
        values = [*[100.0, 101.0] * 30, *[10.0, 11.0] * 30, *[100.0] * 90]
        found = assessed(values, bad="low")

        assert amounts(found.averted)["flat"] == pytest.approx(60 * 89.5, rel=0.02)

    def test_where_low_is_bad_is_called_a_shortfall(self):
        values = [*[100.0, 101.0] * 30, *[10.0, 11.0] * 30, *[100.0] * 90]
        found = assessed(values, bad="low")
        text = plain_section(build_section("worth", found))

        assert "Mitigation averted a shortfall of about 5,300 to 5,500 calls" in text
        assert "there would have been about 5,300 to 5,500 fewer." in text
        assert (
            "a shortfall of about 5,300 to 5,500 calls averted"
            in plain_section(build_section("first_screen", found)).lower()
        )

    def test_is_hatched_where_every_assumption_says_so(self):
        found = assessed([*CALM, *BAD, *[0.0] * 90])

        assert reading(found) == "The hatched area is the harm that was averted."

    @pytest.mark.parametrize(
        ("amounts", "high", "told"),
        [
            ([0.0], 20.0, "A dashed line is the level before"),
            ([10.0], -5.0, "A dashed line is the level before"),
            ([-2.0, 30.0], 20.0, "Tinted is the range between the assumptions."),
            (
                [3.0, 30.0],
                20.0,
                "The hatched area is the harm that was averted under every assumption;",
            ),
        ],
    )
    def test_what_is_not_hatched_is_not_explained(self, amounts, high, told):
        found = assessed([*CALM, *BAD, *[0.0] * 90])
        [line] = found.averted.counterfactuals
        lines = tuple(replace(line, amount=one) for one in amounts)
        averted = replace(found.averted, counterfactuals=lines, low=-1.0, high=high)
        found = replace(found, averted=averted)

        values = averted_values(found)
        drawn = draw_worth(values).wide
        hatched = draw_worth(replace(values, is_hatched=True)).wide

        assert reading(found).startswith(told)
        assert (drawn == hatched) is told.startswith("The hatched")

    def test_of_a_level_is_told_as_level_times_time(self):
        found = assessed([*CALM, *BAD, *[0.0] * 90], per=None)

        assert "6,100 calls × min of calls more." in plain_section(
            build_section("worth", found)
        )

    def test_follows_the_traffic_where_that_is_known(self):
        """Twice the traffic after the mitigation would have been twice the harm."""
        values = [*CALM, *BAD, *[0.0] * 90]
        traffic = [1000.0] * 120 + [2000.0] * 90
        found = assessed(values, traffic=traffic).averted

        assert amounts(found) == pytest.approx(
            {"with the traffic": 120 * 101}, rel=0.01
        )

    def test_decays_where_it_was_decaying_already(self):
        """200 a minute that halves every 30 minutes: after 60 it stands at 50.

        From there until the fix 60 minutes later it would have gone on to 12.5:
        50 x 30 / ln 2 x (1 - 1/4) = 1,623.
        """
        decaying = 200 * 0.5 ** (np.arange(60) / 30)
        found = assessed([*CALM, *decaying, *[1.0, 0.0] * 45]).averted

        assert amounts(found) == pytest.approx({"decaying": 1623}, rel=0.05)
        assert found.low < 1623 < found.high

    def test_may_decay_or_not_where_it_began_to_just_before(self):
        """Nobody can tell whether six minutes of decline would have gone on."""
        decaying = 100 * 0.5 ** (np.arange(6) / 20)
        found = assessed([*CALM, *BAD[6:], *decaying, *[1.0, 0.0] * 45]).averted

        assert set(amounts(found)) == {"flat", "decaying"}
        assert found.low < amounts(found)["decaying"] < amounts(found)["flat"]

    def test_does_not_decay_where_it_only_wavers(self):
        found = assessed([*CALM, *BAD, *[0.0] * 90]).averted

        assert set(amounts(found)) == {"flat"}

    def test_is_nothing_where_it_went_away_by_itself(self):
        """200 that halve every ten minutes; said to be mitigated after twenty."""
        rng = np.random.default_rng(1)
        rate = np.r_[
            np.full(60, 3.0), 3 + 200 * 0.5 ** (np.arange(60) / 10), [3.0] * 90
        ]
        found = assessed(
            rng.poisson(rate).astype(float), mitigated_at=DAY + "08:20", actions=[FIX]
        )

        assert (found.averted.reason, found.averted.high) == ("no action", None)
        assert gap_words(found) == "users were fine 1 h 08 min before the fix"

    def test_goes_on_from_the_level_that_it_names(self):
        """From 40 to 110 over an hour, then another action six minutes later."""
        rng = np.random.default_rng(3)
        rate = np.r_[np.full(60, 1.0), np.linspace(40, 110, 60), [40.0] * 6, [1.0] * 90]
        more = {**FLAG, "id": "restart", "applied_at": DAY + "09:06", "effect": "full"}
        found = assessed(
            rng.poisson(rate).astype(float),
            actions=[{**FLAG, "effect": "partial"}, more, FIX],
        ).averted
        seen = float(rate[120:180].sum())

        assert found.is_average
        assert found.low <= 60 * found.level - seen <= found.high

    def test_so_far_is_at_least_where_samples_are_missing(self):
        values = [*CALM, *BAD, *[0.0] * 20, *[np.nan] * 12, *[0.0] * 28]
        found = assessed(values, actions=[FLAG], fixed_at="not yet")
        text = plain_section(build_section("worth", found))

        assert found.averted.is_open
        assert "Mitigation averted at least about" in text

    def test_rests_on_the_effect_that_the_ledger_shows(self):
        """Fixed after the last sample: the same samples count on both."""
        found = assessed(
            [*CALM, *BAD, *[0.0, 1.0] * 9, 0.0, 30.0],
            actions=[FLAG],
            fixed_at=DAY + "10:00",
        )
        [effect] = found.blast.effects_of("flag")

        assert found.averted.level == effect.before
        assert (found.averted.low, found.averted.high) == (
            effect.averted_low,
            effect.averted_high,
        )

    def test_where_nobody_can_tell_no_drop_is_printed(self):
        """200 that halve every ten minutes; a flag after twenty."""
        rng = np.random.default_rng(2)
        rate = np.r_[
            np.full(60, 3.0), 3 + 200 * 0.5 ** (np.arange(60) / 10), [3.0] * 90
        ]
        flag = FLAG | {"applied_at": DAY + "08:20"}
        found = assessed(rng.poisson(rate).astype(float), actions=[flag, FIX])
        [effect] = found.blast.effects_of("flag")
        row = plain_section(build_section("actions", found))

        assert (effect.verdict, effect.told_drop) == ("cannot tell", None)
        assert effect.drop is not None
        assert "impact was falling since 08:0" in row
        assert "%" not in row

    def test_until_now_where_the_cause_is_still_there(self):
        found = assessed([*CALM, *BAD, *[0.0] * 90], actions=[FLAG], fixed_at="not yet")
        text = plain_section(build_section("worth", found))

        assert found.averted.is_open
        assert "so far" in text

    @pytest.mark.parametrize(
        ("fields", "reason"),
        [
            (
                {"actions": [FLAG | {"removes_cause": "true"}]},
                "fixed first",
            ),
            ({"actions": [FLAG]}, "fix unknown"),
            ({"actions": [FIX]}, "no action"),
        ],
    )
    def test_is_not_estimable_and_says_why(self, fields, reason):
        found = assessed([*CALM, *BAD, *[0.0] * 90], **fields)
        section = build_section("worth", found)

        assert found.averted.reason == reason
        told = averted_reason(found.averted, found.incident.record)
        assert f"is not estimable: {told}." in plain_section(section)
        assert not any(block.block == "figure" for block in section.blocks)

    def test_without_a_series_has_no_section(self):
        data = {"id": "X", "title": "t", "timezone": "UTC"} | FIELDS
        found = assess(Incident(record=parse_record(data)))

        assert build_section("worth", found).blocks == ()
        assert "there is no impact series" in build_section("worth", found).hint

    @given(
        level=st.floats(20, 1e4),
        after=st.just(0.0) | st.floats(0.01, 1e4),
        scale=st.sampled_from([0.5, 3.0, 1000.0]),
    )
    def test_is_never_negative_and_scales_with_the_values(self, level, after, scale):
        values = np.array([*CALM, *([level, level * 1.01] * 30), *([after] * 90)])
        one, other = assessed(values).averted, assessed(values * scale).averted

        assert one.reason == other.reason
        if one.reason is not None:
            assert (one.low, one.high) == (None, None)
            return
        assert one.low >= 0
        assert other.high == pytest.approx(one.high * scale, rel=1e-6, abs=1e-6)

    @given(minutes=st.integers(1, 100_000))
    def test_does_not_change_when_all_times_shift(self, minutes):
        """A later incident with the same course has the same worth."""
        values = [*CALM, *BAD, *[2.0] * 90]
        shift = pd.Timedelta(minutes=minutes)

        def later(text: str) -> str:
            return f"{pd.Timestamp(text) + shift:%Y-%m-%d %H:%M}"

        fields = {
            "detected_at": later(DAY + "08:05"),
            "acknowledged_at": later(DAY + "08:15"),
            "actions": [
                one | {"applied_at": later(one["applied_at"])} for one in (FLAG, FIX)
            ],
        }
        moved = assessed(values, start=later(DAY + "07:00"), **fields)
        first = assessed(values)

        assert amounts(moved.averted) == amounts(first.averted)
        assert [p.percent for p in moved.phases] == [p.percent for p in first.phases]


class TestAvoidable:
    def option(self, **known) -> dict:
        options = [{"what": "Report off", **known}]
        return {"blast": {"temporary_mitigation": {"options": options}}}

    @pytest.mark.parametrize(
        ("known", "minute", "at"),
        [
            ({"known_at": DAY + "08:20"}, "became known", "08:20"),
            ({"known_at": DAY + "06:00"}, "five minutes after detection", "08:10"),
            (
                {"known_at": "[2024-05-14 08:20, 2024-05-14 08:40]"},
                "became known",
                "08:20",
            ),
            ({}, "five minutes after detection", "08:10"),
        ],
    )
    def test_counts_from_a_named_minute(self, known, minute, at):
        """Noticed at 08:05; nothing can be used before that."""
        if "[" in known.get("known_at", ""):
            known = {"known_at": [DAY + "08:20", DAY + "08:40"]}
        [found] = assessed([*CALM, *BAD, *[0.0] * 90], **self.option(**known)).avoidable

        assert (found.minute, f"{found.since:%H:%M}") == (minute, at)

    def test_is_all_the_harm_from_that_minute_on(self):
        """40 of the 60 bad minutes lie after 08:20, at 101 on average."""
        known = self.option(known_at=DAY + "08:20", used="false")
        found = assessed([*CALM, *BAD, *[0.0] * 90], **known)
        text = plain_section(build_section("worth", found))

        assert found.avoidable[0].amount == pytest.approx(40 * 101, rel=0.01)
        assert (
            "“Report off” was known by 08:20 and was not used; used at that minute, it could have spared up to about 4,000 calls, 67 % of all."
            in text
        )

    def test_is_nothing_when_it_became_known_after_the_harm(self):
        found = assessed(
            [*CALM, *BAD, *[0.0] * 90], **self.option(known_at=DAY + "09:30")
        )

        assert found.avoidable == ()

    def test_names_the_earliest_of_several_options(self):
        options = [
            {"what": "Late", "known_at": DAY + "08:40"},
            {"what": "Early", "known_at": DAY + "08:20"},
        ]
        blast = {"temporary_mitigation": {"options": options}}
        text = plain_section(
            build_section("worth", assessed([*CALM, *BAD, *[0.0] * 90], blast=blast))
        )

        assert "“Early”" in text
        assert "“Late”" not in text


class TestPhases:
    @given(st.lists(st.floats(0, 1e9), min_size=1, max_size=6))
    def test_percents_add_up_to_a_hundred_or_there_is_nothing(self, amounts):
        shares = percents(amounts)

        assert sum(shares) == (100 if sum(amounts) > 0 else 0)
        assert all(
            abs(share - 100 * amount / sum(amounts)) < 1
            for share, amount in zip(shares, amounts, strict=True)
            if sum(amounts) > 0
        )

    @given(
        cuts=st.lists(st.integers(1, 59), min_size=3, max_size=3, unique=True),
        level=st.floats(30, 1e4),
    )
    def test_of_any_response_add_up_to_a_hundred(self, cuts, level):
        detected, acknowledged, changed = sorted(cuts)
        values = [*([0.0] * 60), *([level] * 60), *([0.0] * 90)]
        first = {
            "id": "try",
            "what": "Try",
            "for": "stabilize",
            "applied_at": f"{DAY}08:{changed:02d}",
        }
        found = assessed(
            values,
            detected_at=f"{DAY}08:{detected:02d}",
            acknowledged_at=f"{DAY}08:{acknowledged:02d}",
            actions=[first, FLAG, FIX],
        )

        assert sum(one.percent for one in found.phases) == 100
        assert sum(one.amount for one in found.phases) == pytest.approx(60 * level)

    @given(
        waves=st.lists(
            st.tuples(st.integers(5, 20), st.integers(20, 40)), min_size=1, max_size=3
        ),
        left=st.floats(0, 12),
        seed=st.integers(0, 99),
        per_traffic=st.booleans(),
    )
    def test_add_up_to_the_harm_whatever_is_left_between_waves(
        self, waves, left, seed, per_traffic
    ):
        rng = np.random.default_rng(seed)
        rates = [2.0] * 60
        for bad, calm in waves:
            rates += [*([100.0] * bad), *([2.0 + left] * calm)]
        rates += [2.0] * 60
        values = rng.poisson(rates)
        traffic = rng.poisson(900, len(values)) + values if per_traffic else None
        fields = {"detected_at": DAY + "08:02", "acknowledged_at": DAY + "08:03"}
        first = FLAG | {"applied_at": DAY + "08:04"}
        found = assessed(values, traffic=traffic, actions=[first, FIX], **fields)

        assert found.phases
        assert sum(one.amount for one in found.phases) == pytest.approx(
            found.harm[0].amount
        )

    def test_the_sentence_tells_the_widest_part(self):
        text = plain_section(
            build_section("phases", assessed([*CALM, *BAD, *[0.0] * 90]))
        )

        assert (
            "75 % of the harm came after it was taken up, before the first change to production."
            in text
        )

    def test_a_part_of_unknown_size_is_a_table_with_at_least(self):
        """Half of the understanding has no sample: its size is not known."""
        values = np.array([*CALM, *BAD, *[0.0] * 90])
        values[80:110] = np.nan
        section = build_section("phases", assessed(values))

        assert [block.block for block in section.blocks] == ["paragraph", "table"]
        text = plain_section(section)
        assert (
            "How much came from then until the first change to production is not known, so there are no shares."
            in text
        )
        assert "at least" in text
        assert "%" not in text

    def test_a_boundary_that_nobody_wrote_down_makes_no_part(self):
        found = assessed([*CALM, *BAD, *[0.0] * 90], detected_at="unknown")

        assert found.phases == ()
        assert build_section("phases", found).blocks == ()


class TestFromTheFirstThatHelped:
    LATER: ClassVar = {
        "id": "off",
        "what": "Report off",
        "for": "stabilize",
        "applied_at": DAY + "09:20",
    }

    def test_two_mitigations_count_from_the_first(self):
        """Half of 101 went away at 09:00, the rest at 09:20: 20 x 50.5 + 40 x 101."""
        values = [*CALM, *BAD, *[50.0, 51.0] * 10, *[0.0] * 70]
        found = assessed(values, actions=[FLAG, self.LATER, FIX]).averted

        assert (found.action, f"{found.start:%H:%M}") == ("flag", "09:00")
        assert amounts(found)["flat"] == pytest.approx(20 * 50.5 + 40 * 101, rel=0.02)

    def test_one_without_effect_is_not_the_first(self):
        values = [*CALM, *BAD, *[100.0, 102.0] * 10, *[0.0] * 70]
        found = assessed(values, actions=[FLAG, self.LATER, FIX]).averted

        assert found.action == "off"

    def test_two_minutes_apart_count_together(self):
        """To 50.5 by one of the two, to nothing by a third at 09:30."""
        later = self.LATER | {"id": "too", "applied_at": DAY + "09:04"}
        third = self.LATER | {"applied_at": DAY + "09:30"}
        values = [*CALM, *BAD, *[50.0, 51.0] * 15, *[0.0] * 60]
        found = assessed(values, actions=[FLAG, later, third, FIX]).averted

        assert found.action == "flag"
        assert found.low < 30 * 50.5 + 30 * 101 < found.high

    def test_one_that_was_taken_back_is_not_the_first(self):
        back = self.LATER | {
            "id": "back",
            "undoes": "flag",
            "applied_at": DAY + "09:10",
        }
        values = [*CALM, *BAD, *[50.0, 51.0] * 5, *BAD[:20], *[0.0] * 70]
        actions = [FLAG, back, self.LATER | {"applied_at": DAY + "09:30"}, FIX]
        found = assessed(values, actions=actions).averted

        assert found.action == "off"
