"""Which leaves a changed month says anything else about than the state that was made before the change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kpiloop.engine.compile.dialects.duckdb import to_sql
from kpiloop.engine.compile.kept import SUMS, keys_name, masked_measures
from kpiloop.engine.compile.laid_out import DAYS
from kpiloop.engine.compile.to_ibis import PARTIAL, compile_states
from kpiloop.engine.dataflow import Scan, Window, lay_out
from kpiloop.engine.formula import DatasetShape
from kpiloop.foundation.warehouse.computing.states.matching import is_keepable, kept_tables, laid_out_days
from kpiloop.foundation.warehouse.computing.states.places import month_days, newest_state, plan_of
from kpiloop.foundation.warehouse.engines.question import bare_table
from kpiloop.foundation.warehouse.rows import DatasetRow, FileEntry, VersionRow
from kpiloop.foundation.warehouse.store import reading


def changed_leaves(
    version: VersionRow,
    dataset: DatasetRow,
    files: Sequence[FileEntry],
    scan: Scan,
    shape: DatasetShape,
    before: Mapping[str, str],
) -> frozenset[str] | None:
    """Leaves whose sums or whose different values of some changed month are others than before.

    Shape:    `before` names the changed months with the marks their files had -> codes of leaves; None when no state
              tells, because there is none of these files or a measure is not kept month by month.
    Law:      a leaf that is not named gives every measure of the scan the same in each of these months.
    """
    state = newest_state(plan_of(dataset, scan))
    counted = masked_measures(scan)
    is_kept = all(measure.name in counted or measure.aggregate.function in PARTIAL for measure in scan.measures)
    if state is None or not is_kept or not is_keepable(version, dataset, files, scan):
        return None
    marks, months = dict(state.months), sorted(before)
    if set(state.files) != {"sums", *counted} or any(marks.get(month) != before[month] for month in months):
        return None
    layout = lay_out([], [Window(month, *month_days(month)) for month in months])
    places = {
        bit: layout.reach(*month_days(month))[0] for bit, (month, _mark) in enumerate(state.months) if month in before
    }
    old = kept_tables(state, scan, places)
    found: set[str] = set()
    with reading(version.number, version.sha256, [(dataset, files)]) as cursor:
        cursor.register("_days", bare_table(laid_out_days(layout), DAYS))
        for kind, expression in compile_states(scan, shape).items():
            columns = ", ".join(f'"{name}"' for name in expression.columns)
            now = f"SELECT {columns} FROM ({to_sql(expression)})"
            then = f"SELECT {columns} FROM ({old[SUMS if kind == 'sums' else keys_name(kind)]})"
            cursor.execute(f"CREATE OR REPLACE TEMP TABLE _now AS {now}")
            cursor.execute(f"CREATE OR REPLACE TEMP TABLE _then AS {then}")
            either = "(FROM _now EXCEPT FROM _then) UNION ALL (FROM _then EXCEPT FROM _now)"
            found |= {str(row[0]) for row in cursor.execute(f"SELECT DISTINCT leaf FROM ({either})").fetchall()}
    return frozenset(found)
