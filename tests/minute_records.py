"""Records of one action or several, with a sample a minute from 08:00 on."""

from __future__ import annotations

import numpy as np
import pandas as pd

from incident_kit.incident import ImpactSeries, Incident
from incident_kit.record.incident_record import parse_record
from incident_kit.timing.assessment import assess

DAY = "2026-03-02 "


def levels(*parts, usual=3):
    """Counts by parts of (how many, level above the usual)."""
    rng = np.random.default_rng(7)
    return np.concatenate([rng.poisson(usual + level, size) for size, level in parts])


def action(name, at, **more):
    fields = {"id": name, "what": name, "for": "stabilize", "applied_at": DAY + at}
    return fields | {"effect": "full"} | more


def assessed(
    values, *actions, step="min", bad="high", per="minute", others=(), **fields
):
    """Samples from 08:00 on; noticed at 10:05 unless the fields say otherwise."""
    named = {"calls": values} | dict(others)
    data = {"id": "X", "title": "t", "timezone": "UTC", "detected_at": DAY + "10:05"}
    data["actions"] = list(actions)
    data["impact"] = [
        {"name": name, "unit": "calls", "file": "i.csv", "value": name}
        for name in named
    ]
    series = tuple(
        ImpactSeries(
            name=name,
            unit="calls",
            per=per,
            bad=bad,
            values=pd.Series(
                np.asarray(one, dtype=float),
                pd.date_range(DAY + "08:00", periods=len(one), freq=step, tz="UTC"),
            ),
        )
        for name, one in named.items()
    )
    return assess(Incident(record=parse_record(data | fields), series=series))


def effect(found, name):
    return found.blast.headline_effect(name)
