"""One table of turning points: every place that must know a new one, held to it.

A row, field or line that is forgotten turns one of these red.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import fields
from pathlib import Path

import pytest
from generated import write_generated

from incident_kit.incident import Incident, last_instant
from incident_kit.instants.written import Written
from incident_kit.page.blocks import FigureBlock
from incident_kit.record.contradictions import contradictions
from incident_kit.record.incident_record import Record, json_schema
from incident_kit.record.moments import MOMENTS
from incident_kit.release.labels import labels
from incident_kit.results.clocks import Clocks
from incident_kit.sections.registry import build_section
from incident_kit.sources.columns import map_columns
from incident_kit.store.edit import Batch
from incident_kit.store.notes import schema_text
from incident_kit.store.records import parse_text
from incident_kit.timing.assessment import assess
from incident_kit.wording.definitions import definitions, definitions_for
from incident_kit.wording.inside.catalogue import FORMS

ROOT = Path(__file__).parents[2]
TEMPLATE = ROOT / "templates" / "incident.yaml"
SCHEMA = ROOT / "notebooks" / "incidents" / "incident.schema.json"
AT = dt.datetime(2024, 5, 14, 9, 1, tzinfo=dt.UTC)
LATER = AT + dt.timedelta(hours=1)
EVERY = pytest.mark.parametrize("field", MOMENTS)


def record(**moments):
    lines = "".join(f"{name}: {at:%Y-%m-%d %H:%M}\n" for name, at in moments.items())
    text = f"id: X\ntitle: t\ntimezone: UTC\n{lines}"
    return parse_text(text, file="incident.yaml", incident_id="X")[0]


def test_the_record_has_the_moments_of_the_table_in_its_order_and_no_others():
    stated = [
        name for name, info in Record.model_fields.items() if info.annotation is Written
    ]

    assert stated == list(MOMENTS), (
        "a row in record/moments.py and a field in record/incident_record.py, in one "
        f"order; only in one of them: {sorted({*stated} ^ {*MOMENTS})}"
    )


def test_a_new_record_has_a_line_for_each_in_order():
    lines = re.findall(
        r"^(?:# )?(\w+_at): unknown", TEMPLATE.read_text(encoding="utf-8"), re.MULTILINE
    )

    assert lines == list(MOMENTS), (
        "a line in templates/incident.yaml for each row, in the order of "
        f"record/moments.py; only in one of them: {sorted({*lines} ^ {*MOMENTS})}"
    )


def test_the_schema_beside_the_samples_is_that_of_the_record():
    assert SCHEMA.read_text(encoding="utf-8") == schema_text(), "run `make schema`"


def test_the_form_of_the_milestones_asks_for_each_in_order():
    questions = FORMS["milestones"].questions

    assert [one.path for one in questions if one.kind == "time"] == [
        (field,) for field in MOMENTS
    ]
    assert all(one.ask.endswith("?") for one in questions)


@EVERY
class TestEach:
    def test_is_completed_by_an_editor(self, field):
        assert field in json_schema()["properties"]

    def test_counts_for_the_default_as_of(self, field):
        assert last_instant(Incident(record=record(**{field: AT}))) == AT

    def test_is_held_against_another_one(self, field):
        """Whichever of the two comes first, the other one cannot precede it."""
        pairs = [
            (first, second)
            for second, one in MOMENTS.items()
            for first in one.not_before
            if field in {first, second}
        ]
        assert pairs
        for first, second in pairs:
            faults = contradictions(record(**{first: LATER, second: AT}))

            path, what, _ = next(faults)
            assert (path, what) == (
                (second,),
                f"before {first}",
            )

    def test_is_imported_from_a_column_of_its_own_name_or_another_tools(self, field):
        names = [field, *MOMENTS[field].columns.replace("?", " ").split()]
        assert len(names) > 1
        for name in names:
            found = map_columns(
                ["id", "title", name], {}, file="x.csv", makes_ids=False
            )

            assert found.fields == ("id", "title", field)

    def test_is_written_behind_those_before_it(self, field):
        order = list(MOMENTS)
        head = "".join(f"{one}: unknown\n" for one in order[: order.index(field)])
        text = (
            Batch.of(f"id: X\n{head}tags: x\n", file="x")
            .set((field,), "not yet")
            .tree()
            .text
        )

        lines = [f"{field}: not yet", "tags: x"]
        assert text.splitlines()[1:] == [
            *head.splitlines(),
            *(lines if head else reversed(lines)),
        ]


def test_generated_records_have_each(tmp_path):
    texts = ""
    for seed in range(40):
        name = write_generated(tmp_path, seed)
        texts += (tmp_path / name / "incident.yaml").read_text(encoding="utf-8")

    assert all(f"\n{field}: " in texts for field in MOMENTS)


CLOCKS = {field: one for field, one in MOMENTS.items() if one.clock}


@pytest.mark.parametrize("field", CLOCKS)
def test_a_clock_of_the_table_counts_from_the_field_that_it_names(field):
    row = CLOCKS[field]
    name = row.clock.lower().replace(" ", "_")
    assert name in {one.name for one in fields(Clocks)}, (
        f"no field {name!r} of Clocks in results/clocks.py"
    )
    incident = Incident(
        record=record(
            started_at=AT - dt.timedelta(hours=1),
            **{row.counted_from: AT, field: LATER},
        )
    )
    found = assess(incident)
    ended = [one for one in found.clocks.own_start if one.name == row.clock]
    assert ended, f"no line in timing/clock.py fills the clock {row.clock!r}"

    assert [one.elapsed.stated for one in ended] == [LATER - AT]


@pytest.mark.parametrize("field", CLOCKS)
def test_the_definition_of_a_clock_stands_where_it_was_told_and_only_there(field):
    row = CLOCKS[field]
    assert row.until, "say `until` in record/moments.py: it ends the definition"
    found = assess(Incident(record=record(**{row.counted_from: AT, field: LATER})))
    name = f"Time to {row.clock.lower()}"
    told = [f"Time to {one.clock.lower()}" for one in CLOCKS.values()]

    words = re.findall("[a-z]{4,}", f"{row.clock} {row.event} {row.until}".lower())
    assert set(words) <= labels()
    assert definitions()[name].endswith(f" until {row.until}.")
    assert [one for one in definitions_for(found) if one in told] == [name]


class TestTimeToAcknowledge:
    def rows(self, **moments):
        found = assess(Incident(record=record(**moments)))
        blocks = build_section("clocks", found).blocks
        return {
            row[0]: row[1:]
            for block in blocks
            if isinstance(block, FigureBlock) and block.table
            for row in block.table.rows
        }

    def test_stands_beside_the_other_clocks_and_says_from_what_it_counts(self):
        rows = self.rows(
            started_at=AT - dt.timedelta(hours=1),
            detected_at=AT,
            acknowledged_at=AT + dt.timedelta(minutes=5),
            mitigated_at=LATER,
        )

        assert list(rows)[:3] == [
            "time to detect",
            "time to acknowledge",
            "time to mitigate",
        ]
        assert rows["time to acknowledge"] == (
            "5 min after detection",
            "exact",
            "09:06",
        )

    def test_counts_from_detection_also_without_an_onset(self):
        rows = self.rows(
            detected_at=AT,
            acknowledged_at=AT + dt.timedelta(minutes=5),
            mitigated_at=LATER,
        )

        assert rows["time to acknowledge"][0] == "5 min after detection"

    def test_before_detection_is_said_so(self):
        rows = self.rows(
            started_at=AT - dt.timedelta(hours=1),
            detected_at=AT,
            acknowledged_at=AT - dt.timedelta(minutes=5),
        )

        assert rows["time to acknowledge"][0] == "5 min before detection"

    def test_without_a_word_about_it_has_no_row(self):
        rows = self.rows(started_at=AT - dt.timedelta(hours=1), detected_at=AT)

        assert "time to acknowledge" not in rows
