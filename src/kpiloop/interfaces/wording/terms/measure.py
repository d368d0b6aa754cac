"""Words for the choices of measure."""

from __future__ import annotations

TERMS = {
    "window.month": "Month",
    "window.ytd": "Year to date",
    "proof.actual": "Actual",
    "proof.overridden": "Actual, overridden",
    "proof.system": "Figure of the system",
    "proof.override": "override of %(period)s, until %(until)s",
    "proof.override_difference": "override less system, %(period)s",
    "override_state.proposed": "Waits for approval",
    "override_state.approved": "In force",
    "override_state.rejected": "Rejected",
    "override_state.ended": "Ended",
    "override_state.expired": "Expired",
    "proof.formula": "Formula",
    "proof.rows": "Source rows",
    "proof.row": "Source row",
    "proof.submission": "Reported value",
    "proof.converted": "Converted amounts",
    "proof.conversion": "Amount × rate",
    "proof.monthly_average": "Mean of the months",
    "proof.carried_value": "actual carried from %(from)s",
    "proof.actual_rolling": "actual of the last %(months)s months",
    "proof.actual_year": "actual of the year to date",
    "proof.actual_half_to_date": "actual of the half-year to date",
    "proof.actual_quarter_to_date": "actual of the quarter to date",
    "proof.rate": "Exchange rate",
    "rate_type.average": "Average rate",
    "rate_type.closing": "Closing rate",
    "rate_type.constant": "Constant rate",
}
