"""A record with a mark in all that a person can write, made from the model itself.

Whatever field is added to the record later is in it without being named here.
"""

from __future__ import annotations

import itertools
import types
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Annotated, Any, Literal, Union, get_args, get_origin
from typing import get_type_hints as hints_of

import yaml

from incident_kit.record.incident_record import Record
from incident_kit.record.letters import Part
from incident_kit.record.values import (
    Asked,
    Count,
    Extra,
    Flag,
    Link,
    Links,
    Moment,
    NotAsked,
    Per,
    Ratio,
    Span,
    Text,
    Texts,
    ZoneIfKnown,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FORMS = ("exact", "about", "by", "after", "range", "day", "not yet", "unknown")
_START = datetime(2024, 5, 14, 6, tzinfo=UTC)
_TEXTS = (Texts, Asked)
# what only names something else, or a file beside the record and its columns
_NAMES = {
    "id": None,
    "undoes": None,
    "follows": None,
    "fixed_by": None,
    "effects": None,
    "mitigated_by": None,
    "suspects": None,
    "field": "clocks.mitigate",
    "time": "at",
    "value": "value",
    "of": "of",
    "places": ["north", "south"],
    "release": ["title"],
}


def _minutes() -> Iterator[int]:
    return (minute for minute in itertools.count(1, 7) if minute % 5)


@dataclass
class Marked:
    """Fills a record; ``given`` has each mark by the path at which it stands.

    ``times`` has each minute in the same way, as the page prints it: no
    other one is like it, and no sample of the series lies there.

    ``turn`` says which of its words each field of a vocabulary takes, ``form`` how
    times are written ("bare": to the minute, without source and note), ``tail`` what stands in a text before its mark.
    """

    turn: int = 0
    form: str = "exact"
    tail: str = ""
    given: dict[str, str] = field(default_factory=dict)
    times: dict[str, str] = field(default_factory=dict)
    _minutes: Iterator[int] = field(default_factory=_minutes)

    def record(self) -> dict[str, Any]:
        """Return the whole record as its file says it."""
        return self._part(Record, ("",))

    def _part(self, kind: type[Part], at: tuple[str, ...]) -> dict[str, Any]:
        made: dict[str, Any] = {}
        hints = hints_of(kind, include_extras=True)
        for name, info in kind.model_fields.items():
            key = info.alias or name
            value = self._value(hints[name], (*at, key))
            if value is not None:
                made[key] = value
        return made

    def _value(self, kind: Any, at: tuple[str, ...]) -> Any:
        name = at[-1]
        if kind == Text and name == "file":
            return "places.csv" if "by_place" in at else "series.csv"
        if name in _NAMES and kind not in {Count, Count | None}:
            return self._id(at) if name == "id" else _NAMES[name]
        if name == "impact":
            return self._impact(at)
        for one, value in (
            (Count, "7"),
            (Ratio, "0.5"),
            (Flag, "false" if name == "private" else ("true", "false")[self.turn % 2]),
            (ZoneIfKnown, "Europe/Berlin"),
            (Per, "15 min"),
            (NotAsked, None),  # it is no answer, and stands beside none
        ):
            if kind in {one, one | None}:
                return value
        if kind == Text:
            return self._mark(at)
        if kind in _TEXTS:
            return [self._mark((*at, str(n))) for n in range(2)]
        if kind == Link:
            return self._link(at)
        if kind == Links:
            return [self._link(at)]
        if kind == Moment:
            return self._moment(at)
        if kind == Span:
            return self._span(at)
        if kind == Extra:
            key = self._mark((*at, "key")).removeprefix(self.tail)
            return {key: {"inner": [self._mark(at)]}}
        return self._of(kind, at)

    def _of(self, kind: Any, at: tuple[str, ...]) -> Any:
        """Return a value of a type that is made of others."""
        inner = get_args(kind)
        if isinstance(kind, type) and issubclass(kind, Part):
            return self._part(kind, at)
        origin = get_origin(kind)
        if origin is Literal:
            return inner[self.turn % len(inner)]
        if origin is Annotated:  # the version, and lists that may be none
            if inner[0] is int:
                return 1
            return self._value(inner[0], at)
        if origin in {Union, types.UnionType}:
            return self._value(next(one for one in inner if one is not type(None)), at)
        if origin is dict:
            return {"commander": self._mark((*at, "commander"))}
        if origin is tuple:
            return [self._value(inner[0], (*at, "0"))]
        raise AssertionError(f"no example of {kind} at {'.'.join(at)}")

    def _impact(self, at: tuple[str, ...]) -> list[dict[str, Any]]:
        """Return a series in a file, and a state in intervals."""
        kind = get_args(Record.model_fields["impact"].annotation)[0]
        series, state = (self._part(kind, (*at, str(n))) for n in range(2))
        del series["during"], series["level"], state["file"]
        for kept in (self.given, self.times):
            gone = (".impact.0.during", ".impact.0.level")
            for path in [one for one in kept if one.startswith(gone)]:
                del kept[path]
        return [series | {"bad": "high"}, state]

    def _id(self, at: tuple[str, ...]) -> str:
        return "MARKED-1" if len(at) == 2 else f"{at[1]}-{at[2]}"

    def _mark(self, at: tuple[str, ...]) -> str:
        mark = f"mark{len(self.given):03}z"
        self.given[".".join(at)] = mark
        return f"{self.tail}{mark}"

    def _link(self, at: tuple[str, ...]) -> str:
        mark = f"mark{len(self.given):03}z"
        self.given[".".join(at)] = mark
        return f"https://wiki.example/{mark}"

    def _moment(self, at: tuple[str, ...], form: str = "") -> Any:
        when = _START + timedelta(minutes=next(self._minutes))
        self.times[".".join(at)] = f"{when:%H:%M}"
        text, later = (
            f"{one:%Y-%m-%d %H:%M}" for one in (when, when + timedelta(minutes=4))
        )
        written = {
            "exact": text,
            "range": [text, later],
            "day": f"{when:%Y-%m-%d}",
            "not yet": "not yet",
            "unknown": "unknown",
        }
        if self.form == "bare":
            return text
        form = form or self.form
        return {
            "at": written.get(form, f"{form} {text}"),
            "source": self._mark((*at, "source")),
            "note": self._mark((*at, "note")),
        }

    def _span(self, at: tuple[str, ...]) -> list[Any]:
        return [
            self._moment((*at, "start"), "exact"),
            self._moment((*at, "end"), "exact"),
        ]


def write_marked(home: Path, marked: Marked) -> str:
    """Write the record with the files that it names; return its ID."""
    record = marked.record()
    folder = home / record["id"]
    folder.mkdir(parents=True)
    text = yaml.safe_dump(record, sort_keys=False, allow_unicode=True, width=1000)
    (folder / "incident.yaml").write_text(text, encoding="utf-8")
    rows = [
        (_START + timedelta(minutes=5 * n), 900 if 60 < n < 90 else 10 + n % 3)
        for n in range(200)
    ]
    lines = [f"{at:%Y-%m-%dT%H:%MZ},{level},2000" for at, level in rows]
    (folder / "series.csv").write_text("\n".join(["at,value,of", *lines, ""]))
    lines = [f"{at:%Y-%m-%dT%H:%MZ},{level},7" for at, level in rows]
    (folder / "places.csv").write_text("\n".join(["at,north,south", *lines, ""]))
    return str(record["id"])
