"""A rate counts in any span of time, and what it adds up to is the same."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from incident_kit.incident import ImpactSeries, Incident
from incident_kit.page.blocks import plain_section
from incident_kit.record.incident_record import parse_record
from incident_kit.sections.registry import build_section
from incident_kit.timing.assessment import Assessment, assess

DAY = "2024-05-14 "
SECONDS = {"s": 1, "min": 60, "minutes": 60, "h": 3600, "hours": 3600, "days": 86400}
LEVELS = np.array([10.0] * 60 + [100.0] * 60 + [40.0] * 60 + [10.0] * 60)


def assessed(per: str) -> Assessment:
    """One sample a minute from 07:00: calm, then bad, eased, over at 10:00."""
    data = {
        "id": "X",
        "title": "t",
        "timezone": "UTC",
        "detected_at": DAY + "08:05",
        "acknowledged_at": DAY + "08:15",
        "impact": [
            {"name": "calls", "unit": "calls", "file": "i.csv", "value": "v"}
            | {"per": per}
        ],
        "actions": [
            {"id": "flag", "what": "Flag off", "for": "stabilize"}
            | {"applied_at": DAY + "09:00"},
            {"id": "fix", "what": "Patch", "for": "fix", "removes_cause": "true"}
            | {"applied_at": DAY + "10:00"},
        ],
    }
    record = parse_record(data)
    index = pd.date_range(DAY + "07:00", periods=len(LEVELS), freq="1min", tz="UTC")
    series = ImpactSeries(
        name="calls",
        unit="calls",
        per=record.impact[0].per,
        bad="high",
        values=pd.Series(LEVELS, index),
        traffic=pd.Series(np.full(len(LEVELS), 500.0), index),
    )
    return assess(Incident(record=record, series=(series,)))


def amounts(found: Assessment) -> list[float]:
    """Every amount of a review that is a sum over time."""
    [harm] = found.harm
    told = [harm.amount, harm.of, *(one.excess for one in found.blast.waves)]
    told += [one.amount for one in found.phases]
    averted = found.averted
    told += [one.amount for one in averted.counterfactuals if one.amount]
    return [one for one in told if one is not None]


@settings(max_examples=25)
@given(st.integers(1, 1440), st.sampled_from(sorted(SECONDS)))
def test_every_sum_counts_each_span_once(count, unit):
    per_minute = amounts(assessed("minute"))
    window = f"{count} {unit}"
    factor = count * SECONDS[unit] / 60

    assert len(per_minute) > 6
    # a sum goes into the JSON with twelve digits
    assert [one * factor for one in amounts(assessed(window))] == pytest.approx(
        per_minute, rel=1e-9
    )


def test_by_hand_rates_per_quarter_of_an_hour_add_up_by_the_quarter():
    """90 above the usual 10 for 60 min, 30 for 60 min: (90 + 30) x 60 / 15 = 480."""
    [harm] = assessed("15 min").harm

    assert harm.amount == pytest.approx(480)


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("15 min", "15 min"),
        ("15 minutes", "15 min"),
        ("15min", "15 min"),
        ("30 seconds", "30 s"),
        ("2 hours", "2 h"),
        ("1 hour", "hour"),
        ("7 days", "7 days"),
    ],
)
def test_a_span_is_written_in_one_way(written, told):
    assert assessed(written).incident.record.impact[0].per == told


@pytest.mark.parametrize("wrong", ["0 min", "15", "fortnight", "15 mins ago", "-5 min"])
def test_what_is_no_span_is_refused(wrong):
    with pytest.raises(ValueError, match=r"is not known here; .* or a span such as"):
        assessed(wrong)


def test_a_level_names_its_span_on_the_page():
    text = plain_section(build_section("actions", assessed("15 min")))

    assert "100 per 15 min" in text
