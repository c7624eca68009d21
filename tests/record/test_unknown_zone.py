"""`timezone: unknown`: days stay days, and a time of day carries its own offset."""

from __future__ import annotations

from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest
from markdown_of import markdown_of

from incident_kit.errors import IncidentKitError, RecordError
from incident_kit.record.settings import Settings
from incident_kit.review.workbook import open_review
from incident_kit.store.home import find_home
from incident_kit.store.notes import new_incident
from incident_kit.wording.times import times_of

DAYS = """\
schema: 1
id: Z-1
title: Letters went astray
timezone: unknown
started_at: 2023-10-02
detected_at: {detected}
mitigated_at: 2023-10-10
"""


def page_of_days(tmp_path, detected="2023-10-09", more=""):
    folder = tmp_path / "Z-1"
    folder.mkdir()
    text = DAYS.format(detected=detected) + more
    (folder / "incident.yaml").write_text(text, encoding="utf-8")
    return markdown_of("Z-1", tmp_path)


def test_a_page_of_days_names_no_zone(tmp_path):
    page = page_of_days(tmp_path)

    assert "Monday 9 October 2023 ·" in page
    assert "UTC" not in page


@pytest.mark.parametrize("detected", ["about 2023-10-09T08:00+02:00"])
def test_a_time_with_its_own_offset_prints_in_utc(tmp_path, detected):
    page = page_of_days(tmp_path, detected)

    assert "Monday 9 October 2023, UTC ·" in page
    assert "about 06:00" in page


@pytest.mark.parametrize(
    "written",
    ["2023-10-09 08:00", "by 2023-10-09 08:00", "about 2023-10-09 08:00 +-5 min"],
)
def test_a_time_of_day_alone_is_refused_in_one_line(tmp_path, written):
    with pytest.raises(RecordError) as raised:
        page_of_days(tmp_path, written)

    [problem] = raised.value.problems
    assert problem.line == 6
    assert "has no offset and the record does not know its timezone" in problem.what
    assert "2023-10-09T08:00+01:00" in problem.mend


def test_so_are_those_of_a_series(tmp_path):
    (tmp_path / "i.csv").write_text("at,bad\n2023-10-02 08:00,1\n")
    where = "file: i.csv, time: at, value: bad"
    series = f"impact:\n  - {{name: bad, unit: x, per: minute, {where}}}\n"
    page_of_days(tmp_path)
    folder = tmp_path / "Z-1"
    (tmp_path / "i.csv").rename(folder / "i.csv")
    text = DAYS.format(detected="2023-10-09") + series
    (folder / "incident.yaml").write_text(text, encoding="utf-8")

    with pytest.raises(IncidentKitError, match="a time without an offset"):
        open_review("Z-1", home=str(tmp_path))


def test_a_display_zone_of_the_team_moves_no_day(tmp_path):
    page_of_days(tmp_path)
    found = open_review("Z-1", home=str(tmp_path)).assessment
    house = Settings(display_zone=ZoneInfo("America/Los_Angeles"))
    there = replace(found, incident=replace(found.incident, settings=house))

    day = found.incident.record.mitigated_at
    assert times_of(there).when(day) == "10 October"


def test_a_new_record_may_say_so(tmp_path):
    home = find_home(tmp_path)
    path = new_incident("Z-2", "Letters went astray", home=home, timezone="unknown")

    assert "\ntimezone: unknown " in path.read_text(encoding="utf-8")
