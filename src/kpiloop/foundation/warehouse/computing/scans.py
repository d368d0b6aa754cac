"""Scans of a version: compiled, put to the engine of this installation, and spared where a state speaks for a month."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace

import duckdb

from kpiloop.engine.compile.kept import FRESH
from kpiloop.engine.compile.to_ibis import compile_scan
from kpiloop.engine.dataflow import Layout, Scan
from kpiloop.engine.formula import DatasetShape
from kpiloop.foundation.reading import once
from kpiloop.foundation.warehouse import engines
from kpiloop.foundation.warehouse.computing.different import count, counted_measures
from kpiloop.foundation.warehouse.computing.states import (
    Found,
    changed_leaves,
    find_state,
    is_large,
    keep_state,
    month_marks,
)
from kpiloop.foundation.warehouse.engines.question import bare_table, layout_tables
from kpiloop.foundation.warehouse.errors import VersionUnknown
from kpiloop.foundation.warehouse.models import Version
from kpiloop.foundation.warehouse.row_reading import files_of, version_row
from kpiloop.foundation.warehouse.rows import DatasetRow, FileEntry, VersionRow
from kpiloop.foundation.warehouse.sql_text import stored_types
from kpiloop.foundation.warehouse.store import reading

#: Whole numbers of 32 bits at most.
SMALL_WHOLE = ("TINYINT", "SMALLINT", "INTEGER", "UTINYINT", "USMALLINT")
_MOST_KNOWN = 100
_whole: dict[object, frozenset[str]] = {}


def version(number: int) -> VersionRow:
    """A version with its files."""
    found = once(("warehouse.version", number), lambda: _version(number))
    if found is None:
        raise VersionUnknown(version=number)
    return found


def _version(number: int) -> VersionRow | None:
    found = Version.objects.filter(number=number).first()
    return None if found is None else version_row(found)


def run_scan(
    version_number: int, scan: Scan, shape: DatasetShape, layout: Layout, *, at_once: bool = False
) -> engines.Answer:
    """Compile a scan and have the engine of this installation run it on a version; decimals stay exact.

    `at_once`: somebody waits for one figure in a page, which the engine inside reads from the files.
    """
    stored = version(version_number)
    until = scan.rests_until(layout.windows) if layout.windows else None
    expression, dataset = compile_scan(scan, shape, layout), files_of(stored, scan.dataset, until)
    question = engines.Question(expression, stored, [dataset], layout_tables(layout))
    return engines.answer_here(question) if at_once else engines.answer(question)


def scan_version(
    version_number: int, scan: Scan, shape: DatasetShape, layout: Layout, *, at_once: bool = False
) -> engines.Answer:
    """Compile a scan and have it run on a version; months a state speaks for are not read again.

    `at_once`: as in `run_scan`.
    """
    if at_once or not layout.windows or engines.engine_name() != "duckdb":
        return run_scan(version_number, scan, shape, layout, at_once=at_once)
    shape, stored = stored_shape(version_number, shape), version(version_number)
    dataset, files = files_of(stored, scan.dataset, scan.rests_until(layout.windows))
    with suppress(duckdb.IOException):  # a state that went away meanwhile is no loss
        if found := find_state(stored, dataset, files, scan, layout):
            return _scan(stored, dataset, files, scan, shape, layout, found)
    return _scan(stored, dataset, files, scan, shape, layout, None)


def _scan(
    stored: VersionRow, dataset: DatasetRow, files: Sequence[FileEntry], scan: Scan, shape: DatasetShape,
    layout: Layout, found: Found | None,
) -> engines.Answer:  # fmt: skip
    """A scan by the engine inside, with what was counted or kept before it."""
    counted = count(stored, dataset, files, scan, shape, layout)
    given = {**layout_tables(layout), **counted.tables}
    kept = {} if found is None else dict(found.tables)
    if found is not None:
        given[FRESH.get_name()] = bare_table(found.fresh, FRESH)
    expression = compile_scan(scan, shape, layout, is_kept=found is not None, counted=counted.measures)
    answer = engines.answer(engines.Question(expression, stored, [(dataset, files)], given, kept))
    return replace(answer, statement=answer.statement + counted.remark)


def stored_shape(version_number: int, shape: DatasetShape) -> DatasetShape:
    """Which texts the engine inside finds as small whole numbers in the files: these are met without making texts."""
    stored = version(version_number)
    dataset, files = files_of(stored, shape.name)
    if engines.engine_name() != "duckdb" or not files or not files[0].is_outside:
        return shape
    key = (stored.sha256, dataset.code, tuple(dataset.columns.items()), repr(dataset.registered))
    if key not in _whole:
        if len(_whole) >= _MOST_KNOWN:
            _whole.clear()
        with reading(stored.number, stored.sha256, [(dataset, files)]) as cursor:
            found = cursor.execute(stored_types(dataset)).fetchall()
        _whole[key] = frozenset(str(row[0]) for row in found if row[1] in SMALL_WHOLE)
    return replace(shape, whole_columns=_whole[key])


def kept_months(version_number: int, scan: Scan, layout: Layout) -> Found | None:
    """Which months of a scan a state speaks for; None when all rows are read, as on every engine but the one inside."""
    if engines.engine_name() != "duckdb" or not layout.windows:
        return None
    stored = version(version_number)
    dataset, files = files_of(stored, scan.dataset, scan.rests_until(layout.windows))
    return find_state(stored, dataset, files, scan, layout)


def measures_over_arrays(version_number: int, scan: Scan, layout: Layout) -> frozenset[str]:
    """Measures of a scan whose different values are counted over arrays, before the scan."""
    if not layout.windows:
        return frozenset()
    files = files_of(version(version_number), scan.dataset, scan.rests_until(layout.windows))[1]
    return frozenset(counted_measures(scan, files, layout))


def marks_of(version_number: int, code: str) -> dict[str, str]:
    """In which bytes the rows of each month of a dataset lie in a version: month -> mark."""
    return month_marks(version(version_number).manifest.get(code, ()))


def leaves_changed(
    version_number: int, scan: Scan, shape: DatasetShape, before: Mapping[str, str]
) -> frozenset[str] | None:
    """Leaves that say anything else in changed months than before, by the marks the months had; None: nobody knows."""
    if engines.engine_name() != "duckdb":
        return None
    stored = version(version_number)
    dataset, files = files_of(stored, scan.dataset)
    return changed_leaves(stored, dataset, files, scan, shape, before)


def is_worth_keeping(version_number: int) -> bool:
    """Whether some dataset of a version is so large that reading it again costs more than looking for a state."""
    manifest = version(version_number).manifest.values()
    return engines.engine_name() == "duckdb" and any(is_large(files) for files in manifest)


def keep_states(version_number: int, scans: Iterable[tuple[Scan, DatasetShape]]) -> dict[str, tuple[str, ...]]:
    """Make the states of scans anew where that is worth it.

    Shape:    -> dataset -> months that were read from rows for it.
    """
    made: dict[str, tuple[str, ...]] = {}
    if engines.engine_name() == "duckdb":
        stored = version(version_number)
        for scan, shape in scans:
            dataset, files = files_of(stored, scan.dataset)
            if months := keep_state(stored, dataset, files, scan, shape):
                made[scan.dataset] = months
    return made
