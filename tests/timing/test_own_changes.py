"""What actions of ours did, and took back again: counted to none but its own."""

from __future__ import annotations

import pytest
from minute_records import DAY, action, assessed, effect, levels

from incident_kit.page.blocks import plain_section
from incident_kit.sections.key_events import events as key_events
from incident_kit.sections.registry import build_section


def of_ours(back_to, until_fix=70):
    """Bad from 10:00; worse by ours from 10:40 to 11:20, then at a level until a fix."""
    values = levels((120, 0), (40, 50), (40, 130), (until_fix, back_to), (60, 0))
    small = action("small", "10:40", effect="worse")
    big = action("big", "11:20", undoes="small", effect="partial")
    fix = action("fix", "12:30", removes_cause="true")
    return assessed(values, small, big, fix | {"for": "fix"}, fixed_at=DAY + "12:30")


def test_to_take_back_what_we_made_worse_is_neither_relief_nor_spares_anything():
    found = of_ours(50)
    text = plain_section(build_section("worth", found))

    assert effect(found, "small").verdict == "worse"
    assert effect(found, "big").has_helped
    assert found.clocks.first_relief.action == "fix"
    assert found.averted.low is None
    assert "would have been" not in text


def test_what_it_spares_beyond_that_is_counted_from_the_level_before_ours():
    """50 a minute for seventy minutes, not 130."""
    found = of_ours(0)

    assert found.clocks.first_relief.action == "big"
    assert found.averted.low < 50 * 70 < found.averted.high
    assert found.averted.high < 1.2 * 50 * 70
    for way in found.averted.counterfactuals:
        assert way.levels.median() == pytest.approx(53, rel=0.1)


def test_a_wave_is_laid_at_one_action_until_another_made_it_worse():
    """A second wave by the one from 11:30; by the other twice as bad from 12:10."""
    values = levels((120, 0), (30, 50), (60, 0), (40, 70), (30, 170), (60, 0))
    throttle = action("throttle", "10:30")
    off = action("off", "11:30", undoes="throttle", effect="worse")
    retry = action("retry", "12:10", effect="worse")
    back = action("back", "12:40", undoes="retry")
    found = assessed(values, throttle, off, retry, back)
    [wave] = [one for one in found.blast.waves if one.follows == "off"]

    assert wave.caused
    assert wave.excess == pytest.approx(40 * 70 + 30 * 170, rel=0.1)
    assert wave.caused_excess == pytest.approx(40 * 70, rel=0.1)


def test_a_wave_that_no_other_made_worse_is_all_its_own():
    values = levels((120, 0), (30, 50), (60, 0), (70, 70), (60, 0))
    throttle = action("throttle", "10:30")
    off = action("off", "11:30", undoes="throttle", effect="worse")
    found = assessed(values, throttle, off, action("on", "12:40", undoes="off"))
    [wave] = [one for one in found.blast.waves if one.follows == "off"]

    assert wave.caused_excess == wave.excess


def test_a_mark_does_not_say_that_it_removed_the_cause_where_another_did():
    """The fix was finished in the minute in which a bypass was taken off."""
    values = levels((120, 0), (60, 50), (60, 0))
    fix = action("fix", "10:55", ended_at=DAY + "11:00", removes_cause="true")
    off = action("off", "11:00", effect="unknown")
    found = assessed(values, fix, off, fixed_at=DAY + "11:00")
    marks = {one.name: one.detail for one in key_events(found)}

    assert "cause removed" not in marks["off"]
    assert any("cause removed" in name for name in marks)
