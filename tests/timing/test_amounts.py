"""What of the harm a phase, an option and a sentence about them may hold."""

from __future__ import annotations

import numpy as np
import pytest
from minute_records import DAY, action, assessed, levels

from incident_kit.page.blocks import plain_section
from incident_kit.sections.key_brackets import brackets
from incident_kit.sections.registry import build_section


def told(name, found):
    return plain_section(build_section(name, found))


class TestWhatAKnownOptionCouldHaveSpared:
    """Bad from 10:00 to 12:00, 200 a minute; an option known at 10:20."""

    VALUES = levels((120, 0), (60, 200), (60, 60), (120, 0))

    def of(self, *actions, values=VALUES, known_at=DAY + "10:20", **more):
        option = {"what": "Block", "kind": "block", "known_at": known_at}
        blast = {"temporary_mitigation": {"options": [option | {"used": "true"}]}}
        return assessed(values, *actions, blast=blast, **more)

    def test_is_no_more_than_fell_before_its_use(self):
        """Used at 11:00, it left 60 a minute: those it would have left at 10:20, too."""
        found = self.of(action("Block", "11:00", kind="block", effect="partial"))
        [one] = found.avoidable

        assert one.amount == pytest.approx(40 * 200, rel=0.03)
        assert "used at that minute and not at 11:00, it could have spared" in told(
            "worth", found
        )

    def test_of_work_that_takes_time_is_what_fell_before_it_was_begun(self):
        slow = levels((120, 0), (60, 200), (30, 150), (30, 50), (120, 0))
        work = action("Block", "11:00", ended_at=DAY + "12:00", kind="block")
        [one] = self.of(work, values=slow).avoidable

        assert one.amount == pytest.approx(40 * 200, rel=0.03)

    def test_is_nothing_of_a_series_for_which_it_is_said_to_do_nothing(self):
        block = action("Block", "11:00", kind="block", effects={"calls": "none"})

        assert self.of(block).avoidable == ()

    def test_is_nothing_where_only_another_series_fell_by_it(self):
        flat = levels((120, 0), (120, 200), (120, 0))
        others = {"errors": levels((120, 0), (60, 200), (180, 0))}
        block = action("Block", "11:00", kind="block")
        found = self.of(block, values=flat, others=others)

        assert found.blast.series[1].effect_of("Block").has_helped
        assert found.avoidable == ()

    def test_is_nothing_where_it_was_used_before_it_was_written_down(self):
        assert self.of(action("Block", "10:10", kind="block")).avoidable == ()

    @pytest.mark.parametrize(
        ("known", "words", "minutes"),
        [
            (f"after {DAY}10:20", "known after 10:20; used at 10:20 and", 40),
            (f"about {DAY}10:20", "known about 10:20; used at 10:20 and", 40),
            (
                f"[{DAY}10:20, {DAY}10:40]",
                "known between 10:20 and 10:40; used at 10:20 and",
                40,
            ),
        ],
    )
    def test_is_at_most_what_fell_since_it_can_have_been_known(
        self, known, words, minutes
    ):
        block = action("Block", "11:00", kind="block", effect="partial")
        found = self.of(block, known_at=known)

        assert found.avoidable[0].amount == pytest.approx(minutes * 200, rel=0.03)
        assert words in told("worth", found)

    def test_is_no_upper_end_where_samples_are_missing(self):
        values = self.VALUES.astype(float)
        values[145:160] = np.nan
        block = action("Block", "11:00", kind="block", effect="partial")
        found = self.of(block, values=values)

        assert "of all, as far as it was measured" in told("worth", found)
        assert "as far as it was measured" in told("hours", found)

    def test_comes_between_its_being_known_and_its_use(self):
        found = self.of(action("Block", "11:00", kind="block", effect="partial"))

        assert (
            "of the calls came between when a way to ease it was known and its use"
            in told("first_screen", found)
        )


class TestThePhaseThatHoldsMost:
    VALUES = levels((120, 0), (60, 200), (180, 0))

    def test_before_it_was_taken_up_counts_what_came_before_it_was_noticed(self):
        """Noticed at 10:20, taken up at 10:58: two thirds between, and a third before."""
        found = assessed(
            self.VALUES,
            action("Block", "11:00"),
            detected_at=DAY + "10:20",
            acknowledged_at=DAY + "10:58",
        )

        assert "of the harm came after it was noticed, before it was taken up." in told(
            "phases", found
        )


class TestTheAnswerOnWhatCouldEaseIt:
    """Bad from 10:00; what was done at 10:40 is held against it, not its `effect`."""

    PARTLY = levels((120, 0), (40, 200), (80, 60), (120, 0))

    def verdict(self, values, *actions, options=({"kind": "block"},), **more):
        options = [{"what": "Block", "used": "true", **one} for one in options]
        answer = {"answer": "Block them", "options": options}
        blast = {"temporary_mitigation": answer}
        found = assessed(values, *actions, blast=blast, **more)
        return next(one.verdict for one in found.blast.findings if one.letter == "T")

    @pytest.mark.parametrize("effect", ["full", "partial", "none", "unknown"])
    def test_agrees_where_its_option_helped_whatever_was_said_of_the_effect(
        self, effect
    ):
        block = action("b", "10:40", kind="block", effect=effect)

        assert self.verdict(self.PARTLY, block) == "agrees"

    def test_is_not_blamed_for_another_action_that_did_nothing(self):
        values = levels((120, 0), (60, 200), (180, 0))
        other = action("o", "10:25", kind="restart")
        block = action("b", "11:00", kind="block")

        assert self.verdict(values, other, block) == "agrees"

    def test_disagrees_where_its_option_did_harm_though_that_was_said_too(self):
        values = levels((120, 0), (40, 60), (80, 200), (120, 0))
        block = action("b", "10:40", kind="block", effect="worse")

        assert self.verdict(values, block) == "disagrees"

    def test_agrees_partly_where_another_series_got_worse_by_it(self):
        values = levels((120, 0), (40, 200), (200, 0))
        others = {"slow": levels((160, 0), (80, 200), (120, 0))}
        block = action("b", "10:40", kind="block")

        assert self.verdict(values, block, others=others) == "partly"

    @pytest.mark.parametrize(
        "options", [(), ({"kind": "failover"},), ({"kind": "block", "used": "false"},)]
    )
    def test_is_only_said_where_no_action_is_the_one_it_names(self, options):
        block = action("b", "10:40", kind="block")

        assert self.verdict(self.PARTLY, block, options=options) == "only said"


