"""One table of the kinds of evidence: every place that must know one, held to it."""

from __future__ import annotations

from dataclasses import fields
from datetime import UTC, datetime

import pytest

from incident_kit.errors import SeriesError
from incident_kit.forms.findings import file_stamps
from incident_kit.incident import Incident, last_instant
from incident_kit.release.incident import released_incident
from incident_kit.store.evidence import KINDS, evidence_files
from incident_kit.store.folder import read_incident
from incident_kit.store.home import find_home
from incident_kit.store.records import read_record

ABOUT = {"record", "inputs", "settings", "logo"}
ELEVEN = datetime(2024, 5, 14, 11, tzinfo=UTC)
SLOTS = [one.slot for one in KINDS]
RECORD = """\
id: INC-7
title: Search is down
timezone: UTC
impact: [{name: errors, unit: errors, per: minute, file: impact.csv, value: n}]
by_place: {file: places.csv, unit: errors, per: minute}
"""


@pytest.fixture
def folder(tmp_path):
    """A record with a file of every kind of evidence beside it, and no other."""
    folder = tmp_path / "incidents" / "INC-7"
    folder.mkdir(parents=True)
    (folder / "incident.yaml").write_text(RECORD)
    (folder / "impact.csv").write_text("at,n\n2024-05-14 10:00,1\n")
    (folder / "places.csv").write_text("at,a,b\n2024-05-14 10:00,1,2\n")
    (folder / "narrative.md").write_text("Once.\n")
    return folder


def test_every_kind_fills_a_slot_of_the_incident_and_every_slot_has_a_kind():
    slots = {one.name for one in fields(Incident)} - ABOUT

    assert slots == set(SLOTS), (
        "a row in store/evidence.py and a slot in incident.py; only in one of them: "
        f"{sorted(slots ^ {*SLOTS})}"
    )


def test_every_file_beside_the_record_fills_a_slot_and_is_an_input(folder):
    incident = read_incident("INC-7", home=folder.parent)

    assert set(incident.digests) == {path.name for path in folder.iterdir()}
    empty = Incident(record=incident.record)
    for slot in SLOTS:
        assert getattr(incident, slot) is not getattr(empty, slot), (
            f"write a file that fills {slot!r} in the fixture `folder`, with one sample"
        )


def test_the_last_sample_of_each_counts_for_the_default_as_of(folder):
    for path in folder.glob("*.csv"):
        text = path.read_text()
        path.write_text(text.replace("2024-05-14 10:00", "2024-05-14 11:00"))

        assert last_instant(read_incident("INC-7", home=folder.parent)) == ELEVEN, (
            f"last_instant in incident.py does not look into {path.name}"
        )
        path.write_text(text)


def test_nothing_of_it_leaves_that_is_not_released(folder):
    incident = released_incident(read_incident("INC-7", home=folder.parent))
    empty = Incident(record=incident.record)

    assert [getattr(incident, slot) for slot in SLOTS] == [
        getattr(empty, slot) for slot in SLOTS
    ]
    assert not incident.digests


def test_what_is_wrong_with_several_files_is_told_at_once(folder):
    (folder / "impact.csv").write_text("at,m\n2024-05-14 10:00,1\n")
    (folder / "places.csv").unlink()
    with pytest.raises(SeriesError) as caught:
        read_incident("INC-7", home=folder.parent)

    assert [one.field for one in caught.value.problems] == [
        "impact[0].value",
        "by_place.file",
    ]


def test_a_change_in_one_of_them_is_seen_and_in_no_other_file(folder):
    home = find_home(folder.parent)
    record = read_record("INC-7", home).record
    before = file_stamps(record, home)
    (folder / "chat.txt").write_text("No evidence.\n")

    assert file_stamps(record, home) == before
    for name in ("incident.yaml", *evidence_files(record)):
        (folder / name).write_text(f"{(folder / name).read_text()}\n")
        after = file_stamps(record, home)

        assert after != before, f"its row in store/evidence.py does not name {name}"
        before = after
    assert {path.name for path in folder.iterdir()} == {
        "chat.txt",
        "incident.yaml",
        *evidence_files(record),
    }
