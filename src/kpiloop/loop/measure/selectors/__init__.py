"""Every read of this stage, cut to what the viewer may see."""

from __future__ import annotations

from kpiloop.loop.measure.selectors.constant import constant_values, has_foreign_amounts
from kpiloop.loop.measure.selectors.days import MOST_DAYS, DayFigure, day_figures
from kpiloop.loop.measure.selectors.drilled import Drilled, DrilledRow, drill_down
from kpiloop.loop.measure.selectors.formulas import formula, formulas, other_units
from kpiloop.loop.measure.selectors.halves import (
    Half,
    compared_halves,
    half_targets,
    half_values,
    halves_named,
    halves_until,
)
from kpiloop.loop.measure.selectors.overrides import override, overrides, overrides_below
from kpiloop.loop.measure.selectors.own_years import (
    OwnYear,
    own_year_aims,
    own_year_targets,
    own_year_values,
    own_years,
)
from kpiloop.loop.measure.selectors.prepared import PreparedRun, PreparedScan, prepared_run
from kpiloop.loop.measure.selectors.proof import explain_rows, explain_value, own_aggregates
from kpiloop.loop.measure.selectors.rates import RateRow, rates
from kpiloop.loop.measure.selectors.restated import RestatedRow, restated_values
from kpiloop.loop.measure.selectors.values import (
    actuals,
    corrections,
    freshness,
    frozen_values,
    run,
    runs,
    series,
    statements,
    value,
    values,
    values_by_id,
)

__all__ = [
    "MOST_DAYS",
    "DayFigure",
    "Drilled",
    "DrilledRow",
    "Half",
    "OwnYear",
    "PreparedRun",
    "PreparedScan",
    "RateRow",
    "RestatedRow",
    "actuals",
    "compared_halves",
    "constant_values",
    "corrections",
    "day_figures",
    "drill_down",
    "explain_rows",
    "explain_value",
    "formula",
    "formulas",
    "freshness",
    "frozen_values",
    "half_targets",
    "half_values",
    "halves_named",
    "halves_until",
    "has_foreign_amounts",
    "other_units",
    "override",
    "overrides",
    "overrides_below",
    "own_aggregates",
    "own_year_aims",
    "own_year_targets",
    "own_year_values",
    "own_years",
    "prepared_run",
    "rates",
    "restated_values",
    "run",
    "runs",
    "series",
    "statements",
    "value",
    "values",
    "values_by_id",
]
