"""What may leave the company: the record with everything else taken out.

``customer.release`` names what a customer may read, field by field; what it
does not name is as if nobody had written it, so nothing that is computed from
what is left can tell it.  Releasing a list releases its words and times.
Sources, notes, tickets, links, earlier answers and people must be named on
their own: ``timeline.source``.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar, get_args

from incident_kit.instants.written import UNKNOWN, Written
from incident_kit.record.contradictions import OF_NO_ACTION
from incident_kit.record.incident_record import Record
from incident_kit.record.letters import Part
from incident_kit.record.parts import Action, Customer
from incident_kit.record.values import nearest
from incident_kit.release.links import without_links

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Sequence

    from incident_kit.record.contradictions import Fault

NARRATIVE, WORKBOOK, PICTURES = "narrative", "workbook", "workbook.pictures"
"""What may be released and is no field: ``narrative.md``, the team's own cells, and
the pictures in them, in which nobody can search for words."""

_P = TypeVar("_P", bound=Part)
_NAMED_ONLY = frozenset(["by", "owner", "source", "note", "ticket", "link", "earlier"])
_NAMED_ONLY_AT = frozenset(
    [
        ("impact", "file"),
        ("impact", "query"),
        ("by_place", "file"),
        ("workbook", "pictures"),
    ]
)
_NEVER = frozenset(["schema", "customer", "private"])
_SHORTEST_NAME = 4
_ALWAYS = frozenset(["timezone"])  # a released time needs its zone


@dataclass(frozen=True, slots=True)
class Release:
    """The allow-list of a record: which paths may leave, which links, who is who.

    ``people`` pairs what ``roles`` says with the role to print instead.
    """

    names: frozenset[str]
    links: frozenset[str] = frozenset()
    people: tuple[tuple[str, str], ...] = ()

    def allows(self, path: Sequence[str | int]) -> bool:
        """Return whether the value at a path of the record may leave."""
        steps = [step for step in path if isinstance(step, str)]
        if steps[0] in _ALWAYS:
            return True
        for end in range(len(steps), 0, -1):
            if ".".join(steps[:end]) in self.names:
                return not any(
                    step in _NAMED_ONLY or (*steps[:at], step) in _NAMED_ONLY_AT
                    for at, step in enumerate(steps)
                    if at >= end
                )
        return False

    def touches(self, path: Sequence[str]) -> bool:
        """Return whether anything at or below a path may leave."""
        start = ".".join(path)
        below = (name == start or name.startswith(f"{start}.") for name in self.names)
        return any(below) or self.allows(path)

    def clean(self, text: str) -> str:
        """Return a released text with roles for people and no private link."""
        text = without_links(unicodedata.normalize("NFC", text), self.links)
        for person, role in self.people:
            flags = 0 if person.istitle() and " " not in person else re.IGNORECASE
            name = r"\s+".join(map(re.escape, person.split()))
            text = re.sub(rf"(?<!\w){name}(?!\w)", role, text, flags=flags)
        return text


def release_of(record: Record) -> Release:
    """Return the allow-list of a record; without one nothing may leave."""
    customer = record.customer
    names = frozenset(customer.release if customer else ())
    links = set(customer.links if customer else ())
    release = Release(names=names)
    links |= {
        one.link
        for field in ("timeline", "follow_ups", "references")
        for one in getattr(record, field) or ()
        if one.link and release.allows((field, "link"))
    }
    people = [
        (name, role)
        for role, who in record.roles.items()
        if who != role
        for name in names_of(who)
    ]
    people.sort(key=lambda pair: -len(pair[0]))
    return Release(
        names=names,
        links=frozenset(links),
        people=() if release.allows(("roles",)) else tuple(people),
    )


def names_of(who: str) -> tuple[str, ...]:
    """Return how a person of a role may be called: whole, and by each name alone.

    Only what is written like a name has parts: "Ada Lovelace", not "support lead".
    """
    whole = unicodedata.normalize("NFC", who)
    parts = [part for part in whole.split() if len(part) >= _SHORTEST_NAME]
    is_name = len(whole.split()) > 1 and all(
        part[0].isupper() for part in whole.split()
    )
    return (whole, *(parts if is_name else ()))


def released(record: Record) -> Record:
    """Return the record that a customer may read: the rest is not in it.

    What is withheld takes the value that it has when nobody wrote it; an ID and
    a title become empty.  Nothing refers to what is gone.
    """
    release = release_of(record)
    kept = _project(record, (), release)
    ids = {one.id for one in kept.changes or ()}
    ids |= {one.id for one in kept.actions or ()}
    shown = {one.name for one in kept.impact}
    said = kept.blast.system_change
    suspects = tuple(one for one in said.suspects if one in ids)
    change = said.model_copy(update={"suspects": suspects})
    message = record.customer.message if record.customer else None
    by = kept.mitigated_by
    whole: dict[str, Any] = {
        "blast": kept.blast.model_copy(update={"system_change": change}),
        # what removed it may stay inside; that it is removed stays true
        "causes": tuple(
            _kept_id(one, "fixed_by", ids, gone="" if one.fixed_by else None)
            for one in kept.causes
        ),
        "customer": Customer(message=release.clean(message)) if message else None,
        "mitigated_by": by if by in {*ids, *OF_NO_ACTION} else None,
    }
    if kept.waves:
        waves = tuple(_kept_id(one, "follows", ids) for one in kept.waves)
        whole["waves"] = waves
    if kept.actions:
        whole["actions"] = tuple(
            _kept_id(_of_series(one, shown), "undoes", ids) for one in kept.actions
        )
    if kept.changes:
        changes = tuple(_kept_id(one, "undoes", ids) for one in kept.changes)
        whole["changes"] = changes
    return kept.model_copy(update=whole)


def _kept_id(
    part: _P, field: str, ids: Container[str], *, gone: str | None = None
) -> _P:
    """Return a part that names no change or action that is gone."""
    is_kept = getattr(part, field) in ids
    return part if is_kept else part.model_copy(update={field: gone})


def _of_series(action: Action, shown: Container[str]) -> Action:
    """Return an action with what was said of the series that are there."""
    effects = {name: one for name, one in action.effects.items() if name in shown}
    return action.model_copy(update={"effects": effects})


def _project(part: _P, at: tuple[str, ...], release: Release) -> _P:
    """Return a part with each field that may not leave as if never written."""
    kept: dict[str, Any] = {}
    for name, info in type(part).model_fields.items():
        path = (*at, info.alias or name)
        value = getattr(part, name)
        if isinstance(value, Part):
            inside = release.touches(path)
            kept[name] = _project(value, path, release) if inside else info.default
        elif release.allows(path):
            kept[name] = _cleaned(value, path, release)
        elif isinstance(value, dict):
            kept[name] = {
                key: _cleaned(one, (*path, key), release)
                for key, one in value.items()
                if release.allows((*path, key))
            }
        elif path[0] not in _NEVER:
            kept[name] = "" if info.is_required() else info.default
    return part.model_copy(update=kept)


def _cleaned(value: Any, path: tuple[str, ...], release: Release) -> Any:
    match value:
        case str():
            return release.clean(value)
        case Written():
            bare = value if value.form != "unknown" else UNKNOWN
            return replace(bare, source="", note="")
        case Part():
            return _project(value, path, release)
        case tuple():
            return tuple(_cleaned(one, path, release) for one in value)
        case dict():
            return {key: _cleaned(one, path, release) for key, one in value.items()}
        case _:
            return value


@cache
def releasable() -> tuple[str, ...]:
    """Return every name that ``customer.release`` may hold."""
    names = [NARRATIVE, WORKBOOK, PICTURES]
    for name, part in _fields(Record):
        if name in _NEVER:
            continue
        names.append(name)
        for inner, below in _fields(part) if part else ():
            if name == "blast":
                names.append(f"{name}.{inner}")
                names += [
                    f"{name}.{inner}.{leaf}"
                    for leaf, _ in _fields(below or Part)
                    if leaf in _NAMED_ONLY
                ]
            elif inner in _NAMED_ONLY or (name, inner) in _NAMED_ONLY_AT:
                names.append(f"{name}.{inner}")
    return tuple(names)


def _fields(part: type[Part]) -> Iterator[tuple[str, type[Part] | None]]:
    for name, info in part.model_fields.items():
        yield info.alias or name, _part_in(info.annotation)


def _part_in(annotation: Any) -> type[Part] | None:
    if isinstance(annotation, type) and issubclass(annotation, Part):
        return annotation
    return next(filter(None, map(_part_in, get_args(annotation))), None)


def wrong_releases(record: Record) -> Iterator[Fault]:
    """Yield each name in ``customer.release`` that is nothing to release."""
    known = releasable()
    for index, name in enumerate(record.customer.release if record.customer else ()):
        path = ("customer", "release", index)
        head, dot, tail = name.partition(".")
        if name in known or (head in {"extra", "roles"} and dot and tail):
            continue
        if dot and head in known and tail:
            mend = f"release {head} whole"
            named = [one for one in known if one.startswith(f"{head}.")]
            mend += f"; on its own there is {', '.join(named)}" if named else ""
        else:
            mend = nearest(name, known)
        yield path, f"{name!r} is nothing to release", mend
