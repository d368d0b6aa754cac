"""Sentences of refusals raised by measure."""

from __future__ import annotations

SENTENCES = {
    "drill_impossible": (
        "%(kpi)s cannot be split by %(dimension)s. Take a KPI counted from one dataset and a dimension of that dataset."
    ),
    "rows_hidden": "The rows of this figure are not open to you, or it has none.",
    "rows_elsewhere": "%(kpi)s is computed from other KPIs and has no rows of its own. Open the rows of %(kpis)s.",
    "rows_too_many": "The figure rests on %(rows)s rows; a file holds %(most)s. Ask the fact store with its query.",
    "override_no_figure": (
        "%(subject)s neither has KPI %(kpi)s nor a figure of it in %(period)s. Choose another subject or month."
    ),
    "override_months_only": "Only the figure of a month is overridden; %(period)s follows by itself. Choose a month.",
    "override_day_past": "The override would end on %(valid_until)s, before it began. Choose a later day.",
    "override_waiting": (
        "Override %(override)s of %(kpi)s of %(subject)s in %(period)s waits for a decision. Have it decided or end it."
    ),
    "override_settled": "Override %(override)s is no longer open: %(override_state)s.",
    "override_proposed": (
        "%(by)s asks that another figure counts: %(kpi)s of %(subject)s, %(period)s, until %(until_on)s. Please decide."
    ),
    "override_approved": (
        "%(kpi)s of %(subject)s, %(period)s: the override counts from the next run on, until %(until_on)s."
    ),
    "override_rejected": "%(kpi)s of %(subject)s, %(period)s: the override was rejected by %(by)s.",
    "override_ended": (
        "%(kpi)s of %(subject)s, %(period)s: %(by)s ended the override. The system's figure counts again."
    ),
    "override_expired": (
        "%(kpi)s of %(subject)s, %(period)s: the override expired on %(until_on)s. The system's figure counts again."
    ),
    "formula_cycle": (
        "The formula of KPI %(kpi)s would need itself (%(path)s). Use another KPI or read the data directly."
    ),
    "formula_other_unit": (
        "The formula gives %(gives)s, but KPI %(kpi)s is counted in %(unit)s. "
        "Change the formula or the unit of the KPI."
    ),
    "measure_kpi_unknown": "There is no KPI with the code %(kpi)s. Create and publish it in the KPI dictionary first.",
    "measure_role_unknown": (
        "KPI %(kpi)s cannot count dataset %(dataset)s by column %(column)s. Choose one of: %(known)s."
    ),
    "measure_role_unknown_none": (
        "KPI %(kpi)s cannot count dataset %(dataset)s by column %(column)s: the dataset has no such column. Describe "
        "its date or unit column in the source first."
    ),
    "rate_wrong": (
        "The rate %(rate)s from %(currency)s into %(into)s (%(kind)s) cannot be recorded. Give two different currency "
        "codes, a rate above 0, and average, closing or constant."
    ),
    "rate_line_unreadable": (
        'Line %(line)s "%(written)s" cannot be read. Write currency, target currency, period, kind and rate, like '
        "USD CNY 2026-01 average 7.05."
    ),
    "measure_weekly_unsuited": (
        "KPI %(kpi)s is measured by week, but its formula takes %(part)s, which has no figure of a week. "
        "Take figures of rows or of KPIs measured by week, or measure it by month alone."
    ),
    "measure_days_reported": (
        "KPI %(kpi)s is reported, not counted from rows, so it has no figures of days. Look at its months."
    ),
    "measure_days_unsuited": (
        "KPI %(kpi)s has no figures of days: its formula takes %(part)s, which only months have. Look at its months."
    ),
    "measure_days_of_months": (
        "KPI %(kpi)s has no figures of days: the rows of %(dataset)s are of whole months. Look at its months."
    ),
    "measure_days_wrong": (
        "Days from %(first)s to %(last)s cannot be shown. Put the earlier day first and ask for at most %(most)s days."
    ),
    "measure_periods_backwards": "There is no month from %(first)s to %(last)s. Put the earlier month first.",
}
