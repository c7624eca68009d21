"""Sentences that strangers found false on pages of their own incidents."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
import pytest
from minute_records import DAY, action, assessed, levels
from records import stated_incident

from incident_kit.incident import ImpactSeries, Incident, PlaceSeries
from incident_kit.page.blocks import plain_section
from incident_kit.record.incident_record import parse_record
from incident_kit.sections.key_events import events
from incident_kit.sections.registry import build_section
from incident_kit.timing.assessment import assess


def told(found, *names):
    return " ".join(plain_section(build_section(name, found)) for name in names)


def states(*windows, **fields):
    during = [[DAY + start, DAY + end] for start, end in windows]
    impact = [{"name": "login down", "unit": "logins", "during": during}]
    return assess(stated_incident(impact=impact, **fields))


class TestAChangeBehindALaterSeries:
    """Reports are stale from 10:00; exports fail from 10:30 until 9 is taken back."""

    @pytest.fixture
    def found(self):
        return assessed(
            levels((120, 0), (150, 60), (60, 0)),
            action("back", "11:30", undoes="nine", **{"for": "both"}),
            others={"exports": levels((150, 0), (60, 40), (120, 0))},
            changes=[
                {"id": "nine", "what": "Nine", "kind": "deploy", "at": DAY + "10:27"}
            ],
            blast={"system_change": {"answer": "Nine", "suspects": ["nine"]}},
        )

    def test_is_supported_as_what_began_that_one(self, found):
        [entry] = [one for one in found.blast.ledger.entries if one.id == "nine"]

        assert (entry.verdict, entry.reason.series) == ("supported", "exports")
        assert "supported as the start of exports" in told(found, "hours")
        assert "exports fell when it was taken back" in told(found, "changes")

    def test_does_not_explain_the_first(self, found):
        text = told(found, "blast_map")

        assert "only its time speaks for it" not in text
        assert "a series that was hurt later, not the first one" in text
        assert not any("Nine" in one.detail for one in events(found))


def test_what_was_left_is_told_as_above_the_usual():
    more = assessed(
        levels((120, 0), (60, 300), (60, 40), (60, 0)),
        action("flag", "11:00"),
        mitigated_at=DAY + "12:00",
        fixed_at=DAY + "12:00",
    )
    noise = np.random.default_rng(3).normal(0, 0.03, 420)
    less = assessed(
        np.repeat([99.8, 92.0, 98.6, 99.8], [120, 60, 120, 120]) + noise,
        action("flag", "11:00", effect="partial"),
        bad="low",
        per=None,
        mitigated_at=DAY + "11:00",
        fixed_at=DAY + "13:00",
    )

    assert "per min of calls above the usual" in told(more, "actions")
    assert "there was still a shortfall of" in told(less, "actions")


def test_a_letter_of_which_nobody_knew_the_answer_was_asked_not_answered():
    blast = {
        "blast_radius": {"answer": "All", "answered_at": DAY + "10:06"},
        "system_change": {"answer": "unknown", "answered_at": DAY + "10:07"},
    }
    found = assessed(
        levels((120, 0), (60, 90), (60, 0)), action("flag", "11:00"), blast=blast
    )

    assert "Two of five letters were asked, both" in told(found, "blast_map")
    assert "Two of the five letters were asked before" in told(
        found, "order_of_response"
    )


def test_a_fix_of_which_the_day_is_known_has_no_hour():
    found = assessed(
        levels((120, 0), (60, 90), (2000, 0)),
        action("flag", "11:00"),
        fixed_at="2026-03-03",
    )
    text = told(found, "worth")

    assert "until the cause was removed on 3 March, " in text
    assert "3 March 00:00" not in text


def test_the_head_names_both_offsets_where_the_clocks_change():
    fields = {"timezone": "Europe/Berlin", "detected_at": "2026-03-29 01:36"}
    over = assess(stated_incident(fixed_at="2026-03-29 06:00", **fields))
    short = assess(stated_incident(fixed_at="2026-03-29 01:50", **fields))

    assert "Berlin time (UTC+1, later UTC+2)" in told(over, "first_screen")
    assert "Berlin time (UTC+1)" in told(short, "first_screen")


@pytest.mark.parametrize("fixed", ["not yet", DAY + "13:25"])
def test_after_the_last_window_users_are_only_not_said_to_be_fine(fixed):
    found = states(
        ("10:00", "10:30"),
        ("13:00", "13:20"),
        detected_at=DAY + "10:05",
        mitigated_at="not yet",
        fixed_at=fixed,
        timeline=[{"at": DAY + "14:00", "what": "Still watching"}],
        actions=[action("retries", "11:00", effect="partial")],
    )
    text = told(found, "first_screen", "impact")

    assert "still hit" not in text
    assert "not said to be fine" in text


def test_a_wave_before_an_action_is_told_before_it():
    found = states(
        ("08:00", "08:12"),
        ("09:05", "09:35"),
        ("09:40", "09:45"),
        detected_at=DAY + "09:10",
        actions=[action("retries", "11:00", effect="partial")],
    )
    text = told(found, "first_screen")

    assert text.index("A second wave came at 09:05") < text.index("“retries” at 11:00")
    assert "Two more waves came." in told(found, "actions")


def test_a_state_that_began_before_it_was_noticed_has_no_later_bound():
    blast = {"anchor_time": {"answer": "Since eight"}}
    found = states(("08:00", "08:12"), detected_at=DAY + "09:10", blast=blast)

    assert "at the latest" not in told(found, "blast_map")


def test_times_on_several_days_each_have_their_date():
    found = assess(
        stated_incident(
            started_at="2026-01-14 16:20",
            detected_at="2026-02-20 08:45",
            mitigated_at="2026-02-20 09:52",
        )
    )
    index = pd.date_range("2026-02-01", periods=60, freq="D", tz="UTC")
    rng = np.random.default_rng(2)
    by_day = ImpactSeries(
        name="refunds",
        unit="refunds",
        per="day",
        bad="high",
        values=pd.Series(rng.poisson(np.r_[np.full(40, 9), np.full(20, 90)]), index),
    )
    data = {"id": "X", "title": "t", "timezone": "UTC", "detected_at": "2026-03-20"}
    daily = assess(Incident(record=parse_record(data), series=(by_day,)))

    first = told(found, "first_screen")
    assert "noticed on 20 February at 08:45" in first
    assert "fine again on 20 February at 09:52" in first
    bracket = r"Between \d+ March 00:00 \(surely good until then\) and \d+ March 00:00"
    assert re.search(bracket, told(daily, "blast_map"))


def test_the_levels_of_places_name_the_stretch_they_are_of():
    found = assessed(levels((120, 0), (60, 90), (60, 0)))
    index = found.incident.measured[0].values.index
    values = found.incident.measured[0].values.to_numpy()
    frame = pd.DataFrame({"eu": values, "us": np.full(len(index), 3.0)}, index)
    by_place = PlaceSeries(frame=frame, unit="calls", bad="high", per="minute")
    found = assess(
        Incident(
            record=found.incident.record,
            series=found.incident.series,
            by_place=by_place,
        )
    )

    assert "Meanwhile is from 10:00 until 11:00" in told(found, "locations")


def test_what_was_to_stabilize_and_fix_stands_under_both():
    found = assessed(
        levels((120, 0), (60, 90), (60, 0)),
        action("back", "11:00", **{"for": "both", "removes_cause": "true"}),
    )

    assert "Stabilize: nothing recorded" not in told(found, "order_of_response")
