"""Sentences of refusals raised by measure."""

from __future__ import annotations

SENTENCES = {
    "drill_impossible": (
        "%(kpi)s cannot be split by %(dimension)s. Take a KPI counted from one dataset and a dimension of that dataset."
    ),
    "rows_hidden": "The rows of this figure are not open to you, or it has none.",
    "rows_too_many": "The figure rests on %(rows)s rows; a file holds %(most)s. Ask the fact store with its query.",
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
    "measure_periods_backwards": "There is no month from %(first)s to %(last)s. Put the earlier month first.",
}
