"""Times of another zone than the series are noticed, and only those."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pandas as pd
import pytest

from incident_kit.incident import ImpactSeries, Incident
from incident_kit.record.incident_record import parse_record
from incident_kit.timing.assessment import assess

DAY = "2026-03-02 "


def off(**stated):
    """Return by how much the times are said to lie off; it was bad 09:30 to 11:00."""
    values = np.r_[
        np.resize([3, 4, 5], 90), np.full(90, 403), np.resize([3, 4, 5], 300)
    ]
    index = pd.date_range(DAY + "08:00", periods=len(values), freq="min", tz="UTC")
    levels = pd.Series(values.astype(float), index)
    one = ImpactSeries(name="c", unit="calls", per="minute", bad="high", values=levels)
    data = {
        "id": "X",
        "title": "t",
        "timezone": "UTC",
        "impact": [{"name": "c", "unit": "calls", "file": "i.csv", "value": "v"}],
    }
    fields = {name: DAY + at for name, at in stated.items()}
    found = assess(Incident(record=parse_record(data | fields), series=(one,)))
    return [one.off for one in found.differences if one.kind == "zone"]


@pytest.mark.parametrize(
    ("begun", "fine", "hours"),
    [("11:30", "13:00", 2), ("12:35", "13:58", 3), ("09:00", "10:30", -0.5)],
)
def test_onset_and_end_said_by_the_same_hours_off_show_it(begun, fine, hours):
    told = off(started_at=begun, mitigated_at=fine)

    assert told == [timedelta(hours=hours)]


@pytest.mark.parametrize(
    ("begun", "fine"), [("09:30", "11:00"), ("11:30", "11:00"), ("09:12", "11:20")]
)
def test_one_of_the_two_alone_does_not(begun, fine):
    assert off(started_at=begun, detected_at=begun, mitigated_at=fine) == []


def test_all_times_beside_the_series_show_it():
    told = off(detected_at="20:00", mitigated_at="21:00")

    assert told == [timedelta(hours=4, minutes=1)]


def test_a_single_time_says_nothing():
    assert off(detected_at="20:00") == []
