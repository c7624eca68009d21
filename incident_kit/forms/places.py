"""Which form, and which entry of its list, answers for a field of the record?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from incident_kit.forms.catalogue import FORMS

if TYPE_CHECKING:
    from incident_kit.forms.questions import Form
    from incident_kit.store.tree import Path

# the map as a whole is begun with its first letter
_WHOLE = {("blast",): "blast_radius", ("answered_at",): "blast_radius"}


@dataclass(frozen=True, slots=True)
class Place:
    """A form, and the entry of its list that is meant; None is a new one."""

    form: Form
    index: int | None = None


def place_of(path: Path) -> Place | None:
    """Return where a person answers for a value, None where only the file can."""
    if path in _WHOLE:
        return Place(FORMS[_WHOLE[path]])
    found = [form for form in FORMS.values() if _holds(form, path)]
    if not found:
        return None
    form = max(found, key=lambda one: len(one.root))
    rest = path[len(form.root) :]
    index = rest[0] if form.is_list and rest and isinstance(rest[0], int) else None
    return Place(form, index)


def _holds(form: Form, path: Path) -> bool:
    if path[: len(form.root)] != form.root:
        return False
    rest = path[len(form.root) :]
    if form.is_list or not rest:
        return bool(form.root)
    return any(
        question.path == rest[: len(question.path)] for question in form.questions
    )
