"""Everything that is computed about one incident, once."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from incident_kit.blast.assess import assess_blast
from incident_kit.incident import Incident
from incident_kit.results.clocks import Clocks
from incident_kit.results.differences import Difference
from incident_kit.results.findings import BlastMap
from incident_kit.results.harm import Harm, Phase
from incident_kit.results.response import Response
from incident_kit.results.worth import Averted, Avoidable
from incident_kit.series.harm import harm_of_state
from incident_kit.timing.averted import impact_averted
from incident_kit.timing.avoidable import impact_avoidable
from incident_kit.timing.clock import clocks
from incident_kit.timing.differences import find_differences
from incident_kit.timing.phases import impact_by_phase
from incident_kit.timing.response import order_of_response


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """The incident with its map, clocks, amounts, order of response, differences."""

    incident: Incident = field(repr=False)
    blast: BlastMap
    clocks: Clocks
    harm: tuple[Harm, ...]
    response: Response
    averted: Averted
    phases: tuple[Phase, ...] = ()
    avoidable: tuple[Avoidable, ...] = ()
    differences: tuple[Difference, ...] = ()

    def faded_in(self, name: str) -> datetime | None:
        """Since when little was left of a series, None where much was, or nobody knows."""
        low = next((it.low_from for it in self.blast.series if it.name == name), None)
        if low is None or self.clocks.share_left is not None:
            return None
        return low.to_pydatetime()


def assess(incident: Incident, *, as_of: datetime | None = None) -> Assessment:
    """Return all findings about an incident; the same inputs give the same."""
    blast = assess_blast(incident)
    timed = clocks(incident, as_of=as_of, blast=blast)
    response = order_of_response(incident, blast, timed)
    measured = {one.name: one.harm for one in blast.series}
    harm = tuple(
        measured.get(one.name) or harm_of_state(one, timed.as_of)
        for one in incident.series
    )
    return Assessment(
        incident=incident,
        blast=blast,
        clocks=timed,
        response=response,
        harm=harm,
        phases=impact_by_phase(blast, timed, response),
        averted=impact_averted(incident.record, blast, timed),
        avoidable=impact_avoidable(incident.record, blast, timed),
        differences=find_differences(incident, blast, timed),
    )
