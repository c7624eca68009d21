"""Who is credited and who is blamed, as records say it and series show it."""

from __future__ import annotations

import pytest
from minute_records import DAY, action, assessed, effect, levels

from incident_kit.page.blocks import plain_section
from incident_kit.sections.registry import build_section
from incident_kit.sections.response_drawing import order_values
from incident_kit.wording.clocks import clocks_heading, gap_words
from incident_kit.wording.differences import both_sides


def test_a_level_that_stood_on_for_an_hour_and_a_half_is_no_effect():
    """Every five minutes; long after the action it ends, and comes back in bursts."""
    bursts = [(3, 0), (2, 20)] * 8
    values = levels((60, 0), (60, 20), (18, 20), (10, 0), *bursts, (90, 20))
    found = assessed(values, action("flag", "18:00", effect="unknown"), step="5min")
    one = effect(found, "flag")

    assert one.verdict == "cannot tell"
    assert found.clocks.first_relief.action == ""


class TestFiveMinutesApart:
    """Bad from 10:00, worse by a drain at 10:40, gone by an undoing at 11:10.

    A mended push at 12:00 brings it back, taken back at 12:45.
    """

    VALUES = levels((24, 0), (9, 330), (5, 540), (11, 0), (8, 180), (24, 0))
    ACTIONS = (
        action("drain", "10:41", effect="worse"),
        action("back", "11:10"),
        action("mended", "12:00", effect="worse", removes_cause="true"),
        action("mended back", "12:45", undoes="mended"),
    )

    @pytest.fixture
    def found(self):
        values = self.VALUES
        return assessed(values, *self.ACTIONS, step="5min", fixed_at=DAY + "12:00")

    @pytest.mark.parametrize(
        ("name", "verdict", "before", "after"),
        [
            ("drain", "worse", 333, 543),
            ("back", "worked", 543, 3),
            ("mended", "worse", 3, 183),
            ("mended back", "worked", 183, 3),
        ],
    )
    def test_each_has_the_levels_next_to_it(self, found, name, verdict, before, after):
        one = effect(found, name)

        assert one.verdict == verdict
        assert (one.before, one.after) == pytest.approx((before, after), rel=0.1, abs=3)

    def test_what_made_it_worse_averted_nothing(self, found):
        assert found.averted.action == "back"
        assert found.averted.level == pytest.approx(543, rel=0.1)

    def test_impact_that_came_back_after_the_fix_did_not_outlive_it(self, found):
        assert gap_words(found) == "a wave came after the fix"
        assert "outlived" not in clocks_heading(found)


def test_the_level_just_before_is_the_one_it_had_risen_to():
    """330 for 40 minutes, 540 for 25, and nobody knows by what."""
    values = levels((24, 0), (8, 330), (5, 540), (36, 0))
    found = assessed(values, action("back", "11:05"), step="5min")

    assert effect(found, "back").before == pytest.approx(543, rel=0.1)


def test_a_calm_is_no_fall():
    """It was over in a minute at 10:30; something was done at 10:50."""
    found = assessed(levels((120, 0), (30, 200), (120, 0)), action("off", "10:50"))

    assert effect(found, "off").reason.code == "no impact before"
    assert effect(found, "off").before == pytest.approx(3, abs=2)
    assert found.clocks.first_relief.action == ""


def test_a_rise_soon_before_another_cause_is_nobodys_blame():
    """A drain at 09:36; it rose at 10:00."""
    values = levels((24, 0), (12, 330), (36, 0))
    found = assessed(values, action("drain", "09:36", effect="worse"), step="5min")

    assert effect(found, "drain").verdict == "cannot tell"


class TestWorkThatTakesTime:
    """An index restarted from 10:10 to 12:00, then a cache from 12:00 to 12:30."""

    READS = levels((120, 0), (80, 400), (250, 0))
    WRITES = levels((120, 0), (125, 80), (205, 0))
    ACTIONS = (
        action("index", "10:10", ended_at=DAY + "12:00"),
        action("cache", "12:00", ended_at=DAY + "12:30"),
    )

    @pytest.fixture
    def found(self):
        return assessed(self.READS, *self.ACTIONS, others={"writes": self.WRITES})

    def test_is_judged_on_what_it_could_still_act_on(self, found):
        assert effect(found, "cache").series == "writes"

    def test_another_one_at_its_end_is_told_as_that(self, found):
        words = plain_section(build_section("actions", found))

        assert "another action was done by the time it was finished" in words
        assert "1 h 50 min after it" not in words

    def test_the_level_after_it_is_not_that_after_the_next(self, found):
        [reads, writes] = found.blast.effects_of("index")

        assert (reads.after, writes.after) == (None, None)

    def test_map_and_table_give_one_reason(self, found):
        table = plain_section(build_section("actions", found))
        letters = plain_section(build_section("blast_map", found))

        for reason in ("recovery may have begun", "by the time it was finished"):
            assert (reason in table) == (reason in letters)

    def test_a_fall_after_it_counts_from_its_end(self):
        restore = action("restore", "10:10", ended_at=DAY + "11:00")
        found = assessed(levels((120, 0), (100, 400), (130, 0)), restore)

        assert effect(found, "restore").reason.by.total_seconds() == 40 * 60


