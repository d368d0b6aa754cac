"""The source rows under a value as a table: every row that counted, with load and line, under the same permission."""

from __future__ import annotations

from kpiloop.engine.errors import Refusal
from kpiloop.engine.trace import Step
from kpiloop.foundation.access.actors import Actor
from kpiloop.interfaces.reports.export_rows import Cell, Export
from kpiloop.loop.measure import selectors as measure

PAGE = 5_000
MOST = 500_000  # rows of one file; more is a query of the fact store, not a file


class RowsHidden(Refusal):
    """The rows of this figure are outside the reader's scope, or it has none. Fields: value."""

    code = "rows_hidden"


class RowsTooMany(Refusal):
    """More rows than a file holds. Fields: rows, most."""

    code = "rows_too_many"


def export_rows(viewer: Actor, value_id: int, aggregate: str = "") -> Export:
    """Every row under one aggregate of a value; the first one when none is named.

    Shape:    key of a value, canonical text of the aggregate -> one line per row: what it counts as, load, line, and
              its columns; the rows are those of the version the value was computed from.
    Errors:   permission_denied, not_visible, rows_hidden, rows_too_many.
    """
    measure.value(viewer, value_id)  # outside the own scope it does not exist
    asked = aggregate or _first(measure.explain_value(viewer, value_id, with_rows=False), value_id)
    first = measure.explain_rows(viewer, value_id, asked, rows_page=1, rows_size=PAGE)
    total = int(first.evidence.get("row_count") or 0)
    if first.leaf is not None or not first.children:
        raise RowsHidden(value=value_id)
    if total > MOST:
        raise RowsTooMany(rows=total, most=MOST)
    rows = list(first.children)
    for page in range(2, -(-total // PAGE) + 1):
        rows += measure.explain_rows(viewer, value_id, asked, rows_page=page, rows_size=PAGE).children
    columns = tuple(first.children[0].fields)
    lines = tuple(_cells(number, row, columns) for number, row in enumerate(rows, 1))
    return Export("rows", ("id", "counts_as", "load", "line", *columns), lines)


def query_of(viewer: Actor, value_id: int, aggregate: str = "") -> str:
    """The SQL that adds up the rows under one aggregate of a value, in full.

    Errors:   as `export_rows`.
    """
    measure.value(viewer, value_id)  # outside the own scope it does not exist
    asked = aggregate or _first(measure.explain_value(viewer, value_id, with_rows=False), value_id)
    step = measure.explain_rows(viewer, value_id, asked, rows_page=1, rows_size=1)
    if step.leaf is not None or not step.children:
        raise RowsHidden(value=value_id)
    return step.evidence.get("sql", "")


def _first(step: Step, value_id: int) -> str:
    """The first aggregate below a value."""
    if "aggregate" in step.fields and step.operation == "rows":
        return step.fields["aggregate"]
    for child in step.children:
        try:
            return _first(child, value_id)
        except RowsHidden:
            continue
    raise RowsHidden(value=value_id)


def _cells(number: int, row: Step, columns: tuple[str, ...]) -> tuple[Cell, ...]:
    known = (number, row.figure, row.evidence.get("load", ""), row.evidence.get("line", ""))
    return (*known, *(row.fields.get(name, "") for name in columns))
