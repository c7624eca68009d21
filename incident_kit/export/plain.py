"""Values as plain data, and the JSON Schema of what they become.

Both walk the types of the record, and of ``shape``; so a field that is added to a
record is in the export and its schema without being named here.
"""

from __future__ import annotations

import math
from datetime import datetime, timedelta
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin
from zoneinfo import ZoneInfo

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
        "reason": _why_open(value),
    }


def _why_open(value: Written) -> str | None:
    """Return why an end of a time is null."""
    if value.form == "unknown":
        return "not recorded"
    if value.form == "not yet":
        return "has not happened yet"
    if value.form == "about":
        return "about: how far off it may be is not stated"
    if value.low is None:
        return "no later than: nobody said from when"
    return "no earlier than: nobody said until when" if value.high is None else None


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


def plain(value: object, zone: ZoneInfo) -> Any:  # any JSON
    """Return a value of the record as plain data: null is not recorded."""
    match value:
        case Written():
            return moment(value, zone)
        case BaseModel():
            fields = type(value).model_fields
            return {
                field.alias or name: plain(getattr(value, name), zone)
                for name, field in fields.items()
            }
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
        case _:
            raise TypeError(f"no plain form for {type(value).__name__}")


def schema_of(annotation: Any, definitions: Plain) -> Plain:  # any type
    """Return the JSON Schema of what :func:`plain` makes of a type."""
    origin, inner = get_origin(annotation), get_args(annotation)
    if annotation in {Written, timedelta}:
        return {"$ref": f"#/$defs/{TIME if annotation is Written else DURATION}"}
    if annotation is datetime:
        return {"type": "string", "format": "date-time"}
    if origin is Annotated:
        return schema_of(inner[0], definitions)
    if origin in {Union, UnionType}:
        return {"anyOf": [schema_of(one, definitions) for one in inner]}
    if origin is Literal:
        return {"enum": list(inner)}
    if origin is tuple and inner == (Written, Written):
        return {"$ref": f"#/$defs/{SPAN}"}
    if origin in {tuple, list}:
        return {"type": "array", "items": schema_of(inner[0], definitions)}
    if origin is dict or annotation is dict:
        of = schema_of(inner[1], definitions) if inner else {}
        return {"type": "object", "additionalProperties": of}
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return _schema_of_part(annotation, definitions)
    names = {
        str: "string",
        int: "integer",
        float: "number",
        bool: "boolean",
        NoneType: "null",
        ZoneInfo: "string",
    }
    return {"type": names[annotation]} if annotation in names else {}


def _schema_of_part(part: type[BaseModel], definitions: Plain) -> Plain:
    of_record = part.__module__.startswith("incident_kit.record")
    name = f"record.{part.__name__}" if of_record else part.__name__
    if name not in definitions:
        definitions[name] = {}  # a part may hold its own kind
        properties = {
            field.alias or key: schema_of(field.annotation, definitions)
            | ({"description": field.description} if field.description else {})
            for key, field in part.model_fields.items()
        }
        definitions[name] = {
            "description": " ".join((part.__doc__ or "").split()),
            "type": "object",
            "properties": properties,
            "required": list(properties),
            "additionalProperties": False,
        }
    return {"$ref": f"#/$defs/{name}"}
