"""Follow-ups for a spreadsheet: whole, quoted, and no cell is a formula."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incident_kit.export.follow_ups import COLUMNS, follow_ups_csv
from incident_kit.page.text import clean_text
from incident_kit.record.incident_record import parse_record


def rows(*follow_ups: dict, zone: str = "Europe/Berlin") -> list[dict[str, str]]:
    record = parse_record(
        {"id": "INC-7", "title": "t", "timezone": zone, "follow_ups": list(follow_ups)}
    )
    return list(csv.DictReader(io.StringIO(follow_ups_csv(record))))


def test_a_row_holds_all_that_was_promised():
    [row] = rows(
        {
            "kind": "detect",
            "what": "Alert on it",
            "owner": "search",
            "due": "2024-05-28",
            "ticket": "S-1",
            "link": "https://t.example/S-1",
            "state": "in progress",
        }
    )

    assert row == {
        "incident": "INC-7",
        "kind": "detect",
        "what": "Alert on it",
        "owner": "search",
        "due": "2024-05-28",
        "due_earliest": "2024-05-28",
        "due_latest": "2024-05-28",
        "ticket": "S-1",
        "link": "https://t.example/S-1",
        "state": "in progress",
    }


def test_what_is_not_recorded_is_empty():
    [row] = rows({"what": "Alert on it"})

    assert row == dict.fromkeys(COLUMNS, "") | {
        "incident": "INC-7",
        "what": "Alert on it",
    }


@pytest.mark.parametrize(
    ("due", "earliest", "latest"),
    [
        ("2024-05-28 17:00", "2024-05-28", "2024-05-28"),
        ("2024-06", "2024-06-01", "2024-06-30"),
        ("2024", "2024-01-01", "2024-12-31"),
        ("by 2024-05-28", "", "2024-05-28"),
        ("by 2024-05-28 12:00", "", "2024-05-28"),
        ("after 2024-05-28", "2024-05-28", ""),
        (["2024-05-28", "2024-06-02"], "2024-05-28", "2024-06-02"),
        ("about 2024-05-28 12:00", "", ""),
        ("unknown", "", ""),
    ],
)
def test_a_due_is_as_written_and_as_the_days_it_can_mean(due, earliest, latest):
    [row] = rows({"what": "x", "due": due})

    assert (row["due_earliest"], row["due_latest"]) == (earliest, latest)
    if isinstance(due, str):
        assert row["due"] == ("" if due == "unknown" else due)


def test_the_days_are_those_of_the_records_zone():
    [row] = rows({"what": "x", "due": "2024-05-28T23:30Z"}, zone="Asia/Tokyo")

    assert row["due_earliest"] == "2024-05-29"


@pytest.mark.parametrize(
    "cell",
    [
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        " =1",
        "\n=1",
        "\u00a0=1",
        "\u3000=1",
        "＝1",
        "＋1",
        "－1",
        "＠x",
        "\t=1",
    ],
)
def test_what_a_spreadsheet_would_run_begins_with_an_apostrophe(cell):
    [row] = rows({"what": cell, "owner": cell, "ticket": cell})

    for name in ("what", "owner", "ticket"):
        assert row[name].startswith("'")
        assert row[name][1:] == clean_text(cell)


@given(st.lists(st.text(min_size=1).filter(str.strip), min_size=1, max_size=5))
def test_any_text_comes_back_whole_and_none_starts_as_a_formula(texts):
    found = rows(*({"what": text, "owner": text} for text in texts))

    assert len(found) == len(texts)
    for row, text in zip(found, texts, strict=True):
        shown = clean_text(text.encode("utf-8", "replace").decode())
        assert row["what"] in {shown, f"'{shown}"}
        assert row["owner"] == row["what"]
        assert row["what"].lstrip()[:1] not in set("=+-@＝＋－＠")


def test_every_cell_is_quoted_and_a_row_ends_with_a_line_feed():
    record = parse_record(
        {"id": "INC-7", "title": "t", "follow_ups": [{"what": 'say "no"'}]}
    )
    text = follow_ups_csv(record)

    assert text.splitlines()[0] == ",".join(f'"{name}"' for name in COLUMNS)
    assert '"say ""no"""' in text
    assert "\r" not in text
    assert text.endswith("\n")


@pytest.mark.parametrize("follow_ups", [None, "none"], ids=["not asked", "asked, none"])
def test_without_follow_ups_there_is_the_head_alone(follow_ups):
    fields = {"follow_ups": follow_ups} if follow_ups else {}
    record = parse_record({"id": "INC-7", "title": "t", **fields})

    assert len(follow_ups_csv(record).splitlines()) == 1
