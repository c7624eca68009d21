"""The review as JSON: what its schema says, for every incident we have."""

from __future__ import annotations

import json
import math
from datetime import UTC, datetime, timedelta
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from incident_kit.cli import main
from incident_kit.export.plain import duration
from incident_kit.export.review_json import (
    json_document,
    review_schema,
    review_schema_text,
)
from incident_kit.incident import Incident
from incident_kit.record.incident_record import Record, parse_record
from incident_kit.store.folder import read_incident
from incident_kit.timing.assessment import assess

ROOT = Path(__file__).parents[2]
HOMES = (ROOT / "notebooks" / "incidents", ROOT / "tests" / "data" / "incidents")
ALL = [
    (path.parent.parent, path.parent.name)
    for home in HOMES
    for path in sorted(home.glob("*/incident.yaml"))
]


@pytest.fixture(scope="module")
def validator():
    schema = review_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


def document(name: str, home: Path = HOMES[0]) -> dict:
    return json.loads(json_document(assess(read_incident(name, home=home))))


def of_record(**fields: object) -> dict:
    data = {"id": "X", "title": "t", "timezone": "Europe/Berlin"} | fields
    return json.loads(json_document(assess(Incident(record=parse_record(data)))))


def every(value: object, path: str = ""):
    yield path, value
    if isinstance(value, dict):
        for key, part in value.items():
            yield from every(part, f"{path}.{key}")
    if isinstance(value, list):
        for part in value:
            yield from every(part, f"{path}[]")


@pytest.mark.parametrize(("home", "name"), ALL, ids=[name for _, name in ALL])
class TestEveryIncident:
    def test_is_what_the_published_schema_says(self, home, name, validator):
        faults = [
            f"{list(one.path)}: {one.message[:200]}"
            for one in validator.iter_errors(document(name, home))
        ]
        assert faults == []

    def test_is_the_same_text_each_time_and_holds_no_nan(self, home, name):
        incident = read_incident(name, home=home)
        texts = {json_document(assess(incident)) for _ in range(2)}

        assert len(texts) == 1
        for _, value in every(json.loads(texts.pop())):
            assert not isinstance(value, float) or math.isfinite(value)

    def test_says_why_wherever_a_clock_or_an_end_is_not_known(self, home, name):
        for path, value in every(document(name, home)):
            if not isinstance(value, dict):
                continue
            ends = [
                value[key]
                for key in ("low", "high", "earliest", "latest", "amount", "excess")
                if key in value
            ]
            if None in ends:
                assert any(
                    value.get(key)
                    for key in ("form", "kind", "how", "verdict", "reason")
                ), path

    def test_times_carry_their_offset(self, home, name):
        for path, value in every(document(name, home)):
            if isinstance(value, dict) and "stated" in value and "form" in value:
                for key in ("earliest", "latest", "stated"):
                    if value[key] is not None:
                        assert datetime.fromisoformat(value[key]).tzinfo, path


