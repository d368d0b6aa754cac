"""The source rows under a value as a table: every row that counted, with load and line, under the same permission."""

from __future__ import annotations

from collections.abc import Iterator

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


class RowsElsewhere(Refusal):
    """The figure is computed from other KPIs and has no rows of its own. Fields: kpi, kpis."""

    code = "rows_elsewhere"


class RowsTooMany(Refusal):
    """More rows than a file holds. Fields: rows, most."""

    code = "rows_too_many"


def export_rows(viewer: Actor, value_id: int, aggregate: str = "") -> Export:
    """Every row under one aggregate of a value; the first one when none is named.

    Shape:    key of a value, canonical text of the aggregate -> one line per row: what it counts as, load, line, and
              its columns; the rows are those of the version the value was computed from.
    Errors:   permission_denied, not_visible, rows_hidden, rows_too_many, rows_elsewhere naming the KPIs to open.
    """
    asked = _asked(viewer, value_id, aggregate)
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
    asked = _asked(viewer, value_id, aggregate)
    step = measure.explain_rows(viewer, value_id, asked, rows_page=1, rows_size=1)
    if step.leaf is not None or not step.children:
        raise RowsHidden(value=value_id)
    return step.evidence.get("sql", "")


def _asked(viewer: Actor, value_id: int, aggregate: str) -> str:
    """The aggregate asked for, or the first of the figure's own."""
    row = measure.value(viewer, value_id)  # outside the own scope it does not exist
    if aggregate:
        return aggregate
    step, own = measure.explain_value(viewer, value_id, with_rows=False), measure.own_aggregates(viewer, value_id)
    found = next((name for name in _aggregates(step) if name in own), None)
    if found is not None:
        return found
    others = dict.fromkeys(_others(step, row.kpi_code))
    raise RowsElsewhere(kpi=row.kpi_code, kpis=", ".join(others)) if others else RowsHidden(value=value_id)


def _aggregates(step: Step) -> Iterator[str]:
    """Every aggregate below a value, in the order they are shown."""
    if "aggregate" in step.fields and step.operation == "rows":
        yield step.fields["aggregate"]
    for child in step.children:
        yield from _aggregates(child)


def _others(step: Step, kpi: str) -> Iterator[str]:
    """The KPIs a figure is computed from, those next to it."""
    for child in step.children:
        other = child.fields.get("kpi", kpi)
        if other != kpi:
            yield other
        else:
            yield from _others(child, kpi)


def _cells(number: int, row: Step, columns: tuple[str, ...]) -> tuple[Cell, ...]:
    known = (number, row.figure, row.evidence.get("load", ""), row.evidence.get("line", ""))
    return (*known, *(row.fields.get(name, "") for name in columns))
