"""Which change came first is named only where the record shows it."""

from __future__ import annotations

import pytest

from incident_kit.incident import Incident
from incident_kit.record.incident_record import parse_record
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
