"""The queries behind one figure: its rows in order, and the figure again from all of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache

from kpiloop.engine.compile.detail import compile_rows, compile_value
from kpiloop.engine.compile.dialects.duckdb import to_sql
from kpiloop.engine.dataflow import Measure, Scan
from kpiloop.engine.formula import DatasetShape


@dataclass(frozen=True)
class Statements:
    """SQL over the dataset, `membership` and `windows`: the same for every subject and month."""

    figure: str  #: row_count and figure of all rows
    rows: str  #: the rows in their order of loading

    def page(self, number: int, size: int) -> str:
        """The rows of one page."""
        return f"{self.rows}\nLIMIT {size:d} OFFSET {(number - 1) * size:d}"


@dataclass(frozen=True)
class _Asked:
    text: str  #: everything below as text: shapes hold mappings, which have no hash
    scan: Scan = field(compare=False)  #: dates and leaves
    measure: Measure = field(compare=False)  #: what is computed
    shape: DatasetShape = field(compare=False)  #: columns of the dataset


def statements(scan: Scan, measure: Measure, shape: DatasetShape) -> Statements:
    """The queries of one measure; compiling costs more than running them, so they are kept."""
    columns = sorted((name, str(kind)) for name, kind in shape.columns.items())
    return _compiled(_Asked(repr((scan, measure, shape.name, columns)), scan, measure, shape))


@lru_cache(maxsize=256)
def _compiled(asked: _Asked) -> Statements:
    rows = compile_rows(asked.scan, asked.measure, asked.shape)
    return Statements(to_sql(compile_value(rows, asked.measure)), to_sql(rows.order_by("_load", "_line", "_key")))
