"""Page through stored rows; names are checked against the dataset, values are bound."""

from __future__ import annotations

from kpiloop.foundation.warehouse import engine_io
from kpiloop.foundation.warehouse.errors import DatasetUnknown, RowsDoNotFit
from kpiloop.foundation.warehouse.models import Dataset
from kpiloop.foundation.warehouse.row_reading import dataset_row
from kpiloop.foundation.warehouse.rows import DatasetRow, RowFilter, RowPage
from kpiloop.foundation.warehouse.sql_text import quote
from kpiloop.foundation.warehouse.store import read_records, reading


def read_page(code: str, version_number: int | None, where: RowFilter, page: int, size: int) -> RowPage:
    """One page of the rows of a dataset in a version, the current one unless named."""
    found = Dataset.objects.filter(code=code).first()
    if found is None:
        raise DatasetUnknown(dataset=code)
    dataset = dataset_row(found)
    tests, values = _tests(dataset, where)
    number = version_number or engine_io.current_version_number()
    if number is None:
        return RowPage(tuple(dataset.columns), (), page, size, 0)
    stored = engine_io.version(number)
    columns = ", ".join(map(quote, (*dataset.columns, "_load", "_line", "_key")))
    source = f"FROM {quote(code)} WHERE {tests}"
    with reading(stored.number, stored.sha256, [(dataset, stored.manifest.get(code, ()))]) as cursor:
        total = read_records(cursor, f"SELECT count(*) AS row_count {source}", values)[0]["row_count"]
        listed = f"SELECT {columns} {source} ORDER BY _load, _line, _key LIMIT ? OFFSET ?"
        rows = read_records(cursor, listed, [*values, size, (page - 1) * size])
    return RowPage(tuple(dataset.columns), tuple(rows), page, size, int(str(total)))


def _tests(dataset: DatasetRow, where: RowFilter) -> tuple[str, list[object]]:
    tests: list[tuple[str, object]] = [
        (f"{_column(dataset, name)} IS NOT DISTINCT FROM ?", value) for name, value in where.equals.items()
    ]
    if where.starts is not None or where.ends is not None:
        on = _column(dataset, where.date_column or next(iter(dataset.date_columns), ""))
        tests += [(f"{on} >= ?", where.starts)] if where.starts else []
        tests += [(f"{on} < ?", where.ends)] if where.ends else []
    if where.load is not None:
        tests.append(("_load = ?", where.load))
    return " AND ".join(test for test, _ in tests) or "TRUE", [value for _, value in tests]


def _column(dataset: DatasetRow, name: str) -> str:
    if name not in dataset.columns:
        raise RowsDoNotFit(dataset=dataset.code, column=name, reason="unknown_column")
    return quote(name)