class TestBursts:
    """Six minutes each, every twenty, six times; then never again."""

    VALUES = levels((120, 0), *[(6, 400), (14, 0)] * 6, (120, 0))

    @pytest.fixture
    def found(self):
        values, link = self.VALUES, action("link", "11:46")
        return assessed(values, action("restart", "11:15"), link)

    @pytest.mark.parametrize("name", ["restart", "link"])
    def test_that_ended_alone_prove_nothing(self, found, name):
        one = effect(found, name)

        assert (one.verdict, one.told_drop) == ("cannot tell", None)
        assert one.reason.code == "bursts"

    def test_and_nothing_was_averted(self, found):
        assert found.averted.high is None

    def test_one_that_lasted_longer_was_ended(self):
        values = levels((120, 0), *[(6, 400), (14, 0)] * 3, (40, 400), (120, 0))
        found = assessed(values, action("link", "11:40"))

        assert effect(found, "link").verdict == "worked"


class TestWhoMadeUsersFine:
    VALUES = levels((120, 0), (60, 200), (120, 0))
    LATE = action("pool", "11:02")

    def test_is_nobody_where_it_is_said_that_nobody_did(self):
        scale = action("scale", "10:59")
        found = assessed(self.VALUES, scale, mitigated_by="itself")

        assert found.clocks.mitigate.action == ""

    def test_that_the_data_show_an_action_is_told(self):
        scale = action("scale", "10:59")
        found = assessed(self.VALUES, scale, mitigated_by="itself")
        [one] = [one for one in found.differences if one.kind == "mitigated by"]

        assert both_sides(found, one).against == "“scale”, done at 10:59, worked."

    def test_is_not_what_came_after_it(self):
        found = assessed(self.VALUES, self.LATE, mitigated_by="pool")
        [one] = [one for one in found.differences if one.kind == "mitigated by"]

        assert found.clocks.mitigate.action == ""
        assert (
            "It was done at 11:02; impact had fallen by 11:00"
            in both_sides(found, one).against
        )

    def test_is_as_said_where_nobody_can_tell(self):
        one, two = action("index", "10:58"), action("cache", "10:59")
        found = assessed(self.VALUES, one, two, mitigated_by="index")

        assert found.clocks.mitigate.action == "index"

    def test_is_not_one_that_nothing_came_of(self):
        """Said to have helped; it fell a quarter of an hour later."""
        found = assessed(
            self.VALUES, action("restart", "10:45"), fixed_at=DAY + "12:00"
        )

        assert found.clocks.mitigate.action == ""
        assert (found.averted.high, found.averted.action) == (None, "restart")


class TestTakenBack:
    """Off at 11:00, which helped; on again at 11:40."""

    VALUES = levels((120, 0), (60, 200), (120, 0))
    ACTIONS = (
        action("off", "11:00"),
        action("mend", "11:30", effect="none", removes_cause="true", **{"for": "fix"}),
        action("on", "11:40", undoes="off", effect="none"),
    )

    def test_after_the_cause_was_gone_it_had_helped_all_the_same(self):
        found = assessed(self.VALUES, *self.ACTIONS, fixed_at=DAY + "11:40")

        assert found.clocks.first_relief.action == "off"
        assert found.averted.action == "off"

    def test_before_it_was_gone_it_helped_where_impact_stayed_away(self):
        found = assessed(
            self.VALUES, self.ACTIONS[0], self.ACTIONS[2], fixed_at="not yet"
        )

        assert found.clocks.first_relief.action == "off"
        assert found.averted.reason == "taken back"

    def test_where_impact_came_back_it_had_not(self):
        values = levels((120, 0), (60, 200), (40, 0), (40, 200), (60, 0))
        found = assessed(
            values, self.ACTIONS[0], self.ACTIONS[2], fixed_at=DAY + "12:20"
        )

        assert found.clocks.first_relief.action == ""


