"""A template that was opened without an ID: a list to choose from, where somebody sits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from IPython.core.getipython import get_ipython

from incident_kit.errors import IncidentKitError
from incident_kit.forms.shown import can_be_answered, show_live, with_widgets
from incident_kit.store.home import find_home, list_ids
from incident_kit.store.records import read_record
from incident_kit.wording.inside.choosing import NOT_CHOSEN, TRY_CHOOSING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from incident_kit.store.home import Home

_PARAMETER = "incident_id"


class Unchosen:
    """Any part of a review as long as no incident is chosen: it shows nothing."""

    def __getattr__(self, name: str) -> Unchosen:
        """Return any part of it, which shows nothing either."""
        if name.startswith("_"):
            raise AttributeError(name)
        return NOTHING

    def _ipython_display_(self) -> None:
        pass


NOTHING = Unchosen()


class Door(Unchosen):
    """Shows the list; the choice becomes the notebook's ``incident_id``."""

    def __init__(self, home: Home) -> None:
        self._home = home

    def __repr__(self) -> str:
        """Return from which folder one can choose."""
        return f"{NOT_CHOSEN}\n{self._home}"

    def _ipython_display_(self) -> None:
        print(self._home)  # noqa: T201  # as each first cell says it
        view = with_widgets("forms.choosing").ChoiceView(
            [*_listed(self._home)], _choose
        )
        show_live(view.widget, TRY_CHOOSING)


def door_without_id(incident_id: object, home: str | Home) -> Door | None:
    """Return the list to choose from: where no ID is set, and somebody can answer.

    Without anybody there is none, and neither is there without an incident: what
    opens the review then says in one line what to do.
    """
    if incident_id != "" or not can_be_answered():
        return None
    found = find_home(home)
    return Door(found) if list_ids(found) else None


def _listed(home: Home) -> Iterator[tuple[str, str]]:
    for incident_id in list_ids(home):
        try:
            yield incident_id, read_record(incident_id, home).record.title
        except IncidentKitError:
            yield incident_id, ""


def _choose(incident_id: str) -> None:
    shell = get_ipython()
    if shell is not None:
        shell.user_ns[_PARAMETER] = incident_id
