"""The review as JSON: the record, the findings and the clocks, for a program.

A dump of the result types: their names are its keys, their docstrings the
descriptions in its schema.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, fields
from typing import Any, Literal, get_args

from incident_kit.export import plain
from incident_kit.incident import InputFile
from incident_kit.instants.written import TIME_FORMS, TimeForm
from incident_kit.record.incident_record import Record
from incident_kit.timing.assessment import Assessment
from incident_kit.version import __version__
from incident_kit.wording.inside import data as told

Schema = Literal["incident-kit review, version 2"]
[SCHEMA] = get_args(Schema)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewDocument(Assessment):
    """The record of one incident and all that was computed from it."""

    schema: Schema
    id: str
    timezone: str
    record: Record
    inputs: tuple[InputFile, ...]
    made_with: str


def json_document(found: Assessment) -> str:
    """Return the review as JSON: stable order, no NaN, UTF-8."""
    record = found.incident.record
    document = ReviewDocument(
        schema=SCHEMA,
        id=record.id,
        timezone=record.zone.key,
        record=record,
        inputs=found.incident.inputs,
        made_with=f"incident-kit {__version__}",
        **{one.name: getattr(found, one.name) for one in fields(Assessment)},
    )
    data = _in_order(plain.plain(document, record.zone))
    text = json.dumps(data, indent=1, ensure_ascii=False, allow_nan=False) + "\n"
    # half of a character pair, as broken exports have it, is no text at all
    return text.encode("utf-8", "replace").decode()


def _in_order(data: plain.Plain) -> plain.Plain:
    """Return what it is of and how to read it first."""
    own = ("schema", "id", "timezone", "record")
    return {name: data[name] for name in own} | data


def review_schema() -> dict[str, Any]:
    """Return the JSON Schema of what :func:`json_document` gives."""
    definitions: dict[str, Any] = {
        plain.TIME: _time_schema(),
        plain.SPAN: plain.an_object(
            told.SPAN,
            start=plain.ref(plain.TIME),
            end=plain.ref(plain.TIME),
        ),
        plain.DURATION: plain.an_object(
            told.DURATION,
            seconds={"type": "number"},
            iso={"type": "string", "pattern": r"^-?PT(\d+H)?(\d+M)?(\d+(\.\d+)?S)?$"},
        ),
    }
    body = plain.schema_of_fields(ReviewDocument, definitions)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": SCHEMA,
        **body,
        "description": f"{body['description']} {told.NULLS}",
        "$defs": dict(sorted(definitions.items())),
    }


def review_schema_text() -> str:
    """Return the JSON Schema of a review as text."""
    return json.dumps(review_schema(), indent=1, ensure_ascii=False) + "\n"


def _time_schema() -> dict[str, Any]:
    text: dict[str, Any] = {"type": ["string", "null"]}
    at = text | {"format": "date-time"}
    return plain.an_object(
        told.time_help(TIME_FORMS.removeprefix("write ")),
        form={"enum": list(get_args(TimeForm))},
        text=text,
        earliest=at,
        latest=at,
        stated=at,
        source=text,
        note=text,
    )
