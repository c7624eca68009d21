"""An action that helped relieves when the level fell, not when it was done."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pytest
from generated import write_generated
from minute_records import DAY, action, assessed, effect, levels

from incident_kit.page.blocks import plain_section
from incident_kit.review.workbook import open_review
from incident_kit.sections.registry import build_section

HIGH = 140.0


def text_of(found, *sections):
    return " ".join(
        plain_section(build_section(name, found)) for name in sections or ("actions",)
    )


def falls(after, *, over=1, lasted=60):
    """Bad from 10:00; after so many minutes past 10:30 it falls along a line."""
    level = np.r_[
        np.zeros(120),
        np.full(30 + after, HIGH),
        HIGH * (1 - np.arange(1, over + 1) / over),
        np.zeros(lasted),
    ]
    return np.random.default_rng(7).poisson(3 + level)


@pytest.mark.parametrize("over", [1, 20])
def test_relief_comes_when_the_level_falls_ten_minutes_after_the_action(over):
    found = assessed(falls(10, over=over), action("flag", "10:30"))
    relief = found.clocks.first_relief

    assert effect(found, "flag").verdict == "worked"
    assert relief.action == "flag"
    assert 40 <= relief.moment.stated.minute <= 42
    text = text_of(found, "first_screen", "hours", "actions", "clocks")
    assert "brought relief at 10:30" not in text
    late = f"{relief.moment.stated.minute - 30} min after it"
    for section in ("first_screen", "hours", "actions", "blast_map"):
        assert late in text_of(found, section), section


@pytest.mark.parametrize("over", [1, 3, 20])
def test_what_falls_at_once_relieves_at_the_minute_of_the_action(over):
    found = assessed(falls(1, over=over), action("flag", "10:30"))

    assert effect(found, "flag").delay is None
    assert found.clocks.first_relief.moment.stated.minute == 30


def test_what_is_said_to_have_done_nothing_is_not_credited_with_a_late_fall():
    found = assessed(falls(10), action("deploy", "10:30", effect="none"))
    soon = assessed(falls(0), action("deploy", "10:30", effect="none"))

    assert effect(found, "deploy").verdict == "cannot tell"
    assert effect(found, "deploy").reason.code == "fell later"
    assert found.clocks.first_relief.action == ""
    assert effect(soon, "deploy").verdict == "worked"


def test_a_change_whose_undoing_helped_late_says_how_late():
    back = action("back", "10:30", undoes="deploy", removes_cause="true")
    change = {"id": "deploy", "what": "Deploy", "kind": "deploy", "at": DAY + "09:57"}
    found = assessed(falls(10), back, changes=[change])

    [entry] = [one for one in found.blast.ledger.listed if one.id == "deploy"]
    assert entry.verdict == "supported"
    assert entry.reason.delay.total_seconds() == 600


def queue(fill, drain):
    """Nothing waits until 10:00; it fills until 11:30, and drains from then on."""
    filling = fill * np.arange(1, 91)
    draining = np.maximum(filling[-1] - drain * np.arange(1, 121), 0)
    return np.concatenate([np.resize([3, 4, 5], 120), 3 + np.r_[filling, draining]])


def test_a_queue_that_drains_from_an_action_on_fell_with_it():
    found = assessed(queue(20, 30), action("sender", "11:30"))
    one = effect(found, "sender")

    assert one.has_helped
    assert one.delay is None
    assert found.clocks.first_relief.moment.stated.minute == 30


def test_a_level_that_rose_until_an_action_was_not_recovering_before_it():
    """It falls by halves from its peak, which lies at the action."""
    rise = np.linspace(0, 1800, 90)
    decay = 1800 * 0.5 ** (np.arange(1, 181) / 6)
    values = 180 + np.r_[np.resize([-3, 0, 3], 120), rise, decay]
    found = assessed(values, action("stop", "11:30"))

    assert effect(found, "stop").verdict == "worked"
    assert found.averted.reason != "no action"


def test_a_slow_fall_that_began_with_an_action_is_no_fall_long_after_it():
    """A line over four hours, a sample every five minutes."""
    level = np.r_[np.zeros(96), np.full(24, 450), np.linspace(440, 0, 48), np.zeros(36)]
    values = 3 + level + np.resize([-3, 0, 3], len(level))
    restore = action("restore", "18:00")
    found = assessed(values, restore, step="5min", detected_at=DAY + "16:05")

    assert effect(found, "restore").has_helped
    assert found.clocks.first_relief.moment.stated.hour == 18


def test_a_fall_that_was_over_before_an_action_is_told_as_over():
    """It ended in one step at 11:08; the action followed three minutes later."""
    values = levels((120, 0), (68, 140), (60, 0))
    found = assessed(values, action("timeout", "11:11", effect="none"))
    text = text_of(found)

    assert effect(found, "timeout").reason.code == "fell before"
    assert "impact had fallen by 11:08" in text
    assert "was falling" not in text


def test_a_fall_that_goes_on_is_dated_to_where_it_began_an_hour_before():
    """By halves from 11:00 on; the fix at 11:00, more workers at 12:00."""
    decay = 100 * 0.5 ** (np.arange(1, 181) / 31)
    level = np.r_[np.zeros(120), np.full(61, 100), decay]
    values = np.random.default_rng(3).poisson(4 + level)
    fix = action("fix", "11:00", removes_cause="true")
    found = assessed(values, fix, action("more", "12:00", effect="partial"))
    one = effect(found, "more")

    assert one.reason.code == "fell before"
    assert (one.reason.since.hour, one.reason.since.minute // 10) == (11, 0)


def test_a_fall_long_after_an_action_lies_after_it():
    """A quarter of an hour apart; it falls half an hour after, and again later."""
    level = np.r_[np.full(32, 0), np.full(8, 23), np.full(18, 9), np.full(38, 0)]
    rng = np.random.default_rng(5)
    values = 1 + np.r_[np.zeros(96), level] + rng.normal(0, 0.4, 96 + len(level))
    keys = action("keys", "09:30", effect="full") | {"applied_at": "2026-03-03 17:30"}
    found = assessed(values, keys, step="15min", detected_at="2026-03-03 16:15")
    one = effect(found, "keys")

    assert one.reason.code == "fell later"
    assert one.reason.by.total_seconds() == 1800


def test_what_is_left_of_a_wave_that_eased_before_is_not_credited(tmp_path):
    """A generated record: a job run by hand an hour after users were fine."""
    name = write_generated(tmp_path, 5)
    found = open_review(name, home=str(tmp_path)).assessment
    fine = found.clocks.mitigate.moment.latest
    late = [
        one
        for one in found.incident.record.changes_to_production
        if one.begun_at is not None and one.begun_at > fine
    ]

    assert late
    assert not any(effect(found, one.id).has_helped for one in late)


@pytest.mark.parametrize("at", ["10:46", "10:45:30"])
def test_an_action_a_sample_after_the_level_fell_is_not_credited(at):
    """At 10:45 all is well; the action follows within a minute."""
    found = assessed(
        levels((120, 0), (45, HIGH), (60, 0)),
        action("flag", at),
        mitigated_at=DAY + "10:45",
    )

    told = effect(found, "flag")
    assert told.verdict == "cannot tell"
    assert told.reason.code == "fell before"
    assert found.clocks.first_relief.action == ""
    assert "brought relief" not in text_of(found, "first_screen")


@pytest.mark.parametrize("later", [(), ("11:16",), ("11:15:30",), ("11:17",)])
def test_what_is_done_later_moves_neither_when_it_fell_nor_the_verdict(later):
    """Nothing came of a restart at 10:43; 32 min after it, all is well by itself."""
    found = assessed(
        levels((120, 0), (75, HIGH), (60, 0)),
        action("restart", "10:43", effect="none"),
        *(action("late", at) for at in later),
    )

    told = effect(found, "restart")
    assert (told.verdict, told.reason.code) == ("none", "fell later")
    assert told.reason.by == timedelta(minutes=32)