class TestWhatStaysALittleOutsideTheUsual:
    """99.8 % fall to 92 % for an hour, and stand at 98.6 % until the fix at 13:00."""

    def found(self, left=98.6):
        rng = np.random.default_rng(3)
        levels = np.repeat([99.8, 92.0, left, 99.8], [120, 60, 120, 120])
        return assessed(
            levels + rng.normal(0, 0.03, len(levels)),
            action("Block", "11:00", effect="partial"),
            action("Fix", "13:00", **{"for": "fix", "removes_cause": "true"}),
            bad="low",
            per=None,
            mitigated_at=DAY + "11:00",
            fixed_at=DAY + "13:00",
        )

    def test_lasts_as_long_as_its_amount_is_counted(self):
        found = self.found()
        harm = found.harm[0]

        assert harm.lasted.total_seconds() == pytest.approx(3 * 3600, abs=120)
        assert (harm.end.hour, harm.end.minute) == (13, 0)
        assert harm.amount == pytest.approx(60 * 7.8 + 120 * 1.2, rel=0.02)
        assert sum(one.amount for one in found.phases) == pytest.approx(harm.amount)
        assert "until 13:00" in told("first_screen", found)
        assert "in no amount above" not in told("actions", found)

    def test_is_no_part_of_the_wave_where_it_is_little(self):
        """Under a tenth of the worst, users were fine: what is left is told apart."""
        assert self.found(left=99.3).harm[0].end.strftime("%H:%M") == "11:00"

    def test_is_told_apart_from_what_is_usual(self):
        text = told("first_screen", self.found())

        assert "outside the usual band around 99.8" in text
        assert "92 → 98.6" in text
        assert "98.6 → 99.8" in text


class TestWhatNobodyMeasured:
    """Bad from 10:00 to 10:30 and from 11:00 to 11:30; six minutes of that are gone."""

    VALUES = levels((120, 0), (30, 200), (30, 0), (30, 200), (120, 0)).astype(float)

    def missing(self, *spans):
        values = self.VALUES.copy()
        for start, stop in spans:
            values[start:stop] = np.nan
        return assessed(values).harm[0]

    def test_counts_between_the_waves_as_in_them(self):
        inside, between = (126, 132), (156, 171)

        assert self.missing(inside).missing.total_seconds() == 6 * 60
        assert self.missing(inside, between).missing.total_seconds() == 21 * 60
        assert self.missing(between).is_bound

    def test_after_the_last_sample_makes_the_last_phase_at_least(self):
        fix = {"for": "fix", "removes_cause": "true"}
        late = action("Fix", "16:00", **fix)
        found = assessed(
            levels((120, 0), (60, 200), (60, 35), (120, 0)),
            action("Block", "10:40"),
            late,
            mitigated_at=DAY + "11:00",
            fixed_at=DAY + "16:00",
            acknowledged_at=DAY + "10:06",
        )
        last = found.phases[-1]

        assert (last.is_bound, last.is_sized) == (True, True)
        assert not found.phases[0].is_bound


class TestPhasesWhereAnotherSeriesWasHurt:
    """Errors from 10:00 on, noticed at 10:35; calls fail from 10:30 on."""

    def found(self, **more):
        calls = levels((150, 0), (60, 200), (150, 0))
        errors = levels((120, 0), (90, 60), (150, 0))
        return assessed(
            calls,
            action("Block", "11:00", effect="unknown"),
            others={"errors": errors},
            detected_at=DAY + "10:35",
            **more,
        )

    def test_it_went_undetected_since_the_first_series_showed_it(self):
        found = self.found()
        first = found.phases[0]

        assert first.name == "undetected"
        assert (first.end - first.start).total_seconds() == 35 * 60
        assert first.amount == pytest.approx(5 * 200, rel=0.1)

    def test_a_series_is_not_all_of_the_impact(self):
        text = told("phases", self.found())

        assert "What the waves of calls held, by phase of the response" in text
        assert "All of the impact" not in text

    def test_where_a_phase_holds_no_wave_it_may_hold_calls_all_the_same(self):
        """The errors outlast the calls by 40 minutes: three calls fail a minute."""
        found = assessed(
            levels((120, 0), (40, 200), (200, 0)),
            action("Block", "10:40", effect="unknown"),
            others={"errors": levels((120, 0), (80, 60), (160, 0))},
            fixed_at=DAY + "11:30",
        )
        told_below = [one.wordings[0] for one in brackets(found)]

        assert ("after the first change, 40 min", "no wave of calls") in told_below
