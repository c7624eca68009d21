"""The end of harm: one time for users, the wave and the fix, at a level or a run."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pandas as pd
from minute_records import DAY, action, assessed, effect, levels

from incident_kit.blast.anchor_time import find_anchor_time
from incident_kit.incident import ImpactSeries
from incident_kit.instants.words import duration_words
from incident_kit.page.blocks import plain_section
from incident_kit.sections.registry import build_section
from incident_kit.series.recovery import without_a_straggler
from incident_kit.wording.clocks import clocks_heading


def fading():
    """100 over the usual from 10:00; from 11:00 it halves every half an hour."""
    decay = 100 * 0.5 ** (np.arange(1, 301) / 31)
    level = np.r_[np.zeros(120), np.full(61, 100), decay]
    return np.random.default_rng(3).poisson(4 + level)


def test_what_fades_is_over_for_users_when_its_wave_is():
    fix = action("fix", "11:00", removes_cause="true")
    found = assessed(fading(), fix, fixed_at=DAY + "11:00")
    [wave] = found.blast.waves
    text = plain_section(build_section("clocks", found))

    outlived = (wave.end - pd.Timestamp(DAY + "11:00Z")).to_pytimedelta()
    assert found.clocks.mitigate.moment.stated == wave.end
    assert outlived > timedelta(minutes=90)
    assert clocks_heading(found).endswith(f"the fix by {duration_words(outlived)}")
    assert "of the worst was left" not in text


def straggling(*after):
    """Forty a sample, none for two hours, then what came after."""
    calm = np.random.default_rng(1).poisson(40, 120)
    late = np.random.default_rng(2).poisson(40, 60)
    values = np.r_[calm, np.resize([0, 1], 40), after, late]
    return ImpactSeries(
        name="orders",
        unit="orders",
        per="5 min",
        bad="low",
        values=pd.Series(
            values.astype(float),
            pd.date_range("2026-03-02", periods=len(values), freq="5min", tz="UTC"),
        ),
    )


def ending(series, sample):
    """The anchor of its one wave, as if that ended at a sample."""
    times = series.values.index
    found = find_anchor_time(
        series.values, bad="low", per=series.per, detected_at=times[126]
    )
    wave = replace(found.waves[0], end=times[sample])
    return replace(found, waves=(wave,))


def test_one_sample_that_strayed_does_not_move_the_end():
    """The samples from the 160th on are as usual, but for the 164th."""
    series = straggling(40, 44, 37, 42, 20, 45)
    found = without_a_straggler(ending(series, 166), series)

    assert found.waves[0].end == series.values.index[160]
    assert found.recovered == found.waves[0].end


def test_two_in_a_row_are_no_stragglers():
    series = straggling(40, 44, 37, 42, 20, 18, 45)
    anchor = ending(series, 166)

    assert without_a_straggler(anchor, series) == anchor


def test_users_are_not_fine_one_low_count_before_what_worked():
    """Six a minute; the last one before the drain is a single one."""
    values = np.r_[
        np.zeros(120), np.resize([6, 5, 7, 5, 4], 59), [1], np.resize([1, 0, 0, 0], 60)
    ]
    found = assessed(values, action("drain", "11:00"))
    [wave] = found.blast.waves

    assert effect(found, "drain").verdict == "worked"
    assert found.clocks.mitigate.moment.stated.strftime("%H:%M") == "11:00"
    assert found.clocks.mitigate.action == "drain"
    assert wave.end == pd.Timestamp(DAY + "11:00Z")


def test_the_level_after_an_action_is_the_one_soon_after_it():
    """Every five minutes for three days: a morning on which the usual trebles."""
    times = np.arange(3 * 288)
    usual = 300 - 275 * np.cos(2 * np.pi * (times / 288 - 0.25))
    values = np.random.default_rng(4).poisson(usual).astype(float)
    start, end = 2 * 288 + 60, 2 * 288 + 100
    values[start:end] = 0
    renew = action("renew", "") | {"applied_at": "2026-03-04 16:20"}
    found = assessed(
        values, renew, detected_at="2026-03-04 14:00", step="5min", bad="low"
    )
    one = effect(found, "renew")

    assert one.verdict == "worked"
    assert np.median(usual[end : end + 60]) > 2.5 * usual[end]
    assert one.after < 1.4 * usual[end]


def test_a_faint_fall_ends_with_its_last_bad_sample():
    """Fifty every five minutes fall to half for 40 min; the 25s scatter as the 50s do."""
    rng = np.random.default_rng(8)
    rate = np.r_[np.full(600, 50), np.full(8, 22), np.full(100, 50)]
    values = rng.poisson(rate).astype(float)
    found = assessed(
        values,
        detected_at=str(pd.Timestamp(DAY + "08:00") + pd.Timedelta("3015min"))[:16],
        step="5min",
        bad="low",
    )
    end = found.blast.waves[-1].end

    assert end == pd.Timestamp(DAY + "08:00Z") + pd.Timedelta(f"{608 * 5}min")


def test_an_action_within_a_sample_that_was_well_ends_it_there():
    """All is well in the sample of 10:45; the flag went off ten seconds into it."""
    values = levels((120, 0), (45, 140), (60, 0))
    found = assessed(values, action("flag", "10:45:10"))

    assert found.blast.waves[-1].end == pd.Timestamp(DAY + "10:45Z")
    assert found.clocks.mitigate.moment.stated >= pd.Timestamp(DAY + "10:45Z")


def test_what_fades_within_a_few_samples_lasts_until_it_is_inside_the_band():
    values = np.r_[levels((120, 0), (60, 140)), 28, 22, 18, levels((60, 0))]
    found = assessed(values)

    assert found.harm[0].end == pd.Timestamp(DAY + "11:03Z")