class TestWorth:
    VALUES = levels((120, 0), (60, 200), (120, 0))

    @pytest.mark.parametrize("fixed", ["by " + DAY + "12:00", "after " + DAY + "12:00"])
    def test_is_not_counted_to_a_fix_of_which_a_bound_is_known(self, fixed):
        found = assessed(self.VALUES, action("off", "11:00"), fixed_at=fixed)

        assert found.averted.reason == "fix bounded"

    def test_of_the_fix_itself_is_none(self):
        restart = action("restart", "11:00", **{"for": "both"})
        found = assessed(self.VALUES, restart, fixed_at=DAY + "11:07")

        assert found.averted.reason == "same action"

    def test_of_work_names_when_the_level_was_so(self):
        work = action("restore", "10:30", ended_at=DAY + "11:00")
        found = assessed(self.VALUES, work, fixed_at=DAY + "12:30")
        text = plain_section(build_section("worth", found))

        assert "gone on as just before 10:30 (198 per min), from 11:00 until" in text


class TestAvoidable:
    VALUES = levels((120, 0), (60, 200), (40, 0), (60, 200), (120, 0))

    def of(self, values, *actions, **option):
        known = {"what": "Block", "kind": "block", "known_at": DAY + "10:20"} | option
        blast = {"temporary_mitigation": {"answer": "Block", "options": [known]}}
        return assessed(values, *actions, blast=blast).avoidable

    def test_ends_with_the_wave_that_went_on(self):
        [one] = self.of(self.VALUES)

        assert one.until.strftime("%H:%M") == "11:00"
        assert one.amount == pytest.approx(40 * 200, rel=0.05)

    def test_is_nothing_of_an_option_that_was_used_and_did_nothing(self):
        block = action("block", "10:21", kind="block", effect="none")

        assert self.of(self.VALUES, block, used="true") == ()

    def test_is_what_one_could_spare_that_helped_later(self):
        block = action("block", "11:00", kind="block")

        assert len(self.of(self.VALUES, block, used="true")) == 1


class TestBetweenFineAndFixed:
    VALUES = levels((120, 0), (60, 200), (180, 0))

    def test_is_no_workaround_where_it_went_by_itself(self):
        found = assessed(self.VALUES, mitigated_by="itself", fixed_at=DAY + "12:00")

        assert gap_words(found) == "users were fine 1 h before the fix"

    def test_is_one_where_an_action_to_stabilize_held(self):
        found = assessed(self.VALUES, action("off", "11:00"), fixed_at=DAY + "12:00")

        assert gap_words(found) == "1 h on the workaround"

    def test_is_none_where_it_was_taken_back_before_the_fix(self):
        off, on = action("off", "11:00"), action("on", "11:30", undoes="off")
        found = assessed(self.VALUES, off, on | {"effect": "none"}, fixed_at="not yet")

        assert "on the workaround" not in gap_words(found)

    def test_is_none_where_something_was_taken_back(self):
        push = {"id": "push", "what": "Push", "kind": "deploy", "at": DAY + "09:58"}
        back = action("back", "11:00", undoes="push")
        found = assessed(self.VALUES, back, changes=[push], fixed_at=DAY + "12:00")

        assert gap_words(found) == "users were fine 1 h before the fix"

    def test_a_wave_after_the_fix_is_no_impact_that_outlived_it(self):
        """Fixed five minutes before the first wave ended."""
        values = levels((120, 0), (60, 200), (60, 0), (40, 200), (60, 0))
        found = assessed(values, fixed_at=DAY + "10:55")

        assert gap_words(found) == "a wave came after the fix"


class TestWhatIsNotDoneYet:
    ACTIONS = (
        action("restart", "10:30", ended_at="not yet", effect="none"),
        action("rollback", "10:30", effect="unknown") | {"applied_at": "not yet"},
    )

    def test_did_not_change_production(self):
        found = assessed(levels((120, 0), (120, 200)), *self.ACTIONS)
        text = plain_section(build_section("actions", found))

        assert "One action changed production. One more is not done yet." in text
        assert "its time is unknown" not in text

    def test_work_that_goes_on_is_said(self):
        found = assessed(levels((120, 0), (120, 200)), *self.ACTIONS)

        assert "not finished yet" in plain_section(build_section("actions", found))


class TestTheRowOfFixes:
    VALUES = levels((120, 0), (60, 200), (120, 0))
    BOTH = action("cert", "11:00", **{"for": "both"})

    def test_has_the_fix_where_no_action_was_one(self):
        found = assessed(self.VALUES, self.BOTH, fixed_at=DAY + "11:30")

        assert [one.name for one in order_values(found).fix] == ["fixed"]

    def test_has_what_was_for_both_where_no_fix_has_a_time(self):
        found = assessed(self.VALUES, self.BOTH)

        assert len(order_values(found).fix) == 1
