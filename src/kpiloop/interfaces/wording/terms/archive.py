"""Words for the choices of archive."""

from __future__ import annotations

TERMS = {
    "close_finding.unreported_pay": "Figures that feed pay are reported",
    "close_finding.missing_value": "Every scored line has a figure",
    "close_finding.partial_value": "Figures rest on complete data",
    "close_finding.figures_behind": "All facts are counted",
    "close_finding.pending_approval": "Nothing waits for approval",
    "close_finding.alert_without_note": "Every alert has a note",
    "close_finding.red_without_cause": "Every miss has a cause",
    "close_check.green": "Met",
    "close_check.amber": "Open",
    "close_check.red": "Blocks",
    "close_check.waived": "Waived",
    "pending.entry": "Reported figure",
    "pending.target": "Other target",
    "pin.facts": "Version of the facts",
    "pin.values": "Values, every window",
    "pin.definitions": "KPI definitions",
    "pin.formulas": "Formulas",
    "pin.targets": "Targets",
    "pin.weights": "Weights",
    "pin.organisation": "Units",
    "structure.own": "Each period as it was then",
    "structure.first": "As it was in the first period",
    "structure.second": "As it is in the second period",
    "reopening_state.requested": "Requested",
    "reopening_state.approved": "Approved",
    "reopening_state.refused": "Refused",
    "reopening_state.closed": "Closed again",
}
