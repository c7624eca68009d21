"""What does not agree is listed, resolved or explained, and never smoothed away."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from incident_kit.export.review_json import json_document
from incident_kit.page.blocks import plain_section
from incident_kit.page.markup import render_section
from incident_kit.record.agreements import disagreements
from incident_kit.record.explanations import explanations_of
from incident_kit.record.settings import Settings
from incident_kit.review.workbook import open_review
from incident_kit.store.edit import Batch
from incident_kit.store.home import find_home
from incident_kit.store.records import read_record

SAMPLES = Path(__file__).parents[2] / "notebooks" / "incidents"
HOSTILE = "</td><script>alert(1)</script>"
SAID = """\
schema: 1
id: INC-7
title: Search is down
timezone: Europe/Berlin
detected_at: 2024-05-14 09:01
closed_at: 2024-05-14 08:00
actions:
  - {id: flag, for: stabilize, applied_at: 2024-05-14 09:25, ended_at: 2024-05-14 09:20, what: "Off"}
"""


@pytest.fixture
def home(tmp_path):
    shutil.copytree(SAMPLES / "INC-001", tmp_path / "incidents" / "INC-001")
    folder = tmp_path / "incidents" / "INC-7"
    folder.mkdir()
    (folder / "incident.yaml").write_text(SAID, encoding="utf-8")
    return find_home(tmp_path / "incidents")


def edit(home, incident_id, *changes):
    path = home.path / incident_id / "incident.yaml"
    text = path.read_text(encoding="utf-8")
    for change in changes:
        text = change(text)
    path.write_text(text, encoding="utf-8")


def explain(field, why="It is so", **more):
    item = {"field": field, "why": why, **more}
    return lambda text: (
        Batch.of(text, file="x").append(("explanations",), item).tree().text
    )


def put(path, value):
    return lambda text: Batch.of(text, file="x").set(path, value).tree().text


def opened(home, incident_id="INC-001"):
    return open_review(incident_id, home=str(home.path))


def names(home, incident_id="INC-001"):
    return [one.name for one in opened(home, incident_id).assessment.differences]


class TestDifferences:
    def test_a_letter_that_does_not_hold_and_an_effect_believed_otherwise(self, home):
        letter, effect = opened(home).assessment.differences

        assert letter.name == "blast.anchor_time"
        assert (letter.said, letter.measured) == (
            "Around nine this morning.",
            "disagrees",
        )
        assert effect.name == "actions.job-fix.effect"
        assert (effect.series, effect.measured) == ("stale report views", "worked")
        assert effect.path == ("actions", 3, "effect")

    def test_the_record_against_itself_is_named_by_ids(self, home):
        assert names(home, "INC-7") == ["closed_at", "actions.flag.ended_at"]

    def test_users_fine_earlier_or_later_than_measured(self, home):
        assert "clocks.mitigate" not in names(home)
        measured = opened(home).assessment.clocks.mitigate.moment
        for hours in (-3, 3):
            moved = measured.stated.replace(hour=measured.stated.hour + hours)
            edit(home, "INC-001", put(("mitigated_at",), moved.isoformat()))
            [one] = [
                one
                for one in opened(home).assessment.differences
                if one.name == "clocks.mitigate"
            ]
            assert one.said.stated.hour == measured.stated.hour + hours
            assert one.measured == measured

    def test_not_yet_while_the_series_is_fine(self, home):
        edit(home, "INC-001", put(("mitigated_at",), "not yet"))

        assert "clocks.mitigate" in names(home)

    def test_a_stated_start_that_the_series_does_not_show(self, home):
        edit(home, "INC-001", put(("started_at",), "2024-05-14 09:00"))
        assert "clocks.onset" in names(home)
        edit(home, "INC-001", put(("started_at",), "2024-05-14 02:10"))
        assert "clocks.onset" not in names(home)

    def test_a_stated_wave_that_no_series_shows(self, home):
        wave = {"start": "2024-05-13 10:00", "what": "Second wave"}
        edit(
            home,
            "INC-001",
            lambda text: Batch.of(text, file="x").append(("waves",), wave).tree().text,
        )

        assert "waves[0]" in names(home)


class TestExplained:
    def test_it_stands_beside_the_letter_with_who_and_when_and_escaped(self, home):
        edit(
            home,
            "INC-001",
            explain(
                "blast.anchor_time", HOSTILE, by="commander", at="2024-05-14 15:00"
            ),
        )
        section = opened(home).blast_map

        assert f"Explained (commander, 15:00): “{HOSTILE}”" in plain_section(section)
        assert "<script>" not in render_section(section)

    def test_what_the_record_says_against_itself_is_explained_beside_it(self, home):
        edit(home, "INC-7", explain("actions.flag.ended_at", "Two clocks"))
        text = plain_section(opened(home, "INC-7").unknowns)

        assert "actions.flag.ended_at: 2024-05-14 09:20 — before it began." in text
        assert "Explained: “Two clocks”" in text
        assert "closed_at: 2024-05-14 08:00 — before detected_at." in text
        assert "Correct one of the two" in text

    def test_what_was_said_too_early_is_printed_beside_what_was_measured(self, home):
        """Said to be fine at 14:32; impact stayed above it until 15:02."""
        edit(home, "INC-001", put(("mitigated_at",), "2024-05-14 14:32"))
        text = plain_section(opened(home).unknowns)

        assert (
            "Users were said to be fine again at 14:32. The data show little "
            "harm from 15:02 on. Correct mitigated_at"
        ) in text

    def test_a_measured_one_is_told_under_what_we_do_not_know(self, home):
        edit(home, "INC-001", explain("actions.job-fix.effect", "Seen too late"))
        text = plain_section(opened(home).unknowns)

        assert "effect said to be none. On stale report views: it worked." in text
        assert "Explained: “Seen too late”" in text

    def test_one_that_explains_nothing_any_more_is_said(self, home):
        edit(home, "INC-001", explain("clocks.mitigate", "Reloads"))
        text = plain_section(opened(home).unknowns)

        assert "Explained, and no longer different: clocks.mitigate" in text
        assert "It explains something that no longer differs" in text

    def test_who_explains_it_too_is_read_as_well(self, home):
        edit(home, "INC-7", explain("closed_at", "one"), explain("closed_at", "two"))
        record = read_record("INC-7", home).record
        text = plain_section(opened(home, "INC-7").unknowns)

        assert [one.why for one in explanations_of(record, "closed_at")] == [
            "one",
            "two",
        ]
        assert "Explained: “one” Explained: “two”" in text


def test_a_program_reads_both_sides_and_the_explanation(home):
    edit(home, "INC-001", explain("blast.anchor_time", "Nobody looked at night"))
    found = opened(home).assessment
    letter, effect = json.loads(json_document(found))["differences"]

    assert (letter["name"], letter["measured"]) == ("blast.anchor_time", "disagrees")
    assert [one["why"] for one in letter["explanations"]] == ["Nobody looked at night"]
    assert (effect["said"], effect["measured"]) == ("none", "worked")
    assert effect["explanations"] == []


class TestRequired:
    def test_a_finished_record_explains_each_contradiction_where_the_team_says_so(
        self, home
    ):
        edit(home, "INC-7", put(("review",), "reviewed"), explain("closed_at"))
        record = read_record("INC-7", home).record
        asked = Settings.model_validate({"required": ["explanations"]})

        assert [*disagreements(record, Settings())] == []
        assert [*disagreements(record, asked)] == [
            (
                ("actions", 0, "ended_at"),
                "before it began, and not explained",
                "correct one of the two, or explain actions.flag.ended_at under explanations",
            )
        ]

    def test_there_need_not_be_any(self, home):
        edit(home, "INC-001", put(("review",), "closed"))
        record = read_record("INC-001", home).record
        asked = Settings.model_validate({"required": ["explanations"]})

        assert [*disagreements(record, asked)] == []


class TestCustomers:
    RELEASE = """\
customer:
  release: [title, detected_at, mitigated_at, impact, blast.anchor_time{more}]
"""

    def copy(self, home, more):
        path = home.path / "INC-001" / "incident.yaml"
        text = path.read_text(encoding="utf-8")
        text = text.split("\ncustomer:")[0] + "\n" + self.RELEASE.format(more=more)
        path.write_text(text, encoding="utf-8")
        edit(home, "INC-001", explain("blast.anchor_time", "Nobody looked at night"))
        review = open_review("INC-001", home=str(home.path), profile="customer")
        parts = (review.blast_map, review.unknowns, review.first_screen)
        return "\n".join(map(plain_section, parts))

    def test_an_explanation_stays_inside(self, home):
        assert "Nobody looked" not in self.copy(home, "")

    def test_unless_it_is_released(self, home):
        text = self.copy(home, ", explanations")

        assert "first bad" in text
        assert "Nobody looked at night" in text
