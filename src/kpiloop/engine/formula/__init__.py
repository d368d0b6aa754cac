"""The metric language: text in, checked tree out; a whitelist of functions and no eval."""

from __future__ import annotations

from kpiloop.engine.formula.errors import FormulaError
from kpiloop.engine.formula.evaluate import aggregate_rows, evaluate
from kpiloop.engine.formula.evaluate_columns import evaluate_columns
from kpiloop.engine.formula.library import FUNCTIONS, FormulaFunction
from kpiloop.engine.formula.nodes import Aggregate, KpiReference, Node, Shift
from kpiloop.engine.formula.parser import parse
from kpiloop.engine.formula.printer import canonical, fingerprint
from kpiloop.engine.formula.shapes import ColumnType, DatasetShape
from kpiloop.engine.formula.typecheck import Checked, check, references_of, time_kind, walk
from kpiloop.engine.formula.units import check_units, other_unit

__all__ = [
    "FUNCTIONS",
    "Aggregate",
    "Checked",
    "ColumnType",
    "DatasetShape",
    "FormulaError",
    "FormulaFunction",
    "KpiReference",
    "Node",
    "Shift",
    "aggregate_rows",
    "canonical",
    "check",
    "check_units",
    "evaluate",
    "evaluate_columns",
    "fingerprint",
    "other_unit",
    "parse",
    "references_of",
    "time_kind",
    "walk",
]
