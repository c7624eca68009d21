"""No duration on a page is more precise than the times it lies between."""

from __future__ import annotations

import re

import pytest
from generated import write_partly_recovered
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

    def test_no_stretch_is_drawn_between_two_that_overlap(self):
        text = markdown_of("days-without-zone", ODD)

        assert "users were fine, at most 2 d" in text
        assert " d before to " not in text.split("## Hour by hour")[0]

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


class TestAPhaseThatEndsAboutATime:
    @pytest.fixture
    def text(self, tmp_path):
        name = write_partly_recovered(tmp_path, 1)
        file = tmp_path / name / "incident.yaml"
        lines = file.read_text(encoding="utf-8").splitlines()
        told = [
            re.sub(r"detected_at: '?([^']*)'?", r"detected_at: about \1", one)
            for one in lines
        ]
        file.write_text("\n".join(told), encoding="utf-8")
        return markdown_of(name, tmp_path)

    def test_lasted_about_so_long_and_holds_about_so_much(self, text):
        [row, *_] = [it for it in text.splitlines() if it.startswith("| undetected ")]
        _, _, share, amount, lasted, _ = (part.strip() for part in row.split("|"))

        assert re.fullmatch(r"about \d+ %", share)
        assert re.fullmatch(r"about [\d,]+ requests", amount)
        assert lasted == "about 10 min"

    def test_also_on_the_first_screen(self, text):
        assert re.search(r"Before it was noticed, about 10 min, about [\d,]+", text)

    def test_one_of_exact_times_is_exact(self, tmp_path):
        (tmp_path / "exact").mkdir()
        name = write_partly_recovered(tmp_path / "exact", 1)
        text = markdown_of(name, tmp_path / "exact")

        assert re.search(r"\| undetected \| \d+ % \| [\d,]+ requests \| 10 min", text)


@pytest.mark.parametrize(
    ("answered", "words"),
    [
        ("10:20", "Two of five letters were answered, both before"),
        ("10:50", "Two of five letters were answered, neither before"),
    ],
)
def test_of_two_it_is_both_or_neither(answered, words):
    letter = {"answer": "Some", "answered_at": DAY + answered}
    change = {"id": "a", "for": "fix", "kind": "deploy", "what": "Deploy"}
    text = section_of(
        "blast_map",
        blast={"blast_radius": letter, "location": letter},
        actions=[change | {"applied_at": DAY + "10:40"}],
    )

    assert words in text
