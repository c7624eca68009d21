"""One incident, and all of them, in a cell of one's own: what the package's root offers."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from incident_kit.errors import IncidentKitError, Problem
from incident_kit.export import tables
from incident_kit.forms.findings import assessed, file_stamps
from incident_kit.forms.opened import Forms
from incident_kit.review.workbook import review_of
from incident_kit.sections.registry import Sections
from incident_kit.series.levels import check_instant
from incident_kit.store.home import SAMPLES, find_home, list_ids, samples_home
from incident_kit.store.notes import add_note
from incident_kit.store.records import read_record

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd
    from matplotlib.axes import Axes

    from incident_kit.review.build import Review
    from incident_kit.review.workbook import Workbook
    from incident_kit.store.home import Home
    from incident_kit.timing.assessment import Assessment

Values = TypeVar("Values")


def incidents(*, home: str | Path | None = None) -> pd.DataFrame:
    """Return the incidents of a folder as a frame, a row per ID.

    Columns: title, severity, started (the earliest possible onset, aware, in UTC; NaT
    where unknown), state, review.  One that cannot be read has the state "unreadable";
    ``incident-kit check`` says why.

    Raises
    ------
    IncidentKitError
        If the folder that was named is not there.
    """
    return tables.incidents_table(_listed(find_home(home)))


def _listed(home: Home) -> Iterator[tuple[object, ...]]:
    for incident_id in list_ids(home):
        try:
            found = assessed(read_record(incident_id, home), home)
        except IncidentKitError as error:
            found = error
        if isinstance(found, IncidentKitError):
            yield incident_id, "", "", None, "unreadable", ""
            continue
        record, clocks = found.incident.record, found.clocks
        yield (
            incident_id,
            record.title,
            record.severity or "unknown",
            clocks.onset.earliest,
            clocks.state,
            record.review,
        )


def open_incident(
    incident_id: str,
    *,
    home: str | Path | None = None,
    as_of: str | datetime | None = None,
) -> OpenIncident:
    """Return one incident, with everything that is found about it.

    ``samples/INC-001`` names a bundled one.  ``as_of`` is until when "not yet" counts:
    a time in the record's zone, an aware datetime, or "now"; by default the last
    instant in the record or its evidence.

    Raises
    ------
    IncidentKitError
        If there is no such incident, or it cannot be read: one line per problem.
    """
    incident_id, place = _placed(incident_id, home)
    return OpenIncident(incident_id, place, _until(as_of))


def _placed(incident_id: str, home: str | Path | None) -> tuple[str, Home]:
    """Return the bare ID and the folder: the samples behind their prefix.

    Raises
    ------
    IncidentKitError
        If a folder is named beside the prefix, or is not there.
    """
    prefix, slash, rest = str(incident_id).partition("/")
    if not slash or prefix != SAMPLES:
        return incident_id, find_home(home)
    if home is not None:
        raise IncidentKitError(
            Problem(what=f"{incident_id} and a home", mend="name only one of them")
        )
    return rest, samples_home("named", Path.cwd())


def _until(as_of: str | datetime | None) -> str:
    """Return up to when "not yet" counts as the commands take it.

    Raises
    ------
    TimeError
        If a datetime has no offset.
    """
    if isinstance(as_of, datetime):
        return check_instant(as_of).isoformat()
    return as_of or ""


class OpenIncident:
    """One incident as its files were when it was opened: frames, plots, sections, forms."""

    __slots__ = ("_as_of", "_home", "_id", "_review", "_stamps")

    _review: Workbook
    _stamps: object

    def __init__(self, incident_id: str, home: Home, as_of: str) -> None:
        self._id, self._home, self._as_of = incident_id, home, as_of
        self.reload()

    def __repr__(self) -> str:
        """Return what it is in one line."""
        record = self._found.incident.record
        state = f"{record.severity or 'severity unknown'}, {self._found.clocks.state}"
        return f"<{record.id} {record.title!r}: {state}, {record.review}>"

    def _repr_mimebundle_(
        self,
        include: object = None,  # noqa: ARG002 - Jupyter's signature
        exclude: object = None,  # noqa: ARG002 - Jupyter's signature
    ) -> dict[str, object]:
        """Return its first screen as a card; a page that has it takes no second one."""
        card = replace(self.section.first_screen, unless="head")
        return {**card._repr_mimebundle_(), "text/plain": repr(self)}

    @property
    def _found(self) -> Assessment:
        return self._review.assessment

    @property
    def clocks(self) -> pd.DataFrame:
        """How long it took: low, high, stated as timedeltas, and how each is known."""
        return tables.clocks_table(self._found)

    @property
    def phases(self) -> pd.DataFrame:
        """When the harm of the headline series fell, by phase of the response."""
        return tables.phases_table(self._found)

    @property
    def waves(self) -> pd.DataFrame:
        """Each stretch of impact: when, how much, and what it followed."""
        return tables.waves_table(self._found)

    @property
    def timeline(self) -> pd.DataFrame:
        """Milestones, changes, actions, answers, hypotheses and notes in one order."""
        return tables.timeline_table(self._found)

    @property
    def changes(self) -> pd.DataFrame:
        """The ledger of changes: can each have set this off, and why (not)?"""
        return tables.changes_table(self._found)

    @property
    def actions(self) -> pd.DataFrame:
        """What was done, and what each action did: verdict, drop, low, high."""
        return tables.actions_table(self._found)

    @property
    def blast(self) -> pd.DataFrame:
        """The five letters: what was said beside what the data say."""
        return tables.blast_table(self._found)

    def series(self, name: str = "") -> pd.DataFrame:
        """Return one impact series: value, of, usual, excess, is_bad on aware times.

        Without a name the headline's.

        Raises
        ------
        IncidentKitError
            If no such series is measured; the message lists those that are.
        """
        return tables.series_table(self._found, name)

    @property
    def plot(self) -> Plots:
        """Plots in the house style on matplotlib Axes, to change and to save."""
        return Plots(self._found)

    @property
    def section(self) -> Sections:
        """The sections as they stand on the page: ``.impact``, ``.clocks`` …"""
        return Sections(self._found)

    @property
    def forms(self) -> Forms:
        """The forms that write the record: ``.milestones``, ``.actions`` …"""
        return Forms(incident_id=self._id, home=self._home)

    @property
    def is_stale(self) -> bool:
        """Whether a file of the incident has changed since it was read."""
        return file_stamps(self._found.incident.record, self._home) != self._stamps

    def reload(self) -> OpenIncident:
        """Read the files again, in place, and return it.

        Raises
        ------
        IncidentKitError
            If they cannot be read now; what was found before then stays.
        """
        record = read_record(self._id, self._home).record
        stamps = file_stamps(record, self._home)  # before the files are read for it
        self._review = review_of(self._id, home=self._home, as_of=self._as_of)
        self._stamps = stamps
        return self


class Plots:
    """Plots of one incident on matplotlib Axes; without ``ax`` on a new figure."""

    __slots__ = ("_found",)

    def __init__(self, found: Assessment) -> None:
        self._found = found

    def __repr__(self) -> str:
        """Return which plots there are."""
        return "<plots: impact, clocks, phases>"

    def impact(self, ax: Axes | None = None) -> Axes:
        """Return impact against time, with the onset bracket, actions and waves."""
        from incident_kit.plots.impact import plot_impact
        from incident_kit.sections.impact_drawing import impact_values

        return plot_impact(_known(impact_values(self._found), "impact"), ax)

    def clocks(self, ax: Axes | None = None) -> Axes:
        """Return the clocks on one axis."""
        from incident_kit.plots.clocks import plot_clocks
        from incident_kit.sections.response_drawing import clocks_values

        return plot_clocks(_known(clocks_values(self._found), "clocks"), ax)

    def phases(self, ax: Axes | None = None) -> Axes:
        """Return the harm by phase of the response as one bar."""
        from incident_kit.plots.phases import plot_phases
        from incident_kit.sections.worth_drawing import phases_values

        values = phases_values(self._found) if self._found.phases else None
        return plot_phases(_known(values, "phases"), ax)


def _known(values: Values | None, name: str) -> Values:
    if values is None:
        raise IncidentKitError(
            Problem(
                what=f"nothing to plot for {name}",
                mend="record times or an impact series",
            )
        )
    return values


def note(
    incident_id: str,
    text: str,
    *,
    for_: str | None = None,
    kind: str | None = None,
    at: str | None = None,
    source: str | None = None,
    home: str | Path | None = None,
) -> str:
    """Stamp and append an entry to the timeline, or an action with ``for_``.

    ``for_`` is stabilize, fix, both or investigate; ``at`` a time in the record's zone,
    by default the present one.  Returns the list it stands in, and its time.

    Raises
    ------
    IncidentKitError
        If it cannot be written: one line per problem, and nothing is.
    """
    incident_id, place = _placed(incident_id, home)
    return add_note(
        incident_id,
        text,
        home=place,
        purpose=for_,
        kind=kind,
        at=at,
        source=source,
    )


def build(
    incident_id: str,
    *,
    home: str | Path | None = None,
    out: str | Path = "reviews",
    template: str = "postmortem",
    profile: str = "internal",
    as_of: str | datetime | None = None,
) -> Review:
    """Build the review of an incident: its page, notebook and receipt in ``out``.

    The page is the one that ``incident-kit review`` and papermill give.

    Raises
    ------
    IncidentKitError, RunFailed
        Bad input, or a run that failed; nothing is written then.
    """
    from incident_kit.review.build import build_review

    bare, _ = _placed(incident_id, home)
    return build_review(
        bare,
        home=home if bare == incident_id else SAMPLES,
        out=out,
        template=template,
        profile=profile,
        as_of=_until(as_of),
    )
