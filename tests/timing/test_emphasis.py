"""Which part of the harm is spoken of: the first of four that is known, and no more."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest
from records import STORED

from incident_kit.review.workbook import open_review
from incident_kit.timing.assessment import Assessment
from incident_kit.timing.emphasis import emphasis


@cache
def found(name: str) -> Assessment:
    return open_review(name, home=str(dict(STORED)[name])).assessment


def kind(assessment: Assessment) -> str | None:
    chosen = emphasis(assessment)
    return None if chosen is None else chosen.kind


def test_what_came_after_an_option_was_known_goes_first():
    chosen = emphasis(found("INC-001"))

    assert chosen is not None
    assert chosen.kind == "avoidable"
    assert f"{chosen.share:.2f}" == "0.72"


def test_an_option_whose_minute_is_not_recorded_is_not_spoken_of():
    one = found("INC-001")
    supposed = replace(one.avoidable[0], minute="five minutes after detection")

    assert kind(replace(one, avoidable=(supposed,))) == "undetected"


def test_an_option_is_not_spoken_of_where_its_amount_is_only_a_bound():
    one = found("INC-001")
    bound = replace(one.avoidable[0], is_bound=True)

    assert kind(replace(one, avoidable=(bound,))) == "undetected"


def test_a_hundredth_of_the_harm_is_no_finding():
    """The flag of INC-002 was known three minutes before it was used: 1 %."""
    one = found("INC-002")

    assert one.avoidable[0].amount < 0.05 * one.avoidable[0].whole
    assert kind(one) == "averted"


def test_what_mitigating_spared_is_not_praised_where_a_wave_came_after_it():
    one = found("three-waves")

    assert one.response.stabilized_first
    assert (one.averted.low or 0) > 0
    assert kind(one) == "undetected"


def test_what_mitigating_spared_counts_only_where_it_was_the_first_change():
    one = found("INC-002")
    later = replace(one.response, stabilized_first=False)
    other = replace(one.response, first_change=one.incident.record.actions[-1])

    assert kind(replace(one, response=later)) == "undetected"
    assert kind(replace(one, response=other)) == "undetected"


def test_what_may_have_spared_nothing_is_not_spoken_of():
    one = found("INC-002")
    nothing = replace(one.averted, low=0.0)

    assert kind(replace(one, averted=nothing)) == "undetected"


def test_a_phase_of_unknown_size_has_no_share():
    one = replace(found("INC-001"), avoidable=())
    unsized = tuple(replace(part, is_sized=False) for part in one.phases)

    assert kind(one) == "undetected"
    assert kind(replace(one, phases=unsized)) is None


def test_what_a_change_caused_counts_in_the_headline_series_alone():
    """The second wave of INC-001 is one of failed page loads, not of stale views."""
    one = replace(found("INC-001"), avoidable=(), phases=())
    series = one.incident.series[0].name
    waves = tuple(
        replace(wave, series=series) if wave.caused else wave
        for wave in one.blast.waves
    )
    moved = replace(one, blast=replace(one.blast, waves=waves))

    assert kind(one) is None
    assert kind(moved) == "caused"


@pytest.mark.parametrize("name", ["INC-003", "fastly-2021-06-08"])
def test_without_a_measured_series_nothing_is_emphasised(name):
    assert emphasis(found(name)) is None
