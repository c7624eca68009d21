"""Times as trackers write them: read back as they were meant, or refused with a mend."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incident_kit.instants.dates import ORDERS, is_read, read_time, readings
from incident_kit.instants.written import TIME_FORMS, parse_instant
from incident_kit.sources.cells import EMPTY, Readings, time_mend

BERLIN = ZoneInfo("Europe/Berlin")
OFFSETS = {
    "Z": 0,
    " UTC": 0,
    " GMT": 0,
    "+0100": 60,
    "+01": 60,
    " -05:30": -330,
    " UTC+2": 120,
    " GMT+0545": 345,
}


@pytest.mark.parametrize(
    ("cell", "read"),
    [
        ("2023-05-01 9:00", "2023-05-01 09:00"),
        ("2023-05-01 9:00 AM", "2023-05-01 09:00"),
        ("2023-05-01 12:00 AM", "2023-05-01 00:00"),
        ("2023-05-01 12:30 p.m.", "2023-05-01 12:30"),
        ("2023-05-01 9:00\u202fPM", "2023-05-01 21:00"),
        ("2023-05-01 9:00+0100", "2023-05-01 09:00+01:00"),
        ("2023-05-01T09:00:00+01", "2023-05-01 09:00:00+01:00"),
        ("5 Feb 2023 09:00", "2023-02-05 09:00"),
        ("5th February 2023", "2023-02-05"),
        ("Feb 5, 2023 9:00 PM", "2023-02-05 21:00"),
        ("Feb 5, 2023 at 9pm", "2023-02-05 21:00"),
        ("05-Feb-2023, 09:00:01", "2023-02-05 09:00:01"),
        ("Sun, 5 Feb 2023 09:00:00 +0000", "2023-02-05 09:00:00+00:00"),
        ("2023/05/01 09:00", "2023-05-01 09:00"),
        ("2023/5/1", "2023-05-01"),
        ("2023-05-01 09:00:00.123456789 UTC", "2023-05-01 09:00:00.123456Z"),
        ("about Feb 5, 2023 9:00 PM", "about 2023-02-05 21:00"),
    ],
)
def test_what_can_mean_one_time_only_is_rewritten(cell, read):
    assert read_time(cell, None) == read
    assert is_read(read)


@pytest.mark.parametrize(
    "cell",
    [
        "2023-05-01 09:00",
        "2024-05-14T09:01Z",
        "not yet",
        "unknown",
        "by 2024",
        "[2024-05-14, 2024-05-15]",
    ],
)
def test_what_a_record_reads_stays_as_it_stands(cell):
    assert read_time(f" {cell} ", "month-first") == cell


@pytest.mark.parametrize(
    "cell",
    [
        "01/05/2023 9:00 AM",
        "13/01/2023",
        "01/05/23",
        "2023-05-01 13:00 PM",
        "2023-05-01 9",
        "2023-05-01 0:30 AM",
        "5 Fev 2023",
        "30 Feb 2023",
        "Mon, 5 Feb 2023",
        "2023/13/01",
        "2023-05-01 9:00 CET",
        "2023-05-01 9:00+2500",
        "yesterday",
        "9:00",
    ],
)
def test_what_would_have_to_be_guessed_is_left_to_be_refused(cell):
    assert read_time(cell, None) == cell
    assert not is_read(cell)


def test_a_date_with_two_readings_is_read_in_the_order_that_the_user_says():
    cell = "01/05/2023 9:00 AM"

    assert read_time(cell, "day-first") == "2023-05-01 09:00"
    assert read_time(cell, "month-first") == "2023-01-05 09:00"
    assert time_mend(cell) == (
        "write 2023-05-01 09:00 or 2023-01-05 09:00, or say --dates day-first or month-first"
    )


def test_a_date_that_the_said_order_cannot_mean_is_refused_with_the_other():
    assert read_time("13.1.2024", "month-first") == "13.1.2024"
    assert readings("13.1.2024") == ("2024-01-13",)


walls = st.datetimes(datetime(1971, 1, 2), datetime(2199, 12, 30)).map(
    lambda one: one.replace(second=0, microsecond=0)
)


@given(
    walls,
    st.sampled_from(list(OFFSETS)),
    st.booleans(),
    st.sampled_from(
        [
            "{0:%Y-%m-%d}",
            "{0:%Y/%m/%d}",
            "{0.year}-{0.month}-{0.day}",
            "{0.day} {0:%b} {0:%Y}",
            "{0:%B} {0.day}, {0:%Y}",
            "{0:%a}, {0:%d} {0:%b} {0:%Y}",
            "{0.day}/{0.month}/{0.year}",
        ]
    ),
)
def test_every_accepted_time_is_the_instant_that_was_meant(wall, offset, half, day):
    clock = f"{wall.hour % 12 or 12}:{wall:%M} {'PM' if wall.hour > 11 else 'AM'}"
    cell = f"{day.format(wall)} {clock if half else f'{wall.hour}:{wall:%M}'}{offset}"
    zone = timezone(timedelta(minutes=OFFSETS[offset]))

    told = read_time(cell, "day-first")
    assert parse_instant(told, BERLIN) == wall.replace(tzinfo=zone).astimezone(UTC)


parts = st.sampled_from(
    [
        "01",
        "5",
        "13",
        "2023",
        "1960",
        "23",
        "/",
        "-",
        ".",
        " ",
        ":",
        "9:00",
        "09:00",
        "AM",
        "pm",
        "Feb",
        "Mon, ",
        "UTC",
        "+01",
        "T",
        ",",
        "about ",
        "n/a",
        "none",
        "1715677260",
        "9999999999",
        "\u0661",
        "yesterday",
    ]
)


@given(
    st.lists(parts, min_size=1, max_size=9).map("".join),
    st.sampled_from([None, *ORDERS]),
)
def test_any_cell_is_read_or_refused_with_a_mend_that_is_accepted(cell, dates):
    told = read_time(cell, dates)
    if is_read(told):
        return
    assert told == cell.strip()
    mend = time_mend(cell) or TIME_FORMS
    named = re.findall(r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d\S*)?(?: \d\d:\d\d\S*)?", mend)
    named = [one.rstrip(",") for one in named]
    assert named or "leave the cell empty" in mend
    assert all(is_read(one) for one in named)


def test_words_for_nothing_are_a_closed_list_in_any_case():
    found = Readings()

    assert all(found.is_empty(f" {word.upper()} ") for word in EMPTY)
    assert not any(
        map(found.is_empty, ["none", "unknown", "0", "na", "n/a or so", "not yet"])
    )
    assert found.is_empty("")
    assert sum(found.empty.values()) == len(EMPTY)
