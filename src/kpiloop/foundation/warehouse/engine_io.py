"""The fact store for computing rooms: shapes, compiled scans, the rows behind a figure, coverage."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

from kpiloop.engine.compile.cells import finished
from kpiloop.engine.compile.detail import compile_loads
from kpiloop.engine.dataflow import Measure, Member, Scan, Window
from kpiloop.engine.formula import DatasetShape
from kpiloop.foundation.reading import once
from kpiloop.foundation.warehouse import engines
from kpiloop.foundation.warehouse.computing.listing import statements
from kpiloop.foundation.warehouse.computing.scans import (
    is_worth_keeping,
    keep_states,
    kept_months,
    leaves_changed,
    marks_of,
    measures_over_arrays,
    run_scan,
    scan_version,
    version,
)
from kpiloop.foundation.warehouse.covering import coverage, facts_until, merge_stretches
from kpiloop.foundation.warehouse.engines.question import Memberships, members_table, windows_table
from kpiloop.foundation.warehouse.known_rows import (
    changed_keys,
    column_pairs,
    contested_rows,
    row_by_key,
    rows_by_keys,
)
from kpiloop.foundation.warehouse.models import Pointer
from kpiloop.foundation.warehouse.row_reading import datasets_by_code, files_of
from kpiloop.foundation.warehouse.rows import DatasetRow, RowPage
from kpiloop.foundation.warehouse.store import bind_tables, read_records, reading

__all__ = [
    "Memberships",
    "changed_keys",
    "column_pairs",
    "contested_rows",
    "coverage",
    "current_version_number",
    "facts_until",
    "files_of",
    "is_worth_keeping",
    "keep_states",
    "kept_months",
    "leaves_changed",
    "load_numbers",
    "marks_of",
    "matching_rows",
    "measures_over_arrays",
    "members_table",
    "merge_stretches",
    "row_by_key",
    "rows_by_keys",
    "run_scan",
    "scan_version",
    "shape_of",
    "shapes",
    "version",
]


def shapes() -> dict[str, DatasetShape]:
    """What formulas may know of every registered dataset."""
    return {row.code: shape_of(row) for row in datasets_by_code().values()}


def shape_of(row: DatasetRow) -> DatasetShape:
    """What formulas may know of one dataset."""
    return DatasetShape(
        name=row.code,
        columns=row.columns,
        date_columns=row.date_columns,
        unit_column=row.unit_column or None,
        person_column=row.person_column or None,
        key_columns=row.key_columns,
        tree_columns=row.tree_columns,
        money_columns=row.money_columns,
    )


def current_version_number() -> int | None:
    """Number of the version in force; None before the first load."""
    return once("warehouse.number", _current_version_number)


def _current_version_number() -> int | None:
    pointer = Pointer.objects.select_related("version").first()
    return pointer.version.number if pointer and pointer.version else None


def matching_rows(
    version_number: int,
    *,
    scan: Scan,
    measure: Measure,
    membership: Iterable[Member],
    window: Window,
    page: int = 1,
    size: int = 20,
) -> RowPage:
    """The rows one figure of one subject is made of, paged, with the figure recomputed from all of them.

    `membership` holds the rows of that one subject; for a stock the rows are those of each leaf's last date.
    """
    stored = version(version_number)
    dataset, files = files_of(stored, scan.dataset, scan.rests_until([window]))
    queries = statements(scan, measure, shape_of(dataset))
    with reading(stored.number, stored.sha256, [(dataset, files)]) as cursor:
        bind_tables(cursor, membership, [window])
        total = read_records(cursor, queries.figure)[0]
        found = tuple(read_records(cursor, queries.page(page, size)))
    return RowPage(
        columns=tuple(dataset.columns), rows=found, number=page, size=size,
        total=int(str(total["row_count"])),
        total_value=_figure(total, measure),
        statement=queries.figure,
    )  # fmt: skip


def _figure(total: Mapping[str, object], measure: Measure) -> Decimal | None:
    if total["figure"] is None:
        return None
    figure = finished(measure.aggregate, total["figure"], int(str(total["row_count"])), total.get("upper"))
    return figure if isinstance(figure, Decimal) else None


def load_numbers(
    version_number: int, *, dataset: str, date_column: str, windows: Iterable[Window]
) -> dict[str, list[int]]:
    """Which loads brought the rows of each window."""
    stored = version(version_number)
    asked = list(windows)
    described, files = files_of(stored, dataset, max((window.ends for window in asked), default=None))
    expression = compile_loads(shape_of(described), date_column)
    question = engines.Question(expression, stored, [(described, files)], {"windows": windows_table(asked)})
    found = engines.answer(question)
    loads: dict[str, list[int]] = {}
    for window, number in zip(found.column("window"), found.column("_load"), strict=True):
        loads.setdefault(str(window), []).append(int(str(number)))
    return {window: sorted(numbers) for window, numbers in loads.items()}
