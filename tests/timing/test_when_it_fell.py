"""An action that helped relieves when the level fell, not when it was done."""

from __future__ import annotations

import numpy as np
import pytest
from minute_records import DAY, action, assessed, effect

from incident_kit.page.blocks import plain_section
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
