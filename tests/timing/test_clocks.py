"""Clocks, states and orders: one definition each, every kind of time.

Every incident here began at 10:00 UTC unless a line says otherwise.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd
import pytest

from incident_kit.blast.assess import assess_blast
from incident_kit.incident import ImpactSeries, Incident, last_instant
from incident_kit.instants.words import elapsed_words
from incident_kit.record.incident_record import parse_record
from incident_kit.results.findings import AnchorTime
from incident_kit.store.strict import read_tree
from incident_kit.timing.assessment import assess
from incident_kit.timing.clock import clocks
from incident_kit.wording.clocks import clock_table

EXAMPLE = Path(__file__).parents[1] / "data" / "incident-example.yaml"
DAY = "2024-05-14 "


def incident(**fields: object) -> Incident:
    data: dict[str, object] = {"id": "X", "title": "t", "timezone": "UTC"}
    if "started_at" not in fields:
        data["started_at"] = DAY + "10:00"
    return Incident(record=parse_record(data | fields))


def action(name: str, at: object, **more: object) -> dict[str, object]:
    return {"id": name, "what": name, "for": "stabilize", "applied_at": at} | more


KINDS_OF_TIME = [
    (DAY + "10:30", "30 min"),
    ("about " + DAY + "10:30", "about 30 min"),
    ("by " + DAY + "10:30", "at most 30 min"),
    ("after " + DAY + "10:30", "at least 30 min"),
    ([DAY + "10:30", DAY + "10:40"], "30 to 40 min"),
    ("2024-05-15", "14 to 38 h"),
    ("2024-06", "17 d 14 h to 47 d 14 h"),
    ("2025", "231 d 14 h to 596 d 14 h"),
    ("not yet", "at least 5 h"),
    ("unknown", "unknown"),
]


class TestEachKindOfTime:
    @pytest.mark.parametrize(("at", "words"), KINDS_OF_TIME)
    def test_time_to_fix_counts_from_onset(self, at, words):
        """10:00 to 10:30 is 30 min; the 15th lasts from 14 h to 38 h after;
        June begins 17 d 14 h after; not yet at 15:00 is at least 5 h."""
        found = clocks(
            incident(fixed_at=at), as_of=datetime(2024, 5, 14, 15, tzinfo=UTC)
        )

        assert elapsed_words(found.fix.elapsed) == words

    @pytest.mark.parametrize(("at", "words"), KINDS_OF_TIME)
    def test_time_to_mitigate_counts_from_onset(self, at, words):
        """The same differences as for the fix: one formula per name."""
        found = clocks(
            incident(mitigated_at=at), as_of=datetime(2024, 5, 14, 15, tzinfo=UTC)
        )

        assert elapsed_words(found.mitigate.elapsed) == words

    @pytest.mark.parametrize(("at", "words"), KINDS_OF_TIME)
    def test_first_relief_counts_from_onset(self, at, words):
        """An action that helped, applied then."""
        one = incident(actions=[action("flag", at, effect="partial")])
        found = clocks(one, as_of=datetime(2024, 5, 14, 15, tzinfo=UTC))

        assert elapsed_words(found.first_relief.elapsed) == words

    @pytest.mark.parametrize(("at", "words"), KINDS_OF_TIME)
    def test_acknowledge_counts_from_detection(self, at, words):
        """Detected at 10:00, and began at 09:00: the hour before is not its."""
        one = incident(
            started_at=DAY + "09:00", detected_at=DAY + "10:00", acknowledged_at=at
        )
        found = clocks(one, as_of=datetime(2024, 5, 14, 15, tzinfo=UTC))

        assert elapsed_words(found.acknowledge.elapsed) == words

    @pytest.mark.parametrize(("at", "words"), KINDS_OF_TIME)
    def test_detect_counts_from_onset(self, at, words):
        """The same differences again."""
        found = clocks(
            incident(detected_at=at), as_of=datetime(2024, 5, 14, 15, tzinfo=UTC)
        )

        assert elapsed_words(found.detect.elapsed) == words

    def test_detection_before_onset_is_kept_negative(self):
        """The alert at 09:57, users hurt from 10:00."""
        found = clocks(incident(detected_at=DAY + "09:57"))

        assert elapsed_words(found.detect.elapsed) == "3 min before"

    def test_a_line_left_out_is_unknown_and_never_not_yet(self):
        found = clocks(incident())

        assert (found.fix.elapsed.kind, found.fix.moment.form) == ("unknown", "unknown")

    def test_each_clock_says_how_long_after_detection(self):
        """Noticed 10:10, eased 10:15."""
        one = incident(detected_at=DAY + "10:10", mitigated_at=DAY + "10:15")

        assert elapsed_words(clocks(one).mitigate.since_detection) == "5 min"


class TestStates:
    @pytest.mark.parametrize(
        ("mitigated", "fixed", "state"),
        [
            (DAY + "11:00", DAY + "12:00", "over"),
            (DAY + "11:00", "not yet", "mitigated, not fixed"),
            (DAY + "11:00", "unknown", "mitigated, fix unknown"),
            ("not yet", DAY + "12:00", "fixed, impact goes on"),
            ("not yet", "not yet", "ongoing"),
            ("not yet", "unknown", "ongoing"),
            ("unknown", "unknown", "unknown"),
            ("unknown", DAY + "12:00", "unknown"),
            ("2024-05-14", "by " + DAY + "23:00", "over"),
        ],
    )
    def test_the_state_follows_from_both_clocks(self, mitigated, fixed, state):
        assert clocks(incident(mitigated_at=mitigated, fixed_at=fixed)).state == state


class TestOrderOfReliefAndFix:
    @pytest.mark.parametrize(
        ("actions", "fixed", "order"),
        [
            (
                [action("flag", DAY + "10:15", effect="full")],
                DAY + "10:55",
                "relief first",
            ),
            (
                [action("flag", DAY + "11:15", effect="full")],
                DAY + "10:55",
                "fix first",
            ),
            (
                [action("back", DAY + "10:15", effect="full", removes_cause="true")],
                "unknown",
                "same action",
            ),
            (
                [action("flag", DAY + "10:15", effect="full")],
                DAY + "10:15",
                "same action",
            ),
            ([action("try", DAY + "10:15", effect="none")], DAY + "10:55", "fix only"),
            (
                [action("flag", DAY + "10:15", effect="full")],
                "unknown",
                "relief, fix unknown",
            ),
            ([action("flag", DAY + "10:15", effect="full")], "not yet", "relief first"),
            (
                [action("flag", "2024-05-14", effect="full")],
                "2024-05-16",
                "relief first",
            ),
            ([action("flag", "2024-05-14", effect="full")], "2024-05-14", "unknown"),
            ([], "unknown", "unknown"),
            ("none", DAY + "10:55", "fix only"),
        ],
    )
    def test_the_order_compares_what_is_stated(self, actions, fixed, order):
        assert clocks(incident(actions=actions, fixed_at=fixed)).order == order

    def test_a_fix_alone_is_no_order_while_nobody_was_asked_for_actions(self):
        assert clocks(incident(fixed_at=DAY + "10:55")).order == "unknown"

    def test_one_that_is_to_be_undone_but_is_not_yet_brought_it(self):
        actions = [
            action("try", DAY + "10:10", effect="full"),
            action("undo", "not yet", undoes="try"),
        ]

        assert clocks(incident(actions=actions)).first_relief.action == "try"

    def test_an_action_that_another_one_undoes_brought_no_relief(self):
        undone = [
            action("try", DAY + "10:05", effect="partial"),
            action("undo", DAY + "10:20", effect="full", undoes="try"),
        ]

        assert clocks(incident(actions=undone)).first_relief.action == "undo"


class TestTheExampleRecord:
    @pytest.fixture
    def example(self):
        tree = read_tree(EXAMPLE.read_bytes(), file="incident.yaml")
        return Incident(record=parse_record(tree.data))

    def test_its_clocks_from_the_measured_bracket(self, example):
        """Onset 02:00 to 02:08 in Berlin, noticed 09:01: 6 h 53 to 7 h 01.
        The cache fix at 09:47 was undone; its undoing at 14:27 was the first
        relief; stated mitigated 15:02 and fixed 15:18."""
        bracket = AnchorTime(
            verdict="measured",
            last_good=pd.Timestamp("2024-05-14T00:00Z"),
            first_bad=pd.Timestamp("2024-05-14T00:08Z"),
        )
        found = clocks(example, blast=replace(assess_blast(example), anchor=bracket))

        assert elapsed_words(found.detect.elapsed) == "6 h 53 min to 7 h 01 min"
        assert f"{found.first_relief.moment.stated:%H:%M}" == "12:27"
        assert f"{found.mitigate.moment.stated:%H:%M}" == "13:02"
        assert f"{found.fix.moment.stated:%H:%M}" == "13:18"

    def test_only_the_location_was_asked_before_the_first_change(self, example):
        response = assess(example).response

        assert response.first_change.id == "cache-fix"
        assert response.asked("before") == ("L",)
        assert response.asked("after") == ("B", "A", "S")
        assert response.asked("not recorded") == ("T",)

    def test_as_of_is_the_last_thing_that_happened_and_no_due_date(self, example):
        """closed_at 15 May 11:00 in Berlin; the follow-up is due 28 May."""
        assert last_instant(example) == datetime(2024, 5, 15, 9, 0, tzinfo=UTC)


class TestMeasuredMitigation:
    """One or two a minute are usual (the median: 1.5); 100 a minute from 10:00 to 11:00, then a rest."""

    @staticmethod
    def measured(rest: float, **fields: object) -> Incident:
        index = pd.date_range("2024-05-14T08:00Z", periods=300, freq="1min")
        values = pd.Series(1.0, index=index)
        values.iloc[::2] = 2.0
        values["2024-05-14T10:00Z":"2024-05-14T10:59Z"] = 100.0
        values["2024-05-14T11:00Z":"2024-05-14T11:59Z"] = rest
        series = ImpactSeries(
            name="s", unit="errors", per="minute", bad="high", values=values
        )
        said = {"started_at": "unknown", "detected_at": DAY + "10:05"} | fields
        impact = [{"name": "s", "unit": "errors", "file": "i.csv", "value": "v"}]
        base = incident(impact=impact, **said)
        return replace(base, series=(series,))

    def test_the_series_heads_and_the_statement_stands_beside(self):
        """Said 10:40; the level fell at 11:00."""
        found = clocks(self.measured(rest=2.0, mitigated_at=DAY + "10:40"))

        assert (found.mitigate.how, f"{found.mitigate.moment.stated:%H:%M}") == (
            "measured",
            "11:00",
        )
        assert f"{found.mitigate.said.stated:%H:%M}" == "10:40"

    def test_the_measured_onset_heads_a_stated_one(self):
        """Said 09:30; the first bad sample is that of 10:00."""
        found = clocks(self.measured(rest=2.0, started_at=DAY + "09:30"))

        assert found.onset_how == "measured"
        assert f"{found.onset.high:%H:%M}" == "10:00"

    def test_what_is_left_until_the_fix_is_the_residual(self):
        """A quarter of 98.5 is 24.6; 20 - 1.5 is left until noon."""
        found = clocks(self.measured(rest=20.0, fixed_at=DAY + "12:00"))

        assert f"{found.mitigate.moment.stated:%H:%M}" == "11:00"
        assert found.recovery.residuals[0].level == pytest.approx(18.5)

    def test_a_level_above_a_quarter_is_no_mitigation(self):
        """40 of 100 goes on until noon, when it ends."""
        found = clocks(self.measured(rest=40.0, fixed_at=DAY + "12:00"))

        assert f"{found.mitigate.moment.stated:%H:%M}" == "12:00"

    def test_a_wave_of_two_samples_is_over_when_it_ends(self):
        """400 at 10:00 and 10:01, usual again from 10:02."""
        found = self.measured(rest=2.0)
        (series,) = found.series
        values = series.values.where(series.values < 100, 2.0)
        values["2024-05-14T10:00Z":"2024-05-14T10:01Z"] = 400.0
        found = clocks(replace(found, series=(replace(series, values=values),)))

        assert f"{found.mitigate.moment.stated:%H:%M}" == "10:02"

    def test_the_amount_is_the_area_over_the_baseline(self):
        """60 minutes x (100 - 1.5) = 5,910 errors."""
        [harm] = assess(self.measured(rest=2.0)).harm

        assert harm.amount == pytest.approx(5910)
        assert not harm.is_bound


def test_clocks_side_by_side_keep_their_doubt_and_what_nobody_knows():
    first = incident(
        detected_at=DAY + "10:05",
        mitigated_at="by " + DAY + "10:30",
        fixed_at="not yet",
        timeline=[{"at": DAY + "12:00", "what": "x"}],
    )
    table = clock_table(
        [first, replace(incident(), record=parse_record({"id": "Y", "title": "t"}))]
    )

    assert list(table.columns) == ["X", "Y"]
    assert table["X"].to_dict() == {
        "time to detect": "5 min",
        "time to first relief": "at most 30 min",
        "time to mitigate": "at most 30 min",
        "time to fix": "at least 2 h",
        "first relief, after detection": "at most 25 min",
        "mitigated, after detection": "at most 25 min",
        "fixed, after detection": "at least 1 h 55 min",
    }
    assert set(table["Y"]) == {"unknown"}
