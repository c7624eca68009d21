"""The key figure: the whole incident in one picture, in any record, nothing hidden."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest
from generated import write_generated
from records import STORED, stated_incident

from incident_kit.errors import IncidentKitError
from incident_kit.figures.key import draw_key
from incident_kit.figures.key_plan import LONGEST
from incident_kit.layout.text import drawable
from incident_kit.review.workbook import open_review
from incident_kit.sections.key_drawing import drawn_levels, key_values, smoothing_min
from incident_kit.sections.key_figure import key_figure, released_key_figure
from incident_kit.timing.assessment import Assessment, assess
from incident_kit.wording.times import times_of

if TYPE_CHECKING:
    from pathlib import Path

    from incident_kit.drawn.key import KeyValues
    from incident_kit.figures.picture import Drawing, Picture

HOMES = dict(STORED)


@cache
def found(name: str) -> Assessment:
    return open_review(name, home=str(HOMES[name])).assessment


def values_of(name: str) -> KeyValues:
    values = key_values(found(name))
    assert values is not None
    return values


def of_fields(**fields: object) -> KeyValues | None:
    return key_values(assess(stated_incident(**fields)))


def troubles(drawing: Drawing) -> list[str]:
    """Return every meeting of words with words, leaders and edges."""
    told = []
    for one, box in enumerate(drawing.boxes):
        if box.left < 0 or box.right > drawing.width:
            told.append(f"{box} leaves the picture")
        if box.top < 0 or box.bottom > drawing.height:
            told.append(f"{box} leaves the picture")
        told += [
            f"{box} meets {other}"
            for other in drawing.boxes[one + 1 :]
            if "text" in (box.kind, other.kind) and box.meets(other)
        ]
    return told


def words(drawing: Drawing) -> str:
    return "".join(box.text for box in drawing.boxes if box.kind == "text")


def hidden(values: KeyValues, picture: Picture) -> list[str]:
    """Return each event that a width neither names nor lists under its number."""
    labelled = {"phone": ("full", "wide"), "wide": ("full",), "full": ()}
    timed = [event for event in values.events if event.moment.at is not None]
    lost = [one.name for one in timed if one not in picture.numbered]
    for width in labelled[picture.numbered_up_to]:
        text = re.sub(r"\s", "", words(getattr(picture, width)))
        for event in timed:
            parts = (event.moment.words, event.name, event.detail, event.harm)
            lost += [
                f"{width}: {part}"
                for part in parts
                if re.sub(r"\s", "", drawable(part, LONGEST)) not in text
            ]
    for drawing in (picture.full, picture.wide, picture.phone):
        text = re.sub(r"\s", "", words(drawing))
        for event in values.events:
            name = re.sub(r"\s", "", drawable(event.name, 600))
            if event.moment.at is None and name not in text:
                lost.append(event.name)
    return lost


def assert_whole(assessment: Assessment) -> None:
    values = key_values(assessment)
    if values is None:
        return
    picture = draw_key(values)
    for drawing in (picture.full, picture.wide, picture.phone):
        assert troubles(drawing) == []
        assert "…" not in words(drawing)
    assert hidden(values, picture) == []


class TestEveryRecord:
    @pytest.mark.parametrize("name", HOMES)
    def test_no_word_meets_another_and_no_event_is_hidden(self, name):
        assert_whole(found(name))

    @pytest.mark.parametrize("seed", range(40))
    def test_nor_in_records_as_somebody_could_write_them(self, seed, tmp_path):
        self.draw(seed, tmp_path)

    @pytest.mark.slow
    @pytest.mark.parametrize("seed", range(40, 600))
    def test_nor_in_many(self, seed, tmp_path):
        self.draw(seed, tmp_path)

    def draw(self, seed: int, home: Path) -> None:
        try:
            review = open_review(write_generated(home, seed), home=str(home))
        except IncidentKitError:
            return
        assert_whole(review.assessment)


class TestHeading:
    def test_it_says_the_finding_and_the_picture_has_that_area(self):
        values = values_of("INC-001")

        assert values.heading == (
            "72 % of the stale report views came after a way to ease it was known: "
            "“Flag reports.figures hides the panel”"
        )
        assert values.emphasised.start == datetime(2024, 5, 14, 7, 12, tzinfo=UTC)

    def test_mitigating_first_is_told_by_what_it_spared(self):
        values = values_of("INC-002")

        assert values.heading == (
            "Users were fine 40 min before the cause was gone: "
            "about 1,200 to 1,400 fewer wrong totals shown"
        )
        assert values.emphasised.color == "help"

    def test_a_state_is_told_by_its_name_and_its_length(self):
        assert values_of("cloudflare-2019-07-02-waf-regex").heading == (
            "HTTP 502 worldwide, for 27 min"
        )

    def test_two_windows_are_not_told_as_one(self):
        assert values_of("stripe-2019-07-10-db-election").heading == (
            "API severely degraded, in two windows over 6 h 12 min"
        )

    def test_where_nothing_is_known_it_says_no_more(self):
        assert values_of("detected-and-fixed").heading == (
            "What happened, in order of time"
        )


class TestCurve:
    TIMES = pd.date_range("2024-05-14", periods=120, freq="1min", tz="UTC")

    def test_it_is_smoothed_over_a_tenth_of_the_incident_at_most(self):
        assert smoothing_min(timedelta(hours=13)) == 5
        assert smoothing_min(timedelta(minutes=20)) == 2
        assert smoothing_min(timedelta(minutes=9)) == 0

    def test_its_lowest_and_highest_are_those_measured(self):
        levels = pd.Series(np.tile([90.0, 110.0, 100.0], 40), self.TIMES)
        levels.iloc[50], levels.iloc[70] = 0.0, 400.0
        start, end = self.TIMES[0], self.TIMES[-1]
        shown = drawn_levels(levels, [], start, end, 5)

        assert (shown.min(), shown.max()) == (0.0, 400.0)
        assert shown.drop([self.TIMES[50], self.TIMES[70]]).max() < 200

    def test_no_mean_reaches_across_an_action(self):
        levels = pd.Series(np.where(np.arange(120) < 60, 100.0, 0.0), self.TIMES)
        shown = drawn_levels(levels, [self.TIMES[60]], self.TIMES[0], self.TIMES[-1], 5)

        assert set(shown) == {0.0, 100.0}

    def test_traffic_stands_behind_where_it_is_known(self):
        values = values_of("INC-001")

        assert values.main.traffic is not None
        assert values.main.traffic_name == "all views"
        assert [one.curve.unit for one in values.strips] == [
            "failed page loads per minute"
        ]

    def test_harm_that_would_not_be_seen_beside_its_traffic_stands_alone(self):
        one = found("INC-001")
        series = one.incident.series[0]
        huge = replace(series, traffic=series.traffic * 1000)
        first = replace(one.blast.series[0], series=huge)
        blast = replace(one.blast, series=(first, *one.blast.series[1:]))
        incident = replace(one.incident, series=(huge, *one.incident.series[1:]))
        values = key_values(replace(one, blast=blast, incident=incident))

        assert values.main.traffic is None
        assert values.panels[0].axis_title.startswith("Stale report views per minute")


class TestPanels:
    def test_a_night_before_a_short_response_has_a_panel_of_its_own(self):
        night, hour = values_of("INC-002").panels
        noticed = datetime(2025, 5, 20, 8, 4, tzinfo=UTC)

        assert night.end == hour.start < noticed
        assert hour.end - hour.start < timedelta(minutes=80)
        assert len(values_of("INC-001").panels) == 1

    def test_the_letters_stand_between_the_report_and_the_first_change(self):
        values = values_of("INC-002")
        boxes = draw_key(values).full.boxes
        squares = [box for box in boxes if box.text in set("BLAST")]
        report, change = (
            next(
                box.left
                for box in boxes
                if box.kind == "leader" and round(box.left) == round(x)
            )
            for x in _leaders(boxes, "10:04", "10:15")
        )

        assert "".join(box.text for box in squares) == "BLAST"
        assert report < squares[0].left
        assert squares[-1].right < change

    def test_the_span_follows_the_incident(self):
        panel = values_of("fastly-2021-06-08").panels[0]

        assert panel.end - panel.start < timedelta(hours=9)


def _leaders(boxes, *times: str) -> list[float]:
    """Return the x of the leader nearest to the label of each time."""
    xs = []
    for time in times:
        label = next(box for box in boxes if box.text.startswith(time))
        leaders = [box.left for box in boxes if box.kind == "leader"]
        near = (min(abs(x - label.left), abs(x - label.right)) for x in leaders)
        xs.append(min(zip(near, leaders, strict=True))[1])
    return xs


class TestStates:
    def test_an_interval_inside_another_is_drawn_in_a_strip_of_its_own(self):
        values = of_fields(
            impact=[
                {
                    "name": name,
                    "unit": "state",
                    "during": [[f"2024-05-14 {low}", f"2024-05-14 {high}"]],
                }
                for name, low, high in (
                    ("Everything", "10:00", "12:00"),
                    ("Checkout", "10:30", "11:00"),
                )
            ]
        )

        assert [(one.label, one.row) for one in values.blocks] == [
            ("Everything, 2 h", 0),
            ("Checkout, 30 min", 1),
        ]

    def test_each_name_of_many_states_at_once_stands_whole(self):
        picture = draw_key(values_of("github-2026-04-23-billing-cache"))
        text = words(picture.phone).replace(" ", "")

        assert "Actions:upto85%ofjobsdelayedbyover5min" in text


class TestBrackets:
    def test_each_says_how_long_it_was_and_how_much_fell_into_it(self):
        told = [one.wordings[0] for one in values_of("INC-001").brackets]

        assert told[0] == (
            "before the first report, 6 h 53 min",
            "16,402 stale report views, 26 %",
        )
        assert told[-1] == (
            "after the first change, 5 h 15 min",
            "41,564 stale report views, 65 %",
        )

    def test_times_alone_make_brackets_as_surely_as_they_are_known(self):
        values = of_fields(
            started_at="about 2024-05-14 10:00",
            detected_at="2024-05-14 10:30",
            mitigated_at="by 2024-05-14 12:00",
        )
        told = [one.wordings[0] for one in values.brackets]

        assert told == [
            ("before it was noticed, about 30 min",),
            ("until users were fine, at most 1 h 30 min",),
        ]

    def test_what_goes_on_is_open(self):
        values = values_of("still-open")

        assert values.brackets[-1].is_open
        assert values.brackets[-1].wordings[0] == (
            "since then, users still hit, at least 50 min",
        )


class TestEvents:
    def test_blue_is_help_alone(self):
        values = values_of("still-open")

        assert {event.color for event in values.events} == {"ink"}

    def test_harm_that_an_action_caused_stands_with_it(self):
        [event] = [one for one in values_of("INC-001").events if one.harm]

        assert event.moment.text == "09:47"
        assert event.harm == "caused 26,523 failed page loads"

    def test_one_moment_alone_is_no_picture(self):
        assert of_fields(detected_at="2024-05-14 10:30") is None

    def test_a_time_that_nobody_recorded_is_said_under_the_picture(self):
        values = of_fields(
            started_at="2024-05-14 10:00",
            mitigated_at="2024-05-14 12:00",
            actions=[{"id": "a", "for": "fix", "what": "Rollback", "kind": "rollback"}],
        )
        picture = draw_key(values)

        assert "Time not recorded: Rollback" in words(picture.phone)


class TestBlock:
    def test_letters_stand_in_the_team_s_picture_and_in_no_customer_s(self):
        one = found("INC-002")
        ours, theirs = key_figure(one, times_of(one)), released_key_figure(one)

        assert ours.caption
        assert ">B</text>" in ours.wide_svg
        assert theirs.caption == ()
        assert ">B</text>" not in theirs.wide_svg

    def test_the_phone_lists_every_name_in_full(self):
        one = found("INC-001")
        block = key_figure(one, times_of(one))
        names = ["".join(span.text for span in words) for words in block.names]

        assert len(names) == 8
        assert names[5].startswith(
            "14:40–14:50 Refresh run by hand without the malformed record"
        )

    def test_hostile_words_are_text(self):
        hostile = "<script>1</script> & \"'"
        assessment = assess(
            stated_incident(
                started_at="2024-05-14 10:00",
                mitigated_at="2024-05-14 12:00",
                actions=[
                    {
                        "id": "a",
                        "for": "fix",
                        "kind": "rollback",
                        "what": hostile,
                        "applied_at": "2024-05-14 11:00",
                    }
                ],
            )
        )
        block = key_figure(assessment, times_of(assessment))

        assert "&lt;script&gt;1&lt;/script&gt; &amp;" in block.full_svg
        assert "<script" not in block.full_svg
