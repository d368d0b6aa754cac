"""Every read of this stage, cut to what the viewer may see."""

from __future__ import annotations

from kpiloop.loop.measure.selectors.formulas import formula, formulas
from kpiloop.loop.measure.selectors.proof import explain_value
from kpiloop.loop.measure.selectors.values import freshness, run, runs, series, statements, value, values

__all__ = [
    "explain_value",
    "formula",
    "formulas",
    "freshness",
    "run",
    "runs",
    "series",
    "statements",
    "value",
    "values",
]
