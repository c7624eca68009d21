"""Values as plain data, and the JSON Schema of what they become.

Both walk the types of the record and of the results; so a field that is added to
one is in the export and its schema without being named here.
"""

from __future__ import annotations

import dataclasses
import math
from datetime import datetime, timedelta
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints
from zoneinfo import ZoneInfo

import pandas as pd
from pydantic import BaseModel

from incident_kit.instants.written import Written

Plain = dict[str, Any]


TIME = "time"
SPAN = "span"
DURATION = "duration"


def instant(at: datetime | None, zone: ZoneInfo) -> str | None:
    """Return an instant in ISO 8601 with its offset in ``zone``."""
    return None if at is None else at.astimezone(zone).isoformat()


def moment(value: Written, zone: ZoneInfo) -> Plain:
    """Return a time as written, and the instants between which it lies."""
    return {
        "form": value.form,
        "text": value.text or None,
        "earliest": instant(value.low, zone),
        "latest": instant(value.high, zone),
        "stated": instant(value.stated, zone),
        "source": value.source or None,
        "note": value.note or None,
    }


def duration(value: timedelta) -> Plain:
    """Return a duration in seconds and in ISO 8601, which counts in hours.

    A negative one carries its sign before the P, as in ``-PT3M``.
    """
    return {"seconds": number(value.total_seconds()), "iso": _iso(value)}


def _iso(value: timedelta) -> str:
    rest = abs(value)
    hours, rest = divmod(rest, timedelta(hours=1))
    minutes, rest = divmod(rest, timedelta(minutes=1))
    seconds = f"{rest.total_seconds():.6f}".rstrip("0").rstrip(".")
    text = f"{hours}H" if hours else ""
    text += f"{minutes}M" if minutes else ""
    text += f"{seconds}S" if seconds != "0" or not text else ""
    return f"{'-' if value < timedelta(0) else ''}PT{text}"


def number(value: float) -> float | int | None:
    """Return a number of twelve digits, whole ones whole; None for NaN."""
    if not math.isfinite(value):
        return None
    return int(value) if float(value).is_integer() else float(f"{value:.12g}")


@cache
def _fields(kind: type[Any]) -> dict[str, tuple[str, Any, str]]:
    """Return, by key, each field of a record's part or a result: name, type, words.

    A result's bulk (the samples of a series) is what its ``repr`` leaves out.
    """
    if issubclass(kind, BaseModel):
        return {
            field.alias or name: (name, field.annotation, field.description or "")
            for name, field in kind.model_fields.items()
        }
    types = get_type_hints(kind)
    return {
        one.name: (one.name, types[one.name], "")
        for one in dataclasses.fields(kind)
        if one.repr
    }


def plain(value: object, zone: ZoneInfo) -> Any:  # any JSON
    """Return a value of the record, or a result, as plain data: null is not known."""
    match value:
        case Written():
            return moment(value, zone)
        case ZoneInfo():
            return value.key
        case datetime():
            return instant(value, zone)
        case timedelta():
            return duration(value)
        case dict():
            return {str(key): plain(part, zone) for key, part in value.items()}
        case tuple() | list():
            if len(value) == 2 and all(isinstance(part, Written) for part in value):
                return {"start": plain(value[0], zone), "end": plain(value[1], zone)}
            return [plain(part, zone) for part in value]
        case float():
            return number(value)
        case None | bool() | int() | str():
            return value
    kind: Any = type(value)
    return {
        key: plain(getattr(value, name), zone)
        for key, (name, _, _) in _fields(kind).items()
    }


def schema_of(annotation: Any, definitions: Plain) -> Plain:  # any type
    """Return the JSON Schema of what :func:`plain` makes of a type."""
    origin, inner = get_origin(annotation), get_args(annotation)
    if annotation in _LEAVES:
        return _LEAVES[annotation]
    if origin is Annotated:
        return schema_of(inner[0], definitions)
    if origin in {Union, UnionType}:
        return {"anyOf": [schema_of(one, definitions) for one in inner]}
    if origin is Literal:
        return {"enum": list(inner)}
    if origin is tuple and inner == (Written, Written):
        return ref(SPAN)
    if origin in {tuple, list}:
        return {"type": "array", "items": schema_of(inner[0], definitions)}
    if origin is dict or annotation is dict:
        of = schema_of(inner[1], definitions) if inner else {}
        return {"type": "object", "additionalProperties": of}
    if not isinstance(annotation, type) or annotation is object:
        return {}
    of_record = annotation.__module__.startswith("incident_kit.record")
    name = f"record.{annotation.__name__}" if of_record else annotation.__name__
    if name not in definitions:
        definitions[name] = {}  # a part may hold its own kind
        definitions[name] = schema_of_fields(annotation, definitions)
    return ref(name)


def schema_of_fields(kind: type, definitions: Plain) -> Plain:
    """Return the JSON Schema of an object: every field, and no other."""
    properties = {
        key: schema_of(of, definitions) | ({"description": words} if words else {})
        for key, (_, of, words) in _fields(kind).items()
    }
    return an_object(kind.__doc__ or "", **properties)


def an_object(description: str, **properties: Plain) -> Plain:
    """Return the JSON Schema of an object that has all of these and no other."""
    return {
        "description": " ".join(description.replace("``", "`").split()),
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def ref(name: str) -> Plain:
    """Return the JSON Schema that stands under a name."""
    return {"$ref": f"#/$defs/{name}"}


_AT = {"type": "string", "format": "date-time"}
_LEAVES: dict[Any, Plain] = {
    Written: ref(TIME),
    timedelta: ref(DURATION),
    datetime: _AT,
    pd.Timestamp: _AT,
    str: {"type": "string"},
    int: {"type": "integer"},
    float: {"type": "number"},
    bool: {"type": "boolean"},
    NoneType: {"type": "null"},
    ZoneInfo: {"type": "string"},
    Any: {},
}
