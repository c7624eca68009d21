"""Every panel of the triage by its name; they need ipywidgets."""

from __future__ import annotations

from types import MappingProxyType

from incident_kit.forms.triage.clock_panel import ClockPanel
from incident_kit.forms.triage.hypotheses_panel import HypothesesPanel
from incident_kit.forms.triage.log_panel import LogPanel
from incident_kit.forms.triage.mitigations_panel import MitigationsPanel
from incident_kit.forms.triage.questions_panel import QuestionsPanel
from incident_kit.forms.triage.review_panel import ReviewPanel
from incident_kit.forms.triage.update_panel import UpdatePanel

PANELS = MappingProxyType(
    {
        "clock": ClockPanel,
        "five_questions": QuestionsPanel,
        "mitigations": MitigationsPanel,
        "log": LogPanel,
        "hypotheses": HypothesesPanel,
        "update": UpdatePanel,
        "go_on": ReviewPanel,
    }
)
"""What a part of the triage shows where somebody sits."""
