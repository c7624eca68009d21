"""One thing that a record dates twice is shown as a doubt, never settled."""

from __future__ import annotations

import pytest

from incident_kit.record.contradictions import contradictions
from incident_kit.record.incident_record import parse_record

DAY = "2026-05-02 "


def doubts(field, **fields):
    record = parse_record({"id": "X", "title": "t", "timezone": "UTC", **fields})
    return [what for path, what, _ in contradictions(record) if path == (field,)]


def fix(at, **more):
    one = {"id": "fix", "what": "Patch", "for": "fix", "removes_cause": "true"}
    return one | {"applied_at": at} | more


@pytest.mark.parametrize(
    ("fixed", "applied", "side"),
    [("10:30", "11:30", "before"), ("12:00", "10:40", "after")],
)
def test_a_cause_removed_at_two_times(fixed, applied, side):
    [what] = doubts("fixed_at", fixed_at=DAY + fixed, actions=[fix(DAY + applied)])

    assert what == f"{side} actions[0].applied_at, while 'fix' removes the cause"


@pytest.mark.parametrize(
    ("fixed", "action"),
    [
        (DAY + "11:05", fix(DAY + "11:00")),
        ("by " + DAY + "22:00", fix(DAY + "11:00")),
        (DAY + "12:00", fix(DAY + "11:00", ended_at=DAY + "12:00")),
        (DAY + "12:00", fix("by " + DAY + "12:00")),
        (DAY + "12:00", fix("2026-05-02")),
        ("unknown", fix(DAY + "11:00")),
    ],
)
def test_times_that_may_be_one_are_no_doubt(fixed, action):
    assert doubts("fixed_at", fixed_at=fixed, actions=[action]) == []


def test_of_several_causes_each_has_a_time_of_its_own():
    causes = [{"what": "A", "fixed_at": DAY + "11:00"}, {"what": "B"}]

    assert not doubts(
        "fixed_at",
        fixed_at=DAY + "14:00",
        actions=[fix(DAY + "11:00")],
        causes=causes,
    )


def detected(by, at, source="support"):
    entry = {"at": DAY + at, "what": "A customer calls", "source": source}
    return doubts(
        "detected_at",
        detected_by=by,
        detected_at=DAY + "09:20",
        timeline=[entry],
    )


def test_a_customer_who_told_of_it_before_the_first_report():
    [what] = detected("customer", "09:05")

    assert what == "after timeline[0].at, which by its source is a complaint"


def test_a_complaint_before_an_alert_is_no_doubt():
    assert detected("alert", "09:05") == []
    assert detected("customer", "09:15") == []
    assert detected("customer", "09:05", source="deploy log") == []
