"""What eases an incident without fixing it, what does it need, how does one see it?"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True, kw_only=True)
class Mitigation:
    """One kind of temporary mitigation, by the record's word for it."""

    kind: str
    does: str
    needs: str
    worked: str
    beware: str


_ALL = (
    Mitigation(
        kind="feature flag",
        does="Switches off the part that hurts, for all or for some.",
        needs="A flag around that part, and somebody who may switch it.",
        worked="Impact falls within the flag’s own delay, and only where it was switched.",
        beware="What the flag hid before comes back with it.",
    ),
    Mitigation(
        kind="rollback",
        does="Goes back to the last version known to be good.",
        needs="A version from before the first bad sample that can read today’s data.",
        worked="Impact falls in step with the instances replaced.",
        beware="It takes back all that was in the release, and caches start cold.",
    ),
    Mitigation(
        kind="disable",
        does="Takes a feature, a job or an integration out.",
        needs="Somebody who can say who will miss it.",
        worked="Its own traffic goes to nothing, and impact with it.",
        beware="What waited for it may pile up.",
    ),
    Mitigation(
        kind="degrade",
        does="Serves less: older data, fewer results, a plain page.",
        needs="A fallback that was tried before.",
        worked="Errors turn into poorer answers, and users go on.",
        beware="Old data that looks fresh misleads: say on the page that it is old.",
    ),
    Mitigation(
        kind="block",
        does="Keeps the traffic that hurts out: a client, a path, a region.",
        needs="A pattern that separates it, and the share of good traffic it meets.",
        worked="Load falls at once, and few who were meant to pass complain.",
        beware="Retries come back as soon as it is lifted.",
    ),
    Mitigation(
        kind="failover",
        does="Moves to another region, replica or provider.",
        needs="A healthy target with room, and data that is recent enough.",
        worked="Impact falls as connections move, and the target stays within its limits.",
        beware="The cause may travel with the traffic or with the data.",
    ),
    Mitigation(
        kind="scale",
        does="Adds capacity.",
        needs="To know which limit was reached.",
        worked="Queues get shorter. If they do not, it was not capacity.",
        beware="More instances may reach the next limit: often the database.",
    ),
    Mitigation(
        kind="drain",
        does="Takes a bad node or zone out of the pool.",
        needs="The rest can carry the load.",
        worked="Impact falls by the share that was drained.",
        beware="If it only moves on, the node was not the cause.",
    ),
    Mitigation(
        kind="restart",
        does="Begins with a clean state.",
        needs="One instance to try it on, and its dump or log saved first.",
        worked="Impact stays low for longer than it took to build up before.",
        beware="It destroys evidence, and relief may be short.",
    ),
    Mitigation(
        kind="restore",
        does="Brings data or configuration back from a copy.",
        needs="A copy from before it began, and room to restore it beside the other.",
        worked="Rows that users named are right, and counts agree.",
        beware="What was written since is lost unless it is kept.",
    ),
)

MITIGATIONS = MappingProxyType({one.kind: one for one in _ALL})
"""Every temporary mitigation by its kind, the quickest to take back first."""
