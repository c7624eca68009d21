"""The sentences of the page: true, finished, and only as sure as the data."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar

import numpy as np
import pandas as pd
import pytest
from records import stated_incident

from incident_kit.incident import ImpactSeries, Incident
from incident_kit.page.blocks import plain_section
from incident_kit.record.incident_record import parse_record
from incident_kit.sections.impact_drawing import impact_values
from incident_kit.sections.registry import SECTIONS, build_section
from incident_kit.sections.response_drawing import order_values
from incident_kit.timing.assessment import Assessment, assess
from incident_kit.wording.findings import finding_words
from incident_kit.wording.phrases import level_words

DAY = "2024-05-14 "


def found(
    values: list[float] | None = None,
    *,
    unit="calls",
    per="minute",
    bad="high",
    as_of=None,
    start="07:00",
    **fields: object,
) -> Assessment:
    if values is None:
        return assess(stated_incident(**fields), as_of=as_of)
    data = {"id": "X", "title": "t", "timezone": "UTC"} | fields
    data["impact"] = [{"name": "calls", "unit": unit, "file": "i.csv", "value": "v"}]
    index = pd.date_range(f"{DAY}{start}", periods=len(values), freq="1min", tz="UTC")
    series = ImpactSeries(
        name="calls",
        unit=unit,
        per=per,
        bad=bad,
        values=pd.Series(np.array(values, dtype=float), index=index),
    )
    return assess(Incident(record=parse_record(data), series=(series,)), as_of=as_of)


def page(one: Assessment) -> str:
    return "\n".join(plain_section(build_section(section, one)) for section in SECTIONS)


def head(one: Assessment) -> str:
    return plain_section(build_section("first_screen", one))


class TestASeriesThatShowsNothing:
    @pytest.mark.parametrize(
        ("values", "sentence"),
        [
            ([5.0] * 120, "No onset shows in calls."),
            ([float("nan")] * 120, "Too few samples of calls to say what is usual."),
            ([3.0], "Too few samples of calls to say what is usual."),
            ([], "Too few samples of calls to say what is usual."),
            ([0.0] * 120, "No onset shows in calls."),
        ],
        ids=["flat", "empty", "one sample", "no sample", "all zero"],
    )
    def test_says_so_and_counts_nothing(self, values, sentence):
        text = page(found(values))

        assert sentence in text
        assert "window" not in text
        assert "  " not in text.replace("\n", "")


class TestWhatIsCounted:
    USUAL = [10.0, 12.0] * 60

    def test_an_excess_over_a_usual_level_is_said_to_be_one(self):
        """60 minutes x (111 - 10) = 6,060: of the 119 surely good ones the median is 10."""
        text = head(
            found([*self.USUAL, *[111.0] * 60, *self.USUAL], detected_at=DAY + "09:05")
        )

        assert "More calls than usual, from 09:00" in text

    def test_where_nothing_is_usual_the_excess_is_the_count(self):
        text = head(
            found([*[0.0] * 120, *[100.0] * 60, *[0.0] * 60], detected_at=DAY + "09:05")
        )

        assert "Calls, from 09:00 or earlier" in text

    def test_fewer_is_worse_where_low_is_bad(self):
        one = found(
            [*[100.0, 102.0] * 60, *[1.0] * 60, *[100.0, 102.0] * 30],
            bad="low",
            detected_at=DAY + "09:05",
        )

        assert "Fewer calls than usual, from 09:00" in head(one)
        assert "down to 1 per min at its worst" in page(one)

    def test_a_level_is_told_by_how_long_it_lay_outside(self):
        """30 minutes at 60, then 45 at 92 of the usual 99: 75 minutes outside."""
        values = [*[99.0, 99.2] * 60, *[60.0] * 30, *[92.0] * 45, *[99.0] * 30]
        text = head(
            found(
                values, unit="percent", per=None, bad="low", detected_at=DAY + "09:05"
            )
        )

        assert "1 h 15 min calls lay outside the usual band" in text

    def test_what_goes_on_left_something(self):
        one = found(
            [*self.USUAL, *[111.0] * 60],
            detected_at=DAY + "09:05",
            mitigated_at="not yet",
        )

        assert "Nothing was left" not in page(one)
        assert "no second" not in page(one)
        assert "to the last sample at 09:59" in head(one)


class TestTimesAlone:
    @pytest.mark.parametrize(
        ("fields", "sentence"),
        [
            ({"mitigated_at": DAY + "08:00"}, "users were fine again at 08:00."),
            (
                {"mitigated_at": DAY + "06:03"},
                "users were fine again at 06:03.",
            ),
            ({"mitigated_at": "2024-05-14"}, "users were fine again on 14 May."),
            ({"mitigated_at": "2024"}, "users were fine again in 2024."),
            ({"mitigated_at": "not yet"}, "users were still hit."),
            (
                {"mitigated_at": "not yet", "fixed_at": DAY + "08:10"},
                "the cause was removed at 08:10 and users were still hit.",
            ),
            (
                {"mitigated_at": "by " + DAY + "08:00"},
                "users were fine again by 08:00.",
            ),
        ],
    )
    def test_read_as_a_sentence(self, fields, sentence):
        """Noticed at 07:10."""
        assert sentence in head(found(None, detected_at=DAY + "07:10", **fields))

    def test_nothing_at_all_is_said_without_a_number(self):
        text = head(found(None))

        assert "Not recorded: when it began, when users were fine again, who" in text


class TestCredit:
    def action(self, **more: object) -> dict[str, object]:
        base = {
            "id": "a",
            "what": "Restarted",
            "for": "stabilize",
            "applied_at": DAY + "07:20",
        }
        return base | more

    def clock(self, **more: object):
        one = found(
            None,
            detected_at=DAY + "07:00",
            mitigated_at=DAY + "07:40",
            actions=[self.action(**more)],
        )
        return one.clocks.mitigate

    def test_goes_to_the_last_action_that_helped(self):
        assert self.clock(effect="full").action == "a"

    def test_never_goes_to_an_action_without_effect(self):
        assert self.clock(effect="none").action == ""

    def test_never_goes_to_what_was_done_long_before(self):
        """Fine at 07:40, 50 minutes after it."""
        assert self.clock(effect="full", applied_at=DAY + "06:50").action == ""

    def test_a_cause_that_is_stated_to_be_there_was_removed_by_nobody(self):
        one = found(
            None,
            detected_at=DAY + "07:00",
            fixed_at="not yet",
            actions=[self.action(effect="full", removes_cause="true")],
        )

        assert one.clocks.order == "relief first"

    def test_an_action_for_both_that_fixes_stands_in_the_fix_row(self):
        one = found(
            None,
            detected_at=DAY + "07:00",
            fixed_at=DAY + "07:20",
            actions=[
                self.action(**{"for": "both"}, effect="full", removes_cause="true")
            ],
        )
        values = order_values(one)

        assert [event.name for event in values.fix] == ["Restarted"]


class TestIntervals:
    def during(self, *spans: tuple[str, str], as_of=None) -> Assessment:
        times = [[DAY + a, b if b == "not yet" else DAY + b] for a, b in spans]
        impact = [{"name": "API down", "unit": "state", "during": times}]
        return found(None, impact=impact, as_of=as_of)

    def test_that_overlap_are_counted_once(self):
        """07:00 to 07:30 and 07:20 to 08:00 are one hour."""
        [harm] = self.during(("07:00", "07:30"), ("07:20", "08:00")).harm

        assert harm.lasted == timedelta(hours=1)

    def test_that_are_open_last_at_least_until_as_of(self):
        one = self.during(
            ("07:00", "not yet"), as_of=datetime(2024, 5, 14, 9, 30, tzinfo=UTC)
        )

        assert "API down from 07:00 on, and not over." in head(one)
        assert "2 h 30 min API down, at least" in head(one)

    def test_show_no_calm_where_there_is_none(self):
        assert "calm" not in page(self.during(("07:00", "07:30"), ("07:20", "08:00")))


def test_of_many_changes_the_nearest_are_listed_and_the_rest_is_folded():
    """90 changes from 05:00 on, a minute apart; the onset is 06:00, the 61st."""
    changes = [
        {
            "id": f"c{n}",
            "at": f"{DAY}{n // 60 + 5:02d}:{n % 60:02d}",
            "what": f"change {n}",
        }
        for n in range(90)
    ]
    one = found(None, started_at=DAY + "06:00", changes=changes)
    [_, table, rest] = build_section("changes", one).blocks

    assert [row.cells[2][0].text for row in table.rows] == [
        f"change {n}" for n in range(54, 66)
    ]
    assert rest.summary == "78 more changes: 78 still possible"
    [folded] = rest.blocks
    assert [row.cells[2][0].text for row in folded.rows] == [
        f"change {n}" for n in (*range(54), *range(66, 90))
    ]


def test_what_was_done_in_response_is_no_suspect():
    action = {
        "id": "a",
        "what": "Restarted",
        "for": "stabilize",
        "applied_at": DAY + "07:20",
    }
    one = found(None, detected_at=DAY + "07:00", actions=[action])

    assert build_section("changes", one).blocks == ()
    assert one.blast.ledger.listed == ()


def test_many_actions_without_effect_are_a_count_and_no_list():
    """24 restarts; the level stays at 90 from 08:00 on and nothing changes it."""
    actions = [
        {
            "id": f"a{n}",
            "what": f"Restarted {n}",
            "for": "stabilize",
            "applied_at": f"{DAY}{8 + n // 3:02d}:{n % 3 * 20:02d}",
        }
        for n in range(1, 25)
    ]
    values = [*[0.0] * 60, *[90.0, 91.0] * 300]
    one = found(values, detected_at=DAY + "08:05", actions=actions)

    told = finding_words(one, one.blast.findings[4])
    assert told.measured == "24 actions without visible effect."


def test_a_sentence_that_opens_with_a_wave_begins_with_a_capital():
    action = {
        "id": "a",
        "what": "Scaled",
        "for": "stabilize",
        "kind": "scale",
        "applied_at": DAY + "08:00",
        "effect": "worse",
    }
    wave = {"start": DAY + "08:02", "end": DAY + "09:00", "follows": "a"}
    first = {"start": DAY + "07:00", "end": DAY + "07:30"}
    text = head(
        found(None, detected_at=DAY + "07:05", actions=[action], waves=[first, wave])
    )

    assert "A second wave came at 08:02." in text


class TestWhatTheAccountSays:
    CHANGES: ClassVar[list[dict[str, Any]]] = [
        {"id": "a", "what": "Release", "at": DAY + "06:00", "role": "latent"},
        {"id": "b", "what": "Copy made", "at": DAY + "06:30", "role": "innocent"},
        {"id": "c", "what": "Flag set", "at": DAY + "07:00", "role": "trigger"},
    ]

    def test_a_change_says_what_it_turned_out_to_be_and_keeps_its_verdict(self):
        one = found(None, started_at=DAY + "07:00", changes=self.CHANGES)
        text = plain_section(build_section("changes", one))

        assert "said: lay dormant until then" in text
        assert "said: innocent" in text
        assert "said: set it off" in text
        assert [e.verdict for e in one.blast.ledger.entries] == ["still possible"] * 3

    def test_a_change_of_unknown_role_says_nothing_of_it(self):
        one = found(
            None,
            started_at=DAY + "07:00",
            changes=[self.CHANGES[0] | {"role": "unknown"}],
        )

        assert "said:" not in plain_section(build_section("changes", one))

    def test_what_was_lost_says_how_much_and_from_when(self):
        losses = [
            {
                "what": "Orders",
                "count": "1200",
                "unit": "orders",
                "during": [DAY + "05:00", DAY + "07:00"],
            },
            {"what": "Messages", "count": "40"},
            {"what": "Some drafts"},
        ]
        text = plain_section(
            build_section(
                "learned", found(None, started_at=DAY + "07:00", losses=losses)
            )
        )

        assert "Orders: 1,200 orders, from 05:00 to 07:00" in text
        assert "Messages: 40" in text
        assert "Some drafts" in text

    def test_nothing_lost_is_an_answer(self):
        text = plain_section(build_section("learned", found(None, losses="none")))

        assert "What was lost" in text
        assert "Nothing, as recorded." in text

    def test_nothing_done_is_an_answer(self):
        text = plain_section(build_section("actions", found(None, actions="none")))

        assert "Nothing was done to production, as recorded." in text

    def test_times_from_onset_where_nobody_says_when_it_was_noticed(self):
        text = head(
            found(
                None,
                started_at=DAY + "07:00",
                mitigated_at=DAY + "07:25",
                fixed_at="about " + DAY + "07:15",
                actions="none",
            )
        )

        assert (
            "It began at 07:00; the cause was removed about 07:15 and users were fine again at 07:25."
            in text
        )


class TestAWaveOfWhichNobodyKnowsTheTime:
    FIELDS: ClassVar[dict[str, Any]] = {
        "started_at": DAY + "07:00",
        "mitigated_at": DAY + "08:00",
        "actions": [
            {
                "id": "x",
                "what": "Put back",
                "for": "stabilize",
                "kind": "rollback",
                "effect": "worse",
            },
            {
                "id": "y",
                "what": "Stopped",
                "for": "stabilize",
                "kind": "disable",
                "applied_at": DAY + "08:00",
                "effect": "full",
            },
        ],
        "impact": [
            {
                "name": "down",
                "unit": "state",
                "during": [[DAY + "07:00", DAY + "08:00"]],
            }
        ],
        "waves": [{"follows": "x", "what": "Worse than before"}],
    }

    def test_counts_and_names_no_minute(self):
        one = found(None, **self.FIELDS)
        text = plain_section(build_section("actions", one))

        assert [w.start_known for w in one.blast.waves] == [True, False]
        assert one.blast.waves[1].blame == "stated worse"
        assert "The second wave came after “Put back”." in text
        assert "second wave after it" in text
        assert "wave from" not in page(one)

    def test_is_left_to_a_series_where_there_is_one(self):
        values = [0.0] * 60 + [50.0] * 30 + [0.0] * 60
        one = found(values, detected_at=DAY + "08:05", waves=[{"what": "Again"}])

        assert len(one.blast.waves) == 1

    def test_has_no_place_without_any_time(self):
        assert found(None, waves=[{"what": "Again"}]).blast.waves == ()


class TestOneAndMany:
    ACTION: ClassVar = {
        "id": "a",
        "what": "Act",
        "for": "stabilize",
        "applied_at": DAY + "10:00",
    }

    @pytest.mark.parametrize(
        ("answered", "sentence"),
        [
            (
                {"location": "09:30"},
                "One of five letters was answered, before the first change to production.",
            ),
            (
                {"location": "10:30"},
                "One of five letters was answered, not before the first change to production.",
            ),
            (
                {"location": "09:30", "anchor_time": "09:40"},
                "Two of five letters were answered, both before the first change to production.",
            ),
            (
                {"location": "09:30", "anchor_time": "10:40"},
                "Two of five letters were answered, one of them before the first change to production.",
            ),
            (
                {"location": "10:30", "anchor_time": "10:40"},
                "Two of five letters were answered, neither before the first change to production.",
            ),
            (
                dict.fromkeys(
                    ("blast_radius", "location", "anchor_time", "system_change"),
                    "09:30",
                )
                | {"temporary_mitigation": "10:30"},
                "All five letters were answered, four of them before the first change to production.",
            ),
            (
                dict.fromkeys(
                    (
                        "blast_radius",
                        "location",
                        "anchor_time",
                        "system_change",
                        "temporary_mitigation",
                    ),
                    "09:30",
                ),
                "All five letters were answered, all before the first change to production.",
            ),
        ],
    )
    def test_letters_were_answered(self, answered, sentence):
        blast = {
            name: {"answer": "x", "answered_at": DAY + at}
            for name, at in answered.items()
        }
        text = page(found(None, blast=blast, actions=[self.ACTION]))

        assert sentence in text

    @pytest.mark.parametrize(
        ("level", "unit", "words"),
        [
            (1.0, "views", "1 view"),
            (2.0, "views", "2 views"),
            (1.0, "failed queries", "1 failed query"),
            (1.0, "boxes", "1 box"),
            (1.0, "ms", "1 ms"),
            (1.0, "losses", "1 loss"),
            (1.0, "status", "1 status"),
            (1.0, "%", "1 %"),
            (1.04, "samples", "1 sample"),
            (11.0, "views", "11 views"),
        ],
    )
    def test_one_of_a_unit_is_its_singular(self, level, unit, words):
        assert level_words(level, None, unit) == words


def test_what_remained_is_said_of_every_series_that_was_hurt():
    """Latency is at 180 and 184, 82 over its usual 100; errors are usual again."""
    index = pd.date_range(f"{DAY}07:00", periods=300, freq="1min", tz="UTC")
    made = {
        "errors": [*[1.0, 2.0] * 60, *[200.0] * 60, *[1.0, 2.0] * 60],
        "latency": [
            *[100.0, 104.0] * 60,
            *[900.0] * 60,
            *[180.0, 184.0] * 30,
            *[100.0, 104.0] * 30,
        ],
    }
    series = tuple(
        ImpactSeries(name=name, unit="ms", bad="high", values=pd.Series(values, index))
        for name, values in made.items()
    )
    actions = [
        TestOneAndMany.ACTION,
        {
            "id": "f",
            "what": "Fix",
            "for": "fix",
            "applied_at": DAY + "11:00",
            "removes_cause": "true",
        },
    ]
    record = parse_record(
        {
            "id": "X",
            "title": "t",
            "timezone": "UTC",
            "detected_at": DAY + "09:05",
            "actions": actions,
            "impact": [
                {"name": one, "unit": "ms", "file": "i.csv", "value": one}
                for one in made
            ],
        }
    )
    text = page(assess(Incident(record=record, series=series)))

    assert (
        "Until the fix there were still 82 ms too much in latency; errors stayed within "
        "the usual band."
    ) in text


class TestARing:
    """It is blue where it was meant to help and did: as measured, else as said."""

    @staticmethod
    def roles(values, **actions):
        done = [
            {
                "id": name,
                "what": name,
                "for": "stabilize",
                "applied_at": DAY + at,
                "effect": effect,
            }
            for name, (at, effect) in actions.items()
        ]
        one = found(values, detected_at=DAY + "09:05", actions=done)
        drawn = impact_values(one)
        caption = "".join(
            span.text
            for words in build_section("impact", one).blocks[1].caption
            for span in words
        )
        told = {event.name: event.role for event in drawn.events}
        return {name: told[name] for name in actions}, caption

    def test_is_blue_where_the_series_shows_that_it_helped(self):
        roles, caption = self.roles(
            [*[10.0, 12.0] * 60, *[210.0, 214.0] * 40, *[10.0, 12.0] * 60],
            idle=("09:40", "full"),
            helped=("10:20", "unknown"),
        )

        assert roles == {"idle": "action", "helped": "mitigation"}
        assert (
            "blue where it was meant to help and did, as measured, else as said."
            in caption
        )

    def test_is_blue_as_said_where_no_series_can_tell(self):
        roles, _ = self.roles(
            [*[10.0, 12.0] * 60, *[210.0, 214.0] * 40, *[10.0, 12.0] * 60],
            first=("10:17", "none"),
            second=("10:20", "partial"),
        )

        assert roles == {"first": "action", "second": "mitigation"}


class TestHypotheses:
    @staticmethod
    def told(*rows):
        held = [
            {"what": what} | ({"at": DAY + at} if at else {}) | more
            for what, at, more in rows
        ]
        section = build_section("hypotheses", found(None, hypotheses=held))
        [lead, table] = section.blocks
        return lead.words[0].text, [row.cells[1][0].text for row in table.rows]

    def test_are_in_time_order_and_their_confidence_stands_beside_their_outcome(self):
        """90, 40 and 70 % are 67 % on average."""
        lead, rows = self.told(
            ("deploy", "09:16", {"confidence": "90 %", "verdict": "wrong"}),
            ("disk", None, {}),
            ("lock", "10:50", {"confidence": "40 %", "verdict": "right"}),
            ("kernel", "09:11", {"confidence": "70 %", "verdict": "wrong"}),
        )

        assert rows == ["kernel", "deploy", "lock", "disk"]
        assert lead == (
            "4 hypotheses were recorded; one was right and two were wrong. On average "
            "they were held with 67 % confidence; one of three was right."
        )

    @pytest.mark.parametrize(
        ("verdicts", "sentence"),
        [
            (["right"], "One hypothesis was recorded; it was right."),
            (["unknown"], "One hypothesis was recorded."),
            (
                ["open", "partly"],
                "2 hypotheses were recorded; one was partly right and one is still open.",
            ),
            (
                ["partly", "wrong"],
                "2 hypotheses were recorded; one was partly right and one was wrong. On average they were held with 80 % confidence; none of two were right.",
            ),
        ],
    )
    def test_that_are_open_are_no_outcome(self, verdicts, sentence):
        lead, _ = self.told(
            *(("x", "09:00", {"confidence": "80 %", "verdict": v}) for v in verdicts)
        )

        assert lead == sentence


class TestReliefThatIsOnlySaid:
    """A series measures, and cannot tell whether the action helped."""

    FLAG: ClassVar = {
        "id": "off",
        "what": "Flag off",
        "for": "stabilize",
        "kind": "feature flag",
        "effect": "full",
    }

    def told(self, values: list[float], *applied_at: str) -> str:
        actions = [
            self.FLAG | {"id": f"off {at}", "applied_at": DAY + at} for at in applied_at
        ]
        return page(
            found(
                values,
                detected_at=DAY + "09:05",
                actions=actions,
                fixed_at=DAY + "11:30",
            )
        )

    def test_is_said_to_have_come(self):
        """Two actions five minutes apart cannot be told apart."""
        text = self.told(
            [*[10.0, 12.0] * 60, *[210.0] * 60, *[10.0, 12.0] * 60], "09:55", "10:00"
        )

        assert "“Flag off” at 09:55 is said to have helped" in text
        assert "first relief as said 50 min" in text
        assert "no impact shows" not in text

    def test_is_doubted_where_there_was_nothing_to_relieve(self):
        text = self.told([10.0, 12.0] * 120, "10:05")

        assert (
            "“Flag off” at 10:05 is said to have helped, "
            "though no impact shows just before it."
        ) in text

    def test_is_not_doubted_where_a_series_shows_it(self):
        text = self.told(
            [*[10.0, 12.0] * 60, *[210.0] * 60, *[10.0, 12.0] * 60], "10:00"
        )

        assert "“Flag off” brought relief at 10:00" in text
        assert "first relief as said" not in text

    def test_is_said_where_no_series_measures(self):
        text = page(
            found(
                None,
                detected_at=DAY + "09:05",
                mitigated_at=DAY + "10:07",
                actions=[self.FLAG | {"applied_at": DAY + "10:05"}],
            )
        )

        assert "“Flag off” at 10:05 is said to have helped" in text


class TestAWaveDatedJustBeforeAnAction:
    """08:00 to 08:40 hurt, eased at 08:40; again from 09:20 on, however dated."""

    VALUES: ClassVar = [
        *[1.0, 2.0] * 30,
        *[50.0] * 40,
        *[1.0, 2.0] * 20,
        *[40.0] * 30,
        *[1.0, 2.0] * 20,
    ]

    def told(self, applied_at: str, effect="worse", **more: object) -> Assessment:
        eased = {
            "id": "ease",
            "what": "Flag off",
            "for": "stabilize",
            "applied_at": DAY + "08:40",
            "effect": "full",
        }
        change = {
            "id": "retries",
            "what": "More retries",
            "for": "fix",
            "applied_at": DAY + applied_at,
            "effect": effect,
            **more,
        }
        return found(self.VALUES, detected_at=DAY + "08:05", actions=[eased, change])

    @pytest.mark.parametrize("applied_at", ["09:19", "09:20", "09:22", "09:23"])
    def test_is_caused_by_it_where_it_is_stated_worse(self, applied_at):
        second = self.told(applied_at).blast.waves[1]

        assert (f"{second.start:%H:%M}", second.follows) == ("09:20", "retries")
        assert second.blame in {"stated worse", "measured worse"}

    @pytest.mark.parametrize(
        ("applied_at", "effect"), [("09:24", "worse"), ("09:22", "none")]
    )
    def test_follows_the_one_before_where_nothing_says_so(self, applied_at, effect):
        second = self.told(applied_at, effect).blast.waves[1]

        assert (second.follows, second.blame) == ("ease", None)

    def test_is_told_as_at_about_that_time(self):
        one = self.told("09:22")

        assert "The second began at 09:20, about the time of “More retries”." in page(
            one
        )
        assert "the second wave began about when it was applied; stated worse" in page(
            one
        )


class TestIntervalsOfSeveralStates:
    @staticmethod
    def waves(*spans, actions=()):
        impact = [
            {
                "name": f"state {n}",
                "unit": "state",
                "during": [[DAY + start, DAY + end]],
            }
            for n, (start, end) in enumerate(spans)
        ]
        acts = [
            {"id": f"a{n}", "what": "Act", "for": "stabilize", "applied_at": DAY + at}
            for n, at in enumerate(actions)
        ]
        found_waves = found(None, impact=impact, actions=acts or "none").blast.waves
        return [(f"{w.start:%H:%M}", f"{w.end:%H:%M}") for w in found_waves]

    def test_that_overlap_are_one_wave(self):
        assert self.waves(("07:00", "07:30"), ("07:05", "07:45")) == [
            ("07:00", "07:45")
        ]

    def test_are_all_drawn_and_a_later_wave_is_told_by_its_number(self):
        """One state contains another; a third begins the second wave."""
        spans = {
            "a": ("07:00", "08:00"),
            "b": ("07:00", "07:30"),
            "c": ("09:00", "09:10"),
        }
        impact = [
            {"name": name, "unit": "state", "during": [[DAY + start, DAY + end]]}
            for name, (start, end) in spans.items()
        ]
        text = plain_section(build_section("impact", found(None, impact=impact)))

        assert "A, 1 h. B, 30 min. Second wave, c, 10 min." in text
        assert "Third" not in text

    def test_apart_are_two(self):
        assert self.waves(("07:00", "07:30"), ("07:40", "07:45")) == [
            ("07:00", "07:30"),
            ("07:40", "07:45"),
        ]

    def test_that_began_after_an_action_are_a_new_wave(self):
        assert self.waves(
            ("07:00", "07:30"), ("07:20", "07:45"), actions=["07:15"]
        ) == [("07:00", "07:30"), ("07:20", "07:45")]
