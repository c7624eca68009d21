"""Write to a record: a new one, an entry or an action stamped at 3 am."""

from __future__ import annotations

import json
import re
import shutil
import time
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, TypeVar

from incident_kit.errors import Conflict, IncidentKitError, Problem, RecordError
from incident_kit.instants.zones import find_zone, iso
from incident_kit.record.incident_record import json_schema
from incident_kit.store.bundled import bundled_path
from incident_kit.store.edit import Batch
from incident_kit.store.files import check_incident_id, replace_file
from incident_kit.store.home import RECORD, Home
from incident_kit.store.records import read_record, record_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path
    from zoneinfo import ZoneInfo

    from incident_kit.instants.written import Written
    from incident_kit.store.records import StoredRecord

T = TypeVar("T")
SCHEMA_FILE = "incident.schema.json"
_OPTIONS = {
    "for": "--for",
    "kind": "--kind",
    "applied_at": "--at",
    "at": "--at",
    "source": "--source",
    "what": "WHAT",
}
# Clocks differ a little, and a minute that has begun counts as come.
_AHEAD = timedelta(minutes=1)
_TRIES = 40
_PAUSE_S = 0.02
_SLUG = re.compile(r"[^a-z0-9]+")


def schema_text() -> str:
    """Return the JSON Schema as the file that records point to."""
    return json.dumps(json_schema(), indent=1, ensure_ascii=False) + "\n"


def new_incident(
    incident_id: str, title: str, *, home: Home, timezone: str = "UTC"
) -> Path:
    """Write an empty record with a comment at each field; return its path.

    Makes ``./incidents`` when only the bundled samples were found.

    Raises
    ------
    UnknownIncident, Conflict, RecordError
        If the ID is none, or is taken (also by another case of its letters),
        or the record would not be valid; nothing is written then.
    """
    check_incident_id(incident_id)
    if timezone != "unknown":
        find_zone(timezone)
    root = own_root(home)
    taken = (
        {path.name.lower(): path.name for path in root.iterdir()}
        if root.is_dir()
        else {}
    )
    if incident_id.lower() in taken:
        raise Conflict.of(
            f"{taken[incident_id.lower()]} is there already",
            f"edit it, or choose another ID than {incident_id}",
        )
    text = bundled_path("templates/incident.yaml").read_text(encoding="utf-8")
    batch = Batch.of(text, file=RECORD).set(("id",), incident_id)
    tree = batch.set(("title",), title).set(("timezone",), timezone).tree()
    record_of(tree, incident_id=incident_id)
    folder = root / incident_id
    folder.mkdir(parents=True)
    try:
        replace_file(folder / RECORD, tree.text.encode(), expected=None)
        write_schema(root)
    except BaseException:
        shutil.rmtree(folder)
        raise
    return folder / RECORD


def own_root(home: Home) -> Path:
    """Return the folder that new records go to: never the bundled samples.

    Raises
    ------
    IncidentKitError
        If the samples themselves stand where it would be.
    """
    root = home.here / "incidents" if home.is_bundled else home.path
    if home.is_bundled and root.exists() and root.samefile(home.path):
        raise IncidentKitError.of(
            f"{home.here.name}/incidents are the bundled samples, which stay as they are",
            "start in a folder of your own: incident-kit lab",
        )
    return root


def write_schema(root: Path) -> None:
    """Write the schema that records point to, unless one is there."""
    schema = root / SCHEMA_FILE
    if not schema.exists():
        replace_file(schema, schema_text().encode(), expected=None)


def add_note(
    incident_id: str,
    what: str,
    *,
    home: Home,
    purpose: str | None = None,
    kind: str | None = None,
    at: str | None = None,
    source: str | None = None,
) -> str:
    """Append a timeline entry, or an action when it has a purpose.

    Stamped with the present minute in the record's zone unless ``at`` says
    when.  Returns the list it was added to and the time, for the shell.

    Raises
    ------
    IncidentKitError
        If the result would be no valid record, or the time has not come yet;
        nothing is written then.  What was given is named as the command's
        option, as there is no line of a file that holds it.
    """
    if home.is_bundled:
        raise IncidentKitError.of(
            "the bundled samples are read-only", "run incident-kit new ID first"
        )
    if kind is not None and purpose is None:
        raise IncidentKitError.of(
            "a kind without a purpose",
            "add --for stabilize, fix, both or investigate",
            field="--kind",
        )

    def once() -> str:
        stored = read_record(incident_id, home)
        stamp = now_text(home.now(), stored.record.zone) if at is None else at
        if purpose is not None:
            taken = {one.id for one in stored.record.actions or ()}
            taken |= {one.id for one in stored.record.changes or ()}
            item = {"id": free_id(what, taken), "for": purpose}
            item |= {} if kind is None else {"kind": kind}
            item |= {"applied_at": stamp, "what": what}
        else:
            item = {"at": stamp, "what": what}
        item |= {} if source is None else {"source": source}
        where = "timeline" if purpose is None else "actions"
        try:
            tree = Batch(stored.tree).append((where,), item).tree()
            record = record_of(tree, incident_id=incident_id)
        except RecordError as error:
            raise RecordError(*map(_at_option, error.problems)) from None
        if purpose is not None:
            _refuse_future((record.actions or ())[-1].applied_at, stamp, home.now())
        else:
            _refuse_future(record.timeline[-1].at, stamp, home.now())
        replace_file(stored.path, tree.text.encode(), expected=stored.digest)
        return f"{where}: {stamp}"

    return tried(once)


def put_back(before: StoredRecord, *, written: str) -> None:
    """Write a record as it was before it was written over, if nobody wrote since.

    ``written`` is the digest of what was written over it.

    Raises
    ------
    Conflict
        If it was changed meanwhile; nothing is written then.
    """
    replace_file(before.path, before.tree.text.encode(), expected=written)


def tried(write: Callable[[], T]) -> T:
    """Write; where somebody else wrote in the same moment, write after them.

    Raises
    ------
    Conflict
        If others go on writing for a second and longer.
    """
    for _ in range(_TRIES - 1):
        try:
            return write()
        except Conflict:
            time.sleep(_PAUSE_S)
    return write()


def _at_option(problem: Problem) -> Problem:
    """Return a problem of the new item at the option that gave it."""
    name = re.match(r"(?:actions|timeline)\[\d+\]\.(\w+)", problem.field)
    option = _OPTIONS.get(name[1], "") if name else ""
    return replace(problem, file="", line=None, column=None, field=option)


def _refuse_future(moment: Written, stamp: str, now: datetime) -> None:
    first = moment.stated if moment.form == "about" else moment.low
    if first is not None and first - now > _AHEAD:
        raise IncidentKitError.of(
            f"{stamp} has not come yet", "write a time that has passed", field="--at"
        )


def now_text(now: datetime, zone: ZoneInfo) -> str:
    """Return the second of an instant as a record writes it, with its offset.

    Two notes of one minute keep their order.
    """
    return iso(now.replace(microsecond=0).astimezone(zone))


def clock_of(stamp: str) -> str:
    """Return the time of day of a stamp: "10:02:30", without its day and offset."""
    return re.split(r"[Z+-]", stamp[11:])[0]


def free_id(what: str, taken: set[str]) -> str:
    """Return an ID made of the words, one that is not taken."""
    words = _SLUG.sub("-", what.lower()).strip("-")[:24].rstrip("-") or "action"
    slug, number = words, 2
    while slug in taken:
        slug, number = f"{words}-{number}", number + 1
    return slug
