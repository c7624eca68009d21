"""Which column of a tracker's export is which field of a record.

Exact field names first, then the names that trackers use.  What nobody can
tell is asked for, never guessed; a column that is no field is left out, or goes to
``extra`` when the caller says so.
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
LEFT_OUT = ""
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

# Names of other tools; behind each "?" those that fit when nothing better is there.
# Jira calls its title Summary, ServiceNow Short description, PagerDuty Description.
_SYNONYMS: Mapping[str, str] = {
    "id": "incident_id incident key issue_key ticket ticket_id incident_number"
    " ? number ? reference ref slug",
    "title": "name incident_name headline short_description ? subject ? summary"
    " ? description",
    "severity": "sev severity_level incident_severity ? priority ? urgency ? impact",
    "timezone": "time_zone tz",
    "summary": "details ? description",
    "services": "service service_name business_service affected_services impacted_services components component"
    " affected_components ? systems products",
    "tags": "labels label tag",
    "detected_by": "detected_via detection_source detection_method how_detected",
    "review": "review_state review_status postmortem_status",
    "related": "related_incidents duplicates",
} | {field: one.columns for field, one in MOMENTS.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """For each column of the file, by its place: the field, ``extra`` or ``""``."""

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
    inner = re.sub(r"(?i)\ACustom field \((.+)\)\Z", r"\1", name.strip())
    bare = re.sub(r"\s*\([^)]*\)\s*\Z", "", inner)
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
    fields = [EXTRA if asked.get(name) == EXTRA else LEFT_OUT for name in names]
    notes = [""] * len(names)
    for field in FIELDS:
        places, how = _places(field, names, fields, asked)
        distinct = list(dict.fromkeys(names[place] for place in places))
        if len(distinct) > 1 or (len(places) > 1 and field not in LISTS):
            problems.append(_several(field, distinct, file))
            continue
        for place in places:
            fields[place] = field
        if places and how == "weak" and field in MOMENTS:
            notes[places[0]] = MOMENTS[field].caution
    asked_about = {one.field for one in problems}
    problems += [
        _missing(field, names, fields, file)
        for field in _REQUIRED
        if field not in {*fields, *asked_about} and not (field == "id" and makes_ids)
    ]
    if problems:
        raise IncidentKitError(*problems)
    return Columns(names=tuple(names), fields=tuple(fields), notes=tuple(notes))


def _several(field: str, names: Sequence[str], file: str) -> Problem:
    """Return the problem of a field that more than one column may be."""
    if len(names) == 1:
        what, mend = f"two columns named {names[0]!r}", "rename one of them"
        return Problem(file=file, line=1, field=field, what=what, mend=mend)
    what = f"{' and '.join(map(repr, names))} may both be it"
    mend = f'say which: --map "{names[0]}={field}"'
    return Problem(file=file, line=1, field=field, what=what, mend=mend)


def _places(
    field: str, names: Sequence[str], fields: Sequence[str], asked: Mapping[str, str]
) -> tuple[list[int], str]:
    """Return the columns that fit best: as asked, exact, by a name, by a weak one."""
    mapped = [place for place, name in enumerate(names) if asked.get(name) == field]
    if mapped:
        return mapped, "asked"
    free = [
        (place, normal(name))
        for place, name in enumerate(names)
        if name and name not in asked and fields[place] == LEFT_OUT
    ]
    strong, *weaker = _SYNONYMS.get(field, "").split("?")
    tries = [(field,), *(words.split() for words in (strong, *weaker))]
    hows = ["exact", "name", *("weak" for _ in weaker)]
    for words, how in zip(tries, hows, strict=True):
        if places := [place for place, name in free if name in words]:
            return places, how
    return [], ""


def _missing(
    field: str, names: Sequence[str], fields: Sequence[str], file: str
) -> Problem:
    free = [
        name
        for name, found in zip(names, fields, strict=True)
        if name and found in {LEFT_OUT, EXTRA}
    ]
    mend = f'name it: --map "{free[0] if free else "Column"}={field}"'
    if field == "id":
        mend += ", or ask for new ones: --make-ids INC"
    return Problem(file=file, line=1, field=field, what="no such column", mend=mend)
