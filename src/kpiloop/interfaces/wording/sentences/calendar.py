"""Sentences of refusals raised by calendar."""

from __future__ import annotations

SENTENCES = {
    "period_closed": "Period %(period)s is closed and takes no more entries. Request a reopening first.",
    "period_unknown": "The calendar has no period %(period)s. Check the code, or extend the calendar first.",
    "period_code_unreadable": (
        'The period code "%(period)s" cannot be read. Write it like 2026-10, FY2026-Q4, FY2026-H2 or FY2026.'
    ),
    "calendar_missing": "No fiscal calendar has been set up. Run kpiloop init or set up the calendar first.",
    "calendar_fixed": (
        "The fiscal year begins in month %(month)s (named by %(named_by)s) and there are periods "
        "already, so it cannot be moved. Keep this setting."
    ),
    "period_state_unknown": 'There is no period state "%(state)s". Use open, closed or reopened.',
}
