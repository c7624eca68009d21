"""An evidence kind with a finding and a figure, as the README's table asks for it.

``sessions.csv`` beside the record: how many were signed in, at each time.
"""

from __future__ import annotations

READER = """\
def _sessions(reading: Reading) -> Any:
    if not (reading.folder / SESSIONS).is_file():
        return None
    try:
        found = reading.samples(SESSIONS, (), time="at", columns=("sessions",))
    except ColumnsMissing as error:
        reading.problems += error.problems
        return None
    return None if found is None else found.frame["sessions"]


"""
LAST = """\
    if incident.sessions is not None and len(incident.sessions):
        instants.append(incident.sessions.index[-1].to_pydatetime())
"""
RESULT = '''\
"""How many were signed in."""

from __future__ import annotations

from dataclasses import dataclass, field

import pandas as pd

from incident_kit.results.shown import Shown


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class Sessions(Shown):
    """The most and the fewest that were signed in, with the samples themselves."""

    most: float
    fewest: float
    samples: pd.Series = field(repr=False)
'''
FINDING = '''\
"""How many were signed in, at most and at least?"""

from __future__ import annotations

from incident_kit.incident import Incident
from incident_kit.results.sessions import Sessions


def signed_in(incident: Incident) -> Sessions | None:
    """Return the most and the fewest, None without a sample."""
    samples = incident.sessions
    if samples is None or samples.isna().all():
        return None
    return Sessions(most=samples.max(), fewest=samples.min(), samples=samples)
'''
WORDS = '''\
"""Who was signed in, in words."""

from __future__ import annotations

from incident_kit.drawn import FigureTable
from incident_kit.results.sessions import Sessions
from incident_kit.wording.phrases import amount_words

CAPTION = "Each sample of the file, from nothing at the foot to the most at the top"


def sessions_lead(found: Sessions) -> str:
    """Return the finding as a sentence."""
    fewest, most = amount_words(found.fewest), amount_words(found.most)
    return f"Between {fewest} and {most} sessions were open."


def sessions_table(found: Sessions) -> FigureTable:
    """Return what the figure draws, a row per sample."""
    rows = [(f"{at:%H:%M}", f"{many:g}") for at, many in found.samples.items()]
    return FigureTable(("at (UTC)", "sessions"), tuple(rows))
'''
FIGURE = '''\
"""Who was signed in, against time."""

from __future__ import annotations

from incident_kit.figures.canvas import Canvas
from incident_kit.figures.picture import PHONE, WIDE, Drawing, Picture
from incident_kit.results.sessions import Sessions
from incident_kit.wording.sessions import sessions_lead, sessions_table

_HEIGHT = 60.0


def draw_sessions(found: Sessions) -> Picture:
    """Draw a line through the samples."""
    return Picture(
        wide=_draw(found, WIDE),
        phone=_draw(found, PHONE),
        alt=sessions_lead(found),
        table=sessions_table(found),
    )


def _draw(found: Sessions, width: int) -> Drawing:
    canvas = Canvas(width)
    values = found.samples.dropna()
    step = width / max(len(values) - 1, 1)
    high = max(found.most, 1.0)
    heights = [_HEIGHT * (1 - value / high) + 2 for value in values]
    canvas.line([(at * step, y) for at, y in enumerate(heights)], "impact", 1.6)
    return canvas.finish(_HEIGHT + 4)
'''
BUILDER = '''\
"""Who was signed in meanwhile."""

from incident_kit.figures.sessions import draw_sessions
from incident_kit.page.text_blocks import Lead
from incident_kit.sections.parts import section
from incident_kit.sections.pictures import figure_of
from incident_kit.styled import w
from incident_kit.wording.sessions import CAPTION, sessions_lead


def sessions(found):
    """Return the finding over its figure, nothing where nobody counted."""
    if found is None:
        return section("sessions")
    figure = figure_of(draw_sessions(found), w(CAPTION))
    return section("sessions", Lead(w(sessions_lead(found))), figure)
'''
GUIDE = """\
    "sessions": Guide(
        "sessions-figure",
        "Signed in",
        "Look for a fall that no series of the impact shows.",
        "Nobody counted who was signed in; put sessions.csv beside the record.",
    ),
"""
ENTRY = '    Entry("sessions", lambda it, _: sessions.sessions(it.sessions)),\n'
IMPORTS = "from incident_kit.results.sessions import Sessions\n"
COMPUTED = "from incident_kit.blast.sessions import signed_in\n"
SAMPLE = "at,sessions\n2024-05-14 10:00,40\n2024-05-14 10:30,12\n"

EDITS = {
    "store/evidence.py": [
        ('SESSIONS = "sessions.csv"\n\n\n', "def _series(reading"),
        (READER, "KINDS = ("),
        (
            '    EvidenceKind("sessions", _sessions, file=SESSIONS),\n',
            ")\nFOUND_BY_NAME",
        ),
    ],
    "incident.py": [
        ("    sessions: pd.Series | None = None\n", '    narrative: str = ""\n'),
        (LAST, "    known = [instant for"),
    ],
    "tests/store/test_evidence_kinds.py": [
        (
            f'    (folder / "sessions.csv").write_text({SAMPLE[:31]!r})\n',
            "    return folder\n",
        )
    ],
    "results/…": ("sessions.py", RESULT),
    "blast/…": ("sessions.py", FINDING),
    "timing/assessment.py": [
        (COMPUTED, "from incident_kit.incident import Incident"),
        (IMPORTS, "from incident_kit.results.worth import"),
        ("    sessions: Sessions | None = None\n", "    phases: tuple"),
        ("        sessions=signed_in(incident),\n", "        response=response,"),
    ],
    "wording/…": ("sessions.py", WORDS),
    "figures/…": ("sessions.py", FIGURE),
    "sections/…": ("sessions.py", BUILDER),
    "wording/guides.py": [(GUIDE, '    "actions": Guide(')],
    "sections/registry.py": [
        (ENTRY, '    _entry(\n        "actions"'),
        ("    sessions,\n", "    worth,\n)\n"),
    ],
}
