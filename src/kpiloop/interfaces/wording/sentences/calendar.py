"""Sentences of refusals raised by calendar."""

from __future__ import annotations

SENTENCES = {
    "period_closed": "Period %(period)s is closed and takes no more entries. Request a reopening first.",
    "period_out_of_scope": "%(period)s was opened again for other KPIs or units. Ask to have it opened for these too.",
    "period_unknown": "The calendar has no period %(period)s. Check the code, or extend the calendar first.",
    "period_code_unreadable": (
        'The period code "%(period)s" cannot be read. Write it like 2026-10 (of weeks: FY2026-P10), '
        "FY2026-Q4, FY2026-H2 or FY2026."
    ),
    "calendar_weeks_missing": "Nothing is measured by week yet. Let a KPI be measured by week first.",
    "calendar_missing": "No fiscal calendar has been set up. Run kpiloop init or set up the calendar first.",
    "calendar_fixed": (
        "The fiscal year begins in month %(month)s (named by %(named_by)s) and there are periods "
        "already, so it cannot be moved. Keep this setting."
    ),
    "calendar_wrong": (
        "The calendar cannot be set like this: %(given)s. Give a start month from 1 to 12, one of the known patterns, "
        "a first day of the week, and at least one working day."
    ),
    "calendar_event_unknown": "These days are not in the working calendar (any more). Reload the page.",
    "calendar_event_wrong": (
        "The days from %(first_day)s to %(last_day)s cannot be entered: name them, let the last day not lie before "
        "the first, and leave out days that are entered already."
    ),
    "calendar_holidays_unknown": (
        "Nothing was announced for %(year)s yet; the table knows %(first)s to %(last)s. Enter the days by hand."
    ),
    "period_state_unknown": 'There is no period state "%(state)s". Use open, closed or reopened.',
}
