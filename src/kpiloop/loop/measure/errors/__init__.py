"""Refusals of this stage; formula errors come from the engine with a position."""

from __future__ import annotations

from kpiloop.engine.errors import Refusal


class FormulaCycle(Refusal):
    """A KPI would be computed from itself. Fields: kpi, path."""

    code = "formula_cycle"


class FormulaOtherUnit(Refusal):
    """A formula gives another unit than its KPI declares. Fields: kpi, gives, unit."""

    code = "formula_other_unit"


class KpiUnknown(Refusal):
    """No KPI has this code. Fields: kpi."""

    code = "measure_kpi_unknown"


class DrillImpossible(Refusal):
    """A KPI cannot be split by this dimension. Fields: kpi, dimension."""

    code = "drill_impossible"


class ValueUnknown(Refusal):
    """No such value, or not for this viewer. Fields: key."""

    code = "not_found"


class RateWrong(Refusal):
    """A rate not above 0, an unknown kind of rate, or no two different currencies."""

    code = "rate_wrong"


class RateLineUnreadable(Refusal):
    """A line is no rate. Fields: line, written."""

    code = "rate_line_unreadable"


class RoleUnknown(Refusal):
    """A KPI counts by a date or unit column its dataset does not have. Fields: kpi, dataset, column."""

    code = "measure_role_unknown"


class WeeklyUnsuited(Refusal):
    """The formula of a KPI that is measured by week takes what only months have. Fields: kpi, part."""

    code = "measure_weekly_unsuited"


class PeriodsBackwards(Refusal):
    """The first period lies after the last. Fields: first, last."""

    code = "measure_periods_backwards"
