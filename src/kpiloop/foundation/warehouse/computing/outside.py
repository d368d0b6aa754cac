"""Unit codes in the files of somebody else that no unit has: nothing stopped them on their way in (S07)."""

from __future__ import annotations

from kpiloop.foundation.org import further
from kpiloop.foundation.warehouse.computing.dimensions import members_with_rows
from kpiloop.foundation.warehouse.engine_io import version
from kpiloop.foundation.warehouse.row_reading import datasets_by_code

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
            _held[key] = members_with_rows(version_number, dataset=code, column=dataset.unit_column, limit=MOST_CODES)
        found[code] = _held[key]
    return found
