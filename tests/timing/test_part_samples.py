"""Of a sample that a phase or an option cuts, the part that lies inside counts."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from incident_kit.incident import ImpactSeries, Incident
from incident_kit.page.blocks import plain_section
from incident_kit.record.incident_record import parse_record
from incident_kit.sections.registry import build_section
from incident_kit.timing.assessment import assess

DAY = "2026-03-02 "


@pytest.fixture(scope="module")
def found():
    """A sample in a quarter of an hour: 3 a minute, 150 from 10:00 to 14:00."""
    option = {"what": "Flag off", "known_at": DAY + "13:50", "used": "false"}
    data = {
        "id": "H",
        "title": "t",
        "timezone": "UTC",
        "detected_at": DAY + "10:10",
        "acknowledged_at": DAY + "10:20",
        "mitigated_at": DAY + "14:00",
        "fixed_at": DAY + "14:00",
        "blast": {"temporary_mitigation": {"answer": "A flag", "options": [option]}},
        "actions": [
            {
                "id": "a",
                "what": "Rolled back",
                "for": "stabilize",
                "applied_at": DAY + "13:50",
                "effect": "full",
            }
        ],
        "impact": [{"name": "c", "unit": "calls", "file": "i.csv", "value": "v"}],
    }
    values = np.r_[np.resize([2, 3, 4], 40), np.full(16, 150), np.resize([2, 3, 4], 20)]
    index = pd.date_range(DAY, periods=len(values), freq="15min", tz="UTC")
    series = ImpactSeries(
        name="c",
        unit="calls",
        per="minute",
        bad="high",
        values=pd.Series(values.astype(float), index),
    )
    return assess(Incident(record=parse_record(data), series=(series,)))


def test_ten_minutes_of_a_quarter_of_an_hour_are_two_thirds_of_it(found):
    amounts = {one.name: one.amount for one in found.phases}

    assert amounts == pytest.approx(
        {
            "undetected": 1470,
            "unacknowledged": 1470,
            "understanding": 210 * 147,
            "mitigating": 1470,
        }
    )
    assert all(one.is_sized for one in found.phases)
    assert sum(amounts.values()) == pytest.approx(found.harm[0].amount)


def test_an_option_known_inside_a_sample_could_have_spared_the_rest_of_it(found):
    [one] = found.avoidable

    assert one.amount == pytest.approx(1470)


def test_where_no_sample_lies_between_relief_and_fix_that_is_the_reason(found):
    assert found.averted.reason == "no sample"
    assert "not estimable: there is no sample between" in plain_section(
        build_section("worth", found)
    )
