"""First relief: by an action once it was done, or by nobody, never before it fell."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from incident_kit.incident import ImpactSeries, Incident
from incident_kit.instants.words import elapsed_words
from incident_kit.record.incident_record import parse_record
from incident_kit.timing.assessment import assess

DAY = "2026-03-02 "
ROLLBACK = {
    "id": "a",
    "what": "Rolled back",
    "for": "both",
    "applied_at": DAY + "10:00",
    "ended_at": DAY + "11:00",
    "effect": "full",
    "removes_cause": "true",
}


def assessed(values=None, **fields):
    """One sample a minute from 08:00; it began at 09:30."""
    data = {"id": "X", "title": "t", "timezone": "UTC", "detected_at": DAY + "09:35"}
    series = ()
    if values is not None:
        data["impact"] = [{"name": "c", "unit": "calls", "file": "i.csv", "value": "v"}]
        index = pd.date_range(DAY + "08:00", periods=len(values), freq="min", tz="UTC")
        levels = pd.Series(np.asarray(values, dtype=float), index)
        series = (
            ImpactSeries(
                name="c", unit="calls", per="minute", bad="high", values=levels
            ),
        )
    else:
        data["started_at"] = DAY + "09:30"
    return assess(Incident(record=parse_record(data | fields), series=series))


def step(until):
    """4 a minute, 403 from 09:30 on for so many minutes, and 4 again."""
    return np.r_[
        np.resize([3, 4, 5], 90), np.full(until, 403), np.resize([3, 4, 5], 60)
    ]


def after_detection(found):
    return elapsed_words(found.clocks.first_relief.since_detection)


def test_work_that_takes_an_hour_relieves_when_it_is_done():
    found = assessed(step(90), actions=[ROLLBACK], mitigated_at=DAY + "11:00")

    assert after_detection(found) == "1 h 25 min"
    assert found.clocks.order == "same action"


def test_or_within_that_hour_where_it_fell_sooner():
    found = assessed(step(50), actions=[ROLLBACK], mitigated_at=DAY + "10:20")

    assert after_detection(found) == "25 to 45 min"


def test_where_it_is_only_said_it_relieves_when_it_is_done():
    assert after_detection(assessed(actions=[ROLLBACK])) == "1 h 25 min"


def test_impact_that_fell_before_an_action_is_no_relief_by_it():
    values = step(60)
    flag = ROLLBACK | {"applied_at": DAY + "10:45", "ended_at": DAY + "10:45"}
    found = assessed(values, actions=[flag])
    soon = ROLLBACK | {"applied_at": DAY + "10:36", "ended_at": "unknown"}
    near = assessed(values, actions=[soon])

    assert found.clocks.first_relief.action == ""
    assert found.clocks.mitigate.action == ""
    assert near.blast.effects_of("a")[0].came_after
    assert near.clocks.first_relief.action == ""


def test_users_who_were_fine_before_anybody_acted_had_relief_by_nobody():
    late = ROLLBACK | {"applied_at": DAY + "10:20", "ended_at": "unknown"}
    found = assessed(actions=[late], mitigated_at=DAY + "10:00", fixed_at=DAY + "10:20")

    assert (found.clocks.first_relief.action, after_detection(found)) == ("", "25 min")
    assert found.clocks.order == "relief first"
    assert not found.response.same_action
    assert [one.name for one in found.differences] == ["actions.a.effect"]


def test_a_cause_that_went_away_is_no_relief():
    found = assessed(actions="none", mitigated_at=DAY + "10:00", fixed_at=DAY + "10:00")

    assert found.clocks.first_relief.how == "unknown"
    assert found.clocks.order == "fix only"


@pytest.mark.parametrize(("minute", "action"), [("10:10", "a"), ("10:00", "")])
def test_what_came_half_an_hour_after_an_action_came_by_itself(minute, action):
    flag = ROLLBACK | {"applied_at": DAY + minute, "ended_at": "unknown"}
    found = assessed(actions=[flag], mitigated_at=DAY + "10:30")

    assert found.clocks.mitigate.action == action


def test_one_that_is_only_said_to_help_is_none_where_another_is_measured_to():
    """Another was done beside the first, so nobody can tell; the last one worked."""
    values = step(50)
    values[105:140] = 200
    said = ROLLBACK | {"id": "s", "applied_at": DAY + "09:45", "ended_at": "unknown"}
    near = {"id": "n", "what": "Scaled", "for": "stabilize", "effect": "unknown"}
    near |= {"applied_at": DAY + "09:47"}
    flag = ROLLBACK | {"id": "f", "applied_at": DAY + "10:20", "ended_at": "unknown"}
    flag |= {"removes_cause": "unknown"}
    found = assessed(values, actions=[said, near, flag])

    assert found.blast.effects_of("s")[0].verdict == "cannot tell"
    assert found.clocks.first_relief.action == "f"


def test_an_action_before_the_onset_brings_no_relief():
    flag = ROLLBACK | {"applied_at": DAY + "09:05", "ended_at": "unknown"}
    found = assessed(step(50), actions=[flag])

    assert found.clocks.first_relief.action == ""
