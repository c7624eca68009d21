"""The folder of a drill: a thin record, what was known so far, where it has come to.

``drills/<ID>/`` stands beside ``incidents/``; nothing is ever written anywhere else.
"""

from __future__ import annotations

import json
import os
import shutil
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from incident_kit.drill.facts import (
    PLACES,
    Fact,
    ends_at,
    facts_of,
    over_by,
    series_file,
    starts_at,
)
from incident_kit.drill.places import STATE
from incident_kit.errors import IncidentKitError
from incident_kit.instants.written import parse_instant
from incident_kit.instants.zones import iso
from incident_kit.store.edit import Batch
from incident_kit.store.files import put_file, replace_file
from incident_kit.store.folder import load_incident
from incident_kit.store.home import SAMPLES, Home, find_home
from incident_kit.store.notes import new_incident
from incident_kit.store.records import read_record, record_of
from incident_kit.store.settings import SETTINGS
from incident_kit.wording.inside import drill as told

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from incident_kit.incident import Incident

SPEED = 12.0
"""How many times as fast as it was: a minute in five seconds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """Where a drill has come to: what lies in its folder was known by ``at``.

    ``home`` is where the drilled incident lies, as seen from the folder, or samples.
    """

    incident: str
    home: str
    at: str
    speed: float = SPEED
    ended: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Practice:
    """A drill on disk: its folder, and the incident that is drilled, with its facts."""

    folder: Path
    incident: Incident = field(repr=False)
    facts: tuple[Fact, ...] = field(repr=False)

    @property
    def incident_id(self) -> str:
        """The ID of both records, the drilled one and that of the practice."""
        return self.incident.record.id

    def home(self, now: Callable[[], datetime]) -> Home:
        """Return the incidents folder of the practice, in which it is ``now``."""
        return Home(
            path=self.folder / "incidents",
            how=told.practice(self.incident_id),
            here=self.folder,
            is_found=True,
            now=now,
        )

    @property
    def starts_at(self) -> datetime:
        """When the replay begins."""
        return starts_at(self.facts, self.incident.record)

    @property
    def ends_at(self) -> datetime:
        """When the replay is over."""
        return max(ends_at(self.facts, self.incident.record), self.starts_at)

    def state(self) -> State:
        """Return where it has come to.

        Raises
        ------
        IncidentKitError
            If the file that says so is none of ours.
        """
        return _read_state(self.folder)

    def keep(self, state: State) -> None:
        """Write where it has come to."""
        put_file(self.folder / STATE, _text_of(state).encode())

    def at(self, state: State) -> datetime:
        """Return the instant (UTC) that a state stands at."""
        return parse_instant(state.at, None)

    def release(self, now: datetime, *, after: datetime | None) -> None:
        """Write what became known ``after`` an instant, by ``now``; all for None.

        Evidence comes first: the record names no file that is not there.

        Raises
        ------
        IncidentKitError, OSError
            If the practice's record cannot be read or written.
        """
        new = [
            one for one in self.facts if (not after or one.at > after) and one.at <= now
        ]
        folder = self.folder / "incidents" / self.incident_id
        for name, frame in _files(self.incident):
            known = over_by(frame, now)
            if len(known) and (
                after is None or len(over_by(frame, after)) < len(known)
            ):
                put_file(folder / name, _csv(known))
        if new:
            stored = read_record(self.incident_id, self.home(lambda: now))
            tree = _with_facts(Batch(stored.tree), new).tree()
            record_of(tree, incident_id=self.incident_id)
            replace_file(stored.path, tree.text.encode(), expected=stored.digest)


def begin(practice: Practice, *, home: str, speed: float = SPEED) -> None:
    """Make the folder of a drill, as things were known when the replay begins.

    ``home`` is where the drilled incident lies, as seen from the folder.
    """
    start = practice.starts_at
    record = practice.incident.record
    here = practice.home(lambda: start)
    here.path.mkdir(parents=True)
    zone = "unknown" if record.zone_of_clocks is None else record.zone_of_clocks.key
    try:
        new_incident(record.id, told.title(record.id), home=here, timezone=zone)
        practice.release(start, after=None)
        practice.keep(State(incident=record.id, home=home, at=iso(start), speed=speed))
    except BaseException:
        shutil.rmtree(practice.folder)
        raise


def open_practice(here: Path) -> Practice:
    """Return the drill whose folder a path lies in.

    Raises
    ------
    IncidentKitError
        If there is none, or the drilled incident cannot be read.
    """
    for folder in (here, *here.parents):
        if (folder / STATE).is_file():
            state = _read_state(folder)
            is_sample = state.home == SAMPLES
            home = find_home(SAMPLES if is_sample else folder / state.home)
            return practice_of(state.incident, home, folder)
    raise IncidentKitError.of("no drill here", "begin one: incident-kit drill INC-002")


def practice_of(incident_id: str, home: Home, folder: Path) -> Practice:
    """Return the drill of an incident in a folder, whether it was begun or not.

    Raises
    ------
    IncidentKitError
        If the incident is not there, cannot be read, or says nowhere when it was
        noticed.
    """
    stored = read_record(incident_id, home)
    incident = load_incident(stored, home)
    facts = facts_of(incident, stored.tree.data)
    starts_at(facts, incident.record)
    return Practice(folder=folder, incident=incident, facts=facts)


def drill_address(home: Home, folder: Path) -> str:
    """Return where an incidents folder lies, as seen from the folder of a drill."""
    if home.is_bundled:
        return SAMPLES
    return Path(os.path.relpath(home.path, folder)).as_posix()


def forget(folder: Path) -> None:
    """Remove a drill that was left; anything else is refused.

    Raises
    ------
    IncidentKitError
        If the folder is no drill's.
    """
    if not folder.exists():
        return
    _read_state(folder)
    shutil.rmtree(folder)


def copy_settings(home: Home, practice: Practice) -> None:
    """Let the team's settings hold in the practice, too."""
    with suppress(FileNotFoundError):
        settings = (home.path / SETTINGS).read_bytes()
        put_file(practice.folder / "incidents" / SETTINGS, settings)


