"""Unit codes in the files of somebody else that no unit has: nothing stopped them on their way in (S07)."""

from __future__ import annotations

from kpiloop.engine.compile.to_ibis import stored_name
from kpiloop.foundation.org import further
from kpiloop.foundation.warehouse.engine_io import version
from kpiloop.foundation.warehouse.row_reading import datasets_by_code
from kpiloop.foundation.warehouse.rows import DatasetRow, VersionRow
from kpiloop.foundation.warehouse.sql_text import quote
from kpiloop.foundation.warehouse.store import read_records, reading

#: More different codes than this in one column are keys of rows, not of units.
MOST_CODES = 100_000
_MOST_KNOWN = 100
#: What a version holds never changes, so its codes are read once.
_held: dict[tuple[str, str, str], dict[str, int]] = {}


def unknown_units(version_number: int | None) -> dict[str, dict[str, int]]:
    """Unit codes no unit has, of every registered folder that names units.

    Shape:    version -> dataset -> code -> rows, most rows first; only datasets that hold such codes.
    Missing:  rows that name no unit at all are no code; they count for the company as everywhere.
    """
    outside = _outside(version_number)
    known = further.spelled_codes() if outside else set()
    found = {code: {unit: rows for unit, rows in held.items() if unit not in known} for code, held in outside.items()}
    return {code: held for code, held in found.items() if held}


def _outside(version_number: int | None) -> dict[str, dict[str, int]]:
    """Every unit code of every registered folder, with its rows."""
    if version_number is None:
        return {}
    stored = version(version_number)
    found: dict[str, dict[str, int]] = {}
    for code, dataset in datasets_by_code().items():
        files = stored.manifest.get(code, ())
        if not dataset.unit_column or not files or not files[0].is_outside:
            continue
        key = (stored.sha256, code, f"{dataset.unit_column} {dataset.registered}")
        if key not in _held:
            if len(_held) >= _MOST_KNOWN:
                _held.clear()
            _held[key] = _codes(stored, dataset, dataset.unit_column)
        found[code] = _held[key]
    return found


def _codes(stored: VersionRow, dataset: DatasetRow, column: str) -> dict[str, int]:
    """The codes of a column with their rows, most first.

    Rows are counted by what the files hold and only then spelled as text: a code is spelled once and not once a row.
    """
    held = quote(stored_name(column) if dataset.columns[column] == "text" else column)
    by_held = f"SELECT {held} AS held, count(*) AS rows FROM {quote(dataset.code)} WHERE {held} IS NOT NULL GROUP BY 1"
    query = f"SELECT CAST(held AS VARCHAR) AS member, CAST(sum(rows) AS BIGINT) AS rows FROM ({by_held}) GROUP BY 1"
    with reading(stored.number, stored.sha256, [(dataset, stored.manifest[dataset.code])]) as cursor:
        found = read_records(cursor, f"{query} ORDER BY rows DESC, member LIMIT {MOST_CODES:d}")
    return {str(record["member"]): int(str(record["rows"])) for record in found}
