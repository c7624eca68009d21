"""What does a review lack, and where is each answered? What matters most first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from incident_kit.errors import IncidentKitError
from incident_kit.forms.gate import as_finished, missing_in
from incident_kit.timing.differences import stale_explanations
from incident_kit.wording.differences import both_sides as sides_of
from incident_kit.wording.inside import forms as say
from incident_kit.wording.inside.catalogue import FORMS
from incident_kit.wording.wishes import wishes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from incident_kit.errors import Path
    from incident_kit.results.differences import Difference
    from incident_kit.store.home import Home
    from incident_kit.store.records import StoredRecord
    from incident_kit.timing.assessment import Assessment
    from incident_kit.wording.inside.questions import Form

# the map as a whole is begun with its first letter
_WHOLE = {("blast",): "blast_radius", ("answered_at",): "blast_radius"}


@dataclass(frozen=True, slots=True)
class FormPlace:
    """A form, and the entry of its list that is meant; None is a new one."""

    form: Form
    index: int | None = None


def place_of(path: Path) -> FormPlace | None:
    """Return where a person answers for a value, None where only the file can."""
    if path in _WHOLE:
        return FormPlace(FORMS[_WHOLE[path]])
    found = [form for form in FORMS.values() if _holds(form, path)]
    if not found:
        return None
    form = max(found, key=lambda one: len(one.root))
    rest = path[len(form.root) :]
    index = rest[0] if form.is_list and rest and isinstance(rest[0], int) else None
    return FormPlace(form, index)


def _holds(form: Form, path: Path) -> bool:
    if path[: len(form.root)] != form.root:
        return False
    rest = path[len(form.root) :]
    if form.is_list or not rest:
        return bool(form.root)
    return any(
        question.path == rest[: len(question.path)] for question in form.questions
    )


Rank = Literal["required", "differs", "wish"]
KINDS = ("prevent", "detect", "mitigate")
"""The kinds of follow-up that change how the next incident goes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One thing that is missing, in one line; ``place`` answers it where a form can.

    A ``difference`` is told in its ``sides``: what is said, what stands against it.
    """

    name: str
    what: str
    rank: Rank
    place: FormPlace | None = None
    difference: Difference | None = None
    sides: tuple[str, ...] = ()


def find_missing(
    stored: StoredRecord, home: Home, found: Assessment
) -> tuple[Item, ...]:
    """Return what is missing: required by the team, not explained, then wished for.

    Raises
    ------
    SettingsError
        If nobody can tell what is required.
    """
    finished, _ = as_finished(stored)
    settings = found.incident.settings
    required = [
        Item(
            name=one.field,
            what=f"{one.what}; {one.mend}",
            rank="required",
            place=place_of(_path(one.field)),
        )
        for one in missing_in(finished, home, lambda: found)
        if "not explained" not in one.what
    ]
    rank: Rank = "required" if "explanations" in settings.required else "differs"
    differ = [
        Item(
            name=one.name,
            what=f"{told.said} {told.against}",
            rank=rank,
            place=place_of(one.path),
            difference=one,
            sides=(told.said, told.against),
        )
        for one in found.differences
        if not one.is_explained
        for told in (sides_of(found, one),)
    ]
    known = {one.name for one in required}
    return (
        *required,
        *differ,
        *(one for one in _wished(found) if one.name not in known),
    )


def _wished(found: Assessment) -> Iterator[Item]:
    record = found.incident.record
    for name, what in wishes(found.incident.record, found.clocks, found.response):
        path = tuple(name.removesuffix(".answer").split("."))
        yield Item(name=name, what=what, rank="wish", place=place_of(path))
    for index, question in enumerate(record.questions):
        if question.answer in {None, "unknown"}:
            place = place_of(("questions", index))
            what = say.unanswered(question.what)
            yield Item(name=f"questions[{index}]", what=what, rank="wish", place=place)
    kinds = {one.kind for one in record.follow_ups or ()}
    if record.follow_ups and not kinds & {"detect", "mitigate"}:
        place = place_of(("follow_ups",))
        yield Item(name="follow_ups", what=say.SHORTENS, rank="wish", place=place)
    for one in stale_explanations(record, found.differences):
        what = say.stale(one.why, one.field)
        yield Item(name=say.stale_name(one.field), what=what, rank="wish")


def kinds_without(found: Assessment | IncidentKitError) -> tuple[str, ...]:
    """Return what the follow-ups of a record lack: kinds, and the one that counts."""
    if isinstance(found, IncidentKitError):
        return ()
    kinds = {one.kind for one in found.incident.record.follow_ups or ()}
    none = [kind for kind in KINDS if kind not in kinds]
    if not none:
        return ()
    told = say.kinds_missing(none)
    if kinds & {"detect", "mitigate"}:
        return (told,)
    return (told, say.SHOULD_SHORTEN)


def _path(field: str) -> tuple[str | int, ...]:
    """Return the path that a printed field stands for."""
    steps = field.replace("[", ".[").split(".")
    return tuple(int(one[1:-1]) if one.startswith("[") else one for one in steps)
