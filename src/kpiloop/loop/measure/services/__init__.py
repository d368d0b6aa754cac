"""Every write of this stage."""

from __future__ import annotations

from kpiloop.loop.measure.counting.keeping import keep_states
from kpiloop.loop.measure.services.formulas import set_formula, set_formulas
from kpiloop.loop.measure.services.freezing import freeze, keep_rows
from kpiloop.loop.measure.services.overrides import (
    decide_override,
    end_override,
    expire_overrides,
    propose_override,
)
from kpiloop.loop.measure.services.rates import NewRate, record_rate_lines, record_rates
from kpiloop.loop.measure.services.runs import run_periods

__all__ = [
    "NewRate",
    "decide_override",
    "end_override",
    "expire_overrides",
    "freeze",
    "keep_rows",
    "keep_states",
    "propose_override",
    "record_rate_lines",
    "record_rates",
    "run_periods",
    "set_formula",
    "set_formulas",
]
