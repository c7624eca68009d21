"""What a team has agreed on for all its records: ``incidents/kit.toml`` as a value.

No file means these defaults: any severity, any service, nothing required, and
each page in the zone of its own record.
"""

from __future__ import annotations

from typing import Annotated, Any
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict

from incident_kit.errors import TimeError
from incident_kit.instants.zones import find_zone
from incident_kit.record.incident_record import Record
from incident_kit.record.values import nearest

FINISHED = ("reviewed", "closed")
"""The states of a review in which the required fields must be there."""


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError(f'{_kind(value)} where text belongs; write "…"')  # noqa: TRY004  # pydantic collects ValueError
    if not value.strip():
        raise ValueError("empty text; write words or take the line out")
    return value


def _texts(value: object) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise ValueError(f'{_kind(value)} where a list belongs; write ["…", "…"]')  # noqa: TRY004
    texts = tuple(_text(part) for part in value)
    for text in texts:
        if texts.count(text) > 1:
            raise ValueError(f"{text!r} stands there twice; keep one of them")
    return texts


def _kind(value: object) -> str:
    if isinstance(value, bool):
        return "true or false"
    names = {str: "a text", int: "a number", float: "a number", dict: "a table"}
    return names.get(type(value), "a list" if isinstance(value, list) else "a date")


def _zone(value: object) -> ZoneInfo:
    if isinstance(value, ZoneInfo):
        return value
    try:
        return find_zone(_text(value))
    except TimeError as error:
        raise ValueError(str(error)) from None


def _known(names: tuple[str, ...]) -> tuple[str, ...]:
    known = required_names()
    for name in names:
        if name not in known:
            raise ValueError(
                f"{name!r} is no field of a record; {nearest(name, known)}"
            )
    return names


def required_names() -> tuple[str, ...]:
    """Return the fields that a team may require: the record's, and the five letters."""
    fields = [info.alias or name for name, info in Record.model_fields.items()]
    letters = type(Record.model_fields["blast"].default).model_fields
    return (*fields, *(f"blast.{name}" for name in letters))


Name = Annotated[str, BeforeValidator(_text)]
Names = Annotated[tuple[str, ...], BeforeValidator(_texts)]


class Settings(BaseModel):
    """What the team has agreed on; each field is a line of ``kit.toml``.

    ``severities`` are in order, the worst first; ``required`` names the fields
    of a record whose review is finished; ``logo`` is a file beside the settings.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)

    title: Name | None = None
    severities: Names = ()
    services: Names = ()
    required: Annotated[Names, AfterValidator(_known)] = ()
    display_zone: Annotated[ZoneInfo, BeforeValidator(_zone)] | None = None
    logo: Name | None = None

    def rank(self, severity: str | None) -> int:
        """Return where a severity stands in the team's order, unknown ones last."""
        if severity in self.severities:
            return self.severities.index(severity)
        return len(self.severities)


DEFAULTS = Settings()


def parse_settings(data: dict[str, Any]) -> Settings:
    """Return the settings that a read file says.

    Raises
    ------
    pydantic.ValidationError
        With every problem at its key; the store turns them into lines.
    """
    return Settings.model_validate(data)