def _with_facts(batch: Batch, facts: list[Fact]) -> Batch:
    for fact in facts:
        _write(batch, fact)
    return batch


def _write(batch: Batch, fact: Fact) -> None:
    """Write one fact, unless it stands there already or somebody said otherwise."""
    [top, *rest] = fact.path
    present: Any = batch.tree().data.get(str(top))
    if isinstance(fact.value, (str, list)):
        inner = present if not rest else (present or {}).get(rest[0])
        if inner in {None, "unknown"}:
            batch.set(fact.path, fact.value)
        return
    item: Any = fact.value
    rows = present if isinstance(present, list) else []
    name = "name" if top == "impact" else "id"
    same = [at for at, row in enumerate(rows) if row.get(name, "") == item.get(name)]
    if same and top == "impact":
        batch.set((top, same[0], "during"), item["during"])
    elif not same and item not in rows:
        batch.append(fact.path, item)


def _files(incident: Incident) -> Iterator[tuple[str, pd.DataFrame]]:
    """Yield each file of evidence that a practice can have, with all its samples."""
    sources = incident.record.impact
    for number, (series, source) in enumerate(
        zip(incident.series, sources, strict=True)
    ):
        if series.values is None or source.value is None:
            continue
        frame = series.values.to_frame(source.value)
        if series.traffic is not None and source.of:
            frame[source.of] = series.traffic
        yield series_file(number), frame
    if incident.by_place is not None:
        yield PLACES, incident.by_place.frame


def _csv(frame: pd.DataFrame) -> bytes:
    at = pd.DatetimeIndex(frame.index)
    part = ".%f" if at.microsecond.any() else ""
    shown = frame.set_axis(at.strftime(f"%Y-%m-%dT%H:%M:%S{part}Z"))
    return shown.to_csv(index_label="at", lineterminator="\n").encode()


def _read_state(folder: Path) -> State:
    try:
        return State(**json.loads((folder / STATE).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        raise IncidentKitError.of(
            f"{folder.name} is no drill that this kit can read",
            "move it away, and begin anew",
            file=f"{folder.name}/{STATE}",
        ) from None


def _text_of(state: State) -> str:
    return json.dumps(asdict(state), indent=1) + "\n"


def moved(state: State, at: datetime, **more: Any) -> State:
    """Return a state that has come to an instant."""
    return replace(state, at=iso(at), **more)
