"""Sentences that a further stranger found false on pages of their own incidents."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from minute_records import DAY, action, assessed, effect, levels

from incident_kit.page.blocks import plain_section
from incident_kit.results.worth import Averted
from incident_kit.sections.impact_drawing import impact_values
from incident_kit.sections.key_events import events
from incident_kit.sections.registry import build_section
from incident_kit.timing.assessment import assess
from incident_kit.wording.marks import averted_amount


def told(found, *names):
    return " ".join(plain_section(build_section(name, found)) for name in names)


def shares(*parts):
    """Shares of what succeeds, %, by parts of (how many, level)."""
    sizes, means = [size for size, _ in parts], [level for _, level in parts]
    noise = np.random.default_rng(3).normal(0, 0.03, sum(sizes))
    return np.repeat(means, sizes) + noise


def test_where_low_is_bad_an_action_caused_a_shortfall():
    found = assessed(
        shares((120, 99.8), (60, 70.0), (60, 99.8), (40, 60.0), (200, 99.8)),
        action("flag", "11:00"),
        action("back", "12:00", effect="worse"),
        action("again", "12:40", undoes="back"),
        bad="low",
        per=None,
    )
    [back] = [one for one in events(found) if one.name == "back"]

    assert back.harm == "caused shortfall in calls"
    assert "Second wave: shortfall in calls." in told(found, "hours")


@pytest.mark.parametrize(
    ("removes", "words"),
    [(True, "of them in a later wave, after the fix"),
     (False, "of them in a later wave, after the attempt to fix")],
)  # fmt: skip
def test_only_what_removed_the_cause_is_the_fix(removes, words):
    found = assessed(
        levels((120, 0), (60, 300), (60, 0), (40, 300), (200, 0)),
        action("flag", "11:00"),
        action("back", "12:00", effect="worse", **{"for": "fix"})
        | {"removes_cause": "true" if removes else "false"},
        action("again", "12:40", undoes="back"),
    )

    assert words in told(found, "first_screen")


def test_the_left_end_of_a_doubtful_bracket_is_no_last_good_sample():
    counts = (
        [3, 2, 4, 3, 2, 3, 4, 3] * 15 + [3, 2, 6, 7, 3, 2, 9, 12, 20, 30] + [40] * 60
    )
    found = assessed([*counts, *[3] * 60], action("flag", "11:10"))
    anchor = found.blast.anchor

    assert anchor.first_bad - anchor.last_good >= pd.Timedelta("3 min")
    assert "(surely good until then)" in told(found, "blast_map")
    assert "last good" not in told(found, "blast_map", "impact")


def test_what_fades_for_some_minutes_is_not_left():
    fading = ((1, 200), (1, 120), (1, 70), (1, 45), (1, 30))
    counts = levels((120, 0), (60, 300), *fading, (100, 0))
    found = assessed(
        counts,
        step="5min",
        detected_at=DAY + "18:20",
        mitigated_at=DAY + "23:30",
    )

    assert not found.clocks.recovery.residuals
    assert "was left" not in told(found, "first_screen")


def test_a_fall_long_after_an_action_is_not_its_effect():
    rng = np.random.default_rng(10)
    levels_each = (100, 120), (40, 30), (np.linspace(42, 60, 8), None), (100, 60)
    orders = np.concatenate([rng.poisson(*one) for one in levels_each])
    found = assessed(
        orders,
        action("renewed", "20:30", **{"for": "fix"}),
        step="5min",
        bad="low",
        per="15 min",
        detected_at=DAY + "18:05",
    )
    done = effect(found, "renewed")

    assert (done.verdict, done.reason.code) == ("cannot tell", "fell later")
    assert "brought relief" not in told(found, "first_screen")


class TestAnActionWhileASeriesRises:
    def test_is_not_blamed_where_it_rose_on_as_before(self):
        rising = ((1, level) for level in np.arange(6, 726, 6))
        found = assessed(levels((120, 0), *rising, (60, 720)), action("west", "10:40"))
        done = effect(found, "west")

        assert (done.verdict, done.reason.code) == ("cannot tell", "rose before")

    def test_was_not_without_effect_where_it_falls_from_then_on(self):
        turning = np.r_[np.zeros(120), np.arange(0, 864, 6), np.arange(864, 0, -4)]
        noise = np.random.default_rng(3).normal(5, 0.5, 540)
        found = assessed(
            np.r_[turning, np.zeros(60)] + noise,
            action("restore", "12:24"),
        )
        done = effect(found, "restore")

        assert (done.verdict, done.reason.code) == ("cannot tell", "rose before")
        assert "no visible effect" not in told(found, "actions", "hours")


def test_what_has_faded_to_little_is_not_said_to_go_on():
    rng = np.random.default_rng(3)
    counts = np.r_[rng.poisson(0.3, 120), rng.poisson(15, 60), [4, 5, 5]]
    found = assessed(counts, action("back", "11:00"), mitigated_at=DAY + "11:00")
    text = told(found, "first_screen", "impact")

    assert found.blast.anchor.waves[-1].end is None
    assert "until 11:00 or later" in text
    assert "had not ended" not in text
    assert "to the last sample" not in text


def test_no_rule_is_named_that_is_not_the_one_used():
    rising = np.r_[np.zeros(120), np.arange(0, 720, 6), np.arange(720, 0, -6)]
    noise = np.random.default_rng(3).normal(5, 0.5, 480)
    found = assessed(
        np.r_[rising, np.zeros(120)] + noise, mitigated_at=DAY + "11:30", per=None
    )
    text = told(found, "hours", "unknowns", "impact")

    assert "The data show little harm from" in text
    assert "a quarter of" not in text
    assert "Nothing was left" not in text


def test_what_is_measured_to_have_made_it_worse_is_not_only_said():
    found = assessed(
        levels((120, 0), (60, 300), (60, 0), (40, 300), (200, 0)),
        action("flag", "11:00"),
        action("back", "12:00", effect="worse"),
        action("again", "12:40", undoes="back"),
    )
    [back] = [one for one in events(found) if one.name == "back"]

    assert effect(found, "back").verdict == "worse"
    assert back.measured
    assert back.detail == "3 → 303 calls per minute"


def test_a_day_stands_before_the_midnight_that_ends_it():
    found = assessed(
        levels((120, 0), (960, 300), (200, 0)),
        action("hold", "", applied_at="2026-03-02"),
        timeline=[{"at": "2026-03-03 00:00", "what": "A new day"}],
    )
    text = told(found, "hours")

    assert text.index("hold") < text.index("A new day")


def test_a_change_is_ruled_out_by_what_rules_it_out():
    found = assessed(
        levels((120, 0), (120, 300), (200, 0)),
        action("shop back", "10:40", effect="none", undoes="shop"),
        action("flag", "12:00"),
        changes=[
            {"id": "shop", "what": "Shop", "kind": "deploy", "at": DAY + "09:30"}
            | {"role": "innocent"}
        ],
    )
    text = told(found, "hours")

    assert "ruled out as the start: it was taken back, and impact stayed" in text


def test_an_interval_without_a_width_is_not_printed():
    noise = np.random.default_rng(3).normal(0, 6, 360)
    found = assessed(
        np.repeat([0.0, 500.0, 12.0, 0.0], [120, 60, 120, 60]) + noise,
        action("flag", "11:00"),
        per=None,
    )
    text = told(found, "actions")

    assert "−98 %" in text
    assert "−98 % to −98 %" not in text


def test_an_option_that_is_known_since_a_day_has_no_hour():
    options = [{"what": "Hold", "kind": "feature flag", "known_at": "2026-03-03"}]
    found = assessed(
        np.r_[[0.0] * 400, [300.0] * 4000, [0.0] * 400]
        + np.random.default_rng(3).poisson(3, 4800),
        action("flag", "", applied_at="2026-03-04 09:20"),
        detected_at=DAY + "15:00",
        blast={"temporary_mitigation": {"answer": "Hold", "options": options}},
    )
    texts = [one.moment.text for one in events(found) if one.role == "known"]

    assert texts
    assert not any("00:00" in text for text in texts)


def test_what_is_averted_at_least_is_one_amount():
    assert averted_amount(Averted(low=397.0, high=551.0, is_bound=True)) == (
        "at least about 400"
    )


def test_nobody_said_that_a_wave_follows_where_no_wave_is_written():
    found = assessed(
        levels((120, 0), (60, 300), (60, 0), (40, 300), (200, 0)),
        action("flag", "11:00"),
        action("back", "12:00:20", effect="worse"),
        action("again", "12:40", undoes="back"),
    )
    text = told(found, "hours")

    assert "Second wave" in text
    assert "said to follow" not in text


def test_a_share_of_all_says_that_it_counts_the_calm_between_waves():
    counts = levels((120, 0), (60, 300), (60, 0), (40, 300), (200, 0))
    found = assessed(
        counts,
        action("flag", "11:00"),
        action("back", "12:00", effect="worse"),
        action("again", "12:40", undoes="back"),
    )
    [series] = found.incident.series
    traffic = pd.Series(np.full(len(counts), 500.0), series.values.index)
    rated = replace(found.incident, series=(replace(series, traffic=traffic),))

    assert "of all calls, calm between waves included" in told(
        assess(rated), "first_screen"
    )


def test_a_trough_is_no_peak():
    found = assessed(
        shares((120, 99.8), (60, 70.0), (60, 99.8), (40, 60.0), (200, 99.8)),
        action("flag", "11:00"),
        action("back", "12:00", effect="worse"),
        action("again", "12:40", undoes="back"),
        bad="low",
        per=None,
    )
    [wave] = impact_values(found).waves

    assert wave.labels[0].startswith("second wave, lowest 60")
