"""Does a record keep to what the team agreed on: names, and what must be there?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from incident_kit.instants.written import Written
from incident_kit.record.explanations import unexplained
from incident_kit.record.settings import FINISHED
from incident_kit.record.values import nearest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydantic import BaseModel

    from incident_kit.record.contradictions import Fault
    from incident_kit.record.incident_record import Record
    from incident_kit.record.settings import Settings

UNKNOWN = "unknown"


def disagreements(record: Record, settings: Settings) -> Iterator[Fault]:
    """Yield each name that is not the team's, and each required field not there.

    ``unknown`` is nobody's name and always allowed; ``none`` (asked, and there
    was none) is an answer and counts as being there.  Where ``explanations`` are
    required, each contradiction must be explained; there need not be any.
    """
    if settings.severities and record.severity not in {None, UNKNOWN}:
        yield from _foreign(
            ("severity",), record.severity or "", settings.severities, "severities"
        )
    if settings.services:
        for index, name in enumerate(record.services):
            path = ("services", index) if len(record.services) > 1 else ("services",)
            yield from _foreign(path, name, settings.services, "services")
    if record.review in FINISHED:
        for name in settings.required:
            if name == "explanations":
                yield from unexplained(record)
            elif not is_there(record, name):
                mend = "write it, or review: draft until somebody knows it"
                yield (
                    tuple(name.split(".")),
                    f"missing in a {record.review} record",
                    mend,
                )


def _foreign(
    path: tuple[str | int, ...], name: str, known: tuple[str, ...], key: str
) -> Iterator[Fault]:
    if name not in known:
        yield path, f"{name!r} is not among the team's {key}", nearest(name, known)


def is_there(record: Record, name: str) -> bool:
    """Return whether a field says anything: written, and not ``unknown``."""
    value: object = record
    for step in name.split("."):
        part: BaseModel = value  # type: ignore[assignment]  # only models have inner names
        field = next(
            (
                one
                for one, info in type(part).model_fields.items()
                if step in {one, info.alias}
            ),
            step,
        )
        if field not in part.model_fields_set:
            return False
        value = getattr(part, field)
    if isinstance(value, Written):
        return value.form != UNKNOWN
    return value is not None and value != UNKNOWN
