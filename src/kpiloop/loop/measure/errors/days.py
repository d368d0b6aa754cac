"""Refusals about figures of single days."""

from __future__ import annotations

from kpiloop.engine.errors import Refusal


class DaysReported(Refusal):
    """The KPI is reported, not counted from rows: it has no figure of a day. Fields: kpi."""

    code = "measure_days_reported"


class DaysUnsuited(Refusal):
    """The formula of a KPI takes what only months have. Fields: kpi, part."""

    code = "measure_days_unsuited"


class DaysOfMonths(Refusal):
    """The rows of a dataset are of whole months, each with one day for its date. Fields: kpi, dataset."""

    code = "measure_days_of_months"


class DaysWrong(Refusal):
    """The first day lies after the last, or too many are asked for at once. Fields: first, last, most."""

    code = "measure_days_wrong"
