"""Incident Kit: the review of a production incident, computed from evidence.

::

    import incident_kit as ik

    ik.incidents()                    # what there is, a row each
    inc = ik.open("INC-001")          # one of them; "samples/INC-001": a bundled one
    inc.clocks, inc.waves, inc.blast  # what was found, as pandas frames
    inc.series("stale report views")  # one impact series beside what is usual
    inc.plot.impact()                 # matplotlib Axes in the house style
    inc.section.impact                # a section as it stands on the page
    inc.forms.milestones              # a form that writes the record
    ik.note("INC-7", "rolled back", for_="stabilize")
    ik.build("INC-7")                 # the page, as incident-kit review builds it

On series of one's own, without a record: ``find_anchor_time``, ``measure_mitigation``,
``rank_locations``.  Each name is loaded when it is first used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from incident_kit.version import __version__

if TYPE_CHECKING:
    from incident_kit.blast.anchor_time import find_anchor_time
    from incident_kit.blast.location import rank_locations
    from incident_kit.blast.temporary_mitigation import measure_mitigation
    from incident_kit.notebook import build, incidents, note
    from incident_kit.notebook import open_incident as open
    from incident_kit.plots.house import use_house_style as style
    from incident_kit.results.findings import AnchorTime

__all__ = [
    "AnchorTime",
    "__version__",
    "build",
    "find_anchor_time",
    "incidents",
    "measure_mitigation",
    "note",
    "open",
    "rank_locations",
    "style",
]

_PLACES = {
    "AnchorTime": ("results.findings", "AnchorTime"),
    "build": ("notebook", "build"),
    "find_anchor_time": ("blast.anchor_time", "find_anchor_time"),
    "incidents": ("notebook", "incidents"),
    "measure_mitigation": ("blast.temporary_mitigation", "measure_mitigation"),
    "note": ("notebook", "note"),
    "open": ("notebook", "open_incident"),
    "rank_locations": ("blast.location", "rank_locations"),
    "style": ("plots.house", "use_house_style"),
}


def __getattr__(name: str) -> object:
    """Load a public name when it is first used: the import itself stays light."""
    if name not in _PLACES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    module, inner = _PLACES[name]
    value: object = getattr(import_module(f"{__name__}.{module}"), inner)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """Return the public names."""
    return __all__
