"""``reviews/index.html``: every review of a folder, from receipts that still hold.

A receipt keeps what the index says of its review beside the digests of what
that was made from.  While these digests hold nothing is computed again; where
one does not, the facts are computed anew and the page is said to be older.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from incident_kit.errors import IncidentKitError, UnknownIncident
from incident_kit.sections.index_page import PAGE, IndexEntry, Others, index_html
from incident_kit.store.evidence import FOUND_BY_NAME
from incident_kit.store.files import check_incident_id, put_file
from incident_kit.store.folder import load_incident
from incident_kit.store.home import RECORD, list_ids
from incident_kit.store.records import read_record
from incident_kit.store.settings import read_house
from incident_kit.timing.assessment import assess
from incident_kit.wording.index import UNREADABLE, older
from incident_kit.wording.listing import Listed, listed, listed_from_json

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from incident_kit.errors import Problem
    from incident_kit.store.home import Home
    from incident_kit.store.settings import House

INDEX = "index.html"
RECEIPT = "receipt.json"


def write_index(
    home: Home, out: Path, *, refused: Mapping[str, tuple[Problem, ...]] | None = None
) -> Path:
    """Write the index of the reviews in ``out``; return its path.

    ``refused`` are the incidents that could not be built just now, and why.
    Only internal pages are listed: the index holds what must stay inside.
    Reviews whose record is not in this folder are named, and not counted.

    Raises
    ------
    SettingsError, PageRefused
        If the team's settings cannot be read, or the page would leak.
    """
    house = read_house(home)
    known = set(list_ids(home)) | set(refused or {})
    built = {one.incident_id: one for one in _built(out)}
    entries = [*_entries(home, house, known, built, dict(refused or {}))]
    others = Others(
        incident_ids=tuple(sorted(built.keys() - known)),
        folder="the samples" if home.is_bundled else f"{home.path.name}/",
    )
    text = index_html(
        entries,
        settings=house.settings,
        today=datetime.now(house.settings.display_zone or UTC).date(),
        logo=house.logo,
        others=others,
    )
    out.mkdir(parents=True, exist_ok=True)
    put_file(out / INDEX, text.encode())
    return out / INDEX


def _entries(
    home: Home,
    house: House,
    known: set[str],
    built: Mapping[str, _Built],
    refused: dict[str, tuple[Problem, ...]],
) -> Iterator[IndexEntry]:
    for incident_id in sorted(known):
        if (one := built.get(incident_id)) is not None:
            yield _current(one, home, house, refused.get(incident_id, ()))
            continue
        problems = refused.get(incident_id) or _record_problems(incident_id, home)
        if problems:
            yield IndexEntry(incident_id=incident_id, has_page=False, problems=problems)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Built:
    """A page in the folder of reviews, and what its receipt says."""

    incident_id: str
    inputs: dict[str, str]
    facts: Listed | None
    is_as_built: bool


def _built(out: Path) -> Iterator[_Built]:
    """Yield the internal pages of a folder; other folders are passed over."""
    for folder in sorted(out.iterdir()) if out.is_dir() else ():
        try:
            check_incident_id(folder.name)
            page = (folder / PAGE).read_bytes()
        except (UnknownIncident, OSError):
            continue
        receipt = _receipt(folder / RECEIPT)
        if receipt.get("profile", "internal") != "internal":
            continue
        inputs = receipt.get("inputs_sha256")
        facts = listed_from_json(receipt.get("listed"))
        yield _Built(
            incident_id=folder.name,
            inputs=inputs if isinstance(inputs, dict) else {},
            facts=facts if facts and facts.incident_id == folder.name else None,
            is_as_built=receipt.get("page_sha256") == hashlib.sha256(page).hexdigest(),
        )


def _receipt(path: Path) -> dict[str, Any]:
    try:
        data = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return {}
    return data if isinstance(data, dict) else {}


def _current(
    one: _Built, home: Home, house: House, refused: tuple[Problem, ...]
) -> IndexEntry:
    """Return the entry of a page whose record is here: as built, or computed anew."""
    incident_id = one.incident_id
    holds = _digests_hold(one.inputs, home.path / incident_id, house)
    if one.facts and one.is_as_built and holds and not refused:
        return IndexEntry(incident_id=incident_id, facts=one.facts)
    try:
        incident = load_incident(read_record(incident_id, home), home, house=house)
        facts = listed(assess(incident))
    except IncidentKitError as error:
        return IndexEntry(
            incident_id=incident_id,
            facts=one.facts,
            problems=refused or error.problems,
            note=UNREADABLE,
        )
    note = "" if holds and one.is_as_built else older(incident_id)
    return IndexEntry(incident_id=incident_id, facts=facts, note=note, problems=refused)


def _digests_hold(inputs: Mapping[str, str], folder: Path, house: House) -> bool:
    """Return whether a receipt's inputs are what they were, and are all there are."""
    team = {name: digest for name, digest in inputs.items() if name.startswith("../")}
    if team != {f"{one.folder}{one.name}": one.sha256 for one in house.inputs}:
        return False
    beside = {name for name in FOUND_BY_NAME if (folder / name).exists()}
    if RECORD not in inputs or not beside <= inputs.keys():
        return False
    for name in inputs.keys() - team.keys():
        path = folder / name
        try:
            with path.open("rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
        except (OSError, ValueError):
            return False
        if digest != inputs[name]:
            return False
    return True


def _record_problems(incident_id: str, home: Home) -> tuple[Problem, ...]:
    """Return what keeps a record without a page from being read; no series is."""
    try:
        read_record(incident_id, home)
    except IncidentKitError as error:
        return error.problems
    return ()