class TestWhatItSays:
    def test_inc_001_as_its_page_does(self):
        found = document("INC-001")
        clocks = found["clocks"]

        assert list(found)[:2] == ["schema", "id"]
        assert found["schema"] == "incident-kit review, version 2"
        assert clocks["onset"]["earliest"] == "2024-05-14T02:00:00+02:00"
        assert clocks["onset"]["latest"] == "2024-05-14T02:08:00+02:00"
        assert clocks["mitigate"]["elapsed"]["low"] == {
            "seconds": 46440,
            "iso": "PT12H54M",
        }
        assert clocks["mitigate"]["elapsed"]["high"] == {
            "seconds": 46920,
            "iso": "PT13H2M",
        }
        assert clocks["mitigate"]["how"] == "measured"
        assert clocks["fix"]["action"] == "job-fix"
        assert (clocks["state"], clocks["order"]) == ("over", "relief first")
        assert [one["verdict"] for one in found["blast"]["findings"]] == [
            "only said",
            "agrees",
            "disagrees",
            "partly",
            "only measured",
        ]
        assert found["harm"][0]["amount"] == 63747
        assert found["harm"][0]["is_bound"] is True
        second = found["blast"]["waves"][1]
        assert second["blame"] == "undoing ended it"
        assert found["response"]["first_change"]["id"] == "cache-fix"
        assert found["response"]["second_wave"] == second
        assert found["inputs"][1]["rows"] == 1974

    def test_what_mitigating_first_was_worth_is_there_with_its_interval(self):
        found = document("INC-001")
        averted, [option] = found["averted"], found["avoidable"]

        assert averted["reason"] is None
        assert averted["action"] == "rerun"
        assert averted["low"] < 1998 < averted["high"]
        assert [one["assumption"] for one in averted["counterfactuals"]] == [
            "with the traffic"
        ]
        assert (option["amount"], option["whole"]) == (46_035, 63_747)
        rerun = found["blast"]["series"][0]["effects"][2]
        assert (rerun["action"], rerun["lag"]["iso"]) == ("rerun", "PT22M")

    def test_what_is_not_estimable_is_null_and_says_why(self):
        found = of_record()
        averted = found["averted"]

        assert averted["reason"] == "no series"
        assert [averted[key] for key in ("start", "end", "low", "high")] == [None] * 4
        assert found["avoidable"] == []

    def test_stripe_keeps_at_most_and_counts_nothing_that_nobody_counted(self):
        found = document("stripe-2019-07-10-db-election")
        fix = found["clocks"]["fix"]["elapsed"]

        assert (fix["kind"], fix["low"], fix["high"]["iso"]) == (
            "at most",
            None,
            "PT6H12M",
        )
        assert found["harm"][0]["amount"] is None
        assert found["harm"][0]["lasted"]["iso"] == "PT2H"
        assert found["blast"]["waves"][1]["blame"] == "stated worse"

    def test_a_title_alone_is_unknown_everywhere_and_zero_nowhere(self, validator):
        found = of_record()
        validator.validate(found)
        for name in ("detect", "acknowledge", "first_relief", "mitigate", "fix"):
            clock = found["clocks"][name]["elapsed"]
            assert (clock["kind"], clock["low"], clock["high"]) == (
                "unknown",
                None,
                None,
            )

        assert found["record"]["actions"] is None
        assert found["clocks"]["as_of"] is None
        assert not [
            path for path, value in every(found) if value == 0 and value is not False
        ]

    def test_asked_and_none_is_an_empty_list_and_not_asked_is_null(self):
        found = of_record(follow_ups="none", lucky="none")["record"]

        assert (found["follow_ups"], found["lucky"]) == ([], [])
        assert (found["actions"], found["surprises"]) == (None, None)

    def test_not_yet_is_open_and_at_least(self, validator):
        found = of_record(
            started_at="2024-05-14 09:00",
            detected_at="2024-05-14 09:05",
            fixed_at="not yet",
            timeline=[{"at": "2024-05-14 11:00", "what": "still"}],
        )
        validator.validate(found)
        fix = found["clocks"]["fix"]["elapsed"]

        assert (fix["kind"], fix["open"], fix["low"]["iso"], fix["high"]) == (
            "at least",
            True,
            "PT2H",
            None,
        )

    def test_times_stand_as_written_beside_what_they_mean(self):
        at = of_record(started_at={"at": "by 2024-05-14", "source": "tickets"})[
            "record"
        ]["started_at"]

        assert at == {
            "form": "by",
            "text": "by 2024-05-14",
            "earliest": None,
            "latest": "2024-05-15T00:00:00+02:00",
            "stated": "2024-05-15T00:00:00+02:00",
            "source": "tickets",
            "note": None,
        }

    def test_half_a_character_pair_does_not_stop_it(self):
        assert of_record(title="a \ud800 b")["record"]["title"] == "a ? b"


class TestDurations:
    @given(st.timedeltas(timedelta(days=-4000), timedelta(days=4000)))
    def test_iso_and_seconds_are_the_same(self, value):
        iso = duration(value)["iso"]
        sign, rest = (-1, iso[3:]) if iso[0] == "-" else (1, iso[2:])
        seconds = 0.0
        for letter, size in (("H", 3600), ("M", 60), ("S", 1)):
            if letter in rest:
                number, _, rest = rest.partition(letter)
                seconds += float(number) * size

        assert rest == ""
        assert sign * seconds == pytest.approx(value.total_seconds(), abs=1e-5)
        assert duration(value)["seconds"] == pytest.approx(value.total_seconds())

    def test_nothing_is_a_length_too(self):
        assert duration(timedelta(0)) == {"seconds": 0, "iso": "PT0S"}


class TestTheSchema:
    def test_is_printed_by_the_command(self, capsys):
        assert main(["schema", "review"]) == 0
        assert capsys.readouterr().out == review_schema_text()

    def test_that_of_the_record_is_still_printed_by_schema_alone(self, capsys):
        assert main(["schema"]) == 0
        assert json.loads(capsys.readouterr().out)["title"].startswith(
            "Incident Kit record"
        )

    def test_names_no_place_and_holds_every_field_of_the_record(self):
        schema = review_schema()

        assert "$id" not in schema
        assert schema["title"] == "incident-kit review, version 2"
        assert set(schema["$defs"]["record.Record"]["properties"]) == {
            field.alias or name for name, field in Record.model_fields.items()
        }

    @pytest.mark.parametrize(
        "spoil",
        [
            lambda d: d["clocks"]["fix"].pop("elapsed"),
            lambda d: d.update(more=1),
            lambda d: d["blast"]["findings"][0].update(verdict="surely"),
            lambda d: d["record"]["detected_at"].update(earliest=5),
            lambda d: d["record"]["actions"][0].update(mine="x"),
            lambda d: d["harm"][0].update(amount="many"),
        ],
        ids=[
            "a clock cut",
            "a key more",
            "another verdict",
            "a bare number",
            "a field of an action",
            "an amount in words",
        ],
    )
    def test_refuses_what_is_not_a_review(self, spoil, validator):
        found = document("INC-001")
        spoil(found)

        assert list(validator.iter_errors(found))


def test_the_present_is_never_asked_for():
    """``as_of`` is the record's, so tomorrow's document is today's."""
    found = document("INC-001")["clocks"]["as_of"]

    assert datetime.fromisoformat(found) < datetime(2025, 1, 1, tzinfo=UTC)
