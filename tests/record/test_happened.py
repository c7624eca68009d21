"""A mistyped year is a doubt, and never what the incident lasts until."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from marked import Marked, write_marked

from incident_kit.incident import Incident, last_instant
from incident_kit.record.contradictions import contradictions
from incident_kit.record.happened import every_moment, happened, mistyped_years
from incident_kit.record.incident_record import parse_record
from incident_kit.store.home import find_home
from incident_kit.store.records import read_record

BASE = {
    "schema": "1",
    "id": "X",
    "title": "Projects cannot be saved",
    "timezone": "UTC",
    "started_at": "2026-03-18 05:00",
    "detected_at": "2026-03-18 10:00",
}


def record(**fields):
    return parse_record({**BASE, **fields})


def entries(*times):
    return [{"at": at, "what": "Seen"} for at in times]


@pytest.mark.parametrize(
    ("at", "years"),
    [
        ("2027-03-18 13:10", 1),
        ("2025-03-18 13:10", -1),
        ("2016-03-20", -10),
        ("2027-01-02", None),
        ("2026-09-01 09:00", None),
        ("2026-03-18 13:10", None),
    ],
)
def test_a_year_is_doubted_only_where_another_one_fits(at, years):
    found = mistyped_years(record(timeline=entries("2026-03-18 11:00", at)))

    assert found == ({} if years is None else {("timeline", 1, "at"): years})


def test_an_incident_around_new_year_is_in_order():
    one = record(
        started_at="2025-12-31 23:50",
        detected_at="2026-01-01 00:10",
        timeline=entries("2027-01-01 00:20"),
    )

    assert mistyped_years(one) == {("timeline", 0, "at"): 1}


def test_a_change_may_be_a_year_old():
    change = {"id": "v2", "at": "2025-03-18 09:00", "kind": "deploy", "what": "V2"}

    assert not mistyped_years(record(changes=[change]))


def test_it_is_said_at_its_line_and_as_of_does_not_follow_it():
    one = record(timeline=entries("2026-03-18 11:00", "2027-03-18 13:10"))

    assert list(contradictions(one)) == [
        (("timeline", 1, "at"), "a year after everything else", "correct the year")
    ]
    assert last_instant(Incident(record=one)) == datetime(2026, 3, 18, 11, tzinfo=UTC)


def test_a_trigger_after_the_start_is_a_doubt():
    change = {"id": "v2", "at": "2026-03-18 06:00", "kind": "deploy", "what": "V2"}
    one = record(changes=[change | {"role": "trigger"}])

    [(path, what, _)] = contradictions(one)
    assert (path, what) == (
        ("changes", 0, "at"),
        "after started_at, though it is said to have set it off",
    )


def test_all_fine_while_an_interval_has_not_ended_is_a_doubt():
    series = {
        "name": "logs missing",
        "unit": "state",
        "during": [["2026-03-18 05:00", "not yet"]],
    }
    one = record(mitigated_at="2026-03-18 12:00", impact=[series])

    [(path, what, _)] = contradictions(one)
    assert (path, what) == (
        ("mitigated_at",),
        "while impact[0].during[0] has not ended",
    )


def shape(path):
    """Return the names of a path, whichever letter or entry it is of."""
    names = [step for step in path if isinstance(step, str)]
    return ("blast", *names[2:]) if names[0] == "blast" else tuple(names)


def test_each_time_of_a_record_has_happened_or_is_known_to_be_another_thing(tmp_path):
    """A field that is added is decided: neither a due date nor a span is an event."""
    name = write_marked(tmp_path, Marked())
    record = read_record(name, find_home(str(tmp_path))).record
    every = {shape(path) for path, _ in every_moment(record)}

    assert every - {shape(path) for path, _ in happened(record)} == {
        ("blast", "at"),
        ("blast", "earlier", "at"),
        ("blast", "options", "known_at"),
        ("explanations", "at"),
        ("follow_ups", "due"),
        ("impact", "during"),
        ("losses", "during"),
    }
