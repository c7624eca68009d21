"""Beside the anchor: whether the series agree, and the earliest complaint or alert."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from incident_kit.incident import ImpactSeries, Incident
from incident_kit.page.blocks import plain_section
from incident_kit.record.incident_record import parse_record
from incident_kit.sections.registry import build_section
from incident_kit.timing.assessment import assess
from incident_kit.wording.findings import finding_words

DAY = "2024-05-14 "


def anchor_of(series=(), **fields):
    """One letter of an incident, in words; a series is bad for an hour from a minute on."""
    data = {"id": "X", "title": "t", "timezone": "UTC", **fields}
    data["impact"] = [
        {"name": name, "unit": "calls", "file": "i.csv", "value": name}
        for name, _ in series
    ]
    made = tuple(
        ImpactSeries(
            name=name, unit="calls", per="minute", bad="high", values=values(at)
        )
        for name, at in series
    )
    found = assess(Incident(record=parse_record(data), series=made))
    [finding] = [one for one in found.blast.findings if one.letter == "A"]
    return found, finding_words(found, finding)


def values(bad_from: int | None) -> pd.Series:
    """Four hours from 07:00, calm but for the hour from a minute on."""
    levels = np.tile([10.0, 12.0, 11.0, 9.0], 60)
    if bad_from is not None:
        levels[bad_from : bad_from + 60] += 100.0
    index = pd.date_range(DAY + "07:00", periods=240, freq="1min", tz="UTC")
    return pd.Series(levels, index)


class TestTheSeries:
    def test_agree_where_their_brackets_meet(self):
        _, finding = anchor_of([("errors", 60), ("refunds", 60)])

        assert finding.doubt == "Errors and refunds agree."

    def test_that_began_later_are_told_apart(self):
        _, finding = anchor_of([("refunds", 100), ("errors", 60)])

        assert finding.measured.startswith("Between 07:59")
        assert finding.doubt == (
            "Errors began first; later began refunds between 08:39 and 08:40."
        )

    def test_without_an_onset_are_named(self):
        _, finding = anchor_of([("errors", 60), ("logins", None)])

        assert finding.doubt == "Errors began first; no onset in logins."

    def test_of_which_there_is_one_need_no_words(self):
        _, finding = anchor_of([("errors", 60)])

        assert finding.doubt == ""

    def test_of_many_name_three_and_count_the_rest(self):
        _, finding = anchor_of([(f"s{n}", 60) for n in range(6)])

        assert finding.doubt == "S0, s1, s2 and 3 more agree."


class TestTheEarliestComplaint:
    def test_before_the_last_good_sample_contradicts_the_series(self):
        told = [{"at": DAY + "07:20", "what": "Totals look odd", "source": "support"}]
        found, finding = anchor_of([("errors", 60)], timeline=told)

        assert finding.doubt == (
            "The earliest complaint or alert, 07:20 (“Totals look odd”), lies "
            "where the series was surely good: it began earlier than the series "
            "shows, or that was about something else."
        )
        assert finding.doubt in plain_section(build_section("blast_map", found))

    def test_after_the_onset_stands_beside_it(self):
        told = [{"at": DAY + "08:05", "what": "Totals look odd", "source": "Ticket 12"}]
        fields = {"timeline": told, "detected_at": DAY + "08:30"}
        _, finding = anchor_of([("errors", 60)], **fields)

        assert finding.doubt == (
            "The earliest complaint or alert on record came at 08:05 (“Totals look odd”)."
        )

    def test_that_is_the_detection_is_not_told_twice(self):
        _, finding = anchor_of([("errors", 60)], detected_at=DAY + "08:30")

        assert finding.doubt == ""

    def test_is_the_bound_where_nothing_is_measured(self):
        told = [{"at": DAY + "08:05", "what": "Totals look odd", "source": "alert"}]
        _, finding = anchor_of(timeline=told, detected_at=DAY + "08:30")

        assert finding.doubt == "At 08:05 (“Totals look odd”) at the latest."

    @pytest.mark.parametrize("source", ["deploy log", None])
    def test_is_none_where_the_source_does_not_complain(self, source):
        told = [{"at": DAY + "07:20", "what": "Deploy begun", "source": source}]
        told = [{key: value for key, value in told[0].items() if value}]
        _, finding = anchor_of([("errors", 60)], timeline=told)

        assert finding.doubt == ""

    def test_without_a_time_bounds_nothing(self):
        told = [{"at": "unknown", "what": "Totals look odd", "source": "support"}]
        _, finding = anchor_of(timeline=told)

        assert finding.doubt == ""

    def test_is_cut_where_it_is_long(self):
        told = [{"at": DAY + "08:05", "what": "word " * 40, "source": "support"}]
        _, finding = anchor_of(timeline=told)

        assert finding.doubt.endswith("…”) at the latest.")
        assert len(finding.doubt) < 100
