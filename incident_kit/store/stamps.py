"""What happened just now, written into the record to the second by one press."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from incident_kit.errors import IncidentKitError
from incident_kit.record.moments import MOMENTS
from incident_kit.store.edit import Batch
from incident_kit.store.files import replace_file
from incident_kit.store.notes import now_text, tried
from incident_kit.store.records import read_record, record_of
from incident_kit.wording.inside import stamps as told

if TYPE_CHECKING:
    from incident_kit.errors import Path
    from incident_kit.instants.written import Written
    from incident_kit.record.incident_record import Record
    from incident_kit.record.parts import StatedWave
    from incident_kit.store.home import Home
    from incident_kit.store.records import StoredRecord

Stamp = Literal[
    "noticed", "taken up", "fine", "back", "removed", "all clear", "withdrawn"
]
_FIELDS = {
    "noticed": "detected_at",
    "taken up": "acknowledged_at",
    "fine": "mitigated_at",
    "removed": "fixed_at",
}


@dataclass(frozen=True, slots=True)
class Stamped:
    """What a press wrote: when, over which record, and the digest of what it left."""

    at: str
    before: StoredRecord
    written: str


def stamped_at(record: Record, stamp: Stamp) -> Written | None:
    """Return when something was stamped that can be stamped once, None if not yet.

    What came back is over once users are fine again; an all-clear stands until it is
    withdrawn.
    """
    if stamp == "back":
        return next((one.start for one in open_waves(record)), None)
    if stamp in {"all clear", "withdrawn"}:
        told_so = [one for one in record.updates or () if one.kind.startswith("all ")]
        stands = bool(told_so) and told_so[-1].kind == "all clear"
        return told_so[-1].at if stands == (stamp == "all clear") and told_so else None
    moment: Written = getattr(record, _FIELDS[stamp])
    return moment if moment.is_known else None


def open_waves(record: Record) -> list[StatedWave]:
    """Return the waves that have begun and of which nobody has said that they ended."""
    waves = record.waves or ()
    return [one for one in waves if one.start.is_known and not one.end.is_known]


def put_stamp(incident_id: str, stamp: Stamp, *, home: Home) -> Stamped:
    """Write that something happens just now.

    What comes back opens a wave: users are not fine any more, and that they were stays
    as a line of the timeline.  Fine again ends the wave.

    Raises
    ------
    IncidentKitError
        If it stands already, or cannot have happened; nothing is written then.
    """

    def once() -> Stamped:
        stored = read_record(incident_id, home)
        at = now_text(home.now(), stored.record.zone)
        batch = Batch(stored.tree)
        _edit(batch, stored.record, stamp, at)
        return _put(stored, batch, at)

    return tried(once)


def put_severity(incident_id: str, severity: str, *, home: Home) -> Stamped:
    """Write how bad it is held to be from now on, and a line that says since when.

    Raises
    ------
    IncidentKitError
        If it would be no valid record; nothing is written then.
    """

    def once() -> Stamped:
        stored = read_record(incident_id, home)
        at = now_text(home.now(), stored.record.zone)
        batch = Batch(stored.tree).set(("severity",), severity)
        batch.append(("timeline",), {"at": at, "what": told.severity(severity)})
        return _put(stored, batch, at)

    return tried(once)


def _edit(batch: Batch, record: Record, stamp: Stamp, at: str) -> None:
    if (before := stamped_at(record, stamp)) is not None:
        raise IncidentKitError.of(
            f"{told.WORDS[stamp]}: {before.text} is written already",
            "correct it in the list of what happened",
        )
    if stamp in {"all clear", "withdrawn"}:
        kind = "all clear" if stamp == "all clear" else "all clear withdrawn"
        batch.append(("updates",), {"at": at, "kind": kind, "what": told.UPDATES[kind]})
        return
    if stamp != "back":
        batch.set(_place(batch, _FIELDS[stamp]), at)
        if stamp == "fine":
            for index, wave in enumerate(record.waves or ()):
                if wave in open_waves(record):
                    batch.set(("waves", index, "end"), at)
        return
    if not record.mitigated_at.is_known:
        raise IncidentKitError.of(
            "nobody has said that users were fine", f"press {told.WORDS['fine']} first"
        )
    fine = {"at": record.mitigated_at.text, "what": MOMENTS["mitigated_at"].told}
    batch.append(("timeline",), fine)
    batch.set(_place(batch, "mitigated_at"), "not yet")
    batch.append(("waves",), {"start": at})


def _place(batch: Batch, field: str) -> Path:
    """Return where a time is written: with its source beside it, or alone."""
    node = batch.read.node((field,))
    return (field, "at") if node is not None and node.kind == "map" else (field,)


def _put(stored: StoredRecord, batch: Batch, at: str) -> Stamped:
    tree = batch.tree()
    record_of(tree, incident_id=stored.record.id)
    text = tree.text.encode()
    replace_file(stored.path, text, expected=stored.digest)
    return Stamped(at, stored, hashlib.sha256(text).hexdigest())
