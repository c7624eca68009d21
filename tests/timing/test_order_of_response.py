"""Which change came first is named only where the record shows it."""

from __future__ import annotations

import pytest

from incident_kit.incident import Incident
from incident_kit.page.blocks import plain_section
from incident_kit.record.incident_record import parse_record
from incident_kit.sections.registry import build_section
from incident_kit.timing.assessment import assess


def response(*actions, **fields):
    record = parse_record(
        {
            "schema": "1",
            "id": "X",
            "title": "Intake is down",
            "timezone": "UTC",
            "started_at": "2026-05-02 20:30",
            "detected_at": "2026-05-02 20:32",
            "mitigated_at": "2026-05-02 21:06",
            "actions": list(actions),
            **fields,
        }
    )
    return assess(Incident(record=record))


def action(name, at="", purpose="stabilize", **more):
    one = {"id": name, "for": purpose, "kind": "config", "what": name, **more}
    return one | ({"applied_at": at} if at else {})


def first(found):
    one = found.response.first_change
    return None if one is None else one.id


@pytest.mark.parametrize(
    ("times", "named"),
    [
        (("2026-05-02 20:50", "2026-05-02 20:40"), "b"),
        (("2026-05-02 20:40", "2026-05-02 20:40"), None),
        (("2026-05-02 20:40", ""), None),
        (("", ""), None),
        (("about 2026-05-02 20:40", "2026-05-02 20:50"), "a"),
        (("2026-05-02", "2026-05-02 20:50"), None),
        (("2026-05-02 20:40", "not yet"), "a"),
    ],
)
def test_the_first_change_is_the_one_that_came_before_all_others(times, named):
    assert first(response(action("a", times[0]), action("b", times[1]))) == named


def test_one_action_alone_is_the_first_whenever_it_was():
    assert first(response(action("a"))) == "a"


def test_two_that_helped_without_a_time_bring_no_first_relief_and_no_order():
    found = response(
        action("cache", purpose="fix", effect="partial", removes_cause="true"),
        action("breaker", effect="partial"),
    )

    assert not found.clocks.first_relief.action
    assert found.clocks.order == "unknown"
    assert not found.response.same_action


def test_an_answer_in_the_minute_of_the_first_change_has_no_order():
    answer = {"answer": "All of them", "answered_at": "2026-05-02 20:40"}
    found = response(action("a", "2026-05-02 20:40"), blast={"blast_radius": answer})

    assert found.response.asked("time unknown") == ("B",)


def answered(at, **more):
    return {
        "blast": {"system_change": {"answer": "Intake 4", "answered_at": at, **more}}
    }


@pytest.mark.parametrize(
    ("answer", "change"),
    [
        ("after 2026-05-02 20:35", "2026-05-02 20:40"),
        ("2026-05-02 20:35", "by 2026-05-02 20:40"),
        ("by 2026-05-02 20:45", "2026-05-02 20:40"),
        ("2026-05-02 20:45", "after 2026-05-02 20:40"),
        ("after 2026-05-02 20:35", "by 2026-05-02 20:40"),
    ],
)
def test_an_answer_with_an_open_end_on_the_side_of_the_change_has_no_order(
    answer, change
):
    found = response(action("a", change), **answered(answer))

    assert found.response.asked("time unknown") == ("S",)


@pytest.mark.parametrize(
    ("answer", "change", "asked"),
    [
        ("by 2026-05-02 20:35", "2026-05-02 20:40", "before"),
        ("2026-05-02 20:35", "after 2026-05-02 20:40", "before"),
        ("after 2026-05-02 20:45", "2026-05-02 20:40", "after"),
        ("2026-05-02 20:45", "by 2026-05-02 20:40", "after"),
    ],
)
def test_an_answer_whose_end_is_known_on_that_side_has_one(answer, change, asked):
    found = response(action("a", change), **answered(answer))

    assert found.response.asked(asked) == ("S",)


def test_an_action_that_may_have_come_later_is_not_the_first_change():
    found = response(
        action("a", "after 2026-05-02 20:36"), action("b", "about 2026-05-02 21:00")
    )

    assert found.response.first_change is None
    assert not found.response.changed_at.is_known


def test_a_letter_that_was_answered_anew_after_the_first_change_says_so():
    """“No idea” came before it; the answer that counts, after it."""
    no_idea = {"answer": "No idea", "answered_at": "2026-05-02 20:35"}
    found = response(
        action("a", "2026-05-02 20:40"),
        **answered("2026-05-02 20:50", earlier=[no_idea]),
    )

    assert found.response.anew == ("S",)
    text = plain_section(build_section("blast_map", found))
    assert "before the first change to production, one anew after it." in text
    text = plain_section(build_section("order_of_response", found))
    assert "; what had changed anew after it" in text
