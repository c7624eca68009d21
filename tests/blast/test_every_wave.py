"""What a later wave followed, and when that is said to have caused it."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from incident_kit.incident import ImpactSeries, Incident
from incident_kit.record.incident_record import parse_record
from incident_kit.timing.assessment import assess

DAY = "2026-03-02 "


def series(name, *spans):
    """Three a minute from 07:00, eighty from one minute to another."""
    values = np.resize([2.0, 3.0, 4.0], 420)
    for start, end in spans:
        values[start:end] = np.resize([78.0, 80.0, 82.0], end - start)
    index = pd.date_range(DAY + "07:00", periods=len(values), freq="min", tz="UTC")
    return ImpactSeries(
        name=name, unit=name, per="minute", bad="high", values=pd.Series(values, index)
    )


def waves(effect):
    """Orders fail 10:00 to 10:30; a rollback at 10:30; mails are late from 10:31 on."""
    action = {"id": "r", "for": "stabilize", "what": "Back", "effect": effect}
    record = parse_record(
        {
            "id": "X",
            "title": "t",
            "timezone": "UTC",
            "detected_at": DAY + "10:03",
            "actions": [action | {"applied_at": DAY + "10:30"}],
            "impact": [
                {"name": name, "unit": name, "file": "i.csv", "value": name}
                for name in ("orders", "mails")
            ],
        }
    )
    shown = (series("orders", (180, 210)), series("mails", (211, 300)))
    found = assess(Incident(record=record, series=shown))
    return found.blast


@pytest.mark.parametrize(
    ("effect", "blame", "caused"),
    [("full", None, False), ("worse", "measured worse", True)],
)
def test_a_rise_that_came_with_an_action_is_order_unless_it_is_said_too(
    effect, blame, caused
):
    found = waves(effect)
    rose = {one.series: one.verdict for one in found.effects_of("r")}
    second = found.waves[1]

    assert rose["mails"] == "worse"
    assert (second.series, second.follows) == ("mails", "r")
    assert (second.blame, second.caused) == (blame, caused)
