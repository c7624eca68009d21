"""The clocks, the state, the order of response, and how much harm.

``clock`` has the clocks, ``harm`` the amounts, ``response`` the order of
response, ``assessment`` all of it for one incident, ``table`` several incidents.
"""

from __future__ import annotations

from incident_kit.results.clocks import Clock, Clocks
from incident_kit.timing.clock import clocks
from incident_kit.timing.table import clock_table

__all__ = ["Clock", "Clocks", "clock_table", "clocks"]
