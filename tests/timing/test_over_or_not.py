"""Is it over, how bad was it, and does what was said agree?  As far as the data go."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from incident_kit.incident import ImpactSeries, Incident
from incident_kit.page.blocks import plain_section
from incident_kit.record.contradictions import contradictions
from incident_kit.record.incident_record import parse_record
from incident_kit.sections.impact_drawing import curve_of
from incident_kit.sections.registry import build_section
from incident_kit.sections.worth_drawing import phases_values
from incident_kit.timing.assessment import assess
from incident_kit.wording.clocks import clocks_heading, gap_words
from incident_kit.wording.differences import both_sides
from incident_kit.wording.system_change import ledger_words
from incident_kit.wording.times import times_of
from incident_kit.wording.worth import averted_lead

DAY = "2026-03-02 "


def levels(*parts, usual=3):
    """Counts by parts of (how many, level above the usual)."""
    rng = np.random.default_rng(7)
    return np.concatenate([rng.poisson(usual + more, size) for size, more in parts])


def assessed(values, *, step="min", per="minute", bad="high", others=(), **fields):
    """Samples from 08:00 on; noticed at 10:05 unless the fields say otherwise."""
    named = {"calls": values} | dict(others)
    data = {"id": "X", "title": "t", "timezone": "UTC", "detected_at": DAY + "10:05"}
    data["impact"] = [
        {"name": name, "unit": "units", "file": "i.csv", "value": name, "bad": bad}
        for name in named
    ]
    series = tuple(
        ImpactSeries(
            name=name,
            unit="units",
            per=per,
            bad=bad,
            values=pd.Series(
                np.asarray(one, dtype=float),
                pd.date_range(DAY + "08:00", periods=len(one), freq=step, tz="UTC"),
            ),
        )
        for name, one in named.items()
    )
    return assess(Incident(record=parse_record(data | fields), series=series))


def text_of(found, name):
    return plain_section(build_section(name, found))


def kinds(found):
    return [one.kind for one in found.differences]


class TestOneBadSample:
    """A quarter of an hour of 900 in a day of 30, then twelve hours as ever."""

    @pytest.fixture
    def found(self):
        values = levels((96, 0), (1, 870), (48, 0), usual=30)
        noticed = "2026-03-03 08:05"
        return assessed(values, step="15min", detected_at=noticed)

    def test_is_over_at_the_next(self, found):
        assert found.clocks.state == "mitigated, fix unknown"
        assert found.clocks.mitigate.moment.stated.strftime("%H:%M") == "08:15"
        assert "had not ended" not in text_of(found, "impact")

    def test_has_an_amount_that_is_no_bound(self, found):
        assert not found.harm[0].is_bound


class TestASeriesThatEndsInTheMiddle:
    VALUES = levels((120, 0), (60, 200))

    def test_says_nothing_of_what_came_after_it(self):
        found = assessed(self.VALUES, mitigated_at=DAY + "12:22")

        assert found.clocks.mitigate.how == "said"
        assert found.clocks.mitigate.moment.text == DAY + "12:22"
        assert "fine again" not in kinds(found)

    def test_what_was_averted_is_counted_to_its_last_sample(self):
        values = levels((120, 0), (30, 200), (15, 60), usual=3)
        flag = {"id": "off", "what": "Off", "for": "stabilize", "effect": "partial"}
        found = assessed(
            values,
            actions=[flag | {"applied_at": DAY + "10:30"}],
            mitigated_at=DAY + "11:00",
            fixed_at=DAY + "12:00",
        )
        lead = averted_lead(
            found.averted,
            found.incident.series[0],
            times_of(found),
            found.incident.record,
        )

        assert "until the last sample at 10:44" in lead

    def test_nor_whether_it_goes_on(self):
        found = assessed(self.VALUES, closed_at=DAY + "15:00")

        assert found.clocks.state == "unknown"

    def test_but_that_it_was_not_over_by_then(self):
        said = DAY + "10:30"
        found = assessed(self.VALUES, mitigated_at=said, closed_at=DAY + "15:00")
        [one] = [one for one in found.differences if one.kind == "fine again"]

        assert both_sides(found, one).against.startswith("Impact was still high")

    def test_goes_on_where_it_is_all_there_is(self):
        assert assessed(self.VALUES).clocks.state == "ongoing"


class TestWhatIsLeft:
    """From 300 to 40 at 11:00, and to nothing at 12:00, when it is said to be fine."""

    VALUES = levels((120, 0), (60, 300), (60, 40), (60, 0))

    @pytest.fixture
    def found(self):
        return assessed(
            self.VALUES, mitigated_at=DAY + "12:00", fixed_at=DAY + "12:00", actions=[]
        )

    def test_is_why_people_said_it_later(self, found):
        assert "fine again" not in kinds(found)

    def test_is_counted_with_the_harm(self, found):
        """60 x 300 and 60 x 40; nothing of it is counted a second time."""
        [left] = found.clocks.recovery.residuals

        assert found.harm[0].amount == pytest.approx(60 * 340, rel=0.02)
        assert left.level == pytest.approx(40, rel=0.1)
        assert left.amount is None

    def test_keeps_users_from_counting_as_fine(self, found):
        assert found.clocks.recovery.is_partial
        assert gap_words(found) == "impact was mostly gone 1 h before the fix"
        assert "Users were fine" not in clocks_heading(found)

    def test_is_counted_to_what_was_said_where_the_fix_came_first(self):
        found = assessed(
            self.VALUES, mitigated_at=DAY + "12:00", fixed_at=DAY + "10:50"
        )

        assert [one.until for one in found.clocks.recovery.residuals] == ["said"]


class TestWhatIsLeftToTheEnd:
    """From 300 to 40 at 11:00, where it stays until the last sample."""

    VALUES = levels((120, 0), (60, 300), (60, 40))

    def test_is_in_the_one_sum_of_the_page(self):
        found = assessed(self.VALUES, mitigated_at="not yet", fixed_at="not yet")
        [harm] = found.harm

        assert harm.end is None
        assert harm.is_bound
        assert harm.amount == pytest.approx(60 * 340, rel=0.03)
        assert "to the last sample at 11:59" in text_of(found, "first_screen")
        assert "counted nowhere else" not in text_of(found, "actions")

    def test_is_no_contradiction_where_users_are_said_not_to_be_fine_yet(self):
        found = assessed(self.VALUES, mitigated_at="not yet", fixed_at="not yet")

        assert "fine again" not in kinds(found)

    @pytest.mark.parametrize(
        ("fixed", "fine", "state"),
        [
            ("11:40", "not yet", "fixed, impact goes on"),
            ("11:59", "not yet", "over"),  # too few samples tell
            ("11:40", DAY + "12:00", "over"),
        ],
    )
    def test_goes_on_after_a_fix_where_nobody_says_otherwise(self, fixed, fine, state):
        found = assessed(self.VALUES, mitigated_at=fine, fixed_at=DAY + fixed)

        assert found.clocks.state == state
        assert ("Over since" in text_of(found, "first_screen")) == (state == "over")


class TestARippleAfterTheLastWave:
    """200 from 10:00 to 11:00; at 12:30 for a quarter of an hour 36, no wave of that."""

    RIPPLE = levels((120, 0), (60, 200), (90, 0), (15, 36), (60, 0))

    def test_is_told_with_its_amount_and_denied_nowhere(self):
        found = assessed(
            self.RIPPLE, mitigated_at=DAY + "11:00", fixed_at=DAY + "11:00", actions=[]
        )
        [ripple] = found.blast.series[0].ripples
        text = text_of(found, "impact") + text_of(found, "actions")

        assert len(found.blast.waves) == 1
        assert ripple.amount == pytest.approx(15 * 36, rel=0.05)
        assert "again, from 12:30 until 12:45: 5" in text
        assert "in no other sum" in text
        for denied in ("Nothing was left", "no second one", "No second wave"):
            assert denied not in text
        assert phases_values(found).of == "calls"

    def test_is_none_where_all_is_usual(self):
        found = assessed(
            levels((120, 0), (60, 200), (160, 0)), mitigated_at=DAY + "11:00"
        )

        assert found.blast.series[0].ripples == ()
        assert "no second one followed" in text_of(found, "impact")


class TestTheWorst:
    @pytest.mark.parametrize("bad", ["low", "either"])
    def test_is_the_lowest_level_of_a_fall(self, bad):
        values = levels((120, 0), (60, -180), (60, 0), usual=200)
        values[150] = 4
        found = assessed(values, bad=bad)

        assert found.blast.waves[0].peak == 4
        assert "down to 4 per min at its worst" in text_of(found, "impact")

    def test_of_one_series_stands_beside_its_own_end(self):
        reads = levels((120, 0), (60, 200), (120, 0))
        writes = levels((120, 0), (100, 80), (80, 0))
        found = assessed(reads, others={"writes": writes})
        text = text_of(found, "impact")

        assert "One wave, until 11:00, up to" in text
        assert "of calls at its worst (writes until 11:40)" in text


def test_a_level_with_a_gap_was_outside_for_at_least_so_long():
    values = levels((120, 0), (120, 200)).astype(float)
    values[160:200] = np.nan
    found = assessed(values, per=None)

    assert "around 4 units, at least" in text_of(found, "first_screen")


class TestWhatDoesNotAgree:
    VALUES = levels((120, 0), (60, 200), (40, 0), (40, 200), (60, 0))

    def against(self, **fields):
        found = assessed(self.VALUES, **fields)
        [one] = [one for one in found.differences if one.kind == "fine again"]
        return both_sides(found, one)

    def test_names_the_wave_that_came_after_users_were_fine(self):
        sides = self.against(mitigated_at=DAY + "11:02")

        assert sides.said == "Users were said to be fine again at 11:02."
        assert sides.against.startswith("Another wave came, and impact stayed low from")

    def test_does_not_call_a_fall_a_rise(self):
        values = levels((120, 0), (60, -180), (60, 0), usual=200)
        found = assessed(values, bad="low", mitigated_at=DAY + "10:30")
        [one] = [one for one in found.differences if one.kind == "fine again"]

        assert "above the usual" not in both_sides(found, one).against

    def test_names_a_trigger_that_came_too_late(self):
        late = {"id": "c", "what": "Push", "at": DAY + "10:30", "role": "trigger"}
        values = levels((120, 0), (60, 200), (60, 0))
        found = assessed(values, changes=[late | {"kind": "deploy"}])
        [one] = [one for one in found.differences if one.kind == "trigger"]

        assert both_sides(found, one).said == "“Push” is said to have set it off."


class TestARecordAgainstItself:
    PUSH: dict[str, str] = {  # noqa: RUF012  # the fields of one change
        "id": "push",
        "what": "Push",
        "kind": "deploy",
        "at": DAY + "10:00",
    }

    def told(self, **fields):
        data = {"id": "X", "title": "t", "timezone": "UTC"} | fields
        return {what for _, what, _ in contradictions(parse_record(data))}

    def action(self, name, at, **more):
        fields = {"id": name, "what": name, "for": "fix", "applied_at": DAY + at}
        return fields | more

    def test_takes_nothing_back_that_was_not_made(self):
        back = self.action("back", "09:50", undoes="push")

        assert self.told(changes=[self.PUSH], actions=[back]) == {
            "takes back 'push' before that was made"
        }

    def test_was_not_fixed_by_what_was_taken_back(self):
        fix = self.action("fix", "10:00", removes_cause="true")
        back = self.action("back", "10:50", undoes="fix")

        assert "said of what was taken back" in self.told(actions=[fix, back])

    def test_suspects_nothing_that_is_innocent(self):
        blast = {"system_change": {"answer": "The push", "suspects": ["push"]}}
        changes = [self.PUSH | {"role": "innocent"}]

        assert self.told(blast=blast, changes=changes) == {"is said to be innocent"}

    def test_knows_when_it_was_fixed_where_every_cause_has_its_time(self):
        causes = [{"what": "Spam", "fixed_at": DAY + "10:00"}]

        assert self.told(causes=causes, fixed_at="unknown") == {
            "not known, while every cause has its time"
        }

    def test_may_be_noticed_after_it_was_over(self):
        found = self.told(detected_at=DAY + "12:00", mitigated_at=DAY + "10:00")

        assert found == set()


class TestWhatChanged:
    VALUES = levels((120, 0), (60, 200), (40, 0), (40, 200), (60, 0))
    FLUSH: dict[str, str] = {  # noqa: RUF012  # the fields of one action
        "id": "flush",
        "what": "Flush",
        "for": "stabilize",
        "applied_at": DAY + "11:35",
        "effect": "none",
    }

    def test_is_nothing_where_only_actions_are_recorded(self):
        found = assessed(self.VALUES, changes="none", actions=[self.FLUSH])

        assert ledger_words(found.blast.ledger) == (
            "No change is recorded. One action, still possible as the cause of a "
            "later wave."
        )

    def test_asks_for_no_suspect_where_nothing_changed(self):
        said = {"system_change": {"answer": "No change found"}}
        found = assessed(self.VALUES, changes="none", actions=[self.FLUSH], blast=said)
        [finding] = [one for one in found.blast.findings if one.letter == "S"]

        assert (finding.verdict, finding.reason) == ("only said", None)

    def test_a_suspect_after_the_onset_is_told_as_that(self):
        push = {"id": "p", "what": "Push", "kind": "deploy", "at": DAY + "11:35"}
        said = {"system_change": {"answer": "The push", "suspects": ["p"]}}
        found = assessed(self.VALUES, changes=[push], blast=said)
        [finding] = [one for one in found.blast.findings if one.letter == "S"]

        assert finding.reason.code == "only a wave"


def test_a_shortfall_grows_where_a_level_that_is_low_is_bad():
    values = levels((120, 0), (60, -180), (90, 0), usual=200)
    flag = {
        "id": "off",
        "what": "Off",
        "for": "stabilize",
        "applied_at": DAY + "11:00",
        "effect": "full",
    }
    found = assessed(
        values, per=None, bad="low", actions=[flag], fixed_at=DAY + "12:00"
    )
    lead = averted_lead(
        found.averted, found.incident.series[0], times_of(found), found.incident.record
    )

    assert "the shortfall would have been about" in lead
    assert lead.endswith("units × min larger.")


class TestAShortFall:
    def test_is_drawn_as_deep_as_it_was(self):
        values = levels((600, 0), (40, -100), (600, 0), usual=100)
        found = assessed(values, step="s", per="second", bad="low")
        [series] = found.incident.measured
        first, *_, last = series.values.index
        curve = curve_of(found, series, first, last)

        assert len(found.blast.waves) == 1
        assert min(curve.values) == pytest.approx(0, abs=5)
