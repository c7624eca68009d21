"""What was told to whom, and what else was like it: parts of a record."""

from __future__ import annotations

from typing import Annotated

from pydantic import BeforeValidator, WithJsonSchema

from incident_kit.instants.written import UNKNOWN
from incident_kit.record.letters import Part
from incident_kit.record.values import TEXT_SCHEMA, Moment, Text, UpdateKind


class Update(Part):
    """Something that was told to somebody while it lasted, in the words it had.

    An ``all clear`` said that it was over; one that proved wrong is followed by
    ``all clear withdrawn``.  ``status closed`` is when readers saw it closed, which
    ``closed_at`` of the incident need not be.
    """

    what: Text
    at: Moment = UNKNOWN
    to: Text | None = None
    kind: UpdateKind = "update"


class Related(Part):
    """Another incident by its ID, and why it is worth reading beside this one."""

    id: Text
    why: Text | None = None


def _related(value: object) -> object:
    """Return a list of parts; one ID stands for a list of one, as a text does."""
    if value == "none":
        return ()
    items = value if isinstance(value, list | tuple) else [value]
    return tuple(one if isinstance(one, dict) else {"id": one} for one in items)


_ONE = {
    "anyOf": [
        TEXT_SCHEMA,
        {
            "type": "object",
            "properties": {"id": TEXT_SCHEMA, "why": TEXT_SCHEMA},
            "required": ["id"],
            "additionalProperties": False,
        },
    ]
}
RelatedOnes = Annotated[
    tuple[Related, ...],
    BeforeValidator(_related),
    WithJsonSchema({"anyOf": [{"type": "array", "items": _ONE}, TEXT_SCHEMA]}),
]
