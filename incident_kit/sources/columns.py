"""Which column of a tracker's export is which field of a record.

Exact field names first, then the names that trackers use.  What nobody can
tell is asked for, never guessed; a column that is no field goes to ``extra``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from incident_kit.errors import IncidentKitError, Problem
from incident_kit.record.moments import MOMENTS
from incident_kit.record.values import nearest

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

EXTRA = "extra"
LISTS = ("services", "tags", "related")
FIELDS = (
    "id",
    "title",
    "severity",
    "timezone",
    "services",
    "tags",
    "detected_by",
    "review",
    "summary",
    *MOMENTS,
    "related",
)
_REQUIRED = ("id", "title")

# Names of other tools; behind the "?" those that fit when nothing better is there.
_SYNONYMS: Mapping[str, str] = {
    "id": "incident_id incident key issue_key ticket ticket_id incident_number"
    " ? number reference ref slug",
    "title": "name incident_name headline ? subject",
    "severity": "sev severity_level incident_severity ? priority urgency impact",
    "timezone": "time_zone tz",
    "services": "service affected_services impacted_services components component"
    " affected_components ? systems products",
    "tags": "labels label tag",
    "detected_by": "detected_via detection_source detection_method how_detected",
    "review": "review_state review_status postmortem_status",
    "related": "related_incidents duplicates",
} | {field: one.columns for field, one in MOMENTS.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """For each column of the file, by its place: the field, or ``extra``."""

    names: tuple[str, ...]
    fields: tuple[str, ...]
    notes: tuple[str, ...]

    def place(self, field: str) -> int | None:
        """Return where the column of a field stands."""
        return self.fields.index(field) if field in self.fields else None


def known_names() -> tuple[str, ...]:
    """Return every column name that is understood by itself, as normalised."""
    words = [word for text in _SYNONYMS.values() for word in text.split()]
    return (*FIELDS, *(word for word in words if word != "?"))


def normal(name: str) -> str:
    """Return a column's name as it is compared: "Detected At (UTC)" is detected_at."""
    bare = re.sub(r"\s*\([^)]*\)\s*\Z", "", name)
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", bare)
    return re.sub(r"[^a-z0-9]+", "_", spaced.lower()).strip("_")


def parse_maps(maps: Iterable[str]) -> dict[str, str]:
    """Return what ``--map "Column=field"`` says, the column as written.

    Raises
    ------
    IncidentKitError
        If one is not of that form or names no field.
    """
    asked: dict[str, str] = {}
    problems = []
    for text in maps:
        column, sign, field = text.rpartition("=")
        column, field = column.strip(), field.strip()
        if not sign or not column:
            what, mend = f"{text!r} maps nothing", 'write --map "Column=field"'
        elif field not in {*FIELDS, EXTRA}:
            what = f"{field!r} is no field that a column can fill"
            mend = nearest(field, [*FIELDS, EXTRA])
        elif column in asked:
            what, mend = f"{column!r} is mapped twice", "keep one of the two"
        else:
            asked[column] = field
            continue
        problems.append(Problem(field="--map", what=what, mend=mend))
    if problems:
        raise IncidentKitError(*problems)
    return asked


def map_columns(
    names: Sequence[str], asked: Mapping[str, str], *, file: str, makes_ids: bool
) -> Columns:
    """Return which column is which field.

    Raises
    ------
    IncidentKitError
        One line per question that only the caller can answer: two columns for
        one field, no column for the ID, a mapped column that is not there.
    """
    problems = [
        Problem(
            field="--map",
            file=file,
            line=1,
            what=f"no column {column!r}",
            mend=nearest(column, [name for name in names if name]),
        )
        for column in asked
        if column not in names
    ]
    fields, notes = [EXTRA] * len(names), [""] * len(names)
    for field in FIELDS:
        places, how = _places(field, names, asked)
        if len(places) > 1:
            listed = " and ".join(repr(names[place]) for place in places)
            problems.append(
                Problem(
                    file=file,
                    line=1,
                    field=field,
                    what=f"{listed} may both be it",
                    mend=f'say which: --map "{names[places[0]]}={field}"',
                )
            )
        elif places and fields[places[0]] == EXTRA:
            fields[places[0]] = field
            notes[places[0]] = (
                MOMENTS[field].caution if field in MOMENTS and how == "weak" else ""
            )
    problems += [
        _missing(field, names, fields, file)
        for field in _REQUIRED
        if field not in fields and not (field == "id" and makes_ids)
    ]
    if problems:
        raise IncidentKitError(*problems)
    return Columns(names=tuple(names), fields=tuple(fields), notes=tuple(notes))


def _places(
    field: str, names: Sequence[str], asked: Mapping[str, str]
) -> tuple[list[int], str]:
    """Return the columns that fit best: as asked, exact, by a name, by a weak one."""
    free = [place for place, name in enumerate(names) if name and name not in asked]
    mapped = [place for place, name in enumerate(names) if asked.get(name) == field]
    strong, _, weak = _SYNONYMS.get(field, "").partition("?")
    tries = (
        (mapped, "asked"),
        ([place for place in free if normal(names[place]) == field], "exact"),
        ([place for place in free if normal(names[place]) in strong.split()], "name"),
        ([place for place in free if normal(names[place]) in weak.split()], "weak"),
    )
    return next(((places, how) for places, how in tries if places), ([], ""))


def _missing(
    field: str, names: Sequence[str], fields: Sequence[str], file: str
) -> Problem:
    free = [
        name
        for name, found in zip(names, fields, strict=True)
        if name and found == EXTRA
    ]
    example = free[0] if free else "Column"
    if field == "title" and "summary" in fields:
        example = names[fields.index("summary")]
    mend = f'name it: --map "{example}={field}"'
    if field == "id":
        mend += ", or ask for new ones: --make-ids INC"
    return Problem(file=file, line=1, field=field, what="no such column", mend=mend)
