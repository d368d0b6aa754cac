"""Words for the choices of measure."""

from __future__ import annotations

TERMS = {
    "window.month": "Month",
    "window.ytd": "Year to date",
    "proof.actual": "Actual",
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
    "proof.actual_quarter_to_date": "actual of the quarter to date",
    "proof.rate": "Exchange rate",
    "rate_type.average": "Average rate",
    "rate_type.closing": "Closing rate",
    "rate_type.constant": "Constant rate",
}
