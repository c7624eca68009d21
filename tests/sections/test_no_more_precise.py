"""No duration on a page is more precise than the times it lies between."""

from __future__ import annotations

import pytest
from markdown_of import markdown_of
from records import ODD, PUBLIC, stated_incident

from incident_kit.instants.elapsed import elapsed
from incident_kit.instants.words import elapsed_words
from incident_kit.instants.written import parse_written
from incident_kit.instants.zones import find_zone
from incident_kit.page.blocks import plain_section
from incident_kit.sections.registry import build_section
from incident_kit.timing.assessment import assess

DAY = "2024-05-14 "
UTC = find_zone("UTC")


def head_of(**fields):
    return plain_section(
        build_section("first_screen", assess(stated_incident(**fields)))
    )


def section_of(name, **fields):
    return plain_section(build_section(name, assess(stated_incident(**fields))))


def state(*during, name="checkout down"):
    return {"impact": [{"name": name, "unit": "state", "during": list(during)}]}


class TestOfTwoDays:
    @pytest.mark.parametrize("name", ["atlassian-2022-04-05-site-deletion"])
    def test_that_are_one_nothing_is_counted(self, name):
        text = markdown_of(name, PUBLIC)

        assert "until the cause was gone" not in text
        assert "**24 h**" not in text

    def test_each_number_is_a_span_in_days(self):
        text = markdown_of("days-without-zone", ODD)

        assert "| **6 to 8 d** | until it was noticed |" in text

    def test_a_bound_is_in_days(self):
        first, last = (parse_written(one, UTC) for one in ("2024-05-14", "2024-05-14"))

        assert elapsed_words(elapsed(first, last)) == "1 d before to 1 d after"

    def test_the_fix_is_not_said_to_be_later_where_nobody_knows(self):
        fields = {"mitigated_at": DAY + "11:00", "fixed_at": "by " + DAY + "15:00"}

        assert "until the cause was gone" not in head_of(
            detected_at=DAY + "09:00", **fields
        )


class TestOfARange:
    def test_users_are_fine_since_some_time_in_it(self):
        text = head_of(
            detected_at=DAY + "09:00", mitigated_at=[DAY + "11:20", DAY + "12:00"]
        )

        assert "Users fine since some time between 11:20 and 12:00" in text


class TestOfStates:
    @pytest.mark.parametrize("end", ["unknown", "after " + DAY + "13:10", "not yet"])
    def test_one_of_an_unknown_end_makes_the_whole_at_least(self, end):
        during = ([DAY + "10:00", DAY + "11:00"], [DAY + "13:00", end])
        text = head_of(detected_at=DAY + "10:05", **state(*during))

        assert "checkout down in two windows, at least" in text

    def test_of_none_with_a_known_end_nothing_is_counted(self):
        during = ([DAY + "10:00", "unknown"], [DAY + "13:00", "unknown"])
        text = head_of(detected_at=DAY + "10:05", **state(*during))

        assert "checkout down in two windows" not in text

    def test_about_stays_about_in_the_sum(self):
        during = (
            [DAY + "10:00", "about " + DAY + "11:00"],
            [DAY + "13:00", DAY + "13:30"],
        )
        text = section_of("impact", **state(*during))

        assert "users were hit for about 1 h 30 min" in text
